"""The facts of one province in one year, as numbers: what a brief is written from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pardx.settings import settings
from pardx.stats.peers import Peer, peers_of
from pardx.stats.province_evidence import FAMILIES, Evidence
from pardx.stats.province_relation import Relation, relation_of
from pardx.stats.standing import Standing, standing_of
from pardx.stats.strengths import Part, part_of

EXTREMES = 3
"""How many strongest, and weakest, parts are named."""


@dataclass(frozen=True)
class Facts:
    """All that a brief says about one province.

    Attributes
    ----------
    year : int
        Year of the figures.
    gso_code, province, region : str
        Code, name and region (names in Vietnamese).
    standings : tuple of Standing
        One for each of ``briefs.indices`` of the settings.
    parts : tuple of Part
        Parts set against the region, strongest first.
    printed : tuple of Part
        Parts known for too few provinces of the region to be set against it.
    own : Peer
        The province's own income and urban share (missing ones NaN).
    peers : tuple of Peer
        Nearest first; empty when income or urban share is not known.
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
        """The parts farthest above the region's median."""
        return self.parts[: min(EXTREMES, len(self.parts) // 2)]

    @property
    def weakest(self) -> tuple[Part, ...]:
        """The parts farthest below the region's median, weakest first."""
        count = min(EXTREMES, len(self.parts) // 2)
        return self.parts[::-1][:count]

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
    compared = [part for part in known if np.isfinite(part.strength)]
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
        parts=tuple(sorted(compared, key=lambda part: (-part.strength, part.indicator))),
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


def _sources(evidence: Evidence, code: str) -> tuple[str, ...]:
    """Name the sources of the province's figures on indices, their parts and its peers."""
    named = evidence.dictionary.indicators
    shown = named[named.family.isin([*FAMILIES, "sipas", "pci", "socioeconomic"])].index
    own = evidence.observations[evidence.observations.gso_code == code]
    rows = own[own.indicator.isin(shown) & (own.period == "")]
    return tuple(sorted(rows.source_id.unique()))
