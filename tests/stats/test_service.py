"""Targets beside what is reached, and index 766 by unit and date."""

import pandas as pd
import pytest

from pardx.data.clean import series
from pardx.language import Language
from pardx.report.aggregate_series import figures_table
from pardx.report.cards import cards_exhibit
from pardx.report.service_tables import snapshots_table, targets_table
from pardx.stats.service import snapshots, targets

EN, VI = Language("en"), Language("vi")


@pytest.fixture(scope="module")
def reached(dictionary):
    return series(dictionary, [2022, 2023, 2024, 2025])


@pytest.fixture(scope="module")
def aims(dictionary, reached):
    return targets(reached, dictionary, 2025)


@pytest.fixture(scope="module")
def dated(dictionary, cleaned_year):
    return snapshots(vars(cleaned_year(2025))["values"], dictionary)


def test_a_target_names_decision_year_value_and_distance(aims):
    [one] = aims.query("target == 'service_satisfaction_2026'").itertuples()
    assert (one.decision, one.year, one.value, one.unit) == ("1565/QĐ-TTg", 2026, 95, "percent")
    assert (one.known, one.known_year, one.period, one.distance) == (93, 2024, "2024-08", -2)
    [other] = aims.query("target == 'administrative_satisfaction_2025'").itertuples()
    assert (other.indicator, other.decision) == ("sipas", "")
    assert (other.known, round(other.distance, 2)) == (83.94, -6.06)


@pytest.mark.parametrize(
    ("earlier", "latest"),
    [
        ("to 2025-08-29", "2025-07-01..2026-01-07"),
        ("2025-M01..M09", "2025-10"),
        ("to 2025-11-30", ""),
        ("2025-11", "to 2025-12-08"),
    ],
)
def test_the_latest_figure_is_that_of_the_latest_day(dictionary, reached, earlier, latest):
    """Fault: periods were ordered as texts, so "to 2025-08-29" came after a span to 2026."""
    own = reached[reached.indicator == "service_satisfaction_share"].head(1).assign(year=2025)
    rows = [own.assign(period=latest, value=91.0), own.assign(period=earlier, value=90.0)]
    for order in (rows, rows[::-1]):
        found = targets(pd.concat(order), dictionary, 2025).dropna(subset=["known"])
        assert found.known.tolist() == [91.0]


def test_one_target_of_one_year_is_titled_so(dictionary, aims):
    one = targets_table(aims[aims.year == 2026], dictionary, 2026)
    title = "National targets for 2026: 1, of which 1 with a figure beside"
    assert one.written("en").title == title
    assert "2025 to 2030" in targets_table(aims, dictionary, 2025).written("en").title
    assert "2025-2030" in targets_table(aims, dictionary, 2025).written("vi").title


def test_a_target_without_a_figure_of_its_definition_has_no_distance(aims):
    [one] = aims.query("value == 982").itertuples()
    assert (one.indicator, one.year) == ("", 2025)
    assert pd.isna(one.known)
    assert pd.isna(one.distance)


def test_targets_of_a_province_and_of_other_years_are_not_national_ones_of_the_year(
    aims, dictionary, reached
):
    assert len(aims) == 7
    assert {*targets(reached, dictionary, 2024).decision} == {"76/NQ-CP"}
    after = {"service_satisfaction_2026", "procedures_online_2030"}
    assert {*targets(reached, dictionary, 2026).target} == after
    assert set(dictionary.targets.level) == {"national", "unit34"}


def test_the_extremes_of_the_provinces_are_no_national_figure(dictionary, reached):
    lowest = reached.assign(entity="Thấp nhất 63 tỉnh")
    assert targets(lowest, dictionary, 2025).known.isna().all()


def test_a_snapshot_is_one_unit_on_one_date(dated):
    assert not dated.duplicated(["level", "entity", "period"]).any()
    [one] = dated.query("entity == 'Thái Nguyên' and period == '2025-08-11'").itertuples()
    assert (one.level, one.score, one.rank, one.units) == ("unit34", 83.83, 1, 34)
    assert (one.online_and_payment, one.transparency) == (13.98, 15.67)
    assert pd.isna(one.online_service)
    [before] = dated.query("entity == 'Thái Nguyên' and level == 'province'").itertuples()
    assert (before.rank, before.units) == (1, 63)


def test_the_table_of_snapshots_says_maxima_dates_and_frames(dated, dictionary):
    english, vietnamese = (
        snapshots_table(dated, dictionary, 2025).write(lang).html for lang in (EN, VI)
    )
    assert "16.1 of 22" in english
    assert "3.1 of 12" in english
    assert "week 47 of 2025" in english
    assert "Thái Nguyên (one of the 34 units of July 2025)" in english
    assert "16,1/22" in vietnamese
    assert "2/34" in vietnamese
    assert "60/63" in vietnamese


def test_the_table_of_targets_says_what_is_not_collected(aims, dictionary):
    english, vietnamese = (
        targets_table(aims, dictionary, 2025).write(lang).html for lang in (EN, VI)
    )
    for text in ("1565/QĐ-TTg", "−2.00 percentage points", "not collected", "August 2024"):
        assert text in english
    for text in ("1565/QĐ-TTg", "−6,06 điểm %", "chưa thu thập được", "95%"):
        assert text in vietnamese


def test_cards_of_dossiers_and_of_services_say_that_they_differ(aims, dictionary, reached):
    """Fault: 43% of dossiers stood beside 51.5% of services, and nothing told them apart."""
    known = reached[reached.year == 2024]
    alone = known[known.indicator == "online_dossier_full_share"]
    said = "mẫu số khác nhau"
    assert said in cards_exhibit(known, aims, dictionary, 2024).write(VI).html
    assert said not in cards_exhibit(alone, aims, dictionary, 2024).write(VI).html


def test_the_table_of_targets_names_the_shares_that_none_is_for(aims, dictionary):
    english, vietnamese = (
        targets_table(aims, dictionary, 2025).write(lang).html for lang in (EN, VI)
    )
    found = vietnamese.partition("Chưa thu thập được chỉ tiêu quốc gia về: ")[2].partition("</")[0]
    assert "Tỷ lệ hồ sơ trực tuyến toàn trình" in found
    assert dictionary.label("service_satisfaction_share", "vi") not in found, "the table has one"
    assert "No national target was collected for: " in english


def test_a_year_without_figures_has_no_table(aims, dated, dictionary):
    assert targets_table(aims.iloc[:0], dictionary, 2022) is None
    assert snapshots_table(dated.iloc[:0], dictionary, 2022) is None


def test_a_share_of_the_country_outside_its_parts_says_why(aims, dictionary, reached):
    """Fault: 51.5% of August 2024 stood beside 55.38% and 59.68% of January to June."""
    known = reached[reached.year == 2024]
    said = "Tỷ lệ dịch vụ công trực tuyến toàn trình: số liệu cả nước nằm ngoài khoảng"
    assert said in cards_exhibit(known, aims, dictionary, 2024).write(VI).html
    half = known[known.period != "2024-08"]
    assert "nằm ngoài khoảng" not in cards_exhibit(half, aims, dictionary, 2024).write(VI).html


def test_a_count_that_falls_is_said_to_be_one_of_sources_that_differ(dictionary, reached):
    """Fault: 58 of 76 essential services in March 2025 stood above 56 of 76 in April."""
    said = "thấp hơn kỳ trước; các nguồn tính khác nhau"
    names = ["essential_services_on_portal", "portal_online_services"]
    counts = reached[reached.indicator.isin(names) & (reached.level == "national")]
    html = figures_table(counts, dictionary, 2025).write(VI).html
    assert html.count(said) == 1
    assert (
        "Số dịch vụ công thiết yếu của Đề án 06 tích hợp trên Cổng Dịch vụ công quốc gia: " in html
    )
    before = counts[counts.year < 2025]
    assert said not in figures_table(before, dictionary, 2024).write(VI).html
