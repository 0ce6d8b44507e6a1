"""All years' tests as one family: against statsmodels, and the rows of the associations."""

import pytest
from statsmodels.stats.multitest import multipletests
from test_association import draw_panel

from pardx.stats.association import associations
from pardx.stats.multiplicity import COLUMNS, multiplicity

DRAW = {"seed": 1, "draws": 199}


@pytest.fixture(scope="module")
def panels():
    bare = draw_panel(seed=4).drop(columns="dti_total_rank")
    return {2020: bare, 2021: draw_panel(seed=2), 2022: draw_panel(seed=3)}


@pytest.fixture(scope="module")
def table(panels, tests):
    return multiplicity(panels, tests, **DRAW)


def test_each_year_has_its_four_tests_also_without_an_estimate(table):
    assert [*table.columns] == [*COLUMNS]
    assert table.groupby("year").size().to_dict() == {2020: 4, 2021: 4, 2022: 4}
    assert table[table.year == 2020].estimate.isna().all()
    assert table.groupby("year").tests.first().to_dict() == {2020: 0, 2021: 4, 2022: 8}


def test_rows_of_a_year_are_those_of_its_own_report(table, panels, tests):
    own = associations({year: panels[year] for year in (2021, 2022)}, tests, **DRAW)[0].query(
        "role == 'primary' and method == 'spearman' and weights == 'none' and `sample` == 'all'"
    )
    found = table[table.year == 2022]
    for name in ("n", "estimate", "ci_low", "ci_high", "p_value", "p_adjusted"):
        assert found[name].to_list() == pytest.approx(own[name].to_list())


def test_the_cumulative_p_is_adjusted_over_all_tests_so_far(table):
    known = table.dropna(subset="p_value")
    expected = multipletests(known.p_value, method="fdr_bh")[1]
    last = known.year == 2022
    assert known.p_cumulative[last].to_list() == pytest.approx([*expected[last]])
    first = known[known.year == 2021]
    assert first.p_cumulative.to_list() == pytest.approx(first.p_adjusted.to_list())
