"""Figures above the province over the years: the country, its regions, ministries and groups."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from pardx.data.identify import identify
from pardx.data.identities import EXTREMES
from pardx.data.read import read_year
from pardx.data.reconcile import FIGURE, reconcile
from pardx.data.rules import Dictionary, check
from pardx.data.year_values import reconciled, related
from pardx.errors import DataError, Problem

QUALIFIERS = {"more than": "over", "over": "over", "about": "about", "nearly": "nearly"}
"""How a note says that a figure was printed rounded -> how the reports say it."""


def series(dictionary: Dictionary, years: Iterable[int]) -> pd.DataFrame:
    """Settle all figures above the province, of several years.

    Parameters
    ----------
    dictionary : Dictionary
        Project and catalogue.
    years : iterable of int
        Years to read.

    Returns
    -------
    DataFrame
        As :func:`pardx.data.reconcile.settle` returns them, with ``qualifier`` (``over``,
        ``about``, ``nearly`` or empty) and ``out_of`` (of how many a count counts; missing
        where not printed).

    Raises
    ------
    DataError
        With every broken row.
    """
    found = [_read(dictionary, year) for year in years]
    rows = pd.concat([frame for frame, _ in found], ignore_index=True)
    unreadable = [problem for _, told in found for problem in told]
    if problems := unreadable + check(rows, dictionary):
        raise DataError(problems)
    observations = identify(rows, dictionary)
    by_year = [reconciled(printed, dictionary)[0] for _, printed in observations.groupby("year")]
    values = pd.concat(by_year or [reconcile(observations)[0]], ignore_index=True)
    above = values[values.level != "province"].sort_values(FIGURE, ignore_index=True)
    return above.merge(_remarks(observations), on=FIGURE, how="left", validate="one_to_one")


def _read(dictionary: Dictionary, year: int) -> tuple[pd.DataFrame, list[Problem]]:
    """Read what is printed above the province, and the provinces an extreme is held against."""
    rows, unreadable = read_year(dictionary.project, year)
    above = rows.level != "province"
    extremes = set(rows.indicator[above & rows.entity.isin(EXTREMES)])
    held = rows.indicator.isin(related(extremes, dictionary.sums))
    return rows[above | held], unreadable


def _remarks(observations: pd.DataFrame) -> pd.DataFrame:
    """Read from the notes how a figure was rounded and of how many it counts."""
    note = observations.note.str.lower()
    said = observations.assign(
        qualifier=note.str.extract(rf"^({'|'.join(QUALIFIERS)})\b")[0].map(QUALIFIERS),
        out_of=note.str.extract(r"\bof (\d+)\b(?!%)")[0].astype(float),
    )
    first = said.groupby(FIGURE, sort=False)[["qualifier", "out_of"]].first().reset_index()
    return first.assign(qualifier=first.qualifier.fillna(""))
