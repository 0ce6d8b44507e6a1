"""Settled values held against the identities: which give way, and what replaces them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from pardx.data.crosschecks import (
    CHANGE_OF,
    WITHIN,
    Evidence,
    Level,
    Lists,
    Roll,
    Unit,
    Ways,
    unit_of,
)
from pardx.data.identities import judge

BROKEN = "breaks an identity"
DERIVED = "derived by an identity"


class Around(NamedTuple):
    """What stays the same while a year is settled: the last four fields of an Evidence."""

    earlier: Mapping[tuple[Unit, str], Level]
    ways: Ways
    ties: frozenset[tuple[Unit, float]]
    lists: Lists


def verified(standing: pd.DataFrame, around: Around) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Let the values give way that break an identity which their neighbours keep.

    Returns
    -------
    standing : DataFrame
        What is left, with the replacements that another identity gives.
    record : list of DataFrame
        What gave way and what replaced it, as rows of the conflicts.
    """
    record, evidence = [], Evidence(standing, *around)
    for name, find in VERIFICATIONS.items():
        labels = find(standing, evidence)
        if labels:
            gone = standing.loc[labels].assign(settled_by=BROKEN, used=False, breaks=name)
            standing = standing.drop(labels)
            replaced = _replacements(gone, Evidence(standing, *around))
            standing = pd.concat([standing, replaced])
            evidence = Evidence(standing, *around)
            record += [gone, replaced]
    return standing, record


def _sharing_a_place(standing: pd.DataFrame, evidence: Evidence) -> list[int]:
    """Of two units on one rank, the better supported stays; a fitting score supports."""
    labels = _labels(standing, "rank")
    found = []
    for (listed, rank), holders in evidence.holders.items():
        apart = {unit for unit in holders if (unit, rank) not in evidence.ties}
        if len(holders) > 1 and apart:
            strength = {
                unit: support + _has_fitting_score(listed, unit, evidence)
                for unit, support in holders.items()
            }
            most = max(strength.values())
            leaders = [unit for unit in holders if strength[unit] == most]
            weak = [unit for unit in apart if strength[unit] < most or len(leaders) > 1]
            found += [labels[unit, "rank"] for unit in weak]
    return sorted(found)


def _has_fitting_score(listed: Roll, unit: Unit, evidence: Evidence) -> bool:
    known = [believed for (among, _), believed in evidence.believed.items() if among == listed]
    return any(unit in believed for believed in known)


def _labels(standing: pd.DataFrame, measure: str) -> dict[tuple[Unit, str], int]:
    """Find a row by whose figure it is and its unit of measure."""
    rows = standing[(standing.period == "") & (standing.measure == measure)]
    return {(unit_of(row), row.unit): row.Index for row in rows.itertuples()}


def _out_of_order(standing: pd.DataFrame, evidence: Evidence) -> list[int]:
    """Of a rank and a score that break the order, the less supported gives way, or both."""
    ranks, scores = _labels(standing, "rank"), _labels(standing, "score")
    found = []
    for (listed, scale), pairs in evidence.pairs.items():
        for unit in pairs.keys() - set(evidence.believed[listed, scale]):
            pair = pairs[unit]
            if pair.rank_support <= pair.score_support:
                found.append(ranks[unit, "rank"])
            if pair.score_support <= pair.rank_support:
                found.append(scores[unit, scale])
    return sorted(set(found))


def _not_adding_up(standing: pd.DataFrame, evidence: Evidence) -> list[int]:
    """Of a total and its parts, the less supported give way; other identities support a total."""
    found = []
    totals = standing[standing.indicator.isin(list(evidence.ways)) & (standing.measure == "score")]
    for row in totals.itertuples():
        verdict = judge(row, evidence)
        if verdict.get("sum", True) or row.unit not in ("percent", "points"):
            continue
        parts = {part for _, way in evidence.sums(unit_of(row)) for part in way}
        addends = _addends(standing, row, parts)
        strength = row.support + verdict.get("order", False) + verdict.get("change", False)
        found += [row.Index] if strength <= addends.support.max() else []
        found += list(addends.index) if addends.support.max() <= strength else []
    return sorted(set(found))


def _addends(standing: pd.DataFrame, total: NamedTuple, parts: set[str]) -> pd.DataFrame:
    return standing[
        (standing.level == total.level)
        & (standing.entity == total.entity)
        & standing.indicator.isin(parts)
        & (standing.measure == "score")
        & (standing.unit == "points")
        & (standing.period == "")
    ]


def _not_following(standing: pd.DataFrame, evidence: Evidence) -> list[int]:
    """Find the printed changes that the two levels contradict: levels are what is announced."""
    found = []
    for row in standing[standing.measure.isin(CHANGE_OF) & (standing.period == "")].itertuples():
        unit, measure = unit_of(row), CHANGE_OF[row.measure]
        expected, now = evidence.expected(unit, measure), evidence.levels.get((unit, measure), {})
        exact = expected is not None and expected.low == expected.high
        if exact and now and not any(expected.holds(value) for value, _ in now.values()):
            found.append(row.Index)
    return found


VERIFICATIONS = {
    "place": _sharing_a_place,
    "order": _out_of_order,
    "sum": _not_adding_up,
    "change": _not_following,
}
"""Which values give way to which identity, in this order: each step sees what is left."""


def _replacements(gone: pd.DataFrame, evidence: Evidence) -> pd.DataFrame:
    """Derive what a value must be, where last year's level and the parts do not disagree."""
    values = pd.Series([_derived(row, evidence) for row in gone.itertuples()], index=gone.index)
    nothing = {"sources": "", "publishers": 0, "authority": 0, "printed": 0, "support": 0}
    replaced = gone.assign(value=values, settled_by=DERIVED, used=True, breaks="", **nothing)
    return replaced[values.notna()].rename(index=lambda label: -1 - label)


def _derived(row: NamedTuple, evidence: Evidence) -> float:
    unit, options = unit_of(row), []
    if row.measure in CHANGE_OF.values():
        expected = evidence.expected(unit, row.measure)
        options += [expected.low] if expected and expected.low == expected.high else []
    if row.measure == "score":
        options += [total for total, _ in evidence.sums(unit)]
    if not options or max(options) - min(options) > WITHIN or options[0] == row.value:
        return float("nan")
    verdict = judge(row._replace(value=options[0]), evidence)
    return options[0] if all(verdict.values()) else float("nan")
