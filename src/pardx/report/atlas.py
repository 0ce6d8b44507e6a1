"""The first screen of the policy report: one map with an index switch, and one's own province."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.geography import local_units, tiles
from pardx.data.spelling import slug
from pardx.language import N_, Language, page_file
from pardx.report.exhibit import Exhibit, Fragment, origin, untitled
from pardx.report.maps import SHORT, Tile, edges, sea
from pardx.report.positions import GROUPS, Index, Standings
from pardx.report.ranking import beyond_named, counted
from pardx.report.scene import Scene, as_file, framed
from pardx.report.tile_scene import Look, Sizes, tile_map
from pardx.templates import render

NAMES = {
    "par_index": N_("administrative reform"),
    "sipas": N_("satisfaction with services"),
    "dti_total": N_("digital transformation"),
    "papi_d5_admin_procedures": N_("citizens on procedures"),
    "papi_d8_egovernance": N_("citizens on e-governance"),
    "pci_total": N_("economic governance"),
}
"""What an index measures, in a few words."""

WIDTH, EDGE = 320, 7
"""Of a strip of dots, in its own units."""


@dataclass(frozen=True)
class Dot:
    """A unit on a strip.

    Attributes
    ----------
    code : str
    region : int
        Its region's number.
    x : int
        Its place from the left.
    """

    code: str
    region: int
    x: int


def dots(index: Index, regions: list[str], width: int = WIDTH) -> list[Dot]:
    """Place the units whose position on an index is known, the last at the left."""
    known = index.units.dropna(subset=["place"])
    room = width - 2 * EDGE
    return [
        Dot(row.Index, regions.index(row.region), round(EDGE + room * row.place))
        for row in known.itertuples()
    ]


def map_exhibit(standings: Standings) -> Exhibit | None:
    """Draw all units as equal tiles that switch between indices; None where none has a figure."""
    if not standings.indices:
        return None
    shown = origin("ranking.csv", standings.dictionary, *(one.name for one in standings.indices))

    def write(lang: Language) -> Fragment:
        title = lang("Where the provinces stand, {year}", year=standings.year)
        html = render(
            "atlas_map.html.j2",
            lang=lang,
            id="fig-map",
            title=title,
            alt=_alt(standings, lang),
            tiles=_tiles(standings, lang),
            sea=sea(standings.level),
            origin=shown,
            rank_notes=rank_notes(standings, lang),
            limits={one.letter: one.limits(lang) for one in standings.indices},
            broken=[one.letter for one in standings.indices if _broken(one, standings)],
            part={one.letter: known_in_part(one, lang) for one in standings.indices},
            **common(standings, lang),
        )
        kept = {
            f"fig-map-{one.name}": _kept(one, title, standings, lang) for one in standings.indices
        }
        return Fragment(html, title, drawings=kept)

    drawn = {f"fig-map-{one.name}": one.letter for one in standings.indices}
    return Exhibit("fig-map", write, shown.csv, shown.shows, drawn)


def places_exhibit(standings: Standings) -> Exhibit | None:
    """Lead to the page of each unit, in a year of which no index has a figure."""
    if standings.indices:
        return None
    dictionary, year = standings.dictionary, standings.year
    level = dictionary.level_of(year)
    units = local_units(dictionary.project, level)
    grid = _grid(dictionary, level, units.region6_vi)

    def write(lang: Language) -> str:
        doors = []
        for code, name in units.name_vi.items():
            row, col, beside = grid[code]
            href = f"../provinces/{page_file(slug(name), lang.code)}"
            doors.append(Tile(name, href, row, col, " ".join(beside)))
        return render("places.html.j2", lang=lang, tiles=doors, sea=sea(level), year=year)

    return untitled("fig-map", write)


def _broken(index: Index, standings: Standings) -> bool:
    """Say whether the year's results on an index may not be set beside those of the year before."""
    dictionary, year = standings.dictionary, standings.year
    other_units = dictionary.other_units(index.name, year) is not None
    return other_units or standings.has_new_method(index.name)


def _kept(index: Index, title: str, standings: Standings, lang: Language) -> str:
    """Draw the map of an index as a file."""
    names = standings.dictionary
    looks = {
        row.Index: Look(
            index.fill(row), (SHORT.get(row.province, row.province), index.tile(row, lang))
        )
        for row in index.units.itertuples()
    }
    limits = index.limits(lang)
    key = [
        (f"q{number}", " ".join(filter(None, [lang(text), limits.get(number)])))
        for number, text in GROUPS.items()
    ]
    key.append(("paper", lang("not collected or not published")))
    scene = standings_map(standings, looks, Sizes(66, 27, 9, 11), key)
    measure = lang("rank") if index.ranked else lang("score (not ranked by the publisher)")
    said = f"{names.label(index.name, lang.code)}: {measure}"
    if _broken(index, standings):
        said += "; " + lang("not comparable with {before}", before=standings.year - 1)
    lines = [said, *filter(None, [known_in_part(index, lang)])]
    shown = origin("ranking.csv", names, index.name)
    return as_file(framed(scene, title, lines, shown.source(standings.year, lang)))


def standings_map(
    standings: Standings,
    looks: Mapping[str, Look],
    sizes: Sizes,
    key: Iterable[tuple[str, str]],
) -> Scene:
    """Draw the units of a year as tiles.

    Parameters
    ----------
    standings : Standings
        Of the year.
    looks : mapping
        Code -> how its tile looks.
    sizes : Sizes
        Of tiles and letters.
    key : iterable of tuple of str
        Colours and what they mean.
    """
    placed = tiles(standings.dictionary.project, standings.level)
    regions = standings.names.region
    return tile_map(placed.loc[[*regions.index]], regions, looks, standings.level, sizes, key)


def known_in_part(index: Index, lang: Language) -> str:
    """Say how many ranks of an index are known, and whether the last is; empty where all are."""
    ranks = index.units["rank"].dropna()
    if not index.ranked or not 0 < len(ranks) < index.places:
        return ""
    text = (
        N_("{n} of {places} ranks known, {worst} the lowest of them; the last is not known.")
        if index.last_is_open
        else N_("{n} of {places} ranks known, the last among them.")
    )
    return lang(text, n=len(ranks), places=index.places, worst=f"{ranks.max():.0f}")


def common(standings: Standings, lang: Language) -> dict[str, object]:
    """Gather what every exhibit with a switch is filled with."""
    dictionary = standings.dictionary
    return {
        "indices": standings.indices,
        "first": standings.shown_first,
        "own": standings.own_first,
        "short": {one.letter: dictionary.short(one.name, lang.code) for one in standings.indices},
        "full": {one.letter: dictionary.label(one.name, lang.code) for one in standings.indices},
        "said": {
            one.letter: lang(NAMES[one.name]) if one.name in NAMES else ""
            for one in standings.indices
        },
        "groups": {number: lang(text) for number, text in GROUPS.items()},
        "year": standings.year,
        "n": len(standings.ranking),
    }


def rank_notes(standings: Standings, lang: Language) -> list[str]:
    """Say which of the positions shown no publisher printed."""
    said = []
    ours = [one.name for one in standings.indices if not one.ranked]
    if ours:
        named = [standings.dictionary.short(name, lang.code) for name in ours]
        said.append(
            lang(
                "{indices}: not ranked by the publisher; positions are our ordering of the "
                "published scores.",
                indices=lang.listed(named),
            )
        )
    dictionary = standings.dictionary
    for one in standings.indices:
        named = dictionary.named(one.name, standings.year)
        if named and one.units.place.isna().any():
            since, n = named
            index = dictionary.short(one.name, lang.code)
            said.append(
                lang(
                    "Since {year} {index} names ranks only for its top {n}.",
                    **{"year": since, "index": index, "n": n},
                )
            )
            said.extend(beyond_named(standings.ranking, one.name, n, dictionary, lang))
        said.extend(counted_note(one, standings, lang))
    return said


def counted_note(index: Index, standings: Standings, lang: Language) -> list[str]:
    """Say how many ranks of an index are our count of scores, where any is."""
    n = counted(standings.ranking, index.name) if index.ranked else 0
    if not n:
        return []
    return [
        lang(
            "{index}: {n} of {places} ranks are counted by us from the published scores; "
            "equal scores share a rank.",
            index=standings.dictionary.short(index.name, lang.code),
            n=n,
            places=index.places,
        )
    ]


def _alt(standings: Standings, lang: Language) -> str:
    index = next(one for one in standings.indices if one.letter == standings.shown_first)
    ranks = index.units.dropna(subset=["place"]).sort_values("place", ascending=False)
    said = lang(
        "Tile map of {places} provinces. {index} {year}, highest: {first}; lowest: {last}.",
        places=len(standings.ranking),
        index=standings.dictionary.short(index.name, lang.code),
        year=standings.year,
        first=lang.listed([*ranks.province.head(5)]),
        last=lang.listed([*ranks.province.tail(5)]),
    )
    return f"{said} {known_in_part(index, lang)}".strip()


def _grid(
    dictionary: Dictionary, level: str, regions: pd.Series
) -> dict[str, tuple[int, int, list[str]]]:
    """Place the units on a page's map: row and column from 1, and edges beside other regions."""
    placed = {
        code: (int(row), int(col))
        for code, row, col in tiles(dictionary.project, level)[["row", "col"]].itertuples()
    }
    at = {place: regions[code] for code, place in placed.items()}
    return {code: (row + 1, col + 1, edges(at, row, col)) for code, (row, col) in placed.items()}


def _tiles(standings: Standings, lang: Language) -> list[Tile]:
    grid = _grid(standings.dictionary, standings.level, standings.names.region)
    made = []
    for code, unit in standings.names.iterrows():
        row, col, beside = grid[code]
        rows = [(one, _row(one, code)) for one in standings.indices]
        shades = [index.shade(own) for index, own in rows]
        made.append(
            Tile(
                unit.province,
                f"#u-{code}",
                row,
                col,
                " ".join([*beside, *shades, *["own"] * (code == standings.own_first)]),
                code,
                slug(unit.province),
                tuple((index.letter, index.tile(own, lang)) for index, own in rows),
            )
        )
    return made


def _row(index: Index, code: str) -> NamedTuple:
    return next(index.units.loc[[code]].itertuples())


def own_exhibit(standings: Standings) -> Exhibit | None:
    """Show one's own province on every index: rank, score, and a strip of all units."""
    if not standings.indices:
        return None
    names = [one.name for one in standings.indices]
    shown = origin("ranking.csv", standings.dictionary, *names)

    def write(lang: Language) -> str:
        code = standings.own_first
        unit = standings.names.loc[code]
        rows = [
            {
                "letter": index.letter,
                "name": index.name,
                "places": index.places,
                "rank": index.rank_of(_row(index, code), lang),
                "score": index.score(_row(index, code), lang),
                "dots": sorted(dots(index, standings.regions), key=lambda dot: dot.code == code),
                "known": int(index.units.place.notna().sum()),
            }
            for index in standings.indices
        ]
        return render(
            "atlas_own.html.j2",
            lang=lang,
            id="own",
            rows=rows,
            unit=unit.province,
            slug=slug(unit.province),
            region=standings.dictionary.region(unit.region, lang.code),
            region_number=standings.regions.index(unit.region),
            source=shown.source(standings.year, lang),
            names=list(standings.names.province.items()),
            width=WIDTH,
            edge=EDGE,
            **common(standings, lang),
        )

    return untitled("own", write)
