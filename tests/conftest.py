"""What several rooms' tests share."""

import shutil
from pathlib import Path

import pytest

from pardx.data.raw import COLUMNS
from pardx.project import Project

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def small_project(tmp_path):
    """Return a checkout with the real dictionary, sources and geography, and no figures yet."""
    shutil.copytree(ROOT / "data" / "catalogue", tmp_path / "data" / "catalogue")
    geography = tmp_path / "data" / "raw" / "geography"
    shutil.copytree(ROOT / "data" / "raw" / "geography", geography)
    for table in (ROOT / "data" / "raw").glob("*.csv"):
        shutil.copy(table, tmp_path / "data" / "raw")
    return Project(tmp_path)


@pytest.fixture
def print_table(small_project):
    """Return a function that writes lines as the raw table of a year and family."""

    def write(year, family, *lines):
        path = small_project.raw / str(year) / f"{family}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join([",".join(COLUMNS), *lines, ""]), encoding="utf-8")
        return path

    return write
