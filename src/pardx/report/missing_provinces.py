"""Who is missing: provinces with and without a rank, side by side."""

from __future__ import annotations

import pandas as pd

from pardx.language import Language
from pardx.report import named_choices
from pardx.report.exhibit import Exhibit, Words
from pardx.report.material import Material
from pardx.report.tables import Cell, Sheet, numeral, table
from pardx.settings import settings

FEW = 4
"""With fewer provinces missing, who they are is said in the coverage table."""


def absence(material: Material) -> list[Exhibit]:
    """Show who is missing from each partly published index; nothing when none is."""
    known = material.further["missingness"]
    partial = known[(known.n_absent >= FEW) & (known.n_covered > 0)]
    return [absence_table(material, partial)] if len(partial) else []


def absence_table(material: Material, partial: pd.DataFrame) -> Exhibit:
    """Compare covered and absent provinces by traits and region."""
    indices = list(dict.fromkeys(partial.indicator))
    return table(
        "tab-missing",
        sheet=lambda lang: _sheet(material, partial, indices, lang),
        words=lambda lang: _words(material, partial, lang),
        origin=material.origin("missingness.csv", *indices),
    )


def _words(material: Material, partial: pd.DataFrame, lang: Language) -> Words:
    regions = partial[~partial.trait.isin(settings().traits)]
    row = regions.loc[regions.difference.idxmin()]
    facts = {
        "index": material.short(row.indicator, lang.code),
        "region": material.region(row.trait, lang.code),
        "year": material.year,
    }
    return Words(
        lang("Provinces without {index}: {region} stands out", **facts),
        lang(
            "Provinces with a known rank | provinces without one, {year}: means, and share of "
            "each group in a region (%)",
            **facts,
        ),
        notes=(
            lang(
                "Missing is not random: the press prints the top, the bottom and its own province. "
                "The primary tests are therefore repeated with weights that let provinces like the "
                "absent ones count more."
            ),
        ),
    )


def _sheet(material: Material, partial: pd.DataFrame, indices: list[str], lang: Language) -> Sheet:
    counts = partial.groupby("indicator")[["n_covered", "n_absent"]].first()
    heads = [
        lang(
            "{index}: {covered} with | {absent} without",
            index=material.short(name, lang.code),
            covered=counts.n_covered[name],
            absent=counts.n_absent[name],
        )
        for name in indices
    ]
    rows = tuple(
        (
            Cell(_trait(material, trait, lang)),
            *(_pair(partial, name, trait, lang) for name in indices),
        )
        for trait in dict.fromkeys(partial.trait)
    )
    numeric = frozenset(range(1, len(indices) + 1))
    return Sheet((lang("Trait"), *heads), rows, numeric)


def _trait(material: Material, trait: str, lang: Language) -> str:
    if trait in settings().traits:
        named = named_choices.control(material, trait, lang)
        return named if trait.startswith("log_") else material.dictionary.axis(trait, lang.code)
    return lang("In {region} (%)", region=material.region(trait, lang.code))


def _pair(partial: pd.DataFrame, indicator: str, trait: str, lang: Language) -> Cell:
    row = partial[(partial.indicator == indicator) & (partial.trait == trait)].iloc[0]
    scale, places = (1, 2) if trait in settings().traits else (100, 0)
    covered, absent = (numeral(lang, scale * v, places).text for v in (row.covered, row.absent))
    return Cell(
        lang("{covered} | {absent}", covered=covered, absent=absent), key=float(row.difference)
    )
