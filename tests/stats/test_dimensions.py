"""PAPI by dimension comes out as its reports print it, and no change crosses a break."""

import functools

import numpy as np
import pandas as pd
import pytest

from pardx.data.units34 import population
from pardx.stats.dimensions import BOUNDS, COLUMNS, TOTAL, dimensions


@pytest.fixture(scope="module")
def table_of(dictionary, panel_of):
    """Return a function that sums up a year, each year once."""

    @functools.cache
    def table(year):
        panels, people = (panel_of(year), panel_of(year - 1)), population(dictionary, year)
        return dimensions(*panels, people, dictionary, year).set_index("indicator")

    return table


@pytest.mark.parametrize(
    ("year", "printed"),
    [
        (2022, [5.05, 5.28, 4.30, 6.71, 7.23, 7.55, 3.38, 3.10]),
        (2023, [4.90, 5.16, 4.24, 6.77, 7.17, 7.57, 3.39, 3.28]),
    ],
)
def test_national_values_of_papi_are_weighted_by_population(table_of, year, printed):
    *parts, total = table_of(year).index
    assert total == TOTAL
    rows = table_of(year).loc[parts]
    assert (rows.national - printed).abs().max() < 0.01
    assert (rows["mean"] - printed).abs().max() > 0.05
    assert {*rows.population_year} == {2022}, "of 2023 no population by province was collected"


def test_groups_of_papi_have_the_bounds_of_its_report(table_of):
    bounds = table_of(2022).loc["papi_d6_public_services", [*BOUNDS]].to_numpy().reshape(4, 3)
    assert bounds[:, 0].tolist() == [16, 16, 15, 16]
    printed = [(7.8579, 8.3148), (7.5189, 7.8072), (7.2294, 7.5173), (6.4132, 7.2275)]
    assert np.allclose(bounds[:, 1:].astype(float), printed, atol=0.0001)


def test_changes_of_papi_d4_in_2017_are_counted_as_its_report_does(table_of):
    row = table_of(2017).loc["papi_d4_corruption_control"]
    assert row[["compared", "up", "down"]].tolist() == [63, 33, 6]
    assert row.refused_en == ""


def test_the_printed_mean_of_papi_2021_is_the_median(table_of):
    """The report has a plain mean of 42.407, of scores rounded to two decimals."""
    row = table_of(2021).loc[TOTAL]
    assert row["mean"] == pytest.approx(42.407, abs=0.001)
    assert (round(row["median"], 3), row.n) == (42.269, 60)


def test_no_change_is_counted_across_a_break_and_the_reason_is_said(table_of):
    broken = ["papi_d3_accountability", "papi_d5_admin_procedures", "papi_d6_public_services"]
    table = table_of(2021)
    refused = table[table.refused_en != ""]
    assert [*refused.index] == [*broken, TOTAL]
    assert refused.refused_vi.all()
    assert refused[["compared", "up", "down"]].isna().all(axis=None)
    counted = table.drop(refused.index)
    assert (counted.compared > 50).all()
    assert (counted.up + counted.down <= counted.compared).all()


def test_a_dimension_of_its_first_year_has_no_change_and_no_reason(table_of):
    first = table_of(2018).loc["papi_d7_environment"]
    assert first[["compared", "up", "down"]].isna().all()
    assert first.refused_en == ""


def test_a_year_without_papi_has_no_row_but_all_columns(dictionary):
    panel = pd.DataFrame({"province": ["Hà Nội"]}, index=["01"])
    found = dimensions(panel, None, (2022, pd.Series(dtype=float)), dictionary, 2022)
    assert [*found] == [*COLUMNS, "refused_en", "refused_vi"]
    assert found.empty


def test_without_a_weight_of_every_province_there_is_no_national_value(dictionary):
    panel = pd.DataFrame({"papi_d1_participation_score": [5.0, 6.0]}, index=["01", "79"])
    people = pd.Series([8.4], index=["01"])
    (row,) = dimensions(panel, None, (2022, people), dictionary, 2022).itertuples()
    assert np.isnan(row.national)
    assert row.population_year is None
    assert (row.mean, row.group_1_n, row.group_4_n) == (5.5, 1, 1)
