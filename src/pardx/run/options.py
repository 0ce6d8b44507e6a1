"""How to run, whatever is run: none of this changes a result."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pardx.errors import UsageError, nearest

ENGINES = ("fork", "kernel")

Say = Callable[[str], None]
"""Told, line by line, what is done."""


@dataclass(frozen=True)
class Options:
    """The validated options of a run.

    Attributes
    ----------
    ENGINE : str
        ``fork``: each notebook in a fork of a warm parent; ``kernel``: in a kernel of its own.
    JOBS : int
        How many notebooks run at a time.
    SCHEDULER : str
        Address of a dask scheduler whose workers run the notebooks; empty: this machine.
    """

    ENGINE: str = "fork"
    JOBS: int = 1
    SCHEDULER: str = ""

    @classmethod
    def take(cls, given: Mapping[str, str]) -> tuple[Options, dict[str, str]]:
        """Split the options off the other parameters.

        Raises
        ------
        UsageError
            For an unknown engine, or a number of jobs below one.
        """
        known = cls.__dataclass_fields__
        engine, jobs = given.get("ENGINE", "fork"), given.get("JOBS", str(cores()))
        if engine not in ENGINES:
            hint = nearest(engine, ENGINES)
            raise UsageError(f"unknown ENGINE {engine!r}{hint} (known: {', '.join(ENGINES)})")
        if not (jobs.isascii() and jobs.isdigit() and int(jobs)):
            raise UsageError(f"JOBS must be a whole number from 1, not {jobs!r}")
        rest = {name: value for name, value in given.items() if name not in known}
        return cls(engine, int(jobs), given.get("SCHEDULER", "")), rest


def cores() -> int:
    """Count the cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def why_not_fork() -> str:
    """Say why a fork is not safe on this system; empty where it is."""
    if multiprocessing.current_process().daemon:
        return "this process may not have children (a worker under a nanny)"
    if sys.platform == "darwin":
        return "macOS does not let its own libraries be used after a fork"
    return "" if hasattr(os, "fork") else f"{sys.platform} has no fork"
