"""What was not estimated, in sentences: a reader sees the reason, not a gap."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.analysis.refusals import ALL
from pardx.exhibits.exhibit import Exhibit, prose
from pardx.exhibits.language import Language
from pardx.exhibits.material import Material


def not_estimated(material: Material) -> list[Exhibit]:
    """Say which estimates the year's figures do not carry, and why; nothing when all do."""
    rows = material.further["not_estimated"]
    if rows.empty:
        return []
    return [prose("not-estimated", lambda lang: [_text(material, rows, lang)])]


def _text(material: Material, rows: pd.DataFrame, lang: Language) -> str:
    groups = rows.groupby(["family", "model", "reason"], sort=False)
    said = [
        lang(
            "refusals.sentence",
            family=_family(family, model, lang),
            each=lang.listed([_subject(material, row, lang) for row in group.itertuples()]),
            reason=lang(f"refusals.reason.{reason}", breaks=_breaks(material, group, lang)),
        )
        for (family, model, reason), group in groups
    ]
    return " ".join([lang("refusals.opening"), *said])


def _breaks(material: Material, rows: pd.DataFrame, lang: Language) -> str:
    """Name each index that changed its method, with the years of the change."""
    years: dict[str, list[str]] = {}
    for name in dict.fromkeys(one for text in rows.breaks for one in text.split(";") if one):
        indicator, year = name.split()
        years.setdefault(material.short(indicator, lang.code), []).append(year)
    return "; ".join(f"{name} {', '.join(found)}" for name, found in years.items())


def _family(family: str, model: str, lang: Language) -> str:
    named = "" if model == ALL else lang(f"models.{model}")
    return lang(f"refusals.family.{family}", model=named)


def _subject(material: Material, row: NamedTuple, lang: Language) -> str:
    name = lang("refusals.all") if row.subject == ALL else material.short(row.subject, lang.code)
    return lang(f"refusals.{row.overlap}", name=name, n=row.n)
