"""Figures that carry no estimate: a row with the reason, never a number, never silence."""

import numpy as np
import pandas as pd
import pytest
from test_association import draw_panel

from pardx.analysis import rank_sets
from pardx.analysis.association import associations
from pardx.analysis.components import components
from pardx.analysis.convergence import convergence
from pardx.analysis.diagnostics import diagnostics
from pardx.analysis.influence import influence
from pardx.analysis.missing import missingness, traits
from pardx.analysis.panel import panel_models
from pardx.analysis.partial import partial_correlations
from pardx.analysis.refusals import not_estimated
from pardx.analysis.regression import regressions
from pardx.analysis.spatial import morans, spatial_models
from pardx.analysis.specifications import specification_curve
from pardx.data.catalogue import load_catalogue, registered_tests, survey_samples
from pardx.data.geography import borders, provinces
from pardx.errors import PardxError

DRAW = {"seed": 1, "draws": 19}
PCI = ["bivariate", "income", "controls"]


@pytest.fixture(scope="module")
def given(checkout_project):
    return {
        "tests": registered_tests(checkout_project),
        "breaks": load_catalogue(checkout_project).breaks,
        "borders": borders(checkout_project),
        "samples": survey_samples(checkout_project),
    }


@pytest.fixture(scope="module")
def panel(checkout_project):
    listed = provinces(checkout_project)
    return draw_panel().set_index(listed.index).assign(region=listed.region6_vi)


FAMILIES = {
    "associations": lambda p, g: associations({2022: p}, g["tests"], **DRAW),
    "missingness": lambda p, g: missingness(p, traits({2022: p})),
    "regressions": lambda p, g: regressions({2022: p}, g["tests"], **DRAW),
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
    "influence": lambda p, g: influence(p, g["tests"]),
    "diagnostics": lambda p, g: diagnostics({2022: p}, g["tests"]),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_province_that_stands_twice_is_refused_everywhere(panel, given, family):
    twice = pd.concat([panel, panel.loc[["01"]]])
    with pytest.raises(PardxError, match=r"counts provinces twice: 01; .* one row for each"):
        FAMILIES[family](twice, given)


def few(panel):
    return panel.assign(dti_total_rank=panel.dti_total_rank.where(np.arange(len(panel)) < 7))


def constant(panel):
    return panel.assign(urban_share_value=30.0)


def collinear(panel):
    return panel.assign(urban_share_value=np.log(panel.grdp_per_capita_value))


def one_region(panel):
    return panel.assign(region="Tây Nguyên")


def one_alone(panel):
    return panel.assign(region=["Tây Nguyên", *["Đông Nam Bộ"] * (len(panel) - 1)])


@pytest.mark.parametrize(
    ("spoil", "models", "reason"),
    [
        (few, PCI, "too_few"),
        (constant, PCI[1:], "constant"),
        (collinear, PCI[1:], "collinear"),
        (one_region, PCI[2:], "one_region"),
        (one_alone, PCI[2:], "alone"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_regression_is_a_row_with_its_reason_or_a_number_never_both(
    panel, given, spoil, models, reason
):
    spoilt = {2022: spoil(panel)}
    gaps = not_estimated(spoilt, given["tests"], given["breaks"], given["borders"])
    ours = gaps.query("family == 'regression' and subject == 'pci_total'")
    assert ours[ours.reason == reason].model.to_list() == models
    tests = given["tests"].query("outcome == 'pci_total'")
    numbers = regressions(spoilt, tests, **DRAW)
    assert not set(numbers.model) & set(models)
    assert numbers.estimate.notna().all()


def test_seven_provinces_give_no_correlation_but_a_reason(panel, given):
    spoilt = {2022: few(panel)}
    gaps = not_estimated(spoilt, given["tests"], given["breaks"], given["borders"])
    ours = gaps.query("family == 'association' and subject == 'pci_total'")
    assert ours[["n", "reason"]].to_numpy().tolist() == [[7, "too_few"]]
    numbers = associations(spoilt, given["tests"], **DRAW)
    assert numbers[numbers.predictor == "dti_total"].estimate.isna().all()


def test_an_index_alike_everywhere_is_no_panel_and_no_convergence(panel, given):
    flat = {
        year: panel.assign(
            papi_d8_egovernance_score=panel.grdp_per_capita_value,
            papi_d5_admin_procedures_score=panel.grdp_per_capita_value + year,
            pci_total_score=60.0,
        )
        for year in (2021, 2022)
    }
    gaps = not_estimated(flat, given["tests"], given["breaks"], given["borders"])
    reasons = gaps.set_index(["family", "subject"]).reason
    assert reasons["convergence", "pci_total"] == "constant"
    assert {"panel"} <= set(gaps.family)
    assert panel_models(flat, given["breaks"]).empty
    found = convergence(flat, given["breaks"], given["samples"], **DRAW)
    assert "pci_total" not in set(found.indicator)


def test_a_panel_and_a_convergence_across_a_break_are_rows_with_the_break(panel, given):
    scores = dict.fromkeys(["sipas", "papi_d5_admin_procedures", "papi_d8_egovernance"], 6.0)
    drawn = panel.assign(**{f"{name}_score": score for name, score in scores.items()})
    years = dict.fromkeys(range(2018, 2023), drawn)
    gaps = not_estimated(years, given["tests"], given["breaks"], given["borders"])
    across = gaps[gaps.reason == "break"].set_index(["family", "subject"]).breaks
    assert across["convergence", "sipas"] == "sipas 2022"
    assert "papi_d5_admin_procedures 2021" in across["panel", "papi_d5_admin_procedures"].to_list()
    assert across["panel", "pci_total"] == "papi_d8_egovernance 2019;papi_d8_egovernance 2020"
