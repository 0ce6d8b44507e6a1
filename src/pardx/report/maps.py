"""Equal-tile maps: each province one tile, its rank printed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.geography import PLACES, tiles
from pardx.language import MISSING, N_, Language
from pardx.report import style
from pardx.report.exhibit import Exhibit, Words, figure, origin
from pardx.settings import settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

QUARTER_ENDS = (16, 32, 48, PLACES)
"""Last place of each quarter; :data:`settings().palette.quarters` are their shades."""
ARCHIPELAGOS = (("Hoàng Sa", "Đà Nẵng", 11), ("Trường Sa", "Khánh Hòa", 17))
"""Name, province, row: shown as dashed boxes off the coast, they have no figures of their own."""
SEA = 7.25
"""Column of the open sea in which they are drawn."""
LEGEND = (5.0, 4.9)
"""Column and row of the open sea below the northern coast."""


def tile_map(ranking: pd.DataFrame, indicator: str, dictionary: Dictionary, year: int) -> Exhibit:
    """Draw the ranks of an index on the map of 63 equal tiles.

    Parameters
    ----------
    ranking : DataFrame
        One row per province.
    indicator : str
        One of the headline indices.
    dictionary : Dictionary
        Names the index, and places the tiles.
    year : int
        Year of the report.
    """
    ranks = ranking.set_index("gso_code")[["province", f"{indicator}_rank"]]
    placed = tiles(dictionary.project).set_index("gso_code")
    placed = placed.join(ranks.set_axis(["province", "rank"], axis=1))
    return figure(
        f"fig-map-{indicator.replace('_', '-')}",
        draw=lambda lang: _draw(placed, lang),
        words=lambda lang: _words(placed, dictionary.short(indicator, lang.code), year, lang),
        origin=origin("ranking.csv", dictionary, indicator),
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
        "missing": PLACES - len(ranks),
    }
    return Words(
        lang(
            N_("{leader} ranks first on {index}, {year}")
            if ranks.min() == 1
            else N_("{leader}: highest rank collected on {index}, {year}"),
            **facts,
        ),
        lang("Rank on {index}, {year}, one tile per province; n = {n} of 63", **facts),
        lang(
            "Tile map of 63 provinces with their rank on {index} {year}. Highest "
            "collected: {first}. Lowest collected: {last}. Not collected: {missing} "
            "provinces.",
            **facts,
        ),
    )


def _draw(placed: pd.DataFrame, lang: Language) -> Figure:
    from matplotlib.patches import Rectangle

    drawing, [[ax]] = style.canvas(5.4, 9.6)
    for tile in placed.itertuples():
        _tile(ax, tile)
    dashed = {"edgecolor": style.colours().context, "linestyle": "--", "linewidth": 0.8}
    for name, province, row in ARCHIPELAGOS:
        ax.add_patch(Rectangle((SEA, row), 1.25, 0.94, fill=False, **dashed))
        label = f"{name}\n({province})"
        ax.text(SEA + 0.62, row + 0.47, label, ha="center", va="center", size=5.5)
    _legend(ax, lang)
    ax.set(xlim=(-0.1, 8.6), ylim=(23.1, -0.1))
    ax.axis("off")
    return drawing


def _tile(ax: Axes, tile: NamedTuple) -> None:
    from matplotlib.patches import Rectangle

    palette, known = settings().palette, pd.notna(tile.rank)
    shade, ink = style.colours().paper, palette.figure_ink
    if known:
        quarter = next(place for place, end in enumerate(QUARTER_ENDS) if tile.rank <= end)
        shade = palette.quarters[quarter]
        ink = palette.light_ink if quarter == 0 else palette.dark_ink
    outline = {"edgecolor": style.colours().context, "linewidth": 0.7}
    dashes = "-" if known else (0, (3, 2))
    corner = (tile.col, tile.row)
    ax.add_patch(Rectangle(corner, 0.96, 0.94, facecolor=shade, linestyle=dashes, **outline))
    x, y = tile.col + 0.48, tile.row
    centred = {"color": ink, "ha": "center", "va": "center"}
    for line, height in zip(_two_lines(tile.province), (0.22, 0.47), strict=False):
        ax.text(x, y + height, line, size=6.2, **centred)
    rank = f"{tile.rank:.0f}" if known else MISSING
    ax.text(x, y + 0.77, rank, size=7.5, weight="bold", **centred)


def _two_lines(name: str) -> tuple[str, str]:
    """Break a long name after the word that leaves the lines most equal."""
    words = name.replace("TP. ", "TP.\N{NO-BREAK SPACE}").split(" ")
    cuts = range(1, len(words)) or [len(words)]
    best = min(cuts, key=lambda cut: abs(len(" ".join(words[:cut])) - len(" ".join(words[cut:]))))
    return " ".join(words[:best]), " ".join(words[best:])


def _legend(ax: Axes, lang: Language) -> None:
    from matplotlib.patches import Patch

    edge, starts = style.colours().context, (1, *(end + 1 for end in QUARTER_ENDS[:-1]))
    shades = zip(starts, QUARTER_ENDS, settings().palette.quarters, strict=True)
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
        bbox_to_anchor=LEGEND,
        bbox_transform=ax.transData,
    )
