"""The clean stage: a year's raw tables -> sound observations, used values, province panel."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pardx.data.bounds import bounds
from pardx.data.catalogue import Catalogue
from pardx.data.checks import Ground, check
from pardx.data.comparability import across_break
from pardx.data.geography import provinces
from pardx.data.identify import identify
from pardx.data.merger import units34
from pardx.data.panels import ministries, national
from pardx.data.raw import read_year
from pardx.data.settlement import settled
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


def clean(ground: Ground, year: int) -> Cleaned:
    """Clean one year, with the year before as evidence for changes.

    Raises
    ------
    DataError
        With every broken row of the year; nothing is returned then.
    """
    rows, unreadable = read_year(ground.project, year)
    problems = unreadable + check(rows, ground)
    if problems:
        raise DataError(problems)
    observations = identify(rows, ground)
    values, conflicts = settled(observations, ground)
    values = values.assign(across_break=across_break(values, ground.catalogue))
    return Cleaned(
        observations=observations,
        values=values,
        panel=province_panel(values, ground),
        conflicts=conflicts,
        bounds=bounds(values, ground.catalogue.lists),
        national=national(values, ground.catalogue),
        ministries=ministries(values, ground.catalogue),
        units34=units34(values, ground),
    )


def province_panel(values: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Spread the provinces' full-year values over columns.

    Parameters
    ----------
    values : DataFrame
        As :func:`pardx.data.settle.settle` returns them.
    ground : Ground
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
    refused = across_break(whole, ground.catalogue) & (whole.measure == "score_change")
    whole = whole[~refused]
    named = whole.assign(column=_panel_columns(whole, ground.catalogue))
    value, quality = (
        named.pivot(index="gso_code", columns="column", values=part)
        for part in ("value", "quality")
    )
    listed = provinces(ground.project)[["name_vi", "region6_vi"]]
    panel = (
        listed.set_axis(["province", "region"], axis=1)
        .join(value.astype(float))
        .join(quality.add_suffix("_quality"))
    )
    most = ground.catalogue.max_points("par_sipas_points", int(values.year.max()))
    return panel if most is None else panel.assign(par_sipas_points_max=most)


def _panel_columns(whole: pd.DataFrame, catalogue: Catalogue) -> pd.Series:
    known = catalogue.measures
    pointed = known[(known.unit == "points") & (known.level == "province")]
    measure = whole.indicator + "_" + whole.measure
    both = (whole.unit == "percent") & measure.isin(pointed.indicator + "_" + pointed.measure)
    return measure.mask(both, measure + "_percent")
