"""Make province briefs: one notebook run each, one or two sheets in each language."""

from __future__ import annotations

import math
import os
import re
import time
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from pardx.data.dictionary import units_of_year
from pardx.data.spelling import slug
from pardx.errors import PardxError
from pardx.language import LANGUAGES, Language, own_first, own_name, page_file
from pardx.pages.rendering import (
    Source,
    cells_in,
    export,
    filled,
    latex_tables,
    outputs_in,
    read_executed,
    saved_drawings,
    write_beside,
)
from pardx.pages.share_cards import card_file, write_brief_cards
from pardx.pipeline.execute import execute
from pardx.pipeline.executors import processes
from pardx.pipeline.parameters import Parameters
from pardx.pipeline.records import Step
from pardx.project import Project
from pardx.provenance import write_atomically
from pardx.report.exhibit import mimetype

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from pardx.pipeline.kernels import Kernel


def write_briefs(project: Project, parameters: Parameters) -> list[Path]:
    """Make all briefs of a year that are older than what they are made from.

    Parameters
    ----------
    project : Project
        The checkout.
    parameters : Parameters
        YEAR, and the seed and draws of the models behind them.

    Returns
    -------
    list of Path
        None: every brief keeps a list of its own.

    Raises
    ------
    PardxError
        At the end, with the message of every brief that failed; all others are made.
    """
    codes = _outdated(project, parameters.YEAR)
    jobs = max(1, min(int(os.environ.get("JOBS", "1")), len(codes)))
    pieces = [(codes[start::jobs], project, parameters) for start in range(jobs)]
    failed: dict[str, str] = {}
    try:
        with processes(jobs) as pool:
            for some in pool.map(make_some, pieces):
                failed |= some
    except BrokenExecutor as error:
        again = f"make briefs YEAR={parameters.YEAR}"
        raise PardxError(f"a process was ended from outside; {again} makes the rest") from error
    if failed:
        names = units_of_year(project, parameters.YEAR).name_vi
        lines = [f"brief of {names[code]}: {why}" for code, why in sorted(failed.items())]
        raise PardxError("\n".join(["some briefs failed; all others are made", *lines]))
    return []


def _outdated(project: Project, year: int) -> list[str]:
    """List the provinces whose brief make has to make, of those that one recipe makes.

    A brief is newer than what it needs when it was made alone, or before another one failed.
    """
    needs = [project.root / name for name in os.environ.get("NEEDS", "").split()]
    newest = max((path.stat().st_mtime_ns for path in needs), default=math.inf)
    redo = os.environ.get("REDO", "").split()
    codes = units_of_year(project, year).index
    records = {code: Step("brief", year, code).record(project) for code in codes}
    return [
        code
        for code, record in records.items()
        if f"{year}-brief-{code}" in redo
        or not record.exists()
        or record.stat().st_mtime_ns < newest
    ]


def make_some(piece: tuple[Sequence[str], Project, Parameters]) -> dict[str, str]:
    """Make some briefs, one after the other in one kernel.

    Parameters
    ----------
    piece : tuple
        GSO codes, the checkout, and the parameters of the run.

    Returns
    -------
    dict
        GSO code of a brief that failed -> why; it does not stop the others.
    """
    from pardx.pipeline.kernels import own_kernel

    codes, project, parameters = piece
    failed = {}
    with own_kernel(project) as kernel:
        for code in codes:
            kernel.renew()
            step, began = Step("brief", parameters.YEAR, code), time.perf_counter()
            try:
                outputs = write_brief(project, replace(parameters, PROVINCE=code), kernel)
            except PardxError as error:
                failed[code] = str(error)
            else:
                step.note(project, outputs, {}, began)
    return failed


def write_brief(
    project: Project, parameters: Parameters, kernel: Kernel | None = None
) -> list[Path]:
    """Execute one brief's notebook and write its pages.

    Parameters
    ----------
    project : Project
        The checkout.
    parameters : Parameters
        With the province.
    kernel : Kernel
        As :func:`pardx.pipeline.execute.execute` takes it.

    Returns
    -------
    list of Path
        The executed notebook, the facts as CSV, the pages and tables.
    """
    book = Step("45_brief", parameters.YEAR, parameters.PROVINCE)
    outputs, facts = execute(book, parameters, project, kernel)
    return outputs + _render(project, parameters, facts["commit"])


def brief_slug(project: Project, parameters: Parameters) -> str:
    """Return the stem of a brief's files: ``can-tho``."""
    return slug(units_of_year(project, parameters.YEAR).name_vi[parameters.PROVINCE])


def brief_page(project: Project, parameters: Parameters, lang: str) -> Path:
    """Return where a brief's page is."""
    name = f"{brief_slug(project, parameters)}.{lang}.html"
    return project.report(parameters.YEAR) / "briefs" / name


def _render(project: Project, parameters: Parameters, commit: str) -> list[Path]:
    """Write a brief's pages, tables and drawings from its executed notebook; return their files."""
    book = Step("45_brief", parameters.YEAR, parameters.PROVINCE)
    notebook = read_executed(project.executed(book.year, book.stem))
    name = brief_slug(project, parameters)
    said = {code: (_title(notebook, code), _lead(notebook, code)) for code in LANGUAGES}
    made = write_brief_cards(project, parameters, said, f"{name}-")
    for code in LANGUAGES:
        words = {
            "page": {"lang": code, "file": f"briefs/{name}.{code}.html"},
            "source": Source(parameters.YEAR, "notebooks/45_brief.ipynb", commit),
            "lang": Language(code),
            "title": said[code][0],
            "known": said[code][1],
            "card_file": card_file(code, f"{name}-"),
            "mimetype": mimetype,
            "stem": name,
            "sisters": _sisters(name, parameters.YEAR, code),
        }
        cells = filled(cells_in(notebook, code))
        html = export(notebook, cells, "brief.html.j2", words)
        made.append(brief_page(project, parameters, code))
        write_atomically(made[-1], html.encode())
    folder = project.report(parameters.YEAR) / "briefs" / "data"
    beside = latex_tables(notebook) | saved_drawings(notebook)
    return made + write_beside(beside, folder, of=f"{name}-")


def _title(notebook: NotebookNode, lang: str) -> str:
    """Return the first heading that the notebook shows as an output."""
    if (heading := next(outputs_in(notebook, lang), None)) is None:
        raise PardxError("notebooks/45_brief.ipynb shows no heading: brief.heading(facts) is one")
    return _text(heading)


def _lead(notebook: NotebookNode, lang: str) -> list[str]:
    """Return what the notebook says first."""
    lead = next((html for html in outputs_in(notebook, lang) if 'id="lead"' in html), "")
    return [_text(paragraph) for paragraph in re.findall(r"<p>(.*?)</p>", lead, re.DOTALL)]


def _text(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()


def _sisters(name: str, year: int, code: str) -> list[dict[str, object]]:
    """List the links above a brief: its languages, the year, all years.

    The year is named on the first page, which says whether its report is made and leads to it.
    """
    lang, first_page = Language(code), f"../../{page_file('index', code)}"
    links = [(f"{name}.{other}.html", other, own_name(other)) for other in own_first(code)]
    links += [
        (f"{first_page}#year-{year}", code, lang("Report for the year")),
        (first_page, code, lang("All years and provinces")),
    ]
    current = f"{name}.{code}.html"
    return [
        {"href": href, "lang": spoken, "text": text, "current": href == current}
        for href, spoken, text in links
    ]
