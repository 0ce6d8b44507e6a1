"""Remarks of raw rows in a page's language, as ``data/catalogue/remarks.csv`` says them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from pardx.data.registers import read_register
from pardx.language import SOURCE, Language
from pardx.project import Project

FREE = ("file", "name", "one", "other", "place")
"""Placeholders that stand for one word or several."""
WHOLE = ("rank", "steps")
"""Placeholders that stand for a whole number."""
CODES = ("halved", "dropped")
"""Placeholders that stand for the code of a part, ``3.2``, which is no number."""
FIGURE = r"(?=\S*\d)[^\s()]+?"
"""What any other placeholder stands for: a number, or a word with one in it."""
NUMBER = r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?(?![\w.])"


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


def remarks(note: str, lang: Language, project: Project) -> list[Remark]:
    """Write the remark of a raw row in a page's language, part by part.

    Parameters
    ----------
    note : str
        As in ``data/raw``: English, parts joined by ``"; "``.
    lang : Language
        The page's.
    project : Project
        With the catalogue.

    Returns
    -------
    list of Remark
        A part that the catalogue lacks stays in English, and says so.
    """
    parts = note.split("; ") if note else []
    return [_said(part, lang, project) for part in parts]


def _said(part: str, lang: Language, project: Project) -> Remark:
    if lang.code == SOURCE or not re.search(r"[^\W\d_]{2}", part):
        return Remark(_numbers(part, lang))
    for kind, form in forms(project):
        if found := form.fullmatch(part):
            text = lang.of(kind, "text")
            said = {
                name: what if name in CODES else _numbers(what, lang)
                for name, what in found.groupdict().items()
            }
            return Remark(part, SOURCE) if text == kind["text_en"] else Remark(text.format(**said))
    return Remark(part, SOURCE)


def _numbers(text: str, lang: Language) -> str:
    """Write the numbers in a text with the marks of the language; years and words stay."""
    return re.sub(NUMBER, lambda found: lang.marked(found[0]), text)


@cache
def forms(project: Project) -> list[tuple[Mapping[str, str], re.Pattern[str]]]:
    """Pair each row of the catalogue with the expression that its remarks match.

    Sentences come before forms with placeholders, which also match some of them.
    """
    rows = read_register(project, "remarks").to_dict("records")
    rows.sort(key=lambda row: row["text_en"].count("{"))
    return [(row, _form(row["text_en"])) for row in rows]


def _form(text: str) -> re.Pattern[str]:
    pieces = re.split(r"\{(\w+)\}", text)
    for place in range(1, len(pieces), 2):
        name = pieces[place]
        stands = ".+?" if name in FREE else r"\d+" if name in WHOLE else FIGURE
        pieces[place] = f"(?P<{name}>{stands})"
    pieces[::2] = map(re.escape, pieces[::2])
    return re.compile("".join(pieces))
