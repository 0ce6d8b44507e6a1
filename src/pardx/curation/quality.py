"""The state of data/raw: every broken rule of every year, else what the tables cover."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pardx.curation.release_tables import claims_of
from pardx.data.clean import clean
from pardx.data.crosschecks import CHANGE_OF, not_adding_up
from pardx.data.dictionary import LEVELS, Dictionary, load_dictionary
from pardx.data.read import read_year, strays
from pardx.data.reconcile import FIGURE
from pardx.data.registers import check_registers
from pardx.data.rules import check
from pardx.errors import DataError, Problem
from pardx.project import Project
from pardx.settings import settings
from pardx.stats.clashing import all_clashes
from pardx.stats.press_claims import CONTRADICTED

DOUBTFUL = 10
"""Withheld figures that are listed one by one."""

CLEANED = dict[int, dict[str, pd.DataFrame]]
"""Year -> the tables of :class:`pardx.data.clean.Cleaned`, by name."""


def print_quality(project: Project) -> None:
    """Check all years and print what they cover.

    Raises
    ------
    DataError
        With the broken rows of all years together.
    """
    dictionary = load_dictionary(project)
    problems = all_problems(dictionary)
    if problems:
        raise DataError(problems)
    years = {year: vars(clean(dictionary, year)) for year in project.years()}
    print("\n\n".join([*_sections(years, dictionary), "Every row keeps every rule."]))


def all_problems(dictionary: Dictionary) -> list[Problem]:
    """Check the raw tables of every year, and the tables beside them, by the rules.

    Returns
    -------
    list of Problem
        Empty when all is sound.
    """
    found = check_registers(dictionary.project)
    years = dictionary.project.years()
    for year in years:
        rows, unreadable = read_year(dictionary.project, year)
        found += unreadable + check(rows, dictionary)
    read = {"geography", *map(str, years)}
    others = (path for path in sorted(dictionary.project.raw.iterdir()) if path.name not in read)
    return found + [one for folder in others for one in strays(folder, dictionary.project)]


def _sections(years: CLEANED, dictionary: Dictionary) -> Iterator[str]:
    """Word what all years cover, what is contradicted, and how claims fare."""
    values, conflicts, bounds = (
        pd.concat([tables[name].assign(year=year) for year, tables in years.items()])
        for name in ("values", "conflicts", "bounds")
    )
    for level in LEVELS:
        if level in set(values.level):
            yield f"Units with a value at level {level}\n{_grid(covered(values, level=level))}"
    legend = "A agreed, B one source, C derived, X unsettled"
    yield f"Values by quality ({legend})\n{_grid(flagged(values))}"
    if len(bounds):
        head = "Scores that only the ranks around them bound (bounds.csv)"
        counts = bounds.groupby(["level", "indicator", "unit", "year"]).size()
        yield f"{head}: no values, not counted above\n{_grid(counts.unstack(fill_value=0))}"
    if conflicts.empty:
        yield "No figure is contradicted"
    else:
        rules = by_rule(conflicts)
        yield f"Contradicted figures by the rule that decided\n{_grid(rules)}"
        named = doubtful(values, conflicts)
        total = int((values.quality == "X").sum())
        head = f"The most doubtful figures, {len(named)} of {total} that are withheld"
        yield "\n".join([head, *(f"  {text}" for text in named)])
    yield _clashing(years, dictionary)
    apart = exempt(values, dictionary)
    head = "Totals that their parts do not add up to, as data/catalogue/sum_exceptions.csv says"
    yield "\n".join([head, *(f"  {text}" for text in apart)])
    claims = claims_of(years, dictionary)
    counts = claims.groupby(["verdict", "year"]).size().unstack(fill_value=0)
    counts = counts.assign(all=counts.sum(axis=1)).rename_axis(None)
    contradicted = [
        f"  {row.claim}: data {row.value_data:.10g}, {row.source_id} {row.value_claimed:.10g}"
        for row in claims[claims.verdict == CONTRADICTED].itertuples()
    ]
    yield "\n".join([f"Claims by verdict\n{_grid(counts)}", "Contradicted", *contradicted])


def _clashing(years: CLEANED, dictionary: Dictionary) -> str:
    """Name the used figures of each list that no list of all provinces can satisfy."""
    lines = []
    for (year, name), rows in all_clashes(years, dictionary).groupby(["year", "indicator"]):
        named = (f"{row.measure} {row.value:.10g} of {row.entity}" for row in rows.itertuples())
        lines.append(f"  {name} {year}: {', '.join(named)}")
    head = "Used figures that cannot all be right, whatever ranks the other provinces hold"
    return "\n".join([f"{head}: {len(lines)} lists", *lines])


def covered(values: pd.DataFrame, *, level: str) -> pd.DataFrame:
    """Count the units with a value per indicator, measure, unit and year.

    Parameters
    ----------
    values : DataFrame
        As :func:`pardx.data.reconcile.reconcile` returns them, of any years.
    level : str
        A level of the catalogue.

    Returns
    -------
    DataFrame
        One column per year; 0 where nothing is known. A withheld value is not counted.
    """
    known = values[(values.level == level) & (values.quality != "X")]
    units = known.groupby(["indicator", "measure", "unit", "year"])["entity"].nunique()
    return units.unstack("year", fill_value=0)


def flagged(values: pd.DataFrame) -> pd.DataFrame:
    """Count the values of each year by quality flag, with all years as the last row."""
    counts = values.groupby(["year", "quality"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=[*"ABCX"], fill_value=0)
    counts.index = counts.index.map(str)
    return pd.concat([counts, counts.sum().to_frame("all").T])


def by_rule(conflicts: pd.DataFrame) -> pd.DataFrame:
    """Count the contradicted figures by the rule that decided them and by year."""
    figures = conflicts.drop_duplicates(FIGURE)
    counts = figures.groupby(["settled_by", "year"]).size().unstack(fill_value=0)
    counts = counts.assign(all=counts.sum(axis=1)).sort_values("all", ascending=False)
    return counts.rename_axis(None)


def exempt(values: pd.DataFrame, dictionary: Dictionary) -> list[str]:
    """Count, for each exception of ``sum_exceptions.csv``, how many totals miss their parts' sum.

    Parameters
    ----------
    values : DataFrame
        As :func:`pardx.data.reconcile.reconcile` returns them, of any years.
    dictionary : Dictionary
        Sums and exceptions.
    """
    said = []
    for row in dictionary.sum_exceptions.itertuples():
        ours = values[values.year == row.year].reset_index(drop=True)
        sums = dictionary.exempt_sums(row.year).query("indicator == @row.indicator")
        missed = int(not_adding_up(ours, sums).sum())
        said.append(f"{row.indicator} {row.year}: {missed} units. {row.what_en}")
    return said


def doubtful(values: pd.DataFrame, conflicts: pd.DataFrame, count: int = DOUBTFUL) -> list[str]:
    """Name the figures that are withheld, those a reader misses most first, and why.

    PAR INDEX, SIPAS and DTI come before their parts and other indices, levels before printed
    changes, later years before earlier ones.

    Parameters
    ----------
    values, conflicts : DataFrame
        As :func:`pardx.data.reconcile.reconcile` returns them, of any years.
    count : int
        How many are named.
    """
    withheld = values[values.quality == "X"]
    order = withheld.assign(
        part=~withheld.indicator.isin(settings().headline),
        change=withheld.measure.isin(CHANGE_OF),
        later=-withheld.year,
    ).sort_values(["part", "change", "later", "indicator", "entity", "measure"])
    rivals = dict([*conflicts.groupby(FIGURE)])
    return [
        _why(rivals[tuple(row[name] for name in FIGURE)])
        for row in order.head(count).to_dict("records")
    ]


def _why(rivals: pd.DataFrame) -> str:
    """Say who prints which value of a withheld figure, and what each breaks."""
    first = rivals.iloc[0]
    head = f"{first.indicator} {first.measure} {first.year}, {first.entity}"
    each = [
        f"{row.value:.10g} ({row.sources.replace(';', ', ')}"
        + (f"; breaks {row.breaks.replace(';', ', ')})" if row.breaks else ")")
        for row in rivals.itertuples()
    ]
    return f"{head}: {first.settled_by}; printed {' and '.join(each)}"


def _grid(counts: pd.DataFrame) -> str:
    """Write counts as an aligned table, a dot for zero."""
    named = [" ".join(key) if isinstance(key, tuple) else str(key) for key in counts.index]
    width = max(map(len, named))
    heads = [str(name) for name in counts.columns]
    lines = [" ".join([" " * width, *(head.rjust(5) for head in heads)])]
    for name, row in zip(named, counts.to_numpy(), strict=True):
        lines.append(" ".join([name.ljust(width), *(str(n or ".").rjust(5) for n in row)]))
    return "\n".join(lines)
