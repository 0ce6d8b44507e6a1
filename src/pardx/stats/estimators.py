"""Estimators of one model: least squares with robust errors, wild bootstrap, fractional logit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pardx.settings import CLUSTERED, REGION, settings
from pardx.stats.association import SIPAS_POINTS, rest
from pardx.stats.coefficients import coefficients, covariance_of, detectable
from pardx.stats.correlation import TIE
from pardx.stats.designs import complete_cases, formulas
from pardx.stats.ranks import column

if TYPE_CHECKING:
    from statsmodels.genmod.generalized_linear_model import GLMResultsWrapper
    from statsmodels.regression.linear_model import OLS, RegressionResultsWrapper


def ols(used: pd.DataFrame, formula: str, weights: pd.Series | None = None) -> pd.DataFrame:
    """Fit by least squares, with the standard errors of :func:`robust`.

    Parameters
    ----------
    used : DataFrame
        As :func:`complete_cases` returns it.
    formula : str
    weights : Series, optional
        By province, for weighted least squares.
    """
    import statsmodels.formula.api as smf

    if weights is None:
        fit = robust(smf.ols(formula, used), used)
    else:
        fit = robust(smf.wls(formula, used, weights=weights.loc[used.index]), used)
    return from_fit(fit).assign(estimator="OLS" if weights is None else "WLS")


def from_fit(fit: RegressionResultsWrapper) -> pd.DataFrame:
    """Return the coefficients of a linear model, and the smallest that would be found."""
    degrees = getattr(fit, "df_resid_inference", fit.df_resid)
    return coefficients(fit).assign(
        estimator="OLS",
        covariance=covariance_of(fit),
        detectable=lambda table: detectable(table.std_error.to_numpy(), degrees),
    )


def robust(model: OLS, used: pd.DataFrame) -> RegressionResultsWrapper:
    """Fit a linear model with the standard errors of the settings and t intervals.

    Parameters
    ----------
    model : OLS or WLS
        Made from ``used`` by a formula.
    used : DataFrame
        With ``region`` where errors are clustered by it.
    """
    chosen = settings().covariance
    if chosen != CLUSTERED:
        return model.fit(cov_type=chosen, use_t=True)
    groups = pd.factorize(used.loc[model.data.row_labels, REGION])[0]
    return model.fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)


def wild(data: pd.DataFrame, *, seed: int, draws: int) -> pd.DataFrame:
    """Test the predictor by the wild bootstrap in the main model, or in that with income.

    Null imposed, Rademacher signs on restricted residuals, HC3 t (Davidson and Flachaire
    2008, Journal of Econometrics 146). The interval is not computed.
    """
    import statsmodels.formula.api as smf

    for name in ("controls", "income"):
        used, why = complete_cases(data, formulas()[name])
        if not why:
            break
    else:
        return pd.DataFrame()
    model = smf.ols(formulas()[name], used)
    place = model.exog_names.index("x")
    others = np.delete(model.exog, place, axis=1)
    y, x = model.endog, model.exog[:, place]
    fitted = others @ np.linalg.lstsq(others, y, rcond=None)[0]
    rng = np.random.default_rng([seed, len(data), draws])
    signs = rng.choice([-1.0, 1.0], size=(draws, len(y)))
    estimate, observed = hc3_t(y[None], x, others)
    drawn = hc3_t(fitted + signs * (y - fitted), x, others)[1]
    p_value = (1 + np.sum(np.abs(drawn) >= abs(observed[0]) - TIE)) / (1 + draws)
    return pd.DataFrame(
        {
            "predictor": ["x"],
            "estimator": "OLS",
            "n": len(y),
            "estimate": estimate,
            "std_error": estimate / observed,
            "ci_low": np.nan,
            "ci_high": np.nan,
            "p_value": p_value,
            "covariance": "wild bootstrap, HC3 t",
        }
    )


def hc3_t(y: np.ndarray, x: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return coefficient and HC3 t statistic of ``x``, for many outcomes or predictors at once.

    Parameters
    ----------
    y, x : ndarray, shape (k, n) or (n,)
        One of them may hold many rows.
    others : ndarray, shape (n, m)
        The other regressors, with the constant.

    Returns
    -------
    estimate, t : ndarray, shape (k,)
    """
    basis = np.linalg.qr(others)[0]
    x, y = (v - (v @ basis) @ basis.T for v in (np.atleast_2d(x), np.atleast_2d(y)))
    size = (x**2).sum(-1, keepdims=True)
    slope = (x * y).sum(-1, keepdims=True) / size
    leverage = (basis**2).sum(1) + x**2 / size
    spread = np.sqrt((x**2 * (y - slope * x) ** 2 / (1 - leverage) ** 2).sum(-1)) / size[:, 0]
    return slope[:, 0], slope[:, 0] / spread


def share(
    panel: pd.DataFrame, outcome: str, parts: tuple[str, ...], scale: tuple[float, float]
) -> pd.Series:
    """Return an outcome's score without its parts, as a share of what its scale allows."""
    low, high = scale
    if "sipas" in parts:
        high -= column(panel, SIPAS_POINTS)
    score = rest(panel, outcome, parts)[0]
    return (score - low) / (high - low)


def fractional(used: pd.DataFrame) -> pd.DataFrame:
    """Fit a fractional logit of the share ``y``; the average marginal effect in percentage points.

    Quasi-likelihood of Papke and Wooldridge (1996) with HC3 errors, delta method. With
    controls; without region effects, which would take too many of few provinces.
    """
    import statsmodels.formula.api as smf
    from scipy.stats import t
    from statsmodels.genmod.families import Binomial

    fit = smf.glm(formulas()["income"], used, family=Binomial()).fit(tol=1e-12)
    covariance = logit_hc3(fit)
    exog, place = fit.model.exog, fit.model.exog_names.index("x")
    mean, beta = fit.fittedvalues.to_numpy(), fit.params.iloc[place]
    slope = mean * (1 - mean)
    gradient = beta * ((slope * (1 - 2 * mean))[:, None] * exog).mean(0)
    gradient[place] += slope.mean()
    effect, error = beta * slope.mean(), np.sqrt(gradient @ covariance @ gradient)
    reach = t.ppf(0.975, fit.df_resid) * error
    p_value = 2 * t.sf(abs(fit.params["x"]) / np.sqrt(covariance[place, place]), fit.df_resid)
    return pd.DataFrame(
        {
            "predictor": ["x"],
            "estimator": "fractional logit",
            "n": int(fit.nobs),
            "estimate": 100 * effect,
            "std_error": 100 * error,
            "ci_low": 100 * (effect - reach),
            "ci_high": 100 * (effect + reach),
            "p_value": p_value,
            "covariance": "HC3",
        }
    )


def logit_hc3(fit: GLMResultsWrapper) -> np.ndarray:
    """Return the HC3 covariance of a logit's coefficients, shape (k, k).

    Residuals are divided by one minus the leverage in the last weighted fit, as R's sandwich
    does. statsmodels takes the leverage of the unweighted design, and its errors are smaller.
    """
    exog, mean = fit.model.exog, fit.fittedvalues.to_numpy()
    weight = mean * (1 - mean)
    bread = np.linalg.inv((exog.T * weight) @ exog)
    leverage = weight * np.einsum("ij,jk,ik->i", exog, bread, exog)
    scores = exog * ((fit.model.endog - mean) / (1 - leverage))[:, None]
    return bread @ (scores.T @ scores) @ bread
