"""What maps of equal tiles share: where the sea is, its archipelagos, names on two lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

ARCHIPELAGOS = (("Hoàng Sa", "Đà Nẵng"), ("Trường Sa", "Khánh Hòa"))
"""Name, province: shown as dashed boxes off its coast, they have no figures of their own."""

SEA = {"province": ((9, 6), (19, 6)), "unit34": ((5, 5), (13, 5))}
"""Level -> row and column of the archipelagos on a page's map."""

SHORT = {"TP. Hồ Chí Minh": "TP.HCM", "Bà Rịa - Vũng Tàu": "BR-VT", "Thừa Thiên Huế": "TT Huế"}
"""Names too long for a tile, as newspapers shorten them."""


class Tile(NamedTuple):
    """A unit on a page's map.

    Attributes
    ----------
    name, href : str
        Where the tile leads.
    row, col : int
        From 1.
    classes : str
        Of the style sheet: shades, and edges as of :func:`edges`.
    code, slug : str
        Of a tile that is pointed at, and leads to its brief where one is made.
    numbers : tuple of tuple of str
        Letter of an index and what stands in the tile for it.
    """

    name: str
    href: str
    row: int
    col: int
    classes: str
    code: str = ""
    slug: str = ""
    numbers: tuple[tuple[str, str], ...] = ()

    @property
    def short(self) -> str:
        """The name as it fits the tile."""
        return SHORT.get(self.name, self.name)


def edges(regions: Mapping[tuple[int, int], str], row: int, col: int) -> list[str]:
    """Name the classes of a tile's edges beside which is another region, or nothing."""
    sides = {"n": (row - 1, col), "s": (row + 1, col), "w": (row, col - 1), "e": (row, col + 1)}
    own = regions[row, col]
    return [f"e{side}" for side, beside in sides.items() if regions.get(beside) != own]


def sea(level: str) -> list[tuple[str, str, int, int]]:
    """Place the archipelagos on a page's map: name, province, row and column from 1."""
    named = zip(ARCHIPELAGOS, SEA[level], strict=True)
    return [(name, province, row + 1, col + 1) for (name, province), (row, col) in named]


class Sheet(NamedTuple):
    """Where a map's sea is: below the northern coast for the legend, and in the east.

    Attributes
    ----------
    legend : tuple of float
        Column and row of the legend's corner.
    sea : float
        Column of the archipelagos.
    size : tuple of float
        Columns and rows.
    inches : tuple of float
        Width and height as drawn.
    """

    legend: tuple[float, float]
    sea: float
    size: tuple[float, float]
    inches: tuple[float, float]


SHEETS = {
    "province": Sheet((5.0, 4.9), 7.25, (8.6, 23.1), (5.4, 9.6)),
    "unit34": Sheet((4.2, 3.4), 6.25, (7.6, 16.1), (4.8, 6.75)),
}
"""Level -> how its map lies on the page."""


def quarter_ends(places: int) -> tuple[int, ...]:
    """Return the last place of each quarter; the palette's ``quarters`` are their shades."""
    return tuple(-(-places * quarter // 4) for quarter in (1, 2, 3, 4))


def finish(ax: Axes, rows: pd.Series, sheet: Sheet) -> None:
    """Add the archipelagos off their provinces' coasts, and fit the axes to the sheet.

    Parameters
    ----------
    ax : Axes
        With the tiles.
    rows : Series
        Row of each unit's tile, by name.
    sheet : Sheet
    """
    from matplotlib.patches import Rectangle

    from pardx.report import style

    dashed = {"edgecolor": style.colours().context, "linestyle": "--", "linewidth": 0.8}
    for name, province in ARCHIPELAGOS:
        row = rows[province]
        ax.add_patch(Rectangle((sheet.sea, row), 1.25, 0.94, fill=False, **dashed))
        label = f"{name}\n({province})"
        ax.text(sheet.sea + 0.62, row + 0.47, label, ha="center", va="center", size=5.5)
    ax.set(xlim=(-0.1, sheet.size[0]), ylim=(sheet.size[1], -0.1))
    ax.axis("off")


def two_lines(name: str) -> tuple[str, str]:
    """Break a long name after the word that leaves the lines most equal."""
    words = name.replace("TP. ", "TP.\N{NO-BREAK SPACE}").split(" ")
    cuts = range(1, len(words)) or [len(words)]
    best = min(cuts, key=lambda cut: abs(len(" ".join(words[:cut])) - len(" ".join(words[cut:]))))
    return " ".join(words[:best]), " ".join(words[best:])
