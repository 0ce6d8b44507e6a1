"""The stages: which notebook or action, what it needs, what it reads, what it makes.

This is the one place to declare a stage. :mod:`pardx.run.jobs` turns the declarations into
jobs for years and provinces, :mod:`pardx.run.pipeline` runs those whose ingredients changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pardx.languages import LANGUAGES
from pardx.naming import page_file
from pardx.project import Project
from pardx.run.parameters import Parameters
from pardx.run.tables import CLEANED, DESCRIBED, LEDGER, MODELLED, panel_years

Files = Callable[[Project, Parameters], Iterable[Path]]


@dataclass(frozen=True)
class Need:
    """A stage that must have run before, for some years.

    Attributes
    ----------
    stage : str
        Its name.
    years : callable
        Year of the run -> years needed. A year without data is left out.
    only : tuple of str
        Which of its tables are read; all it makes, when empty.
    """

    stage: str
    years: Callable[[int], Iterable[int]] = lambda year: (year,)
    only: tuple[str, ...] = ()


def _nothing(project: Project, parameters: Parameters) -> list[Path]:
    return []


@dataclass(frozen=True)
class Stage:
    """One step of the pipeline: a notebook, or an action of ``pardx``.

    Attributes
    ----------
    name : str
        For messages and for the file that notes its success.
    parameters : tuple of str
        Which parameters it takes; it runs once for each of their values.
    notebook : str
        File under ``notebooks/``; it ends with ``ctx.record(<name of the stage>)``.
    action : str
        Instead of a notebook: ``module:function``, called with the project and the parameters.
        The files of ``pardx`` it uses are those its module imports.
    needs : tuple of Need
        Stages to run before.
    reads : callable
        Files it reads that no stage makes.
    makes : callable
        Files it writes, for no other run of it.
    libraries : tuple of str
        Heavy packages it imports; the process its notebook is forked from has them ready.
    spreads : bool
        Its notebook hands pieces of its work on (:attr:`pardx.run.context.RunContext.spread`).
    shown : dict
        Edition -> file name, without language and ending, of the pages that show its notebook.
    """

    name: str
    parameters: tuple[str, ...]
    notebook: str = ""
    action: str = ""
    needs: tuple[Need, ...] = ()
    reads: Files = _nothing
    makes: Files = _nothing
    libraries: tuple[str, ...] = ()
    spreads: bool = False
    shown: dict[str, str] = field(default_factory=dict, hash=False)


def _two_years(year: int) -> tuple[int, int]:
    return year - 1, year


def _ground(project: Project, parameters: Parameters) -> list[Path]:
    """List the tables beside the figures, which no year has for itself."""
    lists = [path for path in project.raw.glob("*.csv") if path.name != "claims.csv"]
    places = (project.raw / "geography").glob("*.csv")
    return [*lists, *places, *project.catalogue.glob("*.csv")]


def _figures(project: Project, parameters: Parameters) -> list[Path]:
    tables = [
        path
        for year in _two_years(parameters.YEAR)
        for path in (project.raw / str(year)).glob("*.csv")
    ]
    population = project.raw.glob("*/socioeconomic.csv")
    communes = (project.raw / str(parameters.YEAR) / "communes").glob("*")
    return [*tables, *communes, *population, *_ground(project, parameters)]


def _above_province(project: Project, parameters: Parameters) -> list[Path]:
    """List what the figures of country, regions and ministries up to the year are read from."""
    folders = [project.raw / str(year) for year in project.years() if year <= parameters.YEAR]
    tables = [path for folder in folders for path in folder.glob("*.csv")]
    return [*tables, *project.raw.glob("*.csv"), *project.catalogue.glob("*.csv")]


def _registered(project: Project, parameters: Parameters) -> list[Path]:
    named = [project.catalogue / f"{name}.csv" for name in ("tests", "samples", "breaks")]
    return [*named, project.raw / "geography" / "adjacency63.csv"]


def _cleaned(*names: str) -> Files:
    return lambda project, run: [project.processed(run.YEAR) / f"{name}.parquet" for name in names]


def _results(*names: str) -> Files:
    return lambda project, run: [
        project.report(run.YEAR) / "data" / f"{name}.csv" for name in names
    ]


def _pages(project: Project, parameters: Parameters) -> list[Path]:
    names = [name for stage in _NOTEBOOKS for name in stage.shown.values()]
    folder = project.report(parameters.YEAR)
    files = [folder / page_file(name, lang) for name in names for lang in LANGUAGES]
    from pardx.run.trail_files import trail_pages

    trails = trail_pages(project, parameters.YEAR)
    latex = (folder / "data").glob("tab-*.tex")
    return [*files, *trails, *latex, folder / "data" / "exhibits.csv"]


def _trails(project: Project, parameters: Parameters) -> list[Path]:
    from pardx.run.trail_files import trail_drafts

    return trail_drafts(project, parameters.YEAR)


def _evidence(project: Project, parameters: Parameters) -> list[Path]:
    from pardx.run.brief_files import kept_evidence

    return [kept_evidence(project, parameters)]


def _brief_data(project: Project, parameters: Parameters) -> list[Path]:
    from pardx.run.brief_files import brief_data

    return [brief_data(project, parameters)]


def _brief_pages(project: Project, parameters: Parameters) -> list[Path]:
    from pardx.run.brief_files import brief_latex, brief_page

    pages = [brief_page(project, parameters, lang) for lang in LANGUAGES]
    return [*pages, *brief_latex(project, parameters)]


_FRAMES = ("pandas", "pyarrow.parquet", "pyarrow.dataset")
_MODELS = ("scipy.stats", "statsmodels.api")
_DRAWINGS = (
    "matplotlib.pyplot",
    "matplotlib.backends.backend_svg",
    "babel.numbers",
    "babel.dates",
    "jinja2",
)

_NOTEBOOKS = (
    Stage(
        name="clean",
        parameters=("YEAR",),
        notebook="10_clean.ipynb",
        reads=_figures,
        makes=_cleaned(*CLEANED),
        libraries=_FRAMES,
    ),
    Stage(
        name="describe",
        parameters=("YEAR",),
        notebook="20_describe.ipynb",
        needs=(Need("clean", _two_years),),
        reads=_above_province,
        makes=_results(*DESCRIBED, *LEDGER),
        libraries=_FRAMES,
    ),
    Stage(
        name="model",
        parameters=("YEAR", "SEED", "DRAWS"),
        notebook="30_model.ipynb",
        needs=(Need("clean", panel_years, only=("panel",)),),
        reads=_registered,
        makes=_results(*MODELLED),
        libraries=_FRAMES + _MODELS,
        spreads=True,
    ),
    Stage(
        name="report",
        parameters=("YEAR",),
        notebook="40_report.ipynb",
        needs=(Need("clean", only=("observations",)), Need("describe"), Need("model")),
        reads=_figures,
        libraries=(*_FRAMES, *_DRAWINGS, "seaborn"),
        shown={"policy": "index", "academic": "academic"},
    ),
    Stage(
        name="ministries",
        parameters=("YEAR",),
        notebook="50_ministries.ipynb",
        needs=(Need("describe"), Need("model")),
        reads=_above_province,
        libraries=_FRAMES + _DRAWINGS,
        shown={"policy": "ministries"},
    ),
    Stage(
        name="national",
        parameters=("YEAR",),
        notebook="60_national.ipynb",
        needs=(Need("describe"), Need("model")),
        reads=_above_province,
        libraries=_FRAMES + _DRAWINGS,
        shown={"policy": "national"},
    ),
)
"""The notebooks of a year, in the order of their pages' menu."""

STAGES = (
    *_NOTEBOOKS,
    Stage(
        name="trails",
        parameters=("YEAR",),
        action="pardx.pages.trails:write_trails",
        needs=(Need("clean", only=("observations", "values", "bounds")),),
        reads=_figures,
        makes=_trails,
        libraries=_FRAMES,
    ),
    Stage(
        name="evidence",
        parameters=("YEAR",),
        action="pardx.run.brief_evidence:keep_evidence",
        needs=(
            Need("clean", _two_years, only=("panel", "values", "observations")),
            Need("model", only=("associations", "weight_ranges", "noise")),
        ),
        reads=_ground,
        makes=_evidence,
    ),
    Stage(
        name="brief",
        parameters=("YEAR", "PROVINCE"),
        notebook="45_brief.ipynb",
        needs=(Need("evidence"),),
        makes=_brief_data,
        libraries=_FRAMES + _DRAWINGS,
    ),
    Stage(
        name="brief_pages",
        parameters=("YEAR", "PROVINCE"),
        action="pardx.pages.briefs:render_brief",
        needs=(Need("brief"),),
        makes=_brief_pages,
    ),
    Stage(
        name="pages",
        parameters=("YEAR",),
        action="pardx.pages.rendering:render_year",
        needs=(*(Need(one.name) for one in _NOTEBOOKS if one.shown), Need("trails")),
        makes=_pages,
    ),
)
