"""Where the provinces without a rank may stand, by a Gaussian copula: several chains of swaps.

Known ranks are normal scores; the units without one share the scores of the free places. Given
the copula, two of them swap places with probability min(1, exp(t (m_a - m_b)(z_b - z_a))), where m
is what the other lists predict and t the precision of that prediction; given the places, the
copula is drawn anew (Hoff 2007, Annals of Applied Statistics 1). Ranks are taken to be missing
at random given the lists in the copula: an assumption, unlike bounds.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from pardx.data.places import ClashError, free_places
from pardx.settings import settings
from pardx.stats.bounds import mean_places, to_normal
from pardx.stats.bounds_evidence import Listing
from pardx.stats.correlation import correlation
from pardx.stats.missingness import observation_weights, traits

CHAINS = 8
SWEEPS = 300
"""Kept of each chain, after :data:`WARM_UP`."""
WARM_UP = 100
ROUNDS = 3
"""Swaps that every unit is offered in a sweep."""

COLUMNS = (
    *("year", "outcome", "predictor", "model", "n", "population", "estimate", "low", "high"),
    *("drawn_low", "drawn_high", "ess", "r_hat"),
)
NOTHING = float("nan")

Draw = Callable[[np.ndarray, np.random.Generator], np.ndarray]
"""From scores (chains, units, lists) to precision matrices (chains, lists, lists)."""


@dataclass(frozen=True)
class Scores:
    """Normal scores of several lists over the same units.

    Attributes
    ----------
    known : ndarray, shape (units, lists)
        Missing where not known.
    free : tuple of ndarray
        Of each list, the scores that its units without a rank share; empty for a list whose
        units without a score were not measured, or that is full.
    """

    known: np.ndarray
    free: tuple[np.ndarray, ...]


def pair_precision(scores: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw the copula of two lists: Fisher's z of their correlation is normal."""
    n = scores.shape[1]
    x, y = np.moveaxis(scores - scores.mean(1, keepdims=True), 2, 0)
    r = (x * y).sum(1) / np.sqrt((x**2).sum(1) * (y**2).sum(1))
    z = np.arctanh(np.clip(r, -0.9999, 0.9999)) + rng.normal(size=len(r)) / np.sqrt(n - 3)
    rho = np.tanh(z)
    found = np.empty((len(r), 2, 2))
    found[:, 0, 0] = found[:, 1, 1] = 1 / (1 - rho**2)
    found[:, 0, 1] = found[:, 1, 0] = -rho / (1 - rho**2)
    return found


def wishart_precision(scores: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw the copula of many lists: inverse-Wishart with the prior of Hoff (2007).

    Prior: k + 2 degrees of freedom and as many times the identity, for k lists.
    """
    chains, n, k = scores.shape
    scale = np.linalg.inv(np.einsum("cni,cnj->cij", scores, scores) + (k + 2) * np.eye(k))
    degrees = n + k + 2
    bartlett = np.tril(rng.normal(size=(chains, k, k)), -1)
    at = np.arange(k)
    bartlett[:, at, at] = np.sqrt(rng.chisquare(degrees - at, size=(chains, k)))
    root = np.linalg.cholesky(scale) @ bartlett
    return root @ root.transpose(0, 2, 1)


def chains(given: Scores, draw: Draw, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Run the chains.

    Parameters
    ----------
    given : Scores
        Of at least two lists.
    draw : callable
        Draws the copula.
    rng : Generator
        Of everything.

    Returns
    -------
    scores : ndarray, shape (sweeps, chains, units, lists)
        Complete lists.
    precision : ndarray, shape (sweeps, chains, lists, lists)
        The copulas they were drawn by.
    """
    state = at_random(given, rng, CHAINS)
    kept, copulas = [], []
    for sweep in range(WARM_UP + SWEEPS):
        precision = draw(state, rng)
        for number, free in enumerate(given.free):
            hidden = np.flatnonzero(np.isnan(given.known[:, number]))
            if len(hidden):
                _move(state, precision, number, hidden, rng, swap=len(free) > 0)
        if sweep >= WARM_UP:
            kept.append(state.copy())
            copulas.append(precision)
    return np.array(kept), np.array(copulas)


def at_random(given: Scores, rng: np.random.Generator, times: int) -> np.ndarray:
    """Place the units without a rank at random, so many times.

    Returns
    -------
    ndarray, shape (times, units, lists)
    """
    state = np.repeat(given.known[None], times, axis=0)
    for number, free in enumerate(given.free):
        hidden = np.flatnonzero(np.isnan(given.known[:, number]))
        values = np.tile(free, (times, 1)) if len(free) else None
        drawn = rng.normal(size=(times, len(hidden)))
        state[:, hidden, number] = drawn if values is None else rng.permuted(values, axis=1)
    return state


def _move(
    state: np.ndarray,
    precision: np.ndarray,
    number: int,
    hidden: np.ndarray,
    rng: np.random.Generator,
    *,
    swap: bool,
) -> None:
    """Move the units without a rank on one list, by what the others say of them."""
    own = precision[:, number, number]
    others = np.delete(np.arange(state.shape[2]), number)
    rest = state[:, hidden][:, :, others]
    mean = -np.einsum("cuk,ck->cu", rest, precision[:, number, others]) / own[:, None]
    values = state[:, hidden, number]
    if not swap:
        noise = rng.normal(size=values.shape) / np.sqrt(own)[:, None]
        state[:, hidden, number] = mean + noise
        return
    half = len(hidden) // 2
    row = np.arange(len(state))[:, None]
    for _ in range(ROUNDS if half else 0):
        order = rng.random(values.shape).argsort(axis=1)
        a, b = order[:, :half], order[:, half : 2 * half]
        gain = own[:, None] * (mean[row, a] - mean[row, b]) * (values[row, b] - values[row, a])
        taken = np.log(rng.random(gain.shape)) < gain
        one, other = values[row, a], values[row, b]
        values[row, a], values[row, b] = (
            np.where(taken, other, one),
            np.where(taken, one, other),
        )
    state[:, hidden, number] = values


def spearman_of(scores: np.ndarray, one: int, other: int, within: np.ndarray) -> np.ndarray:
    """Return Spearman's coefficient of two lists of every sweep and chain, of some units."""
    x, y = (
        scores[..., within, number].argsort(-1).argsort(-1).astype(float) for number in (one, other)
    )
    n = x.shape[-1]
    centre = (n - 1) / 2
    return ((x - centre) * (y - centre)).sum(-1) / (n * (n**2 - 1) / 12)


def effective_size(draws: np.ndarray) -> float:
    """Return the effective number of draws of several chains (Geyer's initial positive pairs).

    Parameters
    ----------
    draws : ndarray, shape (sweeps, chains)
    """
    sweeps = len(draws)
    centred = draws - draws.mean(0)
    spectrum = np.fft.rfft(centred, n=2 * sweeps, axis=0)
    covariance = np.fft.irfft(np.abs(spectrum) ** 2, axis=0)[:sweeps].mean(1) / sweeps
    between = draws.mean(0).var(ddof=1)
    total = covariance[0] + between
    if total <= 0:
        return float(draws.size)
    correlations = 1 - (covariance[0] - covariance) / total
    pairs = correlations[: sweeps // 2 * 2].reshape(-1, 2).sum(1)
    ends = np.flatnonzero(pairs <= 0)
    positive = pairs[: ends[0]] if len(ends) else pairs
    return float(draws.size / max(2 * positive.sum() - 1, 1e-9))


def r_hat(draws: np.ndarray) -> float:
    """Return the split R-hat of several chains (Gelman et al. 2013); 1 when they agree.

    Parameters
    ----------
    draws : ndarray, shape (sweeps, chains)
    """
    half = len(draws) // 2
    parts = np.concatenate([draws[:half], draws[half : 2 * half]], axis=1)
    within = parts.var(axis=0, ddof=1).mean()
    between = half * parts.mean(0).var(ddof=1)
    if within == 0:
        return 1.0
    return float(np.sqrt(((half - 1) / half * within + between / half) / within))


def scores_of(ranks: dict[str, pd.Series], units: pd.Index) -> Scores:
    """Put lists on normal scores of their own places, with those that are free.

    Parameters
    ----------
    ranks : dict
        Name -> rank, over all units of its list; traits as ranks of all.
    units : Index
        All units; those a list does not have were not measured.
    """
    columns, free = [], []
    for rank in ranks.values():
        scale = to_normal(len(rank))
        columns.append(scale(mean_places(rank)).reindex(units).to_numpy())
        places = free_places(rank)
        free.append(scale(pd.Series(places, dtype=float)).to_numpy())
    return Scores(np.column_stack(columns), tuple(free))


def imputations(
    known: pd.DataFrame,
    listings: dict[str, Listing],
    panels: dict[int, pd.DataFrame],
    *,
    seed: int,
) -> pd.DataFrame:
    """Impute the pairs whose bounds are no point, in three ways, and weigh them in a fourth.

    Parameters
    ----------
    known : DataFrame
        As :func:`pardx.stats.bounds_table.bounds_associations` returns it.
    listings : dict
        Of the year.
    panels : dict
        Year -> province panel, for traits.
    seed : int
        Each pair has its own stream.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`. ``model``: ``pair`` (copula of the two lists), ``all`` (copula of the
        headline indices, income and urban share), ``uniform`` (places at random, which shrinks
        towards zero: no estimator), ``ipw region`` (complete cases weighed by the inverse
        probability of being complete, with regions, ridge). ``estimate``, ``low``, ``high``:
        median and 95 % of Spearman's coefficient of the whole list over the draws;
        ``drawn_low``, ``drawn_high``: 95 % of the coefficient of the population it is a draw
        of; ``ess``, ``r_hat``: of the chains.
    """
    open_ = known[(known.high - known.low > 1e-9) & known.low.notna()]
    if open_.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    units = panels[max(panels)].index
    ranks = {name: listing.rank for name, listing in listings.items()}
    together = _together(ranks, panels, units, np.random.default_rng([seed, 18]))
    rows = []
    for row in open_.itertuples():
        stream = zlib.crc32(f"{row.outcome} {row.predictor}".encode())
        rng = np.random.default_rng([seed, stream])
        pair = [row.predictor, row.outcome]
        within = units.isin(ranks[pair[0]].index) & units.isin(ranks[pair[1]].index)
        about = {name: getattr(row, name) for name in ("year", "outcome", "predictor", "n")}
        about["population"] = int(within.sum())
        given = scores_of({name: ranks[name] for name in pair}, units)
        drawn, copula = chains(given, pair_precision, rng)
        rho = -copula[..., 0, 1] / copula[..., 0, 0]
        rows.append(about | _summary("pair", spearman_of(drawn, 0, 1, within), rho))
        placed = at_random(given, rng, CHAINS * SWEEPS)[:, None]
        rows.append(about | _summary("uniform", spearman_of(placed, 0, 1, within)))
        if together is not None and set(pair) <= {*together[0]}:
            names, drawn, copula = together
            one, other = (names.index(name) for name in pair)
            rho = _correlations(copula, one, other)
            rows.append(about | _summary("all", spearman_of(drawn, one, other, within), rho))
        rows.append(about | _weighted(ranks, pair, panels, within))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _together(
    ranks: dict[str, pd.Series],
    panels: dict[int, pd.DataFrame],
    units: pd.Index,
    rng: np.random.Generator,
) -> tuple[list[str], np.ndarray, np.ndarray] | None:
    """Run the chains of all headline indices with income and urban share."""
    held = {name: ranks[name] for name in settings().headline if name in ranks}
    for name, values in traits(panels, settings().held).drop(columns="region").items():
        if values.notna().any():
            held[name] = values.dropna().rank(ascending=False, method="first")
    try:
        given = scores_of(held, units)
    except ClashError:
        return None
    return [*held], *chains(given, wishart_precision, rng)


def _correlations(precision: np.ndarray, one: int, other: int) -> np.ndarray:
    covariance = np.linalg.inv(precision)
    spread = np.sqrt(covariance[..., one, one] * covariance[..., other, other])
    return covariance[..., one, other] / spread


def _summary(model: str, drawn: np.ndarray, rho: np.ndarray | None = None) -> dict[str, object]:
    low, middle, high = np.quantile(drawn, [0.025, 0.5, 0.975])
    ends, chained = [NOTHING, NOTHING], {}
    if rho is not None:
        ends = np.quantile(6 / np.pi * np.arcsin(rho / 2), [0.025, 0.975])
        chained = {"ess": effective_size(drawn), "r_hat": r_hat(drawn)}
    return {
        "model": model,
        "estimate": middle,
        "low": low,
        "high": high,
        "drawn_low": ends[0],
        "drawn_high": ends[1],
        **chained,
    }


def _weighted(
    ranks: dict[str, pd.Series],
    pair: list[str],
    panels: dict[int, pd.DataFrame],
    within: np.ndarray,
) -> dict[str, object]:
    """Weigh the complete cases, with regions among what being complete depends on."""
    covariates = traits(panels)[within]
    regions = pd.get_dummies(covariates.pop("region"), dtype=float)
    x, y = (-ranks[name].reindex(covariates.index) for name in pair)
    both = x.notna() & y.notna()
    weights = observation_weights(covariates.join(regions), both)[both].to_numpy()
    estimate = NOTHING
    if both.sum() > 2:
        of = partial(correlation, x[both].to_numpy(), y[both].to_numpy(), "spearman")
        estimate = float(of(weights))
    return {"model": "ipw region", "estimate": estimate}
