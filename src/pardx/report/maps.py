"""Equal-tile maps: each province one tile, its rank printed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from pardx.data.geography import PLACES
from pardx.language import MISSING, N_, Language
from pardx.report import style
from pardx.report.exhibit import Exhibit, Words, figure
from pardx.report.material import Material
from pardx.settings import settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

QUARTER_ENDS = (16, 32, 48, PLACES)
"""Last place of each quarter; :data:`settings().palette.quarters` are their shades."""
ARCHIPELAGOS = (("Hoàng Sa", "Đà Nẵng", 11), ("Trường Sa", "Khánh Hòa", 17))
"""Name, province, row: shown as dashed boxes off the coast, they have no figures of their own."""
SEA = 7.25
"""Column of the open sea in which they stand."""
LEGEND = (5.0, 4.9)
"""Column and row of the open sea below the northern coast."""


def tile_maps(material: Material) -> list[Exhibit]:
    """Draw one tile map for each index the year is shown by."""
    return [tile_map(material, indicator) for indicator in material.subjects()]


def tile_map(material: Material, indicator: str) -> Exhibit:
    """Draw the ranks of an index on the map of 63 equal tiles.

    Parameters
    ----------
    material : Material
        Uses ``ranking`` and ``tiles``.
    indicator : str
        One of the headline indices.
    """
    ranks = material.ranking.set_index("gso_code")[["province", f"{indicator}_rank"]]
    placed = material.tiles.join(ranks.set_axis(["province", "rank"], axis=1))
    return figure(
        f"fig-map-{indicator.replace('_', '-')}",
        draw=lambda lang: _draw(placed, lang),
        words=lambda lang: _words(material, indicator, placed, lang),
        origin=material.origin("ranking.csv", indicator),
        wide=True,
    )


def _words(material: Material, indicator: str, placed: pd.DataFrame, lang: Language) -> Words:
    ranks = placed.set_index("province")["rank"].dropna().sort_values()
    facts = {
        "index": material.short(indicator, lang.code),
        "year": material.year,
        "n": len(ranks),
        "leader": lang.listed([*ranks.index[ranks == ranks.min()]]),
        "first": lang.listed([f"{name} ({rank:.0f})" for name, rank in ranks.head(5).items()]),
        "last": lang.listed([f"{name} ({rank:.0f})" for name, rank in ranks.tail(5).items()]),
        "missing": PLACES - len(ranks),
    }
    return Words(
        lang(
            N_("{leader} leads {index} {year}")
            if ranks.min() == 1
            else N_("{leader}: highest known rank on {index} {year}"),
            **facts,
        ),
        lang("Rank on {index}, {year}, one tile per province; n = {n} of 63", **facts),
        lang(
            "Tile map of 63 provinces with their rank on {index} {year}. Highest known: "
            "{first}. Lowest known: {last}. No rank known: {missing} provinces.",
            **facts,
        ),
    )


def _draw(placed: pd.DataFrame, lang: Language) -> Figure:
    drawing, axes = style.canvas(5.4, 9.6)
    ax = axes[0, 0]
    for tile in placed.itertuples():
        _tile(ax, tile)
    for name, province, row in ARCHIPELAGOS:
        _archipelago(ax, name, province, row)
    _legend(ax, lang)
    ax.set(xlim=(-0.1, 8.6), ylim=(23.1, -0.1))
    ax.axis("off")
    return drawing


def _tile(ax: Axes, tile: NamedTuple) -> None:
    from matplotlib.patches import Rectangle

    known = tile.rank == tile.rank
    shade = settings().palette.quarters[_quarter(tile.rank)] if known else style.colours().paper
    ink = _ink(_quarter(tile.rank)) if known else settings().palette.figure_ink
    ax.add_patch(
        Rectangle(
            (tile.col, tile.row),
            0.96,
            0.94,
            facecolor=shade,
            edgecolor=style.colours().context,
            linewidth=0.7,
            linestyle="-" if known else (0, (3, 2)),
        )
    )
    x, y = tile.col + 0.48, tile.row
    for line, height in zip(_two_lines(tile.province), (0.22, 0.47), strict=False):
        ax.text(x, y + height, line, color=ink, ha="center", va="center", size=6.2)
    ax.text(
        x,
        y + 0.77,
        f"{tile.rank:.0f}" if known else MISSING,
        color=ink,
        ha="center",
        va="center",
        size=7.5,
        weight="bold",
    )


def _ink(quarter: int) -> str:
    return settings().palette.light_ink if quarter == 0 else settings().palette.dark_ink


def _quarter(rank: float) -> int:
    return next(place for place, end in enumerate(QUARTER_ENDS) if rank <= end)


def _two_lines(name: str) -> tuple[str, str]:
    """Break a long name after the word that leaves the lines most equal."""
    words = name.replace("TP. ", "TP.\N{NO-BREAK SPACE}").split(" ")
    cuts = range(1, len(words)) or [len(words)]
    best = min(cuts, key=lambda cut: abs(len(" ".join(words[:cut])) - len(" ".join(words[cut:]))))
    return " ".join(words[:best]), " ".join(words[best:])


def _archipelago(ax: Axes, name: str, province: str, row: int) -> None:
    from matplotlib.patches import Rectangle

    ax.add_patch(
        Rectangle(
            (SEA, row),
            1.25,
            0.94,
            fill=False,
            edgecolor=style.colours().context,
            linestyle="--",
            linewidth=0.8,
        )
    )
    ax.text(SEA + 0.62, row + 0.47, f"{name}\n({province})", ha="center", va="center", size=5.5)


def _legend(ax: Axes, lang: Language) -> None:
    from matplotlib.patches import Patch

    starts = (1, *(end + 1 for end in QUARTER_ENDS[:-1]))
    shades = zip(starts, QUARTER_ENDS, settings().palette.quarters, strict=True)
    keys = [
        Patch(
            facecolor=shade,
            edgecolor=style.colours().context,
            label=lang("{low} to {high}", low=low, high=high),
        )
        for low, high, shade in shades
    ]
    keys.append(
        Patch(
            facecolor=style.colours().paper,
            edgecolor=style.colours().context,
            linestyle=(0, (3, 2)),
            label=lang("rank not known"),
        )
    )
    ax.legend(
        handles=keys,
        loc="upper left",
        frameon=False,
        fontsize=8,
        bbox_to_anchor=LEGEND,
        bbox_transform=ax.transData,
    )
