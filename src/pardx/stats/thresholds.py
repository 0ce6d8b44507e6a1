"""How many of all provinces reach a score, as far as known ranks and scores say."""

from __future__ import annotations

import pandas as pd


def count_reaching(
    score: pd.Series, rank: pd.Series, threshold: float, *, places: int
) -> tuple[int, int]:
    """Bound the number of provinces whose score is at least a threshold.

    Scores fall with rank: whoever ranks above a province that reaches the threshold reaches it
    too, and whoever ranks below one that does not reach it does not either. Where ranks and
    scores contradict each other around the threshold, the scores alone are counted.

    Parameters
    ----------
    score, rank : Series
        Of each province, aligned; missing where not known.
    threshold : float
        In the unit of the scores.
    places : int
        How many provinces were ranked.

    Returns
    -------
    int, int
        The least and the most that is possible; equal where every province has a score.

    Examples
    --------
    >>> count_reaching(pd.Series([90.1, 89.6]), pd.Series([2, 5]), 90, places=63)
    (2, 4)
    """
    reaches, fails = score >= threshold, score < threshold
    known = int(reaches.sum()), places - int(fails.sum())
    least = max(known[0], _last(rank[reaches], 0))
    most = min(known[1], places - _last(places + 1 - rank[fails], 0))
    return (least, most) if least <= most else known


def _last(ranks: pd.Series, otherwise: int) -> int:
    return otherwise if ranks.dropna().empty else int(ranks.max())
