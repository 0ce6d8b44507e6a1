"""Many printed values of one figure -> the one that is used, by stated rules in a stated order.

First, where sources print different values, the rules below leave one of them:

=  ==========================  ==============================================================
1  keeps its place and order   What the ranks and scores of its list allow. Arithmetic
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

from collections.abc import Callable

import pandas as pd

from pardx.data.candidates import AUTHORITY, FIGURE, NUMBERS, distinct_numbers, numbered
from pardx.data.consistency import BROKEN, Around, verified
from pardx.data.crosschecks import CHANGE_OF, Evidence, Lists, levels_before, printed_ties, ways
from pardx.data.identities import judge

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
UNRECONCILED = "unsettled"
WITHHELD = (UNRECONCILED, BROKEN)
"""How a value that is shown but never modelled was left."""


def _broken(candidates: pd.DataFrame, names: tuple[str, ...]) -> pd.Series:
    """Count which of the named identities each candidate breaks."""
    return candidates.breaks.str.split(";").map(lambda broken: len({*broken} & {*names}))


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
        How totals add up, as ``data/catalogue/sums.csv``.
    lists : mapping, optional
        Which ministries stand in one of several lists, as
        :attr:`pardx.data.dictionary.Dictionary.lists`.

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
    rivals = distinct_numbers(observations)
    contested = rivals.groupby(FIGURE, sort=False)["value"].transform("size") > 1
    bound = contested | rivals.indicator.isin(_bound_by_identities(rivals, sums))
    around = Around(
        {} if before is None else levels_before(before, lists),
        {} if sums is None else ways(sums),
        printed_ties(observations, lists),
        lists or {},
    )
    chosen, rows = _settle_bound(rivals[bound].astype(object), contested[bound], around)
    conflicts = _conflicts(rows, chosen)
    free = rivals[~bound].assign(settled_by="")
    used = pd.concat([free, chosen, _withheld(conflicts)]).sort_values(FIGURE, ignore_index=True)
    return used.assign(quality=quality(used))[USED], conflicts


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
    standing, record = verified(chosen, around)
    rows = pd.concat([decided, *record])
    kinds = {name: kind for name, kind in NUMBERS.items() if name in rows}
    return standing.astype(kinds), rows.astype(kinds)


USED = [*FIGURE, "value", "quality", "publishers", "sources", "settled_by"]
"""Columns of used values."""


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
    figure = numbered(rivals)
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
