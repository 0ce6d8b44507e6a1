"""Words and numbers in both languages; the message catalogue is complete and nothing in it idle."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pardx
from pardx.data.settle import RULES, UNSETTLED
from pardx.exhibits.language import MISSING, Language, messages
from pardx.languages import LANGUAGES

PACKAGE = Path(pardx.__file__).parent
EN, VI = Language("en"), Language("vi")
KEY = re.compile(r"[a-z][\w ]*(\.[\w* ]+)+|dateline\*?")
MONTHS = {"period.months"}
"""English names a month, Vietnamese numbers it."""
PLURALS = {"unit"}
"""``place`` or ``places``: Vietnamese has one form."""


def placeholders(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize(
    ("value", "places", "english", "vietnamese"),
    [
        (88.72, 2, "88.72", "88,72"),
        (1234567.5, 1, "1,234,567.5", "1.234.567,5"),
        (0.7, 4, "0.7000", "0,7000"),
        (-0.5, 2, "\N{MINUS SIGN}0.50", "\N{MINUS SIGN}0,50"),
        (-0.001, 2, "0.00", "0,00"),
        (float("nan"), 2, MISSING, MISSING),
        (63, 0, "63", "63"),
    ],
)
def test_numbers_are_written_as_the_reader_does(value, places, english, vietnamese):
    assert (EN.number(value, places), VI.number(value, places)) == (english, vietnamese)


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [(6, 0, "+6"), (-6, 0, "\N{MINUS SIGN}6"), (0, 0, "0"), (0.004, 2, "0.00"), (0.05, 1, "+0.1")],
)
def test_a_change_has_a_sign_and_none_has_none(value, places, written):
    assert EN.signed(value, places) == written


@pytest.mark.parametrize(
    ("value", "english", "vietnamese"),
    [(0.0314, "p = 0.031", "p = 0,031"), (0.0002, "p < 0.001", "p < 0,001")],
)
def test_a_p_value_is_never_zero(value, english, vietnamese):
    assert (EN.p_value(value), VI.p_value(value)) == (english, vietnamese)


@pytest.mark.parametrize(
    ("printed", "english", "vietnamese"),
    [
        ("2023-04-19", "19 April 2023", "19/04/2023"),
        ("2023-08", "August 2023", "08/2023"),
        ("2023", "2023", "2023"),
        ("", "", ""),
    ],
)
def test_a_date_of_a_source_is_written_as_far_as_it_is_known(printed, english, vietnamese):
    assert Language("en").published(printed) == english
    assert Language("vi").published(printed) == vietnamese


def test_a_family_without_a_name_is_called_as_its_raw_table(ground):
    assert Language("vi").named("family.digital_services") == "Dịch vụ số"
    assert Language("vi").named("family.brand_new") == "brand_new"
    known = ground.catalogue.indicators.family.unique()
    assert [name for name in known if Language("en").named(f"family.{name}") == name] == []


def test_lists_join_as_the_language_does():
    assert EN.listed(["a", "b", "c"]) == "a, b, and c"
    assert VI.listed(["a", "b", "c"]) == "a, b và c"
    assert EN.listed([]) == MISSING


@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_both_languages_write_the_same_number(value, places):
    swapped = EN.number(value, places).translate(str.maketrans(",.", ".,"))
    assert VI.number(value, places) == swapped


def test_a_missing_key_or_placeholder_is_an_error():
    with pytest.raises(KeyError):
        EN("no.such.key")
    with pytest.raises(KeyError):
        EN("map.places", low=1)


@pytest.mark.parametrize("key", sorted(messages()))
def test_a_message_says_the_same_in_both_languages(key):
    texts = messages()[key]
    assert texts.keys() == set(LANGUAGES)
    if key not in MONTHS:
        said, again = (placeholders(texts[lang]) - PLURALS for lang in LANGUAGES)
        assert said == again
    assert all(text.strip() == text and text for text in texts.values())


def literal(node):
    """Write a string of the code as a pattern, ``*`` for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(v.value if isinstance(v, ast.Constant) else "*" for v in node.values)
    return ""


def keys_in_code():
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            yield literal(node).replace("{}", "*")


def keys_in_templates():
    for path in PACKAGE.rglob("*.j2"):
        for said in re.findall(r'lang\(((?:"[^"]*"|\s*~\s*|[\w.\[\]]+)+)', path.read_text("utf-8")):
            parts = re.findall(r'"([^"]*)"|([\w.\[\]]+)', said)
            yield "".join(text if text or not name else "*" for text, name in parts)


def used():
    found = {*keys_in_code(), *keys_in_templates()}
    return {key for key in found if KEY.fullmatch(key) and not key.startswith("*")}


def matches(pattern, key):
    return re.fullmatch(re.escape(pattern).replace(r"\*", r".+"), key)


def test_no_message_is_idle():
    patterns = used()
    idle = [key for key in messages() if not any(matches(pattern, key) for pattern in patterns)]
    assert idle == []


def test_every_key_the_code_asks_for_exists():
    asked = set(keys_in_templates())
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "lang" and node.args:
                asked.add(literal(node.args[0]))
    asked -= {""}
    assert len(asked) > 50
    missing = [key for key in asked if not any(matches(key, known) for known in messages())]
    assert missing == []


def test_every_word_that_data_bring_along_has_a_name(ground):
    known = messages()
    assert {f"rule.{name}" for name, _ in RULES} | {f"rule.{UNSETTLED}"} <= known.keys()
    assert {f"measure.{name}" for name in ground.catalogue.measures.measure} <= known.keys()
    assert {f"sources.kind.{kind}" for kind in ground.catalogue.sources.kind} <= known.keys()


def test_no_axis_names_an_index_or_a_unit_that_the_dictionary_names(ground):
    axes = [text for key, texts in messages().items() if ".axis" in key for text in texts.values()]
    known = ground.catalogue
    names = {*known.indicators.short_en, *known.indicators.short_vi} - {"", "DTI"} | {"DTI "}
    units = {*known.units.label_en, *known.units.label_vi, "1 = "} - {"points", "điểm"}
    assert axes
    assert not [(text, name) for text in axes for name in names | units if name in f"{text} "]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"name_en": "Statistics office", "name_vi": "Tổng cục Thống kê"}, "Tổng cục Thống kê"),
        ({"name_en": "Statistics office", "name_vi": ""}, "Statistics office"),
        ({"name_en": "Statistics office"}, "Statistics office"),
    ],
    ids=["translated", "not yet", "no column yet"],
)
def test_a_row_speaks_english_until_it_is_translated(row, said):
    assert Language("vi").of(row, "name") == said
