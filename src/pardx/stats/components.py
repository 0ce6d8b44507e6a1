"""Which parts of PAPI carry its association with DTI: LMG shares."""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd

from pardx.settings import settings
from pardx.stats.association import PREDICTOR
from pardx.stats.correlation import resample_counts
from pardx.stats.ranks import normal_scores
from pardx.stats.refusals import MINIMA, as_table, reason, refusal

MINIMUM_SPARE = MINIMA["components"].n
COLUMNS = ("target", "part", "n", "share", "ci_low", "ci_high", "r_squared", "vif")


def lmg(correlations: np.ndarray) -> np.ndarray:
    """Split R squared over the regressors, averaged over all orders of entry.

    Lindeman, Merenda and Gold (1980); equal to Shapley values of R squared (Grömping 2007,
    The American Statistician 61).

    Parameters
    ----------
    correlations : ndarray, shape (..., k + 1, k + 1)
        Correlation matrices, the outcome first.

    Returns
    -------
    ndarray, shape (..., k)
        Sums to R squared.
    """
    k = correlations.shape[-1] - 1
    explained = {(): np.zeros(correlations.shape[:-2])}
    for size in range(1, k + 1):
        for subset in combinations(range(1, k + 1), size):
            rows = np.array(subset)
            inner = correlations[..., rows[:, None], rows[None, :]]
            outer = correlations[..., 0, rows]
            solved = np.linalg.solve(inner, outer[..., None])[..., 0]
            explained[subset] = (outer * solved).sum(-1)
    shares = np.zeros((*correlations.shape[:-2], k))
    for subset, value in explained.items():
        for part in set(range(1, k + 1)) - set(subset):
            weight = factorial(len(subset)) * factorial(k - len(subset) - 1) / factorial(k)
            joined = tuple(sorted((*subset, part)))
            shares[..., part - 1] += weight * (explained[joined] - value)
    return shares


def components(
    panel: pd.DataFrame, *, seed: int, draws: int = 9999, within: str = ""
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Share the association of DTI with the dimensions of PAPI, or of one's parts, among them.

    Parameters
    ----------
    panel : DataFrame
        As :func:`pardx.data.clean.local_panel` returns it.
    seed, draws : int
        Of the bootstrap.
    within : str
        A dimension whose sub-dimensions are taken, such as ``papi_d8_egovernance``.

    Returns
    -------
    table : DataFrame
        :data:`COLUMNS`, one row per dimension or part: ``share`` of variance explained (they
        sum to ``r_squared``) with 95 % bootstrap interval, and the variance inflation factor.
        Empty when fewer provinces than parts plus :data:`MINIMUM_SPARE` have all figures, or
        when they are collinear. The components of DTI itself are printed for too few
        provinces, and PCI's sub-indices end before DTI begins.
    refused : DataFrame
        Rows for :func:`pardx.stats.refusals.not_estimated`.
    """
    prefix = f"papi_sub_{within.split('_')[1]}_" if within else "papi_d"
    scored = [name for name in panel if name.startswith(prefix) and name.endswith("_score")]
    target = normal_scores(panel, PREDICTOR).rename("target")
    data = pd.concat([target, panel[scored]], axis=1).dropna()
    why = reason(data, len(scored) + MINIMUM_SPARE) if scored else "too_few"
    refused = as_table([refusal("components", within or PREDICTOR, len(data), why)])
    if why:
        return pd.DataFrame(columns=list(COLUMNS)), refused
    counts = resample_counts(
        len(data),
        rng=np.random.default_rng([seed, 8]),
        draws=min(draws, settings().draws.components),
    )
    drawn = lmg(_correlations(data.to_numpy(), counts))
    whole = _correlations(data.to_numpy(), np.ones((1, len(data))))
    low, high = np.nanquantile(drawn, [0.025, 0.975], axis=0)
    share = lmg(whole)[0]
    table = pd.DataFrame(
        {
            "target": PREDICTOR,
            "part": [name.removesuffix("_score") for name in scored],
            "n": len(data),
            "share": share,
            "ci_low": low,
            "ci_high": high,
            "r_squared": share.sum(),
            "vif": np.diag(np.linalg.inv(whole[0, 1:, 1:])),
        }
    )
    return table, refused


def _correlations(values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    share = counts / counts.sum(1, keepdims=True)
    means = share @ values
    second = np.einsum("bn,ni,nj->bij", share, values, values, optimize=True)
    covariance = second - means[:, :, None] * means[:, None, :]
    spread = np.sqrt(np.einsum("bii->bi", covariance))
    return covariance / (spread[:, :, None] * spread[:, None, :])
