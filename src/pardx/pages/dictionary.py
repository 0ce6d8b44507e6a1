"""The data dictionary as a page: what every indicator means, generated from the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from pardx.data.catalogue import Catalogue

INTRODUCTION = """\
# Data dictionary

Written by `make docs` from `data/catalogue/` and `data/raw/criteria_sets.csv`; it is not edited
by hand. *Better* says which score is better; a rank is always better when smaller. Columns of the
tables a report offers are described at the functions that make them, in the API reference.

Where a rank is used but no score, `bounds.csv` holds what the scores of the ranks around allow: a
bound, marked as such, which is no value and enters no model. How many there are is in
`coverage.csv` of each year, in the codebook of a release, and printed by `make check-data`."""


def dictionary(catalogue: Catalogue) -> str:
    """Describe every indicator, unit, criteria set and publisher.

    Returns
    -------
    str
        Markdown.
    """
    families = catalogue.indicators.groupby("family", sort=False)
    parts = [INTRODUCTION]
    for family, indicators in families:
        parts += [f"## {family}", *_described(indicators, catalogue)]
    parts += ["## Units", _grid(_units(catalogue))]
    parts += ["## Maximum points of PAR INDEX parts", _grid(_criteria(catalogue))]
    parts += ["## Publishers", _grid(catalogue.publishers.reset_index())]
    return "\n\n".join(parts) + "\n"


def _described(indicators: pd.DataFrame, catalogue: Catalogue) -> Iterator[str]:
    """Tell one family: its indicators, then the breaks of their series."""
    measures = catalogue.measures.groupby("indicator")["measure"].unique().map(", ".join)
    units = catalogue.measures.groupby("indicator")["unit"].unique().map(", ".join)
    shown = indicators.assign(measures=measures, units=units).reset_index()
    columns = ["indicator", "label_en", "label_vi", "direction", "measures", "units"]
    heads = ["Indicator", "Name", "Tên", "Better", "Measures", "Units", "Definition"]
    yield _grid(shown[[*columns, "definition_en"]].set_axis(heads, axis=1))
    breaks = catalogue.breaks[catalogue.breaks.indicator.isin(indicators.index)]
    if len(breaks):
        yield "Breaks of comparability:"
        yield _grid(breaks[["indicator", "year", "what_en", "source"]])


def _units(catalogue: Catalogue) -> pd.DataFrame:
    shown = catalogue.units[["min", "max", "decimals", "label_vi", "difference_en"]]
    return shown.reset_index().astype(object)


def _criteria(catalogue: Catalogue) -> pd.DataFrame:
    columns = ["decision", "years", "indicator", "part_or_area", "max_points", "source_id"]
    return catalogue.criteria[columns]


def _grid(frame: pd.DataFrame) -> str:
    """Write a frame as a Markdown table."""
    rows = [frame.columns, ["---"] * len(frame.columns), *frame.itertuples(index=False)]
    return "\n".join(_row(row) for row in rows)


def _row(cells: Iterable[object]) -> str:
    return f"| {' | '.join(_text(cell).replace('|', '/') for cell in cells)} |"


def _text(cell: object) -> str:
    if pd.isna(cell):
        return ""
    return f"{cell:g}" if isinstance(cell, float) else str(cell)
