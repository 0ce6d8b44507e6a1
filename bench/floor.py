"""The floor: a year's notebooks as plain Python in one process."""

import sys

import nbformat

from pardx.project import Project
from pardx.run.jobs import Job, plan
from pardx.run.parameters import Parameters


def run(job: Job, project: Project) -> None:
    """Run the cells of a notebook; show the last expression of each as a notebook would."""
    notebook = nbformat.read(project.notebooks / job.stage.notebook, as_version=4)
    names = {"display": show}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        *body, last = cell.source.rstrip().splitlines()
        try:
            compile(last, cell.id, "eval")
        except SyntaxError:
            exec(compile(cell.source, cell.id, "exec"), names)
        else:
            exec(compile("\n".join(body), cell.id, "exec"), names)
            cell_value = eval(compile(last, cell.id, "eval"), names)
            show(cell_value)
        if "parameters" in cell.metadata.get("tags", []):
            names |= job.chosen


def show(*values: object) -> None:
    """Make what a notebook would keep of values."""
    for value in values:
        make = getattr(value, "_repr_mimebundle_", None)
        _ = make() if make else repr(value)


def main() -> None:
    """Run all that a year's pages need."""
    year, draws = map(int, sys.argv[1:])
    project = Project.here()
    target = Job.of("pages", Parameters(year, DRAWS=draws))
    for job in plan([target], project):
        if job.stage.notebook:
            run(job, project)


if __name__ == "__main__":
    main()
