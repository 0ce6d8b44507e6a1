"""Figures from documents to values used: each is counted once, and every grade adds up."""

import pandas as pd

from pardx.stats.flow import flow


def test_families_add_up_and_only_the_level_counts(dictionary):
    printed = pd.DataFrame(
        [
            ("province", "par_index", "a"),
            ("province", "par_index", "b"),
            ("province", "sipas", "a"),
            ("national", "sipas", "c"),
        ],
        columns=["level", "family", "source_id"],
    )
    values = pd.DataFrame(
        [
            ("province", "par_index", "A"),
            ("province", "par_index", "C"),
            ("province", "sipas", "X"),
            ("national", "sipas", "B"),
        ],
        columns=["level", "indicator", "quality"],
    )
    found = flow(printed, values, dictionary, "province").set_index("family")
    assert found.loc["par_index"].to_list() == [2, 2, 2, 1, 0, 1, 0]
    assert found.loc["sipas"].to_list() == [1, 1, 1, 0, 0, 0, 1]
    assert found.loc["all"].to_list() == [2, 3, 3, 1, 0, 1, 1]


def test_a_year_without_figures_has_the_last_row_alone(dictionary):
    none = pd.DataFrame(columns=["level", "family", "source_id", "indicator", "quality"])
    found = flow(none, none, dictionary, "province")
    assert found.family.to_list() == ["all"]
    assert found.iloc[0, 1:].sum() == 0
