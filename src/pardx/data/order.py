"""Ranks and scores that agree: no better rank has a lower score."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import NamedTuple, TypeVar

import numpy as np

Who = TypeVar("Who", bound=Hashable)


class Pair(NamedTuple):
    """A unit's rank and score on one indicator, and how strongly each is printed."""

    rank: float
    score: float
    rank_support: float
    score_support: float


def agreeing(pairs: Mapping[Who, Pair]) -> list[Who]:
    """Find the units whose rank and score agree with the others'.

    Parameters
    ----------
    pairs : mapping
        Unit -> pair, of one indicator.

    Returns
    -------
    list
        Units, as :func:`in_order` chooses them.
    """
    table = np.array([*pairs.values()], dtype=float).reshape(-1, 4)
    kept = in_order(table[:, 0], table[:, 1], table[:, 2:].min(axis=1, initial=np.inf))
    return [unit for unit, ok in zip(pairs, kept, strict=True) if ok]


def in_order(rank: np.ndarray, score: np.ndarray, support: np.ndarray) -> np.ndarray:
    """Find the ranks and scores that agree with each other.

    Of all subsets in which no better rank has a lower score, the largest is believed (it takes
    the fewest misprints), of two as large the better supported. What lies outside it breaks the
    order; where two are equally good, neither side of the disagreement is believed.

    Parameters
    ----------
    rank, score, support : ndarray
        One entry per unit.

    Returns
    -------
    ndarray of bool
    """
    agree = _agree(rank, score)
    if agree.all():
        return np.ones(len(rank), dtype=bool)
    weight = 1 + support / 1000
    order = np.lexsort((-score, rank))
    agree, weight = agree[np.ix_(order, order)], weight[order]
    through = _heaviest(agree, weight) + _heaviest(agree[::-1, ::-1], weight[::-1])[::-1] - weight
    best = np.isclose(through, through.max(), rtol=0, atol=1e-9)
    rivals = (~agree & best[None, :]).any(axis=1)
    kept = np.empty(len(rank), dtype=bool)
    kept[order] = best & ~rivals
    return kept


def _agree(rank: np.ndarray, score: np.ndarray) -> np.ndarray:
    """Compare all pairs; a score printed with fewer decimals gets its rounding as slack."""
    slack = _rounding(score)[:, None] + _rounding(score)[None, :] + 1e-9
    better = rank[:, None] < rank[None, :]
    upside_down = better & (score[:, None] < score[None, :] - slack)
    return ~(upside_down | upside_down.T)


def _rounding(score: np.ndarray) -> np.ndarray:
    places = np.array([len(f"{value:.10g}".partition(".")[2]) for value in score], dtype=int)
    usual = np.bincount(places).argmax() if len(places) else 0
    return np.where(places < usual, 0.5 * 10.0**-places, 0.0)


def _heaviest(agree: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Weigh the heaviest agreeing chain that ends at each position."""
    total = weight.copy()
    for end in range(1, len(weight)):
        total[end] += total[:end][agree[:end, end]].max(initial=0.0)
    return total


def fits(pair: tuple[float, float], others: Mapping[Who, Pair]) -> bool:
    """Say whether a rank and a score suit each other among those of other units."""
    rank, score = pair
    slack = _rounding(np.array([*(other.score for other in others.values()), score]))[-1] + 1e-9
    ceiling = min((other.score for other in others.values() if other.rank < rank), default=np.inf)
    floor = max((other.score for other in others.values() if other.rank > rank), default=-np.inf)
    return bool(floor - slack <= score <= ceiling + slack)
