"""The pieces of a province brief, each made once for its pages and for its document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from pardx.language import Language
from pardx.report import (
    brief_drawings,
    brief_evidence,
    brief_peers,
    brief_quotes,
    brief_tables,
    brief_words,
)
from pardx.report.brief_facts import Brief
from pardx.report.exhibit import Exhibit, Fragment, Origin, Words, prose, render, untitled
from pardx.report.scene import Scene, as_file, as_svg, beside, framed
from pardx.report.tables import Sheet, table


@dataclass(frozen=True)
class Text:
    """Paragraphs, or a list under its heading.

    Attributes
    ----------
    texts : tuple of str
        The sentences.
    listed : bool
        Each is an item of a list.
    """

    texts: tuple[str, ...]
    listed: bool = False


@dataclass(frozen=True)
class Grid:
    """A table.

    Attributes
    ----------
    sheet : Sheet
        Its cells.
    words : Words
        Caption and notes.
    """

    sheet: Sheet
    words: Words


@dataclass(frozen=True)
class Picture:
    """Drawings side by side.

    Attributes
    ----------
    scenes : tuple of Scene
        The drawings.
    words : Words
        Caption, notes, and a description for those who do not see them.
    """

    scenes: tuple[Scene, ...]
    words: Words


Block = Text | Grid | Picture


def _explained(sheet: Sheet, words: Words, lang: Language) -> Grid:
    """Make a table of page 1: its subtitle says what a dash means, where one stands in it."""
    if sheet.has_dash:
        subtitle = (
            lang("{subtitle}; dash: not collected or not published", subtitle=words.subtitle)
            if words.subtitle
            else lang("Dash: not collected or not published")
        )
        words = replace(words, subtitle=subtitle)
    return Grid(replace(sheet, stacked=True), words)


def _texts(
    write: Callable[[Brief, Language], list[str]], *, listed: bool = False
) -> Callable[[Brief, Language], Block]:
    """Return what makes a piece of the sentences that a function writes."""
    return lambda brief, lang: Text(tuple(write(brief, lang)), listed=listed)


def _standings(brief: Brief, lang: Language) -> Block:
    if not brief.facts.shown and brief.facts.former:
        return _explained(
            brief_peers.former(brief, lang), brief_peers.former_words(brief, lang), lang
        )
    if not brief.facts.shown:
        return Text(())
    return _explained(
        brief_tables.standings(brief, lang), brief_tables.standings_words(brief, lang), lang
    )


def _spine(brief: Brief, lang: Language) -> Block:
    if not brief.facts.shown:
        return Text(())
    scenes = (brief_drawings.spine(brief, lang), brief_drawings.trail(brief, lang))
    return Picture(scenes, brief_tables.spine_words(brief, lang))


def _parts(brief: Brief, lang: Language) -> Block:
    if not brief.facts.shown:
        return Text(())
    if not (brief.facts.above or brief.facts.below or brief_tables.dti_parts(brief)):
        return Text((brief_tables.no_parts(brief, lang),))
    return _explained(brief_tables.parts(brief, lang), brief_tables.parts_words(brief, lang), lang)


def _place(brief: Brief, lang: Language) -> Block:
    return Picture((brief_drawings.place(brief, lang),), brief_tables.place_words(brief, lang))


def _peers(brief: Brief, lang: Language) -> Block:
    if not brief.facts.peers:
        return Text(())
    return _explained(brief_peers.peers(brief, lang), brief_peers.peers_words(brief, lang), lang)


def _areas(brief: Brief, lang: Language) -> Block:
    if not brief_tables.compared(brief):
        return Text(brief_tables.alone(brief, lang))
    return _explained(brief_tables.areas(brief, lang), brief_tables.areas_words(brief, lang), lang)


def _region(brief: Brief, lang: Language) -> Block:
    if not brief.facts.shown:
        return Text((lang.listed([peer.province for peer in brief.facts.members]),))
    return _explained(brief_peers.region(brief, lang), brief_peers.region_words(brief, lang), lang)


def _method(brief: Brief, lang: Language) -> Block:
    return Text((" ".join(brief_evidence.method(brief, lang)),))


def _sources(brief: Brief, lang: Language) -> Block:
    return Grid(brief_tables.sources(brief, lang), brief_tables.sources_words(brief, lang))


BLOCKS: dict[str, Callable[[Brief, Language], Block]] = {
    "lead": _texts(brief_words.lead),
    "tab-standings": _standings,
    "fig-standing": _spine,
    "tab-parts": _parts,
    "fig-place": _place,
    "quotes": _texts(brief_quotes.quotes, listed=True),
    "cautions": _texts(brief_words.cautions, listed=True),
    "tab-peers": _peers,
    "tab-areas": _areas,
    "tab-region": _region,
    "missing": _texts(brief_evidence.missing, listed=True),
    "method": _method,
    "sources": _sources,
}
"""Id of a piece -> what it holds, in a language; no words where a year has nothing for it."""


def heading(brief: Brief) -> Exhibit:
    """Show the title that names the province."""
    return untitled("title", lambda lang: render("title.html.j2", title=brief.title(lang)))


def piece(brief: Brief, id: str) -> Exhibit | None:
    """Show a piece as it is in each language; a year may have words where another has a table.

    Parameters
    ----------
    brief : Brief
        The province's facts.
    id : str
        One of :data:`BLOCKS`.

    Returns
    -------
    Exhibit or None
        None where the year has neither: the pages leave out the heading too, and the list of what
        is missing says why.
    """
    block = BLOCKS[id](brief, Language("en"))
    origin = Origin(f"{brief.slug}.csv")
    if isinstance(block, Text) and not block.texts:
        return None
    if isinstance(block, Text):
        if block.listed:
            return untitled(id, lambda lang: _list(id, BLOCKS[id](brief, lang)))
        return prose(id, lambda lang: [*BLOCKS[id](brief, lang).texts])
    if isinstance(block, Grid):
        return table(
            id,
            sheet=lambda lang: BLOCKS[id](brief, lang).sheet,
            words=lambda lang: BLOCKS[id](brief, lang).words,
            origin=origin,
        )
    return Exhibit(
        id,
        lambda lang: _picture(id, BLOCKS[id](brief, lang), lang, brief),
        origin.csv,
        drawn={id: ""},
    )


def sources(brief: Brief) -> Exhibit:
    """Show the sources, the data file, what made the brief and how to cite it."""
    return untitled(
        "sources",
        lambda lang: render(
            "brief_sources.html.j2",
            lang=lang,
            brief=brief,
            sources=brief_evidence.sources(brief, lang),
            made_by=brief_evidence.made_by(brief, lang),
        ),
    )


def _list(id: str, block: Text) -> str:
    return render("brief_list.html.j2", id=id, items=block.texts)


def _picture(id: str, block: Picture, lang: Language, brief: Brief) -> Fragment:
    drawings, words = [as_svg(scene) for scene in block.scenes], block.words
    shown = {"drawings": drawings, "words": words, "origin": Origin(f"{brief.slug}.csv")}
    html = render("figure.html.j2", lang=lang, id=id, **shown, wide=False)
    lines = [words.subtitle, *words.notes]
    kept = framed(beside(block.scenes), words.title, lines, f"{brief.title(lang)}. PAR-DX Vietnam.")
    return Fragment(html, words.title, drawings={id: as_file(kept)})
