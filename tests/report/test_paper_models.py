"""The models that a paper explains are those it has results of, and so is each sentence."""

from html import unescape

import pandas as pd
import pytest

from pardx.language import Language
from pardx.report.paper_models import models

NAN = float("nan")
ASSOCIATIONS = pd.DataFrame(
    [("primary", "spearman", "all", weights, 0.4) for weights in ("none", "ipw")],
    columns=["role", "method", "sample", "weights", "estimate"],
)


def results_of(*fitted, n=40, **tables):
    given = {
        "associations": ASSOCIATIONS[:0],
        "bounds_associations": pd.DataFrame({"low": []}),
        "convergence": pd.DataFrame({"beta_noise": []}),
        "imputations": pd.DataFrame(),
        "moran": pd.DataFrame({"kind": []}),
        "partial": pd.DataFrame(),
        "pooled": pd.DataFrame(columns=["year", "test", "estimate"]),
    }
    rows = pd.DataFrame({"model": fitted, "n": n, "covariance": "HC3"})
    return given | {"models": rows.assign(test="dti-par", estimator="OLS")} | tables


def said(dictionary, lang, *fitted, **given):
    found = models(results_of(*fitted, **given), dictionary)
    return {one.id: unescape(one.write(Language(lang)).html) for one in found}


@pytest.mark.parametrize(
    ("n", "shown", "controls"),
    [
        (16, set(), ""),
        (
            17,
            {"eq-ols", "eq-logit"},
            "in turn: DTI alone; with log GRDP per capita and urban share.",
        ),
    ],
)
def test_a_paper_explains_the_models_it_shows_and_no_others(dictionary, n, shown, controls):
    """Fault: 2023 explained OLS that none of its pages has, 2020 region effects of no model."""
    found = said(dictionary, "en", "bivariate", "income", "fractional_logit", n=n)
    assert {*found} == shown
    assert controls in found.get("eq-ols", "")


WAVES = [("dti-pci", "pci_total", year, 40, 0.4, 0.3, 0.5, NAN) for year in ("2021", "2022")]
SENTENCES = [
    ("eq-ols", "wild bootstrap", {}, ("bivariate",), {}, ("bivariate", "wild")),
    (
        "eq-adjusted",
        "seaman2013",
        {"associations": ASSOCIATIONS.assign(estimate=[0.4, NAN])},
        (),
        {"associations": ASSOCIATIONS},
        (),
    ),
    (
        "eq-adjusted",
        "hoff2007",
        {"associations": ASSOCIATIONS},
        (),
        {"associations": ASSOCIATIONS, "imputations": pd.DataFrame({"n": [13]})},
        (),
    ),
    (
        "eq-panel",
        {"en": "placebo", "vi": "giả dược"},
        {},
        ("panel_lag",),
        {},
        ("panel_lag", "panel_lead"),
    ),
    ("eq-panel", "mundlak1978", {}, ("panel_lag",), {}, ("panel_lag", "mundlak_within")),
    (
        "eq-convergence",
        {"en": "error alone would give", "vi": "chỉ sai số cũng tạo ra"},
        {"convergence": pd.DataFrame({"beta_noise": [NAN]})},
        (),
        {"convergence": pd.DataFrame({"beta_noise": [-0.2]})},
        (),
    ),
    (
        "eq-moran",
        {"en": "residuals", "vi": "phần dư"},
        {"moran": pd.DataFrame({"kind": ["index"]})},
        (),
        {"moran": pd.DataFrame({"kind": ["index", "residuals"]})},
        (),
    ),
]


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize(("where", "word", "less", "few", "more", "many"), SENTENCES)
def test_what_was_not_computed_is_not_explained(  # noqa: PLR0913 - a year with it, one without
    dictionary, lang, where, word, less, few, more, many
):
    """Fault: the wild bootstrap, weights, placebo, noise and residuals were said of any year."""
    word = word if isinstance(word, str) else word[lang]
    assert word not in said(dictionary, lang, *few, **less)[where]
    assert word in said(dictionary, lang, *many, **more)[where]


def test_a_result_of_too_few_provinces_is_not_explained(dictionary):
    rows = pd.DataFrame(
        {"model": ["bivariate", "wild"], "n": [40, 9], "covariance": "HC3", "estimator": "OLS"}
    ).assign(test="dti-par")
    assert "wild" not in said(dictionary, "en", models=rows)["eq-ols"]


def test_normal_scores_are_explained_where_years_are_pooled(dictionary):
    columns = ["test", "outcome", "year", "n", "estimate", "ci_low", "ci_high", "q_p"]
    both = [*WAVES, ("dti-pci", "pci_total", "pooled", 80, 0.4, 0.3, 0.5, NAN)]
    assert {*said(dictionary, "en", pooled=pd.DataFrame(both, columns=columns))} == {"eq-score"}
