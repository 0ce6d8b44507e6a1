"""Run commands in a checkout of their own and say what they cost."""

import ctypes
import os
import resource
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from typing import NamedTuple

import psutil

from pardx.project import Project

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
REAPER = 36
"""PR_SET_CHILD_SUBREAPER: processes whose parent has ended become ours, and their cost too."""
EVERY = 0.3
"""Seconds between two looks at the memory of a command."""


class Cost(NamedTuple):
    """What a command took.

    Attributes
    ----------
    wall, cpu : float
        Seconds on the clock, and of the processors, of all its processes.
    peak : float
        Highest memory of all its processes together, in MB; shared pages count once.
    """

    wall: float
    cpu: float
    peak: float


class Bench:
    """A checkout of its own, with sources of its own that may be changed."""

    def __init__(self, folder: Path) -> None:
        for name in ("data/raw", "data/catalogue", "notebooks", "locks", "src"):
            shutil.copytree(ROOT / name, folder / name)
        self.project = Project(folder)
        self.variables = {
            **os.environ,
            "PARDX_ROOT": str(folder),
            "PYTHONPATH": str(folder / "src"),
            "MPLBACKEND": "agg",
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        }
        self.call(sys.executable, "-m", "compileall", "-q", folder / "src")

    def call(self, *command: object, cwd: Path = ROOT) -> Cost:
        """Run a command and measure it."""
        before, began, peak = _of_children(), time.perf_counter(), 0.0
        looked = began
        said = TemporaryFile()  # noqa: SIM115 - read when the command fails
        process = psutil.Popen(
            [*map(str, command)], env=self.variables, stdout=said, stderr=said, cwd=cwd
        )
        while process.poll() is None:
            if time.perf_counter() > looked + EVERY:  # a look costs milliseconds
                peak, looked = max(peak, memory(process)), time.perf_counter()
            time.sleep(0.01)
        wall = time.perf_counter() - began
        _reap()
        if process.returncode:
            said.seek(0)
            last = said.read().decode(errors="replace").strip().splitlines()[-3:]
            raise RuntimeError(f"{' '.join(map(str, command[:4]))} ended badly: {' '.join(last)}")
        return Cost(wall, _of_children() - before, peak)

    def ours(self, command: str, *given: str) -> Cost:
        """Run a command of ``pardx``."""
        return self.call(sys.executable, "-m", "pardx", command, *given)

    def clear(self) -> None:
        """Forget all that was made."""
        for name in ("data/processed", "reports"):
            shutil.rmtree(self.project.root / name, ignore_errors=True)

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a file of the sources back and forth, so that each run sees a change."""
        path = self.project.root / "src" / "pardx" / name
        text = path.read_text("utf-8")
        there, back = (old, new) if old in text else (new, old)
        if there not in text:
            raise RuntimeError(f"{name} has no {old!r} to change")
        path.write_text(text.replace(there, back, 1), "utf-8")


def become_reaper() -> None:
    """Let the cost of processes that outlive their parents be ours (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(REAPER, 1, 0, 0, 0)


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _reap(seconds: float = 2.0) -> None:
    """Wait for orphans of the last command, such as its fork server."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.02)
        except ChildProcessError:
            return


def memory(process: psutil.Process) -> float:
    """Return the memory of a process and its children in MB; shared pages count once."""
    total = 0.0
    try:
        for one in (process, *process.children(recursive=True)):
            total += one.memory_full_info().pss
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        pass
    return total / 1e6


def in_turn(times: int, *routes: Callable[[], Cost]) -> list[Cost]:
    """Run routes in turn, several times; return each one's median costs and highest peak."""
    rounds = [[route() for route in routes] for _ in range(times)]
    return [
        Cost(
            median(one[place].wall for one in rounds),
            median(one[place].cpu for one in rounds),
            max(one[place].peak for one in rounds),
        )
        for place in range(len(routes))
    ]
