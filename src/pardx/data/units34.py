"""Series of the 63 provinces carried to the 34 units of July 2025.

:func:`to_unit34` is the only way from a code of the 63 to one of the 34
(:mod:`pardx.data.geography` says why).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.geography import unit34_code
from pardx.data.reconcile import reconcile_alone
from pardx.data.registers import read_register
from pardx.errors import DataError, Problem
from pardx.project import Project

CARRIED = ("score", "share", "value")
"""Measures of which a mean over people or units can be taken; ranks and their changes cannot."""

PEOPLE = ("sipas", "papi", "socioeconomic")
"""Families that describe a province's people: their weighted mean describes the merged people."""

COLUMNS = [
    *("unit34_code", "unit34", "indicator", "measure", "unit", "value"),
    *("members", "known", "method", "population_year", "quality"),
]
_WORST = "ABCX"


def merger(project: Project) -> pd.DataFrame:
    """Read which of the 34 units each of the 63 provinces belongs to.

    Returns
    -------
    DataFrame
        ``unit34_code`` (with the prefix ``u34-``), ``unit34`` (Vietnamese name) and ``merged``
        (bool), indexed by the GSO code of the 63. Source: Resolution 202/2025/QH15, as
        ``data/raw/geography/merger2025.csv``.
    """
    rows = read_register(project, "merger2025").set_index("gso_code_63")
    return pd.DataFrame(
        {
            "unit34_code": rows.unit34_code.map(unit34_code),
            "unit34": rows.unit34_name_vi,
            "merged": rows.merged == "yes",
        }
    ).rename_axis("gso_code")


def to_unit34(codes: pd.Series, listed: pd.DataFrame) -> pd.Series:
    """Translate GSO codes of the 63 into codes of the 34.

    Raises
    ------
    DataError
        For a code that is not one of the 63, among them every code of the 34.
    """
    strange = sorted(set(codes) - set(listed.index))
    if strange:
        rule = "only codes of the 63 provinces are carried to the 34 units"
        fix = "join on the provinces' codes of before July 2025; codes of the 34 start with u34-"
        path = "data/raw/geography/merger2025.csv"
        raise DataError(Problem(path, 1, code, rule, fix) for code in strange)
    return codes.map(listed.unit34_code)


def population(dictionary: Dictionary, year: int) -> tuple[int, pd.Series]:
    """Reconcile the provinces' population of the nearest year that prints it, the earlier on a tie.

    Returns
    -------
    int, Series
        The year, and thousand persons by GSO code; the year asked for and nothing where no year
        prints any.
    """
    family = dictionary.indicators.family["population"]
    project = dictionary.project
    printed = [one for one in project.years() if project.tables(one, family)]
    for one in sorted(printed, key=lambda other: (abs(other - year), other)):
        used = reconcile_alone(dictionary, one, {"population"}, family=family)
        if used is not None and len(listed := _inhabitants(used)):
            return one, listed
    return year, pd.Series(dtype=float)


def _inhabitants(used: pd.DataFrame) -> pd.Series:
    """Pick the population by GSO code, in thousand persons, from used values of one year."""
    ours = used[(used.indicator == "population") & (used.level == "province") & (used.period == "")]
    return ours.set_index("gso_code")["value"]


def carry(
    values: pd.DataFrame, listed: pd.DataFrame, weights: pd.Series, people: Iterable[str]
) -> pd.DataFrame:
    """Carry a year's provincial values to the 34 units.

    A merged unit has a value only when all its members have one: a mean over those that happen
    to be printed would be another unit's. Population is added up; everything else of
    :data:`CARRIED` is weighted by population. Ranks are never carried.

    Parameters
    ----------
    values : DataFrame
        Used values of provinces.
    listed : DataFrame
        As :func:`merger` returns it.
    weights : Series
        Population by GSO code of the 63.
    people : iterable of str
        Indicators that describe a province's people; the mean of any other describes former
        administrations side by side, and ``method`` says so.

    Returns
    -------
    DataFrame
        One row per unit, indicator, measure and unit of measure with ``value`` (missing unless
        every member is known), ``members``, ``known``, ``method`` (``unchanged``, ``sum``,
        ``mean of people``, ``mean of administrations``) and ``quality`` (the worst of the
        members').
    """
    ours = values[
        (values.level == "province")
        & (values.period == "")
        & values.measure.isin(CARRIED)
        & values.value.notna()
    ]
    rows = ours.assign(
        unit34_code=to_unit34(ours.gso_code, listed),
        weight=ours.gso_code.map(weights),
        worst=ours.quality.map(_WORST.index),
    )
    rows = rows.assign(weighted=rows.value * rows.weight)
    key = ["unit34_code", "indicator", "measure", "unit"]
    carried = rows.groupby(key, as_index=False).agg(
        total=("value", "sum"),
        weighted=("weighted", lambda part: part.sum(skipna=False)),
        weight=("weight", lambda part: part.sum(skipna=False)),
        known=("value", "size"),
        worst=("worst", "max"),
    )
    members = listed.groupby("unit34_code").size()
    carried["members"] = carried.unit34_code.map(members)
    carried["method"] = np.select(
        [carried.members == 1, carried.indicator == "population", carried.indicator.isin(people)],
        ["unchanged", "sum", "mean of people"],
        default="mean of administrations",
    )
    added = carried.method.isin(["sum", "unchanged"])
    mean = carried.total.where(added, carried.weighted / carried.weight)
    carried["value"] = mean.where(carried.known == carried.members)
    carried["quality"] = carried.worst.map(lambda place: _WORST[place])
    names = listed.drop_duplicates("unit34_code").set_index("unit34_code").unit34
    carried["unit34"] = carried.unit34_code.map(names)
    return carried


def units34(values: pd.DataFrame, dictionary: Dictionary) -> pd.DataFrame:
    """Carry a year's values to the 34 units, weighted by the nearest year's population.

    Parameters
    ----------
    values : DataFrame
        The year's used values.
    dictionary : Dictionary
        Where merger, population and families are read.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`.
    """
    year, weights = int(values.year.iloc[0]), _inhabitants(values)
    if weights.empty:
        year, weights = population(dictionary, year)
    families = dictionary.indicators.family
    people = families.index[families.isin(PEOPLE)]
    carried = carry(values, merger(dictionary.project), weights, people)
    return carried.assign(population_year=year)[COLUMNS].sort_values(
        ["indicator", "measure", "unit", "unit34_code"], ignore_index=True
    )
