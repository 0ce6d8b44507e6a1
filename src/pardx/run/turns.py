"""One writer at a time: a second run waits for the first, and says so."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from pardx.project import Project
from pardx.run.options import Say


@contextmanager
def our_turn(project: Project, say: Say) -> Iterator[None]:
    """Hold the checkout's lock while something is written.

    The system frees the lock when its holder ends, however it ends: a killed run leaves none.

    Parameters
    ----------
    project : Project
        The checkout.
    say : callable
        Told once when another run holds the lock.
    """
    path = project.root / "data" / "processed" / ".lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read(20).strip() or "unknown"
            say(f"waiting for another run in this folder to end (process {holder}) ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
