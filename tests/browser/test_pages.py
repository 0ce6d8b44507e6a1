"""The report as a reader meets it: valid, accessible, offline, on a phone, by keyboard."""

import re
from functools import cache
from itertools import product

import html5lib
import pytest

pytestmark = pytest.mark.browser

FILES = ("index.html", "index.vi.html", "academic.html", "academic.vi.html")
WIDTHS = (1280, 360)
LARGEST = 400 * 1024


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


def test_a_page_is_small_valid_and_says_its_language(file):
    assert file.stat().st_size <= LARGEST
    tree = read(file)
    assert tree.get("lang") == ("vi" if ".vi." in file.name else "en")
    assert text(tree.find("head/title"))
    assert tree.find("head/meta[@name='viewport']").get("content").startswith("width=device-width")


def test_one_h1_and_headings_in_order(file):
    levels = [int(e.tag[1]) for e in read(file).iter() if re.fullmatch("h[1-6]", str(e.tag))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in zip(levels, levels[1:], strict=False))


def test_ids_are_unique_and_every_link_inside_leads_somewhere(file):
    tree = read(file)
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    targets = {e.get("href")[1:] for e in tree.iter("a") if e.get("href", "").startswith("#")}
    named = {name for e in tree.iter() for name in (e.get("aria-labelledby") or "").split()}
    drawn = set(re.findall(r'(?:xlink:href="#|url\(#)([^")]+)', file.read_text("utf-8")))
    assert targets | named | drawn <= set(ids)


def test_every_figure_says_in_words_what_it_shows(file):
    drawings = [e for e in read(file).iter() if e.get("role") == "img"]
    assert drawings
    for drawing in drawings:
        assert re.search(r"\d", drawing.get("aria-label"))
        assert len(drawing.get("aria-label")) > 60


def test_every_table_has_a_caption_and_scopes(file):
    tables = [*read(file).iter("table")]
    assert tables
    for table in tables:
        assert text(table.find("caption"))
        assert all(cell.get("scope") == "col" for cell in table.find("thead").iter("th"))
        for row in table.find("tbody").iter("tr"):
            assert row[0].get("scope") == "row"
            assert text(row[0])


def test_every_figure_and_table_offers_its_csv_and_names_its_publishers(file):
    exhibits = [e for e in read(file).iter() if "exhibit" in (e.get("class") or "").split()]
    for exhibit in exhibits:
        links = [a.get("href") for a in exhibit.iter("a")]
        assert [href for href in links if re.fullmatch(r"data/[\w-]+\.csv", href)]


def leads_somewhere(folder, href):
    name, _, place = href.partition("#")
    path = folder / name
    return path.is_file() and (not place or f'id="{place}"' in path.read_text("utf-8"))


def test_every_link_to_a_file_leads_to_one(file, folder):
    addresses = {a.get("href") for a in read(file).iter("a")} - {None}
    assert not [href for href in addresses if re.search(r"\s", href)]
    local = {href for href in addresses if not re.match("#|https?:", href)}
    assert "data/manifest.json" in local
    assert {href for href in local if not leads_somewhere(folder, href)} == set()


def test_only_the_academic_edition_shows_code(file):
    folded = [e for e in read(file).iter("details") if "code" in (e.get("class") or "").split()]
    assert bool(folded) == file.name.startswith("academic")
    assert all(e.get("open") is None for e in folded)


def test_no_placeholder_and_no_missing_number_reaches_the_reader(file):
    body = text(read(file).find("body/main"))
    assert not re.search(r"\bnan\b|\bNone\b|\{\w*\}|\bNaT\b", body)


def test_vietnamese_pages_write_a_decimal_comma(folder):
    tree = read(folder / "index.vi.html")
    cells = [text(e) for e in tree.iter("td") if "n" in (e.get("class") or "").split()]
    assert any(re.fullmatch(r"\d+,\d+", cell) for cell in cells)
    assert not [cell for cell in cells if re.fullmatch(r"\d+\.\d+", cell)]


def audited():
    """List every page, width and colour scheme; axe takes seconds, so most are marked slow."""
    quick = {
        (2022, "index.html", 1280, "light"),
        (2022, "index.vi.html", 360, "light"),
        (2022, "academic.vi.html", 1280, "dark"),
        (2006, "academic.html", 360, "light"),
    }
    for case in product((2022, 2006), FILES, WIDTHS, ("light", "dark")):
        yield pytest.param(*case, marks=[] if case in quick else pytest.mark.slow)


@pytest.mark.parametrize(("year", "name", "width", "scheme"), audited())
def test_axe_finds_no_violation(open_page, built, year, name, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(built.report(year) / name, width=width, color_scheme=scheme)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_asks_nobody_complains_never_and_does_not_scroll_sideways(open_page, file, width):
    page = open_page(file, width=width)
    assert [url for url in page.requests if not url.startswith("file:")] == []
    assert len(page.requests) == 1
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


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


def test_the_keyboard_reaches_the_report_first_and_sees_where_it_is(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def column(page, place):
    """Read a column of the ranking as it stands: the first line of each cell."""
    first = f"rows => rows.map(row => row.cells[{place}].firstChild.textContent.trim())"
    return page.eval_on_selector_all("#tab-ranking tbody tr", first)


def test_a_table_sorts_by_any_column_and_missing_figures_stay_last(open_page, folder):
    page = open_page(folder / "index.vi.html")
    heading = page.locator("#tab-ranking thead th").last
    place = page.locator("#tab-ranking thead th").count() - 1
    for direction, order in (("ascending", 1), ("descending", -1)):
        heading.locator("button").press("Enter")
        assert heading.get_attribute("aria-sort") == direction
        keys = column(page, place)
        shown = [key for key in keys if key != "–"]
        known = [int(key.partition("/")[0]) * order for key in shown]
        assert known == sorted(known)
        assert keys == shown + ["–"] * (len(keys) - len(shown))
    assert page.locator("#tab-ranking [aria-sort]").count() == 1


def test_provinces_sort_as_vietnamese_does(open_page, folder):
    page = open_page(folder / "index.vi.html")
    page.locator("#tab-ranking thead button").first.click()
    names = column(page, 0)
    assert len(names) == 63
    assert names.index("Cần Thơ") < names.index("Đà Nẵng") < names.index("Gia Lai")


@pytest.mark.parametrize(
    ("typed", "found"),
    [("can tho", "Cần Thơ"), ("CẦN THƠ", "Cần Thơ"), ("dak lak", "Đắk Lắk"), ("đăk l", "Đắk Lắk")],
)
def test_the_filter_finds_a_province_however_it_is_typed(open_page, folder, typed, found):
    page = open_page(folder / "index.html")
    page.locator("#tab-ranking input[type=search]").fill(typed)
    rows = page.locator("#tab-ranking tbody tr:visible")
    assert rows.count() == 1
    assert rows.first.locator("th").inner_text().startswith(found)


def test_a_page_prints_to_pages_of_its_own(open_page, folder, tmp_path):
    page = open_page(folder / "academic.html")
    page.emulate_media(media="print")
    assert not page.locator("nav").first.is_visible()
    assert not page.locator(".filter").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") in (
        "rgb(255, 255, 255)",
        "rgba(0, 0, 0, 0)",
    )
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")


def test_a_page_is_whole_without_scripts(open_page, folder):
    page = open_page(folder / "index.html", java_script_enabled=False)
    assert page.locator("#tab-ranking tbody tr").count() == 63
    assert page.locator("#tab-ranking caption").is_visible()
