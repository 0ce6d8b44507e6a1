"""What was not estimated, and why: a row for each, in place of silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from pardx.data.breaks import IncomparableError, require_comparable
from pardx.settings import settings
from pardx.stats import (
    components,
    convergence,
    longitudinal,
    partial,
    rank_sets,
    spatial,
    specifications,
)
from pardx.stats.association import PREDICTOR, pair_of, parts_out
from pardx.stats.correlation import MINIMUM_N
from pardx.stats.degenerate import reason
from pardx.stats.ranks import column, position
from pardx.stats.regression import formulas, judge, share, sides

COLUMNS = ("family", "model", "test", "subject", "overlap", "n", "reason", "breaks")
ALL = "all"
"""The subject of a model of all indices together."""
Verdict = tuple[int, str]
"""How many provinces have the figures, and why that is not enough (empty when it is)."""


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
        :data:`COLUMNS`: ``family`` and ``model``, ``test`` (empty for what is no registered
        test), ``subject`` (outcome or index, or :data:`ALL`), ``overlap`` (``raw``,
        ``removed``), ``n`` (provinces with the figures) and ``reason``: ``too_few``,
        ``constant``, ``collinear``, ``one_region``, ``alone`` (a region has one province
        only), ``few_years`` (of one method), ``break`` (years of different methods are not
        compared; ``breaks`` names index and year of each).
    """
    years = dict(panels)
    now = years[max(years)]
    found = [
        *_tests(years, tests, borders),
        *_over_years(years, breaks),
        *_convergence(years, breaks),
        *_space(now, borders),
        *_together(years),
        *_ranks(now),
    ]
    rows = [row for row in found if row["reason"]]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(family: str, subject: str, verdict: Verdict, *, model: str = ALL) -> dict:
    n, why = verdict
    about = {"family": family, "model": model, "test": "", "subject": subject, "overlap": "raw"}
    return {**about, "n": n, "reason": why, "breaks": ""}


def _refused(family: str, subject: str, n: int, error: IncomparableError) -> dict:
    named = [f"{row.indicator} {row.year}" for row in error.breaks.itertuples()]
    return {**_row(family, subject, (n, "break")), "breaks": ";".join(named)}


def _tests(
    panels: dict[int, pd.DataFrame], tests: pd.DataFrame, borders: pd.DataFrame
) -> Iterator[dict]:
    """Judge every registered test in every family that estimates it."""
    now = panels[max(panels)]
    for test in tests.itertuples():
        about = {"test": test.Index, "overlap": "removed" if test.without else "raw"}
        both = _both(now, test)
        found = [("association", ALL, (len(both), reason(both, MINIMUM_N)))]
        if test.predictor == PREDICTOR:
            data = sides(panels, test)
            fitted = {model: judge(data, formula) for model, formula in formulas().items()}
            found += [("regression", m, (len(used), why)) for m, (used, why) in fitted.items()]
            if test.role == "primary":
                found += _primary(data, now, test, borders, fitted)
        for family, model, verdict in found:
            yield {**_row(family, test.outcome, verdict, model=model), **about}


def _both(now: pd.DataFrame, test: NamedTuple) -> pd.DataFrame:
    pair = pair_of(now, test)
    return pd.concat([pair.x, pair.y], axis=1)[pair.both]


def _primary(
    data: pd.DataFrame,
    now: pd.DataFrame,
    test: NamedTuple,
    borders: pd.DataFrame,
    fitted: Mapping[str, tuple[pd.DataFrame, str]],
) -> list[tuple[str, str, Verdict]]:
    """Judge what is done for primary tests only."""
    pair = data[["x", "y"]].dropna()
    both = len(pair), reason(pair, MINIMUM_N)
    alone, income, full = (
        (len(used), why) for used, why in map(fitted.get, ("bivariate", "income", "controls"))
    )
    scored, unshared = judge(
        data.assign(y=share(now, test.outcome, parts_out(test)).where(data.y.notna())),
        formulas()["income"],
    )
    near, apart = spatial.judged(data, borders)
    return [
        ("association", "ipw", both),
        ("influence", ALL, both),
        ("regression", "ipw", alone),
        ("regression", "wild", income if full[1] else full),
        ("regression", "fractional_logit", (len(scored), unshared)),
        *(("spatial", model, (len(near), apart)) for model in ("spatial_lag", "slx")),
        ("residuals", ALL, full if full[1] else _near(borders, fitted["controls"][0]["y"])),
        ("checks", ALL, alone),
    ]


def _near(borders: pd.DataFrame, values: pd.Series) -> Verdict:
    connected = spatial.connected(borders, values)
    return len(connected), reason(connected.to_frame(), spatial.MINIMUM_N)


def _over_years(panels: dict[int, pd.DataFrame], breaks: pd.DataFrame) -> Iterator[dict]:
    x = longitudinal.standardised(panels, longitudinal.PREDICTOR)
    for outcome in settings().outcomes.panel:
        y = longitudinal.standardised(panels, outcome)
        yield _row("panel", outcome, longitudinal.judge(y, x, breaks, outcome))
        yield from _panels_refused(y, x, breaks, outcome)


def _panels_refused(
    y: pd.DataFrame, x: pd.DataFrame, breaks: pd.DataFrame, outcome: str
) -> Iterator[dict]:
    """Say which breaks keep a panel from running over all its years."""
    known = int(y.notna().any(axis=1).sum())
    lag = longitudinal.SHIFTS["panel_lag"]
    paired = [year for year in y.columns if year + lag in x.columns]
    for name, years in (
        (outcome, paired),
        (longitudinal.PREDICTOR, [year + lag for year in paired]),
    ):
        try:
            require_comparable(breaks, name, years)
        except IncomparableError as error:
            yield _refused("panel", outcome, known, error)


def _convergence(panels: dict[int, pd.DataFrame], breaks: pd.DataFrame) -> Iterator[dict]:
    for indicator in settings().headline:
        pairs = [pair for _, _, pair in convergence.pairs(panels, breaks, indicator)]
        whys = [reason(pair, convergence.MINIMUM_N) for pair in pairs]
        n = max(map(len, pairs), default=0)
        refused = all(whys)
        yield _row("convergence", indicator, (n, [*whys, "few_years"][0] if refused else ""))
        try:
            require_comparable(breaks, indicator, convergence.scored(panels, indicator))
        except IncomparableError as error:
            yield _refused("convergence", indicator, n, error)


def _space(now: pd.DataFrame, borders: pd.DataFrame) -> Iterator[dict]:
    for indicator in settings().headline:
        yield _row("space", indicator, _near(borders, position(now, indicator)))


def _together(panels: dict[int, pd.DataFrame]) -> Iterator[dict]:
    data = partial.complete(panels)
    kept = [name for name in data if name not in settings().held]
    why = reason(data, partial.MINIMUM_N) if len(kept) > 1 else "too_few"
    yield _row("partial", ALL, (len(data), why))
    data, least = components.complete(panels[max(panels)])
    why = reason(data, least) if data.shape[1] > 1 else "too_few"
    yield _row("components", PREDICTOR, (len(data), why))
    yield _row("specifications", ALL, specifications.judge(panels))


def _ranks(now: pd.DataFrame) -> Iterator[dict]:
    for indicator in rank_sets.RANGES:
        score = column(now, f"{indicator}_score").dropna()
        yield _row("ranks", indicator, (len(score), reason(score.to_frame(), rank_sets.MINIMUM_N)))
    for composite in rank_sets.COMPOSITES:
        parts, why = rank_sets.parts_of(now, composite)
        yield _row("weights", composite, (len(parts), why))
