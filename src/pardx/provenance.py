"""What made a result: content hashes, commit, package versions; and writing that cannot tear."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pardx.errors import FileError
from pardx.project import Project

PACKAGES = (
    "pandas",
    "numpy",
    "scipy",
    "statsmodels",
    "seaborn",
    "matplotlib",
    "papermill",
    "nbconvert",
)
"""Packages whose versions a report notes."""

DRAFT = ".draft"
"""How the names of files end that are still being written, or were when a run was killed."""

UNKNOWN = "unknown"
"""The commit of what is no git checkout; pages say that none was recorded."""

REPLICATION = "replication.json"
"""What an unpacked replication archive knows of itself: commit, files, reports."""


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def hashes(paths: Iterable[Path], project: Project) -> dict[str, str]:
    """Hash files by their name as seen from the project's root, in order of name."""
    return {project.relative(path): sha256(path) for path in sorted(set(paths))}


def commit(project: Project) -> str:
    """Name the commit of a checkout, marked ``-dirty`` with uncommitted changes.

    An unpacked replication archive names the commit it was made of; else :data:`UNKNOWN` outside
    a git checkout.
    """
    note = project.root / REPLICATION
    if note.exists():
        return _commit_noted(json.loads(note.read_text("utf-8")), project)
    described = ("describe", "--always", "--dirty", "--abbrev=12", "--exclude=*")
    return git(project, *described) or UNKNOWN


def git(project: Project, *arguments: str) -> str:
    """Ask git about a checkout; empty where there is no git or no answer."""
    import subprocess

    command = ["git", "-C", str(project.root), *arguments]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return answer.stdout.strip()


def _commit_noted(note: dict[str, object], project: Project) -> str:
    """Name the commit of an archive, marked when one of its files is no longer what it was."""
    paths = {name: project.root / name for name in note["files"]}
    whole = all(path.is_file() and sha256(path) == note["files"][n] for n, path in paths.items())
    marked = note["commit"].endswith("-dirty")
    return note["commit"] if whole or marked else f"{note['commit']}-dirty"


def environment(project: Project) -> dict[str, object]:
    """Describe the code and packages of a run."""
    from importlib.metadata import version

    return {
        "commit": commit(project),
        "python": ".".join(map(str, sys.version_info[:3])),
        "packages": {name: version(name) for name in PACKAGES},
    }


environment_of_run = cache(environment)
"""The same, found once by each process of a run that make has started."""


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a reader, or a crash, sees the old content or the new, never half.

    Raises
    ------
    FileError
        Where it cannot be written.
    """
    import tempfile

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=DRAFT)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(draft).chmod(0o644)
            Path(draft).replace(path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
    except OSError as error:
        error.filename = path
        raise FileError(error) from error


def write_if_changed(path: Path, content: bytes) -> bool:
    """Write a file whole, or leave it, with its time stamp, when it holds just that.

    Returns
    -------
    bool
        Whether it was written.
    """
    if path.is_file() and path.read_bytes() == content:
        return False
    write_atomically(path, content)
    return True
