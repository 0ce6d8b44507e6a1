"""What a year prints about the places of provinces without a rank."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pardx.data.crosschecks import PRINTED
from pardx.data.dictionary import Dictionary
from pardx.data.fitting import Printed, Program
from pardx.data.places import by_change, by_region, by_score, everywhere
from pardx.settings import settings
from pardx.stats.ranks import column, used_ranks

MEAN_OF_ALL = "Trung bình 63 tỉnh"
"""The national row that is the plain mean of the provinces."""


@dataclass(frozen=True)
class Listing:
    """An index's list of a year.

    Attributes
    ----------
    printed : Printed
        What is known of all its units: those measured, where an index measures some only.
    """

    printed: Printed

    @property
    def rank(self) -> pd.Series:
        """Unit -> rank, missing where not known."""
        return self.printed.rank

    @cached_property
    def used(self) -> tuple[str, ...]:
        """Which kinds of figures narrow the places of a unit without a rank.

        Raises
        ------
        ClashError
            Where two ranks need one place.
        """
        rank, region = self.rank, self.printed.region
        narrowing = {
            "scores": by_score(rank, self.printed.score),
            "changes": by_change(rank, self.printed.moved),
            "regional ranks": by_region(rank, region, self.printed.regional_rank),
        }
        free = everywhere(rank).size
        used = [name for name, allowed in narrowing.items() if allowed.to_numpy().sum() < free]
        used += ["means"] if {*region[rank.isna()]} & {*self.printed.means} else []
        return tuple(used)

    @property
    def tied(self) -> bool:
        """Whether figures tie the places of several units: means, or orders in a region."""
        return bool({"means", "regional ranks"} & {*self.used})

    @cached_property
    def program(self) -> Program:
        """The integer program of all that is printed."""
        return Program(self.printed)


def listings(
    panels: dict[int, pd.DataFrame],
    values: pd.DataFrame,
    claims: pd.DataFrame,
    dictionary: Dictionary,
) -> dict[str, Listing]:
    """Gather what the latest year prints about each index that is ranked over all provinces.

    Parameters
    ----------
    panels : dict
        Year -> province panel; the year before supplies ranks that a printed change moves.
    values : DataFrame
        Used values of the latest year, for regional and national means.
    claims : DataFrame
        Register of the year's claims: it says within which region a regional rank counts.
    dictionary : Dictionary
        Says over how many units an index is published.

    Returns
    -------
    dict
        Indicator -> listing, of the indices with a rank or a full list of scores.
    """
    year = max(panels)
    panel, before = panels[year], panels.get(year - 1)
    families = dictionary.indicators.family
    wanted = {*dictionary.tests.outcome, *dictionary.tests.predictor, *settings().headline}
    found = {}
    for indicator in sorted(wanted):
        given = used_ranks(panel, indicator)
        whole = dictionary.scope(families[indicator], year) == len(panel)
        if whole and given["rank"].notna().any():
            found[indicator] = _listing(panel, before, values, claims, indicator, dictionary)
    return found


def _listing(
    panel: pd.DataFrame,
    before: pd.DataFrame | None,
    values: pd.DataFrame,
    claims: pd.DataFrame,
    indicator: str,
    dictionary: Dictionary,
) -> Listing:
    given = used_ranks(panel, indicator)
    if given["places"].iloc[0] < len(panel):
        given = given.dropna(subset="rank")
    rank, score, region = given["rank"], given["score"], panel.region[given.index]
    moved = {}
    if before is not None:
        gained = column(panel, f"{indicator}_rank_change")
        expected = column(before, f"{indicator}_rank") - gained
        moved = expected.reindex(rank.index)[rank.isna()].dropna().to_dict()
    regional = regional_ranks(panel, claims, indicator)
    printed = Printed(
        rank,
        score,
        region,
        regional_rank=regional,
        means=means(values, indicator, dictionary.score_unit(indicator), {*region}),
        moved=moved,
    )
    return Listing(printed)


def regional_ranks(panel: pd.DataFrame, claims: pd.DataFrame, indicator: str) -> dict[str, float]:
    """Return the ranks within a region that the register of claims places in one of the six.

    Some are of other areas ("the South") or name none: those say nothing certain here.

    Returns
    -------
    dict
        Unit -> regional rank, where the named region is the unit's own.
    """
    rows = claims[(claims.kind == "regional_rank") & (claims.indicator == indicator)]
    codes = pd.Series(panel.index, index=panel.province)
    found = {}
    for row in rows.itertuples():
        unit = codes.get(row.entities)
        if unit is not None and panel.region[unit] == row.detail:
            found[unit] = float(row.value_claimed)
    return found


def means(values: pd.DataFrame, indicator: str, unit: str, regions: set[str]) -> dict[str, float]:
    """Return the printed mean scores of regions, and of all provinces under an empty name.

    Means derived from other figures are left out.
    """
    ours = values[
        (values.indicator == indicator)
        & (values.measure == "score")
        & (values.unit == unit)
        & (values.period == "")
        & values.quality.isin(PRINTED)
    ]
    named = ours.entity.where(ours.entity != MEAN_OF_ALL, "")
    regional = (ours.level == "region") & ours.entity.isin(regions)
    kept = regional | ((ours.level == "national") & (named == ""))
    return dict(zip(named[kept], ours.value[kept].astype(float), strict=True))
