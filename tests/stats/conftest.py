"""Registered tests, borders, and an invented panel of the 63 provinces."""

import functools

import pandas as pd
import pytest
import statsmodels.formula.api as smf
from test_association import draw_panel

from pardx.data.dictionary import registered_tests
from pardx.data.geography import borders, provinces
from pardx.stats import regression
from pardx.stats.designs import formulas
from pardx.stats.estimators import robust


@pytest.fixture(scope="session")
def tests(checkout_project):
    return registered_tests(checkout_project)


@pytest.fixture(scope="session")
def panel_of(cleaned_year):
    """Return a function that gives a year's panel, each year cleaned once."""
    return functools.cache(lambda year: cleaned_year(year).panel)


@pytest.fixture(scope="session")
def regressions(dictionary):
    """Return a function that makes the models of one year in the order of 30_model."""

    def regressions(panels, tests, **draw):
        chosen = formulas()
        cases, refused = regression.samples(panels, tests, chosen)
        fits = {key: robust(smf.ols(chosen[key[1]], used), used) for key, used in cases.items()}
        others = [
            regression.weighted(panels, tests),
            regression.wild_bootstraps(panels, tests, **draw),
            regression.fractional_logits(panels, tests, dictionary.scales),
        ]
        tables = [regression.fitted(fits, panels, tests), *(table for table, _ in others)]
        gaps = [refused, *(gap for _, gap in others)]
        return regression.by_test(*tables, tests=tests), pd.concat(gaps, ignore_index=True)

    return regressions


@pytest.fixture(scope="session")
def land(checkout_project):
    return borders(checkout_project)


@pytest.fixture(scope="module")
def panel(checkout_project):
    listed = provinces(checkout_project)
    drawn = draw_panel()
    return drawn.set_index(listed.index).assign(province=listed.name_vi, region=listed.region6_vi)
