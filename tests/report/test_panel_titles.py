"""Titles of panel, convergence, space, parts and links say what the rows hold."""

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
        "held": "urban_share",
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
        "target": "dti_total",
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


def test_a_panel_of_two_years_says_what_it_could_detect(dictionary):
    two = LAG.assign(years=["2021-2022", "2018-2020", "2021-2022"])
    html = panels(dictionary, two).written("en").html
    assert html.count("rests on two years: only a coefficient of 0.30 or more") == 1
    assert "rests on two years" not in panels(dictionary, LAG).written("en").html


@pytest.mark.parametrize(
    ("make", "rows", "en", "vi"),
    [
        (
            convergence,
            CONVERGENCE,
            "Differences between provinces narrowed clearly on PAPI D5 2021-2022 (n = 60)",
            "Khoảng cách giữa các địa phương thu hẹp rõ về PAPI D5 2021-2022 (n = 60)",
        ),
        (
            convergence,
            CONVERGENCE.assign(n=25),
            "Differences between provinces narrowed clearly on PAPI D5 2021-2022, among the 25 of "
            "63 provinces collected",
            "Khoảng cách giữa các địa phương thu hẹp rõ về PAPI D5 2021-2022 (trong 25/63 địa "
            "phương đã thu thập được)",
        ),
        (
            convergence,
            CONVERGENCE,
            "can be assumed: 2; beta lies clearly beyond it in 0.",
            "giả định sai số: 2; beta vượt rõ mức này ở 0 chuỗi.",
        ),
        (
            convergence,
            CONVERGENCE.head(1),
            "no standard error of these indices was collected",
            "chưa thu thập được sai số chuẩn của các chỉ số này",
        ),
        (
            convergence,
            CONVERGENCE.head(1),
            "Differences between provinces did not narrow clearly on any index",
            "Khoảng cách giữa các địa phương chưa thu hẹp rõ ở chỉ số nào",
        ),
        (
            space,
            MORAN.tail(2),
            "are not clearly similar on any index",
            "Chưa thấy các tỉnh giáp ranh có giá trị gần nhau ở chỉ số nào",
        ),
        (
            components,
            COMPONENTS,
            "D8 is assigned about 75% of the DTI",
            "D8 được phân bổ khoảng 75% phần biến thiên",
        ),
        (
            rank_sets,
            SETS,
            "the 95% confidence sets of 2 of 4 provinces lie within the upper or the lower half",
            "khoảng tin cậy 95% của 2/4 địa phương nằm trọn trong nửa trên hoặc nửa dưới",
        ),
        (
            links,
            PARTIAL,
            "With the other indices shown held fixed, still associated: SIPAS and PAR INDEX",
            "Khi kiểm soát các chỉ số khác được nêu, vẫn tương quan: SIPAS và PAR INDEX",
        ),
        (
            panels,
            LAG,
            "Within provinces, PAPI D8 of the year before goes with PCI 2018-2020",
            "Trong từng địa phương, PAPI D8 của năm trước tương quan với PCI 2018-2020",
        ),
        (
            space,
            MORAN,
            "Neighbouring provinces are similar on SIPAS",
            "Các tỉnh giáp ranh có giá trị gần nhau về SIPAS",
        ),
        (
            pairs,
            PARTIAL,
            "With the other indices shown held fixed, still associated: SIPAS and PAR INDEX",
            "Khi kiểm soát các chỉ số khác được nêu, vẫn tương quan: SIPAS và PAR INDEX",
        ),
    ],
)
def test_a_title_says_its_rows_in_both_languages(dictionary, make, rows, en, vi):
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


def test_a_single_pair_is_held_to_what_its_rows_say_was_held(dictionary):
    """GRDP per capita is not known in 2012, and there is no third index."""
    html = pairs(dictionary, PARTIAL.tail(1)).written("en").html
    assert "With urban share held fixed, no pair is clearly associated" in html
    assert "controlling for urban share; n" in html
    nothing = pairs(dictionary, PARTIAL.tail(1).assign(held=None)).written("en").html
    assert "controlling for none; n" in nothing


def test_a_panel_speaks_of_a_placebo_only_where_it_has_one(dictionary):
    assert "is a placebo test" in panels(dictionary, LAG).written("en").html
    without = panels(dictionary, LAG[LAG.model == "panel_lag"]).written("en").html
    assert "is a placebo test" not in without
    assert "Too few years for a placebo test with PAPI D8" in without


def test_alt_text_of_the_graph_names_linked_pairs_alone(dictionary):
    html = links(dictionary, PARTIAL).written("en").html
    alt = re.search(r'aria-label="([^"]*)"', html)[1]
    assert "SIPAS and PAR INDEX 0.50" in alt
    assert "PCI" not in alt
    weak = PARTIAL.assign(p_adjusted=0.2)
    assert "correlation: none" in links(dictionary, weak).written("en").html


@pytest.mark.parametrize(
    ("rows", "said"),
    [(MORAN, "in 1 of 1 models"), (MORAN[:2], "No model with controls is carried by enough")],
    ids=["fitted", "none fitted"],
)
def test_space_speaks_of_residuals_only_where_a_model_was_fitted(dictionary, rows, said):
    html = space(dictionary, rows).written("en").html
    assert said in html
    assert "0 of 0" not in html
    assert ("for residuals by random errors" in html) == (len(rows) > 2)
