"""An exported CSV shows text and never runs it."""

import csv
import io

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from pardx.data.export import csv_bytes

ATTACKS = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\tx",
    "\r=x",
    "＝1",
    '=HYPERLINK("x")',
]


def written(*texts):
    content = csv_bytes(pd.DataFrame({"note": texts})).decode()
    return [row[0] for row in csv.reader(io.StringIO(content, newline=""))][1:]


def test_text_that_would_run_gets_an_apostrophe():
    assert written(*ATTACKS) == [f"'{text}".replace("\r", " ") for text in ATTACKS]


def test_numbers_and_plain_text_stay():
    frame = pd.DataFrame({"value": ["-16.24", "+3", "84.79"], "number": [-1.5, 2.0, None]})
    assert csv_bytes(frame).decode() == "value,number\n-16.24,-1.5\n+3,2.0\n84.79,\n"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), min_size=1))
def test_no_cell_begins_like_a_formula(texts):
    for cell in written(*texts):
        if cell[:1] in {*"=+-@\t\r"} and cell:
            float(cell)
