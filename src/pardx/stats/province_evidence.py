"""What is known of all provinces in a year: what every province's facts are drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.settings import settings
from pardx.stats.association import PREDICTOR
from pardx.stats.describe import rank_change
from pardx.stats.published_means import national_mean
from pardx.stats.rank_sets import noise_band
from pardx.stats.ranks import FULL_LIST, standing

FAMILIES = ("par_index", "papi", "dti")
"""Families whose parts a brief looks into."""


@dataclass(frozen=True)
class Evidence:
    """What is known of all provinces in a year.

    Attributes
    ----------
    year : int
        Year of the brief.
    provinces : DataFrame
        The 63 provinces, indexed by GSO code.
    panel : DataFrame
        As :func:`pardx.data.clean.province_panel` returns it.
    before : DataFrame or None
        The panel of the year before.
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
    ranges: pd.DataFrame | None = None
    bands: pd.DataFrame | None = None

    @cached_property
    def standings(self) -> dict[str, pd.DataFrame]:
        """Index -> standing of all provinces, with ``change`` in places."""
        return {
            name: standing(self.panel, name).assign(
                change=rank_change(self.panel, self.before, name)
            )
            for name in settings().briefs.indices
        }

    @cached_property
    def common(self) -> dict[str, dict[str, object]]:
        """Index -> what all standings on it have in common, as fields of a ``Standing``."""
        return {name: self._common(name) for name in settings().briefs.indices}

    def _common(self, name: str) -> dict[str, object]:
        found = self.standings[name]
        first = found[found["rank"] == 1]
        mean, centre = self._centre(name, found["score"])
        return {
            "band": noise_band(self.bands, name),
            "crosses_break": len(self.dictionary.breaks_into(name, self.year)) > 0,
            "mean": mean,
            "centre": centre,
            "counted": int(found["score"].count()),
            "leader": self.panel.province[first.index[0]] if len(first) else "",
            "leader_score": first["score"].max() if len(first) else np.nan,
        }

    def _centre(self, name: str, scores: pd.Series) -> tuple[float, str]:
        """Return the published mean; of a full list of scores without one, their median."""
        mean = national_mean(self.values, name)
        if np.isfinite(mean):
            return mean, "mean"
        if scores.count() >= FULL_LIST:
            return scores.median(), "median"
        return np.nan, ""

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
        """Outcome that is estimated as it stands -> the ranks on DTI and on it."""
        known = set(self.estimates.outcome[self.estimates.overlap == "raw"])
        return {
            name: self._pairs(name) for name in settings().outcomes.cross_section if name in known
        }

    def _pairs(self, outcome: str) -> pd.DataFrame:
        ranks = {name: standing(self.panel, name)["rank"] for name in (PREDICTOR, outcome)}
        return pd.DataFrame(ranks).dropna()

    @cached_property
    def members(self) -> dict[str, np.ndarray]:
        """Region -> which of the panel's provinces lie in it."""
        regions = self.panel.region
        return {name: (regions == name).to_numpy() for name in regions.unique()}

    @cached_property
    def part_scores(self) -> pd.DataFrame:
        """Scores of the parts, in points and in percent of the maximum; empty when not printed."""
        ends = ("_score", "_score_percent")
        return self.panel.reindex(
            columns=[f"{name}{end}" for name in self.part_names for end in ends]
        )

    @cached_property
    def part_medians(self) -> pd.DataFrame:
        """Median of each of the :attr:`part_scores` by region."""
        return self.part_scores.groupby(self.panel.region).median()

    @cached_property
    def part_counts(self) -> pd.DataFrame:
        """Number of provinces by region that have each of the :attr:`part_scores`."""
        return self.part_scores.groupby(self.panel.region).count()

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
    def regional_ranks(self) -> pd.DataFrame:
        """Ranks within a region as printed, with the note that names it."""
        return self.observations[self.observations.measure == "regional_rank"]

    @cached_property
    def part_names(self) -> list[str]:
        """Parts of the families with any figure this year, in catalogue order."""
        named = self.dictionary.indicators
        parts = named[named.family.isin(FAMILIES) & (named.part_of != "")].index
        shown = parts.difference(["papi_total_6dim"], sort=False)
        ends = ("_score", "_score_percent", "_rank")
        return [name for name in shown if any(f"{name}{end}" in self.panel for end in ends)]
