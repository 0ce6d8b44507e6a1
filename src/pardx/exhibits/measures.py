"""What a figure measures, in words: measure, unit and period."""

from __future__ import annotations

from collections.abc import Mapping

from pardx.data.catalogue import Catalogue
from pardx.exhibits import periods
from pardx.exhibits.language import Language


def in_words(row: Mapping[str, object], catalogue: Catalogue, lang: Language) -> str:
    """Say what a figure measures: "share, %, January to October 2023".

    Parameters
    ----------
    row : mapping
        ``measure``, ``unit``, ``period`` and, where that is not empty, ``year``.
    catalogue : Catalogue
        Names units.
    lang : Language
        The language.
    """
    parts = [
        lang.named(f"measure.{row['measure']}"),
        _unit(row["unit"], catalogue, lang),
        periods.in_words(row["period"], row["year"], lang) if row["period"] else "",
    ]
    return ", ".join(part for part in parts if part)


def _unit(unit: str, catalogue: Catalogue, lang: Language) -> str:
    """Name a unit; nothing where the measure says it."""
    return "" if unit in ("rank", "count") else catalogue.unit(unit, lang.code)
