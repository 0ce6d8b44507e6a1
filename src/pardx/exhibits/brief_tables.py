"""The tables of the province brief, for pages and for documents."""

from __future__ import annotations

import pandas as pd

from pardx.analysis.brief_parts import Part
from pardx.analysis.brief_peers import Peer
from pardx.analysis.brief_standings import Standing
from pardx.exhibits.brief_facts import Brief
from pardx.exhibits.brief_words import (
    break_note,
    direction,
    mark,
    noise_note,
    printed_parts,
    sources,
    targets,
)
from pardx.exhibits.chosen import lowered
from pardx.exhibits.exhibit import Words
from pardx.exhibits.language import MISSING, Language
from pardx.exhibits.tables import Cell, Sheet, numeral
from pardx.settings import settings


def _upper_half(brief: Brief) -> dict[str, int]:
    """Count the indices that rank the province, and those that rank it in the upper half."""
    ranked = [own for own in brief.facts.standings if pd.notna(own.rank)]
    return {"upper": sum(own.rank <= own.places / 2 for own in ranked), "n": len(ranked)}


def standings_words(brief: Brief, lang: Language) -> Words:
    """Caption and notes of the table of standings."""
    reasons = dict.fromkeys(own.missing for own in brief.facts.standings if own.missing)
    named = [f"brief.note.{reason}" for reason in reasons if reason != "not_found"]
    notes = [lang("brief.note.unknown"), noise_note(brief, lang)]
    notes += [lang(key) for key in (*named, "brief.note.units")]
    ranged = any(pd.notna(own.low) for own in brief.facts.standings)
    notes = [*break_note(brief, lang), *notes, *[lang("brief.note.range")] * ranged]
    return Words(
        lang("brief.standings.title", **_upper_half(brief), **brief.common(lang)),
        lang("brief.standings.subtitle", **brief.common(lang)),
        notes=(" ".join([*notes, *targets(brief, lang)]),),
    )


def standings_sheet(brief: Brief, lang: Language) -> Sheet:
    """Make the table of standings; the gap to a target has a column when one is known."""
    aimed = any(pd.notna(own.target) for own in brief.facts.standings)
    heads = ["index", "score", "rank", "change", "region", "mean", "leader", *["target"] * aimed]
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
    numeric = frozenset(range(1, len(heads)))
    return Sheet(tuple(lang(f"brief.head.{head}") for head in heads), tuple(rows), numeric)


def _none(lang: Language) -> Cell:
    return Cell(lang("brief.cell.none"))


def _quality(own: Standing, lang: Language) -> str:
    return lang("brief.cell.quality", flag=own.quality) if own.quality else ""


def _score_cell(brief: Brief, own: Standing, lang: Language) -> Cell:
    if own.missing:
        return Cell(lang(f"brief.cell.{own.missing}"))
    if pd.isna(own.score):
        return _none(lang)
    return Cell(lang.number(own.score, brief.catalogue.decimals(own.indicator)))


def _rank_cell(own: Standing, lang: Language) -> Cell:
    if pd.isna(own.rank):
        return _none(lang)
    ends = {"low": lang.number(own.low), "high": lang.number(own.high)}
    span = lang("brief.cell.range", **ends) if pd.notna(own.low) else ""
    return Cell(f"{own.rank:.0f}/{own.places}", span)


def _change_cell(own: Standing, lang: Language) -> Cell:
    if pd.isna(own.change):
        return _none(lang)
    places = abs(int(own.change))
    text = lang(f"brief.cell.{direction(own)}", places=places, mark=mark(own, lang))
    return Cell(text, lang("brief.cell.normal") if 0 < places < own.band.places else "")


def _region_cell(own: Standing, lang: Language) -> Cell:
    among = own.region
    known = {"known": among.known, "n": among.provinces}
    if pd.isna(among.rank):
        return Cell(lang("brief.cell.none"), lang("brief.cell.only_known", **known))
    detail = lang("brief.cell.printed") if among.printed else ""
    if among.known < among.provinces:
        detail = lang("brief.cell.known", **known)
    return Cell(f"{among.rank:.0f}/{among.known}", detail)


def _gap_cells(brief: Brief, own: Standing, lang: Language, *, aimed: bool) -> list[Cell]:
    """Make the cells of the gaps to mean, leader and, when the table has it, target."""
    places = brief.catalogue.decimals(own.indicator)

    def gap(difference: float, kind: str, value: float, **names: str) -> Cell:
        if pd.isna(value):
            return _none(lang)
        beside = lang(f"brief.cell.{kind}", value=lang.number(value, places), **names)
        text = lang("brief.cell.none") if pd.isna(difference) else lang.signed(difference, places)
        return Cell(text, beside)

    leader = gap(own.gap_to_leader, "leader", own.leader_score, name=own.leader)
    cells = [
        gap(own.gap_to_mean, own.centre or "mean", own.mean),
        Cell(lang("brief.cell.leads")) if own.rank == 1 else leader,
    ]
    return [*cells, gap(own.gap_to_target, "target", own.target)] if aimed else cells


def parts_words(brief: Brief, lang: Language) -> Words:
    """Caption of the table of strongest and weakest parts, which it must have."""
    best = brief.part_name(brief.facts.strongest[0].indicator, lang)
    return Words(
        lang("brief.parts.title", best=lowered(best)),
        lang("brief.parts.subtitle", **brief.common(lang)),
        notes=(printed_parts(brief, lang),),
    )


def parts_sheet(brief: Brief, lang: Language) -> Sheet:
    """Make the table of the strongest and the weakest parts."""
    heads = ("part", "group", "score", "median", "gap")
    groups = {"strong": brief.facts.strongest, "weak": brief.facts.weakest}
    rows = tuple(
        _part_row(brief, part, lang(f"brief.parts.{group}"), lang)
        for group, parts in groups.items()
        for part in parts
    )
    names = tuple(lang(f"brief.parts.{head}") for head in heads)
    return Sheet(names, rows, frozenset({2, 3, 4}))


def _part_row(brief: Brief, part: Part, group: str, lang: Language) -> tuple[Cell, ...]:
    places = brief.catalogue.places(part.unit)
    known = {"known": part.known, "n": part.provinces}
    of = lang("brief.parts.of", **known) if part.known < part.provinces else ""
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
        lang("brief.peers.title", nearest=brief.facts.peers[0].province),
        lang("brief.peers.subtitle", **years),
        notes=(lang("brief.peers.note"),),
    )


def peers_sheet(brief: Brief, lang: Language) -> Sheet:
    """Make the table of peers, the province itself on top."""
    heads = [lang(f"brief.peers.{head}") for head in ("province", "income", "urban")]
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
    return Sheet(tuple(lang(f"word.sources.{head}") for head in ("who", "where", "day")), rows)
