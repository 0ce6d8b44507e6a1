"""The languages of the reports: English is in the code, others in ``locale/*/pardx.po``."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from pardx.provenance import UNKNOWN

LOCALE = Path(__file__).with_name("locale")
SOURCE = "en"
"""The language of the code, shown wherever another one lacks a text."""
MISSING = "–"
MINUS = "\N{MINUS SIGN}"
CONTEXT = "\x04"
"""Parts the context of a message from its text, as in gettext's own catalogues."""


def po_file(lang: str) -> Path:
    """Return the file that holds the texts of a language."""
    return LOCALE / lang / "LC_MESSAGES" / "pardx.po"


LANGUAGES = (SOURCE, *sorted(path.name for path in LOCALE.iterdir() if po_file(path.name).exists()))
"""What every page is written in: English, and each language that has a file."""


def N_(text: str) -> str:  # noqa: N802 - gettext's own name
    """Mark a text for translation; :class:`Language` translates it later."""
    return text


def NP_(context: str, text: str) -> str:  # noqa: N802
    """Mark a text that another language words differently from its twin elsewhere."""
    return f"{context}{CONTEXT}{text}"


def own_name(code: str) -> str:
    """Name a language as its speakers do: ``English``, ``Tiếng Việt``."""
    from babel import Locale

    name = Locale.parse(code).display_name
    return name[0].upper() + name[1:]


def own_first(code: str) -> list[str]:
    """List the codes of all languages as a page offers them: its own first."""
    return sorted(LANGUAGES, key=lambda lang: lang != code)


def page_file(name: str, lang: str, end: str = "html") -> str:
    """Name the file of a page, or of another end, in a language: ``index.vi.html``.

    English has none in its name.
    """
    return f"{name}.{end}" if lang == SOURCE else f"{name}.{lang}.{end}"


def column(names: Collection[str], text: str, lang: str) -> str:
    """Name the column of a text in a language, ``<text>_<lang>``; the English one without it."""
    name = f"{text}_{lang}"
    return name if name in names else f"{text}_{SOURCE}"


@cache
def translations(lang: str) -> NullTranslations:
    """Compile the texts of a language; English has none, and answers with what it is asked."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    path = po_file(lang)
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as opened:
        write_mo(compiled, read_po(opened, locale=lang, abort_invalid=True))
    compiled.seek(0)
    return GNUTranslations(compiled)


@dataclass(frozen=True)
class Language:
    """One language a report is written in.

    Attributes
    ----------
    code : str
        One of :data:`LANGUAGES`.
    """

    code: str

    def __call__(self, message: str, **values: Any) -> str:
        """Translate a text and fill its placeholders; in English until it is translated.

        Parameters
        ----------
        message : str
            English text with ``{placeholders}``, plain or marked by :func:`NP_`.
        **values
            What fills the placeholders.

        Raises
        ------
        KeyError
            When a placeholder has no value.
        """
        context, _, text = message.rpartition(CONTEXT)
        known = translations(self.code)
        said = known.pgettext(context, text) if context else known.gettext(text)
        return said.format(**values)

    def ngettext(self, one: str, other: str, n: int, **values: Any) -> str:
        """Translate a text that counts, by the plurals of the language, and fill it.

        Parameters
        ----------
        one, other : str
            English texts for one and for any other number.
        n : int
            What is counted, ``{n}`` in the texts.
        **values
            What fills the other placeholders.
        """
        return translations(self.code).ngettext(one, other, n).format(n=n, **values)

    def of(self, row: Mapping[str, Any], text: str) -> Any:  # noqa: ANN401 - a cell, or a column
        """Return a text of a table's row, or of all its rows; in English until translated."""
        found = row[column(row, text, self.code)]
        untranslated = isinstance(found, str) and not found
        return row[f"{text}_{SOURCE}"] if untranslated else found

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

    def marked(self, text: str) -> str:
        """Write a printed number, ``1,194.5``, with the marks of the language and all digits."""
        from babel.numbers import get_decimal_symbol, get_group_symbol

        marks = {",": get_group_symbol(self.code), ".": get_decimal_symbol(self.code)}
        return text.translate(str.maketrans(marks))

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

    def commit(self, text: str) -> str:
        """Write a commit as :func:`pardx.provenance.commit` names it, or that none was recorded."""
        return self(N_("not recorded")) if text == UNKNOWN else text

    def published(self, text: str) -> str:
        """Write a date as a source gives it: a day, a month (``08/2023`` in Vietnamese), a year."""
        from babel.dates import format_date

        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return self.date(date.fromisoformat(text))
        if re.fullmatch(r"\d{4}-\d{2}", text):
            pattern = {"vi": "MM/y"}.get(self.code, "LLLL y")
            return format_date(date.fromisoformat(f"{text}-01"), pattern, locale=self.code)
        return text

    def month(self, day: date) -> str:
        """Name a day's month: ``April``, ``tháng 4``."""
        from babel.dates import format_date

        name = format_date(day, "LLLL", locale=self.code)
        return name.lower() if self.code == "vi" else name

    def listed(self, words: list[str]) -> str:
        """Join words as a list of the language."""
        from babel.lists import format_list

        return format_list(words, locale=self.code) if words else MISSING
