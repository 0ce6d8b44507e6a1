"""Figures of your own: ``data/local/own/<name>.csv``, one row per place and year.

A column names the places (``province``, ``Tỉnh``, or ``unit34``), one the ``year``; each other
column is an indicator of its name, which ``config.toml`` may name at once. It needs no row in the
catalogue: what that would say is made here. Nothing of it enters a release.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

import pandas as pd

from pardx.data.schema import FIGURES
from pardx.data.spelling import slug
from pardx.errors import Problem
from pardx.project import OWN_KEYS, Project, own_source

FAMILY = "own"
UNIT = "own unit"
NAME = r"(?!log_)[a-z][a-z0-9_]{1,27}"
"""What an indicator is called: formulas name it, and Stata has room for four more letters."""

RESERVED = ("region", "gso_code")
"""What formulas mean otherwise."""

KEYS = "names its places in a column province, Tỉnh or unit34, and has a column year"


def described(project: Project, name: str) -> list[dict[str, str | float]]:
    """Return the rows that a register would need for the tables of ``data/local/own``.

    Parameters
    ----------
    project : Project
        The checkout.
    name : str
        A register: ``indicators``, ``measures``, ``units``, ``publishers`` or ``sources``; others
        need none.
    """
    tables = project.own_tables()
    if not tables:
        return []
    listed = [one for one in project.own_indicators() if re.fullmatch(NAME, one)]
    rows = {
        "indicators": [_indicator(one) for one in listed],
        "measures": [
            {"indicator": one, "level": "province", "measure": "value", "unit": UNIT}
            for one in listed
        ],
        "units": [
            {"unit": UNIT, "decimals": 2}
            | {"label_en": "own unit", "label_vi": "đơn vị riêng"}
            | {"difference_en": "units", "difference_vi": "đơn vị"}
        ],
        "publishers": [{"publisher": FAMILY, "name_en": "own data", "name_vi": "dữ liệu riêng"}],
        "sources": [
            {"source_id": own_source(path), "kind": "compilation", "publisher": "own data"}
            | {"licence_seen": "own data", "note": project.relative(path)}
            for path in tables
        ],
    }
    return [{"family": FAMILY} | row for row in rows.get(name, [])]


def _indicator(name: str) -> dict[str, str]:
    words = name.replace("_", " ")
    return {
        "indicator": name,
        "label_en": f"{words} (own data)",
        "label_vi": f"{words} (dữ liệu riêng)",
        "short_en": words,
        "short_vi": words,
        "direction": "none",
        "publisher": FAMILY,
        "definition_en": "Data of your own, from data/local/own.",
        "definition_vi": "Dữ liệu riêng, từ data/local/own.",
    }


def rows_of(
    text: str, file: str, year: int, taken: frozenset[str]
) -> tuple[pd.DataFrame, list[Problem]]:
    """Turn a table of one's own into rows of a raw table.

    Parameters
    ----------
    text, file : str
        What the table holds, and its name as seen from the root.
    year : int
        Whose rows are asked for.
    taken : frozenset of str
        Indicators of the catalogue.

    Returns
    -------
    rows : DataFrame
        The columns of a raw table plus ``family``, ``file`` and ``line``; an empty cell has none.
    problems : list of Problem
        Columns and years that are none.
    """
    lines = [*csv.reader(io.StringIO(text))]
    header = [name.strip() for name in lines[0]] if lines else []
    keys = {OWN_KEYS[name.casefold()]: i for i, name in enumerate(header) if _is_key(name)}
    level = next((one for one in ("province", "unit34") if one in keys), "")
    problems = [*_wrong_header(header, file, taken, complete=bool(level) and "year" in keys)]
    made = []
    for line, cells in enumerate(lines[1:], 2) if not problems else ():
        when = cells[keys["year"]].strip() if len(cells) == len(header) else ""
        if not re.fullmatch(r"\d{4}", when):
            rule = f"a row has {len(header)} cells, with a year of four digits"
            problems.append(Problem(file, line, ",".join(cells)[:60], rule, "correct the row"))
        elif int(when) == year:
            made += [
                [level, cells[keys[level]].strip(), name, "value", value.strip(), UNIT]
                + ["", own_source(PurePosixPath(file)), "0", ""]
                + [FAMILY, file, line]
                for name, value in zip(header, cells, strict=True)
                if not _is_key(name) and value.strip()
            ]
    return pd.DataFrame(made, columns=[*FIGURES.fields, "family", "file", "line"]), problems


def _is_key(name: str) -> bool:
    return name.casefold() in OWN_KEYS


def _wrong_header(
    header: list[str], file: str, taken: frozenset[str], *, complete: bool
) -> Iterator[Problem]:
    """Find what keeps the columns of a table from being indicators."""
    if not complete:
        fix = f"make line 1 province,year,{','.join(header[-1:]) or 'staff'}"
        yield Problem(file, 1, ",".join(header)[:200], f"a table of your own {KEYS}", fix)
    for name in header:
        if _is_key(name):
            continue
        if not re.fullmatch(NAME, name) or name in RESERVED:
            rule = "a column is named by 2 to 28 small letters, digits and _, not log_... or region"
            fix = f"name it {slug(name).replace('-', '_')[:28] or 'staff'}, and so in config.toml"
            yield Problem(file, 1, name, rule, fix)
        elif name in taken:
            rule = "a column of your own has a name of its own"
            yield Problem(file, 1, name, rule, f"data/catalogue has it; name it own_{name}")
