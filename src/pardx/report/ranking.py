"""The ranks of all provinces, or of the 34 units: ranking table, and confidence sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.geography import PLACES, level_of
from pardx.language import MISSING, N_, NP_, Language
from pardx.report import style
from pardx.report.exhibit import Exhibit, Words, figure, origin
from pardx.report.tables import NO_BREAK, QUALITY_FLAGS, Cell, Sheet, graded, table
from pardx.settings import settings
from pardx.stats.rank_sets import noise_band
from pardx.stats.refusals import MINIMA

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LEAST = MINIMA["rank sets, weights"].n
"""Ranks that a picture of all units needs."""

SUFFIX = {"province": "", "unit34": "-34"}
"""Level -> what the names of its exhibits end in."""


def results_of(ranking: pd.DataFrame, dictionary: Dictionary, year: int) -> str:
    """Name the results a ranking is saved in: the year's, or that of the other units."""
    other = level_of(ranking.gso_code) != dictionary.level_of(year)
    return "ranking_unit34.csv" if other else "ranking.csv"


def ranked(ranking: pd.DataFrame, indicator: str) -> int:
    """Count the provinces with a rank on an indicator."""
    return int(ranking[f"{indicator}_rank"].count())


def drawn_indices(ranking: pd.DataFrame) -> list[str]:
    """Name the indices a year is drawn by, else the first headline index that has ranks.

    Fewer ranks than :data:`LEAST` make no map, and no picture of regions or changes.
    """
    known = [name for name in settings().headline if ranked(ranking, name) >= LEAST]
    return [name for name in settings().drawn if name in known] or known[:1]


def ranking_table(
    ranking: pd.DataFrame,
    bounds: pd.DataFrame,
    noise: pd.DataFrame,
    dictionary: Dictionary,
    year: int,
) -> Exhibit | None:
    """Show rank and score of all provinces, or of the 34 units, and places gained.

    Each has its reliability. A change of rank is shown between comparable years, where it is
    beyond the usual fluctuation. None where no figure is known.

    Parameters
    ----------
    ranking : DataFrame
        One row per province.
    bounds : DataFrame
        Intervals of scores that were not found.
    noise : DataFrame
        The band of usual fluctuation of each index.
    dictionary : Dictionary
        Names indices and regions.
    year : int
        Year of the report.
    """
    shown = [
        name
        for name in settings().headline
        if ranking[[f"{name}_score", f"{name}_rank"]].notna().any(axis=None)
    ]
    if not shown:
        return None
    scores = ranking.set_index("gso_code")
    own = bounds[bounds.gso_code.isin(scores.index)]
    closed = {name: closed_bounds(own, name, dictionary) for name in shown}
    changes = {name: _shown_changes(ranking, noise, name, dictionary, year) for name in shown}
    bounded = any(scores.loc[closed[name].index, f"{name}_score"].isna().any() for name in shown)

    def sheet(lang: Language) -> Sheet:
        provinces = [
            Cell(row.province, dictionary.region(row.region, lang.code), key=row.province)
            for row in ranking.itertuples()
        ]
        columns = [
            _rank_cells(changes[name], closed[name], name, dictionary, lang) for name in shown
        ]
        names = (dictionary.short(name, lang.code) for name in shown)
        return Sheet(
            (lang(NP_("ranking", "Province")), *names),
            tuple(zip(provinces, *columns, strict=True)),
            frozenset(range(1, len(shown) + 1)),
            sortable=True,
        )

    return table(
        f"tab-ranking{SUFFIX[level_of(ranking.gso_code)]}",
        sheet=sheet,
        words=lambda lang: _ranking_words(ranking, shown, dictionary, year, lang, bounded=bounded),
        origin=origin(results_of(ranking, dictionary, year), dictionary, *shown),
    )


def _shown_changes(
    ranking: pd.DataFrame, noise: pd.DataFrame, name: str, dictionary: Dictionary, year: int
) -> pd.DataFrame:
    """Return an index's part of the ranking by GSO code, without changes that mean nothing."""
    parts = ["score", "rank", "places", "rank_change", "quality", "score_quality"]
    own = ranking.set_index("gso_code")[[f"{name}_{part}" for part in parts]]
    own = own.set_axis(parts, axis=1)
    beyond = own.rank_change.abs() >= noise_band(noise, name).places
    shown = beyond & dictionary.comparable(name, year - 1, year)
    return own.assign(rank_change=own.rank_change.where(shown))


def _rank_cells(
    ranks: pd.DataFrame, bounds: pd.DataFrame, name: str, dictionary: Dictionary, lang: Language
) -> list[Cell]:
    """Print an index's column: rank over its places; below it score and places gained."""
    places = dictionary.decimals(name)

    def cell(row: NamedTuple) -> Cell:
        if pd.isna(row.rank) and pd.isna(row.score):
            return Cell(MISSING)
        below = []
        if pd.notna(row.score):
            below = [graded(lang.number(row.score, places), row.score_quality)]
        elif row.Index in bounds.index:
            lower, upper = (lang.number(end, places) for end in bounds.loc[row.Index])
            below = [lang("[{lower} to {upper}]", lower=lower, upper=upper)]
        if pd.notna(row.rank_change):
            below.append(lang("{change} in rank", change=lang.signed(row.rank_change)))
        if pd.isna(row.rank):
            return Cell(MISSING, _in_two_lines(below), key="")
        head = graded(f"{row.rank:.0f}/{row.places}", row.quality)
        return Cell(head, _in_two_lines(below), key=row.rank)

    return [cell(row) for row in ranks.itertuples()]


def _in_two_lines(parts: list[str]) -> str:
    """Join parts of a cell so that a narrow column breaks it between them alone."""
    return "; ".join(part.replace(" ", NO_BREAK) for part in parts)


def closed_bounds(bounds: pd.DataFrame, name: str, dictionary: Dictionary) -> pd.DataFrame:
    """Return the intervals that the neighbours' scores allow, by GSO code; none that is open."""
    ours = bounds[(bounds.indicator == name) & (bounds.unit == dictionary.score_unit(name))]
    closed = ours.dropna(subset=["gso_code", "lower", "upper"])
    return closed.set_index("gso_code")[["lower", "upper"]]


def _ranking_words(
    ranking: pd.DataFrame,
    shown: list[str],
    dictionary: Dictionary,
    year: int,
    lang: Language,
    *,
    bounded: bool,
) -> Words:
    names = {name: dictionary.short(name, lang.code) for name in shown}
    counts = [
        lang("{index} n = {n}", index=index, n=ranked(ranking, name))
        for name, index in names.items()
    ]
    broken = [index for name, index in names.items() if len(dictionary.breaks_into(name, year))]
    changes = lang(
        "A positive change means places gained; only changes beyond the usual fluctuation are "
        "shown."
    )
    breaks = lang(
        "No change is shown for {indices}: the method changed in {year}, and ranks are not "
        "comparable with the year before.",
        indices=lang.listed(broken),
        year=year,
    )
    counted = lang(
        "PAPI does not rank provinces and PCI names ranks only for its top 30 since "
        "2023; other positions are our ordering of the published scores."
    )
    bracketed = lang(
        "In square brackets: score not found; range implied by the scores of the "
        "provinces ranked next above and below. Not used in any model (bounds.csv)."
    )
    return Words(
        lang(
            N_("Ranks on every index were collected for {n} of {places} provinces, {year}")
            if len(shown) > 1
            else N_("Ranks on {index} were collected for {n} of {places} provinces, {year}"),
            n=int(ranking[[f"{name}_rank" for name in shown]].notna().all(axis=1).sum()),
            year=year,
            places=len(ranking),
            index=names[shown[0]],
        ),
        lang(
            "Rank / number ranked; below: score, change in rank; each figure with its reliability. "
            "Ranks collected: {counts}",
            counts=lang.listed(counts),
        ),
        notes=(
            lang(QUALITY_FLAGS),
            *([counted] if any(name.startswith("papi_") for name in shown) else []),
            *([changes] if len(broken) < len(shown) else []),
            *([bracketed] if bounded else []),
            *_units_said(ranking, shown, dictionary, year, lang),
            *([breaks] if broken else []),
        ),
    )


def _units_said(
    ranking: pd.DataFrame, shown: list[str], dictionary: Dictionary, year: int, lang: Language
) -> list[str]:
    """Say which units were ranked, where they are not the 63 provinces."""
    level, said = level_of(ranking.gso_code), {}
    for name in shown:
        rows = dictionary.scope_rows(dictionary.indicators.family[name], year)
        for row in rows[(rows.level == level) & (rows.units != PLACES)].to_dict("records"):
            said.setdefault(lang.of(row, "what"), []).append(dictionary.short(name, lang.code))
    return [
        lang("{index}: {change}", index=lang.listed(names), change=what)
        for what, names in said.items()
    ]


def rank_sets_figure(
    rank_sets: pd.DataFrame, noise: pd.DataFrame, dictionary: Dictionary, year: int
) -> Exhibit | None:
    """Draw each province's rank with its confidence set, on the surest index listed in full.

    Parameters
    ----------
    rank_sets : DataFrame
        Confidence sets.
    noise : DataFrame
        Whether an index's error is simulated or a convention.
    dictionary : Dictionary
        Names index and provinces.
    year : int
        Year of the report.

    Returns
    -------
    Exhibit or None
        None where no index with a simulated error is listed in full.
    """
    sets = rank_sets[rank_sets.indicator.isin(noise.indicator[noise.basis == "simulated"])]
    if sets.empty:
        return None
    indicator = (sets.high - sets.low).groupby(sets.indicator).median().idxmin()
    own = sets[sets.indicator == indicator].sort_values(["rank", "gso_code"])
    return figure(
        "fig-rank-sets",
        draw=lambda lang: _draw_ranks(own, dictionary, lang),
        words=lambda lang: _rank_words(own, dictionary, year, lang),
        origin=origin("rank_sets.csv", dictionary, indicator),
    )


def _rank_words(own: pd.DataFrame, dictionary: Dictionary, year: int, lang: Language) -> Words:
    half = len(own) / 2
    upper, lower = int((own.high <= half).sum()), int((own.low > half).sum())
    facts = {
        "index": dictionary.short(own.indicator.iloc[0], lang.code),
        "n": len(own),
        "upper": upper,
        "lower": lower,
        "sure": upper + lower,
        "width": lang.number((own.high - own.low + 1).median()),
        "error": lang.number(own.std_error.iloc[0], 2),
        "year": year,
    }
    return Words(
        lang(
            "{index}: {sure} of {n} provinces are certain to be in the upper or the lower half",
            **facts,
        ),
        lang(
            "Rank (dot) and its 95% confidence set (line), {year}; assumed standard error "
            "{error}, n = {n}",
            **facts,
        ),
        lang(
            "One line per province on {index}, best rank first. The confidence set lies within "
            "the upper half for {upper} provinces and within the lower half for {lower}; half "
            "of the sets hold {width} ranks or more.",
            **facts,
        ),
        notes=(
            lang(
                "Stepdown sets of Mogstad, Romano, Shaikh and Wilhelm (2024), each province by "
                "itself. Shown is the survey index with the narrowest sets; the others, and sets "
                "for all provinces at once, are in the CSV."
            ),
        ),
    )


def _draw_ranks(own: pd.DataFrame, dictionary: Dictionary, lang: Language) -> Figure:
    drawing, [[ax]] = style.canvas(4.6, 0.118 * len(own) + 0.7)
    place, gap = np.arange(len(own)), np.full(len(own), np.nan)
    line = np.column_stack([own.low, own.high, gap]).ravel()
    ax.plot(line, np.repeat(place, 3), color=style.colours().context, linewidth=1.2)
    point = style.dots(own["rank"].to_numpy(), place)
    ax.plot(*point, color=style.colours().subject, linewidth=4, solid_capstyle="round")
    ax.axvline(len(own) / 2 + 0.5, color=style.colours().line, linewidth=1, zorder=0)
    ax.set_yticks(place, dictionary.place_names[own.gso_code], fontsize=6.5)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(own) - 0.4, -0.6)
    ax.set_xticks([1, *range(10, len(own) + 1, 10)])
    ax.set_xlabel(dictionary.axis(own.indicator.iloc[0], lang.code, measure="rank"))
    return drawing
