import io
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pardx.report import style, svg

TENTHS = st.integers(-9999, 9999).map(lambda tenths: tenths / 10)
POINT = st.tuples(TENTHS, TENTHS)


def absolute(short):
    """Read a short path back into commands and absolute places, in tenths."""
    at, start, read = (0, 0), (0, 0), []
    for letter, rest in re.findall(r"([mlhvcqz])([^mlhvcqz]*)", short):
        numbers = [round(float(one) * 10) for one in re.findall(r"-?\d*\.?\d+", rest)]
        for points in steps(letter, numbers):
            places = [(at[0] + x, at[1] + y) for x, y in points]
            at = places[-1] if places else start
            start = at if letter == "m" else start
            read.append((letter.upper() if letter not in "hv" else "L", places))
    return read


def steps(letter, numbers):
    if letter == "z":
        return [[]]
    if letter in "hv":
        return [[(one, 0) if letter == "h" else (0, one)] for one in numbers]
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    size = {"m": 1, "l": 1, "q": 2, "c": 3}[letter]
    return [pairs[place : place + size] for place in range(0, len(pairs), size)]


@st.composite
def paths(draw):
    first = ("M", [draw(POINT)])
    sizes = {"M": 1, "L": 1, "Q": 2, "C": 3, "z": 0}
    letters = draw(st.lists(st.sampled_from("LLLMQCz"), max_size=12))
    rest = [
        (one, draw(st.lists(POINT, min_size=sizes[one], max_size=sizes[one]))) for one in letters
    ]
    return [first, *rest]


def printed(path):
    return " ".join(
        " ".join([letter, *(f"{number:g}" for point in points for number in point)])
        for letter, points in path
    )


@given(paths())
def test_a_short_path_passes_the_same_points(path):
    wanted = [
        (one.upper(), [(round(x * 10), round(y * 10)) for x, y in points]) for one, points in path
    ]
    assert absolute(svg.short_path(printed(path))) == wanted


@pytest.mark.parametrize(
    ("data", "short"),
    [
        ("M 0 0 L 0.5 0 L 0.5 -0.5 z ", "m0 0h.5v-.5z"),
        ("M 1 1 L 2 2 L 3 3 ", "m1 1l1 1 1 1"),
        ("M 0.04 0 L 10.06 0.1 ", "m0 0l10.1 .1"),
    ],
)
def test_a_short_path_is_short(data, short):
    assert svg.short_path(data) == short


def small():
    with style.house_style("fig-x"):
        drawing, axes = style.canvas(3, 2)
        axes[0, 0].plot(range(9), range(9), "o", color=style.colours().subject)
        raw = io.StringIO()
        drawing.savefig(raw, format="svg", metadata={"Date": None}, transparent=True)
        return raw.getvalue(), str(style.svg(drawing, id="fig-x-1"))


def test_a_drawing_keeps_its_marks_and_words_at_half_the_bytes():
    raw, short = small()
    assert len(short) < len(raw) / 2
    for tag in ("<use", "<text"):
        assert short.count(tag) == raw.count(tag)


def test_marks_that_look_alike_say_so_once():
    _, short = small()
    groups = [group for group in ElementTree.fromstring(short).iter("*") if "class" in group.attrib]
    marks = [group for group in groups if len(group) == 9]
    assert len(marks) == 1
    assert not any("class" in mark.attrib for mark in marks[0])
