"""The press said, the data say: claims with both figures and the verdict."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.language import N_, Language
from pardx.report.exhibit import Exhibit, Words, prose
from pardx.report.material import Material
from pardx.report.tables import Cell, Sheet, numeral, table
from pardx.stats.press_claims import CONSISTENT, CONTRADICTED, UNCHECKED

WORST_FIRST = [CONTRADICTED, CONSISTENT, UNCHECKED]

VERDICT = {
    CONTRADICTED: N_("contradicted"),
    CONSISTENT: N_("consistent"),
    UNCHECKED: N_("not checkable"),
}
REASON = {
    "unknown": N_("no other house prints what is needed"),
    "break": N_("the method changed between the two years"),
    "places_differ": N_(
        "places of the list that other houses confirm are counted; at least one differs"
    ),
    "places_unknown": N_(
        "places of the list that other houses confirm are counted; the others are not printed "
        "elsewhere"
    ),
    "more_counted": N_("more are counted already in the figures known"),
    "fewer_possible": N_("the ranks and scores known allow fewer"),
    "change_agrees": N_("a level is not known; other houses print the same change"),
    "change_differs": N_("a level is not known; other houses print another change"),
    "list_incomplete": N_("counted in the figures known; the list is not complete"),
}
"""What a verdict rests on where it is not simply another house's figure."""


def claims_table(material: Material) -> Exhibit:
    """Show the year's claims that could be recomputed, contradicted ones first."""
    claims = material.further["claims"]
    if claims.empty:
        return prose(
            "tab-claims",
            lambda lang: [lang("The register holds no claim about {year}.", year=material.year)],
        )
    checked = claims[claims.verdict != UNCHECKED]
    said = {"year": material.year, "total": len(claims), "checked": len(checked)}
    if checked.empty:
        return prose(
            "tab-claims",
            lambda lang: [
                lang(
                    "Claims about {year} in the register: {total}. None could be checked, because "
                    "no other house prints the figures or a break of the method lies between the "
                    "years.",
                    **said,
                )
            ],
        )
    stated = statements(checked)
    wrong = int((stated.verdict == CONTRADICTED).sum())
    return table(
        "tab-claims",
        sheet=lambda lang: Sheet(
            (
                lang("Claim, in our words"),
                lang("Claimed"),
                lang("Data"),
                lang("Verdict"),
                lang("Who said it"),
            ),
            tuple(_claim(material, row, lang) for row in stated.itertuples()),
            frozenset({1, 2}),
            sortable=True,
        ),
        words=lambda lang: Words(
            lang(
                "{n} of {of} checked statements about {year} do not agree with the other sources",
                n=wrong,
                of=len(stated),
                **said,
            ),
            lang(
                "{checked} of {total} claims in the register could be checked; equal claims of "
                "several houses share a row",
                **said,
            ),
            notes=(
                lang(
                    "A claim is never evidence for itself: each is recomputed from the figures of "
                    "other houses only. Where the data differ, either side may be wrong. Claims "
                    "that could not be checked are in the CSV with the reason."
                ),
                *_open(claims, lang),
            ),
        ),
        origin=material.origin("claims.csv"),
    )


def statements(claims: pd.DataFrame) -> pd.DataFrame:
    """Put equal claims of several houses into one row, contradicted ones first.

    Returns
    -------
    DataFrame
        As ``claims``; ``source_id`` holds the ids of all who said it, joined by ``;``.
    """
    same = [name for name in claims if name not in ("claim_id", "source_id", "locator")]
    merged = claims.groupby(same, sort=False, dropna=False).source_id.agg(";".join).reset_index()
    return merged.sort_values("verdict", key=lambda one: one.map(WORST_FIRST.index), kind="stable")


def _open(claims: pd.DataFrame, lang: Language) -> list[str]:
    """Say why the other claims could not be checked, and how many for each reason."""
    reasons = claims.reason[claims.verdict == UNCHECKED].value_counts()
    told = [f"{lang(REASON[name])} ({n})" for name, n in reasons.items()]
    return [lang("Not checked: {reasons}.", reasons="; ".join(told))] if told else []


def _claim(material: Material, row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
    """Print one claim in our words, what was said, what the data say, who said it."""
    places = material.dictionary.places(row.unit)
    reason = lang(REASON[row.reason]) if row.reason not in ("agrees", "differs") else ""
    return (
        Cell(row.claim_vi if lang.code == "vi" else row.claim),
        numeral(lang, row.value_claimed, places),
        numeral(lang, row.value_data, places),
        Cell(lang(VERDICT[row.verdict]), reason),
        Cell("", links=material.links(row.source_id)),
    )
