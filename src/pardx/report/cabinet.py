"""The ministries of a year in one table: PAR INDEX and DTI, each with the length of its list."""

from __future__ import annotations

from itertools import chain

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.language import MISSING, N_, Language
from pardx.report.exhibit import Exhibit, Fragment, Words, origin
from pardx.report.tables import Cell, Sheet, longtable, noted
from pardx.templates import render

LISTS = {"yes": N_("with public services"), "no": N_("without public services")}
"""The two lists that DTI ranks ministries in."""


def cabinet_exhibit(ministries: pd.DataFrame, dictionary: Dictionary, year: int) -> Exhibit | None:
    """List the ministries with rank and score on each index of the year; None where there is none.

    Parameters
    ----------
    ministries : DataFrame
        Ranks and scores of all years, as saved.
    dictionary : Dictionary
        Names ministries and indices.
    year : int
        Year of the report.
    """
    ours = ministries[ministries.year == year]
    if ours.empty:
        return None
    indices = [*dict.fromkeys(ours.indicator)]
    cells = {(row.entity, row.indicator): row for row in ours.itertuples()}
    first = ours[ours.indicator == indices[0]]
    order = first.sort_values(["rank", "score"], ascending=[True, False]).entity
    names = [*dict.fromkeys([*order, *ours.entity])]
    shown = origin("ministries.csv", dictionary, *indices)

    def pair(name: str, index: str, lang: Language) -> tuple[Cell, Cell]:
        row = cells.get((name, index))
        if row is None:
            return Cell(MISSING), Cell(MISSING)
        n = "" if pd.isna(row.units) else f"{row.units:.0f}"
        rank = MISSING if pd.isna(row.rank) else f"{row.rank:.0f}"
        said = lang("{rank}/{n}", rank=rank, n=n) if n and rank != MISSING else rank
        kind = lang(LISTS[row.list]) if row.list in LISTS else ""
        return Cell(said, kind), Cell(lang.number(row.score, dictionary.decimals(index)))

    def write(lang: Language) -> Fragment:
        rows = [
            (
                Cell(dictionary.ministry(name, lang.code)),
                *chain.from_iterable(pair(name, one, lang) for one in indices),
            )
            for name in names
        ]
        sheet = Sheet(
            _heads(indices, dictionary, lang), (*rows,), frozenset(range(1, 2 * len(indices) + 1))
        )
        title = _title(ours, indices[0], dictionary, lang)
        words = noted(_words(title, ours, year, lang), sheet)
        facts = {"sheet": sheet, "words": words, "origin": shown, "year": year}
        html = render("cabinet.html.j2", lang=lang, id="tab-cabinet", **facts)
        return Fragment(html, words.title, longtable(sheet, words, label="tab-cabinet"))

    return Exhibit("tab-cabinet", write, shown.csv, shown.shows)


def _words(title: str, ours: pd.DataFrame, year: int, lang: Language) -> Words:
    subtitle = lang(
        N_(
            "Rank over the length of its list, and score, {year}. Ministries have criteria of "
            "their own: they are not compared with provinces."
        )
        if ours.units.notna().any()
        else N_(
            "Rank and score, {year}. Ministries have criteria of their own: they are not compared "
            "with provinces."
        ),
        year=year,
    )
    lists = lang(
        "DTI ranks ministries that provide public services to people and businesses, and those "
        "that do not, in two lists."
    )
    return Words(
        title,
        subtitle,
        notes=(lists,) if ours["list"].isin(LISTS).any() else (),
        dash=lang("A dash: not collected."),
    )


def _heads(indices: list[str], dictionary: Dictionary, lang: Language) -> tuple[str, ...]:
    named = [dictionary.short(index, lang.code) for index in indices]
    pairs = ((lang("{index}: rank", index=name), lang("score")) for name in named)
    return (lang("Ministry or agency"), *chain.from_iterable(pairs))


def _title(ours: pd.DataFrame, index: str, dictionary: Dictionary, lang: Language) -> str:
    rows = ours[(ours.indicator == index)].dropna(subset=["rank"]).sort_values("rank")
    facts = {"index": dictionary.short(index, lang.code), "year": ours.year.iloc[0]}
    if rows.empty:
        return lang("Ministries on {index}, {year}", **facts)
    first, last = rows.iloc[0], rows.iloc[-1]
    named = {
        "first": dictionary.ministry(first.entity, lang.code),
        "last": dictionary.ministry(last.entity, lang.code),
    }
    if first["rank"] == 1 and last["rank"] == last.units:
        return lang(
            "{first} is first, {last} last of the ministries on {index}, {year}", **facts, **named
        )
    if first["rank"] == 1:
        return lang("{first} is first of the ministries on {index}, {year}", **facts, **named)
    return lang("Ministries on {index}, {year}", **facts)
