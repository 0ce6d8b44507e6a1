"""Render executed notebooks as pages: each kind of page in its languages."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from pardx.language import LANGUAGES, N_, SOURCE, Language, own_first, own_name, page_file
from pardx.pages import working_paper
from pardx.pages.share_cards import card_file, write_report_cards
from pardx.pages.trails import traced, write_trails
from pardx.pipeline.inputs import briefs, kept
from pardx.pipeline.parameters import Parameters
from pardx.pipeline.records import Step
from pardx.pipeline.results import years_used
from pardx.project import Project
from pardx.provenance import write_atomically
from pardx.report.exhibit import mimetype
from pardx.templates import GLOBALS, NOTEBOOK_TEMPLATES

if TYPE_CHECKING:
    from nbconvert.exporters import TemplateExporter
    from nbformat import NotebookNode

SISTERS = {"report": N_("Policy report"), "academic": N_("Research report")}
"""Two pages on the same provinces: the research report folds the code that the policy report has
not."""

EXHIBITS = ("exhibit", "page", *(f"title_{lang}" for lang in LANGUAGES), "csv", "indicators")
"""Columns of ``exhibits.csv``."""


@dataclass(frozen=True)
class Page:
    """One rendering of a notebook.

    Attributes
    ----------
    kind : str
        The notebook's name without its number: ``report`` of ``40_report.ipynb``.
    lang : str
        One of :data:`pardx.language.LANGUAGES`.
    """

    kind: str
    lang: str

    @property
    def file(self) -> str:
        """Name of the file."""
        return page_file("index" if self.kind == "report" else self.kind, self.lang)


def sisters_of(page: Page) -> list[Page]:
    """List a page in all languages, its own first; the two reports list each other."""
    kinds = SISTERS if page.kind in SISTERS else (page.kind,)
    return [Page(kind, lang) for lang in own_first(page.lang) for kind in kinds]


@dataclass(frozen=True)
class Source:
    """What made a page: the year, the notebook's file name, the commit.

    Attributes
    ----------
    year : int
    notebook, commit : str
    trails, briefs : frozenset of str
        Source pages and briefs of the year that there are.
    """

    year: int
    notebook: str
    commit: str
    trails: frozenset[str] = frozenset()
    briefs: frozenset[str] = frozenset()


def render_year(project: Project, parameters: Parameters) -> list[Path]:
    """Write a year's pages, its tables as LaTeX and the manifest; return their files.

    The Makefile names the notebooks that are shown, in the order of the menu: ``REPORTS``.
    """
    year, shown, beside, made = parameters.YEAR, [], {}, []
    trails, made_briefs = traced(project, year), frozenset(briefs(project, year).split())
    books = os.environ["REPORTS"].split()
    kinds = [book.partition("_")[2] for book in books]
    for book, kind in zip(books, kinds, strict=True):
        notebook = read_executed(project.executed(year, book))
        record = read_record(Step(book, year), project)
        source = Source(year, f"notebooks/{book}.ipynb", record["commit"], trails, made_briefs)
        for page in (Page(kind, lang) for lang in LANGUAGES):
            made.append(project.report(year) / page.file)
            if kind == working_paper.KIND:
                html = render_paper(notebook, page, source, project)
                beside |= working_paper.drawings(html, page.lang)
            else:
                html = render_page(notebook, page, source, kinds)
            write_atomically(made[-1], html.encode())
        if kind == "report":
            said = {lang: _card(notebook, lang) for lang in LANGUAGES}
            made += write_report_cards(project, parameters, said)
        beside |= latex_tables(notebook) | saved_drawings(notebook)
        shown += exhibits(notebook, Page(kind, SOURCE).file)
    folder = project.report(year) / "data"
    made += write_beside(beside, folder)
    if working_paper.KIND in kinds:
        made += working_paper.write_beside(project, year, _computed())
    made += write_trails(project, year, write_exhibits(shown, folder))
    write_manifest(project, parameters, folder / "manifest.json")
    return [*made, folder / "exhibits.csv"]


def read_record(step: Step, project: Project) -> dict[str, object]:
    """Read what a step noted when it ran."""
    return json.loads(step.record(project).read_text("utf-8"))


def write_manifest(project: Project, parameters: Parameters, path: Path) -> None:
    """Write what a year's report was made from.

    Keys: ``parameters``, ``seeds``, ``commit``, ``python``, ``packages``, ``inputs`` (file ->
    SHA-256: raw tables of all years up to this one, registers, dictionary, lock; notebooks by
    what their cells say) and ``stage_seconds`` (of each step's last run; the only part that
    differs between equal runs).
    """
    year = parameters.YEAR
    made_by = read_record(Step("40_report", year), project)
    years = [known for known in project.years() if known <= year]
    books = (f"book-{name}" for name in os.environ["BOOKS"].split())
    tables = (f"raw-{one}" for one in years)
    names = [*tables, "population", "registers", "claims", "catalogue", "lock", *books]
    listed = "".join(kept(name, project) for name in names)
    lines = (line.partition("  ") for line in listed.splitlines() if "  " in line)
    records = project.cleaned.glob("*/records/[0-9]*.json")
    ran = {str(Step(one.stem, int(one.parts[-3]))): one for one in records if "45_" not in one.stem}
    wanted = {str(Step("10_clean", one)) for one in years_used(project, year)}
    manifest = {
        **{name: made_by[name] for name in ("commit", "python", "packages")},
        "parameters": {name: getattr(parameters, name) for name in ("YEAR", "SEED", "DRAWS")},
        "seeds": {"SEED": parameters.SEED},
        "inputs": {name: digest for digest, _, name in lines},
        "stage_seconds": {
            name: json.loads(path.read_text("utf-8"))["seconds"]
            for name, path in sorted(ran.items())
            if name in wanted or name.endswith(f" {year}")
        },
    }
    text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False)
    write_atomically(path, f"{text}\n".encode())


def read_executed(path: Path) -> NotebookNode:
    """Read an executed notebook as papermill left it; nobody need look whether it is valid."""
    from nbformat import v4

    return v4.reads(path.read_text("utf-8"))


def exhibits(notebook: NotebookNode, page: str) -> list[dict[str, str]]:
    """List a notebook's tables and figures with the indicators they show."""
    return [
        {
            "exhibit": one.id,
            "page": page,
            **{f"title_{lang}": one.titles[lang] for lang in LANGUAGES},
            "csv": one.csv,
            "indicators": ";".join(entry.indicator for entry in one.shows),
        }
        for one in (output.metadata.pardx for output in _titled(notebook))
    ]


def outputs_in(notebook: NotebookNode, lang: str) -> Iterator[str]:
    """Return what a notebook shows in a language, piece by piece, as HTML."""
    kind = mimetype(lang)
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return (output.data[kind] for output in outputs if kind in output.get("data", {}))


def _titled(notebook: NotebookNode) -> list[NotebookNode]:
    """List the outputs that show a table or figure."""
    return [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.get("metadata", {}).get("pardx", {}).get("titles")
    ]


def write_exhibits(shown: list[dict[str, str]], folder: Path) -> list[dict[str, str]]:
    """Write ``exhibits.csv``; an exhibit of all indicators shows those its data file names.

    Returns
    -------
    list of dict
        Its rows.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, EXHIBITS, lineterminator="\n")
    writer.writeheader()
    rows = [
        row | {"indicators": row["indicators"] or ";".join(_named_in(folder / row["csv"]))}
        for row in shown
    ]
    writer.writerows(rows)
    write_atomically(folder / "exhibits.csv", text.getvalue().encode())
    return rows


def _named_in(path: Path) -> list[str]:
    """Read which indicators a results table names, in its own order."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    columns = ("indicator", "outcome", "predictor")
    return [*dict.fromkeys(row[name] for row in rows for name in columns if row.get(name))]


def latex_tables(notebook: NotebookNode) -> dict[str, str]:
    """Return the LaTeX source of a notebook's tables: file name -> text."""
    return {
        page_file(output.metadata.pardx.id, lang, "tex"): output.data[form]
        for output in _titled(notebook)
        for lang in LANGUAGES
        if (form := mimetype(lang, "latex")) in output.data
    }


def saved_drawings(notebook: NotebookNode) -> dict[str, str]:
    """Return the drawings of a notebook that a reader may keep: file name -> SVG."""
    return {
        page_file(stem, lang, "svg"): drawn
        for output in _titled(notebook)
        for lang in LANGUAGES
        for stem, drawn in json.loads(output.data.get(mimetype(lang, "svg"), "{}")).items()
    }


def write_beside(files: dict[str, str], folder: Path, of: str = "") -> list[Path]:
    """Write tables and drawings as files, and remove those of before that are no longer shown.

    Parameters
    ----------
    files : dict
        File name -> text, as of :func:`latex_tables` and :func:`saved_drawings`.
    folder : Path
        Holds them.
    of : str
        What the files' names begin with.

    Returns
    -------
    list of Path
        Their files.
    """
    for old in (*folder.glob(f"{of}tab-*.tex"), *folder.glob(f"{of}fig-*.svg")):
        if old.name.removeprefix(of) not in files:
            old.unlink()
    made = {folder / f"{of}{name}": text for name, text in files.items()}
    for path, text in made.items():
        write_atomically(path, text.encode())
    return [*made]


def render_page(notebook: NotebookNode, page: Page, source: Source, kinds: list[str]) -> str:
    """Render one page with nbconvert; its menu leads to pages of these kinds."""
    cells = cells_in(notebook, page.lang)
    cells = filled(cells) if page.kind == "report" else cells
    words = {
        "page": page,
        "source": source,
        "lang": Language(page.lang),
        "mimetype": mimetype,
        "contents": _contents(cells),
        "sisters": [_link(other, page) for other in sisters_of(page)],
        "sources": Page("sources", page.lang).file,
        "card": _card(notebook, page.lang),
        "card_file": card_file(page.lang),
        "kinds": [Page(kind, page.lang) for kind in kinds if kind != working_paper.KIND],
    }
    html = export(notebook, cells, "page.html.j2", words)
    return _to_briefs(html, page.lang, source) if page.kind == "report" else html


def filled(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Leave out headings whose section has nothing to show in the year."""
    after = [*cells[1:], None]
    return [
        one
        for one, other in zip(cells, after, strict=True)
        if one.cell_type != "markdown" or (other is not None and other.get("outputs"))
    ]


def _card(notebook: NotebookNode, lang: str) -> tuple[str, list[str]]:
    """Say what a link to a report shows where it is shared: its finding, and the lines below."""
    for html in outputs_in(notebook, lang):
        if title := re.search(r"<h1>(.*?)</h1>", html):
            lines = re.findall(r'<(?:li|p class="lines")>(.*?)</', html)
            return unescape(title[1]), [unescape(line) for line in lines]
    return "", []


def _to_briefs(html: str, lang: str, source: Source) -> str:
    """Let links to a province lead to its brief, where that is made."""

    def brief(found: re.Match[str]) -> str:
        file = f"{found[2]}.{lang}.html"
        return f'href="briefs/{file}"' if file in source.briefs else found[1]

    return re.sub(r'(href="#u-[\w-]+") data-brief="([\w-]+)"', brief, html)


def render_paper(notebook: NotebookNode, page: Page, source: Source, project: Project) -> str:
    """Render the working paper, numbered, with its citations and the code it rests on."""
    cells, lang = cells_in(notebook, page.lang), Language(page.lang)
    words = {
        "page": page,
        "source": source,
        "lang": lang,
        "mimetype": mimetype,
        "contents": _contents(cells),
        "sisters": [_link(other, page) for other in sisters_of(page)],
        "sources": Page("sources", page.lang).file,
        "authors": [lang(name) for name in working_paper.authors()],
        "until": working_paper.data_until(project, source.year),
        "books": _computed(),
        "folds": working_paper.folds(notebook, project, source.year),
    }
    html = export(notebook, cells, "paper.html.j2", words)
    return working_paper.finish(html, lang, working_paper.works(project))


def _contents(cells: list[NotebookNode]) -> list[tuple[str, str]]:
    """List the sections of a page: anchor and heading."""
    return [
        (_anchor(cell.id), cell.source.splitlines()[0].removeprefix("## "))
        for cell in cells
        if cell.cell_type == "markdown" and cell.source.startswith("## ")
    ]


def _computed() -> list[str]:
    """List the notebooks that compute, by the names the Makefile gives them."""
    shown = os.environ["REPORTS"].split()
    return [book for book in os.environ["BOOKS"].split() if book not in shown]


def export(
    notebook: NotebookNode, cells: list[NotebookNode], template: str, words: dict[str, object]
) -> str:
    """Fill a page template with cells of an executed notebook.

    Parameters
    ----------
    notebook : NotebookNode
        With its outputs.
    cells : list of NotebookNode
        Those that are shown, as of :func:`cells_in`.
    template : str
        File under ``templates/pardx``.
    words : dict
        What the template calls ``resources.pardx``.
    """
    shown = type(notebook)(notebook, cells=cells)
    return _exporter(template).from_notebook_node(shown, resources={"pardx": words})[0]


@cache
def _exporter(template: str) -> TemplateExporter:
    """Make nbconvert's exporter for a template; compiling that takes a tenth of a second."""
    from nbconvert.exporters import TemplateExporter
    from nbconvert.filters import Highlight2HTML

    exporter = TemplateExporter(
        template_name="pardx",
        template_file=template,
        extra_template_basedirs=[str(NOTEBOOK_TEMPLATES)],
        default_preprocessors=[],
        filters={
            "highlight_code": Highlight2HTML("python3"),
            "markdown": _markdown,
            "heading_id": _heading_id,
        },
    )
    exporter.environment.globals |= GLOBALS
    return exporter


def _link(other: Page, page: Page) -> dict[str, object]:
    """Describe a link to a page from another one, or from itself, in the language it leads to."""
    text = Language(other.lang)(SISTERS.get(other.kind, SISTERS["report"]))
    if other.lang != page.lang:
        text = f"{own_name(other.lang)}: {text[0].lower()}{text[1:]}"
    return {"href": other.file, "lang": other.lang, "text": text, "current": other == page}


def cells_in(notebook: NotebookNode, lang: str) -> list[NotebookNode]:
    """List the cells that are shown in a language.

    Cells tagged with another language are left out. In a language that no cell is tagged with,
    the cells in English are shown.
    """
    tagged = any(lang in cell.metadata.get("tags", []) for cell in notebook.cells)
    others = {*LANGUAGES} - {lang if tagged else SOURCE}
    return [one for one in notebook.cells if others.isdisjoint(one.metadata.get("tags", []))]


def _anchor(cell_id: str) -> str:
    """Name a section the same in every language: ``glance-en`` is ``section-glance``."""
    return f"section-{cell_id.rpartition('-')[0] or cell_id}"


def _heading_id(html: str, cell_id: str) -> str:
    return re.sub(r"<h2\b", f'<h2 id="{_anchor(cell_id)}"', html, count=1)


def _markdown(source: str) -> str:
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    return MarkdownWithMath(IPythonRenderer(escape=False, exclude_anchor_links=True)).render(source)
