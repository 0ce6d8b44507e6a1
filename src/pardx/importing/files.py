"""Open a file as grids: its content says of which kind it is."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from pardx.errors import UsageError
from pardx.importing.columnar import read_json, read_parquet
from pardx.importing.grids import (
    MAX_CELLS,
    MAX_ROWS,
    SAVE,
    Grid,
    UnreadableTableError,
    decoded,
    laid_out,
    too_large,
)
from pardx.importing.html_tables import read_page
from pardx.importing.workbooks import read_workbook

MAX_BYTES = 20_000_000
"""Largest file; the tables of all 63 provinces take a few hundred kilobytes."""

DELIMITERS = ",;\t|"
UNREAD = {
    b"\xd0\xcf\x11\xe0": f"this is an old .xls or a protected workbook; fix: {SAVE}",
    b"%PDF": "this is a PDF; fix: export its table to .xlsx or .csv first",
    b"{\\rtf": "this is a text document (.rtf); fix: copy its table into an .xlsx",
}
"""How files begin that are no table this project reads -> what is said."""


def open_grids(path: Path, most: int = MAX_ROWS) -> list[Grid]:
    """Read all sheets or tables of a file; its content, not its name, says what it is.

    A text that more than one delimiter splits gives a grid for each; it has at most ``most`` lines.

    Raises
    ------
    UnreadableTableError
        When it is too large, broken, empty or of another kind.
    """
    content = read_content(path)
    grids = [grid for grid in _reader(content, most)(content) if any(map(any, grid.rows))]
    if not grids:
        raise UnreadableTableError(f"{path.name} holds no table; give one with a row per province")
    return grids


def read_content(path: Path) -> bytes:
    """Read a file's bytes, of at most :data:`MAX_BYTES`.

    Raises
    ------
    UsageError
        When there is no such regular file.
    UnreadableTableError
        Of :func:`too_large`.
    """
    said = f"FILE={str(path)[:200]!r}"
    try:
        if not (path := _present(path)).is_file():
            raise UsageError(f"{said} is no file; give an .xlsx, .csv or .html")
        if (size := path.stat().st_size) > MAX_BYTES:
            raise too_large(f"{size:,} bytes", f"{MAX_BYTES:,}")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise UsageError(f"{said} cannot be read: {error}") from error


def _present(path: Path) -> Path:
    """Find a file whatever way its name composes its accents: NFC as typed, or NFD on disk."""
    forms = (Path(unicodedata.normalize(form, str(path))) for form in ("NFC", "NFD"))
    return next((one for one in (path, *forms) if one.is_file()), path)


def _reader(content: bytes, most: int) -> Callable[[bytes], Iterable[Grid]]:
    for start, said in UNREAD.items():
        if content.startswith(start):
            raise UnreadableTableError(said)
    if content.startswith(b"PAR1"):
        return read_parquet
    if content.startswith(b"PK"):
        return read_workbook
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return lambda held: read_json(decoded(held)[0])
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if re.match(rb"<(!doctype html|html|head|body|table|div|\?xml|meta|!--)", start):
        return read_page
    return partial(_separated, most=most)


def _separated(content: bytes, most: int) -> list[Grid]:
    text, legacy = decoded(content)
    if (lines := max(text.count("\n"), text.count("\r"))) > most:
        raise too_large(f"{lines:,} lines", f"{most:,} rows")
    grids, errors = [], []
    for sign in DELIMITERS:
        if text.count(sign) > MAX_CELLS:
            errors.append(f"more than {MAX_CELLS:,} cells")
            continue
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True))
        except csv.Error as error:
            errors.append(str(error))
            continue
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if widths:
            grids.append((max(widths.values()), laid_out("text", rows, legacy=legacy)))
    if not grids and errors:
        fix = "check the quotes in the file"
        raise UnreadableTableError(
            f"the text cannot be split into columns ({errors[0]}); fix: {fix}"
        )
    return [grid for _, grid in sorted(grids, key=lambda one: -one[0])]
