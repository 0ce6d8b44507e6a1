"""Spellings of names as bare letters: to compare them, and to name files."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

PREFIX = "u34-"
"""What a code of the 34 units begins with, so that it is none of the 63 (``data/geography.py``)."""

_D_WITH_STROKE = str.maketrans({"Đ": "D", "đ": "d", "Ð": "D", "ð": "d", "Ɖ": "D", "ɖ": "d"})
_UNIT_WORDS = re.compile(
    r"^(?:tinh|thanh pho|thu do|t ?p) (?=\w)|(?<=\w) (?:province|city|municipality)$"
)


@lru_cache(maxsize=10_000)
def slug(name: str) -> str:
    """Turn a province's name into the stem of a file: ``"Cần Thơ"`` becomes ``"can-tho"``."""
    decomposed = unicodedata.normalize("NFKD", name.translate(_D_WITH_STROKE))
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()
    return _UNIT_WORDS.sub("", " ".join(re.findall(r"[^\W_]+", bare))).replace(" ", "-")


def fold(name: str) -> str:
    """Reduce a spelling to bare letters: no diacritics, case, unit word or punctuation.

    ``"TP. Cần Thơ"``, ``"CAN THO"`` and ``"Can Tho city"`` all become ``"cantho"``.
    """
    return slug(name).replace("-", "")
