"""The bars of a two-page brief: of a year with all indices, and of years that lack some or all."""

import measuring
import pytest

pytestmark = pytest.mark.browser

BLANK, SMALL = 0.15, 0.04
WORDS = {"en": 220, "vi": 280}
PAGE_ONE = """() => {
  const page = document.querySelector("#page-1").cloneNode(true);
  page.querySelectorAll("thead, tbody, svg, details, .tools, .save").forEach(one => one.remove());
  return page.textContent;
}"""


def briefs():
    """List the briefs: that of 2022 is made for all tests, the others for slow ones."""
    of_can_tho = [(year, "can-tho") for year in (2012, 2020, 2022, 2023, 2024, 2025)]
    for year, slug in (*of_can_tho, (2024, "tien-giang"), (2025, "thanh-hoa")):
        for lang in WORDS:
            marks = [] if year == 2022 else [pytest.mark.slow]
            yield pytest.param((year, slug, lang), marks=marks, id=f"{slug} {year} {lang}")


@pytest.fixture(params=[*briefs()])
def brief(request):
    """Return year, province and language of a brief, in turn."""
    return request.param


@pytest.fixture
def path(request, brief):
    year, slug, lang = brief
    project = request.getfixturevalue("site" if year == 2022 else "many_years")
    return project.report(year) / "briefs" / f"{slug}.{lang}.html"


def test_it_fills_two_sheets_and_its_first_page_is_short(open_page, path, brief):
    """One sheet holds all of a unit of which no index is collected: no table is left to turn to."""
    page = open_page(path)
    turned = page.locator("#page-2 table").count() > 0
    assert measuring.sheets(page) == 1 + turned
    assert turned == (brief[0] != 2025)
    assert measuring.count(page.evaluate(PAGE_ONE)) <= WORDS[brief[2]]


def test_the_right_half_of_a_desktop_is_used(open_page, path):
    for width in (1280, 1920):
        assert measuring.blank_right_half(open_page(path, width=width)) <= BLANK, width


def test_no_section_says_only_that_it_is_empty(open_page, path):
    page = open_page(path)
    heads = page.eval_on_selector_all(".sheet > h2", "all => all.map(one => one.id)")
    assert heads[-4:] == [f"section-{name}" for name in ("region", "missing", "method", "sources")]
    for name in ("quotes", "peers", "areas"):
        piece = "#quotes li" if name == "quotes" else f"#tab-{name} tbody td, #tab-{name} p"
        assert (f"section-{name}" in heads) == (page.locator(piece).count() > 0), name


def test_small_print_is_the_exception(open_page, path):
    assert measuring.small_print(open_page(path)) <= SMALL


@pytest.mark.parametrize("width", [360, 390])
def test_on_a_phone_no_word_is_broken_and_nothing_is_cut(open_page, path, width):
    page = open_page(path, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert measuring.broken_words(page) == []


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_nothing_in_any_year(open_page, path, width, scheme):
    assert measuring.violations(open_page(path, width=width, color_scheme=scheme)) == ""
