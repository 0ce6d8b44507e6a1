"""Several years at once: two-way fixed effects, lead placebo, within and between provinces."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from pardx.analysis.ranks import column
from pardx.analysis.regression import detectable

PREDICTOR = "papi_d8_egovernance"
OUTCOMES = ("papi_d5_admin_procedures", "pci_total")
FULL = 50
"""A year enters the panel only with this many provinces: a partial list is no panel."""
SHIFTS = {"panel_lag": -1, "panel_lead": 1}
"""Model -> year of the predictor, seen from the outcome's."""
MINIMUM_PROVINCES = 20


def standardised(panels: dict[int, pd.DataFrame], indicator: str) -> pd.DataFrame:
    """Return z-scores within each year that has an indicator for most provinces.

    Returns
    -------
    DataFrame
        Provinces in rows, years in columns.
    """
    scores = {year: column(panel, f"{indicator}_score") for year, panel in panels.items()}
    full = {year: score for year, score in scores.items() if score.notna().sum() >= FULL}
    return pd.DataFrame({year: (s - s.mean()) / s.std() for year, s in sorted(full.items())})


def regimes(breaks: pd.DataFrame, indicator: str, years: list[int]) -> list[tuple[int, int]]:
    """Split years where an indicator's method broke.

    Parameters
    ----------
    breaks : DataFrame
        ``indicator`` and ``year``, the first year of a new method.
    indicator : str
    years : list of int

    Returns
    -------
    list of (first, last)
    """
    if not years:
        return []
    broken = breaks.year[breaks.indicator == indicator]
    cuts = sorted(set(broken) & set(range(years[0] + 1, years[-1] + 1)))
    edges = [years[0], *cuts, years[-1] + 1]
    return [(first, after - 1) for first, after in pairwise(edges)]


def panel_models(panels: dict[int, pd.DataFrame], breaks: pd.DataFrame) -> pd.DataFrame:
    """Relate e-governance (PAPI D8) to later procedures (PAPI D5) and PCI within provinces.

    Per outcome, inside each regime and across all of them: D8 of the year before (``panel_lag``)
    and, as a placebo, of the year after (``panel_lead``), with province and year effects; and
    the between-province counterpart of Mundlak (``mundlak_within``, ``mundlak_between``,
    ``mundlak_difference``).

    Returns
    -------
    DataFrame
        Columns of :data:`pardx.analysis.regression.COLUMNS` and ``detectable``: the smallest
        coefficient found with 80 % power. Errors are clustered by province (CRV3 jackknife).
        Empty when no regime has two years of outcome.
    """
    x = standardised(panels, PREDICTOR)
    found = [_fits(x, standardised(panels, outcome), breaks, outcome) for outcome in OUTCOMES]
    kept = [table for table in found if len(table)]
    if not kept:
        return pd.DataFrame(columns=["model"])
    table = pd.concat(kept, ignore_index=True)
    return table.assign(
        predictor=PREDICTOR,
        overlap="raw",
        estimator=table.model.map(_ESTIMATOR),
        covariance="CRV3 by province",
        test="",
        controls="province and year effects",
    )


_ESTIMATOR = {
    **dict.fromkeys(SHIFTS, "two-way fixed effects"),
    **dict.fromkeys(("mundlak_within", "mundlak_between", "mundlak_difference"), "Mundlak"),
}


def _fits(x: pd.DataFrame, y: pd.DataFrame, breaks: pd.DataFrame, outcome: str) -> pd.DataFrame:
    spans = regimes(breaks, outcome, list(y.columns))
    if len(spans) > 1:
        spans.append((spans[0][0], spans[-1][1]))
    rows = []
    for first, last in spans:
        inside = y.loc[:, first:last]
        for model, shift in SHIFTS.items():
            rows += [{"model": model, **fit} for fit in _two_way(inside, x, shift)]
        rows += _mundlak(inside, x)
    return pd.DataFrame(rows).assign(outcome=outcome) if rows else pd.DataFrame()


def stack(y: pd.DataFrame, x: pd.DataFrame, shift: int) -> pd.DataFrame:
    """Pair the outcome of a year with the predictor ``shift`` years later, in long form."""
    moved = x.set_axis(x.columns - shift, axis=1) if len(x.columns) else x
    both = pd.DataFrame({"y": y.T.unstack(), "x": moved.T.unstack()}).dropna()
    both.index = both.index.set_names(["province", "year"])
    seen = both.groupby(level="province").size()
    return both[seen.reindex(both.index.get_level_values("province")).to_numpy() > 1]


def judge(y: pd.DataFrame, x: pd.DataFrame) -> tuple[int, str]:
    """Return how many provinces the lagged panel has, and why it is not estimated.

    Returns
    -------
    provinces : int
    why : str
        ``few_years``, ``too_few``, ``constant``; empty when it is estimated.
    """
    if y.shape[1] < 2 or x.shape[1] < 2:
        return 0, "few_years"
    frame = stack(y, x, -1)
    provinces = frame.index.get_level_values("province").nunique()
    return provinces, _why(frame) if len(frame) else "few_years"


def _why(frame: pd.DataFrame) -> str:
    """Say why a panel carries no estimate within provinces."""
    if frame.index.get_level_values("province").nunique() < MINIMUM_PROVINCES:
        return "too_few"
    within = frame - frame.groupby(level="province").transform("mean")
    within = within - within.groupby(level="year").transform("mean")
    return "constant" if (within.abs().max() < 1e-9).any() else ""


def _two_way(y: pd.DataFrame, x: pd.DataFrame, shift: int) -> list[dict]:
    frame = stack(y, x, shift)
    if _why(frame):
        return []
    estimate, error = two_way(frame)
    return [_row(frame, estimate, error)]


def two_way(frame: pd.DataFrame) -> tuple[float, float]:
    """Estimate ``y`` on ``x`` with province and year effects, clustered by province (CRV3).

    Parameters
    ----------
    frame : DataFrame
        ``y`` and ``x``, indexed by ``province`` and ``year``; each province at least twice.

    Returns
    -------
    estimate, std_error : float

    Notes
    -----
    Province means are taken out first, exactly what province effects do, so leaving a
    province out only takes its cross products away (MacKinnon, Nielsen and Webb 2023,
    Journal of Econometrics 232): the jackknife costs no refit.
    """
    years = pd.get_dummies(frame.index.get_level_values("year"), drop_first=True, dtype=float)
    raw = np.column_stack([frame["x"], years, frame["y"]])
    code, provinces = pd.factorize(frame.index.get_level_values("province"))
    means = np.zeros((len(provinces), raw.shape[1]))
    np.add.at(means, code, raw)
    centred = raw - (means / np.bincount(code)[:, None])[code]
    return jackknife_by_cluster(centred[:, :-1], centred[:, -1], code)


def jackknife_by_cluster(
    exog: np.ndarray, endog: np.ndarray, cluster: np.ndarray
) -> tuple[float, float]:
    """Return the first coefficient of a least-squares fit and its CRV3 standard error.

    Parameters
    ----------
    exog : ndarray, shape (n, k)
    endog : ndarray, shape (n,)
    cluster : ndarray of int, shape (n,)
        0 to G - 1.
    """
    groups = cluster.max() + 1
    xx, xy = np.zeros((groups, exog.shape[1], exog.shape[1])), np.zeros((groups, exog.shape[1]))
    np.add.at(xx, cluster, exog[:, :, None] * exog[:, None, :])
    np.add.at(xy, cluster, exog * endog[:, None])
    whole = np.linalg.solve(xx.sum(0), xy.sum(0))[0]
    without = np.linalg.solve(xx.sum(0) - xx, (xy.sum(0) - xy)[..., None])[:, 0, 0]
    return float(whole), float(np.sqrt((groups - 1) / groups * ((without - whole) ** 2).sum()))


def _row(frame: pd.DataFrame, estimate: float, error: float) -> dict:
    from scipy.stats import t

    clusters = frame.index.get_level_values("province").nunique()
    years = frame.index.get_level_values("year")
    reach = t.ppf(0.975, clusters - 1)
    return {
        "years": f"{years.min()}-{years.max()}",
        "n": len(frame),
        "estimate": estimate,
        "std_error": error,
        "ci_low": estimate - reach * error,
        "ci_high": estimate + reach * error,
        "p_value": 2 * t.sf(abs(estimate / error), clusters - 1),
        "detectable": detectable(error, clusters - 1),
    }


def _mundlak(y: pd.DataFrame, x: pd.DataFrame) -> list[dict]:
    """Split the lagged predictor into a province's mean and its deviations from it."""
    frame = stack(y, x, -1)
    code, provinces = pd.factorize(frame.index.get_level_values("province"))
    if _why(frame):
        return []
    mean = frame["x"].groupby(level="province").transform("mean").to_numpy()
    years = pd.get_dummies(frame.index.get_level_values("year"), dtype=float).to_numpy()
    inner, endog = frame["x"].to_numpy() - mean, frame["y"].to_numpy()
    designs = {
        "mundlak_within": np.column_stack([inner, mean, years]),
        "mundlak_between": np.column_stack([mean, inner, years]),
        "mundlak_difference": np.column_stack([mean, inner + mean, years]),
    }
    return [
        {"model": model, **_row(frame, *jackknife_by_cluster(exog, endog, code))}
        for model, exog in designs.items()
    ]
