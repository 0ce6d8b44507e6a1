"""Remarks of raw rows in a page's language: those made again and again are translated."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from pardx.language import CONTEXT, NP_, SOURCE, Language

FREE = ("file", "one", "other")
"""Placeholders that stand for several words; any other stands for a word or a number."""
WORD = r"[^\s()]+?"

KINDS = (
    NP_("remark", "about"),
    NP_("remark", "among {n} agencies without public services"),
    NP_("remark", "among {n} ministries with public services"),
    NP_("remark", "among {n} with public services"),
    NP_("remark", "among {n} without public services"),
    NP_("remark", "as of the day of the page"),
    NP_("remark", "cause not stated in the file"),
    NP_("remark", "column {column} of the file, whose codebook gives the name used from {year}"),
    NP_("remark", "derived: rank {before} up {places}"),
    NP_("remark", "derived: rank {before} down {places}"),
    NP_("remark", "derived: {before} up {change}"),
    NP_("remark", "derived: {before} down {change}"),
    NP_("remark", "every other year does"),
    NP_("remark", "fixed by the PCI {year} figures of other pages"),
    NP_("remark", "from stated rank change"),
    NP_(
        "remark",
        "in {year} it is this part, as in the UNDP workbook of {former} and the PAPI {report} "
        "report",
    ),
    NP_("remark", "inferred from bottom list order"),
    NP_("remark", "inferred from order of bottom list"),
    NP_("remark", "last"),
    NP_("remark", "last of {n}"),
    NP_("remark", "list order"),
    NP_("remark", "listed order of the bottom five"),
    NP_("remark", "listing order"),
    NP_("remark", "lowest of the {n}"),
    NP_("remark", "max {n}"),
    NP_("remark", "maximum score stated for awareness and institution"),
    NP_("remark", "more than"),
    NP_("remark", "nearly"),
    NP_("remark", "not comparable with {year}+"),
    NP_("remark", "of {n}"),
    NP_("remark", "of {n} provinces (post-merger)"),
    NP_("remark", "of {n} units"),
    NP_(
        "remark",
        "one consistent vintage {years} (differs from the {year} GSO snapshot in {differing}, "
        "equals the {equal} values of a second repository)",
    ),
    NP_("remark", "one place better in {year}"),
    NP_("remark", "order of list"),
    NP_("remark", "order of the first five"),
    NP_("remark", "page labels it {year} (announcement year)"),
    NP_("remark", "par. {n}"),
    NP_("remark", "positions {places} from listing order"),
    NP_("remark", "preliminary"),
    NP_("remark", "printed"),
    NP_("remark", "province coded by abbreviation in the file"),
    NP_("remark", "rank from listing order"),
    NP_("remark", "rank from listing order of the top ten"),
    NP_("remark", "rank from title order"),
    NP_("remark", "rank not printed"),
    NP_("remark", "rank not printed, inferred from list order: listed next"),
    NP_("remark", "rank not printed, inferred from list order: listed order"),
    NP_("remark", "rank not printed, inferred from list order: listed order of top five"),
    NP_("remark", "rounded"),
    NP_("remark", "scale of this part changed in {year}"),
    NP_(
        "remark",
        "scales of several sub-dimensions changed in {year} (e.g. {halved} falls by half, "
        "{dropped} dropped): not comparable with <={before}",
    ),
    NP_("remark", "series revised after the {year} census"),
    NP_(
        "remark",
        "sub-dimension scales revised {year} ({part}) and {later} ({parts}, {more}, {most})",
    ),
    NP_(
        "remark",
        "the {year} total does not equal the weighted sub-indices exactly ({gap} higher)",
    ),
    NP_("remark", "urban population divided by average population ({file})"),
    NP_("remark", 'variable label only "{name}"'),
    NP_("remark", "visible break {years} (several provinces rise)"),
    NP_("remark", "visible upward jump {years} in many provinces"),
    NP_("remark", "vs {year}"),
    NP_("remark", "weekly figure"),
    NP_("remark", "without public services"),
    NP_("remark", "year not on the page"),
    NP_("remark", "year not stated"),
    NP_("remark", "{before} after a fall of {change}"),
    NP_("remark", "{before} after a rise of {change}"),
    NP_("remark", "{before} less {change}"),
    NP_("remark", "{change} vs {year} as stated"),
    NP_("remark", "{n} dimensions before {year}"),
    NP_("remark", "{n} dimensions from {year}"),
    NP_("remark", "{n} places better in {year}"),
    NP_("remark", "{n} places worse in {year}"),
    NP_("remark", "{n}-province (post-merger) table"),
    NP_("remark", "{n}-province (post-merger) table ({one} merged with {other})"),
    NP_("remark", "{n}-province (pre-merger) table"),
    NP_("remark", "{n}-table"),
    NP_("remark", "{part} and {more} scales changed in {year}"),
    NP_("remark", "{year} rank plus stated change"),
    NP_("remark", "{year} rank plus stated rise"),
    NP_("remark", "{year} {part} has {n} of the {total} later sub-dimensions"),
    NP_("remark", "{year} {part} scale not comparable with {later}+"),
)
"""Remarks that many rows of ``data/raw`` carry, with what differs from row to row."""


class Remark(NamedTuple):
    """A part of a remark.

    Attributes
    ----------
    text : str
    lang : str
        Its language, where it is not the page's: it stands as in the raw table.
    """

    text: str
    lang: str = ""


def remarks(note: str, lang: Language) -> list[Remark]:
    """Write the remark of a raw row in a page's language, part by part.

    Parameters
    ----------
    note : str
        As in ``data/raw``: English, parts joined by ``"; "``.
    lang : Language
        The page's.

    Returns
    -------
    list of Remark
        A part that :data:`KINDS` lacks stays in English, and says so.
    """
    parts = note.split("; ") if note else []
    return [_said(part, lang) for part in parts]


def _said(part: str, lang: Language) -> Remark:
    if lang.code == SOURCE or not re.search(r"[^\W\d_]{2}", part):
        return Remark(part)
    for kind, form in forms():
        if found := form.fullmatch(part):
            said = {name: _number(text, lang) for name, text in found.groupdict().items()}
            return Remark(lang(kind, **said))
    return Remark(part, SOURCE)


def _number(text: str, lang: Language) -> str:
    """Write a decimal number as the language does; a year or a word stays."""
    return lang.printed(float(text)) if re.fullmatch(r"\d+\.\d+", text) else text


@cache
def forms() -> list[tuple[str, re.Pattern[str]]]:
    """Pair each kind with the expression that its remarks match."""
    return [(kind, _form(kind.rpartition(CONTEXT)[2])) for kind in KINDS]


def _form(text: str) -> re.Pattern[str]:
    pieces = re.split(r"\{(\w+)\}", text)
    for place in range(1, len(pieces), 2):
        name = pieces[place]
        pieces[place] = f"(?P<{name}>{'.+?' if name in FREE else WORD})"
    pieces[::2] = map(re.escape, pieces[::2])
    return re.compile("".join(pieces))
