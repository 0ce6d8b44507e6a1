"""LMG shares."""

import numpy as np
import pandas as pd
import pytest

from pardx.stats.components import components, lmg


def test_lmg_shares_sum_to_r_squared_and_split_evenly_between_twins():
    matrix = np.array(
        [[1, 0.5, 0.5, 0.1], [0.5, 1, 0.3, 0.2], [0.5, 0.3, 1, 0.2], [0.1, 0.2, 0.2, 1]]
    )
    shares = lmg(matrix[None])[0]
    r_squared = 1 - 1 / np.linalg.inv(matrix)[0, 0]
    assert shares.sum() == pytest.approx(r_squared)
    assert shares[0] == pytest.approx(shares[1])
    assert 0 < shares[2] < 0.02


def test_components_of_collinear_dimensions_are_not_shared_out():
    rng = np.random.default_rng(2)
    codes = [f"{code:02}" for code in range(1, 64)]
    panel = pd.DataFrame({"dti_total_rank": np.arange(1.0, 64)}, index=codes)
    panel["papi_d1_x_score"] = rng.normal(size=63)
    panel["papi_d2_x_score"] = 2 * panel.papi_d1_x_score
    table, refused = components(panel, seed=1, draws=9)
    assert table.empty
    assert refused.reason.to_list() == ["collinear"]


def test_the_parts_of_a_dimension_share_what_they_explain_of_dti(cleaned_year):
    panel = cleaned_year(2022).panel
    table, refused = components(panel, seed=1, draws=99, within="papi_d8_egovernance")
    assert table.part.tolist() == [
        "papi_sub_d8_egov_portals",
        "papi_sub_d8_eresponsiveness",
        "papi_sub_d8_internet_access",
    ]
    assert table.share.sum() == pytest.approx(table.r_squared.iloc[0])
    assert refused.empty
    none, refused = components(panel, seed=1, draws=9, within="papi_d9_unknown")
    assert none.empty
    assert refused.subject.tolist() == ["papi_d9_unknown"]
