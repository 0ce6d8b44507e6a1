"""How figures look, and how they become SVG that is equal for equal input."""

from __future__ import annotations

import hashlib
import io
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from markupsafe import Markup

from pardx.exhibits.vector import compact

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure

INK = "#3D3D3D"
SUBJECT = "#12436D"
CONTRAST = "#C2410C"
CONTEXT = "#7A7A7A"
HAIRLINE = "#D5D9DC"
PAPER = "#FFFFFF"
"""Fill of a hollow mark: it takes the colour of the page."""
LIGHT_INK = "#FEFEFE"
DARK_INK = "#14191D"
"""Ink on a shade of :data:`QUARTERS`; both stay as they are in the dark scheme."""
QUARTERS = ("#12436E", "#5C8DB8", "#A9CBE4", "#E3EEF6")
"""Best to last quarter of the places, told apart by lightness alone."""
BAND = "#ECEFF1"
"""Ground behind marks: the band of normal variation."""
LEVELS = {"national": SUBJECT, "ministry_group": "#801650", "locality_group": "#1B7F78"}
"""The same colour is the same level in every figure and year."""
MARKS = {"national": "o", "ministry_group": "s", "locality_group": "^"}
RANK_TICKS = (63, 45, 30, 15, 1)
"""Where every axis of ranks is marked."""

SCHEME = {
    INK: "ink",
    SUBJECT: "subject",
    CONTRAST: "contrast",
    CONTEXT: "context",
    HAIRLINE: "line",
    PAPER: "paper",
    BAND: "band",
    LEVELS["ministry_group"]: "ministry",
    LEVELS["locality_group"]: "locality",
}
"""Colour -> the variable of the page's style sheet that takes its place in the dark scheme."""

SETTINGS = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": CONTEXT,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "xtick.color": INK,
    "ytick.color": INK,
    "figure.constrained_layout.use": True,
}


def house_style(id: str) -> AbstractContextManager:
    """Return the context in which a figure is drawn and saved; ``id`` salts its SVG ids."""
    import matplotlib as mpl

    return mpl.rc_context({**SETTINGS, "svg.hashsalt": id})


def canvas(
    width: float, height: float, rows: int = 1, columns: int = 1, **options: bool
) -> tuple[Figure, np.ndarray]:
    """Open a figure; call it within :func:`house_style`.

    Parameters
    ----------
    width, height : float
        Inches; up to 4.6 wide reads on a phone without scrolling.
    rows, columns : int
        Grid of axes.

    Returns
    -------
    figure : Figure
    axes : ndarray of Axes, shape (rows, columns)
    """
    import matplotlib.pyplot as plt

    return plt.subplots(rows, columns, figsize=(width, height), squeeze=False, **options)


def svg(figure: Figure, *, id: str) -> Markup:
    """Turn a figure into inline SVG and close it.

    No date, salted ids that are unique in a page, no XML head, text as text.
    """
    import matplotlib.pyplot as plt

    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None}, transparent=True)
    plt.close(figure)
    prefix = f"f{hashlib.sha256(id.encode()).hexdigest()[:5]}"
    return Markup(compact(buffer.getvalue(), prefix=prefix, scheme=SCHEME))
