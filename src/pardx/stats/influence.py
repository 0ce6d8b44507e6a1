"""What a result rests on: single provinces, the outliers, and how many flip it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from pardx.settings import settings
from pardx.stats.association import pair_of
from pardx.stats.correlation import MINIMUM_N, correlation
from pardx.stats.degenerate import reason

COLUMNS = (
    "test",
    "outcome",
    "overlap",
    "kind",
    "omitted",
    "n",
    "estimate",
    "p_value",
    "cooks_distance",
    "dfbetas",
)
ALPHA = 0.05


def influence(panel: pd.DataFrame, tests: pd.DataFrame) -> pd.DataFrame:
    """Repeat each primary test without single provinces and groups of them.

    Parameters
    ----------
    panel : DataFrame
        63 rows.
    tests : DataFrame
        As :func:`pardx.data.dictionary.registered_tests` returns it.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`. ``kind``: ``all``; ``one`` (each province left out, with Cook's
        distance and DFBETAS of the bivariate regression); ``named`` (without
        the outliers of the settings); ``overturn`` (the fewest provinces a
        greedy search leaves out until the verdict at 5 % changes). ``omitted``: GSO codes
        joined by ``;``. ``estimate``: Spearman; ``p_value`` from its t approximation.
    """
    rows = [
        {
            "test": test.Index,
            "outcome": test.outcome,
            "overlap": "removed" if test.without else "raw",
            **row,
        }
        for test in tests[tests.role == "primary"].itertuples()
        for row in _rows(panel, test)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(panel: pd.DataFrame, test: NamedTuple) -> list[dict]:
    pair = pair_of(panel, test)
    codes = panel.index[pair.both].sort_values()
    outliers = panel.index[panel.province.isin(settings().outliers)]
    x, y = pair.x[codes].to_numpy(float), pair.y[codes].to_numpy(float)
    if reason(pd.DataFrame({"x": x, "y": y}), MINIMUM_N):
        return []
    keep = np.ones(len(x))
    ones = keep - np.eye(len(x))
    cook, dfbetas = cook_and_dfbetas(x, y)
    found = [
        {"kind": "all", "omitted": "", **_spearman(x, y, keep)},
        *(
            {
                "kind": "one",
                "omitted": code,
                **_spearman(x, y, row),
                "cooks_distance": c,
                "dfbetas": d,
            }
            for code, row, c, d in zip(codes, ones, cook, dfbetas, strict=True)
        ),
    ]
    named = codes.isin(outliers)
    if named.any() and (~named).sum() >= MINIMUM_N:
        found.append(
            {"kind": "named", "omitted": ";".join(codes[named]), **_spearman(x, y, 1.0 - named)}
        )
    left = overturning(x, y)
    if left is not None:
        found.append(
            {"kind": "overturn", "omitted": ";".join(codes[left == 0]), **_spearman(x, y, left)}
        )
    return found


def _spearman(x: np.ndarray, y: np.ndarray, keep: np.ndarray) -> dict[str, float]:
    n = int(keep.sum())
    estimate = float(correlation(x, y, "spearman", keep))
    return {"n": n, "estimate": estimate, "p_value": _p_value(estimate, n)}


def _p_value(estimate: float, n: int) -> float:
    from scipy.stats import t

    if 1 - abs(estimate) < 1e-12:
        return 0.0
    return float(2 * t.sf(abs(estimate) * np.sqrt((n - 2) / (1 - estimate**2)), n - 2))


def overturning(x: np.ndarray, y: np.ndarray) -> np.ndarray | None:
    """Find few units whose omission changes the verdict at 5 %.

    Greedy: an association is weakened, its absence ended, by leaving out the unit that moves
    Spearman's coefficient most, again and again.

    Returns
    -------
    ndarray, shape (n,) or None
        1 for the units kept; None when fewer than :data:`~correlation.MINIMUM_N` would stay.
    """
    keep = np.ones(len(x))
    start = float(correlation(x, y, "spearman", keep))
    was_clear, sign = _p_value(start, len(x)) < ALPHA, np.sign(start) or 1.0
    while keep.sum() > MINIMUM_N:
        inside = np.flatnonzero(keep)
        trials = np.tile(keep, (len(inside), 1))
        trials[np.arange(len(inside)), inside] = 0
        found = (correlation(x, y, "spearman", trials) * sign).round(10)  # ties are common
        best = np.nanargmin(found) if was_clear else np.nanargmax(found)
        keep = trials[best]
        if (_p_value(float(found[best]), int(keep.sum())) < ALPHA) != was_clear:
            return keep
    return None


def cook_and_dfbetas(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return Cook's distance and the slope's DFBETAS of ``y`` on ``x``, shape (n,) each."""
    import statsmodels.api as sm

    measures = sm.OLS(y, sm.add_constant(x)).fit().get_influence()
    return measures.cooks_distance[0], measures.dfbetas[:, 1]
