"""The table of PAPI by dimension: its title and notes say what the rows hold."""

import re

import pandas as pd
import pytest

from pardx.report.dimensions_table import dimensions_table
from pardx.stats.dimensions import BOUNDS, TOTAL

KNOWN = {
    **dict.fromkeys(BOUNDS, 5.0),
    **{"n": 63, "national": 5.05, "population_year": 2022, "mean": 4.97, "median": 5.03},
    **{"lowest": 38.8, "highest": 47.876, "compared": 60, "up": 1, "down": 2},
    **{"refused_en": "", "refused_vi": ""},
}
NOT_COUNTED = {
    **dict.fromkeys(["compared", "up", "down"]),
    "refused_en": "The scale changed.",
    "refused_vi": "Thang điểm thay đổi.",
}


def rows(*changed):
    names = ("papi_d1_participation", "papi_d2_transparency", TOTAL)
    return pd.DataFrame(
        [
            {**KNOWN, "indicator": name, **own}
            for name, own in zip(names, changed or ({}, {}, {}), strict=True)
        ]
    )


def written(dictionary, frame, lang="en"):
    return dimensions_table(frame, dictionary, 2022).written(lang)


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        (
            "en",
            "PAPI D2 rose by 5% or more in 30 of 60 provinces and fell by as much in 2, 2022",
        ),
        (
            "vi",
            "PAPI D2 tăng từ 5% trở lên ở 30/60 địa phương và giảm từ 5% trở lên ở 2 địa phương, "
            "năm 2022",
        ),
    ],
)
def test_the_title_names_the_dimension_that_moved_most(dictionary, lang, title):
    assert written(dictionary, rows({}, {"up": 30}, {"up": 60}), lang).title == title


def test_where_no_change_is_counted_the_title_is_of_levels_and_a_note_says_why(dictionary):
    made = written(dictionary, rows(NOT_COUNTED, NOT_COUNTED, NOT_COUNTED))
    assert made.title == "PAPI runs from 38.80 to 47.88, 2022"
    said = "PAPI D1, PAPI D2, and PAPI: no change is counted. The scale changed."
    assert made.html.count("The scale changed.") == 1
    assert said in re.sub(r"\s+", " ", made.html)


def test_the_year_of_the_weights_is_said_where_there_are_weights(dictionary):
    assert "inhabitants, 2022" in written(dictionary, rows()).html
    unweighted = rows().assign(national=None, population_year=None)
    assert "inhabitants" not in written(dictionary, unweighted).html


def test_a_year_without_papi_has_no_table(dictionary):
    assert dimensions_table(rows().head(0), dictionary, 2006) is None
