"""Associations: registered tests, overlap, weights, and what degenerate data give."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pardx.data.dictionary import registered_tests
from pardx.stats.association import (
    COLUMNS,
    associations,
    dti_without_government,
    make_pair,
    mechanical_correlation,
    rest,
)
from pardx.stats.correlation import (
    MINIMUM_N,
    POWER,
    bca_interval,
    correlate,
    correlation,
    detectable,
    power,
)
from pardx.stats.permutation import mid_ranks


def draw_panel(n=63, seed=1):
    """Return an invented panel with ranks, scores and traits for every province."""
    rng = np.random.default_rng(seed)
    codes = [f"{code:02d}" for code in range(1, n + 1)]
    latent = rng.normal(size=n)

    def ranked(noise):
        return pd.Series(latent + noise * rng.normal(size=n)).rank(ascending=False).to_numpy()

    sipas = 80 + 3 * rng.normal(size=n)
    return pd.DataFrame(
        {
            "province": codes,
            "region": np.resize(["A", "B", "C"], n),
            "dti_total_rank": ranked(0.5),
            "par_index_rank": ranked(0.5),
            "par_index_score": 77 + 3 * latent + sipas / 10,
            "sipas_score": sipas,
            "par_sipas_points_max": 10.0,
            "sipas_rank": pd.Series(sipas).rank(ascending=False).to_numpy(),
            "papi_d5_admin_procedures_score": 7 + 0.2 * rng.normal(size=n),
            "pci_total_score": 60 + 4 * rng.normal(size=n),
            "grdp_per_capita_value": np.exp(4 + 0.4 * rng.normal(size=n)),
            "urban_share_value": rng.uniform(10, 80, size=n),
        },
        index=pd.Index(codes, name="gso_code"),
    )


@pytest.fixture(scope="module")
def tests(checkout_project):
    return registered_tests(checkout_project)


@pytest.fixture(scope="module")
def table(tests):
    return associations({2022: draw_panel()}, tests, seed=1, draws=199)[0]


def test_exactly_four_tests_are_primary(tests):
    primary = tests[tests.role == "primary"]
    assert list(primary.outcome) == [
        "sipas",
        "par_index",
        "papi_d5_admin_procedures",
        "pci_total",
    ]
    assert not primary.without.any(), "DTI holds no part of SIPAS: all known ranks are used"
    assert tests.loc["dti-par-rest", ["role", "without"]].to_list() == ["exploratory", "sipas"]


def test_every_pair_with_overlap_is_shown_raw_and_without_it(table):
    removed = table[table.overlap == "removed"]
    for row in removed.itertuples():
        raw = table[(table.outcome == row.outcome) & (table.predictor == row.predictor)]
        assert "raw" in set(raw.overlap), row.test
        assert "same" in set(table[table.test == row.test]["sample"]), row.test


def test_primary_tests_have_a_weighted_version(table):
    weighted = table[table.weights == "ipw"]
    assert set(weighted.test) == set(table[table.role == "primary"].test)


def test_columns_are_the_documented_ones(table):
    assert tuple(table.columns) == COLUMNS


def test_overlap_free_par_index_ignores_the_satisfaction_inside_it(table):
    """SIPAS is drawn independently of the rest: only the raw pair may move with it."""
    pick = table.query("method == 'pearson'").set_index("test")["estimate"]
    assert abs(pick["sipas-par-rest"].iloc[0]) < 0.25
    mechanical = table.query("test == 'sipas-par' and method == 'pearson'").mechanical.iloc[0]
    assert mechanical == pytest.approx(0.1, abs=0.03)


def test_row_order_and_relabelling_do_not_matter(tests):
    panel = draw_panel()
    shuffled = panel.sample(frac=1, random_state=0)
    columns = ["test", "method", "sample", "weights", "estimate"]
    one, other = (
        associations({2022: p}, tests, seed=1, draws=19)[0][columns] for p in (panel, shuffled)
    )
    pd.testing.assert_frame_equal(one, other)


def test_a_year_without_digital_figures_gives_no_number(tests):
    panel = draw_panel()[["province", "region", "pci_total_score"]]
    table, _ = associations({2006: panel}, tests, seed=1, draws=19)
    assert table.estimate.isna().all()
    assert table.p_adjusted.isna().all()


def test_stand_in_for_sipas_points_is_flagged_and_printed_points_win():
    panel = draw_panel()
    assert make_pair(panel, "par_index", "dti_total", ("sipas",)).flagged == 63
    panel["par_sipas_points_score"] = panel.sipas_score / 10
    assert make_pair(panel, "par_index", "dti_total", ("sipas",)).flagged == 0


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (np.arange(16.0), np.sin(np.arange(16.0))),
        (np.arange(20.0), np.ones(20)),
        (np.empty(0), np.empty(0)),
        (np.arange(20.0), -3 * np.arange(20.0)),
    ],
    ids=["fewer than seventeen", "constant", "nothing", "one determines the other"],
)
def test_degenerate_samples_give_no_number(x, y):
    found = correlate(x, y, "spearman", rng=np.random.default_rng(0), draws=19)
    assert all(np.isnan(value) for value in found.values())


@given(st.lists(st.integers(0, 9), min_size=8, max_size=20), st.integers(0, 99))
def test_unit_weights_reproduce_scipy(values, seed):
    from scipy.stats import rankdata, spearmanr

    x = np.asarray(values, float)
    y = np.random.default_rng(seed).normal(size=len(x))
    ones = np.ones(len(x))
    np.testing.assert_allclose(mid_ranks(x, ones), rankdata(x))
    if np.ptp(x):
        assert correlation(x, y, "spearman", ones) == pytest.approx(spearmanr(x, y).statistic)


@given(st.integers(0, 99))
def test_counts_stand_for_repeated_units(seed):
    from scipy.stats import spearmanr

    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, 6, 12).astype(float), rng.normal(size=12)
    counts = np.bincount(rng.integers(12, size=30), minlength=12)
    expected = spearmanr(np.repeat(x, counts), np.repeat(y, counts)).statistic
    assert correlation(x, y, "spearman", counts) == pytest.approx(expected)


def test_scaling_changes_nothing():
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(2, 40))
    same = [
        correlate(a * x + 5, y, "pearson", rng=np.random.default_rng(1), draws=99)["estimate"]
        for a in (1, 100)
    ]
    assert same[0] == pytest.approx(same[1])


def test_bca_interval_agrees_with_scipy():
    from scipy.stats import bootstrap

    rng = np.random.default_rng(5)
    x = rng.normal(size=50)
    y = x + rng.normal(size=50)
    ours = bca_interval(lambda c: correlation(x, y, "pearson", c), 50, rng=rng, draws=9999)
    theirs = bootstrap(
        (x, y),
        lambda x, y: np.corrcoef(x, y)[0, 1],
        paired=True,
        vectorized=False,
        n_resamples=4999,
        method="BCa",
        rng=rng,
    ).confidence_interval
    assert ours == pytest.approx(tuple(theirs), abs=0.02)


def test_only_provinces_that_are_compared_are_flagged():
    panel = draw_panel()
    few = panel.assign(dti_total_rank=panel.dti_total_rank.where(panel.dti_total_rank <= 9))
    pairs = [make_pair(one, "par_index", "dti_total", ("sipas",)) for one in (panel, few)]
    assert [(int(pair.both.sum()), pair.flagged) for pair in pairs] == [(63, 63), (9, 9)]


def test_the_smallest_detectable_correlation_of_63_provinces():
    assert detectable(63) == pytest.approx(0.356, abs=0.0005)
    assert detectable(34) > detectable(63)
    assert power(63, detectable(63)) == pytest.approx(0.8, abs=1e-4)


def test_the_minimum_is_where_the_interval_of_one_half_leaves_zero():
    lowest = {n: np.arctanh(0.5) - 1.959964 * np.sqrt(1.06 / (n - 3)) for n in (16, 17)}
    assert MINIMUM_N == 17
    assert lowest[16] < 0 < lowest[17]


def test_thirty_provinces_are_too_few_for_a_coefficient_of_one_half():
    assert power(30) < POWER < power(31)


def test_rest_of_par_index_takes_printed_points_before_a_tenth_of_sipas():
    panel = pd.DataFrame(
        {
            "par_index_score": [90.0, 80.0, 70.0],
            "sipas_score": [85.0, 80.0, np.nan],
            "par_sipas_points_max": 10.0,
            "par_sipas_points_score": [8.6, np.nan, np.nan],
        }
    )
    score, flagged = rest(panel, "par_index", ("sipas",))
    assert score.tolist()[:2] == pytest.approx([81.4, 72.0])
    assert np.isnan(score[2])
    assert flagged.tolist() == [False, True, False]


def test_what_replaces_sipas_points_follows_the_criteria_set_of_the_year(cleaned_year):
    """12 points in 2018, 10 since; printed points of 2018 and 2020 agree to the rounding."""
    weights = {}
    for year in (2018, 2019, 2020):
        panel = cleaned_year(year).panel
        printed, stand_in = panel.par_sipas_points_score, panel.sipas_score
        weights[year] = panel.par_sipas_points_max.unique().tolist()
        off = printed - stand_in * weights[year][0] / 100
        assert off.notna().any()
        assert off.abs().max() < 0.06
    assert weights == {2018: [12.0], 2019: [10.0], 2020: [10.0]}


def test_without_a_printed_weight_nothing_stands_in():
    panel = pd.DataFrame({"par_index_score": [80.0], "sipas_score": [80.0]})
    assert rest(panel, "par_index", ("sipas",))[0].isna().all()


def test_dti_without_government_by_both_rules():
    later = pd.DataFrame(
        {"dti_total_score": [0.6], "dti_component_government_activity_score": [0.8]}
    )
    assert dti_without_government(later)[0] == pytest.approx((600 - 160) / 800)
    first = pd.DataFrame({"dti_total_score": [0.5], "dti_pillar_government_score": [0.8]})
    assert dti_without_government(first)[0] == pytest.approx(0.3)


def test_mechanical_correlation_is_what_independent_parts_show():
    rng = np.random.default_rng(0)
    part, other = pd.Series(rng.normal(size=200_000) * 0.35), pd.Series(rng.normal(size=200_000))
    expected = mechanical_correlation(part, other * 2.5)
    assert expected == pytest.approx(0.35 / np.hypot(0.35, 2.5), abs=0.002)
    assert np.corrcoef(part, part + 2.5 * other)[0, 1] == pytest.approx(expected, abs=0.01)


def test_mechanical_correlation_needs_two_provinces_and_some_spread():
    assert np.isnan(mechanical_correlation(pd.Series([1.0]), pd.Series([2.0])))
    assert np.isnan(mechanical_correlation(pd.Series([1.0, 1.0]), pd.Series([2.0, 2.0])))
