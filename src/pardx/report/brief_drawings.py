"""The two pictures of a brief: where the province stands on each index, and on the map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from pardx.data.geography import level_of, tiles
from pardx.language import Language
from pardx.report.brief_facts import Brief
from pardx.report.maps import ARCHIPELAGOS, SHEETS
from pardx.report.scene import Mark, Scene
from pardx.stats.standing import TRAIL, Standing

WIDTH, ROW, LETTERS = 320, 30, 11
"""A picture's width is that of a phone, so that its letters are read there at their size."""
LEFT, RIGHT = 112, 272
"""Ends of a row's line; the ends of its scale are written beside it."""
FIRST, LAST = 96, 300
"""Where the first and the last year of a trail stand."""
TILE_WIDE, TILE_HIGH = 17, 9.5


def spine(brief: Brief, lang: Language) -> Scene:
    """Draw one row per index: all provinces, those of the region, the middle, and the own one."""
    rows = [row for own in brief.facts.shown if (row := _row(brief, own, lang))]
    marks = [mark for place, row in enumerate(rows) for mark in _spine_row(row, place * ROW)]
    foot = len(rows) * ROW + 14
    key = [
        (4, "subject", 5.5, brief.facts.province),
        (120, "locality", 3.5, lang("same region")),
        (214, "context", 2.5, lang("other provinces")),
    ]
    for x, colour, size, text in key:
        marks += [Mark("dot", (x + 2, foot), colour, size)]
        marks += [Mark("text", (x + 12, foot + 4), "ink", LETTERS, text)]
    marks += [
        Mark("line", (6, foot + 13, 6, foot + 25), "ink", 1.5),
        Mark("text", (16, foot + 23), "ink", LETTERS, lang("middle of all provinces")),
    ]
    return Scene(WIDTH, foot + 30, tuple(marks))


def by_score(brief: Brief, own: Standing) -> bool:
    """Say whether an index is drawn by score: at least half of all provinces have one."""
    return 2 * own.scores >= len(brief.evidence.panel) and not own.missing


def _row(brief: Brief, own: Standing, lang: Language) -> dict[str, object]:
    """Lay an index's provinces out between 0 (last) and 1 (first); empty without a figure."""
    found, names = brief.evidence.standings[own.indicator], brief.evidence.panel.province
    places = brief.dictionary.decimals(own.indicator)
    if by_score(brief, own):
        values = found["score"].dropna()
        low, high, middle = values.min(), values.max(), values.median()
        ends = [lang.number(end, min(places, 2)) for end in (low, high)]
        said = {code: lang.number(value, places) for code, value in values.items()}
    else:
        values, low, high = found["rank"].dropna(), own.places, 1
        middle, ends = (low + 1) / 2, [f"{low:.0f}", "1"]
        said = {code: f"{value:.0f}/{own.places}" for code, value in values.items()}
    if values.empty or low == high:
        return {}
    return {
        "name": brief.short(own.indicator, lang),
        "ends": ends,
        "middle": (middle - low) / (high - low),
        "at": ((values - low) / (high - low)).to_dict(),
        "said": {code: f"{names[code]}: {text}" for code, text in said.items()},
        "region": {peer.gso_code for peer in brief.facts.members},
        "own": brief.facts.gso_code,
    }


def _spine_row(row: Mapping, top: float) -> Iterator[Mark]:
    y = top + ROW / 2

    def x(share: float) -> float:
        return LEFT + share * (RIGHT - LEFT)

    yield Mark("text", (0, y + 4), "ink", LETTERS, row["name"], bold=True)
    yield Mark("text", (LEFT - 9, y + 4), "quiet", LETTERS, row["ends"][0], "right")
    yield Mark("text", (RIGHT + 9, y + 4), "quiet", LETTERS, row["ends"][1])
    yield Mark("line", (LEFT, y, RIGHT, y), "line", 1)
    layers = {"context": (2.5, []), "locality": (3.5, []), "subject": (5.5, [])}
    for code, share in sorted(row["at"].items()):
        kind = "subject" if code == row["own"] else "locality" if code in row["region"] else ""
        layers[kind or "context"][1].append((x(share), row["said"][code]))
    for colour, (size, dots) in layers.items():
        if colour == "subject":
            yield Mark("line", (x(row["middle"]), y - 10, x(row["middle"]), y + 10), "ink", 1.5)
        for place, said in dots:
            yield Mark("dot", (place, y), colour, size, said)


def trail(brief: Brief, lang: Language) -> Scene:
    """Draw one row per index: rank, of PAPI the score, over five years, broken at breaks."""
    years = [brief.facts.year - back for back in range(TRAIL - 1, -1, -1)]
    step = (LAST - FIRST) / (TRAIL - 1)
    at = {year: FIRST + place * step for place, year in enumerate(years)}
    marks = [
        mark
        for place, own in enumerate(brief.facts.shown)
        for mark in _trail_row(brief, own, lang, at, place * ROW)
    ]
    foot = len(brief.facts.shown) * ROW + 18
    marks += [Mark("text", (x, foot), "quiet", LETTERS, str(y), "centre") for y, x in at.items()]
    marks += [
        Mark("dashes", (6, foot + 9, 6, foot + 21), "contrast", 1.5),
        Mark("text", (16, foot + 19), "ink", LETTERS, lang("method changed: not comparable")),
    ]
    return Scene(WIDTH, foot + 26, tuple(marks))


def _trail_row(
    brief: Brief, own: Standing, lang: Language, at: Mapping[int, float], top: float
) -> Iterator[Mark]:
    scored = not own.ranked
    values = {
        point.year: point.score if scored else point.rank
        for point in own.trail
        if pd.notna(point.score if scored else point.rank)
    }
    name = brief.short(own.indicator, lang)
    yield Mark("text", (0, top + ROW / 2 + 4), "ink", LETTERS, name, bold=True)
    known = [*values.values()] or [0]
    last = max(point.places for point in own.trail)
    low, high = (min(known), max(known)) if scored else (last, 1)
    y = {
        year: top + ROW - 5 - (10 * (value - low) / (high - low) if high != low else 6)
        for year, value in values.items()
    }
    for point in own.trail:
        if not point.joined and point.year - 1 in at:
            x = (at[point.year] + at[point.year - 1]) / 2
            yield Mark("dashes", (x, top + 6, x, top + ROW - 2), "contrast", 1.5)
        elif point.year in y and point.year - 1 in y:
            before = (at[point.year - 1], y[point.year - 1])
            yield Mark("line", (*before, at[point.year], y[point.year]), "subject", 1.5)
    places = min(brief.dictionary.decimals(own.indicator), 1) if scored else 0
    for year, value in values.items():
        said = lang.number(value, places)
        yield Mark("dot", (at[year], y[year]), "subject", 3, f"{year}: {said}")
        yield Mark("text", (at[year], y[year] - 6), "ink", LETTERS, said, "centre")


def place(brief: Brief, lang: Language) -> Scene:
    """Draw the map of equal tiles, the own one and its region marked."""
    codes = brief.evidence.panel.index
    sheet, placed = SHEETS[level_of(codes)], tiles(brief.dictionary.project, level_of(codes))
    region = {peer.gso_code for peer in brief.facts.members}
    names, marks = brief.evidence.panel.province, []
    for colour in ("band", "locality", "subject"):
        for tile in placed.itertuples():
            own = tile.Index == brief.facts.gso_code
            kind = "subject" if own else "locality" if tile.Index in region else "band"
            if kind == colour:
                x, y = tile.col * TILE_WIDE, tile.row * TILE_HIGH
                box = (x, y, x + TILE_WIDE - 1, y + TILE_HIGH - 1)
                marks.append(Mark("box", box, colour, text=names[tile.Index]))
    rows, sea = dict(zip(names[placed.index], placed.row, strict=True)), sheet.sea * TILE_WIDE
    for name, province in ARCHIPELAGOS:
        y = rows[province] * TILE_HIGH
        marks.append(Mark("frame", (sea, y, sea + TILE_WIDE, y + TILE_HIGH - 1), "context"))
        marks.append(Mark("text", (sea + TILE_WIDE + 4, y + 8), "quiet", LETTERS, name))
    foot = (placed.row.max() + 1) * TILE_HIGH + 8
    for line, (colour, text) in enumerate(
        [("subject", brief.facts.province), ("locality", brief.region(lang))]
    ):
        y = foot + 15 * line
        marks.append(Mark("box", (0, y, TILE_WIDE - 1, y + TILE_HIGH - 1), colour))
        marks.append(Mark("text", (TILE_WIDE + 4, y + 8), "ink", LETTERS, text))
    return Scene(250, foot + 28, tuple(marks))
