"""OLS with controls across the provinces of one year: HC3, weighted, wild, fractional."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from pardx.stats.association import PREDICTOR, parts_removed
from pardx.stats.designs import (
    complete_cases,
    design_frame,
    formulas,
    listed_years,
    named_in,
)
from pardx.stats.estimators import fractional, from_fit, ols, share, wild
from pardx.stats.missingness import observation_weights, traits
from pardx.stats.refusals import about_test, as_table, refusal
from pardx.stats.spread import Spread, in_threads

if TYPE_CHECKING:
    from statsmodels.regression.linear_model import RegressionResultsWrapper

COLUMNS = (
    "model",
    "test",
    "outcome",
    "predictor",
    "overlap",
    "estimator",
    "years",
    "n",
    "estimate",
    "std_error",
    "ci_low",
    "ci_high",
    "p_value",
    "covariance",
    "controls",
    "detectable",
)
RESTS_ON = {"ipw": "bivariate", "wild": "controls", "fractional_logit": "income"}
"""Another estimate -> the model whose controls it holds."""


def samples(
    panels: dict[int, pd.DataFrame], tests: pd.DataFrame, formulas: Mapping[str, str]
) -> tuple[dict[tuple[str, str], pd.DataFrame], pd.DataFrame]:
    """Return the complete cases of each registered test of DTI for each formula.

    Parameters
    ----------
    panels : dict
        Year -> province panel; the year itself and earlier ones, which supply controls.
    tests : DataFrame
        As :func:`pardx.data.dictionary.registered_tests` returns it.
    formulas : mapping
        Model -> formula of ``y``, ``x``, ``C(region)`` and indicators of the panel; ``log_``
        before one is its logarithm.

    Returns
    -------
    samples : dict
        (test, model) -> what the formula names, of the provinces that have it all; only where
        :func:`complete_cases` finds enough of them.
    refused : DataFrame
        Rows for :func:`pardx.stats.refusals.not_estimated`.
    """
    also = [name for formula in formulas.values() for name in named_in(formula, panels)]
    found, refused = {}, []
    for test in tests[tests.predictor == PREDICTOR].itertuples():
        data = design_frame(panels, test, also)
        for model, formula in formulas.items():
            used, why = complete_cases(data, formula)
            refused.append(_refusal(test, model, used, why))
            if not why:
                found[test.Index, model] = used
    return found, as_table(refused)


def fitted(
    fits: Mapping[tuple[str, str], RegressionResultsWrapper],
    panels: dict[int, pd.DataFrame],
    tests: pd.DataFrame,
) -> pd.DataFrame:
    """Lay fits out as rows of ``models.csv``.

    Parameters
    ----------
    fits : mapping
        (test, model) -> OLS of normal scores, of the :func:`samples` of its formula.
    panels, tests
        As :func:`samples` takes them.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`, one row per coefficient, with the errors the models were fitted with, such
        as HC3 (MacKinnon and White 1985). ``detectable``: the smallest coefficient found with 80 %
        power.
    """
    chosen, tables = formulas(), []
    for (test, model), fit in fits.items():
        [row] = tests.loc[[test]].itertuples()
        table = _rows(row, model, from_fit(fit), panels)
        if fit.model.formula != chosen.get(model):
            own = named_in(fit.model.formula, panels)
            table = table.assign(controls=listed_years(panels, own))
        tables.append(table)
    return gather(*tables)


def weighted(
    panels: dict[int, pd.DataFrame], tests: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Fit the bivariate model of each primary test with inverse-probability weights.

    Returns
    -------
    table, refused : DataFrame
        Rows as of :func:`fitted`, and those for
        :func:`pardx.stats.refusals.not_estimated`.
    """
    covariates, formula, found = traits(panels), formulas()["bivariate"], []
    for test, data in _primary(panels, tests):
        used, why = complete_cases(data, formula)
        weights = observation_weights(covariates, data["x"].notna() & data["y"].notna())
        found.append((test, used, why, partial(ols, used, formula, weights)))
    return _collect("ipw", found, panels)


def wild_bootstraps(
    panels: dict[int, pd.DataFrame],
    tests: pd.DataFrame,
    *,
    seed: int,
    draws: int = 9999,
    spread: Spread = in_threads,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Test the main model of each primary test by :func:`wild`.

    Returns
    -------
    table, refused : DataFrame
        Rows as of :func:`fitted`, and those for
        :func:`pardx.stats.refusals.not_estimated`.
    """
    primary, found = _primary(panels, tests), []
    tables = spread(partial(wild, seed=seed, draws=draws), [data for _, data in primary])
    for (test, data), table in zip(primary, tables, strict=True):
        used, why = complete_cases(data, formulas()["controls"])
        if why:
            used, why = complete_cases(data, formulas()["income"])
        found.append((test, used, why, lambda table=table: table))
    return _collect("wild", found, panels)


def fractional_logits(
    panels: dict[int, pd.DataFrame],
    tests: pd.DataFrame,
    scales: Mapping[str, tuple[float, float]],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Fit the score of each primary test's outcome by :func:`fractional`.

    Parameters
    ----------
    panels : dict
        Year -> province panel.
    tests : DataFrame
        As :func:`pardx.data.dictionary.registered_tests` returns it.
    scales : mapping
        Lowest and highest possible score by indicator, as the dictionary has them; an index
        without has no share.

    Returns
    -------
    table, refused : DataFrame
        Rows as of :func:`fitted`, and those for
        :func:`pardx.stats.refusals.not_estimated`.
    """
    panel, found = panels[max(panels)], []
    for test, data in _primary(panels, tests):
        scale = scales.get(test.outcome, (np.nan, np.nan))
        score = share(panel, test.outcome, parts_removed(test), scale).where(data["y"].notna())
        used, why = complete_cases(data.assign(y=score), formulas()["income"])
        why = why if test.outcome in scales else "no_scale"
        found.append((test, used, why, partial(fractional, used)))
    return _collect("fractional_logit", found, panels)


def by_test(*tables: pd.DataFrame, tests: pd.DataFrame) -> pd.DataFrame:
    """Put tables of coefficients together, those of one test below each other."""
    place = {test: place for place, test in enumerate(tests.index)}
    found = gather(*tables)
    return found.sort_values("test", key=lambda named: named.map(place), kind="stable").reset_index(
        drop=True
    )


def gather(*tables: pd.DataFrame) -> pd.DataFrame:
    """Put tables of coefficients below each other, as :data:`COLUMNS`."""
    kept = [table for table in tables if len(table)]
    if not kept:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.concat(kept, ignore_index=True).reindex(columns=list(COLUMNS))


def _primary(
    panels: dict[int, pd.DataFrame], tests: pd.DataFrame
) -> list[tuple[NamedTuple, pd.DataFrame]]:
    """Return the primary tests of DTI, each with its data."""
    ours = tests[(tests.predictor == PREDICTOR) & (tests.role == "primary")]
    return [(test, design_frame(panels, test)) for test in ours.itertuples()]


def _collect(
    model: str,
    found: Iterable[tuple[NamedTuple, pd.DataFrame, str, Callable[[], pd.DataFrame]]],
    panels: dict[int, pd.DataFrame],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make each test's estimate unless there is a reason against it."""
    found = [*found]
    tables = [_rows(test, model, fit(), panels) for test, _, why, fit in found if not why]
    refused = [_refusal(test, model, used, why) for test, used, why, _ in found]
    return gather(*tables), as_table(refused)


def _rows(
    test: NamedTuple, model: str, table: pd.DataFrame, panels: dict[int, pd.DataFrame]
) -> pd.DataFrame:
    """Say of coefficients which test, model and year they are of, and the years of controls."""
    formula = formulas().get(RESTS_ON.get(model, model), "")
    return table.replace({"predictor": {"x": test.predictor}}).assign(
        **about_test(test),
        model=model,
        outcome=test.outcome,
        years=str(max(panels)),
        controls=listed_years(panels, named_in(formula, panels)),
    )


def _refusal(test: NamedTuple, model: str, used: pd.DataFrame, why: str) -> dict[str, object]:
    about = about_test(test)
    return refusal("regression", test.outcome, len(used), why, model=model, **about)
