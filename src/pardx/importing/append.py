"""New raw rows into a raw table: in its order, once each, nothing replaced unseen."""

from __future__ import annotations

import bisect
import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pardx.data.read import COLUMNS, KEY

Row = dict[str, str]
ORDER = ("level", "indicator", "measure", "entity")


@dataclass(frozen=True)
class Merged:
    """A raw table after an import.

    Attributes
    ----------
    rows : tuple of dict
        All of its rows, in order.
    added, unchanged : int
        New rows, and rows that were there already.
    replaced : tuple of (dict, dict)
        Rows there, with another value, and what the file says instead.
    """

    rows: tuple[Row, ...]
    added: int
    unchanged: int
    replaced: tuple[tuple[Row, Row], ...]


def merge(existing: Iterable[Row], new: Iterable[Row]) -> Merged:
    """Put new rows where the table's order wants them; existing rows keep their place.

    A row of the same figure from the same source is the same row: with an equal value it stays
    as it is, with another one it is replaced and reported.
    """
    rows = list(existing)
    keys = [_place(row) for row in rows]
    places = {_figure(row): position for position, row in enumerate(rows)}
    fresh, unchanged, replaced = [], 0, []
    for row in new:
        position = places.get(_figure(row))
        if position is None:
            fresh.append(row)
        elif _equal(rows[position]["value"], row["value"]):
            unchanged += 1
        else:
            replaced.append((rows[position], row | {"note": rows[position]["note"]}))
            rows[position] = replaced[-1][1]
    for row in fresh:
        position = bisect.bisect_right(keys, _place(row))
        keys.insert(position, _place(row))
        rows.insert(position, row)
    return Merged(tuple(rows), len(fresh), unchanged, tuple(replaced))


def as_text(rows: Iterable[Row]) -> str:
    """Write rows as the text of a raw table."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _figure(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in KEY)


def _place(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in ORDER)


def _equal(one: str, other: str) -> bool:
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return False
