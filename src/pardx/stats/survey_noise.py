"""What clustered samples do to ranks: sets, bands and convergence under several design effects."""

from __future__ import annotations

import pandas as pd

from pardx.data.breaks import regimes
from pardx.stats.convergence import noise_beta
from pardx.stats.rank_sets import noise_bands, rank_table
from pardx.stats.ranks import column

EFFECTS = (1.0, 1.5, 2.0, 3.0)
"""By how much clusters swell the variance; PAPI asks 16 people in each of 12 villages."""
COLUMNS = (
    *("indicator", "year", "design_effect", "n", "std_error", "reliability", "band", "basis"),
    *("width", "joint_width", "first", "beta_noise"),
)


def design_effects(
    panels: dict[int, pd.DataFrame],
    breaks: pd.DataFrame,
    samples: pd.DataFrame,
    *,
    seed: int,
    draws: int = 9999,
) -> pd.DataFrame:
    """Repeat rank sets, noise bands and the noise of convergence with each design effect.

    Parameters
    ----------
    panels : dict
        Year -> province panel; the latest year's ranks.
    breaks : DataFrame
        As :func:`pardx.data.breaks.regimes` takes them.
    samples : DataFrame
        As :func:`pardx.stats.rank_sets.surveys` returns it.
    seed, draws : int
        Of sets and bands.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`, a row per survey index whose sample of the year is known and design
        effect. ``band`` as :func:`~pardx.stats.rank_sets.noise_bands`; ``width``,
        ``joint_width``: median number of ranks in a set; ``first``: first year of the regime of
        ``year``, whose sampling error alone gives ``beta_noise`` (missing where the regime has one
        year, or no sample of the first is known).
    """
    latest = max(panels)
    given = {"year": latest, "seed": seed, "draws": draws}
    found = []
    for effect in EFFECTS:
        sets, _ = rank_table(panels[latest], samples, **given, design_effect=effect)
        bands = noise_bands(
            panels[latest], samples, year=latest, seed=seed, design_effect=effect
        ).set_index("indicator")
        for indicator, own in sets.groupby("indicator", sort=False):
            first, pair = _regime(panels, breaks, str(indicator))
            noise = float("nan")
            if first < latest:
                noise = noise_beta(samples, str(indicator), first, pair, effect)
            found.append(
                {
                    **{"indicator": indicator, "year": latest, "design_effect": effect},
                    **{"n": len(own), "std_error": own.std_error.iloc[0]},
                    **bands.loc[indicator, ["reliability", "band", "basis"]].to_dict(),
                    "width": (own.high - own.low + 1).median(),
                    "joint_width": (own.joint_high - own.joint_low + 1).median(),
                    **{"first": first, "beta_noise": noise},
                }
            )
    table = pd.DataFrame(found, columns=list(COLUMNS))
    order = {name: place for place, name in enumerate(samples.indicator.unique())}
    return table.sort_values(
        ["indicator", "design_effect"],
        key=lambda values: values.map(order) if values.name == "indicator" else values,
        ignore_index=True,
    )


def _regime(
    panels: dict[int, pd.DataFrame], breaks: pd.DataFrame, indicator: str
) -> tuple[int, pd.DataFrame]:
    """Return the first year of the latest year's regime, and the scores of both years."""
    latest = max(panels)
    scores = {year: column(panels[year], f"{indicator}_score") for year in sorted(panels)}
    years = [year for year, score in scores.items() if score.notna().any()]
    first = regimes(breaks, indicator, years)[-1][0]
    first = min(year for year in years if year >= first)
    return first, pd.concat([scores[first], scores[latest]], axis=1).dropna()
