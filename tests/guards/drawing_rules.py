"""What a figure's frame makes of its drawing; see ``test_drawings.py``."""

import re

import numpy as np
import pandas as pd
from drawings import NEAR, Drawing, distance, scale, subpaths, unmatched
from page_rules import outcome, period
from reading import number, plain
from said import say

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


def relations(of, exhibit, rows, lang):
    ours = rows[
        (rows.method == "spearman")
        & rows.removed.isna()
        & (rows["sample"] == "all")
        & (rows.weights == "none")
        & (rows.predictor == PREDICTOR)
        & (rows.n >= 3)
    ]
    (drawing,) = drawn(exhibit, lang)
    ranking = of.csv("ranking")
    found = has_text(drawing, axis_title(of, PREDICTOR, lang))
    for row, (clip, box) in zip(ours.itertuples(), in_order(drawing), strict=True):
        x, y = drawing.x_axis(box), drawing.y_axis(box)
        known = ranking[[f"{PREDICTOR}_rank", f"{row.outcome}_rank"]].dropna()
        wanted = [(x(one), y(other)) for one, other in known.itertuples(index=False)]
        found += rank_axis(x) + rank_axis(y)
        found += apart(row.outcome, wanted, positions(drawing.within(drawing.marks, clip)))
        title = [of.known.short(row.outcome, lang), coefficient(row, lang)]
        there = heading(drawing, box)
        found += [] if there == title else [f"panel is headed {there}, not {title}"]
        if len(known) != row.n:
            found.append(f"{row.outcome}: {len(known)} points, n = {row.n}")
    return found + written_in_alt(exhibit, [coefficient(row, lang) for row in ours.itertuples()])


def in_order(drawing):
    """Return the axes of a grid, row by row."""
    return sorted(drawing.boxes.items(), key=lambda one: (round(one[1].y / 20), one[1].x))


def heading(drawing, box):
    """Return the lines above axes."""
    return [one.text for one in drawing.texts if one.x == box.x and 0 < box.y - one.y < 25]


def coefficients(of, exhibit, rows, lang):
    ours = rows[(rows.predictor == PREDICTOR) & rows.model.isin(["bivariate", "controls"])]
    ours = ours[ours.n >= 17]
    kinds = list(dict.fromkeys(ours.model))
    (drawing,) = drawn(exhibit, lang)
    ((clip, box),) = drawing.boxes.items()
    x, ticks = drawing.x_axis(box), drawing.y_labels(box)
    tests = list(dict.fromkeys(ours.test))
    names = [outcome(of, test, lang) for test in tests]
    found = []
    if [text for text, _ in ticks] != names:
        found.append(f"rows are called {ticks}, not {names}")
    pitch = ticks[1][1] - ticks[0][1]
    marks = drawing.within(drawing.marks, clip)
    lines = [line for one in drawing.within(drawing.paths, clip) for line in one.lines]
    lines = [line for line in lines if line[0][1] == line[-1][1]]
    named = {"controls": "controls in the legend"}
    looks = {kind: legend(drawing, box, say(named.get(kind, kind), lang)) for kind in kinds}
    places, spans = {kind: [] for kind in kinds}, []
    for row in ours.itertuples():
        shift = {"bivariate": -0.14, "controls": 0.14}[row.model] * pitch
        y = ticks[tests.index(row.test)][1] + shift
        places[row.model].append((x(row.estimate), y))
        spans.append((x(row.ci_low), y, x(row.ci_high), y))
    for kind in kinds:
        like = [one for one in marks if (one.fill, one.stroke) == looks[kind]]
        found += apart(kind, places[kind], positions(like))
    found += apart("intervals", spans, [(*line[0], *line[-1]) for line in lines])
    found += has_text(drawing, {"en": "Coefficient of DTI", "vi": "Hệ số của DTI"}[lang])
    return found + written_in_alt(exhibit, [coefficient(row, lang) for row in ours.itertuples()])


def bounds(of, exhibit, rows, lang):
    (drawing,) = drawn(exhibit, lang)
    ((clip, box),) = drawing.boxes.items()
    x, ticks = drawing.x_axis(box), drawing.y_labels(box)
    word = {"en": " and ", "vi": " và "}[lang]
    names = [
        word.join(of.known.short(name, lang) for name in (row.outcome, row.predictor))
        + f" {row.year}"
        for row in rows.itertuples()
    ]
    found = [] if [text for text, _ in ticks] == names else [f"rows are {ticks}, not {names}"]
    at = [y for _, y in ticks]
    marks = positions(drawing.within(drawing.marks, clip))
    found += apart("ticks", [*zip(map(x, rows.estimate), at, strict=True)], marks)
    lines = [line for one in drawing.within(drawing.paths, clip) for line in one.lines]
    flat = [(*line[0], *line[-1]) for line in lines if line[0][1] == line[-1][1]]
    wide = rows.high_side > rows.low_side
    ends = zip(map(x, rows.low_side), at, map(x, rows.high_side), at, wide, strict=True)
    missing, _ = unmatched([one[:4] for one in ends if one[4]], flat, NEAR)
    return found + [f"no line at {one}" for one in missing[:3]]


def forest(of, exhibit, rows, lang):
    rows = rows.assign(year=rows.year.astype(str))
    whole = rows[(rows.year == "pooled") & rows.estimate.notna()]
    rows = rows[rows.test.isin(whole.test)]
    (drawing,) = drawn(exhibit, lang)
    ((clip, box),) = drawing.boxes.items()
    x, ticks = drawing.x_axis(box), drawing.y_labels(box)
    pooled = {"en": ", all years", "vi": ", tất cả các năm"}[lang]
    names = [
        of.known.short(row.outcome, lang) + (pooled if row.year == "pooled" else f" {row.year}")
        for row in rows.itertuples()
    ]
    found = [] if [text for text, _ in ticks] == names else [f"rows are {ticks}, not {names}"]
    known = [(row, at) for row, (_, at) in zip(rows.itertuples(), ticks, strict=True)]
    known = [(row, at) for row, at in known if pd.notna(row.estimate)]
    marks = positions(drawing.within(drawing.marks, clip))
    found += apart("marks", [(x(row.estimate), at) for row, at in known], marks)
    lines = [line for one in drawing.within(drawing.paths, clip) for line in one.lines]
    flat = [(*line[0], *line[-1]) for line in lines if line[0][1] == line[-1][1]]
    found += apart("intervals", [(x(r.ci_low), at, x(r.ci_high), at) for r, at in known], flat)
    return found + written_in_alt(exhibit, [coefficient(row, lang) for row in rows.itertuples()])


def legend(drawing, box, text):
    """Return the colours of the legend's mark left of a text."""
    (said,) = [one for one in drawing.texts if one.text == text and one.y < box.y]
    beside = [one for one in drawing.shapes if one.tag == "use" and one.y < box.y]
    mark = min((one for one in beside if one.x < said.x), key=lambda one: said.x - one.x)
    return mark.fill, mark.stroke


def curve(of, exhibit, rows, lang):
    (drawing,) = drawn(exhibit, lang)
    (upper, top), (lower, below) = in_order(drawing)
    x, y = drawing.x_axis(below), drawing.y_axis(top)
    estimates = rows.estimate.to_numpy()
    found = [] if (np.diff(estimates) >= 0).all() else ["the CSV is not in order"]
    (line,) = [
        path
        for one in drawing.within(drawing.paths, upper)
        for path in one.lines
        if len(path) > 3 and not one.closed
    ]
    at = [round((place - x.zero) / x.step) for place, _ in line]
    wanted = [(x(place), y(estimates[place])) for place in at]
    found += apart("curve", wanted, list(line))
    if (at[0], at[-1]) != (0, len(rows) - 1) or len(set(at)) < min(50, len(rows)):
        found.append(f"the curve has {len(set(at))} points from {at[0]} to {at[-1]}")
    found += band_faults(drawing, upper, rows, at, (x, y))
    groups = list(dict.fromkeys(zip(rows.outcome, rows.overlap, strict=True)))
    names = [group_name(of, *group, lang) for group in groups]
    ticks = drawing.y_labels(below)
    if [text for text, _ in ticks] != names:
        found.append(f"rows are called {ticks}, not {names}")
    return found + run_faults(drawing, lower, rows, ticks, groups, x)


def group_name(of, indicator, overlap, lang):
    """Name a row of the choices below the curve."""
    name, rest = of.known.short(indicator, lang), say("sipas points", lang)
    return name if overlap == "raw" else f"{name} {'without' if lang == 'en' else 'trừ'} {rest}"


def band_faults(drawing, clip, rows, at, axes):
    """Say where the band of intervals does not reach from low to high."""
    x, y = axes
    area = [
        (one.x + place[0], one.y + place[1])
        for one in drawing.within(drawing.marks, clip)
        for path in subpaths(one.outline)
        for place in path
    ]
    ends = [(x(place), y(rows[side].iloc[place])) for place in at for side in ("ci_low", "ci_high")]
    missing, _ = unmatched(ends, area)
    return [f"band: no corner at {one}" for one in missing[:3]]


def run_faults(drawing, clip, rows, ticks, groups, x):
    """Say which specifications stand in another row below the curve than their own."""
    there = np.full(len(rows), -1)
    for one in drawing.within(drawing.paths, clip):
        for (start, height), *_, (end, _) in one.lines:
            row = min(range(len(ticks)), key=lambda place: abs(ticks[place][1] - height))
            first, last = (round((edge - x.zero) / x.step + 0.5) for edge in (start, end))
            there[first:last] = row
    wanted = np.array([groups.index(one) for one in zip(rows.outcome, rows.overlap, strict=True)])
    wrong = int((there != wanted).sum())
    return [f"{wrong} specifications stand in another row"] if wrong else []


def residuals(of, exhibit, rows, lang):
    (drawing,) = drawn(exhibit, lang)
    found = []
    tests = list(dict.fromkeys(rows.test))
    for test, (clip, box) in zip(tests, in_order(drawing), strict=True):
        part = rows[rows.test == test]
        x, y = drawing.x_axis(box), drawing.y_axis(box)
        dots = [
            path[0]
            for one in drawing.within(drawing.paths, clip)
            for path in one.lines
            if distance(path[0], path[-1]) < NEAR
        ]
        wanted = [(x(a), y(b)) for a, b in zip(part.leverage, part.residual, strict=True)]
        found += apart(test, wanted, dots)
        title = f"{outcome(of, test, lang)}, n = {len(part)}"
        there = heading(drawing, box)
        found += [] if there == [title] else [f"panel is headed {there}, not {title}"]
        far = part.loc[part.residual.abs().idxmax()]
        name = of.known.province(far.gso_code)
        beside = [
            one
            for one in drawing.texts
            if one.text == name and distance((one.x, one.y), (x(far.leverage), y(far.residual))) < 9
        ]
        found += [] if beside else [f"{test}: {name} does not stand at the largest residual"]
    return found


def rank_sets(of, exhibit, rows, lang):
    (drawing,) = drawn(exhibit, lang)
    ((clip, box),) = drawing.boxes.items()
    title = [one.text for one in drawing.texts if one.y > box.bottom + 20]
    (indicator,) = [name for name in set(rows.indicator) if [axis_title(of, name, lang)] == title]
    own = rows[rows.indicator == indicator].sort_values(["rank", "gso_code"])
    x = drawing.x_axis(box)
    names = [one for one in drawing.texts if one.x < box.x]
    wanted = [of.known.province(code) for code in own.gso_code]
    found = [] if [one.text for one in names] == wanted else ["rows are not in order of rank"]
    paths = [one.lines for one in drawing.within(drawing.paths, clip) if len(one.lines) > 1]
    sets, points = sorted(paths, key=lambda lines: -abs(lines[0][0][0] - lines[0][-1][0]))
    for name, line, point, row in zip(names, sets, points, own.itertuples(), strict=True):
        if abs(name.y - line[0][1] - 2.4) > 1.5 or abs(point[0][1] - line[0][1]) > NEAR:
            found.append(f"{name.text}: its line stands at {line[0][1]}")
        ends = (line[0][0], line[-1][0], point[0][0])
        right = (x(row.low), x(row.high), x(row.rank))
        if distance(ends, right) > NEAR:
            found.append(f"{name.text}: {ends} is not {right}")
    return found


def partial(of, exhibit, rows, lang):
    (drawing,) = drawn(exhibit, lang)
    ((clip, _),) = drawing.boxes.items()
    names = list(dict.fromkeys([*rows.one, *rows.other]))
    marks = drawing.within(drawing.marks, clip)
    nodes = {}
    for name in names:
        (text,) = [one for one in drawing.texts if one.text == of.known.short(name, lang)]
        nodes[name] = min(marks, key=lambda one: distance((one.x, one.y), (text.x, text.y)))
    found = [] if len(set(positions(nodes.values()))) == len(names) else ["two names at one node"]
    clear = ((rows.ci_low > 0) | (rows.ci_high < 0)) & (rows.p_adjusted < 0.05)
    lines = [one for one in drawing.within(drawing.paths, clip) if not one.closed]
    drawn_numbers = [one for one in drawing.texts if re.fullmatch(r"[−\d.,]+", one.text)]
    for row, strong in zip(rows.itertuples(), clear, strict=True):
        ends = [(nodes[name].x, nodes[name].y) for name in (row.one, row.other)]
        between = (*ends[0], *ends[1])
        fit = [one for one in lines if distance(line_ends(one), between) < NEAR]
        width = 8 * abs(row.partial) if strong else 0.8
        if len(fit) != 1 or abs(float(fit[0].style["stroke-width"]) - width) > 0.06:
            found.append(f"{row.one}, {row.other}: its line is not {width:.1f} wide")
        middle = tuple((a + b) / 2 for a, b in zip(*ends, strict=True))
        said = [one.text for one in drawn_numbers if distance((one.x, one.y), middle) < 5]
        wanted = [number(row.partial, 2, lang)] if strong else []
        if said != wanted and strong:
            found.append(f"{row.one}, {row.other}: {said} is written, not {wanted}")
    if len(drawn_numbers) != int(clear.sum()) or len(lines) != len(rows):
        found.append(f"{len(lines)} lines and {len(drawn_numbers)} numbers")
    return found


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


def means(of, exhibit, rows, lang):
    indicator = subject(exhibit["id"], "means")
    (drawing,) = drawn(exhibit, lang)
    strokes = {one.stroke for one in drawing.marks}
    groups = [name for name, level in OF.items() if LEVELS[level] in strokes]
    ours = rows[(rows.indicator == indicator) & rows.of.isin(groups)]
    ((clip, box),) = drawing.boxes.items()
    x, marks = drawing.x_axis(box), drawing.within(drawing.marks, clip)
    places, found = [], []
    for row in ours.itertuples():
        shade = LEVELS[OF[row.of]]
        here = [one for one in marks if abs(one.x - x(row.year)) < NEAR and one.stroke == shade]
        if len(here) != 1:
            return [f"{row.of} {row.year}: {len(here)} marks"]
        places.append((row.mean, here[0].y))
        told = number(row.mean, of.known.decimals(indicator), lang)
        beside = [
            one.text
            for one in drawing.texts
            if one.fill == shade and abs(one.x - here[0].x) < 1 and abs(one.y - here[0].y) < 18
        ]
        if beside != [told] or hollow(here[0]) == (row.quality in PRINTED):
            found.append(f"{row.of} {row.year}: {beside} is written, not {told}")
    found += [] if len(marks) == len(ours) else [f"{len(marks)} marks, {len(ours)} means"]
    return found + ([] if scale(places).step < 0 else ["means grow downwards"])


PANELS = (
    "e_result_share",
    "dossier_digitised_share",
    "online_dossier_share",
    "online_processing_share",
    "online_dossier_full_share",
    "portal_online_services",
    "vneid_accounts_activated",
    "chip_id_cards_issued",
)


def national(of, exhibit, rows, lang):
    known = list(dict.fromkeys(rows.indicator[rows.value.notna()]))
    names = [name for name in PANELS if name in known] or known[:2]
    found = []
    for name, drawing in zip(names, drawn(exhibit, lang), strict=True):
        ours = rows[(rows.indicator == name) & rows.value.notna()]
        found += series(of, name, ours, drawing, lang)
    return found


def series(of, name, rows, drawing, lang):
    """Say where the drawing of one series differs from its figures."""
    ((clip, box),) = drawing.boxes.items()
    units = {"percent": "%", "million": "million", "count": "number"}
    if lang == "vi":
        units |= {"million": "triệu", "count": "số lượng"}
    title = [of.known.short(name, lang), units[rows.unit.iloc[0]]]
    found = [] if heading(drawing, box) == title else [f"{name}: headed {heading(drawing, box)}"]
    y, x = drawing.y_axis(box), years_below(drawing, box)
    marks = drawing.within(drawing.marks, clip)
    wanted = {}
    for row in rows.itertuples():
        text = row.period if isinstance(row.period, str) else ""
        _, day = period(text, row.year, lang)
        moment = day.year + (day.timetuple().tm_yday - 1) / 366
        key = (LEVELS[row.level], row.quality not in PRINTED)
        wanted.setdefault(key, []).append((x(moment), y(row.value)))
        if not any(one.text.startswith(plain(row.value, lang)) for one in drawing.texts):
            found += [] if len(set(rows.level)) > 1 else [f"{name}: {row.value} is not written"]
    for key, places in wanted.items():
        like = [one for one in marks if (one.stroke, hollow(one)) == key]
        found += apart(name, places, positions(like))
    shown = sum(map(len, wanted.values()))
    return found + ([] if shown == len(marks) else [f"{name}: {len(marks)} marks"])


def years_below(drawing, box):
    """Return the scale of years: a tick is the start of a year, its number stands after it."""
    ticks = sorted(one.x for one in drawing.ticks("v") if abs(one.y - box.bottom) < NEAR)
    width = ticks[1] - ticks[0]
    below = [one for one in drawing.texts if one.y > box.bottom and one.x > box.x]
    years = [one for one in below if re.fullmatch(r"\d{4}", one.text)]
    first = min(years, key=lambda one: one.x)
    at = min(ticks, key=lambda tick: abs(tick + width / 2 - first.x))
    start = int(first.text) - ticks.index(at)
    return scale([(start + place, x) for place, x in enumerate(ticks)])


FIGURES = {
    "fig-relations": relations,
    "fig-bounds": bounds,
    "fig-pooled": forest,
    "fig-coefficients": coefficients,
    "fig-specifications": curve,
    "fig-residuals": residuals,
    "fig-rank-sets": rank_sets,
    "fig-partial": partial,
    "fig-means": means,
    "fig-national": national,
}
"""Figure -> what its frame makes of its drawing."""


def figure_rule(id):
    """Return the rule of a figure; some are drawn for several indices."""
    kinds = [name for name in FIGURES if id == name or id.startswith(f"{name}-")]
    return FIGURES[max(kinds, key=len)]
