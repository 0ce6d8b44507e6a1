"""Run notebooks through papermill: in a kernel of their own, or in one that is lent."""

from __future__ import annotations

import logging
import re
from contextlib import nullcontext
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING

from pardx.errors import FileError, PardxError
from pardx.pipeline.parameters import Parameters
from pardx.project import Project
from pardx.provenance import environment_of_run, write_atomically

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from papermill.exceptions import PapermillExecutionError

    from pardx.pipeline.kernels import Kernel
    from pardx.pipeline.records import Step

logging.getLogger("papermill").addHandler(logging.NullHandler())  # errors are reported as ours

LONGEST_REASON = 300
"""Letters that are shown of a stranger's message."""

CLOCK = re.compile(
    r"\b[A-Z][a-z]{2}, (\d\d [A-Z][a-z]{2}|[A-Z][a-z]{2} \d\d) \d{4}|\b\d\d:\d\d:\d\d\b"
)
"""When a summary of statsmodels or linearmodels was made: ``Fri, 27 Nov 2026``, ``04:40:01``."""

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
        Of the run; a notebook is given those that its cell of parameters sets.
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
        In one sentence, with the cell that failed; the notebook is kept, as far as it ran,
        beside the executed ones, under a name that ends in ``.failed.ipynb``.
    """
    import nbformat

    from pardx.pipeline.kernels import own_kernel

    given = {name: getattr(parameters, name) for name in _taken(step, project)}
    path = project.executed(step.year, step.stem)
    failed = path.with_suffix(".failed.ipynb")
    with own_kernel(project) if kernel is None else nullcontext(kernel) as running:
        notebook, saved = _papermill(step, given, project, running, failed)
    _drop_times(notebook)
    write_atomically(path, nbformat.writes(notebook).encode())
    failed.unlink(missing_ok=True)
    return [path, *saved], {"parameters": given, **environment_of_run(project)}


def _taken(step: Step, project: Project) -> list[str]:
    """List the parameters that a notebook takes: those that its cell of parameters sets."""
    from nbformat.reader import NotJSONError
    from papermill import inspect_notebook

    try:
        found = inspect_notebook(str(project.notebooks / f"{step.name}.ipynb"))
    except NotJSONError as error:
        what = "no notebook can be read here (conflict marks? git checkout brings it back)"
        raise PardxError(f"notebooks/{step.name}.ipynb, {step}: {what}") from error
    except OSError as error:
        raise FileError(error) from error
    return [name for name in Parameters.__dataclass_fields__ if name in found]


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
    import nbformat

    if error.ename in OURS:
        return error.evalue
    cells = nbformat.read(project.notebooks / f"{step.name}.ipynb", nbformat.NO_CONVERT).cells
    named = {cell.source: f"{cell.id} (no. {n})" for n, cell in enumerate(cells, 1)}
    cell = named.get(error.source, "of parameters")
    why = shorten(f"{error.ename}: {error.evalue}", LONGEST_REASON, placeholder=" ...")
    traced = project.relative(failed)
    return f"notebooks/{step.name}.ipynb, {step}, cell {cell}: {why} (traced in {traced})"


def _drop_times(notebook: NotebookNode) -> None:
    """Drop what differs between two equal runs, and name the cell that papermill adds."""
    for output in (one for cell in notebook.cells for one in cell.get("outputs", [])):
        for form, text in output.get("data", {}).items():
            if isinstance(text, str) and "Date:" in text:
                output["data"][form] = CLOCK.sub(lambda found: " " * len(found[0]), text)
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
