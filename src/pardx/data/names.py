"""Names of provinces as bare letters: to compare spellings and to name files."""

from __future__ import annotations

import re
import unicodedata

_D_WITH_STROKE = str.maketrans({"Đ": "D", "đ": "d", "Ð": "D", "ð": "d", "Ɖ": "D", "ɖ": "d"})
_UNIT_WORDS = re.compile(
    r"^(?:tinh|thanh pho|thu do|t ?p) (?=\w)|(?<=\w) (?:province|city|municipality)$"
)


def fold(name: str) -> str:
    """Reduce a spelling to bare letters: no diacritics, case, unit word or punctuation.

    ``"TP. Cần Thơ"``, ``"CAN THO"`` and ``"Can Tho city"`` all become ``"cantho"``.
    """
    return _plain_words(name).replace(" ", "")


def slug(name: str) -> str:
    """Turn a province's name into the stem of a file: ``"Cần Thơ"`` becomes ``"can-tho"``."""
    return _plain_words(name).replace(" ", "-")


def _plain_words(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.translate(_D_WITH_STROKE))
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()
    words = " ".join(re.findall(r"[^\W_]+", bare))
    return _UNIT_WORDS.sub("", words)
