import re
import shutil
from pathlib import Path

import html5lib
import pytest

import pardx
from pardx.commands import docs
from pardx.data.dictionary import load_dictionary
from pardx.errors import UsageError
from pardx.pages.data_dictionary import dictionary_page
from pardx.pages.docs import formula, render_text, write_docs
from pardx.pages.reference import reference
from pardx.pipeline.parameters import Parameters
from pardx.project import Project

ROOT = Path(__file__).resolve().parents[2]
HTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return the built documentation: file name -> text."""
    root = tmp_path_factory.mktemp("docs")
    shutil.copytree(ROOT / "docs", root / "docs")
    shutil.copytree(ROOT / "data" / "catalogue", root / "data" / "catalogue")
    (root / "data" / "raw").mkdir()
    for table in (ROOT / "data" / "raw").glob("*.csv"):
        shutil.copy(table, root / "data" / "raw")
    return {path.name: path.read_text("utf-8") for path in write_docs(Project(root), Parameters())}


def test_the_documentation_begins_with_the_architecture(site):
    assert [*site][:3] == ["architecture.html", "data-dictionary.html", "methods.html"]
    assert {"limits.html", "assumptions.html", "glossary.html", "performance.html"} <= site.keys()
    assert "api-pardx-stats.html" in site


def test_every_page_is_one_document_of_the_house(site):
    for name, text in site.items():
        page = html5lib.parse(text)
        assert page.get("lang") == "en", name
        assert len([*page.iter(f"{HTML}h1")]) == 1, name
        assert all(head.get("scope") == "col" for head in page.iter(f"{HTML}th")), name
        assert all(
            image.get("aria-label") for image in page.iter("{http://www.w3.org/2000/svg}svg")
        )


def test_no_page_asks_another_machine(site):
    for name, text in site.items():
        assert not re.search(r"""(?:src=|url\(|@import )["']?(?:https?:)?//""", text), name


def test_links_between_pages_lead_somewhere(site):
    for name, text in site.items():
        links = re.findall(r'href="([^":#]+)["#]', text)
        assert not [link for link in links if link not in site and link != "../index.html"], name


def test_the_dictionary_describes_every_indicator():
    dictionary = load_dictionary(Project(ROOT))
    text = dictionary_page(dictionary)
    assert not [name for name in dictionary.indicators.index if f"| {name} |" not in text]
    widths = {}
    for line in text.splitlines():
        if line.startswith("| ---"):
            widths = {line.count("|")}
        elif line.startswith("| ") and widths:
            assert {line.count("|")} == widths, line
        else:
            widths = {}


def test_the_reference_begins_with_all_that_the_package_offers():
    text = reference()["pardx"]
    offered = {*pardx.__all__} - {"plot"}
    assert {*re.findall(r"^### `pardx\.(\w+)`$", text, re.M)} == offered
    assert text.index("### `pardx.panel`") < text.index("## pardx.errors")
    assert ">>> one = panel(2022" in text
    assert "### `tile_map`" in text


def test_the_reference_has_functions_with_their_sections():
    text = reference()["pardx.stats"]
    assert "### `used_ranks`" in text
    assert "**Returns**" in text
    assert "_index_columns" not in text


def test_a_formula_is_drawn_alike_each_time_and_said_in_words():
    drawn = formula(r"a = \frac{b}{c}")
    assert drawn == formula(r"a = \frac{b}{c}")
    assert r'aria-label="a = \frac{b}{c}"' in drawn


def test_a_formula_finds_the_fonts_matplotlib_brings_when_its_list_does_not_name_them(
    monkeypatch, caplog
):
    from matplotlib.font_manager import fontManager

    from pardx.pages.docs import _know_fonts_of_matplotlib

    shared = [font for font in fontManager.ttflist if "mpl-data" not in font.fname]
    monkeypatch.setattr(fontManager, "ttflist", shared)
    fontManager._findfont_cached.cache_clear()
    _know_fonts_of_matplotlib.cache_clear()
    formula(r"\hat{\beta}_{17} = \sum_i \mathbf{x}_i")
    assert "findfont" not in caplog.text


def test_a_formula_stands_between_dollars_and_links_point_at_pages():
    text = "# T\n\n$$\nx^2\n$$\n\n[a](methods.md), [b](guides/add-a-year.md), [c](../limits.md)\n"
    page = render_text(text, name="t", menu={"t": "T"})
    assert "<svg" in page
    assert "$$" not in page
    found = re.findall(r'href="([\w-]+\.html)"', page)
    assert found == ["t.html", "methods.html", "add-a-year.html", "limits.html"]


def test_docs_takes_no_parameter():
    with pytest.raises(UsageError, match="takes no parameters, not YEAR"):
        docs({"YEAR": "2022"}, Project(ROOT))


@pytest.mark.parametrize("name", ["assumptions", "architecture", "performance"])
def test_files_that_a_page_names_exist(name):
    text = (ROOT / "docs" / f"{name}.md").read_text("utf-8")
    rooms = [path.parent.name for path in (ROOT / "src" / "pardx").glob("*/__init__.py")]
    named = re.findall(rf"`((?:{'|'.join(rooms)})/[\w/.]+|\w+\.py)`", text)
    roots = [ROOT, ROOT / "src" / "pardx", *(ROOT / "src" / "pardx" / room for room in rooms)]
    made = ("data/processed",)
    known = [n for n in named if n.startswith(made) or any((r / n).exists() for r in roots)]
    assert named == known


COMMANDS = (
    *("report", "reports", "site", "explain", "docs", "brief", "briefs", "pdf", "docx"),
    *("check-data", "trace", "import", "release", "replicate", "diff"),
    *("test", "test-slow", "bench", "lab", "lock", "outdated", "clean", "help"),
)
"""Of make in commit 694bd1c, before the pipeline was make's."""
OPTIONS = ("YEAR", "SEED", "DRAWS", "UPGRADE", "INDICATOR", "PROVINCE", "FILE", "SOURCE", "SCORE")
OPTIONS += ("RANK", "UNIT", "PERIOD", "DECIMAL", "LEVEL", "PREVIEW", "REPLACE", "FROM", "TO")
OPTIONS += ("ENGINE", "JOBS", "SCHEDULER")


def test_a_command_or_option_of_before_is_there_or_stands_under_gone():
    gone = (ROOT / "docs" / "architecture.md").read_text("utf-8").partition("## Gone, and why")[2]
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = re.findall(r"^([a-z-]+):.* ## ", makefile, re.MULTILINE)
    taken = " ".join(re.findall(r"^GIVEN \+?:?= (.*)$", makefile, re.MULTILINE)).split()
    lost = [name for name in COMMANDS if name not in targets and f"`make {name}`" not in gone]
    assert lost + [name for name in OPTIONS if name not in taken and f"`{name}=" not in gone] == []
