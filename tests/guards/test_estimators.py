"""What was estimated in 2022, estimated again from the panels; which estimator, not only what."""

import zlib

import by_hand
import numpy as np
import pandas as pd
import pytest
import scipy.stats
import statsmodels.formula.api as smf
from statsmodels.stats.multitest import multipletests

SEED = 2022
CONTROLS = {
    "bivariate": "",
    "income": " + income + urban",
    "controls": " + income + urban + C(region)",
}


@pytest.fixture(scope="module")
def tests_of_2022(result):
    """Return the registered tests, without the partial correlations below them."""
    table = result("associations")
    return table[table.method.isin(["spearman", "pearson"])]


@pytest.fixture(scope="module")
def pairs(tests_of_2022, panels):
    return {place: by_hand.pair(panels[2022], row) for place, row in tests_of_2022.iterrows()}


def test_n_counts_the_provinces_that_have_both_figures_of_that_test(tests_of_2022, pairs):
    counted = pd.Series({place: len(x) for place, (x, _) in pairs.items()})
    pd.testing.assert_series_equal(tests_of_2022.n, counted, check_names=False)
    assert tests_of_2022.n.nunique() > 5


def test_correlations_are_those_of_normal_scores_by_their_own_method(tests_of_2022, pairs, panels):
    estimated = tests_of_2022.dropna(subset="estimate")
    found, everyone = {}, panels[2022].index
    for place, row in estimated.iterrows():
        x, y = pairs[place]
        if row.weights == "ipw":
            weights = by_hand.inverse_chances(panels, everyone.isin(x.index))
            found[place] = by_hand.correlation(x, y, row.method, weights)
        else:
            found[place] = by_hand.correlation(x, y, row.method)
            of_scipy = {"spearman": scipy.stats.spearmanr, "pearson": scipy.stats.pearsonr}
            assert found[place] == pytest.approx(of_scipy[row.method](x, y).statistic, rel=1e-12)
    np.testing.assert_allclose(estimated.estimate, pd.Series(found), rtol=1e-5)
    assert (estimated.weights == "ipw").sum() >= 6


def test_dti_and_par_index_rise_together(tests_of_2022, panels):
    """Rank 1 is the highest normal score: with one rank upside down the sign would turn."""
    raw = tests_of_2022.query("test == 'dti-par' and weights == 'none' and method == 'spearman'")
    ranks = panels[2022][["dti_total_rank", "par_index_rank"]].dropna()
    expected = ranks.corr("spearman").iloc[0, 1]
    assert raw.estimate.item() == pytest.approx(expected, abs=0.02)
    assert expected > 0.4
    scores = panels[2022][["dti_total_rank", "pci_total_score"]].dropna()
    pci = tests_of_2022.query("test == 'dti-pci' and weights == 'none' and method == 'spearman'")
    assert pci.estimate.item() == pytest.approx(-scores.corr("spearman").iloc[0, 1], abs=0.02)


def bca(x, y, row, draws):
    """Return SciPy's BCa interval, and that of percentiles, from the row's stream of resamples."""
    name = " ".join([row.test, row["sample"], row.weights, row.method])

    def statistic(units, axis=-1):
        sides = x[units], y[units]
        if row.method == "spearman":
            sides = [scipy.stats.rankdata(side, axis=axis) for side in sides]
        one, other = (side - side.mean(axis=axis, keepdims=True) for side in sides)
        size = np.sqrt((one**2).sum(axis=axis) * (other**2).sum(axis=axis))
        return (one * other).sum(axis=axis) / size

    found = scipy.stats.bootstrap(
        (np.arange(len(x)),),
        statistic,
        n_resamples=draws,
        method="BCa",
        rng=np.random.default_rng([SEED, zlib.crc32(name.encode())]),
    )
    return found.confidence_interval, np.percentile(found.bootstrap_distribution, [2.5, 97.5])


def test_intervals_of_associations_are_bca(tests_of_2022, pairs, draws):
    """SciPy draws the same resamples from the same stream, and knows BCa by itself."""
    plain = tests_of_2022.query("weights == 'none'").dropna(subset="ci_low")
    gaps = []
    for place, row in plain.iterrows():
        corrected, percentiles = bca(*(side.to_numpy() for side in pairs[place]), row, draws)
        np.testing.assert_allclose([row.ci_low, row.ci_high], corrected, rtol=1e-8)
        gaps.append(np.abs(np.subtract(corrected, percentiles)).max())
    assert max(gaps) > 0.05, "no row tells BCa from percentiles"


@pytest.mark.parametrize(
    "name", ["associations", "models", "specifications", "partial", "components"]
)
def test_an_estimate_lies_within_its_interval(result, name):
    table = result(name).dropna(subset=["ci_low", "ci_high"])
    estimate = table[{"partial": "partial", "components": "share"}.get(name, "estimate")]
    assert len(table) > 5
    assert ((table.ci_low < estimate) & (estimate < table.ci_high)).all()


def test_p_values_count_the_observed_among_the_draws(result, tests_of_2022, draws):
    """(hits + 1) / (draws + 1): never 0, and a whole number of the draws and the observed."""
    models, curve = result("models"), result("specification_test")
    counted = [tests_of_2022.p_value, models.p_value[models.model == "wild"], curve.p_value]
    assert set(curve.draws) == {draws}
    for p_value in counted:
        hits = p_value.dropna() * (draws + 1)
        np.testing.assert_allclose(hits, hits.round(), atol=1e-6)
        assert (hits.round() >= 1).all()
        assert len(hits)


def over_error(x, y, places):
    """Return Spearman's coefficient over its error, by comparing every two provinces.

    The error is the spread of F(x) G(y) + mean of G above x + mean of F above y.
    """
    n = len(x)
    above = [(v > v[:, None]) + 0.5 * (v == v[:, None]) for v in (x, y)]
    f, g = (1 - one.mean(1) for one in above)
    paired = g[places]
    back = places.argsort(1)
    above_y = np.take_along_axis((f[back] @ above[1].T) / n, places, axis=1)
    moved = f * paired + (paired @ above[0].T) / n + above_y
    product = (f - f.mean()) * (paired - g.mean())
    return product.mean(1) / (moved.std(1) / np.sqrt(n))


STATISTICS = {
    "spearman": over_error,
    "pearson": lambda x, y, places: y[places] @ (x - x.mean()),
}


def test_p_values_of_associations_are_two_sided_permutation_values(tests_of_2022, pairs, draws):
    rng = np.random.default_rng(1)
    plain = tests_of_2022.query("weights == 'none'").dropna(subset="p_value")
    doubtful = []
    for place, row in plain.iterrows():
        x, y = pairs[place]
        places = rng.permuted(np.tile(np.arange(len(y)), (4001, 1)), axis=1)
        places[0] = np.arange(len(y))
        found = np.abs(STATISTICS[row.method](x.to_numpy(), y.to_numpy(), places))
        extreme = found[1:] >= found[0] - 1e-9
        likely = (extreme.sum() + 1) / 4001
        spread = np.sqrt(likely * (1 - likely) / draws)
        assert abs(row.p_value - likely) < 4.5 * spread + 2 / draws, row.test
        doubtful += [(row.p_value, likely)] if likely > 0.02 else []
    found, expected = np.sum(doubtful, axis=0)
    assert 0.75 < found / expected < 1.25, "one side would be half of two"


def test_p_values_are_adjusted_within_role_method_sample_and_weights(tests_of_2022):
    known = tests_of_2022.dropna(subset="p_value")
    families = known.groupby(["role", "method", "sample", "weights"])
    assert families.ngroups >= 8
    for _, family in families:
        expected = multipletests(family.p_value, method="fdr_bh")[1]
        np.testing.assert_allclose(family.p_adjusted, expected, rtol=1e-8)
    assert (known.p_adjusted >= known.p_value - 1e-12).all()
    assert (known.p_adjusted > known.p_value + 1e-6).any()


def test_partial_correlations_are_of_residuals_and_adjusted_over_all_pairs(result, panels):
    table, panel = result("partial"), panels[2022]
    names = sorted({*table.one, *table.other})
    data = pd.concat([by_hand.normal_scores(panel, name) for name in names], axis=1, keys=names)
    data["income"] = np.log(panel.grdp_per_capita_value)
    data["urban"] = panel.urban_share_value
    data = data.dropna()
    for row in table.itertuples():
        rest = data.drop(columns=[row.one, row.other])
        rest.insert(0, "one", 1.0)
        left = [
            data[name] - rest @ np.linalg.lstsq(rest, data[name], rcond=None)[0]
            for name in (row.one, row.other)
        ]
        assert row.partial == pytest.approx(np.corrcoef(*left)[0, 1], rel=1e-7)
        assert row.n == len(data)
    adjusted = multipletests(table.p_value, method="fdr_bh")[1]
    np.testing.assert_allclose(table.p_adjusted, adjusted, rtol=1e-8)


def latest(panels, name):
    """Return a control of the latest year that has it for most provinces."""
    return next(
        known
        for year in sorted(panels, reverse=True)
        if (known := by_hand.column(panels[year], name)).notna().mean() > 0.5
    )


def test_models_are_least_squares_with_hc3_errors(result, tests_of_2022, pairs, panels):
    models = result("models").query("covariance == 'HC3'")
    sides = tests_of_2022.query("`sample` == 'all' and weights == 'none' and method == 'pearson'")
    places = dict(zip(sides.test, sides.index, strict=True))
    panel, checked, apart = panels[2022], 0, []
    for test, fitted in models[models.test != ""].groupby("test"):
        x, y = pairs[places[test]]
        data = panel[["region"]].assign(x=x, y=y)
        data["income"] = np.log(latest(panels, "grdp_per_capita_value"))
        data["urban"] = latest(panels, "urban_share_value")
        weights = by_hand.inverse_chances(panels, panel.index.isin(x.index))
        for model, controls in {**CONTROLS, "ipw": ""}.items():
            row = fitted[(fitted.model == model) & (fitted.predictor == "dti_total")]
            if row.empty:
                continue
            used = data if "region" in controls else data.drop(columns="region")
            used = used[["x", "y"]].dropna() if not controls else used.dropna()
            weighing = weights[used.index] if model == "ipw" else np.ones(len(used))
            fit = smf.wls(f"y ~ x{controls}", used, weights=weighing).fit()
            robust = fit.get_robustcov_results("HC3", use_t=True)
            place = fit.model.exog_names.index("x")
            expected = [
                *(len(used), robust.params[place], robust.bse[place]),
                *(*robust.conf_int()[place], robust.pvalues[place]),
            ]
            numbers = ["n", "estimate", "std_error", "ci_low", "ci_high", "p_value"]
            close = {"rtol": 1e-4} if model == "ipw" else {"rtol": 1e-7}
            np.testing.assert_allclose(row[numbers].iloc[0].astype(float), expected, **close)
            classical = fit.bse.iloc[place]
            apart += [
                abs(fit.HC1_se.iloc[place] / robust.bse[place] - 1),
                abs(classical / robust.bse[place] - 1),
            ]
            checked += 1
    assert checked >= 15
    assert min(max(apart[::2]), max(apart[1::2])) > 0.05


def specified(row, panels):
    """Return the standardised sides of a specification and its controls.

    Ranks of the outcome are among all provinces that have one, those of DTI among those used.
    """
    panel = panels[2022]
    y = by_hand.normal_scores(panel, row.outcome)
    y = {"score": by_hand.column(panel, f"{row.outcome}_score"), "ranks": y.rank()}.get(
        row.scale, y
    )
    data = pd.DataFrame({"x": by_hand.normal_scores(panels[2022 - row.lag], "dti_total"), "y": y})
    if row.controls != "none":
        data["income"] = np.log(latest(panels, "grdp_per_capita_value"))
        data["urban"] = latest(panels, "urban_share_value")
    data = data.dropna()
    if row.sample == "without four":
        data = data.drop(index=["01", "79", "48", "22"], errors="ignore")
    if row.scale == "ranks":
        data["x"] = data.x.rank()
    sides = data[["x", "y"]]
    return data.assign(**(sides - sides.mean()) / sides.std(ddof=0))


def test_specifications_are_least_squares_of_standardised_figures_with_hc3_errors(result, panels):
    sets = {"none": "y ~ x", "income, urban": "y ~ x + income + urban"}
    curve = result("specifications").query("estimator == 'OLS' and weights == 'none'")
    asked = curve.query("overlap == 'raw' and year == 2022 and controls in @sets.keys()")
    assert set(asked.scale) == {"normal scores", "ranks", "score"}
    assert len(asked) >= 40
    for row in asked.itertuples():
        data = specified(row, panels)
        fit = smf.ols(sets[row.controls], data).fit(cov_type="HC3", use_t=True)
        found = [row.n, row.estimate, row.std_error, row.ci_low, row.ci_high, row.p_value]
        ends = fit.conf_int().loc["x"]
        expected = [len(data), fit.params["x"], fit.bse["x"], *ends, fit.pvalues["x"]]
        np.testing.assert_allclose(found, expected, rtol=1e-7)


def within_year(panels, indicator):
    """Return z-scores of each year, provinces in rows."""
    scores = {year: panel[f"{indicator}_score"] for year, panel in panels.items()}
    return pd.DataFrame(
        {year: (score - score.mean()) / score.std() for year, score in scores.items()}
    )


@pytest.mark.parametrize("outcome", ["papi_d5_admin_procedures", "pci_total"])
def test_panel_models_take_z_scores_within_each_year_and_errors_by_province(
    result, panels, outcome
):
    x, y = within_year(panels, "papi_d8_egovernance"), within_year(panels, outcome)
    years = {2021: 2020, 2022: 2021}
    data = pd.concat(
        [pd.DataFrame({"y": y[now], "x": x[before], "year": now}) for now, before in years.items()]
    )
    data = data.rename_axis("province").reset_index().dropna()
    data = data[data.groupby("province").year.transform("size") == 2]
    data["mean"] = data.groupby("province").x.transform("mean")
    formulas = {
        "panel_lag": ("y ~ x + C(year) + C(province)", "x"),
        "mundlak_between": ("y ~ mean + I(x - mean) + C(year)", "mean"),
        "mundlak_within": ("y ~ mean + I(x - mean) + C(year)", "I(x - mean)"),
    }
    models = result("models").query("outcome == @outcome").set_index("model")
    for model, (formula, term) in formulas.items():
        row = models.loc[model]
        estimate, error = by_hand.jackknife(formula, data, data.province, term)
        reach = scipy.stats.t.ppf(0.975, data.province.nunique() - 1) * error
        found = [row.n, row.estimate, row.std_error, row.ci_low, row.ci_high]
        expected = [len(data), estimate, error, estimate - reach, estimate + reach]
        np.testing.assert_allclose(found, expected, rtol=1e-6)
        assert row.covariance == "CRV3 by province"
