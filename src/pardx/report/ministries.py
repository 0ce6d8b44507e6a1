"""Ministries and ministerial-level agencies: ranks with the length of their list, and history."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.language import MISSING, N_, Language
from pardx.report.exhibit import Exhibit, Words, prose
from pardx.report.material import Material
from pardx.report.means_figure import means_figure
from pardx.report.tables import QUALITY_FLAGS, Cell, Sheet, numeral, table

LIST = {
    "all": N_("Ministries and ministerial-level agencies"),
    "central": N_("Ministries and central agencies"),
    "yes": N_("Ministries and agencies with public services"),
    "no": N_("Agencies without public services, ranked in a list of their own"),
}
LEADER = {
    "all": N_("{leader} leads the ministries on {index}, {year}"),
    "yes": N_("{leader} leads on {index}, {year}"),
    "no": N_("{leader} leads agencies without services on {index}, {year}"),
}


def overview(material: Material) -> list[Exhibit]:
    """Show each list of ministries of the year, or say that none was published."""
    ours = material.ministries[material.ministries.year == material.year]
    lists = ours.groupby(["indicator", "list"], sort=False)
    if not len(lists):
        return [
            prose(
                "no-ministries",
                lambda lang: [
                    lang("No rank or score of ministries was found for {year}.", year=material.year)
                ],
            )
        ]
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
    return table(
        f"tab-ministries-{indicator.replace('_', '-')}{suffix}",
        sheet=lambda lang: Sheet(
            (lang("Ministry or agency"), lang("Rank"), lang("Score"), lang("Quality")),
            tuple(_row(material, row, lang) for row in rows.itertuples()),
            frozenset({1, 2}),
        ),
        words=lambda lang: _list_words(material, rows, lang, flags=flags),
        origin=material.origin("ministries.csv", indicator),
    )


def _row(material: Material, row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
    return (
        Cell(material.dictionary.ministry(row.entity, lang.code)),
        Cell(standing(row, lang)),
        numeral(lang, row.score, material.dictionary.decimals(row.indicator)),
        Cell(row.quality),
    )


def standing(row: NamedTuple, lang: Language) -> str:
    """Write a rank with the length of its list where a source prints it: ``3/17``."""
    if pd.isna(row.rank):
        return MISSING
    if pd.isna(row.units):
        return f"{row.rank:.0f}"
    return lang("{rank}/{n}", rank=f"{row.rank:.0f}", n=f"{row.units:.0f}")


def _list_words(material: Material, rows: pd.DataFrame, lang: Language, *, flags: bool) -> Words:
    kind, first = rows["list"].iloc[0], rows.iloc[0]
    of = "central" if first.indicator == "ict_index" else kind
    title, leader = _leader(rows)
    facts = {
        "index": material.short(first.indicator, lang.code),
        "year": material.year,
        "n": len(rows),
        "units": lang.number(first.units),
        "leader": material.dictionary.ministry(leader, lang.code),
    }
    counted = first.units == first.units
    return Words(
        lang(title, **facts),
        lang(
            N_("{of}; {n} of {units} found")
            if counted
            else N_("{of}; {n} found, length of the list not printed"),
            of=lang(LIST[of]),
            **facts,
        ),
        notes=(lang(QUALITY_FLAGS),) if flags else (),
    )


def _leader(rows: pd.DataFrame) -> tuple[str, str]:
    """Choose what the title of a list can say, and of which ministry."""
    first = rows.iloc[0]
    if first["rank"] == 1:
        return LEADER[first["list"]], first.entity
    if first["rank"] > 1:
        return N_("{leader}: highest known rank of ministries on {index}, {year}"), first.entity
    if rows.score.notna().any():
        named = rows.loc[rows.score.idxmax(), "entity"]
        return N_("{leader}: highest known score of ministries on {index}, {year}"), named
    return N_("Ministries on {index}, {year}"), first.entity


def _history_title(material: Material, history: pd.DataFrame, lang: Language) -> str:
    """Name who was first most often, when one was more often than all others."""
    firsts = history[history["rank"] == 1].entity.value_counts()
    counts = {"n": history.entity.nunique(), "years": int(firsts.sum())}
    if len(firsts) == 0 or (firsts == firsts.iloc[0]).sum() > 1:
        return lang("PAR INDEX ranks of {n} ministries and agencies", **counts)
    leader = material.dictionary.ministry(firsts.index[0], lang.code)
    return lang(
        "{leader} was first on PAR INDEX in {times} of the {years} years whose leader is known",
        leader=leader,
        times=int(firsts.iloc[0]),
        **counts,
    )


def history_table(material: Material, history: pd.DataFrame) -> Exhibit:
    """Print the known PAR INDEX ranks of the ministries, year by year."""
    years = sorted(history.year.unique())
    wide = history.pivot(index="entity", columns="year", values="rank").sort_index()
    units = {year: material.dictionary.list_size("par_index", "all", year) for year in years}

    def sheet(lang: Language) -> Sheet:
        heads = [_year_head(year, units[year], lang) for year in years]
        body = tuple(
            (
                Cell(material.dictionary.ministry(name, lang.code)),
                *(numeral(lang, ranks[year]) for year in years),
            )
            for name, ranks in wide.iterrows()
        )
        numeric = frozenset(range(1, len(years) + 1))
        return Sheet((lang("Ministry or agency"), *heads), body, numeric, sortable=True)

    return table(
        "tab-ministries-history",
        sheet=sheet,
        words=lambda lang: Words(
            _history_title(material, history, lang),
            lang(
                "Known ranks, {first} to {last}; in brackets, how many were ranked",
                first=years[0],
                last=years[-1],
            ),
            notes=_history_notes(material, years, lang),
        ),
        origin=material.origin("ministries.csv", "par_index"),
    )


def _history_notes(material: Material, years: list[int], lang: Language) -> tuple[str, ...]:
    breaks = material.dictionary.breaks_between("par_index", years[0], years[-1]).year
    changed = lang.listed([str(year) for year in sorted(breaks)])
    note = lang(
        "The criteria changed in {years}: ranks of different sets are not one series.",
        years=changed,
    )
    dash = lang("A dash: no published rank was found.")
    return (dash, note) if len(breaks) else (dash,)


def _year_head(year: int, units: float, lang: Language) -> str:
    if units != units:
        return str(year)
    return lang("{year} (of\N{NO-BREAK SPACE}{n})", year=year, n=f"{units:.0f}")
