"""A small drawing painted as a picture, for programs that draw no SVG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pardx.report.scene import Mark, Scene, colour_of
from pardx.report.style import house_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

POINTS = 72
"""Units of a drawing in an inch."""


def painted(scene: Scene, dots: int = 220) -> io.BytesIO:
    """Paint a drawing as PNG, equal for equal marks.

    Parameters
    ----------
    scene : Scene
        The drawing.
    dots : int
        An inch.
    """
    import matplotlib.pyplot as plt

    made = io.BytesIO()
    with house_style("painted"):
        size = (scene.width / POINTS, scene.height / POINTS)
        figure = plt.figure(figsize=size, layout="none")
        ax = figure.add_axes((0, 0, 1, 1), xlim=(0, scene.width), ylim=(scene.height, 0))
        ax.axis("off")
        for order, mark in enumerate(scene.marks):
            _paint(ax, mark, order, colour_of(mark.colour))
        figure.savefig(made, format="png", dpi=dots, metadata={"Software": None})
        plt.close(figure)
    return made


def _paint(ax: Axes, mark: Mark, order: int, colour: str) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Circle, Rectangle

    at = mark.at
    if mark.kind == "text":
        look = {"ha": mark.align.replace("centre", "center"), "va": "baseline", "zorder": order}
        weight = "bold" if mark.bold else "normal"
        ax.text(*at, mark.text, color=colour, size=mark.size, weight=weight, **look)
    elif mark.kind in ("line", "dashes"):
        style = (0, (2, 2)) if mark.kind == "dashes" else "-"
        look = {"color": colour, "linewidth": mark.size, "linestyle": style}
        ax.add_artist(Line2D(at[::2], at[1::2], zorder=order, **look))
    elif mark.kind == "dot":
        ax.add_artist(Circle(at, mark.size, color=colour, linewidth=0, zorder=order))
    else:
        filled = mark.kind == "box"
        look = {"color": colour, "fill": filled, "linewidth": 0 if filled else 1.2}
        wide, high = at[2] - at[0], at[3] - at[1]
        ax.add_artist(Rectangle(at[:2], wide, high, zorder=order, **look))
