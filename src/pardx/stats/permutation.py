"""Permutation tests of no association: plain for Pearson, studentised for Spearman."""

from __future__ import annotations

import numpy as np

TIE = 1e-10
"""Statistics no further apart are equal: processors add in different orders."""


def mid_ranks(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Rank values that represent several or fractional units; ties share their mean rank.

    Parameters
    ----------
    values : ndarray, shape (n,)
    weights : ndarray, shape (..., n)
        How often each value counts.

    Returns
    -------
    ndarray, shape (..., n)
        With all weights 1 the usual mean ranks.
    """
    _, group = np.unique(values, return_inverse=True)
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    mass = np.add.reduceat(weights[..., order], starts, axis=-1)
    middle = np.cumsum(mass, axis=-1) - (mass - 1) / 2
    return middle[..., group]


def weighted_correlation(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Correlate along the last axis with weights; missing where ``x`` or ``y`` is constant."""
    total = weights.sum(-1)
    x, y = (v - v.mean(-1, keepdims=True) for v in (x, y))
    mean_x, mean_y = (np.einsum("...i,...i->...", weights, v) / total for v in (x, y))
    moment = "...i,...i,...i->..."
    product = np.einsum(moment, weights, x, y) / total - mean_x * mean_y
    xx = np.einsum(moment, weights, x, x) / total - mean_x**2
    yy = np.einsum(moment, weights, y, y) / total - mean_y**2
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where((xx > 1e-12) & (yy > 1e-12), product / np.sqrt(xx * yy), np.nan)


def studentised(
    x: np.ndarray, y: np.ndarray, weights: np.ndarray, shuffled: np.ndarray
) -> np.ndarray:
    """Divide Spearman's coefficient by its standard error, for several pairings.

    The error is that of two dependent but uncorrelated figures. With F and G the shares of
    units below, half of those equal included, the coefficient moves with one unit by
    F(x) G(y) + E[G(Y); X > x] + E[F(X); Y > y], the first term of Hoeffding's (1948) expansion,
    so that the permutation test is right in large samples without independence (Yu and Hutson
    2024; Chung and Romano 2013).

    Parameters
    ----------
    x, y, weights : ndarray, shape (n,)
        Each weight belongs to its ``x``.
    shuffled : ndarray of int, shape (k, n)
        Which unit's ``x`` and weight stand beside each ``y``.

    Returns
    -------
    ndarray, shape (k,)
        Infinite where the error is zero, as in a perfect pairing.
    """
    carried, total = weights[shuffled], weights.sum()
    below_x = (mid_ranks(x, weights) - 0.5) / total
    f = below_x[shuffled]
    g = (mid_ranks(y, carried) - 0.5) / total
    back = np.argsort(shuffled, axis=-1)
    beside = np.take_along_axis(carried * g, back, axis=-1)
    above_x = beside.sum(-1, keepdims=True) - (mid_ranks(x, beside) - 0.5)
    above_y = (carried * f).sum(-1, keepdims=True) - (mid_ranks(y, carried * f) - 0.5)
    moved = f * g + (np.take_along_axis(above_x, shuffled, axis=-1) + above_y) / total
    share = carried / total
    moved = moved - (share * moved).sum(-1, keepdims=True)
    spread = [(share * side**2).sum(-1) - (share * side).sum(-1) ** 2 for side in (f, g)]
    error = np.sqrt((share**2 * moved**2).sum(-1) / (spread[0] * spread[1]))
    coefficient = weighted_correlation(f, g, carried)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(error > TIE, coefficient / error, np.copysign(np.inf, coefficient))


def permutation_p(
    x: np.ndarray,
    y: np.ndarray,
    method: str,
    weights: np.ndarray,
    *,
    rng: np.random.Generator,
    draws: int,
) -> float:
    """Test for no association by re-pairing the samples; a unit keeps its weight with its ``x``.

    Parameters
    ----------
    x, y, weights : ndarray, shape (n,)
    method : str
        ``pearson``: the coefficient is compared; ``spearman``: :func:`studentised`.
    rng, draws
        Generator and number of pairings.

    Returns
    -------
    float
        Two-sided: share of statistics at least as large as observed, the observed one included
        (Phipson and Smyth 2010).
    """
    own = np.arange(len(x))[None, :]
    shuffled = rng.permuted(np.tile(own, (draws, 1)), axis=1)
    every = np.concatenate([own, shuffled])
    if method == "spearman":
        found = studentised(x, y, weights, every)
    else:
        found = weighted_correlation(x[every], np.broadcast_to(y, every.shape), weights[every])
    observed, drawn = abs(found[0]), np.abs(found[1:])
    return float((1 + np.sum(drawn >= observed - TIE)) / (1 + draws))
