"""Which pages lead a year's figures to their sources: known before any table is read."""

from __future__ import annotations

from pathlib import Path

from pardx.languages import LANGUAGES, page_file
from pardx.project import Project


def trail_pages(project: Project, year: int) -> list[Path]:
    """List the pages of a year: one per raw table and language, and an index."""
    families = sorted(path.stem for path in (project.raw / str(year)).glob("*.csv"))
    folder = project.report(year) / "trace"
    return [folder / page_file(name, code) for name in ("index", *families) for code in LANGUAGES]


def trail_drafts(project: Project, year: int) -> list[Path]:
    """List the pages of a year before they name the exhibits that show a figure."""
    return [project.processed(year) / "trace" / path.name for path in trail_pages(project, year)]
