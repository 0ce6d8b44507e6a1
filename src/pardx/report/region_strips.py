"""The six regions on each index: one strip of provinces each, with the middle one marked."""

from __future__ import annotations

from typing import NamedTuple

from pardx.language import N_, Language
from pardx.report.atlas import EDGE, WIDTH, Dot, common, dots
from pardx.report.exhibit import Exhibit, Fragment, origin
from pardx.report.positions import Index, Standings
from pardx.report.scene import Mark, Scene, as_file, framed
from pardx.templates import render

ENOUGH = 2 / 3
"""Of a region's provinces; with fewer known it has no middle, and is in no order."""

TITLES = {
    "best": N_("{region} stands highest on {index}, by the province in the middle"),
    "none": N_("{index}: too few figures collected to compare all regions"),
}


class Strip(NamedTuple):
    """A region on an index: how many of its provinces are known, their dots, its middle."""

    region: str
    known: int
    members: int
    dots: list[Dot]
    middle: int | None


def strips_of(index: Index, regions: list[str]) -> list[Strip]:
    """Lay out the regions of an index, those with a middle first, the best at the top."""
    placed, made = dots(index, regions), []
    for number, region in enumerate(regions):
        ours = index.units[index.units.region == region]
        known = ours.place.dropna()
        enough = len(known) >= ENOUGH * len(ours) and len(known) > 0
        middle = round(EDGE + (WIDTH - 2 * EDGE) * known.median()) if enough else None
        own = [dot for dot in placed if dot.region == number]
        made.append(Strip(region, len(known), len(ours), own, middle))
    return sorted(
        made, key=lambda strip: -1 if strip.middle is None else strip.middle, reverse=True
    )


def regions_exhibit(standings: Standings) -> Exhibit | None:
    """Draw the provinces of each region on the index that is chosen."""
    if not standings.indices:
        return None
    names = [one.name for one in standings.indices]
    shown = origin("ranking.csv", standings.dictionary, *names)
    drawn = [(index, strips_of(index, standings.regions)) for index in standings.indices]

    def write(lang: Language) -> Fragment:
        said = common(standings, lang)
        title = lang("The six regions, {year}", year=standings.year)
        html = render(
            "region_strips.html.j2",
            lang=lang,
            id="fig-regions",
            title=title,
            drawn=[
                {
                    "letter": index.letter,
                    "title": _title(index, strips, standings, lang),
                    "strips": strips,
                }
                for index, strips in drawn
            ],
            named={one: standings.dictionary.region(one, lang.code) for one in standings.regions},
            width=WIDTH,
            edge=EDGE,
            origin=shown,
            **said,
        )
        kept = {
            f"fig-regions-{index.name}": _kept(index, strips, standings, lang)
            for index, strips in drawn
        }
        return Fragment(html, title, drawings=kept)

    files = {f"fig-regions-{index.name}": index.letter for index, _ in drawn}
    return Exhibit("fig-regions", write, shown.csv, shown.shows, files)


def _kept(index: Index, strips: list[Strip], standings: Standings, lang: Language) -> str:
    """Draw the strips of an index as a file."""
    marks, left, high = [], 240, 34
    for place, strip in enumerate(strips):
        y = place * high + high / 2
        name = standings.dictionary.region(strip.region, lang.code)
        known = lang("{n} of {places} known", n=strip.known, places=strip.members)
        marks += [
            Mark("text", (0, y - 2), "ink", 11, name),
            Mark("text", (0, y + 11), "quiet", 9, known),
            Mark("line", (left + EDGE, y, left + WIDTH - EDGE, y), "line"),
            *(Mark("dot", (left + dot.x, y), "context", 3) for dot in strip.dots),
        ]
        if strip.middle is not None:
            marks.append(Mark("line", (x := left + strip.middle, y - 9, x, y + 9), "ink", 3))
    scene = Scene(left + WIDTH, len(strips) * high, tuple(marks))
    said = lang(
        "Each dot a province, {year}, better to the right; bar: the province in the middle",
        year=standings.year,
    )
    title = _title(index, strips, standings, lang)
    shown = origin("ranking.csv", standings.dictionary, index.name)
    return as_file(framed(scene, title, [said], shown.source(standings.year, lang)))


def _title(index: Index, strips: list[Strip], standings: Standings, lang: Language) -> str:
    best = strips[0]
    kind = "best" if all(strip.middle is not None for strip in strips) else "none"
    return lang(
        TITLES[kind],
        region=standings.dictionary.region(best.region, lang.code),
        index=standings.dictionary.short(index.name, lang.code),
    )
