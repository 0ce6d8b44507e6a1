"""The dictionary: what each indicator is, in which unit, by whom, and where series break."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pardx.project import Project

LEVELS = ("province", "ministry", "ministry_group", "locality_group", "region", "national")


@dataclass(frozen=True)
class Catalogue:
    """The dictionary's tables, as ``data/catalogue/README.md`` describes them.

    Attributes
    ----------
    indicators : DataFrame
        Labels, direction, publisher; indexed by indicator.
    measures : DataFrame
        One row per allowed (family, indicator, level, measure, unit), with its range.
    units : DataFrame
        Range, decimals and labels; indexed by unit.
    breaks : DataFrame
        First year of each new regime of an indicator.
    publishers : DataFrame
        Who owns a figure; indexed by publisher.
    sources : DataFrame
        Who printed a figure and where; indexed by source_id.
    """

    indicators: pd.DataFrame
    measures: pd.DataFrame
    units: pd.DataFrame
    breaks: pd.DataFrame
    publishers: pd.DataFrame
    sources: pd.DataFrame

    def breaks_into(self, indicator: str, year: int) -> pd.DataFrame:
        """Return the breaks of comparability between ``year - 1`` and ``year``."""
        return self.breaks.query("indicator == @indicator and year == @year")

    def comparable(self, indicator: str, first: int, last: int) -> bool:
        """Say whether scores of the two years lie in one regime."""
        return self.breaks.query("indicator == @indicator and @first < year <= @last").empty

    def places(self, unit: str) -> int:
        """Return how many decimals a unit is printed with."""
        return int(self.units.decimals[unit])

    def decimals(self, indicator: str) -> int:
        """Return how many decimals an indicator's scores of provinces are printed with."""
        return self.places(self._score_units[indicator])

    @cached_property
    def _score_units(self) -> dict[str, str]:
        scores = self.measures.query("measure == 'score' and level == 'province'")
        return dict(zip(scores.indicator, scores.unit, strict=True))

    def label(self, indicator: str, lang: str, *, short: bool = False) -> str:
        """Return an indicator's name in a language, long or for an axis."""
        return self.indicators.at[indicator, f"{'short' if short else 'label'}_{lang}"]


def load_catalogue(project: Project) -> Catalogue:
    """Read the dictionary from ``data/catalogue`` and the sources from ``data/raw``."""

    def read(name: str) -> pd.DataFrame:
        return pd.read_csv(project.catalogue / f"{name}.csv", keep_default_na=False)

    limits = {"min": "float", "max": "float"}
    return Catalogue(
        indicators=read("indicators").set_index("indicator"),
        measures=read("measures").replace({"": None}).astype(limits),
        units=read("units").replace({"": None}).astype(limits).set_index("unit"),
        breaks=read("breaks"),
        publishers=read("publishers").set_index("publisher"),
        sources=pd.read_csv(
            project.raw / "sources.csv", dtype=str, keep_default_na=False
        ).set_index("source_id"),
    )
