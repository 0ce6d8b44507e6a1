"""Words and numbers in every language; each text is translated, and no translation is idle."""

import ast
import functools
import re
import unicodedata
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

import pardx
from pardx.data.read import read_year
from pardx.data.reconcile import RULES, UNRECONCILED
from pardx.language import LANGUAGES, MISSING, NP_, SOURCE, Language, po_file
from pardx.report.coverage import RULE, SOURCE_KIND
from pardx.report.measures import FAMILY, MEASURE

PACKAGE = Path(pardx.__file__).parent
EN, VI = Language("en"), Language("vi")
DISTINCT = {"January to {month} {year}"}
"""English names a month, Vietnamese numbers it."""
KEYWORDS = {"lang": None, "N_": None, "NP_": ((1, "c"), 2), "ngettext": (1, 2)}
TRANSLATED = [code for code in LANGUAGES if code != SOURCE]


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


def test_a_family_without_a_name_is_called_as_its_raw_table(dictionary):
    assert VI("brand_new") == "brand_new"
    assert {*dictionary.indicators.family} <= FAMILY.keys()
    assert VI(FAMILY["digital_services"]) == "Dịch vụ số"


def test_lists_join_as_the_language_does():
    assert EN.listed(["a", "b", "c"]) == "a, b, and c"
    assert VI.listed(["a", "b", "c"]) == "a, b và c"
    assert EN.listed([]) == MISSING


@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_both_languages_write_the_same_number(value, places):
    swapped = EN.number(value, places).translate(str.maketrans(",.", ".,"))
    assert VI.number(value, places) == swapped


def test_a_placeholder_without_a_value_is_an_error():
    for lang in (EN, VI):
        with pytest.raises(KeyError):
            lang("{n} provinces", count=1)


def test_a_text_is_translated_by_its_context():
    either = [VI(NP_(kind, "{name}"), name="Huế") for kind in ("province", "municipality")]
    assert either == ["tỉnh Huế", "thành phố Huế"]
    assert EN(NP_("province", "{name}"), name="Huế") == "Huế"


@pytest.mark.parametrize(("n", "said"), [(1, "1 place"), (2, "2 places"), (0, "0 places")])
def test_a_text_that_counts_has_the_plurals_of_its_language(n, said):
    assert EN.ngettext("{n} place", "{n} places", n) == said


@functools.cache
def texts_in_code():
    """Return the texts that Babel finds to translate: (context, text), ..."""
    found = extract_from_dir(
        str(PACKAGE), [("**.py", "python"), ("**.j2", "jinja2")], {}, keywords=KEYWORDS
    )
    return frozenset((context, text) for _, _, text, _, context in found)


@functools.cache
def catalogue_of(lang):
    with po_file(lang).open("rb") as opened:
        return [message for message in read_po(opened, locale=lang) if message.id]


@pytest.mark.parametrize("lang", TRANSLATED)
def test_every_text_is_translated_and_no_translation_is_idle(lang):
    known = {(message.context, message.id) for message in catalogue_of(lang)}
    assert texts_in_code() - known == set(), "make texts adds them"
    assert known - texts_in_code() == set(), "make texts removes them"
    open_ = [m.id for m in catalogue_of(lang) if m.fuzzy or not all(forms(m.string))]
    assert open_ == []


def forms(text):
    """Return the forms of a text: one, or as many as it has plurals."""
    return text if isinstance(text, tuple) else (text,)


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_translation_fills_the_same_placeholders(lang):
    differ = []
    for message in catalogue_of(lang):
        said, again = (
            set().union(*map(placeholders, forms(one))) for one in (message.id, message.string)
        )
        if said != again and message.id not in DISTINCT:
            differ.append((message.id, message.string))
    assert differ == []


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_translation_has_no_loose_ends(lang):
    loose = [
        text
        for message in catalogue_of(lang)
        for one in (message.id, message.string)
        for text in forms(one)
        if text.strip() != text or unicodedata.normalize("NFC", text) != text
    ]
    assert loose == []


OFFICIALS_DO_NOT_WRITE = {
    "địa phương ở giữa": "reads as geography: mức giữa",
    "địa phương mình": "địa phương sở tại",
    "đường ranh giới trên đất liền": "cặp tỉnh giáp ranh",
    "phân tích mù": "a calque",
    "phương án mô hình": "dạng mô hình",
    "PAR-DX Việt Nam": "the name is PAR-DX Vietnam",
    "Báo cáo chính sách": "Bản dành cho quản lý",
    "Báo cáo nghiên cứu": "Bản nghiên cứu",
    "Mục tiêu": "chỉ tiêu",
    "trong năm năm": "trong 5 năm",
    "Trong: ": "trong",
    "với các tỉnh.": "với các tỉnh, thành phố.",
}
"""Wordings that were mended, and what stands instead."""


def test_vietnamese_is_written_as_officials_do():
    texts = [one for message in catalogue_of("vi") for one in forms(message.string)]
    found = [(bad, text) for bad in OFFICIALS_DO_NOT_WRITE for text in texts if bad in text]
    assert found == []


def built(node):
    """Say whether a text is put together from pieces."""
    return any(isinstance(one, ast.JoinedStr | ast.BinOp) for one in ast.walk(node))


def test_no_text_is_built_from_pieces():
    """A translator, and whoever searches for a wording, needs to find it whole."""
    pieces = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = isinstance(node, ast.Call) and getattr(node.func, "id", "")
            if name in ("lang", "N_", "NP_") and any(map(built, node.args)):
                pieces.append(f"{path.name}:{node.lineno}")
    for path in PACKAGE.rglob("*.j2"):
        pieces += re.findall(r'(?:lang|N_|NP_)\("[^"]*" ?[~+].*', path.read_text("utf-8"))
    assert pieces == []


def test_every_word_that_data_bring_along_has_a_name(dictionary):
    assert {name for name, _ in RULES} | {UNRECONCILED} <= RULE.keys()
    assert {*dictionary.measures.measure} <= MEASURE.keys()
    assert {*dictionary.sources.kind} <= SOURCE_KIND.keys()


def test_no_axis_names_an_index_or_a_unit_that_the_dictionary_names(dictionary):
    axes = axis_labels()
    known = dictionary
    names = {*known.indicators.short_en, *known.indicators.short_vi} - {"", "DTI"} | {"DTI "}
    units = {*known.units.label_en, *known.units.label_vi, "1 = "} - {"points", "điểm"}
    assert len(axes) > 10
    assert not [(text, name) for text in axes for name in names | units if name in f"{text} "]


def axis_labels():
    """Return the labels that the code gives to axes, in every language."""
    calls = {"set_xlabel", "set_ylabel", "supxlabel", "supylabel"}
    found = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in calls:
                found += [
                    Language(code)(
                        one.args[0].value, **dict.fromkeys(placeholders(one.args[0].value), "")
                    )
                    for one in ast.walk(node)
                    if isinstance(one, ast.Call)
                    and getattr(one.func, "id", "") == "lang"
                    and isinstance(one.args[0], ast.Constant)
                    for code in LANGUAGES
                ]
    return found


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


def test_texts_date_the_end_of_full_pci_ranks_as_the_figures_do(dictionary):
    """Who ranks beyond the top 30 is printed until one year; texts name the year after it."""
    project = dictionary.project
    beyond = {}
    for year in project.years():
        rows, _ = read_year(project, year, family="pci")
        ranks = rows.query(
            "indicator == 'pci_total' and measure == 'rank' and level == 'province' "
            "and derived == '0'"
        )
        beyond[year] = (ranks.value.astype(float) > 30).sum()
    last = max(year for year, found in beyond.items() if found > 1)
    assert dictionary.named("pci_total", last) is None
    assert dictionary.named("pci_total", last + 2) == (last + 1, 30)
    said = [*dictionary.indicators.loc["pci_total", ["definition_en", "definition_vi"]]]
    assert all(str(last + 1) in text and "30" in text for text in said)
    assert not [one.id for one in catalogue_of("vi") if "top 30" in one.id or "first 30" in one.id]
