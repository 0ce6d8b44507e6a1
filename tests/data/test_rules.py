"""One bad row per rule: the message says file, line, value, rule and fix; all come at once."""

import inspect

import pandas as pd
import pytest

from pardx.data import rules
from pardx.data.clean import clean
from pardx.data.dictionary import load_dictionary
from pardx.data.schema import FIGURES
from pardx.errors import DataError

SOUND = "province,Hà Nội,par_index,rank,3,rank,,baotintuc-vn-d98230,0,as printed"
OTHERS = [
    SOUND.replace("Hà Nội,par_index,rank,3", f"{name},par_index,rank,{rank}")
    for name, rank in (("Huế", 8), ("Cần Thơ", 29), ("Hải Phòng", 2), ("Nghệ An", 17))
]
LEVELS = (
    "province, unit34, province_historic, ministry, ministry_group, locality_group, region, "
    "national"
)
MEASURES = (
    "score in percent; rank in rank; regional_rank in rank; rank_change in rank; "
    "score_change in points"
)
ONE_BAD_ROW = {
    "level": (
        SOUND.replace("province,", "provinse,"),
        f"'provinse': level is one of {LEVELS}; fix: correct level; did you mean province?",
    ),
    "entity": (
        SOUND.replace(
            "province,Hà Nội,par_index,rank,3,rank", "national,,par_index,score,84.79,percent"
        ),
        "'': every row names its unit; fix: fill in the entity",
    ),
    "place_is_known": (
        SOUND.replace("Hà Nội", "Hà Nộii"),
        "'Hà Nộii': a province is one of the 63 in data/raw/geography/provinces63.csv; "
        "fix: correct the name, or add the spelling to data/catalogue/spellings.csv; "
        "did you mean Hà Nội?",
    ),
    "indicator is listed": (
        SOUND.replace("par_index", "par_indx"),
        "'par_indx': indicator is listed in data/catalogue/indicators.csv; "
        "fix: add it there, or correct it; did you mean par_index?",
    ),
    "measure_is_allowed": (
        SOUND.replace("rank,3,rank", "score,84.79,points"),
        "'points': par_index at level province has no score in this unit; "
        f"fix: use one of: {MEASURES} (measures.csv)",
    ),
    "measure": (
        SOUND.replace(",rank,3", ",,3"),
        "'': measure is not empty; fix: fill in measure",
    ),
    "unit is listed": (
        SOUND.replace(",3,rank", ",3,ranks"),
        "'ranks': unit is listed in data/catalogue/units.csv; "
        "fix: add it there, or correct it; did you mean rank?",
    ),
    "value": (
        SOUND.replace("rank,3,rank", 'score,"84,79",percent'),
        "'84,79': value is a plain number with a decimal point; fix: write 84.79",
    ),
    "value_is_in_range": (
        SOUND.replace(",3,", ",64,"),
        "'64': par_index rank lies in 1 to 63; fix: check the figure against its source",
    ),
    "points_keep_the_maximum": (
        SOUND.replace("par_index,rank,3,rank", "par_sipas_points,score,10.01,points"),
        "'10.01': par_sipas_points 2022 has at most 10 points; "
        "fix: check the figure, its indicator and its unit; "
        "maxima are in data/raw/criteria_sets.csv",
    ),
    "rank_is_whole": (
        SOUND.replace("Hà Nội", "Lào Cai").replace(",3,", ",3.5,"),
        "'3.5': a rank is a whole number; fix: write it without decimals",
    ),
    "source is listed": (
        SOUND.replace("baotintuc-vn-d98230", "baotintuc-vn-d98231"),
        "'baotintuc-vn-d98231': source_id is listed in data/raw/sources.csv; "
        "fix: add it there, or correct it; did you mean baotintuc-vn-d98230?",
    ),
    "derived": (
        SOUND.replace(",0,as", ",no,as"),
        "'no': derived is a whole number; fix: write 1 for arithmetic, else 0",
    ),
    "printed_once": (
        OTHERS[0].replace(",8,", ",9,"),
        "'9': one source gives one value of a figure; line 2 has it; "
        "fix: keep the printed one, or name the second source",
    ),
}


@pytest.fixture
def refused(small_project, print_table):
    """Return a function that cleans a table and returns the refusal."""

    def refused(*lines, year=2022):
        print_table(year, "par_index", *lines)
        with pytest.raises(DataError) as caught:
            clean(load_dictionary(small_project), year)
        return caught.value

    return refused


def test_every_rule_has_a_bad_file_here():
    """Three need another table: test_scopes.py tests scopes, test_recent_years.py dates."""
    elsewhere = {"place_is_in_scope", "snapshot_has_its_date", "whole_year_is_over"}
    here = ONE_BAD_ROW.keys() | elsewhere
    links = {column for column, *_ in FIGURES.links}
    held = {name for name, one in FIGURES.fields.items() if one.constraints} - links
    formal = held | {f"{column.removesuffix('_id')} is listed" for column in links}
    assert {rule.__name__ for rule in rules.RULES} | formal == here


def test_every_rule_of_the_module_is_applied():
    written = {
        name
        for name, found in inspect.getmembers(rules, inspect.isfunction)
        if found.__module__ == rules.__name__
        and not name.startswith("_")
        and name not in ("check", "sound")
    }
    assert written == {rule.__name__ for rule in rules.RULES}


@pytest.mark.parametrize("rule", ONE_BAD_ROW)
def test_a_bad_row_is_reported_with_line_value_rule_and_fix(refused, rule):
    row, message = ONE_BAD_ROW[rule]
    reported = str(refused(*OTHERS, row))
    assert reported == (
        "1 problem in the raw data; nothing was written\n"
        f"  data/raw/2022/par_index.csv:6: {message}"
    )


def test_all_problems_of_a_table_are_reported_in_order_of_line(refused):
    bad = [row for row, _ in ONE_BAD_ROW.values()]
    error = refused(*OTHERS, *bad)
    assert str(error).startswith(f"{len(bad)} problems in the raw data; nothing was written\n")
    assert [problem.line for problem in error.problems] == list(range(6, 6 + len(bad)))


def test_unreadable_and_broken_tables_are_reported_together(refused, print_table):
    print_table(2022, "sipas").write_bytes(b"\xff\xfeh")
    error = refused(*OTHERS, ONE_BAD_ROW["source is listed"][0])
    assert [problem.file for problem in error.problems] == [
        "data/raw/2022/par_index.csv",
        "data/raw/2022/sipas.csv",
    ]


@pytest.mark.parametrize(
    "name", ["communes/par_index.csv", "communes/par_index.parquet", "par2022.xlsx", "PCI.CSV"]
)
def test_a_file_that_nothing_reads_is_reported(refused, small_project, name):
    path = small_project.raw / "2022" / name
    path.parent.mkdir(parents=True)
    path.write_text("level,entity\n", encoding="utf-8")
    assert str(refused(*OTHERS)) == (
        "1 problem in the raw data; nothing was written\n"
        f"  data/raw/2022/{name}:1: '{path.name}': a raw table is data/raw/<year>/<family>.csv; "
        "nothing reads this file; fix: move its rows to the table of their family, or the file "
        "out of data/raw"
    )


def test_hidden_files_are_left_alone(small_project, print_table):
    print_table(2022, "par_index", *OTHERS)
    for name in (".DS_Store", ".ipynb_checkpoints/par_index-checkpoint.csv"):
        path = small_project.raw / "2022" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("", encoding="utf-8")
    assert len(clean(load_dictionary(small_project), 2022).values) == 4


@pytest.mark.parametrize(
    "value", ["1e3", "+3", " 3", "3.", ".5", "", "nan", "inf", "3 4", "1.234,5", "٣"]
)
def test_only_plain_numbers_are_values(refused, value):
    row = SOUND.replace("rank,3,rank", f'score,"{value}",percent')
    assert [problem.value for problem in refused(*OTHERS, row).problems] == [value]


@pytest.mark.parametrize("value", ["100.01", "-0.1"])
def test_a_score_beyond_its_unit_is_refused(refused, value):
    reported = str(refused(*OTHERS, SOUND.replace("rank,3,rank", f"score,{value},percent")))
    assert f"'{value}': par_index score lies in 0 to 100" in reported


def test_one_figure_twice_is_refused_even_with_one_value(refused):
    assert "line 2 has it" in str(refused(*OTHERS, OTHERS[0]))


def test_another_spelling_of_one_province_is_still_the_same_figure(refused):
    again = OTHERS[0].replace("Huế", "Thừa Thiên Huế").replace(",8,", ",9,")
    assert "line 2 has it" in str(refused(*OTHERS, again))


def test_two_sources_may_contradict_each_other(small_project, print_table):
    print_table(
        2022,
        "par_index",
        SOUND,
        SOUND.replace(",3,rank,,baotintuc-vn-d98230", ",4,rank,,sggp-org-vn-ac0874"),
    )
    cleaned = clean(load_dictionary(small_project), 2022)
    assert len(cleaned.conflicts) == 2
    assert vars(cleaned)["values"].quality.tolist() == ["X"]


def test_the_real_tables_keep_every_rule_in_every_year(dictionary):
    from pardx.curation.quality import all_problems

    assert all_problems(dictionary) == []


def test_points_above_the_maximum_are_a_problem(dictionary):
    row = {"indicator": "par_sipas_points", "year": 2022, "measure": "score", "unit": "points"}
    rows = pd.DataFrame([{**row, "value": "10.75", "file": "x.csv", "line": 2}])
    [problem] = rules.points_keep_the_maximum(rows, dictionary)
    assert "par_sipas_points 2022 has at most 10 points" in str(problem)
