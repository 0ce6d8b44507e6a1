"""Many printed values of one figure -> the one that is used, by stated rules in a stated order.

First, where sources print different values, the rules below leave one of them:

=  ==========================  ==============================================================
1  keeps its place and order   What the other provinces' ranks and scores allow. Arithmetic
                               cannot be outvoted: an official page can carry a misprint, ten
                               papers can copy one wire's. It stands before ``printed over
                               derived`` because a printed 29 that another province holds is
                               worth less than a derived 39 that fits.
2  official over press         The publisher and the authorities hold the announced table; the
                               press retypes it.
3  more independent sources    Two houses seldom make the same slip; two pages of one house do.
4  keeps its sum and change    Parts and changes are mostly printed on the page of the level
                               itself, and a page can agree with itself and be wrong: they
                               speak only where the sources do not decide.
5  printed over derived        Arithmetic on a printed change inherits the change's rounding
                               and misprints.
-  unsettled                   Nothing speaks for one of them: none is used.
=  ==========================  ==============================================================

Then each value left is held against the identities (:mod:`pardx.data.identities`) that its
neighbours keep. Of two figures that cannot both be right, the one with less support gives way;
with equal support, neither is used. A value that gives way is replaced where another identity
says what it must be (``derived by an identity``, quality C), else it is withheld (``breaks an
identity``, quality X). The evidence is only what sources agree on or settle by rules 2 and 3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from pardx.data.identities import (
    CHANGE_OF,
    WITHIN,
    Evidence,
    Level,
    Unit,
    Ways,
    judge,
    levels_before,
    printed_ties,
    unit_of,
    ways,
)

FIGURE = ["year", "level", "gso_code", "entity", "indicator", "measure", "unit", "period"]
"""Columns that name one figure; rows that share them print the same thing."""

AUTHORITY = {"official": 2, "compilation": 1, "press": 0}
"""Which kind of source is believed first; a compilation copies the publisher's own table."""

Rule = tuple[str, Callable[[pd.DataFrame], pd.Series]]
"""A rule's name, and how strongly it speaks for each candidate (the strongest stay)."""

BY_SOURCE: tuple[Rule, ...] = (
    ("official over press", lambda candidates: candidates.authority),
    ("more independent sources", lambda candidates: candidates.publishers),
)
RULES: tuple[Rule, ...] = (
    ("keeps its place and order", lambda candidates: -_broken(candidates, ("order", "place"))),
    *BY_SOURCE,
    ("keeps its sum and change", lambda candidates: -_broken(candidates, ("sum", "change"))),
    ("printed over derived", lambda candidates: candidates.printed),
)
UNSETTLED = "unsettled"
BROKEN = "breaks an identity"
DERIVED = "derived by an identity"
WITHHELD = (UNSETTLED, BROKEN)
"""How a value that is shown but never modelled was left."""


def _broken(candidates: pd.DataFrame, names: tuple[str, ...]) -> pd.Series:
    """Count which of the named identities each candidate breaks."""
    return candidates.breaks.str.split(";").map(lambda broken: len({*broken} & {*names}))


def settle(
    observations: pd.DataFrame,
    *,
    before: pd.DataFrame | None = None,
    sums: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Choose the used value of each figure.

    Values that are one number printed with fewer decimals agree; the most precise is used.

    Parameters
    ----------
    observations : DataFrame
        Columns of :data:`FIGURE`, ``value`` (text as printed), ``derived`` (0 or 1),
        ``source_id``, ``kind`` and ``publisher`` of the source.
    before : DataFrame, optional
        Used values of the year before, as this function returns them.
    sums : DataFrame, optional
        How totals add up, as ``data/catalogue/sums.csv``.

    Returns
    -------
    values : DataFrame
        One row per figure: :data:`FIGURE`, ``value`` (float, in ``unit``; missing when
        withheld), ``quality`` (A, B, C or X), ``publishers`` (independent ones behind the
        value), ``sources`` (ids joined by ``;``) and ``settled_by``.
    conflicts : DataFrame
        One row per candidate of each contradicted figure: its sources, what spoke for it,
        which identities it ``keeps`` and ``breaks``, the ``value_used`` (missing when withheld)
        and ``settled_by``. A value derived by an identity is a candidate without sources.

    Notes
    -----
    Quality A: an official source, or two independent ones, print the value; B: one printed
    source; C: derived; X: withheld, shown but never modelled.
    """
    candidates = _candidates(observations)
    contested = candidates.groupby(FIGURE, sort=False)["value"].transform("size") > 1
    bound = contested | candidates.indicator.isin(_bound_by_identities(candidates, sums))
    around = Around(
        {} if before is None else levels_before(before),
        {} if sums is None else ways(sums),
        printed_ties(observations),
    )
    chosen, rows = _settle_bound(candidates[bound].astype(object), contested[bound], around)
    conflicts = _conflicts(rows, chosen)
    free = candidates[~bound].assign(settled_by="")
    used = pd.concat([free, chosen, _withheld(conflicts)]).sort_values(FIGURE, ignore_index=True)
    return used.assign(quality=quality(used))[USED], conflicts


class Around(NamedTuple):
    """What stays the same while a year is settled: the last three fields of an Evidence."""

    earlier: Mapping[tuple[Unit, str], Level]
    ways: Ways
    ties: frozenset[tuple[str, str, float]]


def _bound_by_identities(candidates: pd.DataFrame, sums: pd.DataFrame | None) -> set[str]:
    """Name the indicators that an identity can speak about."""
    moving = candidates.measure.isin(["rank", *CHANGE_OF])
    added = set() if sums is None else {*sums.indicator, *sums.part}
    return set(candidates.indicator[moving]) | added


def _settle_bound(
    candidates: pd.DataFrame, contested: pd.Series, around: Around
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Choose between rivals, then let the values give way that break an identity.

    Returns
    -------
    chosen : DataFrame
        One row per figure that has a used value.
    rows : DataFrame
        Every candidate of a contested figure, what gave way, and what replaced it.
    """
    sure = candidates[~contested]
    by_source = _decided(candidates[contested], BY_SOURCE)
    evidence = Evidence(pd.concat([sure, by_source[by_source.used]]), *around)
    decided = _decided(_judged(candidates[contested], evidence), RULES)
    chosen = pd.concat([sure.assign(settled_by="", keeps="", breaks=""), decided[decided.used]])
    standing, record = _verified(chosen, around)
    rows = pd.concat([decided, *record])
    kinds = {name: kind for name, kind in NUMBERS.items() if name in rows}
    return standing.astype(kinds), rows.astype(kinds)


NUMBERS = {"year": int, "value": float, "authority": int, "publishers": int, "printed": int}
USED = [*FIGURE, "value", "quality", "publishers", "sources", "settled_by"]
"""Columns of used values."""


def _candidates(observations: pd.DataFrame) -> pd.DataFrame:
    """Reduce observations to one row per figure and distinct number.

    A source that prints the number rounded counts as agreeing, not as having printed it.
    """
    number = _meant(observations)
    exact = observations.value.astype(float) == number
    rows = observations.assign(
        value=number,
        authority=observations.kind.map(AUTHORITY).where(exact, 0),
        printed=((observations.derived == 0) & exact).astype(int),
    )
    by_number = rows.sort_values("source_id").groupby([*FIGURE, "value"], sort=False)
    grouped = by_number.agg(
        authority=("authority", "max"),
        publishers=("publisher", "nunique"),
        printed=("printed", "max"),
        sources=("source_id", lambda ids: ";".join(ids.unique())),
    ).reset_index()
    grouped = grouped.astype(
        {name: NUMBERS[name] for name in ("authority", "publishers", "printed")}
    )
    support = grouped.authority + grouped.publishers + grouped.printed
    return grouped.assign(support=support).sort_values([*FIGURE, "value"], ignore_index=True)


def _meant(observations: pd.DataFrame) -> pd.Series:
    """Return the number each row means, as precisely as any row of its figure prints it."""
    texts = observations.groupby(FIGURE, sort=False)["value"]
    differ = texts.transform("nunique") > 1
    number = observations.value.astype(float)
    if differ.any():
        rivals = observations[differ]
        for _, printed in rivals["value"].groupby(_numbered(rivals)):
            number[printed.index] = _same_number(printed)
    return number


def _same_number(values: pd.Series) -> list[float]:
    """Map each printed text to the most precise value of which it is a rounding.

    A text that rounds two contradicting values speaks for neither and stays itself.
    """
    meant: dict[str, float] = {}
    for text in sorted(set(values), key=_decimals, reverse=True):
        finer = {full for full in meant.values() if _rounds_to(full, text)}
        meant[text] = finer.pop() if len(finer) == 1 else float(text)
    return [meant[text] for text in values]


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])


def _rounds_to(full: float, text: str) -> bool:
    """Half a unit of the last printed place, with room for binary fractions."""
    return abs(full - float(text)) <= 0.5 * 10 ** -_decimals(text) + 1e-9


def _judged(candidates: pd.DataFrame, evidence: Evidence) -> pd.DataFrame:
    """Note which identities each candidate keeps and breaks, as names joined by ``;``."""
    verdicts = [judge(row, evidence) for row in candidates.itertuples()]
    noted = {
        word: [";".join(name for name, ok in one.items() if ok == kept) for one in verdicts]
        for word, kept in (("keeps", True), ("breaks", False))
    }
    return candidates.assign(**noted)


def _decided(rivals: pd.DataFrame, rules: tuple[Rule, ...]) -> pd.DataFrame:
    """Apply the rules in order to each figure, until one candidate is left."""
    if rivals.empty:
        return rivals.assign(settled_by="", used=False)
    figure = _numbered(rivals)
    left = pd.Series(True, index=rivals.index)
    settled_by = pd.Series(UNSETTLED, index=rivals.index)
    for name, strength in rules:
        force = strength(rivals).where(left)
        left &= force == force.groupby(figure).transform("max")
        alone = left.groupby(figure).transform("sum") == 1
        settled_by = settled_by.mask(alone & (settled_by == UNSETTLED), name)
    return rivals.assign(settled_by=settled_by, used=left & (settled_by != UNSETTLED))


def _numbered(rows: pd.DataFrame) -> np.ndarray:
    """Give rows of one figure the same number."""
    return rows.groupby(FIGURE, sort=False).ngroup().to_numpy()


def _verified(standing: pd.DataFrame, around: Around) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Let the values give way that break an identity which their neighbours keep.

    Returns
    -------
    standing : DataFrame
        What is left, with the replacements that another identity gives.
    record : list of DataFrame
        What gave way and what replaced it, as rows of the conflicts.
    """
    record, evidence = [], Evidence(standing, *around)
    for name, find in VERIFICATIONS.items():
        labels = find(standing, evidence)
        if labels:
            gone = standing.loc[labels].assign(settled_by=BROKEN, used=False, breaks=name)
            standing = standing.drop(labels)
            replaced = _replacements(gone, Evidence(standing, *around))
            standing = pd.concat([standing, replaced])
            evidence = Evidence(standing, *around)
            record += [gone, replaced]
    return standing, record


def _sharing_a_place(standing: pd.DataFrame, evidence: Evidence) -> list[int]:
    """Of two provinces on one rank, the better supported stays; a fitting score supports."""
    labels = _labels(standing, "rank")
    found = []
    for (indicator, rank), holders in evidence.holders.items():
        apart = {code for code in holders if (indicator, code, rank) not in evidence.ties}
        if len(holders) > 1 and apart:
            strength = {
                code: support + _has_fitting_score(indicator, code, evidence)
                for code, support in holders.items()
            }
            most = max(strength.values())
            leaders = [code for code in holders if strength[code] == most]
            weak = [code for code in apart if strength[code] < most or len(leaders) > 1]
            found += [labels[indicator, code, "rank"] for code in weak]
    return found


def _has_fitting_score(indicator: str, code: str, evidence: Evidence) -> bool:
    return any(
        code in believed for (name, _), believed in evidence.believed.items() if name == indicator
    )


def _labels(standing: pd.DataFrame, measure: str) -> dict[tuple[str, str, str], int]:
    """Find a province's row by indicator, GSO code and unit of measure."""
    rows = standing[
        (standing.level == "province") & (standing.period == "") & (standing.measure == measure)
    ]
    return dict(
        zip(zip(rows.indicator, rows.gso_code, rows.unit, strict=True), rows.index, strict=True)
    )


def _out_of_order(standing: pd.DataFrame, evidence: Evidence) -> list[int]:
    """Of a rank and a score that break the order, the less supported gives way, or both."""
    ranks, scores = _labels(standing, "rank"), _labels(standing, "score")
    found = []
    for (indicator, scale), pairs in evidence.pairs.items():
        for code in pairs.keys() - set(evidence.believed[indicator, scale]):
            pair = pairs[code]
            if pair.rank_support <= pair.score_support:
                found.append(ranks[indicator, code, "rank"])
            if pair.score_support <= pair.rank_support:
                found.append(scores[indicator, code, scale])
    return sorted(set(found))


def _not_adding_up(standing: pd.DataFrame, evidence: Evidence) -> list[int]:
    """Of a total and its parts, the less supported give way; other identities support a total."""
    found = []
    totals = standing[standing.indicator.isin(list(evidence.ways)) & (standing.measure == "score")]
    for row in totals.itertuples():
        verdict = judge(row, evidence)
        if verdict.get("sum", True) or row.unit not in ("percent", "points"):
            continue
        parts = {part for _, way in evidence.sums(unit_of(row)) for part in way}
        addends = _addends(standing, row, parts)
        strength = row.support + verdict.get("order", False) + verdict.get("change", False)
        found += [row.Index] if strength <= addends.support.max() else []
        found += list(addends.index) if addends.support.max() <= strength else []
    return sorted(set(found))


def _addends(standing: pd.DataFrame, total: NamedTuple, parts: set[str]) -> pd.DataFrame:
    return standing[
        (standing.level == total.level)
        & (standing.entity == total.entity)
        & standing.indicator.isin(parts)
        & (standing.measure == "score")
        & (standing.unit == "points")
        & (standing.period == "")
    ]


def _not_following(standing: pd.DataFrame, evidence: Evidence) -> list[int]:
    """Find the printed changes that the two levels contradict: levels are what is announced."""
    found = []
    for row in standing[standing.measure.isin(CHANGE_OF) & (standing.period == "")].itertuples():
        unit, measure = unit_of(row), CHANGE_OF[row.measure]
        expected, now = evidence.expected(unit, measure), evidence.levels.get((unit, measure), {})
        exact = expected is not None and expected.low == expected.high
        if exact and now and not any(expected.holds(value) for value, _ in now.values()):
            found.append(row.Index)
    return found


VERIFICATIONS = {
    "place": _sharing_a_place,
    "order": _out_of_order,
    "sum": _not_adding_up,
    "change": _not_following,
}
"""Which values give way to which identity, in this order: each step sees what is left."""


def _replacements(gone: pd.DataFrame, evidence: Evidence) -> pd.DataFrame:
    """Derive what a value must be, where last year's level and the parts do not disagree."""
    values = pd.Series([_derived(row, evidence) for row in gone.itertuples()], index=gone.index)
    nothing = {"sources": "", "publishers": 0, "authority": 0, "printed": 0, "support": 0}
    replaced = gone.assign(value=values, settled_by=DERIVED, used=True, breaks="", **nothing)
    return replaced[values.notna()].rename(index=lambda label: -1 - label)


def _derived(row: NamedTuple, evidence: Evidence) -> float:
    unit, options = unit_of(row), []
    if row.measure in CHANGE_OF.values():
        expected = evidence.expected(unit, row.measure)
        options += [expected.low] if expected and expected.low == expected.high else []
    if row.measure == "score":
        options += [total for total, _ in evidence.sums(unit)]
    if not options or max(options) - min(options) > WITHIN or options[0] == row.value:
        return float("nan")
    verdict = judge(row._replace(value=options[0]), evidence)
    return options[0] if all(verdict.values()) else float("nan")


def _conflicts(rows: pd.DataFrame, chosen: pd.DataFrame) -> pd.DataFrame:
    """Put every candidate beside the value used; the last step that touched a figure names it."""
    verdict = rows.groupby(FIGURE, sort=False)["settled_by"].transform("last")
    used = chosen.set_index(FIGURE)["value"]
    keys = pd.MultiIndex.from_frame(rows[FIGURE])
    rows = rows.assign(settled_by=verdict, value_used=used.reindex(keys).to_numpy())
    rows = rows.drop_duplicates([*FIGURE, "value"], keep="last")
    rows = rows.assign(used=rows.value == rows.value_used)
    order = [*FIGURE, "value"]
    kinds = {"keeps": str, "breaks": str, "used": bool}
    return rows.sort_values(order, ignore_index=True)[[*order, *_CASE]].astype(kinds)


_CASE = [
    "sources",
    "publishers",
    "authority",
    "printed",
    "keeps",
    "breaks",
    "used",
    "value_used",
    "settled_by",
]


def _withheld(conflicts: pd.DataFrame) -> pd.DataFrame:
    """Return one empty value per figure that is shown but not used."""
    open_ = conflicts[conflicts.settled_by.isin(WITHHELD)].drop_duplicates(FIGURE)
    return open_.assign(value=float("nan"))


def quality(used: pd.DataFrame) -> pd.Series:
    """Flag used values.

    Parameters
    ----------
    used : DataFrame
        ``authority``, ``publishers``, ``printed`` and ``settled_by``.
    """
    agreed = (used.authority == AUTHORITY["official"]) | (used.publishers > 1)
    flag = pd.Series("B", index=used.index).mask(agreed, "A").mask(used.printed == 0, "C")
    return flag.mask(used.settled_by.isin(WITHHELD), "X")
