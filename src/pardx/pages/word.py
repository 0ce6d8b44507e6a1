"""A brief as a document of Word: the words, tables and chart of its pages, to be worked on.

Set as Vietnamese administrative documents are (Nghị định 30/2020/NĐ-CP, Phụ lục I): A4, Times New
Roman 13, margins 20, 20, 30 and 15 mm, sections in Roman numerals, page numbers centred at the
top from the second page. It bears no national motto, number or signature: it is not one of them.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pardx.language import LANGUAGES, SOURCE, Language
from pardx.pages.brief_files import brief_page
from pardx.pipeline.parameters import Parameters
from pardx.pipeline.session import Run
from pardx.project import Project
from pardx.provenance import write_atomically
from pardx.report import brief_exhibits as exhibits
from pardx.report import brief_words as texts
from pardx.report.brief_facts import Brief
from pardx.report.exhibit import Words
from pardx.report.style import house_style
from pardx.report.tables import Cell, Sheet

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph
    from matplotlib.figure import Figure

FACE = "Times New Roman"
BODY, SMALL, FINE = 13, 11, 9.5
"""Points: of running text, of tables, and of notes."""

LOCALES = {"vi": "vi-VN", "en": "en-GB"}
"""Languages as Word names them; another is named by its code alone."""

TEXT_WIDTH = 165
"""Millimetres between the margins."""
LONG = 14
"""Rows from which a table may break between pages."""

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""Date of every file in the archive: equal content gives equal bytes."""


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it.

    Attributes
    ----------
    heading : str
        As in the notebook.
    paragraphs, items : tuple of str
        Running text, and sentences of a list.
    table : (Sheet, Words) or None
        A table with its caption and notes.
    figure : (Figure, Words) or None
        A drawing with its caption and alternative text.
    """

    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    table: tuple[Sheet, Words] | None = None
    figure: tuple[Figure, Words] | None = None


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
    book = project.notebooks / "45_brief.ipynb"
    made = []
    for code in LANGUAGES:
        path = brief_page(project, parameters, code).with_suffix(".docx")
        heads = headings(book, code) or headings(book, SOURCE)
        write_atomically(path, document(brief, Language(code), heads))
        made.append(path)
    return made


def headings(notebook: Path, code: str) -> dict[str, str]:
    """Read a notebook's section headings in a language: name of the section -> heading."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    return {
        cell["id"].removesuffix(f"-{code}"): "".join(cell["source"]).removeprefix("## ")
        for cell in cells
        if code in cell["metadata"].get("tags", []) and "".join(cell["source"]).startswith("## ")
    }


def document(brief: Brief, lang: Language, heads: dict[str, str]) -> bytes:
    """Set a brief as a document.

    Parameters
    ----------
    brief : Brief
        The facts.
    lang : Language
        Its language.
    heads : dict
        Of :func:`headings`.

    Returns
    -------
    bytes
        Of a ``.docx`` file, equal for equal facts.
    """
    import docx

    made = docx.Document()
    _set_up(made, brief.title(lang), lang)
    made.add_paragraph(brief.title(lang), style="Title")
    counts = {"table": 0, "figure": 0}
    for place, section in enumerate(_sections(brief, lang, heads)):
        made.add_heading(lang("{number}. {text}", number=ROMAN[place], text=section.heading), 1)
        _add_section(made, section, lang, counts)
    buffer = io.BytesIO()
    made.save(buffer)
    return _undated(buffer)


def _sections(brief: Brief, lang: Language, heads: dict[str, str]) -> list[Section]:
    """Gather what the notebook shows, in its order."""
    facts = brief.facts
    title = lang("Sources of the figures of {place}", place=brief.place(lang))
    sources = Words(title, "", notes=tuple(texts.made_by(brief, lang)))
    standings = (exhibits.standings_sheet(brief, lang), exhibits.standings_words(brief, lang))
    shown = {
        "findings": {"paragraphs": tuple(texts.findings(brief, lang))},
        "standings": {"table": standings},
        "parts": {"table": (exhibits.parts_sheet(brief, lang), exhibits.parts_words(brief, lang))}
        if facts.strongest
        else {"paragraphs": tuple(texts.no_parts(brief, lang))},
        "peers": {"table": (exhibits.peers_sheet(brief, lang), exhibits.peers_words(brief, lang))}
        if facts.peers
        else {"paragraphs": (texts.no_peers(brief, lang),)},
        "association": _chart(brief, lang),
        "method": {"items": tuple(texts.method(brief, lang))},
        "sources": {"table": (exhibits.sources_sheet(brief, lang), sources)},
    }
    return [Section(heads[name], **content) for name, content in shown.items()]


def _chart(brief: Brief, lang: Language) -> dict[str, object]:
    sentence = texts.association(brief, lang)
    if brief.facts.relation is None:
        return {"paragraphs": (sentence,)}
    with house_style("fig-association"):
        return {"figure": (exhibits.draw_chart(brief, lang), exhibits.chart_words(brief, lang))}


def _add_section(made: Document, section: Section, lang: Language, counts: dict[str, int]) -> None:
    for text in section.paragraphs:
        made.add_paragraph(text)
    for text in section.items:
        made.add_paragraph(text, style="List Bullet")
    if section.table:
        counts["table"] += 1
        sheet, words = section.table
        caption = lang("Table {n}. {title}", n=counts["table"], title=words.title)
        _add_table(made, sheet, words, caption)
    if section.figure:
        counts["figure"] += 1
        figure, words = section.figure
        caption = lang("Figure {n}. {title}", n=counts["figure"], title=words.title)
        _add_figure(made, figure, words, caption)


# Tables and figures


def _add_table(made: Document, sheet: Sheet, words: Words, caption: str) -> None:
    """Add a table under its caption: a heading row that recurs, rows that stay whole."""
    from docx.shared import Mm

    _add_caption(made, caption, words, keep=True)
    table = made.add_table(rows=0, cols=len(sheet.head), style="Table Grid")
    table.autofit = False
    _describe(table._tbl.tblPr, words)
    rows = [tuple(Cell(name) for name in sheet.head), *sheet.rows]
    together = len(rows) if len(rows) < LONG else 2
    widths = [Mm(width) for width in _widths(rows)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for place, row in enumerate(rows):
        added = table.add_row()
        _keep_whole(added._tr, heads=place == 0)
        for column, (cell, target) in enumerate(zip(row, added.cells, strict=True)):
            target.width = widths[column]
            paragraph = _fill(target, cell, bold=place == 0, right=column in sheet.numeric)
            paragraph.paragraph_format.keep_with_next = place + 1 < together
    for note in words.notes:
        made.add_paragraph(note, style="Note")


def _widths(rows: list[tuple[Cell, ...]]) -> list[float]:
    """Share the text's width among columns, in mm, by what their cells hold."""
    wants = [
        max(_wanted(text) for cell in column for text in (cell.plain, cell.detail))
        for column in zip(*rows, strict=True)
    ]
    return [TEXT_WIDTH * want / sum(wants) for want in wants]


def _wanted(text: str) -> float:
    """Say how many letters wide a text would be set: no word broken, long ones in lines."""
    longest = max(map(len, text.split()), default=0)
    return max(longest + 3, min(len(text), 40) * 0.6)


def _add_caption(made: Document, caption: str, words: Words, *, keep: bool) -> None:
    said = made.add_paragraph(style="Caption")
    said.paragraph_format.keep_with_next = keep
    said.add_run(caption).bold = True
    if words.subtitle:
        said.add_run(f"\n{words.subtitle}").italic = True


def _fill(target: _Cell, cell: Cell, *, bold: bool, right: bool) -> Paragraph:
    """Write a cell: what is read first, links, and its second line smaller."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = target.paragraphs[0]
    paragraph.style = "Table Text"
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if cell.text:
        paragraph.add_run(cell.text).bold = bold
    for name, address in cell.links:
        _add_link(paragraph, name, address)
    if cell.detail:
        detail = paragraph.add_run(f"\n{cell.detail}")
        detail.font.size = _points(FINE)
    return paragraph


def _add_link(paragraph: Paragraph, text: str, address: str) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE

    target = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = _element("w:hyperlink", **{"r:id": target})
    run = paragraph.add_run(text)
    run.font.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def _describe(properties: BaseOxmlElement, words: Words) -> None:
    """Give a table its alternative text."""
    properties.append(_element("w:tblCaption", **{"w:val": words.title}))
    properties.append(_element("w:tblDescription", **{"w:val": words.subtitle or words.title}))


def _keep_whole(row: BaseOxmlElement, *, heads: bool) -> None:
    properties = row.get_or_add_trPr()
    properties.append(_element("w:cantSplit"))
    if heads:
        properties.append(_element("w:tblHeader"))


def _add_figure(made: Document, figure: Figure, words: Words, caption: str) -> None:
    """Add a drawing with its alternative text, its caption below."""
    from docx.shared import Mm

    held = made.add_paragraph(style="Figure")
    picture = held.add_run().add_picture(io.BytesIO(_png(figure)), width=Mm(140))
    picture._inline.docPr.set("descr", words.alt)
    picture._inline.docPr.set("title", words.title)
    _add_caption(made, caption, words, keep=False)


def _png(figure: Figure) -> bytes:
    import matplotlib.pyplot as plt

    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=220, metadata={"Software": None})
    plt.close(figure)
    return buffer.getvalue()


# Page, styles and language


def _set_up(made: Document, title: str, lang: Language) -> None:
    """Set page, styles, language and properties of an empty document."""
    _set_page(made)
    _set_styles(made)
    locale = LOCALES.get(lang.code, lang.code)
    for tag in made.styles.element.xpath(".//w:rPrDefault//w:lang"):
        for name in ("w:val", "w:eastAsia"):
            tag.set(_name(name), locale)
    properties = made.core_properties
    properties.title, properties.author, properties.language = title, "PAR-DX Vietnam", locale
    properties.comments = ""
    for name in ("created", "modified"):
        for date in properties._element.xpath(f"./dcterms:{name}"):
            properties._element.remove(date)


def _set_page(made: Document) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin = page.bottom_margin = Mm(20)
    page.left_margin, page.right_margin = Mm(30), Mm(15)
    page.header_distance = Mm(10)
    page.different_first_page_header_footer = True
    number = page.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    number._p.append(_element("w:fldSimple", **{"w:instr": "PAGE"}))


def _set_styles(made: Document) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for name in ("Note", "Figure", "Table Text"):
        made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = made.styles["Normal"]
    left, justify, centre = (
        getattr(WD_ALIGN_PARAGRAPH, name) for name in ("LEFT", "JUSTIFY", "CENTER")
    )
    _set_style(made, "Normal", BODY, align=justify, after=6)
    _set_style(made, "Title", BODY + 1, align=centre, after=12, bold=True)
    _set_style(made, "Heading 1", BODY, align=left, before=12, after=6, bold=True)
    _set_style(made, "List Bullet", BODY, align=justify, after=3)
    _set_style(made, "Caption", SMALL, align=left, before=6, after=4)
    _set_style(made, "Note", SMALL, align=justify, before=4, after=6)
    _set_style(made, "Figure", SMALL, align=centre)
    _set_style(made, "Table Text", SMALL, align=left)


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
    from docx.shared import RGBColor

    style = made.styles[name]
    for fonts in style.element.xpath("./w:rPr/w:rFonts"):
        fonts.getparent().remove(fonts)
    for border in style.element.xpath("./w:pPr/w:pBdr"):
        border.getparent().remove(border)
    font = style.font
    font.name, font.size, font.bold, font.italic = FACE, _points(size), bold, False
    font.color.rgb = RGBColor(0, 0, 0)
    for script in ("w:cs", "w:eastAsia"):
        style.element.rPr.rFonts.set(_name(script), FACE)
    form = style.paragraph_format
    form.alignment, form.line_spacing = align, 1.0
    form.space_before, form.space_after = _points(before), _points(after)


def _points(size: float) -> int:
    from docx.shared import Pt

    return Pt(size)


def _name(tag: str) -> str:
    from docx.oxml.ns import qn

    return qn(tag)


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    from docx.oxml import OxmlElement

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(_name(name), value)
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
