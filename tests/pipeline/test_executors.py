"""Whoever makes briefs, they are those made one by one, each in a kernel of its own."""

import os
import shutil
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from multiprocessing import get_context

import nbformat
import pytest

from pardx.data.dictionary import units_of_year
from pardx.errors import PardxError, UsageError
from pardx.pages import briefs
from pardx.pages.briefs import make_some, write_brief, write_briefs
from pardx.pipeline.executors import check_workers
from pardx.pipeline.parameters import Parameters
from pardx.pipeline.records import Step
from pardx.project import Project

YEAR = Parameters(2022)
CODES = ("92", "24", "01")


def files(project):
    """Return the content of all that was made of the briefs: notebooks, pages and tables."""
    found = [*project.executed(2022, "x").parent.glob("45_brief-*.ipynb")]
    found += (project.report(2022) / "briefs").rglob("*.*")
    return {project.relative(path): path.read_bytes() for path in found if path.is_file()}


def without_briefs(built, folder):
    shutil.copytree(built.root, folder)
    return Project(folder)


@pytest.fixture
def fresh(built, tmp_path):
    return without_briefs(built, tmp_path / "fresh")


@pytest.fixture(scope="module")
def one_by_one(built, tmp_path_factory):
    """Return what the briefs of CODES are when each has a kernel of its own."""
    project = without_briefs(built, tmp_path_factory.mktemp("one") / "project")
    for code in CODES:
        write_brief(project, Parameters(2022, PROVINCE=code))
    return files(project)


@contextmanager
def dask():
    """Open two dask workers, and what hands them pieces."""
    distributed = pytest.importorskip("distributed")
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, protocol="tcp"
    )
    with cluster, distributed.Client(cluster, set_as_default=False) as client:
        yield client.get_executor(pure=False)


EXECUTORS = {
    "threads": lambda: ThreadPoolExecutor(2),
    "processes": lambda: ProcessPoolExecutor(2, mp_context=get_context("spawn")),
    "dask": dask,
}


@pytest.mark.slow
@pytest.mark.parametrize("executor", EXECUTORS.values(), ids=EXECUTORS)
def test_reused_kernels_of_any_executor_make_the_same_briefs(fresh, one_by_one, executor):
    pieces = [(codes, fresh, YEAR) for codes in (CODES[:2], CODES[2:])]
    with executor() as pool:
        assert [*pool.map(make_some, pieces)] == [{}, {}]
    assert files(fresh) == one_by_one


@pytest.fixture
def few(monkeypatch):
    """Let ``make briefs`` know three provinces only, and give it two threads."""
    three = ["01", "24", "92"]
    monkeypatch.setattr(briefs, "units_of_year", lambda *of: units_of_year(*of).loc[three])
    monkeypatch.setattr(briefs, "processes", lambda jobs: nullcontext(ThreadPoolExecutor(jobs)))
    monkeypatch.setenv("JOBS", "2")


def test_a_brief_that_kills_its_kernel_fails_alone(fresh, few, one_by_one):
    path = fresh.notebooks / "45_brief.ipynb"
    book = nbformat.read(path, 4)
    kill = "if PROVINCE == '01':\n    import os\n\n    os._exit(3)\n"
    book.cells[-1].source = kill + book.cells[-1].source
    nbformat.write(book, path)
    with pytest.raises(PardxError) as caught:
        write_briefs(fresh, YEAR)
    assert str(caught.value).splitlines() == [
        "some briefs failed; all others are made",
        "brief of Hà Nội: notebooks/45_brief.ipynb, brief 01 2022: Kernel died",
    ]
    pages = {path.name for path in (fresh.report(2022) / "briefs").glob("*.html")}
    assert pages == {
        f"{name}.{lang}.html" for name in ("can-tho", "bac-giang") for lang in ("vi", "en")
    }
    others = {name for name in one_by_one if "can-tho" in name or "bac-giang" in name}
    assert len(others) > len(pages)
    made = files(fresh)
    assert [name for name in others if made[name] != one_by_one[name]] == []


def test_a_brief_that_stands_is_not_made_again(fresh, few, monkeypatch):
    needed = fresh.root / "needed"
    needed.touch()
    monkeypatch.setenv("NEEDS", "needed")
    for code in ("01", "92"):
        record = Step("brief", 2022, code).record(fresh)
        record.parent.mkdir(exist_ok=True)
        record.touch()
    write_briefs(fresh, YEAR)
    made = files(fresh)
    assert {name for name in made if "bac-giang" not in name} == {
        "data/processed/2022/notebooks/45_brief-24.ipynb"
    }
    assert briefs._outdated(fresh, 2022) == []
    monkeypatch.setenv("REDO", "2022-brief-24")
    assert briefs._outdated(fresh, 2022) == ["24"]
    needed.touch()
    assert briefs._outdated(fresh, 2022) == ["01", "24", "92"]


def die(_):
    os._exit(9)


def two_forks(jobs):
    return ProcessPoolExecutor(jobs, mp_context=get_context("fork"))


def test_a_process_that_is_killed_is_told_in_one_sentence(fresh, few, monkeypatch):
    monkeypatch.setattr(briefs, "processes", two_forks)
    monkeypatch.setattr(briefs, "make_some", die)
    with pytest.raises(PardxError, match=r"^a process was ended from outside; make briefs YEAR"):
        write_briefs(fresh, YEAR)


def test_an_address_without_a_scheduler_is_told(checkout_project):
    pytest.importorskip("distributed")
    with ThreadPoolExecutor(1) as apart:  # from the loop that tests of pages leave in this thread
        asked = apart.submit(check_workers, "nonsense://nowhere:1", checkout_project)
        with pytest.raises(UsageError, match="no scheduler at SCHEDULER=nonsense://nowhere:1"):
            asked.result()


def test_dask_need_not_be_installed(checkout_project, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"SCHEDULER needs dask.distributed; install it: "):
        check_workers("tcp://127.0.0.1:1", checkout_project)


def kill_a_worker(client):
    """Kill the first worker that is seen with a piece of briefs."""
    while not (
        busy := [w for w, tasks in client.processing().items() if "make_some" in str(tasks)]
    ):
        time.sleep(0.05)
    time.sleep(2)
    os.kill(client.run(os.getpid)[busy[0]], 9)


@pytest.mark.slow
def test_workers_make_the_same_briefs_and_report_also_when_one_dies(
    fresh, tmp_path, run_pardx, draws
):
    distributed = pytest.importorskip("distributed")
    there = without_briefs(fresh, tmp_path / "there")
    shutil.rmtree(there.root / "reports")
    shutil.rmtree(there.root / "data" / "processed")
    given = ("YEAR=2022", f"DRAWS={draws}", "JOBS=2")
    local = run_pardx(fresh, "briefs", *given)
    assert local.returncode == 0, local.stderr
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=2, dashboard_address=None, protocol="tcp"
    )
    with cluster, distributed.Client(cluster, set_as_default=False) as client:
        scheduler = f"SCHEDULER={cluster.scheduler_address}"
        report = run_pardx(there, "report", *given, scheduler)
        assert report.returncode == 0, report.stderr
        killer = threading.Thread(target=kill_a_worker, args=(client,), daemon=True)
        killer.start()
        made = run_pardx(there, "briefs", *given, scheduler)
        killer.join(timeout=1)
    assert made.returncode == 0, made.stderr
    assert not killer.is_alive()
    assert files(there) == files(fresh)
    for table in (fresh.report(2022) / "data").glob("*.csv"):
        assert (there.report(2022) / "data" / table.name).read_bytes() == table.read_bytes()
