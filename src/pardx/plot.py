"""Two plots of provinces for your own work: a map of equal tiles and a labelled scatter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pardx.data.geography import level_of, local_units, tiles
from pardx.data.names import resolver
from pardx.errors import UsageError, nearest
from pardx.project import Project
from pardx.report import style
from pardx.report.maps import SHEETS, finish, two_lines
from pardx.settings import settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DARK = 0.45
"""Shades darker than this have light letters."""


def tile_map(series: pd.Series, *, title: str = "", decimals: int | None = None) -> Figure:
    """Draw a value of each province on a map of equal tiles.

    Parameters
    ----------
    series : Series
        Of numbers, indexed by GSO code or by names of provinces, or of the 34 units by codes
        that start with ``u34-``. A province that is missing has a dashed tile.
    title : str
        Above the map; the series' name when empty.
    decimals : int, optional
        Of the printed values; none for whole numbers, else two.

    Returns
    -------
    Figure
        Dark is high; values of both signs, such as residuals, have two colours about zero.

    Raises
    ------
    UsageError
        For a name that is no province, and for two values of one province.

    Examples
    --------
    >>> drawn = tile_map(pd.Series({"01": 0.4, "Cần Thơ": -1.2}), title="Residuals")
    >>> len(drawn.axes[0].patches)  # and two archipelagos
    65
    """
    import matplotlib as mpl
    from matplotlib.cm import ScalarMappable
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    placed, level = _placed(series)
    known = placed.value.dropna()
    if decimals is None:
        decimals = 0 if (known % 1 == 0).all() else 2
    norm, colours = _scale(known)
    dashed = {"edgecolor": style.colours().context, "linewidth": 0.7}
    with style.house_style("tile-map"):
        drawing = Figure(figsize=SHEETS[level].inches)
        ax = drawing.subplots()
        for tile in placed.itertuples():
            has = pd.notna(tile.value)
            shade = mpl.colors.to_hex(colours(norm(tile.value))) if has else style.colours().paper
            line = "-" if has else (0, (3, 2))
            corner = (tile.col, tile.row)
            ax.add_patch(Rectangle(corner, 0.96, 0.94, facecolor=shade, linestyle=line, **dashed))
            text = f"{tile.value:.{decimals}f}" if has else "–"
            _letter(ax, tile.col + 0.48, tile.row, (*two_lines(tile.province), text), shade)
        sheet = SHEETS[level]
        finish(ax, placed.set_index("province").row, sheet)
        ax.set_title(title or (series.name or ""), loc="left")
        if len(known):
            column, row = sheet.legend
            place = ((column + 0.2) / sheet.size[0], 1 - (row + 0.9) / sheet.size[1], 0.33, 0.012)
            bar = ScalarMappable(norm, colours)
            drawing.colorbar(bar, cax=ax.inset_axes(place), orientation="horizontal")
    return drawing


def _placed(series: pd.Series) -> tuple[pd.DataFrame, str]:
    """Put each value beside the place of its province's tile."""
    project = Project.here()
    level = level_of(series.index.astype(str))
    resolve, units = resolver(project, level), local_units(project, level).name_vi
    codes = [resolve(str(name)) for name in series.index]
    if None in codes:
        name = str(series.index[codes.index(None)])
        raise UsageError(f"tile_map: no province {name!r}{nearest(name, units)}")
    if len({*codes}) < len(codes):
        twice = units[pd.Series(codes)[pd.Series(codes).duplicated()].iloc[0]]
        raise UsageError(f"tile_map: {twice} has two values; take one year")
    value = pd.Series(series.to_numpy(float), index=codes)
    return tiles(project, level).assign(province=units, value=value), level


def _scale(known: pd.Series) -> tuple:
    """Return how values become colours: two colours about zero where both signs occur."""
    from matplotlib.colors import LinearSegmentedColormap, Normalize

    shades = settings().palette
    low, high = (known.min(), known.max()) if len(known) else (0.0, 1.0)
    if low < 0 < high:
        ends = [style.colours().contrast, shades.light.paper, style.colours().subject]
        far = max(-low, high)
        low, high = -far, far
    else:
        ends = [*reversed(shades.quarters)]
    return Normalize(low, high), LinearSegmentedColormap.from_list("provinces", ends)


def _letter(ax: Axes, x: float, y: float, lines: tuple[str, ...], shade: str) -> None:
    """Write a province's name and value in its tile, light on dark."""
    import matplotlib as mpl

    palette = settings().palette
    lightness = np.dot(mpl.colors.to_rgb(shade), (0.3, 0.59, 0.11))
    ink = palette.light_ink if lightness < DARK else palette.dark_ink
    for line, height, size in zip(lines, (0.22, 0.47, 0.77), (6.2, 6.2, 7.0), strict=True):
        ax.text(x, y + height, line, size=size, color=ink, ha="center", va="center")


def scatter(
    data: pd.DataFrame, x: str = "x", y: str = "y", *, label: int = 3, ax: Axes | None = None
) -> Axes:
    """Draw provinces as points with a least-squares line, and name the farthest from it.

    Parameters
    ----------
    data : DataFrame
        One row per province, such as :func:`pardx.pair` returns; names are taken from its column
        ``province``, else from its index.
    x, y : str
        Columns of numbers.
    label : int
        How many points to name: those with the largest residuals.
    ax : Axes, optional
        Where to draw; a new figure when None. ``scatter(...).figure.savefig("plot.pdf")``.

    Returns
    -------
    Axes
        With n in its title.

    Raises
    ------
    UsageError
        When a column is missing, or fewer than three rows have both.

    Examples
    --------
    >>> data = pd.DataFrame({"x": [1, 2, 3, 4], "y": [1, 2, 9, 4]}, index=["A", "B", "C", "D"])
    >>> [text.get_text() for text in scatter(data, label=1).texts]
    ['C']
    """
    for name in (x, y):
        if name not in data:
            hint = nearest(name, map(str, data.columns))
            raise UsageError(f"scatter: the data have no column {name!r}{hint}")
    both = data.dropna(subset=[x, y])
    if len(both) < 3:
        raise UsageError(f"scatter: {len(both)} rows have both {x} and {y}; at least 3 are needed")
    slope, constant = np.polyfit(both[x].to_numpy(float), both[y].to_numpy(float), 1)
    away = both[y] - (constant + slope * both[x])
    names = both["province"] if "province" in both else both.index.to_series()
    with style.house_style("scatter"):
        ax = _axes() if ax is None else ax
        ax.scatter(both[x], both[y], s=16, color=style.colours().subject)
        ends = np.array([both[x].min(), both[x].max()])
        ax.plot(ends, constant + slope * ends, color=style.colours().context, linewidth=1)
        for row in np.argsort(-away.abs().to_numpy(), kind="stable")[:label]:
            place = (both[x].iloc[row], both[y].iloc[row])
            ax.annotate(names.iloc[row], place, (4, 4), textcoords="offset points", size=8)
        called = [data.attrs.get(one, name) for one, name in (("predictor", x), ("outcome", y))]
        ax.set(xlabel=called[0] if x == "x" else x, ylabel=called[1] if y == "y" else y)
        ax.set_title(f"n = {len(both)}", loc="left", size=10)
    return ax


def _axes() -> Axes:
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(5.2, 3.8))[1]
