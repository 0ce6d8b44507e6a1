"""What is not estimated, and why: minima, reasons, and the table that collects them.

Every estimator returns, beside its table, rows of :data:`COLUMNS` for what it did not estimate.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

COLUMNS = ("family", "model", "test", "subject", "overlap", "n", "reason", "breaks")
ALL = "all"
"""The model of a family that has one only, and the subject of a model of all indices together."""

ORDER = (
    "association all",
    "regression",
    "association ipw",
    "influence",
    "regression ipw",
    "regression wild",
    "regression fractional_logit",
    "spatial",
    "residuals",
    "checks",
    "panel",
    "convergence",
    "space",
    "partial",
    "components",
    "specifications",
    "ranks",
    "weights",
)
"""Order of the rows of a test, then of all others: a family, or a family and its model."""


class Minimum(NamedTuple):
    """The fewest that an estimate is made with.

    Attributes
    ----------
    n : int
    counted : str
        What there must be ``n`` of.
    why : str
        Why not fewer.
    """

    n: int
    counted: str
    why: str


MINIMA = {
    "association": Minimum(
        17,
        "provinces with both figures",
        "with fewer, even the 95% interval of a coefficient of 0.5 includes zero",
    ),
    "rank sets, weights": Minimum(
        8, "provinces with a score", "ranks over fewer places say little about 63"
    ),
    "regression": Minimum(
        10,
        "provinces more than coefficients",
        "HC3 errors and t intervals with fewer degrees of freedom are too narrow",
    ),
    "components": Minimum(
        10, "provinces more than dimensions", "shares of R squared follow the regression's rule"
    ),
    "convergence": Minimum(
        15, "provinces with a score in both years", "two coefficients and a spread are estimated"
    ),
    "partial": Minimum(
        20,
        "provinces with all indices and traits",
        "Fisher's z loses one more province with each of up to six that are held fixed",
    ),
    "partial index": Minimum(
        40, "provinces with an index, for it to take part", "one short list would shorten all"
    ),
    "panel": Minimum(20, "provinces seen at least twice", "errors are clustered by province"),
    "panel year": Minimum(
        50, "provinces with a score, for a year to take part", "a partial list is no panel"
    ),
    "Moran's I": Minimum(
        30,
        "provinces with a figure and a neighbour that has one",
        "fewer leave most borders without a pair",
    ),
    "spatial models": Minimum(
        55,
        "connected provinces with all figures",
        "a missing province breaks the lags of its neighbours",
    ),
}
"""Estimate -> its minimum; ``docs/methods.md`` prints them."""


def reason(figures: pd.DataFrame | pd.Series, least: int) -> str:
    """Return why complete figures carry no estimate; empty when they do.

    Parameters
    ----------
    figures : DataFrame or Series
        Numbers without gaps, provinces in rows.
    least : int
        Fewest rows that are enough.

    Returns
    -------
    str
        ``too_few``, ``constant``, ``collinear`` or empty.
    """
    if len(figures) < least:
        return "too_few"
    values = pd.DataFrame(figures).to_numpy(float)
    if (np.ptp(values, axis=0) == 0).any():
        return "constant"
    scaled = (values - values.mean(0)) / values.std(0)
    return "collinear" if np.linalg.matrix_rank(scaled) < scaled.shape[1] else ""


def refusal(family: str, subject: str, n: int, why: str, **about: str) -> dict[str, object]:
    """Make a row for an estimate that is not made.

    Parameters
    ----------
    family : str
        As in :data:`ORDER`.
    subject : str
        Outcome or index, or :data:`ALL`.
    n : int
        Provinces with the figures.
    why : str
        As :func:`not_estimated` lists them.
    **about
        ``model``, ``test``, ``overlap`` or ``breaks``, where there is one.
    """
    row = {"family": family, "model": ALL, "test": "", "subject": subject, "overlap": "raw"}
    return {**row, "n": n, "reason": why, "breaks": "", **about}


def about_test(test: NamedTuple) -> dict[str, str]:
    """Return the fields that name a registered test in results: ``test`` and ``overlap``."""
    return {"test": test.Index, "overlap": "removed" if test.without else "raw"}


def refused_across(family: str, subject: str, n: int, breaks: pd.DataFrame) -> dict[str, object]:
    """Make a row for years that are not compared across ``breaks`` (``indicator``, ``year``)."""
    named = [f"{row.indicator} {row.year}" for row in breaks.itertuples()]
    return refusal(family, subject, n, "break", breaks=";".join(named))


def as_table(rows: Iterable[dict[str, object]]) -> pd.DataFrame:
    """Return the rows of what an estimator considered, without those that have no reason."""
    return pd.DataFrame([row for row in rows if row["reason"]], columns=list(COLUMNS))


def not_estimated(refused: Iterable[pd.DataFrame], tests: pd.DataFrame) -> pd.DataFrame:
    """Collect what the estimators of a year did not estimate.

    Parameters
    ----------
    refused : iterable of DataFrame
        The last table that each estimator returns.
    tests : DataFrame
        As :func:`pardx.data.dictionary.registered_tests` returns it.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`: ``family`` and ``model``, ``test`` (empty for what is no registered
        test), ``subject`` (outcome or index, or :data:`ALL`), ``overlap`` (``raw``,
        ``removed``), ``n`` (provinces with the figures) and ``reason``: ``too_few``,
        ``constant``, ``collinear``, ``one_region``, ``alone`` (a region has one province
        only), ``few_years`` (of one method), ``no_sample`` (of that year is known), ``no_scale``
        (no lowest and highest score), ``break`` (years of different methods are not compared;
        ``breaks`` names index and year of each).
        Tests in their registered order, then the other families.
    """
    given = [table for table in refused if len(table)] or [as_table([])]
    table = pd.concat(given, ignore_index=True)
    order = {name: place for place, name in enumerate(ORDER)}
    own_place = (table.family + " " + table.model).map(order)
    registered = {test: place for place, test in enumerate(tests.index)}
    return (
        table.assign(
            _test=table.test.map(registered),
            _place=own_place.fillna(table.family.map(order)),
        )
        .sort_values(["_test", "_place"], ignore_index=True)
        .drop(columns=["_test", "_place"])
    )
