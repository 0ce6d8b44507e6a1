"""Pages that come from tables, not from a notebook, in the house style."""

from __future__ import annotations

from pathlib import Path

TEMPLATES = Path(__file__).parent / "templates"


def page(template: str, **values: object) -> str:
    """Fill one of the templates of this room; every value is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    room = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    room.filters["web"] = web_address
    return room.get_template(template).render(**values)


def web_address(text: str) -> str:
    """Return an address a reader may follow; empty for anything but http and https."""
    return text if text.startswith(("https://", "http://")) else ""
