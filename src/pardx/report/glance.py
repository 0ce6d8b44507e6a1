"""The year at a glance: means and their chain, groups of scores, first and last places."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from pardx.data.crosschecks import PRINTED
from pardx.data.dictionary import Dictionary
from pardx.language import MISSING, N_, NP_, Language
from pardx.report import style
from pardx.report.exhibit import Exhibit, Words, figure, origin
from pardx.report.tables import (
    Cell,
    Column,
    Sheet,
    numeral,
    sheet_of,
    table,
    table_of,
    whole_numbers,
)
from pardx.report.top_places import often_in_the_top

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

GROUP = {"A": N_("A"), "B": N_("B"), "C": N_("C"), "below C": N_("below C")}
"""Groups of PAR INDEX scores, as the Ministry of Home Affairs forms them."""
OF_COLOUR = {"province": "locality_group", "ministry": "ministry_group"}
"""Whose mean -> the level whose colour and mark it has in every figure."""
MEANS_OF = {"province": N_("provinces"), "ministry": NP_("their mean", "ministries")}


def glance_table(glance: pd.DataFrame, dictionary: Dictionary, year: int) -> Exhibit | None:
    """Show each index's national mean, its change, and who is first and last.

    None where neither a mean nor a place of the year is known.

    Parameters
    ----------
    glance : DataFrame
        One row per index.
    dictionary : Dictionary
        Names indices.
    year : int
        Year of the report.
    """
    known = glance.reindex(columns=["mean", "first", "last"])
    if known.isna().all(axis=None):
        return None

    def sheet(lang: Language) -> Sheet:
        """Lay out the columns in which something is known."""
        whole = sheet_of(glance.itertuples(), _glance_columns(dictionary), lang)
        columns = zip(*whole.rows, strict=True)
        kept = [
            place for place, cells in enumerate(columns) if any(c.text != MISSING for c in cells)
        ]
        return Sheet(
            tuple(whole.head[place] for place in kept),
            tuple(tuple(row[place] for place in kept) for row in whole.rows),
            frozenset(new for new, place in enumerate(kept) if place in whole.numeric),
        )

    return table(
        "tab-glance",
        sheet=sheet,
        words=lambda lang: Words(
            _glance_title(glance, dictionary, year, lang),
            lang(
                N_("Published national mean, change since the year before, first and last province")
                if glance["mean"].notna().any()
                else N_("First and last province; no national mean was collected")
            ),
            notes=_glance_notes(sheet(lang), glance, dictionary, year, lang),
        ),
        origin=origin("glance.csv", dictionary, *glance.indicator),
    )


def _glance_columns(dictionary: Dictionary) -> list[Column]:
    def change(row: NamedTuple, lang: Language) -> Cell:
        """Print the change of the mean, or that it is refused and why."""
        refused = lang.of(row._asdict(), "refused")
        if isinstance(refused, str) and refused:
            return Cell(lang("not comparable"))
        return numeral(lang, row.mean_change, dictionary.decimals(row.indicator), signed=True)

    def above(row: NamedTuple, lang: Language) -> Cell:
        if pd.isna(row.above_least) or (row.above_least, row.above_most) == (0, row.places):
            return Cell(MISSING)
        n = whole_numbers(lang, row.above_least, row.above_most)
        return Cell(lang("{n} of {places}", n=n, places=row.places))

    def province(name: object) -> Cell:
        return Cell(name if name and isinstance(name, str) else MISSING)

    return [
        Column(
            N_("Index"),
            lambda row, lang: Cell(dictionary.short(row.indicator, lang.code)),
            numeric=False,
        ),
        Column(
            N_("Mean"),
            lambda row, lang: numeral(lang, row.mean, dictionary.decimals(row.indicator)),
        ),
        Column(N_("Change"), change),
        Column(N_("Above the mean"), above),
        Column(N_("First"), lambda row, _: province(row.first), numeric=False),
        Column(N_("Last"), lambda row, _: province(row.last), numeric=False),
    ]


def _glance_title(glance: pd.DataFrame, dictionary: Dictionary, year: int, lang: Language) -> str:
    """Name who leads most of the indices that rank provinces, or say that nobody leads several."""
    ranked = glance[glance.indicator.map(dictionary.is_ranked)]
    known = ranked[~ranked["first"].isin(["", None])].dropna(subset=["first"])
    if known.empty:
        return lang("{year} at a glance", year=year)
    leads = known["first"].value_counts()
    if len(known) > 1 and leads.iloc[0] == 1:
        return lang(
            "Each of {total} indices has a different leader in {year}", total=len(known), year=year
        )
    led = known.indicator[known["first"] == leads.index[0]]
    return lang(
        "{leader} ranks first on {indices}, {year}",
        leader=leads.index[0],
        indices=lang.listed([dictionary.short(name, lang.code) for name in led]),
        year=year,
    )


def _glance_notes(
    sheet: Sheet, glance: pd.DataFrame, dictionary: Dictionary, year: int, lang: Language
) -> tuple[str, ...]:
    """Explain what the table holds; the box above it says how a method changed."""
    cells = {cell.text for row in sheet.rows for cell in row}
    other = any(dictionary.other_units(name, year) is not None for name in glance.indicator)
    changed = glance.indicator[glance.mean_change.notna()]
    percent = [name for name in changed if dictionary.score_unit(name) == "percent"]
    named = lang.listed([dictionary.short(name, lang.code) for name in percent])
    unsure = glance.indicator[glance["mean"].notna() & glance.above_least.isna()]
    of_either = lang.listed([dictionary.short(name, lang.code) for name in unsure])
    notes = (
        (N_("Changes of {indices} are percentage points."), bool(percent)),
        (
            N_(
                "No source says whether the mean of {of_either} is of the 63 provinces or of the "
                "34 units, so nobody is counted above it."
            ),
            bool(of_either),
        ),
        (N_("A dash: not published, or not collected."), MISSING in cells),
        (
            N_("Not comparable: the method changed between the two years, so no change is given."),
            lang("not comparable") in cells and not other,
        ),
        (
            N_(
                "Not comparable: the method, or the units ranked, changed between the two years, "
                "so no change is given."
            ),
            lang("not comparable") in cells and other,
        ),
    )
    return tuple(lang(note, indices=named, of_either=of_either) for note, held in notes if held)


def means_figure(
    means: pd.DataFrame, indicator: str, groups: tuple[str, ...], dictionary: Dictionary
) -> Exhibit | None:
    """Draw published means over the years; a line never crosses a change of method.

    Parameters
    ----------
    means : DataFrame
        One row per index, year and group.
    indicator : str
        For example ``par_index``.
    groups : tuple of str
        Whose means: ``province``, ``ministry``.
    dictionary : Dictionary
        Names the index.

    Returns
    -------
    Exhibit or None
        None where the last group has no mean, or there is only one mean in all.
    """
    rows = means.query("indicator == @indicator and of in @groups")
    if len(rows) < 2 or groups[-1] not in {*rows.of}:
        return None
    return figure(
        f"fig-means-{indicator.replace('_', '-')}",
        draw=lambda lang: _draw_means(rows, dictionary.decimals(indicator), lang),
        words=lambda lang: _means_words(rows, groups[-1], dictionary, lang),
        origin=origin("means.csv", dictionary, indicator),
    )


def _means_words(rows: pd.DataFrame, group: str, dictionary: Dictionary, lang: Language) -> Words:
    indicator = rows.indicator.iloc[0]
    places = dictionary.decimals(indicator)
    latest = rows[rows.of == group].sort_values("year").iloc[-1]
    levels = {dictionary.level_of(year) for year in rows.year[rows.of == "province"]}
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
    hollow = lang("Hollow marks: calculated from published figures (C).")
    facts = {
        "index": dictionary.short(indicator, lang.code),
        "year": latest.year,
        "mean": lang.number(latest["mean"], places),
        "of": lang(MEANS_OF[latest.of]),
        "first": rows.year.min(),
        "last": rows.year.max(),
        "each": " ".join(each),
    }
    return Words(
        lang("Mean {index} of {of} {year}: {mean}", **facts),
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
        ),
    )


def _draw_means(rows: pd.DataFrame, places: int, lang: Language) -> Figure:
    drawing, [[ax]] = style.canvas(4.4, 2.7)
    for of, part in rows.groupby("of", sort=False):
        others = rows[rows.of != of]
        placed = _beside(part, others)
        _draw_chain(ax, OF_COLOUR[of], placed, places, lang)
        if len(others):
            last = placed.iloc[-1]
            ax.annotate(
                lang(MEANS_OF[of]),
                (last.year, last["mean"]),
                xytext=(16, -4 if last.below else 2),
                textcoords="offset points",
                va="center",
                fontsize=8.5,
                color=style.levels()[OF_COLOUR[of]],
            )
    for year in sorted(set(rows.regime) - {0, rows.regime.min()}):
        ax.axvline(year - 0.5, color=style.colours().context, linewidth=0.8, linestyle=(0, (3, 3)))
    first, last = rows.year.min(), rows.year.max()
    room = 0.35 if rows.of.iloc[0] != rows.of.iloc[-1] else 0.06
    years = range(first, last + 1, 2 if last - first > 5 else 1)
    ax.margins(y=0.15)
    ax.set(xticks=years, xlim=(first - 0.6, last + 0.5 + room * max(4, last - first)))
    ax.yaxis.set_visible(False)
    ax.spines["left"].set_visible(False)
    return drawing


def _beside(part: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Say which labels are set below their mark: under another chain, or where the line rises."""
    rival = part.year.map(others.set_index("year")["mean"])
    rises = (part["mean"].shift(-1) > part["mean"]) & (part.regime.shift(-1) == part.regime)
    return part.assign(below=(part["mean"] < rival) | (rises & ~(part["mean"] > rival)))


def _draw_chain(ax: Axes, level: str, part: pd.DataFrame, places: int, lang: Language) -> None:
    """Draw the means of a level, a line between two years in a row of one regime, with numbers."""
    colour = style.levels()[level]
    for a, b in pairwise(part.sort_values(["regime", "year"], kind="stable").itertuples()):
        if b.year - a.year == 1 and a.regime == b.regime:
            ax.plot([a.year, b.year], [a.mean, b.mean], color=colour, linewidth=1.5)
    style.marks(ax, part, "year", "mean", style.MARKS[level], colour=colour)
    look = {"textcoords": "offset points", "ha": "center", "fontsize": 8, "color": colour}
    for row in part.itertuples():
        above = (0, -12 if row.below else 5)
        ax.annotate(lang.number(row.mean, places), (row.year, row.mean), xytext=above, **look)


def groups_table(groups: pd.DataFrame, dictionary: Dictionary, year: int) -> Exhibit | None:
    """List the provinces in each group of PAR INDEX scores; None where no score is known."""
    total, places = int(groups.n.sum()), int(groups.places.iloc[0])
    if not total:
        return None

    def bounds(row: NamedTuple, lang: Language) -> Cell:
        text = (
            N_("under {high}%")
            if row.low == 0
            else N_("{low}% and above")
            if row.high > 100
            else N_("{low}% to under {high}%")
        )
        return Cell(lang(text, low=lang.number(row.low), high=lang.number(row.high)))

    def members(row: NamedTuple, lang: Language) -> Cell:
        codes = row.provinces.split(";") if isinstance(row.provinces, str) else []
        return Cell(lang.listed([*dictionary.place_names[codes]]))

    return table_of(
        "tab-groups",
        groups,
        [
            Column(N_("Group"), lambda row, lang: Cell(lang(GROUP[row.group])), numeric=False),
            Column(N_("PAR INDEX"), bounds, numeric=False),
            Column(
                NP_("count", "Provinces"),
                lambda row, lang: Cell(whole_numbers(lang, row.least, row.most)),
            ),
            Column(N_("With a score collected"), members, numeric=False),
        ],
        words=lambda lang: Words(
            lang(
                "{n} of {places} provinces reach 90% on PAR INDEX, {year}",
                n=whole_numbers(lang, groups.least.iloc[0], groups.most.iloc[0]),
                places=places,
                year=year,
            ),
            lang(
                "PAR INDEX {year} in the Ministry of Home Affairs' groups; scores of {total} "
                "of {places} provinces collected",
                year=year,
                total=total,
                places=places,
            ),
            notes=_groups_notes(places - total, lang),
        ),
        origin=origin("groups.csv", dictionary, "par_index"),
    )


def _groups_notes(unknown: int, lang: Language) -> tuple[str, ...]:
    """Say how the number in a group is known where not every score was collected."""
    if not unknown:
        return (lang("Within a group, in order of rank."),)
    return (
        lang(
            "How many provinces a group has follows from the scores and ranks collected: whoever "
            "ranks above a province that reaches a score reaches it too. The scores of {unknown} "
            "provinces were not collected (the Ministry publishes them), so they are not named. "
            "Within a group, in order of rank.",
            unknown=unknown,
        ),
    )


def extremes_table(extremes: pd.DataFrame, dictionary: Dictionary, year: int) -> Exhibit | None:
    """Print who holds the first and last places of each index; None where nobody is known."""
    if extremes.empty:
        return None
    shown = list(dict.fromkeys(extremes.indicator))
    holders = extremes.groupby(["end", "rank", "indicator"])
    places = sorted({(row.end == "bottom", row.rank) for row in extremes.itertuples()})

    def holder(low: bool, rank: float, name: str, lang: Language) -> Cell:
        """Make a cell of who holds a place of an index, and with which score."""
        key = ("bottom" if low else "top", rank, name)
        if key not in holders.groups:
            return Cell(lang.listed([]))
        ours = holders.get_group(key)
        scores = [lang.number(one, dictionary.decimals(name)) for one in ours.score.dropna()]
        return Cell(lang.listed(ours.province.to_list()), *scores[:1])

    def sheet(lang: Language) -> Sheet:
        heads = [dictionary.short(name, lang.code) for name in shown]
        rows = tuple(
            (
                Cell(lang("{rank}", rank=f"{rank:.0f}")),
                *(holder(low, rank, name, lang) for name in shown),
            )
            for low, rank in places
        )
        return Sheet((lang("Rank"), *heads), rows)

    return table(
        "tab-extremes",
        sheet=sheet,
        words=lambda lang: Words(
            _extremes_title(extremes, shown, dictionary, year, lang),
            lang(
                "Provinces in the first five and last five places of each index, with "
                "scores where available"
            ),
            notes=_extremes_notes(sheet(lang), shown, lang),
        ),
        origin=origin("extremes.csv", dictionary, *shown),
    )


def _extremes_title(
    extremes: pd.DataFrame, shown: list[str], dictionary: Dictionary, year: int, lang: Language
) -> str:
    """Count who is at the top of several indices; of a single one name both ends."""
    if len(shown) > 1:
        return often_in_the_top(extremes.query("end == 'top'"), shown, year, lang)
    ordered = extremes.sort_values("rank")
    top, bottom = (ordered.province[ordered.end == end] for end in ("top", "bottom"))
    return lang(
        N_("{index} {year}: {highest} highest, {lowest} lowest of the ranks collected")
        if len(top) and len(bottom)
        else N_("{index} {year}: {highest} is highest of the ranks collected")
        if len(top)
        else N_("{index} {year}: {lowest} is lowest of the ranks collected"),
        index=dictionary.short(shown[0], lang.code),
        year=year,
        highest=top.iloc[0] if len(top) else "",
        lowest=bottom.iloc[-1] if len(bottom) else "",
    )


def _extremes_notes(sheet: Sheet, shown: list[str], lang: Language) -> tuple[str, ...]:
    """Explain what the table holds."""
    empty = any(cell.text == MISSING for row in sheet.rows for cell in row)
    papi = any(name.startswith("papi_") for name in shown)
    notes = (
        (N_("A dash: the province at this place was not identified."), empty),
        (
            N_(
                "PAPI does not cover all provinces every year; its last places count over "
                "those covered."
            ),
            papi,
        ),
    )
    return tuple(lang(note) for note, held in notes if held)
