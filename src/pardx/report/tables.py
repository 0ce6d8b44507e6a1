"""Tables a reader can sort: caption, scopes, a heading in each row."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from pardx.language import MISSING, N_, Language
from pardx.report.exhibit import Exhibit, Fragment, Origin, Words, render
from pardx.report.latex import longtable

QUALITY_FLAGS = N_(
    "Quality: A official source, or two independent sources agree; B one printed source; C derived "
    "by arithmetic from printed figures; X sources disagree and no rule settles it, or the value "
    "breaks an identity (withheld). A dash: no published value was found."
)
"""Stands below tables whose cells show the flags."""


@dataclass(frozen=True)
class Cell:
    """One cell: what is read first, what stands smaller below it, what it sorts by.

    Attributes
    ----------
    text : str
        The figure, or words.
    detail : str
        Smaller second line.
    key : float or str
        Sort key; missing figures sort last.
    links : tuple of (str, str)
        Text and address of what stands after it.
    """

    text: str
    detail: str = ""
    key: float | str = ""
    links: tuple[tuple[str, str], ...] = ()

    @property
    def sort_key(self) -> str:
        """What it sorts by, where that cannot be read off the text."""
        read_off = re.match(r"[+\N{MINUS SIGN}]?\d", self.text) or self.text == MISSING
        return "" if read_off or self.key == self.text else str(self.key)

    @property
    def plain(self) -> str:
        """All of it as one line."""
        linked = "; ".join(name for name, _ in self.links)
        beside = f"{self.text} ({self.detail})" if self.detail else self.text
        return " ".join(part for part in (beside, linked) if part)


@dataclass(frozen=True)
class Sheet:
    """A table in one language.

    Attributes
    ----------
    head : tuple of str
        Column headings, the first of the row headings.
    rows : tuple of tuple of Cell
        The first cell of a row is its heading.
    numeric : frozenset of int
        Positions of right-aligned columns.
    sortable : bool
        Offer sorting and, for long tables, a filter.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: frozenset[int] = frozenset()
    sortable: bool = False

    @property
    def all_numeric(self) -> bool:
        """Say whether every column but the first is right-aligned."""
        return self.numeric == frozenset(range(1, len(self.head)))


def table(
    id: str,
    *,
    sheet: Callable[[Language], Sheet],
    words: Callable[[Language], Words],
    origin: Origin,
) -> Exhibit:
    """Wrap a sheet with caption, notes, data and sources.

    Parameters
    ----------
    id : str
        Anchor, ``tab-...``.
    sheet : callable
        Makes the table in a language.
    words : callable
        Caption and notes in a language.
    origin : Origin
        Its CSV and who owns the figures.
    """

    def write(lang: Language) -> Fragment:
        made, said = sheet(lang), words(lang)
        html = render("table.html.j2", lang=lang, id=id, sheet=made, words=said, origin=origin)
        return Fragment(html, said.title, _latex(made, said, id))

    return Exhibit(id, write, origin.csv, origin.shows)


def _latex(sheet: Sheet, words: Words, id: str) -> str:
    rows = ([cell.plain for cell in row] for row in sheet.rows)
    return longtable(sheet.head, rows, numeric=sheet.numeric, words=words, label=id)


def numeral(lang: Language, value: float, places: int = 0, *, signed: bool = False) -> Cell:
    """Make a cell of a number, or of a dash that sorts last."""
    if pd.isna(value):
        return Cell(MISSING)
    return Cell((lang.signed if signed else lang.number)(value, places), key=float(value))


def p_cell(lang: Language, value: float) -> Cell:
    """Make a cell of a p-value; one that would round to zero is "< 0.001"."""
    small = lang.number(0.001, 3)
    return Cell(lang("< {p}", p=small), key=value) if value < 0.001 else numeral(lang, value, 3)
