"""What was not estimated, and why: a row for each, in place of silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from pardx.analysis import components, convergence, panel, partial, spatial
from pardx.analysis.association import PREDICTOR, make_pair
from pardx.analysis.correlation import MINIMUM_N
from pardx.analysis.degenerate import reason
from pardx.analysis.rank_sets import MINIMUM_N as LEAST_RANKED
from pardx.analysis.rank_sets import RANGES
from pardx.analysis.ranks import HEADLINE, column, position
from pardx.analysis.regression import MODELS, judge
from pardx.analysis.spatial import test_data
from pardx.data.comparability import IncomparableError, require_comparable

COLUMNS = ("family", "model", "subject", "overlap", "n", "reason", "breaks")
ALL = "all"
"""The subject of a model of all indices together."""


def not_estimated(
    panels: Mapping[int, pd.DataFrame],
    tests: pd.DataFrame,
    breaks: pd.DataFrame,
    borders: pd.DataFrame,
) -> pd.DataFrame:
    """List what each family of functions could not estimate in a year.

    Parameters
    ----------
    panels : mapping
        Year -> province panel; the latest is the year.
    tests, breaks, borders : DataFrame
        As the functions that estimate take them.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`: ``family`` and ``model``, ``subject`` (outcome or index, or
        :data:`ALL`), ``overlap`` (``raw``, ``removed``), ``n`` (provinces with the figures)
        and ``reason``: ``too_few``, ``constant``, ``collinear``, ``one_region``, ``alone`` (a
        region has one province only), ``few_years`` (of one method), ``break`` (years of
        different methods are not compared; ``breaks`` names index and year of each).
    """
    years = dict(panels)
    now = years[max(years)]
    found = [
        *_tests(years, tests),
        *_over_years(years, breaks),
        *_convergence(years, breaks),
        *_space(now, borders),
        *_together(years),
        *_ranks(now),
    ]
    rows = [row for row in found if row["reason"]]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(
    family: str, subject: str, n: int, why: str, *, model: str = ALL, overlap: str = "raw"
) -> dict:
    return {
        "family": family,
        "model": model,
        "subject": subject,
        "overlap": overlap,
        "n": n,
        "reason": why,
        "breaks": "",
    }


def _refused(family: str, subject: str, n: int, error: IncomparableError) -> dict:
    named = [f"{row.indicator} {row.year}" for row in error.breaks.itertuples()]
    return {**_row(family, subject, n, "break"), "breaks": ";".join(named)}


def _tests(panels: dict[int, pd.DataFrame], tests: pd.DataFrame) -> Iterator[dict]:
    now = panels[max(panels)]
    for test in tests[tests.predictor == PREDICTOR].itertuples():
        overlap = "removed" if test.without else "raw"
        both = _both(now, test)
        why = reason(both, MINIMUM_N)
        why = "" if why == "collinear" else why  # a perfect correlation is a correlation
        yield _row("association", test.outcome, len(both), why, overlap=overlap)
        data = test_data(panels, test)
        for model, formula in MODELS.items():
            used, why = judge(data, formula)
            yield _row("regression", test.outcome, len(used), why, model=model, overlap=overlap)


def _both(now: pd.DataFrame, test: NamedTuple) -> pd.DataFrame:
    parts = tuple(filter(None, test.without.split(";")))
    pair = make_pair(now, test.outcome, test.predictor, parts)
    return pd.concat([pair.x, pair.y], axis=1)[pair.both]


def _over_years(panels: dict[int, pd.DataFrame], breaks: pd.DataFrame) -> Iterator[dict]:
    x = panel.standardised(panels, panel.PREDICTOR)
    for outcome in panel.OUTCOMES:
        y = panel.standardised(panels, outcome)
        provinces, why = panel.judge(y, x, breaks, outcome)
        yield _row("panel", outcome, provinces, why)
        yield from _panels_refused(y, x, breaks, outcome)


def _panels_refused(
    y: pd.DataFrame, x: pd.DataFrame, breaks: pd.DataFrame, outcome: str
) -> Iterator[dict]:
    """Say which breaks keep a panel from running over all its years."""
    known = int(y.notna().any(axis=1).sum())
    lag = panel.SHIFTS["panel_lag"]
    paired = [year for year in y.columns if year + lag in x.columns]
    for name, years in ((outcome, paired), (panel.PREDICTOR, [year + lag for year in paired])):
        try:
            require_comparable(breaks, name, years)
        except IncomparableError as error:
            yield _refused("panel", outcome, known, error)


def _convergence(panels: dict[int, pd.DataFrame], breaks: pd.DataFrame) -> Iterator[dict]:
    for indicator in HEADLINE:
        pairs = [pair for _, _, pair in convergence.pairs(panels, breaks, indicator)]
        whys = [reason(pair, convergence.MINIMUM_N) for pair in pairs]
        kept = [why for why in whys if why != "constant"]
        n = max(map(len, pairs), default=0)
        yield _row("convergence", indicator, n, "" if kept else [*whys, "few_years"][0])
        try:
            require_comparable(breaks, indicator, convergence.scored(panels, indicator))
        except IncomparableError as error:
            yield _refused("convergence", indicator, n, error)


def _space(now: pd.DataFrame, borders: pd.DataFrame) -> Iterator[dict]:
    for indicator in HEADLINE:
        near = spatial.connected(borders, position(now, indicator))
        yield _row("space", indicator, len(near), reason(near.to_frame(), spatial.MINIMUM_N))


def _together(panels: dict[int, pd.DataFrame]) -> Iterator[dict]:
    data = partial.complete(panels)
    why = reason(data, partial.MINIMUM_N) if data.shape[1] > 1 else "too_few"
    yield _row("partial", ALL, len(data), why)
    data, least = components.complete(panels[max(panels)])
    why = reason(data, least) if data.shape[1] > 1 else "too_few"
    yield _row("components", PREDICTOR, len(data), why)


def _ranks(now: pd.DataFrame) -> Iterator[dict]:
    for indicator in RANGES:
        score = column(now, f"{indicator}_score").dropna()
        yield _row("ranks", indicator, len(score), "" if len(score) >= LEAST_RANKED else "too_few")
