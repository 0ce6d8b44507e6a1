"""Tables a reader can sort, as HTML and as LaTeX: caption, scopes, a heading in each row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from pardx.language import MISSING, N_, Language
from pardx.report.exhibit import Exhibit, Fragment, Origin, Words, render

QUALITY_FLAGS = N_(
    "Reliability: A official source, or two independent sources agree; B one "
    "source; C calculated from published figures; X sources disagree or the figure "
    "conflicts with related ones (not used)."
)
"""The note below tables whose cells show the flags."""

NO_BREAK = "\N{NO-BREAK SPACE}"

LATEX_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "\N{MINUS SIGN}": "$-$",
        **{sign: rf"\{sign}" for sign in "&%$#_{}"},
    }
)


@dataclass(frozen=True)
class Cell:
    """One cell: what is read first, what is printed smaller below it, what it sorts by.

    Attributes
    ----------
    text : str
        The figure, or words.
    detail : str
        Smaller second line.
    key : float or str
        Sort key; missing figures sort last.
    links : tuple of (str, str)
        Text and address of what follows it.
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
    stacked : bool
        On a phone each row is a block of lines, one for each cell after its column's heading.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: frozenset[int] = frozenset()
    sortable: bool = False
    stacked: bool = False

    @property
    def has_dash(self) -> bool:
        """Say whether a figure is missing."""
        return any(cell.text == MISSING for row in self.rows for cell in row)

    @property
    def all_numeric(self) -> bool:
        """Say whether every column but the first is right-aligned."""
        return self.numeric == frozenset(range(1, len(self.head)))


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, and the cell of each row.

    Attributes
    ----------
    head : str
        Heading, marked for translation.
    cell : callable
        Makes the cell of a row in a language.
    numeric : bool
        Right-aligned.
    """

    head: str
    cell: Callable[[Any, Language], Cell]
    numeric: bool = True


def sheet_of(
    rows: Iterable[Any], columns: Sequence[Column], lang: Language, *, sortable: bool = False
) -> Sheet:
    """Lay rows out in columns.

    Parameters
    ----------
    rows : iterable
        What the cells are made of: rows of ``DataFrame.itertuples()``, or other records.
    columns : sequence of Column
        The first holds the headings of the rows.
    lang : Language
        Its language.
    sortable : bool
        As of :class:`Sheet`.
    """
    return Sheet(
        tuple(lang(column.head) for column in columns),
        tuple(tuple(column.cell(row, lang) for column in columns) for row in rows),
        frozenset(place for place, column in enumerate(columns) if column.numeric),
        sortable=sortable,
    )


def table_of(
    id: str,
    rows: pd.DataFrame,
    columns: Sequence[Column],
    *,
    words: Callable[[Language], Words],
    origin: Origin,
    sortable: bool = False,
) -> Exhibit:
    """Make the table of a frame.

    Parameters
    ----------
    id, words, origin
        As of :func:`table`.
    rows : DataFrame
        One row per row of the table.
    columns : sequence of Column
        Their cells are made of a row as ``DataFrame.itertuples()`` gives it.
    sortable : bool
        As of :class:`Sheet`.
    """
    return table(
        id,
        sheet=lambda lang: sheet_of(rows.itertuples(), columns, lang, sortable=sortable),
        words=words,
        origin=origin,
    )


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
        made = sheet(lang)
        said = noted(words(lang), made)
        html = render("table.html.j2", lang=lang, id=id, sheet=made, words=said, origin=origin)
        return Fragment(html, said.title, longtable(made, said, label=id))

    return Exhibit(id, write, origin.csv, origin.shows)


def noted(words: Words, sheet: Sheet) -> Words:
    """Add what a dash means to the notes of a table in which one stands."""
    shown = words.dash and sheet.has_dash
    return replace(words, notes=(*words.notes, words.dash)) if shown else words


def longtable(sheet: Sheet, words: Words, *, label: str) -> str:
    r"""Write a table as LaTeX source for an article, a ``longtable`` that may run over pages.

    Needs the packages ``booktabs`` and ``longtable``, and for Vietnamese a Unicode engine
    (XeLaTeX, LuaLaTeX) or ``vntex``.

    Parameters
    ----------
    sheet : Sheet
        The table.
    words : Words
        Title and subtitle become the caption, the notes are set below.
    label : str
        For ``\ref``.
    """
    lines = [sheet.head, *([cell.plain for cell in row] for row in sheet.rows)]
    head, *rows = (" & ".join(map(escape, line)) + r" \\" for line in lines)
    columns = "".join("r" if place in sheet.numeric else "l" for place in range(len(sheet.head)))
    caption = f"{escape(words.title)}. {escape(words.subtitle)}"
    return "\n".join(
        [
            "% \\usepackage{booktabs,longtable}",
            f"\\begin{{longtable}}{{{columns}}}",
            f"\\caption{{{caption}}}\\label{{{label}}}\\\\",
            "\\toprule",
            head,
            "\\midrule",
            "\\endhead",
            *rows,
            "\\bottomrule",
            "\\end{longtable}",
            *(f"\\noindent {escape(note)}\\par" for note in words.notes),
            "",
        ]
    )


def escape(text: str) -> str:
    """Write text so that LaTeX prints it literally."""
    return text.translate(LATEX_ESCAPES)


def graded(number: str, quality: str) -> str:
    """Write a number with its reliability, as one word: ``26/63 B``."""
    return f"{number}{NO_BREAK}{quality}"


def span(lang: Language, low: float, high: float, places: int = 2) -> str:
    """Write the two ends of an interval: ``0.12 to 0.40``."""
    return lang("{low} to {high}", low=lang.number(low, places), high=lang.number(high, places))


def numeral(lang: Language, value: float, places: int = 0, *, signed: bool = False) -> Cell:
    """Make a cell of a number, or of a dash that sorts last."""
    if pd.isna(value):
        return Cell(MISSING)
    return Cell((lang.signed if signed else lang.number)(value, places))


def p_cell(lang: Language, value: float) -> Cell:
    """Make a cell of a p-value; one that would round to zero is "< 0.001"."""
    small = lang.number(0.001, 3)
    return Cell(lang("< {p}", p=small), key=value) if value < 0.001 else numeral(lang, value, 3)
