"""Omitted provinces, and checks of the main model."""

import numpy as np
import pytest
from scipy.stats import spearmanr
from statsmodels.stats.multitest import multipletests

from pardx.stats.association import associations, pair_of
from pardx.stats.influence import collinearity, diagnostics, influence


@pytest.fixture(scope="module")
def pairs(panel, tests):
    return associations({2022: panel}, tests, seed=1, draws=199)[0]


@pytest.fixture(scope="module")
def table(panel, tests, pairs):
    return influence(panel, tests, pairs, seed=1, draws=199)[0]


def test_influence_lists_every_province_once_and_the_groups(table):
    pci = table[table.test == "dti-pci"]
    assert (pci.kind == "one").sum() == 63
    assert pci[pci.kind == "named"].n.iloc[0] == 59
    assert len(pci) == 65


def test_all_provinces_are_the_row_of_the_associations(table, pairs):
    own = pairs.query("method == 'spearman' and weights == 'none' and `sample` == 'all'")
    own = own[own.role == "primary"].set_index("test")
    whole = table[table.kind == "all"].set_index("test")
    for name in ("n", "estimate", "ci_low", "ci_high", "p_value", "p_adjusted"):
        np.testing.assert_allclose(whole[name].astype(float), own[name][whole.index])


def test_an_omission_is_scipys_coefficient_of_the_rest(table, panel, tests):
    pair = pair_of(panel, next(tests.loc[["dti-par"]].itertuples())).complete
    rows = table[(table.test == "dti-par") & (table.kind == "one")]
    for row in rows.iloc[::10].itertuples():
        rest = pair.drop(index=row.omitted)
        assert row.estimate == pytest.approx(spearmanr(rest.x, rest.y).statistic)


def test_a_claim_follows_interval_and_p_adjusted_among_the_four(table):
    for row in table.itertuples():
        whole = table[(table.kind == "all") & (table.test != row.test)]
        p = multipletests([row.p_value, *whole.p_value], method="fdr_bh")[1][0]
        assert row.p_adjusted == pytest.approx(p)
        beyond = row.ci_low > 0 if row.estimate > 0 else row.ci_high < 0
        assert row.claimed == (beyond and p < 0.05)
    assert table.claimed.any()
    assert not table.claimed.all()


def test_influence_of_nothing_is_an_empty_table(tests, panel):
    bare = panel.drop(columns="dti_total_rank")
    found = associations({2022: bare}, tests, seed=1, draws=19)[0]
    assert influence(bare, tests, found, seed=1, draws=19)[0].empty


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
