"""Where one province stands on each index: score, rank, change, region, mean, target."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pardx.stats.province_evidence import Evidence
from pardx.stats.rank_sets import Band
from pardx.stats.ranks import FULL_LIST


@dataclass(frozen=True)
class Among:
    """A place among the provinces of a region.

    Attributes
    ----------
    rank : float
        1 = best; missing when the province has none.
    known : int
        How many provinces of the region it is counted over.
    provinces : int
        How many the region has.
    printed : bool
        The source prints the regional rank itself.
    """

    rank: float
    known: int
    provinces: int
    printed: bool


@dataclass(frozen=True)
class Standing:
    """Where the province stands on one index; a missing number is NaN.

    Attributes
    ----------
    indicator : str
        The index.
    score, rank : float
        As used, and of how many ``places`` the rank is counted.
    quality : str
        A, B, C or X; empty when there is no value.
    change : float
        Places gained since the year before (published or counted).
    band : Band
        From how many places on the change is more than normal variation.
    crosses_break : bool
        The method changed between the two years.
    low, high : float
        Range of the rank, where one is estimated.
    region : Among
        Place in the region.
    mean : float
        National mean as published; else, of a full list, the ``median``.
    centre : str
        ``mean``, ``median`` or empty.
    counted : int
        Scores the median is taken of.
    leader : str
        Who ranks first.
    leader_score : float
        With what score.
    target : float
        What the province aims at on this very index.
    missing : str
        Why there is neither score nor rank: ``unpublished``, ``not_found``, ``unsettled``,
        ``no_index``; empty otherwise.
    """

    indicator: str
    score: float
    rank: float
    places: int
    quality: str
    change: float
    band: Band
    crosses_break: bool
    low: float
    high: float
    region: Among
    mean: float
    centre: str
    counted: int
    leader: str
    leader_score: float
    target: float
    missing: str

    @property
    def gap_to_mean(self) -> float:
        """Score minus national mean (or median)."""
        return self.score - self.mean

    @property
    def gap_to_leader(self) -> float:
        """Score minus the leader's."""
        return self.score - self.leader_score

    @property
    def gap_to_target(self) -> float:
        """Score minus the target."""
        return self.score - self.target


def standing_of(evidence: Evidence, code: str, indicator: str) -> Standing:
    """Return where a province stands on one index.

    Parameters
    ----------
    evidence : Evidence
        The year's results.
    code : str
        GSO code.
    indicator : str
        One of ``briefs.indices`` of the settings.
    """
    found = evidence.standings[indicator]
    own, quality = found.loc[code], found.loc[code, "quality"]
    low, high = _range(evidence, code, indicator)
    return Standing(
        **evidence.common[indicator],
        indicator=indicator,
        score=own["score"],
        rank=own["rank"],
        places=int(own["places"]),
        quality=quality if isinstance(quality, str) else "",
        change=own["change"],
        low=low,
        high=high,
        region=_among(evidence, code, indicator, found["rank"]),
        target=_target(evidence, code, indicator),
        missing=_why_missing(found, code),
    )


def _range(evidence: Evidence, code: str, indicator: str) -> tuple[float, float]:
    if evidence.ranges is None:
        return np.nan, np.nan
    known = evidence.ranges
    own = known[(known.gso_code == code) & (known.indicator == indicator)]
    return (own.low.iloc[0], own.high.iloc[0]) if len(own) else (np.nan, np.nan)


def _among(evidence: Evidence, code: str, indicator: str, ranks: pd.Series) -> Among:
    """Place the province in its region: as printed, else counted over the known ranks."""
    members = evidence.members[evidence.panel.region[code]]
    size = int(members.sum())
    printed = _printed_regional_rank(evidence, code, indicator)
    if np.isfinite(printed):
        return Among(printed, size, size, printed=True)
    region = ranks[members].dropna()
    place = float((region < ranks[code]).sum() + 1) if pd.notna(ranks[code]) else np.nan
    return Among(place, len(region), size, printed=False)


def _printed_regional_rank(evidence: Evidence, code: str, indicator: str) -> float:
    """Return the regional rank a source prints for the region of the six-region scheme.

    Sources also rank within "the South" or the key economic zones; the note says which.
    """
    printed = evidence.regional_ranks
    region = evidence.panel.region[code]
    named = printed.note.str.contains(region, regex=False)
    own = (printed.gso_code == code) & (printed.indicator == indicator)
    rows = printed[own & named]
    return float(rows.value.iloc[0]) if len(rows) else np.nan


def _target(evidence: Evidence, code: str, indicator: str) -> float:
    aims = evidence.targets
    own = aims[(aims.gso_code == code) & (aims.indicator == indicator)]
    return float(own["value"].iloc[-1]) if len(own) else np.nan


def _why_missing(found: pd.DataFrame, code: str) -> str:
    own = found.loc[code]
    if pd.notna(own["score"]) or pd.notna(own["rank"]):
        return ""
    if own["quality"] == "X":
        return "unsettled"
    if found[["score", "rank"]].notna().sum().max() == 0:
        return "no_index"
    return "unpublished" if found["score"].count() >= FULL_LIST else "not_found"
