"""Pages that do not come from a notebook, in the house style."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pardx.exhibits.exhibit import web_address

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
HOUSE = TEMPLATES / "pardx"
"""What pages of notebooks are made from too."""


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
    return room
