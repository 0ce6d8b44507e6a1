"""How DTI moves with one outcome in the country, and where one province lies."""

from __future__ import annotations

from dataclasses import dataclass

from pardx.stats.province_evidence import Evidence


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
    if not evidence.pairs:
        return None
    having = (name for name, pairs in evidence.pairs.items() if code in pairs.index)
    outcome = next(having, next(iter(evidence.pairs)))
    pairs, rows = evidence.pairs[outcome], evidence.estimates
    own = rows[rows.outcome == outcome].set_index("overlap", drop=False)
    return Relation(
        outcome=outcome,
        row=own.loc["raw"].to_dict(),
        overlap_free=own.loc["removed"].to_dict() if "removed" in own.index else {},
        points=tuple(map(tuple, pairs.to_numpy())),
        own=tuple(pairs.loc[code]) if code in pairs.index else None,
    )
