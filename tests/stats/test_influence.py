"""Omitted provinces, and checks of the fullest model."""

import numpy as np

from pardx.stats.correlation import correlation
from pardx.stats.influence import collinearity, diagnostics, influence, overturning


def test_leaving_out_the_provinces_that_carry_a_result_ends_it():
    x = np.arange(32.0)
    y = np.concatenate([7 * np.arange(25) % 25, np.arange(50, 57)]).astype(float)
    keep = overturning(x, y)
    assert keep is not None
    assert 0 < (keep == 0).sum() < 10
    assert abs(correlation(x, y, "spearman", keep)) < correlation(x, y, "spearman", np.ones(32))


def test_influence_lists_every_province_once_and_the_groups(panel, tests):
    table = influence(panel, tests)[0]
    pci = table[table.test == "dti-pci"]
    assert (pci.kind == "one").sum() == 63
    assert {"all", "named"} <= set(pci.kind)
    assert pci[pci.kind == "named"].n.iloc[0] == 59


def test_influence_of_nothing_is_an_empty_table(tests, panel):
    assert influence(panel.drop(columns="dti_total_rank"), tests)[0].empty


def test_checks_name_the_province_that_stands_out(panel, tests):
    spoilt = panel.copy()
    spoilt.loc["01", "urban_share_value"] = 1e6
    checks, points, _ = diagnostics({2022: spoilt}, tests)
    leverage = checks.query("test == 'dti-pci' and check == 'leverage'").iloc[0]
    assert not leverage.passed
    assert leverage["where"] == "01"
    assert set(points.test) == set(tests[tests.role == "primary"].index)


def test_vif_is_that_of_statsmodels():
    from statsmodels.stats.outliers_influence import variance_inflation_factor

    rng = np.random.default_rng(4)
    exog = rng.normal(size=(60, 3))
    exog[:, 2] += exog[:, 0]
    full = np.column_stack([np.ones(60), exog])
    expected = [variance_inflation_factor(full, k) for k in (1, 2, 3)]
    np.testing.assert_allclose(collinearity(exog)[0], expected)
