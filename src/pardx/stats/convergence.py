"""Do the lower provinces catch up? Only inside one criteria regime."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pardx.data.breaks import IncomparableError, regimes, require_comparable
from pardx.settings import settings
from pardx.stats.correlation import resample_counts
from pardx.stats.rank_sets import standard_error
from pardx.stats.ranks import column
from pardx.stats.refusals import MINIMA, as_table, reason, refusal, refused_across

MINIMUM_N = MINIMA["convergence"].n
COVARIANCE = "HC3"
COLUMNS = (
    "indicator",
    "first",
    "last",
    "n",
    "beta",
    "std_error",
    "ci_low",
    "ci_high",
    "p_value",
    "beta_noise",
    "spread_ratio",
    "ratio_low",
    "ratio_high",
)


def convergence(
    panels: dict[int, pd.DataFrame],
    breaks: pd.DataFrame,
    samples: pd.DataFrame,
    *,
    seed: int,
    draws: int = 9999,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measure beta and sigma convergence from the first to the last year of each regime.

    Returns
    -------
    table : DataFrame
        :data:`COLUMNS`. ``beta``: change of score per point of the first score, HC3;
        ``beta_noise``: what sampling error alone would give (regression to the mean, minus
        the share of noise in the first year's variance; missing where no error is known).
        ``spread_ratio``: standard deviation of the last year over the first, with a 95 %
        bootstrap interval; below 1 is sigma convergence.
    refused : DataFrame
        Rows for :func:`pardx.stats.refusals.not_estimated`.
    """
    rows, refused = [], []
    for indicator in settings().headline:
        scores = {year: column(panels[year], f"{indicator}_score") for year in sorted(panels)}
        scores = {
            year: score
            for year, score in scores.items()
            if score.count() >= MINIMUM_N and not _cut_off(panels[year], indicator)
        }
        sizes, reasons = [0], []
        for first, last in _ends(breaks, indicator, list(scores)):
            pair = pd.concat([scores[first], scores[last]], axis=1).dropna()
            why = reason(pair, MINIMUM_N)
            sizes.append(len(pair))
            reasons.append(why)
            if not why:
                about = {"indicator": indicator, "first": first, "last": last}
                noise = noise_beta(samples, indicator, first, pair)
                found = _measure(pair.to_numpy(), seed=seed, draws=draws)
                rows.append({**about, "beta_noise": noise, **found})
        why = [*reasons, "few_years"][0] if all(reasons) else ""
        refused.append(refusal("convergence", indicator, max(sizes), why))
        try:
            require_comparable(breaks, indicator, list(scores))
        except IncomparableError as error:
            refused.append(refused_across("convergence", indicator, max(sizes), error.breaks))
    return pd.DataFrame(rows, columns=list(COLUMNS)), as_table(refused)


def _cut_off(panel: pd.DataFrame, indicator: str) -> bool:
    """Say whether the scores are those of the upper half alone, as of PCI since 2023.

    A list that ends by its own result narrows by its choice.
    """
    ranks = column(panel, f"{indicator}_rank").dropna()
    return bool(len(ranks) and 2 * ranks.max() <= len(panel) + 1)


def _ends(breaks: pd.DataFrame, indicator: str, years: list[int]) -> list[tuple[int, int]]:
    """Return the first and last of the years of each regime that has two."""
    runs = [
        [year for year in years if first <= year <= last]
        for first, last in regimes(breaks, indicator, years)
    ]
    ends = [(run[0], run[-1]) for run in runs if len(run) > 1]
    for pair in ends:
        require_comparable(breaks, indicator, pair)
    return ends


def noise_beta(
    samples: pd.DataFrame,
    indicator: str,
    year: int,
    pair: pd.DataFrame,
    design_effect: float | None = None,
) -> float:
    """Return the beta that sampling error of the first year alone gives.

    Minus the share of noise in the variance of the first of ``pair``'s columns; missing where
    no error is known.
    """
    error = standard_error(samples, indicator, year, len(pair), design_effect)
    return -float(np.minimum(1.0, error**2 / pair.iloc[:, 0].var()))


def _measure(pair: np.ndarray, *, seed: int, draws: int) -> dict[str, float]:
    import statsmodels.api as sm

    first, last = pair.T
    fit = sm.OLS(last - first, sm.add_constant(first)).fit(cov_type=COVARIANCE, use_t=True)
    counts = resample_counts(len(pair), rng=np.random.default_rng([seed, len(pair)]), draws=draws)
    low, high = np.quantile(_ratio(pair, counts), [0.025, 0.975])
    interval = fit.conf_int()[1]
    return {
        "n": len(pair),
        "beta": fit.params[1],
        "std_error": fit.bse[1],
        "ci_low": interval[0],
        "ci_high": interval[1],
        "p_value": fit.pvalues[1],
        "spread_ratio": float(_ratio(pair, np.ones((1, len(pair))))[0]),
        "ratio_low": low,
        "ratio_high": high,
    }


def _ratio(pair: np.ndarray, counts: np.ndarray) -> np.ndarray:
    share = counts / counts.sum(1, keepdims=True)
    centred = pair - pair.mean(0)
    variance = share @ centred**2 - (share @ centred) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.sqrt(variance[:, 1] / variance[:, 0])
