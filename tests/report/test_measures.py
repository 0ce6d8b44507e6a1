"""Measure, unit and period of a figure are in the reader's words."""

from datetime import date

import pandas as pd
import pytest

from pardx.data.read import read_year
from pardx.language import Language
from pardx.report.measures import last_day, measure_in_words, period_in_words, period_kind


def measured(measure, unit, period="", year=2023):
    return {"measure": measure, "unit": unit, "period": period, "year": year}


@pytest.mark.parametrize(
    ("row", "english", "vietnamese"),
    [
        (measured("score", "percent"), "score, %", "điểm số, %"),
        (measured("rank", "rank"), "rank", "thứ hạng"),
        (
            measured("share", "percent", "2023-M01..M10"),
            "share, %, January to October 2023",
            "tỷ lệ, %, 10 tháng đầu năm 2023",
        ),
        (measured("mood", "percent"), "mood, %", "mood, %"),
    ],
    ids=["score", "rank", "with its period", "not in the messages"],
)
def test_measure_unit_and_period_are_in_words(dictionary, row, english, vietnamese):
    assert measure_in_words(row, dictionary, Language("en")) == english
    assert measure_in_words(row, dictionary, Language("vi")) == vietnamese


FORMS = [
    ("", "year", date(2023, 12, 31), "2023", "năm 2023"),
    (
        "2023-M01..M09",
        "months",
        date(2023, 9, 30),
        "January to September 2023",
        "9 tháng đầu năm 2023",
    ),
    (
        "to 2022-11-07",
        "until",
        date(2022, 11, 7),
        "up to 7 November 2022",
        "tính đến ngày 07/11/2022",
    ),
    (
        "2023 (to 2023-04-19)",
        "until",
        date(2023, 4, 19),
        "up to 19 April 2023",
        "tính đến ngày 19/04/2023",
    ),
    ("to 2022-02", "until", date(2022, 2, 28), "up to February 2022", "tính đến tháng 2 năm 2022"),
    ("2022-09", "month", date(2022, 9, 30), "September 2022", "tháng 9 năm 2022"),
    ("end 2021", "end", date(2021, 12, 31), "end of 2021", "cuối năm 2021"),
    ("2025-08-11", "day", date(2025, 8, 11), "11 August 2025", "ngày 11/08/2025"),
    (
        "2025-07-01..2025-10-28",
        "span",
        date(2025, 10, 28),
        "1 July 2025 to 28 October 2025",
        "từ 01/07/2025 đến 28/10/2025",
    ),
    (
        "2025-07..2025-09",
        "span",
        date(2025, 9, 30),
        "July 2025 to September 2025",
        "từ 07/2025 đến 09/2025",
    ),
    (
        "week to 2025-12-08",
        "week to",
        date(2025, 12, 8),
        "week to 8 December 2025",
        "tuần đến ngày 08/12/2025",
    ),
    ("2025-W47", "week", date(2025, 11, 23), "week 47 of 2025", "tuần 47 năm 2025"),
]


@pytest.mark.parametrize(("period", "kind", "day", "en", "vi"), FORMS)
def test_a_period_has_a_kind_a_last_day_and_words(period, kind, day, en, vi):
    assert period_kind(period) == kind
    assert last_day(period, 2023) == day
    assert period_in_words(period, 2023, Language("en")) == en
    assert period_in_words(period, 2023, Language("vi")) == vi


def test_every_period_of_the_data_is_in_a_form_that_has_words(dictionary):
    years = dictionary.project.years()
    rows = pd.concat([read_year(dictionary.project, year)[0] for year in years])
    dated = rows[rows.period != ""]
    plain = dated[dated.period.map(period_kind) == "year"]
    assert (plain.period == plain.year.astype(str)).all()


def test_a_target_of_a_year_names_no_month():
    assert period_in_words("to 2025", 2021, Language("en")) == "in 2025, day not given"
    assert period_in_words("to 2025", 2021, Language("vi")) == "trong năm 2025, không rõ ngày"


def test_a_form_that_is_not_known_stays_as_it_is():
    assert period_in_words("H1 2021", 2021, Language("en")) == "H1 2021"
