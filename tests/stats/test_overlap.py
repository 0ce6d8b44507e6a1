"""Indices that contain each other."""

import numpy as np
import pandas as pd
import pytest

from pardx.data.clean import clean
from pardx.stats.association import dti_without_government, mechanical_correlation, rest


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


def test_what_stands_in_for_sipas_points_follows_the_criteria_set_of_the_year(dictionary):
    """12 points in 2018, 10 since; printed points of 2018 and 2020 agree to the rounding."""
    weights = {}
    for year in (2018, 2019, 2020):
        panel = clean(dictionary, year).panel
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
