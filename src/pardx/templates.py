"""The one Jinja environment: fragments of reports, pages, and texts of a release."""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING, Any

from pardx.language import N_, NP_
from pardx.project import PACKAGE, Project
from pardx.settings import settings

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2 import Environment
    from markupsafe import Markup

PLACES = ("province", "unit34", "province_historic")
"""Levels of a raw row that are no country, region or ministry."""

NOTEBOOK_TEMPLATES = PACKAGE / "pages" / "templates"
"""Holds ``pardx/``, the template of nbconvert that notebooks are rendered with."""


def palette() -> Markup:
    """Return the style sheet with the colours of ``config.toml``."""
    from markupsafe import Markup

    known = settings().palette
    best, turned = _shades(known.quarters), _shades(known.quarters[::-1])
    shades = (
        f":root {{ {best} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {turned} }} }}\n"
        f"@media print {{ :root {{ {best} }} }}\n"
    )
    return Markup(known.css() + shades)  # noqa: S704 - colours were checked


def _shades(quarters: tuple[str, ...]) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in shades(quarters).items())


def shades(quarters: tuple[str, ...]) -> dict[str, str]:
    """Name shades ``q1`` and on, and the ink that is read on each, ``k1`` and on."""
    known = settings().palette
    inks = [known.light_ink if _is_dark(one) else known.dark_ink for one in quarters]
    named = [("q", quarters), ("k", inks)]
    return {f"{kind}{place}": one for kind, some in named for place, one in enumerate(some, 1)}


def _is_dark(colour: str) -> bool:
    """Say whether light ink is read better on a colour, ``#rrggbb``."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 110


def local_sources(year: int | None = None, *, above: bool = False) -> list[tuple[str, str]]:
    """List the sources of ``data/local`` with their licence words, for the mark on a page.

    Tables of one's own figures have none.

    Parameters
    ----------
    year : int, optional
        Only sources of figures that a page of this year may rest on: its own, and earlier ones
        (panels, controls, series).
    above : bool, optional
        Only of figures above the province: the page holds no others.
    """
    project = Project.here()
    folder, own = project.local, project.own_years()
    listed = [(source, "") for source in own]
    if (folder / "sources.csv").is_file():
        with (folder / "sources.csv").open(encoding="utf-8", newline="") as file:
            listed += [(row["source_id"], row["licence_seen"]) for row in csv.DictReader(file)]
    places = {(figures_of, PLACES[0], one) for one, years in own.items() for figures_of in years}
    places |= _local_figures(folder)
    used = [place[-1] for place in places if _on_page(*place[:2], year, above)]
    return [one for one in listed if year is None or one[0] in used]


@cache
def _local_figures(folder: Path) -> frozenset[tuple[int, str, str]]:
    """Return year, level and source of what lies in ``data/local``."""
    found = set()
    for path in folder.glob("[0-9]*/*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            found |= {(int(path.parent.name), row["level"], row["source_id"]) for row in rows}
    return frozenset(found)


def _on_page(figures_of: int, level: str, year: int | None, above: bool) -> bool:  # noqa: FBT001
    return figures_of <= (year or figures_of) and not (above and level in PLACES)


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
