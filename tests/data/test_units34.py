"""63 provinces to 34 units: weighted, complete, never ranks, never on the code alone."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pardx.data.dictionary import load_dictionary
from pardx.data.geography import PREFIX, provinces
from pardx.data.registers import read_register
from pardx.data.units34 import carry, merger, population, to_unit34
from pardx.errors import DataError
from pardx.project import Project

PROJECT = Project.here()
LISTED = merger(PROJECT)
NEW_NAMES = {
    "15": "Lào Cai",
    "24": "Bắc Ninh",
    "44": "Quảng Trị",
    "46": "Huế",
    "52": "Gia Lai",
    "80": "Tây Ninh",
    "82": "Đồng Tháp",
    "91": "An Giang",
}


def figures(*rows):
    names = ["gso_code", "indicator", "measure", "unit", "value", "quality"]
    return pd.DataFrame(rows, columns=names).assign(level="province", period="", year=2022)


def test_63_provinces_become_34_units():
    assert len(LISTED) == 63
    assert LISTED.unit34_code.nunique() == 34


@pytest.mark.parametrize("code", NEW_NAMES)
def test_a_treacherous_code_names_another_unit_and_cannot_be_joined(code):
    old = provinces(PROJECT).name_vi
    new = LISTED.drop_duplicates("unit34_code").set_index("unit34_code").unit34
    assert new[PREFIX + code] == NEW_NAMES[code] != old[code]
    assert code not in new.index
    joined = old.reset_index().merge(
        new.reset_index(), left_on="gso_code", right_on="unit34_code", how="inner"
    )
    assert joined.empty


@pytest.mark.parametrize("code", [PREFIX + "15", "99"])
def test_only_codes_of_the_63_are_carried(code):
    with pytest.raises(DataError, match="only codes of the 63 provinces"):
        to_unit34(pd.Series([code]), LISTED)


def test_a_merged_score_is_weighted_by_population():
    values = figures(
        ("10", "sipas", "score", "percent", 90.0, "A"),
        ("15", "sipas", "score", "percent", 80.0, "C"),
    )
    weights = pd.Series({"10": 300.0, "15": 100.0})
    [row] = carry(values, LISTED, weights, ["sipas"]).itertuples()
    assert (row.unit34_code, row.unit34, row.value) == (PREFIX + "15", "Lào Cai", 87.5)
    assert (row.method, row.quality) == ("mean of people", "C")


def test_an_index_of_administrations_is_labelled_as_such():
    values = figures(
        ("10", "par_index", "score", "percent", 90.0, "A"),
        ("15", "par_index", "score", "percent", 80.0, "A"),
    )
    carried = carry(values, LISTED, pd.Series({"10": 1.0, "15": 1.0}), ["sipas"])
    assert carried.method.tolist() == ["mean of administrations"]


def test_a_unit_with_a_missing_member_has_no_value():
    values = figures(("10", "sipas", "score", "percent", 90.0, "A"))
    [row] = carry(values, LISTED, pd.Series({"10": 1.0, "15": 1.0}), []).itertuples()
    assert (row.known, row.members) == (1, 2)
    assert row.value != row.value


def test_an_unmerged_unit_keeps_its_value_and_ranks_are_never_carried():
    values = figures(
        ("01", "sipas", "score", "percent", 83.57, "B"),
        ("01", "sipas", "rank", "rank", 21.0, "A"),
        ("01", "sipas", "rank_change", "rank", 9.0, "A"),
    )
    [row] = carry(values, LISTED, pd.Series({"01": 8000.0}), []).itertuples()
    assert (row.measure, row.value, row.method) == ("score", 83.57, "unchanged")


def test_population_is_added_up():
    values = figures(
        ("10", "population", "value", "thousand persons", 700.0, "B"),
        ("15", "population", "value", "thousand persons", 800.0, "B"),
    )
    carried = carry(values, LISTED, pd.Series({"10": 700.0, "15": 800.0}), ["population"])
    assert carried.value.tolist() == [1500.0]


@given(
    st.floats(0, 100, allow_nan=False),
    st.floats(0, 100, allow_nan=False),
    st.integers(1, 9000),
    st.integers(1, 9000),
)
def test_a_weighted_score_lies_between_its_members(first, second, people, others):
    values = figures(
        ("10", "sipas", "score", "percent", first, "A"),
        ("15", "sipas", "score", "percent", second, "A"),
    )
    [row] = carry(values, LISTED, pd.Series({"10": people, "15": others}), []).itertuples()
    assert min(first, second) - 1e-9 <= row.value <= max(first, second) + 1e-9


def test_the_population_is_reconciled_and_named_like_any_other_figure(small_project, print_table):
    row = "province,{},population,value,{},thousand persons (annual average),,{},0,"
    dictionary = load_dictionary(small_project)
    official, press = (
        dictionary.sources.index[dictionary.sources.kind == kind][0]
        for kind in ("official", "press")
    )
    print_table(
        2021,
        "socioeconomic",
        row.format("TP. Hồ Chí Minh", "9000", press),
        row.format("Hồ Chí Minh", "9166.8", official),
    )
    year, known = population(dictionary, 2023)
    assert (year, known.to_dict()) == (2021, {"79": 9166.8})


def test_a_local_population_weighs_the_34_units_too(small_project, print_table):
    """Fault: only tables of data/raw were looked for, so a local one of 2023 was not used."""
    row = "province,{},population,value,{},thousand persons (annual average),,{},0,"
    print_table(2022, "socioeconomic", row.format("Lào Cai", 770, "baotintuc-vn-d98230"))
    head = (small_project.raw / "2022/socioeconomic.csv").read_text("utf-8").splitlines()[0]
    sources = ",".join([*read_register(small_project, "sources").columns])
    folder = small_project.local / "2023"
    folder.mkdir(parents=True)
    line = row.format("Lào Cai", 790, "hub-population")
    (folder / "socioeconomic.csv").write_text(f"{head}\n{line}\n", "utf-8")
    (small_project.local / "sources.csv").write_text(
        f"{sources}\nhub-population,compilation,,,,other,local: a table\n", "utf-8"
    )
    year, weights = population(load_dictionary(small_project), 2024)
    assert (year, weights.to_dict()) == (2023, {"10": 790})
    public = replace(small_project, with_local=False)
    assert population(load_dictionary(public), 2024)[0] == 2022


def test_the_population_year_is_the_nearest_with_figures(dictionary):
    assert population(dictionary, 2021)[0] == 2021
    assert population(dictionary, 2023)[0] == 2022


def test_the_real_year_2022_in_34_units_and_its_national_panels(cleaned_year):
    year = cleaned_year(2022)
    pci = year.units34.query("indicator == 'pci_total'")
    assert len(pci) == 34
    assert pci.value.notna().all()
    assert set(year.units34.measure) <= {"score", "share", "value"}
    assert set(year.units34.population_year) == {2022}
    mean = year.national.query(
        "indicator == 'sipas' and entity == 'Cả nước' and measure == 'score'"
    )
    assert (mean.value.item(), mean.period.item()) == (80.08, "")
    assert mean.definition_vi.str.len().gt(20).all()
    bank = year.ministries.query("entity == 'Ngân hàng Nhà nước Việt Nam' and measure == 'score'")
    assert bank.value.tolist() == [91.77]
    assert {"2022-M01..M08", ""} <= set(year.national.period)
