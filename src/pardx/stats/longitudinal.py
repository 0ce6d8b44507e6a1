"""Several years at once: two-way fixed effects, lead placebo, within and between provinces."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from pardx.data.breaks import IncomparableError, regimes, require_comparable
from pardx.settings import settings
from pardx.stats.coefficients import detectable
from pardx.stats.ranks import column
from pardx.stats.refusals import MINIMA, as_table, refusal, refused_across
from pardx.stats.regression import COLUMNS

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

    A predictor of a later year is a placebo only where nothing changed in between: both years
    then lie in one run of years in which neither index changed.

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
    here = breaks.indicator.isin([outcome, PREDICTOR])
    if shift > 0:
        every = sorted({*years, *(year + shift for year in years)})
        runs = regimes(breaks[here].assign(indicator=outcome), outcome, every)
        return [(first, last - shift) for first, last in runs if last - shift >= first]
    ours = breaks.year.where(breaks.indicator != PREDICTOR, breaks.year - shift)
    moved = pd.DataFrame({"indicator": outcome, "year": ours[here]})
    return regimes(moved, outcome, years)


def panel_models(
    panels: dict[int, pd.DataFrame], breaks: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Relate e-governance (PAPI D8) to later procedures (PAPI D5) and PCI within provinces.

    Per outcome and run of years in which neither index changed its method: D8 of the year
    before (``panel_lag``) and, as a placebo, of the year after (``panel_lead``), with province
    and year effects; and the between-province counterpart of Mundlak (``mundlak_within``,
    ``mundlak_between``, ``mundlak_difference``).

    Returns
    -------
    table : DataFrame
        Columns of :data:`pardx.stats.regression.COLUMNS`; ``detectable`` is the smallest
        coefficient found with 80 % power. Errors are clustered by province (CRV3 jackknife).
        Empty when no run has two years of outcome.
    refused : DataFrame
        Rows for :func:`pardx.stats.refusals.not_estimated`; differences across a break are
        refused too.
    """
    x, rows, refused = standardised(panels, PREDICTOR), [], []
    for outcome in settings().outcomes.panel:
        y, considered = standardised(panels, outcome), []
        for model, frame in _stacked(y, x, breaks, outcome):
            why = _reason(frame)
            if model == "panel_lag":
                considered.append((_provinces(frame), why))
            if not why:
                found = _estimates(model, frame)
                rows += [{"model": name, "outcome": outcome, **row} for name, row in found]
        n, why = max(considered, key=lambda one: (not one[1], one[0]), default=(0, "few_years"))
        refused.append(refusal("panel", outcome, n, why))
        refused += _breaks_between(y, x, breaks, outcome)
    table = pd.DataFrame(rows, columns=list(COLUMNS)).assign(
        predictor=PREDICTOR,
        overlap="raw",
        covariance=COVARIANCE,
        test="",
        controls="province and year effects",
    )
    return table, as_table(refused)


def panel_frames(
    panels: dict[int, pd.DataFrame], breaks: pd.DataFrame
) -> dict[tuple[str, str, str], pd.DataFrame]:
    """Return what :func:`panel_models` fits with province and year effects.

    Returns
    -------
    dict
        (outcome, model, years) -> ``y`` and ``x``, z-scores of a year, indexed by ``province``
        and ``year``; no entry where they carry no estimate.
    """
    x, found = standardised(panels, PREDICTOR), {}
    for outcome in settings().outcomes.panel:
        for model, frame in _stacked(standardised(panels, outcome), x, breaks, outcome):
            if not _reason(frame):
                found[outcome, model, _years(frame)] = frame
    return found


def _stacked(
    y: pd.DataFrame, x: pd.DataFrame, breaks: pd.DataFrame, outcome: str
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield model and frame of each run of years without a break."""
    for model, shift in SHIFTS.items():
        for first, last in spans(breaks, outcome, list(y.columns), shift):
            inside = y.loc[:, first:last]
            compared(inside, x, breaks, outcome=outcome, shift=shift)
            yield model, stack(inside, x, shift)


def _years(frame: pd.DataFrame) -> str:
    years = frame.index.get_level_values("year")
    return f"{years.min()}-{years.max()}"


def _estimates(model: str, frame: pd.DataFrame) -> list[tuple[str, dict]]:
    """Fit two-way fixed effects and, for the lag, Mundlak's three coefficients."""
    two = {"estimator": "two-way fixed effects", **_row(frame, *two_way(frame))}
    if model != "panel_lag":
        return [(model, two)]
    split = mundlak(frame).items()
    within = [(name, {"estimator": "Mundlak", **_row(frame, *found)}) for name, found in split]
    return [(model, two), *within]


def _breaks_between(
    y: pd.DataFrame, x: pd.DataFrame, breaks: pd.DataFrame, outcome: str
) -> list[dict]:
    """List the breaks that keep a lagged panel from running over all its years."""
    known = int(y.notna().any(axis=1).sum())
    lag, refused = SHIFTS["panel_lag"], []
    paired = [year for year in y.columns if year + lag in x.columns]
    for name, years in ((outcome, paired), (PREDICTOR, [year + lag for year in paired])):
        try:
            require_comparable(breaks, name, years)
        except IncomparableError as error:
            refused.append(refused_across("panel", outcome, known, error.breaks))
    return refused


def compared(
    y: pd.DataFrame, x: pd.DataFrame, breaks: pd.DataFrame, *, outcome: str, shift: int
) -> None:
    """Refuse years of outcome and shifted predictor that are in different regimes.

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


def _provinces(frame: pd.DataFrame) -> int:
    return frame.index.get_level_values("province").nunique()


def _reason(frame: pd.DataFrame) -> str:
    """Return why a panel carries no estimate within provinces; empty when it does."""
    if frame.empty:
        return "few_years"
    if _provinces(frame) < MINIMUM_PROVINCES:
        return "too_few"
    within = frame - frame.groupby(level="province").transform("mean")
    within = within - within.groupby(level="year").transform("mean")
    if (within.abs().max() < 1e-9).any():
        return "constant"
    return "collinear" if abs(within.corr().iloc[0, 1]) > 1 - 1e-12 else ""


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
    Province means are subtracted first, which equals province effects, so omitting a
    province only subtracts its cross products (MacKinnon, Nielsen and Webb 2023,
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

    clusters = _provinces(frame)
    reach = t.ppf(0.975, clusters - 1)
    return {
        "years": _years(frame),
        "n": len(frame),
        "estimate": estimate,
        "std_error": error,
        "ci_low": estimate - reach * error,
        "ci_high": estimate + reach * error,
        "p_value": 2 * t.sf(abs(estimate / error), clusters - 1),
        "detectable": detectable(error, clusters - 1),
    }


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
