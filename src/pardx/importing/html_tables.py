"""A web page -> grids of its tables, cells repeated over the rows and columns they span."""

from __future__ import annotations

import itertools
import re
import warnings
from typing import TYPE_CHECKING

from pardx.importing.grids import (
    MAX_COLUMNS,
    MAX_ROWS,
    Grid,
    UnreadableTableError,
    decoded,
    laid_out,
    too_large,
)

if TYPE_CHECKING:
    from bs4 import Tag

MAX_TAGS = 20_000
"""A page with the tables of all 63 provinces has a few thousand."""

_OTHER = re.compile(
    r"</?(?!(?:table|thead|tbody|tfoot|tr|td|th|script|style|template)\b)[a-z][^<>]*>",
    re.IGNORECASE,
)
"""Tags that lay out no table: open formatting tags take html5lib quadratic time."""

_NOTE = re.compile(r"<sup\b[^<>]*>\s*([\d*†‡]{1,2})\s*</sup>", re.IGNORECASE)
"""A footnote mark, which would else be a digit of the figure or name before it."""

MAX_DEPTH = 40
"""How deep tables may be nested in each other."""


def read_page(content: bytes) -> list[Grid]:
    """Read the tables of a page.

    Raises
    ------
    UnreadableTableError
        Of :func:`too_large`, or when the page says that its text is not UTF-8.
    """
    from bs4 import BeautifulSoup

    if content.count(b"<") > MAX_TAGS:
        raise too_large(f"{content.count(b'<'):,} HTML tags", f"{MAX_TAGS:,}")
    declared = re.search(rb"charset=[\"']?([\w-]+)", content[:4096])
    name = declared[1].decode("ascii", "replace") if declared else "utf-8"
    text, legacy = decoded(content)
    if legacy or name.casefold() not in {"utf-8", "utf8", "utf-16", "us-ascii", "ascii"}:
        said = f"the page says its text is {name}" if declared else "the page is no UTF-8 text"
        raise UnreadableTableError(f"{said}; fix: save the page as UTF-8")
    opened = re.findall(r"<(/?)(?:table|template)\b", text, re.IGNORECASE)
    steps = (-1 if end else 1 for end in opened)
    depths = itertools.accumulate(steps, lambda depth, step: max(0, depth + step))
    if max(depths, default=0) > MAX_DEPTH:
        raise too_large("deeply nested tables", f"{MAX_DEPTH} levels")
    with warnings.catch_warnings(action="ignore"):
        soup = BeautifulSoup(_OTHER.sub(" ", _NOTE.sub(r" (\1)", text)), "html5lib")
    for hidden in soup(["script", "style", "template"]):
        hidden.decompose()
    return [
        laid_out(f"table {place}", _spanned(table))
        for place, table in enumerate(soup.find_all("table"), 1)
    ]


def _spanned(table: Tag) -> list[list[str]]:
    """Lay a table out, repeating cells over the columns and rows they span."""
    rows: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    for row in table.find_all("tr"):
        if row.find_parent("table") is table:
            rows.append(_laid_out(row, hanging))
    return rows


def _laid_out(row: Tag, hanging: dict[int, tuple[int, str]]) -> list[str]:
    line: list[str] = []
    for cell in row.find_all(["td", "th"], recursive=False):
        _take_hanging(line, hanging)
        text = cell.get_text(" ")
        down = _span(cell, "rowspan", MAX_ROWS)
        for _ in range(_span(cell, "colspan", MAX_COLUMNS)):
            if down > 1:
                hanging[len(line)] = (down - 1, text)
            line.append(text)
        if len(line) > MAX_COLUMNS:
            raise too_large(f"{len(line):,} columns", f"{MAX_COLUMNS:,} columns")
    _take_hanging(line, hanging)
    return line


def _take_hanging(line: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    while len(line) in hanging:
        left, text = hanging.pop(len(line))
        if left > 1:
            hanging[len(line)] = (left - 1, text)
        line.append(text)


def _span(cell: Tag, name: str, limit: int) -> int:
    said = str(cell.get(name, "1")).strip()
    return min(max(int(said), 1), limit) if re.fullmatch(r"\d{1,9}", said, re.ASCII) else 1
