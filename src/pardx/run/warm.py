"""The parent of forked notebooks: it imports heavy packages while the driver goes on."""

from __future__ import annotations

import os
from collections.abc import Iterable
from multiprocessing import get_context

from pardx.project import Project
from pardx.run.tables import RUN

ENVIRONMENT = {
    "MPLBACKEND": "agg",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
"""One thread per notebook: notebooks share the cores, and threads do not survive a fork.

The last one keeps pyarrow's allocator from starting a thread when it is imported.
"""

LIBRARIES = "PARDX_LIBRARIES"
"""Environment variable that tells the parent what to import."""


def set_environment(project: Project) -> None:
    """Set what notebooks run under; their processes inherit it."""
    os.environ.update(ENVIRONMENT, **{RUN: "yes", "PARDX_ROOT": str(project.root)})


def warm(libraries: Iterable[str], project: Project) -> None:
    """Start the fork server of :mod:`multiprocessing` and let it import packages."""
    from multiprocessing import forkserver

    set_environment(project)
    os.environ[LIBRARIES] = " ".join(libraries)
    get_context("forkserver").set_forkserver_preload(["pardx.run.parent"])
    forkserver.ensure_running()
