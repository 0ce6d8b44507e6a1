"""Service to people and businesses: targets with their distance, index 766 by date."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.rules import SNAPSHOT
from pardx.data.spelling import by_alphabet
from pardx.language import MISSING, N_, NP_, Language
from pardx.report.cards import ORDER, untargeted
from pardx.report.exhibit import Exhibit, Words, origin, source_links
from pardx.report.measures import last_day, period_in_words
from pardx.report.ministries import rank_cell
from pardx.report.scores import amount
from pardx.report.tables import QUALITY_FLAGS, Cell, Column, numeral, table_of
from pardx.stats.service import PARTS

UNTIL_JULY_2025 = {
    "province": N_("{name} (one of the 63 provinces)"),
    "unit34": N_("{name} (one of the 34 units of July 2025)"),
}


def targets_table(targets: pd.DataFrame, dictionary: Dictionary, year: int) -> Exhibit | None:
    """Print each national target with the latest figure of its definition and the distance.

    Parameters
    ----------
    targets : DataFrame
        As :func:`pardx.stats.service.targets` returns it; None is made of an empty one.
    dictionary : Dictionary
        Names units and sources.
    year : int
        Year of the report.
    """
    if targets.empty:
        return None
    known = targets.indicator[targets.indicator != ""]
    return table_of(
        "tab-targets",
        targets,
        [
            Column(
                N_("Target"),
                lambda row, lang: Cell(lang.of(row._asdict(), "what"), row.decision),
                numeric=False,
            ),
            Column(N_("For the year"), lambda row, _: Cell(str(row.year))),
            Column(
                N_("Aim"), lambda row, lang: Cell(amount(row.value, row.unit, dictionary, lang))
            ),
            Column(N_("Latest figure"), lambda row, lang: _reached(row, dictionary, lang)),
            Column(N_("Distance"), lambda row, lang: _distance(row, dictionary, lang)),
            Column(
                N_("Source"),
                lambda row, lang: Cell("", links=source_links(_sources(row), dictionary, lang)),
                numeric=False,
            ),
        ],
        words=lambda lang: Words(
            lang(
                "National targets for {years}: {n}, of which {known} with a figure beside",
                n=len(targets),
                years=_years(targets.year, lang),
                known=int(targets.known.notna().sum()),
            ),
            lang(
                "Targets in force in {year}, the latest figure up to then, and the distance",
                year=year,
            ),
            notes=(
                lang(
                    "Distance: the figure less the target. A figure older than {year} says its "
                    "year. Not collected: we have found no figure of that definition.",
                    year=year,
                ),
                *untargeted(ORDER, {*known}, dictionary, lang),
            ),
            dash=lang("A dash: no figure to set beside the target."),
        ),
        origin=origin("targets.csv", dictionary, *known),
    )


def _years(years: pd.Series, lang: Language) -> str:
    first, last = years.min(), years.max()
    one, more = NP_("of targets", "{first}"), NP_("of targets", "{first} to {last}")
    return lang(one if first == last else more, first=first, last=last)


def _reached(row: NamedTuple, dictionary: Dictionary, lang: Language) -> Cell:
    if pd.isna(row.known):
        return Cell(lang("not collected"))
    when = period_in_words(row.period, int(row.known_year), lang)
    return Cell(amount(row.known, row.unit, dictionary, lang), when)


def _distance(row: NamedTuple, dictionary: Dictionary, lang: Language) -> Cell:
    if pd.isna(row.distance):
        return Cell(MISSING)
    unit = lang.of(dictionary.units.loc[row.unit], "difference")
    said = lang("{value} {unit}", value=lang.signed(row.distance, 2), unit=unit)
    return Cell(said)


def _sources(row: NamedTuple) -> str:
    return ";".join(dict.fromkeys([row.source_id, *filter(None, row.sources.split(";"))]))


def snapshots_table(snapshots: pd.DataFrame, dictionary: Dictionary, year: int) -> Exhibit | None:
    """Print index 766 by unit and date, each part over its maximum; None without figures.

    Parameters
    ----------
    snapshots : DataFrame
        As :func:`pardx.stats.service.snapshots` returns it.
    dictionary : Dictionary
        Maxima, names.
    year : int
        Year of the report.
    """
    if snapshots.empty:
        return None
    days = [last_day(row.period, row.year) for row in snapshots.itertuples()]
    rows = snapshots.assign(day=days).sort_values(
        ["level", "entity", "day"],
        key=by_alphabet,
    )
    parts = [name for name in PARTS if rows[name].notna().any()]
    return table_of(
        "tab-index-766",
        rows,
        [
            Column(
                N_("Ministry, province or city"),
                lambda row, lang: Cell(_who(row, dictionary, year, lang)),
                numeric=False,
            ),
            Column(
                N_("Date"),
                lambda row, lang: Cell(
                    period_in_words(row.period, row.year, lang), key=row.day.toordinal()
                ),
                numeric=False,
            ),
            Column(N_("Score of 100"), lambda row, lang: numeral(lang, row.score, 2)),
            Column(N_("Rank"), rank_cell),
            *(_part(name, rows, dictionary) for name in parts),
            Column(N_("Reliability"), lambda row, _: Cell(row.quality), numeric=False),
            Column(
                N_("Source"),
                lambda row, lang: Cell("", links=source_links(row.sources, dictionary, lang)),
                numeric=False,
            ),
        ],
        words=lambda lang: _words(rows, year, lang),
        origin=origin("snapshots.csv", dictionary, SNAPSHOT),
        sortable=True,
    )


def _who(row: NamedTuple, dictionary: Dictionary, year: int, lang: Language) -> str:
    """Name a unit; in a year with both kinds, say of which it is one."""
    if row.level == "ministry":
        return dictionary.ministry(row.entity, lang.code)
    both = len(dictionary.scope("digital_services", year)) > 1
    return lang(UNTIL_JULY_2025[row.level], name=row.entity) if both else row.entity


def _part(name: str, rows: pd.DataFrame, dictionary: Dictionary) -> Column:
    """Make the column of a part: its short name, and in each cell points of the maximum."""
    ours = dictionary.measures[dictionary.measures.indicator == f"{SNAPSHOT}_{name}"]
    most = ours["max"].max()

    def cell(row: NamedTuple, lang: Language) -> Cell:
        points = getattr(row, name)
        if pd.isna(points):
            return Cell(MISSING)
        of = lang("{points} of {most}", points=lang.printed(points), most=lang.printed(most))
        return Cell(of)

    return Column(HEADS[name], cell)


HEADS = {
    "transparency": N_("Transparency"),
    "progress": N_("Progress"),
    "digitisation": N_("Digitised dossiers"),
    "online_service": N_("Online services"),
    "online_payment": N_("Online payment"),
    "online_and_payment": N_("Online services and payment"),
    "satisfaction": N_("Satisfaction"),
}


def _words(rows: pd.DataFrame, year: int, lang: Language) -> Words:
    return Words(
        lang(
            "Index 766 of {year} is known for {n} units, at {days} dates or periods",
            year=year,
            n=len(rows[["level", "entity"]].drop_duplicates()),
            days=rows.period.nunique(),
        ),
        lang(
            "Service to people and businesses (Decision 766/QĐ-TTg): score, rank and parts in "
            "points, as published for the date"
        ),
        notes=(
            lang(
                "The index changes daily: a score or rank holds for its date only. Rows of "
                "different dates are not compared, added up or ranked against each other. A rank "
                "of 34 is not one of 63. Pages choose whom they print: these are not the best."
            ),
            lang(QUALITY_FLAGS),
        ),
        dash=lang("A dash: not collected."),
    )
