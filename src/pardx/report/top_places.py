"""Who stands at the top of more than one index, as far as the first places are identified."""

from __future__ import annotations

import pandas as pd

from pardx.language import Language
from pardx.stats.describe import ENDS


def often_in_the_top(top: pd.DataFrame, shown: list[str], year: int, lang: Language) -> str:
    """Count who is at the top of several indices: at least, where a place is not identified.

    Parameters
    ----------
    top : DataFrame
        First places, as :func:`pardx.stats.describe.extremes` lists them.
    shown : list of str
        The indices of the table.
    year : int
        Year of the report.
    lang : Language
        Speaks.
    """
    indices = top.groupby("gso_code").indicator.nunique()
    several = int((indices > 1).sum())
    if (top.groupby("indicator").size().reindex(shown, fill_value=0) >= ENDS).all():
        return lang.ngettext(
            "{n} province is in the top five on more than one index or dimension, {year}",
            "{n} provinces are in the top five on more than one index or dimension, {year}",
            several,
            year=year,
        )
    if not several:
        return lang(
            "No province is known to be in the top five on more than one index or dimension, "
            "{year}",
            year=year,
        )
    return lang.ngettext(
        "At least {n} province is in the top five on more than one index or dimension, {year}",
        "At least {n} provinces are in the top five on more than one index or dimension, {year}",
        several,
        year=year,
    )
