"""Fitted models as tables: one row per coefficient."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pardx.errors import UsageError, nearest
from pardx.settings import CLUSTERED, REGION

if TYPE_CHECKING:
    from linearmodels.panel.results import PanelResults
    from statsmodels.base.model import LikelihoodModelResults

    Fit = LikelihoodModelResults | PanelResults


def tidy(
    fits: Mapping[Any, Fit], term: str | None = None, names: Sequence[str] | None = None
) -> pd.DataFrame:
    """Put the coefficients of fitted models below each other.

    Parameters
    ----------
    fits : mapping
        Name -> results of statsmodels or linearmodels; a name may be a tuple.
    term : str, optional
        Which coefficient alone; all when None.
    names : sequence of str, optional
        What the names are; ``model``, or of pairs ``test`` and ``model``.

    Returns
    -------
    DataFrame
        ``n``, ``estimate``, ``std_error``, ``ci_low``, ``ci_high`` (95 %, as the fit has them:
        t or normal), ``p_value`` and ``covariance``; indexed by name and ``term``. No rows
        without a fit.

    Raises
    ------
    UsageError
        When a model has no such term, with the nearest.

    Examples
    --------
    >>> import statsmodels.formula.api as smf
    >>> data = pd.DataFrame({"x": [1, 2, 3, 4], "y": [2.1, 3.9, 6.2, 7.8]})
    >>> table = tidy({"line": smf.ols("y ~ x", data).fit(cov_type="HC3", use_t=True)})
    >>> float(table.estimate["line", "x"].round(2))
    1.94
    """
    first = next(iter(fits), ("", ""))
    usual = ("test", "model") if isinstance(first, tuple) else ("model",)
    levels = [*(names or usual), "term"]
    columns = ["n", "estimate", "std_error", "ci_low", "ci_high", "p_value", "covariance"]
    if not fits:
        none = pd.MultiIndex.from_tuples([], names=levels)
        return pd.DataFrame(columns=columns, index=none, dtype=float)
    tables = {name: coefficients(fit).set_index("predictor")[columns] for name, fit in fits.items()}
    if term is not None:
        tables = {name: _only(table, term) for name, table in tables.items()}
    return pd.concat(tables, names=levels)


def _only(table: pd.DataFrame, term: str) -> pd.DataFrame:
    """Keep one coefficient of a model."""
    if term not in table.index:
        known = [*table.index]
        hint = nearest(term, known)
        raise UsageError(f"tidy: a model has no term {term!r}{hint} (it has {', '.join(known)})")
    return table.loc[[term]]


def coefficients(fit: Fit) -> pd.DataFrame:
    """Return the coefficients of one fit: ``predictor`` and the columns of :func:`tidy`."""
    interval = fit.conf_int()
    errors = fit.bse if hasattr(fit, "bse") else fit.std_errors
    return pd.DataFrame(
        {
            "predictor": fit.params.index,
            "n": int(fit.nobs),
            "estimate": fit.params.to_numpy(),
            "std_error": errors.to_numpy(),
            "ci_low": interval.iloc[:, 0].to_numpy(),
            "ci_high": interval.iloc[:, 1].to_numpy(),
            "p_value": fit.pvalues.to_numpy(),
            "covariance": covariance_of(fit),
        }
    )


def covariance_of(fit: Fit) -> str:
    """Name the covariance a fit was made with, as the settings do.

    Clusters are named by the column of the model's data they are, :data:`CLUSTERED` for regions,
    else by the name of their series; without either, ``cluster``.
    """
    if not hasattr(fit, "cov_type"):
        return fit._cov_type
    if fit.cov_type != "cluster":
        return fit.cov_type
    groups = fit.cov_kwds.get("groups")
    if getattr(groups, "ndim", 1) > 1:
        return "cluster"
    frame = getattr(fit.model.data, "frame", None)
    if frame is not None and REGION in frame and _same_groups(groups, frame[REGION]):
        return CLUSTERED
    name = getattr(groups, "name", None)
    return f"cluster by {name}" if name else "cluster"


def _same_groups(groups: Iterable[object], named: pd.Series) -> bool:
    """Say whether two namings part the same rows alike."""
    one, other = pd.factorize(np.asarray(groups))[0], pd.factorize(named)[0]
    return len(one) == len(other) and bool((one == other).all())


def detectable(std_error: np.ndarray, degrees: float) -> np.ndarray:
    """Return the smallest coefficient found with 80 % power at 5 % two-sided."""
    from scipy.stats import t

    return (t.ppf(0.975, degrees) + t.ppf(0.8, degrees)) * std_error
