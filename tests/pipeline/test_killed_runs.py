"""Runs that are killed or crowded: a right result or one sentence, and nothing left running."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest
from runs import DRAWS, REPORT, STARTS, YEAR, alive, all_gone, results, start, wait_for


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


def test_a_step_whose_library_swallows_the_interrupt_ends_all_the_same():
    swallows = """
import signal, time
from pardx.pipeline import steps
steps.GRACE = 1
signal.signal(signal.SIGTERM, steps.interrupt)
try:
    signal.raise_signal(signal.SIGTERM)
except KeyboardInterrupt:
    time.sleep(60)
"""
    ended = subprocess.run([sys.executable, "-c", swallows], check=False, timeout=STARTS)
    assert ended.returncode == -signal.SIGALRM


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


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("lambda: print('held back')", ""),
        ("lambda: print('at once', flush=True)", ""),
        ("wrong", "pardx: why\n"),
    ],
)
def test_what_no_reader_takes_is_no_traceback_and_hides_no_error(command, told):
    code = (
        "import sys\nfrom pardx.errors import PardxError, exit_status\n"
        "def wrong():\n    print('held back')\n    raise PardxError('why')\n"
        f"sys.stdin.read()\nsys.exit(exit_status({command}))"
    )
    pipes = {name: subprocess.PIPE for name in ("stdin", "stdout", "stderr")}
    env = os.environ | {"PYTHONUNBUFFERED": ""}  # lines are held back unless they are flushed
    with subprocess.Popen([sys.executable, "-c", code], text=True, env=env, **pipes) as run:
        run.stdout.close()
        run.stdin.close()
        assert run.stderr.read() == told
    assert run.returncode == 1


@pytest.mark.slow
def test_a_reader_who_leaves_early_is_no_error(thin):
    run = start(thin, *REPORT)
    run.stdout.close()
    assert run.stderr.read() == ""
    run.wait()
    assert all_gone(thin)
