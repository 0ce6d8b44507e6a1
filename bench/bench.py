"""Measure speed, memory and pages in one run: ``make bench`` (``ARGS="--rows cold,briefs"``).

Routes take turns, so that a busy machine slows all of them: this checkout as it lies here; commit
694bd1c, which had an engine of its own, in a worktree; and the stock commands, ``papermill`` and
``jupyter nbconvert`` for each notebook. Trust the ratios more than the seconds. The table is
printed in Markdown; nothing is written into the checkout.
"""

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import suppress
from math import log
from pathlib import Path
from statistics import linear_regression, median, median_low
from tempfile import TemporaryDirectory, TemporaryFile

import psutil

ROOT = Path(__file__).resolve().parents[1]
BASE, YEAR, BRIEFS = "694bd1c", 2022, 63
HEAD = ("what", "target", "met", "this checkout", BASE, "stock", f"of {BASE}", "of stock")
ROWS = ("fresh", "cold", "changed", "briefs", "pages", "growth", "bounds", "site")
LEFT_OUT = shutil.ignore_patterns(".git", ".venv*", "reports", "processed", "dist", "__pycache__")
NOT_OURS = ("PARDX_", "PYTHONPATH", "VIRTUAL_ENV", "CONDA_", "MAKE", "MFLAGS", "YEAR", "DRAWS")
STEP = re.compile(r"-m pardx\.pipeline\.steps (\d\w+) YEAR=(\d+)")
ASKS = re.compile(r"""(?:src|srcset|<link[^>]+href)=["'](?:https?:)?//|url\(["']?(?:https?:)?//""")
STYLE = ("page.css", "body {", "body  {")
TEXTS = (".css", ".toml", ".po", ".py")
WORD = ("*", "Places gained (right)", "Places won (right)")
OFFICIAL = {"PARDX_SAVED": os.devnull, "MPLBACKEND": "agg", "OPENBLAS_NUM_THREADS": "1"}
PLAIN_BRIEFS = """
import nbformat
from IPython.core.interactiveshell import InteractiveShell
from pardx.data.geography import provinces
from pardx.project import Project
book = nbformat.read(Project.here().notebooks / "45_brief.ipynb", as_version=4)
shell = InteractiveShell.instance()
for code in provinces(Project.here()).index:
    shell.reset()
    for cell in (cell for cell in book.cells if cell.cell_type == "code"):
        shell.run_cell(cell.source).raise_error()
        if "parameters" in cell.metadata.get("tags", []):
            shell.user_ns.update(PROVINCE=code)
"""

BOUNDS = """
import functools, json, time
from pathlib import Path
from pardx.data.clean import clean
from pardx.data.dictionary import load_dictionary
from pardx.pipeline.results import has_headline, years_used
from pardx.project import Project
from pardx.stats.bounds_evidence import listings
from pardx.stats.bounds_table import bounds_associations, bounds_slopes
from pardx.stats.imputation import imputations
from pardx.stats.press_claims import load_claims
took, project = {}, Project.here()
dictionary = load_dictionary(project)
cleaned = functools.cache(lambda year: vars(clean(dictionary, year)))
for year in project.years():
    read = years_used(project, year) if has_headline(cleaned(year)["panel"]) else [year]
    panels = {one: cleaned(one)["panel"] for one in read}
    claims, began = load_claims(project, year), time.process_time()
    lists = listings(panels, cleaned(year)["values"], claims, dictionary)
    bounds = bounds_associations(lists, dictionary, year)
    bounds_slopes(lists, panels, dictionary)
    imputations(bounds, lists, panels, seed=2022)
    took[year] = time.process_time() - began
Path("bounds.json").write_text(json.dumps(took))
"""


Cost = namedtuple("Cost", ("wall", "peak"), defaults=[0])
"""Seconds on the clock, and highest memory in MB, shared pages counted once."""


class Checkout:
    """A folder with sources and an environment of its own, laid out of a commit."""

    def __init__(self, folder: Path, commit: str) -> None:
        self.folder, self.bin = folder, folder / ".venv" / "bin"
        kept = {name: text for name, text in os.environ.items() if not name.startswith(NOT_OURS)}
        self.variables = {**kept, "PYTHON": sys._base_executable}
        git("worktree", "add", "--detach", folder, commit)
        if commit == "HEAD":  # as it lies here
            for name in ("src", "notebooks", "bench"):
                shutil.rmtree(folder / name)
            shutil.copytree(ROOT, folder, ignore=LEFT_OUT, dirs_exist_ok=True)

    def call(self, *command: object, watched: bool = False, **more: str) -> Cost:
        """Run a command here; look at its memory every third of a second when watched."""
        began, peak, words = time.perf_counter(), 0.0, [*map(str, command)]
        with TemporaryFile() as said:
            own = {"cwd": self.folder, "env": self.variables | more}
            process = psutil.Popen(words, stdout=said, stderr=said, **own)
            while watched and process.poll() is None:
                peak = max(peak, memory(process))
                time.sleep(0.3)
            failed, wall = process.wait(), time.perf_counter() - began
            said.seek(0)
            if failed:
                last = " ".join(said.read().decode(errors="replace").splitlines()[-3:])
                raise RuntimeError(f"{' '.join(words[:3])}: {last}")
        return Cost(wall, peak)

    def report(self, year: int = YEAR, *more: str) -> Cost:
        """Bring a year's report up to date."""
        return self.call("make", "report", f"YEAR={year}", *more)

    def forget(self) -> None:
        """Remove all that was made."""
        for name in ("reports", "data/processed"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def cold(self) -> Cost:
        """Make the year from nothing."""
        self.forget()
        return self.report()

    def briefs(self) -> Cost:
        """Make all briefs of the year anew; return the seconds of one."""
        shutil.rmtree(self.folder / "reports" / str(YEAR) / "briefs", ignore_errors=True)
        for path in (self.folder / "data" / "processed").rglob("*brief*"):
            path.unlink()
        cost = self.call("make", "briefs", f"YEAR={YEAR}", watched=True)
        return Cost(cost.wall / BRIEFS, cost.peak)

    def plain_briefs(self) -> Cost:
        """Run the cells of all briefs as a plain function, in one process without a kernel."""
        return Cost(self.call(self.bin / "python", "-c", PLAIN_BRIEFS, **OFFICIAL).wall / BRIEFS)

    def after(self, files: str, *words: str) -> Cost:
        """Change words of a source, back or forth, and make the report."""
        for path in (self.folder / "src").rglob(files):
            for old, new in (words, words[::-1]):
                if path.suffix in TEXTS and old in (text := path.read_text("utf-8")):
                    path.write_text(text.replace(old, new), "utf-8")
                    return self.report()
        raise RuntimeError(f"no {words[0]!r} to change")

    def planned(self) -> list[tuple[str, str]]:
        """List the notebooks of a cold year with their years, in the order of make's plan."""
        self.forget()
        where = {"cwd": self.folder, "env": self.variables, "check": True}
        command = ["make", "-n", "report", f"YEAR={YEAR}"]
        return STEP.findall(subprocess.run(command, capture_output=True, text=True, **where).stdout)

    def stock(self, notebooks: list[tuple[str, str]], *given: str) -> Cost:
        """Run papermill's command for notebooks, and nbconvert's for those that become pages."""
        wall = 0.0
        for name, year in notebooks:
            words = (f"notebooks/{name}.ipynb", f"{name}.ipynb", "-p", "YEAR", year, *given)
            wall += self.call(self.bin / "papermill", "--no-progress-bar", *words, **OFFICIAL).wall
            if name >= "4":
                wall += self.call(self.bin / "jupyter-nbconvert", "--to", "html", words[1]).wall
        return Cost(wall)


class Bench:
    """What is measured, row by row; a row's cells are those of ``HEAD``."""

    def __init__(self, this: Checkout, base: Checkout | None, times: int) -> None:
        self.this, self.base, self.times = this, base, times
        self.both = [one for one in (this, base) if one]

    def turns(self, route: Callable, *others: Callable) -> list[list[Cost]]:
        """Run a route here and at the base, and others, in turn; return the costs of each."""
        once = [*((route, one) for one in self.both), *((other,) for other in others)]
        rounds = [[run(*on) for run, *on in once] for _ in range(self.times)]
        ours, *costs = map(list, zip(*rounds, strict=True))
        return [ours, *([] if self.base else [[]]), *costs]

    def fresh(self) -> Iterator[tuple]:
        """Set up environments from a warm package cache and make the first report."""
        theirs, ours = ([one.report()] if one else [] for one in (self.base, self.this))
        yield "fresh machine to report", "<= 60 s", ours[0].wall <= 60, *cells(ours, theirs)

    def cold(self) -> Iterator[tuple]:
        """Make a year from nothing by all routes."""
        plan = self.this.planned()
        stock = lambda: self.this.forget() or self.this.stock(plan)  # noqa: E731
        ours, theirs, by_stock = self.turns(Checkout.cold, stock)
        met, shown = over(ours, theirs) <= 1.6 if theirs else "", cells(ours, theirs, by_stock)
        yield "cold year, environment present", f"<= 1.6 x {BASE}", met, *shown
        if self.base:
            then = {path.stem for path in self.base.folder.glob("notebooks/*.ipynb")}
            records = (self.this.folder / "data" / "processed" / str(YEAR)).glob("records/[0-9]*")
            new = {path.stem: json.loads(path.read_text())["seconds"] for path in records}
            told = ", ".join(f"{name} {new[name]:.1f} s" for name in sorted({*new} - then))
            yield f"in it, notebooks that {BASE} has not", "", "", told or "none"

    def changed(self) -> Iterator[tuple]:
        """Make the year again: with nothing, a page template, and a word changed."""
        cold = [one.cold().wall for one in self.both][0]
        costs = self.turns(Checkout.report)
        yield "nothing changed", "<= 0.25 s", median_low(costs[0]).wall <= 0.25, *cells(*costs)
        target = f"<= 0.6 x cold ({cold:.1f} s)"
        for what, words in (("a page template", STYLE), ("a word", WORD)):
            costs = self.turns(lambda one, words=words: one.after(*words))
            yield f"{what} changed", target, median_low(costs[0]).wall <= 0.6 * cold, *cells(*costs)

    def briefs(self) -> Iterator[tuple]:
        """Make all briefs: by us, as a plain function, and one by the stock commands."""
        self.turns(Checkout.report)
        stock = lambda: self.this.stock([("45_brief", YEAR)], "-r", "PROVINCE", "92")  # noqa: E731
        ours, theirs, plain, by_stock = self.turns(Checkout.briefs, self.this.plain_briefs, stock)
        each, ratio = median_low(ours).wall, over(ours, plain)
        yield f"{BRIEFS} briefs, each", "<= 0.4 s", each <= 0.4, *cells(ours, theirs, by_stock)
        yield "of a plain function", "<= 1.2 x", ratio <= 1.2, f"{ratio:.2f} x {seconds(plain)}"
        peaks = [max(one.peak for one in costs) / 1000 for costs in (ours, theirs) if costs]
        yield "their memory", "<= 1.0 GB", peaks[0] <= 1, *(f"{one:.2f} GB" for one in peaks)

    def pages(self) -> Iterator[tuple]:
        """Weigh the report's pages, and look for what they would ask another machine for."""
        found = []
        for one in self.both:
            one.report()
            folder = one.folder / "reports" / str(YEAR)
            texts = [(folder / f"{name}.html").read_text("utf-8") for name in ("index", "academic")]
            script = "".join(re.findall(r"<script[^>]*>(.*?)</script>", texts[0], re.DOTALL))
            asks = sum(len(ASKS.findall(p.read_text("utf-8"))) for p in folder.glob("*.html"))
            found.append([*(round(len(text.encode()) / 1000) for text in (*texts, script)), asks])
        names = ("policy page, KB", "academic page, KB", "own script, KB", "external requests")
        for what, most, *sizes in zip(names, (300, 600, 15, 0), *found, strict=True):
            yield what, f"<= {most}" if most else 0, sizes[0] <= most, *sizes

    def growth(self) -> Iterator[tuple]:
        """Measure how cost grows with draws and years."""
        self.this.report()
        draws, years = (1000, 10000, 100000), (1, 2, 4)
        took = [self.this.report(YEAR, f"DRAWS={count - 1}").wall for count in draws]
        self.this.forget()
        each = [self.this.report(YEAR - back, "DRAWS=199").wall for back in range(4)]
        sums = [sum(each[:count]) for count in years]
        for what, sizes, costs in (("draws", draws, took), ("years", years, sums)):
            steep = linear_regression([*map(log, sizes)], [*map(log, costs)]).slope
            told = ", ".join(f"{n:,}: {cost:.1f} s" for n, cost in zip(sizes, costs, strict=True))
            yield f"cost against {what}, slope", "<= 1", steep <= 1, f"{steep:.2f} ({told})"

    def bounds(self) -> Iterator[tuple]:
        """Bound and impute the lists of every year; the slowest beside its whole 30_model."""
        self.this.call(self.this.bin / "python", "-c", BOUNDS, **OFFICIAL)
        took = json.loads((self.this.folder / "bounds.json").read_text())
        slowest = max(took, key=took.get)
        self.this.report(int(slowest))
        record = self.this.folder / "data" / "processed" / slowest / "records" / "30_model.json"
        ratio = took[slowest] / json.loads(record.read_text())["seconds"]
        each = ", ".join(f"{year}: {spent:.1f} s" for year, spent in took.items())
        worst = f"{slowest}, {took[slowest]:.1f} s, {ratio:.2f} of its 30_model"
        met = took[slowest] <= 10
        yield "bounds and imputation of the slowest year", "<= 10 s", met, f"{worst} ({each})"

    def site(self) -> Iterator[tuple]:
        """Watch the memory of all reports and briefs at once."""
        self.this.forget()
        cost = self.this.call("make", "site", watched=True)
        told = f"{cost.peak / 1000:.2f} GB in {cost.wall / 60:.1f} min"
        yield "memory of `make site`", "<= 1.0 GB", cost.peak <= 1000, told


def memory(process: psutil.Process) -> float:
    """Return the memory of a process and those below it in MB; shared pages count once."""
    total = 0
    with suppress(psutil.Error):
        for one in (process, *process.children(recursive=True)):
            full = one.memory_full_info()
            total += getattr(full, "pss", full.rss)
    return total / 1e6


def over(ours: list[Cost], theirs: list[Cost]) -> float:
    """Return the median ratio of pairs."""
    return median(a.wall / b.wall for a, b in zip(ours, theirs, strict=True))


def seconds(costs: list[Cost]) -> str:
    """Write the lowest and the median seconds."""
    return f"{min(costs).wall:.2f} s, median {median_low(costs).wall:.2f}" if costs else "–"


def cells(ours: list[Cost], base: list[Cost], stock: list[Cost] | None = None) -> list[str]:
    """Write the seconds of all routes, and the ratios of ours to the others."""
    ratios = [f"{over(ours, costs):.2f}" if costs else "–" for costs in (base, stock)]
    return [*map(seconds, (ours, base, stock)), *ratios]


def git(*words: object) -> None:
    """Run git on this repository."""
    subprocess.run(["git", "-C", ROOT, *words], check=True, capture_output=True)


def line(found: tuple) -> str:
    """Write a row of the table."""
    told = [{True: "yes", False: "no"}[one] if isinstance(one, bool) else str(one) for one in found]
    return f"| {' | '.join([*told, *([''] * (len(HEAD) - len(told)))])} |"


def main() -> None:
    """Lay out both checkouts, measure, print the table row by row."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--rows", default=",".join(ROWS), help=", ".join(ROWS))
    reader.add_argument("--times", type=int, default=3, help="how often routes take turns")
    base, given = None, reader.parse_args(sys.argv[1:] or shlex.split(os.environ.get("ARGS", "")))
    info = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    named = re.search(r"model name\s*: (.+)", info)
    cores, size = psutil.cpu_count(), psutil.virtual_memory().total / 2**30
    load = f"load {os.getloadavg()[0]:.1f} before; lowest and median of {given.times}"
    system = f"{os.uname().sysname}, Python {sys.version.split()[0]}, {load}"
    print(f"{named[1] if named else 'unknown'}, {cores} cores, {size:.0f} GiB, {system}.")
    try:
        with TemporaryDirectory(prefix="pardx-bench-") as folder:
            this = Checkout(Path(folder) / "this", "HEAD")
            try:
                base = Checkout(Path(folder) / "base", BASE)
            except subprocess.CalledProcessError as error:
                print(f"No column {BASE}: {error.stderr.decode().strip()}")
            print("", line(HEAD), line(("---",) * len(HEAD)), sep="\n", flush=True)
            bench = Bench(this, base, given.times)
            for part in given.rows.split(","):
                try:
                    for row in getattr(bench, part)():
                        print(line(row), flush=True)
                except (RuntimeError, OSError, subprocess.SubprocessError) as error:
                    print(line((part, "", "", f"not measured: {error}")), flush=True)
    finally:
        git("worktree", "prune")


if __name__ == "__main__":
    main()
