"""The one chart of the province brief: DTI and an outcome, the province marked."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

from pardx.language import N_, Language
from pardx.report import style
from pardx.report.brief_facts import Brief
from pardx.report.brief_words import interval
from pardx.report.exhibit import Words
from pardx.report.findings import verdict
from pardx.stats.association import PREDICTOR

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TITLE = {
    "positive": N_("Higher on DTI, mostly higher on {outcome}"),
    "negative": N_("Higher on DTI, mostly lower on {outcome}"),
    "none": N_("DTI and {outcome}: no clear association"),
}


def chart_words(brief: Brief, lang: Language) -> Words:
    """Title, subtitle and alt text of the chart."""
    relation = brief.facts.relation
    row = SimpleNamespace(**relation.row)
    said = {
        "outcome": brief.short(relation.outcome, lang),
        "n": row.n,
        **brief.common(lang),
        **interval(row, lang),
    }
    if relation.own:
        x, y = (lang.number(place) for place in relation.own)
        subtitle = lang(
            "Ranks {year}, {n} provinces with both; large dot: {place} (DTI {x}, {outcome} {y})",
            x=x,
            y=y,
            **said,
        )
    else:
        subtitle = lang(
            "Ranks {year}, {n} provinces with both; {place} lacks one of the two and is not drawn",
            **said,
        )
    title = lang(TITLE[verdict(row)], **said)
    return Words(
        title,
        subtitle,
        lang(
            "Scatter plot. {subtitle}. Spearman coefficient {estimate}, 95 % interval {low} to "
            "{high}.",
            subtitle=subtitle,
            **said,
        ),
    )


def draw_chart(brief: Brief, lang: Language) -> Figure:
    """Draw the ranks on DTI and the outcome, the province marked."""
    relation = brief.facts.relation
    drawing, axes = style.canvas(4.6, 2.75)
    ax = axes[0, 0]
    others = [point for point in relation.points if point != relation.own]
    ax.plot(
        *zip(*others, strict=True),
        "o",
        color=style.colours().context,
        markersize=4,
        alpha=0.8,
        linewidth=0,
    )
    if relation.own:
        ax.plot(*relation.own, "o", color=style.colours().subject, markersize=9)
        _direct_label(ax, relation.own, brief.facts.province)
    ticks = style.RANK_TICKS
    ax.set(xlim=(65, -1), ylim=(65, -1), xticks=ticks, yticks=ticks)
    ax.set_xlabel(brief.dictionary.axis(PREDICTOR, lang.code, measure="rank"))
    ax.set_ylabel(brief.short(relation.outcome, lang))
    return drawing


def _direct_label(ax: Axes, own: tuple[float, float], name: str) -> None:
    """Write the name beside its dot, towards the middle of the drawing."""
    right_half, upper_half = own[0] < 32, own[1] < 32
    ax.annotate(
        name,
        own,
        xytext=(-7 if right_half else 7, -9 if upper_half else 9),
        textcoords="offset points",
        ha="right" if right_half else "left",
        va="top" if upper_half else "bottom",
        color=style.colours().subject,
        weight="bold",
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1},
    )
