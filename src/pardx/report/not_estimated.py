"""What was not estimated, in sentences: a reader sees the reason, not a gap."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.language import N_, Language
from pardx.report import labels
from pardx.report.exhibit import Exhibit, box, sentence
from pardx.settings import settings
from pardx.stats.longitudinal import PREDICTOR
from pardx.stats.refusals import ALL

ESTIMATE = {
    "association": N_("correlation and all that builds on it"),
    "regression": N_("regression on DTI ({model})"),
    "spatial": N_("regression with neighbours' dependent variable and DTI"),
    "residuals": N_("spatial autocorrelation of residuals (model with controls)"),
    "influence": N_("influence of single provinces"),
    "checks": N_("model checks"),
    "specifications": N_("specification curve"),
    "weights": N_("ranks under other weights"),
    "panel": N_("panel on {index}"),
    "convergence": N_("convergence"),
    "space": N_("spatial autocorrelation"),
    "partial": N_("partial correlations"),
    "components": N_("contribution of PAPI's dimensions"),
    "ranks": N_("confidence sets of ranks"),
}
REASON = {
    "too_few": N_("too few provinces have the figures"),
    "constant": N_("a figure is the same in all provinces"),
    "collinear": N_("a figure is fully determined by the others"),
    "one_region": N_("all provinces with figures are in one region"),
    "alone": N_("a region has a single province with figures"),
    "few_years": N_("too few years of one method have the figures"),
    "no_sample": N_("how many people the survey of that year asked was not collected"),
    "no_scale": N_("the score has no lowest and highest possible value"),
    "break": N_("years before and after a change of method are not compared ({breaks})"),
}


def refusals_box(not_estimated: pd.DataFrame, dictionary: Dictionary) -> Exhibit | None:
    """Say which estimates the year's figures do not support, and why; None when all are made."""
    if not_estimated.empty:
        return None
    unknown = not_estimated.query("family == 'space' and n == 0").subject
    if {*settings().headline} <= {*unknown}:
        return sentence(
            "not-estimated",
            N_("No correlation was estimated: no two indices of the year have figures in common."),
        )
    return box(
        "not-estimated",
        lambda lang: (
            lang("Not estimated: data insufficient"),
            _sentences(not_estimated, dictionary, lang),
            "",
        ),
    )


def left_out_box(left_out: pd.DataFrame) -> Exhibit | None:
    """Name the rows of ``data/raw`` that break a rule; None when all are sound.

    Parameters
    ----------
    left_out : DataFrame
        ``file``, ``line``, ``value``, ``rule``, ``fix``.
    """
    if left_out.empty:
        return None
    return box(
        "left-out",
        lambda lang: (
            lang("Left out: rows of the data that break a rule"),
            [f"{row.file}:{row.line}: {row.value!r}: {row.rule}" for row in left_out.itertuples()],
            "",
        ),
    )


def _sentences(rows: pd.DataFrame, dictionary: Dictionary, lang: Language) -> list[str]:
    """Say each refusal once: what builds on a refused correlation goes without saying."""
    direct = rows.family == "association"
    refused = rows.test[direct & (rows.test != "")]
    shown = rows[(direct & (rows.model == ALL)) | (~direct & ~rows.test.isin(refused))]
    merged: dict[tuple[str, str], list[str]] = {}
    for (family, model, why), group in shown.groupby(["family", "model", "reason"], sort=False):
        named = dict.fromkeys(
            lang("{name} (n = {n})", name=_name(row, dictionary, lang), n=row.n)
            for row in group.itertuples()
        )
        because = lang(REASON[why], breaks=_breaks(group, dictionary, lang))
        estimate = lang(
            ESTIMATE[family],
            model=labels.model(model, dictionary, lang) if family == "regression" else "",
            index=dictionary.short(PREDICTOR, lang.code),
        )
        merged.setdefault(("; ".join(named), because), []).append(estimate)
    return [
        lang(
            "{each} – {family}: {reason}.",
            family=lang.listed([*dict.fromkeys(families)]),
            each=each,
            reason=because,
        )
        for (each, because), families in merged.items()
    ]


def _breaks(rows: pd.DataFrame, dictionary: Dictionary, lang: Language) -> str:
    """Name each index that changed its method, with the years of the change."""
    years: dict[str, list[str]] = {}
    for name in dict.fromkeys(one for text in rows.breaks for one in text.split(";") if one):
        indicator, year = name.split()
        years.setdefault(dictionary.short(indicator, lang.code), []).append(year)
    return "; ".join(f"{name} {', '.join(found)}" for name, found in years.items())


def _name(row: NamedTuple, dictionary: Dictionary, lang: Language) -> str:
    """Name what was not estimated: a pair of indices, an outcome, an index, or all of them."""
    if row.subject == ALL:
        return lang("all indices together")
    if not row.test:
        return dictionary.short(row.subject, lang.code)
    test = dictionary.tests.loc[row.test]
    removed = list(filter(None, test.without.split(";")))
    outcome = labels.without(test.outcome, removed, dictionary, lang)
    if row.family != "association":
        return outcome
    return lang("{one} and {other}", one=dictionary.short(test.predictor, lang.code), other=outcome)
