"""Service to people and businesses: targets beside what is reached, and index 766 by date."""

from __future__ import annotations

import re

import pandas as pd

from pardx.data.consistency import EXTREMES
from pardx.data.dictionary import Dictionary
from pardx.data.geography import LOCAL
from pardx.data.rules import SNAPSHOT

PARTS = (
    "transparency",
    "progress",
    "digitisation",
    "online_service",
    "online_payment",
    "online_and_payment",
    "satisfaction",
)
"""Parts of index 766 in the order of its decision; the third last is the two before it together."""

REACHED = ["known", "known_year", "period", "quality", "sources"]


def targets(figures: pd.DataFrame, dictionary: Dictionary, year: int) -> pd.DataFrame:
    """Set the national targets in force beside the latest figure of what they concern.

    Parameters
    ----------
    figures : DataFrame
        As :func:`pardx.data.clean.series` returns them, up to the year.
    dictionary : Dictionary
        Its ``targets``.
    year : int
        Year of the report: targets set by then, for that year or a later one.

    Returns
    -------
    DataFrame
        The columns of ``targets.csv`` with the figure ``known`` of ``known_year`` and
        ``period``, its ``quality`` and ``sources``, and ``distance``: the figure less the
        target, in the unit. All are missing or empty where no figure of that definition is
        collected.
    """
    listed = dictionary.targets
    ours = listed.query("level == 'national' and first_year <= @year <= year")
    known = figures[
        (figures.level == "national")
        & figures.measure.isin(["score", "share", "count", "value"])
        & ~figures.entity.isin(EXTREMES)
        & figures.value.notna()
    ]
    latest = by_end(known).drop_duplicates(["indicator", "unit"], keep="last")
    latest = latest.rename(columns={"value": "known", "year": "known_year"})
    joined = ours.merge(latest[["indicator", "unit", *REACHED]], "left", on=["indicator", "unit"])
    joined = joined.fillna(dict.fromkeys(["period", "quality", "sources"], ""))
    return joined.assign(distance=joined.known - joined.value)


def by_end(rows: pd.DataFrame) -> pd.DataFrame:
    """Sort figures by the last day of their ``period``, the year's where there is none."""
    ends = [_end(*one) for one in zip(rows.period.fillna(""), rows.year, strict=True)]
    return rows.assign(end=ends).sort_values(["end", "period"], kind="stable")


def _end(period: str, year: int) -> str:
    """Return the last day of a period as a text that sorts; the year's where none is printed."""
    named = re.findall(r"\d{4}(?:-\d{2}){0,2}", re.sub(r"-M\d{2}\.\.M", "-", period))
    return f"{[str(year), *named][-1]}-99-99"[:10]


def snapshots(values: pd.DataFrame, dictionary: Dictionary) -> pd.DataFrame:
    """Lay out index 766 by unit and date; figures of two dates are never joined.

    Parameters
    ----------
    values : DataFrame
        Used values of one year.
    dictionary : Dictionary
        Scopes and maxima.

    Returns
    -------
    DataFrame
        One row per level, unit and period: ``score`` (of 100), ``rank``, ``units`` (of how many;
        missing for ministries, whose number is not printed), the :data:`PARTS` in points,
        ``quality`` of the score, else of the rank or a part, and ``sources``.
    """
    ours = values[values.indicator.str.startswith(SNAPSHOT) & values.value.notna()]
    ours = ours[ours.level.isin([*LOCAL, "ministry"])]
    part = ours.indicator.str.removeprefix(SNAPSHOT).str.removeprefix("_")
    ours = ours.assign(part=part.mask(part == "", ours.measure))
    key = ["level", "entity", "year", "period"]
    wide = ours.pivot(index=key, columns="part", values="value")
    wide = wide.reindex(columns=["score", "rank", *PARTS])
    first = ours.sort_values("part", key=lambda part: part.map({"score": 0, "rank": 1}).fillna(2))
    about = first.groupby(key, sort=False)[["quality", "sources"]].first()
    table = wide.join(about).reset_index()
    frames = {
        (level, year): dictionary.scope(dictionary.indicators.family[SNAPSHOT], year).get(level)
        for level, year in zip(table.level, table.year, strict=True)
    }
    units = [frames[level, year] for level, year in zip(table.level, table.year, strict=True)]
    return table.assign(units=pd.Series(units, dtype="float64"))
