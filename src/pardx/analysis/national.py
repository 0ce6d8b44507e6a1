"""The country, its regions and its ministries in tables."""

from __future__ import annotations

import pandas as pd

from pardx.data.catalogue import Catalogue

DIGITAL = (
    "e_result_share",
    "dossier_digitised_share",
    "dossier_digitised_full_share",
    "online_dossier_share",
    "online_processing_share",
    "online_dossier_full_share",
    "online_service_full_share",
    "online_service_full_share_eligible",
    "online_service_level4_share",
    "services_with_dossiers_share",
    "portal_online_services",
    "essential_services_on_portal",
    "vneid_accounts_activated",
    "eid_applications_received",
    "chip_id_cards_issued",
    "chip_id_dossiers_collected",
)
"""Indicators of digital government that are reported for the country, in order of the page."""

MINISTRY_INDICES = ("par_index", "dti_total", "ict_index")


def digital_series(values: pd.DataFrame) -> pd.DataFrame:
    """Pick the figures of digital government above the province.

    Parameters
    ----------
    values : DataFrame
        As :func:`pardx.data.series.series` returns them.

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


MEANS = (
    ("par_index", "province", "par_index", r"Trung bình 63 tỉnh|Cả nước"),
    ("par_index", "ministry", "par_index", r"Trung bình \d+ bộ"),
    ("sipas", "province", "sipas", r"Trung bình 63 tỉnh|Cả nước"),
    ("dti_total", "province", "dti_mean_province", r"Trung bình 63 tỉnh"),
    ("dti_total", "ministry", "dti_mean_ministry", r"Trung bình cấp bộ"),
    ("dti_total", "yes", "dti_mean_ministry", r"Bộ có dịch vụ công"),
    ("dti_total", "no", "dti_mean_ministry", r"Bộ không có dịch vụ công"),
)
"""Index, of whom the mean is, the indicator and the entity that print it."""


def means(values: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Chain the published means of PAR INDEX, SIPAS and DTI.

    Returns
    -------
    DataFrame
        One row per index, group and year with a printed mean: ``indicator``, ``of``
        (``province``, ``ministry``, or ministries with (``yes``) and without (``no``) public
        services), ``year``, ``mean``, ``quality``, ``sources`` and ``regime``, the first year
        of the method in force: means of one regime are comparable.
    """
    printed = values[(values.measure == "score") & (values.period == "")].dropna(subset=["value"])
    parts = []
    for indicator, of, name, entity in MEANS:
        ours = printed[(printed.indicator == name) & printed.entity.str.fullmatch(entity)]
        parts.append(_chain(ours, indicator, of, catalogue))
    return pd.concat(parts, ignore_index=True)


def _chain(printed: pd.DataFrame, indicator: str, of: str, catalogue: Catalogue) -> pd.DataFrame:
    """Keep one mean a year (that of the 63 provinces by name first), with its regime."""
    first = printed.sort_values(["year", "entity"]).drop_duplicates("year", keep="last")
    breaks = sorted(catalogue.breaks.year[catalogue.breaks.indicator == indicator])
    regime = [max((b for b in breaks if b <= year), default=0) for year in first.year]
    kept = ["indicator", "of", "year", "mean", "quality", "sources", "regime"]
    return first.assign(indicator=indicator, of=of, mean=first.value, regime=regime)[kept]


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


def ministries(values: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """List what is published of the ministries, year by year.

    Parameters
    ----------
    values : DataFrame
        As :func:`pardx.data.series.series` returns them.
    catalogue : Catalogue
        Names of the ministries, and how many stand in each list.

    Returns
    -------
    DataFrame
        One row per year, index and ministry: ``year``, ``indicator``, ``list`` (``all``, or
        ``yes`` with and ``no`` without public services), ``entity``, ``score``, ``rank``,
        ``units`` (how many stand in the list, missing where not printed) and ``quality`` of
        the rank, else of the score; in order of rank.
    """
    ours = values[
        (values.level == "ministry")
        & (values.period == "")
        & values.indicator.isin(MINISTRY_INDICES)
        & values.measure.isin(["score", "rank"])
    ]
    key = ["year", "indicator", "entity"]
    wide = ours.pivot(index=key, columns="measure", values="value")
    quality = ours.sort_values("measure").drop_duplicates(key).set_index(key)["quality"]
    table = wide.reindex(columns=["score", "rank"]).assign(quality=quality).reset_index()
    table = table.assign(list=_lists(table, catalogue))
    table["units"] = [
        catalogue.list_size(row.indicator, row.list, row.year) for row in table.itertuples()
    ]
    order = table.indicator.map({name: place for place, name in enumerate(MINISTRY_INDICES)})
    listed = table.assign(order=order).sort_values(
        ["year", "order", "list", "rank", "score"], ascending=[True, True, False, True, False]
    )
    kept = ["year", "indicator", "list", "entity", "score", "rank", "units", "quality"]
    return listed[kept].reset_index(drop=True)


def _lists(table: pd.DataFrame, catalogue: Catalogue) -> list[str]:
    """Name the list a ministry is ranked in: ``all`` where there is only one."""
    pairs = zip(table.indicator, table.entity, strict=True)
    return [catalogue.lists.get(pair, "all") for pair in pairs]
