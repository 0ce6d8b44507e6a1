"""The lines of what goes with digital transformation: a dot only where there is an estimate."""

from types import SimpleNamespace

import pandas as pd

from pardx.report import together


def known(**estimates):
    """Return facts in which all that is known of each index is the given estimate."""
    ends = {"low": -0.5, "high": 0.5, "low_side": -0.25, "high_side": 0.25}
    rows = {
        name: {"n": 20, "population": 63, "estimate": one, **ends}
        for name, one in estimates.items()
    }
    bounds = pd.DataFrame.from_dict(rows, orient="index")
    return SimpleNamespace(bounds=lambda: bounds, verdicts=lambda: dict.fromkeys(rows, "open"))


def test_a_dot_lies_at_its_estimate_and_the_highest_comes_first():
    middle = together.WIDTH / 2
    lines = together.lines_of(known(par_index=0.0, sipas=0.5, pci_total=-1.0))
    assert [line.name for line in lines] == ["sipas", "par_index", "pci_total"]
    assert [line.point for line in lines] == [1.5 * middle, middle, 0]
    assert {(line.low, line.high) for line in lines} == {(0.5 * middle, 1.5 * middle)}


def test_where_no_coefficient_is_estimated_no_dot_is_drawn():
    [line] = together.lines_of(known(pci_total=None))
    assert line.point is None
    assert (line.low, line.side_low) == (0.25 * together.WIDTH, 0.375 * together.WIDTH)
