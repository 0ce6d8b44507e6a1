"""How many units a family ranks: 63, 34, or those of that year; each level under its name."""

import pandas as pd
import pytest

from pardx.data.clean import clean
from pardx.data.dictionary import load_dictionary
from pardx.data.geography import LOCAL, local_units
from pardx.data.names import nearest_unit, resolver
from pardx.data.registers import read_register
from pardx.data.rules import place_is_in_scope
from pardx.errors import DataError

ROW = "unit34,Lào Cai,dti_total,rank,14,rank,,baotintuc-vn-d98230,0,"


def used(cleaned):
    return vars(cleaned)["values"]


@pytest.mark.parametrize(
    ("family", "year", "scope"),
    [
        ("par_index", 2024, {"province": 63}),
        ("par_index", 2025, {"unit34": 34}),
        ("par_index", 2031, {"unit34": 34}),
        ("dti", 2023, {"province": 63}),
        ("dti", 2024, {"province": 63, "unit34": 34}),
        ("dti", 2025, {"unit34": 34}),
        ("papi", 2014, {"province": 61}),
        ("papi", 2021, {"province": 60}),
        ("papi", 2024, {"province": 61}),
        ("pci", 2007, {"province": 64, "province_historic": 64}),
        ("pci", 2009, {"province": 63}),
        ("digital_services", 2025, {"province": 63, "unit34": 34}),
        ("a family nobody has seen", 2019, {"province": 63}),
        ("a family nobody has seen", 2027, {"unit34": 34}),
        ("a family nobody has seen", 1996, {}),
    ],
)
def test_the_units_of_a_family_and_year(dictionary, family, year, scope):
    assert dictionary.scope(family, year) == scope


def test_every_family_has_rows_of_its_own_and_a_source(dictionary):
    scopes = dictionary.scopes
    assert set(scopes.family) == {*dictionary.indicators.family, ""}
    assert (scopes.source != "").all()
    for _, own in scopes.sort_values("first_year").groupby(["family", "level"]):
        assert (own.first_year.iloc[1:].to_numpy() > own.last_year.iloc[:-1].to_numpy()).all()


def test_every_held_row_of_papi_has_the_number_of_provinces_its_scope_says(
    dictionary, cleaned_year
):
    for year in range(2011, 2024):
        values = used(cleaned_year(year))
        total = values[values.indicator.str.startswith("papi_total") & (values.measure == "score")]
        found = total.groupby("indicator")["gso_code"].nunique().max()
        assert dictionary.scope("papi", year) == {"province": found}, year


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("Lào Cai", "u34-15"),
        ("LAO CAI province", "u34-15"),
        ("TP.HCM", "u34-79"),
        ("Thừa Thiên Huế", "u34-46"),
        ("u34-24", "u34-24"),
        ("Yên Bái", None),
        ("24", None),
        ("Hà Tây", None),
    ],
)
def test_a_unit_of_july_2025_is_found_by_its_name(checkout_project, spelling, code):
    assert resolver(checkout_project, "unit34")(spelling) == code


def test_a_code_belongs_to_one_level(checkout_project):
    codes = [code for level in LOCAL for code in local_units(checkout_project, level).index]
    assert len(codes) == len(set(codes)) == 63 + 34 + 1
    assert resolver(checkout_project, "province_historic")("Hà Tây") == "old-ha-tay"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Lào Caii", "; did you mean Lào Cai?"),
        ("Yên Bái", "; Yên Bái is part of Lào Cai since July 2025"),
        ("Bình Dương", "; Bình Dương is part of TP. Hồ Chí Minh since July 2025"),
    ],
)
def test_a_name_that_is_no_unit_of_july_2025_is_told_apart(checkout_project, name, hint):
    assert nearest_unit(name, checkout_project, "unit34") == hint


def refusals(small_project, print_table, year, *lines):
    print_table(year, "dti", *lines)
    with pytest.raises(DataError) as caught:
        clean(load_dictionary(small_project), year)
    return str(caught.value)


@pytest.mark.parametrize(
    ("year", "row", "said"),
    [
        (2024, ROW.replace("Lào Cai", "Lào Caii"), "one of the 34 in data/raw/geography/units34"),
        (2024, ROW.replace("Lào Cai", "Yên Bái"), "Yên Bái is part of Lào Cai since July 2025"),
        (2024, ROW.replace(",14,", ",35,"), "'35': dti_total rank lies in 1 to 34"),
        (2024, ROW.replace("rank,14", "rank_change,34"), "rank_change lies in -33 to 33"),
        (2023, ROW, "dti 2023 is published for the 63 provinces before July 2025"),
        (2025, ROW.replace("unit34", "province"), "is published for the 34 units of July 2025"),
        (2025, ROW.replace("unit34,Lào Cai", "province_historic,Hà Tây"), "the 34 units of July"),
    ],
)
def test_a_row_outside_its_units_is_refused(small_project, print_table, year, row, said):
    assert said in refusals(small_project, print_table, year, row)


def test_both_tables_of_dti_2024_stand_side_by_side(small_project, print_table):
    print_table(
        2024,
        "dti",
        ROW,
        ROW.replace("unit34,Lào Cai", "province,Lào Cai").replace(",14,", ",40,"),
        ROW.replace("unit34,Lào Cai", "province,Hà Tĩnh").replace(",14,", ",11,"),
        ROW.replace("Lào Cai", "Hà Tĩnh").replace(",14,", ",7,"),
    )
    year = clean(load_dictionary(small_project), 2024)
    ranks = vars(year)["values"].set_index(["level", "gso_code"])["value"].to_dict()
    assert ranks == {
        ("province", "10"): 40,
        ("province", "42"): 11,
        ("unit34", "u34-15"): 14,
        ("unit34", "u34-42"): 7,
    }
    assert year.panel.dti_total_rank.dropna().to_dict() == {"10": 40, "42": 11}


def test_a_rank_of_a_former_province_is_one_of_the_64(small_project, print_table):
    row = "province_historic,Hà Tây,pci_total,rank,41,rank,,github-com-b3017a,0,"
    print_table(2007, "pci", row, row.replace("province_historic,Hà Tây", "province,Cà Mau"))
    values = used(clean(load_dictionary(small_project), 2007))
    assert values.set_index("gso_code").value.notna().to_dict() == {"96": True, "old-ha-tay": True}
    print_table(2007, "pci", row.replace(",41,", ",65,"))
    with pytest.raises(DataError, match="rank lies in 1 to 64"):
        clean(load_dictionary(small_project), 2007)


def test_the_scope_of_a_year_that_no_row_covers_is_asked_for(dictionary):
    rows = pd.DataFrame(
        [{"family": "sipas", "year": 1996, "level": "province", "entity": "Lào Cai"}]
    ).assign(file="data/raw/1996/sipas.csv", line=2)
    [problem] = place_is_in_scope(rows, dictionary)
    assert "sipas 1996 is published for no units known here" in str(problem)
    assert "data/catalogue/scopes.csv" in str(problem)


def test_former_provinces_are_none_of_the_63(checkout_project):
    former = read_register(checkout_project, "provinces_historic").set_index("name_vi")
    assert former.part_of.to_dict() == {"Hà Tây": "Hà Nội"}
    assert resolver(checkout_project)("Hà Tây") is None


def test_ha_tay_is_in_the_panel_of_its_years_by_score_alone(cleaned_year):
    year = cleaned_year(2007)
    assert year.panel.shape[0] == 63
    assert set(year.panel["pci_total_score_old-ha-tay"]) == {52.24132}
    assert set(year.panel.pci_total_places) == {64}
    assert list(year.panel_unit34) == ["province", "region"]
    own = used(year).query("level == 'province_historic'")
    assert own.entity.unique().tolist() == ["Hà Tây"]
    assert len(own) == 12
    ranks = [
        used(cleaned_year(one))
        .query("gso_code == 'old-ha-tay' and measure == 'rank'")["value"]
        .item()
        for one in (2006, 2007, 2008)
    ]
    assert ranks == [62, 41, 55]
