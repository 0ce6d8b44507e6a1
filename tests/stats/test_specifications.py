"""The specification curve: honest, seeded, independent of workers."""

import numpy as np
import pandas as pd
import pytest
from test_association import draw_panel

from pardx.stats.huber import huber_t
from pardx.stats.specifications import (
    CHOICES,
    SCALES,
    TEST_COLUMNS,
    Specification,
    _permuted,
    residual_permutations,
    specification_curve,
)


@pytest.fixture(scope="module")
def panels():
    return {2021: draw_panel(seed=2), 2022: draw_panel(seed=3)}


@pytest.fixture(scope="module")
def result(panels):
    return specification_curve(panels, seed=1, draws=99, spread=map)


def test_result_does_not_depend_on_the_number_of_workers(panels, result):
    for one, other in zip(result, specification_curve(panels, seed=1, draws=99), strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_another_seed_keeps_the_estimates_and_moves_the_null(panels, result):
    curve, joint, _ = specification_curve(panels, seed=2, draws=99)
    pd.testing.assert_frame_equal(curve, result[0])
    assert joint.null_median[0] != result[1].null_median[0]


def test_no_specification_is_run_twice(result):
    curve = result[0]
    assert not curve.duplicated([*CHOICES]).any()
    assert (curve.estimate.diff().dropna() >= 0).all()


def test_all_values_of_a_year_are_permuted_among_all_that_have_one(panels):
    seen = panels[2022].dti_total_rank.rank() <= 20
    known = {2021: panels[2021].assign(dti_total_rank=panels[2022].dti_total_rank.where(seen))}
    known[2022] = panels[2022]
    keys = np.random.default_rng(1).random((50, 63))
    drawn = _permuted(known, [2021, 2022], keys)
    for year, wide in ((2021, 20), (2022, 63)):
        observed = drawn[year][0]
        assert np.isfinite(observed).sum() == wide
        for row in drawn[year]:
            assert (np.isfinite(row) == np.isfinite(observed)).all()
            assert sorted(row[np.isfinite(row)]) == sorted(observed[np.isfinite(observed)])
        assert len({tuple(row[np.isfinite(row)]) for row in drawn[year]}) == 51
    moved = [np.unique(drawn[2022][1:, place]).size for place in range(63)]
    assert min(moved) > 20, "every province takes values of all others"


def test_permuted_residuals_are_refitted_outcomes():
    """Freedman and Lane by the long way: rebuild each outcome, and fit it anew."""
    import statsmodels.api as sm

    rng = np.random.default_rng(2)
    used = np.sort(rng.choice(63, 40, replace=False))
    others = sm.add_constant(rng.normal(size=(40, 2)))
    y, weights = rng.normal(size=40), rng.uniform(0.5, 2, 40)
    dti, keys = rng.normal(size=(1, 63)), rng.random((9, 63))
    choices = {"estimator": "OLS", "scale": "score", "year": 2022, "lag": 0}
    one = Specification(choices, used, y, others, weights)
    found = residual_permutations(one, {2022: dti}, keys)
    x, y = ((v - v.mean()) / v.std() for v in (dti[0, used], y))
    root = np.sqrt(weights)
    reduced = sm.OLS(y * root, others * root[:, None]).fit()
    design = np.column_stack([x, others]) * root[:, None]
    orders = [np.arange(40), *keys[:, used].argsort(axis=1)]
    expected = [
        sm.OLS(reduced.fittedvalues + reduced.resid[order], design).fit().params[0]
        for order in orders
    ]
    np.testing.assert_allclose(found, expected, rtol=1e-8)


def test_outcomes_and_years_are_tested_apart_and_together(result):
    joint = result[1]
    assert [*joint.columns] == [*TEST_COLUMNS]
    assert {*joint.timing} == {"same year", "lagged", "year before"}
    median = joint[(joint.statistic == "median estimate") & (joint.outcome != "all")]
    curve = result[0]
    for row in median[median.permutation == "plain"].itertuples():
        lag = int(row.timing == "lagged")
        year = 2021 if row.timing == "year before" else 2022
        own = curve.query("outcome == @row.outcome and overlap == @row.overlap")
        own = own[(own.year == year) & (own.lag == lag)]
        assert row.observed == pytest.approx(own.estimate.median())
        assert row.specifications == len(own)
    for (timing, kind), each in median.groupby(["timing", "permutation"]):
        together = joint[(joint.outcome == "all") & (joint.timing == timing)]
        together = together[together.permutation == kind]
        assert together.observed.item() == pytest.approx(each.observed.mean())


def test_both_permutations_agree_on_what_they_observe_without_hubers_estimator(result):
    curve, joint, _ = result
    row = joint.query(
        "outcome == 'pci_total' and timing == 'same year' and permutation == 'residual'"
    ).iloc[0]
    own = curve.query("outcome == 'pci_total' and year == 2022 and lag == 0 and estimator == 'OLS'")
    assert row.observed == pytest.approx(own.estimate.median())
    assert row.specifications == len(own)


def test_ties_are_ranked_alike_whatever_the_order_of_provinces(panels):
    tied = {year: frame.copy() for year, frame in panels.items()}
    last = tied[2022].dti_total_rank.nlargest(20).index
    tied[2022].loc[last, "dti_total_rank"] = 44.0
    turned = {year: frame.iloc[::-1] for year, frame in tied.items()}
    curves = [specification_curve(one, seed=1, draws=1)[0] for one in (tied, turned)]
    pd.testing.assert_series_equal(curves[0].estimate, curves[1].estimate)


def test_a_specification_is_the_statsmodels_fit(panels, result):
    import statsmodels.api as sm
    from scipy.stats import zscore

    from pardx.stats.ranks import normal_scores

    row = (
        result[0]
        .query(
            "outcome == 'pci_total' and scale == 'normal scores' and year == 2022 and lag == 0"
            " and controls == 'none' and weights == 'none' and sample == 'all'"
        )
        .iloc[0]
    )
    x, y = (zscore(normal_scores(panels[2022], name)) for name in ("dti_total", "pci_total"))
    fit = sm.OLS(y, sm.add_constant(np.asarray(x))).fit(cov_type="HC3", use_t=True)
    assert row.estimate == pytest.approx(np.asarray(fit.params)[1])
    assert row.p_value == pytest.approx(np.asarray(fit.pvalues)[1])


def test_huber_on_scores_is_that_of_statsmodels(panels, result):
    import statsmodels.api as sm
    from scipy.stats import zscore

    from pardx.stats.ranks import normal_scores

    chosen = result[0].query(
        "outcome == 'pci_total' and estimator == 'Huber' and year == 2022 and lag == 0"
        " and controls == 'income' and sample == 'all'"
    )
    [row] = chosen.itertuples()
    panel = panels[2022]
    x = zscore(normal_scores(panel, "dti_total"))
    exog = np.column_stack([x, np.ones(63), np.log(panel.grdp_per_capita_value)])
    y = zscore(panel.pci_total_score.to_numpy())
    fit = sm.RLM(y, exog, M=sm.robust.norms.HuberT()).fit(tol=1e-12, maxiter=500)
    assert row.estimate == pytest.approx(fit.params[0], rel=1e-6)
    assert row.std_error == pytest.approx(fit.bse[0], rel=1e-6)


def test_huber_is_run_for_scores_only(result):
    counts = result[0].groupby(["estimator", "scale"]).size()
    assert set(counts["Huber"].index) == {"score"}
    assert set(counts["OLS"].index) == set(SCALES)
    assert (result[0].covariance == result[0].estimator.map({"OLS": "HC3", "Huber": "Huber"})).all()


def test_huber_hardly_feels_one_wild_score():
    rng = np.random.default_rng(6)
    x = rng.normal(size=60)
    y = 0.5 * x + 0.3 * rng.normal(size=60)
    ones = np.ones((60, 1))
    clean = huber_t(y, x, ones)[0][0]
    y[x.argmax()] -= 50
    assert huber_t(y, x, ones)[0][0] == pytest.approx(clean, abs=0.1)
    assert abs(np.polyfit(x, y, 1)[0] - clean) > 0.5


def p_of(joint, outcome, kind):
    rows = joint.query(
        "outcome == @outcome and permutation == @kind and timing == 'same year' "
        "and statistic in ('median estimate', 'mean of medians') and overlap != 'removed'"
    )
    return rows.p_value.item()


@pytest.mark.parametrize("kind", ["plain", "residual"])
def test_joint_test_sees_the_shared_part_and_spares_noise(panels, result, kind):
    assert p_of(result[1], "par_index", kind) < 0.05, "PAR INDEX moves with DTI when invented"
    assert p_of(result[1], "pci_total", kind) > 0.05
    rng = np.random.default_rng(8)
    noise = {
        year: panel.assign(dti_total_rank=rng.permutation(63) + 1.0)
        for year, panel in panels.items()
    }
    assert p_of(specification_curve(noise, seed=1, draws=99)[1], "all", kind) > 0.05


def test_a_year_without_dti_has_no_curve():
    panel = draw_panel().drop(columns="dti_total_rank")
    curve, joint, refused = specification_curve({2022: panel}, seed=1, draws=9)
    assert curve.empty
    assert joint.empty
    assert refused.reason.to_list() == ["too_few"]


def test_the_year_2022_has_at_least_500_honest_specifications(cleaned_year):
    panels = {year: cleaned_year(year).panel for year in (2021, 2022)}
    assert len(specification_curve(panels, seed=1, draws=1)[0]) >= 500


def test_a_year_without_its_own_dti_has_no_curve_of_last_years(panels):
    bare = panels | {max(panels): panels[max(panels)].drop(columns="dti_total_rank")}
    curve, joint, refused = specification_curve(bare, seed=1, draws=9)
    assert len(curve) == len(joint) == 0
    assert refused[["family", "reason"]].to_numpy().tolist() == [["specifications", "too_few"]]
