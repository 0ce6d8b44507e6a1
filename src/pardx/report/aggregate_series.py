"""Digital government nationwide: each series with its period and definition, never spliced."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from pardx.data.crosschecks import PRINTED
from pardx.language import N_, Language
from pardx.report import periods, style
from pardx.report.exhibit import Exhibit, Words, figure, prose, render, untitled
from pardx.report.material import Material
from pardx.report.tables import QUALITY_FLAGS, Cell, Sheet, table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PANELS = (
    "e_result_share",
    "dossier_digitised_share",
    "online_dossier_share",
    "online_processing_share",
    "online_dossier_full_share",
    "portal_online_services",
    "vneid_accounts_activated",
    "chip_id_cards_issued",
)
"""Series drawn, one panel each: three definitions of "online" stay three panels."""

LEVEL_ORDER = ("national", "ministry_group", "locality_group")

QUANTITY = {
    "percent": N_("{value} %"),
    "million": N_("{value} million"),
    "count": N_("{value}"),
}
UNIT = {
    "percent": N_("%"),
    "million": N_("million"),
    "count": N_("number"),
}
QUALIFIER = {
    "over": N_("over {value}"),
    "about": N_("about {value}"),
    "nearly": N_("nearly {value}"),
}
LEVEL = {
    "national": N_("country"),
    "ministry_group": N_("ministries"),
    "locality_group": N_("localities"),
}


def overview(material: Material) -> list[Exhibit]:
    """Show the series as small multiples with their definitions, or say there is none."""
    if material.national.empty:
        return [
            prose(
                "no-national",
                lambda lang: [
                    lang(
                        "No figure on digital government nationwide was found for {year} or "
                        "earlier.",
                        year=material.year,
                    )
                ],
            )
        ]
    return [small_multiples(material), definitions(material)]


def full(material: Material) -> list[Exhibit]:
    """Show all there is: drawings, every figure in a table, definitions."""
    if material.national.empty:
        return overview(material)
    return [small_multiples(material), figures_table(material), definitions(material)]


def small_multiples(material: Material) -> Exhibit:
    """Draw one panel per definition over time."""
    parts = [(name, _of(material, name)) for name in PANELS]
    known = [(name, part) for name, part in parts if len(part)] or [
        (name, _of(material, name)) for name in material.national.indicator.unique()[:2]
    ]
    return figure(
        "fig-national",
        draw=lambda lang: [_panel(material, name, part, lang) for name, part in known],
        words=lambda lang: _words(material, known, lang),
        origin=material.origin("national.csv", *(name for name, _ in known)),
    )


def _of(material: Material, indicator: str) -> pd.DataFrame:
    rows = material.national[material.national.indicator == indicator].dropna(subset=["value"])
    days = [periods.last_day(row.period, row.year) for row in rows.itertuples()]
    moments = [day.year + (day.timetuple().tm_yday - 1) / 366 for day in days]
    order = rows.level.map({name: place for place, name in enumerate(LEVEL_ORDER)})
    return rows.assign(moment=moments, order=order).sort_values(["order", "moment", "period"])


def _words(material: Material, known: list[tuple[str, pd.DataFrame]], lang: Language) -> Words:
    name, part = known[0]
    latest = part.sort_values("moment").iloc[-1]
    each = [
        lang(
            "{series}: {figures}.",
            series=material.short(name, lang.code),
            figures="; ".join(figure_in_words(row, lang) for row in part.itertuples()),
        )
        for name, part in known
    ]
    return Words(
        lang(
            "{series}: {value} ({level}, {period})",
            series=material.short(name, lang.code),
            value=quantity(latest, lang),
            level=lang(LEVEL[latest.level]),
            period=periods.in_words(latest.period, latest.year, lang),
        ),
        lang(
            "Digital government as reported up to {year}, one panel per definition; each mark "
            "stands at the end of its period",
            year=material.year,
        ),
        " ".join(each),
        notes=(
            lang(
                "Lines join figures of one definition and one kind of period only. The three ways "
                "of counting “online” – dossiers received online, processed online, handled fully "
                "online – have different bases and must not be joined or compared. Hollow marks: "
                "derived by arithmetic (C)."
            ),
        ),
    )


def quantity(row: pd.Series | tuple, lang: Language) -> str:
    """Write a figure with its unit, as precisely as it was printed: "over 79.5 million"."""
    value = lang(QUANTITY[row.unit], value=lang.printed(row.value))
    if row.out_of == row.out_of:
        value = lang("{value} of {total}", value=value, total=lang.number(row.out_of))
    return lang(QUALIFIER[row.qualifier], value=value) if row.qualifier else value


def figure_in_words(row: NamedTuple, lang: Language) -> str:
    """Say a figure with whose it is and its period."""
    return lang(
        "{level} {value} ({period})",
        level=lang(LEVEL[row.level]),
        value=quantity(row, lang),
        period=periods.in_words(row.period, row.year, lang),
    )


def _panel(material: Material, name: str, part: pd.DataFrame, lang: Language) -> Figure:
    drawing, axes = style.canvas(3.0, 2.25)
    ax = axes[0, 0]
    for level, rows in part.groupby("level", sort=False):
        _series(ax, level, rows)
    _labels(ax, part, lang)
    _frame(ax, part, lang)
    unit = lang(UNIT[part.unit.iloc[0]])
    ax.set_title(f"{material.short(name, lang.code)}\n{unit}", loc="left", fontsize=9)
    return drawing


def _series(ax: Axes, level: str, rows: pd.DataFrame) -> None:
    """Draw the figures of a level; a line joins only periods of one kind."""
    colour, mark = style.levels()[level], style.MARKS[level]
    for _, alike in rows.groupby(rows.period.map(periods.kind), sort=False):
        ax.plot(alike.moment, alike.value, color=colour, linewidth=1.3)
    for firm, some in rows.groupby(rows.quality.isin(PRINTED)):
        face = colour if firm else style.colours().paper
        ax.plot(some.moment, some.value, mark, color=colour, markerfacecolor=face, markersize=5.5)


def _labels(ax: Axes, part: pd.DataFrame, lang: Language) -> None:
    """Write the latest value of each level beside its mark, apart enough to read."""
    latest = part.sort_values("moment").drop_duplicates("level", keep="last")
    gap = 0.13 * _top(part)
    heights = spread(latest.value.to_list(), gap)
    right = part.moment.max()
    several = len(latest) > 1
    if not several:
        _label_earlier(ax, part, lang)
    for row, height in zip(latest.itertuples(), heights, strict=True):
        value = lang.printed(row.value)
        text = lang("{value} {level}", value=value, level=lang(LEVEL[row.level]))
        ax.annotate(
            text if several else value,
            (right, height),
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
            color=style.levels()[row.level],
        )


def _label_earlier(ax: Axes, part: pd.DataFrame, lang: Language) -> None:
    """Write the earlier figures of a single series above their marks, or below a rising line."""
    ordered = part.sort_values("moment")
    rises = ordered.value.diff().shift(-1) > 0.1 * _top(part)
    for row, steep in zip(ordered.iloc[:-1].itertuples(), rises, strict=False):
        ax.annotate(
            lang.printed(row.value),
            (row.moment, row.value),
            xytext=(4, -10) if steep else (0, 5),
            textcoords="offset points",
            ha="left" if steep else "center",
            fontsize=8.5,
            color=style.levels()[row.level],
        )


def spread(values: list[float], gap: float) -> list[float]:
    """Move values up until neighbours are a gap apart; each keeps its place in the order."""
    order = sorted(range(len(values)), key=values.__getitem__)
    placed = list(values)
    for lower, upper in zip(order, order[1:], strict=False):
        placed[upper] = max(placed[upper], placed[lower] + gap)
    return placed


def _top(part: pd.DataFrame) -> float:
    return 100.0 if part.unit.iloc[0] == "percent" and part.value.max() > 1 else part.value.max()


def _frame(ax: Axes, part: pd.DataFrame, lang: Language) -> None:
    first, last = int(part.moment.min()), int(part.moment.max())
    span = max(1.0, last + 1 - first)
    room = 1.0 if len(set(part.level)) > 1 else 0.35
    ax.set(xlim=(first - 0.05 * span, last + 1 + room * span), ylim=(0, 1.1 * _top(part)))
    step = max(1, -(-(last + 1 - first) // 4))
    years = range(first, last + 1, step)
    ax.set_xticks([year + 0.5 for year in years], [str(year) for year in years], fontsize=8)
    ax.set_xticks(range(first, last + 2), minor=True)
    ax.tick_params(axis="x", length=0)
    ax.tick_params(axis="x", which="minor", length=4)
    ax.yaxis.set_major_formatter(lambda value, _: lang.printed(value))
    ax.tick_params(axis="y", labelsize=8)
    ax.locator_params(axis="y", nbins=4)


def figures_table(material: Material) -> Exhibit:
    """Print every figure with its period and who printed it."""
    rows = [
        row
        for name in material.national.indicator.unique()
        for row in _of(material, name).sort_values(["moment", "order"]).itertuples()
    ]
    return table(
        "tab-national",
        sheet=lambda lang: Sheet(
            _heads(lang),
            tuple(_figure_row(material, row, lang) for row in rows),
            frozenset({3}),
            sortable=True,
        ),
        words=lambda lang: Words(
            lang(
                "{firm} of {n} figures on digital government are of quality A",
                n=len(rows),
                firm=sum(row.quality == "A" for row in rows),
            ),
            lang(
                "Country, ministries and localities, up to {year}, with period, quality and source",
                year=material.year,
            ),
            notes=(lang(QUALITY_FLAGS),),
        ),
        origin=material.origin("national.csv", *material.national.indicator.unique()),
    )


def _heads(lang: Language) -> tuple[str, ...]:
    return (
        lang("Series"),
        lang("Of whom"),
        lang("Period"),
        lang("Value"),
        lang("Quality"),
        lang("Source"),
    )


def _figure_row(material: Material, row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
    return (
        Cell(material.dictionary.label(row.indicator, lang.code)),
        Cell(lang(LEVEL[row.level])),
        Cell(periods.in_words(row.period, row.year, lang), key=row.moment),
        Cell(quantity(row, lang), key=row.value),
        Cell(row.quality),
        Cell("", links=material.links(row.sources)),
    )


def definitions(material: Material) -> Exhibit:
    """Say what each series counts and who publishes it."""
    names = list(material.national.indicator.unique())
    known = material.dictionary

    def write(lang: Language) -> str:
        owners = lang.of(known.publishers, "name")
        items = [
            (
                known.label(name, lang.code),
                _without_names(lang.of(known.indicators, "definition")[name], lang),
                owners[known.indicators.publisher[name]],
            )
            for name in names
        ]
        heading = lang("What each series counts, and who reports it")
        return render("definitions.html.j2", id="definitions", heading=heading, items=items)

    return untitled("definitions", write)


def _without_names(text: str, lang: Language) -> str:
    """Put what the dictionary says to programmers about "online" in words for readers."""
    said = lang("One of three ways of counting online dossiers; the three must not be joined.")
    for start in ("One of three definitions", "Là một trong ba cách tính"):
        if start in text:
            return " ".join([text.split(start)[0].strip(), said])
    return text
