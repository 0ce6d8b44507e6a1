"""Printed numbers of one column -> plain numbers with a decimal point, or a clear refusal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_MARKED = re.compile(r"\s*(?:\([\d*†‡]{1,2}\)|\[\d{1,2}\]|[*†‡¹²³⁴-⁹]+)$")
_RANK = re.compile(
    r"(?:xếp hạng|xếp thứ|thứ hạng|hạng|thứ|rank|no\.?|#)?\s*=?\s*"
    r"(\d{1,3})(?:\.0+|,00?|st|nd|rd|th)?\s*=?(?:\s*(?:/|of)\s*(\d{1,4}))?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[-+]?\d[\d.,\s'\N{RIGHT SINGLE QUOTATION MARK}]*")
_GROUPED = r"[-+]?\d{1,3}(?:\MARK\d{3})+"
MISSING = {
    *("", "-", "–", "—", "…", "...", "n/a", "na", "#n/a", "x", "không có"),
    *("không có số liệu", "chưa có số liệu", "không xếp hạng", "chưa xếp hạng", "not ranked"),
}


def is_missing(text: str) -> bool:
    """Say whether a cell holds no figure."""
    return bare(text).casefold() in MISSING


@lru_cache(maxsize=10_000)
def bare(text: str) -> str:
    """Drop footnote marks and a percent sign; a minus sign becomes a hyphen."""
    plain = unmarked(text.strip().replace("\N{MINUS SIGN}", "-"))
    return plain.removesuffix("điểm").removesuffix("%").strip()


def unmarked(text: str) -> str:
    """Drop the footnote marks behind a figure or a name: ``*``, ``(1)``, ``[2]``, ``¹``."""
    return _MARKED.sub("", text)


def plain_rank(text: str) -> str | None:
    """Read ``29``, ``29/63``, ``Hạng 29`` or ``15=`` as a whole number; None for anything else."""
    found = _RANK.fullmatch(bare(text))
    return str(int(found[1])) if found else None


def out_of(text: str) -> int | None:
    """Return of how many a rank is, where it says so: 63 of ``29/63``."""
    found = _RANK.fullmatch(bare(text))
    return int(found[2]) if found and found[2] else None


def decimal_mark(texts: Iterable[str], *, low: float, high: float) -> str | None:
    """Find which sign separates the decimals of a column.

    Parameters
    ----------
    texts : iterable of str
        Cells of the column that hold a figure.
    low, high : float
        What a value may lie between; it decides where ``1.234`` can be read in two ways.

    Returns
    -------
    str or None
        ``.`` or ``,``; None when both readings remain possible and differ.
    """
    numbers = [bare(text) for text in texts]
    possible = [mark for mark in ".," if all(_fits(text, mark, low, high) for text in numbers)]
    readings = {tuple(plain_number(text, mark) for text in numbers) for mark in possible}
    return possible[0] if len(readings) == 1 else None


@lru_cache(maxsize=10_000)
def plain_number(text: str, mark: str) -> str | None:
    """Read a number whose decimals follow ``mark``; None for anything else.

    The decimals are kept as printed: ``84,70`` is ``84.70``.
    """
    text = bare(text)
    if not re.sub("[\xa0\N{RIGHT SINGLE QUOTATION MARK}]", " ", text).isascii():
        return None
    if not _NUMBER.fullmatch(text):
        return None
    whole, point, decimals = text.partition(mark)
    other = "," if mark == "." else "."
    for group in (other, " ", "'", "\N{RIGHT SINGLE QUOTATION MARK}"):
        if re.fullmatch(_GROUPED.replace("MARK", group), whole):
            whole = whole.replace(group, "")
    digits = whole.lstrip("+-")
    if not digits.isdigit() or (point and not decimals.isdigit()):
        return None
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{digits.lstrip('0') or '0'}{f'.{decimals}' if point else ''}"


def _fits(text: str, mark: str, low: float, high: float) -> bool:
    number = plain_number(text, mark)
    return number is not None and low <= float(number) <= high
