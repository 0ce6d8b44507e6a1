"""Indices that contain each other: the rest of an index without a part, and what overlap does."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pardx.stats.ranks import column

SIPAS_POINTS = "par_sipas_points_max"
"""Panel column: of 100 points of PAR INDEX, how many the year's criteria set gives SIPAS."""
GOVERNMENT_WEIGHT_2020 = 0.4
GOVERNMENT_POINTS = 200
"""Of 1,000 points of the DTI 2021-2023."""


def part_points(panel: pd.DataFrame, whole: str, part: str) -> tuple[pd.Series, pd.Series]:
    """Return the points a part has inside an index.

    Parameters
    ----------
    panel : DataFrame
        63 rows, as :func:`pardx.data.clean.province_panel` returns it.
    whole, part : str
        ``par_index`` with ``sipas`` or ``digital_government``; a PAPI total with one of its
        dimensions.

    Returns
    -------
    points : Series
        On the scale of the index; missing where nothing was printed.
    flagged : Series of bool
        Where SIPAS times the points of the year's criteria set (12 in 2018, 10 since 2019)
        stands in for points that were not printed.
    """
    if (whole, part) == ("par_index", "sipas"):
        printed = column(panel, "par_sipas_points_score")
        stand_in = column(panel, "sipas_score") * column(panel, SIPAS_POINTS) / 100
        return printed.fillna(stand_in), printed.isna() & stand_in.notna()
    name = "par_digital_government" if part == "digital_government" else part
    points = column(panel, f"{name}_score")
    return points, pd.Series(False, index=points.index)


def rest(panel: pd.DataFrame, whole: str, parts: tuple[str, ...]) -> tuple[pd.Series, pd.Series]:
    """Return an index without some of its parts.

    Returns
    -------
    score : Series
        Index minus the parts, in points; missing where the index or a part is.
    flagged : Series of bool
        Where there is a score, and a share of the SIPAS score stands in for printed points.
    """
    score = column(panel, f"{whole}_score")
    flags = pd.Series(False, index=panel.index)
    for part in parts:
        points, flagged = part_points(panel, whole, part)
        score, flags = score - points, flags | flagged
    return score, flags & score.notna()


def dti_without_government(panel: pd.DataFrame) -> pd.Series:
    """Return DTI without what it says of digital government, 0 to 1.

    2021-2023: without the 200 points of the government component; 2020: without the
    government pillar (weight 0.4). Printed for a handful of provinces only.
    """
    total = column(panel, "dti_total_score")
    component = column(panel, "dti_component_government_activity_score")
    if component.notna().any():
        return (1000 * total - GOVERNMENT_POINTS * component) / (1000 - GOVERNMENT_POINTS)
    pillar = column(panel, "dti_pillar_government_score")
    return (total - GOVERNMENT_WEIGHT_2020 * pillar) / (1 - GOVERNMENT_WEIGHT_2020)


def mechanical_correlation(part: pd.Series, rest: pd.Series, *, method: str = "pearson") -> float:
    """Compute how a whole correlates with its own part when part and rest are independent.

    With independent part P and rest R, ``corr(P, P + R) = sd(P) / sqrt(sd(P)^2 + sd(R)^2)``;
    for Spearman the bivariate normal relation ``6 / pi * asin(r / 2)`` (Pearson 1907).

    Parameters
    ----------
    part, rest : Series
        Points of the part inside the index, and of the rest of the index.
    method : str
        ``pearson`` or ``spearman``.

    Returns
    -------
    float
        Missing with fewer than two provinces that have both, or without any variance.
    """
    both = pd.concat([part, rest], axis=1).dropna()
    spread = both.var().to_numpy()
    if len(both) < 2 or spread.sum() == 0:
        return float("nan")
    expected = float(np.sqrt(spread[0] / spread.sum()))
    return expected if method == "pearson" else float(6 / np.pi * np.arcsin(expected / 2))
