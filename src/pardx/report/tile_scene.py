"""A map of equal tiles as a drawing: to be kept as a file, and on the card of a shared link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from pardx.report.maps import edges, sea
from pardx.report.scene import Mark, Scene, paragraph

ENDS = {"en": (0, 0, 1, 0), "es": (0, 1, 1, 1), "ew": (0, 0, 0, 1), "ee": (1, 0, 1, 1)}
"""Edge of a tile, as :func:`pardx.report.maps.edges` names it -> its ends, in tiles."""

KEY = 0.31
"""How far down the map its key begins, off the coast."""


class Look(NamedTuple):
    """How a tile looks: the colour of its box, and lines of text in it."""

    fill: str
    texts: tuple[str, ...] = ()


class Sizes(NamedTuple):
    """Of a map: width and height of a tile, height of letters in tiles and beside them."""

    wide: float
    high: float
    small: float
    letters: float


def tile_map(
    placed: pd.DataFrame,
    regions: Mapping[str, str],
    looks: Mapping[str, Look],
    level: str,
    sizes: Sizes,
    key: Iterable[tuple[str, str]] = (),
) -> Scene:
    """Draw the units of a level as tiles, with borders of regions and the archipelagos.

    Parameters
    ----------
    placed : DataFrame
        ``row`` and ``col`` of each unit, by code.
    regions : mapping
        Code -> region.
    looks : mapping
        Code -> how its tile looks.
    level : str
        ``province`` or ``unit34``.
    sizes : Sizes
        Of tiles and letters.
    key : iterable of tuple of str
        Colours and what they mean.
    """
    at = {(row.row, row.col): regions[row.Index] for row in placed.itertuples()}
    marks = [
        mark
        for row in placed.itertuples()
        for mark in _tile(row.col * sizes.wide, row.row * sizes.high, looks[row.Index], sizes)
    ]
    for row, col in at:
        for side in edges(at, row, col):
            ends = ENDS[side]
            x, y = (col + ends[0]) * sizes.wide, (row + ends[1]) * sizes.high
            end = ((col + ends[2]) * sizes.wide, (row + ends[3]) * sizes.high)
            marks.append(Mark("line", (x, y, *end), "ink", 1.5))
    marks += _sea(level, sizes)
    width, height = (placed[side].max() + 1 for side in ("col", "row"))
    marks += _key(key, KEY * height * sizes.high, sizes)
    return Scene(width * sizes.wide, height * sizes.high, tuple(marks))


def _tile(x: float, y: float, look: Look, sizes: Sizes) -> Iterator[Mark]:
    box = (x, y, x + sizes.wide, y + sizes.high)
    yield Mark("box", box, look.fill)
    yield Mark("frame", box, "context")
    ink = f"k{look.fill[1]}" if look.fill[1:].isdigit() else "ink"
    middle, lines = x + sizes.wide / 2, len(look.texts)
    for place, text in enumerate(look.texts):
        down = y + sizes.high / 2 + sizes.small * (1.15 * (place - (lines - 1) / 2) + 0.36)
        yield Mark("text", (middle, down), ink, sizes.small, text, "centre", bold=place > 0)


def _sea(level: str, sizes: Sizes) -> Iterator[Mark]:
    """Frame the archipelagos, their names towards the coast."""
    for name, _, row, col in sea(level):
        x, y = (col - 1) * sizes.wide, (row - 1) * sizes.high
        yield Mark("frame", (x, y, x + sizes.wide, y + sizes.high), "context")
        down = y + sizes.high / 2 + 0.36 * sizes.letters
        yield Mark("text", (x - 5, down), "quiet", sizes.letters, name, "right")


def _key(key: Iterable[tuple[str, str]], top: float, sizes: Sizes) -> Iterator[Mark]:
    side = 1.2 * sizes.letters
    for place, (colour, text) in enumerate(key):
        y = top + place * 1.6 * sizes.letters
        yield Mark("box", (0, y, side, y + side), colour)
        yield Mark("frame", (0, y, side, y + side), "context")
        at, width = (1.5 * side, y + 0.8 * side), 3 * sizes.wide - 1.5 * side
        yield from paragraph(text, at, width, sizes.letters)
