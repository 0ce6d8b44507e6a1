"""Arithmetic that published figures must obey, and which of them do not.

======  =====================================================================================
order   a score lies between the scores of the ranks around it
place   no two units of one list stand on one rank, unless a source prints the tie
sum     the parts of a total add up to it within 0.01 (``data/catalogue/sums.csv``)
change  a level is last year's level plus the printed change; a rank is last year's rank less
        the places gained; a mean is last year's mean plus its printed change
======  =====================================================================================

A printed change is read forward here, from the year before. Read backward it is a row of
``data/raw`` of the year before, with its source and marked as derived: quality C, which never
confirms the year it was derived from.
"""

from __future__ import annotations

from pardx.data.crosschecks import CHANGE_OF, WITHIN, Evidence, Figure, unit_of
from pardx.data.order import fits

EXTREMES = {"Thấp nhất 63 tỉnh": min, "Cao nhất 63 tỉnh": max}
"""National rows that print the lowest or the highest score of the provinces."""


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
        "order": (_is_extreme if row.entity in EXTREMES else _keeps_order)(row, evidence),
        "place": _keeps_place(row, evidence),
        "sum": _keeps_sum(row, evidence),
        "change": _keeps_change(row, evidence),
    }
    return {name: kept for name, kept in checks.items() if kept is not None}


def _keeps_order(row: Figure, evidence: Evidence) -> bool | None:
    own = unit_of(row)
    listed = evidence.roll(own)
    if listed is None or row.measure not in ("rank", "score"):
        return None
    tested = [
        fits(pair, {unit: kept for unit, kept in believed.items() if unit != own})
        for (among, scale), believed in evidence.believed.items()
        if among == listed and (row.measure == "rank" or scale == row.unit)
        for pair in _own_pair(row, scale, evidence)
    ]
    return all(tested) if tested else None


def _is_extreme(row: Figure, evidence: Evidence) -> bool | None:
    """Hold a printed lowest or highest score against every province's."""
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
    """Pair the candidate with its unit's score, or rank, where that is known."""
    other, unit = ("score", scale) if row.measure == "rank" else ("rank", "rank")
    found = evidence.levels.get((unit_of(row), other), {}).get(unit)
    if found is None:
        return []
    return [(row.value, found[0]) if row.measure == "rank" else (found[0], row.value)]


def _keeps_place(row: Figure, evidence: Evidence) -> bool | None:
    own = unit_of(row)
    listed = evidence.roll(own)
    if listed is None or row.measure != "rank":
        return None
    if (own, row.value) in evidence.ties:
        return True
    return not evidence.holders.get((listed, row.value), {}).keys() - {own}


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
