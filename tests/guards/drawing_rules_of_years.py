"""What a frame makes of a drawing of years; see ``drawing_rules.py``."""

import re

from drawings import NEAR, scale
from drawn_marks import LEVELS, OF, PRINTED, apart, drawn, heading, hollow, positions, subject
from list_rules import period
from reading import number, plain


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
