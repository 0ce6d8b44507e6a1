"""The year at a glance: means, groups of scores, first and last places."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.data.geography import PLACES
from pardx.language import MISSING, N_, NP_, Language
from pardx.report.exhibit import Exhibit, Words
from pardx.report.material import Material
from pardx.report.means_figure import means_figure
from pardx.report.tables import Cell, Sheet, numeral, table

GROUP = {"A": N_("A"), "B": N_("B"), "C": N_("C"), "below C": N_("below C")}
"""Groups of PAR INDEX scores, as the Ministry of Home Affairs forms them."""


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


def glance_table(material: Material) -> Exhibit:
    """Show each index's national mean, its change, and who is first and last."""
    indices = tuple(material.glance.indicator)
    return table(
        "tab-glance",
        sheet=lambda lang: _glance_sheet(material, lang),
        words=lambda lang: Words(
            _glance_title(material, lang),
            lang(
                N_(
                    "Published mean of the 63 provinces, change on the year before, first and last "
                    "province"
                )
                if material.glance["mean"].notna().any()
                else N_("First and last province; the mean of the provinces was not published")
            ),
            notes=_glance_notes(_glance_sheet(material, lang), material, lang),
        ),
        origin=material.origin("glance.csv", *indices),
    )


def _glance_title(material: Material, lang: Language) -> str:
    """Name who leads most indices, or the only one, or say that nobody leads several."""
    known = material.glance[~material.glance["first"].isin(["", None])].dropna(subset=["first"])
    if known.empty:
        return lang("{year} at a glance", year=material.year)
    leads = known["first"].value_counts()
    first = {"leader": leads.index[0], "year": material.year}
    if len(known) == 1:
        index = material.short(known.indicator.iloc[0], lang.code)
        return lang("{leader} leads {index}, {year}", index=index, **first)
    if leads.iloc[0] == 1:
        return lang(
            "Each of {total} indices has a leader of its own in {year}",
            total=len(known),
            year=material.year,
        )
    return lang(
        "{leader} leads {n} of {total} indices in {year}",
        n=leads.iloc[0],
        total=len(material.glance),
        **first,
    )


def _glance_notes(sheet: Sheet, material: Material, lang: Language) -> tuple[str, ...]:
    """Explain what the table holds; the box above it says how a method changed."""
    shown = material.glance
    cells = {cell.text for row in sheet.rows for cell in row}
    changed = shown.indicator[shown.mean_change.notna()]
    percent = [name for name in changed if material.dictionary.score_unit(name) == "percent"]
    named = lang.listed([material.short(name, lang.code) for name in percent])
    notes = (
        (N_("Changes of {indices} are percentage points."), bool(percent)),
        (N_("A dash: not published."), MISSING in cells),
        (
            N_("Not comparable: the method changed between the two years, so no change is given."),
            lang("not comparable") in cells,
        ),
    )
    return tuple(lang(note, indices=named) for note, held in notes if held)


def _glance_sheet(material: Material, lang: Language) -> Sheet:
    """Lay out the columns in which something is known."""
    heads = (
        lang("Index"),
        lang("Mean"),
        lang("Change"),
        lang("Above the mean"),
        lang("First"),
        lang("63rd"),
    )
    rows = [_glance_row(material, row, lang) for row in material.glance.itertuples()]
    kept = [place for place in range(len(heads)) if any(row[place].text != MISSING for row in rows)]
    return Sheet(
        tuple(heads[place] for place in kept),
        tuple(tuple(row[place] for place in kept) for row in rows),
        frozenset(new for new, place in enumerate(kept) if place in (1, 2, 3)),
    )


def _glance_row(material: Material, row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
    places = material.dictionary.decimals(row.indicator)
    above = (
        lang("{n} of {total} known scores", n=row.above_mean, total=row.n_scores)
        if row.mean == row.mean
        else ""
    )
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
    refused = lang.of(row._asdict(), "refused")
    if isinstance(refused, str) and refused:
        return Cell(lang("not comparable"))
    return numeral(lang, row.mean_change, places, signed=True)


def groups_table(material: Material) -> Exhibit:
    """List the provinces in each group of PAR INDEX scores."""
    total = int(material.groups.n.sum())
    top = material.groups.iloc[0]
    return table(
        "tab-groups",
        sheet=lambda lang: Sheet(
            (
                lang("Group"),
                lang("PAR INDEX"),
                lang(NP_("count", "Provinces")),
                lang("Which"),
            ),
            tuple(_group_row(material, row, lang) for row in material.groups.itertuples()),
            frozenset({2}),
        ),
        words=lambda lang: Words(
            lang("{n} of {total} known scores reach 90 %", n=top.n, total=total),
            lang(
                "PAR INDEX {year} in the Ministry of Home Affairs' groups; {total} of 63 scores "
                "known",
                year=material.year,
                total=total,
            ),
            notes=(
                lang(
                    "The scores of {unknown} provinces were not found; they are in no group here. "
                    "Within a group, in order of rank.",
                    unknown=PLACES - total,
                ),
            ),
        ),
        origin=material.origin("groups.csv", "par_index"),
    )


def _group_row(material: Material, row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
    codes = row.provinces.split(";") if isinstance(row.provinces, str) else []
    bounds = (
        N_("under {high} %")
        if row.low == 0
        else N_("{low} % and above")
        if row.high > 100
        else N_("{low} % to under {high} %")
    )
    return (
        Cell(lang(GROUP[row.group])),
        Cell(lang(bounds, low=lang.number(row.low), high=lang.number(row.high))),
        Cell(str(row.n)),
        Cell(lang.listed([material.provinces.name_vi[code] for code in codes])),
    )


def extremes_table(material: Material) -> Exhibit:
    """Print who holds the first and last places of each index."""
    shown = list(dict.fromkeys(material.extremes.indicator))
    by_place = material.extremes.groupby(["end", "rank"])
    places = sorted({(row.end == "bottom", row.rank) for row in material.extremes.itertuples()})

    def sheet(lang: Language) -> Sheet:
        heads = [material.short(name, lang.code) for name in shown]
        rows = tuple(
            (
                Cell(lang("{rank}", rank=f"{rank:.0f}")),
                *_holders(
                    material, by_place.get_group(("bottom" if low else "top", rank)), shown, lang
                ),
            )
            for low, rank in places
        )
        return Sheet((lang("Place"), *heads), rows)

    return table(
        "tab-extremes",
        sheet=sheet,
        words=lambda lang: Words(
            _extremes_title(material, shown, lang),
            lang(
                "Known holders of the first five and last five places of each index, with the "
                "score where known"
            ),
            notes=_extremes_notes(sheet(lang), shown, lang),
        ),
        origin=material.origin("extremes.csv", *shown),
    )


def _extremes_title(material: Material, shown: list[str], lang: Language) -> str:
    """Count who is at the top of several indices; of a single one name both ends."""
    if len(shown) > 1:
        top = material.extremes.query("end == 'top'")
        indices = top.groupby("gso_code").indicator.nunique()
        return lang(
            "Provinces among the first five on several indices, {year}: {n}",
            n=int((indices > 1).sum()),
            year=material.year,
        )
    ends = material.extremes.sort_values("rank").province
    return lang(
        N_("{index} {year}: {highest} highest, {lowest} lowest of the known ranks")
        if len(ends) > 1
        else N_("{index} {year}: {highest} is the only known holder of an end place"),
        index=material.short(shown[0], lang.code),
        year=material.year,
        highest=ends.iloc[0],
        lowest=ends.iloc[-1],
    )


def _extremes_notes(sheet: Sheet, shown: list[str], lang: Language) -> tuple[str, ...]:
    """Explain what the table holds."""
    empty = any(cell.text == MISSING for row in sheet.rows for cell in row)
    papi = any(name.startswith("papi_") for name in shown)
    notes = (
        (N_("A dash: no published holder of the place was found."), empty),
        (
            N_(
                "PAPI leaves out some provinces in some years; its last places count over those "
                "measured."
            ),
            papi,
        ),
    )
    return tuple(lang(note) for note, held in notes if held)


def _holders(
    material: Material, rows: pd.DataFrame, shown: list[str], lang: Language
) -> list[Cell]:
    """Make a cell per index: who holds the place, and with which score."""
    cells = []
    for name in shown:
        ours = rows[rows.indicator == name]
        scores = ours.score.dropna()
        score = (
            lang.number(scores.iloc[0], material.dictionary.decimals(name)) if len(scores) else ""
        )
        cells.append(Cell(lang.listed(ours.province.to_list()), score))
    return cells
