"""Sentences whose numbers come from the results: findings, what changed, what is missing."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.analysis.association import PREDICTOR
from pardx.analysis.correlation import MINIMUM_N, detectable
from pardx.data.geography import PLACES
from pardx.exhibits import chosen
from pardx.exhibits.exhibit import Exhibit, prose, render, untitled
from pardx.exhibits.language import Language
from pardx.exhibits.material import Material
from pardx.settings import settings

ALPHA = 0.05
FEW_NAMES = 3
"""So many provinces are named; more are counted."""


def estimated(row: NamedTuple) -> bool:
    """Say whether a row of results carries an estimate that its n allows."""
    return bool(pd.notna(row.estimate) and row.n >= MINIMUM_N)


def is_associated(row: NamedTuple) -> bool:
    """Decide the one question a finding sentence rests on.

    An association is claimed only when the 95 % interval leaves out zero on the side of the
    estimate and the p-value adjusted for all tests of its family is below 5 %.
    """
    beyond_zero = row.ci_low > 0 if row.estimate > 0 else row.ci_high < 0
    return bool(estimated(row) and beyond_zero and row.p_adjusted < ALPHA)


def leaving_out_zero(rows: pd.DataFrame) -> int:
    """Count the rows of results whose 95 % interval leaves out zero."""
    return int(((rows.ci_low > 0) | (rows.ci_high < 0)).sum())


def outcome_name(material: Material, row: NamedTuple, lang: Language) -> str:
    """Name the outcome of a row of results, with what was taken out of it."""
    name = material.short(row.outcome, lang.code)
    if row.overlap == "raw":
        return name
    parts = [lang(f"overlap.part.{part}") for part in material.removed(row.test)]
    return lang("overlap.without", whole=name, parts=lang.listed(parts))


def verdict(row: NamedTuple) -> str:
    """Name the kind of sentence a result allows."""
    if not estimated(row):
        return "too_few"
    if not is_associated(row):
        return "none"
    return "positive" if row.estimate > 0 else "negative"


def dateline(material: Material, page: str = "report") -> Exhibit:
    """Say under the title what the page covers."""
    return prose("dateline", lambda lang: [lang(f"dateline.{page}", year=material.year)])


def findings(material: Material) -> Exhibit:
    """Say what the year's data show about DTI and each outcome, and how much is known."""
    return prose("findings", lambda lang: [*_relations(material, lang), known(material, lang)])


def _relations(material: Material, lang: Language) -> list[str]:
    """Give each primary test a paragraph, after one that says what is compared."""
    if material.ranked(PREDICTOR) == 0:
        return [lang("findings.no_dti", year=material.year)]
    found = [_finding(material, row, lang) for row in primary(material).itertuples()]
    tests = chosen.count(len(primary(material)), lang)
    return [lang("findings.opening", year=material.year, tests=tests), *found]


def primary(material: Material) -> pd.DataFrame:
    """Pick the primary tests' Spearman rows, one per test."""
    return material.associations.query(
        "role == 'primary' and method == 'spearman' and sample == 'all' and weights == 'none'"
    )


def _finding(material: Material, row: NamedTuple, lang: Language) -> str:
    kind = verdict(row)
    said = lang(
        f"findings.{_refusal(material, row) if kind == 'too_few' else kind}",
        outcome=outcome_name(material, row, lang),
        n=row.n,
        estimate=lang.number(row.estimate, 2),
        low=lang.number(row.ci_low, 2),
        high=lang.number(row.ci_high, 2),
        p=lang.p_value(row.p_adjusted),
    )
    firmness = (_overturn(material, row, lang), _weighted(material, row, lang))
    return " ".join(filter(None, [said, *firmness]))


def _weighted(material: Material, row: NamedTuple, lang: Language) -> str:
    """Say so when weighing for the missing provinces turns a verdict."""
    if not estimated(row):
        return ""
    other = material.association(row.test, weights="ipw")
    if not estimated(other) or is_associated(other) == is_associated(row):
        return ""
    numbers = {
        name: lang.number(getattr(other, name), 2) for name in ("estimate", "ci_low", "ci_high")
    }
    kind = "ends" if is_associated(row) else "appears"
    return lang(f"findings.weighted.{kind}", p=lang.p_value(other.p_adjusted), **numbers)


def _refusal(material: Material, row: NamedTuple) -> str:
    """Return why a pair has no estimate."""
    rows = material.further["not_estimated"].query("test == @row.test and family == 'association'")
    return rows.reason.iloc[0] if len(rows) else "too_few"


def _overturn(material: Material, row: NamedTuple, lang: Language) -> str:
    """Say what would overturn a verdict; nothing when there is none."""
    found = material.further["influence"]
    if not estimated(row) or not len(found.query("test == @row.test")):
        return ""
    unadjusted = found.query("test == @row.test and kind == 'all'").p_value.iloc[0] < ALPHA
    if unadjusted != is_associated(row):
        tests = chosen.count(len(primary(material)), lang)
        return lang("findings.overturn.adjusted", tests=tests)
    who = overturning(material, row.test, lang)
    if not who:
        few = row.n - MINIMUM_N < FEW_NAMES
        return lang(f"findings.overturn.{'few' if few else 'firm'}", n=row.n)
    return lang(f"findings.overturn.{'ends' if unadjusted else 'appears'}", who=who)


def overturning(material: Material, test: str, lang: Language) -> str:
    """Name, or count, the provinces whose omission changes a verdict; empty when none do."""
    found = material.further["influence"].query("test == @test and kind == 'overturn'")
    if found.empty:
        return ""
    codes = found.omitted.iloc[0].split(";")
    if len(codes) > FEW_NAMES:
        return lang("influence.provinces", n=len(codes))
    return lang.listed([material.provinces.name_vi[code] for code in codes])


def known(material: Material, lang: Language) -> str:
    """Say for how many of the 63 provinces each headline index has a rank."""
    counts = [
        lang("findings.count", index=material.short(name, lang.code), n=material.ranked(name))
        for name in settings().headline
        if material.ranked(name)
    ]
    absent = [
        material.short(name, lang.code) for name in settings().headline if not material.ranked(name)
    ]
    said = lang("findings.coverage", counts=lang.listed(counts))
    return f"{said} {lang('findings.absent', indices=lang.listed(absent))}" if absent else said


def power(material: Material) -> Exhibit:
    """State what could have been found at all before any estimate is read."""
    rows = primary(material).dropna(subset="estimate")
    smallest = int(rows.n.min()) if len(rows) else 0

    def write(lang: Language) -> list[str]:
        if not smallest:
            return [lang("power.nothing", year=material.year)]
        return [
            lang(
                "power.text",
                full=lang.number(detectable(PLACES), 2),
                least=lang.number(detectable(smallest), 2),
                n=smallest,
            )
        ]

    return prose("power", write)


def method_changes(material: Material) -> Exhibit:
    """List the breaks of comparability between last year and this one."""
    known = material.catalogue.breaks
    shown = known.indicator.isin([*settings().headline, *settings().outcomes.cross_section])
    breaks = known[shown & (known.year == material.year)]

    def write(lang: Language) -> str:
        sentences = [
            lang(
                "method.change",
                index=material.short(indicator, lang.code),
                change=what,
            )
            for indicator, what in zip(breaks.indicator, lang.of(breaks, "what"), strict=True)
        ]
        return render(
            "box.html.j2",
            id="method-changes",
            heading=lang("method.changed", year=material.year),
            items=sentences,
            otherwise=lang("changes.none", year=material.year),
        )

    return untitled("method-changes", write)


def nothing_to_draw(material: Material, *indicators: str) -> Exhibit:
    """Say in place of a figure which figures are missing."""
    return prose(
        f"no-{'-'.join(indicators).replace('_', '-')}",
        lambda lang: [
            lang(
                "missing.figure",
                indices=lang.listed([material.short(name, lang.code) for name in indicators]),
                year=material.year,
            )
        ],
    )
