"""``make outdated`` says which versions are newer and what they break."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
spec = importlib.util.spec_from_file_location("outdated", ROOT / "locks" / "outdated.py")
outdated = importlib.util.module_from_spec(spec)
spec.loader.exec_module(outdated)

FAKE = """#!/bin/sh
case "$1" in
  lock) {lock} ;;
  test) {test} ;;
esac
"""


@pytest.fixture
def run(tmp_path):
    """Return a function that runs the check with a make that does what it is told."""
    (tmp_path / "bin").mkdir()
    checkout = tmp_path / "checkout"
    (checkout / "locks").mkdir(parents=True)
    (checkout / "locks" / "test.txt").write_text("numpy==1.0 \\\npandas==2.0 \\\n")

    def check(lock, test="exit 0"):
        make = tmp_path / "bin" / "make"
        make.write_text(FAKE.format(lock=lock, test=test))
        make.chmod(0o755)
        return subprocess.run(
            [sys.executable, ROOT / "locks" / "outdated.py"],
            cwd=checkout,
            env={**os.environ, "PATH": f"{make.parent}{os.pathsep}{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
        )

    return check


NEWER = "printf 'numpy==1.0\\npandas==3.0\\n' > locks/test.txt"


def test_nothing_newer_is_said():
    assert outdated.renewed({"numpy": "1"}, {"numpy": "1"}) == []


def test_what_comes_and_goes_is_named():
    assert outdated.renewed({"a": "1", "b": "1"}, {"b": "2", "c": "1"}) == [
        "a 1 -> none",
        "b 1 -> 2",
        "c none -> 1",
    ]


def test_an_up_to_date_lock_is_not_tested(run):
    done = run("exit 0", test="exit 1")
    assert done.returncode == 0
    assert "newest" in done.stdout


def test_versions_that_pass_are_offered(run):
    done = run(NEWER)
    assert done.returncode == 0
    assert "pandas 2.0 -> 3.0" in done.stdout
    assert "make lock UPGRADE=all" in done.stdout


def test_what_breaks_is_named(run):
    done = run(NEWER, test="echo 'FAILED tests/test_x.py::test_y'; exit 1")
    assert done.returncode == 1
    assert "FAILED tests/test_x.py::test_y" in done.stdout


def test_versions_that_do_not_fit_are_told(run):
    done = run("echo 'no solution' >&2; exit 1")
    assert done.returncode == 1
    assert "no solution" in done.stdout


def test_the_checkout_is_left_alone(run, tmp_path):
    run(NEWER)
    assert "pandas==2.0" in (tmp_path / "checkout" / "locks" / "test.txt").read_text()
