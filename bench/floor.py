"""The floor: notebooks as plain Python in one process, without engine, kernel or pages.

``floor.py year YEAR DRAWS`` runs what a year's pages need, ``floor.py briefs YEAR DRAWS CODE ...``
the briefs of some provinces, ``floor.py rows FOLDER`` reads tables of communes and writes them.
"""

import os
import sys
from pathlib import Path

import nbformat
from pardx.run.brief_evidence import keep_evidence
from pardx.run.jobs import Job, plan
from pardx.run.parameters import Parameters
from pardx.run.tables import RUN

from pardx.project import Project


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


def run_all(targets: list[Job], project: Project, *, only: str = "") -> None:
    """Run the notebooks that targets need, or those of one stage."""
    for job in plan(targets, project):
        if job.stage.notebook and only in ("", job.stage.name):
            run(job, project)


def copy_rows(folder: Path) -> None:
    """Read all tables of communes and write them again: no rule, no decision."""
    from pyarrow import parquet

    for path in sorted(folder.glob("data/raw/*/communes/*.parquet")):
        names = parquet.read_schema(path).names
        table = parquet.read_table(path, read_dictionary=names)
        parquet.write_table(table, path.with_suffix(".copy"))


def main() -> None:
    """Run what the command line names."""
    what, *rest = sys.argv[1:]
    project = Project.here()
    if what == "rows":
        copy_rows(Path(rest[0]))
    elif what == "year":
        year, draws = map(int, rest)
        run_all([Job.of("pages", Parameters(year, DRAWS=draws))], project)
    else:
        year, draws = map(int, rest[:2])
        wanted = [Parameters(year, DRAWS=draws, PROVINCE=code) for code in rest[2:]]
        keep_evidence(project, wanted[0])
        os.environ[RUN] = "yes"
        run_all([Job.of("brief", one) for one in wanted], project, only="brief")


if __name__ == "__main__":
    main()
