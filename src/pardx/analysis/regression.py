"""OLS with controls and HC3 standard errors across the provinces of one year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pardx.analysis.association import OUTCOMES, PREDICTOR
from pardx.analysis.ranks import column, position

CONTROLS = ("log_grdp_per_capita", "urban_share")
SPARE = 10
"""A model is fitted only with this many more provinces than coefficients."""

COLUMNS = (
    "model",
    "outcome",
    "predictor",
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
)


def controls(panels: dict[int, pd.DataFrame]) -> tuple[pd.DataFrame, str]:
    """Return each control from the latest year that has it for most provinces.

    Parameters
    ----------
    panels : dict
        Year -> province panel; the year itself and the year before.

    Returns
    -------
    frame : DataFrame
        ``log_grdp_per_capita`` (million VND at current prices), ``urban_share`` (%) and
        ``region``, 63 rows.
    taken_from : str
        Which year each control is of, for example ``grdp_per_capita 2023, urban_share 2022``.
    """
    latest = max(panels)
    frame, years = panels[latest][["region"]].copy(), []
    for name in ("grdp_per_capita", "urban_share"):
        known = {y: column(panels[y], f"{name}_value") for y in sorted(panels, reverse=True)}
        year = next((y for y, values in known.items() if values.notna().mean() > 0.5), latest)
        frame[name] = known[year]
        years.append(f"{name} {year}")
    frame["log_grdp_per_capita"] = np.log(frame.pop("grdp_per_capita"))
    return frame, ", ".join(years)


def regressions(panels: dict[int, pd.DataFrame]) -> pd.DataFrame:
    """Regress each outcome on DTI in the latest year, without and with controls.

    Outcome and DTI are normal scores of ranks; controls are log GRDP per head, urban share
    and region effects.

    Parameters
    ----------
    panels : dict
        Year -> province panel; the year itself and the year before.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`, one row per coefficient. 95 % t intervals with HC3 errors (MacKinnon
        and White 1985). A model with fewer than :data:`SPARE` provinces above its number of
        coefficients is left out.
    """
    year = max(panels)
    known, taken_from = controls(panels)
    fits = [
        _fit(_design(panels[year], outcome, known, formula), formula).assign(
            model=name, outcome=outcome, years=str(year), controls=taken_from
        )
        for outcome in OUTCOMES
        for name, formula in MODELS.items()
    ]
    return pd.concat(fits, ignore_index=True)[list(COLUMNS)]


MODELS = {
    "bivariate": f"outcome ~ {PREDICTOR}",
    "controls": f"outcome ~ {PREDICTOR} + {' + '.join(CONTROLS)} + C(region)",
}


def _design(panel: pd.DataFrame, outcome: str, known: pd.DataFrame, formula: str) -> pd.DataFrame:
    """Return the provinces that have everything a formula names."""
    data = known.assign(outcome=position(panel, outcome), **{PREDICTOR: position(panel, PREDICTOR)})
    return data[[name for name in data if name in formula]].dropna()


def _fit(data: pd.DataFrame, formula: str) -> pd.DataFrame:
    import statsmodels.formula.api as smf

    regions = data.region.nunique() - 1 if "region" in data else 0
    size = 1 + len(data.columns.drop(["outcome", "region"], errors="ignore")) + regions
    if len(data) < size + SPARE:
        return pd.DataFrame(columns=list(COLUMNS))
    fit = smf.ols(formula, data).fit(cov_type="HC3", use_t=True)
    interval = fit.conf_int()
    return pd.DataFrame(
        {
            "predictor": fit.params.index,
            "estimator": "OLS",
            "n": int(fit.nobs),
            "estimate": fit.params.to_numpy(),
            "std_error": fit.bse.to_numpy(),
            "ci_low": interval[0].to_numpy(),
            "ci_high": interval[1].to_numpy(),
            "p_value": fit.pvalues.to_numpy(),
            "covariance": "HC3",
        }
    )
