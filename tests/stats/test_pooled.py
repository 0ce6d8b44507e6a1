"""Pooled years: against NumPy, statsmodels' meta-analysis, and years that repeat each other."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.meta_analysis import combine_effects
from test_association import draw_panel

from pardx.stats.association import associations, pair_of
from pardx.stats.pooled import COLUMNS, POOLED, heterogeneity, pooled

DRAW = {"seed": 1, "draws": 499}


@pytest.fixture(scope="module")
def panels():
    few = draw_panel(seed=5)
    few["dti_total_rank"] = few.dti_total_rank.where(few.dti_total_rank <= 12)
    return {2020: few, 2021: draw_panel(seed=2), 2022: draw_panel(seed=3)}


@pytest.fixture(scope="module")
def table(panels, tests):
    return pooled(panels, tests, **DRAW)


def whole(table, test="dti-pci"):
    [row] = table[(table.test == test) & (table.year == POOLED)].itertuples()
    return row


def test_each_outcome_has_its_years_and_one_row_of_all(table):
    assert [*table.columns] == [*COLUMNS]
    pci = table[table.test == "dti-pci"].set_index("year")
    assert [*pci.index] == [2020, 2021, 2022, POOLED]
    assert pci.n.to_list() == [12, 63, 63, 138]
    assert np.isnan(pci.estimate[2020])
    assert pci.loc[POOLED, ["provinces", "q_df"]].to_list() == [63, 1]


def test_a_year_is_the_pearson_row_of_its_associations(table, panels, tests):
    own = associations({2022: panels[2022]}, tests, **DRAW)[0].query(
        "method == 'pearson' and weights == 'none' and `sample` == 'all' and test == 'dti-pci'"
    )
    found = table[(table.test == "dti-pci") & (table.year == 2022)]
    for name in ("n", "estimate", "ci_low", "ci_high"):
        assert found[name].item() == pytest.approx(own[name].item())


def test_the_pooled_coefficient_is_that_of_scores_standardised_within_years(table, panels, tests):
    test = next(tests.loc[["dti-pci"]].itertuples())
    pairs = [pair_of(panel, test).complete for panel in panels.values()]
    stacked = pd.concat([(pair - pair.mean()) / pair.std(ddof=0) for pair in pairs])
    assert whole(table).estimate == pytest.approx(stacked.corr().iloc[0, 1])


def test_a_year_repeated_adds_nothing_but_rows(tests):
    """Provinces, not province-years, are resampled: twice the same year is one."""
    panel = draw_panel(seed=3)
    once = pooled({2022: panel}, tests, seed=1, draws=4999)
    twice = whole(pooled({2021: panel, 2022: panel}, tests, seed=1, draws=4999))
    one = whole(once)
    assert twice.n == 2 * one.n
    assert twice.provinces == one.provinces
    numbers = ("estimate", "ci_low", "ci_high")
    assert [getattr(twice, x) for x in numbers] == pytest.approx([getattr(one, x) for x in numbers])
    assert twice.q == pytest.approx(0, abs=1e-12)
    assert twice.q_p == 1
    assert np.isnan(one.q)


@given(st.lists(st.tuples(st.floats(-0.95, 0.95), st.integers(5, 200)), min_size=2, max_size=6))
def test_heterogeneity_is_that_of_a_meta_analysis(years):
    r, n = np.array(years).T
    expected = combine_effects(np.arctanh(r), 1 / (n - 3)).q
    assert heterogeneity(r, n) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_years_that_differ_are_found_and_years_that_do_not_seldom(tests):
    rng = np.random.default_rng(4)
    apart, alike = [], []
    for _ in range(40):
        base = draw_panel(seed=int(rng.integers(1e6)))
        other = draw_panel(seed=int(rng.integers(1e6)))
        level = pd.Series(64 - base.dti_total_rank)
        strong = base.assign(pci_total_score=level + 5 * rng.normal(size=63))
        given_ = {"seed": 1, "draws": 199}
        only = tests.loc[["dti-pci"]]
        alike.append(whole(pooled({2021: base, 2022: other}, only, **given_)).q_p)
        apart.append(whole(pooled({2021: strong, 2022: other}, only, **given_)).q_p)
    assert np.mean(np.array(alike) < 0.05) <= 0.15
    assert np.mean(np.array(apart) < 0.05) > 0.9


def test_without_dti_there_is_nothing_to_pool(tests):
    bare = draw_panel().drop(columns="dti_total_rank")
    table = pooled({2018: bare}, tests, **DRAW)
    assert table.empty
    assert [*table.columns] == [*COLUMNS]
