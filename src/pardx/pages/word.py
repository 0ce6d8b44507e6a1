"""A brief as a document of Word: the words, tables and chart of its pages, to be worked on.

Set as Vietnamese administrative documents are (Nghị định 30/2020/NĐ-CP, Phụ lục I): A4, Times New
Roman 13, margins 20, 20, 30 and 15 mm, sections in Roman numerals, page numbers centred at the
top from the second page. It bears no national motto, number or signature: it is not one of them.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from pardx.language import LANGUAGES, Language
from pardx.pages.briefs import brief_page
from pardx.pages.rendering import cells_in, filled, read_executed
from pardx.pipeline.parameters import Parameters
from pardx.pipeline.records import Step
from pardx.pipeline.session import Run
from pardx.project import Project
from pardx.provenance import write_atomically
from pardx.report.brief_exhibits import BLOCKS, Block, Grid, Picture
from pardx.report.brief_facts import Brief
from pardx.report.exhibit import Words
from pardx.report.painting import painted
from pardx.report.tables import Cell, Sheet

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph
    from nbformat import NotebookNode

FACE = "Times New Roman"
BODY, SMALL, FINE = 13, 11, 9.5
"""Points: of running text, of tables, and of notes."""

LOCALES = {"vi": "vi-VN", "en": "en-GB"}
"""Languages as Word names them; another is named by its code alone."""

TEXT_WIDTH = 165
"""Millimetres between the margins."""
WIDE = 6
"""Columns from which on a table is set in smaller letters."""
LONG = 14
"""Rows from which a table may break between pages."""

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""Date of every file in the archive: equal content gives equal bytes."""


def write_documents(project: Project, parameters: Parameters) -> list[Path]:
    """Write a brief as ``.docx`` beside its pages, in each language.

    Parameters
    ----------
    project : Project
        The checkout, with the brief of the year made.
    parameters : Parameters
        With the province.

    Returns
    -------
    list of Path
        The files.
    """
    brief = Run(parameters, project).unsaved_brief()
    book = Step("45_brief", parameters.YEAR, parameters.PROVINCE)
    notebook = read_executed(project.executed(book.year, book.stem))
    made = []
    for code in LANGUAGES:
        made.append(brief_page(project, parameters, code).with_suffix(".docx"))
        write_atomically(made[-1], document(brief, Language(code), notebook))
    return made


def document(brief: Brief, lang: Language, notebook: NotebookNode) -> bytes:
    """Set a brief as a document, in the order of its notebook.

    Parameters
    ----------
    brief : Brief
        The facts.
    lang : Language
        Its language.
    notebook : NotebookNode
        Executed; a piece of :data:`pardx.report.brief_exhibits.BLOCKS` is set as on the pages.

    Returns
    -------
    bytes
        Of a ``.docx`` file, equal for equal facts.
    """
    made = docx.Document()
    _set_up(made, brief.title(lang), lang)
    made.add_paragraph(brief.title(lang), style="Title")
    counts: Counter[str] = Counter()
    for cell in filled(cells_in(notebook, lang.code)):
        if cell.cell_type == "markdown" and not cell.id.startswith("title-"):
            _add_markdown(made, cell.source, lang, counts)
        for output in cell.get("outputs", []):
            shown = output.get("metadata", {}).get("pardx", {}).get("id")
            if shown in BLOCKS:
                _add_block(made, BLOCKS[shown](brief, lang), lang, counts)
    buffer = io.BytesIO()
    made.save(buffer)
    return _undated(buffer)


def _add_markdown(made: Document, source: str, lang: Language, counts: Counter[str]) -> None:
    """Add a heading, numbered in Roman, and what else a cell of text says."""
    for block in filter(None, map(str.strip, source.split("\n\n"))):
        if block.startswith("## "):
            number = ROMAN[counts["section"]]
            counts["section"] += 1
            heading = block.removeprefix("## ")
            made.add_heading(lang("{number}. {text}", number=number, text=heading), 1)
        else:
            made.add_paragraph(block)


# Pieces


def _add_block(made: Document, block: Block, lang: Language, counts: Counter[str]) -> None:
    """Add a piece of a brief: sentences, a table, or a picture."""
    if isinstance(block, Grid):
        _add_table(made, block.sheet, block.words, lang, counts)
    elif isinstance(block, Picture):
        _add_picture(made, block, lang, counts)
    else:
        for text in block.texts:
            made.add_paragraph(text, style="List Bullet" if block.listed else None)


def _add_picture(made: Document, block: Picture, lang: Language, counts: Counter[str]) -> None:
    """Add drawings with their alternative text, the caption below."""
    paragraph = made.add_paragraph(style="Figure")
    width = min(80, TEXT_WIDTH / len(block.scenes) - 4)
    for scene in block.scenes:
        picture = paragraph.add_run().add_picture(painted(scene), width=Mm(width))
        picture._inline.docPr.set("descr", block.words.alt)
        picture._inline.docPr.set("title", block.words.title)
    counts["figure"] += 1
    caption = lang("Figure {n}. {title}", n=counts["figure"], title=block.words.title)
    _add_caption(made, caption, block.words, keep=False)


def _add_table(
    made: Document, sheet: Sheet, words: Words, lang: Language, counts: Counter[str]
) -> None:
    """Add a table under its caption: a heading row that recurs, rows that stay whole."""
    counts["table"] += 1
    caption = lang("Table {n}. {title}", n=counts["table"], title=words.title)
    _add_caption(made, caption, words, keep=True)
    table = made.add_table(rows=0, cols=len(sheet.head), style="Table Grid")
    table.autofit = False
    described = {"w:tblCaption": words.title, "w:tblDescription": words.subtitle or words.title}
    for name, text in described.items():
        table._tbl.tblPr.append(_element(name, **{"w:val": text}))
    rows = [tuple(Cell(name) for name in sheet.head), *sheet.rows]
    together = len(rows) if len(rows) < LONG else 2
    widths = [Mm(width) for width in _widths(rows)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for place, row in enumerate(rows):
        added = table.add_row()
        for name in ("w:cantSplit", *(("w:tblHeader",) if place == 0 else ())):
            added._tr.get_or_add_trPr().append(_element(name))
        for column, (cell, target) in enumerate(zip(row, added.cells, strict=True)):
            target.width = widths[column]
            paragraph = _fill(target, cell, bold=place == 0, right=column in sheet.numeric)
            paragraph.style = "Table Fine" if len(sheet.head) > WIDE else "Table Text"
            paragraph.paragraph_format.keep_with_next = place + 1 < together
    for note in words.notes:
        made.add_paragraph(note, style="Note")


def _widths(rows: list[tuple[Cell, ...]]) -> list[float]:
    """Share the text's width among columns, in mm: no word broken, long texts in lines."""
    letter = 2.2 if len(rows[0]) > WIDE else 2.7

    def longest(text: str) -> int:
        return max(map(len, text.split(" ")), default=0)

    columns = [
        [text for cell in column for text in (cell.plain, cell.detail)]
        for column in zip(*rows, strict=True)
    ]
    least = [letter * max(map(longest, column)) + 4 for column in columns]
    whole = [letter * min(max(map(len, column)), 40) for column in columns]
    rest = max(TEXT_WIDTH - sum(least), 0)
    wants = [max(want - own, 0.1) for want, own in zip(whole, least, strict=True)]
    wide = [own + rest * want / sum(wants) for own, want in zip(least, wants, strict=True)]
    return [TEXT_WIDTH * one / sum(wide) for one in wide]


def _add_caption(made: Document, caption: str, words: Words, *, keep: bool) -> None:
    said = made.add_paragraph(style="Caption")
    said.paragraph_format.keep_with_next = keep
    said.add_run(caption).bold = True
    if words.subtitle:
        said.add_run(f"\n{words.subtitle}").italic = True


def _fill(target: _Cell, cell: Cell, *, bold: bool, right: bool) -> Paragraph:
    """Write a cell: what is read first, links, and its second line smaller."""
    paragraph = target.paragraphs[0]
    paragraph.style = "Table Text"
    if right:
        paragraph.alignment = ALIGN.RIGHT
    if cell.text:
        paragraph.add_run(cell.text).bold = bold
    for name, address in cell.links:
        target = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link, run = _element("w:hyperlink", **{"r:id": target}), paragraph.add_run(name)
        run.font.underline = True
        link.append(run._r)
        paragraph._p.append(link)
    if cell.detail:
        detail = paragraph.add_run(f"\n{cell.detail}")
        detail.font.size = Pt(FINE)
    return paragraph


# Page, styles and language


def _set_up(made: Document, title: str, lang: Language) -> None:
    """Set page, styles, language and properties of an empty document."""
    _set_page(made)
    _set_styles(made)
    locale = LOCALES.get(lang.code, lang.code)
    for tag in made.styles.element.xpath(".//w:rPrDefault//w:lang"):
        for name in ("w:val", "w:eastAsia"):
            tag.set(qn(name), locale)
    properties = made.core_properties
    properties.title, properties.author, properties.language = title, "PAR-DX Vietnam", locale
    properties.comments = ""
    for name in ("created", "modified"):
        for date in properties._element.xpath(f"./dcterms:{name}"):
            properties._element.remove(date)


def _set_page(made: Document) -> None:
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin = page.bottom_margin = Mm(20)
    page.left_margin, page.right_margin = Mm(30), Mm(15)
    page.header_distance = Mm(10)
    page.different_first_page_header_footer = True
    number = page.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    number._p.append(_element("w:fldSimple", **{"w:instr": "PAGE"}))


def _set_styles(made: Document) -> None:
    for name in ("Note", "Figure", "Table Text", "Table Fine"):
        made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = made.styles["Normal"]
    _set_style(made, "Normal", BODY, align=ALIGN.JUSTIFY, after=6)
    _set_style(made, "Title", BODY + 1, align=ALIGN.CENTER, after=12, bold=True)
    _set_style(made, "Heading 1", BODY, align=ALIGN.LEFT, before=12, after=6, bold=True)
    _set_style(made, "List Bullet", BODY, align=ALIGN.JUSTIFY, after=3)
    _set_style(made, "Caption", SMALL, align=ALIGN.LEFT, before=6, after=4)
    _set_style(made, "Note", SMALL, align=ALIGN.JUSTIFY, before=4, after=6)
    _set_style(made, "Figure", SMALL, align=ALIGN.CENTER)
    _set_style(made, "Table Text", SMALL, align=ALIGN.LEFT)
    _set_style(made, "Table Fine", FINE, align=ALIGN.LEFT)


def _set_style(
    made: Document,
    name: str,
    size: float,
    *,
    align: int,
    before: float = 0,
    after: float = 0,
    bold: bool = False,
) -> None:
    """Set a paragraph style in black Times New Roman, without the template's theme."""
    style = made.styles[name]
    for fonts in style.element.xpath("./w:rPr/w:rFonts"):
        fonts.getparent().remove(fonts)
    for border in style.element.xpath("./w:pPr/w:pBdr"):
        border.getparent().remove(border)
    font = style.font
    font.name, font.size, font.bold, font.italic = FACE, Pt(size), bold, False
    font.color.rgb = RGBColor(0, 0, 0)
    for script in ("w:cs", "w:eastAsia"):
        style.element.rPr.rFonts.set(qn(script), FACE)
    form = style.paragraph_format
    form.alignment, form.line_spacing = align, 1.0
    form.space_before, form.space_after = Pt(before), Pt(after)


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(name), value)
    return made


def _undated(buffer: io.BytesIO) -> bytes:
    """Write the archive anew without the hour of its making."""
    written = io.BytesIO()
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return written.getvalue()
