"""A brief as a document of Word: its parts, its languages, its bytes, and in LibreOffice."""

import functools
import io
import re
import shutil
import subprocess

import docx
import nbformat
import pytest
from lacking import lacking

from pardx.language import LANGUAGES, Language
from pardx.pages import word
from pardx.report import brief_evidence
from pardx.report import brief_exhibits as exhibits
from pardx.report.brief_exhibits import BLOCKS, Grid, Picture

OFFICES = ("soffice", "libreoffice")
PROVINCES = {"92": "complete", "74": "no PAR INDEX", "24": "PAPI in part"}


def executed(root, brief):
    """Return the notebook of briefs with an output, by its id alone, for each of its exhibits."""
    notebook = nbformat.read(root / "notebooks" / "45_brief.ipynb", 4)
    for cell in notebook.cells:
        shown = re.findall(r"brief_exhibits\.(\w+)\(facts(?:, \"([\w-]+)\")?\)", cell.source)
        made = [getattr(exhibits, name)(brief, *filter(None, id)) for name, *id in shown]
        ids = [one.id for one in made if one is not None]
        cell.outputs = [
            nbformat.v4.new_output("display_data", metadata={"pardx": {"id": one}}) for one in ids
        ]
    return notebook


@pytest.fixture(scope="module")
def made(brief_of, root):
    """Return a function from a language and a province of 2022 to its document, read again."""

    @functools.cache
    def make(lang, code="92"):
        brief = brief_of("2022", code)
        content = word.document(brief, Language(lang), executed(root, brief))
        return content, docx.Document(io.BytesIO(content))

    return make


def words(document):
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", PROVINCES, ids=PROVINCES.get)
def test_a_document_holds_what_the_pages_say(made, brief_of, lang, code):
    document, brief, language = made(lang, code)[1], brief_of("2022", code), Language(lang)
    said = words(document)
    for write in BLOCKS.values():
        block = write(brief, language)
        if isinstance(block, Grid | Picture):
            assert all(text in said for text in (block.words.title, block.words.subtitle))
        else:
            assert all(text in said for text in block.texts)
        for row in block.sheet.rows if isinstance(block, Grid) else ():
            assert all(cell.text in said and cell.detail in said for cell in row)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headings_are_headings_in_the_order_of_the_page(made, lang):
    document = made(lang)[1]
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles.count("Title") == 1
    heads = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert [head.partition(". ")[0] for head in heads] == [*word.ROMAN[:8]]
    first = {"en": "I. May be quoted", "vi": "I. Được trích dẫn"}
    assert heads[0] == first[lang]


def test_the_notebook_decides_the_order_and_may_show_an_exhibit_twice(brief_of, root):
    brief = brief_of("2022", "92")
    notebook = executed(root, brief)
    cells = {cell.id: cell for cell in notebook.cells}
    cells["method-en"].source = "## Caveats\n\nOf the method."
    chosen = ("sources-en", "sources", "method-en", "method-vi", "method", "peers", "peers")
    notebook.cells = [cells[name] for name in chosen]
    document = docx.Document(io.BytesIO(word.document(brief, Language("en"), notebook)))
    texts = [one.text for one in document.paragraphs if one.style.name != "Note"]
    assert texts[1] == "I. Sources"
    assert texts[3:5] == ["II. Caveats", "Of the method."]
    assert [text.partition(".")[0] for text in texts if text.startswith("Table")] == [
        *("Table 1", "Table 2", "Table 3"),
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_tables_have_a_caption_a_heading_row_and_alternative_text(made, lang):
    document = made(lang)[1]
    assert len(document.tables) == 6
    captions = [one.text for one in document.paragraphs if one.style.name == "Caption"]
    for number, table in enumerate(document.tables, 1):
        label = {"en": f"Table {number}. ", "vi": f"Bảng {number}. "}[lang]
        assert any(caption.startswith(label) for caption in captions)
        assert table._tbl.xpath("./w:tr[1]/w:trPr/w:tblHeader")
        assert table._tbl.xpath("./w:tblPr/w:tblCaption/@w:val")[0]
        assert all(cell.text.strip() for row in table.rows for cell in row.cells)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pictures_say_their_numbers_to_those_who_do_not_see_them(made, brief_of, lang):
    alts = [one._inline.docPr.get("descr") for one in made(lang)[1].inline_shapes]
    brief, language = brief_of("2022", "92"), Language(lang)
    wanted = [BLOCKS[id](brief, language) for id in ("fig-standing", "fig-place")]
    assert alts == [block.words.alt for block in wanted for _ in block.scenes]
    assert {"en": "26th of 63", "vi": "thứ 26/63"}[lang] in alts[0]


@pytest.mark.parametrize(("lang", "locale"), word.LOCALES.items())
def test_the_language_page_and_face_are_those_of_officials(made, lang, locale):
    document = made(lang)[1]
    assert document.styles.element.xpath(".//w:rPrDefault//w:lang/@w:val") == [locale]
    assert document.core_properties.language == locale
    assert document.core_properties.title
    page = document.sections[0]
    assert [round(side.mm) for side in (page.page_width, page.page_height)] == [210, 297]
    sides = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(side.mm) for side in sides] == [20, 20, 30, 15]
    used = [one.style for one in document.paragraphs]
    assert {style.font.name for style in used} == {"Times New Roman"}
    assert document.styles["Normal"].font.size.pt == 13


def test_equal_facts_give_equal_bytes(made):
    assert made("vi")[0] == made.__wrapped__("vi")[0]


def test_sources_lead_to_their_addresses(made, brief_of):
    document = made("vi")[1]
    links = {one._target for one in document.part.rels.values() if "hyperlink" in one.reltype}
    listed = brief_evidence.sources(brief_of("2022", "92"), Language("vi"))
    assert links == {one["url"] for one in listed if one["url"]}
    assert links


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_libreoffice_opens_a_document_and_sets_it_on_few_pages(made, tmp_path, lang):
    office = next(filter(None, map(shutil.which, OFFICES)), None)
    if not office:
        lacking(f"no LibreOffice here: install libreoffice-writer-nogui for {' or '.join(OFFICES)}")
    path = tmp_path / "brief.docx"
    path.write_bytes(made(lang)[0])
    own = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    command = [office, own, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, path]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    printed = (tmp_path / "brief.pdf").read_bytes()
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 5
