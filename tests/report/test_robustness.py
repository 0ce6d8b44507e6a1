"""Titles of the specification curve and of influence say what the rows hold."""

from html import unescape

import pandas as pd
import pytest

from pardx.language import Language
from pardx.report import regressions
from pardx.report import robustness as room

FITTED = pd.DataFrame(
    {"test": ["a"], "model": ["income"], "estimator": ["OLS"], "covariance": ["HC1"]}
)
INFLUENCE = pd.DataFrame(
    {
        "test": ["a", "a", "b", "b", "c", "c"],
        "outcome": ["pci_total"] * 2 + ["sipas"] * 2 + ["par_index"] * 2,
        "overlap": "raw",
        "kind": ["all", "one"] * 3,
        "claimed": [True, True, True, False, False, True],
    }
)
CURVE = pd.DataFrame(
    {
        "estimate": [-0.1, 0.2, 0.4],
        "ci_low": [-0.3, -0.1, 0.1],
        "ci_high": [0.1, 0.5, 0.7],
        "n": [20, 30, 40],
        "year": [2022, 2022, 2021],
        "lag": [0, 1, 0],
        "outcome": "sipas",
        "overlap": "raw",
        "controls": ["none", "income", "none"],
        "scale": "ranks",
        "weights": "none",
        "sample": ["all", "all", "without four"],
        "estimator": ["OLS", "OLS", "Huber"],
        "covariance": "HC3",
    }
)
JOINT = pd.DataFrame(
    {
        "outcome": "sipas",
        "overlap": "raw",
        "timing": ["same year", "same year", "lagged", "lagged"],
        "permutation": ["plain", "residual"] * 2,
        "statistic": "median estimate",
        "observed": [0.2, 0.21, 0.4, 0.41],
        "p_value": [0.2, 0.03, 0.01, 0.02],
        "draws": 99,
    }
)


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "DTI goes with PCI whichever province is left out; with SIPAS not"),
        ("vi", "DTI tương quan với PCI dù loại địa phương nào; với SIPAS thì không"),
    ],
)
def test_influence_names_the_associations_that_one_province_carries(dictionary, lang, title):
    assert room.influence_words(INFLUENCE, dictionary, Language(lang)).title == title


@pytest.mark.parametrize(
    ("tests", "title"),
    [
        ("a", "DTI goes with PCI whichever province is left out"),
        ("b", "Leaving out one province can end the association of DTI with SIPAS"),
        ("c", "No association of DTI is clear enough to be lost with one province"),
    ],
)
def test_influence_alone_firm_frail_or_unclear(dictionary, tests, title):
    rows = INFLUENCE[INFLUENCE.test == tests]
    assert room.influence_words(rows, dictionary, Language("en")).title == title


def curve_words(dictionary, lang, joint=JOINT):
    return room.curve_words(CURVE, joint, dictionary, 2022, Language(lang))


def test_a_curve_names_what_it_chooses_among(dictionary):
    note = curve_words(dictionary, "en").notes[-1]
    assert "dependent variable (SIPAS)" in note
    assert "controls (none; log GRDP per capita)" in note
    assert "Hà Nội, TP. Hồ Chí Minh, Đà Nẵng, and Quảng Ninh" in note
    assert "least squares, HC3 standard errors" in note


def test_a_curve_names_no_choice_that_its_year_does_not_have(dictionary):
    """Fault: 2020 has no DTI of 2019, and its curve was said to choose among lags and years."""
    said = "Choices: dependent variable (SIPAS), year, lag of DTI, controls (none; log GRDP"
    assert curve_words(dictionary, "en").notes[-1].startswith(said)
    one = room.curve_words(CURVE.assign(year=2022, lag=0), JOINT, dictionary, 2022, Language("en"))
    assert "dependent variable (SIPAS), controls (none" in one.notes[-1]


@pytest.mark.parametrize(
    ("lang", "none", "named"),
    [
        (
            "en",
            "Over all model variants of 2022, no outcome clearly goes with DTI",
            "Over all model variants of 2022, DTI is associated with SIPAS",
        ),
        (
            "vi",
            "Trên mọi dạng mô hình của năm 2022, chưa chỉ số nào tương quan rõ với DTI",
            "Trên mọi dạng mô hình của năm 2022, DTI tương quan với SIPAS",
        ),
    ],
)
def test_a_curve_names_an_outcome_that_both_permutations_find_in_the_year_itself(
    dictionary, lang, none, named
):
    assert curve_words(dictionary, lang).title == none
    assert curve_words(dictionary, lang, JOINT.assign(p_value=0.04)).title == named


@pytest.mark.parametrize("n", [[16, 30, 40], [20, 30, 40]])
def test_a_curve_of_too_few_provinces_in_its_own_year_cannot_tell(dictionary, n):
    words = room.curve_words(CURVE.assign(n=n), JOINT, dictionary, 2022, Language("en"))
    few = "DTI of 2022 was collected for too few provinces to tell what goes with it"
    assert (words.title == few) == (n[0] < room.MINIMUM_N)


@pytest.mark.parametrize(
    ("lang", "own", "lagged"),
    [
        (
            "en",
            "DTI and dependent variable of 2022, median: SIPAS 0.20 (p = 0.200 and p = 0.030).",
            "DTI of 2021, dependent variable of 2022: SIPAS 0.40 (p = 0.010 and p = 0.020).",
        ),
        (
            "vi",
            "DTI và biến phụ thuộc của năm 2022, trung vị: SIPAS 0,20 (p = 0,200 và p = 0,030).",
            "DTI của năm 2021, biến phụ thuộc của năm 2022: SIPAS 0,40 (p = 0,010 và p = 0,020).",
        ),
    ],
)
def test_a_curve_tells_the_year_itself_from_the_year_before(dictionary, lang, own, lagged):
    assert curve_words(dictionary, lang).notes[:2] == (own, lagged)


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_without_specifications_the_page_says_so(dictionary, lang):
    shown = room.curve_figure(CURVE.iloc[:0], JOINT, dictionary, 2022)
    assert shown.id == "no-curve"
    assert "2022" in shown.written(lang).html


def test_without_rows_there_is_no_exhibit(dictionary):
    assert room.influence_table(INFLUENCE[:0], dictionary) is None
    assert room.checks_box(CHECKS[:0], FITTED, dictionary) is None


CHECKS = pd.DataFrame(
    {
        "test": "a",
        "model": "income",
        "outcome": "pci_total",
        "overlap": "raw",
        "n": 63,
        "check": ["vif", "leverage", "heteroskedasticity"],
        "value": [6.2, 0.5, 0.01],
        "limit": [5.0, 0.4, 0.05],
        "passed": [False, False, False],
        "where": ["urban_share", "01", ""],
    }
)


@pytest.mark.parametrize(
    ("lang", "counted", "sentences"),
    [
        (
            "en",
            "3 of 3 call for caution.",
            [
                "largest VIF 6.20, limit 5.00; n = 63",
                "Hà Nội has high leverage (0.50, limit 0.40",
                "heteroskedasticity (Breusch-Pagan p = 0.01",
                "HC1 standard errors allow for it",
            ],
        ),
        (
            "vi",
            "3/3 phép kiểm tra cần lưu ý.",
            [
                "VIF lớn nhất 6,20, ngưỡng 5,00; n = 63",
                "Hà Nội có độ đòn bẩy cao (0,50",
                "phương sai sai số thay đổi (Breusch-Pagan p = 0,01",
                "sai số chuẩn HC1 đã tính đến điều này",
            ],
        ),
    ],
)
def test_each_failed_check_is_a_sentence_with_its_number_and_limit(
    dictionary, lang, counted, sentences
):
    html = unescape(room.checks_box(CHECKS, FITTED, dictionary).written(lang).html)
    assert counted in html
    assert html.count("<li>") == 3
    assert all(sentence in html for sentence in sentences)


def test_checks_that_pass_are_counted_and_nothing_is_warned_of(dictionary):
    html = room.checks_box(CHECKS.assign(passed=True), FITTED, dictionary).written("en").html
    assert "0 of 3" in html
    assert "<li>" not in html
    assert "all within their usual limits" in html


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "1 of 3 residuals lies beyond three standard deviations"),
        ("vi", "1/3 phần dư vượt quá ba độ lệch chuẩn"),
    ],
)
def test_the_title_of_the_residuals_counts_those_beyond_three(dictionary, lang, title):
    points = pd.DataFrame(
        {
            "test": "a",
            "outcome": "pci_total",
            "overlap": "raw",
            "gso_code": "01",
            "residual": [-3.2, 2.9, 0.1],
        }
    )
    said = room.residual_words(points, dictionary, Language(lang))
    assert said.title == title
    assert "Hà Nội" in said.alt


def test_a_model_of_too_few_provinces_has_no_checks_and_no_residuals(dictionary):
    """Fault: the paper of 2023 said "No regression" and drew its residuals, n = 14 and 15."""
    assert room.checks_box(CHECKS.assign(n=15), FITTED, dictionary) is None
    points = {
        "test": "a",
        "outcome": "pci_total",
        "gso_code": "01",
        "residual": 0.1,
        "leverage": 0.2,
    }
    assert room.residuals_figure(pd.DataFrame([points] * 16), dictionary) is None


@pytest.mark.parametrize(
    ("n", "alone", "every"),
    [
        (31, "alone, DTI goes with PAPI D8", "DTI goes with PAPI D8 in every model, 2020"),
        (30, "clearly goes with no index", "No index clearly goes with DTI in every model, 2020"),
    ],
)
def test_no_title_of_a_regression_claims_what_too_few_provinces_cannot_tell(
    dictionary, n, alone, every
):
    """Fault: 30 provinces "cannot tell" in the text of 2020; two titles said DTI goes with D8."""
    fitted = {"estimate": 0.5, "std_error": 0.15, "ci_low": 0.2, "ci_high": 0.8, "p_value": 0.002}
    named = {"test": "dti-papi-d8", "outcome": "papi_d8_egovernance", "predictor": "dti_total"}
    model = {"model": "bivariate", "overlap": "raw", "controls": "urban_share 2020", "n": n}
    how = {"estimator": "OLS", "covariance": "HC3"}
    rows = pd.DataFrame([named | model | how | fitted])
    lang = Language("en")
    assert alone in regressions._interval_words(rows, dictionary, 2020, lang).title
    assert regressions._models_words(rows, dictionary, 2020, lang).title == every
