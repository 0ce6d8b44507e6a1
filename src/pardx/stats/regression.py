"""OLS with controls across the provinces of one year: HC3, weighted, wild, fractional."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from pardx.settings import CLUSTERED, REGION, settings
from pardx.stats.association import (
    PREDICTOR,
    SIPAS_POINTS,
    pair_of,
    parts_removed,
    rest,
)
from pardx.stats.correlation import TIE
from pardx.stats.missingness import observation_weights, traits
from pardx.stats.ranks import column, figure, scaled
from pardx.stats.refusals import MINIMA, about_test, as_table, reason, refusal
from pardx.stats.spread import Spread, in_threads

if TYPE_CHECKING:
    from statsmodels.genmod.generalized_linear_model import GLMResultsWrapper
    from statsmodels.regression.linear_model import OLS, RegressionResultsWrapper

FORMULAS: dict[str, str] = {}
"""Models that no control set makes: name -> formula."""
SPARE = MINIMA["regression"].n
"""A model is fitted only with this many more provinces than coefficients."""

COLUMNS = (
    "model",
    "test",
    "outcome",
    "predictor",
    "overlap",
    "estimator",
    "years",
    "n",
    "estimate",
    "std_error",
    "ci_low",
    "ci_high",
    "p_value",
    "covariance",
    "controls",
    "detectable",
)

BOUNDS = {
    "sipas": (0, 100),
    "par_index": (0, 100),
    "papi_d5_admin_procedures": (1, 10),
    "papi_d8_egovernance": (1, 10),
    "pci_total": (0, 100),
}
"""Lowest and highest possible score, for the fractional logit."""


def formulas() -> dict[str, str]:
    """Return each model's formula, by its name in ``models.csv``."""
    return {
        model: " + ".join(["y ~ x", *("C(region)" if one == REGION else one for one in held)])
        for model, held in settings().model_sets.items()
    } | FORMULAS


def controls(panels: dict[int, pd.DataFrame]) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return each control from the latest year that has it for most provinces.

    Parameters
    ----------
    panels : dict
        Year -> province panel; the year itself and earlier ones.

    Returns
    -------
    frame : DataFrame
        ``region`` and each control of the models and of the specification curve, 63 rows.
    years : dict
        Control -> the year it is of.
    """
    latest, chosen = max(panels), settings()
    frame, years = panels[latest][[REGION]].copy(), {}
    sets = [*chosen.model_sets.values(), *chosen.curve_sets.values()]
    for control in dict.fromkeys(one for held in sets for one in held if one != REGION):
        known = {
            year: figure(panels[year], control.removeprefix("log_"))
            for year in sorted(panels, reverse=True)
        }
        year = next((y for y, values in known.items() if values.notna().mean() > 0.5), latest)
        frame[control], years[control] = scaled(known[year], control), year
    return frame, years


def years_of(panels: dict[int, pd.DataFrame], models: Iterable[str]) -> str:
    """List the year of each control of some models: ``grdp_per_capita 2023, ...``."""
    years, sets = controls(panels)[1], settings().model_sets
    held = dict.fromkeys(one for model in models for one in sets[model] if one != REGION)
    return ", ".join(f"{one.removeprefix('log_')} {years[one]}" for one in held)


def regressions(
    panels: dict[int, pd.DataFrame],
    tests: pd.DataFrame,
    *,
    seed: int,
    draws: int = 9999,
    spread: Spread = in_threads,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Regress each outcome on its predictor in the latest year, without and with controls.

    Both are on the scale of :func:`pardx.stats.association.make_pair` (normal scores);
    controls are those of the settings. The primary tests are
    also fitted with inverse-probability weights, with a wild bootstrap and as a fractional
    logit of the score.

    Parameters
    ----------
    panels : dict
        Year -> province panel; the year itself and earlier ones, which supply controls.
    tests : DataFrame
        As :func:`pardx.data.dictionary.registered_tests` returns it.
    seed, draws : int
        Of the wild bootstrap.
    spread : callable
        How the wild bootstraps are distributed; affects running time only.

    Returns
    -------
    table : DataFrame
        :data:`COLUMNS`, one row per coefficient. ``detectable``: the smallest coefficient
        found with 80 % power. 95 % t intervals with the errors of the settings, such as
        HC3 (MacKinnon and White 1985). A model with fewer than :data:`SPARE` provinces above
        its number of coefficients, or with collinear terms, is not fitted.
    refused : DataFrame
        Rows for :func:`pardx.stats.refusals.not_estimated`.
    """
    year, covariates = max(panels), traits(panels)
    tests = tests[tests.predictor == PREDICTOR]
    data = {test.Index: design_frame(panels, test) for test in tests.itertuples()}
    primary = tests.index[tests.role == "primary"]
    bootstraps = spread(partial(wild, seed=seed, draws=draws), [data[test] for test in primary])
    bootstrapped = dict(zip(primary, bootstraps, strict=True))
    tables, refused = [], []
    for test in tests.itertuples():
        about = about_test(test)
        models = _models(
            data[test.Index], panels[year], test, covariates, bootstrapped.get(test.Index)
        )
        for model, (used, why, fit) in models.items():
            refused.append(
                refusal("regression", test.outcome, len(used), why, model=model, **about)
            )
            if not why:
                table = fit(used).replace({"predictor": {"x": test.predictor}})
                tables.append(
                    table.assign(**about, model=model, outcome=test.outcome, years=str(year))
                )
    found = gather(*tables)
    # The three models of the settings print the same text.
    shared = ("bivariate", "income", "controls")
    text = {model: years_of(panels, (model,)) for model in settings().model_sets}
    text |= dict.fromkeys(shared, years_of(panels, shared))
    controls_of = found.model.map(text).fillna(text["controls"])
    return found.assign(controls=controls_of), as_table(refused)


def gather(*tables: pd.DataFrame) -> pd.DataFrame:
    """Put tables of coefficients below each other, as :data:`COLUMNS`."""
    kept = [table for table in tables if len(table)]
    if not kept:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.concat(kept, ignore_index=True).reindex(columns=list(COLUMNS))


def _models(
    data: pd.DataFrame,
    panel: pd.DataFrame,
    test: NamedTuple,
    covariates: pd.DataFrame,
    bootstrapped: pd.DataFrame | None,
) -> dict[str, tuple[pd.DataFrame, str, Callable[[pd.DataFrame], pd.DataFrame]]]:
    """Return each model's complete cases, the reason against it, and how it is fitted."""
    formula = formulas()
    models = {
        model: (*complete_cases(data, text), partial(ols, formula=text))
        for model, text in formula.items()
    }
    if test.role == "primary":
        weights = observation_weights(covariates, data["x"].notna() & data["y"].notna())
        weighted = partial(ols, formula=formula["bivariate"], weights=weights)
        fullest = models["income" if models["controls"][1] else "controls"]
        scored = share(panel, test.outcome, parts_removed(test)).where(data["y"].notna())
        cases = complete_cases(data.assign(y=scored), formula["income"])
        models["ipw"] = (*models["bivariate"][:2], weighted)
        models["wild"] = (*fullest[:2], lambda _: bootstrapped)
        models["fractional_logit"] = (*cases, fractional)
    return models


def design_frame(panels: dict[int, pd.DataFrame], test: NamedTuple) -> pd.DataFrame:
    """Put a registered test's outcome ``y``, predictor ``x`` and controls side by side, 63 rows."""
    pair = pair_of(panels[max(panels)], test)
    return controls(panels)[0].assign(x=pair.x, y=pair.y)


def complete_cases(data: pd.DataFrame, formula: str) -> tuple[pd.DataFrame, str]:
    """Return the provinces that have everything a formula names, and why they are not enough.

    Returns
    -------
    used : DataFrame
        What the formula names, and ``region``.
    why : str
        ``too_few`` (fewer than :data:`SPARE` above the number of coefficients), ``constant``,
        ``collinear``, ``one_region``, ``alone`` (a term of one province only, such as a region
        with a single province, which HC3 cannot weigh); empty when the formula can be fitted.
    """
    import statsmodels.formula.api as smf

    named = {REGION, *re.findall(r"\w+", formula)}
    used = data[[name for name in data if name in named]].dropna()
    why = reason(used.drop(columns=REGION), SPARE)
    if why:
        return used, why
    needs_regions = f"C({REGION})" in formula or settings().covariance == CLUSTERED
    if needs_regions and used[REGION].nunique() < 2:
        return used, "one_region"
    exog = smf.ols(formula, used).exog
    if len(used) < exog.shape[1] + SPARE:
        return used, "too_few"
    if np.linalg.matrix_rank(exog) < exog.shape[1]:
        return used, "collinear"
    leverage = (np.linalg.qr(exog)[0] ** 2).sum(1)
    return used, "alone" if leverage.max() >= 1 - 1e-8 else ""


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
    interval = fit.conf_int()
    degrees = getattr(fit, "df_resid_inference", fit.df_resid)
    return pd.DataFrame(
        {
            "predictor": fit.params.index,
            "estimator": "OLS" if weights is None else "WLS",
            "n": int(fit.nobs),
            "estimate": fit.params.to_numpy(),
            "std_error": fit.bse.to_numpy(),
            "ci_low": interval[0].to_numpy(),
            "ci_high": interval[1].to_numpy(),
            "p_value": fit.pvalues.to_numpy(),
            "covariance": covariance_of(fit),
            "detectable": detectable(fit.bse.to_numpy(), degrees),
        }
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


def covariance_of(fit: RegressionResultsWrapper) -> str:
    """Name the covariance a fit was made with, as the settings do."""
    return CLUSTERED if fit.cov_type == "cluster" else fit.cov_type


def detectable(std_error: np.ndarray, degrees: float) -> np.ndarray:
    """Return the smallest coefficient found with 80 % power at 5 % two-sided."""
    from scipy.stats import t

    return (t.ppf(0.975, degrees) + t.ppf(0.8, degrees)) * std_error


def wild(data: pd.DataFrame, *, seed: int, draws: int) -> pd.DataFrame:
    """Test the predictor by the wild bootstrap in the fullest model that can be fitted.

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


def share(panel: pd.DataFrame, outcome: str, parts: tuple[str, ...]) -> pd.Series:
    """Return an outcome's score without its parts, as a share of what was possible."""
    low, high = BOUNDS[outcome]
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
