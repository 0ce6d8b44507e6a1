"""The commands behind make."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Mapping

from pardx.errors import DataError, PardxError, UsageError, nearest
from pardx.languages import LANGUAGES
from pardx.naming import page_file
from pardx.pages.site import refresh
from pardx.project import Project
from pardx.run.options import Options
from pardx.run.parameters import Parameters
from pardx.run.turns import our_turn

Command = Callable[[dict[str, str], Project], None]


def report(given: dict[str, str], project: Project) -> None:
    """Make the report of YEAR."""
    from pardx.run.pipeline import make_report

    _refuse_province(given, "report")
    options, rest = Options.take(given)
    parameters = Parameters.from_mapping(rest, project)
    with our_turn(project, _say):
        made = make_report(parameters, project, _say, options)
        refresh(project)
    page = project.relative(project.report(parameters.YEAR) / "index.html")
    print(f"{page} is ready" if made else f"{page} is up to date: nothing to do")


def reports(given: dict[str, str], project: Project) -> None:
    """Make the reports of all years with data; one that fails does not stop the others.

    Raises
    ------
    PardxError
        At the end, with what kept years from being made.
    """
    from pardx.run.jobs import Job
    from pardx.run.pipeline import make

    _refuse_province(given, "reports")
    options, rest = Options.take(given)
    years = [Parameters.from_mapping({**rest, "YEAR": y}, project) for y in project.years()]
    targets = [Job.of("pages", parameters) for parameters in years]
    with our_turn(project, _say):
        outcome = make(targets, project, options, _say)
        refresh(project)
    print(f"reports: {outcome.summary(targets)}")
    if outcome.failed:
        raise PardxError("\n".join(f"{job}: {why}" for job, why in outcome.failed.items()))


def site(given: dict[str, str], project: Project) -> None:
    """Make all reports, the briefs of YEAR or of the latest years, and reports/index.html."""
    from pardx.publish import make_site

    _refuse_province(given, "site")
    options, rest = Options.take(given)
    with our_turn(project, _say):
        made = make_site(rest, project, options, _say)
    print(f"reports/index.html is {'ready' if made else 'up to date: nothing to do'}")


def explain(given: dict[str, str], project: Project) -> None:
    """Print why each stage of YEAR's report would run."""
    from pardx.run.jobs import Job
    from pardx.run.pipeline import explain as lines

    _, rest = Options.take(given)
    target = Job.of("pages", Parameters.from_mapping(rest, project))
    print("\n".join(lines([target], project)))


def brief(given: dict[str, str], project: Project) -> None:
    """Make the brief of PROVINCE for YEAR."""
    from pardx.pages.briefs import make_briefs
    from pardx.run.brief_files import brief_page

    options, rest = Options.take(given)
    parameters = _of_one_province(rest, project, "brief")
    with our_turn(project, _say):
        made = make_briefs([parameters], project, _say, options)
        refresh(project)
    for lang in LANGUAGES:
        page = project.relative(brief_page(project, parameters, lang))
        print(f"{page} is ready" if made else f"{page} is up to date: nothing to do")


def briefs(given: dict[str, str], project: Project) -> None:
    """Make the briefs of all provinces for YEAR."""
    from pardx.pages.briefs import make_briefs, of_all_provinces

    _refuse_province(given, "briefs")
    options, rest = Options.take(given)
    parameters = Parameters.from_mapping(rest, project)
    with our_turn(project, _say):
        made = make_briefs(of_all_provinces(parameters, project), project, _say, options)
        refresh(project)
    folder = project.relative(project.report(parameters.YEAR) / "briefs")
    print(f"{folder}/ holds 63 briefs" if made else f"{folder}/ is up to date: nothing to do")


def pdf(given: dict[str, str], project: Project) -> None:
    """Print YEAR's policy report, or PROVINCE's brief, to PDF; make it first."""
    from pardx.pages.documents import find_browser, print_pages
    from pardx.run.brief_files import brief_page

    find_browser()
    _, rest = Options.take(given)
    parameters = Parameters.from_mapping(rest, project)
    if parameters.PROVINCE:
        brief(given, project)
        pages = [brief_page(project, parameters, lang) for lang in LANGUAGES]
    else:
        report(given, project)
        folder = project.report(parameters.YEAR)
        pages = [folder / page_file("index", lang) for lang in LANGUAGES]
    with our_turn(project, _say):
        for made in print_pages(pages, project):
            print(f"{project.relative(made)} is ready")
        refresh(project)


def docx(given: dict[str, str], project: Project) -> None:
    """Write PROVINCE's brief as documents of Word; make the brief first."""
    from pardx.pages.word import write_documents

    _, rest = Options.take(given)
    parameters = _of_one_province(rest, project, "docx")
    brief(given, project)
    with our_turn(project, _say):
        written = write_documents(project, parameters)
        refresh(project)
    for made in written:
        print(f"{project.relative(made)} is ready")


def _of_one_province(rest: Mapping[str, str], project: Project, command: str) -> Parameters:
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
    """Print a used value, who printed it, what settled it and where it is shown."""
    from pardx.curation.trace import trace as lines

    print("\n".join([*lines(given, project)]))


def import_(given: dict[str, str], project: Project) -> None:
    """Turn an official table into raw rows, showing first what was understood."""
    from pardx.curation.importing import import_table

    with our_turn(project, _say):
        for line in import_table(given, project):
            _say(line)


def docs(given: dict[str, str], project: Project) -> None:
    """Write the documentation to reports/docs/.

    Raises
    ------
    UsageError
        When given a parameter.
    """
    from pardx.pages.docs import make_docs

    if given:
        raise UsageError(f"docs takes no parameters, not {', '.join(given)}")
    with our_turn(project, _say):
        made = make_docs(project)
        refresh(project)
    print(f"{project.relative(made[0])} and {len(made) - 1} more pages are ready")


def release(given: dict[str, str], project: Project) -> None:
    """Write the data of all years, and what rebuilds the reports, as two dated archives."""
    from pardx.curation.release import make_release
    from pardx.curation.replication import make_replication

    _refuse_province(given, "release")
    _, rest = Options.take(given)
    with our_turn(project, _say):
        for path, changed in (make_release(project), make_replication(rest, project, _say)):
            state = "ready" if changed else "up to date: nothing to do"
            print(f"{project.relative(path)} is {state}")


def replicate(given: dict[str, str], project: Project) -> None:
    """Make the reports of an unpacked replication archive again and compare them."""
    from pardx.curation.replication import replicate as compared

    print("\n".join(compared(given, project)))


def diff(given: dict[str, str], project: Project) -> None:
    """Write what changed between two years or two releases."""
    from pardx.curation.changes import make_changes

    with our_turn(project, _say):
        page = make_changes(given, project)
        refresh(project)
    print(f"{project.relative(page)} is ready")


def compare(given: dict[str, str], _: Project) -> None:
    """Compare the numbers and words of two builds."""
    from pardx.compare import compare as compared

    print(compared(given))


def _say(line: str) -> None:
    print(line, flush=True)


FOR_MAKE = {"PYTHON"}
"""Variables of make's command line that are the Makefile's own."""

COMMANDS: dict[str, Command] = {
    "report": report,
    "brief": brief,
    "briefs": briefs,
    "pdf": pdf,
    "docx": docx,
    "reports": reports,
    "site": site,
    "explain": explain,
    "check-data": check_data,
    "trace": trace,
    "import": import_,
    "docs": docs,
    "release": release,
    "replicate": replicate,
    "diff": diff,
    "compare": compare,
}


def main(arguments: list[str]) -> int:
    """Run one command.

    Returns
    -------
    int
        Exit status: 0 done, 1 bad data or a failed notebook, 2 wrong usage, 130 interrupted.
    """
    try:
        command, given = _understand(arguments, os.environ)
        command(given, Project.here())
    except UsageError as error:
        print(f"pardx: {error}", file=sys.stderr)
        return 2
    except (DataError, PardxError) as error:
        print(f"pardx: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("pardx: interrupted; what was finished is kept", file=sys.stderr)
        return 130
    return 0


def _understand(
    arguments: list[str], environment: Mapping[str, str]
) -> tuple[Command, dict[str, str]]:
    name, *pairs = arguments or [""]
    if name not in COMMANDS:
        hint = nearest(name, COMMANDS)
        raise UsageError(f"unknown command {name!r}{hint} (known: {', '.join(COMMANDS)})")
    passed_on = dict(_pair(pair) for pair in pairs)
    given = {key: value for key, value in passed_on.items() if value}
    return COMMANDS[name], given | _strangers(passed_on, environment)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise UsageError(f"write a parameter as NAME=VALUE, not {text!r}")
    return name, value


def _strangers(given: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """Find variables set on make's command line that the recipe did not pass on.

    ``make report YAER=2022`` sets a variable nobody reads; it must not pass in silence.
    """
    _, marker, overrides = environment.get("MAKEFLAGS", "").partition("-- ")
    if not marker:
        return {}
    names = {word.partition("=")[0] for word in shlex.split(overrides) if "=" in word}
    return {name: environment.get(name, "") for name in sorted(names - {*given, *FOR_MAKE})}
