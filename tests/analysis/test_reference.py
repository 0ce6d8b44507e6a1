"""Our estimators against R's stored output, and the stored output against R where present."""

import csv
import io
import shutil
import subprocess

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy.stats import zscore

from pardx.analysis.correlation import correlation
from pardx.analysis.diagnostics import collinearity
from pardx.analysis.influence import cook_and_dfbetas
from pardx.analysis.panel import two_way
from pardx.analysis.partial import from_precision
from pardx.analysis.regression import MODELS, fractional, ols
from pardx.analysis.spatial import border_weights

TOLERANCE = 1e-8


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


def of_model(prefix, table):
    row = table.set_index("predictor").loc["x"]
    return {f"{prefix}_{part}": row[part] for part in ("estimate", "std_error", "p_value")}


def least_squares(folder, provinces):
    """``ols`` asks for ten provinces more than coefficients: Longley is fitted by its parts."""
    longley = pd.read_csv(folder / "longley.csv")
    fit = smf.ols(MODELS["income"], longley).fit(cov_type="HC3", use_t=True)
    return {
        "longley_estimate": fit.params["x"],
        "longley_std_error": fit.bse["x"],
        "longley_p_value": fit.pvalues["x"],
        **of_model("provinces", ols(provinces, MODELS["controls"])),
        **of_model("weighted", ols(provinces, MODELS["bivariate"], provinces.weight)),
    }


def panels(folder):
    found = {}
    for name in ("grunfeld", "panel"):
        frame = pd.read_csv(folder / f"{name}.csv", dtype={"province": str})
        estimate, error = two_way(frame.set_index(["province", "year"]))
        found |= {f"{name}_estimate": estimate, f"{name}_std_error": error}
    return found


def others(folder, provinces):
    from esda.moran import Moran
    from statsmodels.stats.diagnostic import het_breuschpagan

    fit = smf.ols(MODELS["controls"], provinces).fit()
    x, y = provinces.x.to_numpy(), provinces.y.to_numpy()
    cook, dfbetas = cook_and_dfbetas(x, y)
    held = provinces[["x", "log_grdp_per_capita", "urban_share"]]
    share = smf.glm(MODELS["income"], provinces.assign(y=provinces.share), family=_binomial()).fit()
    land = pd.read_csv(folder / "borders.csv", dtype=str)
    land.columns = ["gso_code_a", "gso_code_b"]
    return {
        "breusch_pagan_p": het_breuschpagan(fit.resid, fit.model.exog)[1],
        "cook_largest": cook.max(),
        "dfbetas_smallest": dfbetas.min(),
        "spearman": correlation(x, y, "spearman", np.ones(len(x))),
        "vif_x": collinearity(held.to_numpy())[0][0],
        "partial_yx": from_precision(held.assign(y=y).apply(zscore).to_numpy())[0, 3],
        "fractional_x": share.params["x"],
        "fractional_effect": fractional(provinces, provinces.share).estimate.iloc[0],
        "moran_x": Moran(x, border_weights(land, list(provinces.index)), permutations=0).I,
    }


def _binomial():
    from statsmodels.genmod.families import Binomial

    return Binomial()


def test_every_reference_estimate_is_ours_too(folder, provinces, stored):
    ours = least_squares(folder, provinces) | panels(folder) | others(folder, provinces)
    assert ours.keys() == stored.keys()
    off = {
        name: (ours[name], stored[name])
        for name in ours
        if ours[name] != pytest.approx(stored[name], rel=TOLERANCE)
    }
    assert not off


def test_stored_output_is_what_r_says(folder, stored):
    if shutil.which("Rscript") is None:
        pytest.skip("Rscript is not installed: the stored output of R is trusted")
    ran = subprocess.run(
        ["Rscript", "reference.R"], cwd=folder, capture_output=True, text=True, check=False
    )
    if "there is no package" in ran.stderr:
        pytest.skip(f"an R package is missing: {ran.stderr.strip().splitlines()[0]}")
    assert ran.returncode == 0, ran.stderr
    again = read(ran.stdout)
    assert again.keys() == stored.keys()
    for name, value in again.items():
        assert value == pytest.approx(stored[name], rel=TOLERANCE), name
