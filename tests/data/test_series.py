"""One settlement: what is read above the provinces is what the clean stage uses."""

import pandas as pd
import pytest

from pardx.data.clean import clean, series
from pardx.data.crosschecks import CHANGE_OF, levels_before
from pardx.data.reconcile import FIGURE, USED, related, year_before


def reconciled(dictionary, year):
    values = vars(clean(dictionary, year))["values"]
    return values[values.level != "province"].reset_index(drop=True)


def test_the_lowest_of_sipas_2021_is_one_figure_wherever_it_is_read(dictionary):
    above = series(dictionary, [2021])
    pd.testing.assert_frame_equal(above[USED], reconciled(dictionary, 2021)[USED])
    [lowest] = above.query("entity == 'Thấp nhất 63 tỉnh' and indicator == 'sipas'").itertuples()
    assert (lowest.value, lowest.settled_by) == (82.79, "keeps its place and order")


def test_years_without_figures_above_the_province_give_an_empty_table(dictionary):
    above = series(dictionary, [2006])
    assert above.empty
    assert {*USED, "qualifier", "out_of"} <= {*above.columns}


@pytest.mark.slow
def test_no_figure_of_any_year_differs_between_series_and_clean(dictionary):
    years = dictionary.project.years()
    used = pd.concat([reconciled(dictionary, year) for year in years], ignore_index=True)
    both = [
        table.sort_values(FIGURE, ignore_index=True) for table in (series(dictionary, years), used)
    ]
    pd.testing.assert_frame_equal(both[0][USED], both[1][USED])
    assert len(used) > 300


@pytest.mark.slow
def test_what_speaks_for_the_next_year_is_what_the_year_itself_uses(dictionary):
    for year in dictionary.project.years()[:-1]:
        values = vars(clean(dictionary, year))["values"]
        after = vars(clean(dictionary, year + 1))["observations"]
        moved = set(after.indicator[after.measure.isin(CHANGE_OF)])
        believed = year_before(dictionary, year + 1, moved)
        if believed is not None:
            ours = values[values.indicator.isin(moved)]
            lists = dictionary.lists
            assert levels_before(believed, lists) == levels_before(ours, lists), year


def test_totals_and_parts_are_related_near_and_far():
    sums = pd.DataFrame(
        {"indicator": ["total", "total", "impact"], "way": "w", "part": ["a", "impact", "survey"]}
    )
    assert related({"survey"}, sums) == {"survey", "impact", "total", "a"}
    assert related({"pci"}, sums) == {"pci"}
