"""Where provinces stand: ranking table, the year at a glance, regions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from pardx.analysis.ranks import FULL_LIST, HEADLINE
from pardx.data.geography import PLACES
from pardx.exhibits import style
from pardx.exhibits.exhibit import Exhibit, Words, figure
from pardx.exhibits.language import MISSING, Language
from pardx.exhibits.material import Material
from pardx.exhibits.tables import Cell, Sheet, numeral, table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
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
    known, allowed = lang.number(score, places), _bound(material, row, name, lang)
    below = [known] if pd.notna(score) else allowed
    below += [_rank_change(material, name, change, lang)] if pd.notna(change) else []
    below += [str(row[f"{name}_quality"])]
    head = f"{rank:.0f}/{row[f'{name}_places']}" if pd.notna(rank) else MISSING
    return Cell(head, " · ".join(below), key=rank if pd.notna(rank) else "")


def _bound(material: Material, row: pd.Series, name: str, lang: Language) -> list[str]:
    """Print the interval that the neighbours' scores allow; nothing where it is open."""
    bounds = material.further["bounds"]
    found = bounds[(bounds.gso_code == row["gso_code"]) & (bounds.indicator == name)]
    places = material.catalogue.decimals(name)
    return [
        lang(
            "ranking.bound",
            lower=lang.number(bound.lower, places),
            upper=lang.number(bound.upper, places),
        )
        for bound in found.dropna(subset=["lower", "upper"]).itertuples()
    ]


def _rank_change(material: Material, name: str, change: float, lang: Language) -> str:
    """Print places gained, with a mark when the method changed in between."""
    broken = len(material.catalogue.breaks_into(name, material.year))
    text = lang("ranking.change", change=lang.signed(change))
    return f"{text}{BREAK_MARK}" if broken else text


def _ranked_on_all(material: Material, shown: list[str]) -> int:
    """Count the provinces with a rank on every index shown."""
    ranks = material.ranking[[f"{name}_rank" for name in shown]]
    return int(ranks.notna().all(axis=1).sum())


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
    counted = [lang("ranking.counted")] if any(name.startswith("papi_") for name in shown) else []
    return Words(
        lang("ranking.title", n=_ranked_on_all(material, shown), year=material.year),
        lang("ranking.subtitle", counts=lang.listed(counts)),
        notes=(
            lang("quality.flags"),
            *counted,
            lang("ranking.sign"),
            lang("ranking.bounds"),
            *breaks,
        ),
    )


def glance_table(material: Material) -> Exhibit:
    """Show each index's national mean, its change, and who is first and last."""
    indices = tuple(material.glance.indicator)
    return table(
        "tab-glance",
        sheet=lambda lang: _glance_sheet(material, lang),
        words=lambda lang: Words(
            _glance_title(material, lang),
            lang("glance.subtitle"),
            notes=(lang("glance.note"), *_refusals(material, lang)),
        ),
        origin=material.origin("glance.csv", *indices),
    )


def _glance_title(material: Material, lang: Language) -> str:
    """Name who leads most indices, when someone leads several."""
    leads = material.glance["first"].replace("", None).value_counts()
    if leads.empty or leads.iloc[0] < 2:
        return lang("glance.title", year=material.year)
    facts = {"leader": leads.index[0], "n": leads.iloc[0], "total": len(material.glance)}
    return lang("glance.leads", year=material.year, **facts)


def _refusals(material: Material, lang: Language) -> list[str]:
    """Say why a change of the mean is not given."""
    reasons = material.glance.set_index("indicator")[f"refused_{lang.code}"]
    return [
        lang("method.change", index=material.short(name, lang.code), change=reason)
        for name, reason in reasons.items()
        if isinstance(reason, str) and reason
    ]


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
        return Cell(lang("glance.break"))
    return numeral(lang, row.mean_change, places, signed=True)


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
    title = "title" if material.ranked(indicator) >= FULL_LIST else "partial"
    return Words(
        *(lang(f"regions.{part}", **facts) for part in (title, "subtitle", "alt")),
        notes=(lang("regions.note"),),
    )


def _draw_regions(
    material: Material, ranks: pd.DataFrame, medians: pd.DataFrame, lang: Language
) -> Figure:
    """Draw a line of dots per region, its name above the line, hollow where derived."""
    drawing, axes = style.canvas(4.4, 0.6 * len(medians) + 0.6)
    ax = axes[0, 0]
    for y, (region, row) in enumerate(medians.iterrows()):
        ours = ranks[ranks.region == region]
        ax.axhline(y, color=style.HAIRLINE, linewidth=0.6, zorder=0)
        for firm, some in ours.groupby(ours.quality.isin(["A", "B"])):
            face = style.CONTEXT if firm else style.PAPER
            ax.plot(
                some["rank"],
                [y] * len(some),
                "o",
                color=style.CONTEXT,
                markerfacecolor=face,
                markersize=4.5,
            )
        ax.plot(row["median"], y, "|", color=style.SUBJECT, markersize=15, markeredgewidth=3)
        label = lang(
            "regions.label",
            region=material.region(region, lang.code),
            n=f"{row['n']:.0f}",
            total=f"{row['provinces']:.0f}",
        )
        ax.text(64, y - 0.28, label, fontsize=9, va="bottom")
    ax.set(xlim=(64.5, 0), ylim=(len(medians) - 0.6, -0.85), yticks=[])
    of = material.catalogue.axis(medians.indicator.iloc[0], lang.code, measure="rank")
    ax.set(xlabel=of, xticks=style.RANK_TICKS)
    ax.spines["left"].set_visible(False)
    return drawing


def glance(material: Material) -> list[Exhibit]:
    """Show the year at a glance: means and their chain, groups, ends of the lists, regions."""
    shown = [glance_table(material)]
    if len(material.means.query("of == 'province' and indicator == 'par_index'")) > 1:
        shown.append(means_figure(material, "par_index", ("province",)))
    if material.groups.n.sum():
        shown.append(groups_table(material))
    if len(material.extremes):
        shown.append(extremes_table(material))
    return shown


def regions(material: Material) -> list[Exhibit]:
    """Show the regions: ranks by region, and the means that were published."""
    shown = regions_figures(material)
    return [*shown, regional_table(material)] if len(material.regional_means) else shown


OF_COLOUR = {"province": "locality_group", "ministry": "ministry_group"}
"""Whose mean -> the level whose colour and mark it has in every figure."""


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
    places = material.catalogue.decimals(indicator)
    latest = rows.sort_values("year").iloc[-1]
    each = [
        lang(
            "means.each",
            of=lang(f"means.of.{of}"),
            figures="; ".join(
                lang("means.figure", year=row.year, mean=lang.number(row.mean, places))
                for row in part.itertuples()
            ),
        )
        for of, part in rows.groupby("of", sort=False)
    ]
    facts = {
        "index": material.short(indicator, lang.code),
        "year": latest.year,
        "mean": lang.number(latest["mean"], places),
        "of": lang(f"means.of.{latest.of}"),
        "first": rows.year.min(),
        "each": " ".join(each),
    }
    return Words(
        *(lang(f"means.{part}", **facts) for part in ("title", "subtitle", "alt")),
        notes=(lang("means.note"),),
    )


def _draw_means(material: Material, rows: pd.DataFrame, lang: Language) -> Figure:
    places = material.catalogue.decimals(rows.indicator.iloc[0])
    drawing, axes = style.canvas(4.4, 2.7)
    ax = axes[0, 0]
    for of, part in rows.groupby("of", sort=False):
        _draw_chain(ax, OF_COLOUR[of], part)
        _label_chain(ax, of, _beside(part, rows[rows.of != of]), places, lang)
    for year in sorted(set(rows.regime) - {0, rows.regime.min()}):
        ax.axvline(year - 0.5, color=style.CONTEXT, linewidth=0.8, linestyle=(0, (3, 3)))
    first, last = rows.year.min(), rows.year.max()
    room = 0.35 if rows.of.iloc[0] != rows.of.iloc[-1] else 0.06
    ax.set(xlim=(first - 0.6, last + 0.5 + room * max(4, last - first)))
    ax.margins(y=0.15)
    ax.set_xticks(range(first, last + 1, 2 if last - first > 5 else 1))
    ax.yaxis.set_visible(False)
    ax.spines["left"].set_visible(False)
    return drawing


def _label_chain(ax: Axes, of: str, part: pd.DataFrame, places: int, lang: Language) -> None:
    """Write every mean above its mark, and whose they are behind the last where two chains run."""
    colour = style.LEVELS[OF_COLOUR[of]]
    for row in part.itertuples():
        ax.annotate(
            lang.number(row.mean, places),
            (row.year, row.mean),
            xytext=(0, -12 if row.below else 5),
            textcoords="offset points",
            ha="center",
            fontsize=8,
            color=colour,
        )
    last = part.iloc[-1]
    ax.annotate(
        lang(f"means.of.{of}"),
        (last.year, last["mean"]),
        xytext=(9, -4 if last.below else 2),
        textcoords="offset points",
        va="center",
        fontsize=8.5,
        color=colour,
    )


def _beside(part: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Say which labels stand below their mark: under another chain, or where the line rises."""
    rival = part.year.map(others.set_index("year")["mean"])
    rises = (part["mean"].shift(-1) > part["mean"]) & (part.regime.shift(-1) == part.regime)
    return part.assign(below=(part["mean"] < rival) | (rises & ~(part["mean"] > rival)))


def _draw_chain(ax: Axes, level: str, part: pd.DataFrame) -> None:
    colour = style.LEVELS[level]
    for _, alike in part.groupby("regime", sort=False):
        for a, b in zip(alike.itertuples(), alike.iloc[1:].itertuples(), strict=False):
            if b.year - a.year == 1:
                ax.plot([a.year, b.year], [a.mean, b.mean], color=colour, linewidth=1.5)
    for firm, some in part.groupby(part.quality.isin(["A", "B"])):
        face = colour if firm else style.PAPER
        mark = style.MARKS[level]
        ax.plot(some.year, some["mean"], mark, color=colour, markerfacecolor=face, markersize=5.5)


def groups_table(material: Material) -> Exhibit:
    """List the provinces in each group of PAR INDEX scores."""
    total = int(material.groups.n.sum())
    top = material.groups.iloc[0]
    return table(
        "tab-groups",
        sheet=lambda lang: Sheet(
            tuple(lang(f"groups.head.{part}") for part in ("group", "range", "n", "provinces")),
            tuple(_group_row(material, row, lang) for row in material.groups.itertuples()),
            frozenset({2}),
        ),
        words=lambda lang: Words(
            lang("groups.title", n=top.n, total=total),
            lang("groups.subtitle", year=material.year, total=total),
            notes=(lang("groups.note", unknown=PLACES - total),),
        ),
        origin=material.origin("groups.csv", "par_index"),
    )


def _group_row(material: Material, row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
    codes = row.provinces.split(";") if isinstance(row.provinces, str) else []
    key = "groups.lowest" if row.low == 0 else "groups.top" if row.high > 100 else "groups.range"
    return (
        Cell(lang(f"groups.name.{row.group}")),
        Cell(lang(key, low=lang.number(row.low), high=lang.number(row.high))),
        Cell(str(row.n)),
        Cell(lang.listed([material.provinces.name_vi[code] for code in codes])),
    )


def _extremes_title(material: Material, shown: list[str], lang: Language) -> str:
    """Count who is at the top of several indices, where several have ranks."""
    if len(shown) == 1:
        return lang("extremes.title.one", year=material.year)
    top = material.extremes.query("end == 'top'")
    indices = top.groupby("gso_code").indicator.nunique()
    return lang("extremes.title.several", n=int((indices > 1).sum()), year=material.year)


def extremes_table(material: Material) -> Exhibit:
    """Print who holds the first and last places of each index."""
    shown = list(dict.fromkeys(material.extremes.indicator))
    by_place = material.extremes.groupby(["end", "rank"])
    places = sorted({(row.end == "bottom", row.rank) for row in material.extremes.itertuples()})

    def sheet(lang: Language) -> Sheet:
        heads = [material.short(name, lang.code) for name in shown]
        rows = tuple(
            (
                Cell(lang("extremes.place", rank=f"{rank:.0f}")),
                *_holders(
                    material, by_place.get_group(("bottom" if low else "top", rank)), shown, lang
                ),
            )
            for low, rank in places
        )
        return Sheet((lang("extremes.head"), *heads), rows)

    return table(
        "tab-extremes",
        sheet=sheet,
        words=lambda lang: Words(
            _extremes_title(material, shown, lang),
            lang("extremes.subtitle"),
            notes=(lang("extremes.note"),),
        ),
        origin=material.origin("extremes.csv", *shown),
    )


def _holders(
    material: Material, rows: pd.DataFrame, shown: list[str], lang: Language
) -> list[Cell]:
    """Make a cell per index: who holds the place, and with which score."""
    cells = []
    for name in shown:
        ours = rows[rows.indicator == name]
        scores = ours.score.dropna()
        score = (
            lang.number(scores.iloc[0], material.catalogue.decimals(name)) if len(scores) else ""
        )
        cells.append(Cell(lang.listed(ours.province.to_list()), score))
    return cells


def regional_table(material: Material) -> Exhibit:
    """Print the PAR INDEX means of the regions that were published, beside the known ranks."""
    ranks = material.regions.query("indicator == 'par_index'").set_index("region")
    means = material.regional_means.set_index("region")
    order = means["mean"].reindex(ranks.index).sort_values(ascending=False).index
    best = means["mean"].idxmax()

    def sheet(lang: Language) -> Sheet:
        heads = ("region", "mean", "n", "median", "best", "worst")
        rows = tuple(_regional_row(material, ranks.loc[name], means, lang) for name in order)
        return Sheet(
            tuple(lang(f"regional.{part}") for part in heads), rows, frozenset(range(1, 6))
        )

    return table(
        "tab-regions",
        sheet=sheet,
        words=lambda lang: Words(
            lang("regional.title", region=material.region(best, lang.code), year=material.year),
            lang("regional.subtitle", year=material.year, n=len(means)),
            notes=(lang("regional.note"),),
        ),
        origin=material.origin("regional_means.csv", "par_index"),
    )


def _regional_row(
    material: Material, ranks: pd.Series, means: pd.DataFrame, lang: Language
) -> tuple[Cell, ...]:
    mean = means["mean"].get(ranks.name, float("nan"))
    known = lang("regional.known", n=f"{ranks['n']:.0f}", total=f"{ranks.provinces:.0f}")
    return (
        Cell(material.region(ranks.name, lang.code)),
        numeral(lang, mean, material.catalogue.decimals("par_index")),
        Cell(known),
        numeral(lang, ranks["median"], 1),
        numeral(lang, ranks.best),
        numeral(lang, ranks.worst),
    )
