"""PAPI by dimension, summed up as its reports do: national value, groups, notable changes."""

from __future__ import annotations

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.stats.describe import refusal
from pardx.stats.published import GROUPS, changes, groups, weighted_mean
from pardx.stats.ranks import column

DIMENSION = r"papi_d\d_"
TOTAL = "papi_total_unweighted"
BOUNDS = tuple(
    f"group_{group}_{what}" for group in range(1, GROUPS + 1) for what in ("n", "low", "high")
)
COLUMNS = (
    *("year", "indicator", "n", "national", "population_year", "mean", "median", "lowest"),
    *("highest", *BOUNDS, "compared", "up", "down"),
)


def dimensions(
    panel: pd.DataFrame,
    before: pd.DataFrame | None,
    population: tuple[int, pd.Series],
    dictionary: Dictionary,
    year: int,
) -> pd.DataFrame:
    """Sum up the provinces' scores of each PAPI dimension, and of the total.

    Parameters
    ----------
    panel, before : DataFrame
        Panels of the year and of the year before (None when it has no data).
    population : int, Series
        As :func:`pardx.data.units34.population` returns it: the year, and inhabitants.
    dictionary : Dictionary
        With the breaks of comparability.
    year : int
        Year of the panel.

    Returns
    -------
    DataFrame
        One row per dimension with a score, the total last: :data:`COLUMNS`, then ``refused_en``
        and ``refused_vi``. ``national`` is weighted by population, missing where a province with
        a score has none. ``group_1`` is the highest of the four groups, with the number, lowest
        and highest score of its provinces. ``up`` and ``down`` of the ``compared`` provinces
        changed by 5 % or more of the score of the year before; all three are missing across a
        break, and where the year before has no score.
    """
    named = dictionary.indicators.index
    chosen = [*named[named.str.match(DIMENSION)], TOTAL]
    measured = {name: column(panel, f"{name}_score") for name in chosen}
    rows = [
        {
            "year": year,
            "indicator": name,
            **_level(scores, population),
            **_bounds(scores),
            **_changes(name, scores, before, dictionary, year),
        }
        for name, scores in measured.items()
        if scores.notna().any()
    ]
    reasons = refusal(dictionary, TOTAL, (year,))
    return pd.DataFrame(rows, columns=[*COLUMNS, *reasons])


def _level(scores: pd.Series, population: tuple[int, pd.Series]) -> dict[str, float]:
    weighed, inhabitants = population
    weights = inhabitants.reindex(scores.dropna().index)
    known = bool((weights > 0).all())
    return {
        "n": scores.count(),
        "national": weighted_mean(scores, weights) if known else float("nan"),
        "population_year": weighed if known else None,
        "mean": scores.mean(),
        "median": scores.median(),
        "lowest": scores.min(),
        "highest": scores.max(),
    }


def _bounds(scores: pd.Series) -> dict[str, float]:
    """Return number, lowest and highest score of each group; a group may be empty."""
    each = scores.groupby(groups(scores)).agg(["count", "min", "max"])
    filled = each.reindex(range(1, GROUPS + 1)).fillna({"count": 0})
    return dict(zip(BOUNDS, filled.to_numpy().ravel(), strict=True))


def _changes(
    indicator: str,
    scores: pd.Series,
    before: pd.DataFrame | None,
    dictionary: Dictionary,
    year: int,
) -> dict[str, object]:
    """Count notable changes since the year before, or give the reason for refusing."""
    refused = refusal(dictionary, indicator, (year - 1, year))
    if before is None or any(refused.values()):
        return refused
    direction = changes(column(before, f"{indicator}_score"), scores).direction
    if direction.isna().all():
        return refused
    counts = {name: (direction == name).sum() for name in ("up", "down")}
    return {"compared": direction.count(), **counts, **refused}
