"""The dictionary is whole: every name it uses is defined, in both languages."""

import pandas as pd
import pytest

from pardx.data.dictionary import load_dictionary
from pardx.data.registers import read_register


def test_every_name_that_a_table_uses_is_defined(dictionary):
    known = dictionary
    assert set(known.measures.indicator) == set(known.indicators.index)
    assert set(known.measures.unit) == set(known.units.index)
    assert set(known.breaks.indicator) <= set(known.indicators.index)
    assert set(known.indicators.publisher) <= set(known.publishers.index)
    parents = set(known.indicators.part_of) - {""}
    assert parents <= set(known.indicators.index)


@pytest.mark.parametrize("column", ["label", "short", "definition"])
def test_every_indicator_is_named_in_both_languages(dictionary, column):
    names = read_register(dictionary.project, "indicators")[[f"{column}_en", f"{column}_vi"]]
    assert (names != "").all(axis=None)


def test_short_names_fit_an_axis(dictionary):
    names = dictionary.indicators
    assert names.short_en.str.len().max() <= 18
    assert names.short_vi.str.len().max() <= 18


@pytest.mark.parametrize(
    ("indicator", "first", "last", "same"),
    [
        ("sipas", 2021, 2022, False),
        ("sipas", 2022, 2023, True),
        ("par_index", 2021, 2022, False),
        ("par_index", 2022, 2023, True),
        ("dti_total", 2020, 2021, False),
        ("dti_total", 2021, 2023, True),
        ("papi_d5_admin_procedures", 2020, 2021, False),
    ],
)
def test_the_breaks_that_cost_a_paper_are_on_record(dictionary, indicator, first, last, same):
    assert dictionary.comparable(indicator, first, last) is same


def test_decimals_are_those_the_publisher_prints(dictionary):
    known = dictionary
    assert (known.decimals("par_index"), known.decimals("dti_total")) == (2, 4)


def test_figures_of_2022_are_all_from_sources_with_a_known_kind(dictionary):
    assert set(dictionary.sources.kind) == {"official", "press", "compilation"}


def test_a_source_is_named_by_its_publisher_else_its_site_else_its_id(dictionary):
    named = dictionary.printed_by
    assert named("hanoitimes-vn-ced0ea") == "Hanoi Times"
    assert named("211-88-39-63-54f035") == "211.88.39.63"
    assert named("article-kien-giang-1dc2ad") == "article-kien-giang-1dc2ad"


def test_a_ministry_has_a_name_in_english_and_a_province_keeps_its_own(dictionary):
    named = dictionary.ministry
    assert named("Bộ Tư pháp", "en") == "Ministry of Justice"
    assert named("Bộ Tư pháp", "vi") == "Bộ Tư pháp"
    assert named("Cần Thơ", "en") == "Cần Thơ"


def test_claims_in_english_name_no_ministry_in_vietnamese(dictionary):
    from pardx.data.registers import read_register

    reported = " ".join(read_register(dictionary.project, "claims").claim_en)
    assert [name for name in dictionary.ministries.index if name in reported] == []


def test_a_language_that_grows_says_in_english_what_it_lacks(small_project):
    table = small_project.catalogue / "indicators.csv"
    rows = pd.read_csv(table, dtype=str, keep_default_na=False)
    rows["label_fr"] = rows.indicator.map({"sipas": "Satisfaction des usagers"}).fillna("")
    rows.to_csv(table, index=False)
    known = load_dictionary(small_project)
    assert known.label("sipas", "fr") == "Satisfaction des usagers"
    assert known.label("par_index", "fr") == known.label("par_index", "en")
    assert known.short("sipas", "fr") == known.short("sipas", "en")
    assert known.unit("count", "fr") == known.unit("count", "en") != known.unit("count", "vi")


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
def test_the_eight_areas_add_up_to_100(dictionary, year):
    assert sum(dictionary.max_points(area, year) for area in AREAS) == 100


def test_the_four_parts_of_2022_add_up_to_100(dictionary):
    parts = ["appraisal", "sipas", "leader_survey", "socioeconomic"]
    assert [dictionary.max_points(f"par_{part}_points", 2022) for part in parts] == [
        61.5,
        10,
        22,
        6.5,
    ]


def test_an_unprinted_maximum_is_none(dictionary):
    assert dictionary.max_points("par_direction", 2013) is None


def test_every_part_of_a_criteria_set_is_described(dictionary):
    named = dictionary.criteria.indicator
    assert set(named[named != ""]) <= set(dictionary.indicators.index)
    assert set(dictionary.criteria.source_id) <= set(dictionary.sources.index)


def test_labels_name_index_and_unit(dictionary):
    assert dictionary.axis("par_index", "vi") == "PAR INDEX (%)"
    assert dictionary.difference("sipas", "en") == "percentage points"
    assert dictionary.axis("dti_total", "en", measure="rank") == "DTI (rank, 1 = highest)"
    assert dictionary.difference("dti_total", "vi", measure="rank") == "bậc"
