"""Open a spreadsheet, CSV or HTML file as grids of text, within limits set before parsing."""

from __future__ import annotations

import csv
import datetime
import io
import re
import unicodedata
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pardx.errors import PardxError, UsageError

if TYPE_CHECKING:
    from bs4 import Tag
    from openpyxl.cell.cell import Cell

MAX_BYTES = 20_000_000
"""Largest file; the tables of all 63 provinces take a few hundred kilobytes."""

MAX_UNPACKED = 60_000_000
"""Largest content of a workbook once unpacked: a zip bomb stops here, before it is unpacked."""

MAX_ROWS = 20_000
MAX_COLUMNS = 400
MAX_CELLS = 1_000_000
MAX_TAGS = 40_000
"""A page with the tables of all 63 provinces has a few thousand."""

MAX_DEPTH = 200
"""How deep tags may be nested in a table."""

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
DELIMITERS = ",;\t|"


class UnreadableTableError(PardxError):
    """A file that holds no table this project can read."""


@dataclass(frozen=True)
class Grid:
    """One sheet or table as text.

    Attributes
    ----------
    name : str
        Sheet name, or which table of the page.
    rows : tuple of tuple of str
        All of one width; merged cells repeat their text.
    remarks : tuple of str
        What was done to read it.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    remarks: tuple[str, ...] = ()


def open_grids(path: Path) -> list[Grid]:
    """Read all sheets or tables of a file; its content, not its name, says what it is.

    Raises
    ------
    UsageError
        When there is no such regular file.
    UnreadableTableError
        When it is too large, broken, empty or of another kind.
    """
    content = _content(path)
    grids = [grid for grid in _reader(content)(content) if any(map(any, grid.rows))]
    if not grids:
        raise UnreadableTableError(f"{path.name} holds no table; give one with a row per province")
    return grids


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise UsageError(f"FILE={str(path)[:200]!r} is no file; give an .xlsx, .csv or .html")
        if (size := path.stat().st_size) > MAX_BYTES:
            raise _too_large(f"{size:,} bytes", f"{MAX_BYTES:,}")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise UsageError(f"FILE={str(path)[:200]!r} cannot be read: {error}") from error


def _too_large(found: str, limit: str) -> UnreadableTableError:
    fix = "cut it down to the table itself"
    return UnreadableTableError(f"the file has {found}; a table has at most {limit}; fix: {fix}")


def _reader(content: bytes) -> Callable[[bytes], Iterable[Grid]]:
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content.startswith(OLD_EXCEL):
        fix = "save it as .xlsx without a password"
        raise UnreadableTableError(f"this is an old .xls or a protected workbook; fix: {fix}")
    if content.startswith(b"PK"):
        return _workbook
    if re.match(rb"<(!doctype html|html|head|body|table|div|\?xml|meta|!--)", start):
        return _page
    if content.startswith(b"%PDF"):
        raise UnreadableTableError("this is a PDF; fix: export its table to .xlsx or .csv first")
    return _separated


def _tidy(text: object) -> str:
    """Write a text in NFC, on one line, without invisible signs."""
    normal = unicodedata.normalize("NFC", str(text))
    visible = (sign for sign in normal if sign.isspace() or unicodedata.category(sign)[0] != "C")
    return " ".join("".join(visible).split())


def _grid(name: str, rows: list[list[str]], remarks: Iterable[str] = ()) -> Grid:
    """Pad rows to one width, within the limits."""
    width = max(map(len, rows), default=0)
    if len(rows) > MAX_ROWS or width > MAX_COLUMNS or len(rows) * width > MAX_CELLS:
        raise _too_large(f"{len(rows):,} rows of {width:,} columns", f"{MAX_ROWS:,} rows")
    padded = (tuple(_tidy(cell) for cell in row) + ("",) * (width - len(row)) for row in rows)
    return Grid(name, tuple(padded), tuple(remarks))


# --- CSV -----------------------------------------------------------------------------------


def _separated(content: bytes) -> list[Grid]:
    text = _decoded(content)
    if text.count("\n") > MAX_ROWS or text.count("\r") > 2 * MAX_ROWS:
        raise _too_large(f"{text.count(chr(10)):,} lines", f"{MAX_ROWS:,} rows")
    try:
        readings = [
            list(csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True))
            for sign in DELIMITERS
        ]
    except csv.Error as error:
        fix = "check the quotes in the file"
        raise UnreadableTableError(
            f"the text cannot be split into columns ({error}); fix: {fix}"
        ) from error

    def agreement(rows: list[list[str]]) -> int:
        """Count the rows of the most common width, when it is more than one column."""
        widths = Counter(len(row) for row in rows if len(row) > 1)
        return max(widths.values(), default=0)

    return [_grid("text", max(readings, key=agreement))]


def _decoded(content: bytes) -> str:
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    encoding = next((name for mark, name in marks.items() if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        fix = "save it again as UTF-8 (in a spreadsheet: 'CSV UTF-8')"
        raise UnreadableTableError(
            f"byte {error.start} is no {encoding} text; fix: {fix}"
        ) from error
    if "\0" in text:
        raise UnreadableTableError("the file holds NUL bytes: no text; fix: export the table again")
    return text


# --- Workbooks -----------------------------------------------------------------------------


def _workbook(content: bytes) -> list[Grid]:
    import openpyxl

    broken = "the workbook is damaged or incomplete; fix: open and save it again, or fetch it anew"
    try:
        _inspect(content)
        with warnings.catch_warnings(action="ignore"):
            stored = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
            written = openpyxl.load_workbook(io.BytesIO(content))
    except PardxError:
        raise
    except Exception as error:  # openpyxl lets any error of zip, XML or conversion through
        raise UnreadableTableError(f"{broken} ({type(error).__name__})") from error
    sheets = [sheet for sheet in stored.worksheets if sheet.sheet_state == "visible"]
    return [_sheet(sheet, written[sheet.title]) for sheet in sheets]


def _inspect(content: bytes) -> None:
    """Compare a workbook's declared sizes, entities and merged areas with the limits.

    ``zipfile`` never unpacks more than a member declares, so the declared size is a bound.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = sum(member.file_size for member in archive.infolist())
        if size > MAX_UNPACKED:
            raise _too_large(f"{size:,} bytes unpacked", f"{MAX_UNPACKED:,}")
        for member in archive.namelist():
            if member.endswith((".xml", ".rels")):
                _inspect_member(archive.read(member))


def _inspect_member(text: bytes) -> None:
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise UnreadableTableError(
            "the workbook declares XML entities; fix: save it with a spreadsheet"
        )
    for area in re.findall(rb"<mergeCell [^>]*ref=\"([A-Z]+)(\d+):([A-Z]+)(\d+)\"", text):
        _check_area(*(part.decode() for part in area))
    rows = [int(row) for row in re.findall(rb"<row [^>]*?\br=\"(\d{1,9})\"", text)]
    if rows and max(rows) > MAX_ROWS:
        raise _too_large(f"a cell in row {max(rows):,}", f"{MAX_ROWS:,} rows")


def _check_area(left: str, top: str, right: str, bottom: str) -> None:
    from openpyxl.utils import column_index_from_string

    width = column_index_from_string(right) - column_index_from_string(left) + 1
    if width > MAX_COLUMNS or int(bottom) - int(top) >= MAX_ROWS:
        raise _too_large(f"a merged area {left}{top}:{right}{bottom}", f"{MAX_ROWS:,} rows")


def _sheet(stored: Iterable, written: Iterable) -> Grid:
    """Read a sheet's stored results; a formula that was never calculated has none."""
    if stored.max_row > MAX_ROWS or stored.max_column > MAX_COLUMNS:
        raise _too_large(f"cells out to {stored.dimensions}", f"{MAX_ROWS:,} rows")
    formulas = [cell for row in written.iter_rows() for cell in row if cell.data_type == "f"]
    empty = [cell for cell in formulas if stored[cell.coordinate].value is None]
    if empty:
        fix = "open it in a spreadsheet, let it calculate, and save"
        first = f"{stored.title}!{empty[0].coordinate}"
        raise UnreadableTableError(f"{first} is a formula without a stored result; fix: {fix}")
    rows = [[_shown(cell) for cell in row] for row in stored.iter_rows()]
    for area in stored.merged_cells.ranges:
        for row, column in area.cells:
            rows[row - 1][column - 1] = rows[area.min_row - 1][area.min_col - 1]
    remark = [f"{len(formulas)} formulas: their stored results are read"] if formulas else []
    return _grid(f"sheet {stored.title}", rows, remark)


def _shown(cell: Cell) -> str:
    """Write a cell as a reader sees it: 0.8479 in percent format is 84.79%."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime.date | datetime.time):
        return f"date {value}"
    if isinstance(value, float) and "%" in (cell.number_format or ""):
        return f"{value * 100:.12g}%"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


# --- HTML ----------------------------------------------------------------------------------


def _page(content: bytes) -> list[Grid]:
    from bs4 import BeautifulSoup

    if content.count(b"<") > MAX_TAGS:
        raise _too_large(f"{content.count(b'<'):,} HTML tags", f"{MAX_TAGS:,}")
    with warnings.catch_warnings(action="ignore"):
        soup = BeautifulSoup(_decoded_page(content), "html5lib")
    for hidden in soup(["script", "style", "template"]):
        hidden.decompose()
    return [
        _grid(f"table {place}", _spanned(table))
        for place, table in enumerate(soup.find_all("table"), 1)
    ]


def _decoded_page(content: bytes) -> str:
    declared = re.search(rb"charset=[\"']?([\w-]+)", content[:4096])
    name = declared[1].decode() if declared else "utf-8"
    if name.casefold() not in {"utf-8", "utf8", "utf-16", "us-ascii", "ascii"}:
        fix = "save the page as UTF-8"
        raise UnreadableTableError(f"the page says its text is {name}, not UTF-8; fix: {fix}")
    return _decoded(content)


def _spanned(table: Tag) -> list[list[str]]:
    """Lay a table out, repeating cells over the columns and rows they span."""
    rows: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    if len([*table.parents]) > MAX_DEPTH:
        raise _too_large("deeply nested tags", f"{MAX_DEPTH} levels")
    own = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    if len(own) > MAX_ROWS:
        raise _too_large(f"{len(own):,} rows", f"{MAX_ROWS:,} rows")
    for row in own:
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
            raise _too_large(f"{len(line):,} columns", f"{MAX_COLUMNS:,} columns")
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
