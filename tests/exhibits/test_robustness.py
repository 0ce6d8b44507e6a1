"""Titles of the specification curve and of influence count what the rows hold."""

from types import SimpleNamespace

import pandas as pd
import pytest

from pardx.exhibits import robustness as room
from pardx.exhibits.language import Language

INFLUENCE = pd.DataFrame(
    {
        "test": ["a", "a", "b"],
        "kind": ["one", "overturn", "overturn"],
        "omitted": ["01", "01", "01;79"],
    }
)
CURVE = pd.DataFrame(
    {
        "estimate": [-0.1, 0.2, 0.4],
        "ci_low": [-0.3, -0.1, 0.1],
        "ci_high": [0.1, 0.5, 0.7],
        "n": [20, 30, 40],
    }
)
JOINT = pd.DataFrame(
    {"statistic": ["median estimate"], "observed": [0.2], "p_value": [0.2], "draws": [99]}
)


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "One province less changes 1 of 2 verdicts"),
        ("vi", "Bớt một tỉnh làm đổi 1/2 kết luận"),
    ],
)
def test_influence_counts_the_verdicts_that_one_province_carries(lang, title):
    assert room._influence_words(INFLUENCE, Language(lang)).title == title


@pytest.mark.parametrize(
    ("lang", "title", "within"),
    [
        ("en", "2 of 3 specifications positive, 1 of them clearly", "within what chance"),
        ("vi", "2/3 đặc tả cho hệ số dương, 1 rõ rệt", "nằm trong mức do ngẫu nhiên"),
    ],
)
def test_a_curve_within_chance_is_not_said_to_lie_beyond_it(lang, title, within):
    material = SimpleNamespace(year=2022, further={"specification_test": JOINT})
    words = room._curve_words(material, CURVE, Language(lang))
    assert words.title == title
    assert within in words.notes[0]


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_without_specifications_the_page_says_so(lang):
    nothing = {"influence": INFLUENCE[:0], "checks": INFLUENCE[:0]}
    empty = SimpleNamespace(year=2022, further={"specifications": CURVE.iloc[:0], **nothing})
    shown = room.robustness(empty)
    assert [one.id for one in shown] == ["no-curve"]
    assert "2022" in shown[0].html[lang]
