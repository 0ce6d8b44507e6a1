"""The ranks of all provinces, or of the 34 units: ranking table, and confidence sets."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.geography import PLACES, level_of
from pardx.language import Language
from pardx.report import style
from pardx.report.exhibit import Exhibit, Words, figure, origin
from pardx.stats.ranks import COUNTED

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def counted(ranking: pd.DataFrame, indicator: str) -> int:
    """Count the ranks of an indicator that no source prints: from a full list of scores."""
    said = ranking.get(f"{indicator}_rank_is", pd.Series(dtype=object))
    return int((said == COUNTED).sum())


def beyond_named(
    ranking: pd.DataFrame, indicator: str, n: int, dictionary: Dictionary, lang: Language
) -> list[str]:
    """Say whose word a rank beyond the ``n`` that the publisher names is."""
    if not (ranking[f"{indicator}_rank"] > n).any():
        return []
    index = dictionary.short(indicator, lang.code)
    return [lang("A {index} rank beyond {n} is the province's own word.", index=index, n=n)]


def results_of(ranking: pd.DataFrame, dictionary: Dictionary, year: int) -> str:
    """Name the results a ranking is saved in: the year's, or that of the other units."""
    other = level_of(ranking.gso_code) != dictionary.level_of(year)
    return "ranking_unit34.csv" if other else "ranking.csv"


def ranked(ranking: pd.DataFrame, indicator: str) -> int:
    """Count the provinces with a rank on an indicator; none where it is no headline index."""
    name = f"{indicator}_rank"
    return int(ranking[name].count()) if name in ranking else 0


def closed_bounds(bounds: pd.DataFrame, name: str, dictionary: Dictionary) -> pd.DataFrame:
    """Return the intervals that the neighbours' scores allow, by GSO code; none that is open."""
    ours = bounds[(bounds.indicator == name) & (bounds.unit == dictionary.score_unit(name))]
    closed = ours.dropna(subset=["gso_code", "lower", "upper"])
    return closed.set_index("gso_code")[["lower", "upper"]]


def units_said(
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
        "width": ceil((own.high - own.low + 1).median()),
        "error": lang.number(own.std_error.iloc[0], 2),
        "year": year,
    }
    return Words(
        lang(
            "{index}: the 95% confidence sets of {sure} of {n} provinces lie within the upper or "
            "the lower half",
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
