"""Outputs of notebooks never reach git: the filter that ``make lab`` sets."""

import json
import re
import shutil
import subprocess
import sys

import pytest
from nbclient import NotebookClient
from nbformat import read, write

NAMES = ("*", "examples/*")


def git(folder, *words):
    ran = subprocess.run(["git", "-C", folder, *words], capture_output=True, text=True, check=True)
    return ran.stdout


@pytest.fixture
def filtered(root):
    """Return a function that runs the filter by itself."""

    def run(text):
        command = [sys.executable, root / "locks" / "clean_notebook.py"]
        return subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout

    return run


@pytest.fixture
def checkout(root, tmp_path):
    """Return a git checkout with a notebook and the filter as ``make lab`` sets it."""
    for name in (".gitattributes", "locks/clean_notebook.py", "notebooks/10_clean.ipynb"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(root / name, tmp_path / name)
    recipe = (root / "Makefile").read_text("utf-8")
    name, command = re.search(r'git config (filter\S+) "(.*)"', recipe).groups()
    git(tmp_path, "init", "-q")
    git(tmp_path, "config", name, command)
    git(tmp_path, "add", ".")
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    git(tmp_path, *who, "commit", "-qm", "begin")
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_committed_notebooks_are_as_the_filter_writes_them(root, filtered, name):
    for path in (root / "notebooks").glob(f"{name}.ipynb"):
        assert filtered(path.read_text("utf-8")) == path.read_bytes(), path.name


def test_a_notebook_that_was_run_is_no_change(checkout):
    path = checkout / "notebooks" / "10_clean.ipynb"
    book = read(path, 4)
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.source = "print(1)" if cell.id == "clean" else cell.source
    own = read(path, 4)
    own.cells = [cell for cell in book.cells if cell.id == "clean"]
    NotebookClient(own, kernel_name="python3").execute()
    for cell in (run := read(path, 4)).cells:
        if cell.id == "clean":
            cell.outputs, cell.execution_count = own.cells[0].outputs, 3
            cell.metadata = {**own.cells[0].metadata, "scrolled": True}
    run.metadata |= {"language_info": {"name": "python", "version": "3"}, "widgets": {}}
    write(run, path)
    assert "stream" in path.read_text("utf-8")
    assert git(checkout, "diff") == ""
    git(checkout, "add", ".")
    assert git(checkout, "diff", "--cached") == ""
    for cell in run.cells:
        cell.source += "\nmine = 1" if cell.id == "clean" else ""
    write(run, path)
    changed = git(checkout, "diff", "--unified=0")
    assert '+    "mine = 1"' in changed
    assert "stream" not in changed


@pytest.mark.parametrize("text", ["", "<<<<<<< HEAD\n{}", "[]", "{}", json.dumps({"cells": 1})])
def test_what_is_no_notebook_stays_as_it_is(filtered, text):
    assert filtered(text).decode() == text
