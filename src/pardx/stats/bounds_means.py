"""Bounds where means of regions and orders within them tie the places of several units."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pardx.data.fitting import Program
from pardx.stats.bounds import Bounds, sides

GAP = 0.03
"""Proof enough: so near, in parts of what the units without a rank add, the sharp bound."""


def mean_bounds(program: Program, other: pd.Series, population: pd.Index) -> Bounds | None:
    """Bound Spearman's coefficient with a full list over placings that fit all that is printed.

    Parameters
    ----------
    program : Program
        Of the partial list.
    other : Series
        Unit -> rank on the other list, known for the whole population.
    population : Index
        Units the coefficient is of.

    Returns
    -------
    Bounds or None
        Never inside the sharp ones, and outside by no more than :data:`GAP`. None where a
        unit without a rank lies outside the population: places are then counted anew for each
        placing.

    Raises
    ------
    ClashError
        When no placing fits.
    """
    if not set(program.units) <= set(population):
        return None
    [x], [y] = sides(other, population), sides(program.printed.rank, population)
    one = x.known[population] - x.everything.mean()
    centred = y.free.to_numpy() - y.free.mean()
    spread = len(population) * x.everything.std() * y.everything.std()
    gain = np.outer(one[program.units], centred) / spread
    known = float((one * y.known[population]).sum())
    fixed = (known + float(one[program.units].sum()) * y.free.mean()) / spread
    low = fixed + program.solve(gain, gap=GAP)
    high = fixed - program.solve(-gain, gap=GAP)
    return Bounds(max(low, -1.0), min(high, 1.0), sharp=False)
