"""Which differences may be taken: none of scores across a break, and the reason why."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.geography import LOCAL
from pardx.errors import PardxError

ACROSS = ("score_change", "rank_change")
"""Measures that compare a year with the one before."""


class IncomparableError(PardxError):
    """A difference of scores was asked for across a break of comparability.

    Parameters
    ----------
    indicator : str
        What was to be compared.
    breaks : DataFrame
        The breaks in between, as ``data/catalogue/breaks.csv`` has them.
    """

    def __init__(self, indicator: str, breaks: pd.DataFrame) -> None:
        self.indicator = indicator
        self.breaks = breaks
        reasons = " ".join(f"{row.year}: {row.what_en}" for row in breaks.itertuples())
        super().__init__(
            f"scores of {indicator} cannot be compared across a break; {reasons} "
            "Compare years of one regime, or ranks (shown with the break's mark, not modelled)"
        )


def require_comparable(breaks: pd.DataFrame, indicator: str, years: Sequence[int]) -> None:
    """Refuse to compare scores of years that lie in different regimes.

    Parameters
    ----------
    breaks : DataFrame
        The dictionary's breaks: ``indicator``, first ``year`` of a new method, what changed.
    indicator : str
        What is compared.
    years : sequence of int
        All years that enter, in any order; fewer than two compare nothing.

    Raises
    ------
    IncomparableError
        With every break between the first and the last year, and what changed.
    """
    first, last = min(years, default=0), max(years, default=0)
    found = breaks[(breaks.indicator == indicator) & breaks.year.between(first + 1, last)]
    if not found.empty:
        raise IncomparableError(indicator, found)


def regimes(breaks: pd.DataFrame, indicator: str, years: Sequence[int]) -> list[tuple[int, int]]:
    """Split years, in order, into runs of one method: (first, last) of each.

    Years that :func:`require_comparable` would refuse together never share a run.
    """
    if not years:
        return []
    broken = breaks.year[breaks.indicator == indicator]
    cuts = sorted(set(broken) & set(range(years[0] + 1, years[-1] + 1)))
    edges = [years[0], *cuts, years[-1] + 1]
    return [(first, after - 1) for first, after in pairwise(edges)]


def change(
    dictionary: Dictionary,
    indicator: str,
    scores: dict[int, pd.Series] | dict[int, float],
) -> pd.Series | float:
    """Subtract the earlier year's scores from the later year's.

    Parameters
    ----------
    dictionary : Dictionary
        Knows the breaks.
    indicator : str
        What is compared.
    scores : dict
        The two years and their scores, as numbers or as series on one index.

    Returns
    -------
    Series or float
        In the unit that ``units.csv`` names as its difference.

    Raises
    ------
    IncomparableError
        As :func:`require_comparable`.
    """
    require_comparable(dictionary.breaks, indicator, list(scores))
    first, last = sorted(scores)
    return scores[last] - scores[first]


def across_break(values: pd.DataFrame, dictionary: Dictionary) -> pd.Series:
    """Mark the printed changes that cross a break of their indicator, or a change of units.

    Parameters
    ----------
    values : DataFrame
        Columns ``indicator``, ``measure``, ``year``, ``level``.
    dictionary : Dictionary
        Its breaks, and scopes.

    Returns
    -------
    Series of bool
        True for a ``score_change`` or ``rank_change`` in the first year of a new regime, or
        of other units: 34 after 63.
    """
    known = set(zip(dictionary.breaks.indicator, dictionary.breaks.year, strict=True))
    pairs = pd.Series(list(zip(values.indicator, values.year, strict=True)), index=values.index)
    broken = values.measure.isin(ACROSS) & pairs.isin(known)
    return broken | across_units(values, dictionary)


def across_units(values: pd.DataFrame, dictionary: Dictionary) -> pd.Series:
    """Mark the printed changes that compare units with others: of 34 after a year of 63.

    Parameters
    ----------
    values : DataFrame
        Columns ``indicator``, ``measure``, ``year``, ``level``.
    dictionary : Dictionary
        Its scopes.

    Returns
    -------
    Series of bool
        No such change has a meaning: it is in no panel.
    """
    changes = values.measure.isin(ACROSS) & values.level.isin(LOCAL)
    keys = zip(values.indicator, values.year, values.level, strict=True)
    pairs = pd.Series([*keys], index=values.index, dtype=object)
    apart = {key for key in pairs[changes].unique() if not dictionary.same_units(*key)}
    return changes & pairs.isin(apart)
