"""What must not stand in any file of the repository: places of one machine, stray Unicode."""

import csv
import fnmatch
import re
import subprocess
import unicodedata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PUBLISHED = ROOT / "data" / "raw"
NOT_NFC = PUBLISHED / "geography" / "aliases.csv"
"""Holds spellings exactly as they arrive."""
PACKAGE_HOST = re.compile(r"https?://\S*(?:pypi|pythonhosted|anaconda|artifactory|/simple\b)", re.I)
FOLDERS = ("home", "root", "tmp", "work", "Users", "mnt", "opt", "srv", "workspaces")
MACHINE_PATH = re.compile(rf"(?<![\w./~$)>:-])/(?:{'|'.join(FOLDERS)})/\w")


def tracked():
    listed = ["git", "-C", str(ROOT), "ls-files", "-z"]
    found = subprocess.run(listed, capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip("not a git checkout")
    paths = (ROOT / name for name in found.stdout.split("\0") if name)
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()]


def found(pattern, paths):
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def ours():
    return [p for p in tracked() if PUBLISHED not in p.parents and p != Path(__file__).resolve()]


def test_no_address_of_a_package_host():
    assert not found(PACKAGE_HOST, ours())


def test_no_path_of_one_machine():
    assert not found(MACHINE_PATH, ours())


def test_no_two_test_files_bear_one_name():
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))


def test_text_is_composed():
    texts = {path: path.read_text(encoding="utf-8") for path in tracked() if path != NOT_NFC}
    assert not [str(p) for p, text in texts.items() if not unicodedata.is_normalized("NFC", text)]


def test_lines_end_as_on_unix():
    assert not [str(p) for p in tracked() if p != NOT_NFC and b"\r" in p.read_bytes()]


RETIRED = ROOT / "tests" / "guards" / "retired_words.csv"
"""Words of earlier versions: pattern, what is said instead, where not, and the files excepted."""


def searched(row):
    """List the files in which a retired word may not stand."""
    names = {path.relative_to(ROOT).as_posix(): path for path in tracked()}
    where = [name for one in row["where"].split() for name in (one, f"{one}/*")]
    return [
        path
        for name, path in names.items()
        if any(fnmatch.fnmatch(name, one) for one in where)
        if not any(fnmatch.fnmatch(name, one) for one in row["except"].split())
    ]


def test_one_word_for_each_thing():
    with RETIRED.open(encoding="utf-8", newline="") as rows:
        still = [
            f"{hit} (say: {row['instead']})"
            for row in csv.DictReader(rows)
            for hit in found(re.compile(row["retired"]), searched(row))
            if ": #: src/" not in hit
        ]
    assert not still, "\n".join(still)
