"""The contradictions of the real data that must come out right."""

import pandas as pd
import pytest

from pardx.data.consistency import BROKEN, DERIVED
from pardx.data.crosschecks import not_adding_up
from pardx.data.reconcile import UNRECONCILED

PLACE, ORDER = "keeps its place and order", "keeps its sum and change"
CASES = [
    (2012, "Đà Nẵng", "par_index", "score", 87.14, "B", ""),
    (2012, "Đồng Tháp", "par_index", "score", 83.44, "B", ""),
    (2012, "Hà Nội", "par_index", "score", 82.79, "B", ""),
    (2018, "Quảng Ninh", "par_index", "score", 89.06, "C", "official over press"),
    (2020, "Đồng Tháp", "par_index", "score", 86.77, "C", DERIVED),
    (2020, "Đồng Tháp", "par_index", "rank", 5, "A", ""),
    (2020, "Bình Dương", "par_index", "score", 86.93, "B", ""),
    (2020, "Quảng Ninh", "dti_pillar_government", "score", 0.4513, "A", "official over press"),
    (2020, "Quảng Ninh", "dti_total", "score", 0.3897, "A", ""),
    (2020, "Kiên Giang", "dti_total", "rank", 9, "A", "more independent sources"),
    (2021, "Sơn La", "sipas", "score", None, "X", UNRECONCILED),
    (2021, "Đà Nẵng", "sipas", "rank", None, "X", BROKEN),
    (2022, "Bình Phước", "par_index", "rank", 39, "C", PLACE),
    (2022, "Ninh Thuận", "par_index", "rank", 29, "A", ""),
    (2022, "Bình Dương", "sipas", "rank", 4, "A", PLACE),
    (2022, "Cà Mau", "sipas", "rank", 3, "A", PLACE),
    (2022, "Thanh Hóa", "dti_total", "rank", 15, "A", ""),
    (2022, "Yên Bái", "dti_total", "rank", 15, "A", ""),
    (2022, "Lào Cai", "sipas", "rank", None, "X", BROKEN),
    (2022, "Tiền Giang", "sipas", "rank", 53, "B", ""),
    (2022, "Việt Nam", "e_result_share", "share", None, "X", BROKEN),
    (2022, "Địa phương", "e_result_share", "share", 13.14, "C", ""),
    (2023, "Việt Nam", "e_result_share", "share", 25.9, "B", ""),
    (2023, "Hải Phòng", "par_index", "score", 91.87, "A", "official over press"),
    (2023, "Hải Phòng", "par_index", "score_change", None, "X", BROKEN),
    (2023, "Hải Phòng", "sipas", "score", None, "X", BROKEN),
    (2023, "Cà Mau", "par_index", "rank", 34, "C", PLACE),
    (2023, "Long An", "par_index", "rank", 8, "C", PLACE),
    (2023, "Hòa Bình", "par_index", "score", 86.76, "B", ORDER),
    (2023, "Quảng Ngãi", "par_index", "score", 87.37, "A", ORDER),
    (2023, "Khánh Hòa", "sipas", "rank", None, "X", UNRECONCILED),
    (2023, "Tiền Giang", "sipas", "rank_change", None, "X", BROKEN),
]


@pytest.mark.parametrize(
    ("year", "entity", "indicator", "measure", "value", "quality", "rule"),
    CASES,
    ids=[
        f"{entity} {indicator} {measure} {year}" for year, entity, indicator, measure, *_ in CASES
    ],
)
def test_a_named_case(cleaned_year, year, entity, indicator, measure, value, quality, rule):
    values = vars(cleaned_year(year))["values"]
    [row] = values.query(
        "entity == @entity and indicator == @indicator and measure == @measure"
    ).itertuples()
    assert (row.quality, row.settled_by) == (quality, rule)
    assert row.value == value if value is not None else row.value != row.value


def test_conflicts_name_every_value_with_its_sources_the_value_used_and_the_rule(cleaned_year):
    conflicts = cleaned_year(2020).conflicts.query("entity == 'Đồng Tháp'")
    printed, derived = conflicts.sort_values("value", ascending=False).itertuples()
    assert (printed.value, printed.sources) == (88.77, "cchc-dongthap-gov-vn-ca2a5b")
    assert (printed.breaks, printed.used, printed.value_used) == ("order", False, 86.77)
    assert (derived.sources, derived.used, derived.settled_by) == ("", True, DERIVED)
    assert derived.keeps == "change"


def test_the_chain_of_means_keeps_its_printed_changes(cleaned_year):
    chain = {2019: 81.15, 2020: 83.72, 2021: 86.37, 2022: 84.79, 2023: 86.98}
    for year in (2020, 2021, 2022, 2023):
        values = vars(cleaned_year(year))["values"]
        means = values.query("indicator == 'par_index' and entity == 'Trung bình 63 tỉnh'")
        score = means.query("measure == 'score'").value.item()
        assert score == chain[year]
        for change in means.query("measure == 'score_change'").value:
            assert change == pytest.approx(chain[year] - chain[year - 1])


def test_no_two_used_provinces_share_a_rank_but_the_printed_tie_of_dti_2022(cleaned_year):
    for year in (2020, 2021, 2022, 2023):
        values = vars(cleaned_year(year))["values"].query(
            "level == 'province' and measure == 'rank' and period == '' and value == value"
        )
        headline = values[values.indicator.isin(["par_index", "sipas", "dti_total"])]
        shared = headline[headline.duplicated(["indicator", "value"], keep=False)]
        tied = {("Thanh Hóa", "dti_total", 15.0), ("Yên Bái", "dti_total", 15.0)}
        found = set(zip(shared.entity, shared.indicator, shared.value, strict=True))
        assert found == (tied if year == 2022 else set())


def test_used_scores_lie_in_the_order_of_their_ranks(cleaned_year):
    for year in (2018, 2020, 2021, 2022, 2023):
        panel = cleaned_year(year).panel
        for index in ("par_index", "sipas"):
            pairs = panel[[f"{index}_rank", f"{index}_score"]].dropna()
            scores = pairs.sort_values(f"{index}_rank")[f"{index}_score"]
            assert (scores.diff().dropna() <= 0.05).all(), (year, index)


def test_bounds_stay_apart_from_data(cleaned_year):
    year = cleaned_year(2023)
    bounded = year.bounds.query("indicator == 'par_index'")
    panel = year.panel.par_index_score
    assert bounded.gso_code.map(panel).isna().all()
    assert (bounded.lower.fillna(0) <= bounded.upper.fillna(100)).all()
    hau_giang = bounded.set_index("entity").loc["Hậu Giang"]
    assert (hau_giang["rank"], hau_giang.lower, hau_giang.upper) == (19, 88.02, 88.35)


def test_a_change_of_score_across_a_break_is_marked_and_enters_no_panel(cleaned_year):
    year = cleaned_year(2022)
    changes = vars(year)["values"].query("indicator == 'sipas' and measure == 'score_change'")
    assert len(changes)
    assert changes.across_break.all()
    assert "sipas_score_change" not in year.panel


def test_the_mean_of_dti_2023_is_one_figure_the_printed_one(cleaned_year):
    year = cleaned_year(2023)
    mean = vars(year)["values"].query("indicator == 'dti_mean_province' and measure == 'score'")
    assert mean.value.tolist() == [0.6783]
    rivals = year.conflicts.query("indicator == 'dti_mean_province'")
    assert sorted(rivals.value) == [0.6783, 0.6785]
    assert set(rivals.settled_by) == {"printed over derived"}


def test_used_ranks_of_two_years_agree_with_the_printed_places_gained(cleaned_year):
    """Read both ways: the rank of a year from that before, and of the year before from it."""
    compared = 0
    for year in (2021, 2022, 2023):
        before, now = (vars(cleaned_year(one))["values"] for one in (year - 1, year))
        key = ["level", "entity", "indicator"]
        known = [
            part.query("measure == 'rank' and period == ''").set_index(key)["value"]
            for part in (before, now)
        ]
        changes = now.query("measure == 'rank_change' and period == ''").set_index(key)["value"]
        both = pd.concat([*known, changes], axis=1, keys=["before", "now", "gained"]).dropna()
        assert (both.before == both.now + both.gained).all(), both
        compared += len(both)
    assert compared > 100


def test_ministries_of_one_list_share_no_rank_and_their_scores_follow(cleaned_year):
    for year in (2018, 2020, 2021, 2022, 2023):
        values = vars(cleaned_year(year))["values"].query(
            "level == 'ministry' and indicator == 'par_index' and period == ''"
        )
        wide = values.pivot(index="entity", columns="measure", values="value")
        assert wide["rank"].dropna().is_unique
        scores = wide[["rank", "score"]].dropna().sort_values("rank").score
        assert scores.is_monotonic_decreasing, year


@pytest.mark.parametrize("year", range(2006, 2025))
def test_every_total_is_the_weighted_sum_of_its_parts(dictionary, cleaned_year, year):
    """Of PAPI and PCI; what does not add up is named in sum_exceptions.csv and really does not."""
    values = vars(cleaned_year(year))["values"]
    ours = values[values.indicator.str.startswith(("papi", "pci"))].reset_index(drop=True)
    assert ours[not_adding_up(ours, dictionary.sums_in(year))].empty
    exempt = not_adding_up(ours, dictionary.exempt_sums(year))
    assert int(exempt.sum()) == (62 if year == 2011 else 0)


@pytest.mark.parametrize(
    ("year", "papi", "pci"),
    [
        (2006, 0, 11),
        (2009, 0, 10),
        (2014, 22, 11),
        (2016, 22, 11),
        (2020, 29, 1),
        (2023, 28, 1),
        (2024, 28, 11),
    ],
)
def test_all_sub_indices_are_in_the_panel(cleaned_year, year, papi, pci):
    panel = vars(cleaned_year(year))["panel"]
    scores = panel.columns[panel.columns.str.endswith("_score")]
    assert scores.str.startswith("papi_sub").sum() == papi
    assert scores.str.startswith("pci").sum() == pci


@pytest.mark.parametrize(("year", "score"), [(2006, 52.6062), (2011, 57.4)])
def test_a_year_of_pci_is_one_vintage(cleaned_year, year, score):
    values = vars(cleaned_year(year))["values"]
    totals = values.query("indicator == 'pci_total' and measure == 'score'")
    assert totals.set_index("entity").value["Hậu Giang"] == score
    assert len({ids.split(";")[0] for ids in totals.sources}) == 1
