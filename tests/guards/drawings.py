"""Drawings as a reader meets them: marks, lines, texts and axes of an inline SVG."""

import re
from dataclasses import dataclass, field
from functools import cached_property

NEAR = 0.25
"""Places are kept to 0.1 pt and axes are read off their rounded marks."""


@dataclass(frozen=True)
class Shape:
    """One drawn thing: where it lies, how it looks, of which axes it is part.

    ``lines`` are the subpaths of a path as points; a mark has one point, and its outline as
    ``outline``.
    """

    tag: str
    style: dict = field(hash=False)
    x: float = 0.0
    y: float = 0.0
    text: str = ""
    outline: str = ""
    lines: tuple = ()
    axes: str = ""
    closed: bool = False

    @property
    def fill(self):
        """Return the colour inside."""
        return colour(self.style.get("fill", "none"))

    @property
    def stroke(self):
        """Return the colour of the line."""
        return colour(self.style.get("stroke", "none"))


def colour(value):
    """Return a colour of the light scheme: ``var(--ink,#3d3d3d)`` is ``#3d3d3d``."""
    return re.sub(r"var\(--[\w-]+,\s*([^)]+)\)", r"\1", value).strip().lower()


@dataclass(frozen=True)
class Box:
    """The frame of axes."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self):
        """Return the right edge."""
        return self.x + self.width

    @property
    def bottom(self):
        """Return the lower edge."""
        return self.y + self.height


@dataclass(frozen=True)
class Axis:
    """A straight scale between numbers and places, read off labelled ticks."""

    zero: float
    step: float
    numbers: tuple

    def __call__(self, value):
        """Return where a number lies."""
        return self.zero + self.step * value


def scale(marks):
    """Fit a scale through (number, place) pairs; they must lie on a straight line."""
    assert len(marks) >= 2, f"no scale through {marks}"
    (first, start), (last, end) = min(marks), max(marks)
    step = (end - start) / (last - first)
    zero = start - step * first
    assert all(abs(zero + step * number - at) < NEAR for number, at in marks), marks
    return Axis(zero, step, tuple(number for number, _ in sorted(marks)))


NUMERALS = {
    "en": re.compile(r"[+\N{MINUS SIGN}]?(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?"),
    "vi": re.compile(r"[+\N{MINUS SIGN}]?(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,\d+)?"),
}


def read_number(text, lang):
    """Read a number as the language writes it."""
    assert NUMERALS[lang].fullmatch(text), f"{text!r} is no number in {lang}"
    group, mark = {"en": (",", "."), "vi": (".", ",")}[lang]
    plain = text.replace(group, "").replace(mark, ".")
    return float(plain.replace("\N{MINUS SIGN}", "-"))


class Drawing:
    """An inline SVG."""

    def __init__(self, svg, lang):
        self.lang, self.svg = lang, svg
        sheet = svg.find("style")
        self.rules = {
            name: declarations(body)
            for name, body in re.findall(r"\.(\w+)\{([^}]*)\}", sheet.string if sheet else "")
        }
        self.outlines = {
            one["id"]: one.get("d", "") for defs in svg.find_all("defs") for one in defs("path")
        }
        self.boxes = {}
        for clip in svg.find_all(re.compile("clippath", re.IGNORECASE)):
            rect = clip.rect
            sides = (float(rect[name]) for name in ("x", "y", "width", "height"))
            self.boxes[clip["id"]] = Box(*sides)
        self.shapes = list(self._walk(svg, {}, ""))

    def _walk(self, element, style, axes):
        for child in element.find_all(recursive=False):
            if child.name in ("defs", "style"):
                continue
            own = style | self.rules.get("".join(child.get("class", [])), {})
            own = own | declarations(child.get("style", ""))
            clip = re.sub(r"url\(#|\)", "", child.get("clip-path", "")) or axes
            if child.name == "g":
                yield from self._walk(child, own, clip)
            else:
                yield self._shape(child, own, clip)

    def _shape(self, tag, style, axes):
        x, y = (float(tag.get(name, 0)) for name in ("x", "y"))
        outline = self.outlines.get(tag.get("href", "").removeprefix("#"), "")
        data = tag.get("d", "")
        return Shape(
            tag.name,
            style,
            x,
            y,
            text=" ".join(tag.get_text().split()) if tag.name == "text" else "",
            outline=outline,
            lines=subpaths(data) if data else (),
            axes=axes,
            closed="z" in data,
        )

    @cached_property
    def texts(self):
        """Return what is written, in order."""
        return [one for one in self.shapes if one.tag == "text"]

    @cached_property
    def marks(self):
        """Return the marks inside axes."""
        return [one for one in self.shapes if one.tag == "use" and one.axes]

    @cached_property
    def paths(self):
        """Return the lines and areas inside axes."""
        return [one for one in self.shapes if one.tag == "path" and one.axes]

    def ticks(self, outline):
        """Return the ticks of a kind, below axes (``v``) or left of them (``h-``)."""
        pattern = rf"m0 0{outline}[\d.]+"
        return [
            one
            for one in self.shapes
            if one.tag == "use" and not one.axes and re.fullmatch(pattern, one.outline)
        ]

    def x_labels(self, box):
        """Return (text, place) of the labelled ticks below axes."""
        below = [one for one in self.ticks("v") if box.x - 1 < one.x < box.right + 1]
        found = []
        for tick in below:
            for one in self.texts:
                if abs(one.x - tick.x) < NEAR and 5 < one.y - tick.y < 20 and box.bottom < one.y:
                    found.append((tick.y, one.text, tick.x))
        nearest = min((y for y, _, _ in found), default=0)
        return [(text, x) for y, text, x in found if y == nearest]

    def y_labels(self, box):
        """Return (text, place) of the labelled ticks left of axes; a label may have two lines."""
        found = {}
        for tick in self.ticks("h-"):
            if not box.y - 1 < tick.y < box.bottom + 1:
                continue
            beside = [one for one in self.texts if one.x < tick.x and abs(one.y - tick.y) < 16]
            lines = [one for one in beside if -9 < one.y - tick.y < 16 and tick.x - one.x < 150]
            found[tick.y] = (" ".join(one.text for one in lines), tick.y, tick.x)
        left = [x for _, _, x in found.values() if x <= box.x + 1]
        nearest = max(left, default=0)
        return [(text, y) for text, y, x in found.values() if x == nearest]

    def x_axis(self, box):
        """Return the scale below axes; a column without numbers has those of its neighbour."""
        labels = self.x_labels(box)
        if not labels:
            first = min(self.boxes.values(), key=lambda one: one.x)
            ticks = sorted(one.x for one in self.ticks("v") if abs(one.y - box.bottom) < NEAR)
            ours = [x for x in ticks if box.x < x < box.right]
            shared = sorted(self.x_labels(first), key=lambda one: one[1])
            labels = [(text, x) for (text, _), x in zip(shared, ours, strict=True)]
        return scale([(read_number(text, self.lang), x) for text, x in labels])

    def y_axis(self, box):
        """Return the scale left of axes."""
        labels = []
        for tick in self.ticks("h-"):
            if not box.y - 1 < tick.y < box.bottom + 1:
                continue
            for one in self.texts:
                near = 0 < one.y - tick.y < 5 and 0 < tick.x - one.x < 12
                if near and one.style.get("text-anchor") == "end":
                    labels.append((read_number(one.text, self.lang), tick.y))
        return scale(labels)

    def within(self, shapes, clip):
        """Return the shapes of axes."""
        return [one for one in shapes if one.axes == clip]


def declarations(body):
    """Read the declarations of a style."""
    pairs = (one.partition(":") for one in body.split(";") if ":" in one)
    return {name.strip(): value.strip() for name, _, value in pairs}


NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")
STEPS = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "q": 4, "z": 0}


def subpaths(data):
    """Return a path's subpaths as absolute points (ends of curves only)."""
    at, paths = (0.0, 0.0), []
    for command, rest in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", data):
        kind = command.lower()
        numbers = [float(one) for one in NUMBER.findall(rest)]
        if kind == "z":
            continue
        for place in range(0, len(numbers), STEPS[kind]):
            step = numbers[place : place + STEPS[kind]]
            at = moved(at, kind, step, relative=command.islower())
            if kind == "m" and place == 0:
                paths.append([])
            paths[-1].append(at)
    return tuple(tuple(path) for path in paths)


def moved(at, kind, step, *, relative):
    """Return the place after a step."""
    base = at if relative else (0.0, 0.0)
    if kind == "h":
        return (base[0] + step[0], at[1])
    if kind == "v":
        return (at[0], base[1] + step[0])
    return (base[0] + step[-2], base[1] + step[-1])


def unmatched(wanted, found, near=NEAR):
    """Return what of two lists of places has no partner in the other."""
    left, missing = list(found), []
    for place in wanted:
        best = min(left, key=lambda one: distance(one, place), default=None)
        if best is None or distance(best, place) > near:
            missing.append(place)
        else:
            left.remove(best)
    return missing, left


def distance(one, other):
    """Return the largest difference of two places."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True))
