"""``make import``: an official table -> a preview of what was understood -> raw rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pardx.data.dictionary import Dictionary, load_dictionary
from pardx.errors import UsageError
from pardx.importing.datasets import import_dataset
from pardx.importing.figures import Scale, ranks
from pardx.importing.files import open_grids
from pardx.importing.frames import LEVELS, frames, labels
from pardx.importing.layout import letter
from pardx.importing.periods import FORMS, is_period, period_of
from pardx.importing.readings import Figures, Reading, Wanted, read
from pardx.importing.scales import rising, scales
from pardx.importing.sheets import MAX_ROWS
from pardx.importing.soundness import out_of_order
from pardx.importing.wording import NAME, RANK, VALUE, heading_kind
from pardx.importing.writing import Destination, destination, raw_row, write
from pardx.pipeline.choices import choose_indicator, expect
from pardx.project import Project

NEEDED = ("FILE", "SOURCE")
LAYOUT = ("NAME", "SCORE", "RANK", "SHEET", "SKIP")
"""Options that decide between two readings of a table."""

OPTIONAL = (
    *("INDICATOR", "YEAR", "UNIT", "PERIOD", "DECIMAL", "LEVEL", *LAYOUT),
    *("MAP", "LICENCE", "URL", "WRITE", "PREVIEW", "REPLACE"),
)
SHOWN = 6
"""Rows of a preview before it shows the first and last alone."""


@dataclass(frozen=True)
class Order:
    """A validated import of one table: what to read and what its rows will say.

    Attributes
    ----------
    file : Path
        The official table.
    indicator, year, period : str, int, str
        What every row of it says.
    scales : dict
        Role of a column -> its measure, unit and limits.
    level : str
        ``province``, ``unit34``, ``ministry``; empty for what the year decides.
    to : Destination
        Where the rows go, and from which source.
    given : mapping
        All options as texts.
    """

    file: Path
    indicator: str
    year: int
    period: str
    scales: dict[str, Scale]
    level: str
    to: Destination
    given: Mapping[str, str]


def is_write(given: Mapping[str, str]) -> bool:
    """Say whether an import is to be written, not only shown.

    Raises
    ------
    UsageError
        When ``WRITE``, ``PREVIEW`` or ``REPLACE`` is neither yes nor no, or both are yes.
    """
    for name in ("WRITE", "PREVIEW", "REPLACE"):
        if given.get(name, "") not in {"", "yes", "no"}:
            raise UsageError(f"{name} is yes or no, not {given[name][:40]!r}")
    if given.get("WRITE") == given.get("PREVIEW") == "yes":
        raise UsageError("say WRITE=yes or PREVIEW=yes, not both; every import shows a preview")
    return given.get("WRITE") == "yes"


def import_table(given: Mapping[str, str], project: Project) -> Iterator[str]:
    """Answer ``make import`` in lines; with ``WRITE=yes`` write before the last one.

    With INDICATOR and YEAR the file is one table; without one of them it is a data set.

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
    chosen = expect(given, NEEDED, optional=OPTIONAL)
    writing = is_write(chosen)
    if (level := chosen.get("LEVEL", "")) not in ("", *LEVELS):
        raise UsageError(f"LEVEL is one of {', '.join(LEVELS)}, not {level[:40]!r}")
    dictionary = load_dictionary(project)
    if chosen.get("INDICATOR"):
        chosen["INDICATOR"] = choose_indicator(chosen["INDICATOR"], dictionary)
    to = destination(chosen, dictionary)
    if not (chosen.get("INDICATOR") and chosen.get("YEAR")):
        yield from import_dataset(chosen, to, dictionary, writing=writing)
    else:
        yield from _one_table(_order(chosen, to, dictionary), dictionary, writing=writing)


def _one_table(order: Order, dictionary: Dictionary, *, writing: bool) -> Iterator[str]:
    found = read(open_grids(order.file, MAX_ROWS), _wanted(order, dictionary))
    rows = raw_rows(found, order)
    yield from _preview(found, order, rows)
    family = dictionary.indicators.at[order.indicator, "family"]
    yield from write(
        {(order.year, family): rows}, order.to, dictionary, order.given, writing=writing
    )


def raw_rows(found: Reading, order: Order) -> list[dict[str, str]]:
    """Turn a reading into rows of a raw table, in the order of its lines."""
    frame = found.block.frame
    return [
        raw_row(
            line.code,
            frame,
            order.indicator,
            scale,
            found.figures[role][line.code],
            order.to.source,
            order.period,
        )
        for role, scale in order.scales.items()
        if role in found.figures
        for line in found.block.lines
        if line.code in found.figures[role]
    ]


def _order(chosen: Mapping[str, str], to: Destination, dictionary: Dictionary) -> Order:
    if chosen.get("MAP"):
        raise UsageError("MAP= is for data sets: leave INDICATOR= or YEAR= out")
    if chosen.get("DECIMAL", ".") not in {".", ","}:
        raise UsageError(f"DECIMAL is . or , and not {chosen['DECIMAL']!r}")
    indicator = chosen["INDICATOR"]
    level = chosen.get("LEVEL", "")
    year = chosen["YEAR"]  # may have no data yet
    if not (year.isascii() and year.isdigit() and 2000 <= int(year[:9]) <= 2100):
        raise UsageError(f"YEAR is a year from 2000 on, not {year[:40]!r}")
    if not is_period(period := chosen.get("PERIOD", ""), int(year)):
        raise UsageError(f"PERIOD={period[:40]!r} is no period of {year}; fix: {FORMS}")
    return Order(
        file=Path(chosen["FILE"]),
        indicator=indicator,
        year=int(year),
        period=period_of(period, int(year), indicator),
        scales=scales(indicator, int(year), level, chosen, dictionary),
        level=level,
        to=to,
        given=chosen,
    )


def _wanted(order: Order, dictionary: Dictionary) -> Wanted:
    family = dictionary.indicators.family[order.indicator]
    readers: dict[str, Callable[..., Figures]] = {}
    if VALUE in order.scales:
        readers[VALUE] = order.scales[VALUE].read
    if RANK in order.scales:
        readers[RANK] = ranks
    return Wanted(
        year=order.year,
        indicator=order.indicator,
        labels=labels(dictionary),
        frames=frames(dictionary, family, order.year, order.level),
        readers=readers,
        rising=rising(order.indicator, dictionary),
        said={name: order.given[name] for name in LAYOUT if order.given.get(name)},
    )


def _preview(found: Reading, order: Order, rows: list[dict[str, str]]) -> Iterator[str]:
    block = found.block
    yield f"{order.file.name}, {block.grid.name}: {len(block.grid.rows)} rows"
    yield "Understood"
    roles = {block.name: NAME} | {column: role for role, column in found.columns.items()}
    for column, role in sorted(roles.items()):
        scale = order.scales.get(role)
        kind = f"{scale.measure} in {scale.unit}" if role == VALUE and scale else role
        heading = " ".join(block.name_heads) if role == NAME else block.heading(column)
        yield f"  column {letter(column)} {heading!r}: {kind}"
    yield "Left out"
    yield from (f"  {reason}" for reason in left_out(found, order.year) or ["nothing"])
    missing = len(block.lines) * len(found.columns) - len(rows)
    units = f"{len(block.lines)} {UNITS[block.frame.level]}"
    yield f"{units}, {len(rows)} figures, {missing} empty cells"
    for row in rows if len(rows) <= SHOWN else [*rows[:3], None, *rows[-3:]]:
        yield f"  {row['entity']}, {row['measure']} {row['value']}" if row else "  ..."
    yield from (f"  note: {note}" for note in _oddities(found))


UNITS = {
    "province": "provinces",
    "unit34": "units of July 2025",
    "ministry": "ministries",
}
"""How a preview counts the units of a level."""


def left_out(found: Reading, year: int) -> list[str]:
    """List what of the table is not taken, and why."""
    block = found.block
    taken = {*found.columns.values()}
    kinds = {
        column: heading_kind(parts, year)
        for column, parts in block.headings.items()
        if column not in taken
    }
    said = {VALUE: "not asked for", RANK: "not asked for", "": "no heading"}
    columns = [f"column {block.called(c)}: {said.get(kind, kind)}" for c, kind in kinds.items()]
    others = {*range(len(block.grid.rows[0]))} - {*block.headings, block.name}
    beside = [
        letter(column) for column in sorted(others) if any(row[column] for row in block.grid.rows)
    ]
    more = [f"columns {', '.join(beside)}: beside other names, or no figures"] if beside else []
    return [*block.grid.remarks, *columns, *more, *block.skipped]


def _oddities(found: Reading) -> Iterator[str]:
    """Say where ranks are shared, or do not follow the scores."""
    names = found.block.frame.names
    ranked = {code: int(text) for code, text in found.figures.get(RANK, {}).items()}
    scores = {code: float(text) for code, text in found.figures.get(VALUE, {}).items()}
    by_rank: dict[int, list[str]] = {}
    for code, rank in ranked.items():
        by_rank.setdefault(rank, []).append(names[code])
    for rank, shared in by_rank.items():
        if len(shared) > 1:
            yield f"{' and '.join(shared)} share rank {rank}"
    for code in out_of_order(ranked, scores):
        yield f"{names[code]}, rank {ranked[code]}, scores {scores[code]:g}: out of order"
