"""Which sheets, rows and columns of a file are looked at."""

from __future__ import annotations

import re
from dataclasses import replace

from pardx.importing.grids import Grid, UnreadableTableError, too_large
from pardx.importing.layout import letter

MAX_ROWS = 3_000
MAX_FILLED = 60_000
"""Rows, and cells with a text, of all sheets in which one table is looked for."""


def chosen_grids(grids: list[Grid], said: str) -> list[Grid]:
    """Keep the sheet that ``SHEET=`` names, by name or number; all where it names none.

    Raises
    ------
    UnreadableTableError
        When there is no such sheet.
    """
    if not said or any(grid.legacy for grid in grids):
        return grids
    exact = [
        one for one in grids if said.casefold() in (one.name.casefold(), bare_name(one).casefold())
    ]
    number = [grids[int(said) - 1]] if said.isdigit() and 0 < int(said) <= len(grids) else []
    if not (exact or number):
        listed = ", ".join(bare_name(grid) for grid in grids)
        raise UnreadableTableError(f"SHEET={said[:60]!r} is none of: {listed}")
    return exact or number


def refuse_large(grids: list[Grid]) -> None:
    """Refuse sheets in which one table would be looked for too long.

    Raises
    ------
    UnreadableTableError
        Of :func:`pardx.importing.grids.too_large`.
    """
    rows = max(len(grid.rows) for grid in grids)
    filled = sum(sum(map(bool, row)) for grid in grids for row in grid.rows)
    if rows > MAX_ROWS or filled > MAX_FILLED:
        raise too_large(f"{rows:,} rows and {filled:,} filled cells", f"{MAX_ROWS:,} rows")


def bare_name(grid: Grid) -> str:
    """Return a sheet's own name."""
    return grid.name.removeprefix("sheet ")


def without(grid: Grid, said: str) -> Grid:
    """Empty the rows and columns that ``SKIP=`` names: ``12-80,D``."""
    rows, columns = skipped(said)
    kept = tuple(
        tuple(
            "" if number in rows or letter(place) in columns else text
            for place, text in enumerate(row)
        )
        for number, row in enumerate(grid.rows, 1)
    )
    remark = (f"as said, without {said}",) if said else ()
    return replace(grid, rows=kept, remarks=grid.remarks + remark) if said else grid


def skipped(said: str) -> tuple[set[int], set[str]]:
    """Read ``SKIP=``: rows by number, single or from-to, and columns by letter.

    Raises
    ------
    UnreadableTableError
        When it is neither.
    """
    rows: set[int] = set()
    columns: set[str] = set()
    for part in filter(None, re.split(r"[,;\s]+", said)):
        if found := re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", part, re.ASCII):
            rows |= {*range(int(found[1]), int(found[2] or found[1]) + 1)}
        elif re.fullmatch("[A-Za-z]{1,3}", part):
            columns.add(part.upper())
        else:
            raise UnreadableTableError(
                f"SKIP={part[:40]!r} is no row or column; write rows as 12-80 and columns as D"
            )
    return rows, columns


def whole_grid(grids: list[Grid], said: str) -> Grid:
    """Choose the sheet of a data set, which ``SHEET=`` may name, and begin it at its headings.

    Raises
    ------
    UnreadableTableError
        When there is no such sheet, more than one, or no Unicode text.
    """
    found = [one for one in grids if said in ("", bare_name(one))]
    if not found:
        raise UnreadableTableError(f"SHEET={said[:60]!r} is none of the file's sheets")
    if found[0].legacy:
        raise UnreadableTableError("the file is no UTF-8 text; fix: save it as UTF-8")
    if len(found) > 1 and found[0].name != "text":
        listed = ", ".join(bare_name(one) for one in found)
        raise UnreadableTableError(f"the file has {len(found)} sheets; fix: say SHEET= of {listed}")
    grid = found[0]
    first = next(n for n, row in enumerate(grid.rows) if len({*filter(None, row)}) > 1)
    return replace(grid, rows=grid.rows[first:])
