"""Titles of panel, convergence, space and partial correlations count what the rows hold."""

from types import SimpleNamespace

import pandas as pd
import pytest

from pardx.exhibits import panel as room
from pardx.exhibits.exhibit import Origin


def material(**further):
    models = further.pop("models", pd.DataFrame({"model": []}))
    return SimpleNamespace(
        year=2022,
        models=models,
        associations=pd.DataFrame({"test": ["t"], "outcome": ["pci_total"]}),
        further=further,
        short=lambda indicator, lang: indicator.upper(),
        origin=lambda csv, *indicators: Origin(csv),
    )


LAG = pd.DataFrame(
    {
        "model": ["panel_lag", "panel_lag", "panel_lead"],
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


@pytest.mark.parametrize(
    ("make", "given", "said"),
    [
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
        assert title in shown.html[lang]


@pytest.mark.parametrize(
    ("make", "name"), [(room.space_table, "moran"), (room.partial_table, "partial")]
)
def test_without_rows_there_is_no_table(make, name):
    rows = {"moran": MORAN, "partial": PARTIAL}[name]
    assert make(material(**{name: rows.iloc[:0]})) is None
