"""Where imported rows go, how they stand to what is known, and writing them once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.names import codes_of
from pardx.data.read import COLUMNS, read_table, read_year
from pardx.data.registers import read_register
from pardx.data.rules import check
from pardx.data.schema import FIGURES, split
from pardx.errors import DataError, PardxError, UsageError
from pardx.importing.append import Merged, as_text, merge
from pardx.importing.figures import Scale
from pardx.importing.frames import level_of
from pardx.importing.wording import Frame
from pardx.pipeline.choices import choose_source
from pardx.provenance import write_atomically

FIGURE = ["year", "level", "code", "indicator", "measure", "unit", "period"]
"""What names a figure, whoever printed it."""

LISTED = 20
"""Contradictions that a preview lists."""

Rows = dict[tuple[int, str], list[dict[str, str]]]


@dataclass(frozen=True)
class Destination:
    """Where rows go.

    Attributes
    ----------
    folder : Path
        ``data/raw``, or ``data/local`` for what may not be redistributed.
    source : str
        Id of their source.
    listed : str
        The line of ``data/local/sources.csv`` that a new local source needs; else empty.
    """

    folder: Path
    source: str
    listed: str = ""

    def table(self, year: int, family: str) -> Path:
        """Return the file of a year and family."""
        return self.folder / str(year) / f"{family}.csv"


def raw_row(
    code: str, frame: Frame, indicator: str, scale: Scale, value: str, source: str, period: str = ""
) -> dict[str, str]:
    """Write one printed figure of a unit as a row of a raw table."""
    return {
        **dict.fromkeys(COLUMNS, ""),
        **{"level": level_of(code, frame), "entity": frame.names[code], "indicator": indicator},
        **{"measure": scale.measure, "value": value, "unit": scale.unit, "period": period},
        **{"source_id": source, "derived": "0"},
    }


def destination(chosen: Mapping[str, str], dictionary: Dictionary) -> Destination:
    """Say where the rows of an import go: with ``LICENCE=`` to ``data/local``.

    Raises
    ------
    UsageError
        When a public source is to be a local one, or the id of a new one is none.
    """
    project, source = dictionary.project, chosen["SOURCE"]
    public = {*read_register(replace(project, with_local=False), "sources").source_id}
    licence = chosen.get("LICENCE", "")
    if source in {*dictionary.sources.index} - public:
        return Destination(project.local, source)
    if not licence:
        return Destination(project.raw, choose_source(source, dictionary))
    if source in public or not re.fullmatch("[a-z0-9][a-z0-9-]{2,59}", source):
        fix = "give the local source an id of its own, of small letters, digits and hyphens"
        raise UsageError(f"SOURCE={source[:60]!r} cannot be a local source; fix: {fix}")
    note = f"local: {Path(chosen['FILE']).name}"
    line = io.StringIO()
    row = (source, "compilation", "", chosen.get("URL", ""), "", licence, note)
    csv.writer(line, lineterminator="\n").writerow(row)
    return Destination(project.local, source, line.getvalue())


def write(
    rows: Rows,
    to: Destination,
    dictionary: Dictionary,
    given: Mapping[str, str],
    *,
    writing: bool,
) -> Iterator[str]:
    """Say how rows stand to what is known, and write them where that is asked for.

    Raises
    ------
    DataError
        When a table would break a rule with its new rows; nothing is written.
    PardxError
        When a value of the same source would be replaced without ``REPLACE=yes``.
    """
    project = dictionary.project
    yield from compared(rows, to.source, dictionary)
    if not rows:
        yield "No figure is left to write."
        return
    merged = {
        key: merge(_existing(to.table(*key), dictionary), new) for key, new in sorted(rows.items())
    }
    replaced = [pair for one in merged.values() for pair in one.replaced]
    for key, one in merged.items():
        said = f"{one.added} new, {one.unchanged} there already, {len(one.replaced)} differ"
        yield f"Into {project.relative(to.table(*key))}: {said}"
    for old, new in replaced:
        figure = f"{new['entity']} {new['measure']}"
        yield f"  {figure}: {old['value']} there, {new['value']} in the file"
    _refuse_unsound(merged, to, dictionary)
    if replaced and given.get("REPLACE") != "yes":
        raise PardxError(
            f"{len(replaced)} values of {to.source} would change (listed above); nothing "
            "was written; fix: check them, then repeat with REPLACE=yes"
        )
    fresh = {key: one for key, one in merged.items() if one.added or one.replaced}
    if not fresh:
        yield "All of it is there already: nothing to do."
    elif not writing:
        yield "Preview only: nothing was written. If it is right, repeat with WRITE=yes."
    else:
        _list_source(to, dictionary)
        for key, one in fresh.items():
            write_atomically(to.table(*key), as_text(one.rows).encode())
            yield f"{project.relative(to.table(*key))} is written"
        yield "make check-data holds all years to the rules."


def compared(rows: Rows, source: str, dictionary: Dictionary) -> Iterator[str]:
    """Count which figures are new, confirm what other sources print, or contradict it."""
    listed = [row | {"year": year} for (year, _), part in rows.items() for row in part]
    if not listed:
        return
    new = pd.DataFrame(listed)
    project = dictionary.project
    keys = [(year, family) for year, family in rows if project.tables(year, family)]
    tables = [new[[*COLUMNS, "year"]][:0]]
    tables += [read_year(project, year, family=family)[0] for year, family in keys]
    known = pd.concat(tables)
    known = known[(known.source_id != source) & known.indicator.isin(new.indicator)].copy()
    by_figure: dict[tuple, list[tuple[str, str]]] = {}
    for frame in (new, known):
        frame["code"] = codes_of(frame, dictionary.project).where(lambda c: c != "", frame.entity)
    for row in known[[*FIGURE, "value", "source_id"]].itertuples(index=False):
        by_figure.setdefault(tuple(row[:-2]), []).append(tuple(row[-2:]))
    counts = {"new": 0, "confirms": 0, "contradicts": 0}
    against: list[str] = []
    for row in new[[*FIGURE, "value", "entity"]].itertuples(index=False):
        others = by_figure.get(tuple(row[: len(FIGURE)]), [])
        differing = [one for one in others if not agree(row.value, one[0])]
        kind = "contradicts" if differing else "confirms" if others else "new"
        counts[kind] += 1
        said = ", ".join(f"{value} in {other}" for value, other in differing)
        if differing:
            figure = f"{row.year} {row.entity} {row.indicator} {row.measure}"
            against.append(f"  {figure}: {row.value} in {source}, {said}")
    yield f"matched {len(new)}: " + ", ".join(f"{n} {kind}" for kind, n in counts.items())
    yield from against[:LISTED]
    if len(against) > LISTED:
        yield f"  and {len(against) - LISTED} more contradict"


def agree(one: str, other: str) -> bool:
    """Say whether two printed numbers are one, rounded to the decimals of the shorter."""
    if not all(re.fullmatch(r"-?\d+(\.\d+)?", text) for text in (one, other)):
        return one == other
    places = min(len(text.partition(".")[2]) for text in (one, other))
    return abs(Decimal(one) - Decimal(other)) <= Decimal(5).scaleb(-places - 1) * (one != other)


def _existing(path: Path, dictionary: Dictionary) -> list[dict[str, str]]:
    if not path.exists():
        return []
    frame, problems = read_table(path, dictionary.project)
    if problems:
        raise DataError(problems)
    return frame[[*COLUMNS]].to_dict("records")


def _list_source(to: Destination, dictionary: Dictionary) -> None:
    """Add a new local source to those of ``data/local``."""
    if to.listed:
        path, columns = to.folder / "sources.csv", [dictionary.sources.index.name]
        head = ",".join([*columns, *dictionary.sources.columns]) + "\n"
        before = path.read_text("utf-8") if path.is_file() else head
        write_atomically(path, (before + to.listed).encode())


def _refuse_unsound(
    merged: Mapping[tuple[int, str], Merged], to: Destination, dictionary: Dictionary
) -> None:
    """Check the tables as they would be by every rule; a new local source is listed with them."""
    tables, problems = [], []
    for (year, family), one in merged.items():
        file = dictionary.project.relative(to.table(year, family))
        rows, misshapen = split(as_text(one.rows), FIGURES, file)
        tables.append(rows.assign(year=year, family=family))
        problems += misshapen
    rows = pd.concat(tables, ignore_index=True)
    if to.listed:
        rows["source_id"] = rows.source_id.replace(to.source, dictionary.sources.index[0])
    problems += check(rows, dictionary)
    if problems:
        raise DataError(problems)
