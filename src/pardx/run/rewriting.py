"""Write exhibits again whose words have changed, without executing the notebook that shows them.

A notebook leaves its exhibits beside its record: their data, and how they are written. A message
or a template of exhibits that changes needs no more than those. They are written in a process of
their own, so that it is today's code and words that write them, and Matplotlib has one thread.
"""

from __future__ import annotations

import json
import pickle
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pardx.project import Project
from pardx.run.apart import run_apart
from pardx.run.jobs import Job, kept_exhibits, recorded, reworded, write_record
from pardx.run.parameters import Parameters
from pardx.run.provenance import write_atomically

if TYPE_CHECKING:
    from pardx.exhibits.exhibit import Exhibit


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
    write_atomically(kept_exhibits(job, project), cloudpickle.dumps(exhibits))
    return {id: sorted(texts) for id, (_, texts) in shown.items()}


def stale(job: Job, project: Project) -> list[str]:
    """Name the exhibits to write again, when that is all a job has to do; else none.

    A message that the notebook used beside its exhibits asks for its execution.
    """
    words, record = set(reworded(job, project)), recorded(job, project)
    if words.intersection(record.get("texts", [])):
        return []
    drawn = record.get("drawn", {})
    return [id for id, used in drawn.items() if words.intersection(used)]


def rewrite(ids: list[str], job: Job, project: Project) -> bool:
    """Write some exhibits again, in their notebook as it was executed.

    Parameters
    ----------
    ids : list of str
        As of :func:`stale`.
    job : Job
        Whose notebook shows them.
    project : Project
        Its checkout.

    Returns
    -------
    bool
        False when that fails: an execution tells why, or mends it.
    """
    ran = run_apart("pardx.run.rewriting", project, job.parameters, stage=job.stage.name, ids=ids)
    return ran.returncode == 0


def write_again(ids: list[str], job: Job, project: Project) -> None:
    """Write some exhibits again in this process; parameters as of :func:`rewrite`."""
    import nbformat

    notebook, record = nbformat.read(job.executed(project), as_version=4), recorded(job, project)
    exhibits = pickle.loads(kept_exhibits(job, project).read_bytes())  # noqa: S301 - ours
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


def main(root: str, order: str) -> None:
    """Do what another process asks for."""
    wanted = json.loads(order)
    job = Job.of(wanted["stage"], Parameters(**wanted["parameters"]))
    write_again(wanted["ids"], job, Project(Path(root)))


if __name__ == "__main__":
    main(*sys.argv[1:])
