"""How two indices move together across provinces: raw, without their overlap, weighted."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from pardx.stats.correlation import MINIMUM_N, adjust, correlate
from pardx.stats.missingness import observation_weights, traits
from pardx.stats.ranks import column, normal_quantiles, normal_scores
from pardx.stats.refusals import ALL, as_table, reason, refusal
from pardx.stats.spread import Spread, in_threads

PREDICTOR = "dti_total"
METHODS = ("spearman", "pearson")
PREDICTOR_PART = "dti_government"
"""A part that is taken out of the predictor, not of the outcome."""
SIPAS_POINTS = "par_sipas_points_max"
"""Panel column: of 100 points of PAR INDEX, how many the year's criteria set gives SIPAS."""
GOVERNMENT_WEIGHT_2020 = 0.4
GOVERNMENT_POINTS = 200
"""Of 1,000 points of the DTI 2021-2023."""

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
        In how many of the provinces that have both a share of the SIPAS score replaces
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

    @property
    def complete(self) -> pd.DataFrame:
        """``x`` and ``y`` of the provinces that have both."""
        return pd.DataFrame({"x": self.x, "y": self.y})[self.both]


def associations(
    panels: dict[int, pd.DataFrame],
    tests: pd.DataFrame,
    *,
    seed: int,
    draws: int = 9999,
    spread: Spread = in_threads,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Run every registered test on the latest year.

    Ranks enter as normal scores over 63 places; an index without its overlap, as normal scores
    among the provinces that have it. Spearman ranks
    again among the provinces that have both.

    Parameters
    ----------
    panels : dict
        Year -> province panel, 63 rows each; the latest is tested, earlier ones only supply
        covariates of the weights.
    tests : DataFrame
        As :func:`pardx.data.dictionary.registered_tests` returns it.
    seed : int
        Seed of the bootstrap and the permutations; each test has its own stream.
    draws : int
        Number of bootstrap resamples and of permutations.
    spread : callable
        How the tests are distributed; affects running time only.

    Returns
    -------
    table : DataFrame
        :data:`COLUMNS`. ``overlap`` is ``raw`` or ``removed``; a removed pair is followed by
        the raw one on the same provinces (``sample`` = ``same``). ``weights`` is ``none`` or,
        for primary tests, ``ipw``. ``ci_*``: 95 % BCa bootstrap; ``p_value``: two-sided
        permutation; ``p_adjusted``: Benjamini-Hochberg over the tests of a role and method.
        ``mechanical``: correlation expected from the overlap alone under independence.
        Estimates are missing where fewer than
        :data:`~pardx.stats.correlation.MINIMUM_N` provinces have both figures, one of
        them does not vary, or one determines the other.
    refused : DataFrame
        Rows for :func:`pardx.stats.refusals.not_estimated`.
    """
    panel, covariates = panels[max(panels)], traits(panels)
    variants = [found for test in tests.itertuples() for found in _variants(panel, test)]
    pieces = [({**row, "method": method}, pair) for row, pair in variants for method in METHODS]
    table = pd.DataFrame(
        spread(partial(_row, covariates=covariates, seed=seed, draws=draws), pieces)
    )
    family = ["role", "method", "sample", "weights"]
    table["p_adjusted"] = table.groupby(family)["p_value"].transform(adjust)
    refused = [
        refusal(
            "association",
            row["outcome"],
            int(pair.both.sum()),
            reason(pair.complete, MINIMUM_N),
            model=ALL if row["weights"] == "none" else row["weights"],
            test=row["test"],
            overlap=row["overlap"],
        )
        for row, pair in variants
        if row["sample"] == "all"
    ]
    return table[list(COLUMNS)], as_table(refused)


def _variants(panel: pd.DataFrame, test: NamedTuple) -> Iterator[tuple[dict[str, object], Pair]]:
    """Pair a test's indices, then weighted, then raw on the provinces of the overlap-free pair."""
    row = {
        "test": test.Index,
        "role": test.role,
        "outcome": test.outcome,
        "predictor": test.predictor,
        "overlap": "removed" if test.without else "raw",
        "removed": test.without,
        "sample": "all",
        "weights": "none",
    }
    pair = pair_of(panel, test)
    yield row, pair
    if test.role == "primary":
        yield {**row, "weights": "ipw"}, pair
    if test.without:
        whole = column(panel, f"{test.outcome}_score")
        x = normal_scores(panel, test.predictor)
        same = Pair(x, scores_among_known(whole.where(pair.both)), pair.part, pair.rest)
        yield {**row, "overlap": "raw", "sample": "same"}, same


def plain_rows(
    panel: pd.DataFrame,
    tests: pd.DataFrame,
    *,
    method: str = METHODS[0],
    seed: int,
    draws: int,
    spread: Spread = in_threads,
) -> pd.DataFrame:
    """Estimate each test by one method, unweighted alone, as :func:`associations` does.

    Parameters are those of :func:`associations`, with the panel of one year.
    """
    rows = (next(_variants(panel, test)) for test in tests.itertuples())
    pieces = [({**row, "method": method}, pair) for row, pair in rows]
    nobody = pd.DataFrame(index=panel.index)
    return pd.DataFrame(spread(partial(_row, covariates=nobody, seed=seed, draws=draws), pieces))


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
    without, flagged = rest(panel, outcome, parts)
    y = scores_among_known(without) if parts else normal_scores(panel, outcome)
    x = normal_scores(panel, predictor)
    if PREDICTOR_PART in removed:
        x = scores_among_known(dti_without_government(panel))
    part = others = None
    contains_sipas = (outcome, predictor) == ("par_index", "sipas")
    if contains_sipas or (outcome.startswith("papi_total") and predictor.startswith("papi_d")):
        part, others = (
            part_points(panel, outcome, predictor)[0],
            rest(panel, outcome, (predictor,))[0],
        )
    return Pair(x, y, part, others, int((flagged & x.notna()).sum()))


def parts_removed(test: NamedTuple) -> tuple[str, ...]:
    """Return the parts that a registered test takes out of its indices."""
    return tuple(filter(None, test.without.split(";")))


def pair_of(panel: pd.DataFrame, test: NamedTuple) -> Pair:
    """Put a registered test's two indices on the scale they are correlated in."""
    return make_pair(panel, test.outcome, test.predictor, parts_removed(test))


def scores_among_known(score: pd.Series) -> pd.Series:
    """Turn scores into normal scores of their ranks among the provinces that have one."""
    known = int(score.notna().sum())
    return normal_quantiles(score.rank(ascending=False), known) if known else score


def _row(piece: tuple[dict, Pair], *, covariates: pd.DataFrame, seed: int, draws: int) -> dict:
    """Estimate one row of the table, with a stream of draws of its own."""
    (row, pair), method = piece, piece[0]["method"]
    both, complete = pair.both, pair.complete
    weights = None
    if row["weights"] == "ipw":
        weights = observation_weights(covariates, both)[both].to_numpy()
    stream = zlib.crc32(" ".join([row["test"], row["sample"], row["weights"], method]).encode())
    found = correlate(
        complete["x"].to_numpy(float),
        complete["y"].to_numpy(float),
        method,
        rng=np.random.default_rng([seed, stream]),
        draws=draws,
        weights=weights,
    )
    mechanical = float("nan")
    if pair.part is not None and row["overlap"] == "raw":
        inside = pd.DataFrame({"part": pair.part, "rest": pair.rest})[both].dropna()
        if len(inside) >= MINIMUM_N:
            mechanical = mechanical_correlation(inside["part"], inside["rest"], method=method)
    return {
        **row,
        "n": len(complete),
        **found,
        "flagged": pair.flagged,
        "mechanical": mechanical,
    }


def part_points(panel: pd.DataFrame, whole: str, part: str) -> tuple[pd.Series, pd.Series]:
    """Return the points a part has inside an index.

    Parameters
    ----------
    panel : DataFrame
        63 rows, as :func:`pardx.data.clean.local_panel` returns it.
    whole, part : str
        ``par_index`` with ``sipas`` or ``digital_government``; a PAPI total with one of its
        dimensions.

    Returns
    -------
    points : Series
        On the scale of the index; missing where nothing was printed.
    flagged : Series of bool
        Where SIPAS times the points of the year's criteria set (12 in 2018, 10 since 2019)
        replaces points that were not printed.
    """
    if (whole, part) == ("par_index", "sipas"):
        printed = column(panel, "par_sipas_points_score")
        substitute = column(panel, "sipas_score") * column(panel, SIPAS_POINTS) / 100
        return printed.fillna(substitute), printed.isna() & substitute.notna()
    name = "par_digital_government" if part == "digital_government" else part
    points = column(panel, f"{name}_score")
    return points, pd.Series(False, index=points.index)


def rest(panel: pd.DataFrame, whole: str, parts: tuple[str, ...]) -> tuple[pd.Series, pd.Series]:
    """Return an index without some of its parts.

    Returns
    -------
    score : Series
        Index minus the parts, in points; missing where the index or a part is.
    flagged : Series of bool
        Where there is a score, and a share of the SIPAS score replaces printed points.
    """
    score = column(panel, f"{whole}_score")
    flags = pd.Series(False, index=panel.index)
    for part in parts:
        points, flagged = part_points(panel, whole, part)
        score, flags = score - points, flags | flagged
    return score, flags & score.notna()


def dti_without_government(panel: pd.DataFrame) -> pd.Series:
    """Return DTI without its digital-government part, 0 to 1.

    2021-2023: without the 200 points of the government component; 2020: without the
    government pillar (weight 0.4). Printed for a handful of provinces only.
    """
    total = column(panel, "dti_total_score")
    component = column(panel, "dti_component_government_activity_score")
    if component.notna().any():
        return (1000 * total - GOVERNMENT_POINTS * component) / (1000 - GOVERNMENT_POINTS)
    pillar = column(panel, "dti_pillar_government_score")
    return (total - GOVERNMENT_WEIGHT_2020 * pillar) / (1 - GOVERNMENT_WEIGHT_2020)


def mechanical_correlation(part: pd.Series, rest: pd.Series, *, method: str = "pearson") -> float:
    """Compute how a whole correlates with its own part when part and rest are independent.

    With independent part P and rest R, ``corr(P, P + R) = sd(P) / sqrt(sd(P)^2 + sd(R)^2)``;
    for Spearman the bivariate normal relation ``6 / pi * asin(r / 2)`` (Pearson 1907).

    Parameters
    ----------
    part, rest : Series
        Points of the part inside the index, and of the rest of the index.
    method : str
        ``pearson`` or ``spearman``.

    Returns
    -------
    float
        Missing with fewer than two provinces that have both, or without any variance.
    """
    both = pd.concat([part, rest], axis=1).dropna()
    spread = both.var().to_numpy()
    if len(both) < 2 or spread.sum() == 0:
        return float("nan")
    expected = float(np.sqrt(spread[0] / spread.sum()))
    return expected if method == "pearson" else float(6 / np.pi * np.arcsin(expected / 2))
