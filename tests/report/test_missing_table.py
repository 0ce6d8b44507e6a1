"""Who is missing: the title names the region that lacks most, in both languages."""

import pandas as pd
import pytest

from pardx.report.coverage import missing_table

ROWS = [
    ("log_grdp_per_capita", 4.0, 3.5, 0.9),
    ("Đồng bằng sông Hồng", 0.2, 0.6, -0.4),
    ("Tây Nguyên", 0.8, 0.4, 0.4),
]
KNOWN = pd.DataFrame(ROWS, columns=["trait", "covered", "absent", "difference"]).assign(
    indicator="sipas", n_covered=50, n_absent=13
)
TESTED = pd.DataFrame(
    {
        "method": ["spearman"],
        "removed": "",
        "weights": "none",
        "predictor": "dti_total",
        "n": 50,
    }
)


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "Most over-represented where no SIPAS rank was collected: Red River Delta"),
        (
            "vi",
            "Vùng chiếm tỷ lệ cao hơn hẳn ở nhóm chưa thu thập được thứ hạng SIPAS: "
            "Đồng bằng sông Hồng",
        ),
    ],
)
def test_the_title_names_the_region_that_lacks_most(dictionary, lang, title):
    assert missing_table(KNOWN, TESTED, dictionary, 2022).written(lang).title == title


def test_shares_are_in_percent_and_traits_as_they_are(dictionary):
    html = missing_table(KNOWN, TESTED, dictionary, 2022).written("en").html
    for cell in ("4.00 | 3.50", "20 | 60", "80 | 40"):
        assert f">{cell}</td>" in html
    assert "50 collected | 13 not" in html


@pytest.mark.parametrize("changed", [{"n_absent": 3}, {"n_covered": 0}])
def test_few_absent_or_nothing_known_is_no_table(dictionary, changed):
    assert missing_table(KNOWN.assign(**changed), TESTED, dictionary, 2022) is None


def test_without_a_test_of_dti_nobody_is_missing_from_it(dictionary):
    assert missing_table(KNOWN, TESTED.assign(n=0), dictionary, 2022) is None
