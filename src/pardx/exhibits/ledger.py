"""What is known and from whom: coverage, contradictions, sources, how to reproduce."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.data.geography import PLACES
from pardx.data.settle import AUTHORITY
from pardx.exhibits.exhibit import Exhibit, Words, prose, render, untitled, web_address
from pardx.exhibits.language import Language
from pardx.exhibits.material import Material
from pardx.exhibits.tables import Cell, Sheet, numeral, table
from pardx.settings import settings

COUNTED = ("n", "printed", "derived", "unsettled", "bounded")


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
                "coverage.title",
                full=int((rows.n == PLACES).sum()),
                n=len(rows),
                year=material.year,
            ),
            lang("coverage.subtitle", n=len(rows), total=len(every)),
            notes=(lang("coverage.note"),),
        ),
        origin=material.origin("coverage.csv"),
    )


def _coverage_sheet(material: Material, rows: pd.DataFrame, lang: Language) -> Sheet:
    parts = ("indicator", "measure", *COUNTED, "missing")
    body = tuple(
        (
            Cell(
                material.short(row.indicator, lang.code),
                material.catalogue.label(row.indicator, lang.code),
                key=row.indicator,
            ),
            Cell(lang(f"measure.{row.measure}"), key=row.measure),
            *(Cell(str(getattr(row, name)), key=getattr(row, name)) for name in COUNTED),
            Cell(_who(material, row.missing, lang)),
        )
        for row in rows.itertuples()
    )
    heads = tuple(lang(f"coverage.{part}") for part in parts)
    return Sheet(heads, body, frozenset(range(2, 2 + len(COUNTED))), sortable=True)


def _who(material: Material, codes: str | float, lang: Language) -> str:
    """Name the missing provinces while they are few enough to read."""
    missing = codes.split(";") if isinstance(codes, str) and codes else []
    if len(missing) > 6:
        return lang("coverage.many", n=len(missing), total=PLACES)
    return lang.listed([material.provinces.name_vi[code] for code in missing])


def conflicts_table(material: Material) -> Exhibit:
    """Show what contradicting sources printed, the value used, and the rule that settled it."""
    if material.conflicts.empty:
        return prose("tab-conflicts", lambda lang: [lang("conflicts.none", year=material.year)])
    return table(
        "tab-conflicts",
        sheet=lambda lang: _conflicts_sheet(material, lang),
        words=lambda lang: Words(
            _conflicts_title(material, lang),
            lang("conflicts.subtitle", n=len(material.conflicts)),
            notes=(lang("conflicts.note"),),
        ),
        origin=material.origin("conflicts.csv"),
    )


def _conflicts_title(material: Material, lang: Language) -> str:
    """Count the contradicted figures, and those of which a value is used."""
    of = ["level", "entity", "indicator", "measure", "period"]
    settled = material.conflicts.groupby(of, dropna=False).value_used.count() > 0
    return lang("conflicts.title", settled=int(settled.sum()), n=len(settled), year=material.year)


def _conflicts_sheet(material: Material, lang: Language) -> Sheet:
    parts = ("entity", "figure", "value", "sources", "used", "rule")
    body = tuple(_conflict(material, row, lang) for row in material.conflicts.itertuples())
    return Sheet(tuple(lang(f"conflicts.{part}") for part in parts), body, frozenset({2, 4}))


def _conflict(material: Material, row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
    """Print one candidate: what it is, who prints it, what is used instead and why."""
    places = material.catalogue.places(row.unit)
    names = row.breaks.split(";") if row.breaks else []
    broken = lang.listed([lang(f"identity.{name}") for name in names])
    used = lang("conflicts.withheld") if pd.isna(row.value_used) else ""
    return (
        Cell(material.catalogue.ministry(row.entity, lang.code)),
        Cell(
            lang(
                "conflicts.of",
                index=material.short(row.indicator, lang.code),
                measure=lang(f"measure.{row.measure}"),
            )
        ),
        numeral(lang, row.value, places),
        Cell("", links=material.links(row.sources))
        if row.sources
        else Cell(lang("conflicts.computed")),
        Cell(used) if used else numeral(lang, row.value_used, places),
        Cell(
            lang(f"rule.{row.settled_by}"), lang("conflicts.breaks", names=broken) if names else ""
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
    listed = material.catalogue.sources.loc[counts.index].assign(rows=counts)
    kinds = [
        (kind, list(listed[listed.kind == kind].itertuples()))
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
            catalogue=material.catalogue,
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
