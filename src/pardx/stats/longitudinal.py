"""Several years at once: two-way fixed effects, lead placebo, within and between provinces."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pardx.data.breaks import regimes, require_comparable
from pardx.settings import settings
from pardx.stats.minima import MINIMA
from pardx.stats.ranks import column
from pardx.stats.regression import detectable

PREDICTOR = "papi_d8_egovernance"
FULL = MINIMA["panel year"].n
"""A year enters the panel only with this many provinces: a partial list is no panel."""
COVARIANCE = "CRV3 by province"
SHIFTS = {"panel_lag": -1, "panel_lead": 1}
"""Model -> year of the predictor, seen from the outcome's."""
MINIMUM_PROVINCES = MINIMA["panel"].n


def standardised(panels: dict[int, pd.DataFrame], indicator: str) -> pd.DataFrame:
    """Return z-scores within each year that has an indicator for most provinces.

    Returns
    -------
    DataFrame
        Provinces in rows, years in columns.
    """
    scores = {year: column(panel, f"{indicator}_score") for year, panel in panels.items()}
    full = {year: score for year, score in scores.items() if score.notna().sum() >= FULL}
    return pd.DataFrame({year: (s - s.mean()) / (s.std() or 1) for year, s in sorted(full.items())})


def spans(
    breaks: pd.DataFrame, outcome: str, years: list[int], shift: int
) -> list[tuple[int, int]]:
    """Split the outcome's years so that neither it nor the shifted predictor changes method.

    Parameters
    ----------
    breaks : DataFrame
        As :func:`pardx.data.breaks.require_comparable` takes them.
    outcome : str
    years : list of int
        Years of the outcome, in order.
    shift : int
        Year of the predictor, seen from the outcome's.

    Returns
    -------
    list of (first, last)
    """
    ours = breaks.year.where(breaks.indicator != PREDICTOR, breaks.year - shift)
    here = breaks.indicator.isin([outcome, PREDICTOR])
    moved = pd.DataFrame({"indicator": outcome, "year": ours[here]})
    return regimes(moved, outcome, years)


def panel_models(panels: dict[int, pd.DataFrame], breaks: pd.DataFrame) -> pd.DataFrame:
    """Relate e-governance (PAPI D8) to later procedures (PAPI D5) and PCI within provinces.

    Per outcome and run of years in which neither index changed its method: D8 of the year
    before (``panel_lag``) and, as a placebo, of the year after (``panel_lead``), with province
    and year effects; and the between-province counterpart of Mundlak (``mundlak_within``,
    ``mundlak_between``, ``mundlak_difference``). Differences across a break are refused:
    :func:`pardx.stats.refusals.not_estimated` lists them with the breaks.

    Returns
    -------
    DataFrame
        Columns of :data:`pardx.stats.regression.COLUMNS` and ``detectable``: the smallest
        coefficient found with 80 % power. Errors are clustered by province (CRV3 jackknife).
        Empty when no run has two years of outcome.
    """
    x = standardised(panels, PREDICTOR)
    outcomes = settings().outcomes.panel
    found = [_fits(x, standardised(panels, outcome), breaks, outcome) for outcome in outcomes]
    kept = [table for table in found if len(table)]
    if not kept:
        return pd.DataFrame(columns=["model"])
    table = pd.concat(kept, ignore_index=True)
    return table.assign(
        predictor=PREDICTOR,
        overlap="raw",
        estimator=table.model.map(_ESTIMATOR),
        covariance=COVARIANCE,
        test="",
        controls="province and year effects",
    )


_ESTIMATOR = {
    **dict.fromkeys(SHIFTS, "two-way fixed effects"),
    **dict.fromkeys(("mundlak_within", "mundlak_between", "mundlak_difference"), "Mundlak"),
}


def _fits(x: pd.DataFrame, y: pd.DataFrame, breaks: pd.DataFrame, outcome: str) -> pd.DataFrame:
    rows = []
    for model, shift in SHIFTS.items():
        for first, last in spans(breaks, outcome, list(y.columns), shift):
            inside = y.loc[:, first:last]
            compared(inside, x, breaks, outcome=outcome, shift=shift)
            rows += [{"model": model, **fit} for fit in _two_way(inside, x, shift)]
            rows += _mundlak(inside, x) if model == "panel_lag" else []
    return pd.DataFrame(rows).assign(outcome=outcome) if rows else pd.DataFrame()


def compared(
    y: pd.DataFrame, x: pd.DataFrame, breaks: pd.DataFrame, *, outcome: str, shift: int
) -> None:
    """Refuse years of outcome and shifted predictor that lie in different regimes.

    Raises
    ------
    IncomparableError
        As :func:`pardx.data.breaks.require_comparable`.
    """
    paired = [year for year in y.columns if year + shift in x.columns]
    require_comparable(breaks, outcome, paired)
    require_comparable(breaks, PREDICTOR, [year + shift for year in paired])


def stack(y: pd.DataFrame, x: pd.DataFrame, shift: int) -> pd.DataFrame:
    """Pair the outcome of a year with the predictor ``shift`` years later, in long form."""
    moved = x.set_axis(x.columns - shift, axis=1) if len(x.columns) else x
    both = pd.DataFrame({"y": y.T.unstack(), "x": moved.T.unstack()}).dropna()
    both.index = both.index.set_names(["province", "year"])
    seen = both.groupby(level="province").size()
    return both[seen.reindex(both.index.get_level_values("province")).to_numpy() > 1]


def judge(y: pd.DataFrame, x: pd.DataFrame, breaks: pd.DataFrame, outcome: str) -> tuple[int, str]:
    """Return how many provinces the lagged panel has, and why it is not estimated.

    Returns
    -------
    provinces : int
        In the run of years that has most.
    why : str
        ``few_years``, ``too_few``, ``constant``, ``collinear``; empty when a run is estimated.
    """
    runs = spans(breaks, outcome, list(y.columns), SHIFTS["panel_lag"])
    found = [_judge(y.loc[:, first:last], x) for first, last in runs]
    return max(found, key=lambda one: (not one[1], one[0]), default=(0, "few_years"))


def _judge(y: pd.DataFrame, x: pd.DataFrame) -> tuple[int, str]:
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
    if (within.abs().max() < 1e-9).any():
        return "constant"
    return "collinear" if abs(within.corr().iloc[0, 1]) > 1 - 1e-12 else ""


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
    frame = stack(y, x, -1)
    if _why(frame):
        return []
    return [{"model": model, **_row(frame, *found)} for model, found in mundlak(frame).items()]


def mundlak(frame: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Split ``x`` into a province's mean and its deviations from it, with year effects.

    Parameters
    ----------
    frame : DataFrame
        As :func:`two_way` takes it.

    Returns
    -------
    dict
        ``mundlak_within``, ``mundlak_between`` and ``mundlak_difference`` (between minus
        within; its t is the clustered Wald test that both are equal), each as estimate and
        CRV3 standard error.
    """
    code, _ = pd.factorize(frame.index.get_level_values("province"))
    mean = frame["x"].groupby(level="province").transform("mean").to_numpy()
    years = pd.get_dummies(frame.index.get_level_values("year"), dtype=float).to_numpy()
    inner, endog = frame["x"].to_numpy() - mean, frame["y"].to_numpy()
    designs = {
        "mundlak_within": np.column_stack([inner, mean, years]),
        "mundlak_between": np.column_stack([mean, inner, years]),
        "mundlak_difference": np.column_stack([mean, inner + mean, years]),
    }
    return {model: jackknife_by_cluster(exog, endog, code) for model, exog in designs.items()}
