"""Tables of the year: ranking, means, ministries, digital government."""

import pandas as pd
import pytest

from pardx.data.clean import series
from pardx.data.dictionary import load_dictionary
from pardx.data.geography import provinces
from pardx.project import Project
from pardx.settings import settings
from pardx.stats import aggregates, describe

SOURCE = "baobinhdinh-vn-265f5e"


@pytest.fixture
def above(small_project, print_table):
    print_table(
        2021,
        "par_index",
        f"national,Trung bình 63 tỉnh,par_index,score,86.37,percent,,{SOURCE},0,",
    )
    print_table(
        2022,
        "par_index",
        f"national,Trung bình 63 tỉnh,par_index,score,84.79,percent,,{SOURCE},0,",
        f"ministry,Bộ Tư pháp,par_index,rank,2,rank,,{SOURCE},0,",
        f"ministry,Bộ Tư pháp,par_index,score,90.63,percent,,{SOURCE},0,",
        f"province,Cần Thơ,par_index,rank,26,rank,,{SOURCE},0,",
    )
    print_table(
        2023,
        "digital_services",
        "national,Việt Nam,chip_id_cards_issued,count,79.5,million,2023 (to 2023-04-19),"
        f"{SOURCE},0,more than; par. 8",
        f"national,Việt Nam,essential_services_on_portal,count,21,count,to 2023-04-19,{SOURCE},0,"
        "21 of 25",
    )
    dictionary = load_dictionary(small_project)
    return series(dictionary, [2021, 2022, 2023]), dictionary


def test_only_figures_above_the_province_are_read(above):
    assert set(above[0].level) == {"national", "ministry"}


def test_a_rounded_figure_says_so_and_a_count_says_of_how_many(above):
    found = aggregates.digital_series(above[0]).set_index("indicator")
    assert found.qualifier["chip_id_cards_issued"] == "over"
    assert found.out_of["essential_services_on_portal"] == 25


def test_means_of_two_methods_are_in_two_regimes(above):
    found = aggregates.published_means(*above).query("of == 'province'")
    assert found[["year", "mean", "regime"]].to_numpy().tolist() == [
        [2021, 86.37, 2020],
        [2022, 84.79, 2022],
    ]


def test_a_ministry_stands_in_a_list_of_known_length(above):
    row = aggregates.ministries(*above).iloc[0]
    assert (row.entity, row["rank"], row.score, row.units) == ("Bộ Tư pháp", 2, 90.63, 17)


@pytest.fixture
def table():
    columns = {"gso_code": ["01", "92"], "province": ["Hà Nội", "Cần Thơ"], "region": ["A", "B"]}
    for name in settings().headline:
        columns |= {
            f"{name}_score": [float("nan")] * 2,
            f"{name}_rank": [float("nan")] * 2,
            f"{name}_places": [63, 63],
            f"{name}_rank_change": [float("nan")] * 2,
            f"{name}_quality": ["A", "B"],
            f"{name}_score_quality": ["A", "B"],
        }
    frame = pd.DataFrame(columns)
    frame["par_index_rank"], frame["par_index_score"] = [3, 26], [90.0, 85.1]
    frame["par_index_rank_change"] = [9, 25]
    return frame


def test_a_group_includes_its_lower_bound(table):
    assert describe.groups(table).set_index("group").n.to_dict() == {
        "A": 1,
        "B": 1,
        "C": 0,
        "below C": 0,
    }


def test_movers_know_the_rank_before(table):
    found = describe.movers(table)
    assert found[["province", "rank_before"]].to_numpy().tolist() == [
        ["Cần Thơ", 51],
        ["Hà Nội", 12],
    ]


def test_extremes_are_the_first_and_last_five_places(table):
    assert describe.extremes(table)[["province", "end"]].to_numpy().tolist() == [["Hà Nội", "top"]]


def test_a_year_of_ranks_alone_has_no_row_and_all_columns():
    project = Project.here()
    panel = provinces(project)[["name_vi", "region6_vi"]].set_axis(["province", "region"], axis=1)
    panel = panel.assign(par_index_rank=float("nan"), par_index_rank_quality=None)
    panel.loc["31", ["par_index_rank", "par_index_rank_quality"]] = [1.0, "B"]
    values = pd.DataFrame(
        {
            "indicator": ["par_index"],
            "measure": ["rank"],
            "entity": ["Hải Phòng"],
            "period": [""],
            "year": [2024],
            "value": [1.0],
            "level": ["province"],
        }
    )
    table = describe.ranking(panel, None)
    found = describe.glance(values, table, None, dictionary=load_dictionary(project))
    assert found.empty
    assert {"indicator", "mean", "mean_change", "n_scores", "first"} <= {*found.columns}


@pytest.mark.parametrize(
    ("entity", "year", "of"),
    [
        ("Trung bình cấp tỉnh", 2023, {"province"}),
        ("Trung bình cấp tỉnh", 2024, set()),
        ("Trung bình 63 tỉnh", 2024, {"province"}),
        ("Trung bình 34 tỉnh", 2024, {"unit34"}),
        ("Trung bình cấp tỉnh", 2025, {"unit34"}),
    ],
)
def test_a_mean_is_compared_with_the_units_it_is_of(entity, year, of):
    """DTI 2024 has a table of 63 and one of 34; a mean "of provinces" may be of either."""
    dictionary = load_dictionary(Project.here())
    row = {"indicator": "dti_mean_province", "measure": "score", "entity": entity, "period": ""}
    values = pd.DataFrame([{**row, "year": year, "value": 0.6961}])
    assert aggregates.national_mean(values, "dti_total") == 0.6961
    compared = {
        level
        for level in ("province", "unit34")
        if aggregates.comparable_mean(values, "dti_total", dictionary, level) == 0.6961
    }
    assert compared == of
