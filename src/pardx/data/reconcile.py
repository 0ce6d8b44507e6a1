"""Many printed values of one figure -> the one that is used, by stated rules in a stated order.

First, where sources print different values, the rules below choose one of them:

=  ==========================  ==============================================================
1  keeps its place and order   What the ranks and scores of its list allow. Arithmetic
                               cannot be outvoted: an official page can carry a misprint, ten
                               papers can copy one wire's. It precedes ``printed over
                               derived`` because a printed 29 that another province holds is
                               worth less than a derived 39 that fits.
2  official over press         The publisher and the authorities hold the announced table; the
                               press retypes it.
3  more independent sources    Two publishers seldom make the same slip; two pages of one do.
4  keeps its sum and change    Parts and changes are mostly printed on the page of the level
                               itself, and a page can agree with itself and be wrong: they
                               count only where the sources do not decide.
5  printed over derived        Arithmetic on a printed change inherits the change's rounding
                               and misprints.
-  unsettled                   No rule chooses one of them: none is used.
=  ==========================  ==============================================================

Then each chosen value is checked against the identities (:mod:`pardx.data.consistency`) that its
neighbours keep. Of two figures that cannot both be right, the one with less support gives way;
with equal support, neither is used. A value that gives way is replaced where another identity
says what it must be (``derived by an identity``, quality C), else it is withheld (``breaks an
identity``, quality X). The evidence is only what sources agree on, or what rules 2 and 3 choose.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from pardx.data.consistency import BROKEN, judge, verified
from pardx.data.crosschecks import (
    CHANGE_OF,
    Evidence,
    Lists,
    levels_before,
    not_adding_up,
    printed_ties,
    ways,
)
from pardx.data.dictionary import Dictionary
from pardx.data.names import identify
from pardx.data.read import read_year
from pardx.data.rules import check, sound

FIGURE = ["year", "level", "gso_code", "entity", "indicator", "measure", "unit", "period"]
"""Columns that name one figure; rows that share them print the same thing."""

AUTHORITY = {"official": 2, "compilation": 1, "press": 0}
"""Which kind of source is believed first; a compilation copies the publisher's own table."""

Rule = tuple[str, Callable[[pd.DataFrame], pd.Series]]
"""A rule's name, and the strength it gives each candidate (the strongest stay)."""

BY_SOURCE: tuple[Rule, ...] = (
    ("official over press", lambda candidates: candidates.authority),
    ("more independent sources", lambda candidates: candidates.publishers),
)
RULES: tuple[Rule, ...] = (
    ("keeps its place and order", lambda candidates: -_broken(candidates, {"order", "place"})),
    *BY_SOURCE,
    ("keeps its sum and change", lambda candidates: -_broken(candidates, {"sum", "change"})),
    ("printed over derived", lambda candidates: candidates.printed),
)
UNRECONCILED = "unsettled"
CLASH = "cannot all be right"
"""Verdict on used figures of a list that contradict each other (:mod:`pardx.stats.clashing`)."""
WITHHELD = (UNRECONCILED, BROKEN)
"""Verdicts on a value that is shown but never modelled."""

USED = [*FIGURE, "value", "quality", "publishers", "sources", "settled_by"]
"""Columns of used values."""

CONFLICTS = [
    *(*FIGURE, "value", "sources", "publishers", "authority", "printed"),
    *("keeps", "breaks", "used", "value_used", "settled_by"),
]
"""Columns of the candidates of contradicted figures."""


def _broken(candidates: pd.DataFrame, names: set[str]) -> pd.Series:
    """Count which of the named identities each candidate breaks."""
    return candidates.breaks.str.split(";").map(lambda broken: len({*broken} & names))


def reconcile(
    observations: pd.DataFrame,
    *,
    before: pd.DataFrame | None = None,
    sums: pd.DataFrame | None = None,
    lists: Lists | None = None,
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
        How totals add up in the year, as
        :meth:`pardx.data.dictionary.Dictionary.sums_in` returns it.
    lists : mapping, optional
        Which of several lists ranks a ministry, as
        :attr:`pardx.data.dictionary.Dictionary.lists`.

    Returns
    -------
    values : DataFrame
        One row per figure: :data:`FIGURE`, ``value`` (float, in ``unit``; missing when
        withheld), ``quality`` (A, B, C or X), ``publishers`` (independent ones behind the
        value), ``sources`` (ids joined by ``;``) and ``settled_by``.
    conflicts : DataFrame
        One row per candidate of each contradicted figure: its sources, what supports it,
        which identities it ``keeps`` and ``breaks``, the ``value_used`` (missing when withheld)
        and ``settled_by``. A value derived by an identity is a candidate without sources.

    Notes
    -----
    Quality A: an official source, or two independent ones, print the value; B: one printed
    source; C: derived; X: withheld, shown but never modelled.
    """
    lists = lists or {}
    candidates = _distinct_numbers(observations)
    contested = candidates.groupby(FIGURE, sort=False)["value"].transform("size") > 1
    bound = _bound(candidates, contested, sums)
    free = candidates[~bound].assign(settled_by="")
    sure = candidates[bound & ~contested].astype(object)
    rivals = candidates[contested].astype(object)

    by_source = _decided(rivals, BY_SOURCE)
    evidence = Evidence(
        pd.concat([sure, by_source[by_source.used]]),
        {} if before is None else levels_before(before, lists),
        {} if sums is None else ways(sums),
        printed_ties(observations, lists),
        lists,
    )
    decided = _decided(_judged(rivals, evidence), RULES)
    chosen = pd.concat([sure.assign(settled_by="", keeps="", breaks=""), decided[decided.used]])
    chosen, record = verified(chosen, replace(evidence, values=chosen))

    kinds = {"year": int, "value": float, **COUNTS}
    chosen = chosen.astype(kinds)
    conflicts = _conflicts(pd.concat([decided, *record]).astype(kinds), chosen)
    withheld = conflicts[conflicts.settled_by.isin(WITHHELD)].drop_duplicates(FIGURE)
    used = pd.concat([free, chosen, withheld.assign(value=float("nan"))])
    used = used.sort_values(FIGURE, ignore_index=True)
    return used.assign(quality=_quality(used))[USED], conflicts


def _bound(candidates: pd.DataFrame, contested: pd.Series, sums: pd.DataFrame | None) -> pd.Series:
    """Mark the candidates that may give way to an identity or are evidence for those that may.

    Ranks and changes touch whatever adds up with theirs, shares above the province each other;
    elsewhere only the units of a contested figure, or of a total that its parts do not add up to,
    are looked at.
    """
    checkable = {*candidates.indicator[candidates.measure.isin(["rank", *CHANGE_OF])]}
    shares = (candidates.measure == "share") & (candidates.level != "province")
    bound = contested | shares | candidates.indicator.isin(checkable)
    if sums is None:
        return bound
    added = candidates.indicator.isin({*sums.indicator, *sums.part})
    doubtful = added & (contested | not_adding_up(candidates, sums))
    unit = candidates.groupby(["level", "gso_code", "entity"], sort=False).ngroup()
    looked_at = added & doubtful.groupby(unit).transform("any")
    return bound | looked_at | candidates.indicator.isin(related(checkable, sums))


COUNTS = {"authority": int, "publishers": int, "printed": int}


def _distinct_numbers(observations: pd.DataFrame) -> pd.DataFrame:
    """Reduce observations to one row per figure and distinct number.

    A source that prints the number rounded counts as agreeing, not as having printed it.
    """
    number = _full_precision(observations)
    exact = observations.value.astype(float) == number
    rows = observations.assign(
        value=number,
        authority=observations.kind.map(AUTHORITY).where(exact, 0),
        printed=((observations.derived == 0) & exact).astype(int),
    )
    rows = rows.sort_values("source_id")
    by_number = rows.groupby([*FIGURE, "value"], sort=False)
    several = by_number["source_id"].transform("nunique") > 1
    named = rows[several].groupby([*FIGURE, "value"], sort=False)["source_id"]
    rows["sources"] = rows.source_id.where(~several, named.transform(_joined))
    distinct = by_number.agg(
        authority=("authority", "max"),
        publishers=("publisher", "nunique"),
        printed=("printed", "max"),
        sources=("sources", "first"),
    )
    distinct = distinct.reset_index().astype(COUNTS)
    support = distinct.authority + distinct.publishers + distinct.printed
    return distinct.assign(support=support).sort_values([*FIGURE, "value"], ignore_index=True)


def _joined(ids: pd.Series) -> str:
    return ";".join(ids.unique())


def _full_precision(observations: pd.DataFrame) -> pd.Series:
    """Read each text as the most precise printed number of its figure that it is a rounding of.

    A text that rounds two contradicting numbers supports neither and keeps its own number.
    """

    def decimals(text: str) -> int:
        return len(text.partition(".")[2])

    number = observations.value.astype(float)
    texts = observations.groupby(FIGURE, sort=False)["value"]
    rivals = observations[texts.transform("nunique") > 1]
    for _, printed in rivals.groupby(FIGURE, sort=False)["value"]:
        meant: dict[str, float] = {}
        for text in sorted(set(printed), key=decimals, reverse=True):
            half_a_unit = 0.5 * 10 ** -decimals(text) + 1e-9  # room for binary fractions
            finer = {one for one in meant.values() if abs(one - float(text)) <= half_a_unit}
            meant[text] = finer.pop() if len(finer) == 1 else float(text)
        number[printed.index] = printed.map(meant)
    return number


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
    figure = rivals.groupby(FIGURE, sort=False).ngroup()
    left = pd.Series(True, index=rivals.index)
    settled_by = pd.Series(UNRECONCILED, index=rivals.index)
    for name, strength in rules:
        force = strength(rivals).where(left)
        left &= force == force.groupby(figure).transform("max")
        alone = left.groupby(figure).transform("sum") == 1
        settled_by = settled_by.mask(alone & (settled_by == UNRECONCILED), name)
    return rivals.assign(settled_by=settled_by, used=left & (settled_by != UNRECONCILED))


def _conflicts(rows: pd.DataFrame, chosen: pd.DataFrame) -> pd.DataFrame:
    """Put every candidate beside the value used; the last step that touched a figure names it."""
    verdict = rows.groupby(FIGURE, sort=False)["settled_by"].transform("last")
    used = chosen.set_index(FIGURE)["value"].reindex(pd.MultiIndex.from_frame(rows[FIGURE]))
    rows = rows.assign(settled_by=verdict, value_used=used.to_numpy())
    rows = rows.drop_duplicates([*FIGURE, "value"], keep="last")
    rows = rows.assign(used=rows.value == rows.value_used)
    rows = rows.sort_values([*FIGURE, "value"], ignore_index=True)[CONFLICTS]
    return rows.astype({"keeps": str, "breaks": str, "used": bool})


def _quality(used: pd.DataFrame) -> pd.Series:
    """Grade used values A, B, C or X, as :func:`reconcile` describes."""
    agreed = (used.authority == AUTHORITY["official"]) | (used.publishers > 1)
    grade = pd.Series("B", index=used.index).mask(agreed, "A").mask(used.printed == 0, "C")
    return grade.mask(used.settled_by.isin(WITHHELD), "X")


def reconcile_year(
    observations: pd.DataFrame, dictionary: Dictionary
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Reconcile a year's observations, with its sums and the year before as evidence.

    A unit's values do not depend on which other units are reconciled with it, as long as the
    units of its list and the indicators :func:`related` to its own are among them; a printed
    lowest or highest score needs all provinces.

    Parameters
    ----------
    observations : DataFrame
        As :func:`pardx.data.names.identify` returns them, of one year.
    dictionary : Dictionary
        Project and catalogue.

    Returns
    -------
    values, conflicts : DataFrame
        As :func:`reconcile` returns them.
    """
    changed = set(observations.indicator[observations.measure.isin(CHANGE_OF)])
    year = int(observations.year.iloc[0])
    return reconcile(
        observations,
        before=year_before(dictionary, year, changed),
        sums=dictionary.sums_in(year),
        lists=dictionary.lists,
    )


def related(indicators: set[str], sums: pd.DataFrame) -> set[str]:
    """Add the totals and parts that constrain some indicators, directly or through others."""
    found, wider = set(), set(indicators)
    while wider != found:
        found = wider
        touched = sums[sums.indicator.isin(found) | sums.part.isin(found)]
        wider = found | {*touched.indicator, *touched.part}
    return found


def year_before(dictionary: Dictionary, year: int, indicators: set[str]) -> pd.DataFrame | None:
    """Reconcile some indicators of the year before, as evidence for the year.

    Only what is printed is evidence for the next year
    (:func:`pardx.data.crosschecks.levels_before`), so the year before that is not read.

    Returns
    -------
    DataFrame or None
        Used values; None when the year before has none of the indicators.
    """
    if year - 1 not in dictionary.project.years() or not indicators:
        return None
    return reconcile_alone(dictionary, year - 1, indicators)


def reconcile_alone(
    dictionary: Dictionary, year: int, indicators: set[str], *, family: str = "*"
) -> pd.DataFrame | None:
    """Reconcile some indicators of a year without the year before.

    Rows that break a rule are skipped: the year reports them when it is cleaned.

    Returns
    -------
    DataFrame or None
        Used values; None when the year, or its table of one family, has none of them.
    """
    rows, _ = read_year(dictionary.project, year, family=family)
    rows = rows[rows.indicator.isin(indicators)]
    rows = sound(rows, check(rows, dictionary))
    if rows.empty:
        return None
    observations = identify(rows, dictionary)
    return reconcile(observations, sums=dictionary.sums_in(year), lists=dictionary.lists)[0]
