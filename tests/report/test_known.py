"""What is said of all provinces: a rule per sentence, in both languages."""

from types import SimpleNamespace

import pandas as pd
import pytest

from pardx.language import Language
from pardx.report.known import (
    RULES,
    bounds_figure,
    bounds_table,
    rule_of,
    sentence_of,
)


def row(**given):
    plain = {"outcome": "par_index", "predictor": "dti_total", "population": 63, "kind": "exact"}
    return SimpleNamespace(**plain | {"low": 0.24, "high": 0.6} | given)


CASES = {
    "contradiction": (
        row(kind="infeasible", low=float("nan"), high=float("nan")),
        "The ranks collected on DTI and PAR INDEX contradict each other; no range is given.",
        "Các thứ hạng đã thu thập về DTI và PAR INDEX mâu thuẫn với nhau nên không nêu khoảng "
        "giá trị.",
    ),
    "point": (
        row(low=0.2408, high=0.2408, population=62),
        "Over all 62 provinces that both indices cover, Spearman's coefficient of DTI and PAR "
        "INDEX is 0.24.",
        "Tính trên toàn bộ 62 địa phương mà cả hai chỉ số cùng bao quát, hệ số Spearman giữa DTI "
        "và PAR INDEX là 0,24.",
    ),
    "cannot tell": (
        row(low=-0.3, high=0.9),
        "Too few ranks were collected to tell how DTI and PAR INDEX go together over all 63 "
        "provinces: Spearman's coefficient could lie anywhere between −0.30 and 0.90.",
        "Số thứ hạng đã thu thập quá ít, chưa thể kết luận DTI và PAR INDEX tương quan thế nào "
        "trên toàn bộ 63 địa phương: hệ số Spearman có thể nằm bất kỳ đâu trong khoảng từ −0,30 "
        "đến 0,90.",
    ),
    "together": (
        row(),
        "Whatever ranks the provinces without collected ranks hold, DTI and PAR INDEX go together "
        "over all 63 provinces: Spearman's coefficient lies between 0.24 and 0.60.",
        "Dù các địa phương chưa thu thập được thứ hạng xếp ở đâu, DTI và PAR INDEX vẫn tương quan "
        "thuận trên toàn bộ 63 địa phương: hệ số Spearman nằm trong khoảng từ 0,24 đến 0,60.",
    ),
    "apart": (
        row(low=-0.6, high=-0.24),
        "Whatever ranks the provinces without collected ranks hold, DTI and PAR INDEX go in "
        "opposite directions over all 63 provinces: Spearman's coefficient lies between −0.60 "
        "and −0.24.",
        "Dù các địa phương chưa thu thập được thứ hạng xếp ở đâu, DTI và PAR INDEX vẫn tương quan "
        "nghịch trên toàn bộ 63 địa phương: hệ số Spearman nằm trong khoảng từ −0,60 đến −0,24.",
    ),
    "open": (
        row(low=-0.17, high=0.44),
        "The ranks collected leave open whether DTI and PAR INDEX go together over all 63 "
        "provinces: Spearman's coefficient lies between −0.17 and 0.44.",
        "Các thứ hạng đã thu thập chưa cho phép kết luận DTI và PAR INDEX có tương quan thuận "
        "trên toàn bộ 63 địa phương hay không: hệ số Spearman nằm trong khoảng từ −0,17 đến 0,44.",
    ),
}


def test_every_rule_has_a_case_and_a_name_of_its_own():
    assert [rule.name for rule in RULES] == [*CASES]


@pytest.mark.parametrize("name", CASES)
def test_each_rule_says_its_sentence_in_both_languages(dictionary, name):
    known, english, vietnamese = CASES[name]
    assert rule_of(known).name == name
    assert sentence_of(known, dictionary, Language("en")) == english
    assert sentence_of(known, dictionary, Language("vi")) == vietnamese


def test_the_rules_are_printed_in_the_methods(root):
    """The text on the page and in the methods is one."""
    methods = (root / "docs" / "methods.md").read_text("utf-8")
    for rule in RULES:
        for lang in ("en", "vi"):
            said = Language(lang)(
                rule.text, **{name: f"{{{name}}}" for name in ("one", "other", "n", "low", "high")}
            )
            assert said in methods, (rule.name, lang)
        assert f"| {rule.name} | {rule.when} |" in methods


def table(**given):
    figures = {"n": 45, "estimate": 0.5, "low_side": 0.3, "high_side": 0.5, "p_bound": 0.05}
    plain = vars(row()) | figures | {"year": 2022, "used": "means;scores"}
    return pd.DataFrame([plain | given])


def test_a_narrower_range_names_what_narrows_it(dictionary):
    html = bounds_table(table(), dictionary, 2022).written("en").html
    assert "0.24 to 0.60" in html
    assert "0.30 to 0.50" in html
    assert "regional means and scores" in html


def test_what_is_imputed_stands_beside_the_bounds(dictionary):
    about = {"outcome": "par_index", "predictor": "dti_total", "estimate": [0.42, 0.31]}
    ends = {"model": ["pair", "uniform"], "low": [0.35, 0.2], "high": [0.49, 0.4]}
    drawn = pd.DataFrame(about | ends)
    for lang, said in (("en", ("0.42", "0.35 to 0.49")), ("vi", ("0,42", "0,35 đến 0,49"))):
        html = bounds_table(table(), dictionary, 2022, drawn).written(lang).html
        assert all(one in html for one in said)
        assert "0.31" not in html.replace(",", "."), "places at random are no estimate"
    assert "0.42" not in bounds_table(table(), dictionary, 2022).written("en").html


def test_contradictory_ranks_have_no_bounds_and_no_row_in_the_figure(dictionary):
    nothing = dict.fromkeys(("low", "high", "low_side", "high_side", "p_bound"), float("nan"))
    broken = table(kind="infeasible", used="place 1 is held twice", **nothing)
    assert bounds_figure(broken, dictionary, 2022) is None
    assert bounds_table(broken, dictionary, 2022).written("en").html.count("–") >= 3


def test_a_year_without_a_pair_shows_nothing(dictionary):
    empty = table().iloc[:0]
    for make in (bounds_figure, bounds_table):
        assert make(empty, dictionary, 2006) is None


def test_a_pair_of_an_index_and_its_own_part_is_not_counted(dictionary):
    """Fault: PAPI with its D5 and its D8 were two of the three pairs whose sign is certain."""
    own = {"outcome": "papi_total_unweighted", "predictor": "papi_d5_admin_procedures"}
    rows = pd.concat([table(low=-0.2, low_side=-0.2), table(**own)], ignore_index=True)
    shown = bounds_figure(rows, dictionary, 2024).written("en")
    assert "is certain for 0 of 1 pairs" in shown.title
    assert "an index and its own part" in shown.html
