"""Another processor adds in another order: noise in the last digits moves no result."""

import numpy as np
import pandas as pd
import pytest
from test_association import draw_panel

from pardx.stats.correlation import correlate
from pardx.stats.estimators import wild
from pardx.stats.specifications import CHOICES, specification_curve


def shaken(values, seed):
    """Return values as another order of sums may leave them."""
    return values * (1 + 1e-15 * np.random.default_rng(seed).integers(-4, 5, len(values)))


def test_draws_that_tie_with_the_estimate_count_as_half_in_the_interval():
    rng = np.random.default_rng(3)
    x, y, weights = rng.permutation(19), rng.permutation(19), rng.uniform(1, 4, 19)
    intervals = [
        [*correlate(x, y, "spearman", rng=np.random.default_rng(1), draws=999, weights=w).values()]
        for w in (weights, *(shaken(weights, seed) for seed in range(5)))
    ]
    for other in intervals[1:]:
        assert other == pytest.approx(intervals[0], rel=1e-10)


def test_draws_that_tie_with_the_observed_statistic_count_in_the_wild_bootstrap():
    rng = np.random.default_rng(5)
    n = 14
    data = pd.DataFrame({name: rng.normal(size=n) for name in ("x", "y", "log_grdp_per_capita")})
    data = data.assign(urban_share=rng.uniform(10, 80, n), region="A")
    p_values = {
        wild(data.assign(y=shaken(data.y, seed)), seed=1, draws=9999).p_value.iloc[0]
        for seed in range(6)
    }
    assert len(p_values) == 1


def test_estimates_that_tie_are_in_the_order_of_their_choices():
    panel = draw_panel(n=14, seed=3)
    one, other = (
        specification_curve(
            {2022: panel.assign(par_index_score=shaken(panel.par_index_score, seed))},
            seed=1,
            draws=1,
        )[0]
        for seed in (0, 1)
    )
    huber = one[one.scale == "score"].groupby([c for c in CHOICES if c != "estimator"]).estimate
    assert (huber.agg(np.ptp) < 1e-8).any(), "Huber's equals least squares somewhere"
    pd.testing.assert_frame_equal(one[[*CHOICES]], other[[*CHOICES]])
