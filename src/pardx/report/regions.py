"""The six regions: the ranks of their provinces, and the means that were published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pardx.data.crosschecks import PRINTED
from pardx.data.dictionary import Dictionary
from pardx.language import N_, Language
from pardx.report import style
from pardx.report.exhibit import Exhibit, Words, figure, origin
from pardx.report.tables import Cell, Column, numeral, table_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def regions_figure(
    ranking: pd.DataFrame, regions: pd.DataFrame, indicator: str, dictionary: Dictionary, year: int
) -> Exhibit:
    """Show each province's rank by region, with the region's median marked.

    Parameters
    ----------
    ranking : DataFrame
        One row per province.
    regions : DataFrame
        Median rank and number of known ranks of each region, by index.
    indicator : str
        One of the headline indices.
    dictionary : Dictionary
        Names index and regions.
    year : int
        Year of the report.
    """
    columns = ["region", f"{indicator}_rank", f"{indicator}_quality"]
    ranks = ranking[columns].set_axis(["region", "rank", "quality"], axis=1).dropna(subset="rank")
    medians = _in_order(regions.query("indicator == @indicator"), dictionary)
    return figure(
        f"fig-regions-{indicator.replace('_', '-')}",
        draw=lambda lang: _draw_regions(ranks, medians, dictionary, lang),
        words=lambda lang: _regions_words(ranks, medians, dictionary, year, lang),
        origin=origin("regions.csv", dictionary, indicator),
    )


def _in_order(regions: pd.DataFrame, dictionary: Dictionary) -> pd.DataFrame:
    """Order regions by median; those of which too little is known follow as the map has them."""
    places = list(dict.fromkeys(dictionary.known_regions.region6_vi))
    listed = regions.assign(
        median=regions["median"].where(regions.ordered), place=regions.region.map(places.index)
    )
    return listed.sort_values(["median", "best", "place"]).set_index("region")


def _regions_words(
    ranks: pd.DataFrame, medians: pd.DataFrame, dictionary: Dictionary, year: int, lang: Language
) -> Words:
    each = [
        lang(
            "{region} {median} ({n} of {provinces} provinces)",
            region=dictionary.region(region, lang.code),
            median=lang.number(row["median"], 1),
            n=row["n"],
            provinces=row["provinces"],
        )
        for region, row in medians[medians.ordered].iterrows()
    ]
    facts = {
        "index": dictionary.short(medians.indicator.iloc[0], lang.code),
        "year": year,
        "n": len(ranks),
        "places": int(medians.provinces.sum()),
        "region": dictionary.region(medians.index[0], lang.code),
        "each": "; ".join(each),
    }
    in_part = medians.ordered & (medians["n"] < medians.provinces)
    notes = {
        N_("Hollow marks: the rank is calculated, or the sources disagree (C, X)."): (
            not ranks.quality.isin(PRINTED).all()
        ),
        N_("Where only part of a region's ranks were collected, its median describes that part."): (
            in_part.any()
        ),
        N_(
            "Regions of which fewer than two thirds of the ranks were collected have no median "
            "and come last, in no order."
        ): not medians.ordered.all(),
    }
    title = (
        N_("{region} has the best median rank on {index}")
        if medians.ordered.all()
        else N_("{region}: best median on {index} of the {regions} regions that can be compared")
        if medians.ordered.sum() > 1
        else N_("{index}: too few ranks were collected to compare regions")
    )
    alt = (
        N_("Dot plot of ranks on {index} {year} by region, medians: {each}.")
        if each
        else N_("Dot plot of ranks on {index} {year} by region.")
    )
    return Words(
        lang(title, regions=int(medians.ordered.sum()), **facts),
        lang(
            "Rank of each province on {index}, {year}, by region (collected of all); bar: "
            "median; n = {n} of {places}",
            **facts,
        ),
        lang(alt, **facts),
        notes=tuple(lang(note) for note, held in notes.items() if held),
    )


def _draw_regions(
    ranks: pd.DataFrame, medians: pd.DataFrame, dictionary: Dictionary, lang: Language
) -> Figure:
    """Draw a line of dots per region, its name above the line, hollow where derived."""
    drawing, [[ax]] = style.canvas(4.4, 0.6 * len(medians) + 0.6)
    colours, places = style.colours(), int(medians.provinces.sum())
    for y, (region, row) in enumerate(medians.iterrows()):
        ours = ranks[ranks.region == region].assign(y=y)
        ax.axhline(y, color=colours.line, linewidth=0.6, zorder=0)
        style.marks(ax, ours, "rank", "y", "o", colour=colours.context, size=4.5)
        bar = {"color": colours.subject, "markersize": 15, "markeredgewidth": 3}
        if row.ordered:
            ax.plot(row["median"], y, "|", **bar)
        label = lang(
            "{region} ({n} of {total})",
            region=dictionary.region(region, lang.code),
            n=f"{row['n']:.0f}",
            total=f"{row['provinces']:.0f}",
        )
        ax.text(places + 1, y - 0.28, label, fontsize=9, va="bottom")
    ax.set(xlim=(places + 1.5, 0), ylim=(len(medians) - 0.6, -0.85), yticks=[])
    of = dictionary.axis(medians.indicator.iloc[0], lang.code, measure="rank")
    ax.set(xlabel=of, xticks=style.rank_ticks(places))
    ax.spines["left"].set_visible(False)
    return drawing


def regional_table(
    regions: pd.DataFrame, regional_means: pd.DataFrame, dictionary: Dictionary, year: int
) -> Exhibit | None:
    """Print the published PAR INDEX means of the regions beside the known ranks, if there are any.

    Parameters
    ----------
    regions : DataFrame
        Median rank and number of known ranks of each region, by index.
    regional_means : DataFrame
        Published means.
    dictionary : Dictionary
        Names regions.
    year : int
        Year of the report.
    """
    if regional_means.empty:
        return None
    means = regional_means.set_index("region")["mean"]
    ranks = _in_order(regions.query("indicator == 'par_index'"), dictionary).join(means)
    ranks = ranks.sort_values(["mean", "place"], ascending=[False, True])
    places = dictionary.decimals("par_index")
    return table_of(
        "tab-regions",
        ranks,
        [
            Column(
                N_("Region"),
                lambda row, lang: Cell(dictionary.region(row.Index, lang.code)),
                numeric=False,
            ),
            Column(N_("Published mean"), lambda row, lang: numeral(lang, row.mean, places)),
            Column(
                N_("Ranks collected"),
                lambda row, lang: Cell(lang("{n}/{total}", n=row.n, total=row.provinces)),
            ),
            Column(N_("Median rank"), lambda row, lang: numeral(lang, row.median, 1)),
            Column(N_("Highest rank collected"), lambda row, lang: numeral(lang, row.best)),
            Column(N_("Lowest rank collected"), lambda row, lang: numeral(lang, row.worst)),
        ],
        words=lambda lang: Words(
            lang(
                N_(
                    "{region}: highest published mean of the {n} regions collected, "
                    "PAR INDEX {year}"
                )
                if len(means) > 1
                else N_("{region}: the one region whose PAR INDEX mean was collected, {year}"),
                region=dictionary.region(means.idxmax(), lang.code),
                n=len(means),
                year=year,
            ),
            lang(
                "PAR INDEX {year}: published mean of the region (%; {n} of 6 collected), and "
                "ranks collected",
                year=year,
                n=len(means),
            ),
            notes=(
                lang(
                    "Ranks count over the {places} provinces. A dash: the mean was not collected "
                    "or the sources disagree, or fewer than two thirds of the ranks were "
                    "collected. Regions without a mean are in no order.",
                    places=int(ranks.provinces.sum()),
                ),
            ),
        ),
        origin=origin("regional_means.csv", dictionary, "par_index"),
    )
