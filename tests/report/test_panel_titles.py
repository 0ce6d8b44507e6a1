"""Titles of panel, convergence, space, parts and links count what the rows hold."""

import re

import pandas as pd
import pytest

from pardx.report import over_years as room
from pardx.report import regressions
from pardx.report.ranking import rank_sets_figure

FITTED = pd.DataFrame({"model": [], "covariance": [], "estimator": []})


LAG = pd.DataFrame(
    {
        "model": ["panel_lag", "panel_lag", "panel_lead"],
        "covariance": "CRV3 by province",
        "estimator": "two-way fixed effects",
        "outcome": "pci_total",
        "years": "2018-2020",
        "n": 120,
        "estimate": [0.3, 0.1, 0.2],
        "ci_low": [0.1, -0.1, 0.1],
        "ci_high": [0.5, 0.3, 0.4],
        "p_value": [0.01, 0.4, 0.02],
        "detectable": 0.3,
    }
)
MORAN = pd.DataFrame(
    {
        "kind": ["index", "index", "residuals"],
        "variable": ["sipas", "par_index", "dti-pci"],
        "n": 60,
        "morans_i": [0.4, 0.01, 0.3],
        "p_value": [0.01, 0.6, 0.04],
    }
)
PARTIAL = pd.DataFrame(
    {
        "one": ["sipas", "sipas"],
        "other": ["par_index", "pci_total"],
        "n": 40,
        "raw": [0.5, 0.1],
        "partial": [0.5, 0.0],
        "ci_low": [0.2, -0.3],
        "ci_high": [0.7, 0.3],
        "p_adjusted": [0.01, 0.9],
    }
)


CONVERGENCE = pd.DataFrame(
    {
        "indicator": ["pci_total", "papi_d5_admin_procedures", "papi_d8_egovernance"],
        "first": 2021,
        "last": 2022,
        "n": 60,
        "beta": [-0.3, -0.5, -0.2],
        "ci_low": [-0.5, -0.7, -0.4],
        "ci_high": [-0.1, -0.3, 0.0],
        "beta_noise": [float("nan"), -0.4, -0.1],
        "spread_ratio": [0.9, 0.7, 1.0],
        "ratio_low": [0.7, 0.5, 0.8],
        "ratio_high": [1.1, 0.9, 1.2],
    }
)
COMPONENTS = pd.DataFrame(
    {
        "part": ["papi_d1_participation", "papi_d8_egovernance"],
        "n": 61,
        "share": [0.05, 0.15],
        "ci_low": [0.0, 0.05],
        "ci_high": [0.1, 0.3],
        "r_squared": 0.2,
        "vif": [1.5, 2.0],
    }
)
SETS = pd.DataFrame(
    {
        "indicator": "papi_d8_egovernance",
        "gso_code": ["01", "02", "04", "06"],
        "n": 4,
        "std_error": 0.1,
        "rank": [1, 2, 3, 4],
        "low": [1, 1, 2, 3],
        "high": [2, 3, 4, 4],
    }
)
NOISE = pd.DataFrame({"indicator": ["papi_d8_egovernance", "sipas"], "basis": "simulated"})


def convergence(dictionary, rows):
    return room.convergence_table(rows, FITTED, dictionary)


def rank_sets(dictionary, rows):
    return rank_sets_figure(rows, NOISE, dictionary, 2022)


def links(dictionary, rows):
    return regressions.partial_figure(rows, dictionary, 2022)


def space(dictionary, rows):
    return room.space_table(rows, dictionary)


def components(dictionary, rows):
    return room.components_table(rows, dictionary)


def pairs(dictionary, rows):
    return regressions.partial_table(rows, dictionary)


def panels(dictionary, rows):
    return room.panel_table(rows, dictionary)


@pytest.mark.parametrize(
    ("make", "rows", "en", "vi"),
    [
        (
            convergence,
            CONVERGENCE,
            "Differences between provinces narrowed clearly in 1 of 3 series",
            "Khoảng cách giữa các địa phương thu hẹp rõ ở 1/3 chuỗi",
        ),
        (
            convergence,
            CONVERGENCE,
            "beyond that in 0 of the 2 series",
            "vượt rõ mức này ở 0/2 chuỗi",
        ),
        (
            convergence,
            CONVERGENCE.head(1),
            "no standard error of the index is known",
            "không rõ sai số chuẩn của chỉ số",
        ),
        (
            convergence,
            CONVERGENCE.head(1),
            "Differences between provinces on PCI did not narrow clearly",
            "Khoảng cách giữa các địa phương về PCI chưa thu hẹp rõ",
        ),
        (
            space,
            MORAN.tail(2),
            "are not clearly similar on PAR INDEX",
            "Chưa thấy các tỉnh giáp ranh có PAR INDEX gần nhau",
        ),
        (
            components,
            COMPONENTS,
            "D8 accounts for 75% of the DTI",
            "D8 đóng góp 75% phần biến thiên",
        ),
        (
            rank_sets,
            SETS,
            "2 of 4 provinces are certain to be in the upper or the lower half",
            "2/4 địa phương chắc chắn thuộc nửa trên hoặc nửa dưới",
        ),
        (
            links,
            PARTIAL,
            "1 of 2 pairs remain associated",
            "1/2 cặp chỉ số vẫn tương quan khi kiểm soát",
        ),
        (
            panels,
            LAG,
            "Within provinces, 1 of 2 lagged associations are clear",
            "1/2 tương quan trễ một năm là rõ rệt",
        ),
        (
            space,
            MORAN,
            "Neighbouring provinces are similar on 1 of 2 indices",
            "1/2 chỉ số có giá trị gần nhau giữa các tỉnh giáp ranh",
        ),
        (
            pairs,
            PARTIAL,
            "1 of 2 pairs remain associated after controlling for the other indices",
            "1/2 cặp chỉ số vẫn tương quan khi kiểm soát các chỉ số khác",
        ),
    ],
)
def test_a_title_counts_its_rows_in_both_languages(dictionary, make, rows, en, vi):
    shown = make(dictionary, rows)
    assert en in shown.written("en").html
    assert vi in shown.written("vi").html


@pytest.mark.parametrize(
    ("make", "rows"),
    [
        (space, MORAN),
        (pairs, PARTIAL),
        (convergence, CONVERGENCE),
        (components, COMPONENTS),
        (links, PARTIAL),
        (rank_sets, SETS),
    ],
)
def test_without_rows_there_is_no_table(dictionary, make, rows):
    assert make(dictionary, rows.iloc[:0]) is None


def test_ranks_of_an_index_that_is_not_listed_in_full_are_not_drawn(dictionary):
    known = NOISE.assign(basis=["convention", "simulated"])
    assert rank_sets_figure(SETS, known, dictionary, 2022) is None


def test_alt_text_of_the_graph_names_linked_pairs_alone(dictionary):
    html = links(dictionary, PARTIAL).written("en").html
    alt = re.search(r'aria-label="([^"]*)"', html)[1]
    assert "SIPAS and PAR INDEX 0.50" in alt
    assert "PCI" not in alt
    weak = PARTIAL.assign(p_adjusted=0.2)
    assert "correlation: none" in links(dictionary, weak).written("en").html


@pytest.mark.parametrize(
    ("rows", "said"),
    [(MORAN, "in 1 of 1 models"), (MORAN[:2], "Too few neighbouring provinces to examine")],
    ids=["fitted", "none fitted"],
)
def test_space_speaks_of_residuals_only_where_a_model_was_fitted(dictionary, rows, said):
    html = space(dictionary, rows).written("en").html
    assert said in html
    assert "0 of 0" not in html
