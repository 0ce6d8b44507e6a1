"""A project whose raw tables changed, made again in place, equals one made from nothing.

The years are thin: 2006 and 2007 hold PCI alone. The report of 2007 takes changes of rank from
the scores of 2006, so 2006 is an input that is easily forgotten.
"""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import goldens
import pytest

YEAR, BEFORE = 2007, 2006
REPORT = ("report", f"YEAR={YEAR}", "DRAWS=19")
OLD = 1_000_000_000
"""A time long before any build."""


class Folder:
    """A project, as far as the command needs it: where it lies."""

    def __init__(self, root):
        self.root = Path(root)

    @property
    def table(self):
        return self.root / "data" / "raw" / str(BEFORE) / "pci.csv"


@pytest.fixture(scope="session")
def inputs(root):
    """Return a function that lays out what a run of the two years reads."""

    def lay_out(folder):
        other = [p.name for p in (root / "data/raw").iterdir() if p.name.isdigit()]
        other = [name for name in other if name not in (str(YEAR), str(BEFORE))]
        unread = shutil.ignore_patterns("processed", *other)
        shutil.copytree(root / "data", folder / "data", ignore=unread)
        for name in ("notebooks", "locks"):
            shutil.copytree(root / name, folder / name)
        return Folder(folder)

    return lay_out


@pytest.fixture(scope="session")
def pair(once, inputs, run_pardx):
    """Return the two years, built once; only copies of it are changed."""

    def fill(folder):
        made = run_pardx(inputs(folder), *REPORT)
        assert made.returncode == 0, made.stderr

    return Folder(once("pair", fill).root)


@pytest.fixture
def again(pair, tmp_path):
    """Return a copy of the built years."""
    return Folder(shutil.copytree(pair.root, tmp_path / "again"))


@pytest.fixture
def fresh(inputs, tmp_path):
    """Return the same inputs without any build."""
    return inputs(tmp_path / "fresh")


def tables(project):
    """Return the text of every table of the year's report and panel, by name."""
    folders = [project.root / goldens.DATA.replace("2022", str(YEAR))]
    folders += [project.root / "data" / "processed" / str(YEAR)]
    found = {
        path.relative_to(project.root).as_posix(): path for f in folders for path in f.glob("*.csv")
    }
    assert len(found) > 20
    return {name: path.read_text("utf-8") for name, path in found.items()}


def build(run_pardx, *projects):
    """Build several projects at a time."""
    with ThreadPoolExecutor() as pool:
        for made in pool.map(lambda project: run_pardx(project, *REPORT), projects):
            assert made.returncode == 0, made.stderr


def rewrite(table):
    """Let An Giang fall among the last of the year before."""
    lines = table.read_text("utf-8").splitlines(keepends=True)
    place = next(
        i for i, line in enumerate(lines) if line.startswith("province,An Giang,pci_total,score")
    )
    fields = lines[place].split(",")
    lines[place] = ",".join([*fields[:4], "40.5", *fields[5:]])
    table.write_text("".join(lines), "utf-8")


def gained(project):
    movers = goldens.read(project.root / f"reports/{YEAR}/data/movers.csv")
    return movers.set_index("province").rank_change["An Giang"]


def test_a_row_of_the_year_before_and_its_return_by_an_older_file(pair, again, fresh, run_pardx):
    """Changed: as from nothing. Put back with a date before every build: as at first."""
    whole = again.table.read_bytes()
    for project in (again, fresh):
        rewrite(project.table)
    build(run_pardx, again, fresh)
    assert tables(again) == tables(fresh)
    assert gained(again) > gained(pair) + 10
    again.table.write_bytes(whole)
    os.utime(again.table, (OLD, OLD))
    build(run_pardx, again)
    assert tables(again) == tables(pair)


def test_a_renamed_table_is_refused_as_from_nothing(again, fresh, run_pardx):
    before = tables(again)
    for project in (again, fresh):
        project.table.rename(project.table.with_name("pci_old.csv"))
    told = [run_pardx(project, *REPORT) for project in (again, fresh)]
    assert all(one.returncode for one in told)
    lines = [[line for line in one.stderr.splitlines() if "pci_old.csv" in line] for one in told]
    assert lines[0] == lines[1]
    assert len(lines[0]) == 67
    assert tables(again) == before


def delete(project):
    project.table.unlink()
    project.table.parent.rmdir()


def rename(project):
    project.table.parent.rename(project.table.parent.with_name("2005"))


@pytest.mark.slow
@pytest.mark.parametrize("change", [delete, rename])
def test_a_table_that_is_gone_is_gone_from_the_results(pair, again, fresh, run_pardx, change):
    for project in (again, fresh):
        change(project)
    build(run_pardx, again, fresh)
    assert tables(again) == tables(fresh)
    assert tables(again) != tables(pair)
