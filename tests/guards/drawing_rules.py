"""What a figure's frame makes of its drawing; see ``test_drawings.py``."""

import re

import numpy as np
import pandas as pd
from drawing_rules_of_years import means, national
from drawings import NEAR, distance, subpaths, unmatched
from drawn_marks import (
    PREDICTOR,
    apart,
    axis_title,
    coefficient,
    drawn,
    has_text,
    heading,
    in_order,
    legend,
    line_ends,
    positions,
    rank_axis,
    written_in_alt,
)
from estimate_rules import outcome
from reading import number
from said import say


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
