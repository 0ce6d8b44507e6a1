"""The units that are ranked: 63 provinces until July 2025, then 34; their codes, borders, tiles.

Eight codes (15, 24, 44, 46, 52, 80, 82, 91) name one unit before July 2025 and another after it
(code 15 is Yên Bái of 63 and Lào Cai of 34). A code of the 34 is therefore never written like a
code of the 63: it carries :data:`PREFIX` (``u34-15``), so that a join of old and new codes on the
code alone finds nothing.
"""

from __future__ import annotations

import pandas as pd

from pardx.data.registers import read_register
from pardx.data.spelling import slug
from pardx.project import Project

PLACES = 63
"""Provinces from August 2008 to June 2025."""

LOCAL = ("province", "unit34", "province_historic")
"""Levels whose units are ranked places: the 63, the 34 of July 2025, and those before the 63."""

PREFIX = "u34-"
HISTORIC_PREFIX = "old-"


def unit34_code(official: str) -> str:
    """Mark an official code of the 34 units, so that it cannot be taken for one of the 63."""
    return official if official.startswith(PREFIX) else f"{PREFIX}{official}"


def provinces(project: Project) -> pd.DataFrame:
    """Return the 63 provinces, indexed by GSO code (text, leading zero kept).

    Source: ``data/raw/geography/provinces63.csv``.
    """
    return read_register(project, "provinces63").set_index("gso_code")


def local_units(project: Project, level: str) -> pd.DataFrame:
    """Return the units of a level of :data:`LOCAL`, indexed by code, each code of one level alone.

    Sources: ``provinces63.csv`` and ``units34.csv`` of ``data/raw/geography``, and
    ``data/catalogue/provinces_historic.csv``; ``name_vi`` and ``name_en`` are in all three.
    """
    if level == "province":
        return provinces(project)
    if level == "unit34":
        listed = read_register(project, "units34")
        return listed.set_index(listed.unit34_code.map(unit34_code)).rename_axis("gso_code")
    listed = read_register(project, "provinces_historic")
    return listed.set_index(HISTORIC_PREFIX + listed.name_vi.map(slug)).rename_axis("gso_code")


def borders(project: Project) -> pd.DataFrame:
    """Return the 135 land borders: ``gso_code_a``, ``gso_code_b``, ``border_km``."""
    return read_register(project, "adjacency63")


def tiles(project: Project) -> pd.DataFrame:
    """Return each province's place on the tile map: ``gso_code``, ``row``, ``col``."""
    return read_register(project, "tilegrid63")
