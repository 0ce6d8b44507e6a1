"""The stages of a year: which notebook, from which inputs, with which code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pardx.project import Project
from pardx.run.parameters import Parameters
from pardx.run.provenance import hashes, write_atomically

Inputs = Callable[[Project, int], Iterable[Path]]


@dataclass(frozen=True)
class Stage:
    """One notebook of the pipeline.

    Attributes
    ----------
    name : str
        For messages.
    notebook : str
        File under ``notebooks/``.
    parameters : tuple of str
        Which parameters it takes.
    rooms : tuple of str
        Packages of ``pardx`` whose code it uses; a change there makes it run again.
    inputs : callable
        Files it reads for a year.
    outputs : callable
        Files it writes for a year.
    """

    name: str
    notebook: str
    parameters: tuple[str, ...]
    rooms: tuple[str, ...]
    inputs: Inputs
    outputs: Inputs

    def chosen(self, parameters: Parameters) -> dict[str, int]:
        """Pick the parameters this stage takes."""
        return {name: getattr(parameters, name) for name in self.parameters}

    def executed(self, project: Project, year: int) -> Path:
        """Return where the executed notebook is kept."""
        return project.processed(year) / "notebooks" / self.notebook


def _figures(project: Project, year: int) -> list[Path]:
    ground = [*project.catalogue.glob("*.csv"), *(project.raw / "geography").glob("*.csv")]
    tables = (project.raw / str(year)).glob("*.csv")
    return [*tables, *project.raw.glob("*.csv"), *ground]


def _cleaned(*names: str) -> Inputs:
    return lambda project, year: [project.processed(year) / f"{name}.parquet" for name in names]


def _cleaned_two_years(project: Project, year: int) -> list[Path]:
    both = [*_CLEAN(project, year), *_CLEAN(project, year - 1)]
    return [path for path in both if path.exists()]


FIRST_PANEL_YEAR = 2018
"""From here on PAPI has eight dimensions; the panel models start here."""


def years_used(project: Project, year: int) -> list[int]:
    """List the years a report of ``year`` reads: the year before, and the panel's years."""
    first = min(FIRST_PANEL_YEAR, year - 1)
    return [known for known in project.years() if first <= known <= year]


def _panels(project: Project, year: int) -> list[Path]:
    paths = [project.processed(used) / "panel.parquet" for used in years_used(project, year)]
    ground = [project.catalogue / "tests.csv", project.raw / "geography" / "adjacency63.csv"]
    return [*(path for path in paths if path.exists()), *ground]


def _results(*names: str) -> Inputs:
    return lambda project, year: [project.report(year) / "data" / f"{name}.csv" for name in names]


_CLEAN = _cleaned("observations", "values", "panel", "conflicts")
_DESCRIBED = _results("ranking", "regions", "glance", "coverage", "conflicts")
MODELLED = ("associations", "models", "missingness")
"""The model stage's tables under ``reports/<year>/data/``."""
_MODELLED = _results(*MODELLED)

STAGES = (
    Stage("clean", "10_clean.ipynb", ("YEAR",), ("data",), _figures, _CLEAN),
    Stage(
        "describe",
        "20_describe.ipynb",
        ("YEAR",),
        ("data", "analysis"),
        _cleaned_two_years,
        _DESCRIBED,
    ),
    Stage(
        "model",
        "30_model.ipynb",
        ("YEAR", "SEED", "DRAWS"),
        ("data", "analysis"),
        _panels,
        _MODELLED,
    ),
    Stage(
        "report",
        "40_report.ipynb",
        ("YEAR",),
        ("data", "analysis", "exhibits"),
        lambda project, year: [
            *_DESCRIBED(project, year),
            *_MODELLED(project, year),
            *_figures(project, year),
        ],
        lambda project, year: [],
    ),
)


def code(project: Project, rooms: Iterable[str]) -> list[Path]:
    """List the source files of some rooms of ``pardx``."""
    package = Path(__file__).resolve().parents[1]
    return [
        path
        for room in rooms
        for path in (package / room).rglob("*")
        if path.suffix in {".py", ".toml", ".j2"}
    ]


def ingredients(
    stage: Stage, parameters: Parameters, project: Project
) -> dict[str, dict[str, str] | dict[str, int]]:
    """Hash all that decides a stage's outputs: notebook, parameters, inputs, code and lock."""
    package = Path(__file__).resolve().parents[1]
    source = code(project, stage.rooms)
    lock = project.root / "locks" / "run.txt"
    return {
        "parameters": stage.chosen(parameters),
        "notebook": hashes([project.notebooks / stage.notebook], project),
        "inputs": hashes(stage.inputs(project, parameters.YEAR), project),
        "code": {path.relative_to(package).as_posix(): _digest(path) for path in sorted(source)},
        "lock": hashes([lock] if lock.exists() else [], project),
    }


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def stamp_path(stage_name: str, project: Project, year: int) -> Path:
    """Return where a stage's last success is noted."""
    return project.processed(year) / "stamps" / f"{stage_name}.json"


def is_fresh(name: str, found: dict, outputs: Iterable[Path], project: Project, year: int) -> bool:
    """Say whether a stage's outputs are those of exactly these ingredients."""
    path = stamp_path(name, project, year)
    if not path.exists():
        return False
    noted = json.loads(path.read_text("utf-8"))
    present = [output for output in outputs if output.exists()]
    return noted == {"ingredients": found, "outputs": hashes(present, project)}


def note_success(
    name: str, found: dict, outputs: Iterable[Path], project: Project, year: int
) -> None:
    """Note that a stage has made its outputs from these ingredients."""
    noted = {"ingredients": found, "outputs": hashes(outputs, project)}
    write_atomically(stamp_path(name, project, year), json.dumps(noted, indent=1).encode())
