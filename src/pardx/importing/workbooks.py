"""A workbook (.xlsx) -> grids of what its cells show: formats, merged areas, what is hidden."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING
from xml.parsers import expat

from pardx.errors import PardxError
from pardx.importing.grids import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    SAVE,
    Grid,
    UnreadableTableError,
    laid_out,
    too_large,
)
from pardx.importing.layout import letter

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

MAX_UNPACKED = 40_000_000
"""Largest content of a workbook once unpacked: a zip bomb stops here, before it is unpacked."""

MAX_TAGS = 250_000
"""Most elements of all sheets, styles and texts: some 60,000 cells, read in a few seconds."""

GENERAL = 10
"""Digits that a cell without a format of its own shows."""

DAMAGED = "the workbook is damaged or incomplete; fix: open and save it again, or fetch it anew"


def read_workbook(content: bytes) -> list[Grid]:
    """Read the visible sheets; what a formula gave is read as it was stored.

    Raises
    ------
    UnreadableTableError
        When it is no .xlsx, damaged, too large, or holds formulas that were never calculated.
    PardxError
        As above.
    """
    import openpyxl

    try:
        formulas = _inspect(content)
        with warnings.catch_warnings(action="ignore"):
            stored = openpyxl.load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
            written = stored
            if formulas:
                written = openpyxl.load_workbook(io.BytesIO(content), keep_links=False)
    except PardxError:
        raise
    except Exception as error:  # openpyxl lets any error of zip, XML or conversion through
        raise UnreadableTableError(f"{DAMAGED} ({type(error).__name__})") from error
    shown = [sheet for sheet in stored.worksheets if sheet.sheet_state == "visible"]
    hidden = [sheet.title for sheet in stored.worksheets if sheet not in shown]
    said = [f"hidden sheets are not read: {', '.join(hidden)}"] if hidden else []
    return [_sheet(sheet, written[sheet.title], said) for sheet in shown]


def _inspect(content: bytes) -> bool:
    """Compare declared sizes, elements, entities and merged areas with the limits.

    ``zipfile`` never unpacks more than a member declares, so the declared size is a bound.

    Returns
    -------
    bool
        Whether any cell holds a formula.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        if "xl/workbook.xml" not in names:
            raise UnreadableTableError(_other_kind(names))
        size = sum(member.file_size for member in archive.infolist())
        if size > MAX_UNPACKED:
            raise too_large(f"{size:,} bytes unpacked", f"{MAX_UNPACKED:,}")
        seen = _Elements()
        for name in names:
            if name.endswith((".xml", ".rels")):
                seen.read(archive.read(name))
    return seen.formulas


def _other_kind(names: list[str]) -> str:
    """Say what a zipped file is that is no .xlsx."""
    kinds = {
        "content.xml": "an OpenDocument file (.ods)",
        "xl/workbook.bin": "a binary workbook (.xlsb)",
        "word/document.xml": "a Word document",
    }
    for part, kind in kinds.items():
        if part in names:
            return f"this is {kind}; fix: {SAVE}"
    return f"this is no workbook but another zipped file, or a damaged one; fix: {SAVE}"


class _Elements:
    """Counts the elements of a workbook's parts, and stops at what no table has."""

    def __init__(self) -> None:
        self.count, self.formulas = 0, False

    def read(self, text: bytes) -> None:
        """Read one part."""
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._element
        parser.Parse(text, True)  # noqa: FBT003

    def _doctype(self, *_: object) -> None:
        raise UnreadableTableError(
            "the workbook declares XML entities; fix: save it with a spreadsheet"
        )

    def _element(self, name: str, held: Mapping[str, str]) -> None:
        self.count += 1
        if self.count > MAX_TAGS:
            raise too_large(f"more than {MAX_TAGS:,} cells and other parts", "some 60,000 cells")
        kind = name.rpartition(":")[2]
        if kind == "f":
            self.formulas = True
        elif kind == "row" and held.get("r", "1").isdigit() and int(held.get("r", "1")) > MAX_ROWS:
            raise too_large(f"a cell in row {held['r']}", f"{MAX_ROWS:,} rows")
        elif kind == "mergeCell":
            self._merged(held.get("ref", ""))

    def _merged(self, area: str) -> None:
        from openpyxl.utils import range_boundaries

        left, top, right, bottom = range_boundaries(area)
        self.count += (right - left + 1) * (bottom - top + 1) // 4
        if right - left >= MAX_COLUMNS or self.count > MAX_TAGS:
            raise too_large(f"a merged area {area}", f"{MAX_ROWS:,} rows")


def _sheet(stored: Worksheet, written: Worksheet, remarks: Iterable[str]) -> Grid:
    """Read a sheet's cells that hold something, wherever its formats end."""
    cells = {
        (cell.row - 1, cell.column - 1): cell
        for cell in stored._cells.values()  # iter_rows() would make every cell out to XFD
        if cell.value is not None
    }
    formulas = [cell for cell in written._cells.values() if cell.data_type == "f"]
    _refuse_uncalculated(stored, formulas)
    height = 1 + max((row for row, _ in cells), default=-1)
    width = 1 + max((column for _, column in cells), default=-1)
    if width > MAX_COLUMNS or height * width > MAX_CELLS:
        raise too_large(f"cells out to row {height:,}, column {width:,}", f"{MAX_CELLS:,} cells")
    texts = {place: shown(cell.value, cell.number_format) for place, cell in cells.items()}
    rows = [[texts.get((row, column), "") for column in range(width)] for row in range(height)]
    for area in stored.merged_cells.ranges:
        first = texts.get((area.min_row - 1, area.min_col - 1), "")
        for row in range(area.min_row - 1, min(area.max_row, height)):
            rows[row][area.min_col - 1 : area.max_col] = [first] * len(
                rows[row][area.min_col - 1 : area.max_col]
            )
    said = [*remarks, *_blanked(stored, rows), *_rounded(cells, texts)]
    if formulas:
        said.append(f"{len(formulas)} formulas: their stored results are read")
    numeric = frozenset(
        place
        for place, cell in cells.items()
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    )
    return laid_out(f"sheet {stored.title}", rows, remarks=tuple(said), numeric=numeric)


def _refuse_uncalculated(stored: Worksheet, formulas: list[Cell]) -> None:
    empty = [cell for cell in formulas if stored[cell.coordinate].value is None]
    if empty:
        fix = "open it in a spreadsheet, let it calculate, and save"
        first = f"{stored.title}!{empty[0].coordinate}"
        raise UnreadableTableError(f"{first} is a formula without a stored result; fix: {fix}")


def _blanked(sheet: Worksheet, rows: list[list[str]]) -> Iterable[str]:
    """Empty what is hidden, and say so."""
    width = len(rows[0]) if rows else 0
    lines = [n for n, one in sheet.row_dimensions.items() if one.hidden and n <= len(rows)]
    lines = sorted(n for n in lines if any(rows[n - 1]))
    spans = [(one.min, one.max) for one in sheet.column_dimensions.values() if one.hidden]
    places = sorted({n for low, high in spans for n in range(low, min(high, width) + 1)})
    places = [n for n in places if any(row[n - 1] for row in rows)]
    for number in lines:
        rows[number - 1][:] = [""] * width
    for row in rows:
        for number in places:
            row[number - 1] = ""
    fix = "are hidden and not read; unhide them to take them"
    if lines:
        yield f"rows {', '.join(map(str, lines[:20]))} {fix}"
    if places:
        yield f"columns {', '.join(letter(n - 1) for n in places[:20])} {fix}"


def _rounded(
    cells: Mapping[tuple[int, int], Cell], texts: Mapping[tuple[int, int], str]
) -> Iterable[str]:
    """Say how many numbers are shown with fewer decimals than they hold."""
    cut = [
        cell
        for place, cell in cells.items()
        if isinstance(cell.value, float) and "%" not in texts[place]
        if float(texts[place]) != cell.value
    ]
    if cut:
        first = cut[0]
        text = texts[first.row - 1, first.column - 1]
        held = f"{first.coordinate} holds {first.value!r} and shows {text}"
        yield f"{len(cut)} numbers are taken as shown, not as held: {held}"


def shown(value: object, number_format: str) -> str:
    """Write a cell as a reader sees it: 0.8479 in percent format is 84.79%.

    Thousands marks, currencies and colours of a format are left away; a point separates decimals.
    """
    if isinstance(value, datetime.date | datetime.time):
        return f"date {value}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, float) and value != value or value in (float("inf"), float("-inf")):
        return "#NUM!"
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", number_format or "General").partition(";")[
        0
    ]
    percent = "%" in bare
    exact = Decimal(f"{value:.15g}") * (100 if percent else 1)
    whole, point, decimals = bare.replace("%", "").strip().partition(".")
    plain = re.fullmatch(r"[#0?,. ]+", whole + point + decimals) and re.search("[0#?]", bare)
    if not plain or abs(exact) >= 10**15:
        return f"{float(exact):.{GENERAL}g}" + "%" * percent
    places = len(re.findall("[0#?]", decimals))
    text = f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    least = len(re.findall("0", decimals))
    while places > least and text.endswith("0"):
        text, places = text[:-1], places - 1
    return text.removesuffix(".") + "%" * percent
