"""A data set of many years and indicators, long or wide -> figures, each sound or refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from pardx.data.dictionary import Dictionary
from pardx.data.spelling import fold
from pardx.errors import PardxError, UsageError
from pardx.importing.entries import Column, Figure
from pardx.importing.figures import Scale
from pardx.importing.files import open_grids
from pardx.importing.frames import frames, labels
from pardx.importing.grids import Grid, UnreadableTableError, too_large
from pardx.importing.headings import (
    AMOUNT,
    ENTITY,
    INDICATOR,
    KEYS,
    MEASURE,
    PERIOD,
    YEAR,
    mapped,
    meant,
    year_of,
)
from pardx.importing.layout import letter
from pardx.importing.numerals import decimal_mark, is_missing, plain_number, plain_rank
from pardx.importing.periods import FORMS, is_period, period_of
from pardx.importing.scales import rising, scales
from pardx.importing.sheets import whole_grid
from pardx.importing.soundness import adds_up, is_known, misplaced, parts_of, repeated
from pardx.importing.wording import RANK, RUNNING_HEADS, VALUE, Frame
from pardx.importing.writing import Destination, raw_row, write

LISTED = 30
"""Refused figures that a preview lists."""

MOST_YEARS = 40
MOST_COLUMNS = 40
"""Columns of numbers among which the parts of a total are looked for."""


class _Reader:
    """Reads the rows of one data set, and collects what is refused."""

    def __init__(self, grid: Grid, chosen: Mapping[str, str], dictionary: Dictionary) -> None:
        self.dictionary, self.chosen = dictionary, chosen
        self.head, self.rows = grid.rows[0], grid.rows[1:]
        self.labels = labels(dictionary)
        self.refused: list[str] = []
        self.left_out: list[str] = []
        self.mapped = mapped(chosen.get("MAP", ""), self.head, dictionary)
        self.keys = self._keys()
        self.columns = [*self._figure_columns()]
        self.marks = {one.place: self._mark(one.place) for one in self.columns}
        self.scale = cache(self._scale)
        self.made: dict[tuple, tuple[Frame, ...]] = {}
        self.frames = cache(self._frames)

    def _keys(self) -> dict[str, int]:
        """Find the columns of years, units, indicators and measures."""
        found = {role: place for place, (role, _, _) in self.mapped.items() if role in KEYS}
        for role, heads in KEYS.items():
            places = [n for n, text in enumerate(self.head) if fold(text) in heads]
            free = [n for n in places if n not in self.mapped]
            if free and role not in found:
                found[role] = free[0]
        if INDICATOR not in found or AMOUNT not in found:  # `index` heads figures in a wide table
            found = {role: n for role, n in found.items() if role in (YEAR, ENTITY, PERIOD)}
        if ENTITY not in found:
            raise UnreadableTableError(
                f"no column is headed as province or ministry ({', '.join(self.head)[:300]}); fix: "
                "MAP='its heading=province'"
            )
        return found

    def _figure_columns(self) -> Iterator[Column]:
        if AMOUNT in self.keys:
            yield Column(self.keys[AMOUNT], self.head[self.keys[AMOUNT]], "", VALUE)
            return
        for place, heading in enumerate(self.head):
            if place in self.keys.values() or not heading or fold(heading) in RUNNING_HEADS:
                continue
            if place in self.mapped:
                indicator, role, unit = self.mapped[place]
                if indicator:
                    yield Column(place, heading, indicator, role, unit, year_of(heading))
                continue
            indicator, role = meant(heading, self.labels, self.chosen.get("INDICATOR", ""))
            if indicator:
                yield Column(place, heading, indicator, role, "", year_of(heading))
            else:
                self.left_out.append(f"column {letter(place)} {heading!r}: not recognised")

    def _mark(self, place: int) -> str:
        """Return the sign before the decimals of a column; refuse one that reads in two ways."""
        texts = [row[place] for row in self.rows if not is_missing(row[place])]
        readings = {text: [plain_number(text, mark) for mark in ".,"] for text in texts}
        numbers = [text for text in texts if any(readings[text])]
        if said := self.chosen.get("DECIMAL", ""):
            return said
        if not any("," in one for one in numbers):
            return "."
        mark = decimal_mark(numbers, low=float("-inf"), high=float("inf"))
        if mark is None and all(all(readings[text]) for text in numbers):
            text = next(text for text in numbers if len({*readings[text]}) > 1)
            one, other = readings[text]
            raise UnreadableTableError(
                f"column {letter(place)} {self.head[place]!r}: {text!r} is {one} or {other}; fix: "
                "say DECIMAL=, or DECIMAL=."
            )
        return mark or "."

    def _scale(self, indicator: str, year: int, level: str, role: str, unit: str) -> Scale | str:
        """Return what a figure may be, or why there is none."""
        said = {"UNIT": unit} if unit and role == VALUE else {}
        try:
            found = scales(indicator, year, level, said, self.dictionary)
        except UsageError as error:
            return str(error).replace("UNIT=", "MAP='heading=indicator:score:unit'")
        return found.get(role, f"measures.csv knows no {role} of {indicator} {year}")

    def _frames(self, indicator: str, year: int) -> tuple[Frame, ...]:
        """List the frames of an indicator's year, made once for years of equal scope."""
        family = self.dictionary.indicators.family[indicator]
        scope = tuple(self.dictionary.scope(family, year).items())
        if scope not in self.made:
            level = self.chosen.get("LEVEL", "")
            try:
                local = frames(self.dictionary, family, year, level)
            except UsageError:
                local = ()
            more = () if level else frames(self.dictionary, family, year, "ministry")
            self.made[scope] = (*local, *more)
        return self.made[scope]

    def figures(self) -> list[Figure]:
        """Read every figure; what is none is refused, with its reason."""
        named = {self._year(row) for row in self.rows} | {one.year for one in self.columns}
        years = len(named - {None})
        if years > MOST_YEARS:
            raise too_large(f"{years} different years", str(MOST_YEARS))
        if years > 1 and self.chosen.get("PERIOD"):
            raise UsageError(
                f"PERIOD= says of {years} years what can be of one; fix: leave it out, or say "
                "which column has the periods by MAP='its heading=period'"
            )
        found = [figure for n, row in enumerate(self.rows, 2) for figure in self._of_row(n, row)]
        return self._of_one_frame(found)

    def _of_row(self, number: int, row: tuple[str, ...]) -> Iterator[Figure]:
        name = row[self.keys[ENTITY]]
        if not any(row):
            return
        for column in self._long(row):
            text = row[column.place]
            if is_missing(text) or text.casefold() in ("nan", "null", "none"):
                continue
            year = column.year or self._year(row)
            period = self._period(row)
            if year and not is_period(period, year):
                self.refused.append(f"row {number}, {name}: {period[:40]!r} is no period; {FORMS}")
                return
            units = self.frames(column.indicator, year) if year and column.indicator else ()
            of = [(frame, code) for frame in units if (code := frame.code(name))]
            if of:
                period = period_of(period, year, column.indicator)
                for one in self._figure(number, text, year, of, column):
                    yield replace(one, period=period)
            elif any(frame.above(name) for frame in units):
                self.left_out.append(f"row {number} {name!r}: {units[0].above(name)}")
                return
            else:
                self.refused.append(self._why_not(number, name, row, column, year, units))
                return

    def _figure(
        self, number: int, text: str, year: int, of: list[tuple[Frame, str]], column: Column
    ) -> Iterator[Figure]:
        for frame, code in of:
            scale = self.scale(column.indicator, year, frame.level, column.role, column.unit)
            mark = self.marks.get(column.place, ".")
            value = plain_rank(text) if column.role == RANK else plain_number(text, mark)
            where = f"row {number}, {year} {frame.names[code]}, {column.heading}"
            if isinstance(scale, str):
                self.refused.append(f"{where}: {scale}")
            elif value is None:
                self.refused.append(f"{where}: {text[:40]!r} is no {column.role}")
            elif text.lstrip().startswith("+") and scale.low >= 0:
                self.refused.append(f"{where}: {text[:40]} has a sign, as a change has")
            elif not scale.low <= float(value) <= scale.high:
                limits = f"{scale.low:g} to {scale.high:g}"
                self.refused.append(f"{where}: {value} is not within {limits}")
            else:
                yield Figure(number, year, frame, code, column, scale, value)

    def _why_not(
        self,
        number: int,
        name: str,
        row: tuple[str, ...],
        column: Column,
        year: int | None,
        units: tuple[Frame, ...],
    ) -> str:
        if not year:
            said = row[self.keys[YEAR]] if YEAR in self.keys else "no year"
            return (
                f"row {number}, {name}: {said!r} is no year from 2000 on; YEAR= or MAP='...=year'"
            )
        if not column.indicator:
            return f"row {number}, {name}: {row[self.keys[INDICATOR]]!r} is no indicator known"
        if not units:
            return f"row {number}, {name}: no table of {column.indicator} {year} is known"
        shown = units if len(self.refused) < LISTED else ()
        near = next(filter(None, (frame.nearest(name) for frame in shown)), "")
        return f"row {number}: {name!r} is no known {units[0].kind} of {year}{near}"

    def _long(self, row: tuple[str, ...]) -> Iterator[Column]:
        """Yield the columns of figures; in a long table what each row says it holds."""
        if AMOUNT not in self.keys:
            yield from self.columns
            return
        heading = row[self.keys[INDICATOR]]
        measure = row[self.keys[MEASURE]] if MEASURE in self.keys else ""
        indicator, role = meant(f"{heading} {measure}", self.labels, "")
        plain = fold(heading).replace("score", "")
        known = next((one for one in self.labels.families if fold(one) == plain), indicator)
        yield replace(
            self.columns[0], heading=f"{heading} {measure}".strip(), indicator=known, role=role
        )

    def _year(self, row: tuple[str, ...]) -> int | None:
        said = row[self.keys[YEAR]] if YEAR in self.keys else self.chosen.get("YEAR", "")
        found = re.fullmatch(r"(?:năm )?(20\d\d)(?:\.0+)?", said.strip(), re.IGNORECASE)
        return int(found[1]) if found else None

    def _period(self, row: tuple[str, ...]) -> str:
        return row[self.keys[PERIOD]] if PERIOD in self.keys else self.chosen.get("PERIOD", "")

    def _of_one_frame(self, found: list[Figure]) -> list[Figure]:
        """Where a year has tables of 63 and of 34, keep those of the one that is whole."""
        lists: dict[tuple, dict[str, set[str]]] = {}
        for one in found:
            by_level = lists.setdefault(one.table, {})
            by_level.setdefault(one.frame.level, set()).add(one.code)
        kept = []
        for one in found:
            levels = lists[one.table]
            local = {level: codes for level, codes in levels.items() if level != "ministry"}
            if one.frame.level == "ministry" or len(local) == 1:
                kept.append(one)
            elif len(local["province"]) > len(local["unit34"]) or len(local["unit34"]) < 34:
                if len(local["province"]) > 34:
                    kept += [one] if one.frame.level == "province" else []
                elif one.frame.level == "province":
                    self.refused.append(f"{one.called}: of 63 or of 34? say LEVEL=")
            elif one.frame.level == "unit34":
                kept.append(one)
        return kept


def import_dataset(
    chosen: Mapping[str, str], to: Destination, dictionary: Dictionary, *, writing: bool
) -> Iterator[str]:
    """Preview a data set: what is matched, new, confirmed, contradicted and refused; write it.

    Raises
    ------
    UsageError
        For a wrong ``MAP=`` or ``SKIP=``.
    UnreadableTableError
        When no column is recognised.
    PardxError
        When figures are refused and ``SKIP=refused`` does not leave them out; nothing is written.
    """
    if (skip := chosen.get("SKIP", "")) not in ("", "refused"):
        raise UsageError(f"of a data set SKIP=refused leaves the refused out, not {skip[:40]!r}")
    grid = whole_grid(open_grids(Path(chosen["FILE"])), chosen.get("SHEET", ""))
    reader = _Reader(grid, chosen, dictionary)
    if not reader.columns:
        said = ", ".join(map(repr, reader.head))[:400]
        raise UnreadableTableError(
            f"no column of {said} is recognised; fix: MAP='heading=indicator'"
        )
    sound = [*_sound(reader, dictionary)]
    yield f"{Path(chosen['FILE']).name}, {grid.name}: {len(grid.rows) - 1} rows"
    yield "Understood"
    yield from _columns_said(reader)
    yield "Left out"
    yield from [f"  {one}" for one in (*grid.remarks, *reader.left_out[:LISTED])] or ["  nothing"]
    counts = Counter((one.column.indicator, one.scale.measure) for one in sound)
    for (indicator, measure), count in sorted(counts.items()):
        years = sorted({one.year for one in sound if one.column.indicator == indicator})
        yield f"{indicator} {measure}: {count} figures, {years[0]} to {years[-1]}"
    yield f"refused {len(reader.refused)}"
    yield from (f"  {reason}" for reason in reader.refused[:LISTED])
    if len(reader.refused) > LISTED:
        yield f"  and {len(reader.refused) - LISTED} more"
    refused = len(reader.refused) if skip != "refused" else 0
    yield from write(
        _rows(sound, to, dictionary), to, dictionary, chosen, writing=writing and not refused
    )
    if refused:
        raise PardxError(
            f"{refused} figures are refused (listed above); nothing was written; fix: correct "
            "them, or say SKIP=refused to write all others"
        )


def _columns_said(reader: _Reader) -> Iterator[str]:
    for role, place in reader.keys.items():
        yield f"  column {letter(place)} {reader.head[place]!r}: {role}"
    for one in reader.columns:
        if one.indicator:
            year = f" of {one.year}" if one.year else ""
            yield f"  column {letter(one.place)} {one.heading!r}: {one.indicator} {one.role}{year}"


def _sound(reader: _Reader, dictionary: Dictionary) -> Iterator[Figure]:
    """Yield the figures that keep what a list must keep; the others are refused."""
    found = reader.figures()
    twice = repeated((one.key for one in found), (one.value for one in found))
    wrong: dict[Figure, str] = {
        one: "given twice, differently" for one in found if one.key in twice
    }
    wrong |= _wrong_sums(reader, found)
    lists: dict[tuple, list[Figure]] = {}
    for one in found:
        if one not in wrong:
            lists.setdefault((*one.table, one.frame.level), []).append(one)
    for (*_, indicator, _), members in lists.items():
        ranks = {one.code: int(one.value) for one in members if one.column.role == RANK}
        scores = {one.code: float(one.value) for one in members if one.column.role == VALUE}
        size, up = members[0].frame.size, rising(indicator, dictionary)
        out = misplaced(ranks, scores, size, rising=up) if ranks else {}
        wrong |= {one: out[one.code] for one in members if one.code in out}
    reader.refused += [f"{one.called}: {reason}" for one, reason in wrong.items()]
    seen = set()
    for one in found:
        if one not in wrong and one.key not in seen:
            seen.add(one.key)
            yield one


def _wrong_sums(reader: _Reader, found: list[Figure]) -> dict[Figure, str]:
    """Find the totals that are not the sum of the columns that add up to them elsewhere."""
    wrong: dict[Figure, str] = {}
    if AMOUNT in reader.keys:
        return wrong
    keys = {*reader.keys.values(), *(one.place for one in reader.columns if one.role == RANK)}
    columns = {
        text: [_number(row[place], reader.marks.get(place, ".")) for row in reader.rows]
        for place, text in enumerate(reader.head)
        if place not in keys and text
    }
    if len(columns) > MOST_COLUMNS:
        return wrong
    for total in (one for one in reader.columns if one.role == VALUE):
        year = total.year
        others = {
            t: held for t, held in columns.items() if t != total.heading and year_of(t) == year
        }
        totals = columns[total.heading]
        if parts := parts_of(totals, others):
            sum_of = " + ".join(parts)
            reader.left_out.append(f"{total.heading!r} is held against {sum_of}")
            bad = {
                n + 2
                for n in range(len(totals))
                if is_known(n, totals, others, parts) and not adds_up(n, totals, others, parts)
            }
            wrong |= {
                one: f"not the sum of {sum_of}"
                for one in found
                if one.row in bad and one.column.heading in (total.heading, *parts)
            }
    return wrong


def _number(text: str, mark: str) -> float | None:
    found = plain_number(text, mark)
    return None if found is None else float(found)


def _rows(sound: list[Figure], to: Destination, dictionary: Dictionary) -> dict:
    family: Callable[[str], str] = dictionary.indicators.family.get
    rows: dict[tuple[int, str], list[dict[str, str]]] = {}
    for one in sound:
        rows.setdefault((one.year, family(one.column.indicator)), []).append(
            raw_row(
                *(one.code, one.frame, one.column.indicator, one.scale, one.value),
                *(to.source, one.period),
            )
        )
    return rows
