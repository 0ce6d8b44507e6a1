"""The end of a province brief: what is missing, how it was made, where its figures are from."""

from __future__ import annotations

import pandas as pd

from pardx.language import N_, Language
from pardx.report.brief_facts import Brief
from pardx.report.exhibit import source_name, web_address
from pardx.settings import settings
from pardx.stats.quotable_figures import is_quotable

OWN_GAP = {
    "not_found": N_("{index} of {place} was not collected."),
    "unpublished": N_("No total of {index} was published for {place} in {year}."),
    "unsettled": N_("{index} of {place} is left out: the sources disagree."),
}


def missing(brief: Brief, lang: Language) -> list[str]:
    """Say which figures of the province are missing, and how many are known of each index."""
    own = [
        lang(
            OWN_GAP[found.missing],
            index=brief.short(found.indicator, lang),
            **brief.common(lang),
        )
        for found in brief.facts.shown
        if found.missing
    ]
    none = [
        brief.short(found.indicator, lang)
        for found in brief.facts.standings
        if found.missing == "no_index"
    ]
    if none:
        each = lang.listed(none)
        own.append(lang("No figure collected for {year}: {each}.", each=each, **brief.common(lang)))
    own += _left_out(brief, lang)
    counts = [
        lang(
            N_("{index} {ranks} ranks and {scores} results")
            if found.ranks
            else N_("{index} {scores} results"),
            index=brief.short(found.indicator, lang),
            ranks=found.ranks,
            scores=found.scores,
        )
        for found in brief.facts.shown
    ]
    if counts:
        each = "; ".join(counts)
        all_ = brief.places
        own.append(lang("Collected, of {places} provinces: {each}.", places=all_, each=each))
    return own


def _left_out(brief: Brief, lang: Language) -> list[str]:
    """Say why sections are left out: nothing to quote, no areas, no similar provinces."""
    facts, said = brief.facts, brief.common(lang)
    nothing = bool(facts.shown) and not any(map(is_quotable, facts.shown))
    reasons = [
        (nothing, N_("No published figure of {place} was collected for {year}.")),
        (not facts.parts, N_("No result of an area was collected for {year}.")),
        (
            not facts.peers,
            N_(
                "Similar provinces cannot be chosen for {year}: GRDP per capita or urban share is "
                "missing."
            ),
        ),
    ]
    left_out = [lang(text, **said) for absent, text in reasons if absent]
    return [*left_out, *_indices_without_areas(brief, lang)]


def _indices_without_areas(brief: Brief, lang: Language) -> list[str]:
    """Name the indices of which no area was collected where areas of others were."""
    parted = {*brief.dictionary.indicators.part_of}
    known = {part.whole for part in brief.facts.parts}
    without = [
        brief.short(own.indicator, lang)
        for own in brief.facts.shown
        if own.indicator in parted - known
    ]
    if not (known and without):
        return []
    return [lang("No result by area was collected for {indices}.", indices=lang.listed(without))]


def method(brief: Brief, lang: Language) -> list[str]:
    """Say in eighty words how the brief was made."""
    changed = any(pd.notna(own.change) and not own.broken for own in brief.facts.shown)
    return [
        lang(
            "Ranks are as published; where no source prints one and all scores are known, "
            "provinces are ordered by score."
        ),
        *(
            [
                lang(
                    "A change of rank counts from {band} places on, between years of one method.",
                    band=settings().noise.convention,
                )
            ]
            if changed
            else []
        ),
        lang(
            "An area stands out from {distance} standard deviations off the country's level on, "
            "where it lies on that side of the region's median too.",
            distance=lang.number(settings().noise.part, 1),
        ),
        lang(
            "Nothing is estimated or filled in. Newspapers report the top and the bottom, so what "
            "is missing is not missing by chance."
        ),
    ]


def sources(brief: Brief, lang: Language) -> list[dict[str, str]]:
    """List the sources of the province's figures: ``name``, ``url``, ``host``, ``published``."""
    from urllib.parse import urlsplit

    listed = brief.dictionary.sources.loc[list(brief.facts.sources)]
    return [
        {
            "name": source_name(row.Index, brief.dictionary, lang),
            "url": web_address(row.url),
            "host": urlsplit(row.url).hostname or "",
            "published": lang.published(row.published),
        }
        for row in listed.itertuples()
    ]


def made_by(brief: Brief, lang: Language) -> list[str]:
    """Say what made the brief and how to cite it."""
    return [
        lang(
            "Source code: notebooks/45_brief.ipynb, commit {commit}.",
            commit=lang.commit(brief.commit),
        ),
        lang(
            "Cite as: PAR-DX Vietnam, province brief “{title}”, commit {commit}.",
            title=brief.title(lang),
            commit=lang.commit(brief.commit),
        ),
    ]
