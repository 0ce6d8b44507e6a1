"""What figures have in common: their drawings, axes, marks and words."""

import re

from drawings import NEAR, Drawing, unmatched
from reading import number

PREDICTOR = "dti_total"
RANKS = (1, 15, 30, 45, 63)
"""Where every axis of ranks is marked."""

PRINTED = ("A", "B")
"""Qualities of what a source prints; other marks are hollow."""

PAPER = "#ffffff"
LEVELS = {"national": "#12436d", "ministry_group": "#801650", "locality_group": "#1b7f78"}
OF = {"province": "locality_group", "ministry": "ministry_group"}


def drawn(exhibit, lang):
    """Return the drawings of a figure."""
    return [Drawing(svg, lang) for svg in exhibit.find_all("svg")]


def positions(shapes):
    """Return where marks lie."""
    return [(one.x, one.y) for one in shapes]


def apart(name, wanted, found, near=NEAR):
    """Say which places are not drawn, and which are drawn for nothing."""
    missing, left = unmatched(wanted, found, near)
    said = [f"{name}: nothing is drawn at {one}" for one in missing[:3]]
    return said + [f"{name}: {one} is drawn for nothing" for one in left[:3]]


def rank_axis(axis):
    """Say whether an axis of ranks is marked where all are."""
    return [] if axis.numbers == RANKS else [f"ticks of ranks at {axis.numbers}"]


def has_text(drawing, text):
    """Say that a drawing lacks a text."""
    return [] if text in [one.text for one in drawing.texts] else [f"{text!r} is not written"]


def axis_title(of, indicator, lang):
    """Return what an axis of ranks is called."""
    return f"{of.known.short(indicator, lang)} ({of.known.unit('rank', lang)})"


def coefficient(row, lang):
    """Write a coefficient with its interval and n."""
    if row.estimate != row.estimate:
        return {"en": "not estimated, n = ", "vi": "không ước lượng, n = "}[lang] + str(row.n)
    ends = "; ".join(number(one, 2, lang) for one in (row.ci_low, row.ci_high))
    return f"{number(row.estimate, 2, lang)} [{ends}], n = {row.n}"


def written_in_alt(exhibit, wanted):
    """Say where the coefficients of the text for those who do not see differ."""
    alt = exhibit.find(attrs={"role": "img"})["aria-label"]
    there = re.findall(r"\S+ \[[^\]]+\], n = \d+", alt)
    shown = [one for one in wanted if "[" in one]
    return [] if there == shown else [f"alt text says {there}, the CSV {shown}"]


def in_order(drawing):
    """Return the axes of a grid, row by row."""
    return sorted(drawing.boxes.items(), key=lambda one: (round(one[1].y / 20), one[1].x))


def heading(drawing, box):
    """Return the lines above axes."""
    return [one.text for one in drawing.texts if one.x == box.x and 0 < box.y - one.y < 25]


def legend(drawing, box, text):
    """Return the colours of the legend's mark left of a text."""
    (said,) = [one for one in drawing.texts if one.text == text and one.y < box.y]
    beside = [one for one in drawing.shapes if one.tag == "use" and one.y < box.y]
    mark = min((one for one in beside if one.x < said.x), key=lambda one: said.x - one.x)
    return mark.fill, mark.stroke


def line_ends(shape):
    """Return both ends of a line."""
    return (*shape.lines[0][0], *shape.lines[0][-1])


def subject(id, kind):
    """Return the indicator in a figure's id."""
    return id.removeprefix(f"fig-{kind}-").replace("-", "_")


def hollow(mark):
    """Say whether a mark is filled with paper."""
    return mark.fill == PAPER


def distance_of(ends, wanted):
    """Return the largest difference of places, a large one where a mark looks otherwise."""
    return max(
        (abs(a[0] - b[0]) if a[1] == b[1] else 99 for a, b in zip(ends, wanted, strict=True)),
        default=0,
    )
