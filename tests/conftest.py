"""What several rooms' tests share."""

import fcntl
import functools
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import settings

from pardx.data.dictionary import load_dictionary
from pardx.data.read import COLUMNS
from pardx.project import Project

ROOT = Path(__file__).resolve().parents[1]
DRAWS = 199
YEARS = (2022, 2006)
"""The first real report, and a thin year: PCI alone."""

BRIEFS = ("Cần Thơ", "Bắc Giang")
"""A brief with all indices, and one that lacks some."""

settings.register_profile("even", deadline=None, derandomize=True, database=None, max_examples=50)
settings.load_profile("even")

# As every run of a notebook has it: else a frame's type would hang on which test ran before.
pd.set_option("mode.string_storage", "python")


SHARED = {"built", "site"}
"""Fixtures that wait for the shared reports."""


LONGEST = ("test_guides", "test_bars", "test_six_changes", "test_chosen_data", "test_lab")
"""Files of slow tests that take minutes each: begun first, so that no worker waits for the last."""


def pytest_collection_modifyitems(items):
    """Put the longest files first, then what waits for the shared reports.

    One worker makes these reports, the other goes on.
    """

    def late(item):
        name, slow = item.path.stem, item.get_closest_marker("slow")
        long = LONGEST.index(name) if slow and name in LONGEST else len(LONGEST)
        return long, not SHARED & {*item.fixturenames}

    items.sort(key=late)


@pytest.fixture(scope="session")
def root():
    """Return the checkout that is tested; tests read it and never write into it."""
    return ROOT


@pytest.fixture(scope="session")
def checkout_project():
    """Return the checkout as a project; tests read it and never write into it."""
    return Project(ROOT)


@pytest.fixture(scope="session")
def dictionary(checkout_project):
    """Return the real project and dictionary, for rules and panels."""
    return load_dictionary(checkout_project)


def lay_out_small(folder):
    """Copy the real dictionary, sources and geography into a folder, and no figures."""
    shutil.copytree(ROOT / "data" / "catalogue", folder / "data" / "catalogue")
    shutil.copytree(ROOT / "data" / "raw" / "geography", folder / "data" / "raw" / "geography")
    for table in (ROOT / "data" / "raw").glob("*.csv"):
        shutil.copy(table, folder / "data" / "raw")
    return Project(folder)


def write_table(project, year, family, *lines):
    """Write lines as the raw table of a year and family."""
    path = project.raw / str(year) / f"{family}.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([",".join(COLUMNS), *lines, ""]), encoding="utf-8")
    return path


@pytest.fixture
def small_project(tmp_path):
    """Return a checkout with the real dictionary, sources and geography, and no figures yet."""
    return lay_out_small(tmp_path)


@pytest.fixture
def print_table(small_project):
    """Return a function that writes lines as the raw table of a year and family."""
    return functools.partial(write_table, small_project)


@pytest.fixture(scope="session")
def small_of(tmp_path_factory):
    """Return a function that lays out a small project with tables, for tests that only read it.

    The tables are given as (year, family) -> lines.
    """

    def small_of(tables):
        project = lay_out_small(tmp_path_factory.mktemp("small"))
        for (year, family), lines in tables.items():
            write_table(project, year, family, *lines)
        return project

    return small_of


def lay_out(folder, years=None):
    """Copy what a run reads into a folder; of the figures only some years, if said so."""
    found = {path.name for path in (ROOT / "data" / "raw").iterdir() if path.name.isdigit()}
    unwanted = found - {str(year) for year in years or found}
    ignored = shutil.ignore_patterns("processed", *unwanted)
    shutil.copytree(ROOT / "data", folder / "data", ignore=ignored)
    shutil.copytree(
        ROOT / "notebooks",
        folder / "notebooks",
        ignore=shutil.ignore_patterns(".ipynb_checkpoints"),
    )
    shutil.copytree(ROOT / "locks", folder / "locks")
    shutil.copy(ROOT / "config.toml", folder)
    return Project(folder)


@pytest.fixture(scope="session", name="lay_out")
def lay_out_fixture():
    """Return the function that copies what a run reads into a folder."""
    return lay_out


@pytest.fixture
def scratch(tmp_path):
    """Return a copy of figures, notebooks and locks that a test may write into."""
    return lay_out(tmp_path / "scratch", years=(2021, 2022, 2006))


def call(project, *arguments, cwd=None, module="pardx", **variables):
    """Run ``python -m pardx`` on a project, as make does."""
    inherited = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "YEAR")}
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=cwd or project.root,
        env=inherited | {"PARDX_ROOT": str(project.root), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def run_pardx():
    """Return the function that runs a command on a project in a process of its own."""
    return call


@pytest.fixture
def run_here(capsys, monkeypatch):
    """Return a function that runs a command in this process: as ``run_pardx``, a second sooner."""
    from pardx.commands import main

    def run_here(project, *arguments):
        monkeypatch.setenv("PARDX_ROOT", str(project.root))
        monkeypatch.chdir(project.root)
        capsys.readouterr()
        status = main([*arguments])
        said = capsys.readouterr()
        return SimpleNamespace(returncode=status, stdout=said.out, stderr=said.err)

    return run_here


@pytest.fixture(scope="session")
def draws():
    """Return how often the shared reports resample: enough to be right, few enough to be quick."""
    return DRAWS


@pytest.fixture(scope="session")
def once(tmp_path_factory):
    """Return a function that has a folder filled once for all workers.

    The first worker to ask fills it while the others wait at a lock; nobody writes into it later.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def once(name, fill):
        folder, done = shared / name, shared / f"{name}.done"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                fill(folder)
                done.touch()
        return Project(folder)

    return once


WATCHER = """
import os, sys

STEPS = "pardx.pipeline.steps"
if STEPS in sys.orig_argv:
    given = sys.orig_argv[sys.orig_argv.index(STEPS) + 1 :]
    kept = [word for word in given if not word.startswith(("SEED=", "DRAWS="))]
    os.environ["STEP"] = "-".join(word.partition("=")[2] or word for word in kept)
if "STEP" in os.environ:
    path = os.path.join(os.environ["OPENED"], os.environ["STEP"])
    log = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def note(event, arguments):
        if event == "open" and isinstance(arguments[0], str):
            os.write(log, os.path.abspath(arguments[0]).encode() + bytes([10]))

    sys.addaudithook(note)
"""
"""Loaded by every Python of a step, its kernel too: notes each file that is opened."""
WATCHED_MAKE = """#!/bin/sh
PYTHONPATH="$WATCHER:$PYTHONPATH" exec {make} "$@"
"""
"""A run sets the PYTHONPATH of its make and steps: the watcher is put before it again."""


def succeed(project, *arguments, module="pardx"):
    """Run a command that must work; what its steps open is noted in ``opened/<step>``."""
    watcher, opened = project.root / "watcher", project.root / "opened"
    for folder in (watcher, opened):
        folder.mkdir(exist_ok=True)
    (watcher / "sitecustomize.py").write_text(WATCHER, encoding="utf-8")
    make = watcher / "make"
    make.write_text(WATCHED_MAKE.format(make=shutil.which("make")), encoding="utf-8")
    make.chmod(0o755)
    watched = {"PYTHONPATH": str(watcher), "WATCHER": str(watcher), "OPENED": str(opened)}
    first = f"{watcher}{os.pathsep}{os.environ['PATH']}"
    made = call(project, *arguments, module=module, PATH=first, **watched)
    assert made.returncode == 0, made.stderr


@pytest.fixture(scope="session")
def opened():
    """Return a function that names the files a step of the shared reports has opened."""

    def opened(project, step):
        log = project.root / "opened" / step.replace(" ", "-")
        paths = (Path(line) for line in log.read_text("utf-8").splitlines())
        return {in_project(path, project) for path in paths}

    def in_project(path, project):
        """The site is a copy of the reports, made where they are."""
        built = project.root.with_name("built")
        return project.root / path.relative_to(built) if path.is_relative_to(built) else path

    return opened


@pytest.fixture(scope="session")
def built(once):
    """Return a project with the reports of ``YEARS``."""

    def fill(folder):
        project = lay_out(folder, years=(2020, 2021, *YEARS))
        for year in YEARS:
            succeed(project, "report", f"YEAR={year}", f"DRAWS={DRAWS}")

    return once("built", fill)


@pytest.fixture
def copied(built, tmp_path):
    """Return a copy of the shared project, with its reports, that may be changed."""
    shutil.copytree(built.root, tmp_path / "copied")
    return Project(tmp_path / "copied")


@pytest.fixture(scope="session")
def site(once, built):
    """Return a project with a page of every kind, and a table of changes."""

    def fill(folder):
        shutil.copytree(built.root, folder)
        shutil.copytree(ROOT / "docs", folder / "docs")
        project = Project(folder)
        for province in BRIEFS:
            succeed(project, "brief", "YEAR=2022", f"PROVINCE={province}", f"DRAWS={DRAWS}")
        succeed(project, "changes", module="pardx.pipeline.steps")
        succeed(project, "docs")

    return once("site", fill)


@pytest.fixture(scope="session")
def many_years(once):
    """Return a project of all raw years: reports of 2022 and years unlike it, briefs of those."""

    def fill(folder):
        project, drawn = lay_out(folder), f"DRAWS={DRAWS}"
        succeed(project, "report", "YEAR=2022", drawn)
        for year in (2012, 2020, 2023, 2024, 2025):
            succeed(project, "report", f"YEAR={year}", drawn)
            succeed(project, "brief", f"YEAR={year}", "PROVINCE=Cần Thơ", drawn)
        succeed(project, "brief", "YEAR=2024", "PROVINCE=Tiền Giang", drawn)
        succeed(project, "brief", "YEAR=2025", "PROVINCE=Thanh Hóa", drawn)

    return once("many_years", fill)


@pytest.fixture(scope="session")
def cleaned_year(dictionary, once):
    """Return a function that cleans a year of the checkout, once; nobody changes what it gives."""
    from pardx.data.clean import clean

    @functools.cache
    def cleaned_year(year):
        def fill(folder):
            folder.mkdir()
            (folder / "tables").write_bytes(pickle.dumps(clean(dictionary, year)))

        return pickle.loads((once(f"cleaned-{year}", fill).root / "tables").read_bytes())

    return cleaned_year


@pytest.fixture(scope="session")
def evidence_of(dictionary, cleaned_year):
    """Return a function from a year to the evidence of its briefs."""
    from pardx.data.geography import provinces
    from pardx.data.registers import read_register
    from pardx.stats.standing import Evidence

    @functools.cache
    def evidence(year):
        now, before = cleaned_year(year), cleaned_year(year - 1)
        return Evidence(
            year=year,
            provinces=provinces(dictionary.project),
            panels={year - 1: before.panel, year: now.panel},
            values=vars(now)["values"],
            observations=now.observations,
            dictionary=dictionary,
            merger=read_register(dictionary.project, "merger2025"),
            bounds=now.bounds,
        )

    return evidence


@pytest.fixture(scope="session")
def brief_of(evidence_of, dictionary):
    """Return a function from a year and a province's code to what its brief tells."""
    from pardx.data.geography import provinces
    from pardx.data.spelling import slug
    from pardx.report.brief_facts import Brief
    from pardx.stats.province import facts

    listed = provinces(dictionary.project)

    @functools.cache
    def make(year, code):
        return Brief(
            facts=facts(evidence_of(int(year)), code),
            evidence=evidence_of(int(year)),
            dictionary=dictionary,
            municipality=listed.type[code] == "municipality",
            slug=slug(listed.name_vi[code]),
            commit="0" * 12,
        )

    return make
