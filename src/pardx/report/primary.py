"""The registered tests in one table: what is certain, what is estimated, how firm it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.language import MISSING, N_, Language
from pardx.report import labels
from pardx.report.exhibit import Exhibit, Words, origin
from pardx.report.findings import bounds_of, primary, verdict
from pardx.report.known import ends
from pardx.report.registration import added_since, fixed_since
from pardx.report.relations import estimate_cell
from pardx.report.tables import Cell, Column, p_cell, table_of
from pardx.stats.association import PREDICTOR

CLAIMED = ("positive", "negative")
"""Verdicts that claim an association."""


class Reading(NamedTuple):
    """How a registered test reads, and when: the first rule that holds.

    Attributes
    ----------
    name : str
    when : str
        The condition in words.
    holds : callable
        Whether a row of :func:`primary_rows` meets it.
    short : str
        In the table, marked for translation.
    abstract : str
        In the abstract, of all tests that read so.
    """

    name: str
    when: str
    holds: Callable[[NamedTuple], bool]
    short: str
    abstract: str


READINGS = (
    Reading(
        "not estimated",
        "fewer provinces than an estimate needs",
        lambda row: row.verdict == "too_few",
        N_("not estimated"),
        N_("For {each}, too few provinces have both figures."),
    ),
    Reading(
        "certain",
        "claimed (interval and adjusted p), and both bounds on its side of 0",
        lambda row: (
            row.verdict in CLAIMED and row.estimate * row.low > 0 and row.low * row.high > 0
        ),
        N_("associated; sign certain for all provinces"),
        N_(
            "DTI is associated with {each}, and whatever the ranks not collected are, the sign "
            "is the same over all provinces."
        ),
    ),
    Reading(
        "claimed",
        "claimed (interval and adjusted p)",
        lambda row: row.verdict in CLAIMED,
        N_("associated among provinces with figures"),
        N_("Among the provinces with figures, and only for them, DTI is associated with {each}."),
    ),
    Reading(
        "cannot tell",
        "bounds further apart than 1, or power for 0.5 below 80%",
        lambda row: row.verdict in ("cannot_tell", "too_wide"),
        N_("cannot tell"),
        N_("For {each} the figures collected cannot tell."),
    ),
    Reading(
        "none",
        "not claimed, though 0.5 would be found",
        lambda row: True,
        N_("no clear association"),
        N_("For {each} there is no clear association."),
    ),
)
"""In this order."""


def reading(row: NamedTuple) -> Reading:
    """Return how a row of :func:`primary_rows` reads."""
    return next(rule for rule in READINGS if rule.holds(row))


def primary_rows(
    associations: pd.DataFrame, bounds: pd.DataFrame, influence: pd.DataFrame
) -> pd.DataFrame:
    """Join what is known of each registered test.

    Parameters
    ----------
    associations, bounds, influence : DataFrame
        As saved: ``associations``, ``bounds_associations``, ``influence``.

    Returns
    -------
    DataFrame
        The Spearman row of each primary test, with ``low`` and ``high`` (bounds over all
        provinces; none where a part of an index is taken out), ``population`` (how many provinces
        both indices cover), ``verdict``, and ``ends`` (of how many provinces the omission of that
        one ends a claim).
    """
    rows = primary(associations)
    known = [bounds_of(row, bounds) for row in rows.itertuples()]
    ends = influence[(influence.kind == "one") & (influence.claimed.astype(str) == "False")]
    tried = influence.test[influence.kind == "one"].unique()
    return rows.assign(
        low=[one.low if one else float("nan") for one in known],
        high=[one.high if one else float("nan") for one in known],
        population=[one.population if one else float("nan") for one in known],
        verdict=[verdict(*pair) for pair in zip(rows.itertuples(), known, strict=True)],
        ends=rows.test.map(ends.groupby("test").size().reindex(tried, fill_value=0)),
    )


def by_reading(
    rows: pd.DataFrame, dictionary: Dictionary, lang: Language
) -> list[tuple[Reading, list[str]]]:
    """Group the outcomes of registered tests by how they read, in the order of the rules.

    Parameters
    ----------
    rows : DataFrame
        As of :func:`primary_rows`.
    dictionary : Dictionary
        Names indices.
    lang : Language
        The language.
    """
    found: dict[str, list[str]] = {}
    for row in rows.itertuples():
        found.setdefault(reading(row).name, []).append(labels.outcome(row, dictionary, lang))
    return [(rule, found[rule.name]) for rule in READINGS if rule.name in found]


def primary_summary(
    associations: pd.DataFrame,
    bounds: pd.DataFrame,
    influence: pd.DataFrame,
    dictionary: Dictionary,
    year: int,
) -> Exhibit | None:
    """Print each registered test in one row; None where none is estimated.

    Parameters
    ----------
    associations, bounds, influence : DataFrame
        As of :func:`primary_rows`.
    dictionary : Dictionary
        Names indices.
    year : int
        Year of the report.
    """
    rows = primary_rows(associations, bounds, influence)
    if rows.estimate.isna().all():
        return None
    return table_of(
        "tab-primary",
        rows,
        [
            Column(
                N_("DTI with"),
                lambda row, lang: Cell(labels.outcome(row, dictionary, lang)),
                numeric=False,
            ),
            Column(N_("Bounds, all provinces"), _bounds),
            Column(N_("Spearman, provinces with figures"), estimate_cell),
            Column(N_("Adjusted p"), lambda row, lang: p_cell(lang, row.p_adjusted)),
            Column(N_("Single omissions that end it"), _ends),
            Column(N_("Reading"), lambda row, lang: Cell(lang(reading(row).short)), numeric=False),
        ],
        words=lambda lang: _words(rows, dictionary, year, lang),
        origin=origin("associations.csv", dictionary, PREDICTOR, *rows.outcome),
    )


def _bounds(row: NamedTuple, lang: Language) -> Cell:
    """Write what the coefficient can be over all provinces, and how many they are."""
    if pd.isna(row.low):
        return Cell(MISSING)
    return Cell(ends(row.low, row.high, lang), lang("N = {n}", n=int(row.population)))


def _ends(row: NamedTuple, lang: Language) -> Cell:
    """Count the provinces whose omission ends a claim; never what would begin one."""
    if row.verdict not in CLAIMED or pd.isna(row.ends):
        return Cell(MISSING)
    return Cell(lang("{n} of {total}", n=int(row.ends), total=row.n))


def _words(rows: pd.DataFrame, dictionary: Dictionary, year: int, lang: Language) -> Words:
    said = "; ".join(
        f"{lang.listed(names)}: {lang(rule.short)}"
        for rule, names in by_reading(rows, dictionary, lang)
    )
    return Words(
        lang("What DTI goes with, {year}. {said}", year=year, said=said),
        lang(
            "Spearman's coefficient: bounds over all provinces that both indices cover, and "
            "estimate with 95% confidence interval and n below"
        ),
        notes=(
            lang(
                "Tests fixed in data/catalogue/tests.csv since commit {commit}. Bounds need no "
                "assumption on missing ranks; intervals and p-values take the provinces with "
                "figures as a sample. Single omissions that end it: provinces any one of "
                "which, left out alone, ends the association, by the rule that claims it. Cannot "
                "tell: the bounds are further apart than 1, or a coefficient of 0.5 would be found "
                "in fewer than four of five such samples.",
                commit=fixed_since(dictionary),
            ),
            *filter(None, [added_since(rows, dictionary, lang)]),
        ),
        dash=lang("A dash: no association to end."),
    )
