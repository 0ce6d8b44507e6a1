"""Which indices still move together once all others are held fixed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pardx.settings import settings
from pardx.stats.association import adjust
from pardx.stats.degenerate import reason
from pardx.stats.minima import MINIMA
from pardx.stats.missingness import traits
from pardx.stats.ranks import position

KNOWN = MINIMA["partial index"].n
"""An index known for fewer provinces would shrink everyone's sample: left out."""
MINIMUM_N = MINIMA["partial"].n
COLUMNS = ("one", "other", "n", "raw", "partial", "ci_low", "ci_high", "p_value", "p_adjusted")


def partial_correlations(panels: dict[int, pd.DataFrame]) -> pd.DataFrame:
    """Correlate each pair of indices, given all other indices and a control set.

    Parameters
    ----------
    panels : dict
        Year -> province panel; the latest year is used.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`: ``raw`` Pearson of normal scores and ``partial`` correlation on the
        same provinces, 95 % interval and p by Fisher's z with the held variables counted,
        ``p_adjusted`` by Benjamini-Hochberg over the pairs. Empty when fewer than
        :data:`MINIMUM_N` provinces have everything.
    """
    data = complete(panels)
    kept = [name for name in data if name not in settings().held]
    if len(kept) < 2 or reason(data, MINIMUM_N):
        return pd.DataFrame(columns=list(COLUMNS))
    raw, partial = np.corrcoef(data.T), from_precision(data.to_numpy())
    given = data.shape[1] - 2
    rows = [
        {
            "one": kept[i],
            "other": kept[j],
            "n": len(data),
            "raw": raw[i, j],
            **_fisher(partial[i, j], len(data) - given),
        }
        for i in range(len(kept))
        for j in range(i + 1, len(kept))
    ]
    table = pd.DataFrame(rows)
    return table.assign(p_adjusted=adjust(table.p_value))[list(COLUMNS)]


def complete(panels: dict[int, pd.DataFrame]) -> pd.DataFrame:
    """Return the indices of the latest year and what is held fixed, where all are known."""
    panel = panels[max(panels)]
    positions = {name: position(panel, name) for name in settings().headline}
    kept = [s for s in positions.values() if s.notna().sum() >= KNOWN]
    held = traits(panels, settings().held).drop(columns="region").dropna(axis=1, how="all")
    return pd.concat([*kept, held], axis=1).dropna()


def from_precision(data: np.ndarray) -> np.ndarray:
    """Return the matrix of partial correlations, each given all other columns."""
    precision = np.linalg.inv(np.corrcoef(data, rowvar=False))
    scale = np.sqrt(np.diag(precision))
    return -precision / np.outer(scale, scale) + 2 * np.eye(len(scale))


def _fisher(estimate: float, n: int) -> dict[str, float]:
    from scipy.stats import norm

    z, error = np.arctanh(estimate), 1 / np.sqrt(n - 3)
    low, high = np.tanh([z - 1.959964 * error, z + 1.959964 * error])
    return {
        "partial": estimate,
        "ci_low": low,
        "ci_high": high,
        "p_value": 2 * norm.sf(abs(z) / error),
    }
