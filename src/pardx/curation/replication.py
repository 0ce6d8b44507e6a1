"""A replication archive: a checkout that rebuilds its own reports to the byte, and shows it.

``make release`` packs what git keeps, unpacks it elsewhere, makes the reports there and notes
what came out. ``make replicate``, in the unpacked archive, makes them again and compares.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from pardx.curation.archive import Edition, Files, as_json, digest, edition_of, packed
from pardx.errors import PardxError, UsageError
from pardx.parameters import Parameters
from pardx.project import Project
from pardx.provenance import REPLICATION, git, write_atomically
from pardx.run.jobs import Job
from pardx.run.options import Options, Say
from pardx.run.pipeline import make

Digests = dict[str, str]
"""File -> SHA-256."""

PREFIX = "pardx-replication"


def make_replication(given: Mapping[str, str], project: Project, say: Say) -> tuple[Path, bool]:
    """Write ``dist/pardx-replication-<date>.zip``.

    Parameters
    ----------
    given : mapping
        YEAR, if only that year's report is rebuilt and noted, and the reports' parameters.
    project : Project
        A git checkout.
    say : callable
        Told what is done.

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
    years = [int(given["YEAR"])] if "YEAR" in given else project.years()
    rest = {name: value for name, value in given.items() if name != "YEAR"}
    for year in years:
        Parameters.from_mapping({**rest, "YEAR": year}, project)
    files = kept(project)
    edition = edition_of(project, os.environ, prefix=PREFIX, made_from=["."])
    note = {
        "commit": edition.commit,
        "parameters": rest,
        "years": years,
        "files": {name: digest(content) for name, content in sorted(files.items())},
    }
    path = project.root / "dist" / f"{edition.name}.zip"
    if path.exists() and note.items() <= _noted(path, edition).items():
        return path, False
    say(f"  rebuilding {_told(years)} from the archive alone ...")
    note["reports"] = _rebuilt(files, note)
    write_atomically(path, packed(files | {REPLICATION: as_json(note)}, edition))
    return path, True


def kept(project: Project) -> Files:
    """Read every file git keeps, as it stands in the checkout.

    Raises
    ------
    UsageError
        Outside a git checkout.
    """
    names = [name for name in git(project, "ls-files", "-z").split("\0") if name]
    if not names:
        raise UsageError("a replication archive is made in a git checkout; fix: git clone, then go")
    return {name: (project.root / name).read_bytes() for name in names}


def _noted(path: Path, edition: Edition) -> dict[str, object]:
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read(f"{edition.name}/{REPLICATION}"))


def _told(years: list[int]) -> str:
    return f"the report of {years[0]}" if len(years) == 1 else f"the reports of {len(years)} years"


def _rebuilt(files: Files, note: dict[str, object]) -> dict[str, Digests]:
    """Unpack files into an empty folder, make their reports there and hash them."""
    with tempfile.TemporaryDirectory(prefix="pardx-") as folder:
        elsewhere = Project(Path(folder).resolve())
        for name, content in (files | {REPLICATION: as_json(note)}).items():
            write_atomically(elsewhere.root / name, content)
        _make_reports(elsewhere, note)
        return {str(year): digests(elsewhere, year) for year in note["years"]}


def _make_reports(elsewhere: Project, note: Mapping[str, object]) -> None:
    """Run the reports with the archive's own code and this Python's packages."""
    which = ["reports"] if len(note["years"]) > 1 else ["report", f"YEAR={note['years'][0]}"]
    settings = [f"{name}={value}" for name, value in note["parameters"].items()]
    own = {"PARDX_ROOT": str(elsewhere.root), "PYTHONPATH": str(elsewhere.root / "src")}
    kept_names = {name: text for name, text in os.environ.items() if name != "MAKEFLAGS"}
    done = subprocess.run(
        [sys.executable, "-m", "pardx", *which, *settings],
        cwd=elsewhere.root,
        env=kept_names | own,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise PardxError(f"the archive does not make its reports by itself:\n{done.stderr.strip()}")


def digests(project: Project, year: int) -> Digests:
    """Hash every file of a year's report, but for the seconds in its manifest."""
    folder = project.report(year)
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    manifest = json.loads(files["data/manifest.json"])
    del manifest["stage_seconds"]
    return {
        name: digest(as_json(manifest) if name == "data/manifest.json" else content)
        for name, content in files.items()
    }


def replicate(given: Mapping[str, str], project: Project, options: Options, say: Say) -> list[str]:
    """Make the reports of an unpacked replication archive and compare them with what was noted.

    Parameters
    ----------
    given : mapping
        YEAR, if only that year's report is wanted.
    project : Project
        The unpacked archive.
    options : Options
        How to run.
    say : callable
        Told what runs.

    Returns
    -------
    list of str
        For each year, how many files are equal.

    Raises
    ------
    UsageError
        Outside an unpacked archive, or for a year it has not noted.
    PardxError
        With the names of files that differ, are missing or are new.
    """
    note = _note(project)
    years = [int(given["YEAR"])] if "YEAR" in given else note["years"]
    if not {*years} <= {*note["years"]}:
        raise UsageError(f"this archive notes no report of {years[0]}, but of {note['years']}")
    wanted = [
        Job.of("pages", Parameters.from_mapping({**note["parameters"], "YEAR": year}, project))
        for year in years
    ]
    outcome = make(wanted, project, options, say)
    if outcome.failed:
        raise PardxError("\n".join(outcome.failed.values()))
    return [_compared(project, year, note) for year in years]


def _note(project: Project) -> dict[str, object]:
    path = project.root / REPLICATION
    if not path.exists():
        raise UsageError(
            f"{REPLICATION} is not here, so this is no replication archive; fix: make release, "
            f"unzip dist/{PREFIX}-<date>.zip in an empty folder, and run make replicate there"
        )
    return json.loads(path.read_text("utf-8"))


def _compared(project: Project, year: int, note: Mapping[str, object]) -> str:
    noted, found = note["reports"][str(year)], digests(project, year)
    unequal = sorted(name for name in {*noted, *found} if noted.get(name) != found.get(name))
    if unequal:
        raise PardxError(
            f"reports/{year} is not what {note['commit']} made: of {len(noted)} files "
            f"{len(unequal)} differ: {', '.join(unequal)}"
        )
    return f"reports/{year}: {len(found)} files, all equal to those of the release"
