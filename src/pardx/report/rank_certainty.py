"""How sure ranks are: sets of ranks, usual fluctuation, clustered samples, other weights."""

from __future__ import annotations

from math import ceil

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.language import N_, Language
from pardx.report.exhibit import Exhibit, prose
from pardx.settings import settings
from pardx.stats.rank_sets import noise_band


def noise_text(
    rank_sets: pd.DataFrame,
    noise: pd.DataFrame,
    weight_ranges: pd.DataFrame,
    effects: pd.DataFrame,
    dictionary: Dictionary,
) -> Exhibit | None:
    """Say how sure ranks are and which change of rank is noise.

    Parameters
    ----------
    rank_sets : DataFrame
        Confidence sets of ranks.
    noise : DataFrame
        The band of usual fluctuation of each index; without a simulated one there is no text.
    weight_ranges : DataFrame
        Ranks on the PAPI total under other weights.
    effects : DataFrame
        The same under several design effects.
    dictionary : Dictionary
        Names indices.
    """
    simulated = noise[noise.basis == "simulated"]
    if simulated.empty:
        return None
    widths = (rank_sets.high - rank_sets.low + 1).groupby(rank_sets.indicator).median()

    def write(lang: Language) -> list[str]:
        sentences = [
            lang(
                "On {index} (n = {n}), with an assumed standard error of {error}, half of the "
                "provinces have a 95% confidence set for their rank of {width} places or more, "
                "and a change of fewer than {band} places is within usual fluctuation.",
                index=dictionary.short(row.indicator, lang.code),
                band=noise_band(noise, row.indicator).places,
                width=ceil(widths[row.indicator]),
                n=row.n,
                error=lang.number(row.std_error, 2),
            )
            for row in simulated.itertuples()
        ]
        clustered = [_clustered(effects, name, dictionary, lang) for name in simulated.indicator]
        paragraphs = [" ".join(sentences), _assumed(lang), *clustered]
        return [*filter(None, [*paragraphs, _weights(weight_ranges, lang)])]

    return prose("rank-certainty", write)


def _assumed(lang: Language) -> str:
    """Say what the assumed errors of ranks rest on."""
    noise = settings().noise
    sample = lang(
        N_("that samples are simple; real samples are clustered, so ranks are even less certain")
        if noise.design_effect == 1
        else N_("that clustered sampling multiplies the variance by {effect}"),
        effect=lang.printed(noise.design_effect),
    )
    spread = lang.printed(noise.scale_over_spread)
    return lang(
        "The standard error assumes that answers of individuals have a standard "
        "deviation of 1/{spread} of the scale and {sample}. Indices without a known "
        "standard error: by convention, a change of fewer than {convention} places is "
        "treated as usual fluctuation.",
        convention=noise.convention,
        spread=spread,
        sample=sample,
    )


def _clustered(
    effects: pd.DataFrame, indicator: str, dictionary: Dictionary, lang: Language
) -> str:
    """Say what the largest design effect does to reliability, sets, bands and convergence."""
    own = effects[effects.indicator == indicator].sort_values("design_effect")
    if own.empty:
        return ""
    simple, most = own.iloc[0], own.iloc[-1]
    said = lang(
        "Were the sampling variance of {index} {effect} times that of a simple sample, its "
        "reliability would be {rel_most} instead of {rel}, half of the sets {width_most} places "
        "or more instead of {width}, and usual fluctuation {band_most} places instead of {band}.",
        index=dictionary.short(indicator, lang.code),
        effect=lang.printed(most.design_effect),
        rel=lang.number(simple.reliability, 2),
        rel_most=lang.number(most.reliability, 2),
        width=ceil(simple.width),
        width_most=ceil(most.width),
        band=simple.band,
        band_most=most.band,
    )
    if pd.isna(most.beta_noise):
        return said
    noise = lang(
        "Of its convergence since {first}, sampling error alone would give {most} instead of "
        "{beta}.",
        first=most["first"],
        beta=lang.number(simple.beta_noise, 2),
        most=lang.number(most.beta_noise, 2),
    )
    return f"{said} {noise}"


def _weights(ranges: pd.DataFrame, lang: Language) -> str:
    """Say how far ranks on the PAPI total depend on its weights."""
    if ranges.empty:
        return ""
    swing = lang.printed(100 * settings().noise.weight_swing)
    moved = (ranges.weight_high - ranges.weight_low).median()
    return lang(
        "Under other weights, varied as the handbook advises [@oecd2008] (each up to {swing}% "
        "more or less, arithmetic or geometric mean) the rank on the PAPI total typically "
        "ranges over {places} places (n = {n}).",
        places=lang.number(moved, 0),
        n=len(ranges),
        swing=swing,
    )
