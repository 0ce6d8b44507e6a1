"""PAPI by dimension: national values, the four groups, and how many provinces changed."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.language import N_, NP_, Language
from pardx.report.exhibit import Exhibit, Words, origin
from pardx.report.over_years import index_column
from pardx.report.tables import Cell, Column, numeral, span, table_of
from pardx.stats.published import NOTABLE

LEVELS = {"national": N_("National value"), "mean": N_("Mean"), "median": N_("Median")}
GROUP_HEADS = (
    N_("High group"),
    N_("Upper-middle group"),
    N_("Lower-middle group"),
    N_("Low group"),
)
MOVED = {"up": NP_("scores", "Rose"), "down": NP_("scores", "Fell")}


def dimensions_table(dimensions: pd.DataFrame, dictionary: Dictionary, year: int) -> Exhibit | None:
    """Print PAPI by dimension; None for a year without it.

    Parameters
    ----------
    dimensions : DataFrame
        As saved.
    dictionary : Dictionary
        Names dimensions.
    year : int
        Year of the report.
    """
    if dimensions.empty:
        return None

    def number(name: str, head: str, places: int) -> Column:
        return Column(head, lambda row, lang: numeral(lang, getattr(row, name), places))

    return table_of(
        "tab-dimensions",
        dimensions,
        [
            index_column("indicator", dictionary),
            number("n", N_("n"), 0),
            *(number(name, head, 2) for name, head in LEVELS.items()),
            *map(_group, range(1, len(GROUP_HEADS) + 1), GROUP_HEADS),
            *(number(name, head, 0) for name, head in MOVED.items()),
        ],
        words=lambda lang: _words(dimensions, dictionary, year, lang),
        origin=origin("dimensions.csv", dictionary, *dimensions.indicator),
    )


def _group(group: int, head: str) -> Column:
    def bounds(row: NamedTuple, lang: Language) -> Cell:
        low, high = (getattr(row, f"group_{group}_{end}") for end in ("low", "high"))
        if pd.isna(low):
            return numeral(lang, low)
        return Cell(span(lang, low, high))

    return Column(head, bounds)


def _words(rows: pd.DataFrame, dictionary: Dictionary, year: int, lang: Language) -> Words:
    share = lang.number(100 * NOTABLE)
    return Words(
        _title(rows, dictionary, year, lang),
        lang(
            "Scores of provinces, {year}: national value, mean, median, lowest and highest score "
            "of four groups by rank; provinces that rose or fell by {share}% or more of the score "
            "of the year before",
            year=year,
            share=share,
        ),
        notes=(_conventions(rows, share, lang), *_refusals(rows, dictionary, lang)),
    )


def _title(rows: pd.DataFrame, dictionary: Dictionary, year: int, lang: Language) -> str:
    """Name the dimension on which most provinces changed; else how far the total reaches."""
    *parts, total = rows.itertuples()
    compared = [row for row in parts if pd.notna(row.compared)]
    shown = max(compared, key=lambda row: row.up + row.down, default=total)
    facts = {"index": dictionary.short(shown.indicator, lang.code), "year": year}
    if shown is total:
        ends = {name: lang.number(getattr(total, name), 2) for name in ("lowest", "highest")}
        return lang("{index} runs from {lowest} to {highest}, {year}", **facts, **ends)
    counts = {name: int(getattr(shown, name)) for name in ("compared", "up", "down")}
    return lang(
        "{index} rose by {share}% or more in {up} of {compared} provinces and fell by as much in "
        "{down}, {year}",
        share=lang.number(100 * NOTABLE),
        **facts,
        **counts,
    )


def _conventions(rows: pd.DataFrame, share: str, lang: Language) -> str:
    """Say which of the columns are PAPI's own way of summing up."""
    weighed = rows.population_year.dropna()
    said = lang(
        "Conventions of PAPI: the national value is a mean weighted by population; the mean it "
        "prints of the totals is the median; the groups are formed by rank; a change of {share}% "
        "of the earlier score is called significant, which is no test against sampling error.",
        share=share,
    )
    if weighed.empty:
        return said
    weights = lang("Weights here: inhabitants, {year}.", year=int(weighed.iloc[0]))
    return f"{said} {weights}"


def _refusals(rows: pd.DataFrame, dictionary: Dictionary, lang: Language) -> tuple[str, ...]:
    """Give each reason why changes are not counted once, with the dimensions it concerns."""
    refused = rows[rows.refused_en.fillna("") != ""]
    reasons = lang.of(refused, "refused")
    return tuple(
        lang(
            "{names}: no change is counted. {reason}",
            names=lang.listed([dictionary.short(name, lang.code) for name in names]),
            reason=reason,
        )
        for reason, names in refused.indicator.groupby(reasons, sort=False)
    )
