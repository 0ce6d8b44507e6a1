"""How figures look, and how they become SVG that is equal for equal input."""

from __future__ import annotations

import io
import re
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure

INK = "#3D3D3D"
SUBJECT = "#12436D"
CONTRAST = "#F46A25"
CONTEXT = "#8C8C8C"
HAIRLINE = "#D5D9DC"
QUARTERS = ("#12436D", "#5C8DB8", "#A9CBE4", "#E3EEF6")
"""Best to last quarter of the places, told apart by lightness alone."""

SETTINGS = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9,
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
        Inches; 4.6 wide reads on a phone without scrolling.
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
    return Markup(_bare(buffer.getvalue(), prefix=id))


def _bare(text: str, *, prefix: str) -> str:
    """Drop what a page does not need make the used ids the figure's own, round to 0.01 pt."""
    body = text[text.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", body, flags=re.DOTALL)
    used = set(re.findall(r"(?:url\(#|href=\"#)([^)\"]+)", body))
    body = re.sub(
        r' id="([^"]+)"',
        lambda found: f' id="{prefix}-{found[1]}"' if found[1] in used else "",
        body,
    )
    body = re.sub(r"(url\(#|href=\"#)", rf"\g<1>{prefix}-", body)
    body = re.sub(r"\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}", body)
    return re.sub(r">\s+<", "><", body)
