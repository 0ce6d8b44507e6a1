"""The provinces most like one in income and urban share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pardx.stats.province_evidence import Evidence
from pardx.stats.ranks import column

PEERS = 5


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
        GRDP per head in million VND; urban share in percent.
    ranks : dict
        Index -> rank.
    """

    gso_code: str
    province: str
    distance: float
    income: float
    urban: float
    ranks: dict[str, float]


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
    urban, urban_year = _latest_urban_share(evidence)
    known = pd.DataFrame(
        {"income": column(evidence.panel, "grdp_per_capita_value"), "urban": urban}
    )
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


def _latest_urban_share(evidence: Evidence) -> tuple[pd.Series, int]:
    """Return the year's urban shares, or last year's where this year's are not out."""
    now = column(evidence.panel, "urban_share_value")
    if now.notna().any() or evidence.before is None:
        return now, evidence.year
    return column(evidence.before, "urban_share_value"), evidence.year - 1
