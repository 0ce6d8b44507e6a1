"""Every kind of page, in each language and width: valid, accessible, offline, in print."""

import re
from functools import cache
from itertools import pairwise

import html5lib
import measuring
import pytest
from links import dead_links

pytestmark = pytest.mark.browser

LARGEST = 400 * 1024
KINDS = {
    "site": "index{}.html",
    "policy": "2022/index{}.html",
    "policy of a thin year": "2006/index{}.html",
    "academic": "2022/academic{}.html",
    "academic of a thin year": "2006/academic{}.html",
    "ministries": "2022/ministries{}.html",
    "national": "2022/national{}.html",
    "sources": "2022/sources{}.html",
    "trails": "2022/trace/index{}.html",
    "trails of a family": "2022/trace/sipas{}.html",
    "methods": "docs/methods.html",
    "dictionary": "docs/data-dictionary.html",
    "reference": "docs/api-pardx-stats.html",
}
"""Kind of page -> where it is; a page in Vietnamese has ``.vi`` in its name."""

PAGES = {
    **{f"{kind}, en": name.format("") for kind, name in KINDS.items()},
    **{f"{kind}, vi": name.format(".vi") for kind, name in KINDS.items() if "{}" in name},
    **{
        f"brief {province}, {lang}": f"2022/briefs/{province}.{lang}.html"
        for province in ("can-tho", "bac-giang")
        for lang in ("en", "vi")
    },
}
"""What a page is -> its file."""

LARGE = {name for name in PAGES.values() if name.startswith("2022/") and "academic" in name}
QUICK = {
    ("index.vi.html", 360, "dark"),
    ("2022/index.vi.html", 1280, "light"),
    ("2006/academic.html", 360, "light"),
    ("2022/ministries.vi.html", 360, "light"),
    ("2022/national.html", 1280, "dark"),
    ("2022/trace/sipas.vi.html", 360, "dark"),
    ("2022/briefs/can-tho.vi.html", 1280, "light"),
    ("2022/briefs/bac-giang.en.html", 360, "dark"),
    ("docs/methods.html", 360, "dark"),
}
"""Audits that ``make test`` runs: axe takes seconds, so all others are marked slow."""
WALKED = {name for name, *_ in QUICK}
"""Pages that ``make test`` walks down by keyboard."""


@cache
def read(path):
    """Parse a page strictly; an error of HTML is an error of the test."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(path.read_text("utf-8"))


def text(element):
    return " ".join("".join(element.itertext()).split())


@pytest.fixture(params=PAGES.values(), ids=PAGES)
def file(request, site):
    """Return a page of every kind, in turn."""
    return site.root / "reports" / request.param


OF_FIGURES = {what: name for what, name in PAGES.items() if not name.startswith("docs/")}
"""Pages of results; the documentation, of formulas and code, is for tests/pages/test_docs.py."""


@pytest.fixture(params=OF_FIGURES.values(), ids=OF_FIGURES)
def results(request, site):
    """Return a page of results of every kind, in turn."""
    return site.root / "reports" / request.param


# As written


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
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_ids_are_unique_and_what_is_named_is_there(file):
    tree = read(file)
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    named = {name for e in tree.iter() for name in (e.get("aria-labelledby") or "").split()}
    drawn = set(re.findall(r'(?:<use href="#|url\(#)([^")]+)', file.read_text("utf-8")))
    assert named | drawn <= set(ids)


def test_every_drawing_says_in_words_and_numbers_what_it_shows(results):
    tree = read(results)
    drawings = [e for e in tree.iter() if e.get("role") == "img"]
    assert len(drawings) >= len([*tree.iter("figure")])
    for drawing in drawings:
        assert re.search(r"\d", drawing.get("aria-label"))
        assert len(drawing.get("aria-label")) > 60


def test_every_table_has_headings_with_their_scope(file):
    for table in read(file).iter("table"):
        assert "docs" in file.parts or text(table.find("caption"))
        assert all(cell.get("scope") == "col" for cell in table.find("thead").iter("th"))
        assert all(cell.get("scope") == "row" for cell in table.find("tbody").iter("th"))


def test_a_table_says_what_its_dashes_mean(results):
    """Each row of a trail says itself why no value is used."""
    if "trace" in results.parts:
        return
    tree = read(results)
    around = {child: parent for parent in tree.iter() for child in parent}
    for table in tree.iter("table"):
        if not any(text(cell).startswith("–") for cell in table.iter("td")):
            continue
        block = table
        while block.tag != "body" and "exhibit" not in (block.get("class") or ""):
            block = around[block]
        told = text(block if block.tag != "body" else around[table])
        assert re.search("[Dd]ash|[Gg]ạch|–:", told), told[:200]


def test_no_placeholder_and_no_missing_number_reaches_the_reader(results):
    tree = read(results)
    for code in tree.iter("pre"):
        code.clear()
    shown = text(tree.find("body/main"))
    assert not re.search(r"\bnan\b|\bNone\b|\{\w*\}|\bNaT\b", shown)


def test_no_link_of_the_site_is_dead(site):
    assert dead_links(site.root / "reports") == []


# As shown


def audits():
    for kind, name in PAGES.items():
        for width, scheme in ((1280, "light"), (360, "light"), (1280, "dark"), (360, "dark")):
            quick = (name, width, scheme) in QUICK
            marks = [] if quick else [pytest.mark.slow]
            yield pytest.param(name, width, scheme, marks=marks, id=f"{kind} {width} {scheme}")


@pytest.mark.parametrize(("name", "width", "scheme"), [*audits()])
def test_axe_finds_no_violation(open_page, site, name, width, scheme):
    page = open_page(site.root / "reports" / name, width=width, color_scheme=scheme)
    assert measuring.violations(page) == ""


CAPTIONS_BELOW_HEADS = """() => [...document.querySelectorAll("caption:not(.out)")]
  .filter(one => one.getBoundingClientRect().bottom
    > one.parentNode.tHead.getBoundingClientRect().top + 1)
  .map(one => one.textContent)"""


def views():
    """List every page at each width; 640 is what a zoom to 200 % leaves of 1280."""
    for kind, name in PAGES.items():
        for width in (1280, 640, 360):
            slow = width == 640 or name in LARGE or "thin" in kind
            marks = [pytest.mark.slow] if slow and width != 360 else []
            yield pytest.param(name, width, marks=marks, id=f"{kind} {width}")


@pytest.mark.parametrize(("name", "width"), [*views()])
def test_a_page_asks_nobody_complains_never_and_fits_its_window(open_page, site, name, width):
    """Its captions stand above their tables too."""
    page = open_page(site.root / "reports" / name, width=width)
    assert [url for url in page.requests if not url.startswith("file:")] == []
    assert len(page.requests) == 1
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert measuring.colliding(page) == []
    if width == 1280:  # on a phone some tables show no row of headings
        assert page.evaluate(CAPTIONS_BELOW_HEADS) == []


FOCUSED = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const all = [...document.querySelectorAll("*")];
  return {place: all.indexOf(at), ring: getComputedStyle(at).outlineStyle,
          shown: box.width > 0 && box.right > 0 && box.left < innerWidth,
          what: at.outerHTML.slice(0, 90)};
}"""


def walks():
    for kind, name in PAGES.items():
        yield pytest.param(name, marks=[] if name in WALKED else [pytest.mark.slow], id=kind)


@pytest.mark.parametrize("name", [*walks()])
def test_the_keyboard_goes_down_the_page_and_shows_where_it_is(open_page, site, name):
    page = open_page(site.root / "reports" / name)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    stops = []
    for _ in range(20):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUSED))
    places = [stop["place"] for stop in stops]
    last = next((n for n, (a, b) in enumerate(pairwise(places)) if b <= a), len(stops) - 1)
    assert last > 2 or last == len(stops) - 1, "focus goes back up the page"
    walked = stops[: last + 1]
    assert [stop["what"] for stop in walked if stop["ring"] != "solid"] == []
    assert [stop["what"] for stop in walked if not stop["shown"]] == []


# As printed

PRINTED = {"brief": (2, 2), "ministries": (1, 6), "national": (1, 9), "policy": (1, 8)}
"""Kind of page -> fewest and most pages of A4."""


def prints():
    for kind, name in PAGES.items():
        quick = kind.startswith("brief") or kind == "ministries, vi"
        marks = [] if quick else [pytest.mark.slow]
        yield pytest.param(name, kind.split()[0].rstrip(","), marks=marks, id=kind)


@pytest.mark.parametrize(("name", "kind"), [*prints()])
def test_a_page_prints_black_on_white_on_pages_of_its_own(open_page, site, name, kind):
    page = open_page(site.root / "reports" / name, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="light")
    assert not page.locator("nav").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    printed = page.pdf(prefer_css_page_size=True, tagged=True)
    assert b"/StructTreeRoot" in printed
    few, most = PRINTED.get(kind, (1, 99))
    assert few <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= most


def test_a_brief_has_room_for_longer_sentences_on_its_two_pages(open_page, site):
    for path in sorted((site.root / "reports" / "2022" / "briefs").glob("*.html")):
        page = open_page(path)
        page.emulate_media(media="print")
        page.add_style_tag(content="#lead, #section-method { padding-top: 4mm }")
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2, path.name


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_page_one_of_a_brief_stands_alone(open_page, site, lang):
    """Its words as printed, its pictures, and tables that fit their frame, on a phone too."""
    for path in sorted((site.root / "reports" / "2022" / "briefs").glob(f"*.{lang}.html")):
        page = open_page(path)
        said = page.evaluate(
            """() => {
                const page = document.querySelector('#page-1').cloneNode(true);
                const apart = page.querySelectorAll('thead, tbody, svg, details, .tools, .save');
                apart.forEach(e => e.remove());
                return page.textContent;
            }"""
        )
        words = [word for word in said.split() if re.search(r"\w", word)]
        assert len(words) <= {"en": 220, "vi": 280}[lang], (path.name, len(words))
        assert page.locator("#page-1 figure svg").count() >= 2
        for width, within in ((1280, ""), (360, "#page-1 ")):
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate(
                f"[...document.querySelectorAll('{within}.scroll')]"
                ".filter(e => e.scrollWidth > e.clientWidth)"
                ".map(e => e.getAttribute('aria-labelledby'))"
            )
            assert wide == [], (path.name, width)


def test_on_paper_sources_are_unfolded(open_page, site):
    page = open_page(site.root / "reports" / "2022" / "ministries.vi.html")
    unfolded = page.locator("details.sources[open]")
    for event, count in (("beforeprint", 1), ("afterprint", 0)):
        page.evaluate(f"dispatchEvent(new Event('{event}'))")
        assert unfolded.count() == count
