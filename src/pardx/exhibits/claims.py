"""The press said, the data say: claims with both figures and the verdict."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.analysis.claims import CONSISTENT, CONTRADICTED, UNCHECKED
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
    checked = claims[claims.verdict != UNCHECKED]
    said = {"year": material.year, "total": len(claims), "checked": len(checked)}
    if checked.empty:
        return prose("tab-claims", lambda lang: [lang("claims.unchecked", **said)])
    stated = statements(checked)
    wrong = int((stated.verdict == CONTRADICTED).sum())
    return table(
        "tab-claims",
        sheet=lambda lang: Sheet(
            tuple(
                lang(f"claims.{part}") for part in ("claim", "said", "data", "verdict", "source")
            ),
            tuple(_claim(material, row, lang) for row in stated.itertuples()),
            frozenset({1, 2}),
            sortable=True,
        ),
        words=lambda lang: Words(
            lang("claims.title", n=wrong, of=len(stated), **said),
            lang("claims.subtitle", **said),
            notes=(lang("claims.note"), *_open(claims, lang)),
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
    told = [f"{lang(f'reason.{name}')} ({n})" for name, n in reasons.items()]
    return [lang("claims.open", reasons="; ".join(told))] if told else []


def _claim(material: Material, row: NamedTuple, lang: Language) -> tuple[Cell, ...]:
    """Print one claim in our words, what was said, what the data say, who said it."""
    places = material.catalogue.places(row.unit)
    plain = row.reason in ("agrees", "differs")
    return (
        Cell(row.claim_vi if lang.code == "vi" else row.claim),
        numeral(lang, row.value_claimed, places),
        numeral(lang, row.value_data, places),
        Cell(lang(f"verdict.{row.verdict}"), "" if plain else lang(f"reason.{row.reason}")),
        Cell("", links=material.links(row.source_id)),
    )
