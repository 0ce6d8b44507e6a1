"""Cards of shared links: a title, whole sentences, a map, equal bytes, and tags that name them."""

import io
from xml.etree import ElementTree

import matplotlib.image
import pytest
from bs4 import BeautifulSoup

from pardx.data.dictionary import units_of_year
from pardx.language import page_file
from pardx.report import share
from pardx.report.painting import painted
from pardx.report.scene import as_file
from pardx.settings import settings

SVG = "{http://www.w3.org/2000/svg}"
LINE = 28
LONG = "Năm 2022, địa phương xếp cao về chuyển đổi số thường có chất lượng điều hành kinh tế cao"
LEAD = "TP. Cần Thơ thuộc nhóm 25% dẫn đầu về DTI (thứ 5/63). Điểm đạt 3,71, thấp nhất. " * 3


@pytest.fixture(params=["en", "vi"])
def lang(request):
    return request.param


@pytest.fixture
def drawn(checkout_project):
    units = units_of_year(checkout_project, 2022)
    return share.card(
        "PAR-DX · 2022", LONG, [LEAD], share.own_picture(checkout_project, units, "92")
    )


def tags(page):
    return {one["property"]: one["content"] for one in page.select("meta[property^='og:']")}


def test_a_card_is_whole_legible_and_equal_in_every_build(drawn):
    assert (drawn.width, drawn.height) == (1200, 630)
    picture = painted(drawn, 72).getvalue()
    assert picture == painted(drawn, 72).getvalue()
    assert matplotlib.image.imread(io.BytesIO(picture)).shape[:2] == (630, 1200)
    assert b"date" not in picture[:400].lower()
    assert as_file(drawn) == as_file(drawn)
    texts = [mark for mark in drawn.marks if mark.kind == "text"]
    assert min(mark.size for mark in texts) >= 16
    for mark in texts:
        assert 0 <= mark.at[0] <= 1200
        assert 0 <= mark.at[1] <= 620


def test_a_card_says_its_title_and_only_whole_sentences(drawn):
    said = " ".join(mark.text for mark in drawn.marks if mark.kind == "text" and mark.size >= LINE)
    assert said.startswith(f"{LONG} TP. Cần Thơ thuộc")
    assert said.endswith(".")
    assert share.SENTENCE.split(LEAD.strip())[0] == LEAD.partition(" Điểm")[0]


def test_the_own_tile_alone_is_marked(drawn):
    assert sum(mark.kind == "box" and mark.colour == "contrast" for mark in drawn.marks) == 1
    assert sum(mark.kind == "box" and mark.colour == "band" for mark in drawn.marks) == 62


@pytest.mark.parametrize("year", [2022, 2006])
def test_a_report_names_its_card_which_says_its_title(built, year, lang):
    path = built.report(year) / page_file("index", lang)
    page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    said = tags(page)
    title = page.h1.get_text()
    assert said["og:title"] == title
    assert said["og:description"] == page.select_one(".lines li, p.lines").get_text()
    picture = path.parent / said["og:image"]
    assert matplotlib.image.imread(picture).shape[:2] == (630, 1200)
    root = ElementTree.parse(picture.with_suffix(".svg"))
    texts = [one.text for one in root.iter(f"{SVG}text")]
    assert title in " ".join(texts)


def test_the_map_of_a_card_has_the_shades_of_the_page(built):
    path = built.report(2022) / "index.html"
    page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    letter = page.select_one("#fig-map input[checked]")["value"]
    shown = [
        sum(f"{letter}{quarter}" in tile["class"] for tile in page.select("#fig-map .t"))
        for quarter in (1, 2, 3, 4)
    ]
    colours = settings().palette.quarters
    svg = (path.parent / "data" / "card.svg").read_text("utf-8")
    root = ElementTree.fromstring(svg)
    drawn = [
        sum(
            len([*group.iter(f"{SVG}rect")])
            for group in root.iter(f"{SVG}g")
            if group.get("style") == f"fill:{colour}"
        )
        for colour in colours
    ]
    assert drawn == [count + 1 for count in shown], "and one of each in the key"


def test_a_brief_names_its_card(site, lang):
    path = site.report(2022) / "briefs" / f"can-tho.{lang}.html"
    page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    said = tags(page)
    assert said["og:title"] == page.h1.get_text()
    assert said["og:description"] == page.select_one("#lead p").get_text()
    assert matplotlib.image.imread(path.parent / said["og:image"]).shape[:2] == (630, 1200)
