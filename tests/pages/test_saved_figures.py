"""Figures to keep: under each a link to a file that shows what the page shows, and stands alone."""

import re
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from pardx.language import page_file
from pardx.report.scene import Mark, Scene, as_file, beside, framed, paragraph

SVG = "{http://www.w3.org/2000/svg}"
FIGURES = {"fig-map", "fig-regions", "fig-climbers", "fig-together", "fig-cards"}
INDICES = 6


@pytest.fixture(params=["en", "vi"])
def lang(request):
    return request.param


@pytest.fixture
def page(built, lang):
    text = (built.report(2022) / page_file("index", lang)).read_text("utf-8")
    return BeautifulSoup(text, "html.parser")


def drawing(folder, link):
    """Return a file that a link leads to, as it is drawn: texts, and marks by kind."""
    root = ElementTree.fromstring((folder / link["href"]).read_text("utf-8"))
    return root, [one.text for one in root.iter(f"{SVG}text")]


def test_every_figure_of_the_policy_report_can_be_kept(built, page, lang):
    found = {figure["id"]: figure.select("a.save") for figure in page.select("figure.exhibit")}
    assert found.keys() >= FIGURES
    assert all(found[id] for id in FIGURES)
    assert len(found["fig-map"]) == len(found["fig-regions"]) == INDICES
    folder = built.report(2022)
    for link in (one for links in found.values() for one in links):
        assert link.has_attr("download")
        root, texts = drawing(folder, link)
        assert float(root.get("width")) > 0
        assert "PAR-DX Vietnam." in " ".join(texts)
        assert "var(--" not in (folder / link["href"]).read_text("utf-8")


def test_the_link_is_of_the_index_that_is_shown(page):
    letters = {label.text: label.input["value"] for label in page.select("#fig-map .switch label")}
    classes = [set(link["class"]) - {"save", "v"} for link in page.select("#fig-map a.save")]
    assert sorted(letter for (letter,) in classes) == sorted(letters.values())


def test_the_kept_map_has_the_numbers_of_the_page(built, page):
    for link in page.select("#fig-map a.save"):
        letter = (set(link["class"]) - {"save", "v"}).pop()
        shown = [
            (tile.span.text, tile.select_one(f"b.{letter}").text)
            for tile in page.select("#fig-map .t")
        ]
        assert len(shown) == 63
        _, texts = drawing(built.report(2022), link)
        kept = list(zip(texts, texts[1:], strict=False))
        assert not [one for one in shown if one not in kept]


def test_kept_strips_have_as_many_dots_as_the_page(built, page):
    for link in page.select("#fig-regions a.save"):
        letter = (set(link["class"]) - {"save", "v"}).pop()
        shown = page.select(f"#fig-regions table.{letter} circle")
        root, _ = drawing(built.report(2022), link)
        assert len([*root.iter(f"{SVG}circle")]) == len(shown) > 0


def test_kept_cards_have_the_values_and_names_of_the_page(built, page):
    [link] = page.select("#fig-cards a.save")
    _, texts = drawing(built.report(2022), link)
    cards = page.select("#fig-cards .cards li")
    assert cards
    for card in cards:
        assert card.b.text in texts
        assert card.span.text in " ".join(texts)


def test_both_pictures_of_a_brief_can_be_kept(site, lang):
    path = site.report(2022) / "briefs" / f"can-tho.{lang}.html"
    page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    for id in ("fig-standing", "fig-place"):
        (link,) = page.find(id=id).select("a.save")
        root, texts = drawing(path.parent, link)
        shown = [one.get_text() for one in page.find(id=id).select("svg text")]
        assert set(shown) <= set(texts)
        assert len([*root.iter(f"{SVG}circle")]) == len(page.find(id=id).select("svg circle"))


def test_a_figure_of_before_is_removed(built):
    linked = set()
    for name in ("index", "academic"):
        for lang in ("en", "vi"):
            text = (built.report(2022) / page_file(name, lang)).read_text("utf-8")
            linked |= set(re.findall(r'href="data/(fig-[^"]+\.svg)"', text))
    assert {path.name for path in built.report(2022).glob("data/fig-*.svg")} == linked


def test_a_kept_drawing_stands_on_paper_that_holds_it():
    inner = Scene(100, 40, (Mark("dot", (95, 35), "subject", 5),))
    made = framed(beside([inner, inner]), "A title " * 12, ["Measure, 2022", ""], "Source: A. B.")
    paper = made.marks[0]
    assert (paper.kind, paper.colour, paper.at[2:]) == ("box", "paper", (made.width, made.height))
    for mark in made.marks[1:]:
        assert 0 <= mark.at[0] <= made.width
        assert 0 <= mark.at[1] <= made.height
    assert as_file(made) == as_file(made)


def test_lines_of_a_paragraph_are_whole_words_that_fit():
    words = "Địa phương xếp cao về chuyển đổi số thường có người dân hài lòng hơn, năm 2022"
    lines = [mark.text for mark in paragraph(words, (0, 0), 200, 12)]
    assert " ".join(lines) == words
    assert len(lines) > 1
    assert max(map(len, lines)) * 12 * 0.6 <= 200
