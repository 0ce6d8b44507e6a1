"""make import: shown before it is written, idempotent, and never a wrong number."""

import csv
import io

import official
import openpyxl
import pytest

from pardx.errors import DataError, PardxError, UsageError
from pardx.importing.command import import_table
from pardx.importing.grids import UnreadableTableError
from pardx.pipeline.parameters import Parameters

SOURCE = "baotintuc-vn-d98230"


@pytest.fixture
def run(small_project):
    def run(file, **given):
        asked = {"INDICATOR": "par_index", "YEAR": "2024", "SOURCE": SOURCE, "FILE": str(file)}
        asked["WRITE"] = "yes"
        return "\n".join(import_table(asked | given, small_project))

    return run


@pytest.fixture
def table(small_project):
    return small_project.raw / "2024" / "par_index.csv"


def values(path, measure):
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    return {row["entity"]: row["value"] for row in rows if row["measure"] == measure}


EXPECTED = {
    "Bà Rịa - Vũng Tàu": "84.15",
    "Hà Nội": "91.43",
    "Hải Phòng": "91.87",
    "Quảng Ninh": "92.18",
    "Thừa Thiên Huế": "88.7",
}


@pytest.mark.parametrize(
    "make", [official.workbook, official.as_csv, official.as_html], ids=["xlsx", "csv", "html"]
)
def test_one_table_in_three_formats_gives_one_result(run, table, tmp_path, make):
    run(make(tmp_path / "table"))
    assert values(table, "score") == EXPECTED


def test_ranks_come_along_wherever_their_column_stands(run, table, tmp_path):
    run(official.workbook(tmp_path / "t.xlsx"))
    assert values(table, "rank")["Hải Phòng"] == "2"
    lines = table.read_text(encoding="utf-8").splitlines()
    assert lines[1] == f"province,Bà Rịa - Vũng Tàu,par_index,rank,5,rank,,{SOURCE},0,"


def test_the_preview_says_what_was_understood_and_what_left_out(run, tmp_path):
    reported = run(official.workbook(tmp_path / "t.xlsx"))
    for said in [
        "column B 'Xếp hạng': rank",
        "column D 'Chỉ số PAR INDEX Điểm (%)': score in percent",
        "column A 'STT': a running number",
        "column E 'Chỉ số PAR INDEX Năm 2023': of another year (2023)",
        "row 10 'Trung bình cả nước': a mean or total",
        "row 11 '(1) Điểm thẩm định của Bộ Nội vụ': no figure",
        "5 provinces, 10 figures, 0 empty cells",
        "Into data/raw/2024/par_index.csv: 10 new, 0 there already, 0 differ",
    ]:
        assert said in reported


def test_a_second_run_changes_nothing(run, table, tmp_path):
    file = official.workbook(tmp_path / "t.xlsx")
    run(file)
    before = table.read_bytes()
    assert "All of it is there already: nothing to do" in run(file)
    assert table.read_bytes() == before


def test_a_preview_alone_writes_nothing(run, table, tmp_path):
    for unsaid in ({"WRITE": ""}, {"WRITE": "no", "PREVIEW": "yes"}):
        reported = run(official.as_csv(tmp_path / "t.csv"), **unsaid)
        assert "Preview only: nothing was written" in reported
        assert not table.exists()
    with pytest.raises(UsageError, match="WRITE=yes or PREVIEW=yes, not both"):
        run(official.as_csv(tmp_path / "t.csv"), PREVIEW="yes")


def test_another_value_of_the_same_source_is_shown_and_waits_for_a_yes(run, table, tmp_path):
    run(official.workbook(tmp_path / "t.xlsx"))
    before = table.read_bytes()
    changed = official.workbook(tmp_path / "u.xlsx", scores=["92,19", *official.SCORES[1:]])
    with pytest.raises(PardxError, match="1 values of .* would change"):
        run(changed)
    assert table.read_bytes() == before
    reported = run(changed, REPLACE="yes")
    assert "Quảng Ninh score: 92.18 there, 92.19 in the file" in reported
    assert values(table, "score")["Quảng Ninh"] == "92.19"


def test_other_rows_of_the_table_stay_as_they_are(run, print_table, table, tmp_path):
    kept = [
        'national,Cả nước,par_index,score,88.37,percent,,seed-000-f18718,0,"a, b"',
        "province,Hà Nội,par_index,rank,4,rank,,seed-000-f18718,0,par. 9",
        "province,Huế,par_index,score_change,1.5,points,,seed-000-f18718,1,",
    ]
    print_table(2024, "par_index", *kept)
    run(official.as_csv(tmp_path / "t.csv"))
    lines = table.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line in kept] == kept
    assert len(lines) == 1 + 3 + 10


def test_a_new_year_is_then_a_year_with_data(run, small_project, tmp_path):
    run(official.as_csv(tmp_path / "t.csv"))
    assert Parameters.from_mapping({"YEAR": "2024"}, small_project).YEAR == 2024


def test_odd_ranks_are_pointed_at(run, tmp_path):
    reported = run(official.workbook(tmp_path / "t.xlsx", ranks=[2, 1, 3, 3, 5]))
    assert "note: Hà Nội and Thừa Thiên Huế share rank 3" in reported
    assert "note: Quảng Ninh, rank 2, scores 92.18: out of order" in reported
    assert "note: Hải Phòng, rank 1, scores 91.87: out of order" in reported


def test_a_column_can_be_named(run, table, tmp_path):
    path = official.workbook(tmp_path / "t.xlsx")
    run(path, SCORE="E", RANK="Xếp hạng")
    assert values(table, "score")["Hà Nội"] == "80.5"


def sheet(path, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["Tỉnh", "Điểm"], ["Hà Nội", 91], ["Hà Nôị Mới", 90]], "1 rows hold figures of no known"),
        ([["Tỉnh", "Điểm"], ["Hà Nội", 91], ["Ha Noi", 90]], "Hà Nội in rows 2 and 3"),
        ([["Tỉnh", "Điểm"], ["Hà Nội", "tốt"]], "row 2 Hà Nội: 'tốt' is no value"),
        (
            [["Tỉnh", "Điểm A", "Điểm B"], ["Hà Nội", 91, 90]],
            "can be read in 2 ways.*\n.*\n.*\n  fix: say SCORE= B or C",
        ),
        ([["Tỉnh", "Cột"], ["Hà Nội", 91]], "no column is headed as a score or rank"),
        ([["Đơn vị", "Điểm"], ["Bộ Nội vụ", 91]], "no column names a province; .* LEVEL=ministry"),
        ([["Tỉnh", "Hạng"], ["Hà Nội", "-1"]], "'-1' is no rank"),
        ([["Tỉnh", "Điểm"], ["Hà Nội", "=1+1"]], "a formula without a stored result"),
        ([["Tỉnh", "Điểm"], ["Hà Nội", "9.5.2024"]], "is no value"),
        (
            [["Tỉnh", "Điểm"], ["Hà Nội", 0.91], ["Huế", 0.9], ["Cà Mau", 0.8]],
            "shares, not percent",
        ),
    ],
)
def test_what_is_not_certain_is_refused(run, table, tmp_path, rows, message):
    with pytest.raises(UnreadableTableError, match=message):
        run(sheet(tmp_path / "t.xlsx", *rows))
    assert not table.exists()


@pytest.mark.parametrize(
    ("row", "message"),
    [(["Hà Nội", 191, 3], "score lies in 0 to 100"), (["Huế", 91, 64], "64 is beyond 63")],
)
def test_the_rules_of_raw_tables_hold_before_anything_is_written(
    run, table, tmp_path, row, message
):
    with pytest.raises((DataError, UnreadableTableError)) as caught:
        run(sheet(tmp_path / "t.xlsx", ["Tỉnh", "Điểm", "Hạng"], row))
    assert message in str(caught.value) or "can be read in no" in str(caught.value)
    assert not table.exists()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"FILE": "nowhere.xlsx"}, "is no file"),
        ({"FILE": "/dev/zero"}, "is no file"),
        ({"FILE": "a\0b"}, "FILE="),
        ({"FILE": "x" * 5000}, "cannot be read"),
        ({"SOURCE": "baotintuc-vn-d98231"}, "did you mean baotintuc-vn-d98230"),
        ({"INDICATOR": "par_indx"}, "did you mean par_index"),
        ({"YEAR": "24"}, "YEAR is a year from 2000 on"),
        ({"REPLACE": "ja"}, "REPLACE is yes or no"),
        ({"UNIT": "furlongs"}, "say the unit of par_index"),
        ({"INDICATOR": "par_index_groups"}, "unknown INDICATOR"),
    ],
)
def test_wrong_parameters(run, tmp_path, given, message):
    with pytest.raises(UsageError, match=message):
        run(official.as_csv(tmp_path / "t.csv"), **given)


def test_a_value_in_percent_format_is_read_as_shown(run, table, tmp_path):
    path = sheet(tmp_path / "t.xlsx", ["Tỉnh", "Điểm"], ["Hà Nội", 0.9143])
    book = openpyxl.load_workbook(path)
    book.active["B2"].number_format = "0.00%"
    book.save(path)
    run(path)
    assert values(table, "score") == {"Hà Nội": "91.43"}


def test_a_table_of_ministries_is_read_by_their_names(run, table, tmp_path):
    names = [
        "Bộ Tư pháp",
        "Y tế",
        "Ngân hàng Nhà nước Việt Nam",
        "Ministry of Transport",
        "Bộ Nội vụ",
    ]
    file = official.workbook(tmp_path / "t.xlsx", names=names)
    reported = run(file, LEVEL="ministry")
    assert "5 ministries, 10 figures, 0 empty cells" in reported
    assert values(table, "score")["Bộ Y tế"] == "91.87"
    assert values(table, "rank")["Bộ Giao thông vận tải"] == "4"
    lines = table.read_text(encoding="utf-8").splitlines()
    assert all(line.startswith("ministry,") for line in lines[1:])
    run(official.workbook(tmp_path / "p.xlsx"))
    assert len(values(table, "score")) == 10
    assert "nothing to do" in run(file, LEVEL="ministry")


def test_an_unknown_ministry_or_level_is_reported(run, table, tmp_path):
    names = ["Bộ Tư pháp", "Bộ Y tế", "Bộ Phép thuật", "Bộ Nội vụ", "Bộ Xây dựng"]
    file = official.workbook(tmp_path / "t.xlsx", names=names)
    with pytest.raises(UnreadableTableError, match=r"no known ministry .*ministries\.csv"):
        run(file, LEVEL="ministry")
    with pytest.raises(
        UsageError, match="LEVEL is one of province, unit34, ministry, not 'district'"
    ):
        run(file, LEVEL="district")
    assert not table.exists()
