"""Where all 63 provinces stand: the ranking table."""

from __future__ import annotations

import pandas as pd

from pardx.language import MISSING, N_, NP_, Language
from pardx.report.exhibit import Exhibit, Words
from pardx.report.material import Material
from pardx.report.tables import QUALITY_FLAGS, Cell, Sheet, table
from pardx.settings import settings

NO_BREAK = "\N{NO-BREAK SPACE}"
BREAK_MARK = "†"
"""Stands behind a change of rank across a break of comparability."""


def ranking_table(material: Material) -> Exhibit:
    """Show rank, score, places gained and quality of all 63 provinces."""
    shown = [
        name
        for name in settings().headline
        if material.ranking[_columns(name)].notna().any(axis=None)
    ]
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
    columns = [_standing_cells(material, name, lang) for name in shown]
    provinces = [
        Cell(row.province, material.region(row.region, lang.code), key=row.province)
        for row in material.ranking.itertuples()
    ]
    numeric = frozenset(range(1, len(shown) + 1))
    rows = tuple(zip(provinces, *columns, strict=True))
    return Sheet((lang(NP_("ranking", "Province")), *heads), rows, numeric, sortable=True)


def _standing_cells(material: Material, name: str, lang: Language) -> list[Cell]:
    """Print an index's column: rank over its places; below it score, places gained, quality."""
    parts = ("score", "rank", "rank_change", "quality", "places")
    own = material.ranking.set_index("gso_code")[[f"{name}_{part}" for part in parts]]
    places = material.dictionary.decimals(name)
    bounds = _bounds(material, name)
    mark = BREAK_MARK if len(material.dictionary.breaks_into(name, material.year)) else ""

    def cell(code: str, score: float, rank: float, change: float, quality: str, of: int) -> Cell:
        if pd.isna(rank) and pd.isna(score):
            return Cell(MISSING)
        below = [lang.number(score, places)] if pd.notna(score) else []
        if pd.isna(score) and code in bounds.index:
            lower, upper = (lang.number(end, places) for end in bounds.loc[code])
            below = [lang("[{lower} to {upper}]", lower=lower, upper=upper)]
        if pd.notna(change):
            below.append(lang("{change} in rank", change=lang.signed(change)) + mark)
        head = f"{rank:.0f}/{of}" if pd.notna(rank) else MISSING
        return Cell(head, _in_two_lines([*below, quality]), key=rank if pd.notna(rank) else "")

    return [cell(*row) for row in own.itertuples(name=None)]


def _in_two_lines(parts: list[str]) -> str:
    """Join parts of a cell so that a narrow column breaks it behind the first alone."""
    first, *rest = (part.replace(" ", NO_BREAK) for part in parts)
    return "; ".join([first, f";{NO_BREAK}".join(rest)] if rest else [first])


def _bounds(material: Material, name: str) -> pd.DataFrame:
    """Return the intervals that the neighbours' scores allow, by GSO code; none that is open."""
    bounds = material.further["bounds"].dropna(subset=["gso_code", "lower", "upper"])
    unit = material.dictionary.score_unit(name)
    ours = bounds[(bounds.indicator == name) & (bounds.unit == unit)]
    return ours.set_index("gso_code")[["lower", "upper"]]


def _ranked_on_all(material: Material, shown: list[str]) -> int:
    """Count the provinces with a rank on every index shown."""
    ranks = material.ranking[[f"{name}_rank" for name in shown]]
    return int(ranks.notna().all(axis=1).sum())


def _bounds_shown(material: Material, shown: list[str]) -> bool:
    """Say whether a cell of the table shows an interval instead of a score."""
    scores = material.ranking.set_index("gso_code")
    return any(
        scores.loc[_bounds(material, name).index, f"{name}_score"].isna().any() for name in shown
    )


def _ranking_words(material: Material, shown: list[str], lang: Language) -> Words:
    counts = [
        lang("{index} n = {n}", index=material.short(name, lang.code), n=material.ranked(name))
        for name in shown
    ]
    breaks = [
        lang(
            "{mark} {index} {year}: the method changed this year; rank changes are shown as "
            "published or counted, and are not modelled.",
            mark=BREAK_MARK,
            index=material.short(name, lang.code),
            year=material.year,
        )
        for name in shown
        if len(material.dictionary.breaks_into(name, material.year))
    ]
    counted = lang(
        "PAPI is published without ranks: its ranks are counted here from the published scores."
    )
    bounded = lang(
        "In square brackets: no score was found; the scores of the ranks around it allow this "
        "interval. It is a bound, not a value, and enters no model (bounds.csv)."
    )
    return Words(
        lang(
            N_("{n} of 63 provinces have a rank on every index, {year}")
            if len(shown) > 1
            else N_("{n} of 63 provinces have a rank on {index}, {year}"),
            n=_ranked_on_all(material, shown),
            year=material.year,
            index=material.short(shown[0], lang.code),
        ),
        lang(
            "Rank of those listed; below it score, change in rank, and quality flag. Ranks "
            "known: {counts}",
            counts=lang.listed(counts),
        ),
        notes=(
            lang(QUALITY_FLAGS),
            *([counted] if any(name.startswith("papi_") for name in shown) else []),
            lang("A positive change means places gained."),
            *([bounded] if _bounds_shown(material, shown) else []),
            *breaks,
        ),
    )
