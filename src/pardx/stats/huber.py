"""Huber's M-estimator for many predictors at once: least squares that outliers cannot drag."""

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
    slopes = np.zeros((len(x), others.shape[1] + 1))
    weights, moving = np.ones_like(x), np.arange(len(x))
    for _ in range(MOST_STEPS):
        fitted = _weighted_fit(y, x[moving], others, weights[moving])
        moved = np.abs(fitted - slopes[moving]).max(1) >= tolerance
        slopes[moving] = fitted
        moving = moving[moved]
        if not len(moving):
            break
        weights[moving] = _weigh(y, x[moving], others, slopes[moving])[2]
    residual, size, weights = _weigh(y, x, others, slopes)
    return slopes[:, 0], slopes[:, 0] / _error(x, others, residual * weights, size)


def _weigh(
    y: np.ndarray, x: np.ndarray, others: np.ndarray, slopes: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return residuals, their sizes in units of the scale, and their weights; shape (k, n)."""
    residual = y - x * slopes[:, :1] - slopes[:, 1:] @ others.T
    scale = np.median(np.abs(residual), axis=1, keepdims=True) / MAD
    size = np.abs(residual) / np.maximum(scale, 1e-300)
    return residual, size, np.minimum(1, TUNING / np.maximum(size, 1e-300))


def _weighted_fit(
    y: np.ndarray, x: np.ndarray, others: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """Fit one weighted regression per row of ``x``; shape (k, m + 1), ``x`` first."""
    terms = others.shape[1]
    left = np.empty((len(x), terms + 1, terms + 1))
    right = np.empty((len(x), terms + 1))
    products = (others[:, :, None] * others[:, None, :]).reshape(len(y), -1)
    left[:, 1:, 1:] = (weights @ products).reshape(-1, terms, terms)
    left[:, 0, 0] = (weights * x * x).sum(1)
    left[:, 0, 1:] = left[:, 1:, 0] = (weights * x) @ others
    right[:, 0], right[:, 1:] = (weights * x) @ y, (weights * y) @ others
    return np.linalg.solve(left, right[..., None])[..., 0]


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
