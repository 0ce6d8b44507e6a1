"""Which tests were fixed in advance and which were added since, as ``tests.csv`` says."""

from __future__ import annotations

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.language import Language
from pardx.report import labels


def fixed_since(dictionary: Dictionary) -> str:
    """Name the commits since which tests are fixed; ``docs/methods.md`` logs what changed since."""
    return ", ".join(commit for commit in dictionary.tests.fixed.unique() if commit)


def is_fixed(rows: pd.DataFrame, dictionary: Dictionary) -> pd.Series:
    """Say for each row of results whether its test was fixed in advance."""
    return rows.test.map(dictionary.tests.fixed).ne("")


def added_since(rows: pd.DataFrame, dictionary: Dictionary, lang: Language) -> str:
    """Name the outcomes whose tests were not registered in advance; empty where all were."""
    added = rows[~is_fixed(rows, dictionary)]
    named = [labels.outcome(row, dictionary, lang) for row in added.itertuples()]
    if not named:
        return ""
    return lang(
        "Added since, so not registered in advance: {outcomes}.", outcomes=lang.listed(named)
    )
