"""Ministries and ministerial-level agencies: ranks with the length of their list, and history."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.spelling import alphabetical
from pardx.language import MISSING, N_, Language
from pardx.report import labels
from pardx.report.exhibit import Exhibit, Words, origin, sentence
from pardx.report.tables import QUALITY_FLAGS, Cell, Column, Sheet, numeral, table, table_of

LIST = {
    "all": N_("Ministries and ministerial-level agencies"),
    "central": N_("Ministries and central agencies"),
    "yes": N_("Ministries and agencies providing public services"),
    "no": N_("Ministries and agencies not providing public services (ranked separately)"),
}
LEADER = {
    "all": N_("First of the ministries on {index}, {year}: {leader}"),
    "yes": N_(
        "First of the ministries and agencies providing public services on {index}, {year}: "
        "{leader}"
    ),
    "no": N_(
        "First of the ministries and agencies not providing public services on {index}, {year}: "
        "{leader}"
    ),
}

UNEXPLAINED = N_("Too few scores by field were collected to say why a ministry ranks as it does.")


def list_tables(ministries: pd.DataFrame, dictionary: Dictionary, year: int) -> list[Exhibit]:
    """Print each list of ministries of the year, or say that none was published.

    Parameters
    ----------
    ministries : DataFrame
        Ranks and scores of all years, in order of rank.
    dictionary : Dictionary
        Names ministries and indices.
    year : int
        Year of the report.
    """
    lists = ministries[ministries.year == year].groupby(["indicator", "list"], sort=False)
    if not len(lists):
        return [
            sentence(
                "no-ministries",
                N_("No PAR INDEX, DTI or ICT Index of ministries was collected for {year}."),
                year=year,
            )
        ]
    return [
        _list_table(rows, dictionary, flags=place == 0) for place, (_, rows) in enumerate(lists)
    ]


def _list_table(rows: pd.DataFrame, dictionary: Dictionary, *, flags: bool) -> Exhibit:
    """Print one list: rank over its length, score and quality; ``flags`` are explained below."""
    indicator, kind = rows.indicator.iloc[0], rows["list"].iloc[0]
    suffix = "" if kind == "all" else f"-{'with' if kind == 'yes' else 'without'}-services"
    places = dictionary.decimals(indicator)
    return table_of(
        f"tab-ministries-{indicator.replace('_', '-')}{suffix}",
        rows,
        [
            Column(
                N_("Ministry or agency"),
                lambda row, lang: Cell(dictionary.ministry(row.entity, lang.code)),
                numeric=False,
            ),
            Column(N_("Rank"), rank_cell),
            Column(N_("Score"), lambda row, lang: numeral(lang, row.score, places)),
            Column(N_("Reliability"), grade_cell, numeric=False),
        ],
        words=lambda lang: _list_words(rows, dictionary, lang, flags=flags),
        origin=origin("ministries.csv", dictionary, indicator),
    )


def rank_cell(row: NamedTuple, lang: Language) -> Cell:
    """Make a cell of a rank with the length of its list where a source prints it: ``3/17``."""
    if pd.isna(row.rank):
        return Cell(MISSING)
    if pd.isna(row.units):
        return Cell(f"{row.rank:.0f}")
    return Cell(lang("{rank}/{n}", rank=f"{row.rank:.0f}", n=f"{row.units:.0f}"))


def grade_cell(row: NamedTuple, lang: Language) -> Cell:
    """Make a cell of the reliability of rank and score, each named where they differ."""
    grades = [one for one in (row.quality, row.score_quality) if pd.notna(one)]
    if len({*grades}) < 2:
        return Cell(grades[0] if grades else MISSING)
    return Cell(lang("rank {rank}, score {score}", rank=row.quality, score=row.score_quality))


def _list_words(
    rows: pd.DataFrame, dictionary: Dictionary, lang: Language, *, flags: bool
) -> Words:
    first = rows.iloc[0]
    of = "central" if first.indicator == "ict_index" else first["list"]
    title, leader = _leader(rows)
    dashed = rows[["rank", "score"]].isna().any(axis=None)
    facts = {
        "index": dictionary.short(first.indicator, lang.code),
        "year": first.year,
        "n": len(rows),
        "units": lang.number(first.units),
        "leader": dictionary.ministry(leader, lang.code),
    }
    return Words(
        lang(title, **facts),
        lang(
            N_("{of}; {n} of {units} collected")
            if pd.notna(first.units)
            else N_("{of}; {n} collected, total not stated by the source"),
            of=lang(LIST[of]),
            **facts,
        ),
        notes=((lang(QUALITY_FLAGS), lang(UNEXPLAINED)) if flags else ())
        + ((lang("A dash: not collected."),) if dashed else ()),
    )


def _leader(rows: pd.DataFrame) -> tuple[str, str]:
    """Choose what the title of a list can say, and of which ministry."""
    first = rows.iloc[0]
    if len(rows) == 1 and first["rank"] != 1:
        return N_("Collected of one ministry or agency only on {index}, {year}: {leader}"), (
            first.entity
        )
    if first["rank"] == 1:
        return LEADER[first["list"]], first.entity
    if first["rank"] > 1:
        return N_("{leader}: highest rank collected of ministries on {index}, {year}"), first.entity
    if rows.score.notna().any():
        named = rows.loc[rows.score.idxmax(), "entity"]
        return N_("{leader}: highest score collected of ministries on {index}, {year}"), named
    return N_("Ministries on {index}, {year}"), first.entity


def history_table(ministries: pd.DataFrame, dictionary: Dictionary) -> Exhibit | None:
    """Print the known PAR INDEX ranks of the ministries, year by year; None without any."""
    history = ministries.query("indicator == 'par_index'").dropna(subset=["rank"])
    if history.empty:
        return None
    wide = history.pivot(index="entity", columns="year", values="rank")
    years = [*wide.columns]
    units = {year: dictionary.list_size("par_index", "all", year) for year in years}

    def head(year: int, lang: Language) -> str:
        if pd.isna(units[year]):
            return str(year)
        return lang("{year} (of\N{NO-BREAK SPACE}{n})", year=year, n=f"{units[year]:.0f}")

    def sheet(lang: Language) -> Sheet:
        return Sheet(
            (lang("Ministry or agency"), *(head(year, lang) for year in years)),
            tuple(
                (
                    Cell(dictionary.ministry(name, lang.code)),
                    *(numeral(lang, rank) for rank in ranks),
                )
                for name, *ranks in sorted(
                    wide.itertuples(name=None),
                    key=lambda row: alphabetical(dictionary.ministry(row[0], lang.code)),
                )
            ),
            frozenset(range(1, len(years) + 1)),
            sortable=True,
        )

    return table(
        "tab-ministries-history",
        sheet=sheet,
        words=lambda lang: _history_words(history, years, dictionary, lang),
        origin=origin("ministries.csv", dictionary, "par_index"),
    )


def _history_words(
    history: pd.DataFrame, years: list[int], dictionary: Dictionary, lang: Language
) -> Words:
    breaks = dictionary.breaks_between("par_index", years[0], years[-1]).year
    note = lang(
        "The criteria changed in {years}: ranks under different criteria are not comparable.",
        years=lang.listed([str(year) for year in sorted(breaks)]),
    )
    return Words(
        _history_title(history, dictionary, lang),
        lang(
            "Ranks collected, {years}; in brackets: number ranked, where a source states it",
            years=labels.years(years[0], years[-1]),
        ),
        notes=(note,) if len(breaks) else (),
        dash=lang("A dash: rank not collected."),
    )


def _history_title(history: pd.DataFrame, dictionary: Dictionary, lang: Language) -> str:
    """Name who was first most often, when one was more often than all others."""
    firsts = history[history["rank"] == 1].entity.value_counts()
    counts = {"n": history.entity.nunique(), "years": int(firsts.sum())}
    if len(firsts) == 0 or (firsts == firsts.iloc[0]).sum() > 1:
        return lang("PAR INDEX ranks of {n} ministries and agencies", **counts)
    leader = dictionary.ministry(firsts.index[0], lang.code)
    if counts["years"] == 1:
        return lang(
            "First on PAR INDEX in the one year whose leader is known: {leader}", leader=leader
        )
    return lang(
        "First on PAR INDEX in {times} of the {years} years whose leader is known: {leader}",
        leader=leader,
        times=int(firsts.iloc[0]),
        **counts,
    )
