"""Titles of panel, convergence, space, parts and links count what the rows hold."""

import re
from types import SimpleNamespace

import pandas as pd
import pytest

from pardx.report import over_years as room
from pardx.report import rank_figures
from pardx.report.exhibit import Origin


def material(**further):
    nothing = pd.DataFrame({"model": [], "covariance": [], "estimator": []})
    models = further.pop("models", nothing)
    return SimpleNamespace(
        year=2022,
        models=models,
        associations=pd.DataFrame({"test": ["t"], "outcome": ["pci_total"]}),
        further=further,
        short=lambda indicator, lang: indicator.upper(),
        dictionary=SimpleNamespace(
            axis=lambda indicator, lang, measure: indicator,
            label=lambda indicator, lang: indicator,
        ),
        provinces=pd.DataFrame({"name_vi": ["A", "B", "C", "D"]}, index=list("abcd")),
        origin=lambda csv, *indicators: Origin(csv),
    )


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
        "variable": ["sipas", "par_index", "t"],
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
        "part": ["d1", "d8"],
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
        "gso_code": list("abcd"),
        "n": 4,
        "std_error": 0.1,
        "rank": [1, 2, 3, 4],
        "low": [1, 1, 2, 3],
        "high": [2, 3, 4, 4],
    }
)
NOISE = pd.DataFrame({"indicator": ["papi_d8_egovernance", "sipas"], "basis": "simulated"})


@pytest.mark.parametrize(
    ("make", "given", "said"),
    [
        (
            room.convergence_table,
            {"convergence": CONVERGENCE},
            {
                "en": "Provinces drew clearly closer in 1 of 3 series",
                "vi": "Khoảng cách giữa các tỉnh thu hẹp rõ rệt ở 1/3 chuỗi",
            },
        ),
        (
            room.convergence_table,
            {"convergence": CONVERGENCE},
            {"en": "beyond that in 0 of the 2 series", "vi": "vượt rõ mức này ở 0/2 chuỗi"},
        ),
        (
            room.convergence_table,
            {"convergence": CONVERGENCE.head(1)},
            {
                "en": "no error of the index is known",
                "vi": "không rõ sai số của chỉ số",
            },
        ),
        (
            room.convergence_table,
            {"convergence": CONVERGENCE.head(1)},
            {
                "en": "On PCI_TOTAL, provinces did not draw clearly closer",
                "vi": "Khoảng cách giữa các tỉnh về PCI_TOTAL chưa thu hẹp rõ rệt",
            },
        ),
        (
            room.space_table,
            {"moran": MORAN.tail(2)},
            {
                "en": "do not clearly resemble each other on PAR_INDEX",
                "vi": "Chưa thấy các tỉnh giáp nhau có PAR_INDEX giống nhau",
            },
        ),
        (
            room.components_table,
            {"components": COMPONENTS},
            {"en": "D8 carries 75 % of PAPI", "vi": "D8 chiếm 75% tương quan"},
        ),
        (
            rank_figures.ranks_figure,
            {"rank_sets": SETS, "noise": NOISE},
            {
                "en": "2 of 4 provinces stand for certain in the upper or the lower half",
                "vi": "2/4 tỉnh chắc chắn thuộc nửa trên hoặc nửa dưới",
            },
        ),
        (
            rank_figures.partial_figure,
            {"partial": PARTIAL},
            {
                "en": "1 of 2 pairs stay linked",
                "vi": "1/2 cặp chỉ số vẫn gắn với nhau",
            },
        ),
        (
            room.panel_table,
            {"models": LAG},
            {
                "en": "Within provinces, 1 of 2 lagged associations are clear",
                "vi": "Trong từng tỉnh, 1/2 tương quan có độ trễ là rõ rệt",
            },
        ),
        (
            room.space_table,
            {"moran": MORAN},
            {
                "en": "Neighbours resemble each other on 1 of 2 indices",
                "vi": "Các tỉnh giáp nhau giống nhau ở 1/2 chỉ số",
            },
        ),
        (
            room.partial_table,
            {"partial": PARTIAL},
            {
                "en": "1 of 2 pairs move together, the others held fixed",
                "vi": "1/2 cặp còn tương quan khi giữ cố định các chỉ số khác",
            },
        ),
    ],
)
def test_a_title_counts_its_rows_in_both_languages(make, given, said):
    shown = make(material(**given))
    for lang, title in said.items():
        assert title in shown.written(lang).html


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (room.space_table, "moran"),
        (room.partial_table, "partial"),
        (room.convergence_table, "convergence"),
        (room.components_table, "components"),
        (rank_figures.partial_figure, "partial"),
        (rank_figures.ranks_figure, "rank_sets"),
    ],
)
def test_without_rows_there_is_no_table(make, name):
    rows = {
        "moran": MORAN,
        "partial": PARTIAL,
        "convergence": CONVERGENCE,
        "components": COMPONENTS,
        "rank_sets": SETS,
    }[name]
    assert make(material(**{"noise": NOISE, name: rows.iloc[:0]})) is None


def test_ranks_of_an_index_that_is_not_listed_in_full_are_not_drawn():
    known = NOISE.assign(basis=["convention", "simulated"])
    assert rank_figures.ranks_figure(material(rank_sets=SETS, noise=known)) is None


def test_alt_text_of_the_graph_names_linked_pairs_alone():
    html = rank_figures.partial_figure(material(partial=PARTIAL)).written("en").html
    alt = re.search(r'aria-label="([^"]*)"', html)[1]
    assert "SIPAS and PAR_INDEX 0.50" in alt
    assert "PCI_TOTAL" not in alt
    weak = PARTIAL.assign(p_adjusted=0.2)
    assert (
        "correlation: none"
        in rank_figures.partial_figure(material(partial=weak)).written("en").html
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [(MORAN, "in 1 of 1 models"), (MORAN[:2], "No model with controls has enough provinces")],
    ids=["fitted", "none fitted"],
)
def test_space_speaks_of_residuals_only_where_a_model_was_fitted(rows, said):
    html = room.space_table(material(moran=rows)).written("en").html
    assert said in html
    assert "0 of 0" not in html
