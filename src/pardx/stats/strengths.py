"""The parts of one province's indices, each beside the region's median."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pardx.stats.province_evidence import Evidence
from pardx.stats.ranks import column


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
        One of :attr:`~pardx.stats.province_evidence.Evidence.part_names`.
    """
    name, unit = _printed_as(evidence, code, indicator)
    region = evidence.panel.region[code]
    provinces = int(evidence.members[region].sum())
    known = int(evidence.part_counts.at[region, name])
    return Part(
        indicator=indicator,
        unit=unit,
        score=evidence.part_scores.at[code, name],
        rank=column(evidence.panel, f"{indicator}_rank")[code],
        median=evidence.part_medians.at[region, name] if known * 2 >= provinces else np.nan,
        known=known,
        provinces=provinces,
        spread=evidence.part_spreads[name],
    )


def _printed_as(evidence: Evidence, code: str, indicator: str) -> tuple[str, str]:
    """Return which of a part's scores is printed of a province, and its unit."""
    points, percent = f"{indicator}_score", f"{indicator}_score_percent"
    own = evidence.part_scores.loc[code]
    if pd.isna(own[points]) and pd.notna(own[percent]):
        return percent, "percent"
    return points, evidence.units.get(indicator, "points")
