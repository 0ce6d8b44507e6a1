"""Arithmetic that published figures must obey, and which of them do not.

======  =====================================================================================
order   a score lies between the scores of the ranks around it
place   no two provinces stand on one rank, unless a source prints the tie
sum     the parts of a total add up to it within 0.01 (``data/catalogue/sums.csv``)
change  a level is last year's level plus the printed change; a rank is last year's rank less
        the places gained; a mean is last year's mean plus its printed change
======  =====================================================================================

A printed change is read forward here, from the year before. Read backward it is a row of
``data/raw`` of the year before, with its source and marked as derived: quality C, which never
confirms the year it was derived from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd

from pardx.data.bounds import intervals

WITHIN = 0.01 + 1e-9
"""How far printed figures of two decimals may miss an identity by rounding."""

CHANGE_OF = {"score_change": "score", "rank_change": "rank"}

Unit = tuple[str, str, str, str]
"""Level, GSO code, entity and indicator: whose figure it is."""

Ways = Mapping[str, Iterable[tuple[str, ...]]]
"""Total -> the sets of parts that add up to it."""


class Figure(Protocol):
    """A row that names a figure and gives it a value."""

    level: str
    gso_code: str
    entity: str
    indicator: str
    measure: str
    unit: str
    period: str
    value: float


class Level(NamedTuple):
    """What a level is expected to be: the ends are equal where it is known exactly."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Say whether a value is as expected, within rounding."""
        return self.low - WITHIN <= value <= self.high + WITHIN


class Pair(NamedTuple):
    """A province's rank and score on one indicator, and how strongly each is printed."""

    rank: float
    score: float
    rank_support: float
    score_support: float


@dataclass(frozen=True)
class Evidence:
    """What a figure is held against: other figures of the year, and the year before.

    Attributes
    ----------
    values : DataFrame
        One row per figure: ``level``, ``gso_code``, ``entity``, ``indicator``, ``measure``,
        ``unit``, ``period``, ``value`` and ``support`` (how strongly it is printed).
    earlier : mapping
        Levels of the year before, as :func:`levels_before` returns them.
    ways : mapping
        How totals add up, as :func:`ways` returns them.
    ties : frozenset
        Ranks that a source prints for two provinces, as :func:`printed_ties` returns them.
    """

    values: pd.DataFrame
    earlier: Mapping[tuple[Unit, str], Level]
    ways: Ways
    ties: frozenset[tuple[str, str, float]]

    @cached_property
    def levels(self) -> dict[tuple[Unit, str], dict[str, tuple[float, float]]]:
        """Map each unit and measure to its values: unit of measure -> (value, support)."""
        found: dict = defaultdict(dict)
        whole = self.values[(self.values.period == "") & self.values.value.notna()]
        for row in whole.itertuples():
            found[unit_of(row), row.measure][row.unit] = (row.value, row.support)
        return dict(found)

    @cached_property
    def pairs(self) -> dict[tuple[str, str], dict[str, Pair]]:
        """Map each indicator and unit of measure to the provinces with a rank and a score."""
        found: dict = defaultdict(dict)
        for (unit, measure), scores in self.levels.items():
            rank = self.levels.get((unit, "rank"), {}).get("rank")
            if measure == "score" and unit[0] == "province" and rank:
                for scale, (score, support) in scores.items():
                    found[unit[3], scale][unit[1]] = Pair(rank[0], score, rank[1], support)
        return dict(found)

    @cached_property
    def believed(self) -> dict[tuple[str, str], dict[str, Pair]]:
        """Return :attr:`pairs` without those that break the order."""
        return {
            key: {code: pairs[code] for code in agreeing(pairs)}
            for key, pairs in self.pairs.items()
        }

    @cached_property
    def holders(self) -> dict[tuple[str, float], dict[str, float]]:
        """Map each indicator and rank to the provinces that hold it, with their support."""
        found: dict = defaultdict(dict)
        for (unit, measure), values in self.levels.items():
            if measure == "rank" and unit[0] == "province":
                for rank, support in values.values():
                    found[unit[3], rank][unit[1]] = support
        return dict(found)

    def expected(self, unit: Unit, measure: str) -> Level | None:
        """Add the printed change to the level of the year before."""
        word = next(change for change, level in CHANGE_OF.items() if level == measure)
        changes = self.levels.get((unit, word))
        before = self.earlier.get((unit, measure))
        if not changes or before is None:
            return None
        [(change, _), *_] = changes.values()
        gain = -change if measure == "rank" else change
        return Level(round(before.low + gain, 6), round(before.high + gain, 6))

    def sums(self, unit: Unit) -> list[tuple[float, tuple[str, ...]]]:
        """Add up a total in every way whose parts are all known: (points, parts)."""
        found = []
        for parts in self.ways.get(unit[3], ()):
            known = [self.levels.get(((*unit[:3], part), "score"), {}) for part in parts]
            if all("points" in part for part in known):
                found.append((round(sum(part["points"][0] for part in known), 6), parts))
        return found


def unit_of(row: Figure) -> Unit:
    """Name whose figure a row is."""
    return (row.level, row.gso_code, row.entity, row.indicator)


def agreeing(pairs: Mapping[str, Pair]) -> list[str]:
    """Find the provinces whose rank and score agree with the others'.

    Parameters
    ----------
    pairs : mapping
        GSO code -> pair, of one indicator.

    Returns
    -------
    list of str
        GSO codes, as :func:`in_order` chooses them.
    """
    codes = list(pairs)
    table = np.array([pairs[code] for code in codes], dtype=float).reshape(-1, 4)
    kept = in_order(table[:, 0], table[:, 1], table[:, 2:].min(axis=1, initial=np.inf))
    return [code for code, ok in zip(codes, kept, strict=True) if ok]


def in_order(rank: np.ndarray, score: np.ndarray, support: np.ndarray) -> np.ndarray:
    """Find the ranks and scores that agree with each other.

    Of all subsets in which no better rank has a lower score, the largest is believed (it takes
    the fewest misprints), of two as large the better supported. What lies outside it breaks the
    order; where two are equally good, neither side of the disagreement is believed.

    Parameters
    ----------
    rank, score, support : ndarray
        One entry per province.

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


def ways(sums: pd.DataFrame) -> Ways:
    """Read how totals add up from the dictionary's ``sums.csv``."""
    listed = sums.groupby(["indicator", "way"], sort=False)["part"].agg(tuple)
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for (total, _), parts in listed.items():
        found[total].append(parts)
    return dict(found)


def levels_before(before: pd.DataFrame) -> dict[tuple[Unit, str], Level]:
    """Say what is known of the year before without this year's figures.

    A level counts when it is printed (quality A or B): one derived from this year's figures
    would confirm itself. A province's score that is not printed is bounded by the scores of
    the ranks around it.

    Parameters
    ----------
    before : DataFrame
        Used values of the year before, with ``quality``.
    """
    known = before[before.measure.isin(["score", "rank"]) & (before.period == "")]
    known = known[known.value.notna()]
    scales = known[known.measure == "score"].groupby("indicator")["unit"].nunique()
    known = known[known.indicator.map(scales).fillna(1) == 1]
    found = _bounded(known)
    for row in known[known.quality.isin(["A", "B"])].itertuples():
        found[unit_of(row), row.measure] = Level(row.value, row.value)
    return found


def _bounded(known: pd.DataFrame) -> dict[tuple[Unit, str], Level]:
    found = {}
    for indicator, listed in known[known.level == "province"].groupby("indicator"):
        ranks, scores = (
            dict(zip(rows.gso_code, rows.value, strict=True))
            for rows in (listed[listed.measure == "rank"], listed[listed.measure == "score"])
        )
        names = dict(zip(listed.gso_code, listed.entity, strict=True))
        for code, reach in intervals(ranks, scores).items():
            if reach.above and reach.below:
                unit = ("province", code, names[code], indicator)
                found[unit, "score"] = Level(reach.lower, reach.upper)
    return found


def judge(row: Figure, evidence: Evidence) -> dict[str, bool]:
    """Hold one value against every identity that can be checked.

    Parameters
    ----------
    row : Figure
        A row of a table of figures, as ``itertuples`` gives it.
    evidence : Evidence
        Other figures; the figure's own value in it is not used.

    Returns
    -------
    dict
        Name of an identity -> kept or broken; identities that cannot be checked are absent.
    """
    if row.period:
        return {}
    checks = {
        "order": _keeps_order(row, evidence) if row.gso_code else _is_extreme(row, evidence),
        "place": _keeps_place(row, evidence),
        "sum": _keeps_sum(row, evidence),
        "change": _keeps_change(row, evidence),
    }
    return {name: kept for name, kept in checks.items() if kept is not None}


def _keeps_order(row: Figure, evidence: Evidence) -> bool | None:
    if row.level != "province" or row.measure not in ("rank", "score"):
        return None
    tested = [
        fits(pair, {code: kept for code, kept in believed.items() if code != row.gso_code})
        for (indicator, scale), believed in evidence.believed.items()
        if indicator == row.indicator and (row.measure == "rank" or scale == row.unit)
        for pair in _own_pair(row, scale, evidence)
    ]
    return all(tested) if tested else None


EXTREMES = {"Thấp nhất 63 tỉnh": min, "Cao nhất 63 tỉnh": max}
"""National rows that print the lowest or the highest score of the provinces."""


def _is_extreme(row: Figure, evidence: Evidence) -> bool | None:
    """Hold a printed lowest or highest score against every province's."""
    if row.entity not in EXTREMES:
        return None
    known = [
        values[row.unit][0]
        for (unit, measure), values in evidence.levels.items()
        if (unit[0], unit[3], measure) == ("province", row.indicator, row.measure)
        and row.unit in values
    ]
    if not known:
        return None
    return EXTREMES[row.entity]([row.value, *known]) == row.value


def _own_pair(row: Figure, scale: str, evidence: Evidence) -> list[tuple[float, float]]:
    """Pair the candidate with the province's score, or its rank, where that is known."""
    other, unit = ("score", scale) if row.measure == "rank" else ("rank", "rank")
    found = evidence.levels.get((unit_of(row), other), {}).get(unit)
    if found is None:
        return []
    return [(row.value, found[0]) if row.measure == "rank" else (found[0], row.value)]


def fits(pair: tuple[float, float], others: Mapping[str, Pair]) -> bool:
    """Say whether a rank and a score suit each other among other provinces."""
    rank, score = pair
    slack = _rounding(np.array([*(other.score for other in others.values()), score]))[-1] + 1e-9
    ceiling = min((other.score for other in others.values() if other.rank < rank), default=np.inf)
    floor = max((other.score for other in others.values() if other.rank > rank), default=-np.inf)
    return bool(floor - slack <= score <= ceiling + slack)


def _keeps_place(row: Figure, evidence: Evidence) -> bool | None:
    if row.level != "province" or row.measure != "rank":
        return None
    if (row.indicator, row.gso_code, row.value) in evidence.ties:
        return True
    return not evidence.holders.get((row.indicator, row.value), {}).keys() - {row.gso_code}


def _keeps_sum(row: Figure, evidence: Evidence) -> bool | None:
    if row.measure != "score":
        return None
    added = [total for total, _ in evidence.sums(unit_of(row))]
    return any(abs(total - row.value) <= WITHIN for total in added) if added else None


def _keeps_change(row: Figure, evidence: Evidence) -> bool | None:
    if row.measure not in CHANGE_OF.values():
        return None
    expected = evidence.expected(unit_of(row), row.measure)
    return None if expected is None else expected.holds(row.value)


def printed_ties(observations: pd.DataFrame) -> frozenset[tuple[str, str, float]]:
    """Find the ranks that one source prints for two provinces or more.

    Parameters
    ----------
    observations : DataFrame
        Printed and derived rows, with GSO code and source.

    Returns
    -------
    frozenset
        ``(indicator, GSO code, rank)``.
    """
    ranks = observations[
        (observations.level == "province")
        & (observations.measure == "rank")
        & (observations.period == "")
        & (observations.derived == 0)
    ]
    ranks = ranks.assign(value=ranks.value.astype(float))
    key = ["indicator", "source_id", "value"]
    shared = ranks[ranks.groupby(key)["gso_code"].transform("nunique") > 1]
    return frozenset(zip(shared.indicator, shared.gso_code, shared.value, strict=True))
