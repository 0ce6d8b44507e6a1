"""The tables of a province brief on other provinces: similar ones, its region, its former ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from pardx.data.geography import PLACES, UNITS34, level_of
from pardx.language import MISSING, Language
from pardx.report.brief_facts import Brief
from pardx.report.brief_tables import Columns, filled
from pardx.report.exhibit import Words
from pardx.report.tables import NO_BREAK, Cell, Sheet, numeral
from pardx.stats.province import Peer
from pardx.stats.standing import Standing


def _results(brief: Brief) -> Columns:
    """Return the columns of all indices that exist: the result, and the rank in brackets."""
    return [
        (brief.short(own.indicator, Language("en")), _result_of(brief, own))
        for own in brief.facts.shown
    ]


def _result_of(brief: Brief, own: Standing) -> Callable[[Peer, Language], Cell]:
    places = brief.dictionary.decimals(own.indicator)

    def cell(peer: Peer, lang: Language) -> Cell:
        score, rank = peer.scores[own.indicator], peer.ranks[own.indicator]
        known = [lang.number(score, places)] if pd.notna(score) else []
        known += [f"({rank:.0f})"] if own.ranked and pd.notna(rank) else []
        return Cell(NO_BREAK.join(known) or MISSING)

    return cell


def peers(brief: Brief, lang: Language) -> Sheet:
    """Lay out the province and those like it."""
    facts = brief.facts
    columns = [
        (lang("Province"), lambda peer, lang: Cell(peer.province)),
        (lang("GRDP per capita"), lambda peer, lang: numeral(lang, peer.income, 1)),
        (lang("Urban, %"), lambda peer, lang: numeral(lang, peer.urban, 1)),
        *_results(brief),
    ]
    return filled((facts.own, *facts.peers), columns, lang)


def peers_words(brief: Brief, lang: Language) -> Words:
    """Caption of the table of peers."""
    facts = brief.facts
    return Words(
        lang(
            "{nearest} is closest to {place} in GRDP per capita and urban share",
            nearest=facts.peers[0].province,
            place=facts.province,
        ),
        lang(
            "Result, rank in brackets, {year}; GRDP per capita in million VND; urban population "
            "{urban_year}",
            urban_year=facts.urban_year,
            **brief.common(lang),
        ),
    )


def region(brief: Brief, lang: Language) -> Sheet:
    """Lay out the provinces of the region."""
    columns = [(lang("Province"), lambda peer, lang: Cell(peer.province)), *_results(brief)]
    return filled(brief.facts.members, columns, lang)


def region_words(brief: Brief, lang: Language) -> Words:
    """Caption of the table of the region, and why a place among partly known ranks is certain."""
    places = [own.region for own in brief.facts.shown if pd.notna(own.region.rank)]
    partly = any(one.known < one.provinces and not one.printed for one in places)
    certain = lang("A place in the region is given only where the missing ranks cannot change it.")
    return Words(
        lang("The {n} provinces of the {region}", n=len(brief.facts.members), **brief.common(lang)),
        _of_results(brief.facts.year, lang),
        notes=(certain,) * partly,
    )


def former(brief: Brief, lang: Language) -> Sheet:
    """Lay out the unit and the provinces it was formed of, each as published before the merger."""

    def name(peer: Peer, lang: Language) -> Cell:
        if level_of([peer.gso_code]) == "unit34":
            return Cell(peer.province, lang("from July 2025, of {n}", n=UNITS34))
        return Cell(peer.province, lang("until June 2025, of {n}", n=PLACES))

    columns = [(lang("Province"), name)]
    columns += [
        (brief.short(own.indicator, lang), _result_of(brief, own)) for own in brief.facts.standings
    ]
    unit, *members = brief.facts.former
    known = [unit] * bool(_indices_of([unit]))
    return filled((*known, *members), columns, lang)


def _indices_of(units: Sequence[Peer]) -> list[str]:
    """List the indices on which one of some units has a result or rank."""
    return [
        name
        for name in units[0].scores
        if any(pd.notna([one.scores[name], one.ranks[name]]).any() for one in units)
    ]


def former_words(brief: Brief, lang: Language) -> Words:
    """Caption of the table of a unit and its former provinces."""
    year = brief.facts.former_year
    known = _indices_of(brief.facts.former)
    names = [
        brief.short(own.indicator, lang)
        for own in brief.facts.standings
        if own.indicator not in known
    ]
    none = [
        lang("Not collected of {year}: {indices}.", year=year, indices=lang.listed(names))
    ] * bool(names)
    return Words(
        lang("What was known before the merger, {year}", year=year),
        _of_results(year, lang),
        notes=tuple(none),
    )


def _of_results(year: int, lang: Language) -> str:
    return lang("Result, rank in brackets, {year}", year=year)
