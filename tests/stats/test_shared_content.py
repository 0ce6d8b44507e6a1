"""What shared content could explain: against the largest correlation any rest allows."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_association import draw_panel

from pardx.stats.association import associations
from pardx.stats.shared_content import ASSUMED, COLUMNS, shared_content


@pytest.fixture(scope="module")
def table(tests):
    panel = draw_panel()
    return shared_content(panel, associations({2022: panel}, tests, seed=1, draws=19)[0], 2022)


@given(st.integers(0, 999), st.floats(0.1, 5))
def test_a_part_explains_at_most_its_share_of_the_spread(seed, scale):
    """Whatever goes with the part alone: a rest that does not go with it adds only spread."""
    rng = np.random.default_rng(seed)
    part, rest, other = np.linalg.qr(rng.normal(size=(40, 4)) - 0)[0][:, 1:].T
    part, rest, other = (v - v.mean() for v in (scale * part, rest, other))
    rest -= part * (rest @ part) / (part @ part)
    goes = part + rng.normal() * other
    goes -= rest * (goes @ rest) / (rest @ rest)
    whole = part + rest
    found = abs(np.corrcoef(whole, goes)[0, 1])
    assert found <= part.std() / whole.std() + 1e-12
    assert np.corrcoef(whole, part)[0, 1] == pytest.approx(part.std() / whole.std())


def test_it_has_a_row_for_each_assumed_spread_and_for_the_one_that_ends_the_association(table):
    assert [*table.columns] == [*COLUMNS]
    spearman = table[table.method == "spearman"]
    assert [*spearman.basis] == ["assumed"] * len(ASSUMED) + ["vanishing"]
    assert {*table.test} == {"dti-par"}
    assert {*table.part} == {"par_digital_government"}
    assert table.at_most[table.method == "pearson"].to_numpy() == pytest.approx(
        (table.part_sd / table.whole_sd)[table.method == "pearson"]
    )


def test_at_the_vanishing_spread_shared_content_could_give_the_whole_coefficient(table):
    last = table[table.basis == "vanishing"]
    assert last.at_most.to_numpy() == pytest.approx(last.estimate.abs().to_numpy())
    rng = np.random.default_rng(3)
    row = last[last.method == "spearman"].iloc[0]
    part, rest = rng.normal(size=(2, 200_000))
    part = part * row.part_sd
    rest = rest * np.sqrt(row.whole_sd**2 - row.part_sd**2)
    drawn = pd.DataFrame({"part": part, "whole": part + rest})
    assert drawn.corr("spearman").iloc[0, 1] == pytest.approx(row.estimate, abs=0.01)


def test_before_2022_the_area_has_its_old_name_and_few_scores_give_no_row(tests):
    panel = draw_panel()
    pairs = associations({2021: panel}, tests, seed=1, draws=19)[0]
    assert {*shared_content(panel, pairs, 2021).part} == {"par_modernisation"}
    few = panel.assign(par_index_score=panel.par_index_score.where(panel.par_index_rank <= 9))
    assert shared_content(few, pairs, 2021).empty
