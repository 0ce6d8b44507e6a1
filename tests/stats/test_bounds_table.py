"""Bounds of real years: known ranks, evidence, and the tables that are saved."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from pardx.stats.association import pair_of
from pardx.stats.bounds_evidence import listings
from pardx.stats.bounds_table import COLUMNS, SLOPES, bounds_associations, bounds_slopes
from pardx.stats.press_claims import load_claims


@pytest.fixture(scope="module")
def cleaned(cleaned_year):
    return {year: cleaned_year(year) for year in (2021, 2022)}


@pytest.fixture(scope="module")
def known(dictionary, cleaned):
    panels = {year: made.panel for year, made in cleaned.items()}
    claims = load_claims(dictionary.project, 2022)
    return listings(panels, vars(cleaned[2022])["values"], claims, dictionary)


@pytest.fixture(scope="module")
def table(known, dictionary):
    return bounds_associations(known, dictionary, 2022)


def row(table, outcome, predictor="dti_total"):
    [found] = table.query("outcome == @outcome and predictor == @predictor").itertuples()
    return found


def test_it_has_its_columns_and_every_registered_pair(table, dictionary):
    assert [*table.columns] == [*COLUMNS]
    pairs = {*zip(table.outcome, table.predictor, strict=True)}
    assert {(test.outcome, test.predictor) for test in dictionary.tests.itertuples()} <= pairs
    assert len(pairs) == len(table)
    assert {*table.kind} <= {"exact", "outer"}


def test_par_index_and_dti_go_together_wherever_the_missing_stand(table):
    found = row(table, "par_index")
    assert (found.n, found.population, found.kind) == (45, 63, "exact")
    assert (found.estimate, found.low, found.high) == pytest.approx((0.509, 0.244, 0.601), abs=1e-3)
    assert (found.low_side, found.high_side) == pytest.approx((0.378, 0.527), abs=0.005)
    assert found.used == "means;regional ranks"
    assert found.p_bound == pytest.approx(0.054, abs=1e-3)


def test_sipas_leaves_the_sign_open(table):
    found = row(table, "sipas")
    assert (found.n, found.p_bound) == (33, 1)
    assert (found.low, found.high) == pytest.approx((-0.166, 0.437), abs=1e-3)
    assert found.low < found.low_side < found.high_side < found.high


def test_two_partial_lists_have_exact_bounds_too(table):
    found = row(table, "par_index", "sipas")
    assert (found.n, found.kind) == (30, "exact")
    assert (found.low, found.high) == pytest.approx((0.037, 0.769), abs=1e-3)


def test_a_full_pair_is_a_point_over_those_that_both_measure(table, cleaned):
    found, panel = row(table, "papi_d5_admin_procedures"), cleaned[2022].panel
    both = panel[["papi_d5_admin_procedures_score", "dti_total_rank"]].dropna()
    truth = -spearmanr(*both.to_numpy().T).statistic
    assert found.population == found.n == len(both) == 62
    assert [found.low, found.high, found.estimate] == pytest.approx([truth] * 3)


def test_estimates_are_those_of_the_associations(table, cleaned, dictionary):
    for test in dictionary.tests[dictionary.tests.without == ""].itertuples():
        both = pair_of(cleaned[2022].panel, test).complete
        expected = spearmanr(both.x, both.y).statistic
        found = row(table, test.outcome, test.predictor)
        assert (found.estimate, found.n) == (pytest.approx(expected), len(both))


def test_all_placings_drawn_at_random_lie_inside(known):
    rng = np.random.default_rng(1)
    x, y = known["dti_total"].rank, known["par_index"].rank
    from pardx.stats.bounds import spearman_bounds

    found = spearman_bounds(x, y, x.index)
    free = sorted({*range(1, 64)} - {*y.dropna()})
    for _ in range(200):
        full = y.copy()
        full[y.isna()] = rng.permutation(free)
        assert found.low <= spearmanr(x, full).statistic <= found.high


def test_slopes_are_those_of_the_regressions_where_nothing_is_missing(
    known, cleaned, dictionary, regressions
):
    panels = {year: made.panel for year, made in cleaned.items()}
    slopes = bounds_slopes(known, panels, dictionary)
    assert [*slopes.columns] == [*SLOPES]
    fitted = regressions(panels, dictionary.tests, seed=1, draws=19)[0]
    fitted = fitted[fitted.model.isin(slopes.controls) & (fitted.predictor == "dti_total")]
    compared = slopes.query("predictor == 'dti_total'").merge(
        fitted[fitted.test.isin(dictionary.tests.index[dictionary.tests.without == ""])],
        left_on=["outcome", "controls"],
        right_on=["outcome", "model"],
        suffixes=("", "_fitted"),
    )
    assert len(compared) >= 10
    np.testing.assert_allclose(compared.estimate, compared.estimate_fitted, atol=1e-6)
    full = compared[compared.n == compared.population]
    np.testing.assert_allclose(full.low, full.estimate)
    np.testing.assert_allclose(full.high, full.estimate)
    partial = compared[compared.n < compared.population]
    assert (partial.low < partial.high).all()
    assert {*slopes.kind} == {"exact", "no information"}
    nothing = slopes.kind == "no information"
    assert slopes[nothing].low.isna().all()
    assert (slopes[nothing].controls != "bivariate").all(), "controls end what is known"
    slopes = slopes[~nothing]
    assert (slopes.low <= slopes.low_side + 1e-12).all()
    assert (slopes.high_side <= slopes.high + 1e-12).all()


def test_only_regional_ranks_of_the_six_regions_count(known, dictionary, cleaned_year):
    assert known["par_index"].printed.regional_rank == {"80": 1, "93": 2, "87": 3, "92": 4}
    older = cleaned_year(2020)
    claims = load_claims(dictionary.project, 2020)
    before = listings({2020: older.panel}, older.values, claims, dictionary)
    assert before["par_index"].printed.regional_rank == {}, "first of the South is no region's"


def test_the_means_are_the_printed_ones(known):
    means = known["par_index"].printed.means
    assert means[""] == 84.79
    assert means["Đông Nam Bộ"] == 84.74
    assert known["sipas"].printed.means == {"": 80.08}
    assert known["papi_d5_admin_procedures"].printed.means == {}


def test_an_index_of_other_units_is_left_out(cleaned, dictionary):
    panels = {year: made.panel.iloc[:34] for year, made in cleaned.items()}
    claims = load_claims(dictionary.project, 2022)
    assert listings(panels, vars(cleaned[2022])["values"], claims, dictionary) == {}


def test_ranks_that_contradict_each_other_are_named_in_the_table(cleaned, dictionary):
    panel = cleaned[2022].panel.copy()
    claims = load_claims(dictionary.project, 2022).iloc[:0]
    panel["par_index_rank"] = panel.par_index_rank.where(panel.index != "02", 64.0)
    found = listings({2022: panel}, vars(cleaned[2022])["values"], claims, dictionary)
    table = bounds_associations(found, dictionary, 2022)
    broken = row(table, "par_index")
    assert broken.kind == "infeasible"
    assert pd.isna(broken.low)
    assert "rank of 02" in broken.used


def test_too_few_provinces_have_bounds_and_no_coefficient(known, dictionary):
    """PCI and DTI of 2024 printed -1.00 for three provinces."""
    dti = known["dti_total"]
    for most, estimated in ((16, False), (17, True)):
        printed = replace(dti.printed, rank=dti.rank.where(dti.rank <= most), means={})
        few = {"pci_total": known["pci_total"], "dti_total": replace(dti, printed=printed)}
        found = row(bounds_associations(few, dictionary, 2022), "pci_total")
        assert found.n == most
        assert np.isfinite(found.estimate) == estimated
        assert found.low < found.high
