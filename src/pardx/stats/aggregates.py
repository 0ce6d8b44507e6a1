"""What is published above the province: means, regions, digital government, ministries."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.geography import FRAMES

OF_PROVINCES = r"Trung bình (?:63|34) tỉnh|Trung bình cấp tỉnh|Cả nước"
MEANS = (
    ("par_index", "province", "par_index", OF_PROVINCES),
    ("par_index", "ministry", "par_index", r"Trung bình \d+ bộ"),
    ("sipas", "province", "sipas", OF_PROVINCES),
    ("dti_total", "province", "dti_mean_province", OF_PROVINCES),
    ("dti_total", "ministry", "dti_mean_ministry", r"Trung bình cấp bộ"),
    ("dti_total", "yes", "dti_mean_ministry", r"Bộ có dịch vụ công"),
    ("dti_total", "no", "dti_mean_ministry", r"Bộ không có dịch vụ công"),
)
"""Index, group of the mean, and the indicator and entity (a pattern) under which it is printed."""

DIGITAL = (
    "e_result_share",
    "dossier_digitised_share",
    "dossier_digitised_full_share",
    "online_dossier_share",
    "online_processing_share",
    "online_dossier_full_share",
    "dossiers_received",
    "dossiers_online",
    "online_service_full_share",
    "online_service_partial_share",
    "online_service_full_share_eligible",
    "online_service_level4_share",
    "services_with_dossiers_share",
    "portal_online_services",
    "essential_services_on_portal",
    "portal_online_dossiers",
    "portal_dossiers_synchronised",
    "portal_connected_systems",
    "service_satisfaction_share",
    "service_index_766_provinces_falling",
    "vneid_accounts_activated",
    "vneid_utilities",
    "eid_applications_received",
    "organisation_eid_issued",
    "chip_id_cards_issued",
    "chip_id_dossiers_collected",
    "new_id_cards_issued",
    "population_db_records",
    "population_db_verifications",
    "bank_customer_records_verified_chipid_vneid",
    "business_procedures_simplified",
    "business_conditions_cut",
    "compliance_cost_cut_share",
)
"""Indicators of digital government that are reported for the country, in order of the page."""

MINISTRY_INDICES = ("par_index", "dti_total", "ict_index")


def published_means(values: pd.DataFrame, dictionary: Dictionary) -> pd.DataFrame:
    """Chain the published means of PAR INDEX, SIPAS and DTI.

    Returns
    -------
    DataFrame
        One row per index, group and year with a printed mean: ``indicator``, ``of``
        (``province``, ``ministry``, or ministries with (``yes``) and without (``no``) public
        services), ``year``, ``mean``, ``quality``, ``sources`` and ``regime``, the first year
        of the method in force: means of one regime are comparable.
    """
    printed = [
        _printed(values, name, entity).assign(indicator=indicator, of=of)
        for indicator, of, name, entity in MEANS
    ]
    table = pd.concat(printed, ignore_index=True)
    starts = dictionary.breaks.groupby("indicator").year.agg(list)
    units = {year: _first_year_of_units(dictionary, year) for year in table.year.unique()}
    regime = [
        max(
            (first for first in starts.get(row.indicator, []) if first <= row.year),
            default=0,
        )
        for row in table.itertuples()
    ]
    regime = np.where(table.of == "province", np.maximum(regime, table.year.map(units)), regime)
    kept = ["indicator", "of", "year", "mean", "quality", "sources", "regime"]
    return table.assign(regime=regime)[kept]


def _first_year_of_units(dictionary: Dictionary, year: int) -> int:
    """Return the year since when the units are those of a year; 0 for the 63 provinces."""
    if dictionary.level_of(year) == "province":
        return 0
    while dictionary.level_of(year - 1) == dictionary.level_of(year):
        year -= 1
    return year


def national_mean(values: pd.DataFrame | None, indicator: str) -> float:
    """Return the published mean of the provinces of one year; missing when none was printed."""
    for index, of, name, entity in MEANS:
        if values is not None and (index, of) == (indicator, "province"):
            found = _printed(values, name, entity)["mean"]
            return float(found.iloc[0]) if len(found) else float("nan")
    return float("nan")


def comparable_mean(
    values: pd.DataFrame | None, indicator: str, dictionary: Dictionary, level: str
) -> float:
    """Return the published mean of the units of a level; missing where it may be of others.

    DTI 2024 has a table of 63 provinces and one of 34 units, and its sources print a mean
    without saying of which: nobody can be called above or below it.
    """
    for index, of, name, entity in MEANS:
        if values is not None and (index, of) == (indicator, "province"):
            found = _printed(values, name, entity)
            if len(found) and _units_of(found.iloc[0], dictionary) == {level}:
                return float(found["mean"].iloc[0])
    return float("nan")


def _units_of(mean: pd.Series, dictionary: Dictionary) -> set[str]:
    """Return the levels that a printed mean may be of: as it says, else all of its year."""
    said = re.search(r"\b(\d+) tỉnh", mean.entity)
    if said:
        return {level for level, units in FRAMES.items() if units == int(said[1])}
    family = dictionary.indicators.family[mean.indicator]
    return FRAMES.keys() & dictionary.scope(family, int(mean.year)).keys()


def regional_means(values: pd.DataFrame, year: int) -> pd.DataFrame:
    """Pick the regions' published PAR INDEX means of a year.

    Returns
    -------
    DataFrame
        ``region``, ``mean``, ``quality``, ``sources``; no row where none was printed, and
        none where the sources contradict each other.
    """
    ours = values.query(
        "level == 'region' and indicator == 'par_index' and measure == 'score' and year == @year"
    ).dropna(subset=["value"])
    first = ours.drop_duplicates("entity").rename(columns={"entity": "region", "value": "mean"})
    return first[["region", "mean", "quality", "sources"]].reset_index(drop=True)


def _printed(values: pd.DataFrame, name: str, entity: str) -> pd.DataFrame:
    """Keep one printed mean a year: that of the 63 provinces by name first."""
    scores = values[(values.measure == "score") & (values.period == "")]
    scores = scores.dropna(subset=["value"]).rename(columns={"value": "mean"})
    ours = scores[(scores.indicator == name) & scores.entity.str.fullmatch(entity)]
    return ours.sort_values(["year", "entity"]).drop_duplicates("year", keep="last")


def digital_series(values: pd.DataFrame) -> pd.DataFrame:
    """Pick the figures of digital government above the province.

    Parameters
    ----------
    values : DataFrame
        As :func:`pardx.data.clean.series` returns them.

    Returns
    -------
    DataFrame
        One row per figure, in order of :data:`DIGITAL`, then of level, year and period:
        ``indicator``, ``level``, ``entity``, ``year``, ``period``, ``unit``, ``value``,
        ``qualifier``, ``out_of``, ``quality``, ``sources``. One definition, one indicator:
        figures of different indicators are never joined.
    """
    ours = values[values.indicator.isin(DIGITAL) & (values.measure != "target")]
    order = ours.indicator.map({name: place for place, name in enumerate(DIGITAL)})
    ours = ours.assign(order=order).sort_values(["order", "level", "year", "period"])
    kept = ["indicator", "level", "entity", "year", "period", "unit", "value", "qualifier"]
    return ours[[*kept, "out_of", "quality", "sources"]].reset_index(drop=True)


def ministries(values: pd.DataFrame, dictionary: Dictionary) -> pd.DataFrame:
    """List the published scores and ranks of the ministries, year by year.

    Parameters
    ----------
    values : DataFrame
        As :func:`pardx.data.clean.series` returns them.
    dictionary : Dictionary
        Lists of the ministries, and their sizes.

    Returns
    -------
    DataFrame
        One row per year, index and ministry: ``year``, ``indicator``, ``list`` (``all``, or
        ``yes`` with and ``no`` without public services), ``entity``, ``score``, ``rank``,
        ``units`` (size of the list, missing where not printed), ``quality`` of the rank and
        ``score_quality``; in order of rank.
    """
    ours = values[
        (values.level == "ministry")
        & (values.period == "")
        & values.indicator.isin(MINISTRY_INDICES)
        & values.measure.isin(["score", "rank"])
    ]
    key = ["year", "indicator", "entity"]
    wide = ours.pivot(index=key, columns="measure", values="value")
    grades = ours.pivot(index=key, columns="measure", values="quality")
    grades = grades.reindex(columns=["rank", "score"]).set_axis(
        ["quality", "score_quality"], axis=1
    )
    table = wide.reindex(columns=["score", "rank"]).join(grades).reset_index()
    pairs = zip(table.indicator, table.entity, strict=True)
    table["list"] = [dictionary.lists.get(pair, "all") for pair in pairs]
    table["units"] = [
        dictionary.list_size(row.indicator, row.list, row.year) for row in table.itertuples()
    ]
    order = table.indicator.map({name: place for place, name in enumerate(MINISTRY_INDICES)})
    listed = table.assign(order=order).sort_values(
        ["year", "order", "list", "rank", "score"], ascending=[True, True, False, True, False]
    )
    kept = ["year", "indicator", "list", "entity", "score", "rank", "units"]
    kept += ["quality", "score_quality"]
    return listed[kept].reset_index(drop=True)
