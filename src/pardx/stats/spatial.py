"""Spatial dependence: Moran's I of indices and residuals, and models with neighbours."""

from __future__ import annotations

from contextlib import redirect_stdout
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pardx.settings import settings
from pardx.stats.association import PREDICTOR
from pardx.stats.coefficients import covariance_of
from pardx.stats.designs import complete_cases, design_frame, formulas, years_of
from pardx.stats.estimators import robust
from pardx.stats.ranks import normal_scores
from pardx.stats.refusals import MINIMA, about_test, as_table, reason, refusal
from pardx.stats.regression import gather

if TYPE_CHECKING:
    from libpysal.weights import W

MINIMUM_N = MINIMA["Moran's I"].n
FULL = MINIMA["spatial models"].n
"""Spatial regressions need nearly all provinces: a missing one breaks its neighbours' lags."""


def border_weights(borders: pd.DataFrame, codes: list[str]) -> W:
    """Make row-standardised weights of shared land borders among some provinces.

    Parameters
    ----------
    borders : DataFrame
        ``gso_code_a``, ``gso_code_b``; 135 land borders of the 63 provinces.
    codes : list of str
        Provinces in the order of the data; those without a neighbour in it are islands.
    """
    from libpysal.weights import W

    inside = borders[borders.gso_code_a.isin(codes) & borders.gso_code_b.isin(codes)]
    both = pd.concat(
        [inside, inside.rename(columns={"gso_code_a": "gso_code_b", "gso_code_b": "gso_code_a"})]
    )
    found = both.groupby("gso_code_a")["gso_code_b"].agg(list)
    neighbours = {code: sorted(found.get(code, [])) for code in codes}
    weights = W(neighbours, id_order=list(codes), silence_warnings=True)
    weights.transform = "r"
    return weights


def connected(borders: pd.DataFrame, values: pd.Series) -> pd.Series:
    """Drop provinces that have no neighbour with a value, until everyone has one."""
    values = values.dropna().sort_index()
    while True:
        codes = set(values.index)
        pairs = borders[borders.gso_code_a.isin(codes) & borders.gso_code_b.isin(codes)]
        linked = values.index.isin([*pairs.gso_code_a, *pairs.gso_code_b])
        if linked.all():
            return values
        values = values[linked]


def morans(
    panels: dict[int, pd.DataFrame],
    tests: pd.DataFrame,
    borders: pd.DataFrame,
    *,
    seed: int,
    draws: int = 9999,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compute Moran's I of each index and of the residuals of the models with controls.

    Returns
    -------
    table : DataFrame
        ``kind`` (``index``, ``residuals``), ``variable`` (indicator or test), ``n``,
        ``morans_i``, ``expected`` and ``p_value`` (two-sided; of indices by permutation, of
        residuals by :func:`residual_moran`); only where at least :data:`MINIMUM_N` provinces
        with a neighbour have a value.
    refused : DataFrame
        Rows for :func:`pardx.stats.refusals.not_estimated`.
    """
    import statsmodels.formula.api as smf

    panel, draws = panels[max(panels)], min(draws, settings().draws.moran)
    rows, refused = [], []
    for name in settings().headline:
        kept = connected(borders, normal_scores(panel, name))
        why = reason(kept, MINIMUM_N)
        refused.append(refusal("space", name, len(kept), why))
        if not why:
            near, rng = _near(borders, kept), np.random.default_rng([seed, len(kept)])
            found = index_moran(kept.to_numpy(), near, rng=rng, draws=draws)
            rows.append({"kind": "index", "variable": name, "n": len(kept), **found})
    for test in tests[tests.role == "primary"].itertuples():
        used, why = complete_cases(design_frame(panels, test), formulas()["controls"])
        n = len(used)
        if not why:
            model = smf.ols(formulas()["controls"], used)
            residual = model.fit().resid
            kept = connected(borders, residual)
            n, why = len(kept), reason(kept, MINIMUM_N)
        refused.append(refusal("residuals", test.outcome, n, why, **about_test(test)))
        if not why:
            near, rng = _near(borders, kept), np.random.default_rng([seed, len(kept)])
            places = residual.index.get_indexer(kept.index)
            found = residual_moran(
                residual.to_numpy(), model.exog, near, places, rng=rng, draws=draws
            )
            rows.append({"kind": "residuals", "variable": test.Index, "n": len(kept), **found})
    columns = ["kind", "variable", "n", "morans_i", "expected", "p_value"]
    return pd.DataFrame(rows, columns=columns), as_table(refused)


def _near(borders: pd.DataFrame, kept: pd.Series) -> np.ndarray:
    return border_weights(borders, list(kept.index)).sparse.toarray()


def index_moran(
    values: np.ndarray, near: np.ndarray, *, rng: np.random.Generator, draws: int
) -> dict[str, float]:
    """Return Moran's I of an index, tested by permuting it over the provinces.

    Parameters
    ----------
    values : ndarray, shape (n,)
    near : ndarray, shape (n, n)
        Row-standardised neighbours.
    rng, draws
        Generator and number of permutations.

    Returns
    -------
    dict
        ``morans_i``, ``expected`` without any pattern, ``p_value`` (two-sided).
    """
    shuffled = rng.permuted(np.tile(values, (draws, 1)), axis=1)
    return _against(_moran_of(values, near), _moran_of(shuffled, near), -1 / (len(values) - 1))


def residual_moran(
    residual: np.ndarray,
    exog: np.ndarray,
    near: np.ndarray,
    places: np.ndarray,
    *,
    rng: np.random.Generator,
    draws: int,
) -> dict[str, float]:
    """Return Moran's I of the residuals of a regression, tested with the same regressors.

    Residuals cannot be permuted: fitting makes them depend on the regressors, which vary in
    space themselves. So independent normal errors are drawn and fitted by the same regressors; the
    distribution of I over them is the exact one of Cliff and Ord (1981).

    Parameters
    ----------
    residual : ndarray, shape (n,)
    exog : ndarray, shape (n, k)
        With the constant.
    near : ndarray, shape (m, m)
        Row-standardised neighbours of the provinces that have any.
    places : ndarray of int, shape (m,)
        Positions of those provinces in ``residual``.
    rng, draws
        Generator and number of draws.

    Returns
    -------
    dict
        As :func:`index_moran`; ``expected`` is the mean under independent errors.
    """
    basis = np.linalg.qr(exog)[0]
    errors = rng.normal(size=(draws, len(residual)))
    fitted = (errors - (errors @ basis) @ basis.T)[:, places]
    left = (np.eye(len(residual)) - basis @ basis.T)[np.ix_(places, places)]
    centred = left - left.mean(0)
    expected = np.trace(near @ (centred - centred.mean(1, keepdims=True))) / np.trace(centred)
    return _against(_moran_of(residual[places], near), _moran_of(fitted, near), expected)


def _moran_of(values: np.ndarray, near: np.ndarray) -> np.ndarray:
    z = values - values.mean(-1, keepdims=True)
    return ((z @ near.T) * z).sum(-1) / (z**2).sum(-1)


def _against(observed: float, drawn: np.ndarray, expected: float) -> dict[str, float]:
    extreme = np.abs(drawn - expected) >= abs(observed - expected) - 1e-12
    p_value = (1 + extreme.sum()) / (1 + len(drawn))
    return {"morans_i": float(observed), "expected": float(expected), "p_value": p_value}


def spatial_models(
    panels: dict[int, pd.DataFrame], tests: pd.DataFrame, borders: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Fit the primary tests with neighbours' outcomes, and with neighbours' DTI.

    ``spatial_lag``: the outcome of the neighbours as a regressor, by two-stage least squares
    with White errors (Anselin 1988). ``slx``: DTI of the neighbours instead. Controls: those
    of the model ``income``. Only for outcomes that at least :data:`FULL` connected provinces
    have.

    Returns
    -------
    table : DataFrame
        Columns of :data:`pardx.stats.regression.COLUMNS`; ``predictor`` is DTI, or
        ``neighbours_outcome`` and ``neighbours_dti``.
    refused : DataFrame
        Rows for :func:`pardx.stats.refusals.not_estimated`.
    """
    tables, refused = [], []
    for test in tests[tests.role == "primary"].itertuples():
        used, why = complete_cases(design_frame(panels, test), formulas()["income"])
        if not why:
            used = used.loc[connected(borders, used["y"]).index]
            why = "" if len(used) >= FULL else "too_few"
        about = about_test(test)
        for model, fit in (("spatial_lag", spatial_lag), ("slx", slx)):
            refused.append(refusal("spatial", test.outcome, len(used), why, model=model, **about))
            if not why:
                table = fit(used, border_weights(borders, list(used.index)))
                tables.append(
                    table.assign(
                        **about,
                        outcome=test.outcome,
                        n=len(used),
                        years=str(max(panels)),
                        controls=years_of(panels, ("income",)),
                    )
                )
    return gather(*tables), as_table(refused)


def spatial_lag(used: pd.DataFrame, weights: W) -> pd.DataFrame:
    """Fit ``y`` on ``x``, the controls and the neighbours' ``y``, by two-stage least squares.

    Instruments are the neighbours' regressors (first order); White errors, normal intervals.

    Parameters
    ----------
    used : DataFrame
        ``y``, ``x``, ``region`` and the controls of the model ``income``, without gaps.
    weights : W
        Row-standardised, in the order of ``used``.
    """
    from scipy.stats import norm
    from spreg import GM_Lag

    names = ["x", *settings().model_sets["income"]]
    exog = used[names].to_numpy()
    with redirect_stdout(None):  # spreg prints the class name of a model without impacts
        fit = GM_Lag(used[["y"]].to_numpy(), exog, w=weights, robust="white", spat_impacts=None)
    places = {PREDICTOR: 1, "neighbours_outcome": -1}
    estimate = np.array([fit.betas[place, 0] for place in places.values()])
    error = np.array([np.sqrt(fit.vm[place, place]) for place in places.values()])
    return pd.DataFrame(
        {
            "model": "spatial_lag",
            "predictor": list(places),
            "estimator": "2SLS",
            "estimate": estimate,
            "std_error": error,
            "ci_low": estimate - 1.959964 * error,
            "ci_high": estimate + 1.959964 * error,
            "p_value": 2 * norm.sf(np.abs(estimate / error)),
            "covariance": "White",
        }
    )


def slx(used: pd.DataFrame, weights: W) -> pd.DataFrame:
    """Fit ``y`` on ``x``, the controls and the neighbours' ``x``; errors as the settings say.

    Parameters are those of :func:`spatial_lag`.
    """
    import statsmodels.formula.api as smf

    data = used.assign(neighbours=weights.sparse @ used["x"].to_numpy())
    fit = robust(smf.ols(f"{formulas()['income']} + neighbours", data), data)
    interval, kept = fit.conf_int(), ["x", "neighbours"]
    return pd.DataFrame(
        {
            "model": "slx",
            "predictor": [PREDICTOR, "neighbours_dti"],
            "estimator": "OLS",
            "estimate": fit.params[kept].to_numpy(),
            "std_error": fit.bse[kept].to_numpy(),
            "ci_low": interval.loc[kept, 0].to_numpy(),
            "ci_high": interval.loc[kept, 1].to_numpy(),
            "p_value": fit.pvalues[kept].to_numpy(),
            "covariance": covariance_of(fit),
        }
    )
