"""Permutation tests: against definitions, every pairing of short samples, and dependent figures."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pardx.stats.permutation import permutation_p, studentised


def defined(x, y, weights):
    """Return the studentised coefficient from its definition, by comparing every two units."""
    share = weights / weights.sum()

    def above(values):
        return (values > values[:, None]) + 0.5 * (values == values[:, None])

    f, g = (above(-side) @ share for side in (x, y))
    moved = f * g + above(x) @ (share * g) + above(y) @ (share * f)
    moved = moved - share @ moved
    f, g = f - share @ f, g - share @ g
    size = (share @ f**2) * (share @ g**2)
    return (share @ (f * g)) / np.sqrt(size) / np.sqrt((share**2 @ moved**2) / size)


@given(st.lists(st.integers(0, 5), min_size=6, max_size=12), st.integers(0, 99), st.booleans())
def test_the_statistic_is_that_of_its_definition(values, seed, weighted):
    rng = np.random.default_rng(seed)
    x = np.asarray(values, float)
    y = rng.integers(0, 6, len(x)).astype(float)
    if not np.ptp(x) or not np.ptp(y):
        return
    weights = rng.uniform(0.5, 2, len(x)) if weighted else np.ones(len(x))
    shuffled = rng.permutation(len(x))
    found = studentised(x, y, weights, shuffled[None, :])[0]
    expected = defined(x[shuffled], y, weights[shuffled])
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-9) or not np.isfinite(found)


def test_a_large_independent_sample_has_the_usual_error():
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(2, 4000))
    found = studentised(x, y, np.ones(4000), np.arange(4000)[None, :])[0]
    rho = np.corrcoef(x.argsort().argsort(), y.argsort().argsort())[0, 1]
    assert rho / found == pytest.approx(1 / np.sqrt(4000), rel=0.03)


def test_the_error_of_dependent_figures_is_that_of_repeated_samples():
    """Where one figure spreads with the other, the coefficient varies more than 1/sqrt(n)."""
    rng = np.random.default_rng(3)
    n, found, errors = 200, [], []
    for _ in range(400):
        x = rng.normal(size=n)
        y = x * rng.normal(size=n)
        rho = np.corrcoef(x.argsort().argsort(), y.argsort().argsort())[0, 1]
        found.append(rho)
        errors.append(rho / studentised(x, y, np.ones(n), np.arange(n)[None, :])[0])
    assert np.std(found) == pytest.approx(np.mean(errors), rel=0.1)
    assert np.std(found) > 1.2 / np.sqrt(n)


def test_draws_agree_with_every_pairing():
    rng = np.random.default_rng(4)
    x, y, ones = rng.normal(size=7), rng.normal(size=7), np.ones(7)
    every = np.array([*permutations(range(7))])
    drawn = np.abs(studentised(x, y, ones, every))
    exact = (drawn >= drawn[0] - 1e-10).mean()
    found = permutation_p(x, y, "spearman", ones, rng=rng, draws=20_000)
    assert found == pytest.approx(exact, abs=0.015)


@pytest.mark.parametrize("method", ["pearson", "spearman"])
def test_the_sign_and_the_order_of_provinces_do_not_matter(method):
    rng = np.random.default_rng(5)
    x = rng.normal(size=30)
    y, ones = 0.4 * x + rng.normal(size=30), np.ones(30)
    turned = rng.permutation(30)
    p = [
        permutation_p(a, b, method, ones, rng=np.random.default_rng(1), draws=4000)
        for a, b in ((x, y), (x, -y), (x[turned], y[turned]))
    ]
    assert p == pytest.approx([p[0]] * 3, abs=0.02)


def test_uncorrelated_but_dependent_figures_are_found_in_one_sample_of_twenty():
    """The plain test finds them far too often."""
    rng, ones = np.random.default_rng(6), np.ones(40)
    found = {"studentised": 0, "plain": 0}
    for _ in range(300):
        x = rng.normal(size=40)
        y = x * rng.normal(size=40)
        found["studentised"] += permutation_p(x, y, "spearman", ones, rng=rng, draws=199) < 0.05
        ranks = (side.argsort().argsort().astype(float) for side in (x, y))
        found["plain"] += permutation_p(*ranks, "pearson", ones, rng=rng, draws=199) < 0.05
    assert found["studentised"] / 300 < 0.09
    assert found["plain"] / 300 > found["studentised"] / 300 + 0.04
