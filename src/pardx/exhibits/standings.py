"""Where all 63 provinces stand: the ranking table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pardx.analysis.ranks import HEADLINE
from pardx.exhibits.exhibit import (
    Exhibit,
    Words,
)
from pardx.exhibits.language import MISSING, Language
from pardx.exhibits.material import Material
from pardx.exhibits.tables import Cell, Sheet, table

if TYPE_CHECKING:
    pass

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


def _bounds_shown(material: Material, shown: list[str]) -> bool:
    """Say whether a cell of the table shows an interval instead of a score."""
    bounds = material.further["bounds"].dropna(subset=["lower", "upper"])
    scores = material.ranking.set_index("gso_code")
    return any(
        row.indicator in shown and pd.isna(scores.at[row.gso_code, f"{row.indicator}_score"])
        for row in bounds.itertuples()
        if row.gso_code in scores.index
    )


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
    bounded = _bounds_shown(material, shown)
    title = "title" if len(shown) > 1 else "one"
    index = material.short(shown[0], lang.code)
    return Words(
        lang(
            f"ranking.{title}",
            n=_ranked_on_all(material, shown),
            year=material.year,
            index=index,
        ),
        lang("ranking.subtitle", counts=lang.listed(counts)),
        notes=(
            lang("quality.flags"),
            *counted,
            lang("ranking.sign"),
            *([lang("ranking.bounds")] if bounded else []),
            *breaks,
        ),
    )
