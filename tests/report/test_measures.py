"""What a figure measures is said in the reader's words."""

import pytest

from pardx.language import Language
from pardx.report.measures import in_words


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
    assert in_words(row, dictionary, Language("en")) == english
    assert in_words(row, dictionary, Language("vi")) == vietnamese
