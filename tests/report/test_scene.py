"""A small drawing as SVG and as a picture: marks where they belong, texts escaped, equal bytes."""

from xml.etree import ElementTree

import pytest

from pardx.report.painting import painted
from pardx.report.scene import Mark, Scene, as_svg

SVG = "{http://www.w3.org/2000/svg}"
SCENE = Scene(
    100,
    40,
    (
        Mark("line", (0, 20, 100, 20), "line"),
        Mark("dot", (10, 20), "context", 2.5, "A & B: 1/63"),
        Mark("dot", (20.04, 20), "context", 2.5, "C: 2/63"),
        Mark("dot", (30, 20), "subject", 5.5),
        Mark("box", (40, 5, 56, 13.5), "band", text="D"),
        Mark("frame", (60, 5, 76, 13), "context"),
        Mark("dashes", (90, 0, 90, 40), "contrast", 1.5),
        Mark("text", (50, 35), "ink", 11, "a < b", "centre", bold=True),
    ),
)


@pytest.fixture
def drawn():
    return ElementTree.fromstring(as_svg(SCENE))


def test_marks_stand_where_they_belong_and_say_what_they_are(drawn):
    dots = drawn.findall(f".//{SVG}circle")
    assert [(dot.get("cx"), dot.get("r")) for dot in dots] == [
        ("10", "2.5"),
        ("20", "2.5"),
        ("30", "5.5"),
    ]
    assert [one.text for one in drawn.iter(f"{SVG}title")] == ["A & B: 1/63", "C: 2/63", "D"]
    box, frame = drawn.findall(f".//{SVG}rect")
    assert (box.get("width"), box.get("height")) == ("16", "8.5")
    assert frame.get("x") == "60"
    [text] = drawn.iter(f"{SVG}text")
    assert text.text == "a < b"


def test_neighbours_of_one_look_share_a_group_that_follows_the_scheme(drawn):
    groups = list(drawn)
    assert len(groups) == 7, "two grey dots are one group"
    styles = [group.get("style") for group in groups]
    assert all("var(--" in style for style in styles)
    assert "stroke-dasharray" in styles[5]
    assert groups[-1].get("text-anchor") == "middle"
    assert "font-weight" in styles[-1]


def test_a_picture_is_equal_when_painted_twice():
    first, again = painted(SCENE).getvalue(), painted(SCENE).getvalue()
    assert first == again
    assert first.startswith(b"\x89PNG")
