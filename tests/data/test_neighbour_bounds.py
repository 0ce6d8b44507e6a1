"""Bounds: what the neighbours' scores allow, kept apart from data."""

import math

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from pardx.data.neighbour_bounds import bounds, intervals


def test_a_score_lies_between_its_neighbours():
    found = intervals({"22": 1, "31": 2, "01": 3}, {"22": 92.2, "01": 91.4})
    assert found["31"] == (91.4, 92.2, "01", "22")


def test_the_ends_of_the_list_are_open():
    found = intervals({"22": 1, "31": 2}, {"31": 91.8})
    assert found["22"].lower == 91.8
    assert math.isnan(found["22"].upper)
    assert found["22"].above == ""


@given(st.permutations(range(1, 13)), st.integers(0, 11))
def test_every_true_score_lies_in_its_own_interval(ranks, hidden):
    codes = [f"{position:02d}" for position in range(12)]
    placed = dict(zip(codes, ranks, strict=True))
    scores = {code: 100 - rank for code, rank in placed.items()}
    left = {code: score for code, score in scores.items() if code != codes[hidden]}
    reach = intervals(placed, left)[codes[hidden]]
    assert not reach.lower > scores[codes[hidden]]
    assert not reach.upper < scores[codes[hidden]]


def figures(*rows):
    names = ["gso_code", "measure", "unit", "value"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(level="province", period="", indicator="par_index", entity=frame.gso_code)


def test_only_provinces_with_a_rank_and_no_score_are_bounded():
    values = figures(
        ("22", "rank", "rank", 1.0),
        ("22", "score", "percent", 92.18),
        ("31", "rank", "rank", 2.0),
        ("01", "rank", "rank", 3.0),
        ("01", "score", "percent", 91.43),
        ("79", "rank", "rank", float("nan")),
    )
    [row] = bounds(values).to_dict("records")
    assert (row["gso_code"], row["lower"], row["upper"]) == ("31", 91.43, 92.18)
    assert (row["below"], row["above"], row["kind"]) == ("01", "22", "bound")


def test_a_year_without_ranks_has_no_bounds():
    assert bounds(figures(("22", "score", "percent", 92.18))).empty


def test_ministries_of_one_list_bound_each_other_and_not_those_of_another():
    rows = [
        ("Bộ A", "rank", "rank", 1.0),
        ("Bộ A", "score", "percent", 89.95),
        ("Bộ B", "rank", "rank", 2.0),
        ("Viện C", "rank", "rank", 3.0),
        ("Viện C", "score", "percent", 70.0),
    ]
    names = ["entity", "measure", "unit", "value"]
    values = pd.DataFrame(rows, columns=names).assign(
        level="ministry", gso_code="", period="", indicator="par_index"
    )
    [row] = bounds(values).to_dict("records")
    assert (row["entity"], row["lower"], row["upper"]) == ("Bộ B", 70.0, 89.95)
    assert (row["gso_code"], row["below"], row["above"]) == ("", "Viện C", "Bộ A")
    [alone] = bounds(values, {("par_index", "Viện C"): "no"}).to_dict("records")
    assert alone["upper"] == 89.95
    assert math.isnan(alone["lower"])
