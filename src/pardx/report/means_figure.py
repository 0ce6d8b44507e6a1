"""Published means over the years, in one chain for each set of criteria."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pardx.data.crosschecks import PRINTED
from pardx.language import N_, NP_, Language
from pardx.report import style
from pardx.report.exhibit import Exhibit, Words, figure
from pardx.report.material import Material

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

OF_COLOUR = {"province": "locality_group", "ministry": "ministry_group"}
"""Whose mean -> the level whose colour and mark it has in every figure."""
MEANS_OF = {"province": N_("provinces"), "ministry": NP_("their mean", "ministries")}


def means_figure(material: Material, indicator: str, groups: tuple[str, ...]) -> Exhibit:
    """Draw published means over the years; a line never crosses a change of method.

    Parameters
    ----------
    material : Material
        Uses ``means``.
    indicator : str
        For example ``par_index``.
    groups : tuple of str
        Whose means: ``province``, ``ministry``.
    """
    rows = material.means.query("indicator == @indicator and of in @groups")
    return figure(
        f"fig-means-{indicator.replace('_', '-')}",
        draw=lambda lang: _draw_means(material, rows, lang),
        words=lambda lang: _means_words(material, indicator, rows, lang),
        origin=material.origin("means.csv", indicator),
    )


def _means_words(material: Material, indicator: str, rows: pd.DataFrame, lang: Language) -> Words:
    places = material.dictionary.decimals(indicator)
    latest = rows.sort_values("year").iloc[-1]
    each = [
        lang(
            "{of}: {figures}.",
            of=lang(MEANS_OF[of]),
            figures="; ".join(
                lang("{year} {mean}", year=row.year, mean=lang.number(row.mean, places))
                for row in part.itertuples()
            ),
        )
        for of, part in rows.groupby("of", sort=False)
    ]
    facts = {
        "index": material.short(indicator, lang.code),
        "year": latest.year,
        "mean": lang.number(latest["mean"], places),
        "of": lang(MEANS_OF[latest.of]),
        "first": rows.year.min(),
        "each": " ".join(each),
    }
    return Words(
        lang("Mean {index} of {of} {year}: {mean}", **facts),
        lang(
            "Published mean of {index}, {first} to {year}, %; dashed line: new criteria, not "
            "comparable across it",
            **facts,
        ),
        lang("Published means of {index}. {each}", **facts),
        notes=(
            lang("A line joins two years in a row of one set of criteria."),
            *_hollow(rows, lang),
        ),
    )


def _hollow(rows: pd.DataFrame, lang: Language) -> list[str]:
    if rows.quality.isin(PRINTED).all():
        return []
    return [lang("Hollow marks: derived by arithmetic (C).")]


def _draw_means(material: Material, rows: pd.DataFrame, lang: Language) -> Figure:
    places = material.dictionary.decimals(rows.indicator.iloc[0])
    drawing, axes = style.canvas(4.4, 2.7)
    ax = axes[0, 0]
    for of, part in rows.groupby("of", sort=False):
        _draw_chain(ax, OF_COLOUR[of], part)
        others = rows[rows.of != of]
        _label_chain(ax, of, _beside(part, others), places, lang)
        if len(others):
            _name_chain(ax, of, _beside(part, others).iloc[-1], lang)
    for year in sorted(set(rows.regime) - {0, rows.regime.min()}):
        ax.axvline(year - 0.5, color=style.colours().context, linewidth=0.8, linestyle=(0, (3, 3)))
    first, last = rows.year.min(), rows.year.max()
    room = 0.35 if rows.of.iloc[0] != rows.of.iloc[-1] else 0.06
    ax.set(xlim=(first - 0.6, last + 0.5 + room * max(4, last - first)))
    ax.margins(y=0.15)
    ax.set_xticks(range(first, last + 1, 2 if last - first > 5 else 1))
    ax.yaxis.set_visible(False)
    ax.spines["left"].set_visible(False)
    return drawing


def _label_chain(ax: Axes, of: str, part: pd.DataFrame, places: int, lang: Language) -> None:
    """Write every mean above its mark, or below it."""
    for row in part.itertuples():
        ax.annotate(
            lang.number(row.mean, places),
            (row.year, row.mean),
            xytext=(0, -12 if row.below else 5),
            textcoords="offset points",
            ha="center",
            fontsize=8,
            color=style.levels()[OF_COLOUR[of]],
        )


def _name_chain(ax: Axes, of: str, last: pd.Series, lang: Language) -> None:
    """Write whose means these are behind the last of them."""
    ax.annotate(
        lang(MEANS_OF[of]),
        (last.year, last["mean"]),
        xytext=(16, -4 if last.below else 2),
        textcoords="offset points",
        va="center",
        fontsize=8.5,
        color=style.levels()[OF_COLOUR[of]],
    )


def _beside(part: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Say which labels stand below their mark: under another chain, or where the line rises."""
    rival = part.year.map(others.set_index("year")["mean"])
    rises = (part["mean"].shift(-1) > part["mean"]) & (part.regime.shift(-1) == part.regime)
    return part.assign(below=(part["mean"] < rival) | (rises & ~(part["mean"] > rival)))


def _draw_chain(ax: Axes, level: str, part: pd.DataFrame) -> None:
    colour = style.levels()[level]
    for _, alike in part.groupby("regime", sort=False):
        for a, b in zip(alike.itertuples(), alike.iloc[1:].itertuples(), strict=False):
            if b.year - a.year == 1:
                ax.plot([a.year, b.year], [a.mean, b.mean], color=colour, linewidth=1.5)
    for firm, some in part.groupby(part.quality.isin(PRINTED)):
        face = colour if firm else style.colours().paper
        mark = style.MARKS[level]
        ax.plot(some.year, some["mean"], mark, color=colour, markerfacecolor=face, markersize=5.5)
