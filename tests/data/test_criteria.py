"""Criteria sets by year stand in the dictionary and drive validation."""

import pandas as pd
import pytest

from pardx.data.dictionary import load_dictionary
from pardx.data.rules import points_keep_the_maximum
from pardx.project import Project

PROJECT = Project.here()
CATALOGUE = load_dictionary(PROJECT)
AREAS = [
    "par_direction",
    "par_legal_documents",
    "par_procedures",
    "par_organisation",
    "par_civil_servants",
    "par_public_finance",
    "par_modernisation",
    "par_impact",
]


@pytest.mark.parametrize("year", [2017, 2018])
def test_the_eight_areas_add_up_to_100(year):
    assert sum(CATALOGUE.max_points(area, year) for area in AREAS) == 100


def test_the_four_parts_of_2022_add_up_to_100():
    parts = ["appraisal", "sipas", "leader_survey", "socioeconomic"]
    assert [CATALOGUE.max_points(f"par_{part}_points", 2022) for part in parts] == [
        61.5,
        10,
        22,
        6.5,
    ]


def test_an_unprinted_maximum_is_none():
    assert CATALOGUE.max_points("par_direction", 2013) is None


def test_every_part_of_a_criteria_set_is_described():
    named = CATALOGUE.criteria.indicator
    assert set(named[named != ""]) <= set(CATALOGUE.indicators.index)
    assert set(CATALOGUE.criteria.source_id) <= set(CATALOGUE.sources.index)


def test_points_above_the_maximum_are_a_problem():
    row = {"indicator": "par_sipas_points", "year": 2022, "measure": "score", "unit": "points"}
    rows = pd.DataFrame([{**row, "value": "10.75", "file": "x.csv", "line": 2}])
    [problem] = points_keep_the_maximum(rows, CATALOGUE)
    assert "par_sipas_points 2022 has at most 10 points" in str(problem)


def test_labels_come_from_the_dictionary():
    assert CATALOGUE.axis("par_index", "vi") == "PAR INDEX (%)"
    assert CATALOGUE.difference("sipas", "en") == "percentage points"
    assert CATALOGUE.axis("dti_total", "en", measure="rank") == "DTI (rank, 1 = highest)"
    assert CATALOGUE.difference("dti_total", "vi", measure="rank") == "bậc"
