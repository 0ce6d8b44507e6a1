"""Ranks among the 63 provinces, and their normal scores for models."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pardx.data.geography import PLACES
from pardx.errors import PardxError

FULL_LIST = 60
"""From this many published scores on, a missing rank is counted from the scores.

PAPI omits one to three provinces a year; no partial list of the other indices is as long.
"""


def column(panel: pd.DataFrame, name: str) -> pd.Series:
    """Return a panel column, or an all-missing one when the year has no such figure.

    Every analysis reads its figures here, so a panel that counts a province twice is refused
    here.

    Raises
    ------
    PardxError
        When a province has more than one row.
    """
    if not panel.index.is_unique:
        twice = ", ".join(map(str, panel.index[panel.index.duplicated()].unique()))
        raise PardxError(
            f"the panel counts provinces twice: {twice}; an analysis needs one row for each. "
            "Drop the repeated rows, or load the panel with pardx.load_panel"
        )
    return panel[name] if name in panel else pd.Series(np.nan, index=panel.index, name=name)


def figure(panel: pd.DataFrame, indicator: str) -> pd.Series:
    """Return an indicator's values, or its scores where it has no values."""
    kind = "value" if f"{indicator}_value" in panel else "score"
    return column(panel, f"{indicator}_{kind}")


def scaled(values: pd.Series, control: str) -> pd.Series:
    """Take the logarithm of a control that is named with ``log_``."""
    return np.log(values.where(values > 0)) if control.startswith("log_") else values


def used_ranks(panel: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Return each province's rank on an indicator.

    The published rank is used; where a year's list of scores is full (:data:`FULL_LIST` or
    more), a province without one is ranked by its score, rank 1 the highest.

    Parameters
    ----------
    panel : DataFrame
        63 rows, as :func:`pardx.data.clean.province_panel` returns it.
    indicator : str
        For example ``par_index``.

    Returns
    -------
    DataFrame
        Columns ``score``, ``rank``, ``places`` (how many the rank counts over), ``quality`` (of
        the rank; of the score where there is no rank, or it is counted) and ``score_quality``,
        indexed like ``panel``.
    """
    score, rank = (column(panel, f"{indicator}_{measure}") for measure in ("score", "rank"))
    places, scored = PLACES, int(score.count())
    if scored >= FULL_LIST and rank.count() < scored:
        rank, places = rank.fillna(score.rank(ascending=False, method="min")), scored
    ranked, scored = (
        column(panel, f"{indicator}_{measure}_quality").astype(object)
        for measure in ("rank", "score")
    )
    return pd.DataFrame(
        {
            "score": score,
            "rank": rank,
            "places": places,
            "quality": ranked.fillna(scored),
            "score_quality": scored,
        }
    )


def normal_quantiles(rank: pd.Series, places: int = PLACES) -> pd.Series:
    """Turn ranks into normal scores over all places; rank 1 is the highest.

    A rank of a partial list keeps its place among all: rank 10 of 63 means the same whether
    45 or 63 ranks were published. Source: Blom-type scores with offset 0.5
    (Conover 1999, Practical Nonparametric Statistics, 5.10).

    Returns
    -------
    Series
        Standard normal quantiles; missing where the rank is.

    Raises
    ------
    ValueError
        For a rank outside 1 to ``places``.
    """
    from scipy.special import ndtri

    if not rank.dropna().between(1, places).all():
        raise ValueError(f"ranks must lie in 1 to {places}: {sorted(rank.dropna().unique())}")
    return pd.Series(ndtri((places - rank + 0.5) / places), index=rank.index)


def normal_scores(panel: pd.DataFrame, indicator: str) -> pd.Series:
    """Return an indicator as normal scores of its ranks, tied ranks sharing their mean."""
    found = used_ranks(panel, indicator)
    tied = found["rank"].groupby(found["rank"]).transform("size").sub(1).div(2)
    return normal_quantiles(found["rank"] + tied, int(found["places"].iloc[0])).rename(indicator)
