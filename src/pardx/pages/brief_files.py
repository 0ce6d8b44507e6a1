"""Where the files of a province's brief are."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pardx.data.geography import provinces
from pardx.data.names import slug
from pardx.pipeline.parameters import Parameters
from pardx.project import Project


def brief_slug(project: Project, parameters: Parameters) -> str:
    """Return the stem of a brief's files: ``can-tho``."""
    listed = project.raw / "geography" / "provinces63.csv"
    return _slugs(project, listed.stat().st_mtime_ns)[parameters.PROVINCE]


@cache
def _slugs(project: Project, changed: int) -> dict[str, str]:
    """Name the files of all briefs, once as long as the list stays as it is."""
    return {code: slug(name) for code, name in provinces(project).name_vi.items()}


def brief_page(project: Project, parameters: Parameters, lang: str) -> Path:
    """Return where a brief's page is."""
    name = f"{brief_slug(project, parameters)}.{lang}.html"
    return project.report(parameters.YEAR) / "briefs" / name
