"""One province's score, rank, years before and place in its region on each index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.geography import level_of
from pardx.settings import settings
from pardx.stats.aggregates import comparable_mean
from pardx.stats.describe import rank_change
from pardx.stats.parts import QUARTERS, part_frame, part_names, quarters
from pardx.stats.rank_sets import Band, noise_band
from pardx.stats.ranks import COUNTED, PRINTED, all_scores, column, is_full, used_ranks

INCOME, URBAN = "grdp_per_capita_value", "urban_share_value"
TRAIL = 5
"""How many years, the last one included, a brief looks back on."""


@dataclass(frozen=True)
class Former:
    """The last year in which the 63 provinces had results.

    Attributes
    ----------
    year : int
        That year.
    panel : DataFrame
        The 63 provinces, as :func:`pardx.data.clean.local_panel` returns them.
    units : DataFrame
        The 34 units in the same year.
    observations : DataFrame
        Its printed figures, with ``source_id``.
    """

    year: int
    panel: pd.DataFrame
    units: pd.DataFrame
    observations: pd.DataFrame


@dataclass(frozen=True)
class Evidence:
    """The year's results for all provinces, which the facts of each province are drawn from.

    Attributes
    ----------
    year : int
        Year of the brief.
    provinces : DataFrame
        The 63 provinces or the 34 units, indexed by code.
    panels : mapping of int to DataFrame
        Year -> panel, as :func:`pardx.data.clean.local_panel` returns it, of the same units; of
        the year itself, and of earlier ones where there are any.
    values : DataFrame
        The year's used values, all levels.
    observations : DataFrame
        The year's printed figures with ``source_id`` and ``note``.
    dictionary : Dictionary
        Parts, breaks and units.
    merger : DataFrame
        Which of the 63 became which of the 34: ``gso_code_63``, ``name_vi_63``,
        ``unit34_code``, ``unit34_name_vi``.
    bounds : DataFrame or None
        Intervals of scores that were not found, as
        :func:`pardx.data.neighbour_bounds.bounds` returns them.
    bands : DataFrame or None
        As :func:`pardx.stats.rank_sets.noise_bands` returns it.
    former : Former or None
        The provinces before their merger, for a brief of one of the 34 units.
    units34 : DataFrame or None
        The year's panel of the 34 units, beside one of the 63 provinces.
    national : DataFrame or None
        The country's figures, as :func:`pardx.stats.aggregates.digital_series` returns them.
    """

    year: int
    provinces: pd.DataFrame
    panels: Mapping[int, pd.DataFrame]
    values: pd.DataFrame
    observations: pd.DataFrame
    dictionary: Dictionary
    merger: pd.DataFrame
    bounds: pd.DataFrame | None = None
    bands: pd.DataFrame | None = None
    former: Former | None = None
    units34: pd.DataFrame | None = None
    national: pd.DataFrame | None = None

    @property
    def panel(self) -> pd.DataFrame:
        """The panel of the year."""
        return self.panels[self.year]

    @property
    def before(self) -> pd.DataFrame | None:
        """The panel of the year before."""
        return self.panels.get(self.year - 1)

    @cached_property
    def trails(self) -> dict[str, dict[int, pd.DataFrame]]:
        """Index -> year -> standing of all provinces, of the last :data:`TRAIL` years."""
        years = sorted(year for year in self.panels if self.year - TRAIL < year <= self.year)
        return {
            name: {year: used_ranks(self.panels[year], name) for year in years}
            for name in settings().briefs.indices
        }

    @cached_property
    def joined(self) -> dict[tuple[str, int], bool]:
        """Index and year -> whether its method is that of the year before."""
        comparable = self.dictionary.comparable
        return {
            (name, year): bool(comparable(name, year - 1, year))
            for name, trail in self.trails.items()
            for year in trail
        }

    @cached_property
    def printed_places(self) -> pd.DataFrame:
        """Ranks within a region that sources print; their notes name the region."""
        return self.observations[self.observations.measure == "regional_rank"]

    @cached_property
    def standings(self) -> dict[str, pd.DataFrame]:
        """Index -> standing of all provinces, with ``change`` in places, and ``counted`` ranks."""
        found = {}
        for name, trail in self.trails.items():
            now = trail[self.year]
            found[name] = now.assign(
                change=rank_change(self.panel, self.before, name),
                counted=now["rank_is"] == COUNTED,
            )
        return found

    @cached_property
    def groups(self) -> dict[str, pd.Series]:
        """Index -> the quarter of all provinces that each score lies in."""
        return {name: quarters(self.panel, name) for name in self.trails}

    @cached_property
    def parts(self) -> dict[str, pd.DataFrame]:
        """Part -> all provinces on it, as :func:`pardx.stats.parts.part_frame` returns them."""
        names = part_names(self.panel, self.dictionary, self.trails)
        return {name: part_frame(self.panel, self.values, self.dictionary, name) for name in names}

    @cached_property
    def conditions(self) -> pd.DataFrame:
        """GRDP per capita and urban share, ``income`` and ``urban``, by province."""
        urban = column(self.panel if self.urban_year == self.year else self.before, URBAN)
        return pd.DataFrame({"income": column(self.panel, INCOME), "urban": urban})

    @property
    def urban_year(self) -> int:
        """The year of the urban shares: the one before where the year has none."""
        own = column(self.panel, URBAN).notna().any()
        return self.year if own or self.before is None else self.year - 1

    @cached_property
    def distances(self) -> pd.DataFrame:
        """Standardised logarithm of income, and urban share: the axes of likeness."""
        known = self.conditions.assign(income=np.log(self.conditions.income))
        return known.apply(lambda x: (x - x.mean()) / x.std())

    @cached_property
    def common(self) -> dict[str, dict[str, object]]:
        """Index -> what all standings on it have in common, as fields of a ``Standing``."""
        shared = {}
        for name, found in self.standings.items():
            mean, centre = self._national(name)
            shared[name] = {
                "band": noise_band(self.bands, name),
                "broken": len(self.dictionary.breaks_into(name, self.year)) > 0,
                "mean": mean,
                "centre": centre,
                "ranked": self.dictionary.is_ranked(name),
                "scores": int(found.score.count()),
                "ranks": int((found["rank_is"] == PRINTED).sum()),
            }
        return shared

    def _national(self, name: str) -> tuple[float, str]:
        """Return the country's value of an index as published, else of a full list the median."""
        printed = comparable_mean(self.values, name, self.dictionary, level_of(self.panel.index))
        if np.isfinite(printed):
            return printed, "mean"
        if is_full(self.panel, name):
            return all_scores(self.panel, name).median(), "median"
        return np.nan, ""


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
class Point:
    """A province's standing on an index in one year.

    Attributes
    ----------
    year : int
        The year.
    score, rank : float
        Missing (NaN) when not known.
    places : int
        Of how many.
    joined : bool
        Its method is that of the year before.
    """

    year: int
    score: float
    rank: float
    places: int
    joined: bool


@dataclass(frozen=True)
class Standing:
    """A province's results on one index; a missing number is NaN.

    Attributes
    ----------
    indicator : str
        The index.
    score, rank : float
        As used, and of how many ``places`` the rank is counted.
    lower, upper : float
        Where a score that was not found must lie, by those of the ranks around it.
    above, below : str
        GSO codes of the provinces that bound it.
    counted : bool
        The rank is our count from published scores.
    tied : tuple of str
        GSO codes of the provinces that share the rank.
    group : str
        One of :data:`pardx.stats.parts.QUARTERS`, of an index published in full; else empty.
    quality, score_quality : str
        Of rank and score: A, B, C or X; empty when there is no value.
    change : float
        Places gained since the year before (published or counted).
    band : Band
        From how many places on the change is more than the usual fluctuation.
    broken : bool
        The method changed between the two years.
    trail : tuple of Point
        The last :data:`TRAIL` years, the year itself last.
    region : Among
        Place in the region.
    mean : float
        National mean as published; else, of a full list, the median.
    centre : str
        ``mean``, ``median`` or empty.
    ranked : bool
        The publisher ranks.
    scores, ranks : int
        Of how many provinces scores are known, and printed ranks.
    missing : str
        Why there is neither score nor rank: ``unpublished``, ``not_found``, ``unsettled``,
        ``no_index``; empty otherwise.
    """

    indicator: str
    score: float
    rank: float
    places: int
    lower: float
    upper: float
    above: str
    below: str
    counted: bool
    tied: tuple[str, ...] = field(compare=False)
    group: str
    quality: str
    score_quality: str
    change: float
    band: Band
    broken: bool
    trail: tuple[Point, ...]
    region: Among
    mean: float
    centre: str
    ranked: bool
    scores: int
    ranks: int
    missing: str

    @property
    def quarter(self) -> str:
        """The quarter of all places that the rank lies in; empty when it is not known."""
        if pd.isna(self.rank):
            return ""
        return self.group or QUARTERS[min(3, int((self.rank - 1) * 4 / self.places))]

    @property
    def before(self) -> Point | None:
        """The year before, where it has a panel."""
        found = [point for point in self.trail[:-1] if point.year == self.trail[-1].year - 1]
        return found[0] if found else None

    @property
    def moved(self) -> bool:
        """Say whether the change of rank is comparable and beyond the usual fluctuation."""
        return not self.broken and self.ranked and abs(self.change) >= self.band.places


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
    ties = found.index[(found["rank"] == own["rank"]) & (found.index != code)]
    return Standing(
        **evidence.common[indicator],
        indicator=indicator,
        score=own["score"],
        rank=own["rank"],
        places=int(own["places"]),
        **_interval(evidence, code, indicator, own["score"]),
        counted=bool(own["counted"]),
        tied=tuple(sorted(ties)),
        group=evidence.groups[indicator][code],
        **grades,
        change=own["change"],
        trail=_trail(evidence, code, indicator),
        region=_among(evidence, code, indicator),
        missing=_why_missing(evidence, code, indicator),
    )


def _interval(evidence: Evidence, code: str, indicator: str, score: float) -> dict[str, object]:
    """Return between which scores one that was not found lies; open where either is unknown."""
    open_ = {"lower": np.nan, "upper": np.nan, "above": "", "below": ""}
    if evidence.bounds is None or pd.notna(score):
        return open_
    rows = _rows_of(evidence.bounds, code, indicator).dropna(subset=["lower", "upper"])
    rows = rows[rows.unit == evidence.dictionary.score_unit(indicator)]
    return rows.iloc[0][[*open_]].to_dict() if len(rows) else open_


def _trail(evidence: Evidence, code: str, indicator: str) -> tuple[Point, ...]:
    return tuple(
        Point(
            year,
            float(found.at[code, "score"]),
            float(found.at[code, "rank"]),
            int(found.at[code, "places"]),
            evidence.joined[indicator, year],
        )
        for year, found in evidence.trails[indicator].items()
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
    printed = _rows_of(evidence.printed_places, code, indicator)
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
