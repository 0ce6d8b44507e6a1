"""The report as a reader meets it: valid, accessible, offline, on a phone, by keyboard."""

import re
from functools import cache

import html5lib
import pytest

pytestmark = pytest.mark.browser

FILES = ("index.html", "index.vi.html", "academic.html", "academic.vi.html")
WIDTHS = (1280, 360)


@cache
def read(path):
    """Parse a page strictly; an error of HTML is an error of the test."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(path.read_text("utf-8"))


def text(element):
    return " ".join("".join(element.itertext()).split())


@pytest.fixture(params=[2022, 2006], scope="module")
def folder(request, built):
    """Return the folder of a full and of a thin report."""
    return built.report(request.param)


@pytest.fixture(params=FILES, scope="module")
def file(request, folder):
    return folder / request.param


@pytest.fixture
def page(open_page, file):
    return open_page(file)


def test_every_figure_says_in_words_what_it_shows(file):
    drawings = [e for e in read(file).iter() if e.get("role") == "img"]
    assert drawings or (file.parent.name, file.name[:8]) == ("2006", "academic")
    for drawing in drawings:
        assert re.search(r"\d", drawing.get("aria-label"))
        assert len(drawing.get("aria-label")) > 60


def test_every_figure_and_table_offers_its_csv_and_names_its_publishers(file):
    exhibits = [e for e in read(file).iter() if "exhibit" in (e.get("class") or "").split()]
    for exhibit in exhibits:
        links = [a.get("href") for a in exhibit.iter("a")]
        assert [href for href in links if re.fullmatch(r"data/[\w-]+\.csv", href)]


def test_only_the_academic_edition_shows_code(file):
    folded = [e for e in read(file).iter("details") if "code" in (e.get("class") or "").split()]
    assert bool(folded) == file.name.startswith("academic")
    assert all(e.get("open") is None for e in folded)


def test_vietnamese_pages_write_a_decimal_comma(folder):
    tree = read(folder / "index.vi.html")
    written = [piece.strip() for cell in tree.iter("td") for piece in cell.itertext()]
    assert any(re.fullmatch(r"\d+,\d+", piece) for piece in written)
    assert not [piece for piece in written if re.fullmatch(r"\d+\.\d+", piece)]


def test_nothing_wider_than_a_phone_is_out_of_reach(open_page, folder):
    page = open_page(folder / "index.html", width=360)
    hidden = page.evaluate(
        """() => [...document.querySelectorAll("main *")].filter(e =>
             e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, pre, svg"))
             .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert hidden == []
    boxes = page.locator(".scroll").all()
    assert boxes
    assert all(box.get_attribute("tabindex") == "0" for box in boxes)


def column(page, place):
    """Read a column of the ranking as it stands: the first line of each cell."""
    first = f"rows => rows.map(row => row.cells[{place}].firstChild.textContent.trim())"
    return page.eval_on_selector_all("#tab-ranks tbody tr", first)


def test_a_table_sorts_by_any_column_and_missing_figures_stay_last(open_page, folder):
    page = open_page(folder / "index.vi.html")
    heading = page.locator("#tab-ranks thead th").last
    place = page.locator("#tab-ranks thead th").count() - 1
    for direction, order in (("ascending", 1), ("descending", -1)):
        heading.locator("button").press("Enter")
        assert heading.get_attribute("aria-sort") == direction
        keys = column(page, place)
        shown = [key for key in keys if key != "–"]
        known = [int(key.partition("/")[0]) * order for key in shown]
        assert known == sorted(known)
        assert keys == shown + ["–"] * (len(keys) - len(shown))
    assert page.locator("#tab-ranks [aria-sort]").count() == 1


def test_provinces_sort_as_vietnamese_does(open_page, folder):
    page = open_page(folder / "index.vi.html")
    page.locator("#tab-ranks thead button").first.click()
    names = column(page, 0)
    assert len(names) == 63
    assert names.index("Cần Thơ") < names.index("Đà Nẵng") < names.index("Gia Lai")


@pytest.mark.parametrize(
    ("typed", "found"),
    [("can tho", "Cần Thơ"), ("CẦN THƠ", "Cần Thơ"), ("dak lak", "Đắk Lắk"), ("đăk l", "Đắk Lắk")],
)
def test_the_filter_finds_a_province_however_it_is_typed(open_page, folder, typed, found):
    page = open_page(folder / "index.html")
    page.locator("#tab-ranks input[type=search]").fill(typed)
    rows = page.locator("#tab-ranks tbody tr:visible")
    assert rows.count() == 1
    assert rows.first.locator("th").inner_text().startswith(found)


def test_the_filter_finds_the_provinces_of_a_region(open_page, folder):
    page = open_page(folder / "index.vi.html")
    page.locator("#tab-ranks input[type=search]").fill("dong bang song cuu long")
    assert page.locator("#tab-ranks tbody tr:visible").count() == 13


def test_led_to_a_province_a_report_shows_its_lines_first(open_page, folder):
    page = open_page(folder / "index.vi.html", width=390)
    report = page.url
    page.goto("about:blank")
    page.goto(f"{report}#u-92")
    assert page.locator("#own-pick").input_value() == "92"
    assert page.locator("#own-name").inner_text() == "Cần Thơ"
    own = page.locator("#own").bounding_box()
    assert own["y"] < 900
    assert own["y"] + own["height"] > 0


def test_a_page_is_whole_without_scripts(open_page, folder):
    page = open_page(folder / "index.html", java_script_enabled=False)
    assert page.locator("#tab-ranks tbody tr").count() == 63
    assert page.locator("#tab-ranks caption").is_visible()
