"""The press said, the data say: each claim recomputed without the house that makes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from pardx.data.consistency import DERIVED
from pardx.data.crosschecks import WITHIN, ways
from pardx.data.dictionary import Dictionary
from pardx.data.geography import PLACES
from pardx.data.reconcile import FIGURE, reconcile
from pardx.data.registers import read_register
from pardx.project import Project

CONSISTENT, CONTRADICTED, UNCHECKED = "consistent", "contradicted", "not_checkable"
LISTED = {"province": PLACES, "ministry": 17, "region": 6}
"""Units of a whole list; ministries of the PAR INDEX in the years the register covers."""

COLUMNS = [
    "claim_id",
    "claim",
    "claim_vi",
    "source_id",
    "locator",
    "year",
    "kind",
    "indicator",
    "entities",
    "verdict",
    "value_claimed",
    "value_data",
    "unit",
    "reason",
]

Key = tuple[int, str, str, str, str]
"""Year, level, entity, indicator, measure."""


class Verdict(NamedTuple):
    """What the data say of a claim.

    Attributes
    ----------
    verdict : str
        ``consistent``, ``contradicted`` or ``not_checkable``.
    value_data : float
        The recomputed figure; missing when nothing can be recomputed.
    reason : str
        Key of the reason, as :data:`pardx.report.press_table.REASON` words it.
    """

    verdict: str
    value_data: float
    reason: str


@dataclass(frozen=True)
class Rest:
    """All figures as they are settled without one publisher.

    Attributes
    ----------
    used : mapping
        Used values by key and unit, all publishers.
    without : mapping
        For figures the publisher printed too: the value of the others (missing without one).
    dictionary : Dictionary
        Breaks and sums.
    regions : mapping
        Region of each province.
    """

    used: Mapping[tuple[Key, str], float]
    without: Mapping[tuple[Key, str], float]
    dictionary: Dictionary
    regions: Mapping[str, str]

    def value(self, key: Key, unit: str) -> float:
        """Return a figure as settled without the claim's own house (NaN when not known)."""
        place = (key, unit)
        if place in self.without:
            return self.without[place]
        return self.used.get(place, float("nan"))

    def ranks(self, year: int, level: str, indicator: str) -> dict[str, float]:
        """Return the known ranks of a list, by entity."""
        found = {}
        for (known_year, known_level, entity, name, measure), unit in self.used:
            if (known_year, known_level, name, measure) == (year, level, indicator, "rank"):
                found[entity] = self.value((year, level, entity, indicator, "rank"), unit)
        return {entity: rank for entity, rank in found.items() if rank == rank}

    def scores(self, year: int, level: str, indicator: str) -> dict[str, float]:
        """Return the known scores of a list in percent, by entity."""
        keys = [key for key, unit in self.used if unit == "percent"]
        wanted = (year, level, indicator, "score")
        found = {
            key[2]: self.value(key, "percent")
            for key in keys
            if (key[0], key[1], key[3], key[4]) == wanted
        }
        return {entity: score for entity, score in found.items() if score == score}


def load_claims(project: Project, year: int) -> pd.DataFrame:
    """Read the register of claims about a year from ``data/raw/claims.csv``.

    Raises
    ------
    DataError
        With file and line of whatever does not keep the register's form.
    """
    rows = read_register(project, "claims").astype({"year": int, "value_claimed": float})
    return rows[rows.year == year].reset_index(drop=True)


def check_claims(
    claims: pd.DataFrame,
    observations: Mapping[int, pd.DataFrame],
    values: Mapping[int, pd.DataFrame],
    conflicts: Mapping[int, pd.DataFrame],
    *,
    dictionary: Dictionary,
    regions: Mapping[str, str],
) -> pd.DataFrame:
    """Recompute each claim from the other houses' figures.

    A claim is never evidence for itself: every figure that the claim's publisher printed is
    settled again without it, by what its sources are. A value that breaks the order or the
    place of other provinces is no evidence, nor is one derived by an identity, for it may rest
    on the claim.

    Parameters
    ----------
    claims : DataFrame
        As :func:`load_claims` returns them.
    observations, values, conflicts : mapping
        Cleaned tables of the claims' year and of the year before.
    dictionary : Dictionary
        Breaks of comparability, and how parts add up.
    regions : mapping
        Region of each province, by its name.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`, one row per claim.
    """
    publishers = _publishers(observations)
    used = _by_key(pd.concat(values.values()))
    sound = {year: _sound(rows, conflicts[year]) for year, rows in observations.items()}
    others = left_out(observations, sound, set(claims.source_id.map(publishers).dropna()))
    found = [
        VERDICTS[claim.kind](
            claim,
            Rest(used, others.get(publishers.get(claim.source_id), {}), dictionary, regions),
        )
        for claim in claims.itertuples()
    ]
    verdicts = pd.DataFrame(found, columns=Verdict._fields, index=claims.index)
    return claims.rename(columns={"claim_en": "claim"}).join(verdicts)[COLUMNS]


def _sound(observations: pd.DataFrame, conflicts: pd.DataFrame) -> pd.DataFrame:
    """Drop the rows whose value breaks the order or the place of other provinces."""
    broken = conflicts[conflicts.breaks.str.contains("order|place") & ~conflicts.used]
    wrong = {(_key(row), row.value) for row in broken.itertuples()}
    keep = [
        (_key(row), float(row.value)) not in wrong if wrong else True
        for row in observations.itertuples()
    ]
    return observations[keep]


def _publishers(observations: Mapping[int, pd.DataFrame]) -> dict[str, str]:
    rows = pd.concat(observations.values())[["source_id", "publisher"]].drop_duplicates()
    return dict(zip(rows.source_id, rows.publisher, strict=True))


def _by_key(values: pd.DataFrame) -> dict[tuple[Key, str], float]:
    rows = values[(values.period == "") & (values.settled_by != DERIVED)]
    return {(_key(row), row.unit): row.value for row in rows.itertuples()}


def _key(row: NamedTuple) -> Key:
    return (row.year, row.level, row.entity, row.indicator, row.measure)


def left_out(
    observations: Mapping[int, pd.DataFrame],
    sound: Mapping[int, pd.DataFrame],
    publishers: set[str],
) -> dict[str, dict[tuple[Key, str], float]]:
    """Settle again, without each publisher, the figures that it printed.

    ``observations`` say what a publisher printed, ``sound`` what may speak instead of it. All
    are settled in one go: the publisher left out is written into the period, so that no
    two of them meet and no identity, which speaks about full years, is drawn in.

    Returns
    -------
    dict
        Publisher -> figure -> value of the others; missing where nobody else prints it.
    """
    rows, speaking = (
        pd.concat(tables.values(), ignore_index=True) for tables in (observations, sound)
    )
    rows, speaking = rows[rows.period == ""], speaking[speaking.period == ""]
    found: dict[str, dict[tuple[Key, str], float]] = {}
    rest = []
    for name, own in rows[rows.publisher.isin(publishers)].groupby("publisher"):
        figures = own[FIGURE].drop_duplicates()
        found[name] = {(_key(row), row.unit): float("nan") for row in figures.itertuples()}
        others = speaking[speaking.publisher != name].merge(figures, on=FIGURE)
        rest.append(others.assign(period=name))
    if rest and sum(map(len, rest)):
        values, _ = reconcile(pd.concat(rest, ignore_index=True))
        for row in values.itertuples():
            found[row.period][_key(row), row.unit] = row.value
    return found


def compare(claimed: float, found: float, within: float = 1e-9) -> Verdict:
    """Say whether a recomputed figure is the claimed one."""
    if found != found:
        return Verdict(UNCHECKED, float("nan"), "unknown")
    if abs(claimed - found) <= within:
        return Verdict(CONSISTENT, found, "agrees")
    return Verdict(CONTRADICTED, found, "differs")


def _level_claim(claim: NamedTuple, rest: Rest) -> Verdict:
    key = (claim.year, claim.level, claim.entities, claim.indicator, claim.measure)
    within = 1e-9 if claim.measure == "rank" else WITHIN / 2
    return compare(claim.value_claimed, rest.value(key, claim.unit), within)


def _rank_change_claim(claim: NamedTuple, rest: Rest) -> Verdict:
    before, now = _ranks_of_two_years(claim, rest)
    found = compare(claim.value_claimed, before - now)
    return _printed_elsewhere(claim, rest, "rank_change") if found.reason == "unknown" else found


def _printed_elsewhere(claim: NamedTuple, rest: Rest, measure: str) -> Verdict:
    """Hold a change, where a level is not known, against the change that other houses print."""
    unit = "rank" if measure == "rank_change" else "points"
    key = (claim.year, claim.level, claim.entities, claim.indicator, measure)
    within = 1e-9 if unit == "rank" else WITHIN / 2
    found = compare(claim.value_claimed, rest.value(key, unit), within)
    return found._replace(reason=f"change_{found.reason}") if found.verdict != UNCHECKED else found


def _ranks_of_two_years(claim: NamedTuple, rest: Rest) -> tuple[float, float]:
    first, last = (
        rest.value((year, claim.level, claim.entities, claim.indicator, "rank"), "rank")
        for year in (claim.year - 1, claim.year)
    )
    return first, last


def _score_change_claim(claim: NamedTuple, rest: Rest) -> Verdict:
    if not rest.dictionary.comparable(claim.indicator, claim.year - 1, claim.year):
        return Verdict(UNCHECKED, float("nan"), "break")
    before, now = (
        rest.value((year, claim.level, claim.entities, claim.indicator, "score"), "percent")
        for year in (claim.year - 1, claim.year)
    )
    found = compare(claim.value_claimed, round(now - before, 6), WITHIN)
    return _printed_elsewhere(claim, rest, "score_change") if found.reason == "unknown" else found


def _gap_claim(claim: NamedTuple, rest: Rest) -> Verdict:
    """Subtract the second unit's score from the first one's."""
    first, second = (
        rest.value((claim.year, claim.level, name, claim.indicator, "score"), "percent")
        for name in claim.entities.split(";")
    )
    return compare(claim.value_claimed, round(first - second, 6), WITHIN)


def _list_claim(claim: NamedTuple, rest: Rest) -> Verdict:
    """Hold each place of a list; one wrong place contradicts it, one unknown leaves it open."""
    names = claim.entities.split(";")
    last = int(claim.detail) if claim.detail else 0
    places = [last - step if last else step + 1 for step in range(len(names))]
    found = [
        rest.value((claim.year, claim.level, name, claim.indicator, "rank"), "rank")
        for name in names
    ]
    right = sum(rank == place for rank, place in zip(found, places, strict=True))
    known = sum(rank == rank for rank in found)
    if right < known:
        return Verdict(CONTRADICTED, right, "places_differ")
    if known < len(names):
        return Verdict(UNCHECKED, right if known else float("nan"), "places_unknown")
    return Verdict(CONSISTENT, right, "agrees")


def _count_claim(claim: NamedTuple, rest: Rest) -> Verdict:
    """Count the scores beyond a threshold, known or bounded by the ranks of those known."""
    fewest, most = _counted_from(claim, rest)
    if claim.kind == "count_below":
        listed = LISTED[claim.level]
        fewest, most = listed - most, listed - fewest
    if claim.value_claimed < fewest:
        return Verdict(CONTRADICTED, fewest, "more_counted")
    if claim.value_claimed > most:
        return Verdict(CONTRADICTED, most, "fewer_possible")
    if fewest < most:
        return Verdict(UNCHECKED, fewest, "list_incomplete")
    return Verdict(CONSISTENT, fewest, "agrees")


def _counted_from(claim: NamedTuple, rest: Rest) -> tuple[int, int]:
    """Say how many units at least, and at most, score the threshold or more.

    A unit at rank r that does so has r - 1 before it that do too; one that does not leaves at
    most r - 1.
    """
    scores = rest.scores(claim.year, claim.level, claim.indicator)
    ranks = rest.ranks(claim.year, claim.level, claim.indicator)
    reached = {name for name, score in scores.items() if score >= float(claim.detail)}
    placed = {name: int(ranks[name]) for name in scores.keys() & ranks.keys()}
    fewest = max([len(reached), *(rank for name, rank in placed.items() if name in reached)])
    listed = LISTED[claim.level] - (len(scores) - len(reached))
    most = min([listed, *(rank - 1 for name, rank in placed.items() if name not in reached)])
    return fewest, most


def _regional_rank_claim(claim: NamedTuple, rest: Rest) -> Verdict:
    """Count who stands before a province in its region.

    Unknown ranks leave it open, unless every place before the province is known.
    """
    members = [name for name, region in rest.regions.items() if region == claim.detail]
    ranks = rest.ranks(claim.year, claim.level, claim.indicator)
    if claim.entities not in ranks or not members:
        return Verdict(UNCHECKED, float("nan"), "unknown")
    ahead = sum(ranks.get(name, PLACES + 1) < ranks[claim.entities] for name in members)
    if ahead + 1 > claim.value_claimed:
        return Verdict(CONTRADICTED, ahead + 1, "more_counted")
    before = sum(rank < ranks[claim.entities] for rank in ranks.values())
    if any(name not in ranks for name in members) and before < ranks[claim.entities] - 1:
        return Verdict(UNCHECKED, ahead + 1, "list_incomplete")
    return compare(claim.value_claimed, ahead + 1)


def _sum_claim(claim: NamedTuple, rest: Rest) -> Verdict:
    """Add up the parts that other houses print."""
    totals = [
        sum(
            rest.value((claim.year, claim.level, claim.entities, part, "score"), "points")
            for part in parts
        )
        for parts in ways(rest.dictionary.sums)[claim.indicator]
    ]
    known = [round(total, 6) for total in totals if total == total]
    return compare(claim.value_claimed, known[0] if known else float("nan"), WITHIN)


def _streak_claim(claim: NamedTuple, rest: Rest) -> Verdict:
    """Hold a rank said to be kept from the year before."""
    ranks = _ranks_of_two_years(claim, rest)
    wrong = [rank for rank in ranks if rank == rank and rank != claim.value_claimed]
    if wrong:
        return Verdict(CONTRADICTED, wrong[0], "differs")
    if any(rank != rank for rank in ranks):
        return Verdict(UNCHECKED, float("nan"), "unknown")
    return Verdict(CONSISTENT, claim.value_claimed, "agrees")


VERDICTS = {
    "rank": _level_claim,
    "score": _level_claim,
    "mean": _level_claim,
    "rank_change": _rank_change_claim,
    "score_change": _score_change_claim,
    "gap": _gap_claim,
    "list_top": _list_claim,
    "list_bottom": _list_claim,
    "count_from": _count_claim,
    "count_below": _count_claim,
    "regional_rank": _regional_rank_claim,
    "sum_of_parts": _sum_claim,
    "streak": _streak_claim,
}
"""How each kind of claim is recomputed."""
