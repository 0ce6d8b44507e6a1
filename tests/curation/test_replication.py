"""A replication archive, unpacked in an empty folder, rebuilds its report to the byte."""

import json
import shutil
import subprocess
import zipfile

import pytest
from pardx.run.options import Options
from pardx.run.provenance import REPLICATION, commit, sha256

from pardx.curation.replication import make_replication, replicate
from pardx.errors import UsageError
from pardx.project import Project


def git(folder, *arguments):
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", folder, *who, *arguments], check=True, capture_output=True)


def test_an_archive_is_made_in_a_git_checkout(scratch):
    with pytest.raises(UsageError, match="git clone"):
        make_replication({"YEAR": "2006"}, scratch, print)


def test_a_checkout_is_no_archive(small_project):
    with pytest.raises(UsageError, match="unzip dist/pardx-replication"):
        replicate({}, small_project, Options(), print)


def test_an_unpacked_archive_names_its_commit_while_it_is_whole(small_project):
    file = small_project.catalogue / "units.csv"
    name = small_project.relative(file)
    note = {"commit": "0123456789ab", "files": {name: sha256(file)}}
    (small_project.root / REPLICATION).write_text(json.dumps(note), encoding="utf-8")
    assert commit(small_project) == "0123456789ab"
    file.write_text("unit\n", encoding="utf-8")
    assert commit(small_project) == "0123456789ab-dirty"


@pytest.fixture
def clone(scratch, root):
    """Return a git checkout with the code, and the figures of few years."""
    shutil.copytree(root / "src", scratch.root / "src")
    for name in (".gitignore", "pyproject.toml"):
        shutil.copy(root / name, scratch.root)
    git(scratch.root, "init")
    git(scratch.root, "add", ".")
    git(scratch.root, "commit", "-m", "x", "--date", "2023-05-01T00:00:00Z")
    return scratch


@pytest.mark.slow
def test_an_unpacked_archive_rebuilds_its_report_to_the_byte(clone, tmp_path, run_pardx):
    given = {"YEAR": "2022", "DRAWS": "99"}
    path, changed = make_replication(given, clone, print)
    assert changed
    assert make_replication(given, clone, print) == (path, False)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "empty")
    unpacked = Project(tmp_path / "empty" / path.stem)
    own = {"PYTHONPATH": str(unpacked.root / "src")}
    again = run_pardx(unpacked, "replicate", **own)
    assert again.returncode == 0, again.stderr
    assert "files, all equal to those of the release" in again.stdout
    note = json.loads((unpacked.root / REPLICATION).read_text("utf-8"))
    note["reports"]["2022"]["index.html"] = sha256(path)
    (unpacked.root / REPLICATION).write_text(json.dumps(note), encoding="utf-8")
    unlike = run_pardx(unpacked, "replicate", **own)
    assert unlike.returncode == 1
    assert "1 differ: index.html" in unlike.stderr
