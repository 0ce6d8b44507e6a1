"""A small drawing of a few kinds of marks, written as SVG; Word gets it painted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from textwrap import wrap

from markupsafe import Markup

from pardx.settings import settings
from pardx.templates import shades

FAMILY = "'DejaVu Sans',sans-serif"
LETTER = {False: 0.6, True: 0.68}
"""Width of a letter of a text, plain or bold, as a part of its height: seldom more."""

ANCHORS = {"left": "start", "centre": "middle", "right": "end"}


@dataclass(frozen=True)
class Mark:
    """One mark: a dot, a box, its frame, a line or a text.

    Attributes
    ----------
    kind : str
        ``dot``, ``box``, ``frame``, ``line``, ``dashes`` or ``text``.
    at : tuple of float
        Dot and text: x, y; box and line: x, y, x and y of the other end.
    colour : str
        Name of a colour of the palette.
    size : float
        Radius of a dot, width of a line, height of letters.
    text : str
        What is written; of other marks, what pointing at them shows.
    align : str
        Of a text: ``left``, ``centre``, ``right``.
    bold : bool
        Of a text.
    """

    kind: str
    at: tuple[float, ...]
    colour: str
    size: float = 1.0
    text: str = ""
    align: str = "left"
    bold: bool = False


@dataclass(frozen=True)
class Scene:
    """A drawing.

    Attributes
    ----------
    width, height : float
        In points.
    marks : tuple of Mark
        From back to front.
    """

    width: float
    height: float
    marks: tuple[Mark, ...]


def as_svg(scene: Scene) -> Markup:
    """Write a drawing as inline SVG; neighbours of one look share a group.

    Colours follow the page's style sheet, with those of the light scheme where it has none.
    """
    body = "".join(_group(look, marks) for look, marks in groupby(scene.marks, _look))
    box = f"0 0 {scene.width:g} {scene.height:g}"
    return Markup(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{body}</svg>')


def as_file(scene: Scene) -> str:
    """Write a drawing as an SVG file of its own: light colours on paper, with its size."""
    drawn = in_light(as_svg(scene)).removeprefix("<svg ")
    size = f'width="{scene.width:g}" height="{scene.height:g}" font-family="{FAMILY}"'
    return f"<svg {size} {drawn}\n"


def in_light(svg: str) -> str:
    """Write the colours that follow a page's style sheet as those of the light scheme."""
    return re.sub(r"var\(--\w+,(#\w+)\)", r"\1", svg)


def moved(marks: Iterable[Mark], right: float, down: float) -> list[Mark]:
    """Move marks."""
    shift = (right, down)
    return [
        replace(one, at=tuple(value + shift[place % 2] for place, value in enumerate(one.at)))
        for one in marks
    ]


def paragraph(
    text: str,
    at: tuple[float, float],
    width: float,
    size: float,
    colour: str = "ink",
    *,
    bold: bool = False,
) -> list[Mark]:
    """Set a text in lines that fit a width, the first on the line that ``at`` is on.

    Parameters
    ----------
    text : str
        The words.
    at : tuple of float
        Left end of the first line.
    width, size : float
        Of a line, and of its letters.
    colour : str
        Of the letters.
    bold : bool
        Heavier letters.
    """
    x, y = at
    lines = wrap(text, int(width / (size * LETTER[bold])), break_on_hyphens=False)
    return [
        Mark("text", (x, y + place * 1.3 * size), colour, size, line, bold=bold)
        for place, line in enumerate(lines)
    ]


def beside(scenes: Iterable[Scene], gap: float = 24) -> Scene:
    """Set drawings side by side."""
    marks, right, height = [], 0.0, 0.0
    for scene in scenes:
        marks += moved(scene.marks, right, 0)
        right, height = right + scene.width + gap, max(height, scene.height)
    return Scene(right - gap, height, tuple(marks))


def framed(scene: Scene, title: str, lines: Iterable[str], source: str) -> Scene:
    """Set a drawing on paper, under its title and what it measures, over its source.

    Parameters
    ----------
    scene : Scene
        The drawing.
    title : str
        Its finding.
    lines : iterable of str
        Measure, place, year; each begins a line.
    source : str
        Who publishes the figures.
    """
    edge, size = 16, 11
    width = max(scene.width, 360)
    marks = paragraph(title, (edge, edge + 14), width, 15, bold=True)
    for text in filter(None, lines):
        marks += paragraph(text, (edge, marks[-1].at[1] + 19), width, size, "quiet")
    top = marks[-1].at[1] + edge
    marks += moved(scene.marks, edge, top)
    marks += paragraph(source, (edge, top + scene.height + 22), width, 10, "quiet")
    height = marks[-1].at[1] + edge
    paper = Mark("box", (0, 0, width + 2 * edge, height), "paper")
    return Scene(width + 2 * edge, height, (paper, *marks))


def colour_of(name: str) -> str:
    """Return a colour of the light scheme, or a shade of quarters, by its name in style sheets."""
    palette = settings().palette
    return (vars(palette.light) | shades(palette.quarters))[name]


def _look(mark: Mark) -> str:
    light = colour_of(mark.colour)
    colour = f"var(--{mark.colour},{light})"
    if mark.kind == "text":
        weight = ";font-weight:600" if mark.bold else ""
        return (
            f'font-size="{mark.size:g}" text-anchor="{ANCHORS[mark.align]}" '
            f'style="fill:{colour}{weight}"'
        )
    if mark.kind in ("dot", "box"):
        return f'style="fill:{colour}"'
    width = 1.2 if mark.kind == "frame" else mark.size
    dashes = ";stroke-dasharray:2 2" if mark.kind == "dashes" else ""
    return f'style="fill:none;stroke:{colour};stroke-width:{width:g}{dashes}"'


def _group(look: str, marks: Iterable[Mark]) -> str:
    return f"<g {look}>{''.join(map(_element, marks))}</g>"


def _element(mark: Mark) -> str:
    x, y, *end = (f"{round(place, 1):g}" for place in mark.at)
    if mark.kind == "text":
        return f'<text x="{x}" y="{y}">{escape(mark.text)}</text>'
    title = f"<title>{escape(mark.text)}</title>" if mark.text else ""
    if mark.kind == "dot":
        return _closed(f'circle cx="{x}" cy="{y}" r="{mark.size:g}"', "circle", title)
    if mark.kind in ("line", "dashes"):
        return _closed(f'path d="M{x} {y}L{end[0]} {end[1]}"', "path", title)
    wide, high = mark.at[2] - mark.at[0], mark.at[3] - mark.at[1]
    sides = f'width="{round(wide, 1):g}" height="{round(high, 1):g}"'
    return _closed(f'rect x="{x}" y="{y}" {sides}', "rect", title)


def _closed(tag: str, name: str, inside: str) -> str:
    return f"<{tag}>{inside}</{name}>" if inside else f"<{tag}/>"
