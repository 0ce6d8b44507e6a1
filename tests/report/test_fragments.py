"""Figures are equal for equal input, tables are headed, and text is always escaped."""

import re

import html5lib
import pytest

from pardx.language import LANGUAGES, Language
from pardx.report import style
from pardx.report.exhibit import Origin, Words, figure, mimetype, prose, web_address
from pardx.report.tables import Cell, Sheet, numeral, table

ORIGIN = Origin("ranking.csv", ({"url": "https://x.vn", "name_en": "Ministry", "name_vi": "Bộ"},))


def draw(lang):
    drawing, axes = style.canvas(2, 2)
    axes[0, 0].plot([1, 2], [2, 1], "o", label="a")
    axes[0, 0].legend()
    return drawing


def fig(id="fig-test"):
    def words(lang):
        return Words("Two < three", "5 places", "Two dots, 1 and 2.", ("A note & more.",))

    return figure(id, draw=draw, words=words, origin=ORIGIN)


def tab(**options):
    rows = ((Cell("Hà Nội", "Đồng bằng"), Cell("A"), numeral(Language("vi"), 84.5, 2)),)
    return table(
        "tab-test",
        sheet=lambda lang: Sheet(("Tỉnh", "Nhóm", "Điểm"), rows, frozenset({2}), **options),
        words=lambda lang: Words("A <b>title</b>", "Subtitle"),
        origin=ORIGIN,
    )


def parse(fragment):
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parseFragment(fragment)


def test_a_figure_is_drawn_alike_each_time():
    assert fig()._repr_mimebundle_() == fig()._repr_mimebundle_()


def test_ids_of_two_figures_in_a_page_never_meet():
    first, second = (
        set(re.findall(r' id="([^"]+)"', fig(name).written("en").html))
        for name in ("fig-a", "fig-b")
    )
    assert first
    assert not first & second


def test_a_drawing_has_no_date_no_path_and_text_as_text():
    svg = re.search("<svg.*</svg>", fig().written("en").html, re.DOTALL)[0]
    assert not re.search(r"<dc:date|<metadata|<\?xml|<!--|/tmp|/home", svg)
    assert "<text" in svg


def test_every_reference_inside_a_drawing_is_answered():
    svg = re.search("<svg.*</svg>", fig().written("en").html, re.DOTALL)[0]
    asked = set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg))
    assert asked <= set(re.findall(r' id="([^"]+)"', svg))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_fragments_are_valid_html(lang):
    for exhibit in (fig(), tab(), tab(sortable=True), prose("words", lambda lang: ["1 < 2 & 3"])):
        assert len(parse(exhibit.written(lang).html))


def test_text_is_escaped():
    assert "Two &lt; three" in fig().written("en").html
    assert "&lt;b&gt;title&lt;/b&gt;" in tab().written("en").html


def test_a_table_has_caption_scopes_and_a_heading_in_each_row():
    tree = parse(tab().written("en").html)
    assert "".join(tree.find(".//caption").itertext()).startswith("A <b>title</b>")
    assert [th.get("scope") for th in tree.iter("th")] == ["col", "col", "col", "row"]
    assert [th.get("class") for th in tree.find(".//thead").iter("th")] == [None, None, "n"]


def test_cells_of_a_sortable_table_are_read_for_sorting_unless_they_bring_a_key():
    row = parse(tab(sortable=True).written("vi").html).find(".//tbody/tr")
    assert row[2].text == "84,50"
    assert row[2].get("data-key") in (None, "84.5")


def test_a_missing_number_is_a_dash_that_sorts_last():
    cell = numeral(Language("en"), float("nan"), 2)
    assert (cell.text, cell.key) == ("–", "")


def test_each_exhibit_names_its_publisher_in_the_reader_s_language():
    for exhibit in (fig(), tab()):
        assert "Ministry" in exhibit.written("en").html
        assert "Bộ" in exhibit.written("vi").html


def test_an_exhibit_shows_english_in_a_notebook_and_says_its_csv():
    shown, said = tab()._repr_mimebundle_()
    assert shown[mimetype("en")] == tab().written("en").html
    assert '<div class="pardx"><style>' in shown["text/html"]
    assert shown[mimetype("vi")] == tab().written("vi").html
    assert said["pardx"]["csv"] == "ranking.csv"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://moha.gov.vn/a", "https://moha.gov.vn/a"),
        ("https://github.com/a/b data/x.csv @12ab", "https://github.com/a/b"),
        ("004_text.txt", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_only_a_web_address_becomes_a_link(text, address):
    assert web_address(text) == address
