"""What a list of a year's figures must keep, and which of them break it: refused, never mended."""

from __future__ import annotations

import bisect
import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

ODD = 2
"""Units that a table may print out of order: more, and it is read wrongly."""

NEAR = 0.015
"""How far a total may be from the sum of its parts: each is rounded to 0.01."""

MOST_WRONG = 0.2
"""Share of a list out of order from which on the column is not what it is taken for."""

TRIED, SEEN, SETS = 10, 300, 150
"""Columns, rows and sets of columns in which the parts of a total are looked for."""

SAME = 0.8
"""Share of rows that columns must add up in to be taken for the parts of a total."""


def misplaced(
    ranks: Mapping[str, int], scores: Mapping[str, float], size: int, *, rising: bool | None
) -> dict[str, str]:
    """Find the units whose rank or score cannot be right.

    Parameters
    ----------
    ranks, scores : mapping
        Of one list, by unit.
    size : int
        How many units are ranked; 0 where that is not known.
    rising : bool or None
        Whether a larger score has a larger rank; None where either may be.

    Returns
    -------
    dict
        Unit -> why.
    """
    wrong = {
        unit: f"rank {rank} is beyond 1 to {size}"
        for unit, rank in ranks.items()
        if rank < 1 or (size and rank > size)
    }
    held: dict[int, list[str]] = {}
    for unit, rank in ranks.items():
        held.setdefault(rank, []).append(unit)
    for rank, units in held.items():
        after = range(rank + 1, rank + len(units))
        tied = len({scores.get(unit) for unit in units}) == 1
        if len(units) > 1 and (not tied or any(one in held for one in after)):
            wrong |= dict.fromkeys(units, f"{len(units)} units have rank {rank}")
    if len(ranks) == size and (gaps := {*range(1, size + 1)} - _covered(held)):
        said = f"the list is complete, and no unit has rank {min(gaps)}"
        wrong |= {u: said for u in ranks if abs(ranks[u] - min(gaps)) <= 1 and u not in wrong}
    both = ranks.keys() & scores.keys()
    out = out_of_order(ranks, scores, rising)
    if len(out) > max(2, MOST_WRONG * len(both)):
        said = f"{len(out)} of {len(both)} scores do not follow the ranks: another index, or MAP="
        return dict.fromkeys({*ranks, *scores}, said)
    return {unit: "the score does not follow the rank" for unit in out} | wrong


def _covered(held: Mapping[int, list[str]]) -> set[int]:
    """List the ranks that are held, or passed over after a tie."""
    return {rank + n for rank, units in held.items() for n in range(len(units))}


def parts_of(
    totals: Sequence[float | None], columns: Mapping[str, Sequence[float | None]]
) -> tuple[str, ...]:
    """Find the columns that add up to a total in nearly all rows; none where nothing does.

    Parameters
    ----------
    totals : sequence of float or None
        By row.
    columns : mapping
        Name of a column -> its numbers by row.
    """
    names, seen = [*columns][:TRIED], range(min(len(totals), SEEN))
    sets = itertools.chain(
        *(itertools.combinations(names, n) for n in range(2, min(len(names), 8) + 1))
    )
    for chosen in itertools.islice(sets, SETS):
        known = [row for row in seen if is_known(row, totals, columns, chosen)]
        equal = sum(adds_up(row, totals, columns, chosen) for row in known)
        if len(known) >= 5 and equal >= SAME * len(known):
            return chosen
    return ()


def is_known(
    row: int,
    totals: Sequence[float | None],
    columns: Mapping[str, Sequence[float | None]],
    chosen: Iterable[str],
) -> bool:
    """Say whether a row has the total and all parts."""
    return totals[row] is not None and all(columns[name][row] is not None for name in chosen)


def adds_up(
    row: int,
    totals: Sequence[float | None],
    columns: Mapping[str, Sequence[float | None]],
    chosen: Iterable[str],
) -> bool:
    """Say whether a row's parts add up to its total."""
    return abs(totals[row] - sum(columns[name][row] for name in chosen)) <= NEAR


def repeated(keys: Iterable[tuple], values: Iterable[str]) -> set[tuple]:
    """Find the figures that are given twice, with different values."""
    pairs = Counter(key for key, _ in {*zip(keys, values, strict=True)})
    return {key for key, count in pairs.items() if count > 1}


def strangers(ranks: Iterable[int], size: int) -> str:
    """Say why numbers are no ranks of a list; empty when they may be.

    Of a complete list each rank is one more than the number of units before it; of a part, no
    more than a few units share a rank.
    """
    ranks = sorted(ranks)
    if size and ranks[-1] > size:
        return f"{ranks[-1]} is beyond {size}"
    if ranks[0] < 1:
        return f"{ranks[0]} is below 1"
    shared = len(ranks) - len(set(ranks))
    if shared > max(ODD, len(ranks) // 10):
        return f"{shared} are there already"
    if len(ranks) == size:
        odd = sum(rank != bisect.bisect_left(ranks, rank) + 1 for rank in ranks)
        if odd > max(ODD, size // 10):
            return f"{odd} do not follow those before them"
    return ""


def out_of_order(
    ranks: Mapping[str, int], scores: Mapping[str, float], rising: bool | None = False
) -> list[str]:
    """Find the units whose score does not stand where its rank does.

    Parameters
    ----------
    ranks, scores : mapping
        By what names a unit.
    rising : bool or None
        Whether a larger score has a larger rank; None where either may be.

    Returns
    -------
    list of str
        The units that are not in every longest row of units in order: of two that were
        exchanged both, since nothing says which is wrong.
    """
    if rising is None:
        return min((out_of_order(ranks, scores, one) for one in (False, True)), key=len)
    listed = sorted(ranks.keys() & scores.keys(), key=lambda one: (ranks[one], -scores[one]))
    values = [scores[one] if rising else -scores[one] for one in listed]
    before = _longest(values)
    after = _longest([-value for value in reversed(values)])[::-1]
    most = max(before, default=0)
    on_path = [up + down - 1 == most for up, down in zip(before, after, strict=True)]
    alone = Counter(up for up, best in zip(before, on_path, strict=True) if best)
    return [
        one
        for one, up, best in zip(listed, before, on_path, strict=True)
        if not best or alone[up] > 1
    ]


def _longest(values: list[float]) -> list[int]:
    """Return, for each value, how many in a row never fall and end with it."""
    ends: list[float] = []
    lengths = []
    for value in values:
        place = bisect.bisect_right(ends, value)
        ends[place : place + 1] = [value]
        lengths.append(place + 1)
    return lengths
