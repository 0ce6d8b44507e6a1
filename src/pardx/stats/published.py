"""What publishers make of their own tables: national values, groups, notable changes.

PAPI's national value of a dimension is the mean of the provinces weighted by population; the
"mean" it prints of the total is their median, and so are VCCI's regional values of PCI.
``tests/stats/test_published.py`` holds these functions to figures the reports print.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pardx.errors import PardxError

GROUPS = 4
"""Into how many groups PAPI parts the provinces."""

NOTABLE = 0.05
"""Share of the earlier score from which on PAPI calls a change significant."""


def weighted_mean(values: pd.Series, weights: pd.Series) -> float:
    """Average the provinces by weight, as PAPI does by population for the nation.

    Parameters
    ----------
    values : Series
        Scores, indexed by GSO code; missing ones are left out with their weight.
    weights : Series
        Population or another weight, in any unit, on the same index.

    Returns
    -------
    float
        In the unit of ``values``; missing when there is none.

    Raises
    ------
    PardxError
        When a province with a value has no positive weight.

    Notes
    -----
    PAPI weights with survey weights of adults. With the average population of
    ``data/raw`` the dimensions of 2022 and 2023 come out within 0.01 of its reports.

    Examples
    --------
    >>> scores = pd.Series([4.0, 6.0], index=["01", "79"])
    >>> weighted_mean(scores, pd.Series([1.0, 3.0], index=["01", "79"]))
    5.5
    """
    known = values.dropna()
    weight = weights.reindex(known.index)
    if lacking := [*map(str, weight.index[~(weight > 0)])]:
        raise PardxError(
            f"a weighted mean needs a positive weight for every value; none for "
            f"{', '.join(lacking[:5])}. Take the population of the latest year that has it"
        )
    return float(np.average(known, weights=weight)) if len(known) else float("nan")


def groups(scores: pd.Series, parts: int = GROUPS) -> pd.Series:
    """Part the provinces by rank into groups of like size, as PAPI does by quartiles.

    Parameters
    ----------
    scores : Series
        Higher is better; missing ones belong to no group.
    parts : int
        How many groups.

    Returns
    -------
    Series
        1 for the highest group; missing where the score is. Of 63 provinces PAPI's four
        groups have 16, 16, 15 and 16. Equal scores share a group.

    Notes
    -----
    The bounds of the groups are the quantiles of the ranks 1 to n, by linear interpolation;
    a rank on a bound belongs to the higher group.

    Examples
    --------
    >>> groups(pd.Series([9.0, 7.0, 8.0, 6.0])).tolist()
    [1.0, 3.0, 2.0, 4.0]
    """
    rank = scores.rank(ascending=False, method="min")
    return np.ceil((rank - 1) * parts / max(scores.count() - 1, 1)).clip(lower=1)


def changes(before: pd.Series, after: pd.Series, share: float = NOTABLE) -> pd.DataFrame:
    """Compare two years' scores; a change counts from 5 % of the earlier one on, as in PAPI.

    Parameters
    ----------
    before, after : Series
        Positive scores of one method on one index; :func:`pardx.data.breaks.require_comparable`
        says which years may be compared.
    share : float
        From which share of the earlier score on a change is notable.

    Returns
    -------
    DataFrame
        ``before``, ``after``, ``change`` (in the unit of the scores), ``share`` (of the earlier
        score) and ``direction``: ``up``, ``down``, ``same``, or missing where a year is.

    Notes
    -----
    PAPI's "significant" is this convention, not a test against sampling error.

    Examples
    --------
    >>> changes(pd.Series([5.0, 5.0]), pd.Series([5.25, 5.2])).direction.tolist()
    ['up', 'same']
    """
    table = pd.DataFrame({"before": before, "after": after})
    change = table.after - table.before
    part = (change / table.before).round(12)
    direction = np.select([part >= share, part <= -share, part.notna()], ["up", "down", "same"], "")
    named = pd.Series(direction, index=table.index).replace("", None)
    return table.assign(change=change, share=part, direction=named)
