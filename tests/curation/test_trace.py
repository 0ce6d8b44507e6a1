"""A used value is followed back to each source, and forward to where it is shown."""

import pandas as pd
import pytest

from pardx.curation.trace import trace
from pardx.errors import UsageError

RANK = "province,{},par_index,rank,{},rank,,{},{},{}"
PLACED = {"Huế": 3, "Cần Thơ": 4, "Hà Nội": 5}
ASKED = {"INDICATOR": "par_index", "YEAR": "2022", "PROVINCE": "can tho"}


@pytest.fixture
def project(small_project, print_table):
    print_table(
        2022,
        "par_index",
        RANK.format("Cần Thơ", 3, "seed-000-f18718", 0, "par. 9"),
        RANK.format("Cần Thơ", 4, "baotintuc-vn-d98230", 1, ""),
        RANK.format("Huế", 5, "baotintuc-vn-d98230", 0, ""),
        "national,Cả nước,par_index,score,84.79,percent,,baotintuc-vn-d98230,0,",
    )
    return small_project


def test_the_answer_names_value_sources_lines_and_rule(project):
    reported = "\n".join(trace(ASKED, project))
    assert "(par_index), 2022, Cần Thơ" in reported
    assert "used: 3 of 63 (2 provinces known)   quality B   rule: printed over derived" in reported
    assert "seed-000-f18718: Báo Cần Thơ, 2023-04-19, press" in reported
    assert "data/raw/2022/par_index.csv:2\n" in reported
    assert "https://baotintuc.vn/" in reported
    assert "data/raw/2022/par_index.csv:3\n              derived" in reported
    assert "note: par. 9" in reported
    assert "Huế" not in reported


def test_a_score_that_is_only_bounded_is_reported_as_a_bound(small_project, print_table):
    score = "province,{},par_index,score,{},percent,,baotintuc-vn-d98230,0,"
    print_table(
        2022,
        "par_index",
        *(RANK.format(name, rank, "baotintuc-vn-d98230", 0, "") for name, rank in PLACED.items()),
        score.format("Huế", "88.35"),
        score.format("Hà Nội", "88.02"),
    )
    reported = "\n".join(trace(ASKED, small_project))
    assert "rank 4 bounds it: at least 88.02 (Hà Nội), at most 88.35 (Thừa Thiên Huế)" in reported
    assert "a bound, not a value" in reported
    assert "bounds it" not in "\n".join(trace({**ASKED, "PROVINCE": "01"}, small_project))


def test_what_nobody_printed_is_said(project):
    reported = "\n".join(trace({**ASKED, "PROVINCE": "01"}, project))
    assert "No source in data/raw/2022 prints it; 2 provinces have a figure." in reported


def test_a_figure_of_the_nation_is_found_by_its_printed_name(project):
    reported = "\n".join(trace({**ASKED, "PROVINCE": "ca nuoc"}, project))
    assert "used: 84.79" in reported


def test_exhibits_that_show_it_come_from_the_reports_own_list(project):
    assert "make report YEAR=2022 writes the list" in "\n".join(trace(ASKED, project))
    path = project.report(2022) / "data" / "exhibits.csv"
    path.parent.mkdir(parents=True)
    pd.DataFrame(
        {
            "exhibit": ["tab-ranking", "fig-pci"],
            "page": "academic.html",
            "title_en": ["Ranking", "PCI"],
            "title_vi": ["Xếp hạng", "PCI"],
            "csv": ["ranking.csv", "ranking.csv"],
            "indicators": ["par_index;sipas", "pci_total"],
        }
    ).to_csv(path, index=False)
    reported = "\n".join(trace(ASKED, project))
    assert "Shown in 1 tables and figures" in reported
    assert "academic.html#tab-ranking  Ranking  (data/ranking.csv)" in reported
    assert "fig-pci" not in reported


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"INDICATOR": "par_indx"}, "did you mean par_index"),
        ({"YEAR": "2002"}, "did you mean 2022"),
        ({"PROVINCE": "Cantoh"}, "did you mean Cần Thơ"),
        ({"SEED": "1"}, "unknown parameter SEED"),
    ],
)
def test_a_wrong_question_is_refused_with_the_nearest(project, wrong, message):
    with pytest.raises(UsageError, match=message):
        list(trace({**ASKED, **wrong}, project))
