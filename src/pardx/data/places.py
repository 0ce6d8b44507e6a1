"""Which places of a ranked list are free, and which of them each unit may hold.

The ranks of N units are the places 1 to N. Units whose rank is not known hold exactly the places
that nobody else holds; their own scores, last year's rank and regional rank narrow that down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

import numpy as np
import pandas as pd

from pardx.data.crosschecks import rounding
from pardx.errors import PardxError


class ClashError(PardxError):
    """Printed figures that cannot all be right.

    Parameters
    ----------
    why : str
        What they contradict.
    figures : iterable of tuple
        Measure and unit of each figure, as far as they are known.
    """

    def __init__(self, why: str, figures: Iterable[tuple[str, str]] = ()) -> None:
        self.figures = tuple(figures)
        named = ", ".join(f"{measure} of {unit or 'all'}" for measure, unit in self.figures)
        super().__init__(f"{why}: {named}" if named else why)


def occupied(rank: pd.Series) -> dict[int, str]:
    """Say who holds each place that is known to be held.

    Parameters
    ----------
    rank : Series
        Unit -> printed rank of a list of as many places as there are units; missing where it is
        not known. A tie of k units on one rank holds k places from there on.

    Returns
    -------
    dict
        Place -> one of its holders.

    Raises
    ------
    ClashError
        Where two ranks need one place, or a rank lies outside 1 to N.
    """
    held: dict[int, str] = {}
    known = rank.dropna().sort_values(kind="stable")
    for first, group in groupby(known.index, key=known.to_dict().get):
        tied = [*group]
        for place in range(int(first), int(first) + len(tied)):
            if not 1 <= place <= len(rank):
                outside = [("rank", unit) for unit in tied]
                raise ClashError(f"place {place} is not one of {len(rank)}", outside)
            if place in held:
                both = [("rank", unit) for unit in (held[place], *tied)]
                raise ClashError(f"place {place} is held twice", both)
            held[place] = tied[0]
    return held


def free_places(rank: pd.Series) -> list[int]:
    """Return the places that the units without a rank share, as many as there are such units.

    ``rank`` and what is raised are those of :func:`occupied`.
    """
    held = occupied(rank)
    return [place for place in range(1, len(rank) + 1) if place not in held]


def everywhere(rank: pd.Series) -> pd.DataFrame:
    """Allow every unit without a rank every free place: units in rows, places in columns."""
    unknown = rank.index[rank.isna()]
    return pd.DataFrame(True, index=unknown, columns=free_places(rank))


def by_score(rank: pd.Series, score: pd.Series) -> pd.DataFrame:
    """Allow the places between those of the next better and the next worse printed scores.

    Parameters
    ----------
    rank, score : Series
        Of the same units; missing where not known. A score printed with fewer decimals than the
        others gets its rounding as slack.

    Returns
    -------
    DataFrame of bool
        As :func:`everywhere`; a unit without a score may stand anywhere.
    """
    allowed = everywhere(rank)
    own = score[allowed.index].dropna()
    known = pd.DataFrame({"rank": rank, "score": score}).dropna()
    if own.empty or known.empty:
        return allowed
    slack = pd.Series(rounding(score.dropna().to_numpy()), index=score.dropna().index)
    for unit, value in own.items():
        reach = slack[unit] + slack[known.index] + 1e-9
        above = known["rank"][known.score > value + reach].max()
        below = known["rank"][known.score < value - reach].min()
        places = pd.Series(allowed.columns, index=allowed.columns)
        # A comparison with NaN is False: no neighbour, no limit.
        allowed.loc[unit] = ~(places <= above) & ~(places >= below)
    return allowed


def by_marks(rank: pd.Series, score: pd.Series, marks: Mapping[int, float]) -> pd.DataFrame:
    """Allow the places on the side of a marked place's score that the own score is on.

    ``marks`` maps places to printed scores, such as the highest, the median and the lowest.
    """
    allowed = everywhere(rank)
    for unit, value in score[allowed.index].dropna().items():
        for place, mark in marks.items():
            if value > mark:
                allowed.loc[unit] &= allowed.columns < place
            elif value < mark:
                allowed.loc[unit] &= allowed.columns > place
    return allowed


def by_change(rank: pd.Series, moved: Mapping[str, float]) -> pd.DataFrame:
    """Allow the place that last year's rank and the printed change give, where there is one."""
    allowed = everywhere(rank)
    for unit in allowed.index.intersection([*moved]):
        allowed.loc[unit] = allowed.columns == moved[unit]
    return allowed


def by_region(
    rank: pd.Series, region: pd.Series, regional_rank: Mapping[str, float]
) -> pd.DataFrame:
    """Allow the places at which as many units of the region may be ahead as its rank says.

    Parameters
    ----------
    rank, region : Series
        Of the same units.
    regional_rank : mapping
        Unit -> printed rank within its region.

    Returns
    -------
    DataFrame of bool
        As :func:`everywhere`. What the units without a rank say about each other is left to
        :class:`pardx.data.fitting.Program`.
    """
    allowed = everywhere(rank)
    for unit in allowed.index.intersection([*regional_rank]):
        others = rank[(region == region[unit]) & (rank.index != unit)]
        ahead = np.array([(others < place).sum() for place in allowed.columns])
        needed = regional_rank[unit] - 1
        allowed.loc[unit] = (ahead <= needed) & (needed <= ahead + int(others.isna().sum()))
    return allowed
