"""What the fullest model of each primary test rests on, as checks with a verdict."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pardx.stats.regression import design, formulas, sides

CHECKS = ("test", "outcome", "overlap", "model", "n", "check", "value", "limit", "passed", "where")
POINTS = ("test", "outcome", "overlap", "gso_code", "fitted", "residual", "leverage")
"""Residuals are internally studentised."""
LIMITS = {"vif": 5.0, "condition": 30.0, "residual": 3.0, "cook": 1.0}
P_LIMIT = 0.05


def diagnostics(
    panels: dict[int, pd.DataFrame], tests: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Check the fullest model that each primary test can be fitted with.

    Returns
    -------
    checks : DataFrame
        :data:`CHECKS`: ``vif`` and ``condition`` (of standardised columns), ``leverage``
        (limit 3 k / n), ``residual`` (largest, studentised), ``cook``,
        ``heteroskedasticity`` (Breusch-Pagan p) and ``normality`` (Jarque-Bera p); ``where``
        names the term or the GSO code.
    points : DataFrame
        :data:`POINTS`, one row per test and province.
    """
    checks, points = [], []
    for test in tests[tests.role == "primary"].itertuples():
        name, used = _fullest(sides(panels, test))
        if name is None:
            continue
        about = {
            "test": test.Index,
            "outcome": test.outcome,
            "overlap": "removed" if test.without else "raw",
        }
        found, seen = _check(used, formulas()[name])
        checks += [{**about, "model": name, "n": len(used), **row} for row in found]
        points.append(seen.assign(**about))
    table = pd.concat(points, ignore_index=True) if points else pd.DataFrame(columns=POINTS)
    return pd.DataFrame(checks, columns=list(CHECKS)), table[list(POINTS)]


def _fullest(data: pd.DataFrame) -> tuple[str | None, pd.DataFrame]:
    for name in ("controls", "income", "bivariate"):
        used = design(data, formulas()[name])
        if len(used):
            return name, used
    return None, data


def _check(used: pd.DataFrame, formula: str) -> tuple[list[dict], pd.DataFrame]:
    import statsmodels.formula.api as smf
    from statsmodels.stats.diagnostic import het_breuschpagan
    from statsmodels.stats.stattools import jarque_bera

    fit = smf.ols(formula, used).fit()
    measures = fit.get_influence()
    leverage, cook = measures.hat_matrix_diag, measures.cooks_distance[0]
    residual = measures.resid_studentized_internal
    exog, names = fit.model.exog[:, 1:], fit.model.exog_names[1:]
    vif, condition = collinearity(exog)
    worst = [int(np.argmax(np.abs(v))) for v in (leverage, residual, cook)]
    codes = list(used.index)
    largest = {
        "vif": (vif.max(), LIMITS["vif"], names[int(vif.argmax())]),
        "condition": (condition, LIMITS["condition"], ""),
        "leverage": (leverage.max(), 3 * fit.model.exog.shape[1] / len(used), codes[worst[0]]),
        "residual": (abs(residual[worst[1]]), LIMITS["residual"], codes[worst[1]]),
        "cook": (cook.max(), LIMITS["cook"], codes[worst[2]]),
    }
    p_values = {
        "heteroskedasticity": het_breuschpagan(fit.resid, fit.model.exog)[1],
        "normality": jarque_bera(fit.resid)[1],
    }
    points = {"gso_code": codes, "fitted": fit.fittedvalues.to_numpy()}
    points |= {"residual": residual, "leverage": leverage}
    return _verdicts(largest, p_values), pd.DataFrame(points)


def _verdicts(
    largest: dict[str, tuple[float, float, str]], p_values: dict[str, float]
) -> list[dict[str, object]]:
    """Hold what should be small against its limit, and p-values against :data:`P_LIMIT`."""
    rows = [
        (check, value, limit, value <= limit, where)
        for check, (value, limit, where) in largest.items()
    ]
    rows += [(check, p, P_LIMIT, p >= P_LIMIT, "") for check, p in p_values.items()]
    return [
        {"check": check, "value": value, "limit": limit, "passed": bool(passed), "where": where}
        for check, value, limit, passed, where in rows
    ]


def collinearity(exog: np.ndarray) -> tuple[np.ndarray, float]:
    """Return each regressor's variance inflation factor and the condition number.

    Parameters
    ----------
    exog : ndarray, shape (n, k)
        Without the constant.

    Notes
    -----
    VIF is the diagonal of the inverse correlation matrix; the condition number is that of
    the standardised columns (Belsley, Kuh and Welsch 1980).
    """
    correlations = np.atleast_2d(np.corrcoef(exog, rowvar=False))
    return np.diag(np.linalg.inv(correlations)), float(np.sqrt(np.linalg.cond(correlations)))
