"""Everything the exhibits of one year are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.report.exhibit import Origin, web_address
from pardx.settings import settings


@dataclass(frozen=True)
class Material:
    """The results of a year with what is needed to name and source them.

    Attributes
    ----------
    year : int
        Year of the report.
    dictionary : Dictionary
        Labels, units, breaks, publishers.
    provinces : DataFrame
        The 63 provinces, indexed by GSO code.
    tiles : DataFrame
        ``row`` and ``col`` of the equal-tile map, indexed by GSO code.
    ranking, regions, glance, coverage, conflicts, associations, models : DataFrame
    groups, extremes, movers, means, regional_means, national, ministries : DataFrame
        Results, as the files of the same name under the report's ``data/``.
    commit : str
        Commit that made them.
    further : mapping
        The model stage's other tables, by the name of their file.
    """

    year: int
    dictionary: Dictionary
    provinces: pd.DataFrame
    tiles: pd.DataFrame
    ranking: pd.DataFrame
    regions: pd.DataFrame
    glance: pd.DataFrame
    coverage: pd.DataFrame
    conflicts: pd.DataFrame
    associations: pd.DataFrame
    models: pd.DataFrame
    groups: pd.DataFrame
    extremes: pd.DataFrame
    movers: pd.DataFrame
    means: pd.DataFrame
    regional_means: pd.DataFrame
    national: pd.DataFrame
    ministries: pd.DataFrame
    commit: str
    further: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def short(self, indicator: str, lang: str) -> str:
        """Return an indicator's short name."""
        return self.dictionary.label(indicator, lang, short=True)

    def origin(self, csv: str, *indicators: str) -> Origin:
        """Name the data file of an exhibit, its indicators, and who publishes them."""
        known = self.dictionary
        owners = dict.fromkeys(known.indicators.publisher[list(indicators)])
        shown = known.indicators.loc[[*dict.fromkeys(indicators)]].reset_index()
        shows = shown.filter(regex="^(indicator|family|short_..)$").to_dict("records")
        publishers = known.publishers.loc[[*owners]].to_dict("records")
        return Origin(csv, tuple(publishers), tuple(shows))

    def links(self, sources: str) -> tuple[tuple[str, str], ...]:
        """Return publisher and address of sources given as ids joined by ``;``."""
        known = self.dictionary.sources.url
        return tuple(
            (self.dictionary.printed_by(id), web_address(known[id]) or f"#source-{id}")
            for id in sources.split(";")
        )

    def region(self, name_vi: str, lang: str) -> str:
        """Return a region's name in a language."""
        return name_vi if lang == "vi" else self._regions_en[name_vi]

    @cached_property
    def _regions_en(self) -> dict[str, str]:
        return dict(zip(self.provinces.region6_vi, self.provinces.region6_en, strict=True))

    def subjects(self) -> list[str]:
        """Name the indices a year is drawn by, else the first that has ranks."""
        wanted = [name for name in settings().drawn if self.ranked(name)]
        return wanted or [next(name for name in settings().headline if self.ranked(name))]

    def removed(self, test: str) -> list[str]:
        """Name the parts a test takes out of its indices."""
        known = dict(zip(self.associations.test, self.associations.removed, strict=True))
        return known[test].split(";")

    def association(
        self, test: str, *, method: str = "spearman", sample: str = "all", weights: str = "none"
    ) -> NamedTuple:
        """Return one row of the associations."""
        found = self.associations.query(
            "test == @test and method == @method and sample == @sample and weights == @weights"
        )
        return next(found.itertuples())

    def ranked(self, indicator: str) -> int:
        """Count the provinces with a rank on an indicator."""
        return int(self.ranking[f"{indicator}_rank"].count())
