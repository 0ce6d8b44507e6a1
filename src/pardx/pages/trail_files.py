"""Which pages lead a year's figures to their sources: known before any table is read."""

from __future__ import annotations

from pathlib import Path

from pardx.language import LANGUAGES, page_file
from pardx.project import Project


def trail_names(project: Project, year: int) -> list[tuple[str, str]]:
    """List the pages of a year, name and language: one per raw table, and an index."""
    families = sorted(path.stem for path in (project.raw / str(year)).glob("*.csv"))
    return [(name, code) for name in ("index", *families) for code in LANGUAGES]


def trail_page(project: Project, year: int, name: str, code: str) -> Path:
    """Return where a page stands."""
    return project.report(year) / "trace" / page_file(name, code)


def trail_draft(project: Project, year: int, name: str, code: str) -> Path:
    """Return where a page stands before it has a frame and names the exhibits of a figure."""
    return project.processed(year) / "trace" / page_file(name, code)


def trail_pages(project: Project, year: int) -> list[Path]:
    """List the pages of a year."""
    return [trail_page(project, year, *which) for which in trail_names(project, year)]


def trail_drafts(project: Project, year: int) -> list[Path]:
    """List the drafts of a year."""
    return [trail_draft(project, year, *which) for which in trail_names(project, year)]
