"""What a grid says: marks behind names and headings of running numbers are no obstacle."""

import re

import pytest

from pardx.data.spelling import fold
from pardx.importing.grids import Grid, UnreadableTableError
from pardx.importing.understand import NAME, RANK, Wanted, understand

CODES = {"cantho": "92", "hanoi": "01"}
WANTED = Wanted(2022, ("parindex",), lambda name: CODES.get(fold(name)))


@pytest.mark.parametrize("mark", ["", "*", " (1)", "[2]", "¹", "†", "⁵"])
def test_a_footnote_mark_behind_a_name_is_no_part_of_it(mark):
    rows = (("Tỉnh", "Xếp hạng"), (f"Cần Thơ{mark}", "5"), ("2. Hà Nội", "3"))
    found = understand([Grid("text", rows)], WANTED)
    assert [(row.code, row.texts[RANK]) for row in found.rows] == [("92", "5"), ("01", "3")]


@pytest.mark.parametrize("heading", ["STT", "TT", "Số TT", "Số thứ tự", "No.", "Stt."])
def test_a_running_number_is_reported_as_such(heading):
    rows = ((heading, "Tỉnh", "Xếp hạng"), ("1", "Cần Thơ", "5"), ("2", "Hà Nội", "3"))
    found = understand([Grid("text", rows)], WANTED)
    assert found.columns == {NAME: 1, RANK: 2}
    assert found.left_out[0].endswith("a running number")


HEAD = ("Tỉnh", "Xếp hạng", "Điểm 2022")


@pytest.mark.parametrize("name", ["Can Thoo", "<script>alert(1)</script>"])
def test_a_row_of_an_unknown_name_is_reported_wherever_it_is(name):
    known, strange = ("Cần Thơ", "5", "88,1"), (name, "1", "90")
    for rows in ((HEAD, strange, known), (HEAD, known, strange)):
        with pytest.raises(UnreadableTableError, match=f"row \\d: '{re.escape(name)}'"):
            understand([Grid("text", rows)], WANTED)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("Tỉnh", "2022", "2022"), "title or heading"),
        (("(1)", "(2)", "(3)"), "title or heading"),
        (("1", "2", "3"), "title or heading"),
        (("Trung bình cả nước", "", "88,37"), "a mean or total"),
        (("Điểm tối đa", "", "100"), "a mean or total"),
    ],
)
def test_lines_of_a_heading_and_totals_above_the_rows_are_no_rows(row, why):
    found = understand([Grid("text", (HEAD, row, ("Cần Thơ", "5", "88,1")))], WANTED)
    assert [one.code for one in found.rows] == ["92"]
    assert any(line.startswith("row 2") and line.endswith(why) for line in found.left_out)
