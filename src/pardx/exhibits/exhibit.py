"""One figure, table or paragraph, in every language, as a notebook output."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from pardx.exhibits.language import Language
from pardx.languages import LANGUAGES

if TYPE_CHECKING:
    from jinja2 import Environment
    from matplotlib.figure import Figure


def mimetype(lang: str, form: str = "html") -> str:
    """Return the key of a language in a notebook output; English is what JupyterLab shows."""
    return f"text/{form}" if lang == "en" else f"text/vnd.pardx.{lang}+{form}"


def web_address(text: str) -> str:
    """Return the address a reader may follow; empty for anything but http and https.

    A source in a repository is given as its address, then the file and commit in it.
    """
    address = text.partition(" ")[0]
    return address if address.startswith(("https://", "http://")) else ""


@dataclass(frozen=True)
class Exhibit:
    """An HTML fragment per language, under one stable id.

    Attributes
    ----------
    id : str
        Anchor in the page, ``fig-...`` or ``tab-...`` for numbered exhibits.
    html : dict
        Language code -> HTML fragment.
    titles : dict
        Language code -> title; empty for what is neither figure nor table.
    csv : str
        File under the report's ``data/`` that holds its figures.
    latex : dict
        Language code -> LaTeX source, of a table.
    shows : tuple of dict
        As of its :class:`Origin`.
    """

    id: str
    html: dict[str, str] = field(repr=False)
    titles: dict[str, str] = field(default_factory=dict)
    csv: str = ""
    latex: dict[str, str] = field(default_factory=dict, repr=False)
    shows: tuple[dict[str, str], ...] = ()

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        """Show the exhibit in a notebook; the metadata tell the page what it may cite."""
        shown = {mimetype(lang): fragment for lang, fragment in self.html.items()}
        source = {mimetype(lang, "latex"): text for lang, text in self.latex.items()}
        plain = {"text/plain": self.titles.get("en", self.id)}
        cited = {"id": self.id, "csv": self.csv, "titles": self.titles, "shows": [*self.shows]}
        return {**shown, **source, **plain}, {"pardx": cited} if self.titles else {}


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
    """

    title: str
    subtitle: str
    alt: str = ""
    notes: tuple[str, ...] = ()


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
        Indicators shown: ``indicator``, ``family`` and a short name by language code; empty
        for an exhibit of all indicators.
    """

    csv: str
    publishers: tuple[dict[str, str], ...] = ()
    shows: tuple[dict[str, str], ...] = ()


def in_languages(make: Callable[[Language], str]) -> dict[str, str]:
    """Make a fragment once per language."""
    return {code: make(Language(code)) for code in LANGUAGES}


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
        Draws the figure in a language; several drawings stand side by side where there is
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
    from pardx.exhibits.style import house_style, svg

    def fragment(lang: Language) -> str:
        with house_style(id):
            drawn = draw(lang)
            panels = drawn if isinstance(drawn, list) else [drawn]
            drawings = [svg(panel, id=f"{id}-{place}") for place, panel in enumerate(panels, 1)]
        said = words(lang)
        return render(
            "figure.html.j2",
            lang=lang,
            id=id,
            drawings=drawings,
            words=said,
            origin=origin,
            wide=wide,
        )

    titles = in_languages(lambda lang: words(lang).title)
    return Exhibit(id, in_languages(fragment), titles, origin.csv, shows=origin.shows)


def prose(id: str, write: Callable[[Language], list[str]]) -> Exhibit:
    """Make paragraphs whose numbers come from the results."""
    return Exhibit(
        id, in_languages(lambda lang: render("prose.html.j2", id=id, paragraphs=write(lang)))
    )


def render(template: str, **values: Any) -> str:
    """Fill one of the fragments' templates; all values are escaped."""
    return _room().get_template(template).render(**values)


@cache
def _room() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("pardx.exhibits"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
