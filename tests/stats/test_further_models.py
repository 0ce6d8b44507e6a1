"""Influence, convergence, components, space, diagnostics, partial correlations."""

import numpy as np
import pandas as pd
import pytest
from test_association import draw_panel

from pardx.data.dictionary import registered_tests, survey_samples
from pardx.data.geography import borders
from pardx.stats.components import components, lmg
from pardx.stats.convergence import convergence
from pardx.stats.correlation import correlation, from_precision, partial_correlations
from pardx.stats.influence import collinearity, diagnostics, influence, overturning
from pardx.stats.spatial import border_weights, connected, morans, spatial_models


@pytest.fixture(scope="module")
def tests(checkout_project):
    return registered_tests(checkout_project)


@pytest.fixture(scope="module")
def land(checkout_project):
    return borders(checkout_project)


@pytest.fixture(scope="module")
def panel(checkout_project):
    from pardx.data.geography import provinces

    listed = provinces(checkout_project)
    drawn = draw_panel()
    return drawn.set_index(listed.index).assign(province=listed.name_vi, region=listed.region6_vi)


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


def test_lmg_shares_sum_to_r_squared_and_split_evenly_between_twins():
    matrix = np.array(
        [[1, 0.5, 0.5, 0.1], [0.5, 1, 0.3, 0.2], [0.5, 0.3, 1, 0.2], [0.1, 0.2, 0.2, 1]]
    )
    shares = lmg(matrix[None])[0]
    r_squared = 1 - 1 / np.linalg.inv(matrix)[0, 0]
    assert shares.sum() == pytest.approx(r_squared)
    assert shares[0] == pytest.approx(shares[1])
    assert 0 < shares[2] < 0.02


def test_components_of_collinear_dimensions_are_not_shared_out():
    rng = np.random.default_rng(2)
    panel = pd.DataFrame({"dti_total_rank": np.arange(1.0, 64)})
    panel["papi_d1_x_score"] = rng.normal(size=63)
    panel["papi_d2_x_score"] = 2 * panel.papi_d1_x_score
    table, refused = components(panel, seed=1, draws=9)
    assert table.empty
    assert refused.reason.to_list() == ["collinear"]


def test_partial_correlations_of_collinear_indices_are_not_given(panel):
    twin = panel.assign(pci_total_score=64 - panel.dti_total_rank)
    assert len(partial_correlations({2022: panel})[0])
    table, refused = partial_correlations({2022: twin})
    assert table.empty
    assert refused.reason.to_list() == ["collinear"]


def test_convergence_stays_inside_a_regime_and_knows_its_noise(checkout_project):
    rng = np.random.default_rng(3)
    level = 7 + rng.normal(size=63)
    panels = {
        year: pd.DataFrame(
            {"papi_d5_admin_procedures_score": level * slope + 1e-6 * rng.normal(size=63)}
        )
        for year, slope in ((2020, 1), (2021, 1), (2022, 0.5))
    }
    breaks = pd.DataFrame(
        {"indicator": ["papi_d5_admin_procedures"], "year": [2021], "what_en": ["new items"]}
    )
    samples = survey_samples(checkout_project)
    table, _ = convergence(panels, breaks, samples, seed=1, draws=99)
    assert table[["first", "last"]].to_numpy().tolist() == [[2021, 2022]]
    assert table.beta[0] == pytest.approx(-0.5, abs=1e-4)
    assert table.spread_ratio[0] == pytest.approx(0.5, abs=1e-4)
    assert -0.1 < table.beta_noise[0] < 0


def test_135_borders_join_all_63_provinces(land, panel):
    assert len(land) == 135
    weights = border_weights(land, list(panel.index))
    assert weights.n == 63
    assert not weights.islands


def test_moran_finds_a_gradient_and_spares_noise(land, panel, tests, checkout_project):
    from pardx.data.geography import provinces

    north = provinces(checkout_project).centroid_lat.astype(float)
    shaped = panel.assign(dti_total_rank=north.rank(), pci_total_score=panel.pci_total_score)
    table, _ = morans({2022: shaped}, tests, land, seed=1, draws=199)
    table = table.set_index("variable")
    assert table.morans_i["dti_total"] > 0.7
    assert table.p_value["dti_total"] < 0.01
    assert table.p_value["pci_total"] > 0.05


def test_provinces_without_a_neighbour_are_left_out(land):
    values = pd.Series(1.0, index=["01", "19", "96"])
    assert set(connected(land, values).index) == {"01", "19"}


def test_spatial_models_need_nearly_all_provinces(land, panel, tests):
    table, _ = spatial_models({2022: panel}, tests, land)
    assert set(table.model) == {"spatial_lag", "slx"}
    thin = panel.assign(dti_total_rank=panel.dti_total_rank.where(panel.dti_total_rank < 40))
    table, refused = spatial_models({2022: thin}, tests, land)
    assert table.empty
    assert set(refused.reason) == {"too_few"}


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


def test_partial_correlation_is_that_of_residuals():
    rng = np.random.default_rng(5)
    data = rng.normal(size=(80, 4)) @ rng.normal(size=(4, 4))
    others = np.column_stack([np.ones(80), data[:, 2:]])
    left = data[:, :2] - others @ np.linalg.lstsq(others, data[:, :2], rcond=None)[0]
    assert from_precision(data)[0, 1] == pytest.approx(np.corrcoef(left.T)[0, 1])


def test_partial_correlations_list_each_pair_once(panel):
    table, _ = partial_correlations({2022: panel})
    assert len(table) == table.drop_duplicates(["one", "other"]).shape[0]
    assert set(table.n) == {63}
    assert partial_correlations({2022: panel[["province", "region"]]})[0].empty
