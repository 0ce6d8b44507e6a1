"""Models of one year's provinces: formulas, data side by side, and complete cases."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from pardx.settings import CLUSTERED, REGION, settings
from pardx.stats.association import pair_of
from pardx.stats.ranks import figure, scaled
from pardx.stats.refusals import MINIMA, reason

FORMULAS: dict[str, str] = {}
"""Models that no control set makes: name -> formula."""
SPARE = MINIMA["regression"].n
"""A model is fitted only with this many more provinces than coefficients."""


def formulas() -> dict[str, str]:
    """Return each model's formula, by its name in ``models.csv``."""
    return {
        model: " + ".join(["y ~ x", *("C(region)" if one == REGION else one for one in held)])
        for model, held in settings().model_sets.items()
    } | FORMULAS


def controls(
    panels: dict[int, pd.DataFrame], also: Iterable[str] = ()
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return each control from the latest year that has it for most provinces.

    Parameters
    ----------
    panels : dict
        Year -> province panel; the year itself and earlier ones.
    also : iterable of str
        Further controls, named as control sets name theirs.

    Returns
    -------
    frame : DataFrame
        ``region`` and each control of the models and of the specification curve, 63 rows.
    years : dict
        Control -> the year it is of.
    """
    latest, chosen = max(panels), settings()
    frame, years = panels[latest][[REGION]].copy(), {}
    sets = [*chosen.model_sets.values(), *chosen.curve_sets.values(), also]
    for control in dict.fromkeys(one for held in sets for one in held if one != REGION):
        known = {
            year: figure(panels[year], control.removeprefix("log_"))
            for year in sorted(panels, reverse=True)
        }
        year = next((y for y, values in known.items() if values.notna().mean() > 0.5), latest)
        frame[control], years[control] = scaled(known[year], control), year
    return frame, years


def years_of(panels: dict[int, pd.DataFrame], models: Iterable[str]) -> str:
    """List the year of each control of some models: ``grdp_per_capita 2023, ...``."""
    sets = settings().model_sets
    return listed_years(panels, (one for model in models for one in sets[model]))


def listed_years(panels: dict[int, pd.DataFrame], held: Iterable[str]) -> str:
    """List the year of each of some controls, as :func:`years_of` does."""
    named = [one for one in dict.fromkeys(held) if one != REGION]
    years = controls(panels, named)[1]
    return ", ".join(f"{one.removeprefix('log_')} {years[one]}" for one in named)


def named_in(formula: str, panels: dict[int, pd.DataFrame]) -> list[str]:
    """Return the controls that a formula names: indicators of the panels, some as logarithms."""
    columns = {name for panel in panels.values() for name in panel}
    known = {name.removesuffix(kind) for name in columns for kind in ("_value", "_score")}
    words = dict.fromkeys(re.findall(r"\w+", formula))
    return [one for one in words if one.removeprefix("log_") in known - columns]


def design_frame(
    panels: dict[int, pd.DataFrame], test: NamedTuple, also: Iterable[str] = ()
) -> pd.DataFrame:
    """Put a registered test's outcome ``y``, predictor ``x`` and controls side by side, 63 rows."""
    pair = pair_of(panels[max(panels)], test)
    return controls(panels, also)[0].assign(x=pair.x, y=pair.y)


def complete_cases(data: pd.DataFrame, formula: str) -> tuple[pd.DataFrame, str]:
    """Return the provinces that have everything a formula names, and why they are not enough.

    Returns
    -------
    used : DataFrame
        What the formula names, and ``region``.
    why : str
        ``too_few`` (fewer than :data:`SPARE` above the number of coefficients), ``constant``,
        ``collinear``, ``one_region``, ``alone`` (a term of one province only, such as a region
        with a single province, which HC3 cannot weigh); empty when the formula can be fitted.
    """
    import statsmodels.formula.api as smf

    named = {REGION, *re.findall(r"\w+", formula)}
    used = data[[name for name in data if name in named]].dropna()
    why = reason(used.drop(columns=REGION), SPARE)
    if why:
        return used, why
    needs_regions = f"C({REGION})" in formula or settings().covariance == CLUSTERED
    if needs_regions and used[REGION].nunique() < 2:
        return used, "one_region"
    exog = smf.ols(formula, used).exog
    if len(used) < exog.shape[1] + SPARE:
        return used, "too_few"
    if np.linalg.matrix_rank(exog) < exog.shape[1]:
        return used, "collinear"
    leverage = (np.linalg.qr(exog)[0] ** 2).sum(1)
    return used, "alone" if leverage.max() >= 1 - 1e-8 else ""
