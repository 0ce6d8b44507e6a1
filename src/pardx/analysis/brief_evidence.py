"""What is known of all provinces in a year: what every province's facts are drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pardx.analysis.describe import rank_change
from pardx.analysis.ranks import standing
from pardx.data.catalogue import Catalogue

INDICES = (
    "par_index",
    "sipas",
    "dti_total",
    "papi_total_unweighted",
    "papi_d5_admin_procedures",
    "papi_d8_egovernance",
    "pci_total",
)
"""The rows of a brief's table, in its order."""

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
        As :func:`pardx.analysis.association.associations` returns it.
    catalogue : Catalogue
        Parts, breaks and units.
    ranges : DataFrame or None
        Rank ranges: ``gso_code``, ``indicator``, ``low``, ``high``.
    bands : DataFrame or None
        As :func:`pardx.analysis.rank_sets.noise_bands` returns it.
    """

    year: int
    provinces: pd.DataFrame
    panel: pd.DataFrame
    before: pd.DataFrame | None
    values: pd.DataFrame
    observations: pd.DataFrame
    targets: pd.DataFrame
    associations: pd.DataFrame
    catalogue: Catalogue
    ranges: pd.DataFrame | None = None
    bands: pd.DataFrame | None = None

    @cached_property
    def standings(self) -> dict[str, pd.DataFrame]:
        """Index -> standing of all provinces, with ``change`` in places."""
        return {
            name: standing(self.panel, name).assign(
                change=rank_change(self.panel, self.before, name)
            )
            for name in INDICES
        }

    @cached_property
    def units(self) -> dict[str, str]:
        """Indicator -> unit of a province's score; a part's points before its percent."""
        known = self.catalogue.measures
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
        named = self.catalogue.indicators
        parts = named[named.family.isin(FAMILIES) & (named.part_of != "")].index
        shown = parts.difference(["papi_total_6dim"], sort=False)
        ends = ("_score", "_score_percent", "_rank")
        return [name for name in shown if any(f"{name}{end}" in self.panel for end in ends)]
