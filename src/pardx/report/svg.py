"""Write a drawing of matplotlib as the smallest SVG that shows the same."""

from __future__ import annotations

import itertools
import re
import string
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

TENTH = 10
"""Places are kept to 0.1 pt."""


def compact(text: str, *, prefix: str, scheme: Mapping[str, str]) -> str:
    """Drop what a page does not need; make ids and classes the drawing's own.

    Only what is inside tags is rounded (to 0.1 pt): the words and numbers that a reader
    sees stay as they were drawn.

    Parameters
    ----------
    text : str
        SVG as matplotlib writes it, text as text.
    prefix : str
        Begins every id; of equal length for all drawings of a page.
    scheme : mapping
        Colour -> the variable of the page's style sheet that may take its place.
    """
    root = ElementTree.fromstring(_without_namespaces(text))
    for step in (_bare, _placed_texts, _rounded, _flat):
        step(root)
    _shared(root, "clip-path", lambda _: True)
    _short_ids(root, prefix)
    _in_scheme(root, scheme)
    _with_classes(root, prefix)
    root.set("xmlns", "http://www.w3.org/2000/svg")
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")


def _without_namespaces(text: str) -> str:
    body = re.sub(r"\s*\n\s*", " ", text[text.index("<svg") :])
    body = re.sub(r'<metadata>.*?</metadata>| xmlns(?::\w+)?="[^"]*"', "", body)
    return body.replace("xlink:href", "href")


def _bare(root: Element) -> None:
    """Say what holds for all once; drop blanks between tags and what cannot be seen."""
    root.attrib.pop("version", None)
    root.set("stroke-linejoin", "round")
    for parent in list(root.iter()):
        if parent.tag != "text":
            parent.text = None
        for child in list(parent):
            child.tail = None
            if child.tag == "style" or _unseen(child):
                parent.remove(child)


def _unseen(element: Element) -> bool:
    if element.tag != "path" or "id" in element.attrib:
        return False
    style = element.get("style", "")
    return "fill: none" in style and "stroke" not in style


def _placed_texts(root: Element) -> None:
    """Place an upright text by x and y alone."""
    for text in root.iter("text"):
        moved = text.get("transform", "")
        if found := re.fullmatch(r"translate\(([-\d.]+) ([-\d.]+)\)", moved):
            del text.attrib["transform"]
            text.attrib.update(x=found[1], y=found[2])
        elif moved.startswith("rotate(-0 "):
            del text.attrib["transform"]


def _rounded(root: Element) -> None:
    for element in root.iter():
        for name, value in element.items():
            if name == "d":
                element.set(name, short_path(value))
            elif name not in ("id", "href"):
                element.set(name, re.sub(r"-?\d+\.\d+", lambda number: _tenths(number[0]), value))


def _tenths(number: str) -> str:
    return f"{round(float(number), 1):g}"


def short_path(data: str) -> str:
    """Write a path in steps from point to point, to 0.1 pt, without drift.

    >>> short_path("M 7.44 35.5 L 49.6 35.5 L 49.6 63.3 L 7.4 63.3 z ")
    'm7.4 35.5h42.2v27.8h-42.2z'
    """
    at, start, written, last = (0, 0), (0, 0), [], ""
    for command, points in _segments(data):
        if command == "z":
            at, last = start, "z"
            written.append("z")
            continue
        letter, steps = _steps(command, points, at)
        at = points[-1]
        start = at if command == "M" else start
        numbers = _joined(steps)
        again = letter == last and letter != "m"
        separate = again and not numbers.startswith("-")
        written.append(f"{'' if again else letter}{' ' if separate else ''}{numbers}")
        last = letter
    return "".join(written)


def _segments(data: str) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Read each command with its points in tenths of a point."""
    for command, numbers in re.findall(r"([MLCQz])([^MLCQz]*)", data):
        places = [round(float(number) * TENTH) for number in numbers.split()]
        yield command, list(zip(places[::2], places[1::2], strict=True))


def _steps(command: str, points: list[tuple[int, int]], at: tuple[int, int]) -> tuple[str, list]:
    steps = [(x - at[0], y - at[1]) for x, y in points]
    if command == "L" and steps[0][1] == 0:
        return "h", [steps[0][0]]
    if command == "L" and steps[0][0] == 0:
        return "v", [steps[0][1]]
    return command.lower(), [number for step in steps for number in step]


def _joined(tenths: list[int]) -> str:
    numbers = (re.sub(r"\b0\.", ".", f"{number / TENTH:g}") for number in tenths)
    return " ".join(numbers).replace(" -", "-")


def _flat(element: Element) -> None:
    """Take groups away that say nothing, and those that hold nothing."""
    kept = []
    for child in element:
        _flat(child)
        if child.tag in ("g", "defs") and not len(child):
            continue
        kept += list(child) if child.tag == "g" and set(child.attrib) <= {"id"} else [child]
    element[:] = kept


def _shared(element: Element, name: str, allowed: Callable[[str], bool]) -> None:
    """Write what three or more neighbours say alike once, on a group around them."""
    grouped = []
    for value, run in itertools.groupby(list(element), lambda child: child.get(name)):
        members = list(run)
        if value is None or len(members) < 3 or not allowed(value):
            grouped += members
            continue
        for member in members:
            del member.attrib[name]
        group = Element("g", {name: value})
        group.extend(members)
        grouped.append(group)
    element[:] = grouped
    for child in element:
        if child.tag == "g":
            _shared(child, name, allowed)


def _short_ids(root: Element, prefix: str) -> None:
    """Keep only ids that are referred to, numbered behind the prefix."""
    pattern = r"(url\(#|^#)([^)]+)"
    refers = ("href", "clip-path")
    values = [element.get(name, "") for element in root.iter() for name in refers]
    used = dict.fromkeys(found[1] for value in values for found in re.findall(pattern, value))
    names = {old: f"{prefix}{place}" for place, old in enumerate(used)}
    for element in root.iter():
        if (old := element.attrib.pop("id", None)) in names:
            element.set("id", names[old])
        for name in refers:
            if name in element.attrib:
                value = element.get(name)
                element.set(name, re.sub(pattern, lambda hit: hit[1] + names[hit[2]], value))


def _in_scheme(root: Element, scheme: Mapping[str, str]) -> None:
    """Let the page's style sheet recolour what is not a shade of its own."""
    variables = {colour.lower(): name for colour, name in scheme.items()}

    def themed(found: re.Match[str]) -> str:
        name = variables.get(found[0].lower())
        return f"var(--{name},{found[0]})" if name else found[0]

    for element in root.iter():
        if "style" in element.attrib:
            style = re.sub(r"\s*([;:,])\s*", r"\1", element.get("style").strip(" ;"))
            element.set("style", re.sub(r"#[0-9a-fA-F]{6}\b", themed, style))


def _with_classes(root: Element, prefix: str) -> None:
    """Write a style that recurs once, as a class within the drawing."""
    _one_font(root)
    counts = Counter(element.get("style") for element in root.iter() if "style" in element.attrib)
    recurring = [style for style, times in counts.items() if times > 1]
    letters = [*string.ascii_lowercase, *(f"a{place}" for place in range(26, len(recurring)))]
    names = dict(zip(recurring, letters, strict=False))
    for element in root.iter():
        if element.get("style") in names:
            element.set("class", names[element.attrib.pop("style")])
    apart = {name for style, name in names.items() if re.search(r"(?<![-\w])opacity", style)}
    _shared(root, "class", lambda name: name not in apart)
    if names:
        root.set("id", prefix)
        sheet = Element("style")
        sheet.text = "".join(f"#{prefix} .{name}{{{style}}}" for style, name in names.items())
        root.insert(0, sheet)


def _one_font(root: Element) -> None:
    """Name the family once where all texts are set in one."""
    pattern = r"font-family:([^;]+);?"
    styles = [text.get("style", "") for text in root.iter("text")]
    families = {found[1] if (found := re.search(pattern, style)) else "" for style in styles}
    if len(families) == 1 and (family := families.pop()):
        root.set("font-family", family)
        for text in root.iter("text"):
            text.set("style", re.sub(pattern, "", text.get("style")).strip(";"))
