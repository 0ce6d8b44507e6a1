"""One figure, table or paragraph, in every language, as a notebook output."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pardx.data.dictionary import owner_in
from pardx.language import LANGUAGES, Language
from pardx.report.standalone import plain, standalone
from pardx.templates import render

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from pardx.data.dictionary import Dictionary


def mimetype(lang: str, form: str = "html") -> str:
    """Return the key of a language in a notebook output, as pages read it."""
    return "text/latex" if (lang, form) == ("en", "latex") else f"text/vnd.pardx.{lang}+{form}"


def web_address(text: str) -> str:
    """Return the address a reader may follow; empty for anything but http and https.

    A source in a repository is given as its address, then the file and commit in it.
    """
    address = text.partition(" ")[0]
    return address if address.startswith(("https://", "http://")) else ""


@dataclass(frozen=True)
class Fragment:
    """What a reader sees of an exhibit, in one language.

    Attributes
    ----------
    html : str
        A piece of a page.
    title : str
        Empty for what is neither figure nor table.
    latex : str
        LaTeX source, of a table.
    drawings : dict
        Stem of a file -> a drawing that a reader may keep, as SVG.
    """

    html: str
    title: str = ""
    latex: str = ""
    drawings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Exhibit:
    """A piece of a report under one stable id: its data, and how to write it in a language.

    Attributes
    ----------
    id : str
        Anchor in the page, ``fig-...`` or ``tab-...`` for numbered exhibits.
    write : callable
        Writes it in a language.
    csv : str
        File under the report's ``data/`` that holds its figures.
    shows : tuple of dict
        As of its :class:`Origin`.
    drawn : dict
        Stem of a file that its fragments have as drawing -> letter of the index it is of, if any.
    """

    id: str
    write: Callable[[Language], Fragment] = field(repr=False)
    csv: str = ""
    shows: tuple[dict[str, str], ...] = ()
    drawn: dict[str, str] = field(default_factory=dict)

    def written(self, lang: str) -> Fragment:
        """Write it in the language of a code."""
        return self.write(Language(lang))

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        """Write it in every language, for a notebook; the metadata name what a page may cite.

        What JupyterLab shows, ``text/html`` and ``text/plain``, is English and needs no style
        sheet.
        """
        written = {lang: self.written(lang) for lang in LANGUAGES}
        titles = {lang: one.title for lang, one in written.items() if one.title}
        forms = {
            "text/html": standalone(written["en"].html),
            "text/plain": plain(written["en"].html),
            **{mimetype(lang): one.html for lang, one in written.items()},
            **{mimetype(lang, "latex"): one.latex for lang, one in written.items() if one.latex},
            **{
                mimetype(lang, "svg"): json.dumps(one.drawings, ensure_ascii=False)
                for lang, one in written.items()
                if one.drawings
            },
        }
        cited = {"csv": self.csv, "titles": titles, "shows": [*self.shows]} if titles else {}
        cited |= {"drawn": self.drawn} if self.drawn else {}
        return forms, {"pardx": {"id": self.id, **cited}}


@dataclass(frozen=True)
class Words:
    """What is said around a figure or table, in one language.

    Attributes
    ----------
    title : str
        The finding.
    subtitle : str
        Measure, place, period, unit, n.
    alt : str
        What the figure shows, with its numbers (empty for tables, which speak themselves).
    notes : tuple of str
        Sentences under it.
    dash : str
        What a dash means in a table: a note under it where one stands in it.
    """

    title: str
    subtitle: str
    alt: str = ""
    notes: tuple[str, ...] = ()
    dash: str = ""


@dataclass(frozen=True)
class Origin:
    """Where an exhibit's figures come from.

    Attributes
    ----------
    csv : str
        File under the report's ``data/`` that holds the figures.
    publishers : tuple of dict
        Bodies that own them: ``url``, ``name_en``, ``name_vi``.
    shows : tuple of dict
        Indicators shown: ``indicator``, ``family``, ``short_en``, ``short_vi``; empty for an
        exhibit of all indicators.
    """

    csv: str
    publishers: tuple[dict[str, str], ...] = ()
    shows: tuple[dict[str, str], ...] = ()

    def owners(self, year: int, lang: Language) -> list[str]:
        """Name the bodies that publish figures of a year."""
        return [owner_in(lang.of(one, "name"), year) for one in self.publishers]

    def source(self, year: int, lang: Language) -> str:
        """Name the publishers under a drawing that is kept as a file, and who compiled it."""
        return f"{lang('Source:')} {'; '.join(self.owners(year, lang))}. PAR-DX Vietnam."


def origin(csv: str, dictionary: Dictionary, *indicators: str) -> Origin:
    """Name the data file of an exhibit, its indicators, and who publishes them."""
    shown = dictionary.indicators.loc[[*dict.fromkeys(indicators)]].reset_index()
    publishers = dictionary.publishers.loc[[*dict.fromkeys(shown.publisher)]]
    shows = shown.filter(regex="^(indicator|family|short_..)$")
    return Origin(csv, tuple(publishers.to_dict("records")), tuple(shows.to_dict("records")))


def source_name(source_id: str, dictionary: Dictionary, lang: Language) -> str:
    """Name who published a source, and who copied it where it was read from a copy."""
    publisher, place = dictionary.printed_by(source_id), dictionary.copied_in(source_id)
    if publisher == source_id:
        return lang("a source that names no publisher")
    if not place:
        return publisher
    return lang("{publisher}, as copied in {place}", publisher=publisher, place=place)


def found_where(note: str, lang: Language) -> str:
    """Say what a source without an address is: its article, else that it has none."""
    found = re.match(r'no address noted; article "(?P<title>.+)"(?:, signed (?P<who>.+))?$', note)
    if not found:
        return lang("no address noted") if note.startswith("no address noted") else note
    if not found["who"]:
        return lang("no address noted; article “{title}”", title=found["title"])
    return lang("no address noted; article “{title}”, signed {who}", **found.groupdict())


def source_links(
    sources: str, dictionary: Dictionary, lang: Language
) -> tuple[tuple[str, str], ...]:
    """Return name and address of sources given as ids joined by ``;``."""
    addresses = dictionary.sources.url
    return tuple(
        (source_name(id, dictionary, lang), web_address(addresses[id]) or f"#source-{id}")
        for id in sources.split(";")
    )


def show(*exhibits: Exhibit | None, otherwise: Exhibit | None = None) -> None:
    """Display exhibits in a notebook, in order.

    Parameters
    ----------
    *exhibits : Exhibit or None
        As the functions of :mod:`pardx.report` return them: None where the year has no data.
    otherwise : Exhibit
        Displayed where all others are None.
    """
    from IPython.display import display

    made = [one for one in exhibits if one is not None]
    display(*(made or filter(None, [otherwise])))


def figure(
    id: str,
    *,
    draw: Callable[[Language], Figure | list[Figure]],
    words: Callable[[Language], Words],
    origin: Origin,
    wide: bool = False,
) -> Exhibit:
    """Wrap a drawing with its title, alt text, data and sources.

    Parameters
    ----------
    id : str
        Anchor, ``fig-...``.
    draw : callable
        Draws the figure in a language; several drawings are set side by side where there is
        room, below each other on a phone.
    words : callable
        Says what is around it in a language.
    origin : Origin
        Its CSV and who owns the figures.
    wide : bool
        Keep its drawn width on a phone and let the reader scroll.

    Returns
    -------
    Exhibit
        One SVG per language, made to be equal for equal input.
    """

    def write(lang: Language) -> Fragment:
        from pardx.report.style import house_style, svg

        with house_style(id):
            drawn = draw(lang)
            panels = drawn if isinstance(drawn, list) else [drawn]
            drawings = [svg(panel, id=f"{id}-{place}") for place, panel in enumerate(panels, 1)]
        said = words(lang)
        shown = {"drawings": drawings, "words": said, "origin": origin, "wide": wide}
        return Fragment(render("figure.html.j2", lang=lang, id=id, **shown), said.title)

    return Exhibit(id, write, origin.csv, origin.shows)


def prose(id: str, write: Callable[[Language], list[str]]) -> Exhibit:
    """Make paragraphs whose numbers come from the results."""
    return untitled(id, lambda lang: render("prose.html.j2", id=id, paragraphs=write(lang)))


def sentence(id: str, text: str, **facts: object) -> Exhibit:
    """Make a paragraph of one text, marked for translation, and the facts that fill it."""
    return prose(id, lambda lang: [lang(text, **facts)])


def box(id: str, write: Callable[[Language], tuple[str, list[str], str]]) -> Exhibit:
    """Make a box of sentences under a heading.

    Parameters
    ----------
    id : str
        Anchor.
    write : callable
        Writes in a language the heading, the sentences, and what to say where there are none.
    """

    def html(lang: Language) -> str:
        heading, items, otherwise = write(lang)
        return render("box.html.j2", id=id, heading=heading, items=items, otherwise=otherwise)

    return untitled(id, html)


def untitled(id: str, write: Callable[[Language], str]) -> Exhibit:
    """Make what is neither figure nor table of its HTML in a language."""
    return Exhibit(id, lambda lang: Fragment(write(lang)))
