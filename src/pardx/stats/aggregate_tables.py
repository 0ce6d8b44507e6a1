"""Digital government of the country, its regions and its ministries in tables."""

from __future__ import annotations

import pandas as pd

from pardx.data.dictionary import Dictionary

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
    """List what is published of the ministries, year by year.

    Parameters
    ----------
    values : DataFrame
        As :func:`pardx.data.clean.series` returns them.
    dictionary : Dictionary
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
    table = table.assign(list=_lists(table, dictionary))
    table["units"] = [
        dictionary.list_size(row.indicator, row.list, row.year) for row in table.itertuples()
    ]
    order = table.indicator.map({name: place for place, name in enumerate(MINISTRY_INDICES)})
    listed = table.assign(order=order).sort_values(
        ["year", "order", "list", "rank", "score"], ascending=[True, True, False, True, False]
    )
    kept = ["year", "indicator", "list", "entity", "score", "rank", "units", "quality"]
    return listed[kept].reset_index(drop=True)


def _lists(table: pd.DataFrame, dictionary: Dictionary) -> list[str]:
    """Name the list a ministry is ranked in: ``all`` where there is only one."""
    pairs = zip(table.indicator, table.entity, strict=True)
    return [dictionary.lists.get(pair, "all") for pair in pairs]
