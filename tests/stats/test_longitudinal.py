"""Panel estimators: against linearmodels and a jackknife done the long way."""

import numpy as np
import pandas as pd
import pytest

from pardx.data.breaks import IncomparableError, regimes
from pardx.stats.longitudinal import PREDICTOR, compared, panel_models, spans, stack, two_way


def draw_long(seed=0, provinces=40, years=4, effect=0.4):
    rng = np.random.default_rng(seed)
    index = pd.MultiIndex.from_product(
        [range(provinces), range(2018, 2018 + years)], names=["province", "year"]
    )
    x = pd.Series(rng.normal(size=len(index)), index=index)
    own = rng.normal(size=provinces)[index.get_level_values(0)]
    return pd.DataFrame({"y": effect * x + own + rng.normal(size=len(index)), "x": x})


def draw_panels(years=(2021, 2022, 2023), seed=0):
    rng = np.random.default_rng(seed)
    names = ("papi_d8_egovernance", "papi_d5_admin_procedures", "pci_total")
    columns = [f"{name}_score" for name in names]
    return {y: pd.DataFrame(rng.normal(size=(63, 3)), columns=columns) for y in years}


NO_BREAKS = pd.DataFrame({"indicator": [], "year": []})


def test_two_way_estimate_is_that_of_linearmodels_on_an_unbalanced_panel():
    from linearmodels import PanelOLS

    frame = draw_long().drop(index=[(3, 2019), (7, 2021), (8, 2018)])
    theirs = PanelOLS(frame.y, frame[["x"]], entity_effects=True, time_effects=True).fit()
    assert two_way(frame)[0] == pytest.approx(theirs.params["x"], rel=1e-10)


def test_two_way_error_is_the_jackknife_over_provinces():
    frame = draw_long(provinces=12)
    whole = two_way(frame)
    left = [two_way(frame.drop(index=p, level="province"))[0] for p in range(12)]
    expected = np.sqrt(11 / 12 * np.sum((np.array(left) - whole[0]) ** 2))
    assert whole[1] == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ([2018, 2019, 2020, 2021, 2022], [(2018, 2020), (2021, 2022)]),
        ([2021, 2022], [(2021, 2022)]),
        ([], []),
    ],
)
def test_regimes_are_cut_at_breaks(years, expected):
    breaks = pd.DataFrame({"indicator": ["d5", "d5", "other"], "year": [2018, 2021, 2020]})
    assert regimes(breaks, "d5", years) == expected


BREAKS = pd.DataFrame(
    {"indicator": ["pci_total", PREDICTOR], "year": [2021, 2020], "what_en": ["fewer items", "new"]}
)


@pytest.mark.parametrize(
    ("shift", "expected"),
    [(-1, [(2018, 2020), (2021, 2023)]), (1, [(2018, 2018), (2021, 2023)])],
)
def test_a_run_of_years_ends_where_outcome_or_shifted_predictor_changed(shift, expected):
    assert spans(BREAKS, "pci_total", list(range(2018, 2024)), shift) == expected


def test_a_panel_never_runs_across_a_break():
    panels = draw_panels(range(2018, 2024))
    table = panel_models(panels, BREAKS)[0].query("outcome == 'pci_total'")
    found = set(zip(table.model, table.years, strict=True))
    assert {("panel_lag", "2019-2020"), ("panel_lag", "2021-2023")} <= found
    assert {span for model, span in found if model == "panel_lead"} == {"2021-2022"}
    assert not any(first < "2021" <= last for first, last in table.years.str.split("-"))


def test_years_of_two_methods_are_refused_with_what_changed():
    y = pd.DataFrame({2020: [1.0], 2021: [2.0]})
    x = pd.DataFrame({2019: [1.0], 2020: [2.0]})
    with pytest.raises(IncomparableError, match="2021: fewer items"):
        compared(y, x, BREAKS, outcome="pci_total", shift=-1)
    with pytest.raises(IncomparableError, match="2020: new"):
        compared(y, x, BREAKS.iloc[1:], outcome="pci_total", shift=-1)


def test_a_lag_pairs_the_outcome_with_the_year_before():
    y = pd.DataFrame({2022: [1.0], 2023: [2.0]}, index=["01"])
    x = pd.DataFrame({2021: [10.0], 2022: [20.0], 2023: [30.0]}, index=["01"])
    lagged = stack(y, x, -1)
    assert lagged.loc[("01", 2022), "x"] == 10
    assert stack(y, x, 1).empty, "one lead alone says nothing within a province"


def test_rows_of_noise_seldom_look_clear_and_say_what_they_could_detect():
    table = panel_models(draw_panels(), NO_BREAKS)[0]
    lag = table[table.model == "panel_lag"]
    assert (lag.detectable > 2.7 * lag.std_error).all()
    assert set(table.model) >= {"panel_lag", "panel_lead", "mundlak_difference"}


def test_within_and_between_are_found_apart():
    panels = draw_panels()
    own = np.random.default_rng(1).normal(size=63) * 3
    for panel in panels.values():
        panel["papi_d8_egovernance_score"] += own
        panel["pci_total_score"] += own
    table = panel_models(panels, NO_BREAKS)[0].query("outcome == 'pci_total'").set_index("model")
    assert table.loc["mundlak_between", "ci_low"] > 0.3
    assert table.loc["mundlak_difference", "p_value"] < 0.05


@pytest.mark.parametrize("years", [(2022,), ()])
def test_one_year_is_no_panel(years):
    assert panel_models(draw_panels(years), NO_BREAKS)[0].empty
