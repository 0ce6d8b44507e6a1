"""Identities: order, place, sum, change, each kept and broken by a handful of figures."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pardx.data.consistency import judge
from pardx.data.crosschecks import (
    Evidence,
    Level,
    in_order,
    levels_before,
    not_adding_up,
    printed_ties,
    ways,
)

COLUMNS = ["level", "gso_code", "entity", "indicator", "measure", "unit", "value"]
SUMS = pd.DataFrame(
    {
        "indicator": "par_index",
        "way": "method",
        "part": ["par_appraisal_points", "par_sipas_points"],
        "weight": 1.0,
    }
)


def figures(*rows, **more):
    short = [("province", code, code, *rest) for code, *rest in rows]
    frame = pd.DataFrame(short, columns=COLUMNS)
    return frame.assign(year=2023, period="", support=2, **more)


def rank(code, value):
    return (code, "par_index", "rank", "rank", value)


def score(code, value, indicator="par_index", unit="percent"):
    return (code, indicator, "score", unit, value)


def evidence(values, *, before=None, ties=()):
    earlier = {} if before is None else levels_before(before)
    return Evidence(values, earlier, ways(SUMS), frozenset(ties))


def unit(code):
    return ("province", code, code, "par_index")


def verdict(candidate, around):
    [row] = figures(candidate).itertuples()
    return judge(row, around)


LIST = [
    rank("A", 1),
    score("A", 92.0),
    rank("B", 2),
    score("B", 91.0),
    rank("C", 3),
    score("C", 90),
]


@pytest.mark.parametrize(("value", "kept"), [(90.5, True), (91, True), (91.2, False), (89, False)])
def test_a_score_must_lie_between_those_of_the_ranks_around_it(value, kept):
    around = evidence(figures(*LIST, rank("D", 2.5)))
    assert verdict(score("D", value), around) == {"order": kept}


def test_two_provinces_do_not_share_a_rank_unless_a_source_prints_the_tie():
    assert verdict(rank("D", 2), evidence(figures(*LIST))) == {"place": False}
    tied = evidence(figures(*LIST), ties=[(unit("D"), 2), (unit("B"), 2)])
    assert verdict(rank("D", 2), tied) == {"place": True}


@pytest.mark.parametrize(("total", "kept"), [(66.32, True), (66.33, True), (66.34, False)])
def test_parts_add_up_within_a_hundredth(total, kept):
    parts = figures(
        score("A", 57.04, "par_appraisal_points", "points"),
        score("A", 9.28, "par_sipas_points", "points"),
    )
    assert verdict(score("A", total), evidence(parts)) == {"sum": kept}


def test_a_sum_with_an_unknown_part_is_not_checked():
    parts = figures(score("A", 57.04, "par_appraisal_points", "points"))
    assert verdict(score("A", 1.0), evidence(parts)) == {}


def before(*rows, quality="B"):
    return figures(*rows).assign(quality=quality)


def test_a_level_is_last_years_plus_the_change():
    now = figures(("A", "par_index", "score_change", "points", 2.34))
    around = evidence(now, before=before(score("A", 84.43)))
    assert verdict(score("A", 86.77), around) == {"change": True}
    assert verdict(score("A", 88.77), around) == {"change": False}


def test_places_gained_make_the_rank_smaller():
    now = figures(("A", "par_index", "rank_change", "rank", 13))
    around = evidence(now, before=before(rank("A", 17)))
    assert verdict(rank("A", 4), around)["change"] is True
    assert verdict(rank("A", 30), around)["change"] is False


def test_a_level_derived_from_this_years_figures_proves_nothing():
    now = figures(("A", "par_index", "score_change", "points", 2.34))
    around = evidence(now, before=before(score("A", 84.43), quality="C"))
    assert verdict(score("A", 88.77), around) == {}


def test_an_unprinted_level_is_bounded_by_last_years_neighbours():
    now = figures(("H", "par_index", "score_change", "points", 0.46))
    last = before(rank("A", 22), score("A", 86.30), rank("H", 23), rank("B", 24), score("B", 86.29))
    around = evidence(now, before=last)
    assert around.expected(unit("H"), "score") == Level(86.75, 86.76)
    assert verdict(score("H", 86.76), around)["change"] is True
    assert verdict(score("H", 86.89), around)["change"] is False


def test_a_printed_lowest_score_is_held_against_the_provinces():
    around = evidence(figures(score("A", 84.4)))
    lowest = figures(score("", 85.54)).assign(level="national", entity="Thấp nhất 63 tỉnh")
    [row] = lowest.itertuples()
    assert judge(row, around) == {"order": False}
    assert judge(row._replace(value=82.79), around) == {"order": True}


def test_the_fewest_misprints_are_assumed():
    ranks, scores = np.array([1, 2, 3, 4, 5]), np.array([91.0, 90.5, 88.5, 86.9, 88.8])
    assert list(in_order(ranks, scores, np.array([1, 1, 1, 1, 9]))) == [
        True,
        True,
        True,
        True,
        False,
    ]


def test_of_two_that_disagree_the_better_supported_is_believed():
    ranks, scores = np.array([1, 2]), np.array([90.0, 91.0])
    assert list(in_order(ranks, scores, np.array([4, 2]))) == [True, False]
    assert list(in_order(ranks, scores, np.array([2, 2]))) == [False, False]


def test_a_rounded_score_does_not_break_the_order():
    assert in_order(np.array([1, 2, 3]), np.array([84.11, 83.7, 83.74]), np.ones(3)).all()
    assert not in_order(np.array([1, 2, 3]), np.array([84.11, 83.7, 83.76]), np.ones(3)).all()


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9)), min_size=1, max_size=9, unique=True)
)
def test_what_is_believed_is_in_order(points):
    ranks, scores = (np.array(column, dtype=float) for column in zip(*points, strict=True))
    kept = in_order(ranks, scores, np.ones(len(points)))
    believed = [point for point, ok in zip(points, kept, strict=True) if ok]
    assert all(
        high >= low for better, high in believed for worse, low in believed if better < worse
    )


@given(st.permutations(range(8)))
def test_a_list_in_order_is_believed_whole(order):
    ranks = np.array(order) + 1
    assert in_order(ranks, 100.0 - ranks, np.ones(8)).all()


def test_a_tie_is_printed_when_one_source_prints_both():
    rows = figures(rank("25", 15), rank("38", 15), rank("01", 24), rank("31", 24))
    rows = rows.assign(derived=0, source_id=["dti", "dti", "dti", "press"])
    assert printed_ties(rows) == {(unit("25"), 15.0), (unit("38"), 15.0)}


WEIGHTED = pd.DataFrame(
    {"indicator": "pci_total", "way": "w", "part": ["entry", "land"], "weight": [0.5, 2.0]}
)


def parts_and_total(total):
    rows = [
        ("A", "entry", "score", "score 1-10", 6.0),
        ("A", "land", "score", "score 1-10", 7.5),
        ("A", "pci_total", "score", "score 0-100", total),
    ]
    return figures(*rows)


@pytest.mark.parametrize(("total", "kept"), [(18.0, True), (18.01, True), (18.02, False)])
def test_a_weighted_sum_is_kept_within_a_hundredth(total, kept):
    values = parts_and_total(total)
    around = Evidence(values, {}, ways(WEIGHTED), frozenset())
    [*_, row] = values.itertuples()
    assert judge(row, around) == {"sum": kept}
    assert not_adding_up(values, WEIGHTED).tolist() == [False, False, not kept]


def test_a_total_without_all_its_parts_misses_nothing():
    values = parts_and_total(30.0).drop(index=1)
    assert not not_adding_up(values, WEIGHTED).any()


def test_sums_hold_in_their_years_except_where_the_dictionary_says_so(dictionary):
    ways_2021 = {*dictionary.sums_in(2021).way}
    assert "areas to 2021" in ways_2021
    assert "areas from 2022" not in ways_2021
    assert "pci_total" not in {*dictionary.sums_in(2011).indicator}
    assert {*dictionary.sum_exceptions.indicator} == {"pci_total"}
