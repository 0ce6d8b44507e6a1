"""What a figure measures, in words: measure, unit and period."""

from __future__ import annotations

from collections.abc import Mapping

from pardx.data.dictionary import Dictionary
from pardx.language import N_, Language
from pardx.report import periods

MEASURE = {
    "score": N_("score"),
    "rank": N_("rank"),
    "rank_change": N_("change in rank"),
    "score_change": N_("change in score"),
    "share": N_("share"),
    "count": N_("count"),
    "value": N_("value"),
    "target": N_("target"),
    "regional_rank": N_("rank in the region"),
}
FAMILY = {
    "par_index": N_("PAR INDEX"),
    "sipas": N_("SIPAS"),
    "papi": N_("PAPI"),
    "pci": N_("PCI"),
    "dti": N_("DTI"),
    "ict_index": N_("ICT Index"),
    "digital_services": N_("Digital services"),
    "reform_outputs": N_("Outputs of administrative reform"),
    "socioeconomic": N_("Socio-economic figures"),
}
"""Indicators that share a raw table."""


def in_words(row: Mapping[str, object], dictionary: Dictionary, lang: Language) -> str:
    """Say what a figure measures: "share, %, January to October 2023".

    Parameters
    ----------
    row : mapping
        ``measure``, ``unit``, ``period`` and, where that is not empty, ``year``.
    dictionary : Dictionary
        Names units.
    lang : Language
        The language.
    """
    parts = [
        lang(MEASURE.get(row["measure"], row["measure"])),
        _unit(row["unit"], dictionary, lang),
        periods.in_words(row["period"], row["year"], lang) if row["period"] else "",
    ]
    return ", ".join(part for part in parts if part)


def _unit(unit: str, dictionary: Dictionary, lang: Language) -> str:
    """Name a unit; nothing where the measure says it."""
    return "" if unit in ("rank", "count") else dictionary.unit(unit, lang.code)
