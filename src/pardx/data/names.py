"""Names: provinces as GSO codes, rows with their unit and publisher."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.geography import provinces
from pardx.data.registers import read_register
from pardx.data.spelling import fold
from pardx.errors import closest
from pardx.project import Project

PLATFORMS = ("Vietnam.vn",)
"""Publishers that reprint others, whom their names in ``sources.csv`` give in brackets."""


def _codes_by_spelling(project: Project) -> dict[str, str]:
    official = {fold(name): code for code, name in provinces(project).name_vi.items()}
    spellings = read_register(project, "spellings")
    return official | dict(zip(spellings.spelling.map(fold), spellings.gso_code, strict=True))


def resolver(project: Project) -> Callable[[str], str | None]:
    """Return the function that turns any spelling, or a code, into a GSO code.

    Returns
    -------
    callable
        ``str -> str``; None for a name that is no province.
    """
    codes = _codes_by_spelling(project)
    known = set(codes.values())
    return lambda name: name if name in known else codes.get(fold(name))


def nearest_province(name: str, project: Project) -> str:
    """Guess which province a misspelt name means, as a phrase for an error."""
    codes = _codes_by_spelling(project)
    found = closest(fold(name), codes)
    return "" if found is None else f"; did you mean {provinces(project).name_vi[codes[found]]}?"


def identify(rows: pd.DataFrame, dictionary: Dictionary) -> pd.DataFrame:
    """Give sound rows their GSO code, official name, numbers, and kind and publisher of source.

    Regions get their official name however a source joins its words.

    Returns
    -------
    DataFrame
        ``gso_code`` is empty for every level but province. ``publisher`` counts as one
        independent source: two pages of one publisher share it.
    """
    listed = provinces(dictionary.project)
    resolve = resolver(dictionary.project)
    code = rows.entity.where(rows.level == "province", "").map(lambda name: resolve(name) or "")
    regions = {fold(name).replace("va", ""): name for name in listed.region6_vi.unique()}
    is_region = rows.level == "region"
    region = rows.entity.where(is_region, "").map(
        lambda name: regions.get(fold(name).replace("va", ""), name)
    )
    return rows.assign(
        gso_code=code,
        entity=code.map(listed.name_vi).fillna(region.where(is_region, rows.entity)),
        derived=rows.derived.astype(int),
        kind=rows.source_id.map(dictionary.sources.kind),
        publisher=rows.source_id.map(_independent(dictionary.sources)),
    )


def _independent(sources: pd.DataFrame) -> pd.Series:
    """Name the publisher of each source, else its site, else its id.

    What a publisher's name says in brackets (language, platform) does not make another
    publisher, except on a platform that reprints several.
    """
    host = sources.url.map(lambda url: urlsplit(url).hostname or "")
    named = sources.publisher.where(sources.publisher != "", host)
    bare = named.str.replace(r"\s*\([^)]*\)$", "", regex=True).str.replace("&", "")
    publisher = named.where(bare.isin(PLATFORMS), bare)
    return publisher.where(publisher != "", sources.index.to_series())
