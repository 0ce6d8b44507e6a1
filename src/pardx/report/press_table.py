"""The press said, the data say: claims with both figures and the verdict."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.language import N_, Language
from pardx.report.exhibit import Exhibit, Words, origin, prose, sentence, source_links
from pardx.report.tables import Cell, Column, numeral, table_of
from pardx.stats.press_claims import CONSISTENT, CONTRADICTED, UNCHECKED

WORST_FIRST = [CONTRADICTED, CONSISTENT, UNCHECKED]

VERDICT = {
    CONTRADICTED: N_("not consistent"),
    CONSISTENT: N_("consistent"),
    UNCHECKED: N_("not checkable"),
}
REASON = {
    "unknown": N_("the figure needed was not collected from any other source"),
    "break": N_("the method changed between the two years"),
    "places_only": N_("only the places are counted: the method changed between the two years"),
    "places_differ": N_(
        "counted: places of the list that other sources confirm; at least one differs"
    ),
    "places_unknown": N_(
        "counted: places of the list that other sources confirm; the rest was not collected from "
        "any other source"
    ),
    "more_counted": N_("the figures collected already give more"),
    "fewer_possible": N_("the ranks and scores collected allow fewer"),
    "change_agrees": N_("one year's figure not collected; other sources publish the same change"),
    "change_differs": N_("one year's figure not collected; other sources publish another change"),
    "year_before": N_("the figure shown is the rank of the year before"),
    "list_incomplete": N_("counted in the figures collected; the list is not complete"),
}
"""What a verdict rests on where it is not simply another publisher's figure."""
NONE_CHECKED = N_(
    "Claims about {year} in the register: {total}. None could be checked. Reasons: {reasons}."
)


def claims_table(claims: pd.DataFrame, dictionary: Dictionary, year: int) -> Exhibit:
    """Show the year's claims that could be recomputed, contradicted ones first.

    Parameters
    ----------
    claims : DataFrame
        The register's claims about the year with their verdicts.
    dictionary : Dictionary
        Names sources.
    year : int
        Year of the report.
    """
    if claims.empty:
        return sentence("tab-claims", N_("The register holds no claim about {year}."), year=year)
    checked = claims[claims.verdict != UNCHECKED]
    said = {"year": year, "total": len(claims), "checked": len(checked)}
    open_ = claims.reason[claims.verdict == UNCHECKED].value_counts()

    def unchecked(lang: Language) -> str:
        return "; ".join(f"{lang(REASON[name])} ({n})" for name, n in open_.items())

    if checked.empty:
        return prose(
            "tab-claims", lambda lang: [lang(NONE_CHECKED, reasons=unchecked(lang), **said)]
        )
    stated = statements(checked)

    return table_of(
        "tab-claims",
        stated,
        claim_columns(dictionary),
        sortable=True,
        words=lambda lang: Words(
            lang.ngettext(
                "{n} of {of} different claims checked about {year} does not agree with the other "
                "sources",
                "{n} of {of} different claims checked about {year} do not agree with the other "
                "sources",
                int((stated.verdict == CONTRADICTED).sum()),
                of=len(stated),
                **said,
            ),
            lang(
                "{checked} of {total} claims could be checked; identical claims share a row",
                **said,
            ),
            notes=(
                lang(
                    "Each claim is checked against other sources only, never against its own. "
                    "Where they differ, either side may be wrong. Of a list, the places said and "
                    "those confirmed are counted. Unchecked claims and the reasons are in the CSV."
                ),
                *([lang("Not checked: {reasons}.", reasons=unchecked(lang))] if len(open_) else []),
            ),
        ),
        origin=origin("claims.csv", dictionary),
    )


def statements(claims: pd.DataFrame) -> pd.DataFrame:
    """Put equal claims of several publishers into one row, contradicted ones first.

    Returns
    -------
    DataFrame
        As ``claims``; ``source_id`` holds the ids of all who said it, joined by ``;``.
    """
    same = [name for name in claims if name not in ("claim_id", "source_id", "locator")]
    merged = claims.groupby(same, sort=False, dropna=False).source_id.agg(";".join).reset_index()
    return merged.sort_values("verdict", key=lambda one: one.map(WORST_FIRST.index), kind="stable")


def claim_columns(dictionary: Dictionary) -> list[Column]:
    """Lay a claim out: our words, what was said, what the data say, verdict, who said it."""

    def verdict(row: NamedTuple, lang: Language) -> Cell:
        reason = lang(REASON[row.reason]) if row.reason not in ("agrees", "differs") else ""
        return Cell(lang(VERDICT[row.verdict]), reason)

    return [
        Column(
            N_("Claim (paraphrased)"),
            lambda row, lang: Cell(row.claim_vi if lang.code == "vi" else row.claim),
            numeric=False,
        ),
        Column(
            N_("Claimed"),
            lambda row, lang: numeral(lang, row.value_claimed, dictionary.places(row.unit)),
        ),
        Column(
            N_("Data"),
            lambda row, lang: numeral(lang, row.value_data, dictionary.places(row.unit)),
        ),
        Column(N_("Check"), verdict, numeric=False),
        Column(
            N_("Source"),
            lambda row, lang: Cell("", links=source_links(row.source_id, dictionary, lang)),
            numeric=False,
        ),
    ]
