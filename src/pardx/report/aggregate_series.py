"""Digital government nationwide: each series with its period and definition, never spliced."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.language import N_, Language
from pardx.report import style
from pardx.report.exhibit import (
    Exhibit,
    Words,
    figure,
    origin,
    render,
    sentence,
    source_links,
    untitled,
)
from pardx.report.measures import last_day, period_in_words, period_kind
from pardx.report.scores import amount, qualified
from pardx.report.tables import QUALITY_FLAGS, Cell, Column, table_of

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

LEVEL = {
    "national": N_("country"),
    "ministry_group": N_("ministries"),
    "locality_group": N_("localities"),
}


ONLINE = {"online_dossier_share", "online_processing_share", "online_dossier_full_share"}
"""The three measures of online dossiers."""


def small_multiples(national: pd.DataFrame, dictionary: Dictionary, year: int) -> Exhibit:
    """Draw one panel per definition over time, or say that no figure was found.

    Parameters
    ----------
    national : DataFrame
        Figures of country, ministries and localities with their periods.
    dictionary : Dictionary
        Names series.
    year : int
        Year of the report; figures go up to it.
    """
    if national.empty:
        return sentence(
            "no-national",
            N_("No national figure on digital government was collected for {year} or earlier."),
            year=year,
        )
    series = {name: _in_time(rows) for name, rows in national.groupby("indicator", sort=False)}
    known = [name for name in PANELS if len(series.get(name, ()))] or [*series][:2]
    return figure(
        "fig-national",
        draw=lambda lang: [_panel(name, series[name], dictionary, lang) for name in known],
        words=lambda lang: _words({n: series[n] for n in known}, dictionary, year, lang),
        origin=origin("national.csv", dictionary, *known),
    )


def _in_time(rows: pd.DataFrame) -> pd.DataFrame:
    """Put the known figures of a series in order of level and time; ``moment`` is in years."""
    rows = rows.dropna(subset=["value"])
    days = [last_day(row.period, row.year) for row in rows.itertuples()]
    moments = [day.year + (day.timetuple().tm_yday - 1) / 366 for day in days]
    order = rows.level.map({name: place for place, name in enumerate(LEVEL_ORDER)})
    return rows.assign(moment=moments, order=order).sort_values(["order", "moment", "period"])


def _words(
    known: dict[str, pd.DataFrame], dictionary: Dictionary, year: int, lang: Language
) -> Words:
    of_year = (one for one in known.items() if (one[1].year == year).any())
    name, part = next(of_year, next(iter(known.items())))
    latest = part.sort_values("moment").iloc[-1]
    each = []
    for series, rows in known.items():
        figures = [
            lang(
                "{level} {value} ({period})",
                level=lang(LEVEL[row.level]),
                value=quantity(row, dictionary, lang),
                period=period_in_words(row.period, row.year, lang),
            )
            for row in rows.itertuples()
        ]
        index = dictionary.short(series, lang.code)
        each.append(lang("{series}: {figures}.", series=index, figures="; ".join(figures)))
    return Words(
        lang(
            "{series}: {value} ({level}, {period})",
            series=dictionary.short(name, lang.code),
            value=quantity(latest, dictionary, lang),
            level=lang(LEVEL[latest.level]),
            period=period_in_words(latest.period, latest.year, lang),
        ),
        lang(
            "Digital government figures of periods up to {year}; one small chart per "
            "definition; each mark is at the end of its period",
            year=year,
        ),
        " ".join(each),
        notes=tuple(_notes(known, lang)),
    )


def _notes(known: dict[str, pd.DataFrame], lang: Language) -> list[str]:
    """Say how to read the charts: only of marks and measures that are drawn."""
    said = [lang("Lines connect figures with the same definition and type of period only.")]
    if ONLINE.intersection(known):
        said.append(
            lang(
                "The three measures of online dossiers (received online, processed online, handled "
                "fully online) have different denominators: do not combine or compare them."
            )
        )
    if any((rows.quality == "C").any() for rows in known.values()):
        said.append(lang("Hollow marks: calculated from published figures (C)."))
    return said


def quantity(row: pd.Series | tuple, dictionary: Dictionary, lang: Language) -> str:
    """Write a figure with its unit and, where it is known, of how many it is."""
    value = amount(row.value, row.unit, dictionary, lang)
    if row.out_of == row.out_of:
        value = lang("{value} of {total}", value=value, total=lang.number(row.out_of))
    return qualified(value, row.qualifier, lang)


def _panel(name: str, part: pd.DataFrame, dictionary: Dictionary, lang: Language) -> Figure:
    drawing, [[ax]] = style.canvas(3.0, 2.25)
    for level, rows in part.groupby("level", sort=False):
        _series(ax, level, rows)
    _labels(ax, part, lang)
    _frame(ax, part, lang)
    unit = dictionary.unit(part.unit.iloc[0], lang.code)
    ax.set_title(f"{dictionary.short(name, lang.code)}\n{unit}", loc="left", fontsize=9)
    return drawing


def _series(ax: Axes, level: str, rows: pd.DataFrame) -> None:
    """Draw the figures of a level; a line joins only periods of one kind."""
    colour = style.levels()[level]
    for _, alike in rows.groupby(rows.period.map(period_kind), sort=False):
        ax.plot(alike.moment, alike.value, color=colour, linewidth=1.3)
    style.marks(ax, rows, "moment", "value", style.MARKS[level], colour=colour)


def _labels(ax: Axes, part: pd.DataFrame, lang: Language) -> None:
    """Write the latest value of each level beside its mark, apart enough to read."""
    latest = part.sort_values("moment").drop_duplicates("level", keep="last")
    gap = 0.13 * _top(part)
    heights = spread(latest.value.to_list(), gap)
    right = part.moment.max()
    several = len(latest) > 1
    if not several:
        _label_earlier(ax, part, lang)
    beside = {"xytext": (7, 0), "textcoords": "offset points", "va": "center", "fontsize": 8.5}
    for row, height in zip(latest.itertuples(), heights, strict=True):
        value, colour = lang.printed(row.value), style.levels()[row.level]
        named = lang("{value} {level}", value=value, level=lang(LEVEL[row.level]))
        ax.annotate(named if several else value, (right, height), color=colour, **beside)


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


def figures_table(national: pd.DataFrame, dictionary: Dictionary, year: int) -> Exhibit | None:
    """Print every figure with its period and who printed it; None where there is none.

    Parameters
    ----------
    national : DataFrame
        Figures of country, ministries and localities with their periods.
    dictionary : Dictionary
        Names series and sources.
    year : int
        Year of the report; figures go up to it.
    """
    if national.empty:
        return None
    series = [_in_time(rows) for _, rows in national.groupby("indicator", sort=False)]
    rows = pd.concat([one.sort_values(["moment", "order"]) for one in series])

    def period(row: NamedTuple, lang: Language) -> Cell:
        return Cell(period_in_words(row.period, row.year, lang), key=row.moment)

    return table_of(
        "tab-national",
        rows,
        [
            Column(
                N_("Series"),
                lambda row, lang: Cell(dictionary.label(row.indicator, lang.code)),
                numeric=False,
            ),
            Column(N_("Scope"), lambda row, lang: Cell(lang(LEVEL[row.level])), numeric=False),
            Column(N_("Period"), period, numeric=False),
            Column(
                N_("Value"), lambda row, lang: Cell(quantity(row, dictionary, lang), key=row.value)
            ),
            Column(N_("Reliability"), lambda row, _: Cell(row.quality), numeric=False),
            Column(
                N_("Source"),
                lambda row, lang: Cell("", links=source_links(row.sources, dictionary, lang)),
                numeric=False,
            ),
        ],
        words=lambda lang: Words(
            lang(
                N_("{firm} of {n} digital-government figures have reliability A")
                if (rows.quality == "A").any()
                else N_("No digital-government figure up to {year} has reliability A"),
                n=len(rows),
                firm=int((rows.quality == "A").sum()),
                year=year,
            ),
            lang(
                "Country, ministries and localities, up to {year}, with period, reliability "
                "and source",
                year=year,
            ),
            notes=(
                lang(QUALITY_FLAGS),
                *(
                    lang(
                        "{series}: a later count is below an earlier one; its sources count "
                        "differently, or one of them is wrong.",
                        series=dictionary.label(name, lang.code),
                    )
                    for name in _falling(rows)
                ),
            ),
        ),
        origin=origin("national.csv", dictionary, *national.indicator),
        sortable=True,
    )


def _falling(rows: pd.DataFrame) -> list[str]:
    """List the series whose exact count of the country is once below one of an earlier month."""
    exact = (rows.qualifier.fillna("") == "") & rows.period.str.contains("-")
    counts = rows[exact & (rows.level == "national") & rows.unit.isin(["count", "million"])]
    alike = counts.sort_values("moment").groupby(["indicator", "out_of"], dropna=False, sort=False)
    return [name for (name, _), part in alike if (part.value.diff() < 0).any()]


def definitions(national: pd.DataFrame, dictionary: Dictionary) -> Exhibit | None:
    """Say what each series counts and who publishes it; None where there is no series."""
    names = [*national.indicator.unique()]
    if not names:
        return None

    def write(lang: Language) -> str:
        owners = lang.of(dictionary.publishers, "name")
        meanings = lang.of(dictionary.indicators, "definition")
        items = [
            (
                dictionary.label(name, lang.code),
                _for_readers(meanings[name], lang),
                owners[dictionary.indicators.publisher[name]],
            )
            for name in names
        ]
        heading = lang("What each series measures, and who publishes it")
        return render("definitions.html.j2", id="definitions", heading=heading, items=items)

    return untitled("definitions", write)


def _for_readers(text: str, lang: Language) -> str:
    """Put what the dictionary says to programmers about "online" in words for readers."""
    said = lang("One of three measures of online dossiers; the three must not be combined.")
    for start in ("One of three definitions", "Là một trong ba cách tính"):
        if start in text:
            return " ".join([text.split(start)[0].strip(), said])
    return text
