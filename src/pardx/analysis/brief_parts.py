"""The parts of one province's indices, each beside the region's median."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pardx.analysis.brief_evidence import Evidence
from pardx.analysis.ranks import column


@dataclass(frozen=True)
class Part:
    """One component or dimension of an index, beside the region.

    Attributes
    ----------
    indicator, unit : str
        What it is and in which unit.
    score, rank : float
        Missing when not printed.
    median : float
        Of the ``known`` provinces of the region that has ``provinces``; missing when fewer
        than half are known.
    spread : float
        Standard deviation over all provinces with a score.
    """

    indicator: str
    unit: str
    score: float
    rank: float
    median: float
    known: int
    provinces: int
    spread: float

    @property
    def gap(self) -> float:
        """Score minus the region's median."""
        return self.score - self.median

    @property
    def strength(self) -> float:
        """The gap in standard deviations: comparable between scales."""
        return self.gap / self.spread


def part_of(evidence: Evidence, code: str, indicator: str) -> Part:
    """Set one part against the region; in percent of its maximum where no points are known.

    Parameters
    ----------
    evidence : Evidence
        The year's results.
    code : str
        GSO code.
    indicator : str
        One of :attr:`~pardx.analysis.brief_evidence.Evidence.part_names`.
    """
    scores, unit = _part_scores(evidence, code, indicator)
    members = evidence.panel.region == evidence.panel.region[code]
    region = scores[members].dropna()
    enough = len(region) * 2 >= members.sum()
    return Part(
        indicator=indicator,
        unit=unit,
        score=scores[code],
        rank=column(evidence.panel, f"{indicator}_rank")[code],
        median=region.median() if enough else np.nan,
        known=len(region),
        provinces=int(members.sum()),
        spread=scores.std() if scores.max() > scores.min() else np.nan,
    )


def _part_scores(evidence: Evidence, code: str, indicator: str) -> tuple[pd.Series, str]:
    printed = column(evidence.panel, f"{indicator}_score")
    percent = column(evidence.panel, f"{indicator}_score_percent")
    if pd.isna(printed[code]) and pd.notna(percent[code]):
        return percent, "percent"
    return printed, evidence.units.get(indicator, "points")
