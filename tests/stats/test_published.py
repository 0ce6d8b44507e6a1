"""National values, groups and changes come out as PAPI's and VCCI's reports print them."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pardx
from pardx.errors import PardxError
from pardx.stats.convergence import convergence
from pardx.stats.rank_sets import surveys
from pardx.stats.ranks import used_ranks


@pytest.mark.parametrize(("year", "printed"), [(2015, 59.04), (2019, 64.99)])
def test_regional_values_of_pci_are_medians(panel_of, year, printed):
    panel = panel_of(year)
    delta = panel.pci_total_score[panel.region == "Đồng bằng sông Cửu Long"]
    assert round(delta.median(), 2) == printed


def test_pci_is_not_compared_across_the_method_of_2021(panel_of, dictionary):
    panels = {year: panel_of(year) for year in range(2018, 2023)}
    samples = surveys(dictionary)
    table, _ = convergence(panels, dictionary.breaks, samples, seed=1, draws=9)
    pci = table[table.indicator == "pci_total"].set_index(["first", "last"]).spread_ratio.round(2)
    assert pci.to_dict() == {(2018, 2020): 1.24, (2021, 2022): 0.87}


@pytest.mark.parametrize(
    ("year", "code", "rank"), [(2021, "96", 32), (2021, "02", 59), (2022, "60", 42)]
)
def test_a_printed_rank_of_pci_decides_between_equal_scores(panel_of, year, code, rank):
    panel = panel_of(year)
    score = panel.pci_total_score
    assert (score == score[code]).sum() > 1
    assert used_ranks(panel, "pci_total").loc[code, "rank"] == rank


def test_ninh_binh_has_its_printed_pci_of_2023(panel_of):
    panel = panel_of(2023)
    assert panel.loc["37", ["pci_total_score", "pci_total_rank"]].tolist() == [67.83, 19]


def test_a_value_without_a_weight_is_refused_by_name():
    scores = pd.Series([5.0, 6.0, np.nan], index=["01", "79", "92"])
    weights = pd.Series([8.4, np.nan, np.nan], index=scores.index)
    with pytest.raises(PardxError, match=re.escape("positive weight for every value; none for 79")):
        pardx.weighted_mean(scores, weights)


def test_nothing_averaged_is_missing():
    nothing = pd.Series([np.nan], index=["01"])
    assert np.isnan(pardx.weighted_mean(nothing, nothing))
    assert pardx.groups(nothing).isna().all()


def test_a_change_of_exactly_five_percent_counts_and_an_unknown_year_has_no_direction():
    before = pd.Series([5.0, 5.0, 5.0, np.nan])
    after = pd.Series([5.25, 4.75, 5.24, 5.0])
    found = pardx.changes(before, after).direction
    assert found[:3].tolist() == ["up", "down", "same"]
    assert pd.isna(found[3])


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=70, unique=True), st.randoms())
def test_groups_differ_by_one_at_most_and_order_never_matters(values, shuffle):
    scores = pd.Series(values, dtype=float)
    found = pardx.groups(scores)
    sizes = found.value_counts()
    assert sizes.max() - sizes.min() <= 1
    assert found[scores.sort_values(ascending=False).index].is_monotonic_increasing
    places = [*scores.index]
    shuffle.shuffle(places)
    assert pardx.groups(scores[places]).sort_index().equals(found)
