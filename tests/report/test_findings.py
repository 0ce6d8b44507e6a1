"""A sentence never claims more than its numbers allow."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pardx.report.findings import is_associated, verdict


def result(estimate=0.5, low=0.2, high=0.7, p=0.01, n=63):
    return SimpleNamespace(estimate=estimate, ci_low=low, ci_high=high, p_adjusted=p, n=n)


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (result(), "positive"),
        (result(-0.5, -0.7, -0.2), "negative"),
        (result(p=0.2), "none"),
        (result(low=-0.1), "none"),
        (result(low=-0.1, n=31), "none"),
        (result(low=-0.1, n=30), "cannot_tell"),
        (result(n=30), "cannot_tell"),
        (result(p=0.05), "none"),
        (result(p=float("nan")), "none"),
        (result(*[float("nan")] * 4), "too_few"),
        (result(n=16), "too_few"),
        (result(-0.5), "none"),
    ],
)
def test_the_kind_of_sentence_follows_interval_and_adjusted_p(row, kind):
    assert verdict(row) == kind


@pytest.mark.parametrize(("high", "kind"), [(0.5, "positive"), (0.71, "too_wide")])
def test_bounds_wider_than_one_leave_no_verdict(high, kind):
    assert verdict(result(), SimpleNamespace(low=-0.3, high=high)) == kind


UNIT = st.floats(-1, 1)


@given(UNIT, UNIT, UNIT, st.floats(0.05, 1))
def test_no_association_is_claimed_at_five_per_cent_or_more(estimate, low, high, p):
    assert verdict(result(estimate, min(low, high), max(low, high), p)) == "none"


@given(st.floats(0, 1), st.floats(0, 1), UNIT, st.floats(0, 1))
def test_no_association_is_claimed_when_the_interval_holds_zero(below, above, estimate, p):
    assert not is_associated(result(estimate, -below, above, p))


@given(UNIT, st.floats(0.001, 1), st.floats(0, 0.049))
def test_the_direction_is_that_of_estimate_and_interval(estimate, low, p):
    assert verdict(result(estimate, low, 1.0, p)) == ("positive" if estimate > 0 else "none")
    below = verdict(result(estimate, -1.0, -low, p))
    assert below == ("none" if estimate > 0 else "negative")
