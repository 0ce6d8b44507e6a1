"""How often intervals, claims and rank sets hold what is true, in simulations with one seed.

Run from the top of the repository: .venv/bin/python tests/reference/simulate_coverage.py
It writes tests/reference/coverage.csv anew.
"""

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm

from pardx.settings import settings
from pardx.stats.correlation import bca_interval, correlate, correlation
from pardx.stats.imputation import Scores, chains, pair_precision
from pardx.stats.missingness import observation_weights
from pardx.stats.rank_sets import rank_sets
from pardx.stats.ranks import normal_quantiles
from pardx.stats.reliability import reliability

SEED = 2022
SAMPLES = 1000
SURVEYS = 400
DRAWS = 499
STORED = Path(__file__).with_name("coverage.csv")
SIZES = (19, 33, 63)
"""Provinces of the shortest, a middle and the longest primary test of 2022."""
NOT_PRINTED = {
    "PAR INDEX": [*range(40, 47), *(7, 12, 15, 20, 21, 30, 31, 35, 48, 49, 54)],
    "SIPAS": [
        *(6, 8, 9, 13, 15, 19, *range(21, 30), *range(31, 34)),
        *(37, 38, 39, 45, 46, 47, *range(50, 53), 54, 57, 58),
    ],
}
"""Places of 2022 whose holders were not collected: both tails of the lists are known."""
HOW = ("complete", "imputed", "excess")
TRUTHS = {
    "apart": np.random.default_rng(2).normal(size=63),
    "as close as PAPI D5": np.random.default_rng(3).normal(size=63) * 0.25,
    "two groups of equals": np.repeat([0.0, 1.0], [32, 31]),
}
"""True scores of 63 provinces, surveyed with a standard error of 0.25."""


def spearman_of(r: float) -> float:
    """Return Spearman's coefficient of a bivariate normal distribution (Pearson 1907)."""
    return 6 / np.pi * np.arcsin(r / 2)


def pair(rng: np.random.Generator, n: int, r: float) -> tuple[np.ndarray, np.ndarray]:
    x, noise = rng.normal(size=(2, n))
    return x, r * x + np.sqrt(1 - r**2) * noise


def interval(rng: np.random.Generator, *, n: int, r: float, method: str) -> bool:
    """Say whether a BCa interval holds the true coefficient."""
    x, y = pair(rng, n, r)
    low, high = bca_interval(lambda c: correlation(x, y, method, c), n, rng=rng, draws=DRAWS)
    return low <= (r if method == "pearson" else spearman_of(r)) <= high


def claim(rng: np.random.Generator, *, n: int) -> bool:
    """Say whether the rule of the texts claims an association of independent figures."""
    found = correlate(*pair(rng, n, 0.0), "spearman", rng=rng, draws=DRAWS)
    return (found["ci_low"] > 0 or found["ci_high"] < 0) and found["p_value"] < 0.05


def missing(rng: np.random.Generator, *, weighted: bool) -> bool:
    """Say whether the interval holds the coefficient of all, when the press prints one end.

    A trait goes with both figures and with being printed, about half of 63 provinces.
    """
    trait, x, y = rng.normal(size=(3, 63))
    x, y = (0.6 * trait + 0.8 * v for v in (x, y))
    seen = pd.Series(rng.random(63) < 1 / (1 + np.exp(-1.2 * trait)))
    known = pd.DataFrame({name: rng.normal(size=63) for name in settings().traits}).assign(
        log_grdp_per_capita=trait
    )
    mass = observation_weights(known, seen)[seen].to_numpy() if weighted else np.ones(seen.sum())
    x, y = x[seen], y[seen]
    low, high = bca_interval(
        lambda c: correlation(x, y, "spearman", c * mass), len(x), rng=rng, draws=DRAWS
    )
    return low <= spearman_of(0.36) <= high


def hc3(rng: np.random.Generator, *, n: int, terms: int) -> bool:
    """Say whether an HC3 t interval holds a slope of 0.5 when errors spread with ``x``."""
    exog = sm.add_constant(rng.normal(size=(n, terms)))
    y = 0.5 * exog[:, 1] + (0.5 + 0.5 * np.abs(exog[:, 1])) * rng.normal(size=n)
    low, high = sm.OLS(y, exog).fit(cov_type="HC3", use_t=True).conf_int()[1]
    return low <= 0.5 <= high


def survey(rng: np.random.Generator, *, truth: np.ndarray, joint: bool) -> float:
    """Return the share of provinces whose rank set holds all their true ranks, or all at once."""
    error = np.full(len(truth), 0.25)
    best = 1 + (truth[None, :] > truth[:, None]).sum(1)
    worst = len(truth) - (truth[None, :] < truth[:, None]).sum(1)
    score = truth + error * rng.normal(size=len(truth))
    low, high = rank_sets(score, error, rng=rng, draws=300, joint=joint)
    held = (low <= best) & (worst <= high)
    return float(held.all()) if joint else float(held.mean())


def tails(rng: np.random.Generator, *, places: list[int], r: float, how: str) -> float:
    """Hide the places of a year, and hold an interval against the coefficient of the population.

    ``how`` is ``complete`` (BCa interval of those printed), ``imputed`` (copula of the pair), or
    ``excess`` (of the complete cases' coefficient over that of all 63).
    """
    x, y = pair(rng, 63, r)
    rank = pd.DataFrame({"x": x, "y": y}).rank(ascending=False)
    seen = ~rank.y.isin(places).to_numpy()
    if how == "excess":
        return float(rank[seen].corr("spearman").iloc[0, 1] - rank.corr("spearman").iloc[0, 1])
    if how == "complete":
        one, other = x[seen], y[seen]
        low, high = bca_interval(
            lambda c: correlation(one, other, "spearman", c), len(one), rng=rng, draws=DRAWS
        )
    else:
        scores = rank.apply(normal_quantiles)
        free = scores.y[~seen].to_numpy()
        known = scores.assign(y=scores.y.where(seen)).to_numpy()
        copula = chains(Scores(known, (np.array([]), free)), pair_precision, rng)[1]
        rho = -copula[..., 0, 1] / copula[..., 0, 0]
        low, high = np.quantile(spearman_of(rho), [0.025, 0.975])
    return float(low <= spearman_of(r) <= high)


def waves(rng: np.random.Generator, *, rel: float) -> bool:
    """Say whether Heise's interval of three years of 63 provinces holds the reliability.

    From year to year the true scores correlate by 0.9.
    """
    truth, panels = rng.normal(size=63), {}
    for year in (2020, 2021, 2022):
        seen = np.sqrt(rel) * truth + np.sqrt(1 - rel) * rng.normal(size=63)
        panels[year] = pd.DataFrame({f"{settings().headline[0]}_score": seen})
        truth = 0.9 * truth + np.sqrt(1 - 0.9**2) * rng.normal(size=63)
    no_breaks = pd.DataFrame({"indicator": [], "year": []})
    [row] = reliability(panels, no_breaks, seed=int(rng.integers(2**31)), draws=DRAWS).itertuples()
    return row.ci_low <= rel <= row.ci_high


def cases() -> Iterator[tuple[str, int, Callable[..., float], dict]]:
    """List what is simulated: name, samples, function and its arguments."""
    for method in ("spearman", "pearson"):
        for n in SIZES:
            for r in (0.0, 0.5):
                about = {"n": n, "r": r, "method": method}
                yield f"{method}, n = {n}, r = {r}", SAMPLES, interval, about
    for n in SIZES:
        yield f"claims without any association, n = {n}", SAMPLES, claim, {"n": n}
    for weighted in (False, True):
        name = "weighted" if weighted else "unweighted"
        yield f"missing by a trait, {name}", SAMPLES, missing, {"weighted": weighted}
    for n, terms in ((19, 1), (19, 3), (63, 8)):
        yield f"HC3, n = {n}, {terms} terms", SAMPLES, hc3, {"n": n, "terms": terms}
    yield from cases_of_lists()


def cases_of_lists() -> Iterator[tuple[str, int, Callable[..., float], dict]]:
    """List what is simulated of whole lists, as :func:`cases` does."""
    for name, truth in TRUTHS.items():
        for joint in (False, True):
            kind = "joint" if joint else "marginal"
            yield f"rank sets, {name}, {kind}", SURVEYS, survey, {"truth": truth, "joint": joint}
    for (name, places), r, how in product(NOT_PRINTED.items(), (0.0, 0.5), HOW):
        about = {"places": places, "r": r, "how": how}
        yield f"printed as {name} 2022, {how}, r = {r}", SURVEYS, tails, about
    for rel in (0.5, 0.7, 0.9):
        yield f"reliability from three years, n = 63, {rel}", SAMPLES, waves, {"rel": rel}


def simulate_case(place: int) -> float:
    """Run one case with its own stream of draws; return the share of samples that hold."""
    _, samples, function, about = [*cases()][place]
    rng = np.random.default_rng([SEED, place])
    return round(float(np.mean([function(rng, **about) for _ in range(samples)])), 4)


def simulate() -> pd.DataFrame:
    """Run all cases."""
    rows = [
        {"case": name, "samples": samples, "seed": SEED, "share": simulate_case(place)}
        for place, (name, samples, _, _) in enumerate(cases())
    ]
    return pd.DataFrame(rows)


if __name__ == "__main__":
    simulate().to_csv(STORED, index=False)
