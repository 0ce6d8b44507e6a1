"""Two papermill engines: a process forked from a warm parent, and a kernel as the reference.

A forked notebook starts with everything imported and nothing else: no kernel starts, no port
is opened, and what one notebook sets no other can see. The parent is the fork server of
:mod:`multiprocessing`, which has one thread and runs nothing but imports; its children run
IPython's own shell, so ``display``, tracebacks and magics are those of a kernel.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import nbformat
import papermill
from nbclient.exceptions import DeadKernelError
from nbformat import from_dict
from papermill.engines import Engine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from pardx.errors import PardxError
from pardx.project import Project
from pardx.run.jobs import Job
from pardx.run.options import Say
from pardx.run.provenance import write_atomically
from pardx.run.shell import Cell, Output, serve
from pardx.run.warm import set_environment

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from nbformat import NotebookNode
    from papermill.engines import NotebookExecutionManager

LANGUAGE = {
    "name": "python",
    "version": platform.python_version(),
    "mimetype": "text/x-python",
    "codemirror_mode": {"name": "ipython", "version": 3},
    "pygments_lexer": "ipython3",
    "nbconvert_exporter": "python",
    "file_extension": ".py",
}
"""What IPython's kernel says of itself."""


class UnsafeForkError(Exception):
    """The parent of forked notebooks is not fit for it."""


class ForkEngine(Engine):
    """A papermill engine without kernels: each notebook in a fork of a warm parent."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, **settings: object
    ) -> None:
        """Execute a notebook's code cells up to the first that fails.

        Raises
        ------
        DeadKernelError
            When the process dies, as for a kernel.
        UnsafeForkError
            When the parent turns out to have threads; no cell has run then.
        """
        nb_man.nb.metadata["language_info"] = LANGUAGE
        server, cells = get_context("forkserver"), _cells(nb_man.nb)
        near, far = server.Pipe()
        child = server.Process(target=serve, args=(cells, dict(os.environ), far), daemon=True)
        child.start()
        far.close()
        try:
            _require_one_thread(near.recv())
            for _ in cells:
                if _follow_cell(near, nb_man):
                    break
            _fill_in(nb_man.nb, near.recv())
        except EOFError as error:
            raise DeadKernelError("the process of the notebook died") from error
        finally:
            child.kill()
            child.join()


def _cells(notebook: NotebookNode) -> list[Cell]:
    return [
        Cell(position, cell.source, "raises-exception" in cell.metadata.get("tags", []))
        for position, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and cell.source.strip()
    ]


def _require_one_thread(threads: int) -> None:
    if threads > 1:
        raise UnsafeForkError(f"the libraries have started {threads - 1} threads of their own")


def _follow_cell(line: Connection, nb_man: NotebookExecutionManager) -> bool:
    """Note that a cell starts and ends, as papermill wants it; say whether it failed."""
    position, _, _ = line.recv()
    cell = nb_man.nb.cells[position]
    nb_man.cell_start(cell, position)
    _, cell.execution_count, failed = line.recv()
    if failed:
        nb_man.cell_exception(cell, cell_index=position)
    nb_man.cell_complete(cell, cell_index=position)
    return failed


def _fill_in(notebook: NotebookNode, outputs: dict[int, list[Output]]) -> None:
    for position, made in outputs.items():
        notebook.cells[position].outputs = [from_dict(output) for output in made]


papermill_engines.register("pardx-fork", ForkEngine)


def execute(job: Job, project: Project, engine: str, say: Say) -> None:
    """Execute a job's notebook and keep it without its clock times.

    Raises
    ------
    PardxError
        With the message of the cell that failed.
    """
    try:
        notebook = _papermill(job, project, engine)
    except UnsafeForkError as reason:
        say(f"  {job}: in a kernel, which is slower, as a fork is not safe: {reason}")
        notebook = _papermill(job, project, "kernel")
    _tidy(notebook)
    write_atomically(job.executed(project), nbformat.writes(notebook).encode())


def _papermill(job: Job, project: Project, engine: str) -> NotebookNode:
    set_environment(project)
    with TemporaryDirectory(prefix="pardx-") as folder, _told(job):
        return papermill.execute_notebook(
            project.notebooks / job.stage.notebook,
            None,
            parameters=job.chosen,
            kernel_name="python3",
            progress_bar=False,
            request_save_on_cell_execute=False,
            **({"engine_name": "pardx-fork"} if engine == "fork" else _kernel(folder)),
        )


def _kernel(folder: str) -> dict[str, object]:
    """Return papermill's settings for a kernel with sockets of its own.

    Kernels that start side by side must not look for free ports: two may find the same one.
    """
    return {
        "config": Config(KernelManager={"transport": "ipc", "ip": f"{folder}/kernel"}),
        "extra_arguments": ["--IPKernelApp.log_level=CRITICAL"],
        "coalesce_streams": True,
    }


@contextmanager
def _told(job: Job) -> Iterator[None]:
    """Tell what goes wrong in a job's notebook in words of our own."""
    try:
        yield
    except PapermillExecutionError as error:
        raise PardxError(_reason(error, job)) from error
    except (DeadKernelError, RuntimeError) as error:
        raise PardxError(f"notebooks/{job.stage.notebook}: {error}") from error


def _reason(error: PapermillExecutionError, job: Job) -> str:
    """Show our own messages as they are, and a stranger's with its cell and trace."""
    if error.ename in {kind.__name__ for kind in (PardxError, *PardxError.__subclasses__())}:
        return error.evalue
    return f"notebooks/{job.stage.notebook}, cell {error.cell_index}: {error}"


def _tidy(notebook: NotebookNode) -> None:
    """Drop what differs between two equal runs, and name the cell that papermill adds."""
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
