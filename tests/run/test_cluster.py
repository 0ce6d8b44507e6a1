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


def run(project, scheduler=""):
    targets = [Job.of("describe", Parameters(year, DRAWS=19)) for year in (2020, 2022)]
    return pipeline.run(targets, project, Options(JOBS=2, SCHEDULER=scheduler), print)


def test_an_address_without_a_scheduler_is_told():
    with pytest.raises(UsageError, match="no scheduler at SCHEDULER=nonsense://"):
        run(Project(ROOT), "nonsense://nowhere:1")


@pytest.mark.slow
def test_workers_make_the_same_files_also_when_one_dies(tmp_path, monkeypatch):
    from distributed import Client, LocalCluster

    for name in ("PARDX_ROOT", "MPLBACKEND", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    here, there = checkout(tmp_path / "here"), checkout(tmp_path / "there")
    assert not run(here).failed

    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, protocol="tcp"
    ) as cluster:

        def kill_a_busy_worker():
            with Client(cluster.scheduler_address, set_as_default=False) as client:
                while not (busy := [w for w, tasks in client.processing().items() if tasks]):
                    time.sleep(0.05)
                pids = client.run(os.getpid)
                os.kill(pids[busy[0]], 9)

        killer = threading.Thread(target=kill_a_busy_worker)
        killer.start()
        outcome = run(there, cluster.scheduler_address)
        killer.join()

    assert not outcome.failed
    assert made(there) == made(here)
