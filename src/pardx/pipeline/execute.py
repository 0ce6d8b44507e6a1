"""Run notebooks through papermill: in a kernel of their own, or in one that is lent."""

from __future__ import annotations

import logging
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

TAKES = {
    "30_model": ("YEAR", "SEED", "DRAWS"),
    "45_brief": ("YEAR", "PROVINCE"),
}
"""Notebook -> the parameters it takes; the others take YEAR."""

logging.getLogger("papermill").addHandler(logging.NullHandler())  # errors are told as ours

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
    import nbformat

    from pardx.pipeline.kernels import own_kernel

    given = {name: getattr(parameters, name) for name in TAKES.get(step.name, ("YEAR",))}
    path = project.executed(step.year, step.stem)
    failed = path.with_suffix(".failed.ipynb")
    with own_kernel(project) if kernel is None else nullcontext(kernel) as running:
        notebook, saved = _papermill(step, given, project, running, failed)
    _tidy(notebook)
    write_atomically(path, nbformat.writes(notebook).encode())
    failed.unlink(missing_ok=True)
    return [path, *saved], {"parameters": given, **environment_of_run(project)}


def _papermill(
    step: Step, given: dict[str, object], project: Project, kernel: Kernel, failed: Path
) -> tuple[NotebookNode, list[Path]]:
    """Let papermill run a notebook in a kernel; return it and the files it saved."""
    import papermill
    from nbclient.exceptions import DeadKernelError
    from nbformat.reader import NotJSONError
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
    except NotJSONError as error:
        what = "no notebook can be read here (conflict marks? git checkout brings it back)"
        raise PardxError(f"notebooks/{step.name}.ipynb, {step}: {what}") from error
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
