"""Drawings of what is sure: confidence sets of ranks, and which indices stay linked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pardx.language import Language
from pardx.report import named_choices, style
from pardx.report.exhibit import Exhibit, Words, figure
from pardx.report.material import Material
from pardx.settings import settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ALPHA = 0.05


def ranks_figure(material: Material) -> Exhibit | None:
    """Draw each province's rank with its confidence set, on the surest index listed in full."""
    sets, bands = material.further["rank_sets"], material.further["noise"]
    sets = sets[sets.indicator.isin(bands.indicator[bands.basis == "simulated"])]
    if sets.empty:
        return None
    width = (sets.high - sets.low).groupby(sets.indicator).median()
    indicator = width.idxmin()
    own = sets[sets.indicator == indicator].sort_values(["rank", "gso_code"])
    return figure(
        "fig-rank-sets",
        draw=lambda lang: _draw_ranks(material, own, lang),
        words=lambda lang: _rank_words(material, own, lang),
        origin=material.origin("rank_sets.csv", indicator),
    )


def _rank_words(material: Material, own: pd.DataFrame, lang: Language) -> Words:
    half = len(own) / 2
    facts = {
        "index": material.short(own.indicator.iloc[0], lang.code),
        "n": len(own),
        "upper": int((own.high <= half).sum()),
        "lower": int((own.low > half).sum()),
        "sure": int(((own.high <= half) | (own.low > half)).sum()),
        "width": lang.number((own.high - own.low + 1).median()),
        "error": lang.number(own.std_error.iloc[0], 2),
        "year": material.year,
    }
    return Words(
        lang(
            "{index}: {sure} of {n} provinces stand for certain in the upper or the lower half",
            **facts,
        ),
        lang(
            "Rank (dot) and its 95 % confidence set (line), {year}; assumed standard error "
            "{error}, n = {n}",
            **facts,
        ),
        lang(
            "One line per province on {index}, best rank first. The confidence set lies within "
            "the upper half for {upper} provinces and within the lower half for {lower}; half "
            "of the sets hold {width} ranks or more.",
            **facts,
        ),
        notes=(
            lang(
                "Stepdown sets of Mogstad, Romano, Shaikh and Wilhelm (2024), each province by "
                "itself. Shown is the survey index with the narrowest sets; the others, and sets "
                "for all provinces at once, are in the CSV."
            ),
        ),
    )


def _draw_ranks(material: Material, own: pd.DataFrame, lang: Language) -> Figure:
    drawing, axes = style.canvas(4.6, 0.118 * len(own) + 0.7)
    ax, place = axes[0, 0], np.arange(len(own))
    line = np.column_stack([own.low, own.high, np.full(len(own), np.nan)]).ravel()
    ax.plot(line, np.repeat(place, 3), color=style.colours().context, linewidth=1.2)
    point = np.column_stack([own["rank"], own["rank"] + 1e-9, np.full(len(own), np.nan)]).ravel()
    ax.plot(
        point,
        np.repeat(place, 3),
        color=style.colours().subject,
        linewidth=4,
        solid_capstyle="round",
    )
    ax.axvline(len(own) / 2 + 0.5, color=style.colours().line, linewidth=1, zorder=0)
    ax.set_yticks(place, material.provinces.name_vi[own.gso_code], fontsize=6.5)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(own) - 0.4, -0.6)
    ax.set_xticks([1, *range(10, len(own) + 1, 10)])
    indicator = own.indicator.iloc[0]
    ax.set_xlabel(material.dictionary.axis(indicator, lang.code, measure="rank"))
    return drawing


def partial_figure(material: Material) -> Exhibit | None:
    """Draw which indices move together once all others are held fixed; not a single pair."""
    rows = material.further["partial"]
    if len(rows) < 2:
        return None
    return figure(
        "fig-partial",
        draw=lambda lang: _draw_links(material, rows, lang),
        words=lambda lang: _link_words(material, rows, lang),
        origin=material.origin("partial.csv", *_nodes(rows)),
    )


def _nodes(rows: pd.DataFrame) -> list[str]:
    return [*dict.fromkeys([*rows.one, *rows.other])]


def _clear(rows: pd.DataFrame) -> pd.Series:
    """Say which pairs stay linked: interval without zero and adjusted p below 5 %."""
    apart = (rows.ci_low > 0) | (rows.ci_high < 0)
    return apart & (rows.p_adjusted < ALPHA)


def _link_words(material: Material, rows: pd.DataFrame, lang: Language) -> Words:
    clear = rows[_clear(rows)]
    each = [
        lang(
            "{one} and {other} {estimate}",
            one=material.short(row.one, lang.code),
            other=material.short(row.other, lang.code),
            estimate=lang.number(row.partial, 2),
        )
        for row in clear.itertuples()
    ]
    facts = {
        "clear": len(clear),
        "total": len(rows),
        "n": int(rows.n.iloc[0]),
        "year": material.year,
        "each": "; ".join(each) or lang("none"),
        "held": named_choices.controls(material, settings().held, lang),
    }
    return Words(
        lang("{clear} of {total} pairs stay linked when all other indices are held fixed", **facts),
        lang("Partial correlation, given all other indices, {held}, {year}; n = {n}", **facts),
        lang(
            "Graph of indices. Linked pairs, with their partial correlation: {each}. All other "
            "pairs have a thin line.",
            **facts,
        ),
        notes=(
            lang(
                "Thick line: 95 % interval without zero and adjusted p below 5 %; as wide as the "
                "association is strong, broken when negative. A thin line is no proof that a pair "
                "is not associated: with so few provinces, many associations go unseen. All "
                "numbers are in the table below. An association is not an effect."
            ),
        ),
    )


def _draw_links(material: Material, rows: pd.DataFrame, lang: Language) -> Figure:
    names = _nodes(rows)
    turn = np.pi / 2 - 2 * np.pi * np.arange(len(names)) / len(names)
    places = dict(zip(names, np.column_stack([np.cos(turn), np.sin(turn)]), strict=True))
    drawing, axes = style.canvas(4.2, 3.6)
    ax = axes[0, 0]
    ax.axis("off")
    ax.set(xlim=(-1.45, 1.45), ylim=(-1.25, 1.3), aspect="equal")
    for row, clear in zip(rows.itertuples(), _clear(rows), strict=True):
        ends = np.array([places[row.one], places[row.other]])
        _link(ax, ends, row.partial, clear=clear, lang=lang)
    for name, (x, y) in places.items():
        ax.plot(x, y, "o", color=style.colours().subject, markersize=7)
        where = "left" if x > 0.3 else "right" if x < -0.3 else "center"
        ax.text(
            1.12 * x,
            1.16 * y,
            material.short(name, lang.code),
            ha=where,
            va="center",
            fontsize=9,
        )
    return drawing


def _link(ax: Axes, ends: np.ndarray, estimate: float, *, clear: bool, lang: Language) -> None:
    ax.plot(
        *ends.T,
        color=style.colours().subject if clear else style.colours().line,
        linewidth=8 * abs(estimate) if clear else 0.8,
        linestyle="--" if clear and estimate < 0 else "-",
        solid_capstyle="butt",
        zorder=1 if clear else 0,
    )
    if clear:
        x, y = ends.mean(0)
        around = {"facecolor": style.colours().paper, "edgecolor": "none", "pad": 1}
        ax.text(x, y, lang.number(estimate, 2), ha="center", va="center", fontsize=9, bbox=around)
