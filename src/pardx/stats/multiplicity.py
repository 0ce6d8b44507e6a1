"""The primary tests of all years so far, adjusted together."""

from __future__ import annotations

import pandas as pd

from pardx.stats.association import plain_rows
from pardx.stats.correlation import adjust, claimed
from pardx.stats.spread import Spread, in_threads

COLUMNS = (
    *("year", "test", "outcome", "predictor", "n", "estimate", "ci_low", "ci_high", "p_value"),
    *("p_adjusted", "claimed", "tests", "p_cumulative", "claimed_cumulative"),
)


def multiplicity(
    panels: dict[int, pd.DataFrame],
    tests: pd.DataFrame,
    *,
    seed: int,
    draws: int = 9999,
    spread: Spread = in_threads,
) -> pd.DataFrame:
    """Adjust the primary tests of a year and of all years before it as one family.

    Four tests a year, asked again each year, are as many chances of a false finding as there are
    tests in all.

    Parameters
    ----------
    panels : dict
        Year -> province panel.
    tests : DataFrame
        As :func:`pardx.data.dictionary.registered_tests` returns it.
    seed, draws : int
        As of :func:`pardx.stats.association.associations`: the rows of a year are its rows there.
    spread : callable
        How the tests are distributed; affects running time only.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`, unweighted Spearman of each year and primary test, also where nothing is
        estimated. ``p_adjusted``: Benjamini-Hochberg over the tests of the year; ``tests``: how
        many of this and all earlier years have an estimate; ``p_cumulative``: adjusted over
        them; ``claimed``, ``claimed_cumulative``: what the rule of the texts says of each.
    """
    primary = tests[tests.role == "primary"]
    given = {"seed": seed, "draws": draws, "spread": spread}
    each = [plain_rows(panels[year], primary, **given).assign(year=year) for year in sorted(panels)]
    table = pd.concat(each, ignore_index=True)
    table["p_adjusted"] = table.groupby("year")["p_value"].transform(adjust)
    for year in sorted(panels):
        so_far, own = table.year <= year, table.year == year
        adjusted = adjust(table.p_value[so_far])
        table.loc[own, "tests"] = adjusted.notna().sum()
        table.loc[own, "p_cumulative"] = adjusted[own[so_far]]
    for name, p_value in (("claimed", "p_adjusted"), ("claimed_cumulative", "p_cumulative")):
        ends = zip(table.estimate, table.ci_low, table.ci_high, table[p_value], strict=True)
        table[name] = [claimed(*row) for row in ends]
    return table.astype({"tests": int})[list(COLUMNS)]
