"""Uncertainty of ranks: confidence sets, weight sensitivity, and the band of sampling noise."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from pardx.data.dictionary import Dictionary, survey_samples
from pardx.settings import settings
from pardx.stats.ranks import column
from pardx.stats.refusals import MINIMA, as_table, reason, refusal

COMPOSITES = {"papi_total_unweighted": tuple(f"papi_d{k}_" for k in range(1, 9))}
"""Composite -> how the names of its equally weighted parts begin."""
MINIMUM_N = MINIMA["rank sets, weights"].n
MOST_STEPS = 50
COLUMNS = (
    "indicator",
    "gso_code",
    "n",
    "score",
    "std_error",
    "rank",
    "low",
    "high",
    "joint_low",
    "joint_high",
)
SURVEYS = ("indicator", "year", "respondents", "width", "provinces")
WEIGHT_COLUMNS = (
    "indicator",
    "gso_code",
    "rank",
    "weight_low",
    "weight_median",
    "weight_high",
)


def surveys(dictionary: Dictionary) -> pd.DataFrame:
    """List the headline indices that rest on a survey, with who was asked each year.

    Parameters
    ----------
    dictionary : Dictionary
        Families, scales of scores, and how many provinces a survey covers.

    Returns
    -------
    DataFrame
        ``indicator``, ``year``, ``respondents``, ``width`` (of the scale of scores) and
        ``provinces`` (covered), a row per index and survey whose size is known.
    """
    samples, family = survey_samples(dictionary.project), dictionary.indicators.family
    rows = [
        (name, row.year, row.respondents, high - low, dictionary.ranked(name, row.year))
        for name in settings().headline
        for low, high in [dictionary.scales.get(name, (0, 0))]
        for row in samples[samples.indicator == family[name]].itertuples()
        if high > low
    ]
    return pd.DataFrame(rows, columns=list(SURVEYS))


class Band(NamedTuple):
    """From how many places on a change of rank is more than the usual fluctuation.

    Attributes
    ----------
    places : int
        The fewest places that are more.
    basis : str
        ``simulated`` from the index's standard error, or ``convention``.
    """

    places: int
    basis: str


def standard_error(
    samples: pd.DataFrame,
    indicator: str,
    year: int,
    provinces: int,
    design_effect: float | None = None,
) -> float:
    """Return the assumed standard error of a province's survey score.

    Equal samples per province; one answer's spread is a convention of the settings.

    Parameters
    ----------
    samples : DataFrame
        As :func:`surveys` returns it.
    indicator : str
    year : int
        Another year's sample is never taken.
    provinces : int
        How many provinces have a score; more share the sample where it covers more.
    design_effect : float, optional
        By how much clustered sampling swells the variance; that of the settings.

    Returns
    -------
    float
        Missing where no sample of the year is known.
    """
    known = samples[(samples.indicator == indicator) & (samples.year == year)]
    if known.empty:
        return float("nan")
    noise = settings().noise
    effect = noise.design_effect if design_effect is None else design_effect
    asked = known.iloc[0]
    shared = max(provinces, asked.provinces)
    spread = asked.width / noise.scale_over_spread
    return float(spread * np.sqrt(effect * shared / asked.respondents))


def rank_sets(
    score: np.ndarray,
    error: np.ndarray,
    *,
    rng: np.random.Generator,
    draws: int,
    joint: bool,
    steps: int = MOST_STEPS,
) -> tuple[np.ndarray, np.ndarray]:
    """Return 95 % confidence sets for ranks (1 = highest).

    Two-sided stepdown sets of Mogstad, Romano, Shaikh and Wilhelm (2024, Review of Economic
    Studies, 10.1093/restud/rdad006): a province certainly ranks behind those whose score is
    higher by more than a critical number of standard errors, and before those lower by as
    much. Independent normal errors.

    Parameters
    ----------
    score, error : ndarray, shape (n,)
        Estimates and their standard errors.
    rng, draws
        Of the simulated critical value.
    joint : bool
        All ranks covered at once, instead of each by itself.
    steps : int
        1 is the single-step method, whose sets hold those of the stepdown.

    Returns
    -------
    low, high : ndarray of int, shape (n,)
    """
    n = len(score)
    apart = np.sqrt(error[:, None] ** 2 + error[None, :] ** 2)
    noise = rng.normal(size=(draws, n)) * error
    observed = (score[None, :] - score[:, None]) / apart
    if joint:
        own, other = np.nonzero(~np.eye(n, dtype=bool))
        drawn = (noise[:, other] - noise[:, own]) / apart[own, other]
        ahead = np.zeros((n, n), bool)
        ahead[own, other] = stepdown(observed[own, other], drawn, steps=steps)
        return 1 + ahead.sum(1), n - ahead.sum(0)
    low, high = np.ones(n, int), np.full(n, n)
    for j in range(n):
        others = np.arange(n) != j
        gaps = ((noise - noise[:, [j]]) / apart[j])[:, others]
        both = np.concatenate([observed[j, others], -observed[j, others]])
        sure = stepdown(both, np.hstack([gaps, -gaps]), steps=steps)
        low[j] += sure[: n - 1].sum()
        high[j] -= sure[n - 1 :].sum()
    return low, high


def stepdown(observed: np.ndarray, drawn: np.ndarray, *, steps: int = MOST_STEPS) -> np.ndarray:
    """Test one-sided hypotheses together at 5 %, step by step (Romano and Wolf 2005).

    In each step the critical value is the 95 % quantile of the largest simulated statistic of
    the hypotheses not yet rejected, until none is rejected any more.

    Parameters
    ----------
    observed : ndarray, shape (m,)
    drawn : ndarray, shape (draws, m)
        The statistics under the null; overwritten.
    steps : int
        At most so many.

    Returns
    -------
    ndarray of bool, shape (m,)
        Which hypotheses are rejected.
    """
    rejected = np.zeros(len(observed), bool)
    for _ in range(steps):
        if rejected.all():
            break
        new = (observed > np.quantile(drawn.max(1), 0.95)) & ~rejected
        if not new.any():
            break
        rejected |= new
        drawn[:, new] = -np.inf
    return rejected


def rank_table(
    panel: pd.DataFrame,
    samples: pd.DataFrame,
    *,
    year: int,
    seed: int,
    draws: int = 9999,
    design_effect: float | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return each province's rank on the survey indices with its confidence sets.

    Returns
    -------
    table : DataFrame
        ``indicator``, ``gso_code``, ``n`` (provinces with a score, over which ranks here
        count), ``score``, ``std_error`` (assumed), ``rank``, ``low`` and ``high`` (marginal
        95 % set), ``joint_low`` and ``joint_high`` (simultaneous); both by stepdown.
    refused : DataFrame
        Rows for :func:`pardx.stats.refusals.not_estimated`.
    """
    tables, refused = [], []
    draws = min(draws, settings().draws.ranks)
    for indicator in samples.indicator.unique():
        score = column(panel, f"{indicator}_score").dropna()
        size = standard_error(samples, indicator, year, len(score), design_effect)
        why = reason(score, MINIMUM_N) or ("no_sample" if np.isnan(size) else "")
        refused.append(refusal("ranks", indicator, len(score), why))
        if why:
            continue
        error = np.full(len(score), size)
        given = {"rng": np.random.default_rng([seed, len(tables)]), "draws": draws}
        low, high = rank_sets(score.to_numpy(), error, joint=False, **given)
        joint_low, joint_high = rank_sets(score.to_numpy(), error, joint=True, **given)
        tables.append(
            pd.DataFrame(
                {
                    "indicator": indicator,
                    "gso_code": score.index,
                    "n": len(score),
                    "score": score.to_numpy(),
                    "std_error": error,
                    "rank": score.rank(ascending=False, method="min").astype(int).to_numpy(),
                    "low": low,
                    "high": high,
                    "joint_low": joint_low,
                    "joint_high": joint_high,
                }
            )
        )
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(COLUMNS))
    return table, as_table(refused)


def noise_bands(
    panel: pd.DataFrame,
    samples: pd.DataFrame,
    *,
    year: int,
    seed: int,
    draws: int | None = None,
    design_effect: float | None = None,
) -> pd.DataFrame:
    """Return by how many places ranks move between two surveys when nothing has changed.

    For a survey index with a full list whose sample is known, two samples are drawn around scores
    shrunk to their reliable spread; fewer places than the band are within the 95 % quantile of the
    rank change over all provinces. For every other index the settings' convention.

    Returns
    -------
    DataFrame
        ``indicator``, ``n``, ``std_error``, ``reliability``, ``band`` (places) and ``basis``
        (``simulated`` or ``convention``), one row per headline index.
    """
    rng, draws = np.random.default_rng([seed, 63]), draws or settings().draws.ranks
    errors = {
        name: standard_error(
            samples, name, year, int(column(panel, f"{name}_score").count()), design_effect
        )
        for name in samples.indicator.unique()
    }
    return pd.DataFrame(
        [_band(panel, errors, indicator, rng, draws) for indicator in settings().headline]
    )


def _band(
    panel: pd.DataFrame,
    errors: dict[str, float],
    indicator: str,
    rng: np.random.Generator,
    draws: int,
) -> dict[str, object]:
    score = column(panel, f"{indicator}_score").dropna().to_numpy()
    row = {
        "indicator": indicator,
        "n": len(score),
        "std_error": np.nan,
        "reliability": np.nan,
        "band": settings().noise.convention,
        "basis": "convention",
    }
    error = errors.get(indicator, np.nan)
    if np.isnan(error) or len(score) < len(panel) - 4 or np.ptp(score) == 0:
        return row
    reliability = max(0.0, 1 - error**2 / max(score.var(ddof=1), 1e-300))
    truth = score.mean() + np.sqrt(reliability) * (score - score.mean())
    waves = truth + error * rng.normal(size=(2, draws, len(score)))
    ranks = waves.argsort(axis=-1).argsort(axis=-1)
    within = int(np.ceil(np.quantile(np.abs(ranks[0] - ranks[1]), 0.95)))
    return {
        **row,
        "std_error": error,
        "reliability": reliability,
        "band": within + 1,
        "basis": "simulated",
    }


def noise_band(bands: pd.DataFrame | None, indicator: str) -> Band:
    """Return the band of an index; every text and figure takes it from here.

    Parameters
    ----------
    bands : DataFrame or None
        As :func:`noise_bands` returns it.
    indicator : str
        One that is not in ``bands`` has the convention.
    """
    if bands is not None:
        for row in bands[bands.indicator == indicator].itertuples():
            return Band(int(row.band), row.basis)
    return Band(settings().noise.convention, "convention")


def weight_ranges(
    panel: pd.DataFrame, *, seed: int, draws: int | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the ranks a province takes when a composite's weights and formula change.

    Each weight moves by up to the settings' ``weight_swing`` either way; half of the draws take the
    geometric instead of the arithmetic mean (OECD/JRC Handbook on Constructing Composite
    Indicators, 2008, step 7).

    Returns
    -------
    table : DataFrame
        :data:`WEIGHT_COLUMNS`: ``rank`` (equal weights, arithmetic), ``weight_low``,
        ``weight_median``, ``weight_high`` (5 %, 50 %, 95 % of the draws); empty when fewer
        than :data:`MINIMUM_N` provinces have all parts.
    refused : DataFrame
        Rows for :func:`pardx.stats.refusals.not_estimated`.
    """
    tables, refused, draws = [], [], draws or settings().draws.ranks
    for composite, starts in COMPOSITES.items():
        names = [n for n in panel if n.startswith(starts) and n.endswith("_score")]
        parts = pd.DataFrame({name: column(panel, name) for name in names}, index=panel.index)
        parts = parts.dropna() if len(names) >= len(starts) else parts.iloc[:0]
        why = ""
        if len(parts) < MINIMUM_N:
            why = "too_few"
        elif (np.ptp(parts.to_numpy(), axis=0) == 0).all():
            why = "constant"
        refused.append(refusal("weights", composite, len(parts), why))
        if not why:
            rng = np.random.default_rng([seed, len(parts)])
            ranges = _ranges(parts, rng, draws)
            tables.append(ranges.assign(indicator=composite)[list(WEIGHT_COLUMNS)])
    empty = pd.DataFrame(columns=list(WEIGHT_COLUMNS))
    return pd.concat(tables, ignore_index=True) if tables else empty, as_table(refused)


def _ranges(parts: pd.DataFrame, rng: np.random.Generator, draws: int) -> pd.DataFrame:
    values = parts.to_numpy()
    swing = settings().noise.weight_swing
    weights = rng.uniform(1 - swing, 1 + swing, size=(draws, values.shape[1]))
    weights /= weights.sum(1, keepdims=True)
    half = draws // 2
    drawn = np.vstack([weights[:half] @ values.T, np.exp(weights[half:] @ np.log(values).T)])
    ranks = (-drawn).argsort(axis=1).argsort(axis=1) + 1
    low, middle, high = np.quantile(ranks, [0.05, 0.5, 0.95], axis=0)
    return pd.DataFrame(
        {
            "gso_code": parts.index,
            "rank": parts.sum(axis=1).rank(ascending=False).to_numpy(),
            "weight_low": low,
            "weight_median": middle,
            "weight_high": high,
        }
    )
