"""What a figure is checked against: ranks and scores in order, sums, and the year before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np
import pandas as pd

from pardx.data.neighbour_bounds import RANKED, intervals

PRINTED = ("A", "B")
"""Qualities of the figures that a source prints."""

WITHIN = 0.01 + 1e-9
"""How far printed figures of two decimals may miss an identity by rounding."""

FINE = {"index01": 0.0001 + 1e-9}
"""The same for units that are printed with more decimals."""

CHANGE_OF = {"score_change": "score", "rank_change": "rank"}

Who = TypeVar("Who", bound=Hashable)

Unit = tuple[str, str, str, str]
"""Level, GSO code, entity and indicator: whose figure it is."""

Roll = tuple[str, str, str]
"""Level, indicator and list: units ranked among each other, all provinces or some ministries."""

Ways = Mapping[str, Iterable[Mapping[str, float]]]
"""Total -> the sets of parts, with their weights, that add up to it."""

SHARE = "percent"
"""Unit of a part in percent of its maximum, which adds up to nothing."""

Lists = Mapping[tuple[str, str], str]
"""Indicator and entity -> in which of several lists of its level it is ranked."""


class Level(NamedTuple):
    """What a level is expected to be: the ends are equal where it is known exactly."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Say whether a value is as expected, within rounding."""
        return self.low - WITHIN <= value <= self.high + WITHIN


class Pair(NamedTuple):
    """A unit's rank and score on one indicator, and how strongly each is printed."""

    rank: float
    score: float
    rank_support: float
    score_support: float


@dataclass(frozen=True)
class Evidence:
    """The other figures that a figure is checked against.

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
        Ranks that a source prints for two units, as :func:`printed_ties` returns them.
    lists : mapping
        Which of several lists ranks a unit.
    """

    values: pd.DataFrame
    earlier: Mapping[tuple[Unit, str], Level]
    ways: Ways
    ties: frozenset[tuple[Unit, float]]
    lists: Lists = field(default_factory=dict)

    @cached_property
    def levels(self) -> dict[tuple[Unit, str], dict[str, tuple[float, float]]]:
        """Map each unit and measure to its values: unit of measure -> (value, support)."""
        found: dict = defaultdict(dict)
        whole = self.values[(self.values.period == "") & self.values.value.notna()]
        for row in whole.itertuples():
            found[unit_of(row), row.measure][row.unit] = (row.value, row.support)
        return dict(found)

    @cached_property
    def pairs(self) -> dict[tuple[Roll, str], dict[Unit, Pair]]:
        """Map each list and unit of measure to the units with a rank and a score."""
        found: dict = defaultdict(dict)
        for (unit, measure), scores in self.levels.items():
            rank = self.levels.get((unit, "rank"), {}).get("rank")
            listed = roll(unit, self.lists)
            if measure == "score" and listed and rank:
                for scale, (score, support) in scores.items():
                    found[listed, scale][unit] = Pair(rank[0], score, rank[1], support)
        return dict(found)

    @cached_property
    def believed(self) -> dict[tuple[Roll, str], dict[Unit, Pair]]:
        """Return :attr:`pairs` without those that break the order."""
        found = {}
        for key, pairs in self.pairs.items():
            table = np.array([*pairs.values()], dtype=float)
            kept = in_order(table[:, 0], table[:, 1], table[:, 2:].min(axis=1))
            found[key] = {unit: pairs[unit] for unit, ok in zip(pairs, kept, strict=True) if ok}
        return found

    @cached_property
    def holders(self) -> dict[tuple[Roll, float], dict[Unit, float]]:
        """Map each list and rank to the units that hold it, with their support."""
        found: dict = defaultdict(dict)
        for (unit, measure), values in self.levels.items():
            listed = roll(unit, self.lists)
            if measure == "rank" and listed:
                for rank, support in values.values():
                    found[listed, rank][unit] = support
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
        """Add up a total in every way whose parts are all known: (sum, parts)."""
        found = []
        for weights in self.ways.get(unit[3], ()):
            scores = [self._addend((*unit[:3], part)) for part in weights]
            if None not in scores:
                pairs = zip(weights.values(), scores, strict=True)
                total = sum(weight * score for weight, score in pairs)
                found.append((round(total, 6), (*weights,)))
        return found

    def _addend(self, part: Unit) -> float | None:
        """Return what a part adds to a total; None where it is not known."""
        scores = self.levels.get((part, "score"), {})
        return next((value for unit, (value, _) in scores.items() if unit != SHARE), None)


def unit_of(row: NamedTuple) -> Unit:
    """Name whose figure a row is, as ``itertuples`` gives it."""
    return (row.level, row.gso_code, row.entity, row.indicator)


def roll(unit: Unit, lists: Lists) -> Roll | None:
    """Name the list a unit is ranked in; None where nothing ranks it.

    A province of before the 63 was ranked among the provinces of its year.
    """
    level, _, entity, indicator = unit
    if level not in RANKED:
        return None
    among = "province" if level == "province_historic" else level
    return (among, indicator, lists.get((indicator, entity), ""))


def ways(sums: pd.DataFrame) -> Ways:
    """Read how totals add up in a year.

    Parameters
    ----------
    sums : DataFrame
        As :meth:`pardx.data.dictionary.Dictionary.sums_in` returns it.
    """
    found: dict[str, list[dict[str, float]]] = defaultdict(list)
    for (total, _), parts in sums.groupby(["indicator", "way"], sort=False):
        found[total].append(dict(zip(parts.part, parts.weight, strict=True)))
    return dict(found)


def not_adding_up(values: pd.DataFrame, sums: pd.DataFrame) -> pd.Series:
    """Mark the totals that no way of adding up their known parts comes to.

    Parameters
    ----------
    values : DataFrame
        Columns ``level``, ``gso_code``, ``entity``, ``indicator``, ``measure``, ``unit``,
        ``period`` and ``value``, of one year.
    sums : DataFrame
        As :meth:`pardx.data.dictionary.Dictionary.sums_in` returns it.

    Returns
    -------
    Series of bool
        Indexed like ``values``; False for a total whose parts are not all known.
    """
    who = ["level", "gso_code", "entity"]
    scores = values[(values.measure == "score") & (values.period == "")]
    parts = scores[scores.unit != SHARE].drop_duplicates([*who, "indicator"])
    parts = parts.rename(columns={"indicator": "part"})[[*who, "part", "value"]]
    added = sums.merge(parts, on="part")
    added = added.assign(total=added.weight * added.value)
    by_way = added.groupby([*who, "indicator", "way"])["total"].agg(["sum", "size"]).reset_index()
    needed = sums.groupby(["indicator", "way"])["part"].size().rename("needed").reset_index()
    by_way = by_way.merge(needed, on=["indicator", "way"]).query("size == needed")
    totals = scores[[*who, "indicator", "unit", "value"]].reset_index(names="row").merge(by_way)
    slack = totals.unit.map(FINE).astype(float).fillna(WITHIN)
    miss = ((totals["sum"] - totals.value).abs() - slack).groupby(totals.row).min()
    return pd.Series(values.index.isin(miss.index[miss > 0]), index=values.index)


def levels_before(before: pd.DataFrame, lists: Lists | None = None) -> dict:
    """Collect last year's levels as they were printed, without this year's figures.

    A level counts when it is printed (quality A or B): one derived from this year's figures
    would confirm itself. A score that is not printed is bounded by the scores of the ranks
    around it.

    Parameters
    ----------
    before : DataFrame
        Used values of the year before, with ``quality``.
    lists : mapping, optional
        Which of several lists ranks a unit.

    Returns
    -------
    dict
        Unit and measure -> :class:`Level`.
    """
    known = before[before.measure.isin(["score", "rank"]) & (before.period == "")]
    known = known[known.value.notna()]
    scales = known[known.measure == "score"].groupby("indicator")["unit"].nunique()
    known = known[known.indicator.map(scales).fillna(1) == 1]
    printed: dict[tuple[Unit, str], Level] = {}
    ranked: dict[Roll, dict[str, dict[Unit, float]]] = {}
    for row in known.itertuples():
        unit = unit_of(row)
        if row.quality in PRINTED:
            printed[unit, row.measure] = Level(row.value, row.value)
        if listed := roll(unit, lists or {}):
            measures = ranked.setdefault(listed, {"rank": {}, "score": {}})
            measures[row.measure][unit] = row.value
    bounded = {
        (unit, "score"): Level(reach.lower, reach.upper)
        for measures in ranked.values()
        for unit, reach in intervals(measures["rank"], measures["score"]).items()
        if reach.above and reach.below
    }
    return bounded | printed


def printed_ties(
    observations: pd.DataFrame, lists: Lists | None = None
) -> frozenset[tuple[Unit, float]]:
    """Find the ranks that one source prints for two units of one list or more.

    Parameters
    ----------
    observations : DataFrame
        Printed and derived rows, with source.
    lists : mapping, optional
        Which of several lists ranks a unit.

    Returns
    -------
    frozenset
        Unit and rank.
    """
    ranks = observations[
        observations.level.isin(RANKED)
        & (observations.measure == "rank")
        & (observations.period == "")
        & (observations.derived == 0)
    ]
    holders: dict[tuple, set[Unit]] = defaultdict(set)
    for row in ranks.itertuples():
        place = (row.source_id, roll(unit_of(row), lists or {}), float(row.value))
        holders[place].add(unit_of(row))
    tied = {place: units for place, units in holders.items() if len(units) > 1}
    return frozenset((unit, rank) for (_, _, rank), units in tied.items() for unit in units)


def in_order(rank: np.ndarray, score: np.ndarray, support: np.ndarray) -> np.ndarray:
    """Find the ranks and scores that agree with each other.

    Of all subsets in which no better rank has a lower score, the largest is believed (it assumes
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
    slack = rounding(score)[:, None] + rounding(score)[None, :] + 1e-9
    better = rank[:, None] < rank[None, :]
    upside_down = better & (score[:, None] < score[None, :] - slack)
    return ~(upside_down | upside_down.T)


def rounding(score: np.ndarray) -> np.ndarray:
    """Return how far each score may be off that is printed with fewer decimals than most."""
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
    slack = rounding(np.array([*(other.score for other in others.values()), score]))[-1] + 1e-9
    ceiling = min((other.score for other in others.values() if other.rank < rank), default=np.inf)
    floor = max((other.score for other in others.values() if other.rank > rank), default=-np.inf)
    return bool(floor - slack <= score <= ceiling + slack)
