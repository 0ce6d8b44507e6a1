"""Pages that do not come from a notebook, in the house style."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from pardx.language import N_, NP_
from pardx.report.exhibit import web_address
from pardx.settings import settings

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
HOUSE = TEMPLATES / "pardx"
"""What pages of notebooks are made from too."""


def palette() -> Markup:
    """Return the style sheet of the colours of all pages."""
    return Markup(settings().palette.css())  # noqa: S704 - colours were checked


GLOBALS = {"palette": palette, "N_": N_, "NP_": NP_}
"""What every template may call."""


def own_name(code: str) -> str:
    """Name a language as its speakers do: ``English``, ``Tiếng Việt``."""
    from babel import Locale

    name = Locale.parse(code).display_name
    return name[0].upper() + name[1:]


def page(template: str, **values: object) -> str:
    """Fill one of the templates of this room; every value is escaped."""
    return _room().get_template(template).render(**values)


@cache
def _room() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    room = Environment(
        loader=FileSystemLoader([TEMPLATES, HOUSE]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    room.filters["web"] = web_address
    room.globals |= GLOBALS
    return room
