"""Sentences whose numbers come from the results: findings, what changed, what is missing."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.language import N_, Language
from pardx.report import labels
from pardx.report.exhibit import Exhibit, box, sentence
from pardx.settings import settings
from pardx.stats.bounds_table import WIDE
from pardx.stats.correlation import ALPHA, MINIMUM_N, POWER, claimed
from pardx.stats.correlation import power as power_of

FINDING = {
    "positive": N_(
        "Provinces that rank high on DTI tend to rank high on {outcome} (Spearman "
        "{estimate}; 95% confidence interval {low} to {high}; n = {n}; adjusted {p})."
    ),
    "negative": N_(
        "Provinces that rank high on DTI tend to rank low on {outcome} (Spearman "
        "{estimate}; 95% confidence interval {low} to {high}; n = {n}; adjusted {p})."
    ),
    "none": N_(
        "No clear association between DTI and {outcome} (Spearman {estimate}; 95% "
        "confidence interval {low} to {high}; n = {n}; adjusted {p}); only coefficients stronger "
        "than {most} are excluded."
    ),
    "cannot_tell": N_(
        "So few provinces cannot tell whether DTI and {outcome} are associated (Spearman "
        "{estimate}; 95% confidence interval {low} to {high}; n = {n}; adjusted {p}): even a "
        "coefficient of 0.5 would be found in fewer than four of five such samples."
    ),
    "too_wide": N_(
        "The ranks collected cannot tell whether DTI and {outcome} are associated: over all "
        "{places} provinces the coefficient could lie anywhere between {least} and {largest} "
        "(provinces with both: Spearman {estimate}; 95% confidence interval {low} to {high}; "
        "n = {n}; adjusted {p})."
    ),
    "too_few": N_("Too few provinces (n = {n}) have both DTI and {outcome} to draw a conclusion."),
    "constant": N_(
        "No conclusion for {outcome}: one of the two figures is the same in all {n} provinces."
    ),
    "collinear": N_(
        "No coefficient for {outcome}: in all {n} provinces one figure fully determines the other."
    ),
}
DATELINE = {
    "ministries": N_(
        "Results of ministries and agencies up to {year} on the indices that rank them, compiled "
        "from official pages and newspapers."
    ),
    "sources": N_(
        "Which figures of {year} were collected and from where, where sources disagree, and what "
        "newspapers have claimed."
    ),
    "national": N_(
        "What the Government Office and ministries reported on online services, dossiers and "
        "digital identity, for periods up to {year}, as far as collected."
    ),
}


def estimated(row: NamedTuple) -> bool:
    """Say whether a row of results carries an estimate that its n allows."""
    return bool(pd.notna(row.estimate) and row.n >= MINIMUM_N)


def is_associated(row: NamedTuple) -> bool:
    """Decide the one question a finding sentence rests on.

    An association is claimed by the rule of :func:`pardx.stats.correlation.claimed`, of rows
    whose n allows an estimate.
    """
    return estimated(row) and claimed(row.estimate, row.ci_low, row.ci_high, row.p_adjusted)


def excludes_zero(rows: pd.DataFrame) -> pd.Series:
    """Say for each row of results whether its 95 % interval excludes zero."""
    return (rows.ci_low > 0) | (rows.ci_high < 0)


def verdict(row: NamedTuple, known: NamedTuple | None = None) -> str:
    """Name the kind of sentence a result allows: without power there is no verdict.

    Parameters
    ----------
    row : NamedTuple
        A row of the associations.
    known : NamedTuple, optional
        What is known of the pair over all provinces, as :func:`bounds_of` picks it.
    """
    if not estimated(row):
        return "too_few"
    if known is not None and known.high - known.low > WIDE:
        return "too_wide"
    if power_of(row.n) < POWER:
        return "cannot_tell"
    if not is_associated(row):
        return "none"
    return "positive" if row.estimate > 0 else "negative"


def bounds_of(row: NamedTuple, known: pd.DataFrame | None) -> NamedTuple | None:
    """Pick the bounds over all provinces of a raw pair; None where there are none."""
    if known is None or row.removed:
        return None
    rows = known[(known.outcome == row.outcome) & (known.predictor == row.predictor)]
    return next(rows.dropna(subset="low").itertuples(), None)


def goes_with(rows: pd.DataFrame, dictionary: Dictionary, lang: Language) -> tuple[str, str]:
    """List the outcomes of the associations claimed: those that rise, and those that fall."""
    named = {"positive": [], "negative": []}
    for row in rows.itertuples():
        named.get(verdict(row), []).append(labels.outcome(row, dictionary, lang))
    return tuple(lang.listed(names) if names else "" for names in named.values())


def primary(associations: pd.DataFrame) -> pd.DataFrame:
    """Pick the primary tests' Spearman rows, one per test."""
    return associations.query(
        "role == 'primary' and method == 'spearman' and sample == 'all' and weights == 'none'"
    )


def association(
    associations: pd.DataFrame,
    test: str,
    *,
    method: str = "spearman",
    sample: str = "all",
    weights: str = "none",
) -> NamedTuple:
    """Return one row of the associations."""
    found = associations.query(
        "test == @test and method == @method and sample == @sample and weights == @weights"
    )
    return next(found.itertuples())


def interval_numbers(row: NamedTuple, lang: Language) -> dict[str, str]:
    """Write a coefficient and the ends of its interval."""
    return {
        "estimate": lang.number(row.estimate, 2),
        "low": lang.number(row.ci_low, 2),
        "high": lang.number(row.ci_high, 2),
    }


def dateline(year: int, page: str) -> Exhibit:
    """Say under the title what the page covers."""
    return sentence("dateline", DATELINE[page], year=year)


def finding(
    row: NamedTuple,
    not_estimated: pd.DataFrame,
    dictionary: Dictionary,
    lang: Language,
    *,
    known: pd.DataFrame | None = None,
) -> str:
    """Say what one primary test found, or why it has no estimate."""
    of_all = bounds_of(row, known)
    kind = verdict(row, of_all)
    if kind == "too_few":
        refused = not_estimated.query("test == @row.test and family == 'association'")
        kind = next(iter(refused.reason), kind)
    return lang(
        FINDING[kind],
        outcome=labels.outcome(row, dictionary, lang),
        n=row.n,
        p=lang.p_value(row.p_adjusted),
        most=lang.number(max(abs(row.ci_low), abs(row.ci_high)), 2),
        least=lang.number(of_all.low, 2) if of_all else "",
        largest=lang.number(of_all.high, 2) if of_all else "",
        places=of_all.population if of_all else "",
        **interval_numbers(row, lang),
    )


def fragility(row: NamedTuple, influence: pd.DataFrame, kind: str, lang: Language) -> str:
    """Say how many single omissions end a claim; never what to leave out to obtain one.

    Parameters
    ----------
    row : NamedTuple
        A primary test.
    influence : DataFrame
        As saved: each province left out, and whether the association is claimed then.
    kind : str
        The verdict on the row.
    lang : Language
        The language.
    """
    if kind == "none" and row.p_value < ALPHA:
        return lang("This result is borderline: the unadjusted test gives the opposite result.")
    if kind not in ("positive", "negative"):
        return ""
    single = influence[(influence.test == row.test) & (influence.kind == "one")]
    if single.empty:
        return lang("With n = {n}, too few provinces to test how robust this is.", n=row.n)
    ends = int((~single.claimed.astype(bool)).sum())
    return lang(
        N_("Leaving out one province ends this result for {ends} of the {n} provinces.")
        if ends
        else N_("It stays clear whichever one province is left out."),
        ends=ends,
        n=row.n,
    )


def shared_sentence(row: NamedTuple, shared: pd.DataFrame | None, lang: Language) -> str:
    """Say what of an association the content that both indices measure could explain."""
    if shared is None or shared.empty or not estimated(row):
        return ""
    ours = shared[(shared.test == row.test) & (shared.method == "spearman")]
    ends = next(ours[ours.basis == "vanishing"].itertuples(), None)
    if ends is None:
        return ""
    return lang.ngettext(
        "Both indices measure digital government. That area of PAR INDEX was collected for {n} "
        "province, so it cannot be taken out; alone it could give such a coefficient only if its "
        "points had a standard deviation of {sd} or more (PAR INDEX: {whole}).",
        "Both indices measure digital government. That area of PAR INDEX was collected for {n} "
        "provinces, so it cannot be taken out; alone it could give such a coefficient only if its "
        "points had a standard deviation of {sd} or more (PAR INDEX: {whole}).",
        int(ends.n_part),
        sd=lang.number(ends.part_sd, 1),
        whole=lang.number(ends.whole_sd, 1),
    )


def method_changes(dictionary: Dictionary, year: int) -> Exhibit:
    """List the breaks of comparability between last year and this one, and other units."""
    known = dictionary.breaks
    shown = list(dict.fromkeys([*settings().headline, *settings().outcomes.cross_section]))
    breaks = known[known.indicator.isin(shown) & (known.year == year)]
    units = {name: dictionary.other_units(name, year) for name in shown}
    changes = [(row["indicator"], row) for row in breaks.to_dict("records")]
    changes += [(name, row.to_dict()) for name, row in units.items() if row is not None]
    only_units = breaks.empty and bool(changes)

    def said(lang: Language) -> list[str]:
        """Say each change once, of all indices that it concerns."""
        concerned: dict[str, list[str]] = {}
        for indicator, row in changes:
            names = concerned.setdefault(lang.of(row, "what"), [])
            names.append(dictionary.short(indicator, lang.code))
        return [
            lang("{index}: {change}", index=lang.listed(names), change=change)
            for change, names in concerned.items()
        ]

    return box(
        "method-changes",
        lambda lang: (
            lang("Change of units in {year}", year=year)
            if only_units
            else lang("Changes of method in {year}", year=year),
            said(lang) + [lang("No change of method is recorded.")] * only_units,
            lang(
                "No change of method since the year before is recorded for the indices of the "
                "{year} report.",
                year=year,
            ),
        ),
    )
