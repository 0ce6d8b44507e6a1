"""How DTI moves with one outcome in the country, and where one province lies."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pardx.analysis.association import OUTCOMES, PREDICTOR
from pardx.analysis.brief_evidence import Evidence
from pardx.analysis.ranks import standing


@dataclass(frozen=True)
class Relation:
    """How DTI and one outcome move together in the country, and where the province lies.

    Attributes
    ----------
    outcome : str
        The index set against DTI.
    row, overlap_free : dict
        The row of ``associations.csv``, raw and (empty when not estimated) without the
        overlap of the two indices.
    points : tuple of (float, float)
        Ranks on DTI and on the outcome.
    own : tuple of (float, float) or None
        The province's.
    """

    outcome: str
    row: dict[str, object]
    overlap_free: dict[str, object]
    points: tuple[tuple[float, float], ...]
    own: tuple[float, float] | None


def relation_of(evidence: Evidence, code: str) -> Relation | None:
    """Choose the first outcome that is estimated and, if there is one, has the province.

    Parameters
    ----------
    evidence : Evidence
        The year's results.
    code : str
        GSO code.

    Returns
    -------
    Relation or None
        None when nothing is estimated.
    """
    rows = _estimates(evidence.associations)
    raw = rows[rows.overlap == "raw"].set_index("outcome")
    found = [_pairs(evidence, name) for name in OUTCOMES if name in raw.index]
    if not found:
        return None
    outcome, pairs = next((pair for pair in found if code in pair[1].index), found[0])
    freed = rows[(rows.overlap == "removed") & (rows.outcome == outcome)]
    return Relation(
        outcome=outcome,
        row=raw.loc[outcome].to_dict(),
        overlap_free=freed.iloc[0].to_dict() if len(freed) else {},
        points=tuple(map(tuple, pairs.to_numpy())),
        own=tuple(pairs.loc[code]) if code in pairs.index else None,
    )


def _estimates(associations: pd.DataFrame) -> pd.DataFrame:
    """Pick each outcome's Spearman estimates on all provinces that have both, unweighted."""
    rows = associations.query(
        "method == 'spearman' and predictor == @PREDICTOR and weights == 'none' "
        "and sample == 'all' and estimate.notna()"
    )
    return rows.drop_duplicates(["outcome", "overlap"])


def _pairs(evidence: Evidence, outcome: str) -> tuple[str, pd.DataFrame]:
    ranks = {name: standing(evidence.panel, name)["rank"] for name in (PREDICTOR, outcome)}
    return outcome, pd.DataFrame(ranks).dropna()
