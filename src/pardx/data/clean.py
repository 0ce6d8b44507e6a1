"""A year's raw tables -> sound observations, used values and panel; series above provinces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from pardx.data.breaks import across_break, across_units
from pardx.data.consistency import EXTREMES
from pardx.data.dictionary import Dictionary
from pardx.data.geography import LOCAL, local_units
from pardx.data.names import identify
from pardx.data.neighbour_bounds import bounds
from pardx.data.read import read_year
from pardx.data.reconcile import FIGURE, reconcile, reconcile_year, related
from pardx.data.rules import check, sound
from pardx.data.units34 import units34
from pardx.errors import DataError, Problem

NATIONAL = ("national", "region", "ministry_group", "locality_group")
COLUMNS = [
    *("year", "period", "level", "entity", "indicator", "label_en", "label_vi", "measure"),
    *("value", "unit", "quality", "sources", "settled_by", "across_break"),
    *("definition_en", "definition_vi"),
]
"""Columns of the figures above and beside provinces."""

QUALIFIERS = {"more than": "over", "over": "over", "about": "about", "nearly": "nearly"}
"""How a note says that a figure was printed rounded -> how the reports say it."""


@dataclass(frozen=True)
class Cleaned:
    """The tables of one cleaned year.

    Attributes
    ----------
    observations : DataFrame
        One row per printed figure, with GSO code, source, file and line.
    values : DataFrame
        One row per figure: the used value, its quality and sources.
    panel : DataFrame
        63 rows, one column per indicator and measure; indexed by GSO code.
    conflicts : DataFrame
        Every candidate of each contradicted figure, the value used and the rule.
    bounds : DataFrame
        What the neighbours' scores allow where a rank is used and no score; not data.
    national : DataFrame
        Figures of the nation, its regions, and of ministries or localities together, with
        :data:`COLUMNS`. ``period`` is empty for the full reference year, ``2023-M01..M09`` for
        what is cumulated within it, ``to 2023-04-19`` for what is cumulated up to a day. Figures
        of one name with different definitions are different indicators.
    ministries : DataFrame
        Figures of single ministries and agencies, with :data:`COLUMNS`.
    units34 : DataFrame
        Provincial values carried to the 34 units of July 2025; no ranks.
    panel_unit34 : DataFrame
        What is published of the 34 units themselves: 34 rows, columns as in ``panel``; indexed
        by their codes, which start with ``u34-``.
    """

    observations: pd.DataFrame
    values: pd.DataFrame
    panel: pd.DataFrame
    conflicts: pd.DataFrame
    bounds: pd.DataFrame
    national: pd.DataFrame
    ministries: pd.DataFrame
    units34: pd.DataFrame
    panel_unit34: pd.DataFrame


def clean(dictionary: Dictionary, year: int, *, problems: list[Problem] | None = None) -> Cleaned:
    """Clean one year, with the year before as evidence for changes.

    Parameters
    ----------
    dictionary : Dictionary
        Project and catalogue.
    year : int
        A year with raw tables.
    problems : list of Problem, optional
        Takes every broken row and unreadable table, which are left out then.

    Raises
    ------
    DataError
        With every broken row of the year, where nothing takes them, or where no row is sound.
    """
    observations, values, conflicts = used_values(dictionary, year, problems=problems)
    return Cleaned(
        observations=observations,
        values=values,
        panel=local_panel(values, dictionary),
        conflicts=conflicts,
        bounds=bounds(values, dictionary.lists),
        national=_described(values[values.level.isin(NATIONAL)], dictionary),
        ministries=_described(values[values.level == "ministry"], dictionary),
        units34=units34(values, dictionary),
        panel_unit34=local_panel(values, dictionary, "unit34"),
    )


def used_values(
    dictionary: Dictionary, year: int, *, problems: list[Problem] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Choose the used value of each figure of a year.

    Parameters
    ----------
    dictionary, year, problems
        As :func:`clean` takes them.

    Returns
    -------
    observations, values, conflicts : DataFrame
        As :class:`Cleaned` holds them.

    Raises
    ------
    DataError
        As :func:`clean`.
    """
    rows, unreadable = read_year(dictionary.project, year)
    rows = _sound(rows, unreadable, dictionary, problems)
    observations = identify(rows, dictionary)
    values, conflicts = reconcile_year(observations, dictionary)
    return observations, values.assign(across_break=across_break(values, dictionary)), conflicts


def _sound(
    rows: pd.DataFrame,
    unreadable: list[Problem],
    dictionary: Dictionary,
    problems: list[Problem] | None,
) -> pd.DataFrame:
    """Keep the rows that keep every rule, and hand what is broken to ``problems``."""
    found = unreadable + check(rows, dictionary)
    kept = sound(rows, found)
    if found and (problems is None or kept.empty):
        raise DataError(found)
    if found:
        problems.extend(found)
    return kept


def _described(values: pd.DataFrame, dictionary: Dictionary) -> pd.DataFrame:
    """Add labels and definitions of the indicators; columns are :data:`COLUMNS`."""
    texts = ["label_en", "label_vi", "definition_en", "definition_vi"]
    described = dictionary.indicators[texts].reset_index()
    joined = values.merge(described, on="indicator", validate="m:1")
    order = ["level", "indicator", "measure", "unit", "period", "entity"]
    return joined.sort_values(order, ignore_index=True)[COLUMNS]


def local_panel(
    values: pd.DataFrame, dictionary: Dictionary, level: str = "province"
) -> pd.DataFrame:
    """Spread the full-year values of the provinces, or of the 34 units, over columns.

    Parameters
    ----------
    values : DataFrame
        As :func:`pardx.data.reconcile.reconcile` returns them, of one year.
    dictionary : Dictionary
        Units and how many were ranked, and which measures are printed in two units.
    level : str
        ``province`` or ``unit34``.

    Returns
    -------
    DataFrame
        63 or 34 rows, indexed by code; ``province``, ``region``, then
        ``<indicator>_<measure>`` and ``<indicator>_<measure>_quality``. Parts printed in points
        and in percent of their maximum stay apart: the latter's columns end in ``_percent``. A
        change of score across a break of comparability is no column's value, nor is any change
        between 63 provinces and 34 units. ``par_sipas_points_max`` is what SIPAS counts for in
        the year's criteria set, where a source prints it. Where the number ranked is not that of
        the rows, ``<indicator>_places`` is that number (PAPI 2021: 60; PCI 2007: 64), and
        ``<indicator>_score_old-...`` the score of a former province that was ranked too.
    """
    named = of_full_year(values, dictionary, level)
    own = named[named.level == level]
    value, quality = (
        own.pivot(index="gso_code", columns="column", values=part) for part in ("value", "quality")
    )
    listed = local_units(dictionary.project, level)[["name_vi", "region6_vi"]]
    panel = (
        listed.set_axis(["province", "region"], axis=1)
        .join(value.astype(float))
        .join(quality.add_suffix("_quality"))
    )
    year = int(values.year.max())
    most = dictionary.max_points("par_sipas_points", year) if level == "province" else None
    constant = {} if most is None else {"par_sipas_points_max": most}
    for indicator in own.indicator[own.measure.isin(["score", "rank"])].unique():
        ranked = dictionary.ranked(indicator, year, level)
        constant |= {f"{indicator}_places": ranked} if ranked != len(panel) else {}
    former = named[(named.level == "province_historic") & named["value"].notna()]
    for row in former[former.measure == "score"].itertuples():
        constant[f"{row.column}_{row.gso_code}"] = float(row.value)
    return panel.assign(**constant)


def of_full_year(values: pd.DataFrame, dictionary: Dictionary, level: str) -> pd.DataFrame:
    """Pick the full-year values of the units of a level, each with the ``column`` it belongs to.

    Parameters
    ----------
    values, dictionary, level
        As :func:`local_panel` takes them; there is said which changes are left out, and which
        columns end in ``_percent``.
    """
    levels = [level, *(["province_historic"] if level == "province" else [])]
    whole = values[values.level.isin(levels) & (values.period == "")]
    refused = across_break(whole, dictionary) & (whole.measure == "score_change")
    whole = whole[~(refused | across_units(whole, dictionary))]
    measures = dictionary.measures
    pointed = measures[(measures.unit == "points") & (measures.level == "province")]
    column = whole.indicator + "_" + whole.measure
    both = (whole.unit == "percent") & column.isin(pointed.indicator + "_" + pointed.measure)
    return whole.assign(column=column.mask(both, column + "_percent"))


def series(
    dictionary: Dictionary, years: Iterable[int], *, problems: list[Problem] | None = None
) -> pd.DataFrame:
    """Reconcile all figures above the province, of several years.

    Parameters
    ----------
    dictionary : Dictionary
        Project and catalogue.
    years : iterable of int
        Years to read.
    problems : list of Problem, optional
        As of :func:`clean`.

    Returns
    -------
    DataFrame
        As :func:`pardx.data.reconcile.reconcile` returns them, with ``qualifier`` (``over``,
        ``about``, ``nearly`` or empty) and ``out_of`` (of how many a count counts; missing
        where not printed).

    Raises
    ------
    DataError
        With every broken row, where nothing takes them.
    """
    found = [_read(dictionary, year) for year in years]
    rows = pd.concat([frame for frame, _ in found], ignore_index=True)
    unreadable = [problem for _, one in found for problem in one]
    rows = _sound(rows, unreadable, dictionary, problems)
    observations = identify(rows, dictionary)
    by_year = [
        reconcile_year(printed, dictionary)[0] for _, printed in observations.groupby("year")
    ]
    values = pd.concat(by_year or [reconcile(observations)[0]], ignore_index=True)
    above = values[~values.level.isin(LOCAL)].sort_values(FIGURE, ignore_index=True)
    return above.merge(_remarks(observations), on=FIGURE, how="left", validate="one_to_one")


def _read(dictionary: Dictionary, year: int) -> tuple[pd.DataFrame, list[Problem]]:
    """Read what is printed above the province, and the provinces an extreme compares."""
    rows, unreadable = read_year(dictionary.project, year)
    above = ~rows.level.isin(LOCAL)
    extremes = set(rows.indicator[above & rows.entity.isin(EXTREMES)])
    compared = rows.indicator.isin(related(extremes, dictionary.sums_in(year)))
    return rows[above | compared], unreadable


def _remarks(observations: pd.DataFrame) -> pd.DataFrame:
    """Read from the notes how a figure was rounded and of how many it counts."""
    note = observations.note.str.lower()
    counts = (observations.measure == "count") & (observations.unit == "count")
    rounded = note.str.extract(rf"^({'|'.join(QUALIFIERS)})\b\s*([\d.]*)")
    of_it = rounded[1].eq("") | (pd.to_numeric(rounded[1], errors="coerce") == observations.value)
    said = observations.assign(
        qualifier=rounded[0].map(QUALIFIERS).where(of_it),
        out_of=note.str.extract(r"\bof (\d+)\b(?!%)")[0].astype(float).where(counts),
    )
    first = said.groupby(FIGURE, sort=False)[["qualifier", "out_of"]].first().reset_index()
    return first.assign(qualifier=first.qualifier.fillna(""))
