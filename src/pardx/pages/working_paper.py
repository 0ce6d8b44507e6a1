"""The working paper: what is numbered, cited and folded in, and the files that lie beside it.

Texts of the notebook cite exhibits, equations and sections as ``[@tab-primary]``, works as
``[@manski2003]`` or ``[@hoff2007;manski2003]``. A cell's tag ``code:30_model#fits`` names a cell of
an executed notebook whose code is folded under it; ``change:`` instead invites to change that cell.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from pardx.data.dictionary import load_dictionary
from pardx.errors import PardxError, nearest
from pardx.language import N_, SOURCE, Language, page_file
from pardx.pages.bibliography import Work, read_works
from pardx.pipeline.results import processed
from pardx.project import PACKAGE, Project
from pardx.provenance import write_atomically
from pardx.report.headline import published_until
from pardx.report.scene import in_light
from pardx.templates import render

if TYPE_CHECKING:
    from nbformat import NotebookNode

KIND = "academic"
TAG = re.compile(r"(code|change):(\w+)#([\w-]+)")
CITED = re.compile(r"\[@([\w;-]+)\]")
MARKED = re.compile(
    r'<(?:div|figure) id="(?P<exhibit>(?P<kind>tab|fig)-[\w-]+)" class="exhibit'
    r'|<div id="(?P<equation>eq-[\w-]+)" class="equation'
    r'|<h2 id="(?P<section>section-[\w-]+)"'
)
"""What is numbered: tables and figures, equations, sections."""
KINDS = {
    "tab": N_("Table {n}"),
    "fig": N_("Figure {n}"),
    "eq": N_("equation ({n})"),
    "section": N_("section {n}"),
}
"""What the text calls a numbered thing."""
UNNUMBERED = ("section-abstract", "section-references", "section-appendix")
APPENDIX = "section-appendix"
"""From here on tables and figures are numbered A1, A2 ..."""


@dataclass(frozen=True)
class Fold:
    """Code of an executed notebook that is folded into the paper.

    Attributes
    ----------
    notebook : str
        Its name, without the ending.
    cell : str
        The cell's id.
    source : str
        Its code.
    summary : str
        The summary of a model that it printed; empty without one.
    change : bool
        The reader is invited to change it and run the notebook.
    """

    notebook: str
    cell: str
    source: str
    summary: str
    change: bool


def folds(notebook: NotebookNode, project: Project, year: int) -> dict[str, list[Fold]]:
    """Find the code that the tags of a notebook's cells name.

    Parameters
    ----------
    notebook : NotebookNode
        The paper's.
    project : Project
        The checkout.
    year : int
        Whose executed notebooks are read.

    Returns
    -------
    dict
        Cell of the paper -> the code folded under it.

    Raises
    ------
    PardxError
        When a tag names a notebook or a cell that is not there.
    """
    found = {}
    for cell in notebook.cells:
        named = map(TAG.fullmatch, cell.metadata.get("tags", []))
        found[cell.id] = [_fold(cell.id, *tag.groups(), project, year) for tag in named if tag]
    return found


def _fold(where: str, kind: str, book: str, name: str, project: Project, year: int) -> Fold:
    path = project.executed(year, book)
    known = {one["id"]: one for one in _cells(path)} if path.is_file() else {}
    if name not in known:
        why = nearest(name, known) or f" (its cells: {', '.join(known) or 'none, it is not there'})"
        raise PardxError(f"the paper's cell {where} folds code of {book}, cell {name}: none{why}")
    cell = known[name]
    summary = _summary(cell.get("outputs", []))
    return Fold(book, name, _text(cell["source"]), summary, change=kind == "change")


@cache
def _cells(path: Path) -> list[dict]:
    return json.loads(path.read_text("utf-8"))["cells"]


def _text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def _summary(outputs: list[dict]) -> str:
    """Return the first summary of a model that a cell printed, as text."""
    texts = (_text(one.get("data", {}).get("text/plain", one.get("text", ""))) for one in outputs)
    shown = (text.partition('"""')[2].rpartition('"""')[0] or text for text in texts)
    return next((text.strip("\n") for text in shown if re.search("={30}", text)), "")


def works(project: Project) -> dict[str, Work]:
    """Read the works that the paper may cite."""
    return read_works(project.catalogue / "references.bib")


CONTRIBUTORS = N_("PAR-DX contributors")
"""Who writes where ``CITATION.cff`` names nobody else."""


def authors() -> list[str]:
    """Read who wrote the paper: the authors of ``CITATION.cff``."""
    path = PACKAGE.parents[1] / "CITATION.cff"
    text = path.read_text("utf-8") if path.is_file() else ""
    listed = re.search(r"^authors:\n((?: .*\n)+)", text, re.MULTILINE)
    names = re.findall(r"^\s+- name: (.+)$", listed[1], re.MULTILINE) if listed else []
    return names or [CONTRIBUTORS]


def data_until(project: Project, year: int) -> str:
    """Return when the last source of a year's figures was published; empty where none says."""
    observations = processed(project, year, "observations")
    if observations is None:
        return ""
    return published_until(observations.source_id, load_dictionary(project))


def numbers(html: str, lang: Language) -> dict[str, str]:
    """Name what is numbered in a page, in its order: id -> ``Table 2``."""
    named: dict[str, str] = {}
    counts: Counter[str] = Counter()
    prefix = ""
    for found in MARKED.finditer(html):
        id = found["exhibit"] or found["equation"] or found["section"]
        kind = found["kind"] or id.partition("-")[0]
        if id == APPENDIX:
            prefix = "A"
            counts["tab"] = counts["fig"] = 0
        if id not in UNNUMBERED:
            counts[kind] += 1
            of_kind = prefix if found["kind"] else ""
            named[id] = lang(KINDS[kind], n=f"{of_kind}{counts[kind]}")
    return named


def finish(html: str, lang: Language, known: Mapping[str, Work]) -> str:
    """Write numbers and links into a paper, and list the works it cites.

    Parameters
    ----------
    html : str
        The page, with ``[@...]`` where something is cited.
    lang : Language
        Its language.
    known : mapping
        Works by key.

    Raises
    ------
    PardxError
        When what is cited is neither on the page nor among the works.
    """
    named = numbers(html, lang)
    cited = dict.fromkeys(key for found in CITED.findall(html) for key in found.split(";"))
    lost = [key for key in cited if key not in named and key not in known]
    if lost:
        raise PardxError(
            f"the paper cites {lost[0]}, which is neither on the page nor in references.bib"
            + nearest(lost[0], [*named, *known])
        )
    used = [known[key] for key in known if key in cited]
    html = CITED.sub(lambda found: _link(found[1].split(";"), named, known, lang), html)
    for id, name in named.items():
        html = _numbered(html, id, name)
    html = re.sub(r"<!--n [\w-]+-->", "", html)
    listed = render("references.html.j2", works=used, lang=lang) if used else ""
    return html.replace("<!--references-->", listed)


def _link(
    keys: list[str], named: Mapping[str, str], known: Mapping[str, Work], lang: Language
) -> str:
    if keys[0] in named:
        return lang.listed([f'<a href="#{key}">{named[key]}</a>' for key in keys])
    each = (f'<a href="#ref-{key}">{Markup.escape(known[key].cited(lang))}</a>' for key in keys)
    return f"({'; '.join(each)})"


def _numbered(html: str, id: str, name: str) -> str:
    """Write a number where a reader looks for it."""
    number = f'<span class="number">{name}</span>'
    if id.startswith("section-"):
        n = re.search(r"\d+", name)[0]
        html = html.replace(f"<!--n {id}-->", f"{n} ")
        return re.sub(rf'(<h2 id="{id}">)', rf'\1<span class="number">{n}</span> ', html)
    if id.startswith("eq-"):
        return html.replace(f"<!--n {id}-->", f"({re.search(r'[0-9]+', name)[0]})")
    begin = re.escape(f' id="{id}-caption">')
    return re.sub(rf"({begin})", rf"\1{number} ", html, count=1)


def drawings(html: str, lang: str) -> dict[str, str]:
    """Return the drawings of a page as files of their own: ``fig-bounds.vi.svg`` -> SVG."""
    found = {}
    for figure in re.finditer(r'<figure id="(fig-[\w-]+)".*?</figure>', html, re.DOTALL):
        drawn = re.search(r"<svg.*?</svg>", figure[0], re.DOTALL)
        if drawn:
            found[page_file(figure[1], lang, "svg")] = f"{in_light(drawn[0])}\n"
    return found


def write_beside(project: Project, year: int, books: Iterable[str]) -> list[Path]:
    """Write what lies beside the paper: references, executed notebooks.

    Parameters
    ----------
    project : Project
        The checkout.
    year : int
        The paper's.
    books : iterable of str
        Notebooks that compute.

    Returns
    -------
    list of Path
        The files.
    """
    folder = project.report(year)
    files = {folder / "data" / "references.bib": bibtex(project, year)}
    files |= {
        folder / "notebooks" / f"{book}.ipynb": _english(project, year, book) for book in books
    }
    for old in folder.glob("notebooks/*.ipynb"):
        if old not in files:
            old.unlink()
    for path, text in files.items():
        write_atomically(path, text.encode())
    return [*files]


def bibtex(project: Project, year: int) -> str:
    """Write the paper itself and the works it may cite as BibTeX."""
    until, title = data_until(project, year), f"Results for {year}"
    own = {
        "author": " and ".join(f"{{{name}}}" for name in authors()),
        "year": until[:4] or str(year),
        "title": f"PAR-DX Vietnam: {title}",
        "type": "Working paper",
        "note": f"reports/{year}/{page_file(KIND, SOURCE)}",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in own.items()]
    kept = (project.catalogue / "references.bib").read_text("utf-8")
    return "\n".join([f"@techreport{{pardx{year},", *lines, "}", "", kept])


def _english(project: Project, year: int, book: str) -> str:
    """Return an executed notebook without its outputs in other languages."""
    notebook = json.loads(project.executed(year, book).read_text("utf-8"))
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            for form in [name for name in data if name.startswith("text/vnd.pardx.")]:
                del data[form]
    return f"{json.dumps(notebook, indent=1, ensure_ascii=False)}\n"
