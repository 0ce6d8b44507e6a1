"""The state of data/raw: every broken rule of every year, else what the tables cover."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from pardx.data.catalogue import LEVELS, load_catalogue
from pardx.data.checks import Ground, check
from pardx.data.clean import clean
from pardx.data.raw import read_year
from pardx.data.registers import check_registers
from pardx.errors import DataError, Problem
from pardx.project import Project

QUALITIES = ("A", "B", "C", "X")
SHOWN = ("indicator", "measure", "unit")


def print_quality(project: Project) -> None:
    """Check all years and print what they cover.

    Raises
    ------
    DataError
        With the broken rows of all years together.
    """
    ground = Ground(project, load_catalogue(project))
    problems = all_problems(ground)
    if problems:
        raise DataError(problems)
    cleaned = [vars(clean(ground, year)) for year in project.years()]
    values = pd.concat([tables["values"] for tables in cleaned], ignore_index=True)
    print("\n\n".join([*_sections(values), "Every row keeps every rule."]))


def all_problems(ground: Ground) -> list[Problem]:
    """Hold the raw tables of every year, and the tables beside them, against the rules.

    Returns
    -------
    list of Problem
        Empty when all is sound.
    """
    found = check_registers(ground.project)
    for year in ground.project.years():
        rows, unreadable = read_year(ground.project, year)
        found += unreadable + check(rows, ground)
    return found


def covered(values: pd.DataFrame, *, level: str) -> pd.DataFrame:
    """Count the units with a value per indicator, measure, unit and year.

    Parameters
    ----------
    values : DataFrame
        As :func:`pardx.data.settle.settle` returns them, of any years.
    level : str
        A level of the catalogue.

    Returns
    -------
    DataFrame
        One column per year; 0 where nothing is known. An unsettled value is not counted.
    """
    known = values[(values.level == level) & (values.quality != "X")]
    units = known.groupby([*SHOWN, "year"])["entity"].nunique()
    return units.unstack("year", fill_value=0)


def flagged(values: pd.DataFrame) -> pd.DataFrame:
    """Count the values of each year by quality flag, with all years as the last row."""
    counts = values.groupby(["year", "quality"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=QUALITIES, fill_value=0)
    counts.index = counts.index.map(str)
    return pd.concat([counts, counts.sum().to_frame("all").T])


def _sections(values: pd.DataFrame) -> Iterable[str]:
    levels = [level for level in LEVELS if level in set(values.level)]
    for level in levels:
        yield f"Units with a value at level {level}\n{_grid(covered(values, level=level))}"
    legend = "A agreed, B one source, C derived, X unsettled"
    yield f"Values by quality ({legend})\n{_grid(flagged(values))}"


def _grid(counts: pd.DataFrame) -> str:
    """Write counts as an aligned table, a dot for zero."""
    named = [" ".join(key) if isinstance(key, tuple) else str(key) for key in counts.index]
    width = max(map(len, named))
    heads = [str(name) for name in counts.columns]
    lines = [" ".join([" " * width, *(head.rjust(5) for head in heads)])]
    for name, row in zip(named, counts.to_numpy(), strict=True):
        lines.append(" ".join([name.ljust(width), *(str(n or ".").rjust(5) for n in row)]))
    return "\n".join(lines)
