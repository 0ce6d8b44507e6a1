"""What users of the API ask for, checked: years and indicators, with the nearest right one."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Integral

from pardx.data.dictionary import Dictionary
from pardx.data.spelling import fold
from pardx.errors import UsageError, nearest
from pardx.project import Project
from pardx.stats.panel import PERCENT

Years = int | Iterable[int] | None
Names = str | Iterable[str] | None


def chosen_years(years: Years, project: Project, where: str) -> list[int]:
    """Check which years were asked for, by which function; all with data when None.

    Raises
    ------
    UsageError
        For what is no year, and for a year without data, with the nearest.
    """
    known = project.years()
    if years is None:
        return known
    asked = [years] if isinstance(years, (Integral, str)) else [*years]
    if not asked:
        raise UsageError(f"{where}: no year is given; leave years out for all")
    for year in asked:
        if isinstance(year, bool) or not isinstance(year, Integral):
            raise UsageError(f"{where}: {year!r} is no year (a whole number, without quotes)")
        if year not in known:
            near = min(known, key=lambda one: abs(one - year))
            raise UsageError(
                f"{where}: no data for {year}; the nearest year is {near} "
                f"(data: {known[0]} to {known[-1]})"
            )
    return sorted({int(year) for year in asked})


def chosen_indicators(names: Names, dictionary: Dictionary, where: str) -> list[str] | None:
    """Check which indicators were asked for, by which function; None for all.

    Names in both languages mean them too.

    Raises
    ------
    UsageError
        For an unknown one, with the nearest.
    """
    if names is None:
        return None
    asked = [names] if isinstance(names, str) else [*names]
    ids = {*dictionary.indicators.index}
    ids |= {f"{one}{PERCENT}" for one in ids}
    called: dict[str, str] = {}
    for spelling in ("label_en", "label_vi", "short_en", "short_vi"):
        for one, name in dictionary.indicators[spelling].items():
            called.setdefault(fold(name), one)
    found = []
    for name in asked:
        meant = name if name in ids else called.get(fold(str(name)))
        if meant is None:
            hint = nearest(
                str(name), [*dictionary.indicators.index, *dictionary.indicators.short_en]
            )
            raise UsageError(f"{where}: no indicator {name!r}{hint}; pardx.indicators() lists all")
        found.append(meant)
    return found
