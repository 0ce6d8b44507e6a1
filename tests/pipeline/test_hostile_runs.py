"""Runs that are killed, crowded, starved or fed nonsense: a right result or one sentence."""

import os
import random
import re
import resource
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import nbformat
import psutil
import pytest
from bs4 import BeautifulSoup

from pardx.pipeline.driver import Clock, Complaints
from pardx.project import Project

ROOT = Path(__file__).resolve().parents[2]
YEAR, DRAWS = 2006, 19
"""PCI alone, and few draws: a year that is soon made."""

REPORT = ("report", f"YEAR={YEAR}", f"DRAWS={DRAWS}")
STARTS = 20
"""Seconds in which a process starts or ends on a busy machine."""


@pytest.fixture
def thin(tmp_path, lay_out):
    """Return a checkout with two thin years."""
    return lay_out(tmp_path / "thin", years=(YEAR, YEAR + 1))


@pytest.fixture(scope="module")
def undisturbed(once, lay_out, run_pardx):
    """Return a checkout with the report of a thin year; nobody writes into it."""

    def fill(folder):
        made = run_pardx(lay_out(folder, years=(YEAR, YEAR + 1)), *REPORT)
        assert made.returncode == 0, made.stderr

    return once("undisturbed", fill)


@pytest.fixture
def made(undisturbed, tmp_path):
    """Return a copy of the checkout with its report, that may be changed."""
    return Project(shutil.copytree(undisturbed.root, tmp_path / "made"))


def start(project, *arguments, command=(sys.executable, "-m", "pardx"), **options):
    """Start a run in a process group of its own that SIGINT reaches, as a terminal does.

    A test that was itself started in the background has SIGINT ignored, and hands that on.
    """
    before = options.pop("preexec_fn", lambda: None)

    def as_in_front():
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        before()

    variables = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL")}
    return subprocess.Popen(
        [*command, *arguments],
        cwd=project.root,
        env=variables | {"PARDX_ROOT": str(project.root)} | options.pop("variables", {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=as_in_front,
        **options,
    )


def alive(project, part=""):
    """List the processes that work on a checkout, each with a part in its command."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            root = process.environ().get("PARDX_ROOT")
            if root == str(project.root) and part in " ".join(process.cmdline()):
                found.append(process)
    return [one for one in found if one.pid != os.getpid()]


def wait_for(condition, seconds=STARTS):
    """Return what a condition gives as soon as it gives something."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


def all_gone(project):
    wait_for(lambda: not alive(project))
    return True


def results(project):
    """Read all CSVs, and the visible text of all pages."""
    folders = (project.cleaned, project.root / "reports")
    found = {}
    for path in (path for folder in folders for path in folder.rglob("*")):
        if path.suffix == ".csv":
            found[project.relative(path)] = path.read_text("utf-8")
        elif path.suffix == ".html":
            page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
            found[project.relative(path)] = page.get_text(" ", strip=True)
    return found


def one_sentence(said, expected):
    """Hold that a run failed with one line on its error channel, and that it fits."""
    assert said.returncode in (1, 2)
    assert re.fullmatch(f"pardx: {expected}\n", said.stderr), said.stderr
    return True


@pytest.mark.slow
def test_a_run_killed_at_ten_moments_ends_like_one_left_alone(thin, undisturbed, run_pardx):
    moments = random.Random(2006)
    for _ in range(10):
        run = start(thin, *REPORT)
        time.sleep(moments.uniform(0.2, 9))
        victims = moments.choice(["all", "commands", "steps"])
        if victims == "all":
            os.killpg(run.pid, signal.SIGKILL)
        for one in alive(thin, "pardx.pipeline.steps" if victims == "steps" else "-m pardx report"):
            one.kill()
        run.communicate()
        assert all_gone(thin)
        if run.returncode == 0:
            shutil.rmtree(thin.cleaned / str(YEAR) / "records")
    last = run_pardx(thin, *REPORT)
    assert last.returncode == 0, last.stderr
    assert "waiting" not in last.stdout
    assert results(thin) == results(undisturbed)
    assert not [*thin.root.rglob("*.draft")]
    assert "up to date" in run_pardx(thin, *REPORT).stdout


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_nothing_outlives_the_process_that_was_called(name, thin):
    run = start(thin, *REPORT)
    wait_for(lambda: alive(thin, "ipykernel"))
    run.send_signal(getattr(signal, name))
    run.wait(STARTS)
    assert all_gone(thin)


@pytest.mark.slow
def test_nothing_of_the_briefs_outlives_them(thin, lay_out, tmp_path):
    project = lay_out(tmp_path / "briefs", years=(2007, 2012))
    run = start(project, "briefs", "YEAR=2012", f"DRAWS={DRAWS}")
    wait_for(lambda: alive(project, "steps briefs"), 300)
    wait_for(lambda: len(alive(project, "ipykernel")) > 1)
    run.kill()
    run.wait(STARTS)
    assert all_gone(project)


def test_ctrl_c_says_one_line_and_leaves_nothing_running(thin):
    run = start(thin, *REPORT)
    wait_for(lambda: alive(thin, "ipykernel"))
    time.sleep(1)
    os.killpg(run.pid, signal.SIGINT)
    _, said = run.communicate(timeout=STARTS)
    assert run.returncode == 130
    assert said == "pardx: interrupted; what was finished is kept\n"
    assert all_gone(thin)


def test_a_kernel_that_is_killed_fails_its_notebook_in_one_sentence(thin):
    run = start(thin, *REPORT)
    wait_for(lambda: alive(thin, "ipykernel"))[0].kill()
    _, said = run.communicate(timeout=60)
    assert run.returncode == 1
    assert re.fullmatch(r"pardx: notebooks/10_clean.ipynb, clean 2006: .*\n", said)
    assert all_gone(thin)


def test_a_step_that_is_killed_is_named(thin):
    run = start(thin, *REPORT)
    wait_for(lambda: alive(thin, "pardx.pipeline.steps 10_clean"))[0].kill()
    _, said = run.communicate(timeout=60)
    assert run.returncode == 1
    assert said == "pardx: clean 2006: its process was ended from outside (Killed)\n"
    assert all_gone(thin)


@pytest.mark.slow
def test_of_two_runs_the_second_waits_and_says_so(thin, undisturbed):
    first = start(thin, *REPORT)
    wait_for(lambda: alive(thin, "pardx.pipeline.steps"))
    second = start(thin, *REPORT)
    (told, wrong), (told_second, wrong_second) = first.communicate(), second.communicate()
    assert (first.returncode, second.returncode) == (0, 0), wrong + wrong_second
    assert told.endswith(f"reports/{YEAR}/index.html is ready\n")
    assert told_second.splitlines() == [
        f"waiting for another run in this folder to end (process {first.pid}) ...",
        f"reports/{YEAR}/index.html is up to date: nothing to do",
    ]
    assert results(thin) == results(undisturbed)


def test_a_lock_is_held_until_the_last_step_of_a_killed_run_is_gone(thin):
    first = start(thin, *REPORT)
    [step] = wait_for(lambda: alive(thin, "pardx.pipeline.steps 10_clean"))
    step.suspend()
    first.kill()
    first.wait()
    second = start(thin, *REPORT)
    assert second.stdout.readline().startswith("waiting for another run in this folder to end")
    step.kill()
    assert re.match(r"  \[1/\d+\] clean 2006: ", second.stdout.readline())
    os.killpg(second.pid, signal.SIGINT)
    second.communicate()
    assert all_gone(thin)


def mounted(mount, after="true"):
    """Return a command that mounts something for one process and its children alone."""
    alone = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"])]
    if not shutil.which("unshare") or subprocess.run([*alone, "true"], check=False).returncode:
        pytest.skip("mounting is not permitted here")
    script = f'{mount} && {{ "$0" "$@"; code=$?; {after}; exit $code; }}'
    return [*alone, "sh", "-c", script, sys.executable, "-m", "pardx"]


def finish(project, *arguments, **options):
    """Run to the end."""
    run = start(project, *arguments, **options)
    told, wrong = run.communicate()
    return subprocess.CompletedProcess(run.args, run.returncode, told, wrong)


FULL = "No space left on device: free some and run make again; what was finished is kept"


@pytest.mark.parametrize(
    "size",
    [
        "size=16k",
        "size=100k",
        pytest.param("size=300k", marks=pytest.mark.slow),
        "size=1m,nr_inodes=20",
    ],
)
def test_a_full_disk_is_one_sentence(size, thin):
    thin.cleaned.mkdir()
    full = mounted(f"mount -t tmpfs -o {size} tmpfs data/processed")
    assert one_sentence(finish(thin, *REPORT, command=full), FULL)


@pytest.mark.slow
def test_old_files_stay_whole_on_a_full_disk(made):
    size = sum(path.stat().st_size // 4096 + 2 for path in made.root.glob("reports/**/*")) * 4
    shutil.copytree(made.root / "reports", made.root / "old")
    full = mounted(
        f"mount -t tmpfs -o size={size}k tmpfs reports && cp -R old/. reports/ && "
        "{ dd if=/dev/zero of=reports/filler bs=4k 2>/dev/null || true; }",
        after="rm reports/filler; cp -R reports new",
    )
    again = finish(made, "report", f"YEAR={YEAR}", "DRAWS=29", command=full)
    assert one_sentence(again, FULL)
    old, new = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*")}
        for folder in (made.root / "old", made.root / "new")
    )
    assert new == old


def test_a_file_that_may_not_grow_is_one_sentence(thin):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    said = finish(thin, *REPORT, preexec_fn=limit)
    assert one_sentence(said, f"File too large: {re.escape(str(thin.cleaned))}/.*")


@pytest.mark.parametrize(
    ("folder", "told"),
    [(".", "data/processed/.lock"), pytest.param("reports", "rep.*", marks=pytest.mark.slow)],
)
def test_a_checkout_that_cannot_be_written_is_one_sentence(folder, told, thin):
    (thin.root / "reports").mkdir()
    thin.cleaned.mkdir()
    place = f'"$PARDX_ROOT/{folder}"'
    read_only = mounted(f"mount --bind {place} {place} && mount -o remount,bind,ro {place}")
    said = finish(thin, *REPORT, command=read_only)
    assert one_sentence(said, f"Read-only file system: {re.escape(str(thin.root))}/{told}")


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["t" * 150, "absent"])
def test_any_folder_for_temporary_files_will_do(folder, thin, tmp_path, undisturbed):
    if folder != "absent":
        (tmp_path / folder).mkdir()
    said = finish(thin, *REPORT, variables={"TMPDIR": str(tmp_path / folder)})
    assert said.returncode == 0, said.stderr
    assert results(thin) == results(undisturbed)


NAMES = [
    "Tỉnh Cần Thơ",
    "two  spaces",
    'it\'s "quoted"',
    "$HOME $(touch ran) `id`",
    "a#b%c",
    "a:b;c&d",
]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_checkout_may_have_any_name_in_any_locale(name, tmp_path, lay_out, undisturbed):
    project = lay_out(tmp_path / name, years=(YEAR, YEAR + 1))
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "LANGUAGE": "vi:fr"}
    said = finish(project, *REPORT, variables=plain)
    assert said.returncode == 0, said.stderr
    assert said.stderr == ""
    assert results(project) == results(undisturbed)
    assert not [*tmp_path.rglob("ran")]


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


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_value_is_refused_before_anything_is_installed(name, clone):
    project = clone(name)
    for wrong, told in [
        ("YEAR=1999", "pardx: no data for YEAR=1999; "),
        ("YAER=2006", "pardx: unknown parameter YAER; did you mean YEAR?"),
        ("YEAR=$(touch ran)", "pardx: YEAR must be a whole number, not '$(touch ran)'"),
        ("JOBS=0", "pardx: JOBS must be a whole number from 1, not 0"),
    ]:
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


@pytest.mark.parametrize("line", ["1 / 0", "raise ValueError('many\\nlines\\n' * 99)", "1 +"])
def test_an_error_of_a_notebook_is_one_sentence_with_its_cell(line, thin):
    spoil(thin.notebooks / "10_clean.ipynb", "context", line)
    said = finish(thin, *REPORT)
    kept = "data/processed/2006/notebooks/10_clean.failed.ipynb"
    cell = r"notebooks/10_clean.ipynb, clean 2006, cell context \(no. \d+\)"
    kind = r"(ZeroDivision|Value|Syntax)Error: .{5,320}"
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


@pytest.mark.slow
def test_a_reader_who_leaves_early_is_no_error(thin):
    run = start(thin, *REPORT)
    run.stdout.close()
    assert run.stderr.read() == ""
    run.wait()
    assert all_gone(thin)


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
