"""Names: provinces as GSO codes, rows with their unit and publisher."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.geography import FRAMES, LOCAL, local_units, provinces, unit34_code
from pardx.data.registers import read_register
from pardx.data.spelling import fold, nearest_name
from pardx.project import Project

REPRINTED = r"^Vietnam\.vn \((?:.*from )?(?P<original>[^)]+)\)$"
"""A platform that reprints others, whom the publishers of ``sources.csv`` give in brackets."""


def _codes_by_spelling(project: Project, level: str) -> dict[str, str]:
    """Map the spellings of a level's units to their codes.

    A unit of July 2025 is also written as the province is whose name it bears.
    """
    official = {fold(name): code for code, name in local_units(project, level).name_vi.items()}
    if level == "province_historic":
        return official
    listed = read_register(project, "spellings")
    spellings = dict(zip(listed.spelling.map(fold), listed.gso_code, strict=True))
    if level == "province":
        return official | spellings
    bearers = read_register(project, "merger2025").query("name_bearer == 'yes'")
    units = dict(zip(bearers.gso_code_63, bearers.unit34_code.map(unit34_code), strict=True))
    spellings |= dict(zip(bearers.name_vi_63.map(fold), bearers.gso_code_63, strict=True))
    spellings = {name: units[code] for name, code in spellings.items() if code in units}
    return spellings | official


def resolver(project: Project, level: str = "province") -> Callable[[str], str | None]:
    """Return the function that turns any spelling, or a code, into a code of a level's units.

    Parameters
    ----------
    project : Project
        Where geography and spellings are read.
    level : str
        One of :data:`pardx.data.geography.LOCAL`. ``province`` are the 63, with GSO codes;
        ``unit34`` the units of July 2025, whose codes start with ``u34-``.

    Returns
    -------
    callable
        ``str -> str``; None for a name that is no unit of the level.
    """
    codes = _codes_by_spelling(project, level)
    known = set(codes.values())
    return lambda name: name if name in known else codes.get(fold(name))


def nearest_unit(name: str, project: Project, level: str = "province") -> str:
    """Say which unit of a level a name means that is none of them, as a phrase for an error."""
    names = local_units(project, level).name_vi
    if level == "unit34" and (former := resolver(project)(name)):
        merged = read_register(project, "merger2025").set_index("gso_code_63")
        part = f"; {provinces(project).name_vi[former]} is part of {{}} since July 2025"
        return part.format(merged.unit34_name_vi[former])
    codes = _codes_by_spelling(project, level)
    return nearest_name(name, {spelling: names[code] for spelling, code in codes.items()})


def codes_of(rows: pd.DataFrame, project: Project) -> pd.Series:
    """Return the code of each row's unit; empty above the units, and for a name not known."""
    found = pd.Series("", index=rows.index, dtype=object)
    for level in LOCAL:
        own = rows.entity[rows.level == level]
        resolve = resolver(project, level)
        found[own.index] = own.map({name: resolve(name) or "" for name in own.unique()})
    return found


def identify(rows: pd.DataFrame, dictionary: Dictionary) -> pd.DataFrame:
    """Give sound rows their GSO code, official name, numbers, and kind and publisher of source.

    Regions get their official name however a source joins its words.

    Returns
    -------
    DataFrame
        ``gso_code`` is the code of a province, or of a unit of July 2025 or before the 63
        (:func:`pardx.data.geography.local_units`), and empty at every other level.
        ``publisher`` counts as one independent source: two pages of one publisher share it,
        and all compilations of one owner's figures, which are copies of one table, are the
        owner's.
    """
    code = codes_of(rows, dictionary.project)
    listed = pd.concat([local_units(dictionary.project, level).region6_vi for level in FRAMES])
    regions = {fold(name).replace("va", ""): name for name in listed.unique()}
    is_region = rows.level == "region"
    region = rows.entity.where(is_region, "").map(
        lambda name: regions.get(fold(name).replace("va", ""), name)
    )
    kind = rows.source_id.map(dictionary.sources.kind)
    owners = dictionary.indicators.publisher.map(dictionary.publishers.name_vi)
    printed_by = rows.source_id.map(_independent(dictionary.sources))
    return rows.assign(
        gso_code=code,
        entity=code.map(dictionary.place_names).fillna(region.where(is_region, rows.entity)),
        derived=rows.derived.astype(int),
        kind=kind,
        publisher=printed_by.mask(kind == "compilation", rows.indicator.map(owners)),
    )


def _independent(sources: pd.DataFrame) -> pd.Series:
    """Name the publisher of each source, else its site, else its id.

    Neither its language, in brackets, nor capitals, ``&`` or blanks make another publisher; a
    platform's reprint is the original's.
    """
    host = sources.url.map(lambda url: urlsplit(url).hostname or "")
    named = sources.publisher.where(sources.publisher != "", host)
    original = named.str.extract(REPRINTED)["original"].fillna(named)
    bare = original.str.replace(r"\s*\([^)]*\)$", "", regex=True).str.replace("&", " ")
    blank_free = bare.str.split().str.join(" ")
    publisher = blank_free.groupby(blank_free.str.casefold()).transform("first")
    return publisher.where(publisher != "", sources.index.to_series())
