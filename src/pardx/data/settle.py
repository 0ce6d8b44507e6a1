"""Many printed values of one figure -> the one that is used, by stated rules in a stated order."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

FIGURE = ["year", "level", "gso_code", "entity", "indicator", "measure", "unit", "period"]
"""Columns that name one figure; rows that share them print the same thing."""

AUTHORITY = {"official": 2, "compilation": 1, "press": 0}
"""Which kind of source is believed first; a compilation copies the publisher's own table."""

Rule = tuple[str, Callable[[pd.DataFrame], pd.Series]]
"""A rule's name, and how strongly it speaks for each candidate (the strongest stay)."""

RULES: tuple[Rule, ...] = (
    ("official over press", lambda candidates: candidates.authority),
    ("more independent sources", lambda candidates: candidates.publishers),
    ("printed over derived", lambda candidates: candidates.printed),
)
UNSETTLED = "unsettled"


def settle(observations: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Choose the used value of each figure.

    Values that are one number printed with fewer decimals agree; the most precise is used.

    Parameters
    ----------
    observations : DataFrame
        Columns of :data:`FIGURE`, ``value`` (text as printed), ``derived`` (0 or 1),
        ``source_id``, ``kind`` and ``publisher`` of the source.

    Returns
    -------
    values : DataFrame
        One row per figure: :data:`FIGURE`, ``value`` (float, in ``unit``; missing when
        unsettled), ``quality`` (A, B, C or X), ``publishers`` (independent ones behind the
        value), ``sources`` (ids joined by ``;``) and ``settled_by``.
    conflicts : DataFrame
        One row per candidate of each contradicted figure, with what spoke for it.

    Notes
    -----
    Quality A: an official source, or two independent ones, print the value; B: one printed
    source; C: derived; X: unsettled, shown but never modelled.
    """
    candidates = _candidates(observations)
    rivals = candidates.groupby(FIGURE, sort=False)["value"].transform("size") > 1
    decided = [_decide(group) for _, group in candidates[rivals].groupby(FIGURE, sort=False)]
    conflicts = pd.concat(decided) if decided else candidates[:0].assign(settled_by="", used=False)
    used = pd.concat([candidates[~rivals].assign(settled_by=""), _winners(conflicts)])
    used = used.sort_values(FIGURE, ignore_index=True)
    return used.assign(quality=_quality(used))[[*FIGURE, *_KEPT]], conflicts


_KEPT = ["value", "quality", "publishers", "sources", "settled_by"]


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
    return (
        by_number.agg(
            authority=("authority", "max"),
            publishers=("publisher", "nunique"),
            printed=("printed", "max"),
            sources=("source_id", lambda ids: ";".join(ids.unique())),
        )
        .reset_index()
        .sort_values([*FIGURE, "value"], ignore_index=True)
    )


def _meant(observations: pd.DataFrame) -> pd.Series:
    """Return the number each row means, as precisely as any row of its figure prints it."""
    texts = observations.groupby(FIGURE, sort=False)["value"]
    differ = texts.transform("nunique") > 1
    number = observations.value.astype(float)
    if differ.any():
        rivals = observations[differ].groupby(FIGURE, sort=False)["value"]
        number[differ] = rivals.transform(_same_number)
    return number


def _same_number(values: pd.Series) -> pd.Series:
    """Map each printed text to the most precise value of which it is a rounding.

    A text that rounds two contradicting values speaks for neither and stays itself.
    """
    meant: dict[str, float] = {}
    for text in sorted(set(values), key=_decimals, reverse=True):
        finer = {full for full in meant.values() if _rounds_to(full, text)}
        meant[text] = finer.pop() if len(finer) == 1 else float(text)
    return values.map(meant)


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])


def _rounds_to(full: float, text: str) -> bool:
    """Half a unit of the last printed place, with room for binary fractions."""
    return abs(full - float(text)) <= 0.5 * 10 ** -_decimals(text) + 1e-9


def _decide(rivals: pd.DataFrame) -> pd.DataFrame:
    """Apply the rules in order until one candidate is left."""
    left, settled_by = rivals, UNSETTLED
    for name, strength in RULES:
        left = left[strength(left) == strength(left).max()]
        if len(left) == 1:
            settled_by = name
            break
    used = (rivals.index == left.index[0]) if len(left) == 1 else False
    return rivals.assign(settled_by=settled_by, used=used)


def _winners(conflicts: pd.DataFrame) -> pd.DataFrame:
    """Return the used candidates, and one empty value per unsettled figure."""
    open_ = conflicts[conflicts.settled_by == UNSETTLED].drop_duplicates(FIGURE)
    return pd.concat([conflicts[conflicts.used], open_.assign(value=float("nan"))])


def _quality(used: pd.DataFrame) -> pd.Series:
    agreed = (used.authority == AUTHORITY["official"]) | (used.publishers > 1)
    flag = pd.Series("B", index=used.index).mask(agreed, "A").mask(used.printed == 0, "C")
    return flag.mask(used.settled_by == UNSETTLED, "X")
