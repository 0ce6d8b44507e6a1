"""National, regional and ministerial figures with their period and definition."""

from __future__ import annotations

import pandas as pd

from pardx.data.dictionary import Dictionary

NATIONAL = ("national", "region", "ministry_group", "locality_group")
COLUMNS = [
    "year",
    "period",
    "level",
    "entity",
    "indicator",
    "label_en",
    "label_vi",
    "measure",
    "value",
    "unit",
    "quality",
    "sources",
    "settled_by",
    "across_break",
    "definition_en",
    "definition_vi",
]


def national(values: pd.DataFrame, dictionary: Dictionary) -> pd.DataFrame:
    """Gather the figures of the nation, its regions, and of ministries or localities together.

    Parameters
    ----------
    values : DataFrame
        The year's used values.
    dictionary : Dictionary
        Labels and definitions.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`. ``period`` is empty for the full reference year, ``2023-M01..M09`` for
        what is cumulated within it, ``to 2023-04-19`` for what is cumulated up to a day. Figures
        of one name with different definitions are different indicators.
    """
    return _described(values[values.level.isin(NATIONAL)], dictionary)


def ministries(values: pd.DataFrame, dictionary: Dictionary) -> pd.DataFrame:
    """Gather the figures of single ministries and agencies; columns as :func:`national`."""
    return _described(values[values.level == "ministry"], dictionary)


def _described(values: pd.DataFrame, dictionary: Dictionary) -> pd.DataFrame:
    texts = ["label_en", "label_vi", "definition_en", "definition_vi"]
    described = dictionary.indicators[texts].reset_index()
    joined = values.merge(described, on="indicator", validate="m:1")
    order = ["level", "indicator", "measure", "unit", "period", "entity"]
    return joined.sort_values(order, ignore_index=True)[COLUMNS]
