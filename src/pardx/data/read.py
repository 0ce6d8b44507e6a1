"""Read raw tables: text in, one row per printed figure out, each with its file and line."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pandas as pd

from pardx.data.own import FAMILY, rows_of
from pardx.data.schema import FIGURES, split
from pardx.errors import Problem
from pardx.project import Project

COLUMNS = tuple(FIGURES.fields)
KEY = FIGURES.key
"""What one source prints once in a table."""

MOST_ROWS = 50_000
"""Rows of one table: 63 units, 20 indicators, 4 measures and 10 sources are no more."""

MOST_BYTES = 32 * 2**20


def read_year(
    project: Project, year: int, *, family: str = "*"
) -> tuple[pd.DataFrame, list[Problem]]:
    """Read the tables of a year, as text, local ones too: all, or those of one family.

    Returns
    -------
    rows : DataFrame
        The columns of a raw table plus ``year``, ``family``, ``file`` and ``line``.
    problems : list of Problem
        What kept a table, or a line of it, from being read; and files that are no table.
    """
    folder = project.raw / str(year)
    tables = [read_table(path, project) for path in project.tables(year, family)]
    if family in ("*", FAMILY):
        tables += [_read_own(path, project, year) for path in project.own_tables()]
    none = pd.DataFrame(columns=[*COLUMNS, "family", "file", "line"])
    rows = pd.concat([frame for frame, _ in tables] or [none], ignore_index=True)
    unreadable = [problem for _, found in tables for problem in found]
    return rows.assign(year=year), unreadable + strays(folder, project)


def strays(folder: Path, project: Project) -> list[Problem]:
    """Report the files of a folder that nothing reads; hidden ones are ignored."""
    tables = {*folder.glob("*.csv")} if folder.name.isdigit() else set()
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [
        Problem(
            project.relative(path),
            1,
            path.name,
            "a raw table is data/raw/<year>/<family>.csv; nothing reads this file",
            "move its rows to the table of their family, or the file out of data/raw",
        )
        for path in files
        if path not in tables
        if not any(part.startswith(".") for part in path.relative_to(project.root).parts)
    ]


def read_table(path: Path, project: Project) -> tuple[pd.DataFrame, list[Problem]]:
    """Read one raw table; an unreadable one yields no rows and says why."""
    file = project.relative(path)
    text, problems = read_text(path, file)
    rows, misshapen = split(text, FIGURES, file)
    placed = rows.assign(family=path.stem)[[*COLUMNS, "family", "file", "line"]]
    return placed, problems or misshapen


def _read_own(path: Path, project: Project, year: int) -> tuple[pd.DataFrame, list[Problem]]:
    """Read a table of one's own figures: the rows of a year."""
    file = project.relative(path)
    text, problems = read_text(path, file)
    with (project.catalogue / "indicators.csv").open(encoding="utf-8", errors="replace") as table:
        taken = frozenset(line.partition(",")[0] for line in table)
    rows, wrong = rows_of(text, file, year, taken)
    return rows, problems or wrong


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
    try:
        text = content.decode("utf-8-sig")
        place, shown, rule = text.find("\0"), "NUL", "a table is UTF-8 text without NUL bytes"
        line = text.count("\n", 0, place) + 1
    except UnicodeDecodeError as error:
        place, rule = error.start, "a table is UTF-8 text"
        shown = content[max(0, place - 12) : place + 6].decode("utf-8", "replace")
        line = content.count(b"\n", 0, place) + 1
    if place < 0:
        return unicodedata.normalize("NFC", text), []
    fix = "save the table again as UTF-8 (in a spreadsheet: 'CSV UTF-8')"
    return "", [Problem(file, line, shown, rule, fix)]
