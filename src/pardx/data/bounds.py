"""What the neighbours' scores allow where a rank is used but no score: bounds, not data."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

COLUMNS = [
    "gso_code",
    "entity",
    "indicator",
    "unit",
    "rank",
    "lower",
    "upper",
    "below",
    "above",
    "kind",
]


class Interval(NamedTuple):
    """Where a score must lie.

    Attributes
    ----------
    lower, upper : float
        Missing (NaN) where open.
    below, above : str
        GSO codes of the provinces whose scores they are.
    """

    lower: float
    upper: float
    below: str
    above: str


def intervals(ranks: Mapping[str, float], scores: Mapping[str, float]) -> dict[str, Interval]:
    """Bound every ranked province's score by the scores of the ranks around it.

    A province's own score is left out, so that the interval can be held against it.

    Parameters
    ----------
    ranks, scores : mapping
        GSO code -> rank (1 = best) and score of one indicator; no missing values.

    Returns
    -------
    dict
        GSO code -> interval, for every ranked province.

    Examples
    --------
    >>> intervals({"22": 1, "31": 2, "01": 3}, {"22": 92.2, "01": 91.4})["31"]
    Interval(lower=91.4, upper=92.2, below='01', above='22')
    """
    known = [(ranks[code], scores[code], code) for code in scores if code in ranks]
    return {code: _interval(rank, known) for code, rank in ranks.items()}


def _interval(rank: float, known: list[tuple[float, float, str]]) -> Interval:
    better = min(((score, code) for place, score, code in known if place < rank), default=None)
    worse = max(((score, code) for place, score, code in known if place > rank), default=None)
    upper, above = better or (math.nan, "")
    lower, below = worse or (math.nan, "")
    return Interval(lower, upper, below, above)


def bounds(values: pd.DataFrame) -> pd.DataFrame:
    """Bound the provinces that have a used rank and no used score.

    Parameters
    ----------
    values : DataFrame
        Used values, as :func:`pardx.data.settle.settle` returns them.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`; ``kind`` is ``bound`` in every row. ``lower`` or ``upper`` is missing
        where no neighbour on that side has a score; rows open on both sides are left out.
        ``below`` and ``above`` are the GSO codes whose scores they are. Printed scores carry
        their rounding, so a bound is good to half a unit of the last place.
    """
    ours = values[(values.level == "province") & (values.period == "") & values.value.notna()]
    ranks = ours[ours.measure == "rank"]
    scores = ours[(ours.measure == "score") & ours.indicator.isin(set(ranks.indicator))]
    names = dict(zip(ours.gso_code, ours.entity, strict=True))
    rows = [
        (code, names[code], indicator, unit, rank, *reach, "bound")
        for (indicator, unit), listed in scores.groupby(["indicator", "unit"])
        for code, rank, reach in _unscored(ranks[ranks.indicator == indicator], listed)
    ]
    order = ["indicator", "unit", "rank", "gso_code"]
    return pd.DataFrame(rows, columns=COLUMNS).sort_values(order, ignore_index=True)


def _unscored(ranks: pd.DataFrame, scores: pd.DataFrame) -> Iterator[tuple[str, float, Interval]]:
    placed = dict(zip(ranks.gso_code, ranks.value, strict=True))
    scored = dict(zip(scores.gso_code, scores.value, strict=True))
    for code, reach in intervals(placed, scored).items():
        if code not in scored and (reach.above or reach.below):
            yield code, placed[code], reach
