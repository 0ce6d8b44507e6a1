"""The tables of the province brief, for pages and for documents."""

from __future__ import annotations

import pandas as pd

from pardx.language import MISSING, N_, Language
from pardx.report.brief_facts import Brief
from pardx.report.brief_words import (
    break_note,
    direction,
    mark,
    noise_note,
    printed_parts,
    sources,
    targets,
)
from pardx.report.exhibit import Words
from pardx.report.named_choices import lowered
from pardx.report.tables import Cell, Sheet, numeral
from pardx.settings import settings
from pardx.stats.province import Part, Peer
from pardx.stats.standing import Standing

NO_FIGURE = {
    "not_found": N_("not found"),
    "unpublished": N_("not published"),
    "unsettled": N_("sources differ"),
    "no_index": N_("none this year"),
}
NO_FIGURE_NOTE = {
    "unpublished": N_("Not published: the publisher left the province out this year."),
    "unsettled": N_(
        "Sources differ: they contradict each other and no rule settles it, so the figure is not "
        "used."
    ),
    "no_index": N_("None this year: no figure of any province was found."),
}
CHANGE = {
    "up": N_("up {places}{mark}"),
    "down": N_("down {places}{mark}"),
    "same": N_("no change{mark}"),
}
CENTRE = {"mean": N_("mean {value}"), "median": N_("median {value}")}


def _upper_half(brief: Brief) -> dict[str, int]:
    """Count the indices that rank the province, and those that rank it in the upper half."""
    ranked = [own for own in brief.facts.standings if pd.notna(own.rank)]
    return {"upper": sum(own.rank <= own.places / 2 for own in ranked), "n": len(ranked)}


def standings_words(brief: Brief, lang: Language) -> Words:
    """Caption and notes of the table of standings."""
    reasons = dict.fromkeys(own.missing for own in brief.facts.standings if own.missing)
    ranged = any(pd.notna(own.low) for own in brief.facts.standings)
    notes = [
        *break_note(brief, lang),
        lang(
            "Not known, not found: no published figure could be found; a gap needs the score, "
            "which is published less often than the rank."
        ),
        noise_note(brief, lang),
        *(lang(NO_FIGURE_NOTE[reason]) for reason in reasons if reason != "not_found"),
        lang(
            "PAR INDEX and SIPAS in percent, gaps in percentage points; DTI from 0 to 1; PAPI "
            "and PCI in points. National figure: the published mean; for PAPI and PCI the "
            "median of the provinces. Quality A: official, or two independent sources; B: one "
            "source; C: derived."
        ),
        *[lang("Below a rank: its range when the weights of the index's parts vary.")] * ranged,
        *targets(brief, lang),
    ]
    return Words(
        lang(
            "In the upper half on {upper} of {n} indices, {year}",
            **_upper_half(brief),
            **brief.common(lang),
        ),
        lang(
            "Standing of {place}; change on {before}; place in the {region}", **brief.common(lang)
        ),
        notes=(" ".join(notes),),
    )


def standings_sheet(brief: Brief, lang: Language) -> Sheet:
    """Make the table of standings; the gap to a target has a column when one is known."""
    aimed = any(pd.notna(own.target) for own in brief.facts.standings)
    heads = [
        lang("Index"),
        lang("Score"),
        lang("Rank"),
        lang("Change in rank"),
        lang("In the region"),
        lang("To the national mean"),
        lang("To the leader"),
        *[lang("To the target")] * aimed,
    ]
    rows = []
    for own in brief.facts.standings:
        cells = [
            Cell(brief.short(own.indicator, lang), _quality(own, lang)),
            _score_cell(brief, own, lang),
            _rank_cell(own, lang),
            _change_cell(own, lang),
            _region_cell(own, lang),
            *_gap_cells(brief, own, lang, aimed=aimed),
        ]
        rows.append(tuple(cells))
    return Sheet(tuple(heads), tuple(rows), frozenset(range(1, len(heads))))


def _none(lang: Language) -> Cell:
    return Cell(lang("not known"))


def _quality(own: Standing, lang: Language) -> str:
    return lang("quality {flag}", flag=own.quality) if own.quality else ""


def _score_cell(brief: Brief, own: Standing, lang: Language) -> Cell:
    if own.missing:
        return Cell(lang(NO_FIGURE[own.missing]))
    if pd.isna(own.score):
        return _none(lang)
    return Cell(lang.number(own.score, brief.dictionary.decimals(own.indicator)))


def _rank_cell(own: Standing, lang: Language) -> Cell:
    if pd.isna(own.rank):
        return _none(lang)
    ends = {"low": lang.number(own.low), "high": lang.number(own.high)}
    span = lang("{low} to {high}", **ends) if pd.notna(own.low) else ""
    return Cell(f"{own.rank:.0f}/{own.places}", span)


def _change_cell(own: Standing, lang: Language) -> Cell:
    if pd.isna(own.change):
        return _none(lang)
    places = abs(int(own.change))
    text = lang(CHANGE[direction(own)], places=places, mark=mark(own, lang))
    return Cell(text, lang("normal variation") if 0 < places < own.band.places else "")


def _region_cell(own: Standing, lang: Language) -> Cell:
    among = own.region
    known = {"known": among.known, "n": among.provinces}
    if pd.isna(among.rank):
        return Cell(lang("not known"), lang("{known} of {n} known", **known))
    detail = lang("as published") if among.printed else ""
    if among.known < among.provinces:
        detail = lang("known {known} of {n}", **known)
    return Cell(f"{among.rank:.0f}/{among.known}", detail)


def _gap_cells(brief: Brief, own: Standing, lang: Language, *, aimed: bool) -> list[Cell]:
    """Make the cells of the gaps to mean, leader and, when the table has it, target."""
    places = brief.dictionary.decimals(own.indicator)

    def gap(difference: float, held_against: str, value: float, **names: str) -> Cell:
        if pd.isna(value):
            return _none(lang)
        beside = lang(held_against, value=lang.number(value, places), **names)
        text = lang("not known") if pd.isna(difference) else lang.signed(difference, places)
        return Cell(text, beside)

    leader = gap(own.gap_to_leader, N_("{name} {value}"), own.leader_score, name=own.leader)
    cells = [
        gap(own.gap_to_mean, CENTRE[own.centre or "mean"], own.mean),
        Cell(lang("leads")) if own.rank == 1 else leader,
    ]
    return [*cells, gap(own.gap_to_target, N_("target {value}"), own.target)] if aimed else cells


def parts_words(brief: Brief, lang: Language) -> Words:
    """Caption of the table of strongest and weakest parts, which it must have."""
    best = brief.part_name(brief.facts.strongest[0].indicator, lang)
    return Words(
        lang("Best against the region: {best}", best=lowered(best)),
        lang(
            "Score and median of the {region}, {year}, three strongest and three weakest; in "
            "order of the gap in standard deviations of all provinces; a minus: below the "
            "median",
            **brief.common(lang),
        ),
        notes=(printed_parts(brief, lang),),
    )


def parts_sheet(brief: Brief, lang: Language) -> Sheet:
    """Make the table of the strongest and the weakest parts."""
    groups = (
        (lang("strongest"), brief.facts.strongest),
        (lang("weakest"), brief.facts.weakest),
    )
    rows = tuple(_part_row(brief, part, group, lang) for group, parts in groups for part in parts)
    heads = (
        lang("Component or dimension"),
        lang("Group"),
        lang("Score"),
        lang("Regional median"),
        lang("Gap (points)"),
    )
    return Sheet(heads, rows, frozenset({2, 3, 4}))


def _part_row(brief: Brief, part: Part, group: str, lang: Language) -> tuple[Cell, ...]:
    places = brief.dictionary.places(part.unit)
    known = {"known": part.known, "n": part.provinces}
    of = lang("of {known}/{n}", **known) if part.known < part.provinces else ""
    return (
        Cell(brief.part_name(part.indicator, lang)),
        Cell(group),
        numeral(lang, part.score, places),
        Cell(lang.number(part.median, places), of),
        numeral(lang, part.gap, places, signed=True),
    )


def peers_words(brief: Brief, lang: Language) -> Words:
    """Caption and the rule of the table of peers."""
    years = {"year": brief.facts.year, "urban_year": brief.facts.urban_year}
    return Words(
        lang(
            "{nearest} is closest in income and urban share", nearest=brief.facts.peers[0].province
        ),
        lang(
            "Five provinces alike: GRDP per head {year}, urban share {urban_year}, and ranks "
            "{year}; nearest first",
            **years,
        ),
        notes=(
            lang(
                "Distance: Euclidean, over the logarithm of GRDP per head and the urban share, "
                "each as z-score over the provinces. A dash: rank not known."
            ),
        ),
    )


def peers_sheet(brief: Brief, lang: Language) -> Sheet:
    """Make the table of peers, the province itself on top."""
    heads = [lang("Province"), lang("GRDP per head, million VND"), lang("Urban, %")]
    heads += [brief.short(name, lang) for name in settings().briefs.peers]
    rows = tuple(_peer_row(peer, lang) for peer in (brief.facts.own, *brief.facts.peers))
    return Sheet(tuple(heads), rows, frozenset(range(1, len(heads))))


def _peer_row(peer: Peer, lang: Language) -> tuple[Cell, ...]:
    return (
        Cell(peer.province),
        numeral(lang, peer.income, 1),
        numeral(lang, peer.urban, 1),
        *(numeral(lang, peer.ranks[name]) for name in settings().briefs.peers),
    )


def sources_sheet(brief: Brief, lang: Language) -> Sheet:
    """Make a table of the sources: who printed, where, when."""
    rows = tuple(
        (
            Cell(source["name"]),
            Cell("", links=((source["host"], source["url"]),)) if source["url"] else Cell(MISSING),
            Cell(source["published"] or MISSING),
        )
        for source in sources(brief, lang)
    )
    return Sheet((lang("Who printed it"), lang("Address"), lang("Published")), rows)
