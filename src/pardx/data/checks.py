"""The rules a raw row must keep; each broken one names the line, the value and the fix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from pardx.data.catalogue import LEVELS, MEASURE_KEY, Catalogue
from pardx.data.geography import PLACES, nearest_province, resolver
from pardx.data.raw import KEY
from pardx.data.registers import PLAIN_NUMBER
from pardx.errors import Problem, nearest
from pardx.project import Project

PRINTED_ONCE = ["year", *KEY]


@dataclass(frozen=True)
class Ground:
    """What the rules look things up in.

    Attributes
    ----------
    project : Project
        Holds the geography and the spellings.
    catalogue : Catalogue
        Holds indicators, measures, units and sources.
    """

    project: Project
    catalogue: Catalogue


TOLD_IN_FULL = 200
"""Breaches of one rule whose rule and fix are worded; the others say which is alike."""

Text = str | Callable[[pd.Series], str]


def check(rows: pd.DataFrame, ground: Ground) -> list[Problem]:
    """Hold raw rows against every rule.

    Parameters
    ----------
    rows : DataFrame
        As :func:`pardx.data.raw.read_year` returns them.
    ground : Ground
        Project and catalogue.

    Returns
    -------
    list of Problem
        Empty when all rows are sound.
    """
    return [problem for rule in RULES for problem in rule(rows, ground)]


def _report(
    rows: pd.DataFrame, broken: pd.Series, column: str, rule: Text, fix: Text
) -> list[Problem]:
    def say(text: Text, row: pd.Series) -> str:
        return text if isinstance(text, str) else text(row)

    found = rows[broken]
    told = [
        Problem(row.file, row.line, str(row[column]), say(rule, row), say(fix, row))
        for _, row in found.head(TOLD_IN_FULL).iterrows()
    ]
    rest = found.iloc[TOLD_IN_FULL:]
    alike = f"as in line {told[-1].line}" if len(rest) else ""
    more = zip(rest.file, rest.line, rest[column].astype(str), strict=True)
    return told + [Problem(file, line, value, alike, alike) for file, line, value in more]


def level_is_known(rows: pd.DataFrame, ground: Ground) -> list[Problem]:
    """Require that ``level`` is one of the catalogue's levels."""
    return _report(
        rows,
        ~rows.level.isin(LEVELS),
        "level",
        f"level is one of {', '.join(LEVELS)}",
        lambda row: f"correct the level{nearest(row.level, LEVELS)}",
    )


def province_is_known(rows: pd.DataFrame, ground: Ground) -> list[Problem]:
    """Require that a province's name resolves to one of the 63 GSO codes."""
    names = rows.entity[rows.level == "province"]
    resolve = resolver(ground.project)
    strangers = {name for name in names.unique() if resolve(name) is None}
    return _report(
        rows,
        (rows.level == "province") & rows.entity.isin(strangers),
        "entity",
        "a province is one of the 63 in data/raw/geography/provinces63.csv",
        lambda row: (
            "correct the name, or add the spelling to data/catalogue/spellings.csv"
            + nearest_province(row.entity, ground.project)
        ),
    )


def province_is_in_scope(rows: pd.DataFrame, ground: Ground) -> list[Problem]:
    """Rows of the 63 provinces belong to a year that is published for them."""
    keys = rows[["family", "year"]].drop_duplicates()
    elsewhere = {
        (row.family, row.year)
        for row in keys.itertuples()
        if ground.catalogue.scope(row.family, row.year) != PLACES
    }
    pairs = pd.Series(zip(rows.family, rows.year, strict=True), index=rows.index, dtype=object)
    return _report(
        rows,
        (rows.level == "province") & pairs.isin(elsewhere),
        "entity",
        lambda row: f"{row.family} {row.year} is published for the 34 units of July 2025",
        "keep it out of the 63 provinces' tables; see data/catalogue/scopes.csv",
    )


def entity_is_named(rows: pd.DataFrame, ground: Ground) -> list[Problem]:
    """Require that ``entity`` is not empty."""
    broken = rows.entity.str.strip() == ""
    return _report(rows, broken, "entity", "every row names its unit", "fill in the entity")


def indicator_is_known(rows: pd.DataFrame, ground: Ground) -> list[Problem]:
    """Require that ``indicator`` stands in the catalogue."""
    known = ground.catalogue.indicators.index
    return _report(
        rows,
        ~rows.indicator.isin(known),
        "indicator",
        "an indicator is described in data/catalogue/indicators.csv",
        lambda row: f"correct it, or describe it there{nearest(row.indicator, known)}",
    )


def measure_is_allowed(rows: pd.DataFrame, ground: Ground) -> list[Problem]:
    """Require a level, measure and unit that the catalogue knows for the indicator."""
    allowed = ground.catalogue.measures
    pairs = rows.merge(allowed[MEASURE_KEY], how="left", on=MEASURE_KEY, indicator=True)
    unknown = (pairs["_merge"] == "left_only").set_axis(rows.index)

    def options(row: pd.Series) -> str:
        rivals = allowed[(allowed.indicator == row.indicator) & (allowed.level == row.level)]
        listed = "; ".join(f"{r.measure} in {r.unit}" for r in rivals.itertuples())
        return f"use one of: {listed or 'nothing yet at this level'} (measures.csv)"

    return _report(
        rows,
        unknown & rows.indicator.isin(ground.catalogue.indicators.index) & rows.level.isin(LEVELS),
        "unit",
        lambda row: f"{row.indicator} at level {row.level} has no {row.measure} in this unit",
        options,
    )


def value_is_a_number(rows: pd.DataFrame, ground: Ground) -> list[Problem]:
    """Require that ``value`` is a plain number with a decimal point."""
    return _report(
        rows,
        ~rows.value.str.fullmatch(PLAIN_NUMBER),
        "value",
        "a value is a plain number with a decimal point",
        lambda row: (
            f"write {row.value.replace(',', '.')}"
            if row.value.count(",") == 1
            else "write digits with at most one point, no sign but a minus"
        ),
    )


def _numbers(rows: pd.DataFrame) -> pd.Series:
    """Return the values that are plain numbers; missing where another rule is broken."""
    return pd.to_numeric(rows.value.where(rows.value.str.fullmatch(PLAIN_NUMBER)))


def value_is_in_range(rows: pd.DataFrame, ground: Ground) -> list[Problem]:
    """Require that ``value`` lies within the limits of its measure, else of its unit."""
    low, high = ground.catalogue.limits(rows)
    value = _numbers(rows)
    return _report(
        rows,
        (value < low) | (value > high),
        "value",
        lambda row: (
            f"{row.indicator} {row.measure} lies in {low[row.name]:g} to {high[row.name]:g}"
        ),
        "check the figure against its source",
    )


def points_keep_the_maximum(rows: pd.DataFrame, ground: Ground) -> list[Problem]:
    """Points of a PAR INDEX part do not exceed the maximum of the year's criteria set."""
    criteria = ground.catalogue.criteria
    spans = [range(row.first, row.last + 1) for row in criteria.itertuples()]
    keys = ["indicator", "year"]
    maxima = criteria.assign(year=spans).explode("year").groupby(keys)["max_points"].max()
    limit = (
        rows[keys]
        .merge(
            maxima.rename("limit").reset_index().astype({"year": rows.year.dtype}),
            how="left",
            on=keys,
        )["limit"]
        .set_axis(rows.index)
    )
    number = _numbers(rows)
    points = (rows.unit == "points") & (rows.measure == "score")
    return _report(
        rows,
        points & (number > limit),
        "value",
        lambda row: f"{row.indicator} {row.year} has at most {limit[row.name]:g} points",
        "check the figure, its indicator and its unit; maxima are in data/raw/criteria_sets.csv",
    )


def rank_is_whole(rows: pd.DataFrame, ground: Ground) -> list[Problem]:
    """Require that ranks and their changes are whole numbers."""
    broken = rows.measure.isin(["rank", "rank_change"]) & rows.value.str.fullmatch(r"-?\d+\.\d+")
    return _report(rows, broken, "value", "a rank is a whole number", "write it without decimals")


def source_is_known(rows: pd.DataFrame, ground: Ground) -> list[Problem]:
    """Require that ``source_id`` stands in ``data/raw/sources.csv``."""
    known = ground.catalogue.sources.index
    return _report(
        rows,
        ~rows.source_id.isin(known),
        "source_id",
        "a source stands in data/raw/sources.csv",
        lambda row: f"add the source there, or correct it{nearest(row.source_id, known)}",
    )


def derived_is_a_flag(rows: pd.DataFrame, ground: Ground) -> list[Problem]:
    """Require that ``derived`` is 0 or 1."""
    broken = ~rows.derived.isin(["0", "1"])
    return _report(rows, broken, "derived", "derived is 0 or 1", "write 1 for arithmetic, else 0")


def printed_once(rows: pd.DataFrame, ground: Ground) -> list[Problem]:
    """One source gives one value of a figure, in whatever spelling of the province."""
    resolve = resolver(ground.project)
    codes = {name: resolve(name) or name for name in rows.entity[rows.level == "province"].unique()}
    named = rows.assign(entity=rows.entity.where(rows.level != "province", rows.entity.map(codes)))
    first = named.groupby(PRINTED_ONCE, sort=False)["line"].transform("first")
    return _report(
        rows,
        named.duplicated(PRINTED_ONCE),
        "value",
        lambda row: f"one source gives one value of a figure; line {first[row.name]} has it",
        "keep the printed one, or name the second source",
    )


RULES = (
    level_is_known,
    entity_is_named,
    province_is_known,
    province_is_in_scope,
    indicator_is_known,
    measure_is_allowed,
    value_is_a_number,
    value_is_in_range,
    points_keep_the_maximum,
    rank_is_whole,
    source_is_known,
    derived_is_a_flag,
    printed_once,
)
