"""Choices on the command line beside the parameters of a run, each checked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from pardx.data.dictionary import Dictionary
from pardx.errors import UsageError, nearest
from pardx.pipeline.parameters import Parameters, choose_province, shown
from pardx.project import Project

__all__ = [
    "choose_indicator",
    "choose_province",
    "choose_source",
    "choose_year",
    "expect",
]


def expect(
    given: Mapping[str, str], needed: Iterable[str], *, optional: Iterable[str] = ()
) -> dict[str, str]:
    """Check that exactly the known names are set, and return their texts in NFC.

    Raises
    ------
    UsageError
        For an unknown or a missing name.
    """
    known = [*needed, *optional]
    for name in given:
        if name not in known:
            hint = nearest(name.upper(), known)
            raise UsageError(f"unknown parameter {name}{hint} (known: {', '.join(known)})")
    missing = [name for name in needed if not given.get(name, "").strip()]
    if missing:
        raise UsageError(f"{' and '.join(missing)} missing (needed: {', '.join(needed)})")
    return {name: unicodedata.normalize("NFC", text).strip() for name, text in given.items()}


def choose_year(text: str, project: Project) -> int:
    """Return a year with data.

    Raises
    ------
    UsageError
        With the nearest year and all that have data.
    """
    return Parameters.from_mapping({"YEAR": text}, project).YEAR


def choose_indicator(text: str, dictionary: Dictionary) -> str:
    """Return an indicator's id, given in any case.

    Raises
    ------
    UsageError
        With the nearest id.
    """
    known = dictionary.indicators.index
    if text.casefold() in known:
        return text.casefold()
    hint = nearest(text.casefold(), known)
    where = "data/catalogue/indicators.csv lists all"
    raise UsageError(f"unknown INDICATOR={shown(text)}{hint}; {where}")


def choose_source(text: str, dictionary: Dictionary) -> str:
    """Return a source's id.

    Raises
    ------
    UsageError
        With the nearest id and how to add a source.
    """
    known = dictionary.sources.index
    if text in known:
        return text
    columns = ",".join([known.name, *dictionary.sources.columns])
    raise UsageError(
        f"unknown SOURCE={shown(text)}{nearest(text, known)}; a new source is one line of "
        f"data/raw/sources.csv: {columns} (kind: official, press or compilation)"
    )
