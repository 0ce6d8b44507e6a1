"""What a result rests on: single provinces, the outliers, and the assumptions of its model."""

from __future__ import annotations

import zlib

import numpy as np
import pandas as pd

from pardx.settings import settings
from pardx.stats.association import pair_of
from pardx.stats.correlation import ALPHA, MINIMUM_N, adjust, claimed, correlate
from pardx.stats.designs import complete_cases, design_frame, formulas
from pardx.stats.refusals import about_test, as_table, reason, refusal
from pardx.stats.spread import Spread, in_threads

ESTIMATED = ("n", "estimate", "ci_low", "ci_high", "p_value")
COLUMNS = (
    "test",
    "outcome",
    "overlap",
    "kind",
    "omitted",
    "n",
    *ESTIMATED[1:],
    "p_adjusted",
    "claimed",
    "cooks_distance",
    "dfbetas",
)
CHECKS = ("test", "outcome", "overlap", "model", "n", "check", "value", "limit", "passed", "where")
POINTS = ("test", "outcome", "overlap", "gso_code", "fitted", "residual", "leverage")
"""Residuals are internally studentised."""


def influence(
    panel: pd.DataFrame,
    tests: pd.DataFrame,
    pairs: pd.DataFrame,
    *,
    seed: int,
    draws: int = 9999,
    spread: Spread = in_threads,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Repeat each primary test without single provinces and without the outliers.

    Parameters
    ----------
    panel : DataFrame
        63 rows.
    tests : DataFrame
        As :func:`pardx.data.dictionary.registered_tests` returns it.
    pairs : DataFrame
        As :func:`pardx.stats.association.associations` returns them.
    seed, draws : int
        Of intervals and permutations; at most so many draws as the settings say.
    spread : callable
        How the omissions are distributed; affects running time only.

    Returns
    -------
    table : DataFrame
        :data:`COLUMNS`. ``kind``: ``all`` (as in ``pairs``); ``one`` (each province omitted, with
        Cook's distance and DFBETAS of the bivariate regression); ``named`` (without the outliers
        of the settings). ``omitted``: GSO codes joined by ``;``. ``estimate``: Spearman, with
        interval and p as in ``pairs``; ``p_adjusted``: in the place of the test's own p-value
        among those of the primary tests; ``claimed``: whether the rule of the texts
        (:func:`~pardx.stats.correlation.claimed`) then claims an association. How many single
        omissions end a claim is the number of ``one`` rows that are not ``claimed``.
    refused : DataFrame
        Rows for :func:`pardx.stats.refusals.not_estimated`: a test needs a province more than
        :data:`~pardx.stats.correlation.MINIMUM_N`.
    """
    outliers = panel.index[panel.province.isin(settings().outliers)]
    draws = min(draws, settings().draws.influence)
    plain = (pairs.role == "primary") & (pairs.method == "spearman")
    plain &= (pairs["sample"] == "all") & (pairs.weights == "none")
    found = pairs[plain].set_index("test")
    pieces, about, refused = [], [], []
    for test in tests[tests.role == "primary"].itertuples():
        pair = pair_of(panel, test).complete.sort_index()
        why = reason(pair, MINIMUM_N + 1)
        refused.append(refusal("influence", test.outcome, len(pair), why, **about_test(test)))
        if why:
            continue
        named = {**about_test(test), "outcome": test.outcome}
        own = [{"kind": "all", "omitted": "", **found.loc[test.Index, [*ESTIMATED]].to_dict()}]
        pieces += [*own, *_omissions(pair, outliers, seed=seed, draws=draws)]
        about += [named] * (len(pieces) - len(about))
    rows = [{**one, **named} for one, named in zip(spread(_repeat, pieces), about, strict=True)]
    family = found.p_value.dropna()
    return pd.DataFrame(_judged(rows, family), columns=list(COLUMNS)), as_table(refused)


def _omissions(pair: pd.DataFrame, outliers: pd.Index, *, seed: int, draws: int) -> list[dict]:
    """List what is left out, with the figures that stay, before anything is estimated."""
    cook, dfbetas = cook_and_dfbetas(*pair.to_numpy(float).T)
    given = {"seed": seed, "draws": draws}
    found = [
        {
            **{"kind": "one", "omitted": code, "pair": pair.drop(index=code), **given},
            **{"cooks_distance": cook[place], "dfbetas": dfbetas[place]},
        }
        for place, code in enumerate(pair.index)
    ]
    named = pair.index[pair.index.isin(outliers)]
    if len(named) and len(pair) - len(named) >= MINIMUM_N:
        kept = {"omitted": ";".join(named), "pair": pair.drop(index=named)}
        found.append({"kind": "named", **kept, **given})
    return found


def _repeat(piece: dict) -> dict:
    """Estimate a test on the provinces that stay; what is estimated already passes."""
    if "pair" not in piece:
        return piece
    row = {name: value for name, value in piece.items() if name not in ("pair", "seed", "draws")}
    pair, omitted = piece["pair"], zlib.crc32(piece["omitted"].encode())
    rng = np.random.default_rng([piece["seed"], omitted])
    sides = pair.to_numpy(float).T
    return {**row, "n": len(pair), **correlate(*sides, "spearman", rng=rng, draws=piece["draws"])}


def _judged(rows: list[dict], family: pd.Series) -> list[dict]:
    """Adjust each row's p among the family's, and say whether an association is claimed."""
    for row in rows:
        p_values = family.copy()
        p_values[row["test"]] = row["p_value"]
        row["p_adjusted"] = adjust(p_values)[row["test"]]
        ends = (row["ci_low"], row["ci_high"])
        row["claimed"] = claimed(row["estimate"], *ends, row["p_adjusted"])
    return rows


def cook_and_dfbetas(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return Cook's distance and the slope's DFBETAS of ``y`` on ``x``, shape (n,) each."""
    import statsmodels.api as sm

    measures = sm.OLS(y, sm.add_constant(x)).fit().get_influence()
    return measures.cooks_distance[0], measures.dfbetas[:, 1]


def diagnostics(
    panels: dict[int, pd.DataFrame], tests: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Check the main model of each primary test, or that with income.

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
