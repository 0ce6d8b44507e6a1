"""Runs fed nonsense: one sentence, and all else is made."""

import os
import re
import runpy
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from runs import DRAWS, NAMES, REPORT, STARTS, YEAR, finish, one_sentence, start

from pardx.pipeline.driver import Clock, Complaints
from pardx.project import Project

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clone(tmp_path, root):
    """Return a function that copies what make needs of the checkout, with no environment."""

    def copy(name):
        folder = tmp_path / name
        for part in ("src", "locks", "notebooks", "data/catalogue", "data/raw"):
            shutil.copytree(root / part, folder / part)
        for part in (
            "Makefile",
            "config.toml",
            "pyproject.toml",
            "README.md",
            "LICENSE",
            "LICENSE-DATA",
        ):
            shutil.copy(root / part, folder)
        return Project(folder)

    return copy


def make(project, *arguments, **variables):
    """Call make in a folder as from a fresh shell."""
    variables = {"CONDA_DEFAULT_ENV": "", "PARDX_ROOT": str(project.root), **variables}
    python = f"PYTHON={sys.executable}"
    return finish(project, *arguments, python, command=["make"], variables=variables)


WRONG = {
    "YEAR=$(touch ran)": "pardx: YEAR must be a whole number, not '$(touch ran)'",
    "YEAR=1999": "pardx: no data for YEAR=1999; ",
    "YAER=2006": "pardx: unknown parameter YAER; did you mean YEAR?",
    "JOBS=0": "pardx: JOBS must be a whole number from 1, not 0",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_value_is_refused_before_anything_is_installed(name, clone):
    """In a folder of any name; of which kind the value is says one of them."""
    project = clone(name)
    for wrong, told in [*WRONG.items()][: None if name == NAMES[0] else 1]:
        said = make(project, "report", wrong, LC_ALL="C")
        assert said.returncode == 2
        assert said.stderr.startswith(told)
        assert said.stderr.count("\n") == 2, "the sentence, and make's own last line"
    assert not (project.root / ".venv").exists()
    assert not [*project.root.rglob("ran")]


def test_no_environment_is_made_where_python_makes_none(clone):
    said = make(clone("a:b"), "report", "YEAR=2006")
    assert "rename the folder" in said.stderr
    assert "Traceback" not in said.stderr


def test_the_package_is_found_in_a_folder_that_ascii_cannot_spell(tmp_path, clone, monkeypatch):
    project = clone("Tỉnh Cần Thơ")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", project.root / "v"], check=True)
    [packages] = (project.root / "v").glob("lib/python*/site-packages")
    (packages / "pardx.pth").write_text(f"{project.root}/src\n", encoding="utf-8")
    look = [project.root / "v" / "bin" / "python", "-X", "utf8=0", "-c", "import pardx.project"]
    options = {"env": {"LC_ALL": "C"}, "cwd": tmp_path, "capture_output": True, "check": False}
    assert subprocess.run(look, **options).returncode, "an absolute path is read as ASCII"
    monkeypatch.chdir(project.root)
    install = runpy.run_path("locks/install.py")
    install["point_to_source"](Path("v"))
    assert subprocess.run(look, **options).returncode == 0


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (f"YEAR={'1' * 6000}", "YEAR has 6,000 digits; at most 9 make sense"),
        ("YEAR=２０２２", "YEAR must be a whole number, not '２０２２'"),
        ("YEAR=-1", "YEAR must be a whole number, not '-1'"),
        ("JOBS=0", "JOBS must be a whole number from 1, not 0"),
        ("DRAWS=0", "DRAWS must be at least 19, not 0"),
        ("YEAR=it's", 'YEAR must be a whole number, not "it\'s"'),
        ("YEAR=2006 X=1\\", r"YEAR must be a whole number, not '2006 X=1\\\\'"),
        ("YEAR=a\nb", r"YEAR must be a whole number, not 'a\\nb'"),
        ("SCHEDULER=nonsense", "no scheduler at SCHEDULER=nonsense: missing port number .*"),
        ("SCHEDULER=a://b", "no scheduler at SCHEDULER=a://b: unknown address scheme .*"),
        ("SCHEDULER=$(touch ran):1", "no scheduler at .*"),
    ],
)
def test_a_wrong_value_is_told_once_and_never_run(wrong, told, thin):
    variables = {"CONDA_DEFAULT_ENV": "pardx", "PARDX_ROOT": str(thin.root)}
    variables["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    began = time.monotonic()
    command = ["make", "-f", str(ROOT / "Makefile"), "-C", str(ROOT), "--no-print-directory"]
    said = finish(thin, "report", "YEAR=2006", wrong, command=command, variables=variables)
    sentence, last = said.stderr.splitlines()
    assert said.returncode == 2
    assert re.fullmatch(f"pardx: {told}", sentence)
    assert last.startswith("make: *** [")
    assert time.monotonic() - began < STARTS
    assert not (ROOT / "ran").exists()


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_what_is_no_scheduler_is_told_once(answer, thin):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(STARTS)
        address = "tcp://{}:{}".format(*server.getsockname())
        run = start(thin, *REPORT, f"SCHEDULER={address}")
        visitor, _ = server.accept()
        visitor.sendall(answer)
        _, said = run.communicate(timeout=STARTS)
        visitor.close()
    assert run.returncode == 2
    assert re.fullmatch(rf"pardx: no scheduler at SCHEDULER={address}: .*\n", said)


def spoil(path, cell_id, line):
    """Add a line to a notebook's cell."""
    notebook = nbformat.read(path, nbformat.NO_CONVERT)
    [cell] = [cell for cell in notebook.cells if cell.id == cell_id]
    cell.source += f"\n{line}"
    nbformat.write(notebook, path)


@pytest.mark.parametrize("line", ["raise ValueError('many\\nlines\\n' * 99)", "1 +"])
def test_an_error_of_a_notebook_is_one_sentence_with_its_cell(line, thin):
    spoil(thin.notebooks / "10_clean.ipynb", "context", line)
    said = finish(thin, *REPORT)
    kept = "data/processed/2006/notebooks/10_clean.failed.ipynb"
    cell = r"notebooks/10_clean.ipynb, clean 2006, cell context \(no. \d+\)"
    kind = r"(Value|Syntax)Error: .{5,320}"
    assert one_sentence(said, rf"{cell}: {kind} \(traced in {kept}\)")
    assert said.returncode == 1
    assert '"output_type": "error"' in (thin.root / kept).read_text("utf-8")


def broken(project, year):
    """Put an impossible rank into a year's first row; return what a run says of it."""
    path = project.raw / str(year) / "pci.csv"
    text = path.read_text("utf-8")
    path.write_text(re.sub(r",rank,(\d+),", ",rank,640,", text, count=1), "utf-8")
    lines = path.read_text("utf-8").splitlines()
    line = next(number for number, row in enumerate(lines, 1) if ",640," in row)
    return (
        "pardx: 1 problem in the raw data; what is broken was left out, the rest is made\n"
        f"  data/raw/{year}/pci.csv:{line}: '640': pci_total rank lies in 1 to 64; fix: "
        "check the figure against its source\n"
    )


@pytest.mark.slow
def test_a_broken_row_is_left_out_and_told_and_all_else_is_made(made):
    told = broken(made, YEAR + 1)
    said = finish(made, "reports", "DRAWS=29")
    assert (said.returncode, said.stderr) == (1, told)
    assert "not made" not in said.stdout
    page = (made.report(YEAR + 1) / "index.html").read_text("utf-8")
    assert f"data/raw/{YEAR + 1}/pci.csv:" in page
    assert "pci_total rank lies in 1 to" in page
    again = finish(made, "reports", "DRAWS=29")
    assert (again.returncode, again.stderr) == (1, told), "as long as the row is broken"


@pytest.mark.slow
def test_a_broken_row_is_told_once_to_all_years_that_read_it(thin):
    told = broken(thin, YEAR)
    said = finish(thin, "reports", f"DRAWS={DRAWS}")
    assert (said.returncode, said.stderr) == (1, told)
    assert said.stdout.endswith("reports: 2 made, 0 up to date\n")


@pytest.mark.slow
def test_one_province_that_fails_is_named_and_all_others_are_made(tmp_path, lay_out):
    project = lay_out(tmp_path / "briefs", years=(2007, 2012))
    spoil(project.notebooks / "45_brief.ipynb", "context", "0 / (run.parameters.PROVINCE != '92')")
    said = finish(project, "briefs", "YEAR=2012", f"DRAWS={DRAWS}")
    assert said.returncode == 1
    first, second = said.stderr.splitlines()
    assert first == "pardx: some briefs failed; all others are made"
    assert second.startswith("brief of Cần Thơ: notebooks/45_brief.ipynb, brief 92 2012, cell ")
    assert len([*project.report(2012).glob("briefs/*.vi.html")]) == 62


def test_complaints_are_told_once_without_what_make_adds():
    told = Complaints().once
    head, row = "pardx: 1 problem in the raw data; nothing was written", "  a.csv:2: '0': no"
    lines = [head, row, "make[1]: *** [Makefile:9: data/processed/2006/records/x.json] Error 1"]
    lines += [head, row, "pardx: cell a", "pardx: Read-only: /a", "pardx: Read-only: /b"]
    lines += ["make[1]: *** [M:1: data/processed/records/docs.json] Killed"]
    assert "\n".join(filter(None, map(told, lines))).splitlines() == [
        head,
        row,
        "pardx: cell a",
        "pardx: Read-only: /a",
        "pardx: docs: its process was ended from outside (Killed)",
    ]


def test_progress_names_the_step_its_place_and_the_time_left():
    clock = Clock({"clean 2006": 2.0, "model 2006": 8.0, "site": 0.2}, jobs=2)
    assert [
        clock.with_place(f"  {step}: 1.5 s") for step in ("clean 2006", "model 2006", "site")
    ] == [
        "  [1/3] clean 2006: 1.5 s, about 4 s left",
        "  [2/3] model 2006: 1.5 s, about 1 s left",
        "  [3/3] site: 1.5 s",
    ]
    assert clock.with_place("anything else") == "anything else"


def test_words_for_jupyterlab_are_never_run(tmp_path, root):
    fake = tmp_path / "python"
    fake.write_text(
        f'#!/bin/sh\n[ "$1" != -m ] || {{ shift 2; printf "%s|" "$@"; exit; }}\n'
        f'exec {sys.executable} "$@"\n'
    )
    fake.chmod(0o755)
    variables = {"CONDA_DEFAULT_ENV": "pardx", "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    words = """ARGS=--notebook-dir="a b" '$(touch ran)' `touch ran` ; touch ran"""
    said = finish(Project(root), "lab", words, command=["make"], variables=variables)
    given = r"--notebook-dir=a b|$(touch ran)|`touch|ran`|;|touch|ran|"
    assert said.stdout in (f"--allow-root|{given}", given)
    assert not (root / "ran").exists()
