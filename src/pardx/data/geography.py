"""The 63 provinces of before July 2025: codes, regions, borders, tiles."""

from __future__ import annotations

import pandas as pd

from pardx.data.registers import read_register
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
