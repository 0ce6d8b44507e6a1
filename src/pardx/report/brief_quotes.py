"""Sentences of a province brief that may be quoted as they stand, each with its publisher."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pardx.data.rules import SNAPSHOT
from pardx.language import N_, Language
from pardx.report.brief_facts import Brief
from pardx.report.brief_words import ordinal
from pardx.report.cards import online_quoted
from pardx.report.measures import period_in_words
from pardx.report.scores import score_of
from pardx.stats.quotable_figures import Quotable, is_quotable, printed
from pardx.stats.standing import Standing

QUOTED = 3
"""How many sentences of units are offered."""
OF_A_YEAR = {
    (True, True): N_(
        "In {year}, {place} scored {score} on {index}, ranked {rank} of {places} ({publisher})."
    ),
    (True, False): N_("In {year}, {place} scored {score} on {index} ({publisher})."),
    (False, True): N_("In {year}, {place} ranked {rank} of {places} on {index} ({publisher})."),
}
"""Whether a score and a rank are known -> what is said of an index."""
ON_A_DAY = {
    (True, True): N_(
        "{place}, {period}: {score} on the {index}, rank {rank} of {places} ({publisher})."
    ),
    (True, False): N_("{place}, {period}: {score} on the {index} ({publisher})."),
    (False, True): N_("{place}, {period}: rank {rank} of {places} on the {index} ({publisher})."),
}
"""The same of index 766, which holds for its date only."""


def quotes(brief: Brief, lang: Language) -> list[str]:
    """Write sentences that may be quoted as they stand: published, and not withheld.

    Where the year has none of the unit, those of what there is: index 766, the years before the
    merger, the country.
    """
    facts = brief.facts
    own = [
        Quotable(one.indicator, facts.year, *printed(one), one.places, facts.gso_code)
        for one in fair_choice(facts.standings)
    ]
    said = [_quote(brief, one, lang) for one in (*own, *facts.instead)]
    of_country = [online_quoted(facts.country, brief.dictionary, lang)] if facts.country else []
    return [*said[:QUOTED], *of_country]


def fair_choice(standings: Sequence[Standing]) -> list[Standing]:
    """Choose what is quoted of a year: the best and the worst printed rank, then ranked ones first.

    They keep the order in which they are listed.
    """
    known = [own for own in standings if is_quotable(own)]
    shares = {own.indicator: printed(own)[1] / own.places for own in known if own.ranked}
    shares = {name: share for name, share in shares.items() if math.isfinite(share)}
    ends = {min(shares, key=shares.get), max(shares, key=shares.get)} if shares else set()
    order = sorted(known, key=lambda own: (own.indicator not in ends, not own.ranked))
    return sorted(order[:QUOTED], key=known.index)


def _quote(brief: Brief, own: Quotable, lang: Language) -> str:
    """Write a figure with its unit, year or day, and publisher."""
    known = (math.isfinite(own.score), math.isfinite(own.rank))
    dictionary, place = brief.dictionary, brief.place_of(own.gso_code, own.name, lang)
    said = {"places": own.places, "year": own.year}
    said["publisher"] = dictionary.published_by(own.indicator, own.year, lang.code)
    said["score"] = score_of(own.score, own.indicator, dictionary, lang) if known[0] else ""
    if own.indicator == SNAPSHOT:
        return lang(
            ON_A_DAY[known],
            place=f"{place[0].upper()}{place[1:]}",
            period=period_in_words(own.period, own.year, lang),
            index=dictionary.label(own.indicator, lang.code),
            rank=f"{own.rank:.0f}" if known[1] else "",
            **said,
        )
    return lang(
        OF_A_YEAR[known],
        place=place,
        index=brief.short(own.indicator, lang),
        rank=ordinal(own.rank, lang) if known[1] else "",
        **said,
    )
