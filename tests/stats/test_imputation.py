"""Chains over the free places: against exact probabilities, masks of full lists, closed forms."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from pardx.stats import imputation
from pardx.stats.bounds_evidence import listings
from pardx.stats.bounds_table import bounds_associations
from pardx.stats.imputation import (
    COLUMNS,
    Scores,
    at_random,
    chains,
    effective_size,
    imputations,
    pair_precision,
    r_hat,
    scores_of,
    spearman_of,
    wishart_precision,
)
from pardx.stats.press_claims import load_claims


def given(size=8, hidden=4, seed=0):
    rng = np.random.default_rng(seed)
    ranks = {
        name: pd.Series(rng.permutation(np.arange(1.0, size + 1)), index=range(size))
        for name in "xy"
    }
    ranks["y"].iloc[:hidden] = np.nan
    return scores_of(ranks, pd.RangeIndex(size))


def test_places_stay_a_permutation_and_known_ranks_stay():
    known = given()
    drawn, _ = chains(known, pair_precision, np.random.default_rng(1))
    assert drawn.shape == (imputation.SWEEPS, imputation.CHAINS, 8, 2)
    assert (drawn[..., 4:, 1] == known.known[4:, 1]).all()
    assert (drawn[..., 0] == known.known[:, 0]).all()
    assert np.allclose(np.sort(drawn[..., :4, 1], axis=-1), np.sort(known.free[1]))


def test_placings_come_as_often_as_the_copula_says(monkeypatch):
    """With a fixed correlation, each of 3! placings has a known probability."""
    known, rho = given(size=6, hidden=3, seed=3), 0.7
    matrix = np.linalg.inv(np.array([[1, rho], [rho, 1]]))
    monkeypatch.setattr(imputation, "SWEEPS", 4000)
    drawn, _ = chains(
        known, lambda state, _: np.repeat(matrix[None], len(state), 0), np.random.default_rng(2)
    )
    orders = [*permutations(known.free[1])]
    weight = np.exp([rho / (1 - rho**2) * (known.known[:3, 0] * order).sum() for order in orders])
    seen = drawn[..., :3, 1].reshape(-1, 3)
    share = [np.isclose(seen, order).all(1).mean() for order in orders]
    assert share == pytest.approx(weight / weight.sum(), abs=0.02)


def test_units_that_were_not_measured_follow_the_copula(monkeypatch):
    known = Scores(
        np.array([[1.5, np.nan], *np.random.default_rng(0).normal(size=(9, 2))]), ((), ())
    )
    matrix = np.linalg.inv(np.array([[1, 0.8], [0.8, 1]]))
    monkeypatch.setattr(imputation, "SWEEPS", 2000)
    drawn, _ = chains(
        known, lambda state, _: np.repeat(matrix[None], len(state), 0), np.random.default_rng(2)
    )
    assert drawn[..., 0, 1].mean() == pytest.approx(0.8 * 1.5, abs=0.03)
    assert drawn[..., 0, 1].std() == pytest.approx(0.6, abs=0.03)


def test_spearman_of_drawn_lists_is_that_of_scipy():
    scores = np.random.default_rng(0).normal(size=(3, 2, 20, 2))
    within = np.arange(20) < 15
    found = spearman_of(scores, 0, 1, within)
    assert found.shape == (3, 2)
    assert found[1, 1] == pytest.approx(spearmanr(*scores[1, 1, :15].T).statistic)


def test_wishart_draws_have_the_mean_of_their_distribution():
    scores = np.repeat(np.random.default_rng(0).normal(size=(1, 30, 3)), 4000, axis=0)
    drawn = wishart_precision(scores, np.random.default_rng(1))
    scale = np.linalg.inv(scores[0].T @ scores[0] + 5 * np.eye(3))
    assert drawn.mean(0) == pytest.approx(35 * scale, abs=0.03)


def test_effective_size_and_r_hat_are_those_of_known_chains():
    rng = np.random.default_rng(0)
    independent = rng.normal(size=(2000, 4))
    assert effective_size(independent) == pytest.approx(8000, rel=0.15)
    assert r_hat(independent) == pytest.approx(1, abs=0.005)
    slow = np.zeros((4000, 4))
    for step in range(1, 4000):
        slow[step] = 0.9 * slow[step - 1] + rng.normal(size=4)
    assert effective_size(slow) == pytest.approx(16000 * 0.1 / 1.9, rel=0.25)
    assert r_hat(independent + np.arange(4)) > 1.5


def test_random_placings_use_each_free_place_once():
    known = given()
    drawn = at_random(known, np.random.default_rng(0), 50)
    assert np.allclose(np.sort(drawn[:, :4, 1], axis=1), np.sort(known.free[1]))
    assert len({*map(tuple, drawn[:, :4, 1])}) > 10


@pytest.fixture(scope="module")
def year(dictionary, cleaned_year):
    made = cleaned_year(2022)
    claims = load_claims(dictionary.project, 2022)
    panels = {2022: made.panel}
    return panels, listings(panels, vars(made)["values"], claims, dictionary)


def test_the_table_stands_beside_the_bounds(year, dictionary):
    panels, lists = year
    ours = {name: lists[name] for name in ("par_index", "pci_total", "dti_total")}
    known = bounds_associations(ours, dictionary, 2022).query("predictor == 'dti_total'")
    assert {*known.outcome} == {"par_index", "pci_total"}
    table = imputations(known, lists, panels, seed=2022)
    assert [*table.columns] == [*COLUMNS]
    assert {*table.outcome} == {"par_index"}, "a point is not imputed"
    assert [*table.model] == ["pair", "uniform", "all", "ipw region"]
    rows = table.set_index("model")
    [bound] = known.query("outcome == 'par_index'").itertuples()
    for name in ("pair", "uniform", "all"):
        assert bound.low < rows.low[name] < rows.estimate[name] < rows.high[name] < bound.high
    assert rows.estimate["uniform"] < rows.estimate["pair"], "random places shrink"
    assert rows.estimate["pair"] == pytest.approx(0.49, abs=0.02)
    chained = rows.loc[["pair", "all"]]
    assert (chained.r_hat < 1.02).all()
    assert (chained.ess > 400).all()
    assert (chained.drawn_low < chained.low).all()
    pd.testing.assert_frame_equal(table, imputations(known, lists, panels, seed=2022))


def test_masks_of_2022_on_a_full_list_hold_the_truth(year):
    panels, lists = year
    panel = panels[2022]
    pci, dti = lists["pci_total"].rank, lists["dti_total"].rank
    truth = spearmanr(pci, dti).statistic
    for mask in ("par_index", "sipas"):
        hidden = pci.rank(method="first").where(panel[f"{mask}_rank"].notna())
        known = scores_of({"x": dti, "y": hidden}, panel.index)
        drawn, _ = chains(known, pair_precision, np.random.default_rng(7))
        low, high = np.quantile(spearman_of(drawn, 0, 1, np.ones(63, dtype=bool)), [0.005, 0.995])
        assert low < truth < high
