"""Checkouts of thin years."""

import shutil

import pytest
from runs import REPORT, YEAR

from pardx.project import Project


@pytest.fixture
def thin(tmp_path, lay_out):
    """Return a checkout with two thin years."""
    return lay_out(tmp_path / "thin", years=(YEAR, YEAR + 1))


@pytest.fixture(scope="module")
def undisturbed(once, lay_out, run_pardx):
    """Return a checkout with the report of a thin year; nobody writes into it."""

    def fill(folder):
        made = run_pardx(lay_out(folder, years=(YEAR, YEAR + 1)), *REPORT)
        assert made.returncode == 0, made.stderr

    return once("undisturbed", fill)


@pytest.fixture
def made(undisturbed, tmp_path):
    """Return a copy of the checkout with its report, that may be changed."""
    return Project(shutil.copytree(undisturbed.root, tmp_path / "made"))
