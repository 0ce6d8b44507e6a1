"""What may be quoted of a unit in a year without an index of it: index 766, the country, before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pardx.data.geography import level_of
from pardx.data.rules import SNAPSHOT
from pardx.settings import settings
from pardx.stats.ranks import column, used_ranks
from pardx.stats.service import period_end

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pardx.stats.standing import Evidence, Standing

PUBLISHED = ("A", "B")
"""Grades of what somebody printed: C is calculated, X is withheld."""
ONLINE = ("online_dossier_share", "online_processing_share")
"""National series of dossiers online that a report or brief may lead with."""


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
    return (
        own.score if own.score_quality in PUBLISHED else np.nan,
        own.rank if own.quality in PUBLISHED and not own.counted else np.nan,
    )


def of_service(evidence: Evidence, code: str) -> Quotable | None:
    """Return the latest printed result of a unit on index 766 in the year."""
    used = vars(evidence)["values"]
    ours = used[
        (used.indicator == SNAPSHOT)
        & (used.gso_code == code)
        & used.measure.isin(["score", "rank"])
        & used.quality.isin(PUBLISHED)
    ]
    ours = ours[ours["value"].notna()]
    if ours.empty:
        return None
    last = latest(ours).period
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
    ours = national[
        national.indicator.isin(ONLINE)
        & (national.level == "locality_group")
        & (national.year == year)
        & national.value.notna()
    ]
    if ours.empty:
        return None
    row = latest(ours)
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


def latest(rows: pd.DataFrame) -> pd.Series:
    """Return the row whose ``period`` ends last."""
    ends = [
        period_end(period if isinstance(period, str) else "", year)
        for period, year in zip(rows.period, rows.year, strict=True)
    ]
    order = rows.assign(end=ends).sort_values(["end", "period"], kind="stable")
    return order.iloc[-1]


def of_former(evidence: Evidence, code: str, members: Iterable[str]) -> tuple[Quotable, ...]:
    """Return what was printed before a merger: of each in turn its best known, then its next.

    Parameters
    ----------
    evidence : Evidence
        The year's results; without ``former``, nothing is returned.
    code : str
        Code of the unit.
    members : iterable of str
        Codes of the provinces it was formed of.
    """
    if evidence.former is None:
        return ()
    then = evidence.former
    each = [_printed_of(evidence, then.units, code)]
    each += [_printed_of(evidence, then.panel, one) for one in members]
    most = max(map(len, each))
    return tuple(found[turn] for turn in range(most) for found in each if turn < len(found))


def _printed_of(evidence: Evidence, panel: pd.DataFrame, code: str) -> list[Quotable]:
    """List a unit's printed figures of the year before the merger, ranked indices first."""
    found = []
    for name in settings().briefs.indices:
        own = used_ranks(panel, name).loc[code]
        rank = column(panel, f"{name}_rank")[code]
        score = own["score"] if own["score_quality"] in PUBLISHED else np.nan
        rank = rank if own["quality"] in PUBLISHED else np.nan
        if np.isfinite([score, rank]).any():
            year, places = evidence.former.year, int(own["places"])
            of = (code, panel.province[code])
            found.append(Quotable(name, year, float(score), float(rank), places, *of))
    return sorted(found, key=lambda one: not evidence.dictionary.is_ranked(one.indicator))


def _ids(sources: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id for text in sources for id in str(text).split(";") if id))
