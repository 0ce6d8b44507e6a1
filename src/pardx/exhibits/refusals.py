"""What was not estimated, in sentences: a reader sees the reason, not a gap."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.analysis.panel import PREDICTOR
from pardx.analysis.refusals import ALL
from pardx.exhibits import chosen
from pardx.exhibits.exhibit import Exhibit, render, untitled
from pardx.exhibits.findings import outcome_name
from pardx.exhibits.language import Language
from pardx.exhibits.material import Material


def not_estimated(material: Material) -> list[Exhibit]:
    """Say which estimates the year's figures do not carry, and why; nothing when all do."""
    rows = material.further["not_estimated"]
    if rows.empty:
        return []
    return [untitled("not-estimated", lambda lang: _box(material, rows, lang))]


def _box(material: Material, rows: pd.DataFrame, lang: Language) -> str:
    items = _sentences(material, rows, lang)
    heading = lang("refusals.opening")
    return render("box.html.j2", id="not-estimated", heading=heading, items=items, otherwise="")


def _sentences(material: Material, rows: pd.DataFrame, lang: Language) -> list[str]:
    """Say each refusal once: what builds on a refused correlation goes without saying."""
    refused = rows.test[(rows.family == "association") & (rows.test != "")]
    told = rows[(rows.family == "association") | ~rows.test.isin(refused)]
    told = told[(told.family != "association") | (told.model == ALL)]
    merged: dict[tuple[str, str], list[str]] = {}
    for (family, model, why), group in told.groupby(["family", "model", "reason"], sort=False):
        named = dict.fromkeys(_subject(material, row, lang) for row in group.itertuples())
        each = "; ".join(named)
        because = lang(f"refusals.reason.{why}", breaks=_breaks(material, group, lang))
        merged.setdefault((each, because), []).append(_family(material, family, model, lang))
    return [
        lang(
            "refusals.sentence",
            family=lang.listed([*dict.fromkeys(families)]),
            each=each,
            reason=because,
        )
        for (each, because), families in merged.items()
    ]


def _breaks(material: Material, rows: pd.DataFrame, lang: Language) -> str:
    """Name each index that changed its method, with the years of the change."""
    years: dict[str, list[str]] = {}
    for name in dict.fromkeys(one for text in rows.breaks for one in text.split(";") if one):
        indicator, year = name.split()
        years.setdefault(material.short(indicator, lang.code), []).append(year)
    return "; ".join(f"{name} {', '.join(found)}" for name, found in years.items())


def _family(material: Material, family: str, model: str, lang: Language) -> str:
    named = chosen.model(material, model, lang) if family == "regression" else ""
    index = material.short(PREDICTOR, lang.code)
    return lang(f"refusals.family.{family}", model=named, index=index)


def _subject(material: Material, row: NamedTuple, lang: Language) -> str:
    return lang("refusals.subject", name=_name(material, row, lang), n=row.n)


def _name(material: Material, row: NamedTuple, lang: Language) -> str:
    """Name what was not estimated: a pair of indices, an outcome, an index, or all of them."""
    if row.subject == ALL:
        return lang("refusals.all")
    if not row.test:
        return material.short(row.subject, lang.code)
    test = material.association(row.test)
    outcome = outcome_name(material, test, lang)
    if row.family != "association":
        return outcome
    return lang("overlap.pair", one=material.short(test.predictor, lang.code), other=outcome)
