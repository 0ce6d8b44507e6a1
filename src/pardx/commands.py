"""The commands behind make. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import csv
import os
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path

from pardx.errors import LEFT_OUT, DataError, PardxError, UsageError, exit_status, nearest
from pardx.language import LANGUAGES, page_file
from pardx.pipeline.driver import Make, Outcome, only_planned, our_turn
from pardx.pipeline.parameters import Options, Parameters
from pardx.pipeline.records import Step
from pardx.pipeline.results import left_out
from pardx.project import Project

Command = Callable[[dict[str, str], Project], None]

BRIEF_YEARS = 2
"""Briefs are made of the latest years with PAR INDEX, unless one year is asked for."""


def report(given: dict[str, str], project: Project) -> None:
    """Make the report of YEAR."""
    _refuse_province(given, "report")
    parameters, outcome = _make(given, project, lambda year: [Step("pages", year)])
    _print_state(outcome, "pages", f"reports/{parameters.YEAR}/index.html")


def reports(given: dict[str, str], project: Project) -> None:
    """Make the reports of all years with data; one that fails does not stop the others."""
    _refuse_province(given, "reports")
    years = project.years()
    given = {"YEAR": str(years[-1]), **given}
    _, outcome = _make(given, project, lambda _: [Step("pages", year) for year in years])
    _count(outcome, {"reports": "pages"})


def site(given: dict[str, str], project: Project) -> None:
    """Make all reports, the briefs of YEAR or of the latest years, and reports/index.html."""
    _refuse_province(given, "site")
    years = project.years()
    briefs = _brief_years(project) if "YEAR" not in given else []

    def wanted(year: int) -> list[Step]:
        pages = [Step("pages", one) for one in years]
        beside = [Step("docs"), Step("downloads"), *([Step("changes")] if len(years) > 1 else [])]
        return [*pages, *(Step("briefs", one) for one in briefs or [year]), *beside]

    _, outcome = _make({"YEAR": str(years[-1]), **given}, project, wanted)
    _count(outcome, {"reports": "pages", "briefs of a year": "briefs"})
    if not only_planned():
        print(f"reports/index.html is {'ready' if outcome.made else 'up to date: nothing to do'}")


def _brief_years(project: Project) -> list[int]:
    """Choose the latest years that know PAR INDEX well, else at all, and one of the 34 units."""
    from pardx.pages.site_facts import WELL_KNOWN

    ranks: dict[int, int] = {}
    for year in project.years():
        path = project.raw / str(year) / "par_index.csv"
        if path.exists():
            with path.open(encoding="utf-8-sig", newline="") as file:
                ranks[year] = len({row.get("entity") for row in csv.DictReader(file) if _rank(row)})
    well = [year for year, known in ranks.items() if known >= WELL_KNOWN["par_index"]]
    merged = [year for year in project.years()[-1:] if _is_merged(project, year)]
    return sorted({*(well or [*ranks])[-BRIEF_YEARS:], *merged})


def _is_merged(project: Project, year: int) -> bool:
    from pardx.data.dictionary import units_of_year
    from pardx.data.geography import level_of

    return level_of(units_of_year(project, year).index) == "unit34"


def _rank(row: Mapping[str, str]) -> bool:
    named = (row.get("level"), row.get("indicator"), row.get("measure"))
    return named == ("province", "par_index", "rank")


def brief(given: dict[str, str], project: Project) -> None:
    """Make the brief of PROVINCE for YEAR."""
    from pardx.pages.briefs import brief_page

    parameters = _of_one_province(given, project, "brief")
    step = Step("brief", parameters.YEAR, parameters.PROVINCE)
    _, outcome = _make(given, project, lambda _: [step])
    for lang in LANGUAGES:
        _print_state(outcome, "brief", project.relative(brief_page(project, parameters, lang)))


def briefs(given: dict[str, str], project: Project) -> None:
    """Make the briefs of all provinces for YEAR."""
    _refuse_province(given, "briefs")
    parameters, outcome = _make(given, project, lambda year: [Step("briefs", year)])
    _stop_if_failed(outcome)
    folder = f"reports/{parameters.YEAR}/briefs/"
    if not only_planned():
        state = "is up to date: nothing to do"
        if outcome.made:
            from pardx.data.dictionary import units_of_year

            state = f"holds {len(units_of_year(project, parameters.YEAR))} briefs"
        print(f"{folder} {state}")
    _tell_left_out(outcome)


def pdf(given: dict[str, str], project: Project) -> None:
    """Print YEAR's policy and research reports, or PROVINCE's brief, to PDF; make them first."""
    from pardx.pages.briefs import brief_page
    from pardx.pages.documents import find_browser, print_pages

    find_browser()
    _, rest = Options.take(given)
    parameters = Parameters.from_mapping(rest, project)
    if parameters.PROVINCE:
        brief(given, project)
        pages = [brief_page(project, parameters, lang) for lang in LANGUAGES]
    else:
        report(given, project)
        folder = project.report(parameters.YEAR)
        kinds = ("index", "academic")
        pages = [folder / page_file(kind, lang) for kind in kinds for lang in LANGUAGES]
    _add(given, project, lambda: print_pages(pages, project))


def docx(given: dict[str, str], project: Project) -> None:
    """Write PROVINCE's brief as documents of Word; make the brief first."""
    from pardx.pages.word import write_documents

    parameters = _of_one_province(given, project, "docx")
    brief(given, project)
    _add(given, project, lambda: write_documents(project, parameters))


def _add(given: dict[str, str], project: Project, write: Callable[[], list[Path]]) -> None:
    """Write files beside the pages, and let ``reports/index.html`` lead to them."""
    if not only_planned():
        with our_turn(project):
            for made in write():
                print(f"{project.relative(made)} is ready")
        _make(given, project, lambda _: [])


def _make(
    given: Mapping[str, str], project: Project, wanted: Callable[[int], list[Step]]
) -> tuple[Parameters, Outcome]:
    """Check what was given, wait for our turn, and let make run the steps of a year."""
    options, rest = Options.take(given)
    parameters = Parameters.from_mapping(rest, project)
    if options.SCHEDULER and not only_planned():
        from pardx.pipeline.executors import check_workers

        check_workers(options.SCHEDULER, project)
    steps, make = wanted(parameters.YEAR), Make(project, parameters, options)
    with nullcontext() if only_planned() else our_turn(project):
        outcome = make.run(steps)
    if not only_planned():
        outcome.left_out.extend(left_out(project, {step.year for step in steps if step.year}))
    return parameters, outcome


def _count(outcome: Outcome, names: Mapping[str, str]) -> None:
    """Count what became of several steps, and stop where some are not made."""
    if not only_planned():
        for what, name in names.items():
            print(f"{what}: {outcome.of(name)}")
    _stop_if_failed(outcome)
    _tell_left_out(outcome)


def _print_state(outcome: Outcome, name: str, file: str) -> None:
    """Say what became of a file.

    Raises
    ------
    PardxError
        When it is not made; the step has said why.
    """
    _stop_if_failed(outcome)
    made = any(step.name == name for step in outcome.made)
    if not only_planned():
        print(f"{file} is ready" if made else f"{file} is up to date: nothing to do")
    _tell_left_out(outcome)


class FailedError(PardxError):
    """A step failed, and has said why."""


def _stop_if_failed(outcome: Outcome) -> None:
    """Stop after the last word of a run whose steps have said what went wrong.

    Raises
    ------
    FailedError
        Naming the steps that are not made; without words where one was wanted and said why.
    """
    if outcome.failed:
        several = outcome.made or outcome.kept or len(outcome.failed) > 1
        unclear = several or not outcome.explained
        raise FailedError(f"not made: {', '.join(map(str, outcome.failed))}" if unclear else "")


def _tell_left_out(outcome: Outcome) -> None:
    """End a run that has made all it could with what the raw data have broken.

    Raises
    ------
    DataError
        With every row that was left out.
    """
    if outcome.left_out:
        raise DataError(outcome.left_out, LEFT_OUT)


def _of_one_province(given: Mapping[str, str], project: Project, command: str) -> Parameters:
    _, rest = Options.take(given)
    parameters = Parameters.from_mapping(rest, project)
    if not parameters.PROVINCE:
        raise UsageError(f'PROVINCE is missing: make {command} YEAR=2022 PROVINCE="Cần Thơ"')
    return parameters


def _refuse_province(given: Mapping[str, str], command: str) -> None:
    if "PROVINCE" in given:
        raise UsageError(f"make {command} takes no PROVINCE; one province's pages: make brief")


def check_data(given: dict[str, str], project: Project) -> None:
    """Hold all raw tables against the rules and print what they cover.

    Raises
    ------
    UsageError
        When given a parameter.
    DataError
        With every broken row.
    """
    from pardx.curation.quality import print_quality

    if given:
        raise UsageError(f"check-data takes no parameters, not {', '.join(given)}")
    print_quality(project)


def trace(given: dict[str, str], project: Project) -> None:
    """Print a used value, who printed it, which rule chose it and where it is shown."""
    from pardx.curation.trace import trace as lines

    print("\n".join([*lines(given, project)]))


def import_(given: dict[str, str], project: Project) -> None:
    """Show what was understood of a published table; with WRITE=yes turn it into raw rows."""
    from pardx.importing.command import import_table, is_write

    with our_turn(project) if is_write(given) else nullcontext():
        for line in import_table(given, project):
            print(line, flush=True)


def docs(given: dict[str, str], project: Project) -> None:
    """Write the documentation to reports/docs/.

    Raises
    ------
    UsageError
        When given a parameter.
    """
    if given:
        raise UsageError(f"docs takes no parameters, not {', '.join(given)}")
    _, outcome = _make({"YEAR": str(project.years()[-1])}, project, lambda _: [Step("docs")])
    _print_state(outcome, "docs", "reports/docs/architecture.html")


def panel(given: dict[str, str], project: Project) -> None:
    """Write the panel of all years to data/processed/.

    Raises
    ------
    UsageError
        When given a parameter.
    """
    if given:
        raise UsageError(f"panel takes no parameters, not {', '.join(given)}")
    from pardx.curation.panel_files import make_panel

    with our_turn(project):
        for path in make_panel(project):
            print(f"{project.relative(path)} is ready")


def release(given: dict[str, str], project: Project) -> None:
    """Write the data of all years, and what rebuilds the reports, as two dated archives."""
    from pardx.curation.release import make_release
    from pardx.curation.replication import checked, make_replication

    _refuse_province(given, "release")
    _, rest = Options.take(given)
    checked(rest, project)
    with our_turn(project):
        for path, changed in (make_release(project), make_replication(rest, project, print)):
            state = "ready" if changed else "up to date: nothing to do"
            print(f"{project.relative(path)} is {state}")


def replicate(given: dict[str, str], project: Project) -> None:
    """Make the reports of an unpacked replication archive again and compare them."""
    from pardx.curation.replication import replicate as compared

    print("\n".join(compared(given, project)))


def diff(given: dict[str, str], project: Project) -> None:
    """Write what changed between two years or two releases."""
    from pardx.curation.changes import make_changes

    with our_turn(project):
        table, lines = make_changes(given, project)
    print("\n".join([*lines, f"{project.relative(table)} is ready"]))
    _make({"YEAR": str(project.years()[-1])}, project, lambda _: [])


def compare(given: dict[str, str], _: Project) -> None:
    """Compare the numbers and words of two builds."""
    from pardx.compare import compare as compared

    print(compared(given))


FOR_MAKE = {"PYTHON", "ARGS"}
"""Variables of make's command line that are the Makefile's own."""

COMMANDS: dict[str, Command] = {
    "report": report,
    "brief": brief,
    "briefs": briefs,
    "pdf": pdf,
    "docx": docx,
    "reports": reports,
    "site": site,
    "check-data": check_data,
    "trace": trace,
    "import": import_,
    "docs": docs,
    "panel": panel,
    "release": release,
    "replicate": replicate,
    "diff": diff,
    "compare": compare,
}


def main(arguments: list[str]) -> int:
    """Run one command; return its exit status, as of :func:`pardx.errors.exit_status`."""
    status = exit_status(lambda: _run(arguments))
    if status == 130:
        print("pardx: interrupted; what was finished is kept", file=sys.stderr)
    return status


def _run(arguments: list[str]) -> None:
    """Run the command that is named first, with the parameters after it."""
    command, *pairs = arguments or [""]
    if command not in COMMANDS:
        hint = nearest(command, COMMANDS)
        raise UsageError(f"unknown command {command!r}{hint} (known: {', '.join(COMMANDS)})")
    passed_on = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise UsageError(f"write a parameter as NAME=VALUE, not {pair!r}")
        passed_on[name] = value
    given = {name: value for name, value in passed_on.items() if value}
    COMMANDS[command](given | _strangers(passed_on, os.environ), Project.here())


def _strangers(given: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """Find variables set on make's command line that the recipe did not pass on.

    ``make report YAER=2022`` sets a variable nobody reads; it must not pass in silence.
    """
    _, marker, overrides = environment.get("MAKEFLAGS", "").partition("-- ")
    if not marker:
        return {}
    words = re.split(r"(?<!\\)\s+", overrides)  # make writes a space within a value as "\ "
    names = {word.partition("=")[0] for word in words if "=" in word}
    return {name: environment.get(name, "") for name in sorted(names - {*given, *FOR_MAKE})}
