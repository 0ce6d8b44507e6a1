from pardx.report import style
from pardx.settings import settings


def drawn(text="84.79"):
    with style.house_style("fig-x"):
        drawing, axes = style.canvas(3, 2)
        axes[0, 0].plot([0, 1, 2], [0.123456, 1, 2], "o", color=style.colours().subject)
        axes[0, 0].text(1, 1, text, color=settings().palette.figure_ink)
        return str(style.svg(drawing, id="fig-x-1"))


def test_a_drawing_is_the_same_each_time():
    assert drawn() == drawn()


def test_numbers_a_reader_sees_are_not_rounded():
    assert ">84.79</text>" in drawn()


def test_a_drawing_follows_the_page_into_the_dark():
    assert f"var(--subject,{style.colours().subject.lower()})" in drawn()


def test_each_reference_has_its_id():
    import re

    text = drawn()
    wanted = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', text))
    assert wanted <= set(re.findall(r' id="([^"]+)"', text))
