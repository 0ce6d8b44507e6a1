"""Spellings of names as bare letters: to compare them, and to name files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from pardx.errors import closest

if TYPE_CHECKING:
    import pandas as pd

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


LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
"""The Vietnamese alphabet with the four letters of English that it lacks."""
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))


def alphabetical(name: str) -> str:
    """Return a name's place in a Vietnamese list, as a key of sorting: Đồng Nai before Gia Lai.

    Tones tell nothing apart; an English name has the place it has in an English list.
    """
    decomposed = unicodedata.normalize("NFD", name.lower()).translate(_TONES)
    letters = unicodedata.normalize("NFC", decomposed)
    return "".join(chr(ord("!") + LETTERS.find(sign)) for sign in letters)


def by_alphabet(column: pd.Series) -> pd.Series:
    """Sort the names of a table's ``entity`` as :func:`alphabetical` does: a key of pandas."""
    return column.map(alphabetical) if column.name == "entity" else column


def fold(name: str) -> str:
    """Reduce a spelling to bare letters: no diacritics, case, unit word or punctuation.

    ``"TP. Cần Thơ"``, ``"CAN THO"`` and ``"Can Tho city"`` all become ``"cantho"``.
    """
    return slug(name).replace("-", "")


def nearest_name(text: str, spellings: Mapping[str, str], cutoff: float = 0.6) -> str:
    """Say which name a misspelt one comes nearest to.

    Parameters
    ----------
    text : str
        The misspelt name.
    spellings : mapping
        Folded spelling -> the name as it is shown.
    cutoff : float
        As :func:`pardx.errors.closest` takes it.

    Returns
    -------
    str
        ``'; did you mean X?'``, or an empty string when nothing is near.
    """
    found = closest(fold(text), spellings, cutoff)
    return "" if found is None else f"; did you mean {spellings[found]}?"
