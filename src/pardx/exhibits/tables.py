"""Tables a reader can sort: caption, scopes, a heading in each row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from pardx.exhibits.exhibit import Exhibit, Origin, Words, in_languages, render
from pardx.exhibits.language import MISSING, Language


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
    """

    text: str
    detail: str = ""
    key: float | str = ""


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

    def fragment(lang: Language) -> str:
        return render(
            "table.html.j2", lang=lang, id=id, sheet=sheet(lang), words=words(lang), origin=origin
        )

    return Exhibit(id, in_languages(fragment), words(Language("en")).title)


def numeral(lang: Language, value: float, places: int = 0, *, signed: bool = False) -> Cell:
    """Make a cell of a number, or of a dash that sorts last."""
    if pd.isna(value):
        return Cell(MISSING)
    return Cell((lang.signed if signed else lang.number)(value, places), key=float(value))
