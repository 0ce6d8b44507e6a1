"""Sharp bounds: against every placing, complete lists with masks, and laws they must keep."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.stats import spearmanr

from pardx.data.places import ClashError, everywhere, free_places
from pardx.stats.bounds import (
    mean_places,
    sides,
    simple_slope_bounds,
    slope_bounds,
    spearman_bounds,
    to_normal,
    worst_p,
)


def listed(ranks):
    return pd.Series(ranks, index=[f"u{n}" for n in range(len(ranks))], dtype=float)


def completions(rank, allowed=None):
    """Yield every full list that the known ranks, and limits, allow."""
    allowed = everywhere(rank) if allowed is None else allowed
    unknown, free = rank.index[rank.isna()], free_places(rank)
    held = mean_places(rank)
    for order in permutations(free):
        if all(allowed.at[unit, place] for unit, place in zip(unknown, order, strict=True)):
            yield held.fillna(pd.Series(order, index=unknown, dtype=float))


def by_brute_force(x, y, population, x_allowed=None, y_allowed=None):
    ours, theirs = (
        np.array([full[population].rank() for full in completions(side, allowed)])
        for side, allowed in ((x, x_allowed), (y, y_allowed))
    )
    one, other = (
        (side - side.mean(1, keepdims=True)) / side.std(1, keepdims=True) for side in (ours, theirs)
    )
    found = one @ other.T / len(population)
    return found.min(), found.max()


@st.composite
def masked(draw, size, most):
    rank = np.array(draw(st.permutations(range(1, size + 1))), dtype=float)
    hidden = draw(st.sets(st.integers(0, size - 1), max_size=most))
    rank[[*hidden]] = np.nan
    return listed(rank)


@given(masked(9, 5), st.permutations(range(1, 10)))
def test_one_partial_list_is_bounded_as_by_all_its_placings(x, y):
    y = listed(y)
    found = spearman_bounds(x, y, x.index)
    assert found[:2] == pytest.approx(by_brute_force(x, y, x.index))
    assert found.sharp


@given(masked(6, 4), masked(6, 4))
def test_two_partial_lists_are_bounded_as_by_all_their_placings(x, y):
    found = spearman_bounds(x, y, x.index)
    assert found[:2] == pytest.approx(by_brute_force(x, y, x.index))
    assert found.sharp


@given(masked(7, 4), masked(7, 3), st.sets(st.integers(0, 6), min_size=4, max_size=6))
def test_units_that_one_index_does_not_measure_are_another_population(x, y, measured):
    population = x.index[[*sorted(measured)]]
    full = y[population].rank()
    found = spearman_bounds(x, full, population)
    assume(full.notna().sum() > 2)
    assert found[:2] == pytest.approx(by_brute_force(x, full, population))


def test_a_tie_holds_its_mean_place():
    x = listed([1, 2, 2, 4, np.nan, np.nan])
    y = listed([2, 1, 4, 3, 6, 5])
    assert spearman_bounds(x, y, x.index)[:2] == pytest.approx(by_brute_force(x, y, x.index))


@given(masked(8, 5), st.permutations(range(1, 9)), st.data())
def test_limits_are_kept_and_never_widen(x, y, data):
    y, allowed = listed(y), everywhere(x)
    free = [*allowed.columns]
    truth = data.draw(st.permutations(free))
    for unit, place in zip(allowed.index, truth, strict=True):
        chosen = data.draw(st.sets(st.sampled_from(free)))
        allowed.loc[unit] = [one in chosen or one == place for one in free]
    bare = spearman_bounds(x, y, x.index)
    found = spearman_bounds(x, y, x.index, x_allowed=allowed)
    assert found[:2] == pytest.approx(by_brute_force(x, y, x.index, x_allowed=allowed))
    assert bare.low - 1e-12 <= found.low <= found.high <= bare.high + 1e-12


@given(masked(6, 4), masked(6, 4), st.data())
def test_limits_of_units_without_either_rank_contain_every_placing(x, y, data):
    frames = []
    for side in (x, y):
        allowed = everywhere(side)
        for unit, place in zip(allowed.index, allowed.columns, strict=True):
            chosen = data.draw(st.sets(st.sampled_from([*allowed.columns])))
            allowed.loc[unit] = [one in chosen or one == place for one in allowed.columns]
        frames.append(allowed)
    found = spearman_bounds(x, y, x.index, x_allowed=frames[0], y_allowed=frames[1])
    low, high = by_brute_force(x, y, x.index, *frames)
    assert found.low <= low + 1e-12
    assert found.high >= high - 1e-12
    if found.sharp:
        assert found[:2] == pytest.approx((low, high))


@given(masked(12, 12), masked(12, 12))
def test_reversing_a_list_negates_and_swaps(x, y):
    one, other = (spearman_bounds(side, y, x.index) for side in (x, len(x) + 1 - x))
    assert other[:2] == pytest.approx((-one.high, -one.low))


@given(st.permutations(range(1, 31)), st.permutations(range(1, 31)))
def test_without_an_unknown_rank_it_is_a_point(x, y):
    x, y = listed(x), listed(y)
    found = spearman_bounds(x, y, x.index)
    assert found.low == pytest.approx(found.high)
    assert found.low == pytest.approx(spearmanr(x, y).statistic)


def test_the_extremes_of_a_list_of_which_nothing_is_known_say_nothing():
    x, y = listed([np.nan] * 20), listed(range(1, 21))
    assert spearman_bounds(x, y, x.index)[:2] == pytest.approx((-1, 1))


def test_contradictory_ranks_and_limits_say_which():
    y = listed([1, 2, 3, 4])
    with pytest.raises(ClashError, match="place 2 is held twice: rank of u0, rank of u2"):
        spearman_bounds(listed([1, 1, 2, np.nan]), y, y.index)
    x = listed([1, 2, np.nan, np.nan])
    nowhere = everywhere(x)
    nowhere.loc[:, 3] = False
    with pytest.raises(ClashError, match="no placing is within the limits"):
        spearman_bounds(x, y, x.index, x_allowed=nowhere)


def alternating(x, y, *, seed):
    """Place one list by the other and again, from a random start: a placing, so inside."""
    rng, best = np.random.default_rng(seed), -2.0
    for _ in range(5):
        one, other = x.copy(), y.copy()
        other[y.isna()] = rng.permutation(free_places(y))
        for _ in range(20):
            for this, that, known in ((one, other, x), (other, one, y)):
                hidden = this.index[known.isna()]
                order = that[hidden].sort_values().index
                this[order] = sorted(free_places(known))
        best = max(best, spearmanr(one, other).statistic)
    return best


def relaxed(x, y):
    """Bound from above by a linear program with McCormick products: outside."""
    fx, fy = np.array(free_places(x)), np.array(free_places(y))
    hx, hy = x.index[x.isna()], y.index[y.isna()]
    both = hx.intersection(hy)
    nx, ny, nu = len(hx) * len(fx), len(hy) * len(fy), len(both)
    size = nx + ny + nu
    cost = np.zeros(size)
    for n, unit in enumerate(hx):
        if unit not in both:
            cost[n * len(fx) : (n + 1) * len(fx)] = -fx * y[unit]
    for n, unit in enumerate(hy):
        if unit not in both:
            cost[nx + n * len(fy) : nx + (n + 1) * len(fy)] = -fy * x[unit]
    cost[nx + ny :] = -1
    equal, rows = [], []
    for start, units, free in ((0, hx, fx), (nx, hy, fy)):
        for n in range(len(units)):
            whole, place = np.zeros(size), np.zeros(size)
            whole[start + n * len(free) : start + (n + 1) * len(free)] = 1
            place[start + n : start + len(units) * len(free) : len(free)] = 1
            equal += [whole, place]
    ends = []
    for n, unit in enumerate(both):
        px, py = np.zeros(size), np.zeros(size)
        at = [*hx].index(unit)
        px[at * len(fx) : (at + 1) * len(fx)] = fx
        at = nx + [*hy].index(unit) * len(fy)
        py[at : at + len(fy)] = fy
        for a, b in ((fx.min(), fy.max()), (fx.max(), fy.min())):
            row = -b * px - a * py
            row[nx + ny + n] = 1
            rows.append(row)
            ends.append(-a * b)
    limits = [(0, 1)] * (nx + ny) + [(0, None)] * nu
    found = linprog(cost, rows or None, ends or None, np.array(equal), np.ones(len(equal)), limits)
    total = -found.fun + (x * y).sum()
    n = len(x)
    return (total - n * ((n + 1) / 2) ** 2) / (n * (n**2 - 1) / 12)


@pytest.mark.parametrize("seed", range(4))
def test_the_assignment_lies_between_the_inner_and_the_outer_bound(seed):
    rng = np.random.default_rng(seed)
    x, y = (listed(rng.permutation(np.arange(1.0, 25))) for _ in range(2))
    for side in (x, y):
        side.iloc[rng.choice(24, 12, replace=False)] = np.nan
    found = spearman_bounds(x, y, x.index)
    assert alternating(x, y, seed=seed) <= found.high + 1e-9 <= relaxed(x, y) + 2e-9
    assert -alternating(25 - x, y, seed=seed) >= found.low - 1e-9 >= -relaxed(25 - x, y) - 2e-9


@given(masked(8, 5), st.integers(0, 99))
def test_slopes_on_normal_scores_are_bounded_as_by_all_placings(y, seed):
    rng = np.random.default_rng(seed)
    x = pd.Series(rng.normal(size=8), index=y.index)
    controls = pd.DataFrame(rng.normal(size=(8, 2)), index=y.index)
    design = np.column_stack([np.ones(8), x, controls])
    scale = to_normal(8)
    slopes = [np.linalg.lstsq(design, scale(full), rcond=None)[0][1] for full in completions(y)]
    assert slope_bounds(x, y, controls)[:2] == pytest.approx((min(slopes), max(slopes)))


@given(masked(6, 4), masked(6, 4), st.booleans())
def test_slopes_of_two_partial_lists_are_bounded_as_by_all_their_placings(x, y, fewer):
    population = x.index[1:] if fewer else x.index
    given_ = simple_slope_bounds(x, y, population)
    scores = [
        np.array([to_normal(6)(full)[population] for full in completions(side)]) for side in (x, y)
    ]
    one, other = (side - side.mean(1, keepdims=True) for side in scores)
    found = one @ other.T / (one**2).sum(1, keepdims=True)
    assert given_[:2] == pytest.approx((found.min(), found.max()))
    assert given_.sharp


def test_a_simple_slope_is_that_with_no_controls_where_the_predictor_is_full():
    x, y = listed([3, 1, 2, 5, 4, 6]), listed([1, np.nan, 3, np.nan, np.nan, 2])
    nothing = pd.DataFrame(index=x.index)
    known = slope_bounds(to_normal(6)(x), y, nothing)
    assert simple_slope_bounds(x, y, x.index)[:2] == pytest.approx(known[:2])


def test_a_slope_of_measured_units_keeps_the_places_of_the_whole_list():
    y = listed([1, np.nan, 3, np.nan, np.nan, 6])
    x = pd.Series([0.3, -1.0, 0.1, 0.9], index=y.index[[0, 1, 2, 3]])
    scale = to_normal(6)
    slopes = [np.polyfit(x, scale(full)[x.index], 1)[0] for full in completions(y)]
    found = slope_bounds(x, y, pd.DataFrame(index=x.index))
    assert found[:2] == pytest.approx((min(slopes), max(slopes)))


def test_places_of_others_that_no_limit_allows_are_left_out():
    x = listed([1, np.nan, np.nan, 4])
    allowed = everywhere(x)
    allowed.loc["u2"] = [True, False]
    [only] = sides(x, x.index[[0, 1, 3]], allowed)
    assert only.free.to_dict() == {3: 2.0}


def test_choices_of_places_that_come_to_one_side_are_taken_once():
    between, around = listed([1, np.nan, np.nan, 4]), listed([1, np.nan, np.nan, 3])
    ours = between.index[[0, 1, 3]]
    [alike] = sides(between, ours)
    assert alike.known.tolist()[::2] == [1, 3]
    assert [side.known.tolist()[::2] for side in sides(around, ours)] == [[1, 2], [1, 3]]
    assert [side.free.tolist() for side in sides(around, ours)] == [[3], [2]]


def test_the_worst_p_is_that_of_the_bound_nearest_zero():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 40))
    found = spearmanr(x, y)
    r = found.statistic
    assert worst_p(min(r, 2 * r), max(r, 2 * r), 40) == pytest.approx(found.pvalue)
    assert worst_p(-0.1, 0.6, 40) == 1
    assert worst_p(1.0, 1.0, 40) == 0


@pytest.fixture(scope="module")
def panels(cleaned_year):
    return {year: cleaned_year(year).panel for year in (2019, 2022)}


FULL = ("pci_total", "papi_d5_admin_procedures", "papi_d8_egovernance", "dti_total")
MASKS = ("par_index", "sipas", "random 20", "random 50")


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("other", FULL)
@pytest.mark.parametrize("hidden", FULL)
def test_the_truth_of_complete_lists_lies_inside_whatever_is_masked(panels, hidden, other, mask):
    """Also with the masks of 2022, on one list and on both."""
    if hidden == other:
        return
    panel, scores = panels[2022], {}
    for name in (hidden, other):
        score = panel[f"{name}_score"] if name != "dti_total" else -panel["dti_total_rank"]
        scores[name] = score.dropna()
    population = scores[hidden].index.intersection(scores[other].index)
    x, y = (scores[name].rank(ascending=False, method="min") for name in (hidden, other))
    truth = spearmanr(scores[hidden][population], scores[other][population]).statistic
    rng = np.random.default_rng(5)
    if mask.startswith("random"):
        gone = rng.choice(population, int(mask.split()[1]), replace=False)
    else:
        gone = panel.index[panel[f"{mask}_rank"].isna()].intersection(population)
    rest = x.index[~x.index.isin(population)]
    # A tie of the full list is broken by the mask: the places of its ranks are kept apart.
    x = x.rank(method="first")
    truth = spearmanr(x[population], y[population]).statistic
    known = x.drop(gone).reindex(x.index)
    assert not known[rest].isna().any()
    found = spearman_bounds(known, y, population)
    assert found.low - 1e-9 <= truth <= found.high + 1e-9
    second = y.rank(method="first")
    truth = spearmanr(x[population], second[population]).statistic
    again = rng.choice(population, 15, replace=False)
    both = spearman_bounds(known, second.drop(again).reindex(y.index), population)
    assert both.low - 1e-9 <= truth <= both.high + 1e-9
