"""How much of an association the content that two indices share could explain."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pardx.stats.association import METHODS, PREDICTOR
from pardx.stats.correlation import MINIMUM_N
from pardx.stats.ranks import column

COLUMNS = (
    *("year", "test", "outcome", "predictor", "part", "method", "n", "estimate"),
    *("n_part", "n_whole", "whole_sd", "basis", "part_sd", "at_most"),
)
ASSUMED = (0.5, 1.0, 1.5, 2.0)
"""Standard deviations of the shared part, in points of the index, that are tried."""
AREAS = ("par_digital_government", "par_modernisation")
"""The area of PAR INDEX that DTI measures too: since 2022, and before."""
RENAMED = 2022


def shared_content(panel: pd.DataFrame, pairs: pd.DataFrame, year: int) -> pd.DataFrame:
    """Bound what the digital-government area of PAR INDEX adds to its association with DTI.

    An index is a part P and a rest R. If only P went with DTI, and perfectly, the correlation of
    P + R with DTI would be sd(P) / sd(P + R) at most; so much, or so little, can be due to what
    both measure. P was printed for hardly any province and cannot be taken out.

    Parameters
    ----------
    panel : DataFrame
        Provinces of the year.
    pairs : DataFrame
        As :func:`pardx.stats.association.associations` returns them.
    year : int
        Year of the panel.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`, for each raw, unweighted row of PAR INDEX and DTI that has an estimate.
        ``n_part``, ``n_whole``: provinces whose part and index have a score; ``whole_sd``:
        standard deviation of the index among them, in points; ``basis``: ``assumed`` for
        :data:`ASSUMED`, ``vanishing`` for the ``part_sd`` from which on shared content could
        explain all of ``estimate``; ``at_most``: the largest ``|r|`` that a part of that spread
        can give, on Spearman's scale by the bivariate normal relation (Pearson 1907). Empty
        where fewer than :data:`~pardx.stats.correlation.MINIMUM_N` provinces have a score.
    """
    score = column(panel, "par_index_score").dropna()
    area = AREAS[0] if year >= RENAMED else AREAS[1]
    asked = (pairs.outcome == "par_index") & (pairs.predictor == PREDICTOR)
    asked &= (pairs.removed == "") & (pairs.weights == "none") & pairs.method.isin(METHODS)
    rows = pairs[asked].dropna(subset="estimate")
    if len(score) < MINIMUM_N or rows.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    spread = float(score.std())
    counts = {"n_part": int(column(panel, f"{area}_score").count()), "n_whole": len(score)}
    found = []
    for row in rows.itertuples():
        about = {name: getattr(row, name) for name in COLUMNS if name in rows.columns}
        about |= {"year": year, "part": area, "whole_sd": spread, **counts}
        vanishing = abs(_pearson_of(row.estimate, row.method)) * spread
        tried = [("assumed", sd) for sd in ASSUMED if sd < spread] + [("vanishing", vanishing)]
        found += [
            {
                **about,
                "basis": basis,
                "part_sd": sd,
                "at_most": float(_on_scale(sd / spread, row.method)),
            }
            for basis, sd in tried
        ]
    return pd.DataFrame(found)[list(COLUMNS)]


def _pearson_of(estimate: float, method: str) -> float:
    """Return the correlation of a bivariate normal pair from its coefficient."""
    return estimate if method == "pearson" else 2 * np.sin(np.pi * estimate / 6)


def _on_scale(r: float, method: str) -> float:
    """Return the coefficient of a bivariate normal pair from its correlation."""
    return r if method == "pearson" else 6 / np.pi * np.arcsin(r / 2)
