"""Regressions of one year: agreement with statsmodels, and data that carry no model."""

import numpy as np
import pandas as pd
import pytest

from pardx.stats.designs import FORMULAS, complete_cases, formulas
from pardx.stats.estimators import fractional, hc3_t, wild


@pytest.fixture
def data():
    rng = np.random.default_rng(2)
    n = 60
    frame = pd.DataFrame(
        {
            "x": rng.normal(size=n),
            "log_grdp_per_capita": rng.normal(size=n),
            "urban_share": rng.uniform(10, 80, n),
            "region": np.resize(list("ABCDEF"), n),
        }
    )
    return frame.assign(y=0.8 * frame.x + rng.normal(size=n))


def test_hc3_t_is_that_of_statsmodels(data):
    import statsmodels.formula.api as smf

    fit = smf.ols(formulas()["income"], data).fit(cov_type="HC3", use_t=True)
    others = np.delete(fit.model.exog, fit.model.exog_names.index("x"), axis=1)
    estimate, t = hc3_t(data.y.to_numpy(), data.x.to_numpy(), others)
    assert estimate[0] == pytest.approx(fit.params["x"], rel=1e-10)
    assert t[0] == pytest.approx(fit.tvalues["x"], rel=1e-10)


def test_wild_bootstrap_finds_an_effect_and_spares_noise(data):
    assert wild(data, seed=1, draws=499).p_value.iloc[0] < 0.02
    noise = data.assign(y=np.random.default_rng(9).normal(size=len(data)))
    assert wild(noise, seed=1, draws=499).p_value.iloc[0] > 0.05


def test_fractional_logit_reports_the_mean_change_of_the_share(data):
    share = 1 / (1 + np.exp(-0.5 * data.x)) + 0.01 * np.sin(np.arange(60))
    row = fractional(data.assign(y=share)).iloc[0]
    slope = 100 * np.mean(0.5 * share * (1 - share))
    assert row.estimate == pytest.approx(slope, rel=0.05)
    assert row.ci_low <= row.estimate <= row.ci_high


@pytest.mark.parametrize(
    ("reason", "spoil"),
    [
        ("too_few", lambda d: d.head(11)),
        ("constant", lambda d: d.assign(x=1.0)),
        ("collinear", lambda d: d.assign(urban_share=2 * d.log_grdp_per_capita)),
        ("one_region", lambda d: d.assign(region="A")),
        ("alone", lambda d: d.assign(region=["G", *d.region[1:]])),
    ],
)
def test_data_that_carry_no_model_have_their_reason(data, spoil, reason):
    assert complete_cases(spoil(data), formulas()["controls"])[1] == reason


def test_a_row_names_the_years_of_the_controls_that_its_model_holds(
    panel_of, tests, regressions, monkeypatch
):
    """Fault: a curve in income, and DTI alone, were said to hold the urban share of 2022."""
    monkeypatch.setitem(
        FORMULAS, "curved", "y ~ x + log_grdp_per_capita + I(log_grdp_per_capita**2)"
    )
    asked = tests.loc[["dti-pci"]]
    table = regressions({2022: panel_of(2022)}, asked, seed=1, draws=19)[0]
    held = table.drop_duplicates("model").set_index("model").controls
    both = "grdp_per_capita 2022, urban_share 2022"
    assert held.to_dict() == {
        **{"bivariate": "", "ipw": "", "curved": "grdp_per_capita 2022"},
        **dict.fromkeys(("income", "controls", "wild", "fractional_logit"), both),
    }
