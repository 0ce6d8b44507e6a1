"""The tables beside the figures - dictionary, sources, geography, claims - read and held to rules.

Every register is UTF-8 text with named columns, one row a line, no key twice and numbers where
numbers belong. What is broken is told with file, line and fix, before anything is computed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd

from pardx.data.raw import read_text
from pardx.errors import DataError, Problem, nearest
from pardx.project import Project

PLAIN_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
WHOLE_NUMBER = r"-?[0-9]+"
WEB_ADDRESS = r"https?://[^\s/]+\S*"
YEARS = r"[0-9]{4}(?:-[0-9]{4})?"
GIVEN = r"(?s).*\S.*"
"""What a cell must not be: empty."""


Columns = Mapping[str, tuple[str, ...]]
"""A register's cells by column."""


@dataclass(frozen=True)
class Register:
    """What a table beside the figures looks like.

    Attributes
    ----------
    path : str
        Its file, below ``data``.
    columns : tuple of str
        Columns it must have; it may have more.
    key : tuple of str
        Columns that name a row; together they stand once, and none is empty.
    forms : mapping
        Column -> what its cells look like, as a regular expression; a form that matches nothing
        also allows an empty cell.
    """

    path: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    forms: Mapping[str, str]


def _register(path: str, columns: str, key: str, **forms: str) -> Register:
    return Register(path, tuple(columns.split()), tuple(key.split()), forms)


def _or_empty(form: str) -> str:
    return f"(?:{form})?"


YEAR = {"year": WHOLE_NUMBER}
SPAN = {"first_year": WHOLE_NUMBER, "last_year": _or_empty(WHOLE_NUMBER)}
RANGE = {"min": _or_empty(PLAIN_NUMBER), "max": _or_empty(PLAIN_NUMBER)}
PLACE = {"row": WHOLE_NUMBER, "col": WHOLE_NUMBER}
CENTRE = {"centroid_lon": PLAIN_NUMBER, "centroid_lat": PLAIN_NUMBER}

REGISTERS = {
    "indicators": _register(
        "catalogue/indicators.csv",
        "indicator family part_of label_en short_en direction publisher definition_en",
        "indicator",
        family=GIVEN,
        label_en=GIVEN,
        short_en=GIVEN,
        direction="higher|lower|none",
    ),
    "measures": _register(
        "catalogue/measures.csv",
        "family indicator level measure unit min max first_year last_year",
        "family indicator level measure unit",
        **RANGE,
        first_year=_or_empty(WHOLE_NUMBER),
        last_year=_or_empty(WHOLE_NUMBER),
    ),
    "units": _register(
        "catalogue/units.csv",
        "unit min max decimals label_en difference_en",
        "unit",
        **RANGE,
        decimals=r"[0-9]",
        label_en=GIVEN,
    ),
    "breaks": _register(
        "catalogue/breaks.csv",
        "indicator year what_en what_vi source",
        "indicator year",
        **YEAR,
        what_en=GIVEN,
        what_vi=GIVEN,
        source=GIVEN,
    ),
    "publishers": _register(
        "catalogue/publishers.csv",
        "publisher name_en url licence",
        "publisher",
        name_en=GIVEN,
        url=_or_empty(WEB_ADDRESS),
    ),
    "ministries": _register(
        "catalogue/ministries.csv", "name_vi name_en public_services", "name_vi", name_en=GIVEN
    ),
    "ministry_lists": _register(
        "catalogue/ministry_lists.csv",
        "indicator public_services first_year last_year units source",
        "indicator first_year last_year units",
        first_year=WHOLE_NUMBER,
        last_year=WHOLE_NUMBER,
        units=WHOLE_NUMBER,
    ),
    "sums": _register("catalogue/sums.csv", "indicator way part", "indicator way part"),
    "scopes": _register(
        "catalogue/scopes.csv",
        "family first_year last_year units what_en source",
        "family first_year",
        **SPAN,
        units=WHOLE_NUMBER,
    ),
    "tests": _register(
        "catalogue/tests.csv",
        "test role outcome predictor without why",
        "test",
        role="primary|exploratory",
    ),
    "samples": _register(
        "catalogue/samples.csv",
        "indicator year respondents source",
        "indicator year",
        **YEAR,
        respondents=WHOLE_NUMBER,
    ),
    "spellings": _register(
        "catalogue/spellings.csv", "spelling gso_code why", "spelling", gso_code="[0-9]{2}"
    ),
    "columns": _register("catalogue/columns.csv", "column type label_en label_vi", "column"),
    "sources": _register(
        "raw/sources.csv",
        "source_id kind publisher url published licence_seen note",
        "source_id",
        kind="official|compilation|press",
        url=_or_empty(WEB_ADDRESS),
        published=r"(?:[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)?",
    ),
    "criteria": _register(
        "raw/criteria_sets.csv",
        "decision years indicator part_or_area max_points source_id note",
        "years indicator",
        years=YEARS,
        max_points=PLAIN_NUMBER,
    ),
    "claims": _register(
        "raw/claims.csv",
        "claim_id source_id locator year kind level indicator measure entities detail "
        "value_claimed unit claim_en claim_vi",
        "claim_id",
        **YEAR,
        kind=(
            "rank|score|mean|rank_change|score_change|gap|list_top|list_bottom|count_from|"
            "count_below|regional_rank|sum_of_parts|streak"
        ),
        level="province|ministry|ministry_group|locality_group|region|national",
        detail=r"(?:-?[0-9]+(?:\.[0-9]+)?)?|\D.*",
        value_claimed=PLAIN_NUMBER,
        claim_en=GIVEN,
        claim_vi=GIVEN,
    ),
    "provinces63": _register(
        "raw/geography/provinces63.csv",
        "gso_code name_vi name_en type region6_vi region6_en centroid_lon centroid_lat",
        "gso_code",
        gso_code="[0-9]{2}",
        name_vi=GIVEN,
        name_en=GIVEN,
        region6_vi=GIVEN,
        region6_en=GIVEN,
        **CENTRE,
    ),
    "adjacency63": _register(
        "raw/geography/adjacency63.csv",
        "gso_code_a gso_code_b border_km",
        "gso_code_a gso_code_b",
        gso_code_a="[0-9]{2}",
        gso_code_b="[0-9]{2}",
        border_km=PLAIN_NUMBER,
    ),
    "merger2025": _register(
        "raw/geography/merger2025.csv",
        "gso_code_63 unit34_code unit34_name_vi unit34_name_en merged source",
        "gso_code_63",
        gso_code_63="[0-9]{2}",
        unit34_code="[0-9]{2}",
        merged="yes|no",
    ),
    "tilegrid63": _register(
        "raw/geography/tilegrid63.csv", "gso_code row col", "gso_code", **PLACE
    ),
    "tilegrid34": _register(
        "raw/geography/tilegrid34.csv", "unit34_code row col", "unit34_code", **PLACE
    ),
    "units34": _register(
        "raw/geography/units34.csv",
        "unit34_code name_vi name_en type members63 centroid_lon centroid_lat",
        "unit34_code",
        **CENTRE,
    ),
    "adjacency34": _register(
        "raw/geography/adjacency34.csv",
        "unit34_code_a unit34_code_b border_km_odv",
        "unit34_code_a unit34_code_b",
        border_km_odv=PLAIN_NUMBER,
    ),
    "aliases": _register("raw/geography/aliases.csv", "gso_code alias kind", "gso_code alias kind"),
}
"""Every table beside the figures."""

REFERENCES = (
    ("indicators", "publisher", "publishers", "publisher"),
    ("indicators", "part_of", "indicators", "indicator"),
    ("measures", "indicator", "indicators", "indicator"),
    ("measures", "unit", "units", "unit"),
    ("breaks", "indicator", "indicators", "indicator"),
    ("ministry_lists", "indicator", "indicators", "indicator"),
    ("sums", "indicator", "indicators", "indicator"),
    ("sums", "part", "indicators", "indicator"),
    ("scopes", "family", "indicators", "family"),
    ("tests", "outcome", "indicators", "indicator"),
    ("tests", "predictor", "indicators", "indicator"),
    ("spellings", "gso_code", "provinces63", "gso_code"),
    ("criteria", "indicator", "indicators", "indicator"),
    ("criteria", "source_id", "sources", "source_id"),
    ("claims", "source_id", "sources", "source_id"),
    ("claims", "indicator", "indicators", "indicator"),
    ("adjacency63", "gso_code_a", "provinces63", "gso_code"),
    ("adjacency63", "gso_code_b", "provinces63", "gso_code"),
    ("merger2025", "gso_code_63", "provinces63", "gso_code"),
    ("merger2025", "unit34_code", "units34", "unit34_code"),
    ("tilegrid63", "gso_code", "provinces63", "gso_code"),
    ("tilegrid34", "unit34_code", "units34", "unit34_code"),
    ("adjacency34", "unit34_code_a", "units34", "unit34_code"),
    ("adjacency34", "unit34_code_b", "units34", "unit34_code"),
    ("aliases", "gso_code", "provinces63", "gso_code"),
)
"""Register and column whose filled cells stand in another register's column."""


def read_register(project: Project, name: str, *, dtype: object = str) -> pd.DataFrame:
    """Read a table beside the figures once it keeps its form.

    Parameters
    ----------
    project : Project
        The checkout.
    name : str
        One of :data:`REGISTERS`.
    dtype
        As of :func:`pandas.read_csv`; without it, all cells are text.

    Raises
    ------
    DataError
        With file, line and fix of everything that is broken.
    """
    text = _sound_text(project, name)
    return pd.read_csv(io.StringIO(text), dtype=dtype, keep_default_na=False)


def check_registers(project: Project, names: Iterable[str] = tuple(REGISTERS)) -> list[Problem]:
    """Hold registers to their form, and what they name to the registers it stands in.

    Returns
    -------
    list of Problem
        Empty when all are sound.
    """
    problems: list[Problem] = []
    tables: dict[str, Columns] = {}
    for name in names:
        try:
            header, *rows = csv.reader(io.StringIO(_sound_text(project, name)))
            tables[name] = dict(zip(header, zip(*rows, strict=True), strict=True))
        except DataError as error:
            problems += error.problems
    problems += [one for found in _dangling(tables) for one in found]
    return problems + (_unfindable(tables["sources"]) if "sources" in tables else [])


def _dangling(tables: Mapping[str, Columns]) -> Iterator[list[Problem]]:
    for name, column, other, target in REFERENCES:
        if name in tables and other in tables:
            known = set(tables[other][target])
            yield [
                Problem(
                    _file(name),
                    line,
                    cell,
                    f"{column} stands in {_file(other)}",
                    f"add it there, or correct it{nearest(cell, known)}",
                )
                for line, cell in enumerate(tables[name][column], start=2)
                if cell and cell not in known
            ]


def _unfindable(sources: Columns) -> list[Problem]:
    """Find the sources that neither an address nor a note leads to."""
    rule = "a source has an address, or a note that says what it is and why it has none"
    named = zip(sources["source_id"], sources["url"], sources["note"], strict=True)
    return [
        Problem(_file("sources"), line, name, rule, "fill in url or note")
        for line, (name, url, note) in enumerate(named, start=2)
        if not (url or note.strip())
    ]


def _file(name: str) -> str:
    return f"data/{REGISTERS[name].path}"


def _sound_text(project: Project, name: str) -> str:
    file = _file(name)
    try:
        text, problems = read_text(project.root / file, file)
    except OSError as error:
        why = error.strerror or "unreadable"
        fix = "bring it back from the repository"
        raise DataError([Problem(file, 1, why, "this table can be read", fix)]) from error
    problems = problems or [*_faults(text, name)]
    if problems:
        raise DataError(problems)
    return text


@cache
def _faults(text: str, name: str) -> tuple[Problem, ...]:
    """Hold a text to its register's form, once as long as it stays as it is."""
    return tuple(_broken(text, REGISTERS[name], _file(name)))


def _broken(text: str, register: Register, file: str) -> Iterator[Problem]:
    """Find what keeps a text from being the register's table."""
    rows = csv.reader(io.StringIO(text), strict=True)
    try:
        header = next(rows, [])
        missing = [name for name in register.columns if name not in header]
        if missing or len(set(header)) < len(header):
            rule = f"line 1 names each of {', '.join(register.columns)} once"
            fix = f"add {', '.join(missing)}" if missing else "remove the column that stands twice"
            yield Problem(file, 1, ",".join(header)[:80], rule, fix)
            return
        yield from _broken_rows(rows, header, register, file)
    except csv.Error as error:
        fix = "check the quotes in this line"
        yield Problem(file, rows.line_num, str(error), "a row can be split into fields", fix)


def _broken_rows(
    rows: Iterator[list[str]], header: list[str], register: Register, file: str
) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], int] = {}
    line = 1
    for line, row in enumerate(rows, start=2):
        if rows.line_num != line:
            yield Problem(file, line, ",".join(row)[:60], "a row is one line", "remove the break")
            return
        if len(row) != len(header):
            rule = f"a row has {len(header)} fields, this one has {len(row)}"
            fix = "quote a field that holds a comma; keep empty fields"
            yield Problem(file, line, ",".join(row)[:60], rule, fix)
            continue
        if row == header:
            yield Problem(file, line, ",".join(row)[:60], "the header stands once", "remove it")
            continue
        cells = dict(zip(header, row, strict=True))
        yield from _misformed(cells, register, file, line)
        yield from _named_twice(cells, register, (file, line), seen)
    if line == 1:
        yield Problem(file, 1, "", "a table has rows", "bring it back from the repository")


def _misformed(
    cells: Mapping[str, str], register: Register, file: str, line: int
) -> Iterator[Problem]:
    for column, form in register.forms.items():
        if not re.fullmatch(form, cells[column]):
            shown = cells[column][:60]
            yield Problem(file, line, shown, f"{column} {_told(form)}", f"correct {column}")


def _told(form: str) -> str:
    """Say in words what a cell must look like."""
    bare = form.removeprefix("(?:").removesuffix(")?")
    words = {
        PLAIN_NUMBER: "is a plain number with a decimal point",
        WHOLE_NUMBER: "is a whole number",
        WEB_ADDRESS: "is an http or https address without spaces, or empty (then say why in note)",
        GIVEN: "is not empty",
    }
    return words.get(form, words.get(bare, f"looks like {bare}"))


def _named_twice(
    cells: Mapping[str, str],
    register: Register,
    place: tuple[str, int],
    seen: dict[tuple[str, ...], int],
) -> Iterator[Problem]:
    key = tuple(cells[name] for name in register.key)
    named = ", ".join(register.key)
    if not any(key):
        yield Problem(*place, ",".join(key), f"{named} names each row", f"fill in {named}")
    elif key in seen:
        rule = f"{named} names one row; line {seen[key]} has it"
        yield Problem(*place, ",".join(key)[:60], rule, "keep one of the rows")
    seen.setdefault(key, place[1])
