"""Means as their publishers print them: which entity prints whose, year by year."""

from __future__ import annotations

import pandas as pd

from pardx.data.dictionary import Dictionary

MEANS = (
    ("par_index", "province", "par_index", r"Trung bình 63 tỉnh|Cả nước"),
    ("par_index", "ministry", "par_index", r"Trung bình \d+ bộ"),
    ("sipas", "province", "sipas", r"Trung bình 63 tỉnh|Cả nước"),
    ("dti_total", "province", "dti_mean_province", r"Trung bình 63 tỉnh|Cả nước"),
    ("dti_total", "ministry", "dti_mean_ministry", r"Trung bình cấp bộ"),
    ("dti_total", "yes", "dti_mean_ministry", r"Bộ có dịch vụ công"),
    ("dti_total", "no", "dti_mean_ministry", r"Bộ không có dịch vụ công"),
)
"""Index, of whom the mean is, the indicator and the entity that print it."""


def means(values: pd.DataFrame, dictionary: Dictionary) -> pd.DataFrame:
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
    regime = [
        max((first for first in starts.get(row.indicator, []) if first <= row.year), default=0)
        for row in table.itertuples()
    ]
    kept = ["indicator", "of", "year", "mean", "quality", "sources", "regime"]
    return table.assign(regime=regime)[kept]


def national_mean(values: pd.DataFrame | None, indicator: str) -> float:
    """Return the published mean of the provinces of one year; missing when none was printed."""
    for index, of, name, entity in MEANS:
        if values is not None and (index, of) == (indicator, "province"):
            found = _printed(values, name, entity)["mean"]
            return float(found.iloc[0]) if len(found) else float("nan")
    return float("nan")


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
