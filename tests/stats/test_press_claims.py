"""Claims: each kind recomputed without the publisher that makes it."""

import pandas as pd
import pytest

from pardx.data.dictionary import load_dictionary
from pardx.data.geography import provinces
from pardx.data.reconcile import reconcile
from pardx.project import Project
from pardx.stats.press_claims import VERDICTS, check_claims, load_claims, without_publishers

PROJECT = Project.here()
CATALOGUE = load_dictionary(PROJECT)
REGISTER = pd.read_csv(PROJECT.raw / "claims.csv", dtype=str, keep_default_na=False)


def printed(year, entity, measure, value, publisher, indicator="par_index", unit="percent"):
    return {
        "year": year,
        "level": "province",
        "gso_code": entity,
        "entity": entity,
        "indicator": indicator,
        "measure": measure,
        "unit": "rank" if measure == "rank" else unit,
        "period": "",
        "value": str(value),
        "derived": 0,
        "source_id": publisher,
        "kind": "press",
        "publisher": publisher,
    }


def claim(kind, value, entities="A", *, year=2023, source="P", unit="rank", detail="", **more):
    return {
        "claim_id": "c",
        "claim_en": "c",
        "claim_vi": "c",
        "source_id": source,
        "locator": "par. 1",
        "year": year,
        "kind": kind,
        "level": "province",
        "indicator": "par_index",
        "measure": "rank" if unit == "rank" else "score",
        "entities": entities,
        "value_claimed": float(value),
        "unit": unit,
        "detail": detail,
        **more,
    }


def verdict(one, *rows):
    table = pd.DataFrame(rows)
    observations = {year: part.reset_index(drop=True) for year, part in table.groupby("year")}
    reconciled = {year: reconcile(part) for year, part in observations.items()}
    checked = check_claims(
        pd.DataFrame([one]),
        observations,
        {year: values for year, (values, _) in reconciled.items()},
        {year: conflicts for year, (_, conflicts) in reconciled.items()},
        dictionary=CATALOGUE,
        regions={"A": "R", "B": "R", "C": "S"},
    )
    [row] = checked.itertuples()
    return row.verdict, row.value_data, row.reason


def test_a_claim_is_never_evidence_for_itself():
    said = printed(2023, "A", "rank", 3, "P")
    assert verdict(claim("rank", 3), said)[::2] == ("not_checkable", "unknown")
    other = printed(2023, "A", "rank", 4, "Q")
    assert verdict(claim("rank", 3), said, other) == ("contradicted", 4, "differs")
    assert verdict(claim("rank", 4), said, other) == ("consistent", 4, "agrees")


@pytest.mark.parametrize(("gained", "expected"), [(5, "consistent"), (4, "contradicted")])
def test_places_gained_are_the_difference_of_two_ranks(gained, expected):
    rows = [printed(2022, "A", "rank", 9, "Q"), printed(2023, "A", "rank", 4, "Q")]
    said = printed(2023, "A", "rank_change", gained, "P") | {"unit": "rank"}
    assert verdict(claim("rank_change", gained), *rows, said)[:2] == (expected, 5)


@pytest.mark.parametrize(("gained", "expected"), [(5, "consistent"), (4, "contradicted")])
def test_places_gained_across_a_break_are_counted_and_said_to_be_no_more(gained, expected):
    """Fault: Đồng Tháp 2020 was confirmed to lose two places in a year of new criteria."""
    rows = [printed(2021, "A", "rank", 9, "Q"), printed(2022, "A", "rank", 4, "Q")]
    said = printed(2022, "A", "rank_change", gained, "P") | {"unit": "rank"}
    found = verdict(claim("rank_change", gained, year=2022), *rows, said)
    assert found == (expected, 5, "places_only")


def test_a_change_of_score_across_a_break_is_refused():
    rows = [printed(2021, "A", "score", 90, "Q"), printed(2022, "A", "score", 80, "Q")]
    one = claim("score_change", -10, year=2022, unit="points")
    assert verdict(one, *rows, printed(2022, "A", "rank", 1, "P"))[::2] == (
        "not_checkable",
        "break",
    )


def test_a_change_of_score_inside_a_regime_is_recomputed():
    rows = [printed(2022, "A", "score", 80.2, "Q"), printed(2023, "A", "score", 82.01, "Q")]
    own = printed(2023, "A", "rank", 1, "P")
    assert verdict(claim("score_change", 1.8, unit="points"), *rows, own)[0] == "consistent"
    assert verdict(claim("score_change", 1.7, unit="points"), *rows, own)[0] == "contradicted"


def test_a_list_is_held_place_by_place():
    rows = [printed(2023, name, "rank", place, "Q") for place, name in enumerate("AB", 1)]
    own = printed(2023, "C", "rank", 3, "P")
    assert verdict(claim("list_top", 2, "A;B"), *rows, own) == ("consistent", 2, "agrees")
    assert verdict(claim("list_top", 2, "B;A"), *rows, own) == (
        "contradicted",
        0,
        "places_differ",
    )
    assert verdict(claim("list_top", 3, "A;B;C"), *rows, own) == (
        "not_checkable",
        2,
        "places_unknown",
    )
    bottom = [printed(2023, "A", "rank", 63, "Q"), printed(2023, "B", "rank", 62, "Q")]
    assert verdict(claim("list_bottom", 2, "A;B", detail="63"), *bottom, own)[0] == "consistent"


def test_a_count_is_contradicted_by_more_and_open_on_a_part_of_the_list():
    rows = [printed(2023, name, "score", 91, "Q") for name in "AB"]
    own = printed(2023, "C", "rank", 3, "P")
    one = claim("count_from", 1, "", unit="count", detail="90")
    assert verdict(one, *rows, own) == ("contradicted", 2, "more_counted")
    assert verdict(one | {"value_claimed": 2.0}, *rows, own) == (
        "not_checkable",
        2,
        "list_incomplete",
    )


def test_ranks_settle_how_many_stand_beyond_a_threshold():
    rows = [
        printed(2023, "B", "score", 90.1, "Q"),
        printed(2023, "B", "rank", 6, "Q"),
        printed(2023, "C", "score", 89.9, "Q"),
        printed(2023, "C", "rank", 7, "Q"),
    ]
    own = printed(2023, "A", "rank", 1, "P")
    one = claim("count_from", 6, "", unit="count", detail="90")
    assert verdict(one, *rows, own) == ("consistent", 6, "agrees")
    assert verdict(one | {"value_claimed": 7.0}, *rows, own) == (
        "contradicted",
        6,
        "fewer_possible",
    )
    assert verdict(one | {"value_claimed": 5.0}, *rows, own)[2] == "more_counted"
    below = one | {"kind": "count_below", "value_claimed": 57.0}
    assert verdict(below, *rows, own) == ("consistent", 57, "agrees")


def test_a_change_of_which_a_level_is_missing_is_held_against_what_others_print():
    rows = [printed(2023, "A", "rank", 9, "Q"), printed(2023, "A", "rank_change", 8, "Q")]
    rows[1]["unit"] = "rank"
    own = printed(2023, "A", "rank_change", 8, "P") | {"unit": "rank"}
    one = claim("rank_change", 8)
    assert verdict(one, *rows, own) == ("consistent", 8, "change_agrees")
    assert verdict(one | {"value_claimed": 3.0}, *rows, own)[2] == "change_differs"
    assert verdict(one, rows[0], own) == (
        "not_checkable",
        pytest.approx(float("nan"), nan_ok=True),
        "unknown",
    )


def test_a_gap_is_the_difference_of_two_scores_of_other_houses():
    rows = [printed(2023, "A", "score", 91.5, "Q"), printed(2023, "B", "score", 90.2, "Q")]
    own = printed(2023, "C", "rank", 3, "P")
    one = claim("gap", 1.3, "A;B", unit="points")
    assert verdict(one, *rows, own)[0] == "consistent"
    assert verdict(one | {"value_claimed": 1.4}, *rows, own)[:2] == ("contradicted", 1.3)
    assert verdict(one | {"entities": "A;C"}, *rows, own)[0] == "not_checkable"


def test_a_regional_rank_counts_who_stands_before():
    rows = [printed(2023, "A", "rank", 9, "Q"), printed(2023, "B", "rank", 5, "Q")]
    own = printed(2023, "C", "rank", 3, "P")
    assert verdict(claim("regional_rank", 2, detail="R"), *rows, own)[0] == "consistent"
    assert verdict(claim("regional_rank", 1, detail="R"), *rows, own)[0] == "contradicted"


def test_a_regional_rank_needs_no_rank_behind_the_province_and_every_one_before_it():
    rows = [printed(2023, "A", "rank", 2, "Q"), printed(2023, "C", "rank", 1, "Q")]
    own = printed(2023, "D", "rank", 3, "P")
    one = claim("regional_rank", 1, detail="R")
    assert verdict(one, *rows, own) == ("consistent", 1, "agrees")
    assert verdict(one, rows[0], own) == ("not_checkable", 1, "list_incomplete")


def test_parts_are_added_up_from_other_houses():
    parts = {
        "par_appraisal_points": 55.94,
        "par_leader_survey_points": 20.09,
        "par_sipas_points": 8.89,
        "par_socioeconomic_points": 1.84,
    }
    rows = [
        printed(2023, "A", "score", value, "Q", indicator=name, unit="points")
        for name, value in parts.items()
    ]
    said = printed(2023, "A", "score", 88.77, "P")
    one = claim("sum_of_parts", 88.77, unit="percent")
    assert verdict(one, *rows, said) == ("contradicted", 86.76, "differs")


def test_a_streak_breaks_on_one_other_rank():
    rows = [printed(2022, "A", "rank", 2, "Q"), printed(2023, "A", "rank", 1, "Q")]
    own = printed(2023, "C", "rank", 3, "P")
    found = verdict(claim("streak", 1), *rows, own)
    assert found == ("contradicted", 2, "year_before")


def test_a_publisher_is_left_out_with_all_its_pages():
    rows = pd.DataFrame(
        [
            printed(2023, "A", "score", 90.0, "P"),
            printed(2023, "A", "score", 90.0, "P") | {"source_id": "P2"},
            printed(2023, "B", "score", 80.0, "Q"),
        ]
    )
    found = without_publishers({2023: rows}, {2023: rows}, {"P"})["P"]
    [(key, value)] = found.items()
    assert key[2] == "A"
    assert value != value


def test_the_register_is_large_and_every_claim_is_traceable():
    assert len(REGISTER) >= 120
    assert not REGISTER.claim_id.duplicated().any()
    assert set(REGISTER.kind) <= VERDICTS.keys()
    assert set(REGISTER.source_id) <= set(CATALOGUE.sources.index)
    assert set(REGISTER.unit) <= set(CATALOGUE.units.index)
    assert (REGISTER[["locator", "claim_en", "claim_vi"]] != "").all(axis=None)
    for row in REGISTER.itertuples():
        path = PROJECT.raw / row.locator.split("; ")[-1].split(":")[0]
        assert path.exists(), row.locator


@pytest.mark.parametrize(
    ("year", "source", "kind", "entity", "verdict"),
    [
        (2020, "cchc-dongthap-gov-vn-ca2a5b", "sum_of_parts", "Đồng Tháp", "contradicted"),
        (2020, "seed-003-58b57f", "sum_of_parts", "Bình Dương", "consistent"),
        (2022, "seed-000-f18718", "streak", "Quảng Ninh", "contradicted"),
        (2022, "seed-000-f18718", "rank_change", "Cần Thơ", "not_checkable"),
    ],
)
def test_a_real_claim(dictionary, year, source, kind, entity, verdict, cleaned_year):
    cleaned = {known: cleaned_year(known) for known in (year - 1, year)}
    register = load_claims(PROJECT, year).query(
        "source_id == @source and kind == @kind and entities == @entity"
    )
    listed = provinces(PROJECT)
    checked = check_claims(
        register,
        {known: one.observations for known, one in cleaned.items()},
        {known: vars(one)["values"] for known, one in cleaned.items()},
        {known: one.conflicts for known, one in cleaned.items()},
        dictionary=CATALOGUE,
        regions=dict(zip(listed.name_vi, listed.region6_vi, strict=True)),
    )
    assert set(checked.verdict) == {verdict}
