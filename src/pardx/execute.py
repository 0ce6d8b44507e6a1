"""Run notebooks through papermill: a kernel for each, or one kernel for many, emptied between."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING

from pardx.errors import FileError, PardxError
from pardx.parameters import Parameters
from pardx.project import Project
from pardx.provenance import environment, write_atomically
from pardx.session import SAVED

if TYPE_CHECKING:
    from jupyter_client import KernelManager
    from nbformat import NotebookNode
    from papermill.exceptions import PapermillExecutionError

    from pardx.steps import Step

TAKES = {
    "30_model": ("YEAR", "SEED", "DRAWS"),
    "45_brief": ("YEAR", "PROVINCE"),
}
"""Notebook -> the parameters it takes; the others take YEAR."""

logging.getLogger("papermill").addHandler(logging.NullHandler())  # errors are told as ours

LONGEST_SOCKET = 60
"""Letters; a socket's name may have about a hundred, and a kernel adds its own to the folder's."""

LONGEST_REASON = 300
"""Letters that are shown of a stranger's message."""

OURS = {kind.__name__ for kind in (PardxError, *PardxError.__subclasses__())}
"""Errors whose messages say by themselves what is wrong, where, and how to mend it."""


def execute(
    step: Step, parameters: Parameters, project: Project, kernel: Kernel | None = None
) -> tuple[list[Path], dict[str, object]]:
    """Execute a notebook and keep it without its clock times.

    Parameters
    ----------
    step : Step
        Names the notebook.
    parameters : Parameters
        Of the run; a notebook is given those it takes.
    project : Project
        The checkout.
    kernel : Kernel
        A running kernel to use; one is started and ended without.

    Returns
    -------
    outputs : list of Path
        The executed notebook and the files it saved.
    facts : dict
        Parameters, commit, Python and packages, for the step's record.

    Raises
    ------
    PardxError
        In one sentence, with the cell that failed; what stood in the notebook then is kept
        beside the executed ones, under a name that ends in ``.failed.ipynb``.
    """
    given = {name: getattr(parameters, name) for name in TAKES.get(step.name, ("YEAR",))}
    path = project.executed(step.year, step.stem)
    failed = path.with_suffix(".failed.ipynb")
    with own_kernel(project) if kernel is None else _lent(kernel) as running:
        notebook, saved = _papermill(step, given, project, running, failed)
    import nbformat

    _tidy(notebook)
    write_atomically(path, nbformat.writes(notebook).encode())
    failed.unlink(missing_ok=True)
    return [path, *saved], {"parameters": given, **environment(project)}


@contextmanager
def _lent(kernel: Kernel) -> Iterator[Kernel]:
    yield kernel


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
    """

    def __init__(self, project: Project, folder: Path) -> None:
        self.project = project
        self.saved = folder / "saved"
        self._folder = folder
        self.manager = self._start(1)
        self._started = 1

    def _start(self, number: int) -> KernelManager:
        from jupyter_client import KernelManager

        folder = self._folder / str(number)
        folder.mkdir()
        manager = KernelManager(
            kernel_name="python3",
            transport="ipc",
            ip=str(folder / "k"),
            connection_file=str(folder / "kernel.json"),
        )
        manager.kernel_spec.argv[0] = sys.executable
        manager.start_kernel(
            env=os.environ | {SAVED: str(self.saved), "PARDX_ROOT": str(self.project.root)},
            cwd=str(self.project.root),
            extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
        )
        return manager

    def renew(self) -> None:
        """Bring the kernel back to how it began; start another one where it has died."""
        self.saved.unlink(missing_ok=True)
        code = "from pardx.fresh import make_fresh; make_fresh()"
        if self.manager.is_alive() and self._run(code):
            return
        self.end()
        self._started += 1
        self.manager = self._start(self._started)

    def _run(self, code: str) -> bool:
        """Run code that leaves no trace in the history; say whether it worked."""
        client = self.manager.blocking_client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=60)
            reply = client.execute_interactive(code, store_history=False, timeout=60)
        except (RuntimeError, TimeoutError):
            return False
        finally:
            client.stop_channels()
        return reply["content"]["status"] == "ok"

    def end(self) -> None:
        """End the kernel by its own process id."""
        self.manager.shutdown_kernel(now=True)


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


def _papermill(
    step: Step, given: dict[str, object], project: Project, kernel: Kernel, failed: Path
) -> tuple[NotebookNode, list[Path]]:
    """Let papermill run a notebook in a kernel; return it and the files it saved."""
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    kernel.saved.unlink(missing_ok=True)
    try:
        failed.parent.mkdir(parents=True, exist_ok=True)
        notebook = papermill.execute_notebook(
            project.notebooks / f"{step.name}.ipynb",
            failed,
            parameters=given,
            kernel_name="python3",
            km=kernel.manager,
            progress_bar=False,
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            coalesce_streams=True,
        )
    except PapermillExecutionError as error:
        raise PardxError(_reason(error, step, project, failed)) from error
    except (DeadKernelError, RuntimeError) as error:
        raise PardxError(f"notebooks/{step.name}.ipynb, {step}: {error}") from error
    except OSError as error:
        error.filename = error.filename or failed
        raise FileError(error) from error
    names = kernel.saved.read_text("utf-8").splitlines() if kernel.saved.exists() else []
    return notebook, [project.root / name for name in names]


def _reason(error: PapermillExecutionError, step: Step, project: Project, failed: Path) -> str:
    """Show our own messages as they are; a stranger's in one sentence with its cell."""
    if error.ename in OURS:
        return error.evalue
    place = f"notebooks/{step.name}.ipynb, {step}, cell {_cell(error.source, step, project)}"
    why = shorten(f"{error.ename}: {error.evalue}", LONGEST_REASON, placeholder=" ...")
    return f"{place}: {why} (traced in {project.relative(failed)})"


def _cell(source: str, step: Step, project: Project) -> str:
    """Name a cell by its id and its place in the notebook."""
    import nbformat

    cells = nbformat.read(project.notebooks / f"{step.name}.ipynb", nbformat.NO_CONVERT).cells
    found = (f"{cell.id} (no. {n})" for n, cell in enumerate(cells, 1) if cell.source == source)
    return next(found, "of parameters")


def _tidy(notebook: NotebookNode) -> None:
    """Drop what differs between two equal runs, and name the cell that papermill adds."""
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
