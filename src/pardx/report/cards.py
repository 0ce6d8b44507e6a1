"""Digital government in numbers: one card a figure, with its period, target and source."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.language import N_, Language, page_file
from pardx.report.exhibit import Exhibit, Fragment, origin, source_links
from pardx.report.measures import last_day, period_in_words
from pardx.report.scene import Mark, Scene, as_file, framed, paragraph
from pardx.report.scores import amount, qualified
from pardx.stats.quotable_figures import Quotable
from pardx.templates import render

ORDER = (
    "online_dossier_share",
    "online_processing_share",
    "online_dossier_full_share",
    "online_service_full_share",
    "e_result_share",
    "dossier_digitised_share",
    "service_satisfaction_share",
    "essential_services_on_portal",
    "portal_online_services",
    "vneid_accounts_activated",
    "chip_id_cards_issued",
)
"""Figures that may have a card, the most asked for first."""

MOST = 8
"""Cards of a year."""

SCOPES = {
    "national": N_("whole country"),
    "locality_group": N_("provinces"),
    "ministry_group": N_("ministries"),
}
MEASURE = N_("Latest figure of the year of each series and scope, with its period")
WIDE, GAP = 300, 20
"""Of a card in the file that a reader may keep, and between two."""


class Figure(NamedTuple):
    """A figure on a card: a row of ``national.csv``, and the target for it, if any."""

    row: NamedTuple
    target: NamedTuple | None


def figures(national: pd.DataFrame, targets: pd.DataFrame, year: int) -> list[Figure]:
    """Pick the latest figure of the year of each series, with the next target for it."""
    known = national[
        (national.year == year)
        & national.value.notna()
        & national.indicator.isin(ORDER)
        & national.level.isin([*SCOPES])
    ]
    if known.empty:
        return []
    days = [last_day(row.period, row.year).toordinal() for row in known.itertuples()]
    scope = known.level.map([*SCOPES].index)
    known = known.assign(day=days, place=known.indicator.map(ORDER.index), scope=scope)
    known = known.sort_values(["place", "scope", "day"])
    latest = known.drop_duplicates(["indicator", "level"], keep="last")
    first = latest.drop_duplicates("indicator")
    others = latest.drop(first.index)
    chosen = pd.concat([first, others]).head(MOST).sort_values(["place", "scope"])
    return [Figure(row, _target(row, targets, year)) for row in chosen.itertuples()]


def untargeted(
    shown: Iterable[str], aimed: Collection[str], dictionary: Dictionary, lang: Language
) -> list[str]:
    """Name the shares shown that no collected target is for: a reader asks for them."""
    shares = [one for one in dict.fromkeys(shown) if one.endswith("_share") and one not in aimed]
    names = "; ".join(dictionary.label(one, lang.code) for one in shares)
    return [lang("No national target was collected for: {names}.", names=names)] if names else []


def _target(row: NamedTuple, targets: pd.DataFrame, year: int) -> NamedTuple | None:
    """Return the nearest target of the same definition that is for the year or later."""
    ours = targets[(targets.indicator == row.indicator) & (targets.year >= year)]
    return next(ours.sort_values("year").itertuples(), None)


def cards_exhibit(
    national: pd.DataFrame, targets: pd.DataFrame, dictionary: Dictionary, year: int
) -> Exhibit | None:
    """Show the year's national figures as cards; None where there is none.

    Parameters
    ----------
    national, targets : DataFrame
        As saved.
    dictionary : Dictionary
        Names series, units and sources.
    year : int
        Year of the report.
    """
    shown = figures(national, targets, year)
    if not shown:
        return None
    source = origin("national.csv", dictionary, *(one.row.indicator for one in shown))
    aimed = {one.row.indicator for one in shown if one.target is not None}
    online = {one.row.indicator for one in shown if one.row.indicator.startswith("online_")}

    def write(lang: Language) -> Fragment:
        title = lang("Digital government, {year}", year=year)
        cards = [_card(one, dictionary, lang) for one in shown]
        html = render(
            "cards.html.j2",
            lang=lang,
            id="fig-cards",
            title=title,
            cards=cards,
            measure=lang(MEASURE),
            mixed=len(online) > 1,
            outside=[dictionary.label(name, lang.code) for name in _outside(shown)],
            origin=source,
            notes=untargeted((one.row.indicator for one in shown), aimed, dictionary, lang),
            year=year,
            more=[(page_file("national", lang.code), lang("All series of digital government"))],
        )
        kept = as_file(framed(_kept(cards), title, [lang(MEASURE)], source.source(year, lang)))
        return Fragment(html, title, drawings={"fig-cards": kept})

    return Exhibit("fig-cards", write, source.csv, source.shows, {"fig-cards": ""})


def _kept(cards: list[dict[str, object]]) -> Scene:
    """Draw the cards as a file, two in a row."""
    marks, top = [], 0.0
    for row in (cards[start : start + 2] for start in range(0, len(cards), 2)):
        made = [_drawn(card, place * (WIDE + GAP), top) for place, card in enumerate(row)]
        marks += [mark for one in made for mark in one]
        top = max(mark.at[1] for one in made for mark in one) + GAP
    return Scene(2 * WIDE + GAP, top - GAP, tuple(marks))


def _drawn(card: dict[str, object], left: float, top: float) -> list[Mark]:
    """Draw a card: value, name, scope and period, target, each below the last."""
    marks = [
        Mark("line", (left, top, left + WIDE, top), "line"),
        Mark("text", (left, top + 24), "ink", 18, str(card["value"]), bold=True),
    ]
    small = f"{card['scope']}; {card['period']}"
    for text, size, colour in (
        (card["name"], 11, "ink"),
        (small, 10, "quiet"),
        (card["target"], 10, "subject"),
    ):
        marks += paragraph(str(text), (left, marks[-1].at[1] + 16), WIDE, size, colour)
    return marks


def _outside(shown: list[Figure]) -> list[str]:
    """List the shares of the country that lie outside those of its parts, of other periods."""
    rows = pd.DataFrame([one.row for one in shown])
    shares = rows[rows.unit == "percent"].pivot(index="indicator", columns="level", values="value")
    parts = shares.reindex(columns=[*SCOPES])
    whole, others = parts.national, parts.drop(columns="national").dropna()
    whole = whole.reindex(others.index).dropna()
    low, high = others.min(axis=1)[whole.index], others.max(axis=1)[whole.index]
    return [*whole.index[(whole < low) | (whole > high)]]


def _card(one: Figure, dictionary: Dictionary, lang: Language) -> dict[str, object]:
    row, target = one
    aim = ""
    if target is not None:
        aim = lang(
            "Target {year}: {value} ({decision})",
            year=target.year,
            value=amount(target.value, target.unit, dictionary, lang),
            decision=target.decision or lang("decision not named"),
        )
    value = qualified(amount(row.value, row.unit, dictionary, lang), row.qualifier, lang)
    if pd.notna(row.out_of) and row.unit == "count":  # of shares it may be a year
        value = lang("{value} of {total}", value=value, total=lang.printed(row.out_of))
    return {
        "value": value,
        "name": dictionary.label(row.indicator, lang.code),
        "scope": lang(SCOPES[row.level]),
        "period": period_in_words(row.period, row.year, lang),
        "target": aim,
        "sources": source_links(row.sources, dictionary, lang)[:2],
    }


def online_in_words(share: Quotable, lang: Language) -> str:
    """Say which share of the provinces' dossiers was received online, as a title."""
    value = lang("{value}%", value=lang.printed(share.score))
    said = lang(
        "{share} of provinces' dossiers were received online, {period}",
        share=qualified(value, share.qualifier, lang),
        period=period_in_words(share.period, share.year, lang),
    )
    return f"{said[0].upper()}{said[1:]}"


def online_quoted(share: Quotable, dictionary: Dictionary, lang: Language) -> str:
    """Say it as a sentence with its publisher, and whether it was printed or calculated."""
    return lang(
        N_("{finding} (PAR-DX, from figures of the {publisher}).")
        if share.derived
        else N_("{finding} ({publisher})."),
        finding=online_in_words(share, lang),
        publisher=dictionary.published_by(share.indicator, share.year, lang.code),
    )
