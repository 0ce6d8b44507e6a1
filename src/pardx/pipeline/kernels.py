"""Kernels that notebooks run in: one each, or one for many, emptied in between."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from jupyter_client import AsyncKernelClient, AsyncKernelManager
from jupyter_core.utils import run_sync

from pardx.errors import PardxError
from pardx.pipeline.records import ENVIRONMENT, SAVED
from pardx.project import Project

LONGEST_SOCKET = 60
"""Letters; a socket's name may have about a hundred, and a kernel adds its own to the folder's."""

SECONDS = 60
"""How long a kernel may take to answer."""

T = TypeVar("T")


class Client(AsyncKernelClient):
    """A client that stays open: papermill opens one for each notebook, and closes none."""

    def start_channels(self, **_: bool) -> None:
        """Open the sockets that notebooks need, unless they are open."""
        if not self.channels_running:
            super().start_channels(stdin=False, hb=False)
            self.ready = False

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait for the kernel's first answer; that takes half a second and is done once."""
        if not self.ready:
            await super().wait_for_ready(timeout)
            self.ready = True


class Manager(AsyncKernelManager):
    """A manager with one client, as two would receive each other's answers."""

    client_factory = Client
    _client: Client | None = None

    def client(self, **given: object) -> Client:
        """Return the client, the same each time."""
        if self._client is None:
            self._client = super().client(**given)
        return self._client


class Kernel:
    """A running kernel that can be emptied.

    Its sockets are files in a folder of its own: kernels that start side by side must not look
    for free ports, as two may find the same one.

    Parameters
    ----------
    project : Project
        The checkout its notebooks belong to.
    folder : Path
        For sockets and notes, empty, with a short name.

    Attributes
    ----------
    manager : Manager
        As papermill takes it (``km``).
    saved : Path
        Where notebooks note the files they have saved.
    """

    def __init__(self, project: Project, folder: Path) -> None:
        self.project = project
        self.saved = folder / "saved"
        self._folder = folder
        self._started = 0
        self._start()

    def _start(self) -> None:
        self._started += 1
        folder = self._folder / str(self._started)
        folder.mkdir()
        self.manager = Manager(
            kernel_name="python3",
            transport="ipc",
            ip=str(folder / "k"),
            connection_file=str(folder / "kernel.json"),
        )
        self.manager.kernel_spec.argv[0] = sys.executable
        variables = {SAVED: str(self.saved), "PARDX_ROOT": str(self.project.root)}
        variables["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"  # plots are outputs
        starting = self.manager.start_kernel(
            env=os.environ | ENVIRONMENT | variables,
            cwd=str(self.project.root),
            extra_arguments=[
                "--IPKernelApp.log_level=CRITICAL",
                "--HistoryManager.hist_file=:memory:",  # not among what a user typed
            ],
        )
        _wait(starting)

    def renew(self) -> None:
        """Bring the kernel back to how it began; start another one where it has died.

        Raises
        ------
        PardxError
            When no kernel starts.
        """
        self.saved.unlink(missing_ok=True)
        if not self._made_fresh():
            self.end()
            self._start()
            if not self._made_fresh():
                raise PardxError(f"no kernel has started within {SECONDS} seconds")

    def _made_fresh(self) -> bool:
        """Undo what the last notebook has set, without a trace; say whether that worked."""
        client = self.manager.client()
        client.start_channels()
        code = "from pardx.pipeline.fresh import make_fresh; make_fresh()"
        try:
            _wait(client.wait_for_ready(SECONDS))
            if not _wait(self.manager.is_alive()):
                return False
            asked = client.execute(code, store_history=False, reply=True, timeout=SECONDS)
            return _wait(asked)["content"]["status"] == "ok"
        except (RuntimeError, TimeoutError):
            return False

    def end(self) -> None:
        """End the kernel by its own process id, and close what was open to it."""
        self.manager.client().stop_channels()
        _wait(self.manager.shutdown_kernel(now=True))


@contextmanager
def own_kernel(project: Project) -> Iterator[Kernel]:
    """Start a kernel and end it, whatever happens."""
    long = len(tempfile.gettempdir()) > LONGEST_SOCKET
    with tempfile.TemporaryDirectory(prefix="pardx-", dir="/tmp" if long else None) as folder:
        kernel = Kernel(project, Path(folder))
        try:
            yield kernel
        finally:
            kernel.end()


def _wait(asked: Awaitable[T]) -> T:
    """Wait for an answer in the loop that papermill uses as well."""

    async def answer() -> T:
        return await asked

    return run_sync(answer)()
