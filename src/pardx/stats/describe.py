"""A year in tables: ranking with changes, regions, national means, coverage."""

from __future__ import annotations

import pandas as pd

from pardx.data.breaks import IncomparableError, change
from pardx.data.crosschecks import PRINTED
from pardx.data.dictionary import Dictionary
from pardx.data.geography import PLACES
from pardx.settings import settings
from pardx.stats.published_means import national_mean
from pardx.stats.ranks import column, standing

GROUPS = (("A", 90, 100.01), ("B", 80, 90), ("C", 70, 80), ("below C", 0, 70))
"""PAR INDEX groups: lower bound included, upper excluded (ministry's announcements)."""


def ranking(panel: pd.DataFrame, before: pd.DataFrame | None) -> pd.DataFrame:
    """Rank the 63 provinces on every headline index.

    Parameters
    ----------
    panel, before : DataFrame
        Province panels of the year and of the year before (None when it has no data).

    Returns
    -------
    DataFrame
        63 rows, in order of PAR INDEX rank, then GSO code: ``gso_code``, ``province``,
        ``region`` and per index ``_score``, ``_rank``, ``_places``, ``_rank_change``
        (places gained) and ``_quality``.
    """
    parts = [_index_columns(panel, before, indicator) for indicator in settings().headline]
    table = pd.concat([panel[["province", "region"]], *parts], axis=1)
    return table.sort_values(["par_index_rank", "gso_code"]).reset_index()


def _index_columns(
    panel: pd.DataFrame, before: pd.DataFrame | None, indicator: str
) -> pd.DataFrame:
    found = standing(panel, indicator)
    found["rank_change"] = rank_change(panel, before, indicator)
    return found[["score", "rank", "places", "rank_change", "quality"]].add_prefix(f"{indicator}_")


def rank_change(panel: pd.DataFrame, before: pd.DataFrame | None, indicator: str) -> pd.Series:
    """Count the places gained since the year before (positive = a smaller rank number).

    The difference of the two used ranks; where one is not known, the published change.
    """
    published = column(panel, f"{indicator}_rank_change")
    if before is None:
        return published
    difference = standing(before, indicator)["rank"] - standing(panel, indicator)["rank"]
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
        (excluded), ``n`` of the known scores and ``provinces`` (GSO codes joined by ``;``).
    """
    known = table.dropna(subset=["par_index_score"])
    inside = {
        name: known.gso_code[known.par_index_score.between(low, high, inclusive="left")]
        for name, low, high in GROUPS
    }
    return pd.DataFrame(
        {
            "group": name,
            "low": low,
            "high": high,
            "n": len(inside[name]),
            "provinces": ";".join(inside[name]),
        }
        for name, low, high in GROUPS
    )


ENDS = 5
"""How many places the lists of top and bottom show."""


def extremes(table: pd.DataFrame) -> pd.DataFrame:
    """Name who holds the first and the last places of each headline index.

    Returns
    -------
    DataFrame
        One row per index and known place among the first and last :data:`ENDS`:
        ``indicator``, ``end`` (``top``, ``bottom``), ``rank``, ``places``, ``gso_code``,
        ``province``, ``score``, ``quality``.
    """
    parts = [_standing_long(table, name) for name in settings().headline]
    long = pd.concat(parts, ignore_index=True).dropna(subset=["rank"])
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
        :func:`pardx.stats.rank_sets.noise_band` says.
    """
    parts = [_standing_long(table, name) for name in settings().headline]
    known = pd.concat(parts, ignore_index=True).dropna(subset=["rank_change"])
    order = known.indicator.map({name: place for place, name in enumerate(settings().headline)})
    listed = known.assign(
        order=order,
        rank_before=known["rank"] + known.rank_change,
    ).sort_values(["order", "rank_change", "gso_code"], ascending=[True, False, True])
    kept = ["indicator", "gso_code", "province", "region", "rank_before", "rank"]
    return listed[[*kept, "rank_change", "quality"]].reset_index(drop=True)


def _standing_long(table: pd.DataFrame, indicator: str) -> pd.DataFrame:
    parts = ["score", "rank", "places", "rank_change", "quality"]
    ours = table[[f"{indicator}_{part}" for part in parts]].set_axis(parts, axis=1)
    return table[["gso_code", "province", "region"]].join(ours).assign(indicator=indicator)


def regions(table: pd.DataFrame) -> pd.DataFrame:
    """Summarise the ranking by region.

    Parameters
    ----------
    table : DataFrame
        As :func:`ranking` returns it.

    Returns
    -------
    DataFrame
        One row per index and region with ``provinces`` (of the region), ``n`` (with a rank)
        and ``best``, ``median``, ``worst`` rank.
    """
    long = pd.concat(
        table[["region"]].assign(indicator=name, rank=table[f"{name}_rank"])
        for name in settings().headline
    )
    return (
        long.groupby(["indicator", "region"], sort=False)["rank"]
        .agg(provinces="size", n="count", best="min", median="median", worst="max")
        .reset_index()
        .sort_values(["indicator", "median", "region"], ignore_index=True)
    )


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
        Knows the breaks of comparability.

    Returns
    -------
    DataFrame
        One row per index with a published mean or a score: ``indicator``, ``mean``,
        ``mean_before``, ``mean_change`` (missing across a break), ``refused_en`` and
        ``refused_vi`` (why the change is refused), ``n_scores``, ``n_ranks``, ``above_mean``
        (known scores), ``first``, ``last`` (rank 1 and 63).
    """
    rows = [_glance_row(values, table, before, name, dictionary) for name in settings().headline]
    table = pd.DataFrame(rows)
    return table[(table.n_scores > 0) | table["mean"].notna()].reset_index(drop=True)


def mean_change(
    dictionary: Dictionary, indicator: str, means: dict[int, float]
) -> dict[str, object]:
    """Subtract one year's national mean from the next, or say why that is refused.

    Returns
    -------
    dict
        ``mean_change``, and ``refused_en``, ``refused_vi`` as far as the breaks are told in a
        language (empty when it is allowed).
    """
    told = [name for name in dictionary.breaks if name.startswith("what_")]
    names = {name.replace("what", "refused"): name for name in told}
    try:
        return {"mean_change": change(dictionary, indicator, means), **dict.fromkeys(names, "")}
    except IncomparableError as error:
        reasons = {name: " ".join(error.breaks[what]) for name, what in names.items()}
        return {"mean_change": float("nan"), **reasons}


def _glance_row(
    values: pd.DataFrame,
    table: pd.DataFrame,
    before: pd.DataFrame | None,
    indicator: str,
    dictionary: Dictionary,
) -> dict[str, object]:
    score, rank = table[f"{indicator}_score"], table[f"{indicator}_rank"]
    mean, earlier = national_mean(values, indicator), national_mean(before, indicator)
    year = int(values.year.iloc[0])
    return {
        "indicator": indicator,
        "mean": mean,
        "mean_before": earlier,
        **mean_change(dictionary, indicator, {year - 1: earlier, year: mean}),
        "n_scores": int(score.count()),
        "n_ranks": int(rank.count()),
        "above_mean": int((score > mean).sum()),
        "first": ", ".join(table.province[rank == 1]),
        "last": ", ".join(table.province[rank == PLACES]),
    }


def coverage(values: pd.DataFrame, panel: pd.DataFrame, bounds: pd.DataFrame) -> pd.DataFrame:
    """Count what is known of the provinces, and name who is missing.

    Returns
    -------
    DataFrame
        One row per indicator and measure: ``n`` provinces with a used value, of which
        ``printed`` and ``derived``; ``unsettled``; ``bounded`` scores that the neighbours bound,
        which are no values and not in ``n``; ``missing`` (GSO codes joined by ``;``).
    """
    ours = values[(values.level == "province") & (values.period == "")]
    flags = ours.assign(
        n=ours.quality != "X",
        printed=ours.quality.isin(PRINTED),
        derived=ours.quality == "C",
        unsettled=ours.quality == "X",
    )
    key = ["indicator", "measure", "unit"]
    counts = flags.groupby(key)[["n", "printed", "derived", "unsettled"]].sum()
    bounded = bounds[bounds.level == "province"].assign(measure="score").groupby(key).size()
    known = flags[flags.n].groupby(key)["gso_code"].agg(set)
    missing = known.map(lambda codes: ";".join(sorted(set(panel.index) - codes)))
    return counts.assign(
        bounded=bounded.reindex(counts.index, fill_value=0),
        missing=missing.reindex(counts.index, fill_value=""),
    ).reset_index()
