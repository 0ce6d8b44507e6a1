"""Who does long work: threads and processes of this machine, or a dask scheduler's workers.

Everything asks for a :class:`concurrent.futures.Executor` and gets its pieces done by whichever
there is; dask.distributed is one of them and need not be installed. Workers read and write the
same folder, so results are those of a local run, file by file.
"""

from __future__ import annotations

import asyncio
import os
import select
import stat
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from multiprocessing import active_children, get_context, parent_process
from pathlib import Path
from typing import TYPE_CHECKING

from pardx.errors import UsageError
from pardx.project import Project

if TYPE_CHECKING:
    from distributed import Client

    from pardx.stats.spread import Spread

ADDRESS = "PARDX_SCHEDULER"
"""Environment variable: the address of the scheduler that a run's steps may use."""

PATIENCE = 10
"""Seconds in which a scheduler has to answer."""


@contextmanager
def processes(jobs: int) -> Iterator[Executor]:
    """Open what runs whole notebooks: the scheduler's workers, else processes of this machine."""
    if address := os.environ.get(ADDRESS):
        with connect(address) as client:
            yield client.get_executor(pure=False)
    else:
        context = get_context("spawn")
        with ProcessPoolExecutor(jobs, mp_context=context, initializer=_end_with_parent) as pool:
            try:
                yield pool
            except BaseException:
                for worker in active_children():
                    worker.terminate()
                raise


def end_with(pipe: int) -> None:
    """End this process when the other end of a pipe is closed: the run it belongs to was killed.

    A kernel of this process then ends by itself.
    """
    if not stat.S_ISFIFO(os.fstat(pipe).st_mode):
        return
    other = select.poll()
    other.register(pipe, 0)  # an end that is closed is reported all the same

    def wait() -> None:
        other.poll()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _end_with_parent() -> None:
    end_with(parent_process().sentinel)


def spread() -> Spread:
    """Return what runs the pieces of a computation: the scheduler's workers, else threads."""
    from pardx.stats.spread import in_threads

    address = os.environ.get(ADDRESS)
    if not address:
        return in_threads
    executor = connect(address).get_executor()
    return lambda function, pieces: list(executor.map(function, pieces))


def connect(address: str) -> Client:
    """Reach a scheduler.

    Raises
    ------
    UsageError
        When dask.distributed is not installed, or no scheduler answers.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError(
            "SCHEDULER needs dask.distributed; install it: "
            ".venv/bin/python -m pip install --require-hashes -r locks/scale.txt"
        ) from error
    try:
        with ThreadPoolExecutor(1) as apart:  # a notebook has a loop of its own
            apart.submit(asyncio.run, _knock(address)).result()
        return Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, MemoryError) as error:
        reason = "what answers there is no scheduler" if isinstance(error, MemoryError) else error
        reason = str(reason) or f"no answer in {PATIENCE} s"
        raise UsageError(f"no scheduler at SCHEDULER={address}: {reason}") from error


async def _knock(address: str) -> None:
    """Open and close a connection: a client that finds none takes long to give up."""
    from distributed.comm import connect

    comm = await asyncio.wait_for(connect(address, timeout=PATIENCE), PATIENCE)
    await comm.close()


def check_workers(address: str, project: Project) -> None:
    """Refuse, before anything runs, workers that could not do the work.

    Raises
    ------
    UsageError
        As :func:`connect`; without workers; or when one does not see the project's folder or
        has another pardx.
    """
    with connect(address) as client:
        seen = client.run(_sight, str(project.root))
    if not seen:
        raise UsageError(f"the scheduler at SCHEDULER={address} has no worker; start one")
    for worker, (found, theirs) in seen.items():
        if not found:
            raise UsageError(f"worker {worker} does not see {project.root}; share that folder")
        if theirs != version("pardx"):
            raise UsageError(f"worker {worker} has pardx {theirs}, not {version('pardx')}")


def _sight(root: str) -> tuple[bool, str]:
    """Say, on a worker, whether it sees the project and which pardx it has."""
    return (Project(Path(root)).raw.is_dir(), version("pardx"))
