"""Equal-tile maps: each province, or each of the 34 units, one tile, its rank printed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.geography import level_of, tiles
from pardx.language import MISSING, N_, Language
from pardx.report import style
from pardx.report.exhibit import Exhibit, Words, figure, origin
from pardx.report.ranking import SUFFIX, results_of
from pardx.settings import settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ARCHIPELAGOS = (("Hoàng Sa", "Đà Nẵng"), ("Trường Sa", "Khánh Hòa"))
"""Name, province: shown as dashed boxes off its coast, they have no figures of their own."""


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


def tile_map(ranking: pd.DataFrame, indicator: str, dictionary: Dictionary, year: int) -> Exhibit:
    """Draw the ranks of an index on the map of 63, or of 34, equal tiles.

    Parameters
    ----------
    ranking : DataFrame
        One row per province, or per unit of July 2025.
    indicator : str
        One of the headline indices.
    dictionary : Dictionary
        Names the index, and places the tiles.
    year : int
        Year of the report.
    """
    columns = ["province", f"{indicator}_rank", f"{indicator}_places"]
    ranks = ranking.set_index("gso_code")[columns]
    level = level_of(ranks.index)
    placed = tiles(dictionary.project, level)
    placed = placed.join(ranks.set_axis(["province", "rank", "places"], axis=1))
    return figure(
        f"fig-map-{indicator.replace('_', '-')}{SUFFIX[level]}",
        draw=lambda lang: _draw(placed, lang),
        words=lambda lang: _words(placed, dictionary.short(indicator, lang.code), year, lang),
        origin=origin(results_of(ranking, dictionary, year), dictionary, indicator),
        wide=True,
    )


def _words(placed: pd.DataFrame, index: str, year: int, lang: Language) -> Words:
    ranks = placed.set_index("province")["rank"].dropna().sort_values()
    facts = {
        "index": index,
        "year": year,
        "n": len(ranks),
        "leader": lang.listed([*ranks.index[ranks == ranks.min()]]),
        "first": lang.listed([f"{name} ({rank:.0f})" for name, rank in ranks.head(5).items()]),
        "last": lang.listed([f"{name} ({rank:.0f})" for name, rank in ranks.tail(5).items()]),
        "places": len(placed),
        "missing": len(placed) - len(ranks),
    }
    return Words(
        lang(
            N_("{leader} ranks first on {index}, {year}")
            if ranks.min() == 1
            else N_("{leader}: highest rank collected on {index}, {year}"),
            **facts,
        ),
        lang("Rank on {index}, {year}, one tile per province; n = {n} of {places}", **facts),
        lang(
            "Tile map of {places} provinces with their rank on {index} {year}. Highest "
            "collected: {first}. Lowest collected: {last}. Not collected: {missing} "
            "provinces.",
            **facts,
        ),
    )


def _draw(placed: pd.DataFrame, lang: Language) -> Figure:
    sheet, ends = SHEETS[level_of(placed.index)], quarter_ends(int(placed.places.max()))
    drawing, [[ax]] = style.canvas(*sheet.inches)
    for tile in placed.itertuples():
        _tile(ax, tile, ends)
    finish(ax, placed.set_index("province").row, sheet)
    _legend(ax, ends, sheet.legend, lang)
    return drawing


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

    dashed = {"edgecolor": style.colours().context, "linestyle": "--", "linewidth": 0.8}
    for name, province in ARCHIPELAGOS:
        row = rows[province]
        ax.add_patch(Rectangle((sheet.sea, row), 1.25, 0.94, fill=False, **dashed))
        label = f"{name}\n({province})"
        ax.text(sheet.sea + 0.62, row + 0.47, label, ha="center", va="center", size=5.5)
    ax.set(xlim=(-0.1, sheet.size[0]), ylim=(sheet.size[1], -0.1))
    ax.axis("off")


def _tile(ax: Axes, tile: NamedTuple, ends: tuple[int, ...]) -> None:
    from matplotlib.patches import Rectangle

    palette, known = settings().palette, pd.notna(tile.rank)
    shade, ink = style.colours().paper, palette.figure_ink
    if known:
        quarter = next(place for place, end in enumerate(ends) if tile.rank <= end)
        shade = palette.quarters[quarter]
        ink = palette.light_ink if quarter == 0 else palette.dark_ink
    outline = {"edgecolor": style.colours().context, "linewidth": 0.7}
    dashes = "-" if known else (0, (3, 2))
    corner = (tile.col, tile.row)
    ax.add_patch(Rectangle(corner, 0.96, 0.94, facecolor=shade, linestyle=dashes, **outline))
    x, y = tile.col + 0.48, tile.row
    centred = {"color": ink, "ha": "center", "va": "center"}
    for line, height in zip(two_lines(tile.province), (0.22, 0.47), strict=False):
        ax.text(x, y + height, line, size=6.2, **centred)
    rank = f"{tile.rank:.0f}" if known else MISSING
    ax.text(x, y + 0.77, rank, size=7.5, weight="bold", **centred)


def two_lines(name: str) -> tuple[str, str]:
    """Break a long name after the word that leaves the lines most equal."""
    words = name.replace("TP. ", "TP.\N{NO-BREAK SPACE}").split(" ")
    cuts = range(1, len(words)) or [len(words)]
    best = min(cuts, key=lambda cut: abs(len(" ".join(words[:cut])) - len(" ".join(words[cut:]))))
    return " ".join(words[:best]), " ".join(words[best:])


def _legend(ax: Axes, ends: tuple[int, ...], corner: tuple[float, float], lang: Language) -> None:
    from matplotlib.patches import Patch

    edge, starts = style.colours().context, (1, *(end + 1 for end in ends[:-1]))
    shades = zip(starts, ends, settings().palette.quarters, strict=True)
    keys = [
        Patch(facecolor=shade, edgecolor=edge, label=lang("{low} to {high}", low=low, high=high))
        for low, high, shade in shades
    ]
    paper, dashes = style.colours().paper, (0, (3, 2))
    unknown = lang("not collected")
    keys.append(Patch(facecolor=paper, edgecolor=edge, linestyle=dashes, label=unknown))
    ax.legend(
        handles=keys,
        loc="upper left",
        frameon=False,
        fontsize=8,
        bbox_to_anchor=corner,
        bbox_transform=ax.transData,
    )
