"""Bounds of every pair of indices of a year: what is known about all provinces."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.places import ClashError
from pardx.settings import settings
from pardx.stats.bounds import (
    Bounds,
    mean_places,
    simple_slope_bounds,
    slope_bounds,
    spearman_bounds,
    to_normal,
    worst_p,
)
from pardx.stats.bounds_evidence import Listing
from pardx.stats.bounds_means import mean_bounds
from pardx.stats.correlation import MINIMUM_N
from pardx.stats.designs import SPARE
from pardx.stats.missingness import traits

COLUMNS = (
    *("year", "outcome", "predictor", "n", "estimate", "low", "high", "low_side", "high_side"),
    *("kind", "p_bound", "used", "population"),
)
SLOPES = (
    *("year", "outcome", "predictor", "controls", "n", "estimate", "low", "high"),
    *("low_side", "high_side", "population", "kind"),
)
WIDE = 1.0
"""Bounds wider than this carry no information on the association."""
UNKNOWN = float("nan")


def bounds_associations(
    listings: dict[str, Listing], dictionary: Dictionary, year: int
) -> pd.DataFrame:
    """Bound Spearman's coefficient of every registered pair, and of others that say something.

    Parameters
    ----------
    listings : dict
        As :func:`pardx.stats.bounds_evidence.listings` returns them.
    dictionary : Dictionary
        Registered tests.
    year : int
        Year of the lists.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`. ``n``, ``estimate``: provinces with both ranks and, from
        :data:`~pardx.stats.correlation.MINIMUM_N` on, their coefficient;
        ``low``, ``high``: between what the coefficient over the whole ``population`` lies, by
        the known ranks alone; ``low_side``, ``high_side``: also by scores, changes, regional
        ranks and means, as ``used`` names them (means only where ``low`` and ``high`` are no
        further apart than :data:`WIDE`); ``kind``: ``exact`` where a placing reaches
        both ends of ``low`` and ``high``, ``outer`` where they only contain every placing,
        ``infeasible`` where printed figures contradict each other, as ``used`` then says;
        ``p_bound``: largest p-value over all placings. Pairs of headline indices that are not
        registered appear where the bounds are no wider than :data:`WIDE`.
    """
    registered = {(test.outcome, test.predictor) for test in dictionary.tests.itertuples()}
    rows = [
        _row(year, outcome, predictor, listings[outcome], listings[predictor])
        for outcome, predictor in _pairs(dictionary.tests)
        if outcome in listings and predictor in listings
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    named = [pair in registered for pair in zip(table.outcome, table.predictor, strict=True)]
    informs = table.high_side - table.low_side <= WIDE
    return table[np.array(named, dtype=bool) | informs].reset_index(drop=True)


def _pairs(tests: pd.DataFrame) -> list[tuple[str, str]]:
    """List outcome and predictor: registered pairs first, then every other headline pair."""
    registered = [(test.outcome, test.predictor) for test in tests.itertuples()]
    known = {frozenset(pair) for pair in registered}
    headline = settings().headline
    others = [(a, b) for a, b in combinations(headline, 2) if frozenset((a, b)) not in known]
    return [*dict.fromkeys([*registered, *others])]


def _row(year: int, outcome: str, predictor: str, y: Listing, x: Listing) -> dict[str, object]:
    population = y.rank.index.intersection(x.rank.index)
    both = pd.DataFrame({"x": x.rank, "y": y.rank}).loc[population].dropna()
    varies = len(both) >= MINIMUM_N and bool((both.max() > both.min()).all())
    row = {
        "year": year,
        "outcome": outcome,
        "predictor": predictor,
        "n": len(both),
        "estimate": both.corr("spearman").loc["x", "y"] if varies else UNKNOWN,
        "population": len(population),
    }
    nothing = dict.fromkeys(("low", "high", "low_side", "high_side", "p_bound"), UNKNOWN)
    try:
        bare = spearman_bounds(x.rank, y.rank, population)
    except ClashError as clash:
        return {**row, **nothing, "kind": "infeasible", "used": str(clash)}
    row |= {
        "low": bare.low,
        "high": bare.high,
        "kind": "exact" if bare.sharp else "outer",
        "p_bound": worst_p(bare.low, bare.high, len(population)),
    }
    try:
        side, used = _with_side(x, y, population, bare)
    except ClashError as clash:
        side, used = Bounds(UNKNOWN, UNKNOWN, sharp=False), str(clash)
    return {**row, "low_side": side.low, "high_side": side.high, "used": used}


def _with_side(x: Listing, y: Listing, population: pd.Index, bare: Bounds) -> tuple[Bounds, str]:
    """Narrow bounds by all that is printed about the two lists; say by which kinds."""
    if bare.low == bare.high:
        return bare, ""
    limits = _limits(x, y)
    side = spearman_bounds(x.rank, y.rank, population, **limits) if limits else bare
    used = {*x.used, *y.used} - {"means"}
    for one, other in ((x, y), (y, x)):
        full = other.rank.reindex(population).notna().all()
        if one.tied and full and side.high - side.low <= WIDE:
            found = mean_bounds(one.program, other.rank, population)
            if found is not None:
                side = Bounds(max(side.low, found.low), min(side.high, found.high), sharp=False)
                used |= {*one.used}
    return side, ";".join(sorted(used))


def _limits(x: Listing, y: Listing) -> dict[str, pd.DataFrame]:
    """Return which places the units may hold, nothing where each may hold all of them."""
    windows = {"x_allowed": x.printed.windows, "y_allowed": y.printed.windows}
    return {} if all(one.all(axis=None) for one in windows.values()) else windows


def bounds_slopes(
    listings: dict[str, Listing], panels: dict[int, pd.DataFrame], dictionary: Dictionary
) -> pd.DataFrame:
    """Bound the OLS coefficients of registered pairs on normal scores, by set of controls.

    Parameters
    ----------
    listings : dict
        As :func:`pardx.stats.bounds_evidence.listings` returns them.
    panels : dict
        Year -> province panel; the latest is modelled, earlier ones supply controls.
    dictionary : Dictionary
        Registered tests.

    Returns
    -------
    DataFrame
        :data:`SLOPES`. ``kind``: ``exact`` where the predictor is known for all that both indices
        measure, or nothing is held fixed: only then is the coefficient linear in what is not
        known; else ``no information``, without bounds; ``infeasible`` where ranks contradict each
        other. ``controls`` names a control
        set of the settings; ``estimate`` asks for :data:`~pardx.stats.designs.SPARE` provinces
        more than coefficients; ``low_side`` and ``high_side`` keep the limits of
        scores, changes and regional ranks, not those of means.
    """
    sets = {name: _controls(panels, held) for name, held in settings().model_sets.items()}
    rows = [
        _slope(max(panels), outcome, predictor, listings, name, held)
        for outcome, predictor in dict.fromkeys(
            (test.outcome, test.predictor) for test in dictionary.tests.itertuples()
        )
        if outcome in listings and predictor in listings
        for name, held in sets.items()
    ]
    return pd.DataFrame(rows, columns=list(SLOPES))


def _controls(panels: dict[int, pd.DataFrame], held: tuple[str, ...]) -> pd.DataFrame:
    """Return a control set of all provinces, regions as dummies."""
    known = traits(panels, [name for name in held if name != "region"])
    regions = pd.get_dummies(known.pop("region"), drop_first=True, dtype=float)
    return known.join(regions) if "region" in held else known


def _slope(
    year: int,
    outcome: str,
    predictor: str,
    listings: dict[str, Listing],
    name: str,
    held: pd.DataFrame,
) -> dict[str, object]:
    """Bound one coefficient, or say that what is known says nothing of it."""
    y, x = listings[outcome], listings[predictor]
    population = y.rank.index.intersection(x.rank.index)
    regressor = to_normal(len(x.rank))(mean_places(x.rank))[population]
    controls = held.loc[population]
    seen = y.rank[population].notna() & regressor.notna() & controls.notna().all(axis=1)
    known = to_normal(len(y.rank))(mean_places(y.rank))[population][seen]
    design = np.column_stack([np.ones(len(known)), regressor[seen], controls[seen]])
    enough = len(known) >= design.shape[1] + SPARE
    row = {
        "year": year,
        "outcome": outcome,
        "predictor": predictor,
        "controls": name,
        "n": len(known),
        "estimate": np.linalg.lstsq(design, known, rcond=None)[0][1] if enough else UNKNOWN,
        "population": len(population),
    }
    bare = side = Bounds(UNKNOWN, UNKNOWN, sharp=False)
    kind = "exact"
    try:
        if not regressor.isna().any() and not controls.isna().any(axis=None):
            bare = slope_bounds(regressor, y.rank, controls)
            side = slope_bounds(regressor, y.rank, controls, y_allowed=y.printed.windows)
        elif held.columns.empty:
            bare = simple_slope_bounds(x.rank, y.rank, population)
            limits = _limits(x, y)
            side = simple_slope_bounds(x.rank, y.rank, population, **limits) if limits else bare
        else:
            kind = "no information"
    except ClashError:
        kind = "infeasible"
    return {
        **row,
        **{"low": bare.low, "high": bare.high, "low_side": side.low, "high_side": side.high},
        "kind": kind,
    }
