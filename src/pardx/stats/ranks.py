"""Ranks among the units ranked, 63 provinces or 34 units, and normal scores for models."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pardx.data.geography import HISTORIC_PREFIX, PLACES, frame_of
from pardx.errors import PardxError

OMITTED = 3
"""With at most so many units without a score, a missing rank is counted from the scores.

PAPI omits one to three provinces a year; no partial list of the other indices is as long.
"""
PRINTED, COUNTED = "printed", "counted"
"""What a rank is: published, or counted from a full list of scores."""


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
            "Drop the repeated rows, or load the panel with pardx.panel"
        )
    return panel[name] if name in panel else pd.Series(np.nan, index=panel.index, name=name)


def figure(panel: pd.DataFrame, indicator: str) -> pd.Series:
    """Return an indicator's values, or its scores where it has no values."""
    kind = "value" if f"{indicator}_value" in panel else "score"
    return column(panel, f"{indicator}_{kind}")


def scaled(values: pd.Series, control: str) -> pd.Series:
    """Take the logarithm of a control that is named with ``log_``."""
    return np.log(values.where(values > 0)) if control.startswith("log_") else values


def number_ranked(panel: pd.DataFrame, indicator: str) -> int:
    """Return how many units an indicator's ranks count over: 63, 34, or as ``scopes.csv`` says."""
    said = column(panel, f"{indicator}_places").dropna()
    return int(said.iloc[0]) if len(said) else frame_of(panel.index)


def all_scores(panel: pd.DataFrame, indicator: str) -> pd.Series:
    """Return the scores of all units that were ranked, a former province among them.

    A median over all provinces is one of these: of PCI 2007, of 64.
    """
    name = f"{indicator}_score"
    former = [one for one in panel if one.startswith(f"{name}_{HISTORIC_PREFIX}")]
    scores = column(panel, name)
    return pd.concat([scores, panel[former].iloc[0].rename(name)]) if former else scores


def is_full(panel: pd.DataFrame, indicator: str) -> bool:
    """Say whether scores are published of all units, but for at most :data:`OMITTED`."""
    needed = min(number_ranked(panel, indicator), frame_of(panel.index) - OMITTED)
    return bool(all_scores(panel, indicator).count() >= needed)


def used_ranks(panel: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Return each province's rank on an indicator.

    The published rank is used; where a year's list of scores is full (:func:`is_full`), a
    province without one is ranked by its score, rank 1 the highest.

    Parameters
    ----------
    panel : DataFrame
        One row per unit, as :func:`pardx.data.clean.local_panel` returns it.
    indicator : str
        For example ``par_index``.

    Returns
    -------
    DataFrame
        Columns ``score``, ``rank``, ``places`` (how many the rank counts over), ``quality`` (of
        the rank; of the score where there is no rank, or it is counted), ``score_quality`` and
        ``rank_is`` (:data:`PRINTED` or :data:`COUNTED`), indexed like ``panel``.
    """
    score, rank = (column(panel, f"{indicator}_{measure}") for measure in ("score", "rank"))
    said = rank.map(lambda one: PRINTED, na_action="ignore").astype(object)
    places = number_ranked(panel, indicator)
    if is_full(panel, indicator) and rank.count() < score.count():
        everyone = all_scores(panel, indicator)
        counted = everyone.rank(ascending=False, method="min").reindex(panel.index)
        rank, places = rank.fillna(counted), int(everyone.count())
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
            "rank_is": said.mask(said.isna() & rank.notna(), COUNTED),
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
