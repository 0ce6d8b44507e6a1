"""One province's score, rank, change, place in its region, gaps and target on each index."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.geography import level_of
from pardx.settings import settings
from pardx.stats.aggregates import comparable_mean
from pardx.stats.association import PREDICTOR
from pardx.stats.describe import rank_change
from pardx.stats.published import population, weighted_mean
from pardx.stats.rank_sets import Band, noise_band
from pardx.stats.ranks import all_scores, is_full, used_ranks

FAMILIES = ("par_index", "papi", "pci", "dti")
"""Families whose parts a brief looks into."""
PAPI = "papi_total_unweighted"
"""Total of the dimensions whose national values PAPI weights by population."""
FINEST = ("papi", "pci")
"""Families with so many published parts that a brief names the lowest and the highest only."""


@dataclass(frozen=True)
class Evidence:
    """The year's results for all provinces, which the facts of each province are drawn from.

    Attributes
    ----------
    year : int
        Year of the brief.
    provinces : DataFrame
        The 63 provinces or the 34 units, indexed by code.
    panel : DataFrame
        As :func:`pardx.data.clean.local_panel` returns it.
    before : DataFrame or None
        The panel of the year before, of the same units.
    values : DataFrame
        The year's used values, all levels.
    observations : DataFrame
        The year's printed figures with ``source_id`` and ``note``.
    targets : DataFrame
        Used values of measure ``target``, of this year and the year before.
    associations : DataFrame
        As :func:`pardx.stats.association.associations` returns it.
    dictionary : Dictionary
        Parts, breaks and units.
    known : DataFrame or None
        As :func:`pardx.stats.bounds_table.bounds_associations` returns it.
    ranges : DataFrame or None
        Rank ranges: ``gso_code``, ``indicator``, ``low``, ``high``.
    bands : DataFrame or None
        As :func:`pardx.stats.rank_sets.noise_bands` returns it.
    """

    year: int
    provinces: pd.DataFrame
    panel: pd.DataFrame
    before: pd.DataFrame | None
    values: pd.DataFrame
    observations: pd.DataFrame
    targets: pd.DataFrame
    associations: pd.DataFrame
    dictionary: Dictionary
    known: pd.DataFrame | None = None
    ranges: pd.DataFrame | None = None
    bands: pd.DataFrame | None = None

    @cached_property
    def standings(self) -> dict[str, pd.DataFrame]:
        """Index -> standing of all provinces, with ``change`` in places."""
        return {
            name: used_ranks(self.panel, name).assign(
                change=rank_change(self.panel, self.before, name)
            )
            for name in settings().briefs.indices
        }

    @cached_property
    def common(self) -> dict[str, dict[str, object]]:
        """Index -> what all standings on it have in common, as fields of a ``Standing``."""
        shared = {}
        for name, found in self.standings.items():
            everyone, first = all_scores(self.panel, name), found[found["rank"] == 1]
            mean, centre = self._national(name, everyone)
            shared[name] = {
                "band": noise_band(self.bands, name),
                "crosses_break": len(self.dictionary.breaks_into(name, self.year)) > 0,
                "mean": mean,
                "centre": centre,
                "counted": int(everyone.count()),
                "leader": self.panel.province[first.index[0]] if len(first) else "",
                "leader_score": first["score"].max() if len(first) else np.nan,
            }
        return shared

    def _national(self, name: str, score: pd.Series) -> tuple[float, str]:
        """Return the country's value of an index as its publisher takes it, and which it is."""
        printed = comparable_mean(self.values, name, self.dictionary, level_of(self.panel.index))
        if np.isfinite(printed):
            return printed, "mean"
        if not is_full(self.panel, name):
            return np.nan, ""
        weight = population(self.panel, self.before)
        if self.dictionary.indicators.part_of[name] == PAPI and weight.notna().all():
            return weighted_mean(score, weight), "weighted"
        return score.median(), "median"

    @cached_property
    def estimates(self) -> pd.DataFrame:
        """Each outcome's Spearman estimates on all provinces that have both, unweighted."""
        rows = self.associations.query(
            "method == 'spearman' and predictor == @PREDICTOR and weights == 'none' "
            "and sample == 'all' and estimate.notna()"
        )
        return rows.drop_duplicates(["outcome", "overlap"])

    @cached_property
    def pairs(self) -> dict[str, pd.DataFrame]:
        """Outcome that is estimated with its overlap -> the ranks on DTI and on it."""
        raw = set(self.estimates.outcome[self.estimates.overlap == "raw"])
        estimated = [name for name in settings().outcomes.cross_section if name in raw]
        return {
            name: pd.DataFrame(
                {one: used_ranks(self.panel, one)["rank"] for one in (PREDICTOR, name)}
            ).dropna()
            for name in estimated
        }

    @cached_property
    def part_scores(self) -> pd.DataFrame:
        """Scores of the parts, in points and in percent of the maximum; empty when not printed."""
        ends = ("_score", "_score_percent")
        return self.panel.reindex(
            columns=[f"{name}{end}" for name in self.part_names for end in ends]
        )

    @cached_property
    def regional_parts(self) -> pd.DataFrame:
        """Count and median of each of the :attr:`part_scores` by region."""
        return self.part_scores.groupby(self.panel.region).agg(["count", "median"])

    @cached_property
    def part_spreads(self) -> pd.Series:
        """Standard deviation of each of the :attr:`part_scores`; missing where all are equal."""
        return self.part_scores.std().where(self.part_scores.max() > self.part_scores.min())

    @cached_property
    def units(self) -> dict[str, str]:
        """Indicator -> unit of a province's score; a part's points before its percent."""
        known = self.dictionary.measures
        scores = known[(known.measure == "score") & (known.level == "province")]
        pointed_last = scores.sort_values("unit", key=lambda unit: unit != "percent")
        return dict(zip(pointed_last.indicator, pointed_last.unit, strict=True))

    @cached_property
    def part_names(self) -> list[str]:
        """Parts of the families with any figure this year, in catalogue order."""
        named = self.dictionary.indicators
        parts = named[named.family.isin(FAMILIES) & (named.part_of != "")].index
        shown = parts.difference(["papi_total_6dim"], sort=False)
        ends = ("_score", "_score_percent", "_rank")
        return [name for name in shown if any(f"{name}{end}" in self.panel for end in ends)]

    @cached_property
    def finest(self) -> dict[str, str]:
        """Part of which only the extremes are named -> its family: PAPI's and PCI's sub-indices."""
        named = self.dictionary.indicators.loc[self.part_names]
        ours = named[named.family.isin(FINEST) & (named.part_of != PAPI)]
        return dict(ours.family)


@dataclass(frozen=True)
class Among:
    """A place among the provinces of a region.

    Attributes
    ----------
    rank : float
        1 = best; missing when the province has none, or the region's missing ranks could lie on
        either side of it.
    known : int
        Provinces of the region with a rank.
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
    """A province's results on one index; a missing number is NaN.

    Attributes
    ----------
    indicator : str
        The index.
    score, rank : float
        As used, and of how many ``places`` the rank is counted.
    quality, score_quality : str
        Of rank and score: A, B, C or X; empty when there is no value.
    change : float
        Places gained since the year before (published or counted).
    band : Band
        From how many places on the change is more than the usual fluctuation.
    crosses_break : bool
        The method changed between the two years.
    low, high : float
        Range of the rank, where one is estimated.
    region : Among
        Place in the region.
    mean : float
        National mean as published; else, of a full list, the population-``weighted`` mean of
        a PAPI dimension and the ``median`` of another index.
    centre : str
        ``mean``, ``weighted``, ``median`` or empty.
    counted : int
        Scores that it is taken of.
    leader : str
        The province that ranks first.
    leader_score : float
        Its score.
    target : float
        The province's own target for this index.
    missing : str
        Why there is neither score nor rank: ``unpublished``, ``not_found``, ``unsettled``,
        ``no_index``; empty otherwise.
    """

    indicator: str
    score: float
    rank: float
    places: int
    quality: str
    score_quality: str
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
        """Score minus the country's value."""
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
    """Return a province's results on one index.

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
    own = found.loc[code]
    grades = own[["quality", "score_quality"]].map(
        lambda flag: flag if isinstance(flag, str) else ""
    )
    ranges = _rows_of(evidence.ranges, code, indicator)
    targets = _rows_of(evidence.targets, code, indicator)
    return Standing(
        **evidence.common[indicator],
        indicator=indicator,
        score=own["score"],
        rank=own["rank"],
        places=int(own["places"]),
        **grades,
        change=own["change"],
        low=float(ranges["low"].iloc[0]) if len(ranges) else np.nan,
        high=float(ranges["high"].iloc[0]) if len(ranges) else np.nan,
        region=_among(evidence, code, indicator),
        target=float(targets["value"].iloc[-1]) if len(targets) else np.nan,
        missing=_why_missing(evidence, code, indicator),
    )


def _rows_of(table: pd.DataFrame | None, code: str, indicator: str) -> pd.DataFrame:
    if table is None:
        return pd.DataFrame()
    return table[(table.gso_code == code) & (table.indicator == indicator)]


def _among(evidence: Evidence, code: str, indicator: str) -> Among:
    """Place the province in its region: as printed, else counted where that is certain.

    Sources also rank within "the South" or the key economic zones; the note names the region.
    """
    region = evidence.panel.region[code]
    members = evidence.panel.index[evidence.panel.region == region]
    size = len(members)
    printed = _rows_of(evidence.observations, code, indicator).query("measure == 'regional_rank'")
    printed = printed[printed.note.str.contains(region, regex=False)]
    if len(printed) and np.isfinite(rank := float(printed.value.iloc[0])):
        return Among(rank, size, size, printed=True)
    found = evidence.standings[indicator]
    ranks, own = found["rank"].dropna(), found.at[code, "rank"]
    inside = ranks[ranks.index.isin(members)]
    if pd.isna(own):
        return Among(np.nan, len(inside), size, printed=False)
    unknown = size - len(inside)
    free_above = max(0, own - 1 - (ranks < own).sum())
    free_below = max(0, found.at[code, "places"] - own - (ranks > own).sum())
    fewest, most = max(0, unknown - free_below), min(unknown, free_above)
    place = float((inside < own).sum() + 1 + most) if fewest == most else np.nan
    return Among(place, len(inside), size, printed=False)


def _why_missing(evidence: Evidence, code: str, indicator: str) -> str:
    found = evidence.standings[indicator]
    own = found.loc[code]
    if pd.notna(own["score"]) or pd.notna(own["rank"]):
        return ""
    if own["quality"] == "X":
        return "unsettled"
    if found[["score", "rank"]].notna().sum().max() == 0:
        return "no_index"
    return "unpublished" if is_full(evidence.panel, indicator) else "not_found"
