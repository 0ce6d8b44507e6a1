"""Make province briefs: one notebook run each, two pages in each language."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from pardx.data.geography import provinces
from pardx.errors import PardxError
from pardx.language import LANGUAGES, Language, page_file
from pardx.pages.brief_files import brief_page, brief_slug
from pardx.pages.plain import own_name
from pardx.pages.rendering import (
    Source,
    export,
    latex_tables,
    read_executed,
    spoken,
    write_latex,
)
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
    codes = [one for one in provinces(project).index if not _stands(one, project, parameters.YEAR)]
    jobs = max(1, min(int(os.environ.get("JOBS", "1")), len(codes)))
    pieces = [(codes[start::jobs], project, parameters) for start in range(jobs)]
    failed: dict[str, str] = {}
    try:
        with processes(jobs) as pool:
            for told in pool.map(make_some, pieces):
                failed |= told
    except BrokenExecutor as error:
        again = f"make briefs YEAR={parameters.YEAR}"
        raise PardxError(f"a process was ended from outside; {again} makes the rest") from error
    if failed:
        names = provinces(project).name_vi
        lines = [f"brief of {names[code]}: {why}" for code, why in sorted(failed.items())]
        raise PardxError("\n".join(["some briefs failed; all others are made", *lines]))
    return []


def _stands(code: str, project: Project, year: int) -> bool:
    """Say whether a brief is newer than all that make has named as what it needs."""
    record = Step("brief", year, code).record(project)
    needed = [project.root / name for name in os.environ.get("NEEDS", "").split()]
    if (
        not (needed and record.exists())
        or f"{year}-brief-{code}" in os.environ.get("REDO", "").split()
    ):
        return False
    return record.stat().st_mtime_ns >= max(path.stat().st_mtime_ns for path in needed)


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
    return outputs + render_brief(project, parameters, facts["commit"])


def render_brief(project: Project, parameters: Parameters, commit: str) -> list[Path]:
    """Write a brief's pages and LaTeX tables from its executed notebook; return their files."""
    book = Step("45_brief", parameters.YEAR, parameters.PROVINCE)
    notebook = read_executed(project.executed(book.year, book.stem))
    name, made = brief_slug(project, parameters), []
    source = Source(parameters.YEAR, "notebooks/45_brief.ipynb", commit)
    for code in LANGUAGES:
        file = f"briefs/{name}.{code}.html"
        words = {
            "page": {"lang": code, "file": file},
            "source": source,
            "lang": Language(code),
            "title": _title(notebook, code),
            "mimetype": mimetype,
            "stem": name,
            "sisters": _sisters(name, parameters.YEAR, code),
        }
        html = export(
            notebook, "brief.html.j2", without={*LANGUAGES} - {spoken(notebook, code)}, words=words
        )
        made.append(brief_page(project, parameters, code))
        write_atomically(made[-1], html.encode())
    folder = project.report(parameters.YEAR) / "briefs" / "data"
    return made + write_latex(latex_tables(notebook), folder, of=f"{name}-")


def _title(notebook: NotebookNode, lang: str) -> str:
    """Return the first heading that the notebook shows as an output."""
    kind = mimetype(lang)
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    found = (output.data[kind] for output in outputs if kind in output.get("data", {}))
    if (heading := next(found, None)) is None:
        raise PardxError("notebooks/45_brief.ipynb shows no heading: brief.heading(facts) is one")
    return unescape(re.sub(r"<[^>]+>", "", heading)).strip()


def _sisters(name: str, year: int, code: str) -> list[dict[str, object]]:
    """List the links above a brief: its languages, the year, all years.

    The year is named on the way in, which tells whether its report is made and leads to it.
    """
    lang = Language(code)
    briefs = [
        {"href": f"{name}.{other}.html", "lang": other, "current": other == code}
        | {"text": own_name(other)}
        for other in LANGUAGES
    ]
    way_in = f"../../{page_file('index', code)}"
    up = [
        (f"{way_in}#year-{year}", lang("Report on the year")),
        (way_in, lang("All years and provinces")),
    ]
    return briefs + [
        {"href": href, "lang": code, "current": False, "text": text} for href, text in up
    ]
