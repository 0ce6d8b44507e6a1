"""Labels at the end of a series keep their order and their distance."""

from hypothesis import given
from hypothesis import strategies as st

from pardx.report.aggregate_series import spread


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6), st.floats(0.1, 20))
def test_spread_labels_keep_their_order_and_distance(values, gap):
    placed = spread(values, gap)
    order = sorted(range(len(values)), key=values.__getitem__)
    for lower, upper in zip(order, order[1:], strict=False):
        assert placed[upper] - placed[lower] >= gap - 1e-9
    assert all(new >= old for new, old in zip(placed, values, strict=True))
