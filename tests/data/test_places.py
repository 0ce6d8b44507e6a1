"""Free places, and what scores, changes and regional ranks leave of them."""

import numpy as np
import pandas as pd
import pytest

from pardx.data.places import (
    ClashError,
    by_change,
    by_marks,
    by_region,
    by_score,
    free_places,
    occupied,
)

NAN = np.nan


def ranks(**given):
    return pd.Series(given, dtype=float)


def test_the_unknown_share_the_places_nobody_holds():
    assert free_places(ranks(a=2, b=NAN, c=NAN, d=4)) == [1, 3]


def test_a_tie_of_k_holds_k_places():
    assert free_places(ranks(a=1, b=1, c=NAN, d=4)) == [3]


def test_two_ranks_that_need_one_place_are_named():
    with pytest.raises(ClashError, match="place 2 is held twice: rank of a, rank of c"):
        occupied(ranks(a=1, b=1, c=2, d=NAN))


def test_a_rank_beyond_the_list_is_named():
    with pytest.raises(ClashError, match="place 5 is not one of 3: rank of b"):
        occupied(ranks(a=1, b=5, c=NAN))


def test_a_score_stands_between_the_next_printed_ones():
    rank = ranks(a=1, b=3, c=5, d=NAN, e=NAN, f=NAN)
    score = ranks(a=90, b=80.11, c=70.23, d=85.25, e=NAN, f=60.12)
    allowed = by_score(rank, score)
    assert allowed.columns[allowed.loc["d"]].tolist() == [2]
    assert allowed.columns[allowed.loc["e"]].tolist() == [2, 4, 6]
    assert allowed.columns[allowed.loc["f"]].tolist() == [6]


def test_a_score_of_fewer_decimals_may_be_off_by_its_rounding():
    rank = ranks(a=1, b=3, c=4, d=NAN)
    allowed = by_score(rank, ranks(a=90.11, b=80.13, c=70.25, d=80.1))
    assert allowed.columns[allowed.loc["d"]].tolist() == [2]
    rank = ranks(a=1, b=2, c=NAN, d=NAN)
    allowed = by_score(rank, ranks(a=90.11, b=80.13, c=80.1, d=10.33))
    assert allowed.loc["c"].all(), "80.1 may be 80.14: it is not behind 80.13 for certain"


def test_a_change_leaves_one_place():
    allowed = by_change(ranks(a=1, b=NAN, c=NAN, d=NAN), {"c": 3})
    assert allowed.columns[allowed.loc["c"]].tolist() == [3]
    assert allowed.loc["b"].all()


def test_a_regional_rank_counts_who_may_be_ahead():
    rank = ranks(a=1, b=4, c=NAN, d=NAN, e=NAN, f=6)
    region = pd.Series(["S", "S", "S", "S", "N", "N"], index=rank.index)
    allowed = by_region(rank, region, {"c": 2})
    assert allowed.columns[allowed.loc["c"]].tolist() == [2, 3]
    assert allowed.loc["d"].all()


def test_a_score_stands_on_its_side_of_the_median():
    rank = ranks(a=1, b=NAN, c=NAN, d=NAN, e=NAN)
    score = ranks(a=90, b=75, c=60, d=70, e=NAN)
    allowed = by_marks(rank, score, {3: 70.0})
    assert allowed.columns[allowed.loc["b"]].tolist() == [2]
    assert allowed.columns[allowed.loc["c"]].tolist() == [4, 5]
    assert allowed.loc["d"].all()
    assert allowed.loc["e"].all()
