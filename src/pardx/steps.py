"""The steps that make's rules run: ``python -m pardx.steps 30_model YEAR=2022``.

A step leaves a record (``data/processed/<year>/records/<step>.json``), rewritten by every run:
the target of its rule. And it leaves a list of what it wrote
(``data/processed/lists/made-<year>-<step>``), rewritten only when an output differs: what comes
after depends on the list, and a file that was overwritten by hand no longer matches it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from pardx.errors import PardxError, UsageError, nearest
from pardx.inputs import digests
from pardx.parameters import Parameters
from pardx.project import Project
from pardx.provenance import write_atomically, write_if_changed

ACTIONS = {
    "trails": "pardx.pages.trails:write_trails",
    "pages": "pardx.pages.rendering:render_year",
    "brief": "pardx.pages.briefs:write_brief",
    "briefs": "pardx.pages.briefs:write_briefs",
    "docs": "pardx.pages.docs:write_docs",
    "changes": "pardx.curation.changes:write_latest_changes",
    "downloads": "pardx.pages.site:lay_out_downloads",
    "site": "pardx.pages.site:refresh",
}
"""Step -> the function that runs it, given the project and the parameters.

It returns the files it wrote. Every other step is the notebook of its name.
"""

ENVIRONMENT = {"MPLBACKEND": "agg", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""What steps run under, wherever they run: figures go to files, one thread each."""

UNKNOWN_SECONDS = 5.0
"""Guess for a step that has not run yet."""


@dataclass(frozen=True)
class Step:
    """A step at work.

    Attributes
    ----------
    name : str
        Of a notebook without its ending, or one of :data:`ACTIONS`.
    year : int
        Its year; 0 for a step of no year.
    province : str
        GSO code, of a brief.
    """

    name: str
    year: int = 0
    province: str = ""

    @property
    def stem(self) -> str:
        """Name of its files: ``45_brief-92``."""
        return f"{self.name}-{self.province}" if self.province else self.name

    def __str__(self) -> str:
        """For messages: ``model 2022``."""
        words = [self.name.lstrip("0123456789_"), self.province, str(self.year or "")]
        return " ".join(word for word in words if word)

    def record(self, project: Project) -> Path:
        """Return where it is noted that it ran."""
        folder = project.processed(self.year) if self.year else project.cleaned
        return folder / "records" / f"{self.stem}.json"

    def made(self, project: Project) -> Path:
        """Return the list of what it wrote."""
        year = f"{self.year}-" if self.year else ""
        return project.lists / f"made-{year}{self.stem}"

    def seconds(self, project: Project) -> float:
        """Return how long it took when it last ran."""
        path = self.record(project)
        if not path.exists():
            return UNKNOWN_SECONDS
        return float(json.loads(path.read_text("utf-8"))["seconds"])

    def note(
        self, project: Project, outputs: Iterable[Path], facts: Mapping[str, object], began: float
    ) -> None:
        """Note that it has run, and say so.

        Parameters
        ----------
        project : Project
            The checkout.
        outputs : iterable of Path
            Files it wrote.
        facts : mapping
            What its record says beside its seconds.
        began : float
            Its first moment, by :func:`time.perf_counter`.
        """
        made = self.made(project)
        differs = write_if_changed(made, digests(outputs, project.root).encode())
        seconds = time.perf_counter() - began
        text = json.dumps({**facts, "seconds": round(seconds, 2)}, indent=1, sort_keys=True)
        write_atomically(self.record(project), f"{text}\n".encode())
        if differs:
            made.touch()  # newer than the record: what depends on it has to run
        print(f"  {self}: {seconds:.1f} s", flush=True)


def run(step: Step, parameters: Parameters, project: Project) -> None:
    """Run a step and note what it wrote.

    Raises
    ------
    PardxError
        When its notebook or its data fail.
    """
    began = time.perf_counter()
    if step.name in ACTIONS:
        module, function = ACTIONS[step.name].split(":")
        outputs, facts = getattr(import_module(module), function)(project, parameters), {}
    else:
        from pardx.execute import execute

        outputs, facts = execute(step, parameters, project)
    step.note(project, outputs, facts, began)


def main(arguments: list[str]) -> int:
    """Run the step that a rule names.

    Returns
    -------
    int
        Exit status: 0 done, 1 bad data or a failed notebook, 2 wrong usage, 130 interrupted.
    """
    project = Project.here()
    try:
        name, *pairs = arguments
        given = dict(pair.split("=", 1) for pair in pairs)
        parameters = Parameters.of_step(given, project)
        if name not in ACTIONS and not (project.notebooks / f"{name}.ipynb").exists():
            raise UsageError(f"unknown step {name!r}{nearest(name, ACTIONS)}")
        run(Step(name, parameters.YEAR, parameters.PROVINCE), parameters, project)
    except PardxError as error:
        print(f"pardx: {error}", file=sys.stderr)
        return 2 if isinstance(error, UsageError) else 1
    except OSError as error:
        print(f"pardx: {arguments[0]}: {error.strerror}: {error.filename}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
