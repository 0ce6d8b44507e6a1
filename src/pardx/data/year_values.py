"""The one settlement of a year, for every reader of it: with its sums and the year before."""

from __future__ import annotations

import pandas as pd

from pardx.data.crosschecks import CHANGE_OF
from pardx.data.identify import identify
from pardx.data.read import read_year
from pardx.data.reconcile import reconcile
from pardx.data.rules import Dictionary, check


def reconciled(
    observations: pd.DataFrame, dictionary: Dictionary
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Settle a year's observations by all that may speak about them.

    A unit's figures are settled the same whoever is settled with it, as long as the units of its
    list and the indicators :func:`related` to its own are among them; a printed lowest or
    highest score needs all provinces.

    Parameters
    ----------
    observations : DataFrame
        As :func:`pardx.data.identify.identify` returns them, of one year.
    dictionary : Dictionary
        Project and catalogue.

    Returns
    -------
    values, conflicts : DataFrame
        As :func:`pardx.data.reconcile.settle` returns them.
    """
    changed = set(observations.indicator[observations.measure.isin(CHANGE_OF)])
    return reconcile(
        observations,
        before=year_before(dictionary, int(observations.year.iloc[0]), changed),
        sums=dictionary.sums,
        lists=dictionary.lists,
    )


def related(indicators: set[str], sums: pd.DataFrame) -> set[str]:
    """Add the totals and parts that speak about some indicators, near and far."""
    found = set(indicators)
    while True:
        touched = sums[sums.indicator.isin(found) | sums.part.isin(found)]
        wider = found | {*touched.indicator, *touched.part}
        if wider == found:
            return found
        found = wider


def year_before(dictionary: Dictionary, year: int, indicators: set[str]) -> pd.DataFrame | None:
    """Settle some indicators of the year before, as evidence for the year.

    Only what is printed speaks for the next year (:func:`pardx.data.crosschecks.levels_before`),
    so the year before that is not asked.

    Returns
    -------
    DataFrame or None
        Used values; None when the year before has none of the indicators.
    """
    if year - 1 not in dictionary.project.years() or not indicators:
        return None
    return in_passing(dictionary, year - 1, indicators)


def in_passing(
    dictionary: Dictionary, year: int, indicators: set[str], *, family: str = "*"
) -> pd.DataFrame | None:
    """Settle some indicators of a year by themselves.

    Rows that break a rule are left out: the year reports them when it is cleaned.

    Returns
    -------
    DataFrame or None
        Used values; None when the year, or its table of one family, has none of them.
    """
    rows, _ = read_year(dictionary.project, year, family=family)
    rows = rows[rows.indicator.isin(indicators)]
    broken = {(problem.file, problem.line) for problem in check(rows, dictionary)}
    sound = [place not in broken for place in zip(rows.file, rows.line, strict=True)]
    rows = rows[sound].reset_index(drop=True)
    if rows.empty:
        return None
    lists = dictionary.lists
    return reconcile(identify(rows, dictionary), sums=dictionary.sums, lists=lists)[0]
