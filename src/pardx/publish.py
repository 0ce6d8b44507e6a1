"""``make site``: all reports, briefs, documentation, the latest changes and the way in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from pardx.errors import PardxError
from pardx.pages.briefs import of_all_provinces
from pardx.pages.site import refresh
from pardx.project import Project
from pardx.run.jobs import Job, all_code
from pardx.run.options import Options, Say
from pardx.run.parameters import Parameters
from pardx.run.pipeline import Outcome, run, write_manifest
from pardx.run.provenance import hashes, sha256, write_atomically

BRIEF_YEARS = 2
"""Briefs are made of the latest years with PAR INDEX, unless one year is asked for."""


ARCHIVES = ("pardx-vietnam", "pardx-replication")
"""What ``make release`` makes: the data, and what rebuilds the reports."""


def make_site(given: Mapping[str, str], project: Project, options: Options, say: Say) -> bool:
    """Make all that ``reports/index.html`` leads to; what fails does not stop the rest.

    Parameters
    ----------
    given : mapping
        Parameters of the run; YEAR is that of the briefs.
    project : Project
        The checkout.
    options : Options
        How to run.
    say : callable
        Told what runs.

    Returns
    -------
    bool
        False when nothing had changed and nothing was done.

    Raises
    ------
    UsageError
        For a wrong parameter.
    PardxError
        At the end, with the message of everything that failed.
    """
    pages, briefs = targets(given, project)
    outcome = run([*pages, *briefs], project, options, say)
    for page in pages:
        if page in outcome.done:
            write_manifest(page, project)
    say(f"reports: {outcome.summary(pages)}")
    say(f"briefs: {outcome.summary(briefs)}")
    try:
        beside = [_docs(project, say), _changes(project, say), _release(project, say)]
    finally:
        written = refresh(project)
    _complain(outcome)
    return bool(outcome.done or written or any(beside))


def targets(given: Mapping[str, str], project: Project) -> tuple[list[Job], list[Job]]:
    """Return the jobs of the reports of all years, and those of the briefs.

    Raises
    ------
    UsageError
        For a wrong parameter.
    """

    def of(year: int | str) -> Parameters:
        return Parameters.from_mapping({**given, "YEAR": str(year)}, project)

    years = [given["YEAR"]] if "YEAR" in given else brief_years(project)
    briefs = [one for year in years for one in of_all_provinces(of(year), project)]
    pages = [Job.of("pages", of(year)) for year in project.years()]
    return pages, [Job.of("brief_pages", one) for one in briefs]


def brief_years(project: Project) -> list[int]:
    """List the latest years of which PAR INDEX is known."""
    known = [
        year for year in project.years() if (project.raw / str(year) / "par_index.csv").exists()
    ]
    return known[-BRIEF_YEARS:]


def _complain(outcome: Outcome) -> None:
    if outcome.failed:
        told = [f"{job}: {why}" for job, why in outcome.failed.items()]
        raise PardxError("\n".join(["the site is made, but for some of its pages", *told]))


def _docs(project: Project, say: Say) -> bool:
    """Write the documentation when it, the dictionary or the code has changed."""
    from pardx.pages.docs import make_docs

    texts = [*(project.root / "docs").glob("**/*.md"), *project.catalogue.glob("*.csv")]
    page = project.root / "reports" / "docs" / "methods.html"
    return _renew("docs", [*texts, *project.raw.glob("*.csv")], page, project, say, make_docs)


def _changes(project: Project, say: Say) -> bool:
    """Compare the two latest years, if there are two, when their figures or the code changed."""
    if len(project.years()) < 2:
        return False
    before, after = project.years()[-2:]
    name = f"{before}_{after}"

    def make(project: Project) -> None:
        from pardx.curation.changes import make_changes

        make_changes({"FROM": str(before), "TO": str(after)}, project)

    figures = [path for year in (before, after) for path in (project.raw / str(year)).glob("*.csv")]
    ground = [*project.raw.glob("*.csv"), *project.catalogue.glob("*.csv")]
    page = project.root / "reports" / "changes" / name / "index.html"
    return _renew(f"diff {name}", [*figures, *ground], page, project, say, make)


def _renew(
    name: str,
    inputs: Iterable[Path],
    page: Path,
    project: Project,
    say: Say,
    make: Callable[[Project], object],
) -> bool:
    """Make pages whose inputs, or the code, differ from those noted."""
    package = Path(__file__).resolve().parent
    code = {one: sha256(package / one) for one in all_code()}
    found = json.dumps([code, hashes(inputs, project)], sort_keys=True)
    note = project.root / "data" / "processed" / "site" / f"{name}.json"
    if page.exists() and note.exists() and note.read_text("utf-8") == found:
        return False
    make(project)
    write_atomically(note, found.encode())
    say(f"  {name}: made")
    return True


def _release(project: Project, say: Say) -> bool:
    """Lay the latest archives of ``dist/`` beside the pages, where a web server finds them."""
    folder = project.root / "reports" / "downloads"
    found = [sorted((project.root / "dist").glob(f"{kind}-*.zip")) for kind in ARCHIVES]
    latest = {archives[-1].name: archives[-1] for archives in found if archives}
    for old in [path for path in folder.glob("*.zip") if latest and path.name not in latest]:
        old.unlink()
    return any([_copied(path, folder / name, say) for name, path in latest.items()])


def _copied(archive: Path, target: Path, say: Say) -> bool:
    content = archive.read_bytes()
    if target.exists() and target.read_bytes() == content:
        return False
    write_atomically(target, content)
    say(f"  downloads/{archive.name}: copied")
    return True
