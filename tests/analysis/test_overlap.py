"""Indices that contain each other."""

import numpy as np
import pandas as pd
import pytest

from pardx.analysis.overlap import dti_without_government, mechanical_correlation, rest


def test_rest_of_par_index_takes_printed_points_before_a_tenth_of_sipas():
    panel = pd.DataFrame(
        {
            "par_index_score": [90.0, 80.0, 70.0],
            "sipas_score": [85.0, 80.0, np.nan],
            "par_sipas_points_score": [8.6, np.nan, np.nan],
        }
    )
    score, flagged = rest(panel, "par_index", ("sipas",))
    assert score.tolist()[:2] == pytest.approx([81.4, 72.0])
    assert np.isnan(score[2])
    assert flagged == 1


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
