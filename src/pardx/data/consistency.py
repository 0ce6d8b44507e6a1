"""Arithmetic that published figures must obey, which break it, and what replaces those.

======  =====================================================================================
order   a score lies between the scores of the ranks around it
place   no two units of one list share one rank, unless a source prints the tie
sum     the parts of a total, times their weights, add up to it within 0.01
        (``data/catalogue/sums.csv``; ``sum_exceptions.csv`` names the years that do not)
parts   a share of the nation lies between those of ministries and of localities until the
        same month
change  a level is last year's level plus the printed change; a rank is last year's rank less
        the places gained; a mean is last year's mean plus its printed change
======  =====================================================================================

A printed change is read forward here, from the year before. Read backward it is a row of
``data/raw`` of the year before, with its source and marked as derived: quality C, which never
confirms the year it was derived from.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from pardx.data.crosschecks import (
    CHANGE_OF,
    FINE,
    SHARE,
    WITHIN,
    Evidence,
    Unit,
    fits,
    roll,
    unit_of,
)

EXTREMES = {
    "Thấp nhất 63 tỉnh": ("province", min),
    "Cao nhất 63 tỉnh": ("province", max),
    "Thấp nhất 34 tỉnh": ("unit34", min),
    "Cao nhất 34 tỉnh": ("unit34", max),
}
"""National rows that print the lowest or the highest score: of which units, and which end."""

NATION, PARTS = "national", ("ministry_group", "locality_group")
"""Levels of a share of all dossiers, and of those that together are all."""

UNTIL = r"^(\d{4})-M\d\d\.\.M(\d\d)$"
"""A period cumulated within a year, and its last month."""

BROKEN = "breaks an identity"
DERIVED = "derived by an identity"


def judge(row: NamedTuple, evidence: Evidence) -> dict[str, bool]:
    """Check one value by every identity that can be applied.

    Parameters
    ----------
    row : NamedTuple
        A row of a table of figures, as ``itertuples`` gives it.
    evidence : Evidence
        Other figures; the figure's own value in it is not used.

    Returns
    -------
    dict
        Name of an identity -> kept or broken; identities that cannot be applied are absent.
    """
    if row.period:
        return {}
    checks = {
        "order": (_is_extreme if row.entity in EXTREMES else _keeps_order)(row, evidence),
        "place": _keeps_place(row, evidence),
        "sum": _keeps_sum(row, evidence),
        "change": _keeps_change(row, evidence),
    }
    return {name: kept for name, kept in checks.items() if kept is not None}


def _keeps_order(row: NamedTuple, evidence: Evidence) -> bool | None:
    own = unit_of(row)
    listed = roll(own, evidence.lists)
    if listed is None or row.measure not in ("rank", "score"):
        return None
    tested = []
    for (among, scale), believed in evidence.believed.items():
        if among != listed or (row.measure == "score" and scale != row.unit):
            continue
        other, unit = ("score", scale) if row.measure == "rank" else ("rank", "rank")
        known = evidence.levels.get((own, other), {}).get(unit)
        if known is not None:
            pair = (row.value, known[0]) if row.measure == "rank" else (known[0], row.value)
            tested.append(fits(pair, {one: p for one, p in believed.items() if one != own}))
    return all(tested) if tested else None


def _is_extreme(row: NamedTuple, evidence: Evidence) -> bool | None:
    """Compare a printed lowest or highest score with every province's."""
    level, end = EXTREMES[row.entity]
    known = [
        values[row.unit][0]
        for (unit, measure), values in evidence.levels.items()
        if (unit[0], unit[3], measure) == (level, row.indicator, row.measure) and row.unit in values
    ]
    if not known:
        return None
    return end([row.value, *known]) == row.value


def _keeps_place(row: NamedTuple, evidence: Evidence) -> bool | None:
    own = unit_of(row)
    listed = roll(own, evidence.lists)
    if listed is None or row.measure != "rank":
        return None
    if (own, row.value) in evidence.ties:
        return True
    return not evidence.holders.get((listed, row.value), {}).keys() - {own}


def _keeps_sum(row: NamedTuple, evidence: Evidence) -> bool | None:
    if row.measure != "score":
        return None
    added = [total for total, _ in evidence.sums(unit_of(row))]
    slack = FINE.get(row.unit, WITHIN)
    return any(abs(total - row.value) <= slack for total in added) if added else None


def _keeps_change(row: NamedTuple, evidence: Evidence) -> bool | None:
    if row.measure not in CHANGE_OF.values():
        return None
    expected = evidence.expected(unit_of(row), row.measure)
    return None if expected is None else expected.holds(row.value)


def verified(chosen: pd.DataFrame, evidence: Evidence) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Let the values give way that break an identity which their neighbours keep.

    Parameters
    ----------
    chosen : DataFrame
        One value per figure, its index without duplicates.
    evidence : Evidence
        Of the same values.

    Returns
    -------
    chosen : DataFrame
        What is left, with the replacements that another identity gives.
    record : list of DataFrame
        What gave way and what replaced it, as rows of the conflicts.
    """
    record = []
    for name, find in VERIFICATIONS.items():
        labels = find(chosen, evidence)
        if labels:
            gone = chosen.loc[labels].assign(settled_by=BROKEN, used=False, breaks=name)
            chosen = chosen.drop(labels)
            replaced = _replacements(gone, replace(evidence, values=chosen))
            chosen = pd.concat([chosen, replaced])
            evidence = replace(evidence, values=chosen)
            record += [gone, replaced]
    return chosen, record


def _sharing_a_place(chosen: pd.DataFrame, evidence: Evidence) -> list[int]:
    """Of two units on one rank, the better supported stays; a fitting score supports."""
    labels = _labels(chosen, "rank")
    found = []
    for (listed, rank), holders in evidence.holders.items():
        apart = {unit for unit in holders if (unit, rank) not in evidence.ties}
        if len(holders) > 1 and apart:
            fitting = {
                unit
                for (among, _), believed in evidence.believed.items()
                if among == listed
                for unit in believed
            }
            strength = {unit: support + (unit in fitting) for unit, support in holders.items()}
            most = max(strength.values())
            leaders = [unit for unit in holders if strength[unit] == most]
            weak = [unit for unit in apart if strength[unit] < most or len(leaders) > 1]
            found += [labels[unit, "rank"] for unit in weak]
    return sorted(found)


def _labels(chosen: pd.DataFrame, measure: str) -> dict[tuple[Unit, str], int]:
    """Find a row by whose figure it is and its unit of measure."""
    rows = chosen[(chosen.period == "") & (chosen.measure == measure)]
    return {(unit_of(row), row.unit): row.Index for row in rows.itertuples()}


def _out_of_order(chosen: pd.DataFrame, evidence: Evidence) -> list[int]:
    """Of a rank and a score that break the order, the less supported gives way, or both."""
    ranks, scores = _labels(chosen, "rank"), _labels(chosen, "score")
    found = []
    for (listed, scale), pairs in evidence.pairs.items():
        for unit in pairs.keys() - set(evidence.believed[listed, scale]):
            pair = pairs[unit]
            if pair.rank_support <= pair.score_support:
                found.append(ranks[unit, "rank"])
            if pair.score_support <= pair.rank_support:
                found.append(scores[unit, scale])
    return sorted(set(found))


def _not_adding_up(chosen: pd.DataFrame, evidence: Evidence) -> list[int]:
    """Of a total and its parts, the less supported give way; other identities support a total."""
    found = []
    totals = chosen[chosen.indicator.isin(list(evidence.ways)) & (chosen.measure == "score")]
    for row in totals.itertuples():
        verdict = judge(row, evidence)
        if verdict.get("sum", True):
            continue
        parts = {part for _, way in evidence.sums(unit_of(row)) for part in way}
        addends = _addends(chosen, row, parts)
        strength = row.support + verdict.get("order", False) + verdict.get("change", False)
        found += [row.Index] if strength <= addends.support.max() else []
        found += list(addends.index) if addends.support.max() <= strength else []
    return sorted(set(found))


def _addends(chosen: pd.DataFrame, total: NamedTuple, parts: set[str]) -> pd.DataFrame:
    return chosen[
        (chosen.level == total.level)
        & (chosen.entity == total.entity)
        & chosen.indicator.isin(parts)
        & (chosen.measure == "score")
        & (chosen.unit != SHARE)
        & (chosen.period == "")
    ]


def _not_following(chosen: pd.DataFrame, evidence: Evidence) -> list[int]:
    """Find the printed changes that the two levels contradict: levels are what is announced."""
    found = []
    for row in chosen[chosen.measure.isin(CHANGE_OF) & (chosen.period == "")].itertuples():
        unit, measure = unit_of(row), CHANGE_OF[row.measure]
        expected, now = evidence.expected(unit, measure), evidence.levels.get((unit, measure), {})
        exact = expected is not None and expected.low == expected.high
        if exact and now and not any(expected.holds(value) for value, _ in now.values()):
            found.append(row.Index)
    return found


def _outside_its_parts(chosen: pd.DataFrame, evidence: Evidence) -> list[int]:
    """Find the shares of the nation that lie outside both of its parts."""
    shares = chosen[(chosen.measure == "share") & chosen.level.isin([NATION, *PARTS])]
    until = shares.period.replace(UNTIL, r"\1-\2", regex=True)
    found = []
    for _, alike in shares.groupby([shares.indicator, shares.unit, until]):
        parts = alike.value[alike.level.isin(PARTS)].astype(float)
        if {*alike.level} >= {*PARTS}:
            whole = alike[alike.level == NATION]
            inside = whole.value.astype(float).between(parts.min() - WITHIN, parts.max() + WITHIN)
            found += list(whole.index[~inside])
    return sorted(found)


VERIFICATIONS = {
    "place": _sharing_a_place,
    "order": _out_of_order,
    "sum": _not_adding_up,
    "parts": _outside_its_parts,
    "change": _not_following,
}
"""Which values give way to which identity, in this order: each step sees what is left."""


def _replacements(gone: pd.DataFrame, evidence: Evidence) -> pd.DataFrame:
    """Derive what a value must be, where last year's level and the parts do not disagree."""
    found = [_derived(row, evidence) for row in gone.itertuples()]
    nothing = {"sources": "", "publishers": 0, "authority": 0, "printed": 0, "support": 0}
    replaced = gone.assign(settled_by=DERIVED, used=True, breaks="", **nothing)
    replaced[["value", "keeps"]] = pd.DataFrame(found, gone.index, ["value", "keeps"])
    return replaced[replaced.value.notna()].rename(index=lambda label: -1 - label)


def _derived(row: NamedTuple, evidence: Evidence) -> tuple[float, str]:
    """Return a value, and the identity that gives it: a sum only where no change does."""
    unit, options = unit_of(row), []
    if row.measure in CHANGE_OF.values():
        expected = evidence.expected(unit, row.measure)
        exact = expected and expected.low == expected.high
        options += [(expected.low, "change")] if exact else []
    if row.measure == "score":
        options += [(total, "sum") for total, _ in evidence.sums(unit)]
    values = [value for value, _ in options]
    if not options or max(values) - min(values) > WITHIN or values[0] == row.value:
        return float("nan"), ""
    verdict = judge(row._replace(value=values[0]), evidence)
    return options[0] if all(verdict.values()) else (float("nan"), "")
