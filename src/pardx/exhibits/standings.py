"""Where provinces stand: ranking table, the year at a glance, regions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from pardx.analysis.ranks import HEADLINE
from pardx.exhibits import style
from pardx.exhibits.exhibit import Exhibit, Words, figure
from pardx.exhibits.language import MISSING, Language
from pardx.exhibits.material import Material
from pardx.exhibits.tables import Cell, Sheet, numeral, table

if TYPE_CHECKING:
    from matplotlib.figure import Figure


BREAK_MARK = "†"
"""Stands behind a change of rank across a break of comparability."""


def ranking_table(material: Material) -> Exhibit:
    """Show rank, score, places gained and quality of all 63 provinces."""
    shown = [name for name in HEADLINE if material.ranking[_columns(name)].notna().any(axis=None)]
    return table(
        "tab-ranking",
        sheet=lambda lang: _ranking_sheet(material, shown, lang),
        words=lambda lang: _ranking_words(material, shown, lang),
        origin=material.origin("ranking.csv", *shown),
    )


def _columns(indicator: str) -> list[str]:
    return [f"{indicator}_score", f"{indicator}_rank"]


def _ranking_sheet(material: Material, shown: list[str], lang: Language) -> Sheet:
    heads = [material.short(name, lang.code) for name in shown]
    rows = tuple(
        (
            Cell(row["province"], material.region(row["region"], lang.code), key=row["province"]),
            *(_standing_cell(material, row, name, lang) for name in shown),
        )
        for _, row in material.ranking.iterrows()
    )
    numeric = frozenset(range(1, len(shown) + 1))
    return Sheet((lang("ranking.province"), *heads), rows, numeric, sortable=True)


def _standing_cell(material: Material, row: pd.Series, name: str, lang: Language) -> Cell:
    """Print the rank over its places; below it score, places gained, quality flag."""
    score, rank, change = (row[f"{name}_{part}"] for part in ("score", "rank", "rank_change"))
    if pd.isna(rank) and pd.isna(score):
        return Cell(MISSING)
    places = material.catalogue.decimals(name)
    below = [lang.number(score, places)] if pd.notna(score) else []
    below += [_rank_change(material, name, change, lang)] if pd.notna(change) else []
    below += [str(row[f"{name}_quality"])]
    head = f"{rank:.0f}/{row[f'{name}_places']}" if pd.notna(rank) else MISSING
    return Cell(head, " · ".join(below), key=rank if pd.notna(rank) else "")


def _rank_change(material: Material, name: str, change: float, lang: Language) -> str:
    """Print places gained, with a mark when the method changed in between."""
    broken = len(material.catalogue.breaks_into(name, material.year))
    text = lang("ranking.change", change=lang.signed(change))
    return f"{text}{BREAK_MARK}" if broken else text


def _ranking_words(material: Material, shown: list[str], lang: Language) -> Words:
    counts = [
        lang("ranking.count", index=material.short(name, lang.code), n=material.ranked(name))
        for name in shown
    ]
    breaks = [
        lang(
            "ranking.break",
            mark=BREAK_MARK,
            index=material.short(name, lang.code),
            year=material.year,
        )
        for name in shown
        if len(material.catalogue.breaks_into(name, material.year))
    ]
    return Words(
        lang("ranking.title", year=material.year),
        lang("ranking.subtitle", counts=lang.listed(counts)),
        notes=(lang("ranking.flags"), lang("ranking.counted"), *breaks),
    )


def glance_table(material: Material) -> Exhibit:
    """Show each index's national mean, its change, and who is first and last."""
    indices = tuple(material.glance.indicator)
    return table(
        "tab-glance",
        sheet=lambda lang: _glance_sheet(material, lang),
        words=lambda lang: Words(
            lang("glance.title", year=material.year),
            lang("glance.subtitle"),
            notes=(lang("glance.note"),),
        ),
        origin=material.origin("glance.csv", *indices),
    )


def _glance_sheet(material: Material, lang: Language) -> Sheet:
    parts = ("index", "mean", "change", "above", "first", "last")
    rows = tuple(_glance_row(material, row, lang) for row in material.glance.itertuples())
    return Sheet(tuple(lang(f"glance.{part}") for part in parts), rows, frozenset({1, 2, 3}))


def _glance_row(material: Material, row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
    places = material.catalogue.decimals(row.indicator)
    above = lang("glance.of", n=row.above_mean, total=row.n_scores) if row.mean == row.mean else ""
    names = [name if isinstance(name, str) else "" for name in (row.first, row.last)]
    return (
        Cell(material.short(row.indicator, lang.code)),
        numeral(lang, row.mean, places),
        _mean_change(row, places, lang),
        Cell(above or MISSING),
        *(Cell(name or MISSING) for name in names),
    )


def _mean_change(row: NamedTuple, places: int, lang: Language) -> Cell:
    """Print the change of the mean, or that it is refused and why."""
    refused = getattr(row, f"refused_{lang.code}")
    if isinstance(refused, str) and refused:
        return Cell(lang("glance.break"), refused)
    return numeral(lang, row.mean_change, places, signed=True)


def regions_figures(material: Material) -> list[Exhibit]:
    """Draw one regional dot plot for each index the year is shown by."""
    return [regions_figure(material, indicator) for indicator in material.subjects()]


def regions_figure(material: Material, indicator: str) -> Exhibit:
    """Show each province's rank by region, with the region's median marked."""
    ranks = material.ranking[["region", f"{indicator}_rank"]].set_axis(["region", "rank"], axis=1)
    medians = material.regions.query("indicator == @indicator").set_index("region")
    order = list(medians.sort_values(["median", "best"]).index)
    return figure(
        f"fig-regions-{indicator.replace('_', '-')}",
        draw=lambda lang: _draw_regions(material, ranks.dropna(), medians.loc[order], lang),
        words=lambda lang: _regions_words(material, indicator, medians.loc[order], lang),
        origin=material.origin("regions.csv", indicator),
    )


def _regions_words(
    material: Material, indicator: str, medians: pd.DataFrame, lang: Language
) -> Words:
    each = [
        lang(
            "regions.each",
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
    return Words(
        *(lang(f"regions.{part}", **facts) for part in ("title", "subtitle", "alt")),
        notes=(lang("regions.note"),),
    )


def _draw_regions(
    material: Material, ranks: pd.DataFrame, medians: pd.DataFrame, lang: Language
) -> Figure:
    import seaborn as sns

    drawing, axes = style.canvas(4.8, 3.4)
    ax = axes[0, 0]
    labels = [
        f"{material.region(region, lang.code)}\n{row['n']:.0f}/{row['provinces']:.0f}"
        for region, row in medians.iterrows()
    ]
    sns.stripplot(
        data=ranks,
        x="rank",
        y="region",
        order=list(medians.index),
        jitter=False,
        ax=ax,
        color=style.CONTEXT,
        alpha=0.75,
        size=5,
    )
    ax.plot(
        medians["median"],
        range(len(medians)),
        "|",
        color=style.SUBJECT,
        markersize=16,
        markeredgewidth=3,
    )
    ax.set(xlim=(64, 0), xlabel=lang("regions.axis"), ylabel="")
    ax.set_xticks([63, 45, 30, 15, 1])
    ax.set_yticks(range(len(labels)), labels, fontsize=7.5)
    ax.grid(axis="y", color=style.HAIRLINE, linewidth=0.6)
    return drawing
