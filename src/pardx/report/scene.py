"""A small drawing of a few kinds of marks, written as SVG; Word gets it painted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from itertools import groupby

from markupsafe import Markup

from pardx.settings import settings

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


def _look(mark: Mark) -> str:
    light = getattr(settings().palette.light, mark.colour)
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
