"""The card that is shown where a link to a page is shared: its title, its findings and a map."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from pardx.data.geography import level_of, tiles
from pardx.language import Language
from pardx.project import Project
from pardx.report.atlas import standings_map
from pardx.report.positions import GROUPS, Standings
from pardx.report.scene import Mark, Scene, moved, paragraph
from pardx.report.tile_scene import Look, Sizes, tile_map

SIZE = (1200, 630)
"""Pixels, as networks show cards."""
LEFT, WIDE, BOTTOM = 64, 700, 590
"""Where texts begin, how wide they are, and where they end."""
MAP, MAP_SIZE = (828, 36), (320, 536)
"""Corner and size of the map; a line about it stands below."""
LABEL, TITLE, TEXT, SMALL = 26, (44, 38, 32), 28, 16
"""Heights of letters; half of these are still read where a card is shown 600 pixels wide."""
SENTENCE = re.compile(r"(?<=[\w%)]{3}[.!?])\s+")
"""Where a sentence ends: not after ``TP.``."""


def card(label: str, title: str, texts: Iterable[str], picture: Scene, below: str = "") -> Scene:
    """Lay out a card; of the texts it has the sentences that fit whole.

    Parameters
    ----------
    label, title : str
        Of what it is, and the page's title.
    texts : iterable of str
        Findings, the first the most important.
    picture : Scene
        A map of :data:`MAP_SIZE`.
    below : str
        What the map shows.
    """
    marks = [
        Mark("box", (0, 0, *SIZE), "paper"),
        Mark("box", (0, 0, 20, SIZE[1]), "accent"),
        *paragraph(label, (LEFT, 76), WIDE, LABEL, "quiet", bold=True),
    ]
    marks += _title(title, marks[-1].at[1] + 66)
    sentences = [one for text in texts for one in SENTENCE.split(text)]
    for sentence in sentences:
        lines = paragraph(sentence, (LEFT, marks[-1].at[1] + 1.9 * TEXT), WIDE, TEXT)
        if lines[-1].at[1] > BOTTOM:
            break
        marks += lines
    marks += moved(picture.marks, *MAP)
    middle, foot = MAP[0] + MAP_SIZE[0] / 2, MAP[1] + MAP_SIZE[1] + 34
    marks.append(Mark("text", (middle, foot), "quiet", 20, below, "centre"))
    return Scene(*SIZE, tuple(marks))


def _title(title: str, top: float) -> list[Mark]:
    """Set a title in the largest letters that leave room for a finding."""
    for size in TITLE:
        lines = paragraph(title, (LEFT, top), WIDE, size, bold=True)
        if lines[-1].at[1] < BOTTOM - 5 * TEXT:
            break
    return lines


def standings_picture(standings: Standings, lang: Language) -> tuple[Scene, str]:
    """Draw the map that a year's report opens with, and say what it shows."""
    placed = tiles(standings.dictionary.project, standings.level)
    sizes = _sizes(placed)
    index = next((one for one in standings.indices if one.letter == standings.shown_first), None)
    if index is None:
        return _map(placed, standings.names.region, {}, sizes), ""
    looks = {row.Index: Look(index.fill(row)) for row in index.units.itertuples()}
    key = [("q1", lang(GROUPS[1])), ("q2", ""), ("q3", ""), ("q4", lang(GROUPS[4]))]
    drawn = standings_map(standings, looks, sizes, key)
    return drawn, f"{standings.dictionary.short(index.name, lang.code)} {standings.year}"


def own_picture(project: Project, units: pd.DataFrame, own: str) -> Scene:
    """Draw the map with the tile of a code marked.

    Parameters
    ----------
    project : Project
        The checkout.
    units : DataFrame
        All units of the year, by code: ``region6_vi``.
    own : str
        Code of the unit.
    """
    placed = tiles(project, level_of(units.index))
    return _map(placed, units.region6_vi, {own: Look("contrast")}, _sizes(placed))


def _map(
    placed: pd.DataFrame, regions: pd.Series, looks: Mapping[str, Look], sizes: Sizes
) -> Scene:
    every = {code: Look("band") for code in placed.index} | dict(looks)
    return tile_map(placed, regions, every, level_of(placed.index), sizes)


def _sizes(placed: pd.DataFrame) -> Sizes:
    wide, high = (MAP_SIZE[at] / (placed[side].max() + 1) for at, side in enumerate(("col", "row")))
    return Sizes(wide, high, SMALL, SMALL)
