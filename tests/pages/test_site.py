"""The way in: facts from what exists, links that lead somewhere, and no work without need."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import html5lib
import pytest

from pardx.commands import main
from pardx.data.dictionary import load_dictionary
from pardx.data.geography import provinces
from pardx.data.reconcile import CONFLICTS
from pardx.language import Language
from pardx.pages.briefs import brief_slug
from pardx.pages.site import TABLES, refresh, render
from pardx.pages.site_facts import _rank, default_year, scan
from pardx.pipeline.parameters import Parameters
from pardx.project import PACKAGE
from pardx.report.findings import method_changes
from pardx.settings import settings
from pardx.stats import association, regression

CHOSEN = Parameters()

RANKING = "gso_code," + ",".join(
    f"{name}_{part}"
    for name in ("par_index", "sipas", "dti_total", "pci_total")
    for part in ("score", "rank", "places")
)
PARTS = ("p", "div", "nav", "table", "main")
PAGES = ("index.html", "index.vi.html")
MORE = ("data.html", "data.vi.html")


@pytest.fixture
def reports(small_project, print_table):
    """Return the files of two years, one brief, two pages of docs and a comparison."""
    for year in (2021, 2022, 2023):
        print_table(year, "par_index")
    folder = small_project.root / "reports"

    def put(name, text=""):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    for name in (*PAGES, "academic.html", "national.vi.html", "national.html", "trace/index.html"):
        put(f"2022/{name}")
    rows = ["92,84.1,26,63,,36.0,63,,,63,,19,62", f"01{',' * 7}0.7{',' * 5}", f"04{',' * 12}"]
    put("2022/data/ranking.csv", "\n".join([RANKING, *rows, ""]))
    put("2022/data/coverage.csv", "indicator,measure,n\npar_index,rank,1\nsipas,rank,0\n")
    put("2022/briefs/can-tho.vi.html")
    put("2022/briefs/can-tho.en.html")
    put("2022/briefs/can-tho.vi.pdf")
    put("2006/index.html")
    put("2006/index.vi.html")
    put("2006/data/ranking.csv", f"{RANKING}\n")
    put("docs/methods.html")
    put("changes/2021_2022/changes.csv")
    put("downloads/pardx-vietnam-2026-01-02.zip")
    return small_project


def read(project, name):
    text = (project.root / "reports" / name).read_text("utf-8")
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(text)


def words(element):
    return " ".join("".join(element.itertext()).split())


def row(tree, beginning):
    return next(r for r in tree.iter("tr") if words(r).startswith(beginning))


def test_facts_are_counted_from_results(reports):
    facts = scan(reports)
    assert [year.year for year in facts.years] == [2022, 2006]
    counts = facts.years[0].counts
    assert (counts["par_index"], counts["sipas"], counts["dti_total"]) == (1, 1, 1)
    assert counts["papi_d8_egovernance"] == 0
    assert facts.years[0].indicators == 1
    assert facts.ranked == 2022
    assert facts.ranks[2022]["92"] == {
        "par_index": "26/63",
        "sipas": "36/63",
        "dti_total": "",
        "pci_total": "19/62",
    }
    assert len(facts.provinces) == 63
    assert sum(facts.documents.values()) > 300


def test_the_way_in_shows_the_latest_year_that_is_well_known():
    def year(number, par_index, dti_total):
        counts = {"par_index": par_index, "dti_total": dti_total}
        return SimpleNamespace(year=number, counts=counts, merged=number >= 2025)

    sparse = [year(2025, 0, 0), year(2024, 26, 6), year(2023, 49, 16)]
    assert default_year([*sparse, year(2022, 45, 63), year(2021, 63, 63)]) == 2022
    assert default_year(sparse) == 2024
    assert default_year(sparse[:1]) == 0


def test_a_year_without_a_page_is_not_told(reports):
    (reports.root / "reports" / "2023" / "data").mkdir(parents=True)
    assert [year.year for year in scan(reports).years] == [2022, 2006]


def test_files_of_briefs_are_named_as_the_page_looks_for_them(small_project):
    made = {row["gso_code"]: row["slug"] for row in scan(small_project).provinces}
    for code in provinces(small_project).index:
        assert made[code] == brief_slug(small_project, Parameters(2022, PROVINCE=code))


@pytest.mark.parametrize(
    "name", [*PAGES, *MORE, "provinces/can-tho.html", "provinces/can-tho.vi.html"]
)
def test_every_link_leads_to_a_file_and_every_anchor_to_an_id(reports, name):
    refresh(reports, CHOSEN)
    tree, here = read(reports, name), (reports.root / "reports" / name).parent
    addresses = {a.get("href") for a in tree.iter("a")}
    ids = {e.get("id") for e in tree.iter()} - {None}
    local = {href for href in addresses if not href.startswith(("https://", "#"))}
    missing = {href for href in local if not (here / href.split("#")[0]).resolve().is_file()}
    assert not missing
    assert {href[1:] for href in addresses if href.startswith("#")} <= ids


def test_data_and_methods_are_offered_on_a_page_of_their_own(reports):
    refresh(reports, CHOSEN)
    for name in MORE:
        there = {a.get("href") for a in read(reports, name).iter("a")}
        assert {"2022/data/ranking.csv", "docs/methods.html"} <= there
        assert "downloads/pardx-vietnam-2026-01-02.zip" in there
        assert "changes/2021_2022/changes.csv" in there


def test_the_way_in_and_the_report_tell_the_same_changes_of_a_year(reports):
    """Fault: "no change of method is recorded for 2025" beside a report that listed some."""
    folder = reports.root / "reports" / "2025"
    (folder / "data").mkdir(parents=True)
    (folder / "index.html").write_text("", "utf-8")
    (folder / "data" / "ranking.csv").write_text(f"{RANKING}\nu34-92{',' * 12}\n", "utf-8")
    refresh(reports, CHOSEN)
    said = words(read(reports, "data.html").find(".//main"))
    box = method_changes(load_dictionary(reports), 2025).write(Language("en")).html
    told = [words(item) for item in html5lib.parseFragment(box, namespaceHTMLElements=False)[0]]
    assert told[0] == "Change of units in 2025"
    assert "34 provinces and cities" in told[1] and told[1].endswith(
        "No change of method is recorded."
    )
    assert told[1].removesuffix("No change of method is recorded.") in said
    assert "For 2025 the units changed, and no change of method is recorded" in said


def test_an_analyst_finds_what_the_columns_mean_and_how_to_get_what_a_copy_lacks(reports):
    """Fault: "the data dictionary explains each column", without a link and not in the copy."""
    refresh(reports, CHOSEN)
    assert "make docs" not in words(read(reports, "data.html").find(".//main"))
    for name in ("docs", "downloads"):
        shutil.rmtree(reports.root / "reports" / name)
    refresh(reports, CHOSEN)
    said = words(read(reports, "data.html").find(".//main"))
    assert all(f"make {how}" in said for how in ("docs", "panel", "release"))


HEADS = {
    "ranking": [*RANKING.split(","), "province", "region"],
    "conflicts": CONFLICTS,
    "associations": association.COLUMNS,
    "models": regression.COLUMNS,
}


def explained(project):
    """Return the columns of each table that the page of data explains, in both languages."""
    refresh(project, CHOSEN)
    told = {name: {} for name in TABLES}
    for page in MORE:
        for line in [*read(project, page).find(".//*[@id='columns']").iter("tr")][1:]:
            columns, files, meaning = map(words, line)
            for file in files.split(", "):
                for column in columns.split(", "):
                    told[file.removesuffix(".csv")].setdefault(column, []).append(meaning)
    return told


def test_columns_of_the_tables_offered_are_explained_in_both_languages(reports):
    for name, head in HEADS.items():
        path = reports.root / "reports" / "2023" / "data" / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(",".join(head) + "\n", "utf-8")
    told = explained(reports)
    ends = {f"<index>_{end}" for end in ("score", "rank", "places")}
    assert set(told["ranking"]) == {"gso_code", "province", "region", *ends}
    assert all(set(told[name]) == set(HEADS[name]) for name in HEADS if name != "ranking")
    assert set(told["coverage"]) == {"indicator", "measure", "n"}
    assert told["coverage"]["n"] != told["models"]["n"], "provinces with a value, observations"
    assert all(len({*said}) == 2 for table in told.values() for said in table.values())


@pytest.mark.slow
def test_every_column_of_every_table_that_is_offered_is_explained(copied):
    told = explained(copied)
    for name in TABLES:
        text = (copied.root / "reports" / "2022" / "data" / f"{name}.csv").read_text("utf-8")
        head = text.partition("\n")[0].split(",")
        indices = "|".join(settings(copied).headline)
        known = {re.sub(f"^({indices})_", "<index>_", column) for column in head}
        assert known <= set(told[name]), f"{name}: complete columns.csv"


def test_every_province_and_every_new_unit_has_a_page(reports):
    refresh(reports, CHOSEN)
    folder = reports.root / "reports" / "provinces"
    named = {path.name.split(".")[0] for path in folder.glob("*.html")}
    assert len(named) == 64, "the 63, and Huế, whose name is new"
    assert {"can-tho", "hue", "thua-thien-hue"} <= named
    page = words(read(reports, "provinces/hau-giang.html").find("body"))
    assert "Since 1 July 2025, Cần Thơ unites it with: Cần Thơ, Sóc Trăng." in page
    can_tho = read(reports, "provinces/can-tho.html")
    cells = [words(cell) for cell in row(can_tho, "2022")]
    assert cells == ["2022", "26/63", "36/63", "–", "19/62", "Brief 2022"]


def classes(tree, kind):
    """Return the names of the tiles, and of the key, that have a class."""
    return [words(one) for one in tree.iter("a") if kind in one.get("class", "").split()]


def test_a_province_s_page_opens_with_its_latest_brief_then_its_ranks(reports):
    refresh(reports, CHOSEN)
    main_part = read(reports, "provinces/can-tho.vi.html").find(".//main")
    order = [one.get("class") or one.tag for one in main_part.iter() if one.tag in PARTS]
    assert order.index("latest") < order.index("table") < order.index("map")
    (latest,) = (one for one in main_part.iter("div") if one.get("class") == "latest")
    links = [(words(one), one.get("href")) for one in latest.iter("a")]
    assert links[0] == ("Bản tóm tắt 2022", "../2022/briefs/can-tho.vi.html")
    assert links[1] == ("PDF 2022", "../2022/briefs/can-tho.vi.pdf")


@pytest.mark.parametrize("code", ["", ".vi"])
def test_a_province_s_page_leads_to_the_province_in_a_year_s_report(reports, code):
    refresh(reports, CHOSEN)
    there = [a.get("href") for a in read(reports, f"provinces/can-tho{code}.html").iter("a")]
    assert f"../2022/index{code}.html#u-92" in there


def test_ranks_by_year_name_the_changes_of_method_between_them(reports):
    """Fault: PAR INDEX 42 of 2023 above 22 of 2024, and nothing but "may not be comparable"."""
    folder = reports.root / "reports" / "2020"
    (folder / "data").mkdir(parents=True)
    (folder / "index.html").write_text("", "utf-8")
    refresh(reports, CHOSEN)
    page = read(reports, "provinces/can-tho.vi.html")
    assert "đổi phương pháp" not in words(page.find(".//caption")), "one year is shown"
    ranks = "92,,30,63,,,63,,,63,,21,63"
    (folder / "data" / "ranking.csv").write_text(f"{RANKING}\n{ranks}\n", "utf-8")
    refresh(reports, CHOSEN)
    said = words(read(reports, "provinces/can-tho.vi.html").find(".//caption"))
    assert "PAR INDEX (2022); PCI (2021)." in said, "of SIPAS and DTI one year is shown, or none"


@pytest.mark.parametrize(("slug", "merged"), [("can-tho", True), ("ha-noi", False)])
def test_years_before_a_merger_are_said_to_be_of_the_former_province(reports, slug, merged):
    """Fault: Cà Mau, 20 of 63 in 2024, stood under the name the merged unit bears too."""
    table = reports.root / "reports" / "2022" / "data" / "ranking.csv"
    both = "".join(f"{code},84.1,26,63,,36.0,63,,,63,,19,62\n" for code in ("92", "01"))
    table.write_text(f"{RANKING}\n{both}", "utf-8")
    refresh(reports, CHOSEN)
    said = words(read(reports, f"provinces/{slug}.vi.html").find(".//caption"))
    assert ("Các dòng không ghi chú là số liệu của Cần Thơ (cũ)" in said) == merged


@pytest.mark.parametrize(
    ("noise", "said"),
    [
        ("", "dưới 10 bậc là mức dao động thông thường"),
        ("par_index,9\npapi_d8_egovernance,17\n", "dưới 9 bậc là mức dao động thông thường"),
        ("par_index,12\npci_total,9\n", "dưới 9 đến 12 bậc, tùy chỉ số và năm, là mức dao động"),
    ],
)
def test_small_changes_of_rank_are_said_to_be_usual(reports, noise, said):
    """Fault: Đồng Tháp, 5th of 63, then 9th, without the remark that its brief makes on it."""
    folder = reports.root / "reports"
    (folder / "2022" / "data" / "noise.csv").write_text(f"indicator,band\n{noise}", "utf-8")
    refresh(reports, CHOSEN)
    assert said in words(read(reports, "provinces/ha-noi.vi.html").find(".//caption"))


def test_a_brief_promises_what_it_has(reports):
    """Fault: "ranks, scores, strengths" stood over the brief of a unit without any result."""
    folder = reports.root / "reports" / "2025"
    (folder / "data").mkdir(parents=True)
    (folder / "briefs").mkdir()
    (folder / "data" / "ranking.csv").write_text(f"{RANKING}\nu34-92{',' * 12}\n", "utf-8")
    (folder / "briefs" / "can-tho.en.html").write_text("", "utf-8")
    refresh(reports, CHOSEN)
    latest = read(reports, "provinces/can-tho.html").find(".//div[@class='latest']")
    assert [words(one) for one in latest] == [
        "Brief 2025Two pages, without a rank of 2025: what was published before, what may be "
        "quoted, and what is missing.",
        "Brief 2022Two pages: ranks and scores, where it stands out, and what may be quoted.",
    ]


def test_a_year_s_report_without_a_rank_of_a_province_is_a_row_of_dashes(reports):
    """Fault: 2024 was missing on the page of Tiền Giang, as if no report had been made."""
    refresh(reports, CHOSEN)
    line = row(read(reports, "provinces/tien-giang.html"), "2022")
    assert [words(cell) for cell in line] == ["2022", *["–"] * 5]
    assert line.find(".//a").get("href") == "../2022/index.html"
    new = words(read(reports, "provinces/hue.html").find("body"))
    assert "2022" not in new, "there was no unit of this name"


def test_officials_find_ministries_and_the_newest_figures_on_digital_government(reports):
    """Ministries of the newest year that ranks some: 2022, though 2023 has a page on others."""
    folder = reports.root / "reports"
    for name in ("2023/index.html", "2023/ministries.html", "2022/ministries.html"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("", "utf-8")
    (folder / "2006" / "national.html").write_text("", "utf-8")
    ranked = "year,indicator,list,entity,rank\n2022,par_index,all,Bộ Tài chính,3\n"
    for year in (2022, 2023):
        table = folder / str(year) / "data" / "ministries.csv"
        table.parent.mkdir(exist_ok=True)
        table.write_text(ranked, "utf-8")
    refresh(reports, CHOSEN)
    doors = next(one for one in read(reports, "index.html").iter("ul") if one.get("class"))
    officials, _, journalists = ([a.get("href") for a in door.iter("a")] for door in doors)
    assert officials == [
        "2022/index.html",
        "#all",
        "2022/ministries.html",
        "2022/national.html",
    ]
    assert journalists == ["2022/index.html#says", "2022/trace/index.html"]


def test_a_newer_report_with_ranks_is_a_step_away_though_another_year_is_shown(reports):
    """Fault: who asked for the newest ranks met 2022, and found 2024 below map and list."""
    folder = reports.root / "reports" / "2023"
    (folder / "data").mkdir(parents=True)
    (folder / "index.html").write_text("", "utf-8")
    facts = replace(scan(reports), ranked=2022)
    bare = render(facts, Language("en"), "site.html.j2", "index")
    assert "Newest ranks" not in bare
    counts = "92,84.1,26,63,,36.0,63,,,63,,19,62"
    (folder / "data" / "ranking.csv").write_text(f"{RANKING}\n{counts}\n", "utf-8")
    facts = replace(scan(reports), ranked=2022)
    page = render(facts, Language("en"), "site.html.j2", "index")
    assert '<a href="2023/index.html">Newest ranks: report 2023</a>' in page
    assert '<a href="2023/index.html#says">What may be quoted of 2023, and what not</a>' in page
    assert "In 2022, the latest year of which most ranks are known, first were:" not in bare


@pytest.mark.parametrize(
    ("name", "own", "mates"),
    [
        ("can-tho", ["Cần Thơ"], ["Hậu Giang", "Sóc Trăng"]),
        ("hau-giang", ["Hậu Giang"], ["Sóc Trăng", "Cần Thơ"]),
        ("ha-noi", ["Hà Nội"], []),
        ("hue", ["TT Huế"], []),
    ],
)
def test_the_own_tile_is_ringed_and_those_united_with_it_are_marked(reports, name, own, mates):
    refresh(reports, CHOSEN)
    tree = read(reports, f"provinces/{name}.html")
    assert classes(tree, "own") == own
    assert sorted(classes(tree, "mate")) == sorted(mates)
    assert len(classes(tree, "t")) == 63


def test_a_year_of_34_units_shows_the_unit_on_the_pages_of_all_its_names(reports):
    folder = reports.root / "reports" / "2025"
    (folder / "data").mkdir(parents=True)
    (folder / "briefs").mkdir()
    (folder / "index.html").write_text("", "utf-8")
    rows = f"{RANKING}\nu34-92,,,,,,,,,,65.1,12,34\nu34-46{',' * 12}\n"
    (folder / "data" / "ranking.csv").write_text(rows, "utf-8")
    (folder / "briefs" / "can-tho.en.html").write_text("", "utf-8")
    refresh(reports, CHOSEN)
    for name, brief in (("can-tho", "Brief 2025"), ("hau-giang", "Brief 2025 (Cần Thơ)")):
        line = row(read(reports, f"provinces/{name}.html"), "2025")
        assert [words(cell) for cell in line][1:] == ["–", "–", "–", "12/34", brief]
        assert words(line[0]) == "2025Cần Thơ since July 2025"


def test_a_year_with_two_tables_shows_the_unit_s_rank_among_the_34(reports):
    """Fault: Lào Cai's page had a dash for DTI 2024, of which its unit is 14th of 34."""
    row = f"u34-92{',' * 8}14,34{',' * 3}"
    path = reports.root / "reports/2022/data/ranking_unit34.csv"
    path.write_text(f"{RANKING}\n{row}\n", "utf-8")
    refresh(reports, CHOSEN)
    for name in ("can-tho", "hau-giang"):
        html = (reports.root / f"reports/provinces/{name}.vi.html").read_text("utf-8")
        assert "Cần Thơ, bảng 34 tỉnh, thành phố" in html and "14/34" in html
        assert 'href="../2022/index.vi.html#tab-ranks-34"' in html
    html = (reports.root / "reports/provinces/ha-noi.vi.html").read_text("utf-8")
    assert "bảng 34 tỉnh" not in html


def test_every_map_of_a_page_is_drawn_by_one_template():
    places = [path for path in PACKAGE.rglob("*.j2") if "grid-area:{{" in path.read_text("utf-8")]
    assert [path.name for path in places] == ["tiles.html.j2"]


def test_each_language_leads_to_its_own_pages(reports):
    refresh(reports, CHOSEN)
    english, vietnamese = (read(reports, name) for name in PAGES)
    assert (english.get("lang"), vietnamese.get("lang")) == ("en", "vi")
    links = [{a.get("href") for a in tree.iter("a")} for tree in (english, vietnamese)]
    assert "2022/briefs/can-tho.en.html" in links[0]
    assert {"2022/briefs/can-tho.vi.html", "2022/briefs/can-tho.vi.pdf"} <= links[1]
    assert "2022/academic.html" in links[0]
    assert not {"2022/academic.html", "2022/academic.vi.html"} & links[1]


def test_the_page_tells_what_a_province_and_a_year_have(reports):
    refresh(reports, CHOSEN)
    english, vietnamese = (read(reports, name) for name in PAGES)
    can_tho = [words(cell) for cell in row(english, "Cần Thơ")]
    assert can_tho == ["Cần Thơ", "Cần Thơ", "26/63", "36/63", "–", "19/62", "2022 Cần Thơ"]
    assert words(row(vietnamese, "Cần Thơ")[6]) == "2022 Cần ThơPDF 2022 Cần Thơ"
    assert words(row(english, "Hà Nội")[6]) == "–"
    assert "not made yet" not in words(english.find("body"))
    year = [words(cell) for cell in row(english, "Report 2022")]
    assert year[:-1] == ["Report 2022", "1/63", "1/63", "1/63", "–", "–", "1/63", "1"]
    assert "Decision 876/QĐ-BNV" in words(read(reports, "data.html").find("body"))


def test_the_newest_brief_is_offered_whatever_year_is_shown(reports):
    """Fault: a dash, "not collected", stood for provinces whose briefs are of other years."""
    for year in (2006, 2025):
        folder = reports.root / "reports" / str(year)
        (folder / "briefs").mkdir(parents=True)
        (folder / "data").mkdir(exist_ok=True)
    folder = reports.root / "reports"
    (folder / "2006" / "briefs" / "ha-noi.en.html").write_text("", "utf-8")
    for name in ("phu-tho", "can-tho"):
        (folder / "2025" / "briefs" / f"{name}.en.html").write_text("", "utf-8")
    (folder / "2025/data/ranking.csv").write_text(f"{RANKING}\nu34-92{',' * 12}\n", "utf-8")
    refresh(reports, CHOSEN)
    tree = read(reports, "index.html")
    said = {name: words(row(tree, name)[6]) for name in ("Hà Nội", "Hòa Bình", "Phú Thọ", "Cần")}
    assert said == {
        "Hà Nội": "2006 Hà Nội",
        "Hòa Bình": "2025 (Phú Thọ) Hòa Bình",
        "Phú Thọ": "2025 Phú Thọ",
        "Cần": "2025 Cần Thơ",
    }
    caption = words(tree.find(".//table[@id='list-provinces']/caption"))
    assert "Ranks of 2022" in caption and "Brief: the newest one, with its year" in caption


def test_the_way_in_names_its_year_and_its_first(reports):
    path = reports.root / "reports" / "2022" / "data" / "ranking.csv"
    rows = (
        f"province,{RANKING}\nQuảng Ninh,22,90.1,1.0,63,87.59,1,63,,2,63,72.95,1,63\n"
        "Đà Nẵng,48,87,5,63,,,63,0.8002,1,63,,,63\n"
    )
    path.write_text(rows, "utf-8")
    refresh(reports, CHOSEN)
    said = words(read(reports, "index.vi.html").find("body"))
    assert "Đứng đầu năm 2022: Quảng Ninh, PAR INDEX (90,10%); Quảng Ninh, SIPAS (87,59%)" in said
    assert "Đà Nẵng, DTI (0,8002); Quảng Ninh, PCI (72,95 điểm)" in said


@pytest.mark.parametrize("name", PAGES)
def test_the_way_in_is_read_in_a_minute(reports, name):
    refresh(reports, CHOSEN)
    tree = read(reports, name)
    for kind in ("script", "style", "table", "details", "figure", "nav"):
        for parent in list(tree.iter()):
            for child in [one for one in parent if one.tag == kind]:
                parent.remove(child)
    assert len(words(tree.find("body")).split()) <= 250


def test_vietnamese_names_stand_in_their_alphabet(reports):
    refresh(reports, CHOSEN)
    tree = read(reports, "index.vi.html")
    table = next(t for t in tree.iter("table") if t.get("id") == "list-provinces")
    names = [words(r[0]) for r in table.find("tbody")]
    places = [
        next(i for i, name in enumerate(names) if name.startswith(wanted))
        for wanted in ("An Giang", "Bạc Liêu", "Cà Mau", "Cần Thơ", "Đà Nẵng", "Gia Lai", "Yên Bái")
    ]
    assert places == sorted(places)


def test_nothing_is_written_over_nothing(small_project):
    assert refresh(small_project, CHOSEN) == []
    assert not (small_project.root / "reports").exists()


@pytest.mark.parametrize("code", ["en", "vi"])
def test_a_bare_tree_still_makes_a_page(reports, code):
    for name in ("2022", "docs", "changes", "downloads"):
        shutil.rmtree(reports.root / "reports" / name)
    html = render(scan(reports), Language(code))
    told = re.sub(r"(?s)<(style|script).*?</\1>", "", html)
    assert not re.search(r"\bNone\b|\bnan\b|\{\w+\}", told)


def test_a_refresh_imports_nothing_heavy(reports):
    code = (
        "import sys; from pathlib import Path; from pardx.project import Project; "
        "from pardx.pipeline.parameters import Parameters; from pardx.pages.site import refresh; "
        "made = refresh(Project(Path(sys.argv[1])), Parameters()); "
        "print(len(made), *{'pandas', 'nbconvert', 'numpy'} & sys.modules.keys())"
    )
    command = [sys.executable, "-c", code, str(reports.root)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(2 * (2 + 64))]


def test_briefs_are_of_the_latest_two_years_with_par_or_of_the_one_asked_for(
    reports, print_table, run_pardx
):
    print_table(2024, "pci")

    def planned(*given):
        said = run_pardx(reports, "site", *given, MAKEFLAGS="n")
        return re.findall(r"pardx\.pipeline\.steps (pages|briefs) YEAR=(\d+)", said.stdout), said

    steps, _ = planned()
    assert [year for name, year in steps if name == "pages"] == ["2021", "2022", "2023", "2024"]
    assert {year for name, year in steps if name == "briefs"} == {"2022", "2023"}
    assert ("briefs", "2021") in planned("YEAR=2021")[0]
    assert ("briefs", "2022") not in planned("YEAR=2021")[0]
    assert "no data for YEAR=1999" in planned("YEAR=1999")[1].stderr


def test_the_command_refuses_a_province(reports, monkeypatch, capsys):
    monkeypatch.setenv("PARDX_ROOT", str(reports.root))
    monkeypatch.delenv("MAKEFLAGS", raising=False)
    assert main(["site", "PROVINCE=92"]) == 2
    assert "make site takes no PROVINCE" in capsys.readouterr().err


@pytest.mark.parametrize(("said", "shown"), [("printed", "54/63"), ("counted", "54/63*")])
def test_a_rank_that_no_source_prints_is_marked(said, shown):
    """Fault: Lâm Đồng's page had PCI 2012 as 54/63; two ranks of that year are printed."""
    row = {"pci_total_rank": "54.0", "pci_total_places": "63", "pci_total_rank_is": said}
    assert _rank(row, "pci_total") == shown
