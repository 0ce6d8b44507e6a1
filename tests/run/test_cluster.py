"""A scheduler's workers make what this machine makes, also when one of them dies."""

import os
import shutil
import threading
import time
from pathlib import Path

import pytest

from pardx.errors import UsageError
from pardx.project import Project
from pardx.run import pipeline
from pardx.run.jobs import Job
from pardx.run.options import Options
from pardx.run.parameters import Parameters
from pardx.run.tables import RUN
from pardx.run.warm import ENVIRONMENT

ROOT = Path(__file__).resolve().parents[2]


def checkout(folder):
    for name in ("data/raw", "data/catalogue", "notebooks", "locks"):
        shutil.copytree(ROOT / name, folder / name)
    return Project(folder)


def made(project):
    """Return the content of all tables and executed notebooks, without commit and times."""
    folders = (project.root / "data" / "processed", project.root / "reports")
    kept = (p for folder in folders for p in folder.rglob("*") if p.suffix in {".csv", ".parquet"})
    return {project.relative(path): path.read_bytes() for path in kept}


def run(project, targets, scheduler=""):
    return pipeline.run(targets, project, Options(JOBS=2, SCHEDULER=scheduler), print)


def test_an_address_without_a_scheduler_is_told():
    with pytest.raises(UsageError, match="no scheduler at SCHEDULER=nonsense://"):
        run(Project(ROOT), [Job.of("describe", Parameters(2020))], "nonsense://nowhere:1")


@pytest.fixture
def cluster(monkeypatch):
    from distributed import LocalCluster

    for name in ("PARDX_ROOT", RUN, *ENVIRONMENT):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, protocol="tcp"
    ) as workers:
        yield workers.scheduler_address


def kill_a_worker_at(address, task):
    """Kill the first worker that is seen with a task of some name; say whether it was."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        while not (busy := [w for w, tasks in client.processing().items() if task in str(tasks)]):
            time.sleep(0.02)
        os.kill(client.run(os.getpid)[busy[0]], 9)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("stage", "task", "years"),
    [("describe", "_run_on_worker", (2020, 2022)), ("model", "_fit_piece", (2022,))],
    ids=["a job", "a piece of the specification curve"],
)
def test_workers_make_the_same_files_also_when_one_dies(tmp_path, cluster, stage, task, years):
    here, there = checkout(tmp_path / "here"), checkout(tmp_path / "there")
    targets = [Job.of(stage, Parameters(year, DRAWS=499)) for year in years]
    assert not run(here, targets).failed
    killer = threading.Thread(target=kill_a_worker_at, args=(cluster, task), daemon=True)
    killer.start()
    outcome = run(there, targets, cluster)
    killer.join(timeout=1)
    assert not killer.is_alive()
    assert not outcome.failed
    assert made(there) == made(here)
