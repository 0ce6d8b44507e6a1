"""Whether printed figures fit together: against every placing of short lists."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from pardx.data.fitting import Printed, Program
from pardx.data.places import ClashError

NAN = np.nan
UNITS = list("abcdefg")
REGION = pd.Series([*"SSSNNNN"], index=UNITS)
SCORES = np.array([90.0, 80.5, 77.25, 70.0, 66.5, 50.0, 41.0])
"""By place, 1 to 7."""


def listed(rank, **more):
    rank = pd.Series(rank, index=UNITS, dtype=float)
    score = pd.Series(more.pop("score", NAN), index=UNITS, dtype=float)
    return Printed(rank, score, REGION, **more)


def placings(printed):
    """Yield every full list of ranks that the known ones allow."""
    unknown = printed.rank.index[printed.rank.isna()]
    free = sorted({*range(1, 8)} - {*printed.rank.dropna()})
    for order in permutations(free):
        yield printed.rank.fillna(pd.Series(order, index=unknown, dtype=float))


def least(printed, gain, fits):
    unknown = [*printed.rank.index[printed.rank.isna()]]
    free = sorted({*range(1, 8)} - {*printed.rank.dropna()})
    found = [
        sum(gain[unknown.index(u), free.index(int(full[u]))] for u in unknown)
        for full in placings(printed)
        if fits(full)
    ]
    return min(found)


@pytest.fixture
def gain():
    return np.random.default_rng(4).normal(size=(5, 5))


def test_without_further_figures_it_is_the_assignment(gain):
    printed = listed([1, NAN, NAN, 4, NAN, NAN, NAN])
    assert Program(printed).solve(gain) == pytest.approx(least(printed, gain, lambda _: True))


def test_regional_ranks_are_kept_between_known_and_unknown(gain):
    printed = listed([1, NAN, NAN, 4, NAN, NAN, NAN], regional_rank={"d": 2, "f": 4})

    def fits(full):
        inside = full[REGION == "N"].rank()
        return inside["d"] == 2 and inside["f"] == 4

    assert Program(printed).solve(gain) == pytest.approx(least(printed, gain, fits))


def test_means_of_regions_are_kept(gain):
    """With one score known at every second place, the mean of the south says who stands where."""
    rank = [1, NAN, NAN, 4, NAN, NAN, NAN]
    score = [SCORES[0], NAN, NAN, SCORES[3], NAN, NAN, NAN]
    printed = listed(rank, score=score, means={"S": 88.0})

    def fits(full):
        # 3 x 88 = 264: two more units of the south need 174, so both stand above d's 70, and
        # neither can be ahead of a: places 2 and 3.
        return {full["b"], full["c"]} == {2, 3}

    assert Program(printed).solve(gain) == pytest.approx(least(printed, gain, fits))


def test_a_placing_that_makes_the_means_is_found(gain):
    """The scores of all places are free within their limits, so any true list must fit."""
    full = pd.Series([2, 5, 7, 1, 3, 4, 6], index=UNITS, dtype=float)
    score = pd.Series(SCORES[full.astype(int) - 1], index=UNITS)
    means = {**score.groupby(REGION).mean().round(2), "": round(score.mean(), 2)}
    known = full.where(full.index.isin(["a", "d"]))
    printed = Printed(known, score.where(known.notna()), REGION, means=means)
    own = np.zeros((5, 5))
    free = [3, 4, 5, 6, 7]
    for number, unit in enumerate(["b", "c", "e", "f", "g"]):
        own[number, free.index(int(full[unit]))] = -1
    assert Program(printed).solve(own) == pytest.approx(-5)


def test_a_mean_that_no_list_reaches_is_infeasible():
    score = [90, 80, 70, 60, 50, 40, 30]
    assert Program(listed([1, 2, 3, 4, 5, 6, 7], score=score, means={"S": 80.0})).solve() == 0
    with pytest.raises(ClashError, match="no placing fits"):
        Program(listed([1, 2, 3, 4, 5, 6, 7], score=score, means={"S": 80.1})).solve()


def test_scores_must_fall_with_the_ranks():
    with pytest.raises(ClashError, match="no placing fits"):
        Program(listed([1, 2, 3, 4, 5, 6, 7], score=[90, 91, 70, 60, 50, 40, 30])).solve()


def test_tied_units_share_a_score():
    score = [90, 80, 80, 60, 50, 40, 30]
    assert Program(listed([1, 2, 2, 4, 5, 6, 7], score=score)).solve() == 0
    with pytest.raises(ClashError):
        Program(listed([1, 2, 2, 4, 5, 6, 7], score=[90, 81, 80, 60, 50, 40, 30])).solve()


def test_a_figure_that_is_taken_away_is_unknown():
    printed = listed([1, 2, 3, 4, 5, 6, 7], score=[90] + [NAN] * 6, means={"S": 80.0})
    kept = printed.only({("rank", "a"), ("mean", "S")})
    assert kept.rank.dropna().to_dict() == {"a": 1.0}
    assert kept.score.isna().all()
    assert kept.means == {"S": 80.0}
    assert printed.only({*printed.figures()}).figures() == printed.figures()
