"""Read raw tables: text in, one row per printed figure out, each with its file and line."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from pardx.errors import Problem
from pardx.project import Project

COLUMNS = (
    "level",
    "entity",
    "indicator",
    "measure",
    "value",
    "unit",
    "period",
    "source_id",
    "derived",
    "note",
)

KEY = ("level", "entity", "indicator", "measure", "unit", "period", "source_id", "derived")
"""What one source prints once in a table."""

MOST_ROWS = 50_000
"""Rows of one table: 63 units, 20 indicators, 4 measures and 10 sources are no more."""

MOST_BYTES = 32 * 2**20


def read_year(
    project: Project, year: int, *, family: str = "*"
) -> tuple[pd.DataFrame, list[Problem]]:
    """Read the raw tables of a year, as text: all, or that of one family.

    Returns
    -------
    rows : DataFrame
        The columns of a raw table plus ``year``, ``family``, ``file`` and ``line``.
    problems : list of Problem
        What kept a table, or a line of it, from being read; and files that are no table.
    """
    folder = project.raw / str(year)
    tables = [read_table(path, project) for path in sorted(folder.glob(f"{family}.csv"))]
    rows = pd.concat([frame for frame, _ in tables], ignore_index=True)
    unreadable = [problem for _, found in tables for problem in found]
    return rows.assign(year=year), unreadable + strays(folder, project)


def strays(folder: Path, project: Project) -> list[Problem]:
    """Tell the files of a folder that nothing reads; hidden ones are left alone."""
    tables = {*folder.glob("*.csv")} if folder.name.isdigit() else set()
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [
        Problem(
            project.relative(path),
            1,
            path.name,
            "a table stands as data/raw/<year>/<family>.csv; nothing reads this file",
            "move its rows to the table of their family, or the file out of data/raw",
        )
        for path in files
        if path not in tables
        if not any(part.startswith(".") for part in path.relative_to(project.raw).parts)
    ]


def read_table(path: Path, project: Project) -> tuple[pd.DataFrame, list[Problem]]:
    """Read one raw table; an unreadable one yields no rows and says why."""
    file = project.relative(path)
    text, problems = read_text(path, file)
    problems = problems or _misshapen(text, file)
    if problems:
        return pd.DataFrame(columns=[*COLUMNS, "family", "file", "line"]), problems
    frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    return frame.assign(family=path.stem, file=file, line=range(2, len(frame) + 2)), []


def read_text(path: Path, file: str) -> tuple[str, list[Problem]]:
    """Read a table as NFC text; one that is too long, or no text, yields none and says why.

    No more is read than the longest table may have, so that a file of any size is answered.
    """
    with path.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    lines = content.count(b"\n")
    if lines > MOST_ROWS + 1 or len(content) > MOST_BYTES:
        line = min(lines, MOST_ROWS + 1) + 1
        rule = f"a table has at most {MOST_ROWS:,} rows and {MOST_BYTES // 2**20} MiB"
        fix = "keep printed figures of one year and family only, each once per source"
        return "", [Problem(file, line, f"{lines:,} lines or more", rule, fix)]
    return decode(content, file)


def decode(content: bytes, file: str) -> tuple[str, list[Problem]]:
    """Turn the bytes of a table into NFC text, or say where they are no text."""
    fix = "save the table again as UTF-8 (in a spreadsheet: 'CSV UTF-8')"
    try:
        text = unicodedata.normalize("NFC", content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        shown = content[max(0, error.start - 12) : error.start + 6].decode("utf-8", "replace")
        return "", [Problem(file, line, shown, "a table is UTF-8 text", fix)]
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return "", [Problem(file, line, "NUL", "a table is UTF-8 text without NUL bytes", fix)]
    return text, []


def _misshapen(text: str, file: str) -> list[Problem]:
    """Find a wrong header, lines with too many or too few fields, and broken lines."""
    rows = csv.reader(io.StringIO(text), strict=True)
    try:
        header = next(rows, [])
    except csv.Error as error:
        return [Problem(file, 1, str(error), "line 1 names the columns", "check its quotes")]
    if header != list(COLUMNS):
        return [_wrong_header(header, file)]
    try:
        return _misshapen_rows(rows, file)
    except csv.Error as error:
        fix = "check the quotes in this line"
        return [Problem(file, rows.line_num, str(error), "a row can be split into fields", fix)]


def _misshapen_rows(rows: Iterator[list[str]], file: str) -> list[Problem]:
    problems, expected = [], 2
    for row in rows:
        if rows.line_num != expected:
            problems.append(_broken(file, expected, row, "a row is one line", "remove the break"))
        elif len(row) != len(COLUMNS):
            rule = f"a row has {len(COLUMNS)} fields, this one has {len(row)}"
            fix = "quote a field that holds a comma; keep empty fields"
            problems.append(_broken(file, expected, row, rule, fix))
        expected = rows.line_num + 1
    if expected == 2:
        problems.append(Problem(file, 1, "", "a table has rows", "add them, or remove the file"))
    return problems


def _broken(file: str, line: int, row: list[str], rule: str, fix: str) -> Problem:
    return Problem(file, line, ",".join(row)[:60], rule, fix)


def _wrong_header(header: list[str], file: str) -> Problem:
    missing = [name for name in COLUMNS if name not in header]
    unknown = [name for name in header if name not in COLUMNS]
    wrong = [f"missing {', '.join(missing)}"] if missing else []
    wrong += [f"unknown {', '.join(unknown)}"] if unknown else []
    rule = f"a table has its columns in order ({'; '.join(wrong) or 'the order differs'})"
    return Problem(file, 1, ",".join(header), rule, f"make line 1 {','.join(COLUMNS)}")
