"""Words and numbers in the reader's language; every text stands in ``messages/*.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from pardx.languages import LISTED_IN
from pardx.naming import FALLBACK, column

MISSING = "–"
MINUS = "\N{MINUS SIGN}"


_asked: ContextVar[set[str]] = ContextVar("_asked", default=set())  # noqa: B039 - see asked
"""What was asked for: by a thread while it remembers its own, else by the process."""


class Texts(dict[str, dict[str, str]]):
    """The message catalogue; which of its keys are asked for is remembered."""

    def __getitem__(self, key: str) -> dict[str, str]:
        """Return a message in all languages."""
        note(key)
        return super().__getitem__(key)


def note(name: str) -> None:
    """Remember that a message, or a template, was asked for."""
    _asked.get().add(name)


def asked() -> frozenset[str]:
    """Return what was asked for: keys of messages, names of templates, the list of languages."""
    return frozenset(_asked.get())


@contextmanager
def remembered() -> Iterator[set[str]]:
    """Collect what is asked for in this thread, and keep it from others."""
    token = _asked.set(set())
    try:
        yield _asked.get()
    finally:
        _asked.reset(token)


@cache
def messages() -> Texts:
    """Read the message catalogue: key -> language -> text with ``{placeholders}``.

    A language may have a file of its own, which adds its texts to keys of the others.

    Raises
    ------
    ValueError
        When two files define one key in one language.
    """
    read = Texts()
    for shelf in sorted(files("pardx.exhibits").joinpath("messages").iterdir(), key=str):
        for key, texts in tomllib.loads(shelf.read_text("utf-8")).items():
            said = read.setdefault(key, {})
            if twice := said.keys() & texts.keys():
                raise ValueError(f"messages/{shelf.name} defines again: {key}, {min(twice)}")
            said |= texts
    return read


@dataclass(frozen=True)
class Language:
    """One language a report is written in.

    Attributes
    ----------
    code : str
        One of :data:`pardx.languages.LANGUAGES`.
    """

    code: str
    _texts: dict[str, dict[str, str]] = field(default_factory=messages, repr=False)

    def __post_init__(self) -> None:
        """Remember that what is written depends on which languages there are."""
        note(LISTED_IN)

    def __call__(self, key: str, **values: Any) -> str:
        """Return a message with its placeholders filled; in English until it is translated.

        Raises
        ------
        KeyError
            When the catalogue lacks the key.
        """
        texts = self._texts[key]
        return texts.get(self.code, texts[FALLBACK]).format(**values)

    def of(self, row: Mapping[str, Any], text: str) -> Any:  # noqa: ANN401 - a cell, or a column
        """Return a text of a table's row, or of all its rows; in English until translated."""
        found = row[column(row, text, self.code)]
        untranslated = isinstance(found, str) and not found
        return row[f"{text}_{FALLBACK}"] if untranslated else found

    def number(self, value: float, places: int = 0) -> str:
        """Write a number with its decimals (``88,72`` in Vietnamese); ``–`` when missing."""
        from babel.numbers import format_decimal

        if value != value:
            return MISSING
        pattern = "#,##0" + ("." + "0" * places if places else "")
        rounded = round(float(value), places) + 0.0
        return format_decimal(rounded, format=pattern, locale=self.code).replace("-", MINUS)

    def printed(self, value: float) -> str:
        """Write a number with the decimals it has, at most four."""
        from babel.numbers import format_decimal

        return format_decimal(value, format="#,##0.####", locale=self.code).replace("-", MINUS)

    def signed(self, value: float, places: int = 0) -> str:
        """Write a change with its sign; no change is ``0``."""
        return ("+" if round(float(value), places) > 0 else "") + self.number(value, places)

    def p_value(self, value: float) -> str:
        """Write a p-value as an equation: ``p = 0.031`` or ``p < 0.001``."""
        small = value < 0.001
        return f"p {'<' if small else '='} {self.number(0.001 if small else value, 3)}"

    def date(self, day: date) -> str:
        """Write a day: ``19 April 2023``, ``19/04/2023``."""
        from babel.dates import format_date

        pattern = {"vi": "dd/MM/y"}.get(self.code, "d MMMM y")
        return format_date(day, pattern, locale=self.code)

    def published(self, text: str) -> str:
        """Write a date as a source gives it: a day, a month (``08/2023`` in Vietnamese), a year."""
        from babel.dates import format_date

        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return self.date(date.fromisoformat(text))
        if re.fullmatch(r"\d{4}-\d{2}", text):
            pattern = {"vi": "MM/y"}.get(self.code, "LLLL y")
            return format_date(date.fromisoformat(f"{text}-01"), pattern, locale=self.code)
        return text

    def named(self, key: str) -> str:
        """Name a word of the data, such as ``family.dti``; one without a name keeps its own."""
        note(key)
        return self(key) if key in self._texts else key.partition(".")[2]

    def month(self, day: date) -> str:
        """Name a day's month: ``April``, ``tháng 4``."""
        from babel.dates import format_date

        name = format_date(day, "LLLL", locale=self.code)
        return name.lower() if self.code == "vi" else name

    def listed(self, words: list[str]) -> str:
        """Join words as a list of the language."""
        from babel.lists import format_list

        return format_list(words, locale=self.code) if words else MISSING
