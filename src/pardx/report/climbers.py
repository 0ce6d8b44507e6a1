"""Who gained and who lost most places, between comparable years and beyond usual fluctuation."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.language import N_, Language
from pardx.report.atlas import common, counted_note
from pardx.report.exhibit import Exhibit, Fragment, origin
from pardx.report.positions import Standings
from pardx.report.scene import Mark, Scene, as_file, beside, framed
from pardx.stats.rank_sets import noise_band
from pardx.templates import render

MOST = 8
"""Provinces listed each way."""


class Moved(NamedTuple):
    """An index whose ranks of two years can be compared.

    Attributes
    ----------
    letter, name : str
    n, beyond, band : int
        Provinces whose change is known, those that moved ``band`` places or more.
    gains, losses : DataFrame
        The largest first, at most :data:`MOST`.
    """

    letter: str
    name: str
    n: int
    beyond: int
    band: int
    gains: pd.DataFrame
    losses: pd.DataFrame


def moved(movers: pd.DataFrame, noise: pd.DataFrame, standings: Standings) -> list[Moved]:
    """Pick the changes that mean something, index by index; PAPI ranks nobody."""
    made = []
    for index in standings.indices:
        ours = movers[movers.indicator == index.name]
        if not index.ranked or ours.empty or standings.has_new_method(index.name):
            continue
        band = noise_band(noise, index.name).places
        beyond = ours[ours.rank_change.abs() >= band].sort_values("rank_change", kind="stable")
        gains, losses = beyond[beyond.rank_change > 0].iloc[::-1], beyond[beyond.rank_change < 0]
        if len(beyond):
            made.append(
                Moved(
                    index.letter,
                    index.name,
                    len(ours),
                    len(beyond),
                    band,
                    gains.head(MOST),
                    losses.head(MOST),
                )
            )
    return made


def climbers_exhibit(
    movers: pd.DataFrame, noise: pd.DataFrame, standings: Standings
) -> Exhibit | None:
    """List the largest gains and losses of rank; None where none can be shown.

    Parameters
    ----------
    movers, noise : DataFrame
        As saved: changes of rank; the band of usual fluctuation of each index.
    standings : Standings
        Of the year.
    """
    found = moved(movers, noise, standings)
    if not found:
        return None
    names = [one.name for one in found]
    shown = origin("movers.csv", standings.dictionary, *names)
    most = max(
        ours.rank_change.abs().max()
        for one in found
        for ours in (one.gains, one.losses)
        if len(ours)
    )

    def write(lang: Language) -> Fragment:
        said = common(standings, lang)
        title = lang("Who climbed or fell most, {year}", year=standings.year)
        places = {one.name: one.places for one in standings.indices}
        lists = {one.name: _lists(one, most, places[one.name], lang) for one in found}
        first = said["first"] if said["first"] in {one.letter for one in found} else found[0].letter
        indices = [one for one in standings.indices if one.name in names]
        html = render(
            "climbers.html.j2",
            **said | {"first": first, "indices": indices},
            notes=[note for one in indices for note in counted_note(one, standings, lang)],
            lang=lang,
            id="fig-climbers",
            title=title,
            found=[(one, _finding(one, said["short"], lang), lists[one.name]) for one in found],
            before=standings.year - 1,
            beyond={one.letter: _beyond(one, len(standings.ranking), lang) for one in found},
            broken=_broken(movers, standings, lang),
            origin=shown,
        )
        kept = {
            f"fig-climbers-{one.name}": _kept(one, lists[one.name], title, standings, lang)
            for one in found
        }
        return Fragment(html, title, drawings=kept)

    drawn = {f"fig-climbers-{one.name}": one.letter for one in found}
    return Exhibit("fig-climbers", write, shown.csv, shown.shows, drawn)


def _kept(
    one: Moved,
    lists: list[tuple[str, list[dict[str, object]]]],
    title: str,
    standings: Standings,
    lang: Language,
) -> str:
    """Draw the lists of an index as a file."""
    year, short = standings.year, standings.dictionary.short(one.name, lang.code)
    said = lang(
        "Places gained or lost on {before}, and the rank of {year}.", before=year - 1, year=year
    )
    beyond = _beyond(one, len(standings.ranking), lang)
    shown = origin("movers.csv", standings.dictionary, one.name)
    scenes = beside(_bars(f"{head}: {short}", rows) for head, rows in lists)
    return as_file(framed(scenes, title, [said, beyond], shown.source(year, lang)))


def _beyond(one: Moved, places: int, lang: Language) -> str:
    """Count who moved beyond usual fluctuation, and keep open what the others did."""
    text = (
        N_("{beyond} of {n} provinces whose change is known moved {band} places or more.")
        if one.n >= places
        else N_(
            "{beyond} of {n} provinces whose change is known moved {band} places or more; others "
            "may have moved further."
        )
    )
    return lang(text, beyond=one.beyond, n=one.n, band=one.band)


def _bars(head: str, rows: list[dict[str, object]]) -> Scene:
    """Draw one list: name, bar, change and rank."""
    marks = [Mark("text", (0, 12), "ink", 11, head, bold=True)]
    for place, row in enumerate(rows):
        y, end = 22 + place * 20, 120 + 1.1 * row["share"]
        up = row["change"].startswith("+")
        marks += [
            Mark("text", (0, y + 11), "ink", 11, row["name"]),
            Mark("box", (120, y + 1, end, y + 13), "subject" if up else "contrast"),
            Mark("text", (end + 6, y + 11), "ink", 11, row["change"], bold=True),
            Mark("text", (380, y + 11), "quiet", 11, row["now"], "right"),
        ]
    return Scene(380, 22 + 20 * len(rows), tuple(marks))


def _finding(one: Moved, short: dict[str, str], lang: Language) -> str:
    """Name who moved most, ties together, of those whose change is known."""
    up, down = (
        [*ours.province[ours.rank_change.abs() == ours.rank_change.abs().max()]]
        for ours in (one.gains, one.losses)
    )
    facts = {"n": one.n, "index": short[one.letter]}
    if not down:
        return lang(
            "Of {n} provinces known on {index}, {up} climbed most", up=lang.listed(up), **facts
        )
    if not up:
        return lang(
            "Of {n} provinces known on {index}, {down} fell most", down=lang.listed(down), **facts
        )
    return lang(
        "Of {n} provinces known on {index}, {up} climbed most and {down} fell most",
        up=lang.listed(up),
        down=lang.listed(down),
        **facts,
    )


def _lists(
    one: Moved, most: float, places: int, lang: Language
) -> list[tuple[str, list[dict[str, object]]]]:
    heads = {N_("Climbed"): one.gains, N_("Fell"): one.losses}
    return [
        (
            lang(head),
            [
                {
                    "code": row.gso_code,
                    "name": row.province,
                    "change": lang.signed(row.rank_change),
                    "now": lang("now {rank} of {places}", rank=f"{row.rank:.0f}", places=places)
                    if pd.notna(row.rank)
                    else lang("rank not collected"),
                    "share": round(100 * abs(row.rank_change) / most),
                }
                for row in ours.itertuples()
            ],
        )
        for head, ours in heads.items()
        if len(ours)
    ]


def _broken(movers: pd.DataFrame, standings: Standings, lang: Language) -> str:
    """Say on which indices no change is shown because the method changed."""
    dictionary, year = standings.dictionary, standings.year
    names = [
        dictionary.short(one.name, lang.code)
        for one in standings.indices
        if one.ranked
        and standings.has_new_method(one.name)
        and (movers.indicator == one.name).any()
    ]
    if not names:
        return ""
    return lang(
        "Not shown for {indices}: the method changed in {year}.",
        indices=lang.listed(names),
        year=year,
    )
