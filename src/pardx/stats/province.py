"""The facts of one province in one year, as numbers: what a brief is written from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pardx.data.geography import unit34_code
from pardx.settings import settings
from pardx.stats.parts import FAMILIES
from pardx.stats.quotable_figures import (
    Quotable,
    is_quotable,
    of_former,
    of_service,
    online_share,
)
from pardx.stats.ranks import used_ranks
from pardx.stats.standing import Evidence, Standing, standing_of

EXTREMES = 4
"""How many parts that stand out are named above, and below."""
PEERS = 5
"""How many provinces of like income and urban share are shown."""


@dataclass(frozen=True)
class Part:
    """One area, dimension or sub-index of an index, beside the country and the region.

    Attributes
    ----------
    indicator, unit, whole : str
        What it is, in which unit, and what it is a part of.
    score, rank : float
        Missing when not printed.
    country : float
        National mean as published, else the median of the provinces; missing when fewer than
        half are known.
    centre : str
        ``mean``, ``median`` or empty.
    region : float
        Median of the region, of which at least two thirds are known; else missing.
    spread : float
        Standard deviation over all provinces with a score.
    place, known : float
        Place of the score among those known, and how many they are.
    full : bool
        Scores are published of all provinces, but for a few.
    group : str
        The quarter it lies in; one of :data:`pardx.stats.parts.QUARTERS`, or empty.
    """

    indicator: str
    unit: str
    whole: str
    score: float
    rank: float
    country: float
    centre: str
    region: float
    spread: float
    place: float
    known: int
    full: bool
    group: str

    @property
    def strength(self) -> float:
        """Distance to the country's value in standard deviations: comparable between scales."""
        return (self.score - self.country) / self.spread

    @property
    def outstanding(self) -> str:
        """``above``, ``below`` or empty: beyond noise, and on that side of the region too."""
        if self.strength >= settings().noise.part and not self.score <= self.region:
            return "above"
        if self.strength <= -settings().noise.part and not self.score >= self.region:
            return "below"
        return ""

    @property
    def extreme(self) -> str:
        """``first`` or ``last`` of a full list, else empty."""
        if not self.full or pd.isna(self.place):
            return ""
        return {1: "first", self.known: "last"}.get(self.place, "")


@dataclass(frozen=True)
class Peer:
    """Another province, or the brief's own, with its results.

    Attributes
    ----------
    gso_code, province : str
        Code and name.
    distance : float
        From the brief's province, in standard deviations; NaN where it was not measured.
    income, urban : float
        GRDP per capita in million VND; urban share in percent.
    scores, ranks : dict
        Index -> score, rank.
    """

    gso_code: str
    province: str
    distance: float
    income: float
    urban: float
    scores: dict[str, float]
    ranks: dict[str, float]


@dataclass(frozen=True)
class Merged:
    """The unit of July 2025 that a province is part of, or that was formed.

    Attributes
    ----------
    unit : str
        Name of the unit, in Vietnamese.
    municipality : bool
        It is a centrally run city.
    members : tuple of str
        Names of the provinces it was formed of.
    """

    unit: str
    municipality: bool
    members: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """The figures of a brief about one province.

    Attributes
    ----------
    year : int
        Year of the figures.
    gso_code, province, region : str
        Code, name and region (names in Vietnamese).
    standings : tuple of Standing
        One for each of ``briefs.indices`` of the settings.
    parts : tuple of Part
        Parts of one level with a figure of the province, those of an index together.
    own : Peer
        The province's own income and urban share (missing ones NaN).
    peers : tuple of Peer
        Nearest first; empty without income or urban share.
    urban_year : int
        Year of the urban shares.
    members : tuple of Peer
        The provinces of the region, itself included, in the order of their codes.
    merged : Merged
        Its unit of July 2025.
    former : tuple of Peer
        Of a unit of July 2025, what is known of ``former_year``: the unit itself, then the
        provinces it was formed of, each as published; no mean is made of them.
    former_year : int
        0 for a province of the 63.
    unit_dti : Peer or None
        Of a province of the 63, its unit of July 2025, where that has a rank on DTI in the year.
    instead : tuple of Quotable
        Where no index of the year may be quoted: its result on index 766, and what was printed
        before the merger.
    country : Quotable or None
        Then, too: the provinces' share of dossiers received online.
    sources : tuple of str
        Ids of the sources of the province's figures, and of those quoted instead.
    """

    year: int
    gso_code: str
    province: str
    region: str
    standings: tuple[Standing, ...]
    parts: tuple[Part, ...]
    own: Peer
    peers: tuple[Peer, ...]
    urban_year: int
    members: tuple[Peer, ...]
    merged: Merged
    sources: tuple[str, ...]
    former: tuple[Peer, ...] = ()
    former_year: int = 0
    unit_dti: Peer | None = None
    instead: tuple[Quotable, ...] = ()
    country: Quotable | None = None

    @property
    def shown(self) -> tuple[Standing, ...]:
        """The standings on indices that exist in the year."""
        return tuple(own for own in self.standings if own.missing != "no_index")

    @property
    def above(self) -> tuple[Part, ...]:
        """The parts that lie clearly above country and region, farthest first."""
        found = [part for part in self.parts if part.outstanding == "above"]
        return tuple(sorted(found, key=lambda part: (-part.strength, part.indicator))[:EXTREMES])

    @property
    def below(self) -> tuple[Part, ...]:
        """The parts that lie clearly below country and region, farthest first."""
        found = [part for part in self.parts if part.outstanding == "below"]
        return tuple(sorted(found, key=lambda part: (part.strength, part.indicator))[:EXTREMES])

    def standing(self, indicator: str) -> Standing:
        """Return the standing on one index."""
        return next(found for found in self.standings if found.indicator == indicator)


def facts(evidence: Evidence, gso_code: str) -> Facts:
    """Gather the facts of one province.

    Parameters
    ----------
    evidence : Evidence
        The year's results.
    gso_code : str
        Of the 63, with its leading zero, or of the 34.
    """
    parts = [part_of(evidence, gso_code, name) for name in evidence.parts]
    region = evidence.panel.region[gso_code]
    inside = sorted(evidence.panel.index[evidence.panel.region == region])
    standings = tuple(standing_of(evidence, gso_code, name) for name in settings().briefs.indices)
    instead, country = _instead(evidence, gso_code, standings)
    return Facts(
        year=evidence.year,
        gso_code=gso_code,
        province=evidence.panel.province[gso_code],
        region=region,
        standings=standings,
        parts=tuple(part for part in parts if np.isfinite([part.score, part.rank]).any()),
        own=_peer(evidence, gso_code),
        peers=peers_of(evidence, gso_code),
        urban_year=evidence.urban_year,
        members=tuple(_peer(evidence, code) for code in inside),
        merged=merged_of(evidence, gso_code),
        sources=_sources(evidence, gso_code, (*instead, *filter(None, [country]))),
        former=former_of(evidence, gso_code),
        former_year=evidence.former.year if evidence.former else 0,
        unit_dti=_unit_dti(evidence, gso_code),
        instead=instead,
        country=country,
    )


def _instead(
    evidence: Evidence, code: str, standings: tuple[Standing, ...]
) -> tuple[tuple[Quotable, ...], Quotable | None]:
    """Pick what may be quoted where the year has no index of the unit."""
    if any(map(is_quotable, standings)):
        return (), None
    service = of_service(evidence, code)
    before = of_former(evidence, _before_merger(evidence, code))
    country = None if evidence.national is None else online_share(evidence.national, evidence.year)
    return (*filter(None, [service]), *before), country


def former_of(evidence: Evidence, code: str) -> tuple[Peer, ...]:
    """Return a unit of July 2025 and its former provinces in the last year of the 63.

    Parameters
    ----------
    evidence : Evidence
        The year's results; without ``former``, nothing is returned.
    code : str
        Code of the unit.
    """
    return tuple(_alone(*one) for one in _before_merger(evidence, code))


def _before_merger(evidence: Evidence, code: str) -> list[tuple[pd.DataFrame, str]]:
    """Pair a unit and the provinces it was formed of with their panels of the last year of the 63.

    Empty without ``former``.
    """
    then = evidence.former
    if then is None:
        return []
    return [(then.units, code), *((then.panel, one) for one in _members(evidence, code))]


def _members(evidence: Evidence, code: str) -> list[str]:
    """List the GSO codes of the provinces that a unit was formed of."""
    table = evidence.merger
    return sorted(table.gso_code_63[table.unit34_code.map(unit34_code) == code])


def _unit_dti(evidence: Evidence, code: str) -> Peer | None:
    if evidence.units34 is None:
        return None
    table = evidence.merger
    unit = unit34_code(table.unit34_code[table.gso_code_63 == code].iloc[0])
    found = _alone(evidence.units34, unit, ["dti_total"])
    return found if np.isfinite(found.ranks["dti_total"]) else None


def _alone(panel: pd.DataFrame, code: str, names: Sequence[str] = ()) -> Peer:
    """Read a unit's results from a panel that is not the brief's own."""
    found = {name: used_ranks(panel, name).loc[code] for name in names or settings().briefs.indices}
    scores = {name: float(row["score"]) for name, row in found.items()}
    ranks = {name: float(row["rank"]) for name, row in found.items()}
    return Peer(code, panel.province[code], np.nan, np.nan, np.nan, scores, ranks)


def merged_of(evidence: Evidence, code: str) -> Merged:
    """Return the unit of July 2025 of a province of the 63, or one of the 34 itself."""
    table = evidence.merger
    units = table.unit34_code.map(unit34_code)
    unit = code if code in set(units) else units[table.gso_code_63 == code].iloc[0]
    rows = table[units == unit].sort_values("gso_code_63")
    first = rows.iloc[0]
    city = first.unit34_type == "municipality"
    return Merged(first.unit34_name_vi, city, tuple(rows.name_vi_63))


def part_of(evidence: Evidence, code: str, indicator: str) -> Part:
    """Return a province's result on a part beside country and region.

    Parameters
    ----------
    evidence : Evidence
        The year's results.
    code : str
        GSO code.
    indicator : str
        One of :attr:`~pardx.stats.standing.Evidence.parts`.
    """
    whole = evidence.dictionary.indicators.at[indicator, "part_of"]
    return Part(indicator=indicator, whole=whole, **evidence.parts[indicator].loc[code])


def _sources(evidence: Evidence, code: str, quoted: Iterable[Quotable]) -> tuple[str, ...]:
    """List the sources of the province's figures on indices, their parts, and of others quoted."""
    named = evidence.dictionary.indicators
    shown = named[named.family.isin([*FAMILIES, "sipas", "socioeconomic"])].index
    printed, codes = evidence.observations, [code]
    if (then := evidence.former) is not None:
        printed = pd.concat([printed, then.observations])
        codes += _members(evidence, code)
    own = printed[printed.gso_code.isin(codes)]
    rows = own[own.indicator.isin(shown) & (own.period == "")]
    return tuple(sorted({*rows.source_id, *(id for one in quoted for id in one.sources)}))


def _peer(evidence: Evidence, code: str, distance: float = np.nan) -> Peer:
    found, own = evidence.standings, evidence.conditions.loc[code]
    return Peer(
        code,
        evidence.panel.province[code],
        float(distance),
        float(own.income),
        float(own.urban),
        {name: float(table.at[code, "score"]) for name, table in found.items()},
        {name: float(table.at[code, "rank"]) for name, table in found.items()},
    )


def peers_of(evidence: Evidence, code: str) -> tuple[Peer, ...]:
    """Find the provinces nearest in log income and urban share, both as z-scores; nearest first.

    Parameters
    ----------
    evidence : Evidence
        The year's results.
    code : str
        GSO code.
    """
    scaled = evidence.distances
    distance = np.sqrt(((scaled - scaled.loc[code]) ** 2).sum(axis=1, skipna=False))
    near = distance.drop(code).dropna().sort_values(kind="stable").head(PEERS)
    return tuple(_peer(evidence, who, distance[who]) for who in near.index)
