"""A year in tables: rankings, changes, groups, regions, coverage."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pardx.data.breaks import IncomparableError, change, require_comparable
from pardx.data.crosschecks import PRINTED
from pardx.data.dictionary import Dictionary
from pardx.data.geography import frame_of, level_of
from pardx.settings import settings
from pardx.stats.aggregates import comparable_mean, national_mean
from pardx.stats.ranks import column, used_ranks
from pardx.stats.thresholds import count_reaching

GROUPS = (("A", 90, 100.01), ("B", 80, 90), ("C", 70, 80), ("below C", 0, 70))
"""PAR INDEX groups: lower bound included, upper excluded (ministry's announcements)."""
ENDS = 5
"""How many places the lists of top and bottom show."""
RANKED = ("score", "rank", "places", "rank_change", "quality", "score_quality")
COLUMNS = (*RANKED, "rank_is")
"""Columns of an index in the ranking, after its name."""


def ranking(panel: pd.DataFrame, before: pd.DataFrame | None) -> pd.DataFrame:
    """Rank the provinces, or the 34 units, on every headline index.

    Parameters
    ----------
    panel, before : DataFrame
        Panels of the year and of the year before (None when it has no data), of the same units.

    Returns
    -------
    DataFrame
        One row per unit, in order of PAR INDEX rank, then GSO code: ``gso_code``, ``province``,
        ``region`` and per index ``_score``, ``_rank``, ``_places``, ``_rank_change``
        (places gained), ``_quality`` (of the rank), ``_score_quality`` and ``_rank_is``
        (published, or counted from scores).
    """
    parts = [panel[["province", "region"]]]
    for indicator in settings().headline:
        found = used_ranks(panel, indicator)
        found["rank_change"] = rank_change(panel, before, indicator)
        parts.append(found[list(COLUMNS)].add_prefix(f"{indicator}_"))
    table = pd.concat(parts, axis=1)
    return table.sort_values(["par_index_rank", "gso_code"]).reset_index()


def other_ranking(panels: dict[int, pd.DataFrame]) -> pd.DataFrame:
    """Rank the 34 units where a year of 63 provinces has figures of both.

    Parameters
    ----------
    panels : dict
        Year -> panel of the 34 units; none where there are no figures.

    Returns
    -------
    DataFrame
        As :func:`ranking` returns it; no rows without a panel.
    """
    if not panels:
        none = ["gso_code", "province", "region"]
        return pd.DataFrame(
            columns=none + [f"{name}_{part}" for name in settings().headline for part in COLUMNS]
        )
    year = max(panels)
    return ranking(panels[year], panels.get(year - 1))


def rank_change(panel: pd.DataFrame, before: pd.DataFrame | None, indicator: str) -> pd.Series:
    """Count the places gained since the year before (positive = a smaller rank number).

    The difference of the two used ranks; where one is not known, the published change. None
    is counted between 63 provinces and 34 units.
    """
    published = column(panel, f"{indicator}_rank_change")
    if before is None or level_of(before.index) != level_of(panel.index):
        return published
    difference = used_ranks(before, indicator)["rank"] - used_ranks(panel, indicator)["rank"]
    return difference.fillna(published)


def groups(table: pd.DataFrame) -> pd.DataFrame:
    """Sort the provinces into the groups of PAR INDEX scores.

    Parameters
    ----------
    table : DataFrame
        As :func:`ranking` returns it.

    Returns
    -------
    DataFrame
        One row per group of :data:`GROUPS`: ``group``, ``low`` (included), ``high``
        (excluded), ``n`` of the known scores, ``least`` and ``most`` of all provinces (see
        :func:`pardx.stats.thresholds.count_reaching`), ``places``, how many were ranked, and
        ``provinces`` with a known score (GSO codes joined by ``;``).
    """
    places, rows = int(table.par_index_places.max()), []
    above = (0, 0)
    for name, low, high in GROUPS:
        score = table.par_index_score
        inside = table.gso_code[score.between(low, high, inclusive="left")]
        reaching = count_reaching(score, table.par_index_rank, low, places=places)
        reaching = reaching if low else (places, places)
        rows.append(
            {
                "group": name,
                "low": low,
                "high": high,
                "n": len(inside),
                "least": max(len(inside), reaching[0] - above[1]),
                "most": reaching[1] - above[0],
                "places": places,
                "provinces": ";".join(inside),
            }
        )
        above = reaching
    return pd.DataFrame(rows)


def extremes(table: pd.DataFrame) -> pd.DataFrame:
    """List the first and the last places of each headline index.

    Returns
    -------
    DataFrame
        One row per index and known place among the first and last :data:`ENDS`:
        ``indicator``, ``end`` (``top``, ``bottom``), ``rank``, ``places``, ``gso_code``,
        ``province``, ``score``, ``quality``.
    """
    long = _long(table).dropna(subset=["rank"])
    top, bottom = long["rank"] <= ENDS, long["rank"] > long.places - ENDS
    end = pd.Series("top", index=long.index).where(top, "bottom")
    kept = ["indicator", "end", "rank", "places", "gso_code", "province", "score", "quality"]
    return long.assign(end=end)[top | bottom][kept].reset_index(drop=True)


def movers(table: pd.DataFrame) -> pd.DataFrame:
    """List every known change in rank, the largest gain first.

    Returns
    -------
    DataFrame
        ``indicator``, ``gso_code``, ``province``, ``region``, ``rank_before``, ``rank``,
        ``rank_change`` (places gained) and ``quality`` of the rank. Which changes are noise
        is given by :func:`pardx.stats.rank_sets.noise_band`.
    """
    known = _long(table).dropna(subset=["rank_change"])
    order = known.indicator.map({name: place for place, name in enumerate(settings().headline)})
    listed = known.assign(
        order=order,
        rank_before=known["rank"] + known.rank_change,
    ).sort_values(["order", "rank_change", "gso_code"], ascending=[True, False, True])
    kept = ["indicator", "gso_code", "province", "region", "rank_before", "rank"]
    return listed[[*kept, "rank_change", "quality"]].reset_index(drop=True)


def _long(table: pd.DataFrame) -> pd.DataFrame:
    """Put the indices of the ranking below each other, with ``indicator``."""
    parts = []
    for name in settings().headline:
        own = table[[f"{name}_{part}" for part in RANKED]].set_axis(RANKED, axis=1)
        parts.append(table[["gso_code", "province", "region"]].join(own).assign(indicator=name))
    return pd.concat(parts, ignore_index=True)


def regions(table: pd.DataFrame) -> pd.DataFrame:
    """Summarise the ranking by region.

    Parameters
    ----------
    table : DataFrame
        As :func:`ranking` returns it.

    Returns
    -------
    DataFrame
        One row per index and region with ``provinces`` (of the region), ``n`` (with a rank),
        ``best``, ``median``, ``worst`` rank, and ``ordered``: whether at least two thirds of its
        provinces have a rank, below which regions are not compared.
    """
    summed = (
        _long(table)
        .groupby(["indicator", "region"], sort=False)["rank"]
        .agg(provinces="size", n="count", best="min", median="median", worst="max")
        .reset_index()
        .sort_values(["indicator", "median", "region"], ignore_index=True)
    )
    return summed.assign(ordered=3 * summed.n >= 2 * summed.provinces)


def glance(
    values: pd.DataFrame,
    table: pd.DataFrame,
    before: pd.DataFrame | None,
    *,
    dictionary: Dictionary,
) -> pd.DataFrame:
    """Put the year's national figures side by side.

    Parameters
    ----------
    values : DataFrame
        The year's used values, all levels.
    table : DataFrame
        As :func:`ranking` returns it.
    before : DataFrame or None
        The used values of the year before.
    dictionary : Dictionary
        With the breaks of comparability.

    Returns
    -------
    DataFrame
        One row per index with a published mean or a score: ``indicator``, ``mean``,
        ``mean_before``, ``mean_change`` (missing across a break), ``refused_en`` and
        ``refused_vi`` (why the change is refused), ``n_scores``, ``n_ranks``, ``above_mean``
        (known scores), ``above_least`` and ``above_most`` of all ``places`` (missing without a
        mean, or where it may be one of other units), ``first``, ``last`` (rank 1, and the last
        of the frame: 63 or 34).
    """
    year, rows, last = int(values.year.iloc[0]), [], frame_of(table.gso_code)
    for indicator in settings().headline:
        score, rank = table[f"{indicator}_score"], table[f"{indicator}_rank"]
        mean, earlier = national_mean(values, indicator), national_mean(before, indicator)
        own = comparable_mean(values, indicator, dictionary, level_of(table.gso_code))
        rows.append(
            {
                "indicator": indicator,
                "mean": mean,
                "mean_before": earlier,
                **mean_change(dictionary, indicator, {year - 1: earlier, year: mean}),
                "n_scores": int(score.count()),
                "n_ranks": int(rank.count()),
                "above_mean": (score > own).sum() if pd.notna(own) or pd.isna(mean) else None,
                **_above(score, rank, own, int(table[f"{indicator}_places"].max())),
                "first": ", ".join(table.province[rank == 1]),
                "last": ", ".join(table.province[rank == last]),
            }
        )
    found = pd.DataFrame(rows)
    return found[(found.n_scores > 0) | found["mean"].notna()].reset_index(drop=True)


def _above(score: pd.Series, rank: pd.Series, mean: float, places: int) -> dict[str, float]:
    """Bound how many of all provinces lie above a mean; missing where there is none."""
    if pd.isna(mean):
        return {"above_least": float("nan"), "above_most": float("nan"), "places": places}
    # A score equal to the printed mean is not above it.
    least, most = count_reaching(score, rank, np.nextafter(mean, np.inf), places=places)
    return {"above_least": least, "above_most": most, "places": places}


def mean_change(
    dictionary: Dictionary, indicator: str, means: dict[int, float]
) -> dict[str, object]:
    """Subtract one year's national mean from the next, or give the reason for refusing.

    Returns
    -------
    dict
        ``mean_change``, missing where it is refused, and what :func:`refusal` returns.
    """
    refused = refusal(dictionary, indicator, [*means])
    comparable = not any(refused.values())
    difference = change(dictionary, indicator, means) if comparable else float("nan")
    return {"mean_change": difference, **refused}


def refusal(dictionary: Dictionary, indicator: str, years: Sequence[int]) -> dict[str, str]:
    """Say why scores of some years are not compared; empty texts where they are.

    Returns
    -------
    dict
        ``refused_en``, ``refused_vi`` in the languages that describe the breaks. Scores of 34
        units are not compared with those of 63.
    """
    described = [name for name in dictionary.breaks if name.startswith("what_")]
    names = {name.replace("what", "refused"): name for name in described}
    other = dictionary.other_units(indicator, max(years))
    if other is not None:
        return {one: other[what] for one, what in names.items()}
    try:
        require_comparable(dictionary.breaks, indicator, years)
    except IncomparableError as error:
        return {name: " ".join(error.breaks[what]) for name, what in names.items()}
    return dict.fromkeys(names, "")


def coverage(values: pd.DataFrame, panel: pd.DataFrame, bounds: pd.DataFrame) -> pd.DataFrame:
    """Count the units of a panel with figures, and list those without.

    Returns
    -------
    DataFrame
        One row per indicator and measure: ``n`` provinces with a used value, of which
        ``printed`` and ``derived``; ``unsettled``; ``bounded`` scores that the neighbours bound,
        which are no values and not in ``n``; ``missing`` (GSO codes joined by ``;``).
    """
    level = level_of(panel.index)
    ours = values[(values.level == level) & (values.period == "")]
    flags = ours.assign(
        n=ours.quality != "X",
        printed=ours.quality.isin(PRINTED),
        derived=ours.quality == "C",
        unsettled=ours.quality == "X",
    )
    key = ["indicator", "measure", "unit"]
    counts = flags.groupby(key)[["n", "printed", "derived", "unsettled"]].sum()
    bounded = bounds[bounds.level == level].assign(measure="score").groupby(key).size()
    known = flags[flags.n].groupby(key)["gso_code"].agg(set)
    missing = known.map(lambda codes: ";".join(sorted(set(panel.index) - codes)))
    return counts.assign(
        bounded=bounded.reindex(counts.index, fill_value=0),
        missing=missing.reindex(counts.index, fill_value=""),
    ).reset_index()
