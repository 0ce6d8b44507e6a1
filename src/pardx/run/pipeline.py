"""Run a year's stages in order, each only when something it depends on has changed."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pardx.errors import PardxError
from pardx.project import Project
from pardx.run.parameters import Parameters
from pardx.run.provenance import write_atomically
from pardx.run.stages import STAGES, Stage, ingredients, is_fresh, note_success, years_used

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from papermill.exceptions import PapermillExecutionError

Say = Callable[[str], None]
CLEAN, *LATER = STAGES


def make_report(parameters: Parameters, project: Project, say: Say = print) -> bool:
    """Make a year's report: clean all years it reads, describe, model, render.

    Returns
    -------
    bool
        False when nothing had changed and nothing was done.

    Raises
    ------
    PardxError
        When raw data or a notebook fails; the problems of all years are told together.
    """
    ran = _clean_years(years_used(project, parameters.YEAR), parameters, project, say)
    ran += [_run(stage, parameters, project, say) for stage in LATER]
    rendered = _render(parameters, project, say)
    return any(ran) or rendered


def _clean_years(
    years: Iterable[int], parameters: Parameters, project: Project, say: Say
) -> list[bool]:
    ran, failed = [], []
    for year in years:
        try:
            ran.append(_run(CLEAN, replace(parameters, YEAR=year), project, say))
        except PardxError as error:
            failed.append(str(error))
    if failed:
        raise PardxError("\n".join(failed))
    return ran


def _run(stage: Stage, parameters: Parameters, project: Project, say: Say) -> bool:
    """Execute a stage's notebook unless its outputs are fresh."""
    year = parameters.YEAR
    found = ingredients(stage, parameters, project)
    executed = stage.executed(project, year)
    if is_fresh(stage.name, found, [*stage.outputs(project, year), executed], project, year):
        return False
    began = time.perf_counter()
    execute(stage, parameters, project)
    note_success(stage.name, found, [*stage.outputs(project, year), executed], project, year)
    seconds = time.perf_counter() - began
    _note_time(stage.name, seconds, project, year)
    say(f"  {stage.name} {year}: {seconds:.1f} s")
    return True


def execute(stage: Stage, parameters: Parameters, project: Project) -> None:
    """Execute a notebook with papermill and keep it without its clock times.

    Raises
    ------
    PardxError
        With the message of the cell that failed.
    """
    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    os.environ.update(PARDX_ROOT=str(project.root), MPLBACKEND="agg", OPENBLAS_NUM_THREADS="1")
    try:
        notebook = papermill.execute_notebook(
            project.notebooks / stage.notebook,
            None,
            parameters=stage.chosen(parameters),
            kernel_name="python3",
            progress_bar=False,
            request_save_on_cell_execute=False,
            cwd=project.notebooks,
            config=Config(KernelManager={"transport": "ipc"}),
            extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
        )
    except PapermillExecutionError as error:
        raise PardxError(_reason(error, stage)) from error
    _forget_times(notebook)
    path = stage.executed(project, parameters.YEAR)
    write_atomically(path, nbformat.writes(notebook).encode())


def _reason(error: PapermillExecutionError, stage: Stage) -> str:
    """Show our own messages as they are, and a stranger's with its cell and trace."""
    if error.ename in {kind.__name__ for kind in (PardxError, *PardxError.__subclasses__())}:
        return error.evalue
    return f"notebooks/{stage.notebook}, cell {error.cell_index}: {error}"


def _forget_times(notebook: NotebookNode) -> None:
    """Drop what differs between two equal runs."""
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)


def _render(parameters: Parameters, project: Project, say: Say) -> bool:
    from pardx.run.pages import render_year, rendering

    year = parameters.YEAR
    found, pages = rendering(project, year)
    if is_fresh("render", found, pages, project, year):
        return False
    began = time.perf_counter()
    render_year(project, year)
    note_success("render", found, pages, project, year)
    _note_time("render", time.perf_counter() - began, project, year)
    write_manifest(parameters, project)
    say(f"  render {year}: {time.perf_counter() - began:.1f} s")
    return True


def _times_path(project: Project, year: int) -> Path:
    return project.processed(year) / "stage_seconds.json"


def _note_time(name: str, seconds: float, project: Project, year: int) -> None:
    path = _times_path(project, year)
    noted = json.loads(path.read_text("utf-8")) if path.exists() else {}
    noted[name] = round(seconds, 2)
    write_atomically(path, json.dumps(noted, indent=1, sort_keys=True).encode())


def write_manifest(parameters: Parameters, project: Project) -> None:
    """Write ``reports/<year>/data/manifest.json``: what this report was made from.

    Keys: ``parameters``, ``seeds``, ``commit``, ``python``, ``packages``, ``inputs`` (file ->
    SHA-256), ``stage_seconds`` (of each stage's last run; the only part that differs between
    two equal runs).
    """
    year = parameters.YEAR
    record = project.processed(year) / "provenance" / "report.json"
    manifest = {
        **json.loads(record.read_text("utf-8")),
        "parameters": asdict(parameters),
        "seeds": {"SEED": parameters.SEED},
        "inputs": {
            name: digest
            for stage in STAGES
            for kind in ("notebook", "inputs", "lock")
            for name, digest in ingredients(stage, parameters, project)[kind].items()
        },
        "stage_seconds": json.loads(_times_path(project, year).read_text("utf-8")),
    }
    text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False)
    write_atomically(project.report(year) / "data" / "manifest.json", f"{text}\n".encode())
