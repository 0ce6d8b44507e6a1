"""The data dictionary as a page: what every indicator means, generated from the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pardx.data.dictionary import Dictionary

INTRODUCTION = """\
# Data dictionary

Written by `make docs` from `data/catalogue/` and `data/raw/criteria_sets.csv`; it is not edited
by hand. *Better* says which score is better; a rank is always better when smaller. Columns of the
tables a report offers are described at the functions that make them, in the API reference.

Where a rank is used but no score, `bounds.csv` holds what the scores of the ranks around allow: a
bound, marked as such, which is no value and enters no model. How many there are is in
`coverage.csv` of each year, in the codebook of a release, and printed by `make check-data`."""


def dictionary_page(dictionary: Dictionary) -> str:
    """Describe every indicator, unit, criteria set and publisher.

    Returns
    -------
    str
        Markdown.
    """
    families = dictionary.indicators.groupby("family", sort=False)
    parts = [INTRODUCTION]
    for family, indicators in families:
        parts += [f"## {family}", *_described(indicators, dictionary)]
    units = dictionary.units[["min", "max", "decimals", "label_vi", "difference_en"]]
    parts += ["## Units", _grid(units.reset_index().astype(object))]
    columns = ["decision", "years", "indicator", "part_or_area", "max_points", "source_id"]
    parts += ["## Maximum points of PAR INDEX parts", _grid(dictionary.criteria[columns])]
    parts += ["## Publishers", _grid(dictionary.publishers.reset_index())]
    return "\n\n".join(parts) + "\n"


def _described(indicators: pd.DataFrame, dictionary: Dictionary) -> Iterator[str]:
    """Describe one family: its indicators, then the breaks of their series."""
    measures = dictionary.measures.groupby("indicator")["measure"].unique().map(", ".join)
    units = dictionary.measures.groupby("indicator")["unit"].unique().map(", ".join)
    shown = indicators.assign(measures=measures, units=units).reset_index()
    columns = ["indicator", "label_en", "label_vi", "direction", "measures", "units"]
    heads = ["Indicator", "Name", "Tên", "Better", "Measures", "Units", "Definition"]
    yield _grid(shown[[*columns, "definition_en"]].set_axis(heads, axis=1))
    breaks = dictionary.breaks[dictionary.breaks.indicator.isin(indicators.index)]
    if len(breaks):
        yield "Breaks of comparability:"
        yield _grid(breaks[["indicator", "year", "what_en", "source"]])


def _grid(frame: pd.DataFrame) -> str:
    """Write a frame as a Markdown table."""
    rows = [frame.columns, ["---"] * len(frame.columns), *frame.itertuples(index=False)]
    return "\n".join(
        f"| {' | '.join(_text(cell).replace('|', '/') for cell in row)} |" for row in rows
    )


def _text(cell: object) -> str:
    if pd.isna(cell):
        return ""
    return f"{cell:g}" if isinstance(cell, float) else str(cell)
