"""The facts of one province in one year, as numbers: what a brief is written from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pardx.settings import settings
from pardx.stats.association import PREDICTOR
from pardx.stats.ranks import column
from pardx.stats.standing import FAMILIES, Evidence, Standing, standing_of

EXTREMES = 3
"""How many strongest, and weakest, parts are named."""
PEERS = 5
"""How many provinces of like income and urban share are shown."""


@dataclass(frozen=True)
class Part:
    """One component or dimension of an index, beside the region.

    Attributes
    ----------
    indicator, unit, whole : str
        What it is, in which unit, and what it is a part of.
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
    whole: str
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


@dataclass(frozen=True)
class Peer:
    """A province of like income and urban share.

    Attributes
    ----------
    gso_code, province : str
        Code and name.
    distance : float
        From the brief's province, in standard deviations.
    income, urban : float
        GRDP per capita in million VND; urban share in percent.
    ranks : dict
        Index -> rank.
    """

    gso_code: str
    province: str
    distance: float
    income: float
    urban: float
    ranks: dict[str, float]


@dataclass(frozen=True)
class Relation:
    """How DTI and one outcome move together in the country, and where the province lies.

    Attributes
    ----------
    outcome : str
        The index set against DTI.
    row, overlap_free : dict
        The row of ``associations.csv``, raw and (empty when not estimated) without the
        overlap of the two indices.
    bounds : dict
        The row of ``bounds_associations.csv``; empty where there is none.
    points : tuple of (float, float)
        Ranks on DTI and on the outcome.
    own : tuple of (float, float) or None
        The province's.
    """

    outcome: str
    row: dict[str, object]
    overlap_free: dict[str, object]
    bounds: dict[str, object]
    points: tuple[tuple[float, float], ...]
    own: tuple[float, float] | None


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
        Parts compared with the region, strongest first; of PAPI's sub-dimensions and of
        PCI's sub-indices only the strongest and the weakest.
    printed : tuple of Part
        Parts with figures of too few provinces of the region for a comparison.
    own : Peer
        The province's own income and urban share (missing ones NaN).
    peers : tuple of Peer
        Nearest first; empty without income or urban share.
    urban_year : int
        Year of the urban shares.
    relation : Relation or None
        None when nothing could be estimated.
    other_targets : tuple of dict
        Targets on something else than an index of the table: ``indicator``, ``value``,
        ``unit``, ``period``.
    sources : tuple of str
        Ids of the sources of the province's figures.
    """

    year: int
    gso_code: str
    province: str
    region: str
    standings: tuple[Standing, ...]
    parts: tuple[Part, ...]
    printed: tuple[Part, ...]
    own: Peer
    peers: tuple[Peer, ...]
    urban_year: int
    relation: Relation | None
    other_targets: tuple[dict[str, object], ...]
    sources: tuple[str, ...]

    @property
    def strongest(self) -> tuple[Part, ...]:
        """The parts that lie farthest, and clearly, above the region's median."""
        clear = [part for part in self._one_level if part.strength >= settings().noise.part]
        return tuple(clear[:EXTREMES])

    @property
    def weakest(self) -> tuple[Part, ...]:
        """The parts that lie farthest, and clearly, below the region's median, weakest first."""
        clear = [part for part in self._one_level if part.strength <= -settings().noise.part]
        return tuple(clear[::-1][:EXTREMES])

    @property
    def _one_level(self) -> list[Part]:
        """The compared parts without those of a part that is itself compared."""
        compared = {part.indicator for part in self.parts}
        return [part for part in self.parts if part.whole not in compared]

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
        One of the 63, with its leading zero.
    """
    parts = [part_of(evidence, gso_code, name) for name in evidence.part_names]
    known = [part for part in parts if np.isfinite([part.score, part.rank]).any()]
    compared = _with_ends([part for part in known if np.isfinite(part.strength)], evidence.finest)
    own, peers, urban_year = peers_of(evidence, gso_code)
    aims = evidence.targets[evidence.targets.gso_code == gso_code]
    return Facts(
        year=evidence.year,
        gso_code=gso_code,
        province=evidence.panel.province[gso_code],
        region=evidence.panel.region[gso_code],
        standings=tuple(
            standing_of(evidence, gso_code, name) for name in settings().briefs.indices
        ),
        parts=tuple(compared),
        printed=tuple(part for part in known if not np.isfinite(part.strength)),
        own=own,
        peers=peers,
        urban_year=urban_year,
        relation=relation_of(evidence, gso_code),
        other_targets=tuple(
            aims[~aims.indicator.isin(settings().briefs.indices)].to_dict("records")
        ),
        sources=_sources(evidence, gso_code),
    )


def _with_ends(parts: list[Part], finest: dict[str, str]) -> list[Part]:
    """Sort parts, strongest first, and leave out all but the ends of each family's finest ones."""
    ordered = sorted(parts, key=lambda part: (-part.strength, part.indicator))
    ends: dict[str, list[str]] = {}
    for part in ordered:
        if family := finest.get(part.indicator):
            ends[family] = [*ends.get(family, [])[:1], part.indicator]
    named = {name for names in ends.values() for name in names}
    return [one for one in ordered if one.indicator in named or one.indicator not in finest]


def _sources(evidence: Evidence, code: str) -> tuple[str, ...]:
    """List the sources of the province's figures on indices, their parts and its peers."""
    named = evidence.dictionary.indicators
    shown = named[named.family.isin([*FAMILIES, "sipas", "pci", "socioeconomic"])].index
    own = evidence.observations[evidence.observations.gso_code == code]
    rows = own[own.indicator.isin(shown) & (own.period == "")]
    return tuple(sorted(rows.source_id.unique()))


def part_of(evidence: Evidence, code: str, indicator: str) -> Part:
    """Compare one part with the region; in percent of its maximum where no points are known.

    Parameters
    ----------
    evidence : Evidence
        The year's results.
    code : str
        GSO code.
    indicator : str
        One of :attr:`~pardx.stats.standing.Evidence.part_names`.
    """
    name, unit = f"{indicator}_score", evidence.units.get(indicator, "points")
    own = evidence.part_scores.loc[code]
    if pd.isna(own[name]) and pd.notna(own[f"{name}_percent"]):
        name, unit = f"{name}_percent", "percent"
    region = evidence.panel.region[code]
    provinces = int((evidence.panel.region == region).sum())
    known, median = evidence.regional_parts.loc[region, name]
    return Part(
        indicator=indicator,
        unit=unit,
        whole=evidence.dictionary.indicators.at[indicator, "part_of"],
        score=own[name],
        rank=column(evidence.panel, f"{indicator}_rank")[code],
        median=median if known * 2 >= provinces else np.nan,
        known=int(known),
        provinces=provinces,
        spread=evidence.part_spreads[name],
    )


def peers_of(evidence: Evidence, code: str) -> tuple[Peer, tuple[Peer, ...], int]:
    """Find the provinces nearest in log income and urban share, both as z-scores.

    Parameters
    ----------
    evidence : Evidence
        The year's results.
    code : str
        GSO code.

    Returns
    -------
    own : Peer
        The province itself.
    peers : tuple of Peer
        Nearest first.
    urban_year : int
        Year of the urban shares.
    """
    urban, urban_year = column(evidence.panel, "urban_share_value"), evidence.year
    if urban.isna().all() and evidence.before is not None:
        urban, urban_year = column(evidence.before, "urban_share_value"), evidence.year - 1
    income = column(evidence.panel, "grdp_per_capita_value")
    known = pd.DataFrame({"income": income, "urban": urban})
    scaled = known.assign(income=np.log(known.income)).apply(lambda x: (x - x.mean()) / x.std())
    distance = np.sqrt(((scaled - scaled.loc[code]) ** 2).sum(axis=1, skipna=False))
    near = distance.drop(code).dropna().sort_values(kind="stable").head(PEERS)
    ranks = pd.DataFrame({name: found["rank"] for name, found in evidence.standings.items()})

    def peer(who: str) -> Peer:
        return Peer(
            who,
            evidence.panel.province[who],
            float(distance[who]),
            known.income[who],
            known.urban[who],
            ranks.loc[who].to_dict(),
        )

    return peer(code), tuple(peer(who) for who in near.index), urban_year


def relation_of(evidence: Evidence, code: str) -> Relation | None:
    """Choose the first outcome that is estimated and, if there is one, has the province.

    Parameters
    ----------
    evidence : Evidence
        The year's results.
    code : str
        GSO code.

    Returns
    -------
    Relation or None
        None when nothing is estimated.
    """
    if not evidence.pairs:
        return None
    having = (name for name, pairs in evidence.pairs.items() if code in pairs.index)
    outcome = next(having, next(iter(evidence.pairs)))
    pairs, rows = evidence.pairs[outcome], evidence.estimates
    own = rows[rows.outcome == outcome].set_index("overlap", drop=False)
    return Relation(
        outcome=outcome,
        row=own.loc["raw"].to_dict(),
        overlap_free=own.loc["removed"].to_dict() if "removed" in own.index else {},
        bounds=_bounds(evidence, outcome),
        points=tuple(map(tuple, pairs.to_numpy())),
        own=tuple(pairs.loc[code]) if code in pairs.index else None,
    )


def _bounds(evidence: Evidence, outcome: str) -> dict[str, object]:
    """Return what is known of DTI and the outcome over all provinces."""
    if evidence.known is None:
        return {}
    known = evidence.known
    rows = known[(known.outcome == outcome) & (known.predictor == PREDICTOR)]
    return next(iter(rows.to_dict("records")), {})
