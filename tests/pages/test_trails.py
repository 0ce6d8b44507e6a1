"""One click behind a figure: pages of every used value with all that sources print."""

import re

import html5lib
import pandas as pd
import pytest

from pardx.data.clean import clean
from pardx.data.dictionary import load_dictionary
from pardx.pages.trails import SEVERAL, TOGETHER, traced, write_trails

SHOWN = [
    {
        "exhibit": "tab-ranking",
        "page": "academic.html",
        "title_en": "Ranking <1>",
        "title_vi": "Xếp hạng",
        "indicators": "par_index;sipas",
    }
]
RANK = "province,{},par_index,rank,{},rank,,{},{},{}"


@pytest.fixture(scope="module")
def project(small_of):
    lines = [
        RANK.format("Cần Thơ", 3, "seed-000-f18718", 0, "<script>alert(1)</script>"),
        RANK.format("Cần Thơ", 4, "baotintuc-vn-d98230", 1, ""),
        RANK.format("Huế", 1, "baotintuc-vn-d98230", 0, ""),
        "province,Huế,par_index,score,88.70,percent,,baotintuc-vn-d98230,0,",
    ]
    return small_of({(2022, "par_index"): lines})


def trails_of(project, year=2022, shown=()):
    cleaned = clean(load_dictionary(project), year)
    processed = project.processed(year)
    processed.mkdir(parents=True)
    for name in ("observations", "values", "bounds"):
        vars(cleaned)[name].to_parquet(processed / f"{name}.parquet")
    return write_trails(project, year, shown)


@pytest.fixture(scope="module")
def folder(project):
    gone = project.report(2022) / "trace" / "pci.html"
    gone.parent.mkdir(parents=True)
    gone.touch()
    pages = trails_of(project, shown=SHOWN)
    assert sorted(pages) == sorted(gone.parent.iterdir())
    return gone.parent


def test_a_page_per_table_and_language_and_an_index(project, folder):
    assert sorted(path.name for path in folder.iterdir()) == [
        "index.html",
        "index.vi.html",
        "par_index.html",
        "par_index.vi.html",
    ]
    assert traced(project, 2022) == {"par_index"}


def test_a_row_leads_from_the_used_value_to_each_source(folder):
    text = (folder / "par_index.html").read_text(encoding="utf-8")
    row = re.search(r"<tr><th scope=\"row\">Cần Thơ</th>.*?</tr>", text)[0]
    assert "<td>3</td><td>B <small>published over calculated</small></td>" in row
    assert '3 <a href="#s2">[2]</a> line 2' in row
    assert '4 <a href="#s1">[1]</a> line 3 (calculated)' in row
    assert '<li id="s1">Báo Tin tức (TTXVN), 17 April 2024 (Press): <a href="https://' in text
    assert "data/raw/2022/par_index.csv" in text


def test_a_score_that_nobody_printed_stands_as_a_bound(folder):
    text = (folder / "par_index.html").read_text(encoding="utf-8")
    bound = "<td>[\N{EN DASH}; 88.70]</td><td> <small class='long'>range only: implied by rank 3"
    assert bound.replace("'", '"') in text
    vietnamese = (folder / "par_index.vi.html").read_text(encoding="utf-8")
    assert "<td>[\N{EN DASH}; 88,70]</td>" in vietnamese
    assert "chỉ biết khoảng: suy từ thứ hạng 3" in vietnamese


def test_an_indicator_names_the_tables_and_figures_that_show_it(folder):
    text = (folder / "par_index.html").read_text(encoding="utf-8")
    link = '<a href="../academic.html#tab-ranking">Ranking &lt;1&gt;</a>'
    assert f"<p>Shown in: {link}</p>" in text
    vietnamese = (folder / "par_index.vi.html").read_text(encoding="utf-8")
    assert '<a href="../academic.vi.html#tab-ranking">Xếp hạng</a>' in vietnamese


def test_vietnamese_numbers_have_a_comma(folder):
    text = (folder / "par_index.vi.html").read_text(encoding="utf-8")
    assert "<td>88,70</td>" in text
    assert '<html lang="vi">' in text


@pytest.mark.parametrize("name", ["index", "index.vi", "par_index", "par_index.vi"])
def test_pages_are_whole_escaped_and_offline(folder, name):
    text = (folder / f"{name}.html").read_text(encoding="utf-8")
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    assert len(tree.findall(".//h1")) == 1
    assert all(head.get("scope") for head in tree.iter("th"))
    assert "alert(1)</script>" not in text
    assert not re.search(r"<(?:img|link|iframe)|src=", text)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    links = {link.get("href") for link in tree.iter("a")}
    assert {link[1:] for link in links if link.startswith("#")} <= {*ids}
    own = {link.partition("#")[0] for link in links if not link.startswith(("#", "http", "../"))}
    assert all((folder / link).exists() for link in own)


@pytest.mark.parametrize("name", ["index.html", "academic.html"])
def test_both_reports_lead_there_from_each_table_and_figure(built, name):
    report = built.report(2022)
    shown = (report / name).read_text(encoding="utf-8")
    links = set(re.findall(r'href="(trace/[^"#]+)(?:#([\w]+))?"', shown))
    assert links
    for page, anchor in links:
        text = (report / page).read_text(encoding="utf-8")
        assert not anchor or f'id="{anchor}"' in text
    exhibits = pd.read_csv(report / "data" / "exhibits.csv", keep_default_na=False)
    own = exhibits[exhibits.page == name]
    assert len(own)
    assert all(f'id="{one}"' in shown for one in own.exhibit)
    of_all = own.exhibit == "tab-flow"  # counts documents, of every indicator
    assert own.indicators[~of_all].str.len().all()


def test_no_name_of_several_units_stays_in_vietnamese(checkout_project):
    """Fault: "Trung bình 17 bộ", "Cả nước" and "Địa phương" on the English trails."""
    raw = [pd.read_csv(path, dtype=str) for path in checkout_project.raw.glob("2*/*.csv")]
    rows = pd.concat([table for table in raw if "level" in table])
    named = rows.entity[rows.level.isin(TOGETHER)].unique()
    assert len(named) > 5
    assert not [one for one in named if not any(re.fullmatch(said, one) for said in SEVERAL)]


def test_a_remark_of_many_rows_is_said_once(small_of):
    """Fault: one remark of 180 characters stood in each of 372 rows of a table page."""
    said = "listed as the lowest three"
    lines = [
        RANK.format(name, place, "seed-000-f18718", 0, f"{said}; par. 9")
        for name, place in (("Cần Thơ", 3), ("Huế", 1), ("Hà Nội", 2))
    ]
    folder = trails_of(small_of({(2022, "par_index"): lines}))[0].parent
    for name, text, first in (
        ("par_index.html", said, "par. 9"),
        ("par_index.vi.html", "được nêu là ba địa phương thấp nhất", "đoạn 9"),
    ):
        page = (folder / name).read_text(encoding="utf-8")
        assert page.count(text) == 1
        assert page.count(f"<br>a: {text}</caption>") == 1
        assert page.count(f"(a; {first})") == 3


def test_no_trail_is_heavier_than_a_page_may_be(built, small_of, checkout_project):
    """Fault: PAPI's Vietnamese page had 412 KB; only the English one was weighed."""
    heaviest = max(checkout_project.raw.glob("2*/*.csv"), key=lambda path: path.stat().st_size)
    year, lines = int(heaviest.parent.name), heaviest.read_text(encoding="utf-8").splitlines()
    pages = trails_of(small_of({(year, heaviest.stem): lines[1:]}), year)
    pages += (built.report(2022) / "trace").glob("*.html")
    assert {len(path.suffixes) for path in pages} == {1, 2}
    heavy = {path.name: path.stat().st_size for path in pages if path.stat().st_size > 400_000}
    assert heavy == {}
