"""Rank sets, weight ranges, noise."""

import numpy as np
import pandas as pd
import pytest

from pardx.stats.rank_sets import (
    COLUMNS,
    noise_band,
    noise_bands,
    rank_sets,
    rank_table,
    standard_error,
    stepdown,
    surveys,
    weight_ranges,
)

D5, D8 = "papi_d5_admin_procedures", "papi_d8_egovernance"
SAMPLES = pd.DataFrame(
    {"indicator": [D5, D8], "year": 2022, "respondents": 16000, "width": 9, "provinces": 0}
)


def test_far_apart_scores_have_one_rank_and_equal_ones_have_all():
    rng = np.random.default_rng(0)
    error = np.full(5, 0.1)
    far = rank_sets(np.arange(5.0, 0, -1), error, rng=rng, draws=500, joint=True)
    assert far[0].tolist() == far[1].tolist() == [1, 2, 3, 4, 5]
    equal = rank_sets(np.ones(5), error, rng=rng, draws=500, joint=True)
    assert equal[0].tolist() == [1] * 5
    assert equal[1].tolist() == [5] * 5


def test_joint_sets_hold_the_marginal_ones_and_both_hold_the_rank():
    rng = np.random.default_rng(1)
    score, error = rng.normal(size=63), np.full(63, 0.3)
    rank = (-score).argsort().argsort() + 1
    low, high = rank_sets(score, error, rng=rng, draws=1000, joint=False)
    wide_low, wide_high = rank_sets(score, error, rng=rng, draws=1000, joint=True)
    assert (wide_low <= low).all()
    assert (high <= wide_high).all()
    assert ((low <= rank) & (rank <= high)).all()


@pytest.mark.parametrize("joint", [False, True])
def test_stepdown_sets_lie_inside_the_single_step_ones_and_some_are_smaller(joint):
    rng = np.random.default_rng(5)
    score, error = rng.normal(size=63), np.full(63, 0.1)
    single, stepped = (
        rank_sets(score, error, rng=np.random.default_rng(1), draws=1000, joint=joint, steps=steps)
        for steps in (1, 50)
    )
    assert (single[0] <= stepped[0]).all()
    assert (stepped[1] <= single[1]).all()
    assert (stepped[1] - stepped[0]).sum() < (single[1] - single[0]).sum()


def test_a_table_without_ranks_keeps_its_columns():
    empty = pd.DataFrame(index=[f"{code:02d}" for code in range(63)])
    table, _ = rank_table(empty, SAMPLES, year=2022, seed=1, draws=9)
    assert table.empty
    assert tuple(table) == COLUMNS
    scored = empty.assign(papi_d8_egovernance_score=np.linspace(2, 8, 63))
    assert tuple(rank_table(scored, SAMPLES, year=2022, seed=1, draws=9)[0]) == COLUMNS


@pytest.mark.filterwarnings("error")
def test_stepdown_is_that_of_hand():
    """Step 1 rejects what exceeds 4; step 2, over the last two, what exceeds 1."""
    drawn = np.column_stack([np.full(100, 4.0), np.full(100, 1.0), np.full(100, 0.5)])
    assert stepdown(np.array([5.0, 2.0, 0.9]), drawn.copy()).tolist() == [True, True, True]
    assert stepdown(np.array([5.0, 2.0, 0.4]), drawn.copy()).tolist() == [True, True, False]
    assert stepdown(np.array([3.0, 2.0, 0.9]), drawn.copy()).tolist() == [False] * 3


def test_noise_band_grows_with_noise_and_is_a_convention_elsewhere():
    rng = np.random.default_rng(3)
    panel = pd.DataFrame({"papi_d5_admin_procedures_score": 7 + 0.2 * rng.normal(size=63)})
    loud = SAMPLES.assign(respondents=2000)
    few, many = (
        noise_bands(panel, samples, year=2022, seed=1).set_index("indicator")
        for samples in (loud, SAMPLES)
    )
    assert few.band["papi_d5_admin_procedures"] > many.band["papi_d5_admin_procedures"]
    assert many.loc["par_index", ["band", "basis"]].tolist() == [10, "convention"]


def test_a_change_is_beyond_the_band_of_its_own_index():
    bands = pd.DataFrame({"indicator": ["sipas"], "band": [7], "basis": ["simulated"]})
    assert noise_band(bands, "sipas") == (7, "simulated")
    assert noise_band(bands, "pci_total") == noise_band(None, "sipas") == (10, "convention")


def test_a_sure_survey_has_a_band_below_the_convention():
    score = pd.DataFrame({"papi_d8_egovernance_score": np.linspace(2, 8, 63)})
    sure = SAMPLES.assign(respondents=10**9)
    found = noise_bands(score, sure, year=2022, seed=1)
    assert noise_band(found, "papi_d8_egovernance") == (1, "simulated")


def test_weights_cannot_move_a_province_that_leads_on_every_part():
    rng = np.random.default_rng(4)
    parts = pd.DataFrame(rng.uniform(4, 6, (20, 8)), index=[f"{i:02d}" for i in range(20)])
    parts.columns = [f"papi_d{k}_x_score" for k in range(1, 9)]
    parts.iloc[0] = 9
    table = weight_ranges(parts, seed=1)[0].set_index("gso_code")
    assert table.loc["00", ["weight_low", "weight_high"]].tolist() == [1, 1]
    assert (table.weight_high - table.weight_low).iloc[1:].mean() > 1
    table, refused = weight_ranges(parts.iloc[:, :7], seed=1)
    assert table.empty
    assert refused.reason.to_list() == ["too_few"]


def test_surveys_are_those_of_the_catalogue_with_the_scale_of_their_scores(dictionary):
    """Fault: three names and widths stood in the code; another survey index had no error."""
    found = surveys(dictionary).drop_duplicates("indicator").set_index("indicator")
    assert found.width.to_dict() == {"sipas": 100, D5: 9, D8: 9}
    papi = surveys(dictionary).query("indicator == @D5 and year == 2024")
    assert papi[["respondents", "provinces"]].to_numpy().tolist() == [[18894, 61]]


def test_provinces_without_a_collected_score_share_the_sample():
    asked = SAMPLES.assign(provinces=63)
    assert standard_error(asked, D5, 2022, 20) == standard_error(asked, D5, 2022, 63)
