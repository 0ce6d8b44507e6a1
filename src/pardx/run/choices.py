"""What a user may choose on the command line, and what a wrong choice is told."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from pardx.data.catalogue import Catalogue
from pardx.data.geography import nearest_province, provinces, resolver
from pardx.errors import UsageError, nearest
from pardx.project import Project
from pardx.run.parameters import Parameters


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


def choose_indicator(text: str, catalogue: Catalogue) -> str:
    """Return an indicator's id, given in any case.

    Raises
    ------
    UsageError
        With the nearest id.
    """
    known = catalogue.indicators.index
    if text.casefold() in known:
        return text.casefold()
    hint = nearest(text.casefold(), known)
    where = "data/catalogue/indicators.csv lists all"
    raise UsageError(f"unknown INDICATOR={_shown(text)}{hint}; {where}")


def choose_source(text: str, catalogue: Catalogue) -> str:
    """Return a source's id.

    Raises
    ------
    UsageError
        With the nearest id and how to add a source.
    """
    known = catalogue.sources.index
    if text in known:
        return text
    columns = ",".join([known.name, *catalogue.sources.columns])
    raise UsageError(
        f"unknown SOURCE={_shown(text)}{nearest(text, known)}; a new source is one line of "
        f"data/raw/sources.csv: {columns} (kind: official, press or compilation)"
    )


def choose_province(text: str, project: Project) -> str:
    """Return the GSO code of a province given by code, or by any spelling of its name.

    Raises
    ------
    UsageError
        With the nearest province.
    """
    code = resolver(project)(text)
    if code in provinces(project).index:
        return code
    hint = nearest_province(text, project)
    raise UsageError(f"unknown PROVINCE={_shown(text)}{hint}; give a name or a GSO code (01 to 96)")


def _shown(text: str) -> str:
    """Quote what was given, cut where it is too long to read."""
    return repr(text if len(text) <= 60 else f"{text[:60]}...")
