"""A year of 34 units, a year of both, a year of 64: frames, numbers ranked, changes, maps."""

import shutil

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri

import pardx
from pardx.data.clean import clean
from pardx.data.dictionary import load_dictionary, units_of_year
from pardx.data.read import COLUMNS
from pardx.errors import UsageError
from pardx.importing.command import import_table
from pardx.language import Language
from pardx.pipeline.parameters import choose_province
from pardx.project import Project
from pardx.report import atlas, climbers, coverage, findings, league, maps, paper, ranking
from pardx.report.positions import Standings
from pardx.report.region_strips import regions_exhibit
from pardx.stats import describe
from pardx.stats.ranks import all_scores, normal_scores, number_ranked, used_ranks

EN, VI = Language("en"), Language("vi")
SOURCE = "baotintuc-vn-d98230"
NOISE = pd.DataFrame(columns=["indicator", "band", "basis"])
"""No band is known: the convention of ten places."""
UNITS = ("Hải Phòng", "Hà Nội", "Quảng Ninh", "Huế", "Lào Cai", "Đà Nẵng")
BEFORE = {"Hải Phòng": 1, "Lào Cai": 26, "Hà Nội": 3}
"""Ranks of 2024, of the 63."""


def ranks(level, indicator, places):
    return [f"{level},{n},{indicator},rank,{r},rank,,{SOURCE},0," for n, r in places.items()]


@pytest.fixture(scope="module")
def years(root, tmp_path_factory):
    """Return 2024 with both tables of DTI, and PAR INDEX 2025 of the 34 units."""
    project = Project(tmp_path_factory.mktemp("units"))
    none = shutil.ignore_patterns("[0-9]*")
    shutil.copytree(root / "data" / "catalogue", project.catalogue)
    shutil.copytree(root / "data" / "raw", project.raw, ignore=none)

    def print_table(year, family, *lines):
        path = project.raw / str(year) / f"{family}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join([",".join(COLUMNS), *lines, ""]), encoding="utf-8")

    print_table(
        2024,
        "par_index",
        *ranks("province", "par_index", BEFORE),
        f"national,Trung bình 63 tỉnh,par_index,score,88.37,percent,,{SOURCE},0,",
    )
    print_table(
        2024,
        "dti",
        *ranks("province", "dti_total", {"Lào Cai": 30, "Yên Bái": 28}),
        *ranks("unit34", "dti_total", {"Lào Cai": 14, "Huế": 2}),
        f"unit34,Lào Cai,dti_total,rank_change,5,rank,,{SOURCE},0,",
    )
    places = {name: place for place, name in enumerate(UNITS, 1)}
    print_table(
        2025,
        "par_index",
        *ranks("unit34", "par_index", places | {"Cà Mau": 34}),
        f"unit34,Lào Cai,par_index,score,92.5,percent,,{SOURCE},0,",
        f"unit34,Lào Cai,par_index,rank_change,21,rank,,{SOURCE},0,",
        f"national,Trung bình 34 tỉnh,par_index,score,89.10,percent,,{SOURCE},0,",
    )
    print_table(2025, "dti", *ranks("unit34", "dti_total", {"Lào Cai": 10, "Huế": 1}))
    dictionary = load_dictionary(project)
    return dictionary, {year: clean(dictionary, year) for year in (2024, 2025)}


@pytest.fixture(scope="module")
def ranked_2025(years):
    _, cleaned = years
    return describe.ranking(cleaned[2025].panel_unit34, cleaned[2024].panel_unit34)


def test_a_year_is_of_the_units_that_its_indices_rank(dictionary):
    levels = [dictionary.level_of(year) for year in (2007, 2022, 2024, 2025, 2040)]
    assert levels == ["province", "province", "province", "unit34", "unit34"]
    assert len(units_of_year(dictionary.project, 2025)) == 34


def test_a_row_of_the_34_gets_to_no_province_of_the_63(years):
    _, cleaned = years
    panel, units = cleaned[2025].panel, cleaned[2025].panel_unit34
    assert (panel.shape[0], units.shape[0]) == (63, 34)
    assert [*panel.columns] == ["province", "region", "par_sipas_points_max"][: panel.shape[1]]
    assert units.par_index_rank["u34-15"] == 5
    assert units.province["u34-15"] == "Lào Cai"
    assert cleaned[2024].panel.dti_total_rank.dropna().to_dict() == {"10": 30, "15": 28}
    assert cleaned[2024].panel_unit34.dti_total_rank.dropna().to_dict() == {
        "u34-15": 14,
        "u34-46": 2,
    }


NO_BOUNDS = pd.DataFrame(columns=["indicator", "unit", "gso_code", "lower", "upper"])


def standings(table, dictionary, year):
    return Standings(table, NO_BOUNDS, dictionary, year)


def test_lao_cai_is_fifth_of_34_and_did_not_gain_21_places(years, ranked_2025):
    dictionary, _ = years
    own = ranked_2025.set_index("gso_code").loc["u34-15"]
    assert (own.par_index_rank, own.par_index_places) == (5, 34)
    assert pd.isna(own.par_index_rank_change)
    assert own.dti_total_rank_change == 4  # 14 to 10, both of 34 units
    places = standings(ranked_2025, dictionary, 2025)
    row = next(places.indices[0].units.loc[["u34-15"]].itertuples())
    assert places.indices[0].rank_of(row, VI) == "5/34"
    for lang in ("en", "vi"):
        text = atlas.own_exhibit(places).written(lang).html
        assert "/34" in text
        assert "/63" not in text
        assert atlas.map_exhibit(places).written(lang).html.count('class="t ') == 34


def test_a_printed_change_across_63_and_34_is_marked_and_in_no_panel(years):
    _, cleaned = years
    values = vars(cleaned[2025])["values"].query("measure == 'rank_change'")
    assert values.across_break.tolist() == [True]
    assert "par_index_rank_change" not in cleaned[2025].panel_unit34
    assert "dti_total_rank_change" not in cleaned[2024].panel_unit34
    assert (
        describe.rank_change(cleaned[2025].panel_unit34, cleaned[2024].panel, "par_index")
        .isna()
        .all()
    )


def test_a_mean_of_34_is_not_compared_with_one_of_63(years, ranked_2025):
    dictionary, cleaned = years
    values = {year: vars(one)["values"] for year, one in cleaned.items()}
    row = describe.glance(values[2025], ranked_2025, values[2024], dictionary=dictionary).iloc[0]
    assert (row["mean"], row.mean_before) == (89.10, 88.37)
    assert np.isnan(row.mean_change)
    assert row.refused_en == (
        "Since 1 July 2025 the country has 34 provinces and cities: figures of the 34 cannot be "
        "compared with those of the 63."
    )
    assert (row["first"], row["last"]) == ("Hải Phòng", "Cà Mau")
    box = findings.method_changes(dictionary, 2025)._repr_mimebundle_()[0]["text/html"]
    named = "PAR INDEX, SIPAS, PAPI D5, PAPI D8, and PCI"
    assert f"{named}: Since 1 July 2025 the country has 34" in box


def test_normal_scores_count_over_the_units_ranked(years):
    _, cleaned = years
    panel = cleaned[2025].panel_unit34
    assert normal_scores(panel, "par_index")["u34-15"] == pytest.approx(ndtri(29.5 / 34))
    assert number_ranked(panel, "sipas") == 34


def test_coverage_is_of_34(years):
    dictionary, cleaned = years
    year = cleaned[2025]
    found = describe.coverage(vars(year)["values"], year.panel_unit34, year.bounds)
    rank = found.query("indicator == 'par_index' and measure == 'rank'").iloc[0]
    assert rank.n == 7
    assert len(rank.missing.split(";")) == 27
    shown = coverage.coverage_table(found, dictionary, 2025)._repr_mimebundle_()[0]
    assert "27 of 34" in shown["text/html"]
    assert "27/34" in shown["text/vnd.pardx.vi+html"]


def test_the_map_of_34_has_34_tiles_in_quarters_of_34(years, ranked_2025):
    dictionary, _ = years
    places = standings(ranked_2025, dictionary, 2025)
    [par] = [one for one in places.indices if one.name == "par_index"]
    assert (len(par.units), par.units["rank"].count(), par.places) == (34, 7, 34)
    quarters = par.units.dropna(subset="rank").set_index("rank").quarter
    assert all(
        quarter == 1 + (rank > 9) + (rank > 17) + (rank > 26) for rank, quarter in quarters.items()
    )
    text = atlas.map_exhibit(places).written("en").html
    assert "Tile map of 34 provinces" in text
    assert "Bái" not in text
    assert maps.quarter_ends(34) == (9, 17, 26, 34)
    assert maps.quarter_ends(63) == (16, 32, 48, 63)


def test_regions_are_those_of_the_34(years, ranked_2025):
    dictionary, _ = years
    found = describe.regions(ranked_2025).query("indicator == 'par_index'").set_index("region")
    assert found.provinces.to_dict() == {
        "Trung du và miền núi phía Bắc": 9,
        "Đồng bằng sông Hồng": 6,
        "Bắc Trung Bộ": 5,
        "Duyên hải Nam Trung Bộ và Tây Nguyên": 6,
        "Đông Nam Bộ": 3,
        "Đồng bằng sông Cửu Long": 5,
    }
    assert dictionary.region("Bắc Trung Bộ", "en") == "North Central"
    shown = regions_exhibit(standings(ranked_2025, dictionary, 2025)).written("en").html
    assert "North Central<small>" in shown


def test_movers_are_of_34(years, ranked_2025):
    dictionary, _ = years
    known = describe.movers(ranked_2025)
    assert known.indicator.unique().tolist() == ["dti_total"]
    shown = climbers.moved(known, NOISE, standings(ranked_2025, dictionary, 2025))
    assert shown == [], "four places are within usual fluctuation"
    near = pd.DataFrame({"indicator": ["dti_total"], "band": [3], "basis": ["convention"]})
    [one] = climbers.moved(known, near, standings(ranked_2025, dictionary, 2025))
    assert (one.name, one.n) == ("dti_total", 2)
    assert one.gains.rank_change.tolist() == [4]


def test_2024_shows_the_table_of_34_beside_that_of_63(years):
    dictionary, cleaned = years
    other = describe.other_ranking({2024: cleaned[2024].panel_unit34})
    table = league.ranks_exhibit(standings(other, dictionary, 2024))
    assert (table.id, table.csv) == ("tab-ranks-34", "ranking_unit34.csv")
    text = table.written("en").html
    assert '<span class="r">14</span>' in text
    assert "Published for the 34 units of July 2025" in text
    assert ranking.results_of(other, dictionary, 2024) == "ranking_unit34.csv"
    assert "\nLào Cai & 14 \\\\\nHà Nội & – \\\\\n" in table.written("vi").latex
    assert league.ranks_exhibit(standings(describe.other_ranking({}), dictionary, 2024)) is None


def test_a_province_of_a_year_is_one_of_its_units(checkout_project):
    assert choose_province("Lào Cai", checkout_project, 2022) == "10"
    assert choose_province("Lào Cai", checkout_project, 2025) == "u34-15"
    assert choose_province("u34-15", checkout_project, 2025) == "u34-15"
    with pytest.raises(UsageError, match="Yên Bái is part of Lào Cai since July 2025"):
        choose_province("Yên Bái", checkout_project, 2025)


def test_the_published_median_of_pci_2007_is_of_64(cleaned_year):
    """VCCI prints 55.56; over the 63 that are left it would be 55.64."""
    panel = cleaned_year(2007).panel
    assert len(panel) == 63
    assert all_scores(panel, "pci_total").median() == pytest.approx(55.56089)
    assert panel.pci_total_score.median() == pytest.approx(55.63765)
    found = used_ranks(panel, "pci_total")
    assert set(found.places) == {64}
    assert found["rank"].max() == 64
    assert 41 not in set(found["rank"])  # Hà Tây's
    assert (found["rank"]["25"], found["rank"]["93"]) == (32, 19)  # printed of Phú Thọ, Hậu Giang


def test_pages_of_2007_say_that_64_were_ranked(dictionary, cleaned_year):
    year = cleaned_year(2007)
    table = describe.ranking(year.panel, None)
    places = standings(table, dictionary, 2007)
    shown = league.ranks_exhibit(places).written("en")
    assert "PCI: Ranks are of 64: Hà Tây" in shown.html
    assert "\nPhú Thọ & 32 (55.64) \\\\\n" in shown.latex
    [pci] = places.indices
    row = next(pci.units.loc[["25"]].itertuples())
    assert pci.rank_of(row, VI) == "32/64"
    assert "Hà Tây" not in set(table.province)
    drawn = atlas.map_exhibit(places).written("en").html
    assert "Hà Tây" not in drawn
    assert pci.units.quarter[pci.units["rank"] >= 49].eq(4).all()
    assert pci.units.quarter[pci.units["rank"] < 49].lt(4).all()


def test_the_panel_of_a_level_is_had_by_name(monkeypatch, root):
    monkeypatch.setenv("PARDX_ROOT", str(root))
    assert pardx.panel(2024).gso_code.nunique() == 63
    units = pardx.panel(2024, level="unit34")
    assert units.gso_code.str.startswith("u34-").all()
    with pytest.raises(UsageError, match="no level 'unit63'; did you mean unit34?"):
        pardx.panel(2024, level="unit63")
    with pytest.raises(UsageError, match="the panel mixes 63 provinces with 34 units"):
        pardx.associations(pd.concat([pardx.panel(2024), units]))


def test_the_dateline_says_how_many_units(dictionary):
    said = paper.dateline(dictionary, 2025)._repr_mimebundle_()[0]
    assert "34 provinces and centrally run cities" in said["text/html"]
    assert "34 tỉnh, thành phố" in said["text/vnd.pardx.vi+html"]


def test_a_table_of_2025_is_imported_for_the_34_and_ranks_of_34(small_project, tmp_path):
    """It read 'Lào Cai 5/63, +21 in rank', as if the province of the 63 had been ranked."""
    rows = "".join(f"{name},{96 - place},{place}\n" for place, name in enumerate(UNITS, 1))
    file = tmp_path / "par2025.csv"
    file.write_text(f"Tỉnh,Điểm,Xếp hạng\n{rows}", encoding="utf-8")
    given = {"FILE": str(file), "INDICATOR": "par_index", "YEAR": "2025", "SOURCE": SOURCE}
    said = " ".join(import_table(given | {"WRITE": "yes"}, small_project))
    assert "6 units of July 2025" in said
    year = clean(load_dictionary(small_project), 2025)
    assert year.panel_unit34.par_index_rank["u34-15"] == 5
    assert "par_index_rank" not in year.panel
    table = describe.ranking(year.panel_unit34, None).set_index("gso_code")
    assert table.loc["u34-15", ["par_index_rank", "par_index_places"]].tolist() == [5, 34]
    assert table.par_index_rank_change.isna().all()
