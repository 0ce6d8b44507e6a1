"""Beta and sigma convergence."""

import numpy as np
import pandas as pd
import pytest

from pardx.data.dictionary import load_dictionary
from pardx.stats.convergence import convergence
from pardx.stats.rank_sets import surveys


def test_convergence_stays_inside_a_regime_and_knows_its_noise(checkout_project):
    rng = np.random.default_rng(3)
    level = 7 + rng.normal(size=63)
    panels = {
        year: pd.DataFrame(
            {"papi_d5_admin_procedures_score": level * slope + 1e-6 * rng.normal(size=63)}
        )
        for year, slope in ((2020, 1), (2021, 1), (2022, 0.5))
    }
    breaks = pd.DataFrame(
        {"indicator": ["papi_d5_admin_procedures"], "year": [2021], "what_en": ["new items"]}
    )
    samples = surveys(load_dictionary(checkout_project))
    table, _ = convergence(panels, breaks, samples, seed=1, draws=99)
    assert table[["first", "last"]].to_numpy().tolist() == [[2021, 2022]]
    assert table.beta[0] == pytest.approx(-0.5, abs=1e-4)
    assert table.spread_ratio[0] == pytest.approx(0.5, abs=1e-4)
    assert -0.1 < table.beta_noise[0] < 0


def test_a_list_cut_off_at_the_top_is_no_end_of_a_convergence(dictionary):
    rng = np.random.default_rng(7)
    first = pd.Series(rng.normal(60, 5, 63))
    last = first * 0.5 + 30 + rng.normal(size=63)
    ranks = last.rank(ascending=False)
    whole = {"pci_total_score": last, "pci_total_rank": ranks}
    top = {name: one.where(ranks <= 30) for name, one in whole.items()}
    before = {"pci_total_score": first, "pci_total_rank": first.rank(ascending=False)}
    none = dictionary.breaks.iloc[:0]
    samples = pd.DataFrame(columns=["indicator", "year", "respondents"])

    def rows(after):
        panels = {2022: pd.DataFrame(before), 2023: pd.DataFrame(after)}
        return convergence(panels, none, samples, seed=1, draws=9)[0]

    assert rows(whole).indicator.tolist() == ["pci_total"]
    assert rows(top).empty
