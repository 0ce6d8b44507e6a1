"""The texts of a column -> plain figures of a rank or a value, or why it holds none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pardx.importing.grids import UnreadableTableError
from pardx.importing.layout import Block, Line
from pardx.importing.numerals import decimal_mark, is_missing, out_of, plain_number, plain_rank
from pardx.importing.readings import Figures


@dataclass(frozen=True)
class Scale:
    """What the values of an indicator may be.

    Attributes
    ----------
    measure, unit : str
        As ``measures.csv`` names them.
    low, high : float
        Limits, infinite where open.
    decimal : str
        The sign before the decimals where the user says it, else empty.
    """

    measure: str
    unit: str
    low: float
    high: float
    decimal: str = ""

    def read(self, block: Block, column: int) -> Figures:
        """Read a column's values.

        Raises
        ------
        UnreadableTableError
            When a cell is no value, or decimals can be read in no or in two ways.
        """
        lines = [line for line in block.lines if not is_missing(line.text(column))]
        texts = [self._alone(one.text(column)) for one in lines if not one.is_numeric(column)]
        mark = "."
        if any(plain_number(text, sign) for text in texts for sign in ".,"):
            mark = self._mark(block, column, texts)
        found = {
            line: plain_number(
                self._alone(line.text(column)), "." if line.is_numeric(column) else mark
            )
            for line in lines
        }
        percent = "percent" in self.unit
        if self.low >= 0:
            signed = [one for one in lines if one.text(column).lstrip().startswith("+")]
            _refuse(block, column, f"{self.measure}: it has a sign, as a change has", signed)
        strange = [one for one in lines if one.text(column).endswith("%") and not percent]
        _refuse(block, column, "value", [one for one in lines if found[one] is None] or strange)
        numbers = [float(number) for number in found.values() if number]
        if self.high >= 50 and len(numbers) > 2 and max(numbers) <= 1:
            fix = "write them in percent" if percent else f"write them in {self.unit}"
            raise UnreadableTableError(
                f"no value exceeds 1, so they are shares, not {self.unit}; fix: {fix}"
            )
        self._refuse_beyond(block, column, found)
        return {line.code: number for line, number in found.items() if number}

    def _alone(self, text: str) -> str:
        """Drop the maximum behind a value, where it is that of the measure: 84.7/100."""
        return re.sub(rf"\s*/\s*{self.high:g}(?:[.,]0+)?$", "", text.strip())

    def _mark(self, block: Block, column: int, texts: list[str]) -> str:
        numeric = [text for text in texts if any(plain_number(text, sign) for sign in ".,")]
        mark = self.decimal or decimal_mark(numeric, low=self.low, high=self.high)
        if mark is None:
            fix = "say DECIMAL=, or DECIMAL=. , and check that the column is the right one"
            raise UnreadableTableError(
                f"the decimals of column {block.called(column)} can be read in no or in two ways "
                f"within {self.low:g} to {self.high:g}; fix: {fix}"
            )
        return mark

    def _refuse_beyond(self, block: Block, column: int, found: dict[Line, str | None]) -> None:
        beyond = [
            line for line, text in found.items() if not self.low <= float(text or 0) <= self.high
        ]
        if beyond:
            names = block.frame.names
            listed = "; ".join(
                f"row {one.number} {names[one.code]}: {found[one]}" for one in beyond[:5]
            )
            fix = "check column, unit and year"
            raise UnreadableTableError(
                f"{len(beyond)} values of column {block.called(column)} are wrong ({listed}): a "
                f"{self.measure} lies in {self.low:g} to {self.high:g}; fix: {fix}"
            )


def ranks(block: Block, column: int) -> Figures:
    """Read a column's ranks.

    Raises
    ------
    UnreadableTableError
        When a cell is no rank, or one of another number of units.
    """
    lines = [line for line in block.lines if not is_missing(line.text(column))]
    found = {line: plain_rank(line.text(column)) for line in lines}
    _refuse(block, column, "rank", [line for line in lines if found[line] is None])
    totals = {total for line in lines if (total := out_of(line.text(column)))}
    if block.frame.size and totals - {block.frame.size}:
        said = ", ".join(map(str, sorted(totals)))
        fix = "check YEAR, and LEVEL"
        raise UnreadableTableError(
            f"column {block.called(column)} ranks of {said}, not of {block.frame.size}; fix: {fix}"
        )
    return {line.code: rank for line, rank in found.items() if rank}


def _refuse(block: Block, column: int, role: str, unread: list[Line]) -> None:
    if unread:
        names = block.frame.names
        listed = "; ".join(
            f"row {one.number} {names[one.code]}: {one.text(column)[:40]!r} is no {role}"
            for one in unread[:10]
        )
        fix = "correct the cells in the file; a missing figure is an empty cell or a dash"
        raise UnreadableTableError(f"{len(unread)} cells: {listed}; fix: {fix}")
