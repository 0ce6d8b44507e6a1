"""Why figures carry no estimate: too few, one that does not vary, one that others determine."""

from __future__ import annotations

import numpy as np
import pandas as pd


def reason(figures: pd.DataFrame, least: int) -> str:
    """Say why complete figures carry no estimate; empty when they do.

    Parameters
    ----------
    figures : DataFrame
        Numbers without gaps, provinces in rows.
    least : int
        Fewest rows that are enough.

    Returns
    -------
    str
        ``too_few``, ``constant``, ``collinear`` or empty.
    """
    if len(figures) < least:
        return "too_few"
    values = figures.to_numpy(float)
    if (np.ptp(values, axis=0) == 0).any():
        return "constant"
    scaled = (values - values.mean(0)) / values.std(0)
    return "collinear" if np.linalg.matrix_rank(scaled) < scaled.shape[1] else ""
