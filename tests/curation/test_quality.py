"""check-data: all problems of all years with file:line, else a compact table of coverage."""

import pandas as pd
import pytest

from pardx.commands import main
from pardx.curation.quality import by_rule, covered, doubtful, flagged, print_quality
from pardx.data.reconcile import FIGURE
from pardx.errors import DataError

SOUND = "province,Hà Nội,par_index,rank,3,rank,,baotintuc-vn-d98230,0,"


def test_all_problems_of_all_years_are_reported_together(small_project, print_table):
    print_table(2021, "par_index", SOUND.replace("Hà Nội", "Hà Nôị Mới"))
    print_table(2022, "par_index", SOUND, SOUND.replace(",3,", ",64,"), SOUND)
    with pytest.raises(DataError) as caught:
        print_quality(small_project)
    reported = str(caught.value)
    assert "data/raw/2021/par_index.csv:2: 'Hà Nôị Mới': a province is one of the 63" in reported
    assert "data/raw/2022/par_index.csv:3: '64': par_index rank lies in 1 to 63" in reported
    assert "data/raw/2022/par_index.csv:4: '3': one source gives one value" in reported


def test_an_unknown_name_a_source_and_an_unreadable_table_are_problems(small_project, print_table):
    print_table(2021, "par_index", SOUND.replace("par_index", "par_indx"))
    print_table(2022, "par_index", SOUND.replace("baotintuc-vn-d98230", "nobody"))
    print_table(2023, "par_index", SOUND).write_bytes(b"\xff\xfeh")
    with pytest.raises(DataError) as caught:
        print_quality(small_project)
    files = [problem.file for problem in caught.value.problems]
    assert [name.split("/")[2] for name in files] == ["2021", "2022", "2023"]
    assert "did you mean par_index?" in str(caught.value)


@pytest.mark.parametrize("folder", ["2023/communes", "2023", "2023 old", "communes"])
def test_a_table_in_a_folder_without_figures_is_reported(small_project, print_table, folder):
    print_table(2022, "par_index", SOUND)
    path = small_project.raw / folder / "PAR_INDEX.CSV"
    path.parent.mkdir(parents=True)
    path.write_text(SOUND, encoding="utf-8")
    with pytest.raises(DataError, match=rf"data/raw/{folder}/PAR_INDEX\.CSV:1: .*; fix: move"):
        print_quality(small_project)


def test_sound_tables_show_what_they_cover(small_project, print_table, capsys):
    print_table(2021, "par_index", SOUND)
    print_table(
        2022, "par_index", SOUND, SOUND.replace("Hà Nội,par_index,rank,3", "Huế,par_index,rank,4")
    )
    print_quality(small_project)
    printed = capsys.readouterr().out
    assert "Units with a value at level province" in printed
    assert [line.split() for line in printed.splitlines() if line.startswith("par_index")] == [
        ["par_index", "rank", "rank", "1", "2"]
    ]
    assert "No figure is contradicted" in printed
    assert "Claims by verdict" in printed
    assert printed.endswith("Every row keeps every rule.\n")


def test_a_withheld_value_covers_nothing():
    values = pd.DataFrame(
        {
            "level": "province",
            "entity": ["Hà Nội", "Huế", "Huế"],
            "indicator": "par_index",
            "measure": ["rank", "rank", "score"],
            "unit": ["rank", "rank", "percent"],
            "year": [2021, 2022, 2022],
            "quality": ["A", "X", "B"],
        }
    )
    assert covered(values, level="province").to_dict("index") == {
        ("par_index", "rank", "rank"): {2021: 1, 2022: 0},
        ("par_index", "score", "percent"): {2021: 0, 2022: 1},
    }
    assert flagged(values).loc["all"].to_dict() == {"A": 1, "B": 1, "C": 0, "X": 1}


def test_conflicts_are_counted_by_rule_and_doubtful_figures_named_with_their_reason(cleaned_year):
    cleaned = vars(cleaned_year(2023))
    values, conflicts = cleaned["values"], cleaned["conflicts"]
    figures = conflicts.drop_duplicates(FIGURE)
    counts = by_rule(conflicts)
    assert int(counts["all"].sum()) == len(figures)
    withheld = values[values.quality == "X"]
    assert int(counts.loc[["unsettled", "breaks an identity"], "all"].sum()) == len(withheld)
    reported = doubtful(values, conflicts)
    assert len(reported) == min(10, len(withheld))
    assert reported[0].startswith("sipas ")
    assert "sipas rank 2023, Khánh Hòa: unsettled; printed 40 (" in "\n".join(reported)
    assert "; breaks " in "\n".join(reported)
    assert doubtful(values, conflicts, 1) == reported[:1]


def test_the_command_exits_1_for_data_and_2_for_usage(
    small_project, print_table, monkeypatch, capsys
):
    monkeypatch.setenv("PARDX_ROOT", str(small_project.root))
    monkeypatch.delenv("MAKEFLAGS", raising=False)
    print_table(2022, "par_index", SOUND.replace(",3,", ",-3,"))
    assert main(["check-data"]) == 1
    assert main(["check-data", "YEAR=2022"]) == 2
    assert "check-data takes no parameters, not YEAR" in capsys.readouterr().err
