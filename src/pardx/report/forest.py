"""The years of an association pooled: a row a year, and one of all years, per outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.geography import FRAMES
from pardx.language import N_, Language
from pardx.report import style
from pardx.report.exhibit import Exhibit, Words, figure, origin
from pardx.report.findings import excludes_zero
from pardx.report.relations import coefficient
from pardx.settings import settings
from pardx.stats.association import PREDICTOR
from pardx.stats.correlation import ALPHA
from pardx.stats.pooled import LEAST, POOLED

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DIFFER = N_("The years differ more than by chance (Cochran's Q) for {differ}.")
ALIKE = N_("For {alike} the years with estimates of their own do not clearly differ (Cochran's Q).")
ENDS = N_(
    "The years end in {last}: for {year} the data hold both DTI and an index shown for fewer than "
    "{least} of the {places} provinces, so nothing here is a result of {year}."
)


def forest_figure(pooled: pd.DataFrame, dictionary: Dictionary, year: int) -> Exhibit | None:
    """Draw the coefficients of each outcome with DTI, year by year and over all years.

    Parameters
    ----------
    pooled : DataFrame
        As saved.
    dictionary : Dictionary
        Names indices.
    year : int
        Year of the report; the years may end before it.

    Returns
    -------
    Exhibit or None
        None where no outcome has a coefficient over two years.
    """
    if not of_several_years(pooled):
        return None
    shown = _shown(pooled)
    return figure(
        "fig-pooled",
        draw=lambda lang: _draw(shown, dictionary, lang),
        words=lambda lang: _words(shown, dictionary, year, lang),
        origin=origin("pooled.csv", dictionary, PREDICTOR, *shown.outcome.unique()),
    )


def of_several_years(pooled: pd.DataFrame) -> bool:
    """Say whether some outcome has a coefficient over two years at least."""
    years = _shown(pooled).year
    return len({*years} - {POOLED}) > 1


def _shown(pooled: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of outcomes with a coefficient over all years."""
    rows = pooled.assign(year=pooled.year.astype(str))
    whole = rows.test[(rows.year == POOLED) & rows.estimate.notna()]
    return rows[rows.test.isin(whole)].reset_index(drop=True)


def _name(row: NamedTuple, dictionary: Dictionary, lang: Language) -> str:
    index = dictionary.short(row.outcome, lang.code)
    if row.year == POOLED:
        return lang("{index}, all years", index=index)
    return f"{index} {row.year}"


def _words(rows: pd.DataFrame, dictionary: Dictionary, year: int, lang: Language) -> Words:
    whole = rows[rows.year == POOLED]
    clear = [dictionary.short(name, lang.code) for name in whole.outcome[excludes_zero(whole)]]
    differ, alike = (
        [dictionary.short(name, lang.code) for name in whole.outcome[those]]
        for those in (whole.q_p < ALPHA, whole.q_p >= ALPHA)
    )
    each = [
        f"{_name(row, dictionary, lang)}: {coefficient(row, lang)}" for row in rows.itertuples()
    ]
    counted = rows.year[(rows.year != POOLED) & (rows.n >= LEAST)].astype(int)
    facts = {
        "first": counted.min(),
        "last": counted.max(),
        "year": year,
        "places": FRAMES[dictionary.level_of(counted.max())],
        "named": lang.listed(clear),
        "differ": lang.listed(differ),
        "alike": lang.listed(alike),
        "each": "; ".join(each),
        "least": LEAST,
    }
    return Words(
        lang(
            N_("{first} to {last} together, DTI goes with {named}")
            if clear
            else N_("{first} to {last} together, DTI clearly goes with no index"),
            **facts,
        ),
        lang(
            "Correlation of normal scores of DTI and each index by year and, below, of all years; "
            "95% confidence interval (BCa bootstrap of provinces with all their years)",
            **facts,
        ),
        lang("Coefficients with 95% confidence intervals, {first} to {last}: {each}.", **facts),
        notes=(
            lang(
                "Exploratory. Scores are standardised within each year over the provinces that "
                "have both, so the level of a year does not enter; a change of method still "
                "changes what is measured. A year of too few provinces has no interval of its own "
                "and still counts, from {least} provinces on. Where ranks were not collected, "
                "those known are mostly of the top and the bottom.",
                **facts,
            ),
            *([lang(DIFFER, **facts)] if differ else []),
            *([lang(ALIKE, **facts)] if alike else []),
            *([lang(ENDS, **facts)] if counted.max() < year else []),
        ),
    )


def _draw(rows: pd.DataFrame, dictionary: Dictionary, lang: Language) -> Figure:
    drawing, [[ax]] = style.canvas(4.8, 0.25 * len(rows) + 0.8)
    colours = style.colours()
    for look, mark, size, part in (
        ({"color": colours.context, "linewidth": 1.4}, "o", 5.0, rows[rows.year != POOLED]),
        ({"color": colours.subject, "linewidth": 2.4}, "D", 6.5, rows[rows.year == POOLED]),
    ):
        known = part.dropna(subset="estimate")
        ax.hlines(known.index, known.ci_low, known.ci_high, **look)
        ax.plot(known.estimate, known.index, mark, color=look["color"], markersize=size)
    ax.axvline(0, color=settings().palette.figure_ink, linewidth=0.8)
    names = [_name(row, dictionary, lang) for row in rows.itertuples()]
    ax.set_yticks(range(len(names)), names, fontsize=8)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_xlim(-1, 1)
    ax.set_xlabel(lang("Correlation"))
    ax.xaxis.set_major_formatter(lambda value, _: lang.printed(round(value, 4)))
    return drawing
