"""What the tables below ``data`` look like, and what in a table breaks it.

``datapackage.json`` beside this module is a Frictionless Data Package: it names the columns, types,
constraints and keys of every table, and nothing else does. This module interprets the part of the
Table Schema standard that it uses: every reader of a table checks it, and the library takes four
times as long and knows no line, fix or nearest name. ``tests/data/test_schema.py`` requires the
same verdicts of both. Two things are stricter here: a number is written in digits with at
most one point (no exponent, plus, blank or NaN), and a required cell is more than blanks. A field
may say ``rule`` and ``fix`` in words of its own.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from pardx.errors import Problem, nearest

DESCRIPTOR = Path(__file__).with_name("datapackage.json")

FORMS = {
    "string": (r"(?s:.*)", "a text"),
    "number": (r"-?[0-9]+(?:\.[0-9]+)?", "a plain number with a decimal point"),
    "integer": (r"-?[0-9]+", "a whole number"),
    "year": (r"[0-9]{4}", "a year of four digits"),
}
"""Type of a field -> how its cells are written, and that in words."""

PLAIN_NUMBER = FORMS["number"][0]

WORDED = 200
"""Breaches of one rule whose rule and fix are worded; the others say which is alike."""

Text = str | Callable[[pd.Series], str]


@dataclass(frozen=True)
class Field:
    """A column, as the standard's field descriptor.

    Attributes
    ----------
    name, type : str
        One of :data:`FORMS` is its type.
    constraints : mapping
        ``required``, ``unique``, ``enum``, ``pattern``, ``minimum`` and ``maximum``.
    rule, fix : str
        What a message says where the constraints put into words would not help.
    """

    name: str
    type: str
    constraints: Mapping[str, object] = field(default_factory=dict)
    rule: str = ""
    fix: str = ""

    @property
    def options(self) -> tuple[str, ...]:
        """The texts a cell may have; none where it is free."""
        return tuple(map(str, self.constraints.get("enum", ())))

    def breach(self, cell: str) -> str:
        """Say what a cell fails to be; empty where it is as it should."""
        needed = self.constraints.get("required")
        if not cell or (needed and not cell.strip()):
            return "is not empty" if needed else ""
        form, words = FORMS[self.type]
        if not re.fullmatch(form, cell):
            return f"is {words}"
        if cell not in (self.options or [cell]):
            return f"is one of {', '.join(self.options)}"
        pattern = self.constraints.get("pattern", form)
        if not re.fullmatch(pattern, cell):
            return f"looks like {pattern}"
        low = self.constraints.get("minimum", -math.inf)
        high = self.constraints.get("maximum", math.inf)
        inside = self.type == "string" or low <= float(cell) <= high
        return "" if inside else f"lies in {low:g} to {high:g}"

    def mend(self, cell: str) -> str:
        """Say what to do about a cell that breaks a rule."""
        if self.fix or not cell.strip():
            return self.fix or f"fill in {self.name}"
        if self.type == "number" and not re.fullmatch(PLAIN_NUMBER, cell):
            digits = "write digits with at most one point, no sign but a minus"
            return f"write {cell.replace(',', '.')}" if cell.count(",") == 1 else digits
        return f"correct {self.name}{nearest(cell, self.options)}"


@dataclass(frozen=True)
class Table:
    """A kind of table, as the standard's resource.

    Attributes
    ----------
    path : str
        Its file, or all of its files, below ``data``.
    fields : mapping
        Its columns, in order, by name.
    key : tuple of str
        Columns that together name a row.
    links : tuple of (str, str, str)
        Column, and table and column that hold its filled cells.
    exact : bool
        Whether it has its columns in order and no others.
    """

    path: str
    fields: Mapping[str, Field]
    key: tuple[str, ...]
    links: tuple[tuple[str, str, str], ...]
    exact: bool


TABLES = {
    one["name"]: Table(
        path=one["path"],
        fields={field["name"]: Field(**field) for field in one["schema"]["fields"]},
        key=tuple(one["schema"]["primaryKey"]),
        links=tuple(
            (
                *link["fields"],
                link["reference"]["resource"] or one["name"],
                *link["reference"]["fields"],
            )
            for link in one["schema"].get("foreignKeys", ())
        ),
        exact=one["schema"]["fieldsMatch"] == "exact",
    )
    for one in json.loads(DESCRIPTOR.read_text("utf-8"))["resources"]
}
"""Every kind of table below ``data``, by name."""

FIGURES = TABLES["figures"]


def split(text: str, table: Table, file: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Split a text into the rows of its table, as text.

    Returns
    -------
    rows : DataFrame
        The table's columns plus ``file`` and ``line``; none if anything is wrong.
    problems : list of Problem
        A wrong header, lines with too many or too few fields, and broken lines.
    """
    reader = csv.reader(io.StringIO(text), strict=True)
    header: list[str] = []
    rows: list[list[str]] = []
    try:
        header = next(reader, [])
        problems = _wrong_header(header, table, file) or [*_misshapen(reader, header, file, rows)]
    except csv.Error as error:
        rule, fix = "a row can be split into fields", "check the quotes in this line"
        problems = [Problem(file, reader.line_num, str(error), rule, fix)]
    if problems:
        return pd.DataFrame(columns=[*table.fields, "file", "line"]), problems
    frame = pd.DataFrame(rows, columns=header, dtype=str)
    return frame.assign(file=file, line=range(2, len(rows) + 2)), []


def _wrong_header(header: list[str], table: Table, file: str) -> list[Problem]:
    wrong = {
        "missing": table.fields.keys() - header,
        "unknown": {*header} - table.fields.keys() if table.exact else (),
        "twice": {name for name in header if header.count(name) > 1},
    }
    faults = [
        f"{word} {', '.join(sorted(names, key=[*table.fields, *header].index))}"
        for word, names in wrong.items()
        if names
    ]
    if not faults and (header == [*table.fields] or not table.exact):
        return []
    rule = f"a table has its columns in order ({'; '.join(faults) or 'the order differs'})"
    fix = f"make line 1 {','.join(table.fields)}" + ("" if table.exact else "; others may follow")
    return [Problem(file, 1, ",".join(header)[:200], rule, fix)]


def _misshapen(
    reader: Iterator[list[str]], header: list[str], file: str, rows: list[list[str]]
) -> Iterator[Problem]:
    """Collect the rows and find those that are no row of the table."""
    line = 2
    for row in reader:
        if reader.line_num != line:
            fault = "a row is one line", "remove the break"
        elif len(row) != len(header):
            rule = f"a row has {len(header)} fields, this one has {len(row)}"
            fault = rule, "quote a field that holds a comma; keep empty fields"
        else:
            fault = ("the header occurs once", "remove it") if row == header else ()
        if fault:
            yield Problem(file, line, ",".join(row)[:60], *fault)
        rows.append(row)
        line = reader.line_num + 1
    if not rows:
        yield Problem(file, 1, "", "a table has rows", "add them, or remove or restore the file")


def breaches(rows: pd.DataFrame, table: Table) -> Iterator[Problem]:
    """Check the cells of a table by its fields.

    Parameters
    ----------
    rows : DataFrame
        As :func:`split` returns them, of one file or of several.
    table : Table
        What they are rows of.
    """
    for one in table.fields.values():
        wrong = {
            cell: one.rule or f"{one.name} {said}"
            for cell in rows[one.name].unique()
            if (said := one.breach(cell))
        }
        yield from _wrong_cells(rows, one.name, wrong, one.mend)


def dangling(
    rows: pd.DataFrame, table: Table, tables: Mapping[str, pd.DataFrame]
) -> Iterator[Problem]:
    """Find names that the other tables, as far as they are given, do not have."""
    for column, other, target in (link for link in table.links if link[1] in tables):
        known = {*tables[other][target]}
        rule = f"{column} is listed in data/{TABLES[other].path}"
        wrong = dict.fromkeys({*rows[column].unique()} - known - {""}, rule)
        yield from _wrong_cells(
            rows,
            column,
            wrong,
            lambda cell, known=known: f"add it there, or correct it{nearest(cell, known)}",
        )


def _wrong_cells(
    rows: pd.DataFrame, column: str, wrong: Mapping[str, str], mend: Callable[[str], str]
) -> list[Problem]:
    """Report the rows with a wrong cell: which rule it breaks, and how to mend it."""
    if not wrong:
        return []
    found = rows[column].isin([*wrong])
    return report(
        rows, found, column, lambda row: wrong[row[column]], lambda row: mend(row[column])
    )


def repeated(rows: pd.DataFrame, table: Table) -> Iterator[Problem]:
    """Find the rows of a file that nothing names, or that share a name or a unique cell."""
    unique = [(one.name,) for one in table.fields.values() if one.constraints.get("unique")]
    for names in (table.key, *unique):
        named, seen = ", ".join(names), {}
        cells = zip(*(rows[name] for name in names), strict=True)
        for key, file, line in zip(cells, rows.file, rows.line, strict=True):
            first = seen.setdefault(key, line) if any(key) else line
            shown = ",".join(key)[:60]
            if first != line:
                rule = f"{named} names one row; line {first} has it"
                yield Problem(file, line, shown, rule, "keep one of the rows")
            elif not any(key) and names == table.key:
                yield Problem(file, line, shown, f"{named} names each row", f"fill in {named}")


def report(
    rows: pd.DataFrame, broken: pd.Series, column: str, rule: Text, fix: Text
) -> list[Problem]:
    """Report the rows that break a rule; beyond :data:`WORDED` only where they are.

    Parameters
    ----------
    rows : DataFrame
        With ``file`` and ``line``.
    broken : Series of bool
        Which of them break it.
    column : str
        Whose cell is shown.
    rule, fix : str or callable
        What holds and what to do, or what says so of a row.
    """

    def say(text: Text, row: pd.Series) -> str:
        return text if isinstance(text, str) else text(row)

    found = rows[broken]
    worded = [
        Problem(row.file, row.line, str(row[column]), say(rule, row), say(fix, row))
        for _, row in found.head(WORDED).iterrows()
    ]
    rest = found.iloc[WORDED:]
    alike = f"as in line {worded[-1].line}" if len(rest) else ""
    more = zip(rest.file, rest.line, rest[column].astype(str), strict=True)
    return worded + [Problem(file, line, value, alike, alike) for file, line, value in more]
