"""What a result rests on: single provinces, the outliers, and the assumptions of its model."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pardx.settings import settings
from pardx.stats.association import pair_of
from pardx.stats.correlation import MINIMUM_N, correlation
from pardx.stats.refusals import about_test, as_table, reason, refusal
from pardx.stats.regression import complete_cases, design_frame, formulas

COLUMNS = (
    "test",
    "outcome",
    "overlap",
    "kind",
    "omitted",
    "n",
    "estimate",
    "p_value",
    "cooks_distance",
    "dfbetas",
)
ALPHA = 0.05

CHECKS = ("test", "outcome", "overlap", "model", "n", "check", "value", "limit", "passed", "where")
POINTS = ("test", "outcome", "overlap", "gso_code", "fitted", "residual", "leverage")
"""Residuals are internally studentised."""


def influence(panel: pd.DataFrame, tests: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Repeat each primary test without single provinces and groups of them.

    Parameters
    ----------
    panel : DataFrame
        63 rows.
    tests : DataFrame
        As :func:`pardx.data.dictionary.registered_tests` returns it.

    Returns
    -------
    table : DataFrame
        :data:`COLUMNS`. ``kind``: ``all``; ``one`` (each province omitted, with Cook's
        distance and DFBETAS of the bivariate regression); ``named`` (without
        the outliers of the settings); ``overturn`` (the fewest provinces a
        greedy search omits until the verdict at 5 % changes). ``omitted``: GSO codes
        joined by ``;``. ``estimate``: Spearman; ``p_value`` from its t approximation.
    refused : DataFrame
        Rows for :func:`pardx.stats.refusals.not_estimated`.
    """
    outliers = panel.index[panel.province.isin(settings().outliers)]
    rows, refused = [], []
    for test in tests[tests.role == "primary"].itertuples():
        pair = pair_of(panel, test).complete.sort_index()
        about = about_test(test)
        why = reason(pair, MINIMUM_N)
        refused.append(refusal("influence", test.outcome, len(pair), why, **about))
        if not why:
            found = _omissions(pair, outliers)
            rows += [{**about, "outcome": test.outcome, **row} for row in found]
    return pd.DataFrame(rows, columns=list(COLUMNS)), as_table(refused)


def _omissions(pair: pd.DataFrame, outliers: pd.Index) -> list[dict]:
    """Correlate on all provinces, without each, without the outliers, and until it overturns."""
    codes, (x, y) = pair.index, pair.to_numpy(float).T
    cook, dfbetas = cook_and_dfbetas(x, y)
    everyone = np.ones(len(x))
    found = [{"kind": "all", **_spearman(x, y, everyone, codes)}]
    for place, keep in enumerate(everyone - np.eye(len(x))):
        measures = {"cooks_distance": cook[place], "dfbetas": dfbetas[place]}
        found.append({"kind": "one", **_spearman(x, y, keep, codes), **measures})
    named = codes.isin(outliers)
    if named.any() and (~named).sum() >= MINIMUM_N:
        found.append({"kind": "named", **_spearman(x, y, 1.0 - named, codes)})
    kept = overturning(x, y)
    if kept is not None:
        found.append({"kind": "overturn", **_spearman(x, y, kept, codes)})
    return found


def _spearman(x: np.ndarray, y: np.ndarray, keep: np.ndarray, codes: pd.Index) -> dict:
    n = int(keep.sum())
    estimate = float(correlation(x, y, "spearman", keep))
    omitted = ";".join(codes[keep == 0])
    return {"omitted": omitted, "n": n, "estimate": estimate, "p_value": _p_value(estimate, n)}


def _p_value(estimate: float, n: int) -> float:
    from scipy.stats import t

    if 1 - abs(estimate) < 1e-12:
        return 0.0
    return float(2 * t.sf(abs(estimate) * np.sqrt((n - 2) / (1 - estimate**2)), n - 2))


def overturning(x: np.ndarray, y: np.ndarray) -> np.ndarray | None:
    """Find few units whose omission changes the verdict at 5 %.

    Greedy: in each step the unit is omitted that moves Spearman's coefficient most, towards
    zero when it was significant, away from zero when it was not.

    Returns
    -------
    ndarray, shape (n,) or None
        1 for the units kept; None when fewer than :data:`~correlation.MINIMUM_N` would stay.
    """
    keep = np.ones(len(x))
    start = float(correlation(x, y, "spearman", keep))
    was_clear, sign = _p_value(start, len(x)) < ALPHA, np.sign(start) or 1.0
    while keep.sum() > MINIMUM_N:
        inside = np.flatnonzero(keep)
        trials = np.tile(keep, (len(inside), 1))
        trials[np.arange(len(inside)), inside] = 0
        found = (correlation(x, y, "spearman", trials) * sign).round(10)  # ties are common
        best = np.nanargmin(found) if was_clear else np.nanargmax(found)
        keep = trials[best]
        if (_p_value(float(found[best]), int(keep.sum())) < ALPHA) != was_clear:
            return keep
    return None


def cook_and_dfbetas(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return Cook's distance and the slope's DFBETAS of ``y`` on ``x``, shape (n,) each."""
    import statsmodels.api as sm

    measures = sm.OLS(y, sm.add_constant(x)).fit().get_influence()
    return measures.cooks_distance[0], measures.dfbetas[:, 1]


def diagnostics(
    panels: dict[int, pd.DataFrame], tests: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
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
    refused : DataFrame
        Rows for :func:`pardx.stats.refusals.not_estimated`.
    """
    checks, points, refused = [], [], []
    for test in tests[tests.role == "primary"].itertuples():
        data = design_frame(panels, test)
        about = about_test(test)
        for model in ("controls", "income", "bivariate"):
            used, why = complete_cases(data, formulas()[model])
            if not why:
                break
        refused.append(refusal("checks", test.outcome, len(used), why, **about))
        if why:
            continue
        found, seen = _check(used, formulas()[model])
        named = {**about, "outcome": test.outcome}
        checks.append(found.assign(**named, model=model, n=len(used)))
        points.append(seen.assign(**named))
    tables = [
        pd.concat(parts, ignore_index=True)[list(names)] if parts else pd.DataFrame(columns=names)
        for parts, names in ((checks, CHECKS), (points, POINTS))
    ]
    return *tables, as_table(refused)


def _check(used: pd.DataFrame, formula: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    import statsmodels.formula.api as smf
    from statsmodels.stats.diagnostic import het_breuschpagan
    from statsmodels.stats.stattools import jarque_bera

    fit = smf.ols(formula, used).fit()
    measures = fit.get_influence()
    leverage, cook = measures.hat_matrix_diag, measures.cooks_distance[0]
    residual = measures.resid_studentized_internal
    exog, terms = fit.model.exog, fit.model.exog_names[1:]
    vif, condition = collinearity(exog[:, 1:])
    largest = np.abs(residual)
    code = used.index
    checks = pd.DataFrame(
        [
            ("vif", vif.max(), 5.0, terms[vif.argmax()]),
            ("condition", condition, 30.0, ""),
            ("leverage", leverage.max(), 3 * exog.shape[1] / len(used), code[leverage.argmax()]),
            ("residual", largest.max(), 3.0, code[largest.argmax()]),
            ("cook", cook.max(), 1.0, code[cook.argmax()]),
            ("heteroskedasticity", het_breuschpagan(fit.resid, exog)[1], ALPHA, ""),
            ("normality", jarque_bera(fit.resid)[1], ALPHA, ""),
        ],
        columns=["check", "value", "limit", "where"],
    )
    is_p_value = checks.check.isin(["heteroskedasticity", "normality"])
    small, large = checks.value <= checks.limit, checks.value >= checks.limit
    points = pd.DataFrame(
        {
            "gso_code": code,
            "fitted": fit.fittedvalues.to_numpy(),
            "residual": residual,
            "leverage": leverage,
        }
    )
    return checks.assign(passed=small.mask(is_p_value, large)), points


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
