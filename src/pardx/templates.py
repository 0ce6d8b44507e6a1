"""The one Jinja environment: fragments of reports, pages, and texts of a release."""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING, Any

from pardx.language import N_, NP_
from pardx.project import PACKAGE, Project
from pardx.settings import settings

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

NOTEBOOK_TEMPLATES = PACKAGE / "pages" / "templates"
"""Holds ``pardx/``, the template of nbconvert that notebooks are rendered with."""


def palette() -> Markup:
    """Return the style sheet with the colours of ``config.toml``."""
    from markupsafe import Markup

    return Markup(settings().palette.css())  # noqa: S704 - colours were checked


def local_sources() -> list[tuple[str, str]]:
    """List the sources of ``data/local`` with their licence words, for the mark on each page."""
    path = Project.here().local / "sources.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["source_id"], row["licence_seen"]) for row in csv.DictReader(file)]


GLOBALS = {"palette": palette, "local_sources": local_sources, "N_": N_, "NP_": NP_}
"""What every template may call; nbconvert's environment takes them too."""


@cache
def environment() -> Environment:
    """Make the environment of all templates: HTML is escaped, other kinds of files are not."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    rooms = [PACKAGE / room / "templates" for room in ("report", "pages", "curation")]
    made = Environment(
        loader=FileSystemLoader([*rooms, NOTEBOOK_TEMPLATES / "pardx"]),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= GLOBALS
    return made


def render(template: str, **values: Any) -> str:
    """Fill a template, named by its file."""
    return environment().get_template(template).render(**values)
