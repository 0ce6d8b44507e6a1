"""The six regions: where their provinces stand, and the means that were published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pardx.data.crosschecks import PRINTED
from pardx.language import N_, Language
from pardx.report import style
from pardx.report.exhibit import Exhibit, Words, figure
from pardx.report.material import Material
from pardx.report.tables import Cell, Sheet, numeral, table
from pardx.stats.ranks import FULL_LIST

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def regions(material: Material) -> list[Exhibit]:
    """Show the regions: ranks by region, and the means that were published."""
    shown = regions_figures(material)
    return [*shown, regional_table(material)] if len(material.regional_means) else shown


def regions_figures(material: Material) -> list[Exhibit]:
    """Draw one regional dot plot for each index the year is shown by."""
    return [regions_figure(material, indicator) for indicator in material.subjects()]


def regions_figure(material: Material, indicator: str) -> Exhibit:
    """Show each province's rank by region, with the region's median marked."""
    columns = ["region", f"{indicator}_rank", f"{indicator}_quality"]
    ranks = material.ranking[columns].set_axis(["region", "rank", "quality"], axis=1)
    medians = material.regions.query("indicator == @indicator").set_index("region")
    known = ranks.dropna(subset=["rank"])
    order = list(medians.sort_values(["median", "best"]).index)
    return figure(
        f"fig-regions-{indicator.replace('_', '-')}",
        draw=lambda lang: _draw_regions(material, known, medians.loc[order], lang),
        words=lambda lang: _regions_words(
            material, indicator, medians.loc[order], _signs(known, medians), lang
        ),
        origin=material.origin("regions.csv", indicator),
    )


def _signs(known: pd.DataFrame, medians: pd.DataFrame) -> list[str]:
    """List what is to be said of the drawing: regions known in part, hollow marks."""
    in_part = N_("Where ranks are known for part of a region only, its median describes that part.")
    hollow = N_("Hollow marks: the rank is derived or unsettled (C, X).")
    holds = {
        in_part: (medians["n"] < medians.provinces).any(),
        hollow: (~known.quality.isin(PRINTED)).any(),
    }
    return [sign for sign, held in holds.items() if held]


def _regions_words(
    material: Material,
    indicator: str,
    medians: pd.DataFrame,
    signs: list[str],
    lang: Language,
) -> Words:
    each = [
        lang(
            "{region} {median} ({n} of {provinces} provinces)",
            region=material.region(region, lang.code),
            median=lang.number(row["median"], 1),
            n=row["n"],
            provinces=row["provinces"],
        )
        for region, row in medians.iterrows()
        if row["n"]
    ]
    facts = {
        "index": material.short(indicator, lang.code),
        "year": material.year,
        "n": material.ranked(indicator),
        "region": material.region(medians.index[0], lang.code),
        "each": "; ".join(each),
    }
    full = material.ranked(indicator) >= FULL_LIST
    return Words(
        lang(
            N_("{region} has the best median rank on {index}")
            if full
            else N_("Of the known ranks, {region} has the best on {index}"),
            **facts,
        ),
        lang(
            "Rank of each province on {index}, {year}, by region (known of all); bar: median; "
            "n = {n} of 63",
            **facts,
        ),
        lang("Dot plot of ranks on {index} {year} by region, medians: {each}.", **facts),
        notes=tuple(map(lang, signs)),
    )


def _draw_regions(
    material: Material, ranks: pd.DataFrame, medians: pd.DataFrame, lang: Language
) -> Figure:
    """Draw a line of dots per region, its name above the line, hollow where derived."""
    drawing, axes = style.canvas(4.4, 0.6 * len(medians) + 0.6)
    ax = axes[0, 0]
    for y, (region, row) in enumerate(medians.iterrows()):
        ours = ranks[ranks.region == region]
        ax.axhline(y, color=style.colours().line, linewidth=0.6, zorder=0)
        for firm, some in ours.groupby(ours.quality.isin(PRINTED)):
            face = style.colours().context if firm else style.colours().paper
            ax.plot(
                some["rank"],
                [y] * len(some),
                "o",
                color=style.colours().context,
                markerfacecolor=face,
                markersize=4.5,
            )
        ax.plot(
            row["median"], y, "|", color=style.colours().subject, markersize=15, markeredgewidth=3
        )
        label = lang(
            "{region} ({n} of {total})",
            region=material.region(region, lang.code),
            n=f"{row['n']:.0f}",
            total=f"{row['provinces']:.0f}",
        )
        ax.text(64, y - 0.28, label, fontsize=9, va="bottom")
    ax.set(xlim=(64.5, 0), ylim=(len(medians) - 0.6, -0.85), yticks=[])
    of = material.dictionary.axis(medians.indicator.iloc[0], lang.code, measure="rank")
    ax.set(xlabel=of, xticks=style.RANK_TICKS)
    ax.spines["left"].set_visible(False)
    return drawing


def regional_table(material: Material) -> Exhibit:
    """Print the PAR INDEX means of the regions that were published, beside the known ranks."""
    ranks = material.regions.query("indicator == 'par_index'").set_index("region")
    means = material.regional_means.set_index("region")
    order = means["mean"].reindex(ranks.index).sort_values(ascending=False).index
    best = means["mean"].idxmax()

    def sheet(lang: Language) -> Sheet:
        heads = (
            lang("Region"),
            lang("Published mean"),
            lang("Ranks known"),
            lang("Median rank"),
            lang("Best"),
            lang("Last"),
        )
        rows = tuple(_regional_row(material, ranks.loc[name], means, lang) for name in order)
        return Sheet(heads, rows, frozenset(range(1, 6)))

    return table(
        "tab-regions",
        sheet=sheet,
        words=lambda lang: Words(
            lang(
                "{region}: highest published regional mean, {year}",
                region=material.region(best, lang.code),
                year=material.year,
            ),
            lang(
                "PAR INDEX {year}: published mean of the region (%; {n} of 6 published), and known "
                "ranks",
                year=material.year,
                n=len(means),
            ),
            notes=(
                lang(
                    "Ranks count over the 63 provinces. A dash: no mean was published for the "
                    "region, or the sources disagree."
                ),
            ),
        ),
        origin=material.origin("regional_means.csv", "par_index"),
    )


def _regional_row(
    material: Material, ranks: pd.Series, means: pd.DataFrame, lang: Language
) -> tuple[Cell, ...]:
    mean = means["mean"].get(ranks.name, float("nan"))
    known = lang("{n}/{total}", n=f"{ranks['n']:.0f}", total=f"{ranks.provinces:.0f}")
    return (
        Cell(material.region(ranks.name, lang.code)),
        numeral(lang, mean, material.dictionary.decimals("par_index")),
        Cell(known),
        numeral(lang, ranks["median"], 1),
        numeral(lang, ranks.best),
        numeral(lang, ranks.worst),
    )
