"""Render an executed report notebook as pages: two editions in each language."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pardx.exhibits.exhibit import mimetype
from pardx.exhibits.language import LANGUAGES, Language
from pardx.project import Project
from pardx.run.parameters import Parameters
from pardx.run.provenance import write_atomically

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEMPLATES = Path(__file__).parent / "templates"
EDITIONS = {"policy": "index", "academic": "academic"}
"""Edition -> file name. The policy edition shows no code; the academic one folds it."""


@dataclass(frozen=True)
class Page:
    """One rendering of the report.

    Attributes
    ----------
    edition : str
        A key of :data:`EDITIONS`.
    lang : str
        Language code.
    """

    edition: str
    lang: str

    @property
    def file(self) -> str:
        """Name of the file; English has no language in its name."""
        suffix = "" if self.lang == "en" else f".{self.lang}"
        return f"{EDITIONS[self.edition]}{suffix}.html"


PAGES = tuple(Page(edition, lang) for edition in EDITIONS for lang in LANGUAGES)


def render_year(project: Project, parameters: Parameters) -> None:
    """Write a year's pages from its executed report notebook."""
    import nbformat

    year = parameters.YEAR
    notebook = nbformat.read(project.executed(year, "report"), as_version=4)
    for page in PAGES:
        html = render_page(notebook, page, year)
        write_atomically(project.report(year) / page.file, html.encode())


def render_page(notebook: NotebookNode, page: Page, year: int) -> str:
    """Render one page with nbconvert.

    Cells tagged with another language, or with the other edition, are left out; each output
    is shown in the page's language.
    """
    from nbconvert.exporters import TemplateExporter
    from nbconvert.filters import Highlight2HTML
    from nbconvert.preprocessors import TagRemovePreprocessor

    others = {*LANGUAGES, *EDITIONS} - {page.lang, page.edition}
    exporter = TemplateExporter(
        template_name="pardx",
        template_file="page.html.j2",
        extra_template_basedirs=[str(TEMPLATES)],
        preprocessors=[TagRemovePreprocessor(remove_cell_tags=others)],
        filters={"highlight_code": Highlight2HTML(), "markdown": _markdown},
    )
    lang = Language(page.lang)
    words = {"page": page, "year": year, "lang": lang, "mimetype": mimetype}
    words["sisters"] = [_link(other, page, lang) for other in PAGES]
    html, _ = exporter.from_notebook_node(notebook, resources={"pardx": words})
    return html


def _link(other: Page, page: Page, lang: Language) -> dict[str, object]:
    """Describe a link to a page from another one, or from itself."""
    text = lang(f"page.{other.edition}.{other.lang}")
    return {"href": other.file, "lang": other.lang, "text": text, "current": other == page}


def _markdown(source: str) -> str:
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    return MarkdownWithMath(IPythonRenderer(escape=False, exclude_anchor_links=True)).render(source)
