"""Run one job, on this machine or wherever the project's folder is in reach."""

from __future__ import annotations

import time
from importlib import import_module
from pathlib import Path

from pardx.errors import PardxError
from pardx.project import Project
from pardx.run.jobs import Job, all_code, ingredients, note_success, recorded_texts
from pardx.run.options import Say, why_not_fork
from pardx.run.parameters import Parameters
from pardx.run.provenance import write_atomically
from pardx.run.rewriting import rewrite, stale


def run_job(job: Job, project: Project, engine: str, say: Say) -> float:
    """Run one job and note that it has run.

    Returns
    -------
    float
        Its seconds.

    Raises
    ------
    PardxError
        When its notebook or its data fail.
    """
    began, found = time.perf_counter(), ingredients(job, project, all_code())
    if job.stage.notebook:
        texts = _run_notebook(job, project, engine, say)
    else:
        texts = _run_action(job, project)
    note_success(job, project, found, texts)
    seconds = time.perf_counter() - began
    write_atomically(seconds_path(job, project), f"{seconds:.2f}\n".encode())
    return seconds


def _run_notebook(job: Job, project: Project, engine: str, say: Say) -> list[str]:
    """Execute a job's notebook, or write its exhibits again where that is enough."""
    ids = stale(job, project)
    if not ids or not rewrite(ids, job, project):
        from pardx.run.engine import execute

        execute(job, project, engine, say)
    return recorded_texts(job, project)


def _run_action(job: Job, project: Project) -> set[str]:
    from pardx.exhibits.language import remembered

    module, function = job.stage.action.split(":")
    with remembered() as texts:
        getattr(import_module(module), function)(project, job.parameters)
    return texts


def seconds_path(job: Job, project: Project) -> Path:
    """Return where the seconds of a job's last run are kept."""
    return project.processed(job.parameters.YEAR) / "seconds" / job.name


def run_named(stage: str, parameters: Parameters, root: str, engine: str) -> float:
    """Run the job of a stage, all told in what can travel to another machine.

    A worker that may not fork uses a kernel.

    Raises
    ------
    PardxError
        As :func:`run_job`, with the message alone.
    """
    from pardx.exhibits.language import messages

    messages.cache_clear()  # a worker may have read them before they changed
    engine = "kernel" if why_not_fork() else engine
    try:
        return run_job(Job.of(stage, parameters), Project(Path(root)), engine, print)
    except PardxError as error:
        raise PardxError(str(error)) from None
