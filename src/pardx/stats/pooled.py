"""The years of an association pooled: each year, all together, and how much they differ."""

from __future__ import annotations

import zlib

import numpy as np
import pandas as pd

from pardx.settings import settings
from pardx.stats.association import PREDICTOR, pair_of, plain_rows
from pardx.stats.correlation import (
    MINIMUM_N,
    bca_interval,
    resample_counts,
    weighted_correlation,
)
from pardx.stats.refusals import reason
from pardx.stats.spread import Spread, in_threads

COLUMNS = (
    *("test", "outcome", "predictor", "year", "n", "provinces", "estimate", "ci_low", "ci_high"),
    *("q", "q_df", "q_p"),
)
POOLED = "pooled"
"""In place of the year: the row of all years together."""
LEAST = 4
"""Provinces that a year adds to the pooled estimate with; Fisher's z needs more than three."""


def pooled(
    panels: dict[int, pd.DataFrame],
    tests: pd.DataFrame,
    *,
    seed: int,
    draws: int = 9999,
    spread: Spread = in_threads,
) -> pd.DataFrame:
    """Correlate normal scores of DTI and each outcome year by year, and over all years.

    Normal scores are standardised within each year over the provinces that have both, and
    stacked, so that no level of a year enters: the pooled coefficient is the mean of the years'
    coefficients, weighted by n. Provinces are resampled with all their years.

    Parameters
    ----------
    panels : dict
        Year -> province panel.
    tests : DataFrame
        As :func:`pardx.data.dictionary.registered_tests` returns it.
    seed, draws : int
        Of the bootstraps; a year's row is the Pearson row of its own ``associations.csv``.
    spread : callable
        How the years are distributed; affects running time only.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`, for the raw tests of the settings' cross-section. Per test one row a
        year with both indices, without an estimate below
        :data:`~pardx.stats.correlation.MINIMUM_N` provinces, and one of ``year``
        :data:`POOLED`: ``n`` counts province-years, of years with :data:`LEAST` provinces at
        least; ``ci_*``: 95 % BCa over provinces. ``q``: Cochran's (1954) heterogeneity of Fisher's
        z over the years with an estimate of their own, ``q_p`` from resampled provinces around
        the years' coefficients, since years share provinces. Exploratory.
    """
    asked = tests[
        (tests.predictor == PREDICTOR)
        & (tests.without == "")
        & tests.outcome.isin(settings().outcomes.cross_section)
    ]
    given = {"method": "pearson", "seed": seed, "draws": draws, "spread": spread}
    each = [plain_rows(panels[year], asked, **given).assign(year=year) for year in sorted(panels)]
    rows = pd.concat(each, ignore_index=True)
    rows = rows[rows.n > 0].assign(provinces=rows.n)
    found = []
    for test in asked.itertuples():
        own = rows[rows.test == test.Index]
        if own.empty:
            continue
        stacked = {year: pair_of(panels[year], test).complete for year in own.year}
        found += [own, pd.DataFrame([_all_years(test.Index, stacked, own, seed, draws)])]
    table = pd.concat(found) if found else pd.DataFrame()
    return table.reindex(columns=list(COLUMNS)).reset_index(drop=True)


def _all_years(
    test: str, stacked: dict[int, pd.DataFrame], own: pd.DataFrame, seed: int, draws: int
) -> dict[str, object]:
    """Return the pooled row of a test."""
    used = {year: pair for year, pair in stacked.items() if not reason(pair, LEAST)}
    codes = sorted({code for pair in used.values() for code in pair.index})
    row = {
        **own.iloc[0][["test", "outcome", "predictor"]].to_dict(),
        "year": POOLED,
        "n": sum(map(len, used.values())),
        "provinces": len(codes),
    }
    if len(codes) < MINIMUM_N:
        return row
    places = {year: np.searchsorted(codes, pair.index) for year, pair in used.items()}
    sides = {year: pair.to_numpy(float).T for year, pair in used.items()}

    def by_year(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        inside = [counts[..., place] for place in places.values()]
        r = [weighted_correlation(*sides[y], c) for y, c in zip(sides, inside, strict=True)]
        return np.stack(r, -1), np.stack([one.sum(-1) for one in inside], -1)

    def together(counts: np.ndarray) -> np.ndarray:
        r, mass = by_year(counts.astype(float))
        mass = np.where(np.isfinite(r), mass, 0)
        with np.errstate(invalid="ignore", divide="ignore"):
            return (np.nan_to_num(r) * mass).sum(-1) / mass.sum(-1)

    everyone = np.ones((1, len(codes)))
    stream = [seed, zlib.crc32(f"{test} {POOLED}".encode())]
    rng = np.random.default_rng(stream)
    low, high = bca_interval(together, len(codes), rng=rng, draws=draws)
    row |= {"estimate": float(together(everyone)[0]), "ci_low": low, "ci_high": high}
    firm = np.array([len(pair) >= MINIMUM_N for pair in used.values()])
    if firm.sum() < 2:
        return row
    r, mass = (one[..., firm] for one in by_year(everyone))
    counts = resample_counts(len(codes), rng=np.random.default_rng([*stream, 1]), draws=draws)
    drawn = by_year(counts.astype(float))[0][..., firm]
    q = heterogeneity(r, mass)[0]
    null = heterogeneity(_around(drawn, r), mass)
    null = null[np.isfinite(null)]
    return row | {
        "q": float(q),
        "q_df": int(firm.sum()) - 1,
        "q_p": float((1 + (null >= q - 1e-12).sum()) / (1 + len(null))),
    }


def _around(drawn: np.ndarray, r: np.ndarray) -> np.ndarray:
    """Shift resampled coefficients, on Fisher's scale, to where no year differs."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.tanh(np.arctanh(drawn) - np.arctanh(r))


def heterogeneity(r: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return Cochran's Q of Fisher's z of coefficients along the last axis, weights n - 3."""
    with np.errstate(divide="ignore", invalid="ignore"):
        z, weight = np.arctanh(r), n - 3.0
        mean = (weight * z).sum(-1, keepdims=True) / weight.sum(-1, keepdims=True)
        return (weight * (z - mean) ** 2).sum(-1)
