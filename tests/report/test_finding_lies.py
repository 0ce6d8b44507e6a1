"""Results are tampered with one by one: each finding sentence follows, in every language."""

import pandas as pd
import pytest

from pardx.language import Language
from pardx.report import findings, paper

CLEAR = {"estimate": 0.55, "ci_low": 0.36, "ci_high": 0.71, "p_adjusted": 0.004, "n": 63}
CLEAR |= {"p_value": 0.003}
CLAIM = {
    "positive": {"en": "tend to rank high on PCI", "vi": "tương quan thuận;"},
    "negative": {"en": "tend to rank low on PCI", "vi": "tương quan nghịch;"},
    "none": {"en": "No clear association between", "vi": "Chưa thấy tương quan rõ giữa"},
    "cannot_tell": {"en": "So few provinces cannot tell", "vi": "Chưa thể kết luận DTI"},
    "too_few": {"en": "Too few provinces", "vi": "Chưa đủ số liệu"},
}
"""Kind of sentence -> what only that kind says."""


def results(row, ends=("01",)):
    """Return the results of one primary test, as the results store holds them."""
    about = {"test": "dti-pci", "role": "primary", "outcome": "pci_total", "method": "spearman"}
    about |= {"predictor": "dti_total", "overlap": "raw", "removed": "", "sample": "all"}
    codes = ["01", "79", "48"]
    claimed = [code not in ends for code in codes]
    influence = pd.DataFrame({"test": "dti-pci", "kind": "one", "omitted": codes})
    return {
        "associations": pd.DataFrame([{**about, "weights": "none", **row}]),
        "influence": influence.assign(claimed=claimed),
        "not_estimated": pd.DataFrame(columns=["test", "family", "reason"]),
        "bounds_associations": pd.DataFrame(columns=["outcome", "predictor", "low", "high"]),
        "shared_content": pd.DataFrame(),
    }


@pytest.fixture
def sentence(dictionary):
    def sentence(lang, *given, **changes):
        held = results(*given, **changes)
        [row] = findings.primary(held["associations"]).itertuples()
        return paper.sentences_of(row, held, dictionary, Language(lang))

    return sentence


def only(lang, kind, said):
    return CLAIM[kind][lang] in said and not any(
        CLAIM[other][lang] in said for other in CLAIM if other != kind
    )


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({}, "positive"),
        ({"p_adjusted": 0.2}, "none"),
        ({"p_adjusted": 0.05}, "none"),
        ({"p_adjusted": float("nan")}, "none"),
        ({"ci_low": -0.02}, "none"),
        ({"ci_low": 0.0}, "none"),
        ({"estimate": -0.55}, "none"),
        ({"estimate": -0.55, "ci_low": -0.71, "ci_high": -0.36}, "negative"),
        ({"estimate": -0.55, "ci_low": -0.71, "ci_high": -0.36, "p_adjusted": 0.2}, "none"),
        ({"estimate": float("nan")}, "too_few"),
        ({"n": 16}, "too_few"),
        ({"n": 30, "p_adjusted": 0.2}, "cannot_tell"),
    ],
)
def test_a_tampered_result_changes_the_claim(sentence, lang, changed, kind):
    assert only(lang, kind, sentence(lang, {**CLEAR, **changed}))


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize(
    ("changed", "printed"),
    [
        ({"estimate": 0.61}, "0.61"),
        ({"ci_low": 0.12}, "0.12"),
        ({"ci_high": 0.93}, "0.93"),
        ({"n": 41}, "n = 41"),
        ({"p_adjusted": 0.031}, "p = 0.031"),
    ],
)
def test_every_number_of_the_store_is_the_sentences(sentence, lang, changed, printed):
    printed = printed.replace(".", ",") if lang == "vi" else printed
    assert printed in sentence(lang, {**CLEAR, **changed})
    assert printed not in sentence(lang, CLEAR)


@pytest.mark.parametrize(
    ("lang", "ends", "adjusted"),
    [
        ("en", "ends this result for 1 of the 63 provinces", "unadjusted"),
        ("vi", "loại một địa phương trong 1/63 trường hợp", "chưa hiệu chỉnh"),
    ],
)
def test_what_would_overturn_a_finding_follows_the_store(sentence, lang, ends, adjusted):
    unclear = {**CLEAR, "ci_low": -0.1, "p_adjusted": 0.2}
    assert ends in sentence(lang, CLEAR)
    assert ends not in sentence(lang, {**unclear, "p_value": 0.2}), "no recipe for significance"
    assert "Hà Nội" not in sentence(lang, CLEAR), "how many, not whom"
    assert adjusted in sentence(lang, unclear)
    firm = sentence(lang, CLEAR, ends=())
    assert ends not in firm
    assert Language(lang)("It stays clear whichever one province is left out.") in firm
