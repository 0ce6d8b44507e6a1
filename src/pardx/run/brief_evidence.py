"""What the briefs of a year share: gathered once, so that 63 notebooks need not do it again."""

from __future__ import annotations

import json
import pickle
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pardx.errors import PardxError
from pardx.project import Project
from pardx.run.apart import run_apart
from pardx.run.brief_files import kept_evidence
from pardx.run.parameters import Parameters
from pardx.run.provenance import write_atomically
from pardx.run.tables import processed, result

if TYPE_CHECKING:
    from pardx.analysis.brief_evidence import Evidence


def keep_evidence(project: Project, parameters: Parameters) -> None:
    """Gather a year's evidence in a process of its own, and keep it.

    Raises
    ------
    PardxError
        With what that process says when it fails.
    """
    ran = run_apart("pardx.run.brief_evidence", project, parameters)
    if ran.returncode:
        raise PardxError(ran.stderr.strip())


def gather(project: Project, year: int) -> Evidence:
    """Gather what is known of all provinces in a year from the tables of the stages."""
    import pandas as pd

    from pardx.analysis.brief_evidence import Evidence
    from pardx.data.catalogue import load_catalogue
    from pardx.data.geography import provinces

    values = [processed(project, one, "values") for one in (year - 1, year)]
    printed = pd.concat([table for table in values if table is not None])
    ends = {"weight_low": "low", "weight_high": "high"}
    return Evidence(
        year=year,
        provinces=provinces(project),
        panel=processed(project, year, "panel"),
        before=processed(project, year - 1, "panel"),
        values=values[1],
        observations=processed(project, year, "observations"),
        targets=printed.query("measure == 'target' and level == 'province'"),
        associations=result(project, year, "associations"),
        catalogue=load_catalogue(project),
        ranges=result(project, year, "weight_ranges").rename(columns=ends),
        bands=result(project, year, "noise"),
    )


def main(root: str, order: str) -> None:
    """Gather and keep, with all that can be worked out for every province."""
    project, parameters = Project(Path(root)), Parameters(**json.loads(order)["parameters"])
    try:
        evidence = gather(project, parameters.YEAR).worked_out()
    except PardxError as error:
        sys.exit(str(error))
    write_atomically(kept_evidence(project, parameters), pickle.dumps(evidence))


if __name__ == "__main__":
    main(*sys.argv[1:])
