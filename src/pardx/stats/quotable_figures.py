"""What may be quoted of a unit in a year without an index of it: index 766, the country, before."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pardx.data.crosschecks import PRINTED
from pardx.data.geography import level_of
from pardx.data.rules import SNAPSHOT
from pardx.settings import settings
from pardx.stats.ranks import COUNTED, used_ranks
from pardx.stats.service import by_end

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import NamedTuple

    from pardx.stats.standing import Evidence, Standing

ONLINE = ("online_dossier_share", "online_processing_share")
"""National series of dossiers online that a report or brief may lead with."""

SERVICES = ("online_service_full_share",)
"""The national series of services online, whose base is another."""


@dataclass(frozen=True)
class Quotable:
    """A figure that may be quoted, of an index or of the country.

    Attributes
    ----------
    indicator, year, period : str, int, str
        What, of which year, and of which part of it where that is not the year.
    gso_code, name : str
        Of which unit; empty for the country's.
    score, rank : float
        Missing where it was not printed.
    places : int
        Of how many the rank is.
    qualifier : str
        ``over``, ``about``, ``nearly`` or empty.
    derived : bool
        Calculated from printed figures, none of which says it.
    sources : tuple of str
        Ids.
    """

    indicator: str
    year: int
    score: float
    rank: float
    places: int
    gso_code: str = ""
    name: str = ""
    period: str = ""
    qualifier: str = ""
    derived: bool = False
    sources: tuple[str, ...] = ()


def is_quotable(own: Standing) -> bool:
    """Say whether a score or rank of a standing may be quoted."""
    return bool(np.isfinite([*printed(own)]).any())


def printed(own: Standing) -> tuple[float, float]:
    """Return score and rank of a standing as somebody printed them, else NaN."""
    return _printed(own, counted=own.counted)


def _printed(own: Standing | NamedTuple, *, counted: bool) -> tuple[float, float]:
    return (
        own.score if own.score_quality in PRINTED else np.nan,
        own.rank if own.quality in PRINTED and not counted else np.nan,
    )


def of_service(evidence: Evidence, code: str) -> Quotable | None:
    """Return the latest printed result of a unit on index 766 in the year."""
    used = vars(evidence)["values"]
    ours = used[
        (used.indicator == SNAPSHOT)
        & (used.gso_code == code)
        & used.measure.isin(["score", "rank"])
        & used.quality.isin(PRINTED)
    ]
    ours = ours[ours["value"].notna()]
    if ours.empty:
        return None
    last = by_end(ours).period.iloc[-1]
    rows = ours[ours.period == last].set_index("measure")
    family = evidence.dictionary.indicators.family[SNAPSHOT]
    level = level_of(evidence.panel.index)
    return Quotable(
        SNAPSHOT,
        evidence.year,
        float(rows["value"].get("score", np.nan)),
        float(rows["value"].get("rank", np.nan)),
        int(evidence.dictionary.scope(family, evidence.year)[level]),
        code,
        evidence.panel.province[code],
        period=last if isinstance(last, str) else "",
        sources=_ids(rows.sources),
    )


def online_share(national: pd.DataFrame, year: int) -> Quotable | None:
    """Return the provinces' latest share of dossiers received online in a year.

    Parameters
    ----------
    national : DataFrame
        As :func:`pardx.stats.aggregates.digital_series` returns it.
    year : int
    """
    return _latest(national, ONLINE, year)


def services_online(national: pd.DataFrame, year: int) -> Quotable | None:
    """Return the provinces' latest share of services provided fully online in a year."""
    return _latest(national, SERVICES, year)


def _latest(national: pd.DataFrame, series: Iterable[str], year: int) -> Quotable | None:
    ours = national[
        national.indicator.isin(series)
        & (national.level == "locality_group")
        & (national.year == year)
        & national.value.notna()
    ]
    if ours.empty:
        return None
    row = by_end(ours).iloc[-1]
    return Quotable(
        row.indicator,
        year,
        float(row.value),
        np.nan,
        0,
        period=row.period,
        qualifier=row.qualifier,
        derived=row.get("quality") == "C",
        sources=_ids([row.get("sources", "")]),
    )


def of_former(
    evidence: Evidence, panels: Iterable[tuple[pd.DataFrame, str]]
) -> tuple[Quotable, ...]:
    """Return what was printed before a merger: of each in turn its best known, then its next.

    Parameters
    ----------
    evidence : Evidence
        The year's results.
    panels : iterable of tuple
        Panel of the year before, and code in it: the unit and the provinces it was formed of.
    """
    turns = zip_longest(*(_printed_of(evidence, *one) for one in panels))
    return tuple(found for turn in turns for found in turn if found)


def _printed_of(evidence: Evidence, panel: pd.DataFrame, code: str) -> list[Quotable]:
    """List a unit's printed figures of the year before the merger, ranked indices first."""
    found = []
    for name in settings().briefs.indices:
        own = next(used_ranks(panel, name).loc[[code]].itertuples())
        score, rank = _printed(own, counted=own.rank_is == COUNTED)
        if np.isfinite([score, rank]).any():
            year, places = evidence.former.year, int(own.places)
            of = (code, panel.province[code])
            found.append(Quotable(name, year, float(score), float(rank), places, *of))
    return sorted(found, key=lambda one: not evidence.dictionary.is_ranked(one.indicator))


def _ids(sources: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id for text in sources for id in str(text).split(";") if id))
