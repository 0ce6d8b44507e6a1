"""A report of 2022 with all years before it, for what needs more than two years."""

import shutil

import pytest


@pytest.fixture(scope="session")
def full_year(once, root, run_pardx, draws):
    """Return a project with all raw years and the report of 2022."""

    def fill(folder):
        for name in ("data", "notebooks", "locks"):
            ignored = shutil.ignore_patterns("processed", ".ipynb_checkpoints", "own")
            shutil.copytree(root / name, folder / name, ignore=ignored)
        made = run_pardx(Folder(folder), "report", "YEAR=2022", f"DRAWS={draws}")
        assert made.returncode == 0, made.stderr

    return once("full_year", fill)


class Folder:
    """A project by its folder alone."""

    def __init__(self, root):
        self.root = root
