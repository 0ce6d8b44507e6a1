"""Names that carry a language: those of pages, and of columns that hold texts."""

from __future__ import annotations

from collections.abc import Collection

FALLBACK = "en"
"""Speaks for every language that lacks a text."""


def page_file(name: str, lang: str) -> str:
    """Name the file of a page in a language; English has none in its name: ``index.vi.html``."""
    return f"{name}.html" if lang == FALLBACK else f"{name}.{lang}.html"


def column(names: Collection[str], text: str, lang: str) -> str:
    """Name the column of a text in a language, ``<text>_<lang>``; the English one without it."""
    name = f"{text}_{lang}"
    return name if name in names else f"{text}_{FALLBACK}"
