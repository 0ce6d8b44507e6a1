"""Pages of a year's trails: the drafts in their frame, with the exhibits that show a figure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from markupsafe import Markup

from pardx.language import LANGUAGES, N_, Language, page_file
from pardx.pages.plain import own_name, page
from pardx.pages.trail_files import trail_draft, trail_names, trail_page, trail_pages
from pardx.project import Project
from pardx.provenance import write_atomically
from pardx.report.measures import FAMILY

MARK = re.compile(r"<!--shown:(\w+)-->")
"""Where a draft leaves room for the exhibits of an indicator."""

Row = Mapping[str, str]


def write_trails(exhibits: Iterable[Row], project: Project, year: int) -> list[Path]:
    """Complete a year's drafts and write them to ``reports/<year>/trace/``.

    Parameters
    ----------
    exhibits : iterable of mapping
        Rows of ``exhibits.csv``.
    project : Project
        Holds the drafts.
    year : int
        The year.

    Returns
    -------
    list of Path
        The pages.
    """
    rows = list(exhibits)
    for name, code in trail_names(project, year):
        draft = trail_draft(project, year, name, code).read_text("utf-8")
        text = framed(completed(draft, rows, Language(code)), name, Language(code), year)
        write_atomically(trail_page(project, year, name, code), text.encode())
    return trail_pages(project, year)


def framed(body: str, family: str, lang: Language, year: int) -> str:
    """Put the frame of a page around a draft: title, ways out, search."""
    others = (code for code in LANGUAGES if code != lang.code)
    ways = [
        (lang("Academic edition"), f"../{page_file('academic', lang.code)}", lang.code),
        (lang("all indicators"), page_file("index", lang.code), lang.code),
        *((own_name(code), page_file(family, code), code) for code in others),
    ]
    title = (
        N_("Sources of every figure, {year}")
        if family == "index"
        else N_("Sources of every figure: {family}, {year}")
    )
    return page(
        "framed.html.j2",
        lang=lang,
        title=lang(title, family=lang(FAMILY.get(family, family)), year=year),
        ways=ways,
        body=Markup(body),
    )


def completed(text: str, exhibits: list[Row], lang: Language) -> str:
    """Put links to the exhibits that show an indicator where a draft leaves room for them."""
    return MARK.sub(lambda mark: _shown(mark[1], exhibits, lang), text)


def _shown(indicator: str, exhibits: list[Row], lang: Language) -> str:
    showing = [row for row in exhibits if indicator in row["indicators"].split(";")]
    if not showing:
        return html.escape(lang("Shown in no table or figure of this year's pages."))
    links = "; ".join(_link(row, lang) for row in showing)
    return " ".join([html.escape(lang("Shown in:")), links])


def _link(row: Row, lang: Language) -> str:
    page = page_file(row["page"].removesuffix(".html"), lang.code)
    address = html.escape(f"../{page}#{row['exhibit']}")
    return f'<a href="{address}">{html.escape(row[f"title_{lang.code}"])}</a>'
