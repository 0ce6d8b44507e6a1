"""The press said, the data say: claims with both figures and the verdict."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.analysis.claims import CONSISTENT, CONTRADICTED, UNCHECKED, summary
from pardx.exhibits.exhibit import Exhibit, Words, prose
from pardx.exhibits.language import Language
from pardx.exhibits.material import Material
from pardx.exhibits.tables import Cell, Sheet, numeral, table

WORST_FIRST = [CONTRADICTED, CONSISTENT, UNCHECKED]


def claims_table(material: Material) -> Exhibit:
    """Show the year's claims that could be recomputed, contradicted ones first."""
    claims = material.further["claims"]
    if claims.empty:
        return prose("tab-claims", lambda lang: [lang("claims.none", year=material.year)])
    counts = dict(summary(claims))
    checked = claims[claims.verdict != UNCHECKED]
    if checked.empty:
        said = {"year": material.year, "total": len(claims)}
        return prose("tab-claims", lambda lang: [lang("claims.unchecked", **said)])
    checked = checked.sort_values("verdict", key=lambda verdicts: verdicts.map(WORST_FIRST.index))
    return table(
        "tab-claims",
        sheet=lambda lang: Sheet(
            tuple(
                lang(f"claims.{part}") for part in ("claim", "said", "data", "verdict", "source")
            ),
            tuple(_claim(material, row, lang) for row in checked.itertuples()),
            frozenset({1, 2}),
            sortable=True,
        ),
        words=lambda lang: Words(
            lang("claims.title", year=material.year, n=counts[CONTRADICTED], of=len(checked)),
            lang("claims.subtitle", total=len(claims), open=counts[UNCHECKED]),
            notes=(lang("claims.note"), *_open(claims, lang)),
        ),
        origin=material.origin("claims.csv"),
    )


def _open(claims: pd.DataFrame, lang: Language) -> list[str]:
    """Say why the other claims could not be checked, and how many for each reason."""
    reasons = claims.reason[claims.verdict == UNCHECKED].value_counts()
    told = [f"{lang(f'reason.{name}')} ({n})" for name, n in reasons.items()]
    return [lang("claims.open", reasons="; ".join(told))] if told else []


def _claim(material: Material, row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
    """Print one claim in our words, what was said, what the data say, who said it."""
    places = material.catalogue.places(row.unit)
    return (
        Cell(row.claim_vi if lang.code == "vi" else row.claim),
        numeral(lang, row.value_claimed, places),
        numeral(lang, row.value_data, places),
        Cell(lang(f"verdict.{row.verdict}"), lang(f"reason.{row.reason}")),
        Cell("", links=material.links(row.source_id)),
    )
