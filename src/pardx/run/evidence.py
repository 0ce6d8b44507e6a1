"""What the briefs of a year share: gathered once, so that 63 notebooks need not do it again."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pandas as pd

from pardx.analysis.brief_evidence import Evidence
from pardx.data.catalogue import load_catalogue
from pardx.data.geography import provinces
from pardx.project import Project
from pardx.run.parameters import Parameters
from pardx.run.provenance import write_atomically
from pardx.run.tables import processed, result


def kept_evidence(project: Project, parameters: Parameters) -> Path:
    """Return where a year's evidence is kept, for one version of Python alone."""
    file = f"evidence.{sys.implementation.cache_tag}.pickle"
    return project.processed(parameters.YEAR) / file


def keep_evidence(project: Project, parameters: Parameters) -> None:
    """Gather a year's evidence and keep it, with all that can be worked out for every province."""
    evidence = gather(project, parameters.YEAR).worked_out()
    write_atomically(kept_evidence(project, parameters), pickle.dumps(evidence))


def gather(project: Project, year: int) -> Evidence:
    """Gather what is known of all provinces in a year from the tables of the stages."""
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
