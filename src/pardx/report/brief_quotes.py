"""Sentences of a province brief that may be quoted as they stand, each with its publisher."""

from __future__ import annotations

import math

from pardx.data.rules import SNAPSHOT
from pardx.language import N_, Language
from pardx.report.brief_facts import Brief
from pardx.report.brief_words import ordinal
from pardx.report.cards import online_in_words
from pardx.report.measures import period_in_words
from pardx.report.scores import score_of
from pardx.stats.quotable_figures import Quotable, is_quotable, printed

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
    said = own_quotes(brief, lang)
    said += [_quote(brief, one, lang) for one in brief.facts.instead]
    country = brief.facts.country
    return [*said[:QUOTED], *([_of_country(brief, country, lang)] if country else [])]


def own_quotes(brief: Brief, lang: Language) -> list[str]:
    """Write the sentences on the indices of the year, ranked ones first."""
    facts = brief.facts
    quotable = [own for own in facts.standings if is_quotable(own)]
    return [
        _quote(
            brief,
            Quotable(own.indicator, facts.year, *printed(own), own.places, facts.gso_code),
            lang,
        )
        for own in sorted(quotable, key=lambda own: not own.ranked)
    ]


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


def _of_country(brief: Brief, share: Quotable, lang: Language) -> str:
    """Say the provinces' share of dossiers online, and whether it was printed or calculated."""
    publisher = brief.dictionary.published_by(share.indicator, share.year, lang.code)
    return lang(
        N_("{finding} (PAR-DX, from figures of the {publisher}).")
        if share.derived
        else N_("{finding} ({publisher})."),
        finding=online_in_words(share, lang),
        publisher=publisher,
    )
