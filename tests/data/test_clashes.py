"""The smallest set of figures that contradict each other."""

import numpy as np
import pandas as pd

from pardx.data.clashes import fits, smallest_clash
from pardx.data.fitting import Printed

UNITS = list("abcdefg")
REGION = pd.Series([*"SSSNNNN"], index=UNITS)


def listed(rank, score, **more):
    rank, score = (pd.Series(one, index=UNITS, dtype=float) for one in (rank, score))
    return Printed(rank, score, REGION, **more)


RANK = [1, 2, 3, 4, 5, 6, 7]
SCORE = [90, 80, 70, 60, 50, 40, 30]
NAN = np.nan


def test_figures_that_fit_are_no_clash():
    sound = listed(RANK, SCORE, means={"S": 80.0, "": 60.0}, marks={1: 90.0, 4: 60.0})
    assert fits(sound)
    assert smallest_clash(sound) == []


def test_two_ranks_on_one_place_are_named():
    broken = listed([1, 1, 2, 4, 5, 6, 7], SCORE)
    assert smallest_clash(broken) == [("rank", "a"), ("rank", "c")]


def test_a_mean_and_the_scores_that_exclude_it_are_named_without_the_others():
    broken = listed(RANK, [90, NAN, NAN, 60, 50, 40, 30], means={"S": 95.0, "N": 45.0})
    assert set(smallest_clash(broken)) == {("rank", "a"), ("score", "a"), ("mean", "S")}


def test_a_score_without_a_rank_that_finds_no_place_is_named():
    """As Bắc Ninh on the ICT Index 2023: 0.664 between second and third."""
    broken = listed([1, 2, 3, NAN, NAN, NAN, 7], [90, 80, 70, 75, NAN, NAN, 30])
    ahead = {("rank", unit) for unit in "abc"}
    assert set(smallest_clash(broken)) == {*ahead, ("score", "c"), ("score", "d")}


def test_a_regional_rank_that_the_known_ranks_exclude_is_named():
    broken = listed([1, 2, 3, NAN, NAN, NAN, NAN], SCORE[:3] + [NAN] * 4, regional_rank={"b": 3})
    assert smallest_clash(broken) == [("rank", "b"), ("regional_rank", "b")]


def test_a_score_below_the_printed_lowest_is_named():
    broken = listed([1, 2, NAN, NAN, NAN, NAN, NAN], [90, NAN, 20] + [NAN] * 4, marks={7: 25.0})
    assert set(smallest_clash(broken)) == {("score", "c"), ("score of place", "7")}


def test_none_of_what_is_named_can_be_left_out():
    """Without any one of them, the rest fits together."""
    broken = listed([1, 2, 3, NAN, NAN, NAN, 7], [90, 80, 70, 75, NAN, NAN, 30], means={"": 60.0})
    named = smallest_clash(broken)
    assert not fits(broken.only({*named}))
    for one in named:
        assert fits(broken.only({*named} - {one}))
