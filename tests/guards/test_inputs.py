"""A project whose raw tables changed, made again in place, equals one made from nothing.

The years are thin: 2012 and 2013 with PCI alone, and one rank of PAR INDEX that two papers print
differently. Which of them 2013 uses is decided by a third paper's change since the year before:
so a row of 2012 settles a figure of 2013, and 2012 is an input that is easily forgotten.
"""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import goldens
import pytest

YEAR, BEFORE = 2013, 2012
REPORT = ("report", f"YEAR={YEAR}", "DRAWS=19")
OLD = 1_000_000_000
"""A time long before any build."""


CONTESTED = "province,Cần Thơ,par_index"
PRINTED = {
    BEFORE: [f"{CONTESTED},rank,15,rank,,baotintuc-vn-d98230,0,"],
    YEAR: [
        f"{CONTESTED},rank,10,rank,,baotintuc-vn-d98230,0,",
        f"{CONTESTED},rank,20,rank,,baodongnai-com-vn-5d6fa2,0,",
        f"{CONTESTED},rank_change,5,rank,,phapykhanhhoa-vn-aa348c,0,",
    ],
}


class Folder:
    """A project, as far as the command needs it: where it lies."""

    def __init__(self, root):
        self.root = Path(root)

    @property
    def table(self):
        """The contested table of the year before."""
        return self.root / "data" / "raw" / str(BEFORE) / "par_index.csv"


@pytest.fixture(scope="session")
def inputs(root):
    """Return a function that lays out what a run of the two years reads."""

    def lay_out(folder):
        years = shutil.ignore_patterns("processed", "[12][0-9][0-9][0-9]")
        shutil.copytree(root / "data", folder / "data", ignore=years)
        for name in ("notebooks", "locks"):
            shutil.copytree(root / name, folder / name)
        for year, lines in PRINTED.items():
            place = folder / "data" / "raw" / str(year)
            place.mkdir()
            shutil.copy(root / "data" / "raw" / str(year) / "pci.csv", place)
            head = (place / "pci.csv").read_text("utf-8").splitlines()[0]
            (place / "par_index.csv").write_text("\n".join([head, *lines, ""]), "utf-8")
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


def results(project):
    """Return the tables of the report alone: cleaned ones may be newer than a refused year."""
    return {name: text for name, text in tables(project).items() if name.startswith("reports/")}


def build(run_pardx, *projects):
    """Build several projects at a time."""
    with ThreadPoolExecutor() as pool:
        for made in pool.map(lambda project: run_pardx(project, *REPORT), projects):
            assert made.returncode == 0, made.stderr


def rank(project):
    """Return which of the two ranks is used, and how many places that is from the year before."""
    row = goldens.read(project.root / f"reports/{YEAR}/data/ranking.csv").set_index("province")
    return tuple(row.loc["Cần Thơ", ["par_index_rank", "par_index_rank_change"]])


@pytest.mark.slow
def test_a_row_of_the_year_before_and_its_return_by_an_older_file(pair, again, fresh, run_pardx):
    """Changed: as from nothing. Put back with a date before every build: as at first."""
    assert rank(pair) == (10, 5)
    whole = again.table.read_text("utf-8")
    for project in (again, fresh):
        project.table.write_text(whole.replace("rank,15,", "rank,25,"), "utf-8")
    build(run_pardx, again, fresh)
    assert rank(again) == (20, 5)
    assert tables(again) == tables(fresh)
    again.table.write_text(whole, "utf-8")
    os.utime(again.table, (OLD, OLD))
    build(run_pardx, again)
    assert tables(again) == tables(pair)


@pytest.mark.slow
def test_a_renamed_table_is_left_out_and_named_as_from_nothing(again, fresh, run_pardx):
    before = results(again)
    for project in (again, fresh):
        project.table.rename(project.table.with_name("par.csv"))
    told = [run_pardx(project, *REPORT) for project in (again, fresh)]
    assert all(one.returncode for one in told)
    lines = [[line for line in one.stderr.splitlines() if "par.csv:2" in line] for one in told]
    assert lines[0] == lines[1]
    assert len(lines[0]) == 1
    assert tables(again) == tables(fresh)
    assert results(again) != before


def delete_table(project):
    project.table.unlink()


def delete_year(project):
    shutil.rmtree(project.table.parent)


def rename_year(project):
    project.table.parent.rename(project.table.parent.with_name("2014"))


@pytest.mark.slow
@pytest.mark.parametrize("change", [delete_table, delete_year, rename_year])
def test_a_table_that_is_gone_is_gone_from_the_results(pair, again, fresh, run_pardx, change):
    for project in (again, fresh):
        change(project)
    build(run_pardx, again, fresh)
    assert tables(again) == tables(fresh)
    assert tables(again) != tables(pair)
