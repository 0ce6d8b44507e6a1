"""What the neighbours' scores allow where a rank is used but no score: bounds, not data."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import NamedTuple

import pandas as pd

from pardx.data.geography import LOCAL

RANKED = (*LOCAL, "ministry")
"""Levels whose units are ranked among each other."""

COLUMNS = [
    *("level", "gso_code", "entity", "indicator", "unit", "rank"),
    *("lower", "upper", "below", "above", "kind"),
]


class Interval(NamedTuple):
    """Where a score must lie.

    Attributes
    ----------
    lower, upper : float
        Missing (NaN) where open.
    below, above : hashable
        The units whose scores they are; an empty text where open.
    """

    lower: float
    upper: float
    below: Hashable
    above: Hashable


def intervals(
    ranks: Mapping[Hashable, float], scores: Mapping[Hashable, float]
) -> dict[Hashable, Interval]:
    """Bound every ranked unit's score by the scores of the ranks around it.

    A unit's own score is excluded, so that it can be compared with the interval.

    Parameters
    ----------
    ranks, scores : mapping
        Unit -> rank (1 = best) and score of one list and indicator; no missing values.

    Returns
    -------
    dict
        Unit -> interval, for every ranked unit.

    Examples
    --------
    >>> intervals({"22": 1, "31": 2, "01": 3}, {"22": 92.2, "01": 91.4})["31"]
    Interval(lower=91.4, upper=92.2, below='01', above='22')
    """
    known = [(ranks[code], scores[code], code) for code in scores if code in ranks]
    found = {}
    for code, rank in ranks.items():
        better = [(score, other) for place, score, other in known if place < rank]
        worse = [(score, other) for place, score, other in known if place > rank]
        upper, above = min(better, default=(math.nan, ""))
        lower, below = max(worse, default=(math.nan, ""))
        found[code] = Interval(lower, upper, below, above)
    return found


def bounds(
    values: pd.DataFrame, lists: Mapping[tuple[str, str], str] | None = None
) -> pd.DataFrame:
    """Bound the provinces, and ministries of one list, that have a used rank and no used score.

    Parameters
    ----------
    values : DataFrame
        Used values, as :func:`pardx.data.reconcile.reconcile` returns them.
    lists : mapping, optional
        Which of several lists ranks a ministry.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`; ``kind`` is ``bound`` in every row. ``lower`` or ``upper`` is missing
        where no neighbour on that side has a score; rows open on both sides are dropped.
        ``below`` and ``above`` are the GSO codes, or names of ministries, whose scores they are.
        Printed scores carry their rounding, so a bound is good to half a unit of the last place.
    """
    ours = values[values.level.isin(RANKED) & (values.period == "") & values.value.notna()]
    pairs = zip(ours.indicator, ours.entity, strict=True)
    ours = ours.assign(
        among=[(lists or {}).get(pair, "") for pair in pairs],
        who=ours.gso_code.where(ours.level.isin(LOCAL), ours.entity),
    )
    rows = []
    for (level, indicator, _), listed in ours.groupby(["level", "indicator", "among"]):
        names = dict(zip(listed.who, listed.entity, strict=True))
        ranks = listed[listed.measure == "rank"].set_index("who")["value"].to_dict()
        for unit, printed in listed[listed.measure == "score"].groupby("unit"):
            scores = printed.set_index("who")["value"].to_dict()
            for who, reach in intervals(ranks, scores).items():
                if who not in scores and (reach.above or reach.below):
                    code = who if level in LOCAL else ""
                    rows.append((level, code, names[who], indicator, unit, ranks[who], *reach))
    found = pd.DataFrame(rows, columns=COLUMNS[:-1]).assign(kind="bound")
    order = ["level", "indicator", "unit", "rank", "gso_code", "entity"]
    return found.sort_values(order, ascending=[False, *[True] * 5], ignore_index=True)
