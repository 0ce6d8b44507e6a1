"""The registered tests of all years so far, adjusted as one family."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.language import N_, Language
from pardx.report.exhibit import Exhibit, Words, origin
from pardx.report.relations import with_interval
from pardx.report.tables import Cell, Column, p_cell, table_of
from pardx.stats.association import PREDICTOR


def multiplicity_table(
    multiplicity: pd.DataFrame, dictionary: Dictionary, year: int
) -> Exhibit | None:
    """Print what asking again each year costs; None where a single year was asked.

    Parameters
    ----------
    multiplicity : DataFrame
        As saved.
    dictionary : Dictionary
        Names indices.
    year : int
        Year of the report, the last of the years.
    """
    rows = multiplicity.dropna(subset="estimate")
    if rows.year.nunique() < 2:
        return None
    return table_of(
        "tab-multiplicity",
        rows,
        [
            Column(
                N_("DTI with"),
                lambda row, lang: Cell(_name(row, dictionary, lang)),
                numeric=False,
            ),
            Column(N_("n"), lambda row, _: Cell(str(row.n))),
            Column(
                N_("Spearman"),
                lambda row, lang: with_interval(row.estimate, row.ci_low, row.ci_high, lang),
            ),
            Column(
                N_("Adjusted p, tests of the year"), lambda row, lang: p_cell(lang, row.p_adjusted)
            ),
            Column(
                N_("Adjusted p, all years so far"), lambda row, lang: p_cell(lang, row.p_cumulative)
            ),
        ],
        words=lambda lang: _words(rows, dictionary, year, lang),
        origin=origin("multiplicity.csv", dictionary, PREDICTOR, *rows.outcome),
    )


def _name(row: NamedTuple, dictionary: Dictionary, lang: Language) -> str:
    return f"{dictionary.short(row.outcome, lang.code)} {row.year}"


def _words(rows: pd.DataFrame, dictionary: Dictionary, year: int, lang: Language) -> Words:
    kept = [_name(row, dictionary, lang) for row in rows.itertuples() if row.claimed_cumulative]
    return Words(
        lang(
            N_("Adjusted over all years up to {year}, DTI still goes with {named}")
            if kept
            else N_("Adjusted over all years up to {year}, no association remains"),
            year=year,
            named=lang.listed(kept),
        ),
        lang(
            "Spearman's coefficient with 95% confidence interval; p adjusted after "
            "Benjamini-Hochberg over the tests of a year, and over those of all years so far"
        ),
        notes=(
            lang(
                "Asking the same questions each year gives as many chances of a false finding as "
                "there are tests in all ({tests} by {year}). Years of one index under different "
                "criteria sets are tests of different things.",
                tests=int(rows.tests.max()),
                year=year,
            ),
        ),
    )
