"""Write exhibits again whose words have changed, without executing the notebook that shows them.

A notebook leaves its exhibits beside its record: their data, and how they are written. A message
or a template of exhibits that changes needs no more than those.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from pardx.project import Project
from pardx.run.jobs import Job, recorded, reworded, write_record
from pardx.run.provenance import write_atomically

if TYPE_CHECKING:
    from pardx.exhibits.exhibit import Exhibit

_drawing = Lock()
"""Matplotlib draws in one thread at a time."""


def keep(job: Job, project: Project) -> dict[str, list[str]]:
    """Keep the exhibits that this process has shown.

    Returns
    -------
    dict
        Id of each -> messages and templates it asked for.
    """
    if "pardx.exhibits.exhibit" not in sys.modules:
        return {}
    import cloudpickle

    from pardx.exhibits.exhibit import shown

    exhibits = {id: exhibit for id, (exhibit, _) in shown.items()}
    write_atomically(_kept(job, project), cloudpickle.dumps(exhibits))
    return {id: sorted(texts) for id, (_, texts) in shown.items()}


def _kept(job: Job, project: Project) -> Path:
    """Return where a job's exhibits are kept, for one version of Python alone."""
    file = f"{job.name}.{sys.implementation.cache_tag}.pickle"
    return project.processed(job.parameters.YEAR) / "exhibits" / file


def stale(job: Job, project: Project) -> list[str]:
    """Name the exhibits to write again, when that is all a job has to do; else none.

    A message that the notebook used beside its exhibits asks for its execution.
    """
    if not job.stage.notebook or not _kept(job, project).exists():
        return []
    words, record = set(reworded(job, project)), recorded(job, project)
    if words.intersection(record.get("texts", [])):
        return []
    return [id for id, used in record["drawn"].items() if words.intersection(used)]


def rewrite(ids: list[str], job: Job, project: Project) -> None:
    """Write some exhibits again, in their notebook as it was executed.

    Parameters
    ----------
    ids : list of str
        As of :func:`stale`.
    job : Job
        Whose notebook shows them.
    project : Project
        Its checkout.
    """
    import nbformat

    notebook, record = nbformat.read(job.executed(project), as_version=4), recorded(job, project)
    with _drawing:
        exhibits = pickle.loads(_kept(job, project).read_bytes())  # noqa: S301 - written by keep
        for cell in notebook.cells:
            for output in cell.get("outputs", []):
                id = output.get("metadata", {}).get("pardx", {}).get("id")
                if id in ids:
                    record["drawn"][id] = _written(exhibits[id], output)
    write_atomically(job.executed(project), nbformat.writes(notebook).encode())
    write_record(record, job, project)


def _written(exhibit: Exhibit, output: dict) -> list[str]:
    """Put an exhibit as it is now into a notebook's output; return what it asked for."""
    from pardx.exhibits.exhibit import shown

    output["data"], output["metadata"] = exhibit.bundle()
    return sorted(shown[exhibit.id][1])
