"""2024 and 2025: what is known, each list under its level, and the traps of their sources."""

import re

import pandas as pd
import pytest

from pardx.data.clean import series
from pardx.data.read import read_year
from pardx.data.reconcile import UNRECONCILED
from pardx.data.rules import snapshot_has_its_date, whole_year_is_over

PLACE, BROKEN = "keeps its place and order", "breaks an identity"


@pytest.fixture(scope="module")
def year2024(cleaned_year):
    return vars(cleaned_year(2024))["values"]


@pytest.fixture(scope="module")
def year2025(cleaned_year):
    return vars(cleaned_year(2025))["values"]


def pick(values, level, indicator, measure, entity=None):
    named = values if entity is None else values[values.entity == entity]
    found = named.query("level == @level and indicator == @indicator and measure == @measure")
    return found if entity is None else next(found.itertuples())


@pytest.mark.parametrize(
    ("level", "indicator", "ranks", "scores"),
    [
        ("province", "par_index", 26, 20),
        ("province", "sipas", 25, 13),
        ("province", "pci_total", 21, 21),
        ("province", "dti_total", 6, 2),
        ("unit34", "dti_total", 16, 8),
        ("province", "papi_total_unweighted", 0, 61),
    ],
)
def test_how_much_of_2024_is_known(year2024, level, indicator, ranks, scores):
    known = year2024[year2024.quality != "X"]
    found = [len(pick(known, level, indicator, measure)) for measure in ("rank", "score")]
    assert found == [ranks, scores]


def test_documents_said_to_give_no_figure_give_none(root, dictionary):
    text = (root / "docs" / "assumptions.md").read_text("utf-8")
    unused = re.findall(r"`([a-z0-9-]+-[0-9a-f]{6})`", text)
    rows = pd.concat(
        pd.read_csv(path, dtype=str) for path in (root / "data" / "raw").glob("20*/*.csv")
    )
    figures = {*rows.source_id, *dictionary.targets.source_id}
    assert len(unused) == 14
    assert not figures & {*unused}
    used = len(dictionary.sources.index.intersection(figures))
    assert used > 400, "the ids are those of the tables"


def test_no_index_of_2025_is_collected_and_digital_figures_are(year2025):
    assert set(year2025.indicator) & {"par_index", "sipas", "dti_total", "pci_total"} == set()
    assert year2025.groupby("level").size().to_dict() == {
        "locality_group": 11,
        "ministry_group": 2,
        "national": 28,
        "province": 16,
        "unit34": 79,
    }


def test_a_merged_unit_has_the_plain_mean_of_its_members(year2024):
    members = [pick(year2024, "province", "dti_total", "score", name).value for name in MERGED]
    unit = pick(year2024, "unit34", "dti_total", "score", "Đà Nẵng")
    assert members == [0.8335, 0.5803]
    assert unit.value == round(sum(members) / 2, 4) == 0.7069


MERGED = ("Đà Nẵng", "Quảng Nam")


def test_the_two_tables_of_dti_2024_stay_apart(year2024):
    places = {
        level: pick(year2024, level, "dti_total", "rank", "Đà Nẵng").value
        for level in ("province", "unit34")
    }
    assert places == {"province": 2, "unit34": 17}
    ranks = pick(year2024, "unit34", "dti_total", "rank")
    assert ranks.value.is_unique
    assert ranks.value.max() == 34


@pytest.mark.parametrize(
    ("level", "entity", "indicator", "measure", "value", "quality", "rule"),
    [
        ("unit34", "Khánh Hòa", "dti_total", "rank", 16, "B", PLACE),
        ("unit34", "Cao Bằng", "dti_total", "rank", 34, "C", ""),
        ("unit34", "Hưng Yên", "dti_total", "rank", 32, "C", ""),
        ("province", "Hải Phòng", "sipas", "score", 91.1, "B", ""),
        ("national", "Cao nhất 63 tỉnh", "sipas_policy", "score", 90.59, "B", ""),
        (
            "region",
            "Bắc Trung Bộ và Duyên hải miền Trung",
            "par_index",
            "score_change",
            None,
            "X",
            BROKEN,
        ),
        ("province", "Khánh Hòa", "sipas", "rank_change", None, "X", UNRECONCILED),
        ("province", "Thừa Thiên Huế", "par_index", "score", 91.03, "A", ""),
        ("national", "Trung bình 63 tỉnh", "par_index", "score", 88.37, "A", ""),
        ("province", "Long An", "papi_total_unweighted", "score", 42.29308, "B", None),
    ],
)
def test_a_trap_of_2024_is_settled(
    year2024, level, entity, indicator, measure, value, quality, rule
):
    found = pick(year2024, level, indicator, measure, entity)
    assert found.quality == quality
    assert (found.value if value is not None else pd.isna(found.value)) == (value or True)
    assert rule is None or found.settled_by == rule


def test_the_printed_counts_of_par_index_2024_fit_the_known_scores(year2024):
    scores = pick(year2024, "province", "par_index", "score").set_index("entity").value
    ranks = pick(year2024, "province", "par_index", "rank").set_index("entity").value
    above = pick(year2024, "national", "par_index_provinces_above_90", "count", "63 tỉnh").value
    both = ranks.index.intersection(scores.index)
    assert above == 13
    assert (scores[both][ranks[both] <= above] > 90).all()
    assert (scores[both][ranks[both] > above] <= 90).all()


def test_ranks_of_2023_that_a_later_page_prints_as_current_are_not_those_of_2024(
    year2024, cleaned_year
):
    before = vars(cleaned_year(2023))["values"]
    then, now = (pick(values, "province", "dti_total", "rank") for values in (before, year2024))
    both = then.merge(now, on="gso_code")
    same = both[both.value_x == both.value_y].entity_x
    assert set(same) == set()


def test_a_city_ranking_its_own_offices_is_no_index_of_the_ministry(dictionary):
    rows, _ = read_year(dictionary.project, 2025)
    assert set(rows.family) == {"digital_services", "reform_outputs"}
    assert not rows.indicator.str.contains("sipas|par_index|internal").any()


@pytest.mark.parametrize("year", [2024, 2025])
def test_index_766_has_its_date_and_stays_within_its_maximum(dictionary, year):
    rows, _ = read_year(dictionary.project, year)
    ours = rows[rows.indicator.str.startswith("service_index_766")]
    assert (ours.period != "").all()
    _, most = dictionary.limits(ours)
    most = most[ours.measure == "score"].groupby(ours.indicator).agg(set)
    parts = {
        "transparency": 18,
        "progress": 20,
        "digitisation": 22,
        "online_service": 12,
        "online_payment": 10,
        "satisfaction": 18,
    }
    assert sum(parts.values()) == 100
    expected = {f"service_index_766_{name}": {most} for name, most in parts.items()}
    expected |= {"service_index_766": {100}}
    if year == 2025:
        expected["service_index_766_online_and_payment"] = {22}
    assert most.to_dict() == expected
    assert not dictionary.sums.part.str.startswith("service_index_766").any()


def test_parts_of_index_766_of_one_day_add_up_to_its_score(dictionary):
    rows, _ = read_year(dictionary.project, 2025)
    ours = rows[rows.indicator.str.startswith("service_index_766") & (rows.measure == "score")]
    value = ours.value.astype(float)
    names = ["transparency", "progress", "digitisation", "online_and_payment", "satisfaction"]
    wide = ours.assign(value=value, part=ours.indicator.str[18:]).pivot_table(
        index=["entity", "period"], columns="part", values="value"
    )
    whole = wide.dropna(subset=["", *names])
    assert [*whole.index] == [
        ("Lào Cai", "to 2025-07-31"),
        ("Quảng Trị", "to 2025-07-25"),
        ("Thái Nguyên", "2025-08-11"),
        ("Thái Nguyên", "to 2025-08-29"),
    ]
    assert whole[names].sum(axis=1).to_numpy() == pytest.approx(whole[""].to_numpy(), abs=0.001)


def test_a_snapshot_without_its_date_is_refused(dictionary):
    rows, _ = read_year(dictionary.project, 2025)
    broken = rows.assign(period=rows.period.where(rows.indicator != "service_index_766", ""))
    [first, *_] = snapshot_has_its_date(broken, dictionary)
    assert first.file == "data/raw/2025/digital_services.csv"
    assert "worth nothing without its date" in first.rule
    assert snapshot_has_its_date(rows, dictionary) == []


def test_a_share_printed_within_the_year_is_not_of_the_whole_year(dictionary):
    """Fault: a share of a page of 14 November 2023 stood as that of 2023."""
    rows, _ = read_year(dictionary.project, 2023)
    ours = (rows.indicator == "online_dossier_share") & rows.period.str.startswith("to ")
    broken = whole_year_is_over(rows.assign(period=rows.period.mask(ours, "")), dictionary)
    assert [one.line for one in broken] == [*rows.line[ours]]
    assert broken[0].rule == "printed 2023-11-14, so it is not of the whole year 2023"
    assert "to 2023-11-14" in broken[0].fix
    assert whole_year_is_over(rows, dictionary) == []


@pytest.fixture(scope="module")
def above(dictionary):
    """Return the figures above the province, of all years."""
    return series(dictionary, dictionary.project.years())


def test_of_how_many_is_said_of_counts_alone(above):
    """Fault: 42 %, "2.5 times the end of 2023", stood as 42 % of 2,023."""
    figures = above.dropna(subset=["out_of"])
    assert len(figures) > 20
    assert {*figures.measure, *figures.unit} == {"count"}
    assert (figures.value <= figures.out_of).all()


def test_a_figure_is_rounded_where_its_own_number_is(above):
    """Fault: 66.47 %, "over 3.5 million dossiers", stood as over 66.47 %."""
    figures = above[above.year == 2025].set_index(["indicator", "period"]).qualifier
    assert figures["online_dossier_share", "to 2025-08-29"] == ""
    assert figures["vneid_accounts_activated", "to 2025-09"] == "over"


def test_methods_new_in_2024_are_breaks_and_that_of_sipas_is_none(dictionary):
    new = set(dictionary.breaks.query("year == 2024").indicator)
    assert {"par_index", "dti_total"} <= new
    assert "sipas" not in new


def test_the_level_before_a_printed_change_is_a_derived_row_of_2023(cleaned_year):
    before = vars(cleaned_year(2023))["values"]
    found = pick(before, "province", "pci_total", "rank", "Hà Nội")
    assert (found.value, found.quality, found.sources) == (28, "C", "poste-vn-com-0e86d9")
    assert pick(before, "province", "sipas", "rank", "Vĩnh Long").value == 48
    assert pick(before, "province", "par_index", "regional_rank", "Cà Mau").value == 3


def test_what_is_counted_at_a_date_has_a_date_and_no_span(dictionary, above):
    """Fault: services on the portal in 2022 were of "January to August", a stock like a flow."""
    stated = dictionary.indicators.definition_en.fillna("").str.contains(
        r"at the stated date|cumulated to the stated date|integrated in"
    )
    stocks = dictionary.indicators.index[stated]
    found = above[above.indicator.isin(stocks)]
    assert len(found) > 40
    spans = found[found.period.str.contains(r"\.\.|-M\d", na=False)]
    assert spans.empty, spans[["year", "indicator", "period"]]
