"""Provinces: their codes, regions, and every way their names arrive."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from pardx.data.names import fold
from pardx.data.registers import read_register
from pardx.errors import closest
from pardx.project import Project

PLACES = 63
"""Provinces until July 2025; every rank of a partial list counts over these."""


def provinces(project: Project) -> pd.DataFrame:
    """Return the 63 provinces, indexed by GSO code (text, leading zero kept).

    Source: ``data/raw/geography/provinces63.csv``.
    """
    return read_register(project, "provinces63").set_index("gso_code")


def borders(project: Project) -> pd.DataFrame:
    """Return the 135 land borders: ``gso_code_a``, ``gso_code_b``, ``border_km``."""
    return read_register(project, "adjacency63")


def tiles(project: Project) -> pd.DataFrame:
    """Return each province's place on the tile map: ``gso_code``, ``row``, ``col``."""
    return read_register(project, "tilegrid63")


def _codes_by_spelling(project: Project) -> dict[str, str]:
    listed = provinces(project)
    spellings = read_register(project, "spellings")
    return {
        **{fold(name): code for code, name in listed.name_vi.items()},
        **{fold(row.spelling): row.gso_code for row in spellings.itertuples()},
    }


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
