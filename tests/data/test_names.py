"""Every spelling of a province's name resolves to its GSO code, and strangers do not."""

import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pardx.data.geography import PLACES, provinces
from pardx.data.names import _independent, identify, nearest_unit, resolver
from pardx.data.reconcile import reconcile
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


@pytest.fixture(scope="module")
def publisher_of(dictionary):
    """Return a function that names the independent publisher of a source's row."""

    def publisher_of(source_id, indicator="par_index"):
        row = {"level": "national", "entity": "Cả nước", "indicator": indicator, "derived": "0"}
        frame = pd.DataFrame([{**row, "source_id": source_id}])
        return identify(frame, dictionary).publisher.iloc[0]

    return publisher_of


@pytest.mark.parametrize(
    ("indicator", "one", "other"),
    [
        ("papi_d5_admin_procedures", "github-com-8b7c5d", "github-com-3fe552"),
        ("pci_total", "github-com-2e4635", "github-com-4ef9b2"),
        ("population", "github-com-a5172f", "github-com-0f2aac"),
    ],
    ids=["two repositories copy PAPI", "two copy PCI", "two names of the statistics office"],
)
def test_compilations_of_one_owner_are_one_source(publisher_of, indicator, one, other):
    assert publisher_of(one, indicator) == publisher_of(other, indicator)


def test_a_press_page_is_independent_of_a_compilation(publisher_of):
    assert publisher_of("github-com-2e4635", "pci_total") != publisher_of("baonghean-vn-f083de")


def test_a_reprint_on_a_platform_is_the_original_s(dictionary):
    pages = {
        "a": "Báo An Giang",
        "b": "Vietnam.vn (Báo An Giang)",
        "c": "Vietnam.vn (English, from Báo An Giang)",
        "d": "Báo An Giang (vietnam.vn)",
        "e": "BÁO  An Giang",
        "f": "Vietnam.vn (HCMC)",
    }
    sources = pd.DataFrame({"publisher": pages, "url": "https://vietnam.vn/x"})
    found = _independent(sources)
    assert {*found["a":"e"]} == {"Báo An Giang"}
    assert found["f"] != "Báo An Giang"


def test_two_copies_of_one_file_never_make_a_value_agreed(dictionary):
    """Whatever the number of compilations, agreement needs somebody else who prints it."""
    twins = pd.DataFrame(
        {
            "level": "province",
            "entity": "Hải Phòng",
            "indicator": "papi_d5_admin_procedures",
            "measure": "score",
            "unit": "score 1-10",
            "value": "7.1",
            "period": "",
            "year": 2015,
            "derived": "0",
            "source_id": ["github-com-8b7c5d", "github-com-3fe552", "github-com-9ba83b"],
        }
    )
    [row] = reconcile(identify(twins, dictionary))[0].itertuples()
    assert (row.quality, row.publishers) == ("B", 1)
