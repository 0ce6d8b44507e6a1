"""What builds of 2022 have written, as tables; nothing of pardx is imported here."""

import functools

import goldens
import pytest


@pytest.fixture(scope="session")
def result(built):
    """Return a function from a name to that table of ``reports/2022/data``."""

    @functools.cache
    def read(name):
        return goldens.read(built.root / goldens.DATA / f"{name}.csv")

    return lambda name: read(name).copy()


@pytest.fixture(scope="session")
def cleaned(built):
    """Return a function from a name and a year to that table of ``data/processed``."""

    @functools.cache
    def read(name, year):
        return goldens.read(built.root / "data" / "processed" / str(year) / f"{name}.csv")

    return lambda name, year=2022: read(name, year).copy()


@pytest.fixture(scope="session")
def panels(cleaned):
    """Return the panels of 2020 to 2022, indexed by GSO code."""
    return {year: cleaned("panel", year).set_index("gso_code") for year in (2020, 2021, 2022)}
