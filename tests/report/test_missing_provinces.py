"""Who is missing: the title names the region that lacks most, in both languages."""

from types import SimpleNamespace

import pandas as pd
import pytest

from pardx.language import Language
from pardx.report import missing_provinces as room

ROWS = [
    ("log_grdp_per_capita", 4.0, 3.5, 0.9),
    ("North", 0.2, 0.6, -0.4),
    ("South", 0.8, 0.4, 0.4),
]
KNOWN = pd.DataFrame(ROWS, columns=["trait", "covered", "absent", "difference"]).assign(
    indicator="sipas", n_covered=50, n_absent=13
)
MATERIAL = SimpleNamespace(
    year=2022,
    further={"missingness": KNOWN},
    short=lambda indicator, lang: indicator.upper(),
    region=lambda name, lang: f"{name}-{lang}",
)


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "Provinces without SIPAS: North-en stands out"),
        ("vi", "Tỉnh thiếu SIPAS: nổi bật nhất là vùng North-vi"),
    ],
)
def test_the_title_names_the_region_that_lacks_most(lang, title):
    assert room._words(MATERIAL, KNOWN, Language(lang)).title == title


def test_shares_are_in_percent_and_traits_as_they_are():
    sheet = room._sheet(MATERIAL, KNOWN, ["sipas"], Language("en"))
    assert [row[1].text for row in sheet.rows] == ["4.00 | 3.50", "20 | 60", "80 | 40"]
    assert "50 with | 13 without" in sheet.head[1]


@pytest.mark.parametrize("changed", [{"n_absent": 3}, {"n_covered": 0}])
def test_few_absent_or_nothing_known_is_no_table(changed):
    whole = SimpleNamespace(further={"missingness": KNOWN.assign(**changed)})
    assert room.absence(whole) == []
