"""The tables beside the figures - dictionary, sources, geography, claims - read and checked.

``datapackage.json`` says what each looks like. What is broken is reported with file, line and
fix, before anything is computed.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pandas as pd

from pardx.data.own import described
from pardx.data.read import read_text
from pardx.data.schema import FIGURES, TABLES, breaches, dangling, repeated, report, split
from pardx.errors import DataError, Problem
from pardx.project import Project

REGISTERS = {name: table for name, table in TABLES.items() if table is not FIGURES}
"""Every table beside the figures."""


def read_register(project: Project, name: str) -> pd.DataFrame:
    """Read a table beside the figures once it keeps its form.

    Parameters
    ----------
    project : Project
        The checkout.
    name : str
        One of :data:`REGISTERS`.

    Returns
    -------
    DataFrame
        Typed as the table's fields say; a number or year that is not given is missing.

    Raises
    ------
    DataError
        With file, line and fix of everything that is broken.
    """
    return _sound(project, name).drop(columns=["file", "line"])


def check_registers(project: Project, names: Iterable[str] = tuple(REGISTERS)) -> list[Problem]:
    """Check the form of registers, and that what they name is in the registers it refers to.

    Returns
    -------
    list of Problem
        Empty when all are sound.
    """
    problems: list[Problem] = []
    tables: dict[str, pd.DataFrame] = {}
    for name in names:
        try:
            tables[name] = _sound(project, name)
        except DataError as error:
            problems += error.problems
    for name, rows in tables.items():
        problems += dangling(rows, REGISTERS[name], tables)
    if (sources := tables.get("sources")) is not None:
        problems += report(
            sources,
            (sources.url == "") & (sources.note.str.strip() == ""),
            "source_id",
            "a source has an address, or a note that says what it is and why it has none",
            "fill in url or note",
        )
    return problems


def _sound(project: Project, name: str) -> pd.DataFrame:
    """Read a register, with file and line of each row."""
    file = f"data/{REGISTERS[name].path}"
    try:
        text, problems = read_text(project.root / file, file)
    except OSError as error:
        why = error.strerror or "unreadable"
        fix = "bring it back from the repository"
        raise DataError([Problem(file, 1, why, "this table can be read", fix)]) from error
    if not problems:
        rows, problems = _checked(text, name, file)
    if problems:
        raise DataError(problems)
    rows = _with_local(project, rows) if name == "sources" else rows
    return _with_own(project, rows, name)


def _with_own(project: Project, rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Add what the tables of one's own figures need; a name of the catalogue stays the catalogue's.

    Which column bears such a name is said where the table is read.
    """
    more = described(project, name)
    if not more:
        return rows
    own = pd.DataFrame(more).assign(file="data/local/own", line=1)
    kept = pd.concat([rows, own[[one for one in own if one in rows]]], ignore_index=True)
    table = REGISTERS[name]
    texts = [one.name for one in table.fields.values() if one.type == "string"]
    kept[texts] = kept[texts].fillna("")
    return kept.drop_duplicates([*table.key], ignore_index=True)


def _with_local(project: Project, rows: pd.DataFrame) -> pd.DataFrame:
    """Add the sources of figures that may not be redistributed, where a checkout has any."""
    path = project.local / "sources.csv"
    if not (project.with_local and path.is_file()):
        return rows
    text, problems = read_text(path, file := project.relative(path))
    if not problems:
        more, problems = _checked(text, "sources", file)
        rows = pd.concat([rows, more], ignore_index=True)
    problems = [*problems, *repeated(rows, REGISTERS["sources"])]
    if problems:
        raise DataError(problems)
    return rows


@cache
def _checked(text: str, name: str, file: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Check a text by its register's form, once while it stays the same; type what is sound."""
    table = REGISTERS[name]
    rows, problems = split(text, table, file)
    problems = [*problems, *breaches(rows, table), *repeated(rows, table)]
    for one in table.fields.values():
        if one.type != "string" and not problems:
            numbers = pd.to_numeric(rows[one.name])
            rows[one.name] = numbers.astype(float) if one.type == "number" else numbers
    return rows, problems
