"""What is known and from whom: coverage, contradictions, sources, how to reproduce."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.data.geography import PLACES
from pardx.data.reconcile import AUTHORITY
from pardx.language import N_, NP_, Language
from pardx.report.exhibit import Exhibit, Words, prose, render, untitled, web_address
from pardx.report.material import Material
from pardx.report.measures import MEASURE
from pardx.report.tables import Cell, Sheet, numeral, table
from pardx.settings import settings

COUNTED = ("n", "printed", "derived", "unsettled", "bounded")

IDENTITY = {
    "order": N_("the order of ranks and scores"),
    "place": N_("one province per rank"),
    "sum": N_("the sum of the parts"),
    "change": N_("last year's value and the printed change"),
}
RULE = {
    "keeps its place and order": N_("fits the other provinces' ranks and scores"),
    "official over press": N_("official over press"),
    "more independent sources": N_("more independent sources"),
    "keeps its sum and change": N_("fits its parts and the printed change"),
    "printed over derived": N_("printed over derived"),
    "unsettled": N_("unsettled"),
    "breaks an identity": N_("breaks an identity"),
    "derived by an identity": N_("derived by an identity"),
}
SOURCE_KIND = {
    "official": N_("Official"),
    "press": N_("Press"),
    "compilation": N_("Compilations of published tables"),
}


def coverage_table(material: Material) -> Exhibit:
    """Show for each indicator and measure how many provinces are known, and who is not."""
    every = material.coverage
    chosen = settings()
    controls = [one.removeprefix("log_") for held in chosen.model_sets.values() for one in held]
    used = [*chosen.headline, *chosen.outcomes.cross_section, *controls]
    rows = every[every.indicator.isin(used)].sort_values(
        ["n", "indicator", "measure"], ascending=[False, True, True]
    )
    return table(
        "tab-coverage",
        sheet=lambda lang: _coverage_sheet(material, rows, lang),
        words=lambda lang: Words(
            lang(
                "{full} of {n} measures are known for all 63 provinces, {year}",
                full=int((rows.n == PLACES).sum()),
                n=len(rows),
                year=material.year,
            ),
            lang(
                "Provinces of 63 with a used value, for the {n} measures this report rests on; the "
                "CSV has all {total}",
                n=len(rows),
                total=len(every),
            ),
            notes=(
                lang(
                    "Printed: a source prints the value (quality A or B). Derived: arithmetic on "
                    "printed figures (C). Unsettled: sources disagree (X); not in n. Bounds: no "
                    "score is used, but a rank is, and the scores of the ranks around it say "
                    "between what it lies; a bound is no value and not in n (bounds.csv). The CSV "
                    "names every missing province by its GSO code."
                ),
            ),
        ),
        origin=material.origin("coverage.csv"),
    )


def _coverage_sheet(material: Material, rows: pd.DataFrame, lang: Language) -> Sheet:
    heads = (
        lang("Indicator"),
        lang("Measure"),
        lang("n"),
        lang("Printed"),
        lang("Derived"),
        lang("Unsettled"),
        lang("Bounds"),
        lang("Missing"),
    )
    body = tuple(
        (
            Cell(
                material.short(row.indicator, lang.code),
                material.dictionary.label(row.indicator, lang.code),
                key=row.indicator,
            ),
            Cell(lang(MEASURE[row.measure]), key=row.measure),
            *(Cell(str(getattr(row, name)), key=getattr(row, name)) for name in COUNTED),
            Cell(_who(material, row.missing, lang)),
        )
        for row in rows.itertuples()
    )
    return Sheet(heads, body, frozenset(range(2, 2 + len(COUNTED))), sortable=True)


def _who(material: Material, codes: str | float, lang: Language) -> str:
    """Name the missing provinces while they are few enough to read."""
    missing = codes.split(";") if isinstance(codes, str) and codes else []
    if len(missing) > 6:
        return lang("{n} of {total}", n=len(missing), total=PLACES)
    return lang.listed([material.provinces.name_vi[code] for code in missing])


def conflicts_table(material: Material) -> Exhibit:
    """Show what contradicting sources printed, the value used, and the rule that settled it."""
    if material.conflicts.empty:
        return prose(
            "tab-conflicts",
            lambda lang: [
                lang(
                    "No two sources contradict each other on a figure of {year}.",
                    year=material.year,
                )
            ],
        )
    return table(
        "tab-conflicts",
        sheet=lambda lang: _conflicts_sheet(material, lang),
        words=lambda lang: Words(
            _conflicts_title(material, lang),
            lang(
                "{n} printed values of contradicted figures, the one used, and the rule that "
                "settled it",
                n=len(material.conflicts),
            ),
            notes=(
                lang(
                    "Where sources differ, rules in order: a value that the other provinces' "
                    "ranks and scores allow; official over press; more independent sources over "
                    "fewer; a value that fits its parts and last year's value with the printed "
                    "change; printed over derived; otherwise unsettled. A value that breaks an "
                    "identity which its neighbours keep is withheld, or replaced where another "
                    "identity gives the right one. Withheld values are shown here and enter no "
                    "model."
                ),
            ),
        ),
        origin=material.origin("conflicts.csv"),
    )


def _conflicts_title(material: Material, lang: Language) -> str:
    """Count the contradicted figures, and those of which a value is used."""
    of = ["level", "entity", "indicator", "measure", "period"]
    reconciled = material.conflicts.groupby(of, dropna=False).value_used.count() > 0
    return lang(
        "{settled} of {n} contradicted figures are settled, {year}",
        settled=int(reconciled.sum()),
        n=len(reconciled),
        year=material.year,
    )


def _conflicts_sheet(material: Material, lang: Language) -> Sheet:
    heads = (
        lang("Unit"),
        lang("Figure"),
        lang(NP_("conflict", "Printed")),
        lang("Sources"),
        lang("Value used"),
        lang("Settled by"),
    )
    body = tuple(_conflict(material, row, lang) for row in material.conflicts.itertuples())
    return Sheet(heads, body, frozenset({2, 4}))


def _conflict(material: Material, row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
    """Print one candidate: what it is, who prints it, what is used instead and why."""
    places = material.dictionary.places(row.unit)
    names = row.breaks.split(";") if row.breaks else []
    broken = lang.listed([lang(IDENTITY[name]) for name in names])
    used = lang("withheld") if pd.isna(row.value_used) else ""
    return (
        Cell(material.dictionary.ministry(row.entity, lang.code)),
        Cell(
            lang(
                "{index}, {measure}",
                index=material.short(row.indicator, lang.code),
                measure=lang(MEASURE[row.measure]),
            )
        ),
        numeral(lang, row.value, places),
        Cell("", links=material.links(row.sources)) if row.sources else Cell(lang("computed here")),
        Cell(used) if used else numeral(lang, row.value_used, places),
        Cell(
            lang(RULE[row.settled_by]),
            lang("this value breaks: {names}", names=broken) if names else "",
        ),
    )


def sources_list(material: Material, used: pd.DataFrame) -> Exhibit:
    """List every source of the year with its address.

    Parameters
    ----------
    material : Material
        Uses the catalogue.
    used : DataFrame
        The year's observations: each source is listed with how many rows it gave.
    """
    counts = used.source_id.value_counts().sort_index()
    listed = material.dictionary.sources.loc[counts.index].assign(rows=counts)
    kinds = [
        (SOURCE_KIND[kind], list(listed[listed.kind == kind].itertuples()))
        for kind in AUTHORITY
        if (listed.kind == kind).any()
    ]
    return untitled(
        "sources",
        lambda lang: render(
            "sources.html.j2",
            lang=lang,
            kinds=kinds,
            total=len(listed),
            dictionary=material.dictionary,
            web=web_address,
        ),
    )


def sources_of(material: Material, figures: pd.DataFrame, level: str = "") -> Exhibit:
    """List the sources behind some settled figures.

    Parameters
    ----------
    material : Material
        Uses the catalogue.
    figures : DataFrame
        With ``sources``, ids joined by ``;``.
    level : str
        Only figures of this level; all when empty.
    """
    ours = figures[figures.level == level] if level else figures
    ids = ours.sources.str.split(";").explode().dropna()
    return sources_list(material, pd.DataFrame({"source_id": ids}))


def reproduce(material: Material) -> Exhibit:
    """Say with which command, commit and files this report is made again."""
    return untitled(
        "reproduce",
        lambda lang: render(
            "reproduce.html.j2", lang=lang, year=material.year, commit=material.commit
        ),
    )
