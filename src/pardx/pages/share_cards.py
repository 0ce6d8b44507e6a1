"""Cards of shared links, of reports and briefs, as pictures and drawings beside their data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pardx.data.dictionary import units_of_year
from pardx.language import LANGUAGES, Language, page_file
from pardx.pipeline.parameters import Parameters
from pardx.pipeline.session import Run
from pardx.project import Project
from pardx.provenance import write_atomically
from pardx.report.painting import painted
from pardx.report.positions import Standings
from pardx.report.scene import Scene, as_file
from pardx.report.share import card, own_picture, standings_picture

DOTS = 72
"""An inch: one for each unit of the drawing."""


def card_file(lang: str, of: str = "") -> str:
    """Name the picture of a page's card, as seen from the page: ``data/card.vi.png``."""
    return f"data/{of}{page_file('card', lang, 'png')}"


def write_report_cards(
    project: Project, parameters: Parameters, said: Mapping[str, tuple[str, list[str]]]
) -> list[Path]:
    """Write a report's cards.

    Parameters
    ----------
    project : Project
        The checkout.
    parameters : Parameters
        With the year.
    said : mapping
        Language -> title and findings of the page.

    Returns
    -------
    list of Path
        The files.
    """
    run, year = Run(parameters, project), parameters.YEAR
    results = run.results()
    standings = Standings(results["ranking"], results["bounds"], run.dictionary, year)
    cards = {}
    for code, (title, lines) in said.items():
        lang = Language(code)
        picture, below = standings_picture(standings, lang)
        label = f"PAR-DX Vietnam · {lang('Report {year}', year=year)}"
        cards[code] = card(label, title, lines, picture, below)
    return _write(cards, project.report(year))


def write_brief_cards(
    project: Project, parameters: Parameters, said: Mapping[str, tuple[str, list[str]]], of: str
) -> list[Path]:
    """Write a brief's cards.

    Parameters
    ----------
    project : Project
        The checkout.
    parameters : Parameters
        With the year and the province.
    said : mapping
        Language -> title of the page, and what to know first.
    of : str
        What the files' names begin with.

    Returns
    -------
    list of Path
        The files.
    """
    year = parameters.YEAR
    picture = own_picture(project, units_of_year(project, year), parameters.PROVINCE)
    cards = {}
    for code, (title, lines) in said.items():
        label = f"PAR-DX Vietnam · {Language(code)('Brief {year}', year=year)}"
        cards[code] = card(label, title, lines, picture)
    return _write(cards, project.report(year) / "briefs", of)


def _write(cards: Mapping[str, Scene], folder: Path, of: str = "") -> list[Path]:
    made = {}
    for code in filter(cards.get, LANGUAGES):
        picture = folder / card_file(code, of)
        made[picture] = painted(cards[code], DOTS).getvalue()
        made[picture.with_suffix(".svg")] = as_file(cards[code]).encode()
    for path, content in made.items():
        write_atomically(path, content)
    return [*made]
