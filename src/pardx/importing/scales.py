"""Which measure, unit and limits the figures of an indicator have in a year."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pardx.data.dictionary import MEASURE_KEY, OPEN, Dictionary
from pardx.errors import UsageError
from pardx.importing.figures import Scale
from pardx.importing.wording import RANK, VALUE

VALUE_MEASURES = ("score", "share", "count", "value")


def scales(
    indicator: str, year: int, level: str, chosen: Mapping[str, str], dictionary: Dictionary
) -> dict[str, Scale]:
    """Look up which measure, unit and limits a rank and a value of the indicator have in a year.

    Raises
    ------
    UsageError
        When there is none, or the year leaves more than one unit.
    """
    of = level or next(iter(dictionary.scope(dictionary.indicators.family[indicator], year)), "")
    known = dictionary.allowed
    known = known[(known.indicator == indicator) & (known.level == (of or "province"))]
    in_force = (known.first_year.fillna(0) <= year) & (year <= known.last_year.fillna(OPEN))
    known = known[in_force]
    values = known[known.measure.isin(VALUE_MEASURES)]
    units = values.unit.unique()
    if unit := chosen.get("UNIT", ""):
        values = values[values.unit == unit]
    if len(values) > 1 or (unit and values.empty):
        raise UsageError(f"say the unit of {indicator}: UNIT= one of {', '.join(map(repr, units))}")
    taken = {VALUE: values, RANK: known[known.measure == "rank"]}
    found = {
        role: _scale(rows.iloc[0], year, dictionary, chosen.get("DECIMAL", ""))
        for role, rows in taken.items()
        if len(rows)
    }
    if not found:
        raise UsageError(
            f"measures.csv knows no figure of {indicator} {year} at level {of or 'province'}"
        )
    return found


def rising(indicator: str, dictionary: Dictionary) -> bool | None:
    """Say whether a larger value of an indicator has a larger rank; None where either may be."""
    return {"higher": False, "lower": True}.get(dictionary.indicators.direction[indicator])


def _scale(row: pd.Series, year: int, dictionary: Dictionary, decimal: str) -> Scale:
    low, high = dictionary.limits(row[MEASURE_KEY].to_frame().T.assign(year=year))
    return Scale(row.measure, row.unit, low.item(), high.item(), decimal)
