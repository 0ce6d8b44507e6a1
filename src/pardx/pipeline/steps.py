"""The steps that make's rules run: ``python -m pardx.pipeline.steps 30_model YEAR=2022``."""

from __future__ import annotations

import signal
import sys
import time
from importlib import import_module
from types import FrameType

from pardx.errors import UsageError, exit_status, nearest
from pardx.pipeline.executors import end_with
from pardx.pipeline.parameters import Parameters
from pardx.pipeline.records import Step
from pardx.project import Project

ACTIONS = {
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


GRACE = 5
"""Seconds in which a step that was asked to end has to do so."""


def interrupt(number: int, frame: FrameType | None) -> None:
    """End the step as Ctrl-C does; where a library swallows the interrupt, end it all the same."""
    signal.alarm(GRACE)
    signal.default_int_handler(number, frame)


def run(step: Step, parameters: Parameters, project: Project) -> None:
    """Run a step and note what it wrote.

    Raises
    ------
    UsageError
        When there is no such step.
    PardxError
        When its notebook or its data fail.
    """
    if step.name not in ACTIONS and not (project.notebooks / f"{step.name}.ipynb").exists():
        raise UsageError(f"unknown step {step.name!r}{nearest(step.name, ACTIONS)}")
    began = time.perf_counter()
    if step.name in ACTIONS:
        module, function = ACTIONS[step.name].split(":")
        outputs, facts = getattr(import_module(module), function)(project, parameters), {}
    else:
        from pardx.pipeline.execute import execute

        outputs, facts = execute(step, parameters, project)
    step.note(project, outputs, facts, began)


def main(arguments: list[str]) -> int:
    """Run the step that a rule names; return its exit status, as of ``exit_status``."""

    def command() -> None:
        name, *pairs = arguments
        project = Project.here()
        given = dict(pair.split("=", 1) for pair in pairs)
        parameters = Parameters.from_mapping(given, project, need_year=False)
        run(Step(name, parameters.YEAR, parameters.PROVINCE), parameters, project)

    return exit_status(command)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, interrupt)
    end_with(1)
    sys.exit(main(sys.argv[1:]))
