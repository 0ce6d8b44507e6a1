"""``make import``: an official table -> a preview of what was understood -> raw rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from pardx.data.dictionary import MEASURE_KEY, Dictionary, load_dictionary
from pardx.data.geography import provinces
from pardx.data.names import resolver
from pardx.data.read import COLUMNS, read_table
from pardx.data.rules import check
from pardx.data.schema import FIGURES, split
from pardx.data.spelling import fold
from pardx.errors import DataError, PardxError, UsageError
from pardx.importing.append import Merged, as_text, merge
from pardx.importing.grids import UnreadableTableError, open_grids
from pardx.importing.numerals import decimal_mark, is_missing, plain_number, plain_rank
from pardx.importing.understand import (
    NAME,
    RANK,
    VALUE,
    Understood,
    Wanted,
    letter,
    understand,
)
from pardx.pipeline.choices import choose_indicator, choose_source, expect
from pardx.project import Project
from pardx.provenance import write_atomically

NEEDED = ("FILE", "INDICATOR", "YEAR", "SOURCE")
OPTIONAL = ("SCORE", "RANK", "UNIT", "PERIOD", "DECIMAL", "LEVEL", "PREVIEW", "REPLACE")
IMPORTED = ("province", "ministry")
VALUE_MEASURES = ("score", "share", "count", "value")


@dataclass(frozen=True)
class Order:
    """A validated import: what to read and what its rows will say.

    Attributes
    ----------
    file : Path
        The official table.
    indicator, year, source, period : str, int, str, str
        What every row of it says.
    measures : dict
        Role of a column -> measure and unit.
    level : str
        ``province`` or ``ministry``.
    decimal : str
        Sign before the decimals, when the user said it.
    given : mapping
        All options as texts.
    """

    file: Path
    indicator: str
    year: int
    source: str
    measures: dict[str, tuple[str, str]]
    level: str
    period: str
    decimal: str
    given: Mapping[str, str]


def import_table(given: Mapping[str, str], project: Project) -> Iterator[str]:
    """Answer ``make import`` in lines, writing the raw table before the last one.

    Raises
    ------
    UsageError
        For a wrong parameter.
    UnreadableTableError
        When the file cannot be read or understood for certain.
    DataError
        When the table would break a rule with the new rows; nothing is written.
    PardxError
        When a value of the same source would be replaced without ``REPLACE=yes``.
    """
    dictionary = load_dictionary(project)
    order = _order(given, dictionary)
    found = _asked(understand(open_grids(order.file), _wanted(order, dictionary)), order)
    rows = raw_rows(found, order, dictionary)
    family = dictionary.indicators.at[order.indicator, "family"]
    path = project.raw / str(order.year) / f"{family}.csv"
    merged = merge(_existing(path, project), rows)
    yield from _preview(found, order, rows, merged, project.relative(path))
    _refuse_unsound(merged, path, order, dictionary)
    if merged.replaced and order.given.get("REPLACE") != "yes":
        raise PardxError(
            f"{len(merged.replaced)} values of {order.source} would change (listed above); nothing "
            "was written; fix: check them, then repeat with REPLACE=yes"
        )
    if order.given.get("PREVIEW") == "yes":
        yield "Preview only: nothing was written."
    elif merged.added or merged.replaced:
        write_atomically(path, as_text(merged.rows).encode())
        yield f"{project.relative(path)} is written; make check-data holds all years to the rules."
    else:
        yield f"{project.relative(path)} has all of it already: nothing to do."


def raw_rows(found: Understood, order: Order, dictionary: Dictionary) -> list[dict[str, str]]:
    """Turn understood rows into rows of a raw table.

    Raises
    ------
    UnreadableTableError
        When a cell is no figure, a province occurs twice, or decimals can be read in two ways.
    """
    names = _names(order.level, dictionary)
    _refuse_twice(found, names)
    roles = [role for role in (VALUE, RANK) if role in found.columns]
    readers = {role: _reader(role, found, order, dictionary) for role in roles}
    read = [
        (role, row, readers[role](row.texts[role]))
        for role in roles
        for row in found.rows
        if not is_missing(row.texts[role])
    ]
    unread = [
        f"row {row.number} {names[row.code]}: {row.texts[role][:40]!r} is no {role}"
        for role, row, value in read
        if value is None
    ]
    if unread:
        fix = "correct the cells in the file; a missing figure is an empty cell or a dash"
        raise UnreadableTableError(f"{len(unread)} cells: {'; '.join(unread[:10])}; fix: {fix}")
    return [
        dict.fromkeys(COLUMNS, "")
        | {"level": order.level, "entity": names[row.code], "indicator": order.indicator}
        | {"measure": measure, "value": value, "unit": unit, "period": order.period}
        | {"source_id": order.source, "derived": "0"}
        for role, row, value in read
        for measure, unit in [order.measures[role]]
    ]


def _order(given: Mapping[str, str], dictionary: Dictionary) -> Order:
    chosen = expect(given, NEEDED, optional=OPTIONAL)
    for name in ("PREVIEW", "REPLACE"):
        if chosen.get(name, "no") not in {"yes", "no"}:
            raise UsageError(f"{name} is yes or no, not {chosen[name]!r}")
    if chosen.get("DECIMAL", ".") not in {".", ","}:
        raise UsageError(f"DECIMAL is . or , and not {chosen['DECIMAL']!r}")
    indicator = choose_indicator(chosen["INDICATOR"], dictionary)
    level = chosen.get("LEVEL", "province")
    if level not in IMPORTED:
        raise UsageError(f"LEVEL is {' or '.join(IMPORTED)}, not {level[:40]!r}")
    year = chosen["YEAR"]  # may have no data yet
    if not (year.isascii() and year.isdigit() and 2000 <= int(year[:9]) <= 2100):
        raise UsageError(f"YEAR is a year from 2000 on, not {year[:40]!r}")
    return Order(
        file=Path(chosen["FILE"]),
        indicator=indicator,
        year=int(year),
        source=choose_source(chosen["SOURCE"], dictionary),
        measures=_measures(indicator, chosen.get("UNIT", ""), level, dictionary),
        level=level,
        period=chosen.get("PERIOD", ""),
        decimal=chosen.get("DECIMAL", ""),
        given=chosen,
    )


def _measures(
    indicator: str, unit: str, level: str, dictionary: Dictionary
) -> dict[str, tuple[str, str]]:
    """Look up which measure and unit a rank and a value of the indicator have."""
    known = dictionary.allowed
    known = known[(known.indicator == indicator) & (known.level == level)]
    values = known[known.measure.isin(VALUE_MEASURES)]
    if unit:
        values = values[values.unit == unit]
    if len(values) > 1 or (unit and values.empty):
        units = known[known.measure.isin(VALUE_MEASURES)].unit.unique()
        raise UsageError(f"say the unit of {indicator}: UNIT= one of {', '.join(map(repr, units))}")
    measures = {}
    if not values.empty:
        measures[VALUE] = (values.measure.iloc[0], values.unit.iloc[0])
    if (known.measure == "rank").any():
        measures[RANK] = ("rank", "rank")
    if not measures:
        raise UsageError(f"measures.csv knows no figure of {indicator} at level {level}")
    return measures


def _wanted(order: Order, dictionary: Dictionary) -> Wanted:
    labels = dictionary.indicators.loc[order.indicator]
    names = {fold(name) for name in labels.filter(regex="^(label|short)_..$")}
    regions = provinces(dictionary.project)[["region6_vi", "region6_en"]].to_numpy().ravel()
    return Wanted(
        year=order.year,
        names=tuple(sorted(names)),
        resolve=_resolver(order.level, dictionary),
        regions=frozenset(map(fold, regions)),
        kind=order.level,
        listed=LISTED[order.level],
        score_column=order.given.get("SCORE", ""),
        rank_column=order.given.get("RANK", ""),
    )


def _asked(found: Understood, order: Order) -> Understood:
    """Drop a column that the dictionary knows no measure for."""
    foreign = [role for role in found.columns if role not in {NAME, *order.measures}]
    if len(found.columns) - len(foreign) == 1:
        raise UsageError(f"measures.csv knows no {' or '.join(foreign)} of {order.indicator}")
    reasons = [f"column {letter(found.columns[role])}: no such measure" for role in foreign]
    columns = {role: place for role, place in found.columns.items() if role not in foreign}
    return replace(found, columns=columns, left_out=(*found.left_out, *reasons))


LISTED = {
    "province": "data/catalogue/spellings.csv",
    "ministry": "data/catalogue/ministries.csv",
}
"""Where the spellings of a level's units are listed."""


def _names(level: str, dictionary: Dictionary) -> Mapping[str, str]:
    """Map what names a unit (a GSO code; a ministry's own name) to how raw tables write it."""
    if level == "province":
        return provinces(dictionary.project).name_vi.to_dict()
    return {name: name for name in dictionary.ministries.index}


def _resolver(level: str, dictionary: Dictionary) -> Callable[[str], str | None]:
    """Return the function that turns a spelling into what names the unit."""
    if level == "province":
        return resolver(dictionary.project)
    known = dictionary.ministries.name_en
    spellings = {fold(other): name for name, other in known.items()}
    spellings |= {fold(name.removeprefix("Bộ ")): name for name in known.index}
    spellings |= {fold(name): name for name in known.index}
    return lambda text: spellings.get(fold(text))


def _refuse_twice(found: Understood, names: Mapping[str, str]) -> None:
    seen: dict[str, int] = {}
    twice = []
    for row in found.rows:
        if row.code in seen:
            twice.append(f"{names[row.code]} in rows {seen[row.code]} and {row.number}")
        seen.setdefault(row.code, row.number)
    if twice:
        fix = "keep one row for each"
        raise UnreadableTableError(
            f"{len(twice)} units occur twice ({'; '.join(twice)}); fix: {fix}"
        )


def _reader(
    role: str, found: Understood, order: Order, dictionary: Dictionary
) -> Callable[[str], str | None]:
    """Return the function that reads a column's cells."""
    if role == RANK:
        return plain_rank
    measure, unit = order.measures[VALUE]
    family = dictionary.indicators.family[order.indicator]
    one = pd.DataFrame([[family, order.indicator, order.level, measure, unit]], columns=MEASURE_KEY)
    one = one.assign(year=order.year)
    low, high = (limit.item() for limit in dictionary.limits(one))
    texts = [row.texts[role] for row in found.rows if not is_missing(row.texts[role])]
    numeric = [text for text in texts if any(plain_number(text, mark) for mark in ".,")]
    mark = order.decimal or decimal_mark(numeric, low=low, high=high)
    if mark is None:
        fix = "say DECIMAL=, or DECIMAL=. , and check that the column is the right one"
        raise UnreadableTableError(
            f"the decimals of {found.headings[found.columns[role]]!r} can be read in no or in two "
            f"ways within {low:g} to {high:g}; fix: {fix}"
        )
    numbers = [float(plain_number(text, mark) or "nan") for text in texts]
    if unit == "percent" and len(numbers) > 2 and max(numbers) <= 1:
        fix = "write them in percent"
        raise UnreadableTableError(
            f"no value exceeds 1, so they are shares, not percent; fix: {fix}"
        )
    return lambda text: plain_number(text, mark)


def _existing(path: Path, project: Project) -> list[dict[str, str]]:
    if not path.exists():
        return []
    frame, problems = read_table(path, project)
    if problems:
        raise DataError(problems)
    return frame[[*COLUMNS]].to_dict("records")


def _refuse_unsound(merged: Merged, path: Path, order: Order, dictionary: Dictionary) -> None:
    """Check the table as it would be by every rule."""
    rows, problems = split(as_text(merged.rows), FIGURES, dictionary.project.relative(path))
    problems += check(rows.assign(year=order.year, family=path.stem), dictionary)
    if problems:
        raise DataError(problems)


def _preview(
    found: Understood, order: Order, rows: list[dict[str, str]], merged: Merged, file: str
) -> Iterator[str]:
    yield f"{order.file.name}, {found.grid.name}: {len(found.grid.rows)} rows"
    yield "Understood"
    for role, place in sorted(found.columns.items(), key=lambda item: item[1]):
        kind = " in ".join(dict.fromkeys(order.measures.get(role, [role])))
        yield f"  column {letter(place)} {found.headings[place]!r}: {kind}"
    yield "Left out"
    for reason in [*found.grid.remarks, *found.left_out] or ["nothing"]:
        yield f"  {reason}"
    missing = len(found.rows) * (len(found.columns) - 1) - len(rows)
    units = {"province": "provinces", "ministry": "ministries"}[order.level]
    yield f"{len(found.rows)} {units}, {len(rows)} figures, {missing} empty cells"
    for row in rows if len(rows) <= 6 else [*rows[:3], None, *rows[-3:]]:
        yield f"  {row['entity']}, {row['measure']} {row['value']}" if row else "  ..."
    yield from (f"  note: {note}" for note in _oddities(rows))
    counts = f"{merged.added} new, {merged.unchanged} there already, {len(merged.replaced)} differ"
    yield f"Into {file}: {counts}"
    for old, new in merged.replaced:
        figure = f"{new['entity']} {new['measure']}"
        yield f"  {figure}: {old['value']} there, {new['value']} in the file"


def _oddities(rows: list[dict[str, str]]) -> Iterator[str]:
    """Say where ranks are shared, or do not follow the scores."""
    ranks = {row["entity"]: int(row["value"]) for row in rows if row["measure"] == "rank"}
    scores = {row["entity"]: float(row["value"]) for row in rows if row["measure"] == "score"}
    by_rank: dict[int, list[str]] = {}
    for name, rank in ranks.items():
        by_rank.setdefault(rank, []).append(name)
    for rank, names in by_rank.items():
        if len(names) > 1:
            yield f"{' and '.join(names)} share rank {rank}"
    ordered = sorted((ranks[name], name) for name in ranks.keys() & scores.keys())
    for (_, above), (rank, name) in zip(ordered, ordered[1:], strict=False):
        if scores[name] > scores[above]:
            yield f"{name} at rank {rank} scores {scores[name]:g}, more than {above} above it"
