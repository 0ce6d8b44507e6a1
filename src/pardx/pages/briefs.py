"""Make province briefs: one notebook run each, two pages in each language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

from pardx.data.geography import provinces
from pardx.errors import PardxError
from pardx.exhibits.exhibit import mimetype
from pardx.exhibits.language import Language
from pardx.languages import LANGUAGES
from pardx.naming import page_file
from pardx.pages.rendering import (
    Source,
    export,
    latex_tables,
    made_at,
    read_executed,
    spoken,
    write_latex,
)
from pardx.project import Project
from pardx.run.brief_files import brief_page, brief_slug
from pardx.run.jobs import Job
from pardx.run.options import Options, Say
from pardx.run.parameters import Parameters
from pardx.run.provenance import write_atomically

if TYPE_CHECKING:
    from nbformat import NotebookNode


def make_briefs(wanted: Iterable[Parameters], project: Project, say: Say, options: Options) -> bool:
    """Make some briefs; one that fails does not stop the others.

    Parameters
    ----------
    wanted : iterable of Parameters
        One per brief, each with its province.
    project : Project
        The checkout.
    say : callable
        Told what runs.
    options : Options
        How to run.

    Returns
    -------
    bool
        False when nothing had changed and nothing was done.

    Raises
    ------
    PardxError
        At the end, with the message of everything that failed.
    """
    from pardx.run.pipeline import run

    outcome = run([Job.of("brief_pages", one) for one in wanted], project, options, say)
    if outcome.failed:
        told = [f"{job}: {message}" for job, message in outcome.failed.items()]
        raise PardxError("\n".join(["some briefs failed; all others are made", *told]))
    return bool(outcome.done)


def of_all_provinces(parameters: Parameters, project: Project) -> list[Parameters]:
    """Return the parameters of all 63 briefs of a year."""
    return [replace(parameters, PROVINCE=code) for code in provinces(project).index]


def render_brief(project: Project, parameters: Parameters) -> None:
    """Write a brief's pages from its executed notebook."""
    job, name = Job.of("brief", parameters), brief_slug(project, parameters)
    notebook = read_executed(job.executed(project))
    source = Source(
        parameters.YEAR,
        "notebooks/45_brief.ipynb",
        made_at(project, parameters.YEAR, job.name),
    )
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
        write_atomically(brief_page(project, parameters, code), html.encode())
    folder = project.report(parameters.YEAR) / "briefs" / "data"
    write_latex(latex_tables(notebook), folder, of=f"{name}-")


def _title(notebook: NotebookNode, lang: str) -> str:
    """Return the heading that the notebook shows as its first output."""
    first = next(output for cell in notebook.cells for output in cell.get("outputs", []))
    return unescape(re.sub(r"<[^>]+>", "", first.data[mimetype(lang)])).strip()


def _sisters(name: str, year: int, code: str) -> list[dict[str, object]]:
    """List the links above a brief: its languages, the year, all years.

    The year is named on the way in, which tells whether its report is made and leads to it.
    """
    lang = Language(code)
    briefs = [
        {"href": f"{name}.{other}.html", "lang": other, "current": other == code}
        | {"text": lang(f"brief.language.{other}")}
        for other in LANGUAGES
    ]
    way_in = f"../../{page_file('index', code)}"
    up = {"report": f"{way_in}#year-{year}", "site": way_in}
    return briefs + [
        {"href": href, "lang": code, "current": False, "text": lang(f"brief.up.{place}")}
        for place, href in up.items()
    ]
