"""Figures above the province over the years: the country, its regions, ministries and groups."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from pardx.data.checks import Ground, check
from pardx.data.clean import identify
from pardx.data.raw import read_year
from pardx.data.settle import FIGURE, settle
from pardx.errors import DataError

QUALIFIERS = {"more than": "over", "over": "over", "about": "about", "nearly": "nearly"}
"""How a note says that a figure was printed rounded -> how the reports say it."""


def series(ground: Ground, years: Iterable[int]) -> pd.DataFrame:
    """Settle all figures above the province, of several years.

    Parameters
    ----------
    ground : Ground
        Project and catalogue.
    years : iterable of int
        Years to read.

    Returns
    -------
    DataFrame
        As :func:`pardx.data.settle.settle` returns them, with ``qualifier`` (``over``,
        ``about``, ``nearly`` or empty) and ``out_of`` (of how many a count counts; missing
        where not printed).

    Raises
    ------
    DataError
        With every broken row.
    """
    found = [read_year(ground.project, year) for year in years]
    rows = pd.concat([frame[frame.level != "province"] for frame, _ in found], ignore_index=True)
    unreadable = [problem for _, told in found for problem in told]
    if problems := unreadable + check(rows, ground):
        raise DataError(problems)
    observations = identify(rows, ground)
    values, _ = settle(observations)
    return values.merge(_remarks(observations), on=FIGURE, how="left", validate="one_to_one")


def _remarks(observations: pd.DataFrame) -> pd.DataFrame:
    """Read from the notes how a figure was rounded and of how many it counts."""
    note = observations.note.str.lower()
    said = observations.assign(
        qualifier=note.str.extract(rf"^({'|'.join(QUALIFIERS)})\b")[0].map(QUALIFIERS),
        out_of=note.str.extract(r"\bof (\d+)\b(?!%)")[0].astype(float),
    )
    first = said.groupby(FIGURE, sort=False)[["qualifier", "out_of"]].first().reset_index()
    return first.assign(qualifier=first.qualifier.fillna(""))
