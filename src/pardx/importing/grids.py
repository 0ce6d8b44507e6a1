"""Grids of the texts that cells show, within limits."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from pardx.errors import PardxError

MAX_ROWS = 100_000
MAX_COLUMNS = 2_000
MAX_CELLS = 1_000_000
MAX_TEXT = 300
"""Longest text of a cell: a name, a figure or a heading is shorter, and a longer one is cut."""

SAVE = "open it in a spreadsheet and save it as .xlsx"


class UnreadableTableError(PardxError):
    """A file that holds no table this project can read."""


@dataclass(frozen=True, eq=False)
class Grid:
    """One sheet or table as text.

    Attributes
    ----------
    name : str
        Sheet name, or which table of the page.
    rows : tuple of tuple of str
        All of one width; merged cells repeat their text, hidden ones are empty.
    remarks : tuple of str
        What was done to read it, and what was not read.
    numeric : frozenset of (int, int)
        Row and column, from 0, of cells that are numbers: a point separates their decimals.
    legacy : bool
        Whether it was read from bytes that are no Unicode text: to be named, never taken.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    remarks: tuple[str, ...] = ()
    numeric: frozenset[tuple[int, int]] = frozenset()
    legacy: bool = False


def too_large(found: str, limit: str) -> UnreadableTableError:
    """Return the error that says what a file has too much of."""
    fix = "cut it down to the table itself"
    return UnreadableTableError(f"the file has {found}; a table has at most {limit}; fix: {fix}")


@lru_cache(maxsize=MAX_ROWS)
def tidy(text: str) -> str:
    """Write a text in NFC, on one line, without invisible signs, cut at :data:`MAX_TEXT`."""
    normal = unicodedata.normalize("NFC", text[: 2 * MAX_TEXT])
    if not normal.isprintable():
        normal = "".join(
            sign for sign in normal if sign.isspace() or unicodedata.category(sign)[0] != "C"
        )
    line = " ".join(normal.split())
    return line if len(line) <= MAX_TEXT else f"{line[:MAX_TEXT]}…"


def laid_out(name: str, rows: list[list[str]], **more: object) -> Grid:
    """Pad rows to one width, within the limits; ``more`` are further fields of :class:`Grid`.

    Raises
    ------
    UnreadableTableError
        Of :func:`too_large`, beyond the limits.
    """
    width = max(map(len, rows), default=0)
    if len(rows) > MAX_ROWS or width > MAX_COLUMNS or len(rows) * width > MAX_CELLS:
        raise too_large(f"{len(rows):,} rows of {width:,} columns", f"{MAX_CELLS:,} cells")
    padded = (tuple(map(tidy, row)) + ("",) * (width - len(row)) for row in rows)
    return Grid(name, tuple(padded), **more)


def decoded(content: bytes) -> tuple[str, bool]:
    """Read bytes as text; and whether they are none and were read byte by byte.

    Raises
    ------
    UnreadableTableError
        When the file holds NUL bytes.
    """
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    encoding = next((name for mark, name in marks.items() if content.startswith(mark)), "utf-8")
    try:
        text, legacy = content.decode(encoding), False
    except UnicodeDecodeError:
        text, legacy = content.decode("cp1252", "replace"), True
    if "\0" in text:
        raise UnreadableTableError("the file holds NUL bytes: no text; fix: export the table again")
    return text, legacy
