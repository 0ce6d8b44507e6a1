"""What a grid says: marks behind names and headings of running numbers are no obstacle."""

import pytest

from pardx.data.names import fold
from pardx.intake.grids import Grid
from pardx.intake.understand import NAME, RANK, Wanted, understand

CODES = {"cantho": "92", "hanoi": "01"}
WANTED = Wanted(2022, ("parindex",), lambda name: CODES.get(fold(name)))


@pytest.mark.parametrize("mark", ["", "*", " (1)", "[2]", "¹", "†", "⁵"])
def test_a_footnote_mark_behind_a_name_is_no_part_of_it(mark):
    rows = (("Tỉnh", "Xếp hạng"), (f"Cần Thơ{mark}", "5"), ("2. Hà Nội", "3"))
    found = understand([Grid("text", rows)], WANTED)
    assert [(row.code, row.texts[RANK]) for row in found.rows] == [("92", "5"), ("01", "3")]


@pytest.mark.parametrize("heading", ["STT", "TT", "Số TT", "Số thứ tự", "No.", "Stt."])
def test_a_running_number_is_told_as_such(heading):
    rows = ((heading, "Tỉnh", "Xếp hạng"), ("1", "Cần Thơ", "5"), ("2", "Hà Nội", "3"))
    found = understand([Grid("text", rows)], WANTED)
    assert found.columns == {NAME: 1, RANK: 2}
    assert found.left_out[0].endswith("a running number")
