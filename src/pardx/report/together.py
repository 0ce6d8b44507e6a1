"""What is known about DTI and each index over all provinces: one drawing, verdicts in words."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pardx.language import N_, Language
from pardx.report.exhibit import Exhibit, Fragment, origin
from pardx.report.headline import Facts
from pardx.report.known import CSV
from pardx.settings import settings
from pardx.stats.association import PREDICTOR
from pardx.templates import render

WIDTH = 400
"""Of a line from -1 to 1, in its own units."""

VERDICTS = {
    "together": N_("Clear: high on one, high on the other"),
    "certain": N_("Together, whatever the missing ranks are"),
    "apart": N_("Clear: high on one, low on the other"),
    "none": N_("No clear association"),
    "open": N_("Cannot tell: too few ranks collected"),
}


class Line(NamedTuple):
    """An index on the drawing, with its places on the axis.

    Attributes
    ----------
    name : str
    n, population : int
    low, high, side_low, side_high : float
        Ends of what is possible; ends that other figures allow.
    point : float, optional
        Of the provinces with both ranks; none where they are too few to estimate.
    verdict : str
        A key of :data:`VERDICTS`.
    """

    name: str
    n: int
    population: int
    low: float
    high: float
    side_low: float
    side_high: float
    point: float | None
    verdict: str


def lines_of(facts: Facts) -> list[Line]:
    """Place what is known of DTI and each index of the cross-section on a line."""
    bounds = facts.bounds().dropna(subset=["low"])
    names = [name for name in settings().outcomes.cross_section if name in bounds.index]
    verdicts = facts.verdicts()
    made = []
    for name in names:
        row = bounds.loc[name]
        ends = [_place(end) for end in (row.low, row.high, row.low_side, row.high_side)]
        point = None if pd.isna(row.estimate) else _place(row.estimate)
        made.append(Line(name, int(row.n), int(row.population), *ends, point, verdicts[name]))
    order = list(VERDICTS)
    return sorted(made, key=lambda line: (order.index(line.verdict), -(line.point or 0)))


def _place(coefficient: float) -> float:
    """Place a coefficient on the axis from -1 to 1."""
    return round((float(coefficient) + 1) / 2 * WIDTH, 1)


def together_exhibit(facts: Facts) -> Exhibit | None:
    """Draw how each index goes with DTI; None where nothing is known of any."""
    lines = lines_of(facts)
    if not lines:
        return None
    shown = origin(CSV, facts.dictionary, PREDICTOR, *(line.name for line in lines))

    def write(lang: Language) -> Fragment:
        title = lang("Do provinces high on DTI also rank high elsewhere? {year}", year=facts.year)
        html = render(
            "together.html.j2",
            lang=lang,
            id="fig-together",
            title=title,
            lines=[
                {
                    "name": facts.short(line.name, lang),
                    "line": line,
                    "verdict": lang(VERDICTS[line.verdict]),
                }
                for line in lines
            ],
            width=WIDTH,
            dti=facts.short(PREDICTOR, lang),
            sharing=any(line.name == "par_index" for line in lines),
            year=facts.year,
            origin=shown,
        )
        return Fragment(html, title)

    return Exhibit("fig-together", write, shown.csv, shown.shows)
