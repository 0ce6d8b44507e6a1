"""What was not estimated is said once, with n and the reason, in both languages."""

from html import unescape
from types import SimpleNamespace

import pandas as pd
import pytest

from pardx.language import Language
from pardx.report import findings
from pardx.report.not_estimated import REASON, not_estimated
from pardx.stats.refusals import ALL, COLUMNS

TESTS = {
    "dti-pci": SimpleNamespace(
        test="dti-pci", outcome="pci_total", predictor="dti_total", overlap="raw"
    ),
    "dti-par-rest": SimpleNamespace(
        test="dti-par-rest", outcome="par_index", predictor="dti_total", overlap="removed"
    ),
}
REASONS = ("too_few", "constant", "collinear", "one_region", "alone", "few_years")
MODELS = ("bivariate", "income", "controls", "ipw", "wild", "fractional_logit")
FAMILIES = ("spatial", "residuals", "influence", "checks", "space", "panel", "convergence")
WHOLE = ("specifications", "partial", "components", "ranks", "weights")


def row(family, why, *, model=ALL, test="", subject=ALL, n=7):
    return dict(zip(COLUMNS, (family, model, test, subject, "raw", n, why, ""), strict=True))


def said(*rows, lang="en"):
    material = SimpleNamespace(
        further={"not_estimated": pd.DataFrame(rows, columns=list(COLUMNS))},
        short=lambda indicator, _: indicator.upper(),
        association=TESTS.get,
        removed=lambda test: ["sipas"],
    )
    shown = not_estimated(material)
    return unescape(shown[0].written(lang).html) if shown else ""


def test_nothing_refused_is_nothing_said():
    assert said() == ""


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "en",
            "PAR_INDEX without SIPAS points (n = 19) – regression on DTI (with log "
            "GRDP_PER_CAPITA, URBAN_SHARE, and region effects): "
            "a region has a single province with figures.",
        ),
        (
            "vi",
            "PAR_INDEX trừ điểm SIPAS (n = 19) – hồi quy theo DTI (có log "
            "GRDP_PER_CAPITA, URBAN_SHARE và hiệu ứng vùng): "
            "có vùng chỉ một tỉnh có số liệu.",
        ),
    ],
)
def test_a_refusal_names_model_index_n_and_reason(lang, text):
    about = {"model": "controls", "test": "dti-par-rest", "subject": "par_index", "n": 19}
    assert text in said(row("regression", "alone", **about), lang=lang)


def test_what_builds_on_a_refused_correlation_is_not_said_again():
    about = {"test": "dti-pci", "subject": "pci_total"}
    rows = [
        row("association", "too_few", **about),
        row("association", "too_few", model="ipw", **about),
    ]
    rows += [row("regression", "too_few", model=model, **about) for model in MODELS]
    rows += [row(family, "too_few", **about) for family in ("influence", "checks", "residuals")]
    text = said(*rows)
    assert "DTI_TOTAL and PCI_TOTAL (n = 7) – correlation and all that builds on it: too" in text
    assert text.count("PCI_TOTAL") == 1


def test_models_refused_for_one_reason_share_a_sentence():
    about = {"test": "dti-pci", "subject": "pci_total", "n": 12}
    text = said(*(row("regression", "too_few", model=model, **about) for model in MODELS))
    assert text.count("PCI_TOTAL") == 1
    assert "weighted for missing provinces" in text


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("why", REASONS)
def test_every_family_and_reason_has_words(why, lang):
    about = {"test": "dti-pci", "subject": "pci_total"}
    rows = [row("regression", why, model=model, **about) for model in MODELS]
    rows += [row(family, why, **about) for family in FAMILIES[:4]]
    rows += [row(family, why, subject="pci_total") for family in FAMILIES[4:]]
    rows += [row(family, why) for family in WHOLE]
    assert said(*rows, lang=lang).count(Language(lang)(REASON[why], breaks="")) >= 2


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("too_few", "too few provinces have both figures (n = 7)"),
        ("constant", "one of the two figures is the same in all 7 provinces"),
        ("collinear", "in all 7 provinces one figure fully determines the other"),
    ],
)
def test_a_finding_without_a_number_says_the_true_reason(why, text):
    nan = float("nan")
    result = SimpleNamespace(
        **vars(TESTS["dti-pci"]), n=7, estimate=nan, ci_low=nan, ci_high=nan, p_adjusted=nan
    )
    rows = [row("association", why, test="dti-pci", subject="pci_total")]
    material = SimpleNamespace(
        further={
            "not_estimated": pd.DataFrame(rows, columns=list(COLUMNS)),
            "influence": pd.DataFrame({"test": []}),
        },
        short=lambda indicator, _: indicator.upper(),
    )
    assert text in findings._finding(material, result, Language("en"))


@pytest.mark.parametrize(
    ("n", "text"),
    [(9, "With n = 9, hardly a province can be left out"), (40, "No group of provinces was found")],
)
def test_few_provinces_are_not_called_a_firm_result(n, text):
    result = SimpleNamespace(
        **vars(TESTS["dti-pci"]), n=n, estimate=0.1, ci_low=-0.3, ci_high=0.4, p_adjusted=0.5
    )
    found = pd.DataFrame({"test": ["dti-pci"], "kind": ["all"], "p_value": [0.5], "omitted": [""]})
    material = SimpleNamespace(
        further={"influence": found},
        short=lambda indicator, _: indicator.upper(),
        association=lambda test, weights: result,
    )
    assert text in findings._finding(material, result, Language("en"))
