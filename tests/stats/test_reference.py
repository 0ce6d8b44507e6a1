"""Our estimators against R's stored output, and the stored output against R where present."""

import csv
import io
import shutil
import subprocess

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from lacking import lacking
from scipy.stats import zscore

from pardx.stats.components import lmg
from pardx.stats.correlation import adjust, correlation, from_precision
from pardx.stats.designs import formulas
from pardx.stats.estimators import fractional, ols
from pardx.stats.huber import huber_t
from pardx.stats.influence import collinearity, cook_and_dfbetas
from pardx.stats.longitudinal import mundlak, two_way
from pardx.stats.missingness import ridge_logit
from pardx.stats.pooled import heterogeneity
from pardx.stats.spatial import (
    border_weights,
    index_moran,
    residual_moran,
    slx,
    spatial_lag,
)

TOLERANCE = 1e-8
LOOSER = {"huber_estimate": 1e-5, "moran_residuals_p_value": 0.05}
"""R rounds the constant of the median absolute deviation to 0.6745, and takes a normal
approximation of Moran's I where ours draws."""


@pytest.fixture(scope="module")
def folder(root):
    return root / "tests" / "reference"


@pytest.fixture(scope="module")
def provinces(folder):
    return pd.read_csv(folder / "provinces.csv", dtype={"gso_code": str}).set_index("gso_code")


def read(text):
    return {row["name"]: float(row["value"]) for row in csv.DictReader(io.StringIO(text))}


@pytest.fixture(scope="module")
def stored(folder):
    return read((folder / "reference.csv").read_text())


PARTS = ("estimate", "std_error", "p_value")


def of_model(prefix, row):
    return {f"{prefix}_{part}": row[part] for part in PARTS}


def least_squares(folder, provinces):
    """``ols`` asks for ten provinces more than coefficients: Longley is fitted by its parts."""
    longley = pd.read_csv(folder / "longley.csv")
    fit = smf.ols(formulas()["income"], longley).fit(cov_type="HC3", use_t=True)
    fitted = {
        "provinces": ols(provinces, formulas()["controls"]),
        "weighted": ols(provinces, formulas()["bivariate"], provinces.weight),
    }
    found = {
        "longley_estimate": fit.params["x"],
        "longley_std_error": fit.bse["x"],
        "longley_p_value": fit.pvalues["x"],
    }
    for name, table in fitted.items():
        found |= of_model(name, table.set_index("predictor").loc["x"])
    return found


def panels(folder):
    found = {}
    for name in ("grunfeld", "panel"):
        frame = pd.read_csv(folder / f"{name}.csv", dtype={"province": str})
        frame = frame.set_index(["province", "year"])
        for label, fitted in (
            (name, two_way(frame)),
            (f"{name}_mundlak", mundlak(frame)["mundlak_difference"]),
        ):
            found |= {f"{label}_estimate": fitted[0], f"{label}_std_error": fitted[1]}
    return found


def shares(folder):
    found = {}
    for name in ("longley", "papi"):
        frame = pd.read_csv(folder / f"{name}.csv").drop(columns="gso_code", errors="ignore")
        found |= numbered(f"lmg_{name}", lmg(np.corrcoef(frame.T)[None])[0])
    return found


def numbered(name, values):
    return {f"{name}_{place}": value for place, value in enumerate(values, 1)}


def space(folder, provinces):
    land = pd.read_csv(folder / "borders.csv", dtype=str)
    land.columns = ["gso_code_a", "gso_code_b"]
    weights = border_weights(land, list(provinces.index))
    near = weights.sparse.toarray()
    model, rng = smf.ols(formulas()["controls"], provinces), np.random.default_rng(1)
    fitted = model.fit().resid.to_numpy(), model.exog, near, np.arange(len(near))
    left = residual_moran(*fitted, rng=rng, draws=20_000)
    lag, near_dti = (fit(provinces, weights).set_index("predictor") for fit in (spatial_lag, slx))
    return {
        "moran_x": index_moran(provinces.x.to_numpy(), near, rng=rng, draws=9)["morans_i"],
        "moran_residuals": left["morans_i"],
        "moran_residuals_expected": left["expected"],
        "moran_residuals_p_value": left["p_value"],
        **of_model("spatial_lag", lag.loc["dti_total"]),
        **of_model("spatial_neighbours", lag.loc["neighbours_outcome"]),
        **of_model("slx_x", near_dti.loc["dti_total"]),
        **of_model("slx_neighbours", near_dti.loc["neighbours_dti"]),
    }


def bounded(provinces):
    share = smf.glm(
        formulas()["income"], provinces.assign(y=provinces.share), family=_binomial()
    ).fit(tol=1e-12)
    held = ["log_grdp_per_capita", "urban_share"]
    exog = np.column_stack([np.ones(len(provinces)), provinces[held]])
    seen = ridge_logit(exog, (provinces.x > 0).to_numpy(float), penalty=0)
    return {
        "fractional_x": share.params["x"],
        **of_model("fractional", fractional(provinces.assign(y=provinces.share)).iloc[0]),
        **numbered("logit", seen),
    }


def others(provinces):
    from statsmodels.stats.diagnostic import het_breuschpagan

    fit = smf.ols(formulas()["controls"], provinces).fit()
    x, y = provinces.x.to_numpy(), provinces.y.to_numpy()
    cook, dfbetas = cook_and_dfbetas(x, y)
    held = provinces[["x", "log_grdp_per_capita", "urban_share"]]
    terms = np.column_stack([np.ones(len(x)), held[["log_grdp_per_capita", "urban_share"]]])
    years = [0.51, 0.38, 0.62, 0.05, 0.44, -0.12, 0.33, 0.29], [45, 63, 19, 32, 60, 26, 63, 33]
    return {
        "breusch_pagan_p": het_breuschpagan(fit.resid, fit.model.exog)[1],
        "cook_largest": cook.max(),
        "dfbetas_smallest": dfbetas.min(),
        "spearman": correlation(x, y, "spearman", np.ones(len(x))),
        "weighted_pearson": correlation(x, y, "pearson", provinces.weight.to_numpy()),
        "vif_x": collinearity(held.to_numpy())[0][0],
        "partial_yx": from_precision(held.assign(y=y).apply(zscore).to_numpy())[0, 3],
        "huber_estimate": huber_t(y, x, terms, tolerance=1e-13)[0][0],
        "heterogeneity_q": heterogeneity(*map(np.array, years)),
        **numbered("adjusted", adjust(pd.Series([0.001, 0.04, 0.03, 0.2]))),
    }


def _binomial():
    from statsmodels.genmod.families import Binomial

    return Binomial()


def test_every_reference_estimate_is_ours_too(folder, provinces, stored):
    ours = least_squares(folder, provinces) | panels(folder) | shares(folder)
    ours |= space(folder, provinces) | bounded(provinces) | others(provinces)
    assert ours.keys() == stored.keys()
    off = {
        name: (ours[name], stored[name])
        for name in ours
        if ours[name] != pytest.approx(stored[name], rel=LOOSER.get(name, TOLERANCE))
    }
    assert not off


def test_stored_output_is_what_r_says(folder, stored):
    if shutil.which("Rscript") is None:
        lacking("Rscript is not installed: the stored output of R is trusted")
    ran = subprocess.run(
        ["Rscript", "reference.R"], cwd=folder, capture_output=True, text=True, check=False
    )
    if "there is no package" in ran.stderr:
        lacking(f"an R package is missing: {ran.stderr.strip().splitlines()[0]}")
    assert ran.returncode == 0, ran.stderr
    again = read(ran.stdout)
    assert again.keys() == stored.keys()
    for name, value in again.items():
        assert value == pytest.approx(stored[name], rel=TOLERANCE), name
