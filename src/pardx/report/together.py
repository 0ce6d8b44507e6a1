"""What is known about DTI and each index over all provinces: one drawing, verdicts in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from pardx.language import N_, Language, page_file
from pardx.report.exhibit import Exhibit, Fragment, Origin, origin
from pardx.report.headline import Facts
from pardx.report.known import CSV
from pardx.report.scene import Mark, Scene, as_file, framed, paragraph
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


SOLID = {"together": "subject", "certain": "subject", "apart": "contrast"}
"""Verdict -> colour of its dot in a drawing; what is not clear is grey."""


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
            more=[
                (
                    page_file("academic", lang.code),
                    lang("Method and all estimates: research report"),
                )
            ],
        )
        kept = _kept(lines, title, facts, lang, shown)
        return Fragment(html, title, drawings={"fig-together": kept})

    return Exhibit("fig-together", write, shown.csv, shown.shows, {"fig-together": ""})


def _kept(lines: list[Line], title: str, facts: Facts, lang: Language, shown: Origin) -> str:
    """Draw the lines as a file."""
    left, high = 130, 36
    marks = [
        Mark("text", (left, 10), "quiet", 10, lang("← opposite")),
        Mark("text", (left + WIDTH / 2, 10), "quiet", 10, lang("no association"), "centre"),
        Mark("text", (left + WIDTH, 10), "quiet", 10, lang("together →"), "right"),
    ]
    for place, line in enumerate(lines):
        marks += _drawn(line, facts, lang, left, 20 + place * high)
    scene = Scene(left + WIDTH + 200, 20 + high * len(lines), tuple(marks))
    said = lang(
        "Bar: every answer that the ranks collected still allow over all provinces; thick: also by "
        "scores and regional figures. Dot: provinces with both ranks."
    )
    return as_file(framed(scene, title, [said], shown.source(facts.year, lang)))


def _drawn(line: Line, facts: Facts, lang: Language, left: float, top: float) -> Iterator[Mark]:
    y = top + 16
    known = lang("{n} of {places} provinces", n=line.n, places=line.population)
    yield Mark("text", (0, y - 2), "ink", 11, facts.short(line.name, lang), bold=True)
    yield Mark("text", (0, y + 11), "quiet", 9, known)
    yield Mark("line", (left, y, left + WIDTH, y), "line")
    if line.high - line.low > 1:
        yield Mark("box", (left + line.low, y - 6, left + line.high, y + 6), "band")
        yield Mark("frame", (left + line.low, y - 6, left + line.high, y + 6), "context")
        yield Mark("line", (left + line.side_low, y, left + line.side_high, y), "subject", 4)
    yield Mark("line", (left + WIDTH / 2, y - 12, left + WIDTH / 2, y + 12), "ink", 1.5)
    if line.point is not None:
        yield Mark("dot", (left + line.point, y), SOLID.get(line.verdict, "context"), 5)
    yield from paragraph(lang(VERDICTS[line.verdict]), (left + WIDTH + 14, y - 2), 186, 10)
