"""The smallest set of printed figures of a list that cannot all be right."""

from __future__ import annotations

from collections.abc import Iterable

from pardx.data.fitting import Printed, Program
from pardx.data.places import ClashError, occupied

Figure = tuple[str, str]
"""Measure and unit, region or place, as :meth:`pardx.data.fitting.Printed.figures` names them."""


def fits(printed: Printed) -> bool:
    """Say whether some list of all units agrees with everything that is printed."""
    try:
        Program(printed).solve()
    except ClashError:
        return False
    return True


def smallest_clash(printed: Printed) -> list[Figure]:
    """Find figures that contradict each other, none of which can be left out.

    Ranks that need one place are named at once. Else a deletion filter (Chinneck and Dravnieks
    1991) takes away whatever leaves the contradiction as it is, ranks last: first many at a time,
    then one by one, from both ends of the list, of which the smaller set is kept.

    Returns
    -------
    list of tuple
        Empty when everything fits.
    """
    try:
        occupied(printed.rank)
    except ClashError as clash:
        return [*clash.figures]
    if fits(printed):
        return []
    ranks, others = (
        [figure for figure in printed.figures() if (figure[0] == "rank") == ranked]
        for ranked in (True, False)
    )
    found = min((_filtered(printed, order, ranks) for order in (others, others[::-1])), key=len)
    return [*_filtered(printed, ranks, found), *found]


def _filtered(
    printed: Printed, figures: Iterable[Figure], standing: Iterable[Figure]
) -> list[Figure]:
    """Take away figures as long as the rest contradicts itself beside those that stand."""
    kept = [*figures]
    size = len(kept) // 2 or 1
    while size:
        at = 0
        while at < len(kept):
            rest = kept[:at] + kept[at + size :]
            if fits(printed.only({*standing, *rest})):
                at += size
            else:
                kept = rest
        size //= 2
    return kept
