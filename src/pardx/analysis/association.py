"""How two indices move together across provinces: Spearman and Pearson with intervals."""

from __future__ import annotations

import zlib

import numpy as np
import pandas as pd

from pardx.analysis.ranks import position

PREDICTOR = "dti_total"
OUTCOMES = (
    "par_index",
    "sipas",
    "papi_d5_admin_procedures",
    "papi_d8_egovernance",
    "pci_total",
)
MINIMUM_N = 8
"""Below this many provinces no association is estimated: an interval would say nothing."""

COLUMNS = (
    "outcome",
    "predictor",
    "method",
    "overlap",
    "n",
    "estimate",
    "ci_low",
    "ci_high",
    "p_value",
    "p_adjusted",
)


def associations(panel: pd.DataFrame, *, seed: int, draws: int = 9999) -> pd.DataFrame:
    """Relate each outcome to DTI across the provinces of one year.

    Both enter as normal scores of their rank over 63 places; Spearman ranks them again
    among the provinces that have both.

    Parameters
    ----------
    panel : DataFrame
        63 rows, as :func:`pardx.data.clean.province_panel` returns it.
    seed : int
        Seed of the bootstrap and the permutations.
    draws : int
        Number of bootstrap resamples and of permutations.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`, one row per outcome and method. ``ci_*``: 95 % BCa bootstrap
        interval (Efron 1987); ``p_value``: two-sided permutation; ``p_adjusted``:
        Benjamini-Hochberg over the outcomes of a method. Estimates are missing where fewer
        than :data:`MINIMUM_N` provinces have both figures or one of them does not vary.
    """
    rows = [
        _associate(panel, outcome, method, seed=seed, draws=draws)
        for method in ("spearman", "pearson")
        for outcome in OUTCOMES
    ]
    table = pd.DataFrame(rows)
    table["p_adjusted"] = table.groupby("method")["p_value"].transform(adjust)
    return table[list(COLUMNS)]


def adjust(p_values: pd.Series) -> pd.Series:
    """Adjust p-values after Benjamini and Hochberg (1995); missing ones stay missing."""
    from scipy.stats import false_discovery_control

    known = p_values.dropna()
    adjusted = pd.Series(false_discovery_control(known) if len(known) else [], index=known.index)
    return adjusted.reindex(p_values.index)


def _associate(
    panel: pd.DataFrame, outcome: str, method: str, *, seed: int, draws: int
) -> dict[str, object]:
    pair = pd.concat([position(panel, PREDICTOR), position(panel, outcome)], axis=1).dropna()
    x, y = pair.to_numpy().T if len(pair) else (np.empty(0), np.empty(0))
    rng = np.random.default_rng([seed, zlib.crc32(f"{outcome} {method}".encode())])
    return {
        "outcome": outcome,
        "predictor": PREDICTOR,
        "method": method,
        "overlap": "raw",
        "n": len(pair),
        **correlate(x, y, method, rng=rng, draws=draws),
    }


def correlation(x: np.ndarray, y: np.ndarray, method: str, axis: int = -1) -> np.ndarray:
    """Correlate along an axis; ``spearman`` takes mean ranks first."""
    from scipy.stats import rankdata

    if method == "spearman":
        x, y = rankdata(x, axis=axis), rankdata(y, axis=axis)
    x, y = (v - v.mean(axis=axis, keepdims=True) for v in (x, y))
    with np.errstate(invalid="ignore", divide="ignore"):
        return (x * y).sum(axis) / np.sqrt((x**2).sum(axis) * (y**2).sum(axis))


def correlate(
    x: np.ndarray, y: np.ndarray, method: str, *, rng: np.random.Generator, draws: int
) -> dict[str, float]:
    """Correlate two samples of equal length with interval and p-value.

    Returns
    -------
    dict
        ``estimate``, ``ci_low``, ``ci_high``, ``p_value``; all missing when the sample is
        smaller than :data:`MINIMUM_N` or one side is constant.
    """
    if len(x) < MINIMUM_N or np.ptp(x) == 0 or np.ptp(y) == 0:
        return dict.fromkeys(("estimate", "ci_low", "ci_high", "p_value"), float("nan"))
    from scipy.stats import bootstrap, permutation_test

    def statistic(x: np.ndarray, y: np.ndarray, axis: int = -1) -> np.ndarray:
        return correlation(x, y, method, axis)

    interval = bootstrap(
        (x, y), statistic, paired=True, n_resamples=draws, method="BCa", rng=rng
    ).confidence_interval
    test = permutation_test(
        (y,),
        lambda y, axis: correlation(np.broadcast_to(x, y.shape), y, method, axis),
        permutation_type="pairings",
        n_resamples=draws,
        rng=rng,
    )
    return {
        "estimate": float(statistic(x, y)),
        "ci_low": float(interval.low),
        "ci_high": float(interval.high),
        "p_value": float(test.pvalue),
    }
