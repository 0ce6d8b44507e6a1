"""A stage at work for a year or province: what it needs first, and why it would run again."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pardx.languages import LISTED_IN
from pardx.project import Project
from pardx.run.imports import PACKAGE, imported
from pardx.run.parameters import Parameters
from pardx.run.provenance import sha256, write_atomically
from pardx.run.stages import STAGES, Stage

WHOLE_RUN = ("SEED", "DRAWS")
"""Parameters that are handed on to the jobs a job needs, whether it takes them or not."""

MESSAGES = "exhibits/messages/"
TEMPLATES = "exhibits/templates/"
WORDS = (MESSAGES, TEMPLATES, LISTED_IN)
"""Files that count by what of them is asked for."""
TEXTS = {
    "exhibits/language.py": f"{MESSAGES}*.toml",
    "exhibits/exhibit.py": f"{TEMPLATES}*.j2",
    "pages/plain.py": "pages/templates/**/*",
}
"""Module -> what it reads beside itself."""

Ingredients = dict[str, dict[str, object]]
INGREDIENTS = {"parameter", "notebook", "input", "code", "lock"}
"""Kinds of what decides a job's outputs."""


@dataclass(frozen=True)
class Job:
    """One run of a stage.

    Attributes
    ----------
    stage : Stage
        What is run.
    parameters : Parameters
        With what; those the stage does not take have their defaults.
    """

    stage: Stage
    parameters: Parameters

    @classmethod
    def of(cls, name: str, parameters: Parameters) -> Job:
        """Return the job of a stage for some parameters.

        Raises
        ------
        StopIteration
            When there is no such stage.
        """
        stage = next(stage for stage in STAGES if stage.name == name)
        given = asdict(parameters)
        kept = {key: given[key] for key in given if key in (*WHOLE_RUN, *stage.parameters)}
        return cls(stage, Parameters(**kept))

    @property
    def chosen(self) -> dict[str, object]:
        """The parameters its stage takes."""
        given = asdict(self.parameters)
        return {name: given[name] for name in self.stage.parameters}

    @property
    def name(self) -> str:
        """Its stage and, below the year, its place: the stem of the files about it."""
        apart = ("YEAR", *WHOLE_RUN)
        places = [str(value) for name, value in self.chosen.items() if name not in apart]
        return "-".join([self.stage.name, *places])

    def __str__(self) -> str:
        """For messages."""
        return f"{self.name} {self.parameters.YEAR}"

    def needs(self, project: Project) -> dict[Job, tuple[str, ...]]:
        """List the jobs that must have run before, each with the tables read of it."""
        wanted = asdict(self.parameters)
        years = set(project.years())
        return {
            Job.of(need.stage, Parameters(**wanted | {"YEAR": year})): need.only
            for need in self.stage.needs
            for year in need.years(self.parameters.YEAR)
            if year in years
        }

    def executed(self, project: Project) -> Path:
        """Return where its executed notebook is kept."""
        return project.executed(self.parameters.YEAR, self.name)

    def outputs(self, project: Project) -> list[Path]:
        """List what it writes: its notebook first, when it has one."""
        made = [*self.stage.makes(project, self.parameters)]
        return [self.executed(project), *made] if self.stage.notebook else made

    def inputs(self, project: Project) -> list[Path]:
        """List what it reads: files of its own, and what the needed jobs made.

        A notebook reads tables; an action may read executed notebooks too.
        """
        made = [
            path
            for job, only in self.needs(project).items()
            for path in job.outputs(project)
            if not only or path.stem in only
        ]
        tables = [path for path in made if path.suffix != ".ipynb" or self.stage.action]
        return [project.root / "config.toml", *self.stage.reads(project, self.parameters), *tables]


def plan(targets: Iterable[Job], project: Project) -> dict[Job, list[Job]]:
    """Return all jobs that some targets need, each with what it needs, in a valid order."""
    found: dict[Job, list[Job]] = {}
    for job in targets:
        needed = [*job.needs(project)]
        found |= plan((other for other in needed if other not in found), project)
        found[job] = needed
    return found


def ingredients(job: Job, project: Project, code: Iterable[str]) -> Ingredients:
    """Hash all that decides a job's outputs: notebook, parameters, inputs, code and lock.

    Parameters
    ----------
    job : Job
        The job.
    project : Project
        Its checkout.
    code : iterable of str
        Files of ``pardx`` that it uses, as seen from the package.
    """
    notebook = project.notebooks / job.stage.notebook if job.stage.notebook else None
    return {
        "parameter": job.chosen,
        "notebook": _present([notebook] if notebook else [], project),
        "input": _present(job.inputs(project), project),
        "code": {name: _digest(PACKAGE / name) for name in sorted(code)},
        "lock": _present([project.root / "locks" / "run.txt"], project),
    }


def _present(paths: Iterable[Path], project: Project) -> dict[str, object]:
    """Hash the files that exist; the others are not there to be read."""
    return {project.relative(path): _digest(path) for path in sorted(set(paths)) if path.exists()}


def _digest(path: Path) -> str:
    """Hash a file, once as long as it stays as it is."""
    if not path.exists():
        return "missing"
    state = path.stat()
    return _digest_of(path, state.st_mtime_ns, state.st_size)


@cache
def _digest_of(path: Path, changed: int, size: int) -> str:
    return sha256(path)


def all_code() -> list[str]:
    """List every file of ``pardx``, as seen from the package."""
    return _files(["**/*"])


def _files(patterns: Iterable[str]) -> list[str]:
    found = {path for pattern in patterns for path in PACKAGE.glob(pattern) if path.is_file()}
    kept = (path for path in found if path.suffix != ".pyc")
    return sorted(path.relative_to(PACKAGE).as_posix() for path in kept)


def used_code(job: Job, project: Project) -> list[str]:
    """List the files of ``pardx`` that a job has used.

    A notebook has recorded its modules at its end; an action's are those it imports.
    """
    module, _, _ = job.stage.action.partition(":")
    modules = imported(module) if module else recorded(job, project).get("code")
    if modules is None:
        return all_code()
    return _files([*modules, *(TEXTS[name] for name in modules if name in TEXTS)])


def _record(job: Job, project: Project) -> Path:
    return project.processed(job.parameters.YEAR) / "provenance" / f"{job.name}.json"


def recorded(job: Job, project: Project) -> dict:
    """Read what a notebook recorded at its end."""
    path = _record(job, project)
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def write_record(record: dict[str, object], job: Job, project: Project) -> None:
    """Write what made a notebook's outputs."""
    text = json.dumps(record, indent=1, sort_keys=True)
    write_atomically(_record(job, project), text.encode())


def kept_exhibits(job: Job, project: Project) -> Path:
    """Return where a notebook's exhibits are kept, for one version of Python alone."""
    file = f"{job.name}.{sys.implementation.cache_tag}.pickle"
    return project.processed(job.parameters.YEAR) / "exhibits" / file


def recorded_texts(job: Job, project: Project) -> list[str]:
    """List the texts that a notebook and its exhibits asked for, of :data:`WORDS`."""
    record = recorded(job, project)
    drawn = (key for keys in record.get("drawn", {}).values() for key in keys)
    return sorted({*record.get("texts", []), *drawn})


class Change(NamedTuple):
    """One thing that is not as it was when a job ran."""

    kind: str
    fate: str
    name: str

    def __str__(self) -> str:
        """For messages."""
        return f"{self.kind} {self.fate}: {self.name}"


def changes(job: Job, project: Project) -> list[str]:
    """Say why a job would run now; empty when its outputs are those of its ingredients.

    Returns
    -------
    list of str
        Such as ``input changed: data/raw/2022/dti.csv``.
    """
    noted = _noted(job, project)
    return [*map(str, _changes(job, project, noted))] if noted else ["it has not run yet"]


def reworded(job: Job, project: Project) -> list[str]:
    """Name the texts that are used and changed; none where anything else changed.

    A job that has not run yet has none, nor has one whose exhibits are not those it left.
    """
    noted = _noted(job, project) or {}
    kept = _present([kept_exhibits(job, project)], project)
    found = _changes(job, project, noted) if kept and noted.get("exhibits") == kept else []
    return [one.name for one in found] if all(one.kind == "text" for one in found) else []


def _changes(job: Job, project: Project, noted: dict) -> list[Change]:
    """Compare a job's ingredients and outputs with what was noted of them."""
    before = noted["ingredients"]
    now = ingredients(job, project, before["code"])
    found = [one for kind in now for one in _differences(kind, before.get(kind, {}), now[kind])]
    found = _without_unused_texts(found, noted.get("texts"))
    outputs = _present(job.outputs(project), project)
    return found + _differences("output", noted["outputs"], outputs)


def _without_unused_texts(found: list[Change], texts: dict[str, object] | None) -> list[Change]:
    """Name the texts that changed instead of the files they stand in; unused ones do not count."""
    rest = [one for one in found if one.kind != "code" or not one.name.startswith(WORDS)]
    if rest == found or texts is None:
        return found
    return rest + _differences("text", texts, _texts(texts))


def _texts(names: Iterable[str]) -> dict[str, object]:
    """Hash messages, each in all languages, templates, and the list of languages."""
    return {name: _of_text(name) for name in names}


def _of_text(name: str) -> str:
    if name == LISTED_IN:
        return _digest(PACKAGE / name)
    return _digest(PACKAGE / TEMPLATES / name) if name.endswith(".j2") else _of_message(name)


def _of_message(key: str) -> str:
    from pardx.exhibits.language import messages

    text = json.dumps(messages().get(key), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def outlook(jobs: dict[Job, list[Job]], project: Project) -> dict[Job, list[str]]:
    """Say which jobs of a plan would run now, and why.

    Returns
    -------
    dict
        Job -> reasons, in the order of the plan. A job whose needed jobs would run is in it,
        though it stays as it is when they make the same files again.
    """
    found: dict[Job, list[str]] = {}
    for job, needed in jobs.items():
        before = [f"{other} would run first" for other in needed if other in found]
        reasons = changes(job, project) + before
        if reasons:
            found[job] = reasons
    return found


def _differences(kind: str, before: dict[str, object], now: dict[str, object]) -> list[Change]:
    """Compare what was noted with what is."""
    fates = {
        "new": now.keys() - before.keys(),
        "gone": before.keys() - now.keys(),
        "changed": {name for name in before.keys() & now.keys() if before[name] != now[name]},
    }
    return [Change(kind, fate, name) for fate, names in fates.items() for name in sorted(names)]


def _stamp(job: Job, project: Project) -> Path:
    return project.processed(job.parameters.YEAR) / "stamps" / f"{job.name}.json"


def _noted(job: Job, project: Project) -> dict | None:
    """Read a note; one that another version of pardx wrote, or a broken one, says nothing."""
    try:
        noted = json.loads(_stamp(job, project).read_text("utf-8"))
        kinds = noted["ingredients"].keys()
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return noted if kinds == INGREDIENTS and "outputs" in noted else None


def note_success(job: Job, project: Project, found: Ingredients, texts: Iterable[str]) -> None:
    """Note that a job has made its outputs.

    Parameters
    ----------
    job : Job
        The job that has ended.
    project : Project
        Its checkout.
    found : dict
        Its ingredients as they were before it ran, with all code; what it used is kept. Texts
        that changed in the meantime count by their files.
    texts : iterable of str
        Messages and templates it asked for, and the list of languages.
    """
    used = set(used_code(job, project))
    code = {name: digest for name, digest in found["code"].items() if name in used}
    words = [name for name in code if name.startswith(WORDS)]
    steady = all(_digest(PACKAGE / name) == code[name] for name in words)
    noted = {
        "ingredients": found | {"code": code},
        "texts": _texts(texts) if steady else None,
        "outputs": _present(job.outputs(project), project),
        "exhibits": _present([kept_exhibits(job, project)], project),
    }
    write_atomically(_stamp(job, project), json.dumps(noted, indent=1).encode())
