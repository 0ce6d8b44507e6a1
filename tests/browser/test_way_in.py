"""The way in as a reader meets it: accessible, on a phone, by keyboard, without scripts."""

import measuring
import pytest

from pardx.data.spelling import slug
from pardx.language import LANGUAGES, page_file
from pardx.pages.site import refresh
from pardx.pages.site_facts import FORMS, scan
from pardx.pipeline.parameters import Parameters

pytestmark = pytest.mark.browser

SIDEWAYS = """[...document.querySelectorAll('.scroll'), document.documentElement]
    .some(frame => frame.scrollWidth > frame.clientWidth)"""
PAGES = ("index.html", "index.vi.html")
MORE = ("data.html", "data.vi.html", "provinces/can-tho.html", "provinces/can-tho.vi.html")


@pytest.fixture(scope="module")
def site(small_of):
    """Return the folder of a small site: one year, and the brief of Cần Thơ."""
    project = small_of({(2022, "par_index"): []})
    folder = project.root / "reports"
    for name in (*PAGES, "briefs/can-tho.vi.html", "briefs/can-tho.en.html"):
        path = folder / "2022" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("<!DOCTYPE html><title>x</title><p>x", "utf-8")
    refresh(project, Parameters())
    return folder


@pytest.fixture(scope="module")
def full(small_of):
    """Return the folder of a site with all that a province's page can have, in its widest form."""
    project = small_of({(2022, "par_index"): []})
    folder, names = project.root / "reports", ("par_index", "sipas", "dti_total", "pci_total")
    heads = [f"{name}_{part}" for name in names for part in ("rank", "places", "rank_is")]
    listed = scan(project).provinces

    def ranks(year, table, codes):
        path = folder / str(year) / "data" / f"{table}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = [",".join([code, *["63,63,counted"] * len(names)]) for code in sorted(codes)]
        path.write_text("\n".join([f"gso_code,{','.join(heads)}", *rows, ""]), "utf-8")

    for year in (2012, 2022, 2024):
        ranks(year, "ranking", {row["gso_code"] for row in listed})
    ranks(2024, "ranking_unit34", units := {row["unit34_code"] for row in listed})
    ranks(2025, "ranking", units)
    places = {row["slug"] for row in listed} | {slug(row["unit34"]) for row in listed}
    briefs = [f"briefs/{p}.{c}.{form}" for p in places for c in LANGUAGES for form in FORMS]
    for year in (2012, 2022, 2024, 2025):
        (folder / str(year) / "briefs").mkdir()
        for name in (*PAGES, *briefs):
            (folder / str(year) / name).write_text("", "utf-8")
    refresh(project, Parameters())
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_on_a_province_s_page_is_cut_beside_the_map(open_page, full, code):
    """Fault: the link to the brief and the warning above the table ran on beyond the column."""
    pages = sorted((full / "provinces").glob(page_file("*", code)))
    pages = [path for path in pages if (path.suffixes == [".html"]) == (code == "en")]
    page, cut = open_page(pages[0]), []
    for path in pages:
        page.goto(path.as_uri())
        for width in (1024, 1280, 1600):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate(SIDEWAYS):
                cut.append((path.name, width))
    assert len(pages) == 64
    assert cut == []


@pytest.mark.parametrize("name", [*PAGES, *MORE])
@pytest.mark.parametrize(
    ("width", "scheme"), [pytest.param(1280, "light", marks=pytest.mark.slow), (360, "dark")]
)
def test_axe_finds_no_violation_and_the_page_keeps_to_itself(open_page, site, name, width, scheme):
    page = open_page(site / name, width=width, color_scheme=scheme)
    assert measuring.violations(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert len(page.requests) == 1
    assert page.complaints == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("typed", ["can tho", "CẦN THƠ", "cantho", "92"])
def test_the_keyboard_alone_finds_a_brief(open_page, site, name, typed):
    page = open_page(site / name, width=360)
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "find":
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.type(typed)
    rows = page.locator("#list-provinces tbody tr:visible")
    assert rows.count() == (3 if "can" in typed.lower() or "CẦN" in typed else 1)
    assert page.locator("form [role=status]").inner_text().strip()
    page.keyboard.press("Enter")
    page.wait_for_url("**/provinces/can-tho*.html")
    page.get_by_role("link", name="2022", exact=False).last.click()
    page.wait_for_url("**/2022/briefs/can-tho.*.html")


@pytest.mark.parametrize(("typed", "own"), [("phu tho", "phu-tho"), ("Lâm Đồng", "lam-dong")])
def test_enter_leads_to_the_province_of_the_very_name_not_to_its_neighbour(
    open_page, site, typed, own
):
    """Hòa Bình, in Phú Thọ since July 2025, stands above it in the list."""
    page = open_page(site / "index.vi.html")
    page.locator("#find").fill(typed)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/provinces/{own}.vi.html")


def test_enter_opens_nothing_where_several_are_meant(open_page, site):
    page = open_page(site / "index.vi.html")
    page.locator("#find").fill("nam")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 1 + page.evaluate(
        "[...document.querySelectorAll('#list-provinces tbody tr')].findIndex(row => !row.hidden)"
    )
    assert page.url.endswith("index.vi.html")


@pytest.mark.parametrize(("typed", "found"), [("lam dong", 3), ("Huế", 1), ("soc trang", 1)])
def test_old_and_new_names_are_found(open_page, site, typed, found):
    """Lâm Đồng of July 2025 is three provinces; Huế was Thừa Thiên Huế."""
    page = open_page(site / "index.vi.html")
    page.locator("#find").fill(typed)
    assert page.locator("#list-provinces tbody tr:visible").count() == found
    assert page.locator(".map a.found").count() == found


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("tien giang", ["Tiền Giang", "Đồng Tháp từ tháng 7/2025"]),
        ("lam dong", ["Lâm Đồng", "Bình Thuận", "Đắk Nông"]),
        ("hue", ["Thừa Thiên Huế", "Huế từ tháng 7/2025"]),
        ("đồng bằng", ["An Giang", "Bạc Liêu", "Bắc Ninh", "Bến Tre", "Cà Mau"]),
        ("paris", []),
        ("", []),
    ],
)
def test_what_is_found_stands_under_the_box_on_a_phone(open_page, site, typed, offered):
    """Fault: a phone showed "1 of 63", and the province itself two screens below."""
    page = open_page(site / "index.vi.html", width=390)
    page.locator("#find").fill(typed)
    links = page.locator("form li a")
    assert links.all_inner_texts() == offered
    if offered:
        assert links.last.bounding_box()["y"] < page.viewport_size["height"]
        assert measuring.violations(page) == ""
        links.last.click()
        page.wait_for_url("**/provinces/*.vi.html")
        assert page.locator("h1").inner_text() in offered[-1]


def test_a_word_that_no_province_has_is_said_to_find_none(open_page, site):
    page = open_page(site / "index.html")
    page.locator("#find").fill("paris")
    assert page.locator("#list-provinces tbody tr:visible").count() == 0
    assert page.locator("form [role=status]").inner_text() == "No province matches."
    page.locator("#find").fill("")
    assert page.locator("#list-provinces tbody tr:visible").count() == 63
    assert page.locator(".map a.found").count() == 0


def test_without_scripts_all_provinces_stand_there(open_page, site):
    page = open_page(site / "index.vi.html", java_script_enabled=False)
    assert page.locator(".map a:visible").count() == 63
    page.locator("#all summary").click()
    assert page.locator("#list-provinces tbody tr:visible").count() == 63
    assert not page.locator("#find").is_visible()
