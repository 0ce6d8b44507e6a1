import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pardx.language import Language
from pardx.report.aggregate_series import spread
from pardx.report.movers import SHOWN, drawn, movers_words
from pardx.stats.rank_sets import Band


def changes(*places):
    return pd.DataFrame({"rank_change": sorted(places, reverse=True)})


@pytest.mark.parametrize(("quality", "explained"), [("A", False), ("C", True)])
def test_hollow_marks_are_explained_where_one_is_drawn(dictionary, quality, explained):
    facts = {"indicator": "pci_total", "province": "Cần Thơ", "rank_before": 30.0, "rank": 10.0}
    rows = pd.DataFrame([{**facts, "rank_change": 20.0, "quality": quality}])
    band = Band(10, "convention")
    notes = movers_words(rows, band, dictionary, 2022, Language("en")).notes
    assert any("Hollow marks" in note for note in notes) == explained


def test_only_changes_beyond_the_noise_are_drawn():
    assert drawn(changes(25, 9, 0, -9, -12), 10).rank_change.to_list() == [25, -12]


def test_with_nothing_beyond_the_noise_the_largest_are_drawn():
    assert drawn(changes(5, 4, 3, 2, 1, -1, -2), 10).rank_change.to_list() == [5, 4, 3, 1, -1, -2]


def test_a_long_list_is_cut_at_both_ends():
    assert len(drawn(changes(*range(10, 40), *range(-39, -9)), 10)) == 2 * SHOWN


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6), st.floats(0.1, 20))
def test_spread_labels_keep_their_order_and_distance(values, gap):
    placed = spread(values, gap)
    order = sorted(range(len(values)), key=values.__getitem__)
    for lower, upper in zip(order, order[1:], strict=False):
        assert placed[upper] - placed[lower] >= gap - 1e-9
    assert all(new >= old for new, old in zip(placed, values, strict=True))
