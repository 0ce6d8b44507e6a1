"""Claims of the press, each recomputed without the publisher that makes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from pardx.data.consistency import DERIVED
from pardx.data.crosschecks import WITHIN, ways
from pardx.data.dictionary import Dictionary
from pardx.data.reconcile import FIGURE, reconcile
from pardx.data.registers import read_register
from pardx.project import Project

CONSISTENT, CONTRADICTED, UNCHECKED = "consistent", "contradicted", "not_checkable"
LISTED = {"ministry": 17, "region": 6}
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

UNKNOWN = float("nan")

Key = tuple[int, str, str, str, str, str]
"""Year, level, entity, indicator, measure, unit."""


class Verdict(NamedTuple):
    """What the data support of a claim.

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
class Others:
    """All figures as they are reconciled without one publisher.

    Attributes
    ----------
    figures : mapping
        Known values by key; none where only the publisher printed the figure.
    dictionary : Dictionary
        Breaks and sums.
    regions : mapping
        Region of each province.
    """

    figures: Mapping[Key, float]
    dictionary: Dictionary
    regions: Mapping[str, str]

    def value(self, claim: NamedTuple, measure: str, unit: str, **other: object) -> float:
        """Return a figure of a claim's index, NaN when there is none.

        Parameters
        ----------
        claim : NamedTuple
            Row of the register.
        measure, unit : str
        **other
            Another ``year``, ``entity`` or ``indicator`` than the claim's.
        """
        at = {"year": claim.year, "entity": claim.entities, "indicator": claim.indicator, **other}
        key = (at["year"], claim.level, at["entity"], at["indicator"], measure, unit)
        return self.figures.get(key, UNKNOWN)

    def listed(self, claim: NamedTuple, measure: str, unit: str) -> dict[str, float]:
        """Return the known figures of a claim's index and year, by entity."""
        wanted = (claim.year, claim.level, claim.indicator, measure, unit)
        return {key[2]: v for key, v in self.figures.items() if (*key[:2], *key[3:]) == wanted}


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
    """Recompute each claim from the figures of other publishers.

    A claim is never evidence for itself: every figure that the claim's publisher printed is
    reconciled again without it. A value that breaks the order or the place of other provinces
    is no evidence, nor is one derived by an identity, since it may depend on the claim.

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
    printed = pd.concat(observations.values())
    publishers = printed.drop_duplicates("source_id").set_index("source_id").publisher
    used = pd.concat(values.values())
    used = used[(used.period == "") & (used.settled_by != DERIVED)]
    known = {_key(row): row.value for row in used.itertuples()}
    sound = {year: _sound(rows, conflicts[year]) for year, rows in observations.items()}
    own = claims.source_id.map(publishers)
    without = without_publishers(observations, sound, set(own.dropna()))
    others = {
        name: Others(
            {key: value for key, value in {**known, **figures}.items() if value == value},
            dictionary,
            regions,
        )
        for name, figures in {None: {}, **without}.items()
    }
    found = [
        VERDICTS[claim.kind](claim, others[publisher if publisher in others else None])
        for claim, publisher in zip(claims.itertuples(), own, strict=True)
    ]
    verdicts = pd.DataFrame(found, columns=Verdict._fields, index=claims.index)
    return claims.rename(columns={"claim_en": "claim"}).join(verdicts)[COLUMNS]


def _key(row: NamedTuple) -> Key:
    return (row.year, row.level, row.entity, row.indicator, row.measure, row.unit)


def _sound(observations: pd.DataFrame, conflicts: pd.DataFrame) -> pd.DataFrame:
    """Drop the rows whose value breaks the order or the place of other provinces."""
    broken = conflicts[conflicts.breaks.str.contains("order|place") & ~conflicts.used]
    wrong = {(_key(row)[:5], row.value) for row in broken.itertuples()}
    if not wrong:
        return observations
    keep = [(_key(row)[:5], float(row.value)) not in wrong for row in observations.itertuples()]
    return observations[keep]


def without_publishers(
    observations: Mapping[int, pd.DataFrame],
    sound: Mapping[int, pd.DataFrame],
    publishers: set[str],
) -> dict[str, dict[Key, float]]:
    """Reconcile again, without each publisher, the figures that it printed.

    All are reconciled at once: the omitted publisher is written into the period, so that no
    two of them are compared and no identity, which holds for full years, is applied.

    Parameters
    ----------
    observations : mapping
        Year -> what was printed.
    sound : mapping
        Year -> what may replace a publisher's figure.
    publishers : set of str
        Those to omit, one at a time.

    Returns
    -------
    dict
        Publisher -> figure -> value of the others; missing where nobody else prints it.
    """
    rows, evidence = (
        pd.concat(tables.values(), ignore_index=True) for tables in (observations, sound)
    )
    rows, evidence = rows[rows.period == ""], evidence[evidence.period == ""]
    found: dict[str, dict[Key, float]] = {}
    others = [evidence.iloc[:0]]
    for name, own in rows[rows.publisher.isin(publishers)].groupby("publisher"):
        figures = own[FIGURE].drop_duplicates()
        found[name] = {_key(row): UNKNOWN for row in figures.itertuples()}
        same = evidence[evidence.publisher != name].merge(figures, on=FIGURE)
        others.append(same.assign(period=name))
    joined = pd.concat(others, ignore_index=True)
    if len(joined):
        values, _ = reconcile(joined)
        for row in values.itertuples():
            found[row.period][_key(row)] = row.value
    return found


def compare(claimed: float, found: float, within: float = 1e-9) -> Verdict:
    """Return whether a recomputed figure is the claimed one."""
    if found != found:
        return Verdict(UNCHECKED, UNKNOWN, "unknown")
    if abs(claimed - found) <= within:
        return Verdict(CONSISTENT, found, "agrees")
    return Verdict(CONTRADICTED, found, "differs")


def _level_claim(claim: NamedTuple, others: Others) -> Verdict:
    within = 1e-9 if claim.measure == "rank" else WITHIN / 2
    return compare(claim.value_claimed, others.value(claim, claim.measure, claim.unit), within)


def _two_years(claim: NamedTuple, others: Others, measure: str, unit: str) -> tuple[float, float]:
    years = (claim.year - 1, claim.year)
    return tuple(others.value(claim, measure, unit, year=year) for year in years)


def _rank_change_claim(claim: NamedTuple, others: Others) -> Verdict:
    before, now = _two_years(claim, others, "rank", "rank")
    found = compare(claim.value_claimed, before - now)
    if found.verdict == UNCHECKED:
        found = _printed_change(claim, others.value(claim, "rank_change", "rank"), 1e-9)
    comparable = others.dictionary.comparable(claim.indicator, claim.year - 1, claim.year)
    if comparable or found.verdict == UNCHECKED:
        return found
    return found._replace(reason="places_only")


def _score_change_claim(claim: NamedTuple, others: Others) -> Verdict:
    if not others.dictionary.comparable(claim.indicator, claim.year - 1, claim.year):
        return Verdict(UNCHECKED, UNKNOWN, "break")
    before, now = _two_years(claim, others, "score", "percent")
    found = compare(claim.value_claimed, round(now - before, 6), WITHIN)
    if found.verdict != UNCHECKED:
        return found
    return _printed_change(claim, others.value(claim, "score_change", "points"), WITHIN / 2)


def _printed_change(claim: NamedTuple, printed: float, within: float) -> Verdict:
    """Compare with the change that others print, where a level is not known."""
    found = compare(claim.value_claimed, printed, within)
    if found.verdict == UNCHECKED:
        return found
    return found._replace(reason=f"change_{found.reason}")


def _gap_claim(claim: NamedTuple, others: Others) -> Verdict:
    """Subtract the second unit's score from the first one's."""
    first, second = (
        others.value(claim, "score", "percent", entity=name) for name in claim.entities.split(";")
    )
    return compare(claim.value_claimed, round(first - second, 6), WITHIN)


def _list_claim(claim: NamedTuple, others: Others) -> Verdict:
    """Check each place of a list; one wrong place contradicts it, one unknown leaves it open."""
    names = claim.entities.split(";")
    last = int(claim.detail) if claim.detail else 0
    places = [last - step if last else step + 1 for step in range(len(names))]
    found = [others.value(claim, "rank", "rank", entity=name) for name in names]
    right = sum(rank == place for rank, place in zip(found, places, strict=True))
    known = sum(rank == rank for rank in found)
    if right < known:
        return Verdict(CONTRADICTED, right, "places_differ")
    if known < len(names):
        return Verdict(UNCHECKED, right if known else UNKNOWN, "places_unknown")
    return Verdict(CONSISTENT, right, "agrees")


def _count_claim(claim: NamedTuple, others: Others) -> Verdict:
    """Count the scores beyond a threshold, known or bounded by the ranks of those known.

    A unit at rank r that reaches the threshold has r - 1 before it that do too; when it does
    not, at most r - 1 do.
    """
    scores = others.listed(claim, "score", "percent")
    ranks = others.listed(claim, "rank", "rank")
    reached = {name for name, score in scores.items() if score >= float(claim.detail)}
    placed = {name: int(ranks[name]) for name in scores.keys() & ranks.keys()}
    ranked = others.dictionary.ranked(claim.indicator, claim.year, claim.level)
    listed = ranked or LISTED[claim.level]
    fewest = max([len(reached), *(rank for name, rank in placed.items() if name in reached)])
    most = listed - (len(scores) - len(reached))
    most = min([most, *(rank - 1 for name, rank in placed.items() if name not in reached)])
    if claim.kind == "count_below":
        fewest, most = listed - most, listed - fewest
    if claim.value_claimed < fewest:
        return Verdict(CONTRADICTED, fewest, "more_counted")
    if claim.value_claimed > most:
        return Verdict(CONTRADICTED, most, "fewer_possible")
    if fewest < most:
        return Verdict(UNCHECKED, fewest, "list_incomplete")
    return Verdict(CONSISTENT, fewest, "agrees")


def _regional_rank_claim(claim: NamedTuple, others: Others) -> Verdict:
    """Count the provinces that rank before one in its region.

    Unknown ranks leave it open, unless every place before the province is known.
    """
    members = [name for name, region in others.regions.items() if region == claim.detail]
    ranks = others.listed(claim, "rank", "rank")
    if claim.entities not in ranks or not members:
        return Verdict(UNCHECKED, UNKNOWN, "unknown")
    own = ranks[claim.entities]
    ahead = sum(ranks.get(name, np.inf) < own for name in members)
    if ahead + 1 > claim.value_claimed:
        return Verdict(CONTRADICTED, ahead + 1, "more_counted")
    before = sum(rank < own for rank in ranks.values())
    if any(name not in ranks for name in members) and before < own - 1:
        return Verdict(UNCHECKED, ahead + 1, "list_incomplete")
    return compare(claim.value_claimed, ahead + 1)


def _sum_claim(claim: NamedTuple, others: Others) -> Verdict:
    """Add up the parts that other publishers print."""
    totals = [
        sum(
            weight * others.value(claim, "score", "points", indicator=part)
            for part, weight in parts.items()
        )
        for parts in ways(others.dictionary.sums_in(claim.year)).get(claim.indicator, ())
    ]
    known = [round(total, 6) for total in totals if total == total]
    return compare(claim.value_claimed, known[0] if known else UNKNOWN, WITHIN)


def _streak_claim(claim: NamedTuple, others: Others) -> Verdict:
    """Check a rank said to be kept from the year before."""
    ranks = _two_years(claim, others, "rank", "rank")
    for rank, reason in zip(ranks, ("year_before", "differs"), strict=True):
        if rank == rank and rank != claim.value_claimed:
            return Verdict(CONTRADICTED, rank, reason)
    if any(rank != rank for rank in ranks):
        return Verdict(UNCHECKED, UNKNOWN, "unknown")
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
