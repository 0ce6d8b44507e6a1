"""Huber's M-estimator for many predictors at once: least squares resistant to outliers.

statsmodels' RLM gives the same estimates, but fits one predictor at a time: 55 times slower on
the permutations of the specification curve.
"""

from __future__ import annotations

import numpy as np

TUNING = 1.345
"""95 % efficiency under normal errors (Huber 1981, Robust Statistics)."""
MAD = 0.6744897501960817
"""Median absolute deviation of a standard normal variable."""
MOST_STEPS = 500


def huber_t(
    y: np.ndarray, x: np.ndarray, others: np.ndarray, *, tolerance: float = 1e-3
) -> tuple[np.ndarray, np.ndarray]:
    """Return Huber's coefficient of ``x`` and its t statistic.

    Iteratively reweighted least squares; the scale is the median absolute residual, renewed
    in each step. Errors after Huber (1981), equation 6.5.

    Parameters
    ----------
    y : ndarray, shape (n,)
    x : ndarray, shape (k, n) or (n,)
        Each row is one predictor, fitted by itself.
    others : ndarray, shape (n, m)
        The other regressors, with the constant.
    tolerance : float
        Steps end when no coefficient moves by more.

    Returns
    -------
    estimate, t : ndarray, shape (k,)
    """
    x = np.atleast_2d(x)
    every = np.broadcast_to(others, (len(x), *others.shape))
    design = np.concatenate([x[..., None], every], axis=2)
    slopes = np.zeros((len(x), design.shape[2]))
    weights, moving = np.ones_like(x), np.arange(len(x))
    for _ in range(MOST_STEPS):
        inside = design[moving]
        weighted = (inside * weights[moving, :, None]).swapaxes(1, 2)
        fitted = np.linalg.solve(weighted @ inside, weighted @ y[:, None])[..., 0]
        moved = np.abs(fitted - slopes[moving]).max(1) >= tolerance
        slopes[moving] = fitted
        moving = moving[moved]
        if not len(moving):
            break
        weights[moving] = _weigh(y, design[moving], slopes[moving])[2]
    residual, size, weights = _weigh(y, design, slopes)
    return slopes[:, 0], slopes[:, 0] / _error(x, others, residual * weights, size)


def _weigh(
    y: np.ndarray, design: np.ndarray, slopes: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return residuals, their sizes in units of the scale, and their weights; shape (k, n)."""
    residual = y - (design @ slopes[..., None])[..., 0]
    scale = np.median(np.abs(residual), axis=1, keepdims=True) / MAD
    size = np.abs(residual) / np.maximum(scale, 1e-300)
    return residual, size, np.minimum(1, TUNING / np.maximum(size, 1e-300))


def _error(x: np.ndarray, others: np.ndarray, clipped: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Return the standard error of each ``x``'s coefficient.

    Parameters
    ----------
    x : ndarray, shape (k, n)
    others : ndarray, shape (n, m)
    clipped : ndarray, shape (k, n)
        Residuals times their weights.
    size : ndarray, shape (k, n)
        Absolute residuals over the scale.
    """
    n, terms = x.shape[1], others.shape[1] + 1
    basis = np.linalg.qr(others)[0]
    own = ((x - (x @ basis) @ basis.T) ** 2).sum(1)
    inside = (size <= TUNING).astype(float)
    share = inside.mean(1)
    correction = 1 + terms * inside.var(axis=1) / (n * share**2)
    variance = correction**2 * (clipped**2).sum(1) / (n - terms) / share**2
    return np.sqrt(variance / own)
