"""Printed rows -> the distinct numbers that are printed of each figure, and by whom."""

from __future__ import annotations

import numpy as np
import pandas as pd

FIGURE = ["year", "level", "gso_code", "entity", "indicator", "measure", "unit", "period"]
"""Columns that name one figure; rows that share them print the same thing."""

AUTHORITY = {"official": 2, "compilation": 1, "press": 0}
"""Which kind of source is believed first; a compilation copies the publisher's own table."""

NUMBERS = {"year": int, "value": float, "authority": int, "publishers": int, "printed": int}


def distinct_numbers(observations: pd.DataFrame) -> pd.DataFrame:
    """Reduce observations to one row per figure and distinct number.

    A source that prints the number rounded counts as agreeing, not as having printed it.
    """
    number = _meant(observations)
    exact = observations.value.astype(float) == number
    rows = observations.assign(
        value=number,
        authority=observations.kind.map(AUTHORITY).where(exact, 0),
        printed=((observations.derived == 0) & exact).astype(int),
    )
    by_number = rows.sort_values("source_id").groupby([*FIGURE, "value"], sort=False)
    grouped = by_number.agg(
        authority=("authority", "max"),
        publishers=("publisher", "nunique"),
        printed=("printed", "max"),
        sources=("source_id", lambda ids: ";".join(ids.unique())),
    ).reset_index()
    grouped = grouped.astype(
        {name: NUMBERS[name] for name in ("authority", "publishers", "printed")}
    )
    support = grouped.authority + grouped.publishers + grouped.printed
    return grouped.assign(support=support).sort_values([*FIGURE, "value"], ignore_index=True)


def _meant(observations: pd.DataFrame) -> pd.Series:
    """Return the number each row means, as precisely as any row of its figure prints it."""
    texts = observations.groupby(FIGURE, sort=False)["value"]
    differ = texts.transform("nunique") > 1
    number = observations.value.astype(float)
    if differ.any():
        rivals = observations[differ]
        for _, printed in rivals["value"].groupby(numbered(rivals)):
            number[printed.index] = _same_number(printed)
    return number


def _same_number(values: pd.Series) -> list[float]:
    """Map each printed text to the most precise value of which it is a rounding.

    A text that rounds two contradicting values speaks for neither and stays itself.
    """
    meant: dict[str, float] = {}
    for text in sorted(set(values), key=_decimals, reverse=True):
        finer = {full for full in meant.values() if _rounds_to(full, text)}
        meant[text] = finer.pop() if len(finer) == 1 else float(text)
    return [meant[text] for text in values]


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])


def _rounds_to(full: float, text: str) -> bool:
    """Half a unit of the last printed place, with room for binary fractions."""
    return abs(full - float(text)) <= 0.5 * 10 ** -_decimals(text) + 1e-9


def numbered(rows: pd.DataFrame) -> np.ndarray:
    """Give rows of one figure the same number."""
    return rows.groupby(FIGURE, sort=False).ngroup().to_numpy()
