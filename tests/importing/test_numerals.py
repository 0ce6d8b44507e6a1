"""Numbers as printed -> plain numbers, or a refusal; never a wrong number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pardx.importing.numerals import decimal_mark, is_missing, plain_number, plain_rank

INF = float("inf")


@pytest.mark.parametrize(
    ("text", "mark", "plain"),
    [
        ("84,79", ",", "84.79"),
        ("84,70 %", ",", "84.70"),
        ("84.79(1)", ".", "84.79"),
        ("84,79*", ",", "84.79"),
        ("−3,5", ",", "-3.5"),
        ("+3", ",", "3"),
        ("1.234.567,8", ",", "1234567.8"),
        ("1 234,5", ",", "1234.5"),
        ("1,234.5", ".", "1234.5"),
        ("007", ".", "7"),
        ("0,5791", ",", "0.5791"),
    ],
)
def test_a_printed_number(text, mark, plain):
    assert plain_number(text, mark) == plain


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NaN",
        "inf",
        "1e308",
        "8 4,79",
        "12,34,56",
        "1.2.3",
        "=A1",
        "0x10",
        "٣",
        "84,79;",
        "--1",
        "date 2024-05-09",
        "5 tháng",
        ",",
        "1,",
        "12 34",
    ],
)
def test_what_is_no_number_is_not_read(text):
    assert [plain_number(text, mark) for mark in ".,"] == [None, None]


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("29", "29"),
        ("29/63", "29"),
        ("Hạng 3", "3"),
        ("15=", "15"),
        ("3.0", "3"),
        ("(3)", None),
        ("-1", None),
        ("3,5", None),
        ("1e3", None),
        ("thứ 7", "7"),
        ("", None),
        ("12 13", None),
    ],
)
def test_a_printed_rank(text, rank):
    assert plain_rank(text) == rank


@pytest.mark.parametrize("text", ["", " ", "-", "–", "…", "N/A", "Không có số liệu", "x"])
def test_signs_for_no_figure(text):
    assert is_missing(text)


def test_a_column_says_what_its_decimals_follow():
    assert decimal_mark(["84,79", "9"], low=0, high=100) == ","
    assert decimal_mark(["84.79", "9"], low=0, high=100) == "."
    assert decimal_mark(["84", "9"], low=0, high=100) == "."
    assert decimal_mark(["0,579", "0,612"], low=0, high=1) == ","
    assert decimal_mark(["1.234.567", "12.345"], low=0, high=INF) == ","


def test_two_possible_readings_are_no_reading():
    assert decimal_mark(["1.234", "2.345"], low=0, high=INF) is None
    assert decimal_mark(["84,79", "84.79"], low=0, high=100) is None


@given(st.decimals(0, 100, places=2))
def test_both_conventions_mean_the_same(value):
    english = f"{value:.2f}"
    vietnamese = english.replace(".", ",")
    assert plain_number(english, ".") == plain_number(vietnamese, ",")
    assert float(plain_number(english, ".")) == float(value)


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_nothing(text):
    for mark in ".,":
        plain = plain_number(text, mark)
        assert plain is None or float(plain) == float(plain)
    rank = plain_rank(text)
    assert rank is None or int(rank) >= 0
