"""Where the files of a province's brief are."""

from __future__ import annotations

from pathlib import Path

from pardx.data.geography import provinces
from pardx.data.names import slug
from pardx.project import Project
from pardx.run.parameters import Parameters


def brief_slug(project: Project, parameters: Parameters) -> str:
    """Return the stem of a brief's files: ``can-tho``."""
    return slug(provinces(project).name_vi[parameters.PROVINCE])


def brief_page(project: Project, parameters: Parameters, lang: str) -> Path:
    """Return where a brief's page is."""
    name = f"{brief_slug(project, parameters)}.{lang}.html"
    return project.report(parameters.YEAR) / "briefs" / name


def brief_data(project: Project, parameters: Parameters) -> Path:
    """Return where a brief's figures are."""
    name = f"{brief_slug(project, parameters)}.csv"
    return project.report(parameters.YEAR) / "briefs" / "data" / name


def brief_latex(project: Project, parameters: Parameters) -> list[Path]:
    """List the tables of a brief that stand there as LaTeX."""
    data = brief_data(project, parameters)
    return [*data.parent.glob(f"{data.stem}-tab-*.tex")]
