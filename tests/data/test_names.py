"""Every spelling of a province's name resolves to its GSO code, and strangers do not."""

import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pardx.data.geography import PLACES, provinces
from pardx.data.names import nearest_unit, resolver
from pardx.data.spelling import fold
from pardx.project import Project

LISTED = provinces(Project.here())


@pytest.fixture(scope="module")
def resolve(checkout_project):
    return resolver(checkout_project)


@pytest.fixture(scope="module")
def aliases(checkout_project):
    path = checkout_project.raw / "geography" / "aliases.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def test_all_spellings_met_so_far_resolve(resolve, aliases):
    assert len(aliases) == 1187
    wrong = [row for row in aliases.itertuples() if resolve(row.alias) != row.gso_code]
    assert wrong == []


def test_the_special_cases_stay_a_short_table(checkout_project):
    assert len(pd.read_csv(checkout_project.catalogue / "spellings.csv")) < 60


def test_every_special_case_is_needed(resolve, checkout_project):
    spellings = pd.read_csv(checkout_project.catalogue / "spellings.csv", dtype=str)
    plain = {fold(name): code for code, name in LISTED.name_vi.items()}
    needless = [row.spelling for row in spellings.itertuples() if fold(row.spelling) in plain]
    assert needless == []


def test_there_are_63_codes_of_two_digits():
    assert len(LISTED) == PLACES == 63
    assert LISTED.index.is_unique
    assert LISTED.index.str.fullmatch(r"\d\d").all()


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("Hà Nội", "01"),
        (unicodedata.normalize("NFD", "Hà Nội"), "01"),
        ("HÀ NỘI", "01"),
        ("Ha Noi city", "01"),
        ("Thành phố Hà Nội", "01"),
        ("Thủ đô Hà Nội", "01"),
        ("TP. Cần Thơ", "92"),
        ("T.P Cần Thơ", "92"),
        ("Can\N{NO-BREAK SPACE}Tho", "92"),
        ("\N{LATIN CAPITAL LETTER ETH}à Nẵng", "48"),
        ("Đắk Lắk province", "66"),
        ("Khánh Hoà", "56"),
        ("Khánh Hòa", "56"),
        ("Bà Rịa – Vũng Tàu", "77"),
        ("BR-VT", "77"),
        ("TT-Huế", "46"),
        ("01", "01"),
        ("92", "92"),
    ],
)
def test_a_name_is_known_in_any_dress(resolve, spelling, code):
    assert resolve(spelling) == code


@pytest.mark.parametrize("name", ["", " ", "Atlantis", "00", "1", "Việt Nam", "Tỉnh", "thành phố"])
def test_a_stranger_is_no_province(resolve, name):
    assert resolve(name) is None


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [("Cần Thươ", "Cần Thơ"), ("Quãng Ninnh", "Quảng Ninh"), ("Ha Noy", "Hà Nội")],
)
def test_a_misspelt_name_is_refused_with_the_nearest_unit(checkout_project, misspelt, meant):
    assert nearest_unit(misspelt, checkout_project) == f"; did you mean {meant}?"


def test_nothing_is_guessed_for_a_name_near_to_none(checkout_project):
    assert nearest_unit("xyzzyx", checkout_project) == ""


DRESSES = (
    str.upper,
    str.lower,
    lambda name: unicodedata.normalize("NFD", name),
    lambda name: name.replace(" ", "\N{NO-BREAK SPACE}"),
    lambda name: name.replace("Đ", "\N{LATIN CAPITAL LETTER ETH}"),
    lambda name: f"  Tỉnh {name} ",
    lambda name: f"{name} province",
    fold,
)


@given(
    st.sampled_from([name for name in LISTED.name_vi if "." not in name]),
    st.lists(st.sampled_from(DRESSES), max_size=3),
)
def test_folding_undoes_every_dress_of_a_name(name, dresses):
    dressed = name
    for dress in dict.fromkeys(dresses):
        dressed = dress(dressed)
    assert fold(dressed) == fold(name)


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing_for_bare_letters(text):
    folded = fold(text)
    assert folded == folded.casefold()
    assert " " not in folded


def test_no_two_provinces_fold_to_one_name():
    assert LISTED.name_vi.map(fold).is_unique
