"""How figures look, and how they become SVG that is equal for equal input."""

from __future__ import annotations

import hashlib
import io
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from markupsafe import Markup

from pardx.data.crosschecks import PRINTED
from pardx.report.svg import compact
from pardx.settings import settings

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from pardx.settings import Scheme

MARKS = {"national": "o", "ministry_group": "s", "locality_group": "^"}

DRAWN_WITH = (
    *("subject", "contrast", "context", "line", "paper", "band"),
    *("ministry", "locality"),
)
"""Colours of figures that follow the page into its dark scheme."""


def rank_ticks(places: int) -> tuple[int, ...]:
    """Return where an axis of ranks is marked: the last place, the first and three between."""
    step = 15 if places > 45 else 8
    return (places, *range(3 * step, 0, -step), 1)


def colours() -> Scheme:
    """Return the colours of figures; ``paper`` fills hollow marks."""
    return settings().palette.light


def levels() -> dict[str, str]:
    """Return the colour of each level, the same in every figure and year."""
    known = colours()
    return {
        "national": known.subject,
        "ministry_group": known.ministry,
        "locality_group": known.locality,
    }


def house_style(id: str) -> AbstractContextManager:
    """Return the context in which a figure is drawn and saved; ``id`` salts its SVG ids."""
    import matplotlib as mpl

    ink, context = settings().palette.figure_ink, colours().context
    return mpl.rc_context(
        {
            "svg.fonttype": "none",
            "font.family": "sans-serif",
            "font.sans-serif": ["DejaVu Sans"],
            "font.size": 10,
            "text.color": ink,
            "axes.edgecolor": context,
            "axes.labelcolor": ink,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.linewidth": 0.8,
            "xtick.color": ink,
            "ytick.color": ink,
            "figure.constrained_layout.use": True,
            "svg.hashsalt": id,
        }
    )


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


def panels(count: int, height: float, **options: bool) -> tuple[Figure, list[Axes]]:
    """Open a figure of so many panels in two columns, each ``height`` inches high."""
    rows = -(-count // 2)
    drawing, axes = canvas(4.8, height * rows + 0.3, rows, 2, **options)
    for ax in axes.flat[count:]:
        ax.axis("off")
    return drawing, list(axes.flat[:count])


def marks(
    ax: Axes, rows: pd.DataFrame, x: str, y: str, mark: str, *, colour: str, size: float = 5.5
) -> None:
    """Draw the columns ``x`` and ``y``; a mark is hollow where no source prints the figure."""
    for printed, some in rows.groupby(rows.quality.isin(PRINTED)):
        face = colour if printed else colours().paper
        ax.plot(some[x], some[y], mark, color=colour, markerfacecolor=face, markersize=size)


def dots(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return one broken line of points without length: with round caps, a light scatter."""
    import numpy as np

    gap = np.full(len(x), np.nan)
    return np.column_stack([x, x + 1e-9, gap]).ravel(), np.column_stack([y, y, gap]).ravel()


def svg(figure: Figure, *, id: str) -> Markup:
    """Turn a figure into inline SVG and close it.

    No date, salted ids that are unique in a page, no XML head, text as text.
    """
    import matplotlib.pyplot as plt

    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None}, transparent=True)
    plt.close(figure)
    prefix = f"f{hashlib.sha256(id.encode()).hexdigest()[:5]}"
    scheme = {settings().palette.figure_ink: "ink"}
    scheme |= {getattr(colours(), name): name for name in DRAWN_WITH}
    return Markup(compact(buffer.getvalue(), prefix=prefix, scheme=scheme))
