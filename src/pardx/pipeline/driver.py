"""Before and around make: one run at a time, renewed lists, progress and a summary.

The rules are in the Makefile. Needs nothing but the standard library, unless briefs are planned.
"""

from __future__ import annotations

import fcntl
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TextIO

from pardx.errors import BROKEN, FileError, PardxError, Problem
from pardx.pipeline.inputs import altered, briefs, gone, keep, kept, lists, shown
from pardx.pipeline.parameters import Options, Parameters
from pardx.pipeline.records import ENVIRONMENT, Step
from pardx.project import PACKAGE, Project
from pardx.provenance import DRAFT
from pardx.settings import settings

SITE = Step("site")
"""Counts and links what all others make."""

PLANNED = re.compile(r"-m pardx\.pipeline\.steps (\w+)(?: YEAR=(\d+))?(?: PROVINCE=([\w-]+))?")
"""A step in what ``make -n`` prints."""

NOISE = re.compile(r"make(\[\d+\])?: (\*\*\* (?!No rule)|Target |warning: )")
"""How lines begin that make adds to what a failed step has said of itself."""

RECORD = re.compile(r"data/processed/(?:\d+/)?records/[\w-]+\.json")
"""What make names in such a line: the record that a failed step has not written."""

KILLED = re.compile(r"make.*: \*\*\* \[.*?(\d*)/records/([^/]+)\.json\] (?!Error)(.+)$")
"""What make says of a step that some signal ended."""

DONE = re.compile(r"  (.+): \d+\.\d s$")
"""What a step prints at its end."""


@contextmanager
def our_turn(project: Project) -> Iterator[None]:
    """Hold the checkout's lock while something is written; say so when another run holds it.

    Make and the steps inherit the lock, and the system frees it with the last of them: a run that
    was killed leaves none, and no other begins while its steps still write.
    """
    path = project.cleaned / ".lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as lock:
        os.set_inheritable(lock.fileno(), True)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read(20).strip() or "unknown"
            line = f"waiting for another run in this folder to end (process {holder}) ..."
            print(line, flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if lock.read():  # the last holder was killed
            _sweep(project)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        try:
            yield
        finally:
            lock.truncate(0)


def _sweep(project: Project) -> None:
    """Remove what a killed run had begun to write."""
    for folder in (project.cleaned, project.root / "reports", project.raw, project.root / "dist"):
        for draft in folder.rglob(f".*{DRAFT}"):
            draft.unlink(missing_ok=True)


def only_planned() -> bool:
    """Say whether make was called with ``-n``: it writes nothing then and takes no lock."""
    first = os.environ.get("MAKEFLAGS", "").partition(" ")[0]
    return "n" in first and not first.startswith("-") and "=" not in first


@dataclass(frozen=True)
class Outcome:
    """What became of the steps that were wanted.

    Attributes
    ----------
    made, kept, failed : list of Step
        Those that ran, those that were up to date, and those that are not made.
    explained : bool
        A step has said what went wrong.
    left_out : list of Problem
        What is broken in the raw data of what was wanted, and was left out.
    """

    made: list[Step] = field(default_factory=list)
    kept: list[Step] = field(default_factory=list)
    failed: list[Step] = field(default_factory=list)
    explained: bool = False
    left_out: list[Problem] = field(default_factory=list)

    def of(self, *names: str) -> str:
        """Count the steps of some names in one line."""
        made, kept, failed = (
            [step for step in steps if step.name in names]
            for steps in (self.made, self.kept, self.failed)
        )
        lost = f", {len(failed)} not made: {', '.join(map(str, failed))}" if failed else ""
        return f"{len(made)} made, {len(kept)} up to date{lost}"


@dataclass
class Make:
    """GNU make, called for files of one checkout.

    Attributes
    ----------
    project : Project
        The checkout.
    parameters : Parameters
        Seed and draws of the run.
    options : Options
        How many steps at a time, and on whose workers.
    """

    project: Project
    parameters: Parameters
    options: Options
    _redo: dict[str, list[str]] = field(default_factory=dict, repr=False)

    def run(self, wanted: Iterable[Step]) -> Outcome:
        """Bring steps up to date, and last ``reports/index.html``, which counts what they make.

        A step that fails does not stop those that do not need it.
        """
        steps = [*wanted]
        found = lists(self.project, self.parameters)
        if not any(step.year for step in steps):
            del found["draws"]  # no model is asked for: those of the years are kept
        self._redo = altered(self.project)
        if only_planned():
            self._print_plan([*steps, SITE], found)
            return Outcome(kept=steps)
        for table in gone(found, self.project):
            print(f"{table} is gone; it was there when the results were last made", flush=True)
        keep(found, self.project)
        planned = self._plan([*steps, SITE])
        if not planned:
            return Outcome(kept=steps)
        self._print_altered(planned)
        clock = Clock(self._seconds(planned), self.options.JOBS)
        before = {step: self._stamp(step) for step in steps}
        complaints = Complaints()
        code = self._build_in_turn(steps, clock, complaints)
        clock.left.clear()  # what has not run by now will not
        lost = [] if self._refresh_site(steps, clock, complaints) else [SITE]
        made = [step for step in steps if self._stamp(step) != before[step]]
        rest = [step for step in steps if step not in made]
        named = [step for step in rest if self._file(step) in complaints.lost]
        failed = named or [step for step in rest if code and self._plan([step])]
        current = [step for step in [*steps, SITE] if step not in failed + lost]
        if current and self._is_older(current):
            quiet = self._environment | {"MAKEFLAGS": ""}
            subprocess.run(self._command(current, "-t", "-s"), env=quiet, check=False)
        whole = [step for step in rest if step not in failed]
        return Outcome(made, whole, failed or lost, explained=bool(complaints.seen))

    def _is_older(self, steps: list[Step]) -> bool:
        """Say whether equal content left records older than their needs.

        What has no record has never run, as a step that came with a new Makefile: it is not
        marked as current, which would leave an empty record.
        """
        late = self._plan(steps)
        return bool(late) and all(self._stamp(step) for step in late)

    def _print_altered(self, planned: Iterable[Step]) -> None:
        """Name what was changed or deleted by hand and is now made again."""
        steps = {step.made(self.project).name: step for step in planned}
        for name, files in self._redo.items():
            own = f"made-{name}"
            step = steps.get(own) or steps.get(re.sub(r"-brief-\d+$", "-briefs", own))
            if step and files:
                what = "was changed" if (self.project.root / files[0]).exists() else "is gone"
                more = f" (and {len(files) - 1} more)" if len(files) > 1 else ""
                print(f"{files[0]} {what} since {step} wrote it{more}: made again", flush=True)

    def _file(self, step: Step) -> str:
        """Name a step's record as make does."""
        return self.project.relative(step.record(self.project))

    def _link_briefs(self, steps: list[Step], clock: Clock, complaints: Complaints) -> None:
        """Let the pages of years whose briefs were made lead to them, where nothing else is due."""
        years = sorted({step.year for step in steps if step.name in ("brief", "briefs")})
        keep({f"briefs-{year}": briefs(self.project, year) for year in years}, self.project)
        pages = [Step("pages", year) for year in years]
        made = [page for page in pages if page.record(self.project).exists()]
        due = [page for page in made if self._plan([page]) == [page]]
        if due:
            self._build(due, clock, complaints)

    def _refresh_site(self, steps: list[Step], clock: Clock, complaints: Complaints) -> bool:
        """Let ``reports/index.html`` count what is made by now; say whether it worked."""
        try:
            self._link_briefs(steps, clock, complaints)
            keep({"shown": shown(self.project)}, self.project)
        except FileError as error:
            print(complaints.once(f"pardx: {error}"), end="", file=sys.stderr)
            return False
        return self._build([SITE], clock, complaints) == 0

    def _stamp(self, step: Step) -> int:
        path = step.record(self.project)
        return path.stat().st_mtime_ns if path.exists() else 0

    def _command(self, steps: Iterable[Step], *flags: str) -> list[str]:
        files = [self._file(step) for step in steps]
        makefile = PACKAGE.parents[1] / "Makefile"
        place = ["--no-print-directory", "-f", str(makefile), "-C", str(self.project.root)]
        return ["make", *place, *flags, f"REDO={' '.join(self._redo)}", *files]

    @cached_property
    def _environment(self) -> dict[str, str]:
        """Set what the inner make and its steps run under."""
        flags, _, _ = os.environ.get("MAKEFLAGS", "").partition(" -- ")
        first = settings(self.project).first_panel_year
        return os.environ | {
            **ENVIRONMENT,
            "MAKEFLAGS": flags,
            "MAKEOVERRIDES": "",
            "LANGUAGE": "en",  # what make says is read here
            "PYTHONUTF8": "1",
            "PARDX_PYTHON": sys.executable,
            "PARDX_ROOT": str(self.project.root),
            "PARDX_SCHEDULER": self.options.SCHEDULER,
            "PYTHONPATH": str(PACKAGE.parent),
            "SEED": str(self.parameters.SEED),
            "DRAWS": str(self.parameters.DRAWS),
            "JOBS": str(self.options.JOBS),
            "PANEL": " ".join(str(year) for year in self.project.years() if year >= first),
        }

    def _print_plan(self, steps: list[Step], found: Mapping[str, str]) -> None:
        """Let ``make -n`` print what would run, as if the lists had been renewed."""
        news = [name for name, text in found.items() if kept(name, self.project) != text]
        folder = self.project.relative(self.project.lists)
        flags = [part for name in news for part in ("-W", f"{folder}/{name}")]
        subprocess.run(self._command(steps, *flags), env=self._environment, check=False)

    def _plan(self, steps: Iterable[Step]) -> list[Step]:
        """List the steps that would run, at most: an output that stays the same ends a chain."""
        silent = self._environment | {"MAKEFLAGS": ""}
        command = self._command(steps, "-n", "-k")
        said = subprocess.run(
            command,
            env=silent,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if "No rule to make target" in said.stderr or not (said.stdout or said.returncode == 0):
            raise PardxError(f"make cannot plan this:\n{said.stderr.strip()}")
        lines = [line for line in said.stdout.splitlines() if "PARDX_PYTHON" in line]
        found = (PLANNED.search(line) for line in lines)
        planned = [Step(one[1], int(one[2] or 0), one[3] or "") for one in found if one]
        if len(planned) < len(lines):
            raise PardxError(f"make plans what is no step:\n{said.stdout.strip()}")
        return planned

    def _seconds(self, planned: list[Step]) -> dict[str, float]:
        """Guess how long planned steps take; a step that makes all briefs is its briefs."""
        years = [step.year for step in planned if step.name == "briefs"]
        briefs = [Step("brief", year, code) for year in years for code in self._codes(year)]
        guesses = {str(step): step.seconds(self.project) for step in [*planned, *briefs]}
        return guesses | {str(Step("briefs", year)): 0.0 for year in years}

    def _codes(self, year: int) -> Iterable[str]:
        """List the codes of a year's units."""
        from pardx.data.dictionary import units_of_year

        return units_of_year(self.project, year).index

    def _build_in_turn(self, steps: list[Step], clock: Clock, complaints: Complaints) -> int:
        """Build steps; briefs of several years one year after the other, when all else is made.

        A year's briefs use every processor by themselves: two years at once would gain no time and
        take twice the memory.
        """
        briefs = [step for step in steps if step.name == "briefs"]
        others = [step for step in steps if step not in briefs]
        if len(briefs) < 2:
            return self._build(steps, clock, complaints) if steps else 0
        codes = [self._build(others, clock, complaints)] if others else []
        codes += [self._build([step], clock, complaints) for step in briefs]
        return max(codes)

    def _build(self, steps: list[Step], clock: Clock, complaints: Complaints) -> int:
        """Run the inner make; what make itself says of a failed step is left out."""
        shared = "--jobserver" in self._environment["MAKEFLAGS"]
        flags = ["-k", "-s", *([] if shared else [f"-j{self.options.JOBS}"])]
        quiet = threading.Event()
        with subprocess.Popen(
            self._command(steps, *flags),
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            close_fds=False,
        ) as inner:
            both = [
                threading.Thread(target=_pass_on, args=(*streams, edit, quiet))
                for *streams, edit in (
                    (inner.stdout, sys.stdout, clock.with_place),
                    (inner.stderr, sys.stderr, complaints.once),
                )
            ]
            try:
                for each in both:
                    each.start()
                for each in both:
                    each.join()
            except KeyboardInterrupt:
                quiet.set()
                inner.terminate()  # make ends its steps
                for each in filter(threading.Thread.is_alive, both):
                    each.join()  # a pipe closed under its reader is a traceback
                raise
        self._redo = altered(self.project)
        return inner.returncode


def _pass_on(lines: TextIO, to: TextIO, edit: Callable[[str], str], quiet: threading.Event) -> None:
    """Hand lines on as they come, until it has to be quiet or nobody reads any more."""
    with lines:
        for line in lines:
            if (text := edit(line.rstrip("\n"))) and not quiet.is_set():
                try:
                    print(text, file=to, flush=True)
                except BrokenPipeError:
                    quiet.set()


@dataclass
class Complaints:
    """Prints what went wrong once, however many steps meet it.

    Attributes
    ----------
    seen : set of str
        What was printed.
    lost : set of str
        Records that are not written, named as make does.
    head : str
        First line of broken rows, until the first new one of them.
    """

    seen: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    head: str = ""

    def once(self, line: str) -> str:
        """Return a line of a step's or of make's; nothing for noise, and what was printed."""
        if NOISE.match(line):
            self.lost |= {*RECORD.findall(line)}
        if killed := KILLED.match(line):
            step = " ".join(filter(None, (killed[2].lstrip("0123456789_"), killed[1])))
            line = f"pardx: {step}: its process was ended from outside ({killed[3]})"
        reason = line.partition(": /")[0]  # one, of whatever files
        if NOISE.match(line) or reason in self.seen:
            return ""
        if line.endswith(BROKEN):  # its rows follow: it is printed with the first new one of them
            self.head = line
            return ""
        self.seen.add(reason)
        head, self.head = self.head, ""
        return f"{head}\n{line}" if head and line.startswith("  ") else line


@dataclass
class Clock:
    """Counts the steps that have ended, and guesses the time left.

    Attributes
    ----------
    left : dict
        Step, as it calls itself -> seconds it took last time.
    jobs : int
        How many run at a time.
    ended : int
        How many have ended.
    """

    left: dict[str, float]
    jobs: int
    ended: int = 0

    def with_place(self, line: str) -> str:
        """Add to the last words of a step how many have ended, and the time left."""
        ended = DONE.match(line)
        if not ended:
            return line
        self.left.pop(ended[1], None)
        self.ended += 1
        place = f"[{self.ended}/{self.ended + len(self.left)}]"
        seconds = sum(self.left.values()) / self.jobs
        return f"  {place} {line.strip()}" + (
            f", about {max(seconds, 1):.0f} s left" if self.left else ""
        )
