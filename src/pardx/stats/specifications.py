"""Every defensible specification of the primary question, and one test for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, product
from typing import NamedTuple

import numpy as np
import pandas as pd

from pardx.settings import REGION, WITHOUT, settings
from pardx.stats.association import PREDICTOR, make_pair, rest
from pardx.stats.designs import SPARE, controls
from pardx.stats.estimators import hc3_t
from pardx.stats.huber import huber_t
from pardx.stats.missingness import observation_weights, traits
from pardx.stats.ranks import normal_scores
from pardx.stats.refusals import ALL, as_table, reason, refusal
from pardx.stats.spread import Spread, in_threads

SCALES = ("normal scores", "ranks", "score")
CHOICES = (
    "outcome",
    "overlap",
    "scale",
    "year",
    "lag",
    "controls",
    "weights",
    "sample",
    "estimator",
)
COLUMNS = (
    *CHOICES,
    "model",
    "predictor",
    "years",
    "n",
    "estimate",
    "std_error",
    "ci_low",
    "ci_high",
    "p_value",
    "covariance",
)
TEST_COLUMNS = (
    *("outcome", "overlap", "timing", "permutation", "statistic", "observed", "null_median"),
    *("p_value", "draws", "specifications"),
)
TIMING = {(0, 0): "same year", (0, 1): "lagged", (1, 0): "year before"}
"""Years before the curve's, and lag of DTI -> what is tested together."""
ERRORS = {"OLS": "HC3", "Huber": "Huber"}
"""Estimator -> its standard errors. Huber's only for scores: ranks have no outliers."""
FEWEST_REGIONS = 2
PLACES = 8
"""Estimates alike to so many decimals are in the order of their choices: Huber's equals least
squares where it finds no outlier, and which is larger by rounding depends on the processor."""

PIECE = 40
"""Specifications sent to a worker at a time: with fewer, sending takes longer than fitting."""


@dataclass(frozen=True)
class Specification:
    """One regression, ready to be fitted for any permutation of the predictor.

    Attributes
    ----------
    choices : dict
        :data:`CHOICES`.
    used : ndarray of int
        Positions of its provinces among the 63.
    y : ndarray, shape (n,)
    others : ndarray, shape (n, m)
        Controls with the constant.
    weights : ndarray, shape (n,)
    """

    choices: dict[str, object]
    used: np.ndarray
    y: np.ndarray
    others: np.ndarray
    weights: np.ndarray

    @property
    def predictor_year(self) -> int:
        """Year of DTI."""
        return self.choices["year"] - self.choices["lag"]


class Drawn(NamedTuple):
    """Results of all specifications, the observed ones first, shape (specifications, draws + 1).

    Attributes
    ----------
    estimates, t_values : ndarray
        With DTI permuted.
    residual : ndarray
        Estimates with residuals permuted; missing for Huber's estimator.
    """

    estimates: np.ndarray
    t_values: np.ndarray
    residual: np.ndarray


def specification_curve(
    panels: dict[int, pd.DataFrame],
    *,
    seed: int,
    draws: int = 9999,
    spread: Spread = in_threads,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Run every specification, and all of them again on permuted DTI.

    Choices: outcome and overlap treatment, scale, year, lag of DTI, controls, weights for
    missing provinces, with or without the outliers, and the estimator:
    least squares with HC3 errors or, for unweighted scores, Huber's. Outcome and DTI are
    standardised in each specification.

    Parameters
    ----------
    panels : dict
        Year -> province panel; the latest year and the year before are used.
    seed : int
    draws : int
        Permutations, the same for all specifications; at most those of the settings. Of a year's
        DTI, all values are permuted among all provinces that have one.
    spread : callable
        How the specifications are distributed; affects running time only, since the
        permutations are drawn before.

    Returns
    -------
    curve : DataFrame
        :data:`COLUMNS`, in order of the estimate; without rows for a year that has none with
        its own DTI: what DTI of another year gives is no result of this one.
    test : DataFrame
        :data:`TEST_COLUMNS`. For each outcome and ``timing`` (``same year``, ``lagged``: DTI of
        the year before, ``year before``: both): ``median estimate`` and numbers of significant
        estimates against their joint permutation distribution (Simonsohn, Simmons and Nelson
        2020, Nature Human Behaviour 4). ``permutation``: ``plain`` of DTI; ``residual``
        (:func:`residual_permutations`), of least squares alone. ``outcome`` :data:`ALL`: mean of
        the outcomes' medians, so that each counts once.
    refused : DataFrame
        Rows for :func:`pardx.stats.refusals.not_estimated`.
    """
    fitted = list(_specifications(panels))
    own = (max(panels), 0)
    if not any((one.choices["year"], one.choices["lag"]) == own for one in fitted):
        known = normal_scores(panels[max(panels)], PREDICTOR).dropna()
        why = "constant" if reason(known, SPARE) == "constant" else "too_few"
        refused = as_table([refusal("specifications", ALL, len(known), why)])
        return (
            pd.DataFrame(columns=list(COLUMNS)),
            pd.DataFrame(columns=list(TEST_COLUMNS)),
            refused,
        )
    years = sorted({one.predictor_year for one in fitted})
    draws = min(draws, settings().draws.curve)
    keys = np.random.default_rng([seed, 2020]).random((draws, len(panels[max(panels)])))
    shuffled = _permuted(panels, years, keys)
    starts = range(0, len(fitted), PIECE)
    pieces = [(fitted[first : first + PIECE], shuffled, keys) for first in starts]
    results = chain.from_iterable(spread(_fit_piece, pieces))
    drawn = Drawn(*(np.stack(part) for part in zip(*results, strict=True)))
    degrees = np.array([len(one.y) - one.others.shape[1] - 1 for one in fitted])
    curve = _curve(fitted, drawn.estimates[:, 0], drawn.t_values[:, 0], degrees)
    return curve, joint_tests(fitted, drawn, degrees, max(panels)), as_table([])


def _permuted(
    panels: dict[int, pd.DataFrame], years: list[int], keys: np.ndarray
) -> dict[int, np.ndarray]:
    """Return DTI of each year as observed, then permuted over the provinces, (draws + 1, n).

    All values of a year are permuted among all provinces that have one.

    Parameters
    ----------
    panels : dict
        Year -> province panel.
    years : list of int
    keys : ndarray, shape (draws, n)
        Whose order permutes; the same for all years.
    """
    found = {}
    for year in years:
        x = normal_scores(panels[year], PREDICTOR).to_numpy(float)
        known = np.flatnonzero(np.isfinite(x))
        every = np.tile(x, (len(keys) + 1, 1))
        every[1:, known] = x[known[keys[:, known].argsort(axis=1)]]
        found[year] = every
    return found


def _specifications(panels: dict[int, pd.DataFrame]) -> Iterator[Specification]:
    latest, covariates = max(panels), traits(panels)
    sets = _control_sets(panels)
    outcomes = [one.partition(WITHOUT)[::2] for one in settings().outcomes.curve]
    outliers = panels[latest].province.isin(settings().outliers).to_numpy()
    for year, lag in ((latest, 0), (latest, 1), (latest - 1, 0)):
        if not {year, year - lag} <= panels.keys():
            continue
        x = normal_scores(panels[year - lag], PREDICTOR)
        for outcome, removed in outcomes:
            for scale in SCALES:
                y = _outcome(panels[year], outcome, removed, scale).where(x.notna())
                base = {
                    "outcome": outcome,
                    "overlap": "removed" if removed else "raw",
                    "scale": scale,
                    "year": year,
                    "lag": lag,
                }
                weights = observation_weights(covariates, y.notna()).to_numpy(float)
                yield from _variants(base, x, y, sets, weights, outliers)


def _control_sets(panels: dict[int, pd.DataFrame]) -> dict[str, np.ndarray]:
    """Return each set of controls as columns with the constant, 63 rows, missing as NaN."""
    known = controls(panels)[0]
    columns = {name: known[[name]].to_numpy(float) for name in known if name != REGION}
    columns[REGION] = pd.get_dummies(known[REGION], dtype=float).to_numpy()
    constant = np.ones((len(known), 1))
    sets = {}
    for name, chosen in settings().curve_sets.items():
        region_last = sorted(chosen, key=lambda one: one == REGION)
        sets[name] = np.hstack([constant, *(columns[one] for one in region_last)])
    return sets


def _outcome(panel: pd.DataFrame, outcome: str, removed: str, scale: str) -> pd.Series:
    parts = (removed,) if removed else ()
    if scale == "score":
        return rest(panel, outcome, parts)[0]
    y = make_pair(panel, outcome, PREDICTOR, parts).y
    return y.rank() if scale == "ranks" else y


def _variants(
    base: dict[str, object],
    x: pd.Series,
    y: pd.Series,
    sets: dict[str, np.ndarray],
    weights: np.ndarray,
    outliers: np.ndarray,
) -> Iterator[Specification]:
    values, held = y.to_numpy(float), settings().curve_sets
    samples = {"all": np.full(len(y), True)}
    if outliers.any():
        samples[settings().without_outliers] = ~outliers
    entered = (x.where(y.notna()).rank() if base["scale"] == "ranks" else x).to_numpy(float)
    weightings = {"none": np.ones(len(y))}
    if not np.all(weights[np.isfinite(weights)] == 1):
        weightings["ipw"] = weights
    for (name, everything), sample in product(sets.items(), samples):
        known = np.isfinite(values) & np.isfinite(everything).all(axis=1)
        used = np.flatnonzero(known & samples[sample])
        others = _independent(everything[used], region=REGION in held[name])
        if others is None or len(used) < others.shape[1] + 1 + SPARE:
            continue
        if _determined(entered[used], values[used], others):
            continue
        for weighting, mass in weightings.items():
            choices = {**base, "controls": name, "sample": sample, "weights": weighting}
            robust = base["scale"] == "score" and weighting == "none"
            for estimator in ("OLS", "Huber") if robust else ("OLS",):
                chosen = {**choices, "estimator": estimator}
                yield Specification(chosen, used, values[used], others, mass[used])


def _independent(columns: np.ndarray, *, region: bool) -> np.ndarray | None:
    """Drop the last region seen; None for collinear terms and for one of a single province."""
    seen = columns[:, np.abs(columns).sum(axis=0) > 0]
    if not len(seen) or (np.sum(np.abs(seen) > 0, axis=0) == 1).any():
        return None
    if region:
        if np.isin(seen[:, 1:], (0, 1)).all(axis=0).sum() < FEWEST_REGIONS:
            return None
        seen = seen[:, :-1]
    if np.linalg.matrix_rank(seen) < seen.shape[1]:
        return None
    return seen if (np.linalg.qr(seen)[0] ** 2).sum(1).max() < 1 - 1e-8 else None


def _determined(x: np.ndarray, y: np.ndarray, others: np.ndarray) -> bool:
    """Return whether DTI or outcome does not vary, or is determined by all else."""
    basis = np.linalg.qr(others)[0]
    left = [v - basis @ (basis.T @ v) for v in (x, y)]
    size = [float(v @ v) for v in left]
    if any(s <= 1e-12 * float(v @ v) for s, v in zip(size, (x, y), strict=True)):
        return True
    return (left[0] @ left[1]) ** 2 > (1 - 1e-12) * size[0] * size[1]


def _fit_piece(
    piece: tuple[list[Specification], dict[int, np.ndarray], np.ndarray],
) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    fitted, shuffled, keys = piece
    return [
        (*_fit(one, shuffled[one.predictor_year]), residual_permutations(one, shuffled, keys))
        for one in fitted
    ]


def residual_permutations(
    one: Specification, shuffled: dict[int, np.ndarray], keys: np.ndarray
) -> np.ndarray:
    """Fit a specification to its outcome, then with residuals of its controls permuted.

    The outcome is what the controls give plus their residuals in another order (Freedman and
    Lane 1983), so that DTI and controls stay as they go together. As what the controls give is
    orthogonal to the rest of DTI, only the residuals count.

    Returns
    -------
    ndarray, shape (draws + 1,)
        Least-squares coefficients, the observed one first; missing for Huber's estimator.
    """
    from scipy.stats import rankdata

    if one.choices["estimator"] != "OLS":
        return np.full(len(keys) + 1, np.nan)
    x = shuffled[one.predictor_year][0, one.used]
    x = rankdata(x) if one.choices["scale"] == "ranks" else x
    root = np.sqrt(one.weights)
    basis = np.linalg.qr(one.others * root[:, None])[0]
    x, y = ((v - v.mean()) / v.std() * root for v in (x, one.y))
    x, left = (v - basis @ (basis.T @ v) for v in (x, y))
    order = np.vstack([np.arange(len(x)), keys[:, one.used].argsort(axis=1)])
    return left[order] @ x / (x @ x)


def _fit(one: Specification, shuffled: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit one specification for the observed and every permuted predictor."""
    from scipy.stats import rankdata

    x = shuffled[:, one.used]
    if one.choices["scale"] == "ranks":
        x = rankdata(x, axis=1)
    spread = x.std(axis=1, keepdims=True)
    x = (x - x.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, np.nan)
    y = (one.y - one.y.mean()) / one.y.std()
    if one.choices["estimator"] == "Huber":
        first, others = huber_t(y, x[0], one.others, tolerance=1e-10), huber_t(y, x[1:], one.others)
        return tuple(np.concatenate(parts) for parts in zip(first, others, strict=True))
    root = np.sqrt(one.weights)
    return hc3_t(y * root, x * root, one.others * root[:, None])


def _curve(
    fitted: list[Specification], estimate: np.ndarray, t: np.ndarray, degrees: np.ndarray
) -> pd.DataFrame:
    from scipy.stats import t as student

    table = pd.DataFrame([one.choices for one in fitted])[list(CHOICES)]
    error = np.abs(estimate / t)
    reach = student.ppf(0.975, degrees) * error
    table = table.assign(
        model="specification",
        predictor=PREDICTOR,
        years=table.year.astype(str),
        n=[len(one.y) for one in fitted],
        estimate=estimate,
        std_error=error,
        ci_low=estimate - reach,
        ci_high=estimate + reach,
        p_value=2 * student.sf(np.abs(t), degrees),
        covariance=table.estimator.map(ERRORS),
    )
    alike = table.estimate.round(PLACES)
    order = table.assign(estimate=alike).sort_values(["estimate", *CHOICES]).index
    return table.loc[order].reset_index(drop=True)


def joint_tests(
    fitted: list[Specification], drawn: Drawn, degrees: np.ndarray, latest: int
) -> pd.DataFrame:
    """Test the specifications of each outcome together, those of the same year by themselves.

    Parameters
    ----------
    fitted : list of Specification
    drawn : Drawn
    degrees : ndarray, shape (specifications,)
        Of freedom.
    latest : int
        The year of the curve.

    Returns
    -------
    DataFrame
        As :func:`specification_curve` describes it.
    """
    from scipy.stats import t as student

    limits = student.ppf(0.975, degrees)[:, None]
    above, below = (sign * drawn.t_values > limits for sign in (1, -1))
    choices = pd.DataFrame([one.choices for one in fitted])
    choices["timing"] = [
        TIMING.get((latest - year, lag), "")
        for year, lag in zip(choices.year, choices.lag, strict=True)
    ]
    rows = []
    for timing, together in choices.groupby("timing", sort=False):
        medians: dict[str, list[np.ndarray]] = {"plain": [], "residual": []}
        for (outcome, overlap), own in together.groupby(["outcome", "overlap"], sort=False):
            about = {"outcome": outcome, "overlap": overlap, "timing": timing}
            plain = {
                "median estimate": np.nanmedian(drawn.estimates[own.index], axis=0),
                "significant and positive": above[own.index].sum(axis=0).astype(float),
                "significant and negative": below[own.index].sum(axis=0).astype(float),
            }
            medians["plain"].append(plain["median estimate"])
            for statistic, values in plain.items():
                rows.append({**about, **_against(statistic, values, "plain", len(own))})
            least_squares = drawn.residual[own.index[own.estimator == "OLS"]]
            medians["residual"].append(np.median(least_squares, axis=0))
            found = (medians["residual"][-1], "residual", len(least_squares))
            rows.append({**about, **_against("median estimate", *found)})
        for kind, each in medians.items():
            about = {"outcome": ALL, "overlap": ALL, "timing": timing}
            mean = np.mean(each, axis=0)
            rows.append({**about, **_against("mean of medians", mean, kind, len(together))})
    return pd.DataFrame(rows)[list(TEST_COLUMNS)]


def _against(
    statistic: str, values: np.ndarray, permutation: str, specifications: int
) -> dict[str, object]:
    """Set the first of some values against the others."""
    observed, null = values[0], values[1:]
    extreme = np.abs(null) >= abs(observed) - 1e-12
    return {
        "permutation": permutation,
        "statistic": statistic,
        "observed": observed,
        "null_median": np.median(null),
        "p_value": (1 + extreme.sum()) / (1 + len(null)),
        "draws": len(null),
        "specifications": specifications,
    }
