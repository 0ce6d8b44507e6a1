"""The Makefile is the interface: help, dry runs, friendly stops, and what clean may remove."""

import base64
import fcntl
import hashlib
import os
import re
import runpy
import shutil
import subprocess
import sys
from importlib.metadata import files
from pathlib import Path

import nbformat
import papermill
import pytest

ROOT = Path(__file__).resolve().parents[1]


def make(*arguments, folder=ROOT, installed=True):
    """Run make as from a fresh shell, with this Python as its environment if `installed`."""
    inherited = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "YEAR", "CONDA_DEFAULT_ENV"}
    variables = {name: value for name, value in os.environ.items() if name not in inherited}
    if installed:
        variables["CONDA_DEFAULT_ENV"] = "pardx"
        variables["PATH"] = f"{Path(sys.executable).parent}:{variables['PATH']}"
    return subprocess.run(
        ["make", *arguments], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )


@pytest.fixture
def checkout(tmp_path):
    for name in ["Makefile", "pyproject.toml"]:
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "locks", tmp_path / "locks")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "data" / "catalogue", tmp_path / "data" / "catalogue")
    shutil.copytree(ROOT / "data" / "raw" / "geography", tmp_path / "data" / "raw" / "geography")
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    for name in ["config.toml", "pyproject.toml"]:
        shutil.copy(ROOT / name, tmp_path)
    for name in ["data/raw/2022", "data/processed/2022", "reports/2022", "src/__pycache__"]:
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "kept.csv").touch()
    return tmp_path


def test_make_alone_lists_each_target_with_an_example():
    targets = re.findall(r"^([a-z-]+):.* ## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    phony = re.findall(r"^\.PHONY: ([a-z-]+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    listed = make().stdout
    assert sorted(targets) == sorted(phony)
    for target in targets:
        example = "make" if target == "help" else f"make {target}"
        assert re.search(rf"^  {target} +\w.*\n +{example}\b", listed, re.MULTILINE)


def test_a_dry_run_prints_the_work_and_does_none(checkout):
    before = sorted(checkout.rglob("*"))
    planned = make("-n", "report", "YEAR=2022", folder=checkout, installed=False)
    assert planned.returncode == 0
    assert planned.stderr == ""
    assert '"$PYTHON" locks/install.py run' in planned.stdout.splitlines()
    steps = re.findall(r"pardx\.pipeline\.steps (\w+)", planned.stdout)
    assert steps[-2:] == ["pages", "site"]
    assert {"10_clean", "20_describe", "30_model", "40_report"} <= {*steps}
    assert sorted(checkout.rglob("*")) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["YEAR=1999"], r"YEAR=1999; did you mean 2006\?; years with data: 2006, .*2022"),
        (["YEAR=22"], r"YEAR=22; did you mean 2022\?; years with data: 2006, .*2022"),
        (["YEAR=20222"], "did you mean 2022"),
        (["YEAR="], "YEAR is missing; years with data: 2006, .*2022"),
        ([], "YEAR is missing"),
        (["YAER=2022"], "YAER.*did you mean YEAR"),
        (["YEAR=2022", "COLOUR=red"], "COLOUR"),
        (["YEAR=Cần Thơ"], "YEAR must be a whole number, not 'Cần Thơ'"),
    ],
)
def test_a_wrong_parameter_stops_with_code_2_and_says_what_is_right(arguments, message):
    stopped = make("report", *arguments)
    assert stopped.returncode == 2
    assert re.search(message, stopped.stderr)
    assert "Traceback" not in stopped.stderr


@pytest.mark.parametrize(
    "value",
    ["2022; touch ran", "$(touch ran)", "$(shell touch ran)", "`touch ran`", '"; touch ran; "'],
)
def test_a_value_is_never_run_as_code(checkout, value):
    stopped = make("report", f"YEAR={value}", folder=checkout)
    assert stopped.returncode == 2
    assert f"not {value!r}" in stopped.stderr
    assert not (checkout / "ran").exists()


def test_clean_keeps_the_raw_data_and_says_so(checkout):
    cleaned = make("clean", folder=checkout, installed=False)
    assert cleaned.returncode == 0
    assert "kept data/raw/" in cleaned.stdout
    assert [path.relative_to(checkout).as_posix() for path in checkout.rglob("kept.csv")] == [
        "data/raw/2022/kept.csv"
    ]


def test_an_environment_made_elsewhere_is_made_anew(checkout):
    python = checkout / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    stamp = checkout / ".venv" / ".run-ready"
    for folder, lines in [(checkout, 1), ("/elsewhere", 3)]:
        stamp.write_text(f"{folder}\nchecksum\n")
        planned = make("-n", "report", "YEAR=2022", folder=checkout, installed=False)
        assert len(planned.stdout.splitlines()) == lines


def test_a_linked_environment_is_left_to_whom_it_serves(tmp_path):
    """``.venv`` that leads to an environment outside is replaced; nothing outside is emptied."""
    theirs, link = tmp_path / "theirs", tmp_path / ".venv"
    theirs.mkdir()
    (theirs / "kept").touch()
    link.symlink_to(theirs)
    runpy.run_path(str(ROOT / "locks" / "install.py"))["make_environment"](link)
    assert (link / "bin" / "python").exists()
    assert not link.is_symlink()
    assert [path.name for path in theirs.iterdir()] == ["kept"]


def test_a_second_set_up_waits_for_the_first_and_uses_what_it_made(checkout):
    command = [sys.executable, "locks/install.py", "lab"]
    cached = checkout / "kernel.json"
    cached.write_text("as in the package")
    folder = os.open(checkout / "locks", os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    with subprocess.Popen(command, cwd=checkout, stdout=subprocess.PIPE, text=True) as second:
        assert second.stdout.readline().startswith("Another make is setting up this folder")
        made = checkout / ".venv-lab"
        (made / "bin").mkdir(parents=True)
        (made / "bin" / "python").touch()
        kernel = made / "share" / "jupyter" / "kernels" / "python3" / "kernel.json"
        kernel.parent.mkdir(parents=True)
        kernel.hardlink_to(cached)
        checksum = hashlib.sha256((checkout / "locks" / "lab.txt").read_bytes()).hexdigest()
        (made / ".lab-ready").write_text(f"{checkout}\n{checksum}\n", encoding="utf-8")
        os.close(folder)
        assert second.stdout.read() == "", "nothing is installed again"
    assert second.returncode == 0
    assert cached.read_text() == "as in the package", "uv links what is installed with its cache"


def test_jupyterlab_starts_the_python_of_its_own_checkout(checkout, monkeypatch):
    (checkout / ".venv").symlink_to(Path(sys.executable).parents[1])
    planned = make("-n", "lab", folder=checkout, installed=False).stdout
    [folder] = re.findall(r'export JUPYTER_PATH="\$PWD/([^"$]+)', planned)
    monkeypatch.setenv("JUPYTER_PATH", str(checkout / folder))
    path = checkout / "notebook.ipynb"
    cell = nbformat.v4.new_code_cell("import sys, pardx; print(sys.executable)")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    run = {"kernel_name": "python3", "language": "python", "progress_bar": False}
    [ran] = papermill.execute_notebook(path, None, **run).cells
    started = ran.outputs[0].text.strip()
    assert os.path.normpath(started) == str(checkout / ".venv" / "bin" / "python")


def test_the_kernel_that_is_installed_is_that_of_its_package():
    [kernel] = [file for file in files("ipykernel") if file.name == "kernel.json"]
    found = hashlib.sha256(kernel.locate().read_bytes()).digest()
    assert base64.urlsafe_b64encode(found).decode().rstrip("=") == kernel.hash.value, (
        "something wrote into the package cache: uv cache clean ipykernel, then make .venv anew"
    )


def test_an_old_python_is_told_what_to_do(checkout):
    old = checkout / "old-python"
    old.write_text(
        f"#!{sys.executable}\n"
        "import runpy, shutil, sys\n"
        "sys.version_info, sys.version = (3, 9, 18), '3.9.18 (old)'\n"
        "shutil.which = lambda name: None\n"
        "sys.argv = sys.argv[1:]\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')\n"
    )
    old.chmod(0o755)
    stopped = make("report", "YEAR=2022", f"PYTHON={old}", folder=checkout, installed=False)
    assert stopped.returncode == 2
    assert "PAR-DX needs Python 3.11 or newer" in stopped.stderr
    assert not (checkout / ".venv").exists()


NEWER = r"\.SHELLFLAGS|\.ONESHELL|&:|!=|\$\(file |\.EXTRA_PREREQS|::=|\$\(let |\$\(intcmp "
"""What GNU make 3.81, the one of macOS, does not know."""


def test_the_makefile_asks_for_no_newer_make():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    rules = re.sub(r"\[ \"\$\$\(id -u\)\" != 0 \]", "", code)  # a test of the shell
    assert not re.findall(NEWER, rules)
