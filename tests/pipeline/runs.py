"""Runs of the command on a checkout of thin years: start, watch, end and compare them."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress

import psutil
from bs4 import BeautifulSoup

YEAR, DRAWS = 2006, 19
"""PCI alone, and few draws: a year that is soon made."""

REPORT = ("report", f"YEAR={YEAR}", f"DRAWS={DRAWS}")
STARTS = 20
"""Seconds in which a process starts or ends on a busy machine."""

NAMES = [
    "Tỉnh Cần Thơ",
    "two  spaces",
    'it\'s "quoted"',
    "$HOME $(touch ran) `id`",
    "a#b%c",
    "a:b;c&d",
]
"""Names a folder may have."""


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


def finish(project, *arguments, **options):
    """Run to the end."""
    run = start(project, *arguments, **options)
    told, wrong = run.communicate()
    return subprocess.CompletedProcess(run.args, run.returncode, told, wrong)


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
