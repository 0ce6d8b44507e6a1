"""Who is missing, and weights by which the observed provinces represent the absent."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np
import pandas as pd

from pardx.settings import settings
from pardx.stats.ranks import figure, scaled, used_ranks

LOWEST_PROBABILITY = 0.1
"""Probabilities are trimmed here, so that no province counts more than ten times."""


def traits(panels: dict[int, pd.DataFrame], names: Sequence[str] | None = None) -> pd.DataFrame:
    """Return traits of all provinces, each figure from its latest year.

    Parameters
    ----------
    panels : dict
        Year -> province panel.
    names : sequence of str
        Of traits, as control sets name them; those of the settings' set ``missing`` when None.
        Region is none of them: its cells separate perfectly.

    Returns
    -------
    DataFrame
        ``region`` and the traits, 63 rows; a province without a figure in a year takes that of
        an earlier year.
    """
    years = sorted(panels, reverse=True)
    frame = panels[years[0]][["region"]].copy()
    for name in settings().traits if names is None else names:
        by_year = (figure(panels[year], name.removeprefix("log_")) for year in years)
        frame[name] = scaled(reduce(pd.Series.fillna, by_year), name)
    return frame


def missingness(panel: pd.DataFrame, covariates: pd.DataFrame) -> pd.DataFrame:
    """Compare the provinces with a rank to those without, by region and traits.

    Parameters
    ----------
    panel : DataFrame
        The year's panel.
    covariates : DataFrame
        As :func:`traits` returns it.

    Returns
    -------
    DataFrame
        One row per headline index and trait or region: ``indicator``, ``trait``,
        ``n_covered``, ``n_absent``, ``covered`` and ``absent`` (means of a trait, shares
        of a region's provinces in each group) and ``difference`` in standard deviations of
        the trait (shares: in shares).
    """
    regions = pd.get_dummies(covariates["region"], dtype=float)
    numbers = covariates.drop(columns="region")
    both = pd.concat([numbers, regions], axis=1)
    spread = pd.concat([numbers.std(), pd.Series(1.0, index=regions.columns)])
    tables = []
    for indicator in settings().headline:
        covered = used_ranks(panel, indicator)["rank"].notna()
        with_rank, without = both[covered].mean(), both[~covered].mean()
        compared = {
            "indicator": indicator,
            "trait": both.columns,
            "n_covered": int(covered.sum()),
            "n_absent": int((~covered).sum()),
            "covered": with_rank.to_numpy(),
            "absent": without.to_numpy(),
            "difference": ((with_rank - without) / spread).to_numpy(),
        }
        tables.append(pd.DataFrame(compared))
    return pd.concat(tables, ignore_index=True)


def observation_weights(covariates: pd.DataFrame, observed: pd.Series) -> pd.Series:
    """Weigh observed provinces by the inverse of their probability of being observed.

    A logit of being observed on standardised traits with a ridge penalty, so that a
    trait that separates does not send a weight to infinity; trimmed at
    :data:`LOWEST_PROBABILITY`. Source: Seaman and White 2013, Statistical Methods in Medical
    Research 22.

    Returns
    -------
    Series
        Weights with mean 1 over the observed provinces, missing for the others; all 1 when
        everyone, or no trait, is known.
    """
    usable = covariates.drop(columns="region", errors="ignore").dropna(axis=1, how="all")
    varying = usable.fillna(usable.median()).loc[:, lambda frame: frame.std() > 0]
    if observed.all() or not observed.any() or varying.empty:
        return observed.map({True: 1.0, False: np.nan})
    standard = ((varying - varying.mean()) / varying.std()).to_numpy()
    design = np.column_stack([np.ones(len(covariates)), standard])
    slopes = ridge_logit(design, observed.to_numpy(float), penalty=1.0)
    chance = pd.Series(1 / (1 + np.exp(-design @ slopes)), index=covariates.index)
    weights = 1 / np.clip(chance, LOWEST_PROBABILITY, 1)
    weights = weights.where(observed)
    return weights / weights.mean()


def ridge_logit(design: np.ndarray, chosen: np.ndarray, *, penalty: float) -> np.ndarray:
    """Fit a logit by Newton steps, its slopes shrunk towards zero.

    Parameters
    ----------
    design : ndarray, shape (n, k)
        The constant first; it is not shrunk.
    chosen : ndarray, shape (n,)
        0 or 1.
    penalty : float
        Half of it times the squared slopes is taken off the log likelihood; 0 is the plain
        logit.

    Returns
    -------
    ndarray, shape (k,)
    """
    shrink = np.diag([0.0, *np.full(design.shape[1] - 1, penalty)])
    slopes = np.zeros(design.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-design @ slopes))
        curvature = (design.T * (chance * (1 - chance))) @ design + shrink
        step = np.linalg.solve(curvature, design.T @ (chosen - chance) - shrink @ slopes)
        slopes = slopes + step
        if np.abs(step).max() < 1e-12:
            break
    return slopes
