"""Results of every question share the columns of the two main tables."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from linearmodels import PanelOLS

import pardx
from pardx.stats import regression, tidy
from pardx.stats.association import COLUMNS

TESTS = pd.DataFrame({"outcome": ["pci_total"]}, index=["dti-pci"])
ABOUT = {"n": 60, "ci_low": 0.1, "ci_high": 0.5, "p_value": 0.01}
PARTIAL = pd.DataFrame([{"one": "sipas", "other": "pci_total", "partial": 0.3, **ABOUT}])
CONVERGENCE = pd.DataFrame(
    [{"indicator": "pci_total", "first": 2018, "last": 2022, "beta": -0.3, **ABOUT}]
)
COMPONENTS = pd.DataFrame([{"target": "dti_total", "part": "papi_d8", "share": 0.1, **ABOUT}])
MORAN = pd.DataFrame(
    {"kind": ["index", "residuals"], "variable": ["sipas", "dti-pci"], "morans_i": [0.4, 0.1]}
)
INFLUENCE = pd.DataFrame(
    {
        "test": "dti-pci",
        "outcome": "pci_total",
        "overlap": "raw",
        "kind": ["all", "named"],
        "n": [63, 59],
        "estimate": [0.5, 0.4],
    }
)


def test_partial_correlations_join_the_pairs_under_their_columns():
    pairs = pd.DataFrame({"test": ["dti-pci"], "method": ["spearman"], "estimate": [0.5]})
    both = tidy.with_partial(pairs.reindex(columns=list(COLUMNS)), PARTIAL)
    assert tuple(both.columns) == COLUMNS
    last = both.iloc[1]
    assert (last.method, last.outcome, last.predictor) == ("partial", "pci_total", "sipas")
    assert (last.estimate, last.n) == (0.3, 60)
    assert tidy.with_partial(pairs, PARTIAL.iloc[:0]) is pairs


@pytest.mark.parametrize(
    ("table", "models", "outcomes", "estimates"),
    [
        (tidy.from_convergence(CONVERGENCE), ["convergence_beta"], ["pci_total"], [-0.3]),
        (tidy.from_components(COMPONENTS, 2022), ["lmg"], ["dti_total"], [0.1]),
        (
            tidy.from_moran(MORAN, TESTS, 2022),
            ["moran", "moran_residuals"],
            ["sipas", "pci_total"],
            [0.4, 0.1],
        ),
        (tidy.from_influence(INFLUENCE, 2022), ["without_four"], ["pci_total"], [0.4]),
    ],
    ids=["convergence", "components", "moran", "influence"],
)
def test_further_results_are_models(table, models, outcomes, estimates):
    assert tuple(table.columns) == regression.COLUMNS
    assert table.model.to_list() == models
    assert table.outcome.to_list() == outcomes
    assert table.estimate.to_list() == estimates
    assert (
        table[["predictor", "estimator", "years", "covariance", "overlap"]].notna().all(axis=None)
    )


def test_all_models_stand_in_one_table_and_nothing_found_adds_nothing():
    found = {"convergence": CONVERGENCE, "components": COMPONENTS}
    found |= {"moran": MORAN, "influence": INFLUENCE}
    fitted = [pd.DataFrame({"model": ["bivariate"], "estimate": [0.5]})]
    empty = {name: table.iloc[:0] for name, table in found.items()}
    assert len(tidy.models(fitted, found, TESTS, 2022)) == 6
    assert tidy.models(fitted, empty, TESTS, 2022).model.to_list() == ["bivariate"]


def test_fits_of_both_packages_are_one_table():
    rng = np.random.default_rng(1)
    index = pd.MultiIndex.from_product([range(20), [1, 2, 3]], names=["province", "year"])
    data = pd.DataFrame({"x": rng.normal(size=60), "y": rng.normal(size=60)}, index)
    one = smf.ols("y ~ x", data).fit(cov_type="HC3", use_t=True)
    model = PanelOLS.from_formula("y ~ 1 + x + EntityEffects", data)
    other = model.fit(cov_type="clustered", cluster_entity=True)
    table = pardx.tidy({("pooled", "ols"): one, ("panel", "within"): other})
    assert table.index.names == ["test", "model", "term"]
    line = table.loc[("pooled", "ols", "x")]
    assert (line.estimate, line.std_error) == (one.params["x"], one.bse["x"])
    assert [line.ci_low, line.ci_high] == one.conf_int().loc["x"].tolist()
    assert (line.p_value, line.n, line.covariance) == (one.pvalues["x"], 60, "HC3")
    line = table.loc[("panel", "within", "x")]
    assert (line.estimate, line.std_error) == (other.params["x"], other.std_errors["x"])
    assert [line.ci_low, line.ci_high] == other.conf_int().loc["x"].tolist()
    assert pardx.tidy({"line": one}).loc[("line", "x"), "estimate"] == one.params["x"]
    assert pardx.tidy({}, names=["outcome", "model"]).index.names == ["outcome", "model", "term"]


def test_clusters_are_named_by_what_they_are_and_never_taken_for_regions():
    region = ["north", "north", "south", "south", "west", "west"] * 5
    data = pd.DataFrame({"x": range(30), "y": [i % 7 for i in range(30)], "region": region})
    other = pd.Series([i // 3 for i in range(30)], name="gso_code")
    groups = {
        "cluster by region": data.region.factorize()[0],
        "cluster by gso_code": other,
        "cluster": other.to_numpy(),
    }
    model = smf.ols("y ~ x", data)
    for name, group in groups.items():
        fit = model.fit(cov_type="cluster", cov_kwds={"groups": group})
        assert {*pardx.tidy({"one": fit}).covariance} == {name}
