"""Ministries and ministerial-level agencies: ranks with the length of their list, and history."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.exhibits.exhibit import Exhibit, Words, prose
from pardx.exhibits.language import MISSING, Language
from pardx.exhibits.material import Material
from pardx.exhibits.means import means_figure
from pardx.exhibits.tables import Cell, Sheet, numeral, table


def overview(material: Material) -> list[Exhibit]:
    """Show each list of ministries of the year, or say that none was published."""
    ours = material.ministries[material.ministries.year == material.year]
    lists = ours.groupby(["indicator", "list"], sort=False)
    if not len(lists):
        return [prose("no-ministries", lambda lang: [lang("ministries.none", year=material.year)])]
    return [list_table(material, rows, flags=not place) for place, (_, rows) in enumerate(lists)]


def full(material: Material) -> list[Exhibit]:
    """Add to the year's lists the means and the ranks of all years."""
    shown = overview(material)
    if (material.means.of == "ministry").any():
        shown.append(means_figure(material, "par_index", ("province", "ministry")))
    history = material.ministries.query("indicator == 'par_index'").dropna(subset=["rank"])
    if len(history):
        shown.append(history_table(material, history))
    return shown


def list_table(material: Material, rows: pd.DataFrame, *, flags: bool) -> Exhibit:
    """Print one list: rank over its length, score and quality.

    Parameters
    ----------
    material : Material
        Uses names of ministries.
    rows : DataFrame
        One index and list of ``ministries``, in order of rank.
    flags : bool
        Explain the quality flags below it.
    """
    indicator, kind = rows.indicator.iloc[0], rows["list"].iloc[0]
    suffix = "" if kind == "all" else f"-{'with' if kind == 'yes' else 'without'}-services"
    heads = ("name", "rank", "score", "quality")
    return table(
        f"tab-ministries-{indicator.replace('_', '-')}{suffix}",
        sheet=lambda lang: Sheet(
            tuple(lang(f"ministries.head.{part}") for part in heads),
            tuple(_row(material, row, lang) for row in rows.itertuples()),
            frozenset({1, 2}),
        ),
        words=lambda lang: _list_words(material, rows, lang, flags=flags),
        origin=material.origin("ministries.csv", indicator),
    )


def _row(material: Material, row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
    return (
        Cell(material.catalogue.ministry(row.entity, lang.code)),
        Cell(standing(row, lang)),
        numeral(lang, row.score, material.catalogue.decimals(row.indicator)),
        Cell(row.quality),
    )


def standing(row: NamedTuple, lang: Language) -> str:
    """Write a rank with the length of its list where a source prints it: ``3/17``."""
    if pd.isna(row.rank):
        return MISSING
    if pd.isna(row.units):
        return f"{row.rank:.0f}"
    return lang("ministries.rank", rank=f"{row.rank:.0f}", n=f"{row.units:.0f}")


def _list_words(material: Material, rows: pd.DataFrame, lang: Language, *, flags: bool) -> Words:
    kind, first = rows["list"].iloc[0], rows.iloc[0]
    of = "central" if first.indicator == "ict_index" else kind
    title, leader = _leader(rows)
    facts = {
        "index": material.short(first.indicator, lang.code),
        "year": material.year,
        "n": len(rows),
        "units": lang.number(first.units),
        "leader": material.catalogue.ministry(leader, lang.code),
    }
    counted = "counted" if first.units == first.units else "uncounted"
    return Words(
        lang(f"ministries.{title}", **facts),
        lang(f"ministries.{counted}", of=lang(f"ministries.list.{of}"), **facts),
        notes=(lang("quality.flags"),) if flags else (),
    )


def _leader(rows: pd.DataFrame) -> tuple[str, str]:
    """Choose what the title of a list can say, and of which ministry."""
    first = rows.iloc[0]
    if first["rank"] == 1:
        return f"leader.{first['list']}", first.entity
    if first["rank"] > 1:
        return "highest", first.entity
    if rows.score.notna().any():
        return "score", rows.loc[rows.score.idxmax(), "entity"]
    return "title", first.entity


def _history_title(material: Material, history: pd.DataFrame, lang: Language) -> str:
    """Name who was first most often, when one was more often than all others."""
    firsts = history[history["rank"] == 1].entity.value_counts()
    counts = {"n": history.entity.nunique(), "years": int(firsts.sum())}
    if len(firsts) == 0 or (firsts == firsts.iloc[0]).sum() > 1:
        return lang("ministries.history", **counts)
    leader = material.catalogue.ministry(firsts.index[0], lang.code)
    return lang("ministries.history.leader", leader=leader, times=int(firsts.iloc[0]), **counts)


def history_table(material: Material, history: pd.DataFrame) -> Exhibit:
    """Print the known PAR INDEX ranks of the ministries, year by year."""
    years = sorted(history.year.unique())
    wide = history.pivot(index="entity", columns="year", values="rank").sort_index()
    units = {year: material.catalogue.list_size("par_index", "all", year) for year in years}

    def sheet(lang: Language) -> Sheet:
        heads = [_year_head(year, units[year], lang) for year in years]
        body = tuple(
            (
                Cell(material.catalogue.ministry(name, lang.code)),
                *(numeral(lang, ranks[year]) for year in years),
            )
            for name, ranks in wide.iterrows()
        )
        numeric = frozenset(range(1, len(years) + 1))
        return Sheet((lang("ministries.head.name"), *heads), body, numeric, sortable=True)

    return table(
        "tab-ministries-history",
        sheet=sheet,
        words=lambda lang: Words(
            _history_title(material, history, lang),
            lang("ministries.history.subtitle", first=years[0], last=years[-1]),
            notes=_history_notes(material, years, lang),
        ),
        origin=material.origin("ministries.csv", "par_index"),
    )


def _history_notes(material: Material, years: list[int], lang: Language) -> tuple[str, ...]:
    breaks = material.catalogue.breaks_between("par_index", years[0], years[-1]).year
    changed = lang.listed([str(year) for year in sorted(breaks)])
    note = lang("ministries.history.note", years=changed)
    dash = lang("ministries.history.dash")
    return (dash, note) if len(breaks) else (dash,)


def _year_head(year: int, units: float, lang: Language) -> str:
    known = units == units
    return lang("ministries.year", year=year, n=f"{units:.0f}") if known else str(year)
