"""What a year prints about the places of provinces without a rank."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pardx.data.clashes import smallest_clash
from pardx.data.crosschecks import PRINTED
from pardx.data.dictionary import Dictionary
from pardx.data.fitting import Printed, Program
from pardx.data.geography import level_of
from pardx.settings import settings
from pardx.stats.ranks import column, used_ranks

MEANS_OF_ALL = ("Trung bình 63 tỉnh", "Trung bình 34 tỉnh")
"""The national rows that are the plain mean of the provinces, or of the 34 units."""

MARKED = {"Cao nhất 63 tỉnh": 0.0, "Trung vị 63 tỉnh": 0.5, "Thấp nhất 63 tỉnh": 1.0}
"""National rows that are the score of one place: how far down the list it is."""


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
        limits = self.printed.limits_by
        used = [name for name, allowed in limits.items() if not allowed.to_numpy().all()]
        unknown = self.printed.region[self.rank.isna()]
        used += ["means"] if {*unknown} & {*self.printed.means} else []
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
    indicators: Iterable[str] = (),
) -> dict[str, Listing]:
    """Gather what the latest year prints about each index that is ranked over all provinces.

    Parameters
    ----------
    panels : dict
        Year -> panel; the year before supplies ranks that a printed change moves.
    values : DataFrame
        Used values of the latest year, for regional and national means.
    claims : DataFrame
        Register of the year's claims: it says within which region a regional rank counts.
    dictionary : Dictionary
        Says over how many units an index is published.
    indicators : iterable of str
        Which indices; those of registered tests and the headline when there are none.

    Returns
    -------
    dict
        Indicator -> listing, of the indices with a rank or a full list of scores.
    """
    year = max(panels)
    panel, before = panels[year], panels.get(year - 1)
    families = dictionary.indicators.family
    tested = {*dictionary.tests.outcome, *dictionary.tests.predictor, *settings().headline}
    wanted = {*indicators} or tested
    found = {}
    for indicator in sorted(wanted):
        given = used_ranks(panel, indicator)
        published = level_of(panel.index) in dictionary.scope(families[indicator], year)
        whole = published and given["places"].iloc[0] <= len(panel)
        if whole and given["rank"].notna().any():
            found[indicator] = _listing(panel, before, values, claims, indicator, dictionary)
    return found


def clashes(
    panels: dict[int, pd.DataFrame],
    values: pd.DataFrame,
    claims: pd.DataFrame,
    dictionary: Dictionary,
) -> dict[str, list[tuple[str, str]]]:
    """Find, for each index with ranks and scores, the used figures that cannot all be right.

    Parameters
    ----------
    panels, values, claims, dictionary
        As of :func:`listings`.

    Returns
    -------
    dict
        Indicator -> measure and unit, region or place of each figure; indices whose figures fit
        together are left out.
    """
    panel = panels[max(panels)]
    ranked = [
        name
        for name in dictionary.indicators.index
        if {f"{name}_rank", f"{name}_score"} <= {*panel.columns}
    ]
    known = listings(panels, values, claims, dictionary, ranked) if ranked else {}
    found = {name: smallest_clash(listing.printed) for name, listing in known.items()}
    return {name: figures for name, figures in found.items() if figures}


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
    if rank.notna().all():
        rank = rank.rank(method="min")
    moved = {}
    if before is not None:
        gained = column(panel, f"{indicator}_rank_change")
        expected = column(before, f"{indicator}_rank") - gained
        moved = expected.reindex(rank.index)[rank.isna()].dropna().to_dict()
    regional = regional_ranks(panel, claims, indicator)
    unit = dictionary.score_unit(indicator)
    printed = Printed(
        rank,
        score,
        region,
        regional_rank=regional,
        means=means(values, indicator, unit, {*region}),
        marks=marks(values, indicator, unit, len(rank)),
        moved=moved,
        half=0.5 * 10.0 ** -dictionary.places(unit),
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
    ours = _printed_scores(values, indicator, unit)
    named = ours.entity.where(~ours.entity.isin(MEANS_OF_ALL), "")
    regional = (ours.level == "region") & ours.entity.isin(regions)
    kept = regional | ((ours.level == "national") & (named == ""))
    return dict(zip(named[kept], ours.value[kept].astype(float), strict=True))


def marks(values: pd.DataFrame, indicator: str, unit: str, places: int) -> dict[int, float]:
    """Return the printed scores of the first, the middle and the last of all places."""
    ours = _printed_scores(values, indicator, unit)
    kept = ours[(ours.level == "national") & ours.entity.isin(MARKED)]
    at = (kept.entity.map(MARKED) * (places - 1)).astype(int) + 1
    return dict(zip(at, kept.value.astype(float), strict=True))


def _printed_scores(values: pd.DataFrame, indicator: str, unit: str) -> pd.DataFrame:
    return values[
        (values.indicator == indicator)
        & (values.measure == "score")
        & (values.unit == unit)
        & (values.period == "")
        & values.quality.isin(PRINTED)
    ]
