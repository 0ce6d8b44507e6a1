"""Who is missing, and the weights that represent them."""

import numpy as np
import pandas as pd
import pytest

from pardx.settings import settings
from pardx.stats.missingness import missingness, observation_weights

TRAITS = settings().traits


def known(n=63, seed=0):
    rng = np.random.default_rng(seed)
    codes = [f"{code:02}" for code in range(1, n + 1)]
    frame = pd.DataFrame(rng.normal(size=(n, 3)), columns=list(TRAITS), index=codes)
    return frame.assign(region=np.resize(["A", "B"], n))


def test_covered_and_absent_are_counted_by_region_and_trait():
    frame = known()
    panel = frame.assign(sipas_rank=np.where(frame.region == "A", 1.0, np.nan))[["sipas_rank"]]
    table = missingness(panel, frame).query("indicator == 'sipas'").set_index("trait")
    assert table.n_covered.unique() == [32]
    assert table.n_absent.unique() == [31]
    assert table.at["A", "covered"] == 1
    assert table.at["A", "absent"] == 0


def test_provinces_like_the_absent_weigh_more():
    frame = known()
    chance = 1 / (1 + np.exp(-2 * frame[TRAITS[0]]))
    observed = np.random.default_rng(1).random(63) < chance
    weights = observation_weights(frame, observed)
    assert weights[observed].mean() == pytest.approx(1)
    assert weights[~observed].isna().all()
    assert np.corrcoef(weights[observed], frame[TRAITS[0]][observed])[0, 1] < -0.4


def test_a_trait_that_separates_leaves_finite_weights():
    frame = known()
    observed = frame[TRAITS[0]] > 0
    weights = observation_weights(frame, observed)[observed]
    assert np.isfinite(weights).all()
    assert weights.max() < 11


def test_everyone_observed_weighs_the_same():
    frame = known()
    assert (observation_weights(frame, pd.Series(True, index=frame.index)) == 1).all()
