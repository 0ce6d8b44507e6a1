"""The clean stage: a year's raw tables -> sound observations, used values, province panel."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pardx.data.aggregates import ministries, national
from pardx.data.breaks import across_break
from pardx.data.dictionary import Dictionary
from pardx.data.geography import provinces
from pardx.data.identify import identify
from pardx.data.neighbour_bounds import bounds
from pardx.data.read import read_year
from pardx.data.rules import check
from pardx.data.units34 import units34
from pardx.data.year_values import reconciled
from pardx.errors import DataError


@dataclass(frozen=True)
class Cleaned:
    """The tables of one cleaned year.

    Attributes
    ----------
    observations : DataFrame
        One row per printed figure, with GSO code, source, file and line.
    values : DataFrame
        One row per figure: the used value, its quality and sources.
    panel : DataFrame
        63 rows, one column per indicator and measure; indexed by GSO code.
    conflicts : DataFrame
        Every candidate of each contradicted figure, the value used and the rule.
    bounds : DataFrame
        What the neighbours' scores allow where a rank is used and no score; not data.
    national, ministries : DataFrame
        Used values of the levels above and beside provinces, with period and definition.
    units34 : DataFrame
        Provincial values carried to the 34 units of July 2025; no ranks.
    """

    observations: pd.DataFrame
    values: pd.DataFrame
    panel: pd.DataFrame
    conflicts: pd.DataFrame
    bounds: pd.DataFrame
    national: pd.DataFrame
    ministries: pd.DataFrame
    units34: pd.DataFrame


def clean(dictionary: Dictionary, year: int) -> Cleaned:
    """Clean one year, with the year before as evidence for changes.

    Raises
    ------
    DataError
        With every broken row of the year; nothing is returned then.
    """
    rows, unreadable = read_year(dictionary.project, year)
    problems = unreadable + check(rows, dictionary)
    if problems:
        raise DataError(problems)
    observations = identify(rows, dictionary)
    values, conflicts = reconciled(observations, dictionary)
    values = values.assign(across_break=across_break(values, dictionary))
    return Cleaned(
        observations=observations,
        values=values,
        panel=province_panel(values, dictionary),
        conflicts=conflicts,
        bounds=bounds(values, dictionary.lists),
        national=national(values, dictionary),
        ministries=ministries(values, dictionary),
        units34=units34(values, dictionary),
    )


def province_panel(values: pd.DataFrame, dictionary: Dictionary) -> pd.DataFrame:
    """Spread the provinces' full-year values over columns.

    Parameters
    ----------
    values : DataFrame
        As :func:`pardx.data.reconcile.settle` returns them.
    dictionary : Dictionary
        Provinces, and which measures are printed in two units.

    Returns
    -------
    DataFrame
        63 rows; ``province``, ``region``, then ``<indicator>_<measure>`` and
        ``<indicator>_<measure>_quality``. Parts printed in points and in percent of their
        maximum stay apart: the latter's columns end in ``_percent``. A change of score across a
        break of comparability is no column's value. ``par_sipas_points_max`` is what SIPAS
        counts for in the year's criteria set, where a source prints it.
    """
    whole = values[(values.level == "province") & (values.period == "")]
    refused = across_break(whole, dictionary) & (whole.measure == "score_change")
    whole = whole[~refused]
    named = whole.assign(column=_panel_columns(whole, dictionary))
    value, quality = (
        named.pivot(index="gso_code", columns="column", values=part)
        for part in ("value", "quality")
    )
    listed = provinces(dictionary.project)[["name_vi", "region6_vi"]]
    panel = (
        listed.set_axis(["province", "region"], axis=1)
        .join(value.astype(float))
        .join(quality.add_suffix("_quality"))
    )
    most = dictionary.max_points("par_sipas_points", int(values.year.max()))
    return panel if most is None else panel.assign(par_sipas_points_max=most)


def _panel_columns(whole: pd.DataFrame, dictionary: Dictionary) -> pd.Series:
    known = dictionary.measures
    pointed = known[(known.unit == "points") & (known.level == "province")]
    measure = whole.indicator + "_" + whole.measure
    both = (whole.unit == "percent") & measure.isin(pointed.indicator + "_" + pointed.measure)
    return measure.mask(both, measure + "_percent")
