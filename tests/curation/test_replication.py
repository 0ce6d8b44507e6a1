"""A replication archive, unpacked in an empty folder, makes the reports that it holds."""

import json
import re
import shutil
import subprocess
import zipfile
from collections import Counter

import pytest

from pardx.compare import KINDS
from pardx.curation.replication import make_replication, replicate
from pardx.errors import UsageError
from pardx.project import Project
from pardx.provenance import REPLICATION, commit, sha256


def git(folder, *arguments):
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", folder, *who, *arguments], check=True, capture_output=True)


def test_an_archive_is_made_in_a_git_checkout(scratch):
    with pytest.raises(UsageError, match="git clone"):
        make_replication({"YEAR": "2006"}, scratch, print)


def test_a_checkout_is_no_archive(small_project):
    with pytest.raises(UsageError, match="unzip dist/pardx-replication"):
        replicate({}, small_project)


BAD = ["YEAR=abc", "YEAR=1901", "YEAR=9" * 60, "DRAWS=none", "YAER=2022", "INDICATOR=par_index"]


@pytest.mark.parametrize("word", BAD)
@pytest.mark.parametrize("command", ["release", "replicate"])
def test_a_bad_word_is_refused_before_anything_is_written(scratch, run_here, command, word):
    note = {"commit": "0" * 12, "files": {}, "years": [2022], "parameters": {}}
    (scratch.root / REPLICATION).write_text(json.dumps(note), encoding="utf-8")
    before = {path for path in scratch.root.rglob("*") if "processed" not in path.parts}
    done = run_here(scratch, command, word)
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("pardx: ")
    after = {path for path in scratch.root.rglob("*") if "processed" not in path.parts}
    assert after == before


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
    for name in (".gitignore", "Makefile", "pyproject.toml"):
        shutil.copy(root / name, scratch.root)
    git(scratch.root, "init")
    git(scratch.root, "add", ".")
    git(scratch.root, "commit", "-m", "x", "--date", "2023-05-01T00:00:00Z")
    return scratch


@pytest.mark.slow
def test_an_unpacked_archive_makes_the_reports_it_holds(clone, tmp_path, run_pardx):
    given = {"YEAR": "2022", "DRAWS": "99"}
    path, changed = make_replication(given, clone, print)
    assert changed
    assert make_replication(given, clone, print) == (path, False)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "empty")
    unpacked = Project(tmp_path / "empty" / path.stem)
    note = json.loads((unpacked.root / REPLICATION).read_text("utf-8"))
    assert note["files"]["data/raw/2022/dti.csv"] == sha256(clone.raw / "2022" / "dti.csv")
    old = {"OPENBLAS_CORETYPE": "Prescott", "PYTHONPATH": str(unpacked.root / "src")}
    again = run_pardx(unpacked, "replicate", **old)
    assert again.returncode == 0, again.stderr
    released = unpacked.root / "released" / "2022"
    files = Counter(path.suffix for path in released.rglob("*"))
    counts = ", ".join(f"{files[ending]} {name}" for ending, (name, _) in KINDS.items())
    assert all(files[ending] for ending in KINDS)
    assert f"reports/2022: {counts} equal" in again.stdout
    page = released / "index.html"
    head, body = page.read_text("utf-8").split("<body", 1)
    page.write_text(f"{head}<body{body.replace('PAR INDEX', 'PAR-INDEX', 1)}", "utf-8")
    unlike = run_pardx(unpacked, "replicate", "YEAR=2022", **old)
    assert unlike.returncode == 1
    assert re.search("^index.html: '.*PAR-INDEX.*' / '.*PAR INDEX", unlike.stderr, re.MULTILINE)
