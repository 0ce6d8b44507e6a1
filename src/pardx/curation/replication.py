"""A replication archive: a checkout with the reports it made, which makes them again and compares.

``make release`` packs what git keeps, unpacks it elsewhere, makes the reports there and adds them.
``make replicate``, in the unpacked archive, makes them again; ``pardx.compare`` says whether they
are equal.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from pardx.compare import compare
from pardx.curation.archive import Files, as_json, digest, edition_of, packed
from pardx.errors import PardxError, UsageError
from pardx.pipeline.parameters import Options, Parameters
from pardx.project import Project
from pardx.provenance import REPLICATION, git, write_atomically

PREFIX = "pardx-replication"
RELEASED = "released"
"""Folder of an archive with the reports as they were when it was made."""


def make_replication(
    given: Mapping[str, str], project: Project, say: Callable[[str], None]
) -> tuple[Path, bool]:
    """Write ``dist/pardx-replication-<date>.zip``.

    Parameters
    ----------
    given : mapping
        YEAR, if only that year's report is rebuilt and noted, and the reports' parameters.
    project : Project
        A git checkout.
    say : callable
        Called with each line of progress.

    Returns
    -------
    path : Path
        The archive.
    changed : bool
        False when it was there already, made from the same files with the same parameters.

    Raises
    ------
    UsageError
        Outside a git checkout, or for a wrong parameter.
    PardxError
        When what git keeps does not make the reports by itself.
    """
    years, rest = checked(given, replace(project, with_local=False))
    files = kept(project)
    edition = edition_of(project, os.environ, prefix=PREFIX, made_from=["."])
    note = {
        "commit": edition.commit,
        "parameters": rest,
        "years": years,
        "files": {name: digest(content) for name, content in sorted(files.items())},
    }
    path = project.root / "dist" / f"{edition.name}.zip"
    if path.exists():
        with zipfile.ZipFile(path) as archive:
            if note == json.loads(archive.read(f"{edition.name}/{REPLICATION}")):
                return path, False
    which = f"the report of {years[0]}" if len(years) == 1 else f"the reports of {len(years)} years"
    say(f"  rebuilding {which} from the archive alone ...")
    files[REPLICATION] = as_json(note)
    write_atomically(path, packed(files | _rebuilt(files, note), edition))
    return path, True


def checked(given: Mapping[str, str], project: Project) -> tuple[list[int], dict[str, str]]:
    """Check the words of a release or a replication before anything is written.

    Returns
    -------
    years : list of int
        YEAR, or all with data.
    rest : dict
        The other parameters.
    """
    rest = {name: value for name, value in given.items() if name != "YEAR"}
    texts = [given["YEAR"]] if "YEAR" in given else map(str, project.years())
    years = [Parameters.from_mapping({**rest, "YEAR": text}, project).YEAR for text in texts]
    return years, rest


def kept(project: Project) -> Files:
    """Read every file git keeps, as it is in the checkout.

    Raises
    ------
    UsageError
        Outside a git checkout.
    """
    names = [name for name in git(project, "ls-files", "-z").split("\0") if name]
    if not names:
        raise UsageError("a replication archive is made in a git checkout; fix: git clone, then go")
    return {name: (project.root / name).read_bytes() for name in names}


def _rebuilt(files: Files, note: Mapping[str, object]) -> Files:
    """Unpack files into an empty folder, make their reports there and return them."""
    with tempfile.TemporaryDirectory(prefix="pardx-") as folder:
        elsewhere = Project(Path(folder).resolve())
        for name, content in files.items():
            write_atomically(elsewhere.root / name, content)
        _make_reports(elsewhere, note["years"], note["parameters"])
        reports = elsewhere.root / "reports"
        return {
            f"{RELEASED}/{path.relative_to(reports).as_posix()}": path.read_bytes()
            for year in note["years"]
            for path in (reports / str(year)).rglob("*")
            if path.is_file()
        }


def _make_reports(archive: Project, years: list[int], settings: Mapping[str, str]) -> None:
    """Run the reports with the archive's own code and this Python's packages."""
    which = ["reports"] if len(years) > 1 else ["report", f"YEAR={years[0]}"]
    words = [f"{name}={value}" for name, value in settings.items()]
    own = {"PARDX_ROOT": str(archive.root), "PYTHONPATH": str(archive.root / "src")}
    inherited = {name: text for name, text in os.environ.items() if name != "MAKEFLAGS"}
    command = [sys.executable, "-m", "pardx", *which, *words]
    done = subprocess.run(command, cwd=archive.root, env=inherited | own, check=False)
    if done.returncode:
        raise PardxError("the archive does not make its reports; why is said above")


def replicate(given: Mapping[str, str], project: Project) -> list[str]:
    """Make the reports of an unpacked archive again and compare them with those in it.

    Parameters
    ----------
    given : mapping
        YEAR, if only that year's report is wanted, and how to run.
    project : Project
        The unpacked archive.

    Returns
    -------
    list of str
        For each year, how many files are equal.

    Raises
    ------
    UsageError
        Outside an unpacked archive, or for a year it has no report of.
    PardxError
        With the differences.
    """
    if not (project.root / REPLICATION).exists():
        raise UsageError(
            f"{REPLICATION} is not here, so this is no replication archive; fix: make release, "
            f"unzip dist/{PREFIX}-<date>.zip in an empty folder, and run make replicate there"
        )
    note = json.loads((project.root / REPLICATION).read_text("utf-8"))
    _, parameters = Options.take(given)
    years, _ = checked(parameters, project)
    years = years if "YEAR" in given else note["years"]
    if not {*years} <= {*note["years"]}:
        raise UsageError(f"this archive has no report of {years[0]}, but of {note['years']}")
    rest = {name: value for name, value in given.items() if name != "YEAR"}
    _make_reports(project, years, note["parameters"] | rest)
    released = {year: project.root / RELEASED / str(year) for year in years}
    return [
        f"reports/{year}: {compare({'A': str(folder), 'B': str(project.report(year))})}"
        for year, folder in released.items()
    ]
