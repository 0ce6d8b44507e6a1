"""Reliability: against chains of known noise; corrections undo the noise; design effects."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_association import draw_panel

from pardx.stats.association import associations
from pardx.stats.rank_sets import noise_bands, rank_table, standard_error
from pardx.stats.reliability import COLUMNS, CORRECTED, NOISY, disattenuated, heise, reliability
from pardx.stats.survey_noise import COLUMNS as EFFECT_COLUMNS
from pardx.stats.survey_noise import EFFECTS, design_effects

D5 = "papi_d5_admin_procedures"
NO_BREAKS = pd.DataFrame({"indicator": [], "year": []})
SAMPLES = pd.DataFrame(
    [
        (name, year, asked, 9, 0)
        for name in ("papi_d5_admin_procedures", "papi_d8_egovernance")
        for year, asked in ((2020, 14732), (2021, 15833), (2022, 16117))
    ],
    columns=["indicator", "year", "respondents", "width", "provinces"],
)


@given(st.floats(0.1, 1), st.floats(0.05, 1), st.floats(0.05, 1))
def test_the_reliability_of_a_chain_comes_out_of_its_correlations(rel, first, second):
    """Observed correlations are those of the true scores, times the reliability."""
    r12, r23, r13 = rel * first, rel * second, rel * first * second
    assert heise(r12, r23, r13) == pytest.approx(rel)
    assert r13 / r23 == pytest.approx(first)
    assert r13 / r12 == pytest.approx(second)


def chain(n, rel, change, seed, years=(2020, 2021, 2022)):
    """Return panels of a true score that moves each year, seen with noise."""
    rng = np.random.default_rng(seed)
    truth, panels = rng.normal(size=n), {}
    for year in years:
        seen = np.sqrt(rel) * truth + np.sqrt(1 - rel) * rng.normal(size=n)
        panels[year] = pd.DataFrame({f"{D5}_score": 7 + 0.2 * seen})
        panels[year].index = [f"{code:05d}" for code in range(n)]
        truth = change * truth + np.sqrt(1 - change**2) * rng.normal(size=n)
    return panels


def test_a_simulated_index_has_the_reliability_it_was_given():
    table = reliability(chain(4000, 0.7, 0.9, seed=1), NO_BREAKS, seed=1, draws=199)
    assert [*table.columns] == [*COLUMNS]
    [row] = table.itertuples()
    assert row.reliability == pytest.approx(0.7, abs=0.03)
    assert (row.stable_first, row.stable_last) == pytest.approx((0.9, 0.9), abs=0.04)
    assert row.ci_low < 0.7 < row.ci_high


def test_the_interval_of_63_provinces_holds_the_truth_nearly_always():
    held = 0
    for seed in range(60):
        panels = chain(63, 0.7, 0.9, 100 + seed)
        [row] = reliability(panels, NO_BREAKS, seed=seed, draws=299).itertuples()
        held += row.ci_low <= 0.7 <= row.ci_high
    assert held >= 52


def test_three_years_of_one_method_running_are_taken_and_no_others():
    panels = chain(63, 0.7, 0.9, 2, years=(2018, 2019, 2020, 2021, 2022, 2024))
    breaks = pd.DataFrame({"indicator": [D5], "year": [2019]})
    table = reliability(panels, breaks, seed=1, draws=19)
    assert [*zip(table["first"], table["last"], strict=True)] == [(2019, 2021), (2020, 2022)]
    assert reliability({2022: panels[2022]}, NO_BREAKS, seed=1, draws=19).empty


def test_a_design_effect_is_a_smaller_sample():
    panel = chain(63, 0.7, 0.9, 3)[2022]
    fewer = SAMPLES.assign(respondents=SAMPLES.respondents / 3)
    given_ = {"year": 2022, "seed": 1, "draws": 199}
    pd.testing.assert_frame_equal(
        rank_table(panel, SAMPLES, **given_, design_effect=3.0)[0],
        rank_table(panel, fewer, **given_, design_effect=1.0)[0],
    )
    pd.testing.assert_frame_equal(
        noise_bands(panel, SAMPLES, **given_, design_effect=3.0),
        noise_bands(panel, fewer, **given_, design_effect=1.0),
    )


def test_another_years_sample_is_never_taken():
    assert np.isnan(standard_error(SAMPLES, D5, 2019, 63))
    panel = chain(63, 0.7, 0.9, 3)[2022]
    table, refused = rank_table(panel, SAMPLES, year=2019, seed=1, draws=9)
    assert table.empty
    assert refused[refused.subject == D5].reason.to_list() == ["no_sample"]
    bands = noise_bands(panel, SAMPLES, year=2019, seed=1).set_index("indicator")
    assert bands.loc[D5, ["band", "basis"]].to_list() == [10, "convention"]


def test_the_more_clusters_swell_the_variance_the_less_ranks_say():
    table = design_effects(chain(63, 0.7, 0.9, 4), NO_BREAKS, SAMPLES, seed=1, draws=199)
    assert [*table.columns] == [*EFFECT_COLUMNS]
    assert table.design_effect.to_list() == [*EFFECTS]
    for name in ("std_error", "band", "width", "joint_width"):
        assert table[name].is_monotonic_increasing, name
    for name in ("reliability", "beta_noise"):
        assert table[name].is_monotonic_decreasing, name
    assert table.std_error.to_numpy() ** 2 == pytest.approx(
        table.std_error[0] ** 2 * np.array(EFFECTS)
    )
    first = np.var([*chain(63, 0.7, 0.9, 4)[2020][f"{D5}_score"]], ddof=1)
    error = 9 / 6 * np.sqrt(63 / 14732)
    expected = -np.minimum(1, error**2 * np.array(EFFECTS) / first)
    assert table.beta_noise.to_numpy() == pytest.approx(expected)


def test_dividing_by_the_root_of_the_reliability_undoes_noise(tests):
    rng = np.random.default_rng(5)
    x, noise, other = rng.normal(size=(3, 20_000))
    truth = 0.6 * x + 0.8 * other
    seen = truth + np.sqrt(1 / 0.64 - 1) * noise
    r = np.corrcoef(x, seen)[0, 1]
    assert r / np.sqrt(0.64) == pytest.approx(0.6, abs=0.02)
    pairs = associations({2022: draw_panel()}, tests, seed=1, draws=19)[0]
    waves = pd.DataFrame(
        {"indicator": D5, "first": [2019, 2020], "last": [2021, 2022], "reliability": [0.5, 0.64]}
    )
    effects = pd.DataFrame({"indicator": [D5], "design_effect": [1.5], "reliability": [0.81]})
    table = disattenuated(pairs, waves, effects)
    assert [*table.columns] == [*CORRECTED]
    own = table[table.test == "dti-papi-d5"]
    assert own.basis.to_list() == ["three waves 2020-2022", "design effect 1.5"]
    assert (own.corrected / own.estimate).to_list() == pytest.approx([1 / 0.8, 1 / 0.9])
    assert (own.corrected_low / own.ci_low).to_list() == pytest.approx([1 / 0.8, 1 / 0.9])
    assert {*table.outcome} == {D5}
    assert {*own.refused} == {""}


def test_a_predictor_of_the_same_survey_is_refused_with_its_reason():
    """D8 on D5 was corrected as if D8 were without noise, and the errors of both apart."""
    pairs = pd.DataFrame(
        {
            "test": ["papi-d8-d5", "dti-papi-d5"],
            "outcome": D5,
            "predictor": ["papi_d8_egovernance", "dti_total"],
            **{"method": "pearson", "weights": "none", "removed": "", "n": 61},
            **{"estimate": [0.41, 0.26], "ci_low": 0.1, "ci_high": 0.6},
        }
    )
    waves = pd.DataFrame({"indicator": [D5], "first": [2020], "last": [2022], "reliability": [0.6]})
    effects = pd.DataFrame(
        {
            "indicator": [D5, "papi_d8_egovernance"],
            "design_effect": [1.5, 1.5],
            "reliability": [0.7, 0.9],
        }
    )
    table = disattenuated(pairs, waves, effects).set_index("test")
    refused = table.loc[["papi-d8-d5"]]
    assert refused.refused.to_list() == [NOISY]
    assert refused[["basis", "reliability", "corrected", "corrected_low"]].isna().all(axis=None)
    assert refused.estimate.notna().all()
    assert table.loc[["dti-papi-d5"]].corrected.notna().all()
