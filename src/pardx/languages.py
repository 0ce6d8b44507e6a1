"""The languages of the reports, and what is said where a text has no translation yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

LANGUAGES = ("en", "vi")
FALLBACK = "en"
"""Speaks for every language that lacks a text."""


def page_file(name: str, lang: str) -> str:
    """Name the file of a page in a language; English has none in its name: ``index.vi.html``."""
    return f"{name}.html" if lang == FALLBACK else f"{name}.{lang}.html"


def in_every_language(frame: pd.DataFrame) -> pd.DataFrame:
    """Give each text of a table, ``<name>_en``, a column for every language.

    A column ``<name>_<language>`` that is there stays; another repeats the English text.
    """
    english = [name for name in frame if name.endswith(f"_{FALLBACK}")]
    columns = {
        f"{name.removesuffix(FALLBACK)}{lang}": frame[name]
        for name in english
        for lang in LANGUAGES
    }
    return frame.assign(**{name: text for name, text in columns.items() if name not in frame})
