"""Figures that carry no estimate: a row with the reason, never a number, never silence."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from test_association import draw_panel

from pardx.data.dictionary import load_dictionary, registered_tests
from pardx.data.geography import borders, provinces
from pardx.errors import PardxError
from pardx.stats import rank_sets
from pardx.stats.association import COLUMNS as ASSOCIATIONS
from pardx.stats.association import associations
from pardx.stats.components import components
from pardx.stats.convergence import convergence
from pardx.stats.correlation import partial_correlations
from pardx.stats.influence import diagnostics, influence
from pardx.stats.longitudinal import panel_models
from pardx.stats.missingness import missingness, traits
from pardx.stats.ranks import used_ranks
from pardx.stats.refusals import ALL, COLUMNS, MINIMA, as_table, not_estimated, refusal
from pardx.stats.spatial import morans, spatial_models
from pardx.stats.specifications import specification_curve

DRAW = {"seed": 1, "draws": 19}
NO_PAIRS = pd.DataFrame(columns=list(ASSOCIATIONS))


@pytest.fixture(scope="module")
def given(checkout_project, regressions):
    return {
        "regressions": regressions,
        "tests": registered_tests(checkout_project),
        "breaks": load_dictionary(checkout_project).breaks,
        "borders": borders(checkout_project),
        "samples": rank_sets.surveys(load_dictionary(checkout_project)),
    }


@pytest.fixture(scope="module")
def panel(checkout_project):
    listed = provinces(checkout_project)
    return draw_panel().set_index(listed.index).assign(region=listed.region6_vi)


FAMILIES = {
    "associations": lambda p, g: associations({2022: p}, g["tests"], **DRAW),
    "missingness": lambda p, g: missingness(p, traits({2022: p})),
    "regressions": lambda p, g: g["regressions"]({2022: p}, g["tests"], **DRAW),
    "panel": lambda p, g: panel_models({2021: p, 2022: p}, g["breaks"]),
    "convergence": lambda p, g: convergence({2021: p, 2022: p}, g["breaks"], g["samples"], **DRAW),
    "components": lambda p, g: components(p, **DRAW),
    "partial": lambda p, g: partial_correlations({2022: p}),
    "moran": lambda p, g: morans({2022: p}, g["tests"], g["borders"], **DRAW),
    "spatial": lambda p, g: spatial_models({2022: p}, g["tests"], g["borders"]),
    "specifications": lambda p, g: specification_curve({2022: p}, **DRAW),
    "ranks": lambda p, g: rank_sets.rank_table(p, g["samples"], year=2022, **DRAW),
    "noise": lambda p, g: rank_sets.noise_bands(p, g["samples"], year=2022, **DRAW),
    "weights": lambda p, g: rank_sets.weight_ranges(
        p.assign(**{f"papi_d{k}_x_score": 5.0 + k for k in range(1, 9)}), **DRAW
    ),
    "influence": lambda p, g: influence(p, g["tests"], NO_PAIRS, **DRAW),
    "diagnostics": lambda p, g: diagnostics({2022: p}, g["tests"]),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_province_with_two_rows_is_refused_everywhere(panel, given, family):
    twice = pd.concat([panel, panel.loc[["01"]]])
    with pytest.raises(PardxError, match=r"counts provinces twice: 01; .* one row for each"):
        FAMILIES[family](twice, given)


def test_a_panel_indexed_by_numbers_is_refused(panel):
    numbered = panel.set_axis(range(len(panel)))
    with pytest.raises(PardxError, match=r"GSO codes as text, not by numbers such as 0"):
        used_ranks(numbered, "par_index")


def draw_years(panel):
    """Return three years of scores and PAPI dimensions, so that all is estimated."""
    found = {}
    for year in (2020, 2021, 2022):
        rng = np.random.default_rng(year)
        drawn = panel.assign(papi_d8_egovernance_score=5 + rng.normal(size=63))
        drawn["papi_d5_admin_procedures_score"] = 7 + 0.2 * rng.normal(size=63)
        drawn["pci_total_score"] = 60 + 4 * rng.normal(size=63)
        drawn["par_index_score"] = drawn.par_index_score + rng.normal(size=63)
        drawn["dti_total_score"] = (63 - drawn.dti_total_rank) / 100 + 0.01 * rng.normal(size=63)
        for k in (1, 2, 3, 4, 6, 7):
            drawn[f"papi_d{k}_part_score"] = 5 + rng.normal(size=63)
        drawn["papi_total_unweighted_score"] = drawn.filter(regex="papi_d.*_score").sum(axis=1)
        found[year] = drawn
    return found


INDICES = ("par_index", "sipas", "dti_total", "papi_d", "papi_total", "pci_total")


def figures(panel, *starts):
    """Name the columns of figures that begin in one of some ways."""
    return [name for name in panel if name.startswith(starts) and not name.endswith("_quality")]


def all_few(panel):
    known = pd.Series(np.arange(len(panel)) < 7, index=panel.index)
    names = figures(panel, *INDICES)
    return panel.assign(**{name: panel[name].where(known) for name in names})


def few_dti(panel):
    known = pd.Series(np.arange(len(panel)) < 7, index=panel.index)
    return panel.assign(**{n: panel[n].where(known) for n in figures(panel, "dti")})


def constant_dti(panel):
    return panel.assign(dti_total_rank=30.0, dti_total_score=0.5)


def constant_indices(panel):
    flat = {n: 30.0 if n.endswith("rank") else 60.0 for n in figures(panel, *INDICES)}
    return panel.assign(**flat)


def constant_control(panel):
    return panel.assign(urban_share_value=30.0)


def collinear_controls(panel):
    return panel.assign(urban_share_value=np.log(panel.grdp_per_capita_value))


def collinear_indices(panel):
    """Every index is DTI in other units."""
    level = 64 - panel.dti_total_rank
    known = {n: panel.dti_total_rank for n in figures(panel, *INDICES) if n.endswith("rank")}
    scores = {n: 1 + level / 10 for n in figures(panel, *INDICES) if n.endswith("score")}
    return panel.assign(**known, **scores)


def one_region(panel):
    return panel.assign(region="Tây Nguyên")


def one_alone(panel):
    return panel.assign(region=["Tây Nguyên", *["Đông Nam Bộ"] * (len(panel) - 1)])


QUICK = (all_few, constant_dti, collinear_indices, one_region)
FURTHER = (few_dti, constant_indices, constant_control, collinear_controls, one_alone)
SPOILT = [*QUICK, *(pytest.param(spoil, marks=pytest.mark.slow) for spoil in FURTHER)]


def name(spoil):
    return getattr(spoil, "__name__", None)


def estimate(years, given):
    """Run every estimator; return what it was asked for -> its numbers, and -> its reason."""
    now, tests, land = years[2022], given["tests"], given["borders"]
    pairs, *gaps = associations(years, tests, **DRAW)
    made = {
        "regression": given["regressions"](years, tests, **DRAW),
        "spatial": spatial_models(years, tests, land),
        "moran": morans(years, tests, land, **DRAW),
        "influence": influence(now, tests, pairs, **DRAW),
        "panel": panel_models(years, NO_BREAKS),
        "convergence": convergence(years, NO_BREAKS, given["samples"], **DRAW),
        "ranks": rank_sets.rank_table(now, given["samples"], year=2022, **DRAW),
        "weights": rank_sets.weight_ranges(now, **DRAW),
        "components": components(now, **DRAW),
        "partial": partial_correlations(years),
    }
    curve, joint, no_curve = specification_curve(years, **DRAW)
    checks, points, no_checks = diagnostics(years, tests)
    assert (len(joint) > 0) == (len(curve) > 0)
    assert len(joint) % 3 == 0, "three statistics per group"
    assert set(points.test) == set(checks.test)
    table = {name: found for name, (found, _) in made.items()}
    moran = table["moran"]
    numbers = [
        *keyed(
            "association", pairs.query("sample == 'all' and estimate.notna()"), "weights", "test"
        ),
        *keyed("regression", table["regression"], "model", "test"),
        *keyed("spatial", table["spatial"], "model", "test"),
        *keyed("space", moran[moran.kind == "index"], None, "variable"),
        *keyed("residuals", moran[moran.kind == "residuals"], None, "variable"),
        *keyed("influence", table["influence"], None, "test"),
        *keyed("checks", checks, None, "test"),
        *keyed("panel", table["panel"], None, "outcome"),
        *keyed("convergence", table["convergence"], None, "indicator"),
        *keyed("ranks", table["ranks"], None, "indicator"),
        *keyed("weights", table["weights"], None, "indicator"),
        *keyed("components", table["components"], None, "target"),
    ]
    for family, found in (("partial", table["partial"]), ("specifications", curve)):
        numbers += [((family, ALL, ALL), found)] if len(found) else []
    gaps += [no_curve, no_checks, *(refused for _, refused in made.values())]
    listed = not_estimated(gaps, tests)
    named = listed.test.where(listed.test != "", listed.subject)
    keys = zip(listed.family, listed.model, named, strict=True)
    return dict(numbers), dict(zip(keys, listed.reason, strict=True))


def keyed(family, table, model, subject):
    if table.empty:
        return []
    models = table[model].replace("none", ALL) if model else pd.Series(ALL, index=table.index)
    groups = table.groupby([models, table[subject]], sort=False)
    return [((family, *key), part) for key, part in groups]


NO_BREAKS = pd.DataFrame({"indicator": [], "year": [], "what_en": [], "what_vi": []})
NUMBERS = (
    "estimate",
    "std_error",
    "p_value",
    "beta",
    "share",
    "partial",
    "morans_i",
    "value",
    "rank",
)


@pytest.fixture(scope="module")
def outcome(panel, given):
    """Return the numbers and the reasons for a way of spoiling the figures; run once each."""

    @cache
    def of(spoil):
        years = draw_years(panel)
        if spoil is not None:
            years = {year: spoil(drawn) for year, drawn in years.items()}
        return estimate(years, given)

    return of


FAMILY_NAMES = (
    "association",
    "regression",
    "spatial",
    "space",
    "residuals",
    "influence",
    "checks",
    "specifications",
    "panel",
    "convergence",
    "partial",
    "components",
    "ranks",
    "weights",
)


def of_family(found, family):
    return {key: value for key, value in found.items() if key[0] == family}


@pytest.mark.parametrize("family", FAMILY_NAMES)
def test_sound_figures_are_estimated_in_every_family(outcome, family):
    numbers, refusals = outcome(None)
    assert of_family(numbers, family)
    assert not set(of_family(numbers, family)) & set(of_family(refusals, family))


@pytest.mark.parametrize("family", FAMILY_NAMES)
@pytest.mark.parametrize("spoil", SPOILT, ids=name)
def test_each_estimate_is_a_number_or_a_reason_never_both_never_neither(outcome, spoil, family):
    wanted = set(of_family(outcome(None)[0], family))
    numbers, reasons = (of_family(found, family) for found in outcome(spoil))
    assert not set(numbers) & set(reasons), "a number and a reason"
    assert wanted <= set(numbers) | set(reasons), "neither a number nor a reason"
    for key, table in numbers.items():
        shown = table[[name for name in NUMBERS if name in table]]
        assert np.isfinite(shown.to_numpy(float)).all(), key


@pytest.mark.parametrize(
    ("spoil", "key", "reason"),
    [
        (few_dti, ("association", ALL, "dti-pci"), "too_few"),
        (few_dti, ("influence", ALL, "dti-pci"), "too_few"),
        (few_dti, ("specifications", ALL, ALL), "too_few"),
        (few_dti, ("spatial", "slx", "dti-pci"), "too_few"),
        (constant_dti, ("association", "ipw", "dti-pci"), "constant"),
        (constant_dti, ("specifications", ALL, ALL), "constant"),
        (constant_dti, ("regression", "wild", "dti-pci"), "constant"),
        (constant_dti, ("spatial", "spatial_lag", "dti-pci"), "constant"),
        (constant_indices, ("ranks", ALL, "sipas"), "constant"),
        (constant_indices, ("convergence", ALL, "pci_total"), "constant"),
        (constant_indices, ("panel", ALL, "pci_total"), "constant"),
        (constant_indices, ("space", ALL, "pci_total"), "constant"),
        (constant_control, ("regression", "fractional_logit", "dti-pci"), "constant"),
        (collinear_controls, ("regression", "controls", "dti-pci"), "collinear"),
        (collinear_controls, ("partial", ALL, ALL), "collinear"),
        (collinear_indices, ("association", ALL, "dti-pci"), "collinear"),
        (collinear_indices, ("influence", ALL, "dti-pci"), "collinear"),
        (collinear_indices, ("checks", ALL, "dti-pci"), "collinear"),
        (collinear_indices, ("components", ALL, "dti_total"), "collinear"),
        (collinear_indices, ("convergence", ALL, "pci_total"), "collinear"),
        (one_region, ("regression", "controls", "dti-pci"), "one_region"),
        (one_region, ("residuals", ALL, "dti-pci"), "one_region"),
        (one_alone, ("regression", "controls", "dti-pci"), "alone"),
    ],
)
def test_the_reason_is_the_true_one(outcome, spoil, key, reason):
    assert outcome(spoil)[1][key] == reason


def reordered(panel):
    return panel.sample(frac=1, random_state=0)


def relabelled(panel):
    """Other names of provinces, and of regions in another order."""
    names = {name: f"{9 - place} {name}" for place, name in enumerate(sorted(set(panel.region)))}
    return panel.assign(region=panel.region.map(names), province=panel.province + " (new)")


def rescaled(panel):
    """Money in another unit, shares as fractions."""
    return panel.assign(
        grdp_per_capita_value=panel.grdp_per_capita_value * 1000,
        urban_share_value=panel.urban_share_value / 100,
    )


OF_DTI = ("dti_total", "neighbours_outcome", "neighbours_dti")


def estimates(table):
    """Return a table's point estimates in an order of their own; those of controls left out."""
    kept = (
        table[table.predictor.isin(OF_DTI)] if "std_error" in table and "model" in table else table
    )
    kept = kept[~kept.check.isin(["vif", "condition"])] if "check" in kept else kept
    names = [n for n in ("estimate", "beta", "share", "partial", "morans_i", "value") if n in kept]
    return np.sort(kept[names].to_numpy(float), axis=0)


@pytest.mark.parametrize(
    "change",
    [reordered, *(pytest.param(one, marks=pytest.mark.slow) for one in (relabelled, rescaled))],
    ids=name,
)
@pytest.mark.parametrize("family", FAMILY_NAMES)
def test_order_labels_and_units_change_no_estimate(outcome, change, family):
    before, after = (of_family(outcome(how)[0], family) for how in (None, change))
    assert before.keys() == after.keys()
    for key, table in before.items():
        np.testing.assert_allclose(estimates(after[key]), estimates(table), rtol=1e-6, atol=1e-9)


def test_one_region_leaves_no_specification_with_region_effects(outcome):
    curve = outcome(one_region)[0]["specifications", ALL, ALL]
    assert not curve.controls.str.contains("region").any()


@pytest.mark.slow
def test_a_control_alike_everywhere_is_in_no_specification(outcome):
    curve = outcome(constant_control)[0]["specifications", ALL, ALL]
    assert not curve.controls.str.contains("urban").any()


def test_a_panel_and_a_convergence_across_a_break_are_rows_with_the_break(panel, given):
    scores = dict.fromkeys(["sipas", "papi_d5_admin_procedures", "papi_d8_egovernance"], 6.0)
    drawn = panel.assign(**{f"{name}_score": score for name, score in scores.items()})
    years = dict.fromkeys(range(2018, 2023), drawn)
    made = [
        panel_models(years, given["breaks"]),
        convergence(years, given["breaks"], given["samples"], **DRAW),
    ]
    gaps = not_estimated([refused for _, refused in made], given["tests"])
    across = gaps[gaps.reason == "break"].set_index(["family", "subject"]).breaks
    assert across["convergence", "sipas"] == "sipas 2022"
    assert "papi_d5_admin_procedures 2021" in across["panel", "papi_d5_admin_procedures"].to_list()
    assert across["panel", "pci_total"].to_list() == [
        "pci_total 2021",
        "papi_d8_egovernance 2019;papi_d8_egovernance 2020",
    ]


def test_the_documents_print_the_minima(root):
    text = (root / "docs" / "methods.md").read_text("utf-8")
    rows = [f"| {name} | {m.n} | {m.counted} | {m.why} |" for name, m in MINIMA.items()]
    assert [row for row in rows if row not in text] == []


def test_rows_follow_the_registered_tests_then_the_families(given):
    tests = given["tests"]
    first, second = tests.index[:2]
    rows = [
        refusal("ranks", "sipas", 5, "too_few"),
        refusal("spatial", "sipas", 5, "too_few", model="slx", test=first),
        refusal("regression", "sipas", 5, "too_few", model="ipw", test=second),
        refusal("regression", "sipas", 5, "too_few", model="controls", test=second),
        refusal("panel", "pci_total", 5, ""),
    ]
    found = not_estimated([as_table(rows[:3]), as_table(rows[3:])], tests)
    assert tuple(found) == COLUMNS
    assert found.model.to_list() == ["slx", "controls", "ipw", ALL]
    assert not_estimated([], tests).empty
