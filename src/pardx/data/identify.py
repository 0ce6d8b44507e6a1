"""Sound rows as observations: whose figure each is, and which house stands behind its source."""

from __future__ import annotations

from urllib.parse import urlsplit

import pandas as pd

from pardx.data.geography import provinces, resolver
from pardx.data.names import fold
from pardx.data.rules import Dictionary

PLATFORMS = ("Vietnam.vn",)
"""Publishers that reprint others, whom their names in ``sources.csv`` give in brackets."""


def identify(rows: pd.DataFrame, dictionary: Dictionary) -> pd.DataFrame:
    """Give sound rows their GSO code, official name, numbers, and kind of source.

    Returns
    -------
    DataFrame
        ``gso_code`` is empty for every level but province.
    """
    names = provinces(dictionary.project).name_vi
    resolve = resolver(dictionary.project)
    code = rows.entity.where(rows.level == "province", "").map(lambda name: resolve(name) or "")
    sources = dictionary.sources
    return rows.assign(
        gso_code=code,
        entity=code.map(names).fillna(_region_names(rows, dictionary)),
        derived=rows.derived.astype(int),
        kind=rows.source_id.map(sources.kind),
        publisher=rows.source_id.map(_independent(sources)),
    )


def _region_names(rows: pd.DataFrame, dictionary: Dictionary) -> pd.Series:
    """Give the six regions their official name, however a source joins its words."""
    listed = provinces(dictionary.project).region6_vi.unique()
    official = {fold(name).replace("va", ""): name for name in listed}
    regions = rows.entity[rows.level == "region"]
    named = regions.map(lambda name: official.get(fold(name).replace("va", ""), name))
    return named.reindex(rows.index).fillna(rows.entity)


def _independent(sources: pd.DataFrame) -> pd.Series:
    """Name who stands behind a source: two pages of one house are one voice.

    What a publisher's name says in brackets (language, platform) does not make another house,
    except on a platform that reprints several.
    """
    host = sources.url.map(lambda url: urlsplit(url).hostname or "")
    named = sources.publisher.where(sources.publisher != "", host)
    bare = named.str.replace(r"\s*\([^)]*\)$", "", regex=True).str.replace("&", "")
    house = named.where(bare.isin(PLATFORMS), bare)
    return house.where(house != "", sources.index.to_series())
