"""The rules a raw row must keep; each broken one names the line, the value and the fix."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from pardx.data.dictionary import LEVELS, MEASURE_KEY, Dictionary
from pardx.data.geography import LOCAL
from pardx.data.names import codes_of, nearest_unit
from pardx.data.read import KEY
from pardx.data.registers import read_register
from pardx.data.schema import FIGURES, PLAIN_NUMBER, breaches, dangling, report
from pardx.errors import Problem

PRINTED_ONCE = ["year", *KEY]
SNAPSHOT = "service_index_766"
"""The index that the National Public Service Portal computes anew every day."""
CUMULATED = ("digital_services", "reform_outputs")
"""Families whose figures grow, or are reported anew, within a year."""


def check(rows: pd.DataFrame, dictionary: Dictionary) -> list[Problem]:
    """Check raw rows against every rule.

    Parameters
    ----------
    rows : DataFrame
        As :func:`pardx.data.read.read_year` returns them.
    dictionary : Dictionary
        Project and catalogue.

    Returns
    -------
    list of Problem
        Empty when all rows are sound.
    """
    known = {name: read_register(dictionary.project, name) for _, name, _ in FIGURES.links}
    formal = [*breaches(rows, FIGURES), *dangling(rows, FIGURES, known)]
    return formal + [problem for rule in RULES for problem in rule(rows, dictionary)]


def sound(rows: pd.DataFrame, problems: Iterable[Problem]) -> pd.DataFrame:
    """Keep the rows that no problem names, numbered anew."""
    broken = {(problem.file, problem.line) for problem in problems}
    kept = [place not in broken for place in zip(rows.file, rows.line, strict=True)]
    return rows[pd.Series(kept, index=rows.index, dtype=bool)].reset_index(drop=True)


KNOWN = {
    "province": "a province is one of the 63 in data/raw/geography/provinces63.csv",
    "unit34": "a unit of July 2025 is one of the 34 in data/raw/geography/units34.csv",
    "province_historic": "a former province is listed in data/catalogue/provinces_historic.csv",
}
"""Level -> which units it has."""

PUBLISHED_FOR = {
    "province": "the {} provinces before July 2025",
    "unit34": "the {} units of July 2025",
    "province_historic": "{} provinces, one of them a former one",
}
"""Level -> how a message names its units."""


def place_is_known(rows: pd.DataFrame, dictionary: Dictionary) -> list[Problem]:
    """Require that a place's name is one of its level: the 63, the 34, or those before them."""
    spelt = "correct the name, or add the spelling to data/catalogue/spellings.csv"
    return report(
        rows,
        rows.level.isin(LOCAL) & (codes_of(rows, dictionary.project) == ""),
        "entity",
        lambda row: KNOWN[row.level],
        lambda row: spelt + nearest_unit(row.entity, dictionary.project, row.level),
    )


def place_is_in_scope(rows: pd.DataFrame, dictionary: Dictionary) -> list[Problem]:
    """Require that a place's row is of a level that its family is published for in its year."""
    keys = pd.Series(zip(rows.family, rows.year, strict=True), index=rows.index, dtype=object)
    scopes = {key: dictionary.scope(*key) for key in keys.unique()}
    outside = [level not in scopes[key] for key, level in zip(keys, rows.level, strict=True)]

    def published(row: pd.Series) -> str:
        scope = scopes[row.family, row.year]
        frames = " and ".join(PUBLISHED_FOR[level].format(units) for level, units in scope.items())
        return f"{row.family} {row.year} is published for {frames or 'no units known here'}"

    return report(
        rows,
        rows.level.isin(LOCAL) & pd.Series(outside, index=rows.index, dtype=bool),
        "level",
        published,
        "write the row at the level its source ranks; if that is so, correct "
        "data/catalogue/scopes.csv",
    )


def measure_is_allowed(rows: pd.DataFrame, dictionary: Dictionary) -> list[Problem]:
    """Require a level, measure and unit that the catalogue knows for the indicator."""
    allowed = dictionary.allowed
    pairs = rows.merge(allowed[MEASURE_KEY], how="left", on=MEASURE_KEY, indicator=True)
    unknown = (pairs["_merge"] == "left_only").set_axis(rows.index)

    def options(row: pd.Series) -> str:
        rivals = allowed[(allowed.indicator == row.indicator) & (allowed.level == row.level)]
        listed = "; ".join(f"{r.measure} in {r.unit}" for r in rivals.itertuples())
        return f"use one of: {listed or 'nothing yet at this level'} (measures.csv)"

    return report(
        rows,
        unknown
        & rows.indicator.isin(dictionary.indicators.index)
        & rows.level.isin(LEVELS)
        & (rows.measure != "")
        & rows.unit.isin(dictionary.units.index),
        "unit",
        lambda row: f"{row.indicator} at level {row.level} has no {row.measure} in this unit",
        options,
    )


def _numbers(rows: pd.DataFrame) -> pd.Series:
    """Return the values that are plain numbers; missing where another rule is broken."""
    return pd.to_numeric(rows.value.where(rows.value.str.fullmatch(PLAIN_NUMBER)))


def value_is_in_range(rows: pd.DataFrame, dictionary: Dictionary) -> list[Problem]:
    """Require that ``value`` lies within the limits of its measure, else of its unit."""
    low, high = dictionary.limits(rows)
    value = _numbers(rows)
    return report(
        rows,
        (value < low) | (value > high),
        "value",
        lambda row: (
            f"{row.indicator} {row.measure} lies in {low[row.name]:g} to {high[row.name]:g}"
        ),
        "check the figure against its source",
    )


def points_keep_the_maximum(rows: pd.DataFrame, dictionary: Dictionary) -> list[Problem]:
    """Points of a PAR INDEX part do not exceed the maximum of the year's criteria set."""
    pairs = rows[["indicator", "year"]].reset_index(names="row")
    pairs = pairs.merge(dictionary.criteria, on="indicator")
    pairs = pairs[pairs.year.between(pairs["first"], pairs["last"])]
    limit = pairs.groupby("row")["max_points"].max().reindex(rows.index)
    points = (rows.unit == "points") & (rows.measure == "score")
    return report(
        rows,
        points & (_numbers(rows) > limit),
        "value",
        lambda row: f"{row.indicator} {row.year} has at most {limit[row.name]:g} points",
        "check the figure, its indicator and its unit; maxima are in data/raw/criteria_sets.csv",
    )


def rank_is_whole(rows: pd.DataFrame, dictionary: Dictionary) -> list[Problem]:
    """Require that ranks and their changes are whole numbers."""
    broken = rows.measure.isin(["rank", "rank_change"]) & rows.value.str.fullmatch(r"-?\d+\.\d+")
    return report(rows, broken, "value", "a rank is a whole number", "write it without decimals")


def printed_once(rows: pd.DataFrame, dictionary: Dictionary) -> list[Problem]:
    """One source gives one value of a figure, in whatever spelling of the province."""
    codes = codes_of(rows, dictionary.project)
    named = rows.assign(entity=codes.where(codes != "", rows.entity))
    first = named.groupby(PRINTED_ONCE, sort=False)["line"].transform("first")
    return report(
        rows,
        named.duplicated(PRINTED_ONCE),
        "value",
        lambda row: f"one source gives one value of a figure; line {first[row.name]} has it",
        "keep the printed one, or name the second source",
    )


def snapshot_has_its_date(rows: pd.DataFrame, dictionary: Dictionary) -> list[Problem]:
    """Require the date of a figure that changes daily."""
    listed = dictionary.indicators
    daily = {SNAPSHOT, *listed.index[listed.part_of == SNAPSHOT]}
    return report(
        rows,
        rows.indicator.isin(daily) & (rows.period == ""),
        "period",
        lambda row: f"{row.indicator} changes daily: it is worth nothing without its date",
        "write the period it holds for, as 2025-08-11, 2025-W47 or to 2025-08-29",
    )


def whole_year_is_over(rows: pd.DataFrame, dictionary: Dictionary) -> list[Problem]:
    """Require a period of a share, count or amount that was printed before its year ended."""
    printed = rows.source_id.map(dictionary.sources.published).fillna("")
    in_time = (printed.str.len() > len("2023")) & (printed.str[:4] <= rows.year.astype(str))
    return report(
        rows,
        rows.family.isin(CUMULATED)
        & rows.measure.isin(["share", "count", "value"])
        & (rows.period == "")
        & in_time,
        "period",
        lambda row: f"printed {printed[row.name]}, so it is not of the whole year {row.year}",
        lambda row: (
            f"write its period; where only the day of the page is known, to {printed[row.name]}"
        ),
    )


RULES = (
    place_is_known,
    place_is_in_scope,
    measure_is_allowed,
    value_is_in_range,
    points_keep_the_maximum,
    rank_is_whole,
    printed_once,
    snapshot_has_its_date,
    whole_year_is_over,
)
