"""Who is missing, and weights that let the observed provinces stand for the absent."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pardx.analysis.ranks import HEADLINE, column, standing

TRAITS = ("log_grdp_per_capita", "urban_share", "papi_d5_admin_procedures")
"""What being observed is explained by; region is left out, its cells separate perfectly."""
LOWEST_PROBABILITY = 0.1
"""Probabilities are trimmed here, so that no province counts more than ten times."""


def traits(panels: dict[int, pd.DataFrame]) -> pd.DataFrame:
    """Return what is known of all provinces, each from its latest year with most of them.

    Parameters
    ----------
    panels : dict
        Year -> province panel.

    Returns
    -------
    DataFrame
        ``region`` and :data:`TRAITS`, 63 rows; a province PAPI left out in a year takes its
        score of an earlier year.
    """
    latest = max(panels)
    years = sorted(panels, reverse=True)

    def newest(name: str) -> pd.Series:
        found = column(panels[latest], name)
        for year in years:
            found = found.fillna(column(panels[year], name))
        return found

    income = newest("grdp_per_capita_value").where(lambda value: value > 0)
    return panels[latest][["region"]].assign(
        log_grdp_per_capita=np.log(income),
        urban_share=newest("urban_share_value"),
        papi_d5_admin_procedures=newest("papi_d5_admin_procedures_score"),
    )


def missingness(panel: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Compare the provinces with a rank to those without, by region and traits.

    Parameters
    ----------
    panel : DataFrame
        The year's panel.
    known : DataFrame
        As :func:`traits` returns it.

    Returns
    -------
    DataFrame
        One row per headline index and trait or region: ``indicator``, ``trait``,
        ``n_covered``, ``n_absent``, ``covered`` and ``absent`` (means of a trait, shares
        of a region's provinces in each group) and ``difference`` in standard deviations of
        the trait (shares: in shares).
    """
    tables = [
        _compare(known, standing(panel, indicator)["rank"].notna()).assign(indicator=indicator)
        for indicator in HEADLINE
    ]
    table = pd.concat(tables, ignore_index=True)
    return table[["indicator", *table.columns.drop("indicator")]]


def _compare(known: pd.DataFrame, covered: pd.Series) -> pd.DataFrame:
    regions = pd.get_dummies(known["region"], dtype=float)
    scaled = known[list(TRAITS)]
    both = pd.concat([scaled, regions], axis=1)
    spread = pd.concat([scaled.std(), pd.Series(1.0, index=regions.columns)])
    with_rank, without = both[covered].mean(), both[~covered].mean()
    return pd.DataFrame(
        {
            "trait": both.columns,
            "n_covered": int(covered.sum()),
            "n_absent": int((~covered).sum()),
            "covered": with_rank.to_numpy(),
            "absent": without.to_numpy(),
            "difference": ((with_rank - without) / spread).to_numpy(),
        }
    )


def observation_weights(known: pd.DataFrame, observed: pd.Series) -> pd.Series:
    """Weigh observed provinces by the inverse of their probability of being observed.

    A logit of being observed on standardised :data:`TRAITS` with a ridge penalty, so that a
    trait that separates does not send a weight to infinity; trimmed at
    :data:`LOWEST_PROBABILITY`. Source: Seaman and White 2013, Statistical Methods in Medical
    Research 22.

    Returns
    -------
    Series
        Weights with mean 1 over the observed provinces, missing for the others; all 1 when
        everyone, or no trait, is known.
    """
    usable = known[list(TRAITS)].dropna(axis=1, how="all")
    varying = usable.fillna(usable.median()).loc[:, lambda frame: frame.std() > 0]
    if observed.all() or not observed.any() or varying.empty:
        return observed.map({True: 1.0, False: np.nan})
    scaled = ((varying - varying.mean()) / varying.std()).to_numpy()
    design = np.column_stack([np.ones(len(known)), scaled])
    slopes = ridge_logit(design, observed.to_numpy(float), penalty=1.0)
    chance = pd.Series(1 / (1 + np.exp(-design @ slopes)), index=known.index)
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
