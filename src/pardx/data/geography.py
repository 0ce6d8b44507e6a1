"""The units that are ranked: 63 provinces until July 2025, then 34; their codes, borders, tiles.

Eight codes (15, 24, 44, 46, 52, 80, 82, 91) name one unit before July 2025 and another after it
(code 15 is Yên Bái of 63 and Lào Cai of 34). A code of the 34 is therefore never written like a
code of the 63: it carries :data:`PREFIX` (``u34-15``), so that a join of old and new codes on the
code alone finds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from pardx.data.registers import read_register
from pardx.data.spelling import PREFIX, slug
from pardx.errors import PardxError
from pardx.project import Project

PLACES = 63
"""Provinces from August 2008 to June 2025."""

LOCAL = ("province", "unit34", "province_historic")
"""Levels whose units are ranked places: the 63, the 34 of July 2025, and those before the 63."""

UNITS34 = 34
"""Provinces and cities since July 2025."""

HISTORIC_PREFIX = "old-"

FRAMES = {"province": PLACES, "unit34": UNITS34}
"""Level a country is divided at -> into how many units."""


def level_of(codes: Iterable[str]) -> str:
    """Say whether codes are of the 63 provinces or of the 34 units.

    Raises
    ------
    PardxError
        When codes are numbers, which have lost their leading zero.
    """
    first = next(iter(codes), "")
    if not isinstance(first, str):
        raise PardxError(
            f"a panel is indexed by GSO codes as text, not by numbers such as {first}: read the "
            "column as text (dtype=str), or load the panel with pardx.panel"
        )
    return "unit34" if first.startswith(PREFIX) else "province"


def frame_of(codes: Iterable[str]) -> int:
    """Return of how many units, 63 or 34, codes are some."""
    return FRAMES[level_of(codes)]


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
    ``data/catalogue/provinces_historic.csv``. ``name_vi`` and ``name_en`` are in all three,
    ``type`` (``municipality``, ``province``) and the region (``region6_vi``, ``region6_en``) in
    the first two: the six regions of 34 units are not those of 63 provinces.
    """
    if level == "province":
        return provinces(project)
    if level == "unit34":
        listed = read_register(project, "units34")
        return listed.set_index(listed.unit34_code.map(unit34_code)).rename_axis("gso_code")
    listed = read_register(project, "provinces_historic")
    return listed.set_index(HISTORIC_PREFIX + listed.name_vi.map(slug)).rename_axis("gso_code")


def borders(project: Project, level: str = "province") -> pd.DataFrame:
    """Return the land borders, 135 of them between the 63.

    Columns ``gso_code_a``, ``gso_code_b``, ``border_km``.
    """
    if level == "province":
        return read_register(project, "adjacency63")
    listed = read_register(project, "adjacency34")
    ends = {f"gso_code_{end}": listed[f"unit34_code_{end}"].map(unit34_code) for end in "ab"}
    return pd.DataFrame(ends).assign(border_km=listed.border_km_odv)


def tiles(project: Project, level: str = "province") -> pd.DataFrame:
    """Return each unit's place on the tile map: ``row`` and ``col``, indexed by code."""
    if level == "province":
        return read_register(project, "tilegrid63").set_index("gso_code")
    listed = read_register(project, "tilegrid34")
    return listed.assign(gso_code=listed.unit34_code.map(unit34_code)).set_index("gso_code")[
        ["row", "col"]
    ]
