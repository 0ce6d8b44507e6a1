"""Borders, Moran's I, and models with neighbours."""

import pandas as pd

from pardx.stats.spatial import border_weights, connected, morans, spatial_models


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
