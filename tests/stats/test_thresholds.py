"""Counts of provinces that reach a score, from known ranks and scores."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from pardx.stats.describe import groups
from pardx.stats.thresholds import count_reaching


@given(
    st.lists(st.integers(0, 20), min_size=2, max_size=12),
    st.data(),
    st.integers(0, 20),
)
def test_the_true_count_lies_between_the_bounds(scores, data, threshold):
    score = pd.Series(sorted(scores, reverse=True), dtype=float)
    rank = score.rank(ascending=False, method="min")
    masks = st.lists(st.booleans(), min_size=len(score), max_size=len(score))
    known, ranked = data.draw(masks), data.draw(masks)
    least, most = count_reaching(
        score.where(known), rank.where(ranked), threshold, places=len(score)
    )
    assert least <= (score >= threshold).sum() <= most
    if all(known):
        assert least == most


def test_ranks_that_contradict_scores_are_not_used():
    score, rank = pd.Series([91.0, 80.0, np.nan]), pd.Series([2, 1, np.nan])
    assert count_reaching(score, rank, 90, places=3) == (1, 2)


def test_nothing_known_bounds_nothing():
    none = pd.Series([np.nan, np.nan])
    assert count_reaching(none, none, 90, places=63) == (0, 63)


def test_a_group_counts_all_provinces_between_two_known_ones():
    """In 2022 the provinces at ranks 3 and 58 are in group B, those at 2 and 61 are not."""
    table = pd.DataFrame(
        {
            "gso_code": ["22", "31", "01", "64", "06", "54"],
            "par_index_score": [90.10, 90.09, 89.58, 80.35, 79.35, 75.99],
            "par_index_rank": [1, 2, 3, 58, 61, 63],
            "par_index_places": 63,
        }
    )
    found = groups(table).set_index("group")[["n", "least", "most"]]
    assert found.loc["A"].to_list() == [2, 2, 2]
    assert found.loc["B"].to_list() == [2, 56, 58]
    assert found.loc["C"].to_list() == [2, 3, 5]
    assert found.loc["below C"].to_list() == [0, 0, 0]
