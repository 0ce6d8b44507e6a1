"""National values, groups and changes come out as PAPI's and VCCI's reports print them."""

import functools
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pardx
from pardx.data.clean import clean
from pardx.data.dictionary import survey_samples
from pardx.errors import PardxError
from pardx.stats.convergence import convergence
from pardx.stats.published import population
from pardx.stats.ranks import used_ranks

DIMENSIONS = (
    *("papi_d1_participation", "papi_d2_transparency", "papi_d3_accountability"),
    *("papi_d4_corruption_control", "papi_d5_admin_procedures", "papi_d6_public_services"),
    *("papi_d7_environment", "papi_d8_egovernance"),
)


@pytest.fixture(scope="module")
def panel_of(dictionary):
    """Return a function that gives a year's panel, each year cleaned once."""
    return functools.cache(lambda year: clean(dictionary, year).panel)


@pytest.mark.parametrize(
    ("year", "printed"),
    [
        (2022, [5.05, 5.28, 4.30, 6.71, 7.23, 7.55, 3.38, 3.10]),
        (2023, [4.90, 5.16, 4.24, 6.77, 7.17, 7.57, 3.39, 3.28]),
    ],
)
def test_national_values_of_papi_are_weighted_by_population(panel_of, year, printed):
    weights = population(panel_of(year), panel_of(year - 1))
    found = [pardx.weighted_mean(panel_of(year)[f"{name}_score"], weights) for name in DIMENSIONS]
    assert np.abs(np.array(found) - printed).max() < 0.01
    plain = [panel_of(year)[f"{name}_score"].mean() for name in DIMENSIONS]
    assert np.abs(np.array(plain) - printed).max() > 0.05


def test_population_of_2023_is_that_of_2022(panel_of):
    assert "population_value" not in panel_of(2023)
    weights = population(panel_of(2023), panel_of(2022))
    assert weights.equals(panel_of(2022).population_value)
    assert population(panel_of(2023), None).isna().all()


def test_groups_of_papi_have_the_bounds_of_its_report(panel_of):
    scores = panel_of(2022).papi_d6_public_services_score
    bounds = scores.groupby(pardx.groups(scores)).agg(["min", "max", "size"])
    assert bounds["size"].tolist() == [16, 16, 15, 16]
    printed = [(7.8579, 8.3148), (7.5189, 7.8072), (7.2294, 7.5173), (6.4132, 7.2275)]
    assert np.allclose(bounds[["min", "max"]], printed, atol=0.0001)


def test_changes_of_papi_d4_in_2017_are_counted_as_its_report_does(panel_of):
    before, after = (panel_of(year).papi_d4_corruption_control_score for year in (2016, 2017))
    assert pardx.changes(before, after).direction.value_counts().to_dict() == {
        "up": 33,
        "down": 6,
        "same": 24,
    }


def test_the_printed_mean_of_papi_2021_is_the_median(panel_of):
    total = panel_of(2021).papi_total_unweighted_score
    assert (round(total.mean(), 3), round(total.median(), 3), total.count()) == (42.408, 42.269, 60)


@pytest.mark.parametrize(("year", "printed"), [(2015, 59.04), (2019, 64.99)])
def test_regional_values_of_pci_are_medians(panel_of, year, printed):
    panel = panel_of(year)
    delta = panel.pci_total_score[panel.region == "Đồng bằng sông Cửu Long"]
    assert round(delta.median(), 2) == printed


def test_pci_is_not_compared_across_the_method_of_2021(panel_of, dictionary):
    panels = {year: panel_of(year) for year in range(2018, 2023)}
    samples = survey_samples(dictionary.project)
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
