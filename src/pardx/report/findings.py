"""Sentences whose numbers come from the results: findings, what changed, what is missing."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.data.geography import PLACES
from pardx.language import N_, Language
from pardx.report import named_choices
from pardx.report.exhibit import Exhibit, prose, render, untitled
from pardx.report.material import Material
from pardx.settings import settings
from pardx.stats.association import PREDICTOR
from pardx.stats.correlation import MINIMUM_N, detectable

ALPHA = 0.05
FEW_NAMES = 3
"""So many provinces are named; more are counted."""

FINDING = {
    "positive": N_(
        "DTI and {outcome} are associated: Spearman {estimate} (95 % interval {low} to "
        "{high}; n = {n}; adjusted {p}); provinces that stand higher on one tend to stand "
        "higher on the other."
    ),
    "negative": N_(
        "DTI and {outcome} are associated in opposite directions: Spearman {estimate} (95 "
        "% interval {low} to {high}; n = {n}; adjusted {p}); provinces that stand higher "
        "on one tend to stand lower on the other."
    ),
    "none": N_(
        "For {outcome} these figures show no clear association: Spearman {estimate} (95 % "
        "interval {low} to {high}; n = {n}; adjusted {p})."
    ),
    "too_few": N_("For {outcome} too few provinces have both figures (n = {n}) to say anything."),
    "constant": N_(
        "For {outcome} nothing can be said: one of the two figures is the same in all {n} "
        "provinces."
    ),
    "collinear": N_(
        "For {outcome} no coefficient is given: in all {n} provinces one figure fully "
        "determines the other."
    ),
}
OVERLAP_PART = {
    "sipas": N_("SIPAS points"),
    "digital_government": N_("digital government area"),
    "dti_government": N_("government component of DTI"),
    "papi_d5_admin_procedures": N_("D5"),
    "papi_d8_egovernance": N_("D8"),
}
"""Content that one index shares with another."""
DATELINE = {
    "report": N_("Report on the year {year}, 63 provinces and centrally run cities."),
    "ministries": N_(
        "What the press and official pages print of the ministries' PAR INDEX, DTI and ICT "
        "Index, up to {year}."
    ),
    "national": N_(
        "What the Government Office and ministries report of electronic results, digitised "
        "and online dossiers, the National Public Service Portal, VNeID and chip-based "
        "identity cards, up to {year}."
    ),
}


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


def excluding_zero(rows: pd.DataFrame) -> int:
    """Count the rows of results whose 95 % interval leaves out zero."""
    return int(((rows.ci_low > 0) | (rows.ci_high < 0)).sum())


def outcome_name(material: Material, row: NamedTuple, lang: Language) -> str:
    """Name the outcome of a row of results, with what was taken out of it."""
    name = material.short(row.outcome, lang.code)
    if row.overlap == "raw":
        return name
    parts = [lang(OVERLAP_PART[part]) for part in material.removed(row.test)]
    return lang("{whole} without {parts}", whole=name, parts=lang.listed(parts))


def verdict(row: NamedTuple) -> str:
    """Name the kind of sentence a result allows."""
    if not estimated(row):
        return "too_few"
    if not is_associated(row):
        return "none"
    return "positive" if row.estimate > 0 else "negative"


def dateline(material: Material, page: str = "report") -> Exhibit:
    """Say under the title what the page covers."""
    return prose("dateline", lambda lang: [lang(DATELINE[page], year=material.year)])


def findings(material: Material) -> Exhibit:
    """Say what the year's data show about DTI and each outcome, and how much is known."""
    return prose("findings", lambda lang: [*_relations(material, lang), known(material, lang)])


def _relations(material: Material, lang: Language) -> list[str]:
    """Give each primary test a paragraph, after one that says what is compared."""
    if material.ranked(PREDICTOR) == 0:
        return [
            lang(
                "No DTI of provinces was published for {year}: relations with digital "
                "transformation cannot be estimated, and this report describes the indices that "
                "exist.",
                year=material.year,
            )
        ]
    found = [_finding(material, row, lang) for row in primary(material).itertuples()]
    tests = named_choices.count(len(primary(material)), lang)
    return [
        lang(
            "Across the provinces with published figures for {year}, DTI is set against "
            "{tests} outcomes named in advance.",
            year=material.year,
            tests=tests,
        ),
        *found,
    ]


def primary(material: Material) -> pd.DataFrame:
    """Pick the primary tests' Spearman rows, one per test."""
    return material.associations.query(
        "role == 'primary' and method == 'spearman' and sample == 'all' and weights == 'none'"
    )


def _finding(material: Material, row: NamedTuple, lang: Language) -> str:
    kind = verdict(row)
    text = FINDING[_refusal(material, row) if kind == "too_few" else kind]
    said = lang(
        text,
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
    return lang(
        N_(
            "Weighted so that the printed provinces stand for those missing, it is no longer "
            "clear: {estimate} ({ci_low} to {ci_high}; adjusted {p})."
        )
        if is_associated(row)
        else N_(
            "Weighted so that the printed provinces stand for those missing, one would be "
            "clear: {estimate} ({ci_low} to {ci_high}; adjusted {p})."
        ),
        p=lang.p_value(other.p_adjusted),
        **numbers,
    )


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
        tests = named_choices.count(len(primary(material)), lang)
        return lang(
            "This verdict turns on the interval and on the correction for {tests} tests: the "
            "unadjusted test says otherwise.",
            tests=tests,
        )
    who = overturning(material, row.test, lang)
    if not who:
        few = row.n - MINIMUM_N < FEW_NAMES
        return lang(
            N_("With n = {n}, hardly a province can be left out to see what would overturn it.")
            if few
            else N_("No group of provinces was found whose omission changes this verdict."),
            n=row.n,
        )
    return lang(
        N_("It would no longer be clear without {who}.")
        if unadjusted
        else N_("One would appear without {who}."),
        who=who,
    )


def overturning(material: Material, test: str, lang: Language) -> str:
    """Name, or count, the provinces whose omission changes a verdict; empty when none do."""
    found = material.further["influence"].query("test == @test and kind == 'overturn'")
    if found.empty:
        return ""
    codes = found.omitted.iloc[0].split(";")
    if len(codes) > FEW_NAMES:
        return lang("{n} provinces", n=len(codes))
    return lang.listed([material.provinces.name_vi[code] for code in codes])


def known(material: Material, lang: Language) -> str:
    """Say for how many of the 63 provinces each headline index has a rank."""
    counts = [
        lang("{index} {n} of 63", index=material.short(name, lang.code), n=material.ranked(name))
        for name in settings().headline
        if material.ranked(name)
    ]
    absent = [
        material.short(name, lang.code) for name in settings().headline if not material.ranked(name)
    ]
    said = lang("Provinces with a known rank: {counts}.", counts=lang.listed(counts))
    if not absent:
        return said
    without = lang("Without any rank this year: {indices}.", indices=lang.listed(absent))
    return f"{said} {without}"


def power(material: Material) -> Exhibit:
    """State what could have been found at all before any estimate is read."""
    rows = primary(material).dropna(subset="estimate")
    smallest = int(rows.n.min()) if len(rows) else 0

    def write(lang: Language) -> list[str]:
        if not smallest:
            return [
                lang(
                    "No pair of indices has enough provinces in {year} to estimate an association.",
                    year=material.year,
                )
            ]
        return [
            lang(
                "Before any estimate: with all 63 provinces, a correlation has to be at least "
                "about {full} in size to be found four times in five (5 % two-sided). With the "
                "smallest group here, n = {n}, it has to be at least {least}. A smaller "
                "association may exist and go unseen. Provinces are missing for a reason – the "
                "press prints the top, the bottom and its own – so no estimate here speaks for the "
                "provinces that are absent. An association is not an effect.",
                full=lang.number(detectable(PLACES), 2),
                least=lang.number(detectable(smallest), 2),
                n=smallest,
            )
        ]

    return prose("power", write)


def method_changes(material: Material) -> Exhibit:
    """List the breaks of comparability between last year and this one."""
    known = material.dictionary.breaks
    shown = known.indicator.isin([*settings().headline, *settings().outcomes.cross_section])
    breaks = known[shown & (known.year == material.year)]

    def write(lang: Language) -> str:
        sentences = [
            lang(
                "{index}: {change}",
                index=material.short(indicator, lang.code),
                change=what,
            )
            for indicator, what in zip(breaks.indicator, lang.of(breaks, "what"), strict=True)
        ]
        return render(
            "box.html.j2",
            id="method-changes",
            heading=lang("What changed in the method in {year}", year=material.year),
            items=sentences,
            otherwise=lang(
                "No change of method between {year} and the year before is on record for the "
                "indices shown.",
                year=material.year,
            ),
        )

    return untitled("method-changes", write)


def nothing_to_draw(material: Material, *indicators: str) -> Exhibit:
    """Say in place of a figure which figures are missing."""
    return prose(
        f"no-{'-'.join(indicators).replace('_', '-')}",
        lambda lang: [
            lang(
                "Not drawn: no rank of provinces is known for {indices} in {year}.",
                indices=lang.listed([material.short(name, lang.code) for name in indicators]),
                year=material.year,
            )
        ],
    )
