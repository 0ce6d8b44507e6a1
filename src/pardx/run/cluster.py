"""Work on the workers of a dask scheduler instead of this machine's cores.

A job is one notebook or action. A notebook whose stage is marked ``spreads`` hands the pieces
of its long computations (:mod:`pardx.analysis.spread`) to the same scheduler, and leaves its
place on its worker to them meanwhile.

Workers read and write the same folder, so results are those of a local run, file by file. A
job whose worker dies is given to another one; its files are written whole or not at all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pardx import __version__
from pardx.analysis.spread import Spread, in_threads
from pardx.errors import UsageError
from pardx.project import Project
from pardx.run.jobs import Job
from pardx.run.options import Say
from pardx.run.parameters import Parameters
from pardx.run.stages import STAGES
from pardx.run.work import run_named

if TYPE_CHECKING:
    from distributed import Client

Work = Callable[[Job, Project, str, Say], float]

ADDRESS = "PARDX_SCHEDULER"
"""Environment variable that tells a notebook which scheduler its worker belongs to."""


@contextmanager
def connected(address: str, project: Project) -> Iterator[tuple[Work, int]]:
    """Reach a scheduler.

    Yields
    ------
    work : callable
        Runs a job on a worker and waits for it.
    threads : int
        How many jobs the workers can run at a time.

    Raises
    ------
    UsageError
        When dask.distributed is not installed, no scheduler answers, it has no worker, or a
        worker does not see the project's folder or has another pardx.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError(
            "SCHEDULER needs dask.distributed; install it: "
            ".venv/bin/python -m pip install --require-hashes -r locks/scale.txt"
        ) from error
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(f"no scheduler at SCHEDULER={address}: {error}") from error
    with client:
        _check_workers(client, address, project)
        yield _work(client), sum(client.nthreads().values())


def _work(client: Client) -> Work:
    def work(job: Job, project: Project, engine: str, say: Say) -> float:
        told = (job.stage.name, job.parameters, str(project.root), engine)
        return client.submit(_run_on_worker, *told, pure=False).result()

    return work


def _run_on_worker(stage: str, parameters: Parameters, root: str, engine: str) -> float:
    """Run a job; the notebook learns from the environment where its pieces may run."""
    from distributed import get_worker, secede

    os.environ[ADDRESS] = get_worker().scheduler.address
    if next(one for one in STAGES if one.name == stage).spreads:
        secede()
    return run_named(stage, parameters, root, engine)


def spread() -> Spread:
    """Return what runs the pieces of a computation: the scheduler's workers, else threads."""
    address = os.environ.get(ADDRESS)
    if not address:
        return in_threads
    from distributed import Client

    client = Client(address, set_as_default=False)
    return lambda function, pieces: client.gather(client.map(function, [*pieces], pure=False))


def _check_workers(client: Client, address: str, project: Project) -> None:
    seen = client.run(_sight, str(project.root))
    if not seen:
        raise UsageError(f"the scheduler at SCHEDULER={address} has no worker; start one")
    for worker, (found, version) in seen.items():
        if not found:
            raise UsageError(f"worker {worker} does not see {project.root}; share that folder")
        if version != __version__:
            raise UsageError(f"worker {worker} has pardx {version}, not {__version__}")


def _sight(root: str) -> tuple[bool, str]:
    """Say, on a worker, whether it sees the project and which pardx it has."""
    return (Project(Path(root)).raw.is_dir(), __version__)
