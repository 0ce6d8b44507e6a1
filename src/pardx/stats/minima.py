"""From how many provinces on each estimate is made, in one table.

``docs/methods.md`` prints it; a test holds it to this.
"""

from __future__ import annotations

from typing import NamedTuple


class Minimum(NamedTuple):
    """The fewest that an estimate is made with.

    Attributes
    ----------
    n : int
    counted : str
        What there must be ``n`` of.
    why : str
        Why not fewer.
    """

    n: int
    counted: str
    why: str


MINIMA = {
    "association": Minimum(
        8,
        "provinces with both figures",
        "with fewer, the interval of a coefficient of 0.5 reaches from below -0.4 to above 0.9",
    ),
    "rank sets, weights": Minimum(
        8, "provinces with a score", "ranks over fewer places say little about 63"
    ),
    "regression": Minimum(
        10,
        "provinces more than coefficients",
        "HC3 errors and t intervals with fewer degrees of freedom are too narrow",
    ),
    "components": Minimum(
        10, "provinces more than dimensions", "shares of R squared follow the regression's rule"
    ),
    "convergence": Minimum(
        15, "provinces with a score in both years", "two coefficients and a spread are estimated"
    ),
    "partial": Minimum(
        20,
        "provinces with all indices and traits",
        "Fisher's z loses one more province with each of up to six that are held fixed",
    ),
    "partial index": Minimum(
        40, "provinces with an index, for it to take part", "one short list would shorten all"
    ),
    "panel": Minimum(20, "provinces seen at least twice", "errors are clustered by province"),
    "panel year": Minimum(
        50, "provinces with a score, for a year to take part", "a partial list is no panel"
    ),
    "Moran's I": Minimum(
        30,
        "provinces with a figure and a neighbour that has one",
        "fewer leave most borders without a pair",
    ),
    "spatial models": Minimum(
        55,
        "connected provinces with all figures",
        "a missing province breaks the lags of its neighbours",
    ),
}
"""Estimate -> its minimum."""
