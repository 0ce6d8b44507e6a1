"""The year at a glance: means and their chain, groups of scores, first and last places."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from pardx.data.crosschecks import PRINTED
from pardx.data.dictionary import Dictionary
from pardx.language import N_, NP_, Language
from pardx.report import style
from pardx.report.exhibit import Exhibit, Words, figure, origin

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

OF_COLOUR = {"province": "locality_group", "ministry": "ministry_group"}
"""Whose mean -> the level whose colour and mark it has in every figure."""
MEANS_OF = {"province": N_("provinces"), "ministry": NP_("their mean", "ministries")}


def means_figure(
    means: pd.DataFrame, indicator: str, of: str, dictionary: Dictionary
) -> Exhibit | None:
    """Draw published means over the years; a line never crosses a change of method.

    Ministries have criteria of their own: they and the provinces never share an axis.

    Parameters
    ----------
    means : DataFrame
        One row per index, year and group.
    indicator : str
        For example ``par_index``.
    of : str
        Whose means: ``province`` or ``ministry``.
    dictionary : Dictionary
        Names the index.

    Returns
    -------
    Exhibit or None
        None where fewer than two means are known.
    """
    rows = means.query("indicator == @indicator and of == @of").sort_values("year")
    if len(rows) < 2:
        return None
    return figure(
        f"fig-means-{indicator.replace('_', '-')}",
        draw=lambda lang: _draw_means(rows, dictionary.decimals(indicator), lang),
        words=lambda lang: _means_words(rows, dictionary, lang),
        origin=origin("means.csv", dictionary, indicator),
    )


def _means_words(rows: pd.DataFrame, dictionary: Dictionary, lang: Language) -> Words:
    indicator = rows.indicator.iloc[0]
    places = dictionary.decimals(indicator)
    latest = rows.iloc[-1]
    levels = {dictionary.level_of(year) for year in rows.year[rows.of == "province"]}
    figures = "; ".join(
        lang("{year} {mean}", year=row.year, mean=lang.number(row.mean, places))
        for row in rows.itertuples()
    )
    apart = lang("Ministries have criteria of their own: they are not compared with provinces.")
    hollow = lang("Hollow marks: calculated from published figures (C).")
    facts = {
        "index": dictionary.short(indicator, lang.code),
        "year": latest.year,
        "mean": lang.number(latest["mean"], places),
        "of": lang(MEANS_OF[latest.of]),
        "first": rows.year.min(),
        "last": rows.year.max(),
        "each": lang("{of}: {figures}.", of=lang(MEANS_OF[latest.of]), figures=figures),
    }
    return Words(
        lang("Mean {index} of {of} {year}: {mean}%", **facts),
        lang(
            N_(
                "Published mean {index}, {first}-{last}, %; dashed line: new criteria, no "
                "comparison across it"
            )
            if len(levels) < 2
            else N_(
                "Published mean {index}, {first}-{last}, %; dashed line: new criteria, or 34 units "
                "in place of 63 provinces, no comparison across it"
            ),
            **facts,
        ),
        lang("Published means of {index}. {each}", **facts),
        notes=(
            lang("Lines connect consecutive years under the same criteria and of the same units."),
            *([] if rows.quality.isin(PRINTED).all() else [hollow]),
            *([apart] if latest.of == "ministry" else []),
        ),
    )


def _draw_means(rows: pd.DataFrame, places: int, lang: Language) -> Figure:
    drawing, [[ax]] = style.canvas(4.4, 2.7)
    _draw_chain(ax, OF_COLOUR[rows.of.iloc[0]], rows, places, lang)
    for year in sorted(set(rows.regime) - {0, rows.regime.min()}):
        ax.axvline(year - 0.5, color=style.colours().context, linewidth=0.8, linestyle=(0, (3, 3)))
    first, last = rows.year.min(), rows.year.max()
    years = range(first, last + 1, 2 if last - first > 5 else 1)
    ax.margins(y=0.15)
    ax.set(xticks=years, xlim=(first - 0.6, last + 0.5 + 0.06 * max(4, last - first)))
    ax.yaxis.set_visible(False)
    ax.spines["left"].set_visible(False)
    return drawing


def _draw_chain(ax: Axes, level: str, part: pd.DataFrame, places: int, lang: Language) -> None:
    """Draw the means of a level, a line between two years in a row of one regime, with numbers.

    A number stands below its mark where the line rises from it.
    """
    rises = (part["mean"].shift(-1) > part["mean"]) & (part.regime.shift(-1) == part.regime)
    colour = style.levels()[level]
    for a, b in pairwise(part.sort_values(["regime", "year"], kind="stable").itertuples()):
        if b.year - a.year == 1 and a.regime == b.regime:
            ax.plot([a.year, b.year], [a.mean, b.mean], color=colour, linewidth=1.5)
    style.marks(ax, part, "year", "mean", style.MARKS[level], colour=colour)
    look = {"textcoords": "offset points", "ha": "center", "fontsize": 8, "color": colour}
    for row in part.assign(below=rises).itertuples():
        above = (0, -12 if row.below else 5)
        ax.annotate(lang.number(row.mean, places), (row.year, row.mean), xytext=above, **look)
