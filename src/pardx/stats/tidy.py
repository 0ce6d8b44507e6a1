"""Bring results of every question under the columns of the two main tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from pardx.settings import settings
from pardx.stats import association, convergence, regression


def with_partial(pairs: pd.DataFrame, linked: pd.DataFrame) -> pd.DataFrame:
    """Put partial correlations below the registered pairs, as a method of their own.

    Parameters
    ----------
    pairs : DataFrame
        As :func:`pardx.stats.association.associations` returns it.
    linked : DataFrame
        As :func:`pardx.stats.correlation.partial_correlations` returns it; their rows have
        ``test`` and ``method`` ``partial`` and ``sample`` ``complete``.
    """
    if linked.empty:
        return pairs
    rows = linked.rename(columns={"one": "predictor", "other": "outcome"}).assign(
        test="partial",
        role="exploratory",
        method="partial",
        overlap="raw",
        removed="",
        sample="complete",
        weights="none",
        estimate=linked.partial,
        flagged=0,
    )
    return pd.concat([pairs, rows.reindex(columns=list(association.COLUMNS))], ignore_index=True)


def models(
    fitted: Sequence[pd.DataFrame],
    found: Mapping[str, pd.DataFrame],
    tests: pd.DataFrame,
    year: int,
) -> pd.DataFrame:
    """Put all models below each other.

    Parameters
    ----------
    fitted : sequence of DataFrame
        Tables of regressions.
    found : mapping
        ``convergence``, ``components``, ``moran`` and ``influence``: estimates that are models too.
    tests : DataFrame
        As :func:`pardx.data.dictionary.registered_tests` returns it.
    year : int
        Year of the report.
    """
    return regression.gather(
        *fitted,
        from_convergence(found["convergence"]),
        from_components(found["components"], year),
        from_moran(found["moran"], tests, year),
        from_influence(found["influence"], year),
    )


def from_convergence(found: pd.DataFrame) -> pd.DataFrame:
    """Return beta convergence as models: change of score on the first year's score."""
    return _models(
        found,
        model="convergence_beta",
        outcome=found.indicator,
        predictor="first_score",
        estimator="OLS",
        years=found["first"].astype(str) + "-" + found["last"].astype(str),
        estimate=found.beta,
        covariance=convergence.COVARIANCE,
    )


def from_components(found: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return LMG shares as models: how much of the variance of DTI a dimension carries."""
    return _models(
        found,
        model="lmg",
        outcome=found.target,
        predictor=found.part,
        estimator="LMG",
        years=str(year),
        estimate=found.share,
        covariance="bootstrap",
    )


def from_moran(found: pd.DataFrame, tests: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return Moran's I of indices and of residuals as models of an outcome on its neighbours."""
    named = found.variable.isin(tests.index)
    return _models(
        found.assign(test=found.variable.where(named, "")),
        model=found.kind.map({"index": "moran", "residuals": "moran_residuals"}),
        outcome=found.variable.where(~named, found.variable.map(tests.outcome)),
        predictor="neighbours_outcome",
        estimator="Moran's I",
        years=str(year),
        estimate=found.morans_i,
        covariance="permutation",
    )


def from_influence(found: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return each primary test without the outliers as a model."""
    left = found[found.kind == "named"]
    return _models(
        left,
        model=settings().without_outliers.replace(" ", "_"),
        predictor=association.PREDICTOR,
        estimator="Spearman",
        years=str(year),
        covariance="permutation",
    )


def _models(found: pd.DataFrame, **columns: object) -> pd.DataFrame:
    usual = {"test": "", "overlap": "raw"}
    filled = {name: text for name, text in usual.items() if name not in found}
    return found.assign(**filled, **columns).reindex(columns=list(regression.COLUMNS))
