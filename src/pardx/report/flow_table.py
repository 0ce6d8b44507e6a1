"""How many figures pass from documents to the values used."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.language import N_, NP_, Language
from pardx.report.exhibit import Exhibit, Words, origin
from pardx.report.measures import FAMILY
from pardx.report.tables import Cell, Column, numeral, table_of
from pardx.stats.flow import GRADES

COUNTS = {
    "documents": N_("Documents"),
    "printed": N_("Figures as published"),
    "figures": N_("Distinct figures"),
    "A": N_("A"),
    "B": N_("B"),
    "C": N_("C"),
    "X": N_("X, not used"),
}
"""Columns with their headings."""
ALL = NP_("families", "All")


def flow_table(flow: pd.DataFrame, dictionary: Dictionary, year: int) -> Exhibit | None:
    """Print what each family of indices passes on; None for a year without figures.

    Parameters
    ----------
    flow : DataFrame
        As saved.
    dictionary : Dictionary
        Names publishers.
    year : int
        Year of the report.
    """
    whole = flow[flow.family == "all"]
    if not whole.figures.any():
        return None

    def counted(name: str) -> Column:
        return Column(COUNTS[name], lambda row, lang: numeral(lang, getattr(row, name)))

    return table_of(
        "tab-flow",
        flow,
        [Column(N_("Family"), _family, numeric=False), *map(counted, COUNTS)],
        words=lambda lang: _words(next(whole.itertuples()), year, lang),
        origin=origin("flow.csv", dictionary),
    )


def _family(row: NamedTuple, lang: Language) -> Cell:
    return Cell(lang(FAMILY.get(row.family, ALL)))


def _words(whole: NamedTuple, year: int, lang: Language) -> Words:
    used = sum(getattr(whole, grade) for grade in GRADES[:-1])
    facts = {
        name: lang.number(number)
        for name, number in {"printed": whole.printed, "used": used, "withheld": whole.X}.items()
    }
    return Words(
        lang(
            "{printed} published figures give {used} values used; {withheld} withheld, {year}",
            year=year,
            **facts,
        ),
        lang("Figures of provinces, by family of indices and reliability"),
        notes=(
            lang(
                "A: official source, or two independent sources agree. B: one source. C: "
                "calculated from published figures. X: sources disagree and no rule decides, or "
                "related figures contradict it. A document may hold figures of several families."
            ),
        ),
    )
