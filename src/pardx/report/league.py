"""The ranking table of the policy report: one number a cell, switched between rank and score."""

from __future__ import annotations

import pandas as pd

from pardx.data.spelling import slug
from pardx.language import MISSING, N_, Language
from pardx.report.atlas import common, rank_notes
from pardx.report.exhibit import Exhibit, Fragment, Words, origin
from pardx.report.measures import SURVEYS, family_names
from pardx.report.positions import Index, Standings
from pardx.report.ranking import results_of, units_said
from pardx.report.tables import Cell, Sheet, longtable
from pardx.templates import render

MEASURES = {"r": N_("Rank"), "s": N_("Score"), "g": N_("Group")}
"""What the cells of the table can show."""


def ranks_exhibit(standings: Standings) -> Exhibit | None:
    """List every unit with its rank, score or group on each index; None where none has a figure.

    Parameters
    ----------
    standings : Standings
        Of the 63 provinces, or of the 34 units.
    """
    if not standings.indices:
        return None
    csv = results_of(standings.ranking, standings.dictionary, standings.year)
    shown = origin(csv, standings.dictionary, *(one.name for one in standings.indices))
    id = (
        "tab-ranks"
        if standings.level == standings.dictionary.level_of(standings.year)
        else ("tab-ranks-34")
    )

    def write(lang: Language) -> Fragment:
        title, notes = _title(standings, lang), _notes(standings, lang)
        rows, said = _rows(standings, lang), common(standings, lang)
        html = render(
            "league.html.j2",
            lang=lang,
            id=id,
            title=title,
            folded=standings.level != standings.dictionary.level_of(standings.year),
            rows=rows,
            measures={key: lang(text) for key, text in MEASURES.items()},
            counts=_counts(standings, lang),
            notes=notes,
            origin=shown,
            **said,
        )
        heads = [said["short"][one.letter] for one in standings.indices]
        words = Words(title, _said_of_cells(standings, lang), notes=tuple(notes))
        return Fragment(html, title, longtable(_sheet(heads, rows, lang), words, label=id))

    return Exhibit(id, write, shown.csv, shown.shows)


def _title(standings: Standings, lang: Language) -> str:
    return lang(
        "Ranking of the {n} provinces, {year}", n=len(standings.ranking), year=standings.year
    )


def _counts(standings: Standings, lang: Language) -> str:
    """Say of how many units each index is known, where it is not all."""
    dictionary, said, unsure = standings.dictionary, [], []
    for index in standings.indices:
        known = int(index.units.place.notna().sum())
        if known < len(standings.ranking):
            name = dictionary.short(index.name, lang.code)
            said.append(lang("{index} {n}", index=name, n=known))
            if index.last_is_open:
                unsure.append(name)
    if not said:
        return ""
    counts = lang("Known of {all}: {counts}.", all=len(standings.ranking), counts="; ".join(said))
    if not unsure:
        return counts
    last = lang("Who comes last is not known on {indices}.", indices=lang.listed(unsure))
    return f"{counts} {last}"


def _notes(standings: Standings, lang: Language) -> list[str]:
    bounded = any(
        index.units.score.isna().any() and index.units.lower.notna().any()
        for index in standings.indices
    )
    ends = lang(
        "A score with two ends was not collected: it lies between the nearest known scores of "
        "provinces ranked above and below."
    )
    near = lang(
        "Neighbouring ranks may differ by less than the survey's error: rank 26 is not surely "
        "better than rank 27."
    )
    shown = [one.name for one in standings.indices]
    return [
        *rank_notes(standings, lang),
        *([ends] if bounded else []),
        *units_said(
            standings.ranking,
            shown,
            standings.dictionary,
            standings.year,
            lang,
        ),
        *([near] if family_names(shown, SURVEYS, standings.dictionary, lang) else []),
    ]


def _said_of_cells(standings: Standings, lang: Language) -> str:
    """Say what the cells hold where rank and score stand together."""
    said = lang(
        "Rank, or group on an index that ranks nobody, and the score in brackets, {year}.",
        year=standings.year,
    )
    return f"{said} {_counts(standings, lang)}".strip()


def _sheet(heads: list[str], rows: list[dict], lang: Language) -> Sheet:
    """Lay the rows out for an article, where nothing is switched: rank and score in one cell."""
    return Sheet(
        (lang("Province"), *heads),
        tuple(
            (
                Cell(row["name"]),
                *(Cell(one["r"], one["s"] if one["s"] != MISSING else "") for one in row["cells"]),
            )
            for row in rows
        ),
        frozenset(range(1, len(heads) + 1)),
    )


def _rows(standings: Standings, lang: Language) -> list[dict[str, object]]:
    """Make the rows in the order of the first index that is shown, unknown last."""
    first = next(one for one in standings.indices if one.letter == standings.shown_first)
    order = first.units.sort_values("place", ascending=False, kind="stable").index
    cells = {one.letter: _cells(one, lang) for one in standings.indices}
    names = standings.names.loc[order]
    return [
        {
            "code": code,
            "name": unit.province,
            "slug": slug(unit.province),
            "region": standings.dictionary.region(unit.region, lang.code),
            "region_number": standings.regions.index(unit.region),
            "cells": [cells[one.letter][code] for one in standings.indices],
        }
        for code, unit in names.iterrows()
    ]


def _cells(index: Index, lang: Language) -> dict[str, dict[str, object]]:
    return {
        row.Index: {
            "r": index.rank(row, lang),
            "s": index.score(row, lang),
            "g": index.group(row, lang),
            "key": "" if pd.isna(row.place) else f"{1 - row.place:.4f}",
            "shade": index.shade(row)[1:],
            "grade": index.grade(row),
        }
        for row in index.units.itertuples()
    }
