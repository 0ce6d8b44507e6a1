"""Correlation with a BCa interval and a permutation test, weighted or not; partial correlation.

A resample is a row of counts over the provinces, so one vectorised statistic serves the
estimate, the bootstrap, the jackknife and inverse-probability weights.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from pardx.settings import settings
from pardx.stats.missingness import traits
from pardx.stats.permutation import TIE, mid_ranks, permutation_p, weighted_correlation
from pardx.stats.ranks import normal_scores
from pardx.stats.refusals import ALL, MINIMA, as_table, reason, refusal

MINIMUM_N = MINIMA["association"].n
"""With fewer provinces no association is estimated: its interval would be uninformative."""

ALPHA = 0.05
POWER = 0.8
"""A test that finds a coefficient of 0.5 more rarely than this cannot deny an association."""

INDEX_MINIMUM = MINIMA["partial index"].n
"""An index known for fewer provinces would shrink the whole sample: it takes no part."""
PARTIAL_MINIMUM = MINIMA["partial"].n
PARTIAL_COLUMNS = (
    *("one", "other", "n", "raw", "partial", "ci_low", "ci_high", "p_value", "p_adjusted", "held"),
)

UNKNOWN = dict.fromkeys(("estimate", "ci_low", "ci_high", "p_value"), float("nan"))


def correlation(x: np.ndarray, y: np.ndarray, method: str, weights: np.ndarray) -> np.ndarray:
    """Correlate two samples once per row of weights.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
    method : str
        ``pearson``, or ``spearman`` which ranks first.
    weights : ndarray, shape (..., n)

    Returns
    -------
    ndarray, shape (...)
    """
    if method == "spearman":
        x, y = mid_ranks(x, weights), mid_ranks(y, weights)
    return weighted_correlation(x, y, weights)


def correlate(
    x: np.ndarray,
    y: np.ndarray,
    method: str,
    *,
    rng: np.random.Generator,
    draws: int,
    weights: np.ndarray | None = None,
) -> dict[str, float]:
    """Correlate two samples of equal length with interval and p-value.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
    method : str
        ``spearman`` or ``pearson``.
    rng : Generator
        Of the resamples and permutations.
    draws : int
        Number of each.
    weights : ndarray, shape (n,), optional
        For example inverse probabilities of being observed.

    Returns
    -------
    dict
        ``estimate``, ``ci_low``, ``ci_high`` (95 % BCa bootstrap, Efron 1987), ``p_value``
        (:func:`~pardx.stats.permutation.permutation_p`); all missing when the sample is smaller
        than :data:`MINIMUM_N`, ``x`` or ``y`` is constant, or one determines the other.
    """
    if len(x) < MINIMUM_N or np.ptp(x) == 0 or np.ptp(y) == 0:
        return dict(UNKNOWN)
    weights = np.ones(len(x)) if weights is None else weights * len(x) / weights.sum()
    estimate = float(correlation(x, y, method, weights))
    if 1 - abs(estimate) < 1e-12:
        return dict(UNKNOWN)
    low, high = bca_interval(
        lambda counts: correlation(x, y, method, counts * weights), len(x), rng=rng, draws=draws
    )
    return {
        "estimate": estimate,
        "ci_low": low,
        "ci_high": high,
        "p_value": permutation_p(x, y, method, weights, rng=rng, draws=draws),
    }


def claimed(estimate: float, low: float, high: float, p_adjusted: float) -> bool:
    """Say whether an association is claimed: the one rule of all texts.

    The 95 % interval excludes zero on the side of the estimate, and the p-value adjusted for
    all tests of its family is below 5 %.
    """
    beyond_zero = low > 0 if estimate > 0 else high < 0
    return bool(beyond_zero and p_adjusted < ALPHA)


def detectable(n: int) -> float:
    """Return the smallest Spearman coefficient found with 80 % power at 5 % two-sided.

    By Fisher's z with variance 1.06 / (n - 3) (Fieller, Hartley and Pearson 1957); with n = 63
    about 0.36.
    """
    from scipy.special import ndtri

    return float(np.tanh((ndtri(0.975) + ndtri(POWER)) * _error(n)))


def power(n: int, r: float = 0.5) -> float:
    """Return the chance that a coefficient of ``r`` is found at 5 % two-sided, as above."""
    from scipy.special import ndtr, ndtri

    return float(ndtr(np.arctanh(abs(r)) / _error(n) - ndtri(0.975)))


def _error(n: int) -> float:
    """Return the standard error of Fisher's z of Spearman's coefficient."""
    return float(np.sqrt(1.06 / (n - 3)))


def bca_interval(
    statistic: Callable[[np.ndarray], np.ndarray], n: int, *, rng: np.random.Generator, draws: int
) -> tuple[float, float]:
    """Return the 95 % bias-corrected and accelerated bootstrap interval.

    Parameters
    ----------
    statistic : callable
        Counts of shape (k, n), how often each unit is drawn -> k values.
    n : int
        Number of units.
    rng, draws
        Generator and number of resamples.

    Notes
    -----
    Efron (1987), Better bootstrap confidence intervals, JASA 82; resamples on which the
    statistic is not defined are dropped.
    """
    from scipy.special import ndtr, ndtri

    drawn = statistic(resample_counts(n, rng=rng, draws=draws))
    drawn = np.sort(drawn[np.isfinite(drawn)])
    estimate = statistic(np.ones((1, n)))[0]
    jackknife = statistic(np.ones((n, n)) - np.eye(n))
    jackknife = jackknife[np.isfinite(jackknife)]
    if len(drawn) == 0 or len(jackknife) == 0:
        return float("nan"), float("nan")
    pull = jackknife.mean() - jackknife
    skew = (pull**3).sum() / (6 * max((pull**2).sum(), 1e-300) ** 1.5)
    ties = np.abs(drawn - estimate) <= TIE
    share = (np.sum((drawn < estimate) & ~ties) + ties.sum() / 2) / len(drawn)
    bias = ndtri(np.clip(share, 1 / (2 * len(drawn)), 1 - 1 / (2 * len(drawn))))
    z = bias + ndtri([0.025, 0.975])
    low, high = np.quantile(drawn, ndtr(bias + z / (1 - skew * z)))
    return float(low), float(high)


def resample_counts(n: int, *, rng: np.random.Generator, draws: int) -> np.ndarray:
    """Draw how often each of ``n`` units is in each resample; shape (draws, n)."""
    drawn = rng.integers(n, size=(draws, n)) + n * np.arange(draws)[:, None]
    return np.bincount(drawn.ravel(), minlength=n * draws).reshape(draws, n)


def adjust(p_values: pd.Series) -> pd.Series:
    """Adjust p-values after Benjamini and Hochberg (1995); missing ones stay missing."""
    from scipy.stats import false_discovery_control

    known = p_values.dropna()
    adjusted = pd.Series(false_discovery_control(known) if len(known) else [], index=known.index)
    return adjusted.reindex(p_values.index)


def partial_correlations(panels: dict[int, pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Correlate each pair of indices, given the others of the table and a control set.

    Parameters
    ----------
    panels : dict
        Year -> province panel; the latest year is used.

    Returns
    -------
    table : DataFrame
        :data:`PARTIAL_COLUMNS`: ``raw`` Pearson of normal scores and ``partial`` correlation on
        the same provinces, 95 % interval and p by Fisher's z with the held variables counted,
        ``p_adjusted`` by Benjamini-Hochberg over the pairs, ``held`` the traits that years up to
        this one have, joined by ``; ``. Empty when fewer than
        :data:`PARTIAL_MINIMUM` provinces have everything.
    refused : DataFrame
        Rows for :func:`pardx.stats.refusals.not_estimated`.
    """
    from scipy.stats import norm

    every = (normal_scores(panels[max(panels)], name) for name in settings().headline)
    indices = [scores for scores in every if scores.count() >= INDEX_MINIMUM]
    held = traits(panels, settings().held).drop(columns="region").dropna(axis=1, how="all")
    data = pd.concat([*indices, held], axis=1).dropna()
    why = reason(data, PARTIAL_MINIMUM) if len(indices) > 1 else "too_few"
    if why:
        refused = as_table([refusal("partial", ALL, len(data), why)])
        return pd.DataFrame(columns=list(PARTIAL_COLUMNS)), refused
    raw, partial = np.corrcoef(data.T), from_precision(data.to_numpy())
    first, second = np.triu_indices(len(indices), k=1)
    estimate = partial[first, second]
    z, error = np.arctanh(estimate), 1 / np.sqrt(len(data) - (data.shape[1] - 2) - 3)
    p_value = 2 * norm.sf(abs(z) / error)
    table = pd.DataFrame(
        {
            "one": data.columns[first],
            "other": data.columns[second],
            "n": len(data),
            "raw": raw[first, second],
            "partial": estimate,
            "ci_low": np.tanh(z - 1.959964 * error),
            "ci_high": np.tanh(z + 1.959964 * error),
            "p_value": p_value,
            "p_adjusted": adjust(pd.Series(p_value)),
            "held": "; ".join(held),
        }
    )
    return table, as_table([])


def from_precision(data: np.ndarray) -> np.ndarray:
    """Return the matrix of partial correlations, each given all other columns."""
    precision = np.linalg.inv(np.corrcoef(data, rowvar=False))
    scale = np.sqrt(np.diag(precision))
    return -precision / np.outer(scale, scale) + 2 * np.eye(len(scale))
