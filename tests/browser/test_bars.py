"""The bars of a policy report, of years with all indices, with few, and with none."""

import measuring
import pytest
from test_policy_page import EVERY_WORD, FILES, KILOBYTES, PAGES, PIXELS, STOP, WORDS

pytestmark = pytest.mark.browser

BLANK = 0.15
SMALL = 0.04
MARKS = 30
SHORTEST = 2000
"""Pixels: a page below shows no list of provinces, so it cannot draw 30 of them either."""
OTHERS = (2012, 2020, 2023, 2024, 2025)


def reports():
    """List the reports: 2022 is built for all tests, the others for slow ones."""
    for year in (2022, *OTHERS):
        for lang in FILES:
            marks = [] if year == 2022 else [pytest.mark.slow]
            yield pytest.param((year, lang), marks=marks, id=f"{year} {lang}")


@pytest.fixture(params=[*reports()])
def report(request):
    """Return year and language of a report, in turn."""
    return request.param


@pytest.fixture
def path(request, report):
    year, lang = report
    project = request.getfixturevalue("built" if year == 2022 else "many_years")
    return project.report(year) / FILES[lang]


def test_the_right_half_of_a_desktop_is_used(open_page, path):
    for width in (1280, 1920):
        assert measuring.blank_right_half(open_page(path, width=width)) <= BLANK, width


def test_small_print_is_the_exception(open_page, path):
    assert measuring.small_print(open_page(path)) <= SMALL
    assert measuring.small_print(open_page(path, width=360)) <= SMALL


def test_the_first_screen_draws_the_provinces(open_page, path):
    page = open_page(path)
    if page.evaluate("document.documentElement.scrollHeight") >= SHORTEST:
        assert measuring.marks(page) >= MARKS


def test_it_is_short_in_words_pixels_sheets_and_bytes(open_page, path, report):
    page = open_page(path)
    assert measuring.words(page) <= WORDS[report[1]]
    assert measuring.words(page, folded=True) <= EVERY_WORD
    assert page.evaluate("document.documentElement.scrollHeight") <= PIXELS
    assert measuring.sheets(page) <= PAGES
    assert path.stat().st_size <= KILOBYTES * 1024


@pytest.mark.parametrize("width", [360, 390])
def test_on_a_phone_no_word_is_broken_and_nothing_is_cut(open_page, path, width):
    page = open_page(path, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert measuring.broken_words(page) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_no_text_is_set_over_another(open_page, path, width):
    assert measuring.colliding(open_page(path, width=width)) == []


def test_no_term_of_statistics_and_no_request(open_page, path):
    page = open_page(path)
    found = measuring.terms(page, STOP)
    assert found == []
    assert [one for one in page.requests if not one.startswith("file:")] == []


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_nothing_in_any_year(open_page, path, width, scheme):
    assert measuring.violations(open_page(path, width=width, color_scheme=scheme)) == ""
