"""What was not estimated, in sentences: a reader sees the reason, not a gap."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.language import N_, Language
from pardx.report import named_choices
from pardx.report.exhibit import Exhibit, render, untitled
from pardx.report.findings import outcome_name
from pardx.report.material import Material
from pardx.stats.longitudinal import PREDICTOR
from pardx.stats.refusals import ALL

ESTIMATE = {
    "association": N_("correlation and all that builds on it"),
    "regression": N_("regression on DTI ({model})"),
    "spatial": N_("regression with neighbours' outcome and DTI"),
    "residuals": N_("likeness of neighbours in what a model with controls leaves"),
    "influence": N_("influence of single provinces"),
    "checks": N_("model checks"),
    "specifications": N_("specification curve"),
    "weights": N_("ranks under other weights"),
    "panel": N_("panel on {index}"),
    "convergence": N_("convergence"),
    "space": N_("likeness of neighbours"),
    "partial": N_("partial correlations"),
    "components": N_("shares of PAPI's dimensions in it"),
    "ranks": N_("confidence sets of ranks"),
}
REASON = {
    "too_few": N_("too few provinces have the figures"),
    "constant": N_("a figure is the same in all provinces"),
    "collinear": N_("a figure is fully determined by the others"),
    "one_region": N_("all provinces with figures lie in one region"),
    "alone": N_("a region has a single province with figures"),
    "few_years": N_("too few years of one method have the figures"),
    "break": N_("years before and after a change of method are not compared ({breaks})"),
}


def not_estimated(material: Material) -> list[Exhibit]:
    """Say which estimates the year's figures do not carry, and why; nothing when all do."""
    rows = material.further["not_estimated"]
    if rows.empty:
        return []
    return [untitled("not-estimated", lambda lang: _box(material, rows, lang))]


def _box(material: Material, rows: pd.DataFrame, lang: Language) -> str:
    items = _sentences(material, rows, lang)
    heading = lang("Not estimated, rather than estimated badly")
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
        because = lang(REASON[why], breaks=_breaks(material, group, lang))
        merged.setdefault((each, because), []).append(_family(material, family, model, lang))
    return [
        lang(
            "{each} – {family}: {reason}.",
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
    named = named_choices.model(material, model, lang) if family == "regression" else ""
    index = material.short(PREDICTOR, lang.code)
    return lang(ESTIMATE[family], model=named, index=index)


def _subject(material: Material, row: NamedTuple, lang: Language) -> str:
    return lang("{name} (n = {n})", name=_name(material, row, lang), n=row.n)


def _name(material: Material, row: NamedTuple, lang: Language) -> str:
    """Name what was not estimated: a pair of indices, an outcome, an index, or all of them."""
    if row.subject == ALL:
        return lang("all indices together")
    if not row.test:
        return material.short(row.subject, lang.code)
    test = material.association(row.test)
    outcome = outcome_name(material, test, lang)
    if row.family != "association":
        return outcome
    return lang("{one} and {other}", one=material.short(test.predictor, lang.code), other=outcome)
