"""Runs in one folder take turns, and a killed one leaves the last good outputs."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import threading
import zipfile

import official
import pytest

from pardx import commands
from pardx.run.turns import our_turn


def test_a_second_run_waits_and_says_for_whom(small_project):
    said, order = [], []
    told = threading.Event()

    def second():
        with our_turn(small_project, lambda line: (said.append(line), told.set())):
            order.append("second")

    with our_turn(small_project, said.append):
        waiting = threading.Thread(target=second)
        waiting.start()
        assert told.wait(60)
        order.append("first")
    waiting.join(60)
    assert order == ["first", "second"]
    assert said == [f"waiting for another run in this folder to end (process {os.getpid()}) ..."]


def test_the_reports_of_all_years_wait_for_their_turn(small_project, monkeypatch):
    monkeypatch.setenv("PARDX_ROOT", str(small_project.root))
    monkeypatch.delenv("MAKEFLAGS", raising=False)
    told, statuses = threading.Event(), []
    monkeypatch.setattr(commands, "_say", lambda line: told.set())
    with our_turn(small_project, print):
        waiting = threading.Thread(target=lambda: statuses.append(commands.main(["reports"])))
        waiting.start()
        assert told.wait(60)
        assert not statuses
    waiting.join(60)
    assert statuses == [0]


def test_a_killed_holder_frees_its_turn(small_project):
    script = (
        "import sys; from pathlib import Path; from pardx.project import Project;"
        "from pardx.run.turns import our_turn\n"
        "with our_turn(Project(Path(sys.argv[1])), print):\n"
        "    print('mine', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(small_project.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout.readline() == b"mine\n"
        holder.kill()
    said = []
    with our_turn(small_project, said.append):
        pass
    assert said == []


def outputs(folder):
    """Hash what readers see; what is being written has a name that begins with a dot."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def killed_after(lines, command, project):
    """Run a command and kill it, with all it started, when it has printed some lines."""
    environment = os.environ | {"PARDX_ROOT": str(project.root)}
    environment.pop("MAKEFLAGS", None)
    with subprocess.Popen(
        [sys.executable, "-m", "pardx", *command],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as process:
        for _ in range(lines):
            process.stdout.readline()
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        process.stdout.read()


def killed_within(seconds, command, project):
    """Run a command and kill it, with all it started, after some seconds."""
    environment = os.environ | {"PARDX_ROOT": str(project.root)}
    environment.pop("MAKEFLAGS", None)
    with subprocess.Popen(
        [sys.executable, "-m", "pardx", *command],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.parametrize("lines", [0, 1, 4, 12, 17])
def test_a_killed_import_leaves_the_old_table_or_the_new(
    small_project, print_table, tmp_path, lines
):
    path = print_table(
        2024, "par_index", "province,Huế,par_index,rank,4,rank,,seed-000-f18718,0,par. 9"
    )
    old = path.read_bytes()
    file = official.workbook(tmp_path / "t.xlsx")
    command = [f"FILE={file}", "INDICATOR=par_index", "YEAR=2024", "SOURCE=baotintuc-vn-d98230"]
    killed_after(lines, ["import", *command], small_project)
    assert path.read_bytes() == old or path.read_text(encoding="utf-8").count("\n") == 12


@pytest.mark.slow
def test_a_killed_release_leaves_whole_archives_only(small_project, print_table, monkeypatch):
    """Kill it at random moments: what lies in dist/ can be opened and holds what it lists."""
    for name in ("CITATION.cff", "LICENSE", "LICENSE-DATA"):
        (small_project.root / name).write_text(name, encoding="utf-8")
    print_table(2022, "par_index", "province,Huế,par_index,rank,4,rank,,seed-000-f18718,0,")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    chance = random.Random(5)
    for _ in range(5):
        killed_within(chance.uniform(0.5, 6), ["release"], small_project)
        for path in (small_project.root / "dist").glob("*.zip"):
            with zipfile.ZipFile(path) as archive:
                assert archive.testzip() is None
                assert f"{path.stem}/SHA256SUMS" in archive.namelist()


@pytest.mark.slow
def test_a_killed_report_is_finished_by_the_next_run_to_the_same_bytes(scratch, run_pardx):
    """Kill it at random points: what stands is whole, and the next run ends as the first."""
    command = ["report", "YEAR=2022", "DRAWS=99"]
    assert run_pardx(scratch, *command).returncode == 0
    folder = scratch.report(2022)
    good = {name: digest for name, digest in outputs(folder).items() if "manifest" not in name}
    chance = random.Random(3)
    for _ in range(4):
        stamps = scratch.processed(2022) / "stamps"
        for stamp in stamps.glob("*"):
            stamp.unlink()
        killed_after(chance.randint(0, 6), command, scratch)
        seen = {name: digest for name, digest in outputs(folder).items() if "manifest" not in name}
        assert seen == good, "a reader meets whole files only"
    assert run_pardx(scratch, *command).returncode == 0
    after = {name: digest for name, digest in outputs(folder).items() if "manifest" not in name}
    assert after == good


@pytest.mark.slow
def test_two_reports_at_once_both_end_well(scratch, run_pardx):
    runs = [
        threading.Thread(
            target=lambda: ends.append(run_pardx(scratch, "report", "YEAR=2006", "DRAWS=99"))
        )
        for _ in range(2)
    ]
    ends = []
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [end.returncode for end in ends] == [0, 0], [end.stderr for end in ends]
    said = "".join(end.stdout for end in ends)
    assert "waiting for another run" in said
    assert "up to date: nothing to do" in said
