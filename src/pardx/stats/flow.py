"""From documents to values used: how many figures each family of indices passes on."""

from __future__ import annotations

import pandas as pd

from pardx.data.dictionary import Dictionary

GRADES = ("A", "B", "C", "X")
"""Reliability of a value; what is graded X is withheld."""


def flow(
    observations: pd.DataFrame, values: pd.DataFrame, dictionary: Dictionary, level: str
) -> pd.DataFrame:
    """Count figures from the documents that print them to the values used.

    Parameters
    ----------
    observations, values : DataFrame
        Of a year, as the clean step writes them.
    dictionary : Dictionary
        Names the family of each indicator.
    level : str
        Units that count: ``province`` or ``unit34``.

    Returns
    -------
    DataFrame
        One row per family in order of its name, and one of ``all``: ``family``, ``documents``,
        ``printed`` (once per source), ``figures`` (distinct ones, with those computed from others),
        and of these by reliability ``A``, ``B``, ``C`` (used) and ``X`` (withheld).
    """
    printed = observations[observations.level == level]
    kept = values[values.level == level]
    kept = kept.assign(family=kept.indicator.map(dictionary.indicators.family))
    names = sorted({*printed.family, *kept.family})
    rows = [_counts(n, printed[printed.family == n], kept[kept.family == n]) for n in names]
    return pd.DataFrame([*rows, _counts("all", printed, kept)])


def _counts(name: str, printed: pd.DataFrame, kept: pd.DataFrame) -> dict[str, object]:
    grades = kept.quality.value_counts()
    return {
        "family": name,
        "documents": printed.source_id.nunique(),
        "printed": len(printed),
        "figures": len(kept),
        **{grade: int(grades.get(grade, 0)) for grade in GRADES},
    }
