"""Sharp bounds on coefficients of whole lists of ranks of which a part is known.

The units without a rank hold exactly the places nobody else holds, so a full-sample coefficient
lies between the least and the largest over all ways of placing them, whatever decided which
ranks became known (worst-case bounds in the sense of Manski 2003, Partial Identification of
Probability Distributions). Both ends are assignment problems, also where both lists are partial:
a free place of one list goes to a unit that has the other rank, or is paired with a free place
of the other list, held by a unit that has neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import NamedTuple

import numpy as np
import pandas as pd

from pardx.data.places import ClashError, everywhere, free_places
from pardx.stats.ranks import normal_quantiles


class Bounds(NamedTuple):
    """Between what a coefficient of the whole list lies.

    Attributes
    ----------
    low, high : float
    sharp : bool
        Both ends are reached by a placing; else they only contain every placing.
    """

    low: float
    high: float
    sharp: bool


@dataclass(frozen=True)
class Side:
    """One list, on the scale a coefficient is linear in.

    Attributes
    ----------
    known : Series
        Unit -> value; missing for the units without a rank.
    free : Series
        Free place -> the value of who holds it, as many as there are such units.
    allowed : ndarray of bool
        Which of them (columns) each of those units (rows, in their order) may hold.
    """

    known: pd.Series
    free: pd.Series
    allowed: np.ndarray

    @property
    def everything(self) -> np.ndarray:
        """All values, whoever holds them."""
        return np.r_[self.known.dropna().to_numpy(), self.free.to_numpy()]


def to_normal(places: int) -> Callable[[pd.Series], pd.Series]:
    """Return the function from places among ``places`` to normal scores."""
    return lambda rank: normal_quantiles(rank, places)


def mean_places(rank: pd.Series) -> pd.Series:
    """Give tied units their mean place: a tie of k on rank r holds the places r to r + k - 1."""
    return rank + (rank.map(rank.value_counts()) - 1) / 2


def sides(
    rank: pd.Series,
    population: pd.Index,
    allowed: pd.DataFrame | None = None,
    *,
    scale: Callable[[pd.Series], pd.Series] | None = None,
) -> Iterator[Side]:
    """Restrict a list to a population, once for each set of places the others may hold.

    Parameters
    ----------
    rank : Series
        Unit -> printed rank for all units of the list; missing where not known.
    population : Index
        Units a coefficient is of.
    allowed : DataFrame of bool, optional
        As :func:`pardx.data.places.everywhere`.
    scale : callable, optional
        From places of the whole list to values. Without it, units are ranked again among the
        population, as Spearman's coefficient does.

    Yields
    ------
    Side
        Of the population, in its order. Sets that ``allowed`` forbids are left out; sets that
        come to one side are taken once.

    Raises
    ------
    ClashError
        Where two ranks need one place.
    """
    from scipy.stats import rankdata

    allowed = everywhere(rank) if allowed is None else allowed
    places = pd.Series(free_places(rank), dtype=float)
    held = mean_places(rank)[population]
    known = held.dropna()
    outside = rank.index[rank.isna()].difference(population)
    theirs = allowed.loc[outside].to_numpy(bool)
    ours = allowed.loc[held.index[held.isna()]].to_numpy(bool)
    fixed, free = ((scale(one) if scale else one).to_numpy() for one in (known, places))
    seen = set()
    for gone in combinations(range(len(places)), len(outside)):
        kept = np.delete(np.arange(len(places)), gone)
        alike = gone if scale else _likeness(places[[*gone]], known, ours[:, kept])
        if alike in seen or not _can_hold(theirs[:, gone]):
            continue
        seen.add(alike)
        values = np.r_[fixed, free[kept]]
        if not scale:
            values = rankdata(values)
        placed = np.full(len(held), np.nan)
        placed[held.notna()] = values[: len(known)]
        yield Side(
            pd.Series(placed, index=held.index),
            pd.Series(values[len(known) :], index=places[kept].astype(int)),
            ours[:, kept],
        )


def _likeness(gone: pd.Series, known: pd.Series, allowed: np.ndarray) -> tuple[bytes, bytes]:
    """Return what a side ranked again depends on: two sets that share it give one side.

    That is, how many known places lie below each place that is gone, and who may hold each place
    that is kept.
    """
    return np.searchsorted(np.sort(known), gone).tobytes(), allowed.tobytes()


def _can_hold(allowed: np.ndarray) -> bool:
    """Say whether the units can hold the places between them."""
    from scipy.optimize import linear_sum_assignment

    return bool(allowed[linear_sum_assignment(~allowed)].all())


def product_bounds(x: Side, y: Side) -> Bounds:
    """Bound the sum of products of two lists of the same units over all their placings.

    Sharp where one list is full, or no unit without either rank is limited in its places; else
    the limits of those units are taken together, which contains every placing.

    Parameters
    ----------
    x, y : Side
        Of the same units, in the same order.

    Returns
    -------
    Bounds

    Raises
    ------
    ClashError
        When no placing is allowed.
    """
    of_x, of_y = x.known.to_numpy(), y.known.to_numpy()
    lacks_x, lacks_y = np.isnan(of_x), np.isnan(of_y)
    a, b, u = lacks_y & ~lacks_x, lacks_x & ~lacks_y, lacks_x & lacks_y
    gain = np.multiply.outer(
        np.r_[x.free.to_numpy(), of_x[a]],
        np.r_[y.free.to_numpy(), of_y[b]],
    )
    x_of_u, y_of_u = x.allowed[u[lacks_x]], y.allowed[u[lacks_y]]
    possible = np.block(
        [
            [x_of_u.T.astype(int) @ y_of_u.astype(int) > 0, x.allowed[b[lacks_x]].T],
            [y.allowed[a[lacks_y]], np.zeros((a.sum(), b.sum()), dtype=bool)],
        ]
    )
    fixed = float(np.nansum(of_x * of_y))
    low, high = (fixed + _best(gain, possible, most=most) for most in (False, True))
    return Bounds(low, high, sharp=not u.any() or bool(x_of_u.all() and y_of_u.all()))


def _best(gain: np.ndarray, possible: np.ndarray, *, most: bool) -> float:
    """Sum the gains of the best one-to-one assignment of rows to columns."""
    from scipy.optimize import linear_sum_assignment

    if not gain.size:
        return 0.0
    cost = np.where(possible, -gain if most else gain, np.inf)
    try:
        chosen = linear_sum_assignment(cost)
    except ValueError as error:
        raise ClashError("no placing is within the limits of every unit") from error
    return float(gain[chosen].sum())


def spearman_bounds(
    x: pd.Series,
    y: pd.Series,
    population: pd.Index,
    *,
    x_allowed: pd.DataFrame | None = None,
    y_allowed: pd.DataFrame | None = None,
) -> Bounds:
    """Bound Spearman's coefficient of two lists over a population.

    Parameters
    ----------
    x, y : Series
        Unit -> printed rank, each over all units of its own list; missing where not known.
    population : Index
        Units that both lists are about.
    x_allowed, y_allowed : DataFrame of bool, optional
        As :func:`pardx.data.places.everywhere`.

    Returns
    -------
    Bounds
        A point when no rank is missing.

    Raises
    ------
    ClashError
        When printed ranks contradict each other, or no placing is allowed.
    """
    both = product(sides(x, population, x_allowed), sides(y, population, y_allowed))
    return _widest([_correlation_bounds(one, other) for one, other in both])


def _widest(found: list[Bounds]) -> Bounds:
    if not found:
        raise ClashError("no placing is within the limits of every unit")
    low, high, sharp = zip(*found, strict=True)
    return Bounds(min(low), max(high), all(sharp))


def _correlation_bounds(x: Side, y: Side) -> Bounds:
    low, high, sharp = product_bounds(x, y)
    one, other = x.everything, y.everything
    spread = len(one) * one.std() * other.std()
    if spread == 0:
        raise ClashError("every unit holds the same place")
    shift = len(one) * one.mean() * other.mean()
    ends = np.clip([(end - shift) / spread for end in (low, high)], -1, 1)
    return Bounds(float(ends[0]), float(ends[1]), sharp)


def slope_bounds(
    x: pd.Series,
    y: pd.Series,
    controls: pd.DataFrame,
    *,
    y_allowed: pd.DataFrame | None = None,
) -> Bounds:
    """Bound the coefficient of a fully known index in OLS of another's normal scores on it.

    The coefficient is the sum of the outcome times the residual of ``x`` on the controls, over
    that residual's sum of squares (Frisch and Waugh 1933), so it is linear in the outcome.

    Parameters
    ----------
    x : Series
        Regressor of the population, without gaps.
    y : Series
        Unit -> printed rank, over all units of the outcome's list.
    controls : DataFrame
        Of the population; may have no columns. The constant is added.
    y_allowed : DataFrame of bool, optional
        As :func:`pardx.data.places.everywhere`.

    Returns
    -------
    Bounds

    Raises
    ------
    ClashError
        As :func:`spearman_bounds`.
    """
    design = np.column_stack([np.ones(len(x)), controls.to_numpy(float)])
    values = x.to_numpy(float)
    residual = values - design @ np.linalg.lstsq(design, values, rcond=None)[0]
    weight = pd.Series(residual / (residual @ residual), index=x.index)
    full = Side(weight, pd.Series(dtype=float), np.empty((0, 0), dtype=bool))
    placings = sides(y, x.index, y_allowed, scale=to_normal(len(y)))
    return _widest([product_bounds(full, side) for side in placings])


def simple_slope_bounds(
    x: pd.Series,
    y: pd.Series,
    population: pd.Index,
    *,
    x_allowed: pd.DataFrame | None = None,
    y_allowed: pd.DataFrame | None = None,
) -> Bounds:
    """Bound the coefficient of one list's normal scores in OLS of another's, without controls.

    Who holds the free places of ``x`` is not known, but which places they are is: the sum of
    squares below the coefficient is one number, so both ends are assignments as those of
    :func:`spearman_bounds`. With controls the residual of ``x`` depends on who holds what, and
    the coefficient is no longer linear.

    Parameters, result and errors are those of :func:`spearman_bounds`.
    """
    both = product(
        sides(x, population, x_allowed, scale=to_normal(len(x))),
        sides(y, population, y_allowed, scale=to_normal(len(y))),
    )
    return _widest([_over_squares(one, other) for one, other in both])


def _over_squares(x: Side, y: Side) -> Bounds:
    low, high, sharp = product_bounds(x, y)
    one, other = x.everything, y.everything
    squares = len(one) * one.var()
    if squares == 0:
        raise ClashError("every unit holds the same place")
    shift = len(one) * one.mean() * other.mean()
    return Bounds((low - shift) / squares, (high - shift) / squares, sharp)


def worst_p(low: float, high: float, n: int) -> float:
    """Return the largest two-sided p-value of no correlation that any placing gives.

    That of the coefficient nearest zero; 1 where zero lies within the bounds. By the t
    approximation with n - 2 degrees of freedom. Valid whatever decided which ranks are known
    (Zeng, Adams and Bodenham 2025).
    """
    from scipy.stats import t

    nearest = min(abs(low), abs(high))
    if low <= 0 <= high or n < 3:
        return 1.0
    if nearest >= 1:
        return 0.0
    return float(2 * t.sf(nearest * np.sqrt((n - 2) / (1 - nearest**2)), n - 2))
