"""What was not estimated is said once, with n and the reason, in both languages."""

from html import unescape
from types import SimpleNamespace

import pandas as pd
import pytest

from pardx.language import Language
from pardx.report import findings
from pardx.report.not_estimated import REASON, refusals_box
from pardx.settings import settings
from pardx.stats.refusals import ALL, COLUMNS

TEST = {"test": "dti-pci", "outcome": "pci_total", "predictor": "dti_total", "overlap": "raw"}
REASONS = (
    *("too_few", "constant", "collinear", "one_region", "alone", "few_years"),
    *("no_sample", "no_scale"),
)
MODELS = ("bivariate", "income", "controls", "ipw", "wild", "fractional_logit")
FAMILIES = ("spatial", "residuals", "influence", "checks", "space", "panel", "convergence")
WHOLE = ("specifications", "partial", "components", "ranks", "weights")


def row(family, why, *, model=ALL, test="", subject=ALL, n=7):
    return dict(zip(COLUMNS, (family, model, test, subject, "raw", n, why, ""), strict=True))


@pytest.fixture
def said(dictionary):
    def said(*rows, lang="en"):
        shown = refusals_box(pd.DataFrame(rows, columns=list(COLUMNS)), dictionary)
        return unescape(shown.written(lang).html) if shown else ""

    return said


def test_nothing_refused_is_nothing_said(said):
    assert said() == ""


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "en",
            "PAR INDEX without SIPAS points (n = 19) – regression on DTI (with log "
            "GRDP per capita, urban share, and region effects): "
            "a region has a single province with figures.",
        ),
        (
            "vi",
            "PAR INDEX trừ điểm SIPAS (n = 19) – hồi quy theo DTI (có log "
            "GRDP bình quân đầu người, tỷ lệ dân số thành thị và hiệu ứng vùng): "
            "có vùng chỉ một địa phương có số liệu.",
        ),
    ],
)
def test_a_refusal_names_model_index_n_and_reason(said, lang, text):
    about = {"model": "controls", "test": "dti-par-rest", "subject": "par_index", "n": 19}
    assert text in said(row("regression", "alone", **about), lang=lang)


def test_what_builds_on_a_refused_correlation_is_not_said_again(said):
    about = {"test": "dti-pci", "subject": "pci_total"}
    rows = [
        row("association", "too_few", **about),
        row("association", "too_few", model="ipw", **about),
    ]
    rows += [row("regression", "too_few", model=model, **about) for model in MODELS]
    rows += [row(family, "too_few", **about) for family in ("influence", "checks", "residuals")]
    text = said(*rows)
    assert "DTI and PCI (n = 7) – correlation and all that builds on it: too" in text
    assert text.count("PCI") == 1


def test_models_refused_for_one_reason_share_a_sentence(said):
    about = {"test": "dti-pci", "subject": "pci_total", "n": 12}
    text = said(*(row("regression", "too_few", model=model, **about) for model in MODELS))
    assert text.count("PCI") == 1
    assert "weighted for non-coverage" in text


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("why", REASONS)
def test_every_family_and_reason_has_words(said, why, lang):
    about = {"test": "dti-pci", "subject": "pci_total"}
    rows = [row("regression", why, model=model, **about) for model in MODELS]
    rows += [row(family, why, **about) for family in FAMILIES[:4]]
    rows += [row(family, why, subject="pci_total") for family in FAMILIES[4:]]
    rows += [row(family, why) for family in WHOLE]
    assert said(*rows, lang=lang).count(Language(lang)(REASON[why], breaks="")) >= 2


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("too_few", "Too few provinces (n = 7) have both DTI and PCI"),
        ("constant", "one of the two figures is the same in all 7 provinces"),
        ("collinear", "in all 7 provinces one figure fully determines the other"),
    ],
)
def test_a_finding_without_a_number_says_the_true_reason(dictionary, why, text):
    nan = float("nan")
    result = SimpleNamespace(**TEST, n=7, estimate=nan, ci_low=nan, ci_high=nan, p_adjusted=nan)
    rows = [row("association", why, test="dti-pci", subject="pci_total")]
    refused = pd.DataFrame(rows, columns=list(COLUMNS))
    assert text in findings.finding(result, refused, dictionary, Language("en"))


def test_a_claim_that_was_not_tested_for_robustness_says_so():
    result = SimpleNamespace(**TEST, n=17, p_value=0.01)
    nothing = pd.DataFrame({"test": [], "kind": [], "claimed": []})
    said = findings.fragility(result, nothing, "positive", Language("en"))
    assert said == "With n = 17, too few provinces to test how robust this is."


@pytest.mark.parametrize("kind", ["none", "cannot_tell", "too_wide", "too_few"])
def test_nothing_is_said_of_whom_to_leave_out_to_obtain_an_association(kind):
    result = SimpleNamespace(**TEST, n=40, p_value=0.5)
    found = pd.DataFrame({"test": "dti-pci", "kind": "one", "claimed": [True, False]})
    assert findings.fragility(result, found, kind, Language("en")) == ""


def test_a_year_without_any_index_says_so_in_one_sentence(said):
    rows = [row("space", "too_few", subject=name, n=0) for name in settings().headline]
    assert "no two indices of the year have figures in common" in said(*rows)
    assert "không có hai chỉ số nào cùng có số liệu" in said(*rows, lang="vi")
    assert "spatial autocorrelation" in said(*rows[1:])
