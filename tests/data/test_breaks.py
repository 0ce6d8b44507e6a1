"""No difference of scores is taken across a break, and the reason is said."""

import pandas as pd
import pytest

from pardx.data.breaks import (
    IncomparableError,
    across_break,
    change,
    require_comparable,
)
from pardx.data.dictionary import load_dictionary
from pardx.project import Project

CATALOGUE = load_dictionary(Project.here())


def test_sipas_2021_to_2022_is_refused_with_the_reason():
    with pytest.raises(IncomparableError, match=r"sipas .* break; 2022: Residents of"):
        change(CATALOGUE, "sipas", {2021: 87.16, 2022: 80.08})


def test_a_change_inside_one_regime_is_the_difference():
    assert change(CATALOGUE, "par_index", {2023: 86.98, 2022: 84.79}) == pytest.approx(2.19)


def test_a_change_of_series_keeps_its_provinces():
    before, after = pd.Series({"01": 80.0, "92": 81.0}), pd.Series({"01": 82.0, "92": 80.5})
    result = change(CATALOGUE, "sipas", {2022: before, 2023: after})
    assert list(result) == [2.0, -0.5]


@pytest.mark.parametrize(
    ("indicator", "years"),
    [
        ("par_index", [2021, 2022]),
        ("par_index", [2023, 2018]),
        ("dti_total", [2020, 2021]),
        ("papi_d5_admin_procedures", [2020, 2022]),
        ("par_sipas_points", [2021, 2023]),
    ],
)
def test_known_breaks_are_refused(indicator, years):
    with pytest.raises(IncomparableError):
        require_comparable(CATALOGUE.breaks, indicator, years)


def test_printed_changes_across_a_break_are_marked():
    values = pd.DataFrame(
        {
            "indicator": ["sipas", "sipas", "sipas", "par_index"],
            "measure": ["score_change", "rank_change", "score", "score_change"],
            "year": [2022, 2022, 2022, 2023],
            "level": "province",
        }
    )
    assert list(across_break(values, CATALOGUE)) == [True, True, False, False]
