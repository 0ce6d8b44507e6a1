"""The areas, dimensions and sub-indices of indices: each province beside country and region."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.geography import level_of
from pardx.stats.aggregates import comparable_mean
from pardx.stats.published import groups
from pardx.stats.ranks import all_scores, column, is_full

FAMILIES = ("par_index", "papi", "pci", "dti")
"""Families whose parts a brief looks into."""
QUARTERS = ("high", "upper-middle", "lower-middle", "low")
"""Groups of an equal number of provinces, by score: PAPI's own names."""


def quarters(panel: pd.DataFrame, indicator: str) -> pd.Series:
    """Return the quarter of all provinces that each score lies in; empty texts of a list in part.

    Parameters
    ----------
    panel : DataFrame
        As :func:`pardx.data.clean.local_panel` returns it.
    indicator : str
        An index or one of its parts.
    """
    scores = column(panel, f"{indicator}_score")
    if not is_full(panel, indicator):
        return pd.Series("", index=panel.index)
    parted = groups(all_scores(panel, indicator)).reindex(panel.index)
    return parted.map(dict(enumerate(QUARTERS, 1))).where(scores.notna(), "")


def part_names(panel: pd.DataFrame, dictionary: Dictionary, indices: Collection[str]) -> list[str]:
    """List the parts of one level, those directly under an index, with any figure in a panel."""
    named = dictionary.indicators
    parts = named[named.family.isin(FAMILIES) & named.part_of.isin([*indices])].index
    parts = parts.difference(["papi_total_6dim"], sort=False)
    ends = ("_score", "_score_percent", "_rank")
    return [name for name in parts if any(f"{name}{end}" in panel for end in ends)]


def part_frame(
    panel: pd.DataFrame, values: pd.DataFrame, dictionary: Dictionary, indicator: str
) -> pd.DataFrame:
    """Set the scores of all provinces on a part beside country and region.

    Parameters
    ----------
    panel : DataFrame
        One row per province, as :func:`pardx.data.clean.local_panel` returns it.
    values : DataFrame
        The year's used values, all levels.
    dictionary : Dictionary
        Units.
    indicator : str
        One of :func:`part_names`.

    Returns
    -------
    DataFrame
        Indexed like ``panel``: ``unit``, ``score`` (in percent of the maximum where no points
        are known), ``rank``, ``country`` (published mean, else the median of at least half of the
        provinces), ``centre`` (``mean``, ``median`` or empty), ``region`` (median of a region of
        which at least two thirds are known), ``spread`` (standard deviation), ``place`` among
        the ``known``, ``full`` and ``group``, one of :data:`QUARTERS`.
    """
    units = dictionary.measures.query("measure == 'score' and level == 'province'")
    own = units.unit[units.indicator == indicator]
    unit = next((one for one in own if one != "percent"), next(iter(own), "points"))
    printed = comparable_mean(values, indicator, dictionary, level_of(panel.index))
    points = _beside(panel, column(panel, f"{indicator}_score"), printed).assign(unit=unit)
    percent = _beside(panel, column(panel, f"{indicator}_score_percent"), np.nan)
    only_percent = points.score.isna() & percent.score.notna()
    found = points.where(~only_percent, percent.assign(unit="percent"))
    return found.assign(
        rank=column(panel, f"{indicator}_rank"),
        full=is_full(panel, indicator),
        group=quarters(panel, indicator),
    )


def _beside(panel: pd.DataFrame, scores: pd.Series, printed: float) -> pd.DataFrame:
    """Set scores beside a published mean or their median, the region's median and each other."""
    half = 2 * scores.count() >= len(scores)
    median = scores.median() if half else np.nan
    regions = scores.groupby(panel.region)
    known = 3 * regions.transform("count") >= 2 * regions.transform("size")
    return pd.DataFrame(
        {
            "score": scores,
            "country": printed if np.isfinite(printed) else median,
            "centre": "mean" if np.isfinite(printed) else "median" if half else "",
            "region": regions.transform("median").where(known),
            "spread": scores.std() if scores.max() > scores.min() else np.nan,
            "place": scores.rank(ascending=False, method="min"),
            "known": int(scores.count()),
        }
    )
