"""How two indices move together across provinces: raw, without overlap, weighted."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from pardx.stats import overlap
from pardx.stats.correlation import MINIMUM_N, correlate
from pardx.stats.missingness import observation_weights, traits
from pardx.stats.ranks import normal_score, position
from pardx.stats.spread import Spread, in_threads

PREDICTOR = "dti_total"
METHODS = ("spearman", "pearson")
PREDICTOR_PART = "dti_government"
"""A part that is taken out of the predictor, not of the outcome."""

COLUMNS = (
    "test",
    "role",
    "outcome",
    "predictor",
    "method",
    "overlap",
    "removed",
    "sample",
    "weights",
    "n",
    "estimate",
    "ci_low",
    "ci_high",
    "p_value",
    "p_adjusted",
    "mechanical",
    "flagged",
)


@dataclass(frozen=True)
class Pair:
    """Two indices of the same provinces, on the scale they are correlated in.

    Attributes
    ----------
    x, y : Series
        Predictor and outcome, indexed by GSO code, missing where not published.
    part, rest : Series or None
        Points of the part inside the outcome and of its rest, when the outcome contains the
        predictor.
    flagged : int
        In how many of the provinces that have both a share of the SIPAS score stands in for
        printed points.
    """

    x: pd.Series
    y: pd.Series
    part: pd.Series | None = None
    rest: pd.Series | None = None
    flagged: int = 0

    @property
    def both(self) -> pd.Series:
        """Which provinces have both."""
        return self.x.notna() & self.y.notna()


def associations(
    panels: dict[int, pd.DataFrame],
    tests: pd.DataFrame,
    *,
    seed: int,
    draws: int = 9999,
    spread: Spread = in_threads,
) -> pd.DataFrame:
    """Run every registered test on the latest year.

    Ranks enter as normal scores over 63 places; what is left of an index after its overlap
    is taken out, as normal scores among the provinces where it is known. Spearman ranks
    again among the provinces that have both.

    Parameters
    ----------
    panels : dict
        Year -> province panel, 63 rows each; the latest is tested, earlier ones only lend
        traits for the weights.
    tests : DataFrame
        As :func:`pardx.data.dictionary.registered_tests` returns it.
    seed : int
        Seed of the bootstrap and the permutations; each test has its own stream.
    draws : int
        Number of bootstrap resamples and of permutations.
    spread : callable
        Where the tests are run; nothing depends on it but the time.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`. ``overlap`` is ``raw`` or ``removed``; a removed pair is followed by
        the raw one on the same provinces (``sample`` = ``same``). ``weights`` is ``none`` or,
        for primary tests, ``ipw``. ``ci_*``: 95 % BCa bootstrap; ``p_value``: two-sided
        permutation; ``p_adjusted``: Benjamini-Hochberg over the tests of a role and method.
        ``mechanical``: correlation expected from the overlap alone under independence.
        Estimates are missing where fewer than
        :data:`~pardx.stats.correlation.MINIMUM_N` provinces have both figures, one of
        them does not vary, or one determines the other.
    """
    panel, known = panels[max(panels)], traits(panels)
    pieces = [
        ({**row, "method": method}, pair)
        for row, pair in _variants(panel, tests)
        for method in METHODS
    ]
    table = pd.DataFrame(spread(partial(_row, known=known, seed=seed, draws=draws), pieces))
    family = ["role", "method", "sample", "weights"]
    table["p_adjusted"] = table.groupby(family)["p_value"].transform(adjust)
    return table[list(COLUMNS)]


def adjust(p_values: pd.Series) -> pd.Series:
    """Adjust p-values after Benjamini and Hochberg (1995); missing ones stay missing."""
    from scipy.stats import false_discovery_control

    known = p_values.dropna()
    adjusted = pd.Series(false_discovery_control(known) if len(known) else [], index=known.index)
    return adjusted.reindex(p_values.index)


def _variants(panel: pd.DataFrame, tests: pd.DataFrame) -> Iterator[tuple[dict[str, object], Pair]]:
    """List each test as it stands, on the sample of its overlap-free version, and weighted."""
    for test in tests.itertuples():
        removed = parts_out(test)
        row = {
            "test": test.Index,
            "role": test.role,
            "outcome": test.outcome,
            "predictor": test.predictor,
            "overlap": "removed" if removed else "raw",
            "removed": test.without,
            "sample": "all",
            "weights": "none",
        }
        pair = make_pair(panel, test.outcome, test.predictor, removed)
        yield row, pair
        if test.role == "primary":
            yield {**row, "weights": "ipw"}, pair
        if removed:
            yield {**row, "overlap": "raw", "sample": "same"}, _same_provinces(panel, row, pair)


def make_pair(
    panel: pd.DataFrame, outcome: str, predictor: str, removed: tuple[str, ...] = ()
) -> Pair:
    """Put predictor and outcome on the scale they are correlated in.

    Parameters
    ----------
    panel : DataFrame
        63 rows.
    outcome, predictor : str
        Indicators.
    removed : tuple of str
        Parts to take out of the outcome; :data:`PREDICTOR_PART` out of the predictor.
    """
    parts = tuple(part for part in removed if part != PREDICTOR_PART)
    left_over, flagged = overlap.rest(panel, outcome, parts)
    y = among_known(left_over) if parts else position(panel, outcome)
    x = position(panel, predictor)
    if PREDICTOR_PART in removed:
        x = among_known(overlap.dti_without_government(panel))
    part, left = _containment(panel, outcome, predictor)
    return Pair(x, y, part, left, int((flagged & x.notna()).sum()))


def parts_out(test: NamedTuple) -> tuple[str, ...]:
    """Name the parts that a registered test takes out of its indices."""
    return tuple(filter(None, test.without.split(";")))


def pair_of(panel: pd.DataFrame, test: NamedTuple) -> Pair:
    """Put a registered test's two indices on the scale they are correlated in."""
    return make_pair(panel, test.outcome, test.predictor, parts_out(test))


def _containment(
    panel: pd.DataFrame, outcome: str, predictor: str
) -> tuple[pd.Series, pd.Series] | tuple[None, None]:
    contains = (outcome, predictor) == ("par_index", "sipas") or (
        outcome.startswith("papi_total") and predictor.startswith("papi_d")
    )
    if not contains:
        return None, None
    return overlap.part_points(panel, outcome, predictor)[0], overlap.rest(
        panel, outcome, (predictor,)
    )[0]


def _same_provinces(panel: pd.DataFrame, row: dict, removed: Pair) -> Pair:
    whole = overlap.rest(panel, row["outcome"], ())[0]
    x = position(panel, row["predictor"])
    return Pair(x, among_known(whole.where(removed.both)), removed.part, removed.rest)


def among_known(score: pd.Series) -> pd.Series:
    """Turn scores into normal scores of their ranks among the provinces that have one."""
    known = int(score.notna().sum())
    return normal_score(score.rank(ascending=False), known) if known else score


def _row(piece: tuple[dict, Pair], *, known: pd.DataFrame, seed: int, draws: int) -> dict:
    """Estimate one row of the table, with a stream of draws of its own."""
    (row, pair), method = piece, piece[0]["method"]
    both = pair.both
    weights = observation_weights(known, both)[both].to_numpy() if row["weights"] == "ipw" else None
    stream = zlib.crc32(" ".join([row["test"], row["sample"], row["weights"], method]).encode())
    found = correlate(
        pair.x[both].to_numpy(float),
        pair.y[both].to_numpy(float),
        method,
        rng=np.random.default_rng([seed, stream]),
        draws=draws,
        weights=weights,
    )
    return {
        **row,
        "n": int(both.sum()),
        **found,
        "flagged": pair.flagged,
        "mechanical": _mechanical(pair, row, method),
    }


def _mechanical(pair: Pair, row: dict, method: str) -> float:
    if pair.part is None or row["overlap"] == "removed":
        return float("nan")
    part, rest = pair.part[pair.both], pair.rest[pair.both]
    if pd.concat([part, rest], axis=1).dropna().shape[0] < MINIMUM_N:
        return float("nan")
    return overlap.mechanical_correlation(part, rest, method=method)
