"""Titles of the means over the years: which units, whose mean, of which year."""

import re

import pandas as pd
import pytest

from pardx.report import glance as room


@pytest.mark.parametrize(("last", "says"), [(2024, False), (2025, True)])
def test_a_dashed_line_between_means_of_63_and_of_34_says_so(dictionary, last, says):
    """Fault: where the units change, the figure spoke of new criteria alone."""
    years = [2022, 2023, last]
    means = pd.DataFrame(
        {"year": years, "mean": [84.79, 86.98, 89.1], "regime": [2022, 2022, last]}
    )
    rows = means.assign(indicator="par_index", of="province", quality="A")
    shown = room.means_figure(rows, "par_index", "province", dictionary).written("en")
    assert ("34 units in place of 63 provinces" in shown.html) is says
    assert shown.title == f"Mean PAR INDEX of provinces {last}: 89.10%"


def test_means_of_ministries_stand_alone(dictionary):
    """Fault: the ministries' page drew them on one axis with the provinces' means."""
    years = [2022, 2023, 2022, 2023, 2024]
    of = ["ministry", "ministry", "province", "province", "province"]
    rows = pd.DataFrame({"year": years, "of": of, "mean": [84.05, 84.38, 84.79, 86.98, 88.37]})
    rows = rows.assign(indicator="par_index", regime=2022, quality="A")
    shown = room.means_figure(rows, "par_index", "ministry", dictionary).written("en")
    assert shown.title == "Mean PAR INDEX of ministries 2023: 84.38%"
    assert "2022-2023" in shown.html and "they are not compared with provinces" in shown.html
    assert not {"84.79", "86.98", "88.37"} & {*re.findall(r"[\d.]+", shown.html)}
