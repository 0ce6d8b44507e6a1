"""What texts take from the catalogue: which tests were fixed in advance, units, publishers."""

from dataclasses import replace

import pandas as pd
import pytest

from pardx.language import Language
from pardx.report.headline import Facts
from pardx.report.paper import hypotheses, question
from pardx.report.registration import added_since, fixed_since
from pardx.report.scores import score_of, with_unit
from pardx.settings import settings

COMMIT = "b24d5fa"
FIXED = {
    "dti-sipas": ("sipas", "dti_total", ""),
    "dti-par-rest": ("par_index", "dti_total", "sipas"),
    "dti-papi-d5": ("papi_d5_admin_procedures", "dti_total", ""),
    "dti-pci": ("pci_total", "dti_total", ""),
    "dti-par": ("par_index", "dti_total", ""),
    "dti-par-digital": ("par_index", "dti_total", "sipas;digital_government"),
    "dti-government-par": ("par_index", "dti_total", "sipas;dti_government"),
    "dti-papi-d8": ("papi_d8_egovernance", "dti_total", ""),
    "sipas-par": ("par_index", "sipas", ""),
    "sipas-par-rest": ("par_index", "sipas", "sipas"),
    "papi-d5-total": ("papi_total_unweighted", "papi_d5_admin_procedures", ""),
    "papi-d5-rest": (
        *("papi_total_unweighted", "papi_d5_admin_procedures"),
        "papi_d5_admin_procedures",
    ),
    "papi-d8-total": ("papi_total_unweighted", "papi_d8_egovernance", ""),
    "papi-d8-rest": ("papi_total_unweighted", "papi_d8_egovernance", "papi_d8_egovernance"),
    "papi-d8-d5": ("papi_d5_admin_procedures", "papi_d8_egovernance", ""),
}
"""The tests as that commit has them."""


def with_test(dictionary, **row):
    """Return the dictionary with one more test, as a user adds it."""
    own = replace(dictionary)
    about = {"role": "primary", "predictor": "dti_total", "without": "", "why": "", "fixed": ""}
    added = pd.DataFrame([about | row], index=pd.Index(["own"], name="test"))
    own.__dict__["tests"] = pd.concat([dictionary.tests, added])
    return own


def results(dictionary):
    """Return one estimated Spearman row for each primary test."""
    rows = dictionary.tests.query("role == 'primary'").reset_index()
    plain = {"method": "spearman", "sample": "all", "weights": "none", "overlap": "raw"}
    return {"associations": rows.assign(**plain, removed="", estimate=0.4, n=50)}


def test_tests_said_to_be_fixed_are_those_of_their_commit(dictionary):
    tests = dictionary.tests[dictionary.tests.fixed == COMMIT]
    found = {row.Index: (row.outcome, row.predictor, row.without) for row in tests.itertuples()}
    assert found == FIXED
    assert fixed_since(dictionary) == COMMIT


def test_a_test_of_ones_own_is_said_to_be_added_since(dictionary):
    own = with_test(dictionary, outcome="papi_d2_transparency")
    said = {lang: hypotheses(own, results(own)).written(lang).html for lang in ("en", "vi")}
    assert (
        "H5. Added since, so not registered in advance: the ranks on DTI and on PAPI D2"
        in (said["en"])
    )
    assert "H5. Bổ sung sau, nên không đăng ký trước" in said["vi"]
    assert said["en"].count("Added since") == said["vi"].count("Bổ sung sau") == 1
    rows = results(own)["associations"]
    assert added_since(rows, own, Language("en")).endswith("in advance: PAPI D2.")
    assert added_since(rows[rows.test != "own"], own, Language("en")) == ""


def test_titles_name_outcomes_of_primary_tests_that_share_nothing_with_dti(dictionary):
    """Fault: a list in the code named them, whatever tests.csv held."""
    own = with_test(dictionary, outcome="papi_d2_transparency")
    kept = dictionary.tests.query("role == 'primary'").outcome
    columns = {"n": 63, "population": 63, "low": 0.5, "high": 0.5, "p_bound": 0.001}
    for named, expected in (
        (dictionary, ["sipas", "papi_d5_admin_procedures", "pci_total"]),
        (own, ["sipas", "papi_d5_admin_procedures", "pci_total", "papi_d2_transparency"]),
    ):
        known = pd.DataFrame({"outcome": [*kept, "papi_d2_transparency"]}).assign(**columns)
        tests = results(named)["associations"].query("role == 'none'")
        empty = pd.DataFrame()
        known = known.assign(predictor="dti_total")
        facts = Facts(2022, named, tests, known, *[empty] * 4)
        assert [*facts.associated()] == expected


@pytest.mark.parametrize(
    ("indicator", "en", "vi"),
    [
        ("sipas", "88.72%", "88,72%"),
        ("pci_total", "88.72 points", "88,72 điểm"),
        ("papi_d5_admin_procedures", "88.72 points", "88,72 điểm"),
        ("dti_total", "88.7200", "88,7200"),
    ],
)
def test_a_score_has_the_unit_of_the_catalogue(dictionary, indicator, en, vi):
    assert score_of(88.72, indicator, dictionary, Language("en")) == en
    assert score_of(88.72, indicator, dictionary, Language("vi")) == vi


def test_every_unit_can_be_written_after_a_number(dictionary):
    for unit in dictionary.units.index:
        said = with_unit(1.5, unit, dictionary, Language("en"))
        assert said.endswith("%") == unit.startswith("percent"), unit


def test_the_question_names_the_indices_of_config(dictionary):
    text = question(results(dictionary), dictionary).written("en").html
    assert all(dictionary.label(name, "en") in text for name in settings().headline)
