"""How reliable a survey index is by its own history, and associations freed of its noise."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from pardx.data.breaks import regimes
from pardx.settings import settings
from pardx.stats.correlation import bca_interval, weighted_correlation
from pardx.stats.ranks import column
from pardx.stats.refusals import MINIMA

FULL = MINIMA["panel year"].n
COLUMNS = (
    *("indicator", "first", "middle", "last", "n", "r_first_middle", "r_middle_last"),
    *("r_first_last", "reliability", "ci_low", "ci_high", "stable_first", "stable_last"),
)
CORRECTED = (
    *("test", "outcome", "predictor", "n", "estimate", "ci_low", "ci_high", "basis"),
    *("reliability", "corrected", "corrected_low", "corrected_high", "refused"),
)
NOISY = "the predictor is a survey index too, and errors of one survey go together"
"""Why an association is not corrected: more noise in common raises it, noise apart lowers it."""


def heise(r12: np.ndarray, r23: np.ndarray, r13: np.ndarray) -> np.ndarray:
    """Return the reliability of an index from its correlations over three waves (Heise 1969).

    With equal reliability in each wave, errors that do not go together, and a true score that
    depends on the wave before alone, ``r13 / (r12 r23)`` is one over the reliability: noise lowers
    every correlation alike, change lowers the far one more.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return r12 * r23 / r13


def reliability(
    panels: dict[int, pd.DataFrame], breaks: pd.DataFrame, *, seed: int, draws: int = 9999
) -> pd.DataFrame:
    """Estimate the reliability of each index from every three years running of one method.

    Parameters
    ----------
    panels : dict
        Year -> province panel.
    breaks : DataFrame
        As :func:`pardx.data.breaks.regimes` takes them.
    seed, draws : int
        Of the bootstrap of provinces.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`, for headline indices with nearly full lists of scores (:data:`FULL`).
        ``ci_*``: 95 % BCa over provinces with all their years; ``stable_*``: correlation of the
        true scores from the first to the middle, and from the middle to the last year
        (``r_first_last / r_middle_last`` and ``r_first_last / r_first_middle``). Above 1 where
        chance makes it so: nothing is cut off.
    """
    found = []
    for indicator in settings().headline:
        scores = {year: column(panels[year], f"{indicator}_score") for year in sorted(panels)}
        scores = {year: score for year, score in scores.items() if score.count() >= FULL}
        for first, last in regimes(breaks, indicator, list(scores)):
            years = [year for year in scores if first <= year <= last]
            for triple in zip(years, years[1:], years[2:], strict=False):
                if any(after - before != 1 for before, after in pairwise(triple)):
                    continue
                waves = pd.concat([scores[year] for year in triple], axis=1).dropna()
                if len(waves) >= FULL and (np.ptp(waves.to_numpy(), axis=0) > 0).all():
                    about = dict(zip(("first", "middle", "last"), triple, strict=True))
                    row = _waves(waves.to_numpy(float), seed=[seed, triple[0]], draws=draws)
                    found.append({"indicator": indicator, **about, **row})
    return pd.DataFrame(found, columns=list(COLUMNS))


def _waves(waves: np.ndarray, *, seed: list[int], draws: int) -> dict[str, float]:
    """Estimate from scores of three waves, shape (n, 3)."""
    pairs = ((0, 1), (1, 2), (0, 2))

    def correlations(counts: np.ndarray) -> list[np.ndarray]:
        mass = counts.astype(float)
        return [weighted_correlation(waves[:, a], waves[:, b], mass) for a, b in pairs]

    n = len(waves)
    r12, r23, r13 = (float(r[0]) for r in correlations(np.ones((1, n))))
    rng = np.random.default_rng(seed)
    low, high = bca_interval(lambda c: heise(*correlations(c)), n, rng=rng, draws=draws)
    return {
        **{"n": n, "r_first_middle": r12, "r_middle_last": r23, "r_first_last": r13},
        **{"reliability": float(heise(r12, r23, r13)), "ci_low": low, "ci_high": high},
        **{"stable_first": r13 / r23, "stable_last": r13 / r12},
    }


def disattenuated(pairs: pd.DataFrame, waves: pd.DataFrame, effects: pd.DataFrame) -> pd.DataFrame:
    """Divide associations by the square root of the outcome's reliability (Spearman 1904).

    Noise of a survey lowers every correlation with it. DTI is taken as it stands: its reliability
    is not known, and a correction would be a guess. Of a predictor that is measured with noise
    itself nothing is corrected, since the errors of both may go together. The reliability is
    taken as given, so the interval is as wide as that of ``estimate``, divided alike.

    Parameters
    ----------
    pairs : DataFrame
        As :func:`pardx.stats.association.associations` returns them.
    waves : DataFrame
        As :func:`reliability` returns it.
    effects : DataFrame
        As :func:`pardx.stats.survey_noise.design_effects` returns it.

    Returns
    -------
    DataFrame
        :data:`CORRECTED`, of raw unweighted Pearson rows. ``basis``: ``three waves 2021-2023``, the
        last three years known of the outcome, or ``design effect 1.5``, from the sample. Where
        nothing is corrected, one row says so in ``refused``.
    """
    plain = pairs[
        (pairs.method == "pearson") & (pairs.weights == "none") & (pairs.removed == "")
    ].dropna(subset="estimate")
    surveyed = {*waves.indicator, *effects[effects.reliability.notna()].indicator}
    found = []
    for row in plain.itertuples():
        about = {name: getattr(row, name) for name in CORRECTED[:7]}
        if {row.outcome, row.predictor} <= surveyed:
            found.append({**about, "refused": NOISY})
            continue
        for basis, rel in _reliabilities(row.outcome, waves, effects):
            ends = {"corrected": row.estimate, "corrected_low": row.ci_low}
            ends |= {"corrected_high": row.ci_high}
            divided = {name: value / np.sqrt(rel) for name, value in ends.items()}
            noted = {"basis": basis, "reliability": rel, "refused": ""}
            found.append({**about, **noted, **divided})
    return pd.DataFrame(found, columns=list(CORRECTED))


def _reliabilities(
    outcome: str, waves: pd.DataFrame, effects: pd.DataFrame
) -> list[tuple[str, float]]:
    """List what is known of an outcome's reliability, where it is above zero."""
    own = waves[waves.indicator == outcome]
    known = [
        (f"three waves {row.first}-{row.last}", row.reliability)
        for row in own[own["last"] == own["last"].max()].itertuples()
    ]
    known += [
        (f"design effect {row.design_effect:g}", row.reliability)
        for row in effects[effects.indicator == outcome].itertuples()
    ]
    return [(basis, float(rel)) for basis, rel in known if rel > 0]
