"""Registered tests, borders, and an invented panel of the 63 provinces."""

import pytest
from test_association import draw_panel

from pardx.data.dictionary import registered_tests
from pardx.data.geography import borders, provinces


@pytest.fixture(scope="session")
def tests(checkout_project):
    return registered_tests(checkout_project)


@pytest.fixture(scope="session")
def land(checkout_project):
    return borders(checkout_project)


@pytest.fixture(scope="module")
def panel(checkout_project):
    listed = provinces(checkout_project)
    drawn = draw_panel()
    return drawn.set_index(listed.index).assign(province=listed.name_vi, region=listed.region6_vi)
