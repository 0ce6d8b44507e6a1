"""The exhibits of a province brief, in the order of its two pages."""

from __future__ import annotations

from pardx.language import Language
from pardx.report.brief_chart import chart_words, draw_chart
from pardx.report.brief_facts import Brief
from pardx.report.brief_tables import (
    parts_sheet,
    parts_words,
    peers_sheet,
    peers_words,
    standings_sheet,
    standings_words,
)
from pardx.report.brief_words import (
    association,
    findings,
    method,
    no_parts,
    no_peers,
    printed_parts,
    sources,
)
from pardx.report.exhibit import Exhibit, Origin, figure, prose, render, untitled
from pardx.report.tables import table


def _origin(brief: Brief) -> Origin:
    return Origin(f"{brief.slug}.csv")


def heading(brief: Brief) -> Exhibit:
    """Show the title that names the province."""
    return untitled("title", lambda lang: render("title.html.j2", title=brief.title(lang)))


def findings_exhibit(brief: Brief) -> Exhibit:
    """Show the three sentences."""
    return prose("findings", lambda lang: findings(brief, lang))


def standings_exhibit(brief: Brief) -> Exhibit:
    """Show the table of standings."""
    return table(
        "tab-standings",
        sheet=lambda lang: standings_sheet(brief, lang),
        words=lambda lang: standings_words(brief, lang),
        origin=_origin(brief),
    )


def parts_exhibit(brief: Brief) -> Exhibit:
    """Show the strongest and weakest parts, or say that none can be compared."""
    if not brief.facts.strongest:
        return prose("tab-parts", lambda lang: [no_parts(brief, lang), printed_parts(brief, lang)])
    return table(
        "tab-parts",
        sheet=lambda lang: parts_sheet(brief, lang),
        words=lambda lang: parts_words(brief, lang),
        origin=_origin(brief),
    )


def peers_exhibit(brief: Brief) -> Exhibit:
    """Show the peers, or say why none are chosen."""
    if not brief.facts.peers:
        return prose("tab-peers", lambda lang: [no_peers(brief, lang)])
    return table(
        "tab-peers",
        sheet=lambda lang: peers_sheet(brief, lang),
        words=lambda lang: peers_words(brief, lang),
        origin=_origin(brief),
    )


def chart_exhibit(brief: Brief) -> Exhibit:
    """Show the chart, or say that nothing could be estimated."""
    if brief.facts.relation is None:
        return prose("fig-association", lambda lang: [association(brief, lang)])
    return figure(
        "fig-association",
        draw=lambda lang: draw_chart(brief, lang),
        words=lambda lang: chart_words(brief, lang),
        origin=_origin(brief),
    )


def method_exhibit(brief: Brief) -> Exhibit:
    """Show the method box."""

    def write(lang: Language) -> str:
        return render("method.html.j2", sentences=method(brief, lang))

    return untitled("method", write)


def sources_exhibit(brief: Brief) -> Exhibit:
    """Show the sources, the data file, what made the brief and how to cite it."""

    def write(lang: Language) -> str:
        return render("brief_sources.html.j2", lang=lang, brief=brief, sources=sources(brief, lang))

    return untitled("sources", write)
