"""Measure the targets, the floor and the stock route side by side: ``make bench``.

The floor is the same work as plain Python in one process, without notebooks. The stock route is
the ``papermill`` command for each notebook and the ``jupyter nbconvert`` command for each page.
Routes take turns, so that a busy machine slows all of them: trust the ratios. The figures are
printed, kept in ``bench/results.json`` and written into ``docs/performance.md``.
"""

import argparse
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import communes
import psutil
from measure import BIN, ROOT, Bench, Cost, become_reaper, in_turn
from pardx.run.jobs import Job, plan
from pardx.run.parameters import Parameters
from table import Growth, Results, Row

from pardx.data.geography import provinces

HERE = Path(__file__).parent
FLOOR = HERE / "floor.py"
MILLIONS = HERE / "communes.py"


class Runs:
    """What is measured, on one checkout."""

    def __init__(self, folder: Path, *, year: int, draws: int, times: int, most: int) -> None:
        self.bench, self.folder = Bench(folder / "checkout"), folder
        self.year, self.draws, self.times = year, draws, times
        self.codes = [*provinces(self.bench.project).index][:most]
        self.given = (f"YEAR={year}", f"DRAWS={draws}")

    def cold(self, *more: str) -> Cost:
        """Make a year from nothing."""
        self.bench.clear()
        return self.bench.ours("report", *self.given, *more)

    def floor(self) -> Cost:
        """Do the same work in one process of plain Python."""
        self.bench.clear()
        return self.bench.call(sys.executable, FLOOR, "year", self.year, self.draws)

    def stock(self) -> Cost:
        """Run papermill's and nbconvert's commands, one after the other."""
        self.bench.clear()
        parameters = Parameters(self.year, DRAWS=self.draws)
        wanted = plan([Job.of("pages", parameters)], self.bench.project)
        return self._stock([job for job in wanted if job.stage.notebook])

    def _stock(self, jobs: list[Job]) -> Cost:
        project, done = self.bench.project, []
        for job in jobs:
            target = job.executed(project)
            target.parent.mkdir(parents=True, exist_ok=True)
            source = project.notebooks / job.stage.notebook
            command = (BIN / "papermill", "--no-progress-bar", source, target, *_typed(job))
            done.append(self.bench.call(*command))
        shown = [
            job.executed(project) for job in jobs if job.stage.shown or "PROVINCE" in job.chosen
        ]
        done += [self.bench.call(BIN / "jupyter-nbconvert", "--to", "html", one) for one in shown]
        return Cost(*(sum(part) for part in zip(*(one[:2] for one in done), strict=True)), 0)


def _typed(job: Job) -> list[str]:
    """Give papermill's command a notebook's parameters; ``-r`` keeps a code's leading zero."""
    flags = {True: "-r", False: "-p"}
    return [
        text
        for name, value in job.chosen.items()
        for text in (flags[isinstance(value, str)], name, str(value))
    ]


def cold_year(runs: Runs) -> Iterator[Row]:
    """Measure a cold year beside the floor, the stock route and our own kernel engine."""
    routes = (runs.cold, runs.floor, runs.stock, lambda: runs.cold("ENGINE=kernel"))
    ours, floor, stock, kernel = in_turn(runs.times, *routes)
    beside = {"cpu": ours.cpu, "floor": floor.wall, "stock": stock.wall}
    for name, other, limit in (("floor", floor, 2.0), ("stock route", stock, 0.33)):
        ratio = ours.wall / other.wall
        what, target = f"cold year, against the {name}", f"<= {limit} x {name}"
        said = f"{ratio:.2f} x {name}"
        yield Row(what, target, _seconds(ours.wall), ratio <= limit, **beside, ratio=said)
    said = f"{kernel.wall / ours.wall:.2f} x forked"
    yield Row("cold year, a kernel each", "reference", _seconds(kernel.wall), True, ratio=said)


def warm_year(runs: Runs) -> Iterator[Row]:
    """Measure a run with nothing changed, with another template, with another text."""
    bench, report = runs.bench, lambda: runs.bench.ours("report", *runs.given)
    runs.cold()

    def after(name: str, old: str, new: str) -> Callable[[], Cost]:
        def route() -> Cost:
            bench.edit(name, old, new)
            return report()

        return route

    routes = {
        "nothing changed": (report, 0.3),
        "a page template changed": (
            after("pages/templates/pardx/page.css", "body {", "body  {"),
            1.5,
        ),
        "a text of the page's frame changed": (
            after("exhibits/messages/page.toml", "Các bộ, ngành:", "Bộ, ngành:"),
            1.5,
        ),
        "a text of an exhibit changed": (
            after("exhibits/messages/movers.toml", "Places gained (right)", "Places won (right)"),
            1.5,
        ),
        "a template of exhibits changed": (
            after("exhibits/templates/table.html.j2", "<tbody>", "<tbody >"),
            1.5,
        ),
    }
    for (what, (_, limit)), cost in zip(
        routes.items(), in_turn(runs.times, *(route for route, _ in routes.values())), strict=True
    ):
        yield Row(what, f"<= {limit} s", _seconds(cost.wall), cost.wall <= limit, cpu=cost.cpu)


def briefs(runs: Runs) -> Iterator[Row | Growth]:
    """Measure all briefs, some as plain Python and two by the stock commands; and the growth."""
    runs.bench.ours("report", *runs.given)
    some = runs.codes[:8]
    floor = runs.bench.call(sys.executable, FLOOR, "briefs", runs.year, runs.draws, *some)
    wanted = [Parameters(runs.year, DRAWS=runs.draws, PROVINCE=code) for code in some[:2]]
    stock = runs._stock([Job.of("brief", one) for one in wanted])
    sizes, took = [size for size in (4, 8, 16) if size < len(runs.codes)], []
    for size in sizes:
        shutil.rmtree(runs.bench.project.report(runs.year) / "briefs", ignore_errors=True)
        began = time.perf_counter()
        _briefs(runs, runs.codes[:size])
        took.append(time.perf_counter() - began)
    shutil.rmtree(runs.bench.project.report(runs.year) / "briefs", ignore_errors=True)
    count = len(runs.codes)
    whole = _briefs(runs, runs.codes)
    each, by_stock, by_floor = whole.wall / count, stock.wall / 2, floor.wall / len(some)
    ratio = f"{each / by_floor:.2f} x floor, {each / by_stock:.2f} x stock"
    yield Row(
        f"{count} briefs, each",
        "<= 0.6 s",
        f"{each:.2f} s",
        each <= 0.6,
        whole.cpu / count,
        by_floor,
        by_stock,
        ratio,
    )
    yield _peak(f"peak memory of {count} briefs", whole)
    yield Growth("provinces", [*sizes, count], [*took, whole.wall])


def _briefs(runs: Runs, codes: Sequence[str], scheduler: str = "") -> Cost:
    program = (
        "import sys; from pardx.pages.briefs import make_briefs; "
        "from pardx.project import Project; from pardx.run.parameters import Parameters; "
        "from pardx.run.options import Options, cores; "
        "scheduler, year, draws, *codes = sys.argv[1:]; "
        "make_briefs([Parameters(int(year), DRAWS=int(draws), PROVINCE=c) for c in codes], "
        "Project.here(), print, Options(JOBS=cores(), SCHEDULER=scheduler))"
    )
    return runs.bench.call(sys.executable, "-c", program, scheduler, runs.year, runs.draws, *codes)


def many_rows(runs: Runs) -> Iterator[Row | Growth]:
    """Measure ten million rows of communes, and the same rows one by one in pandas."""
    sizes = {100: [], 1000: [], communes.COMMUNES: []}
    for count in sizes:
        folder = runs.folder / f"communes-{count}"
        runs.bench.call(sys.executable, MILLIONS, "make", folder, "--communes", count)
        sizes[count] = runs.bench.call(sys.executable, MILLIONS, "clean", folder)
    per_year = communes.YEARS * communes.INDICATORS
    full, careful = sizes[communes.COMMUNES], runs.folder / "communes-100"
    floor = runs.bench.call(sys.executable, FLOOR, "rows", runs.folder / "communes-10000")
    shutil.rmtree(runs.folder / "communes-10000")
    stock = runs.bench.call(sys.executable, MILLIONS, "with-care", careful)
    scaled = stock.wall * communes.COMMUNES / 100
    yield Row(
        "10 million raw rows through the clean stage",
        "<= 8 s",
        _seconds(full.wall),
        full.wall <= 8,
        full.cpu,
        floor.wall,
        scaled,
        f"{full.wall / floor.wall:.1f} x floor, {full.wall / scaled:.3f} x pandas",
    )
    yield _peak("peak memory of 10 million rows", full, limit=2000)
    yield Growth("rows", [n * per_year for n in sizes], [one.wall for one in sizes.values()])


@contextmanager
def workers(count: int, runs: Runs) -> Iterator[str]:
    """Start a dask scheduler with some workers of one thread."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    host, port = address.split(":")
    base = (BIN / "dask",)
    quiet = {
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
        "env": runs.bench.variables,
    }
    started = [
        subprocess.Popen(
            [*base, "scheduler", "--host", host, "--port", port, "--no-dashboard"], **quiet
        )
    ]
    try:
        for _ in range(count):
            command = [*base, "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
            started.append(subprocess.Popen(command, cwd=runs.folder, **quiet))
        _wait_for_workers(f"tcp://{address}", count)
        yield f"tcp://{address}"
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait()


def _wait_for_workers(address: str, count: int) -> None:
    from distributed import Client

    with Client(address, timeout="60s", set_as_default=False) as client:
        client.wait_for_workers(count, timeout=60)


def scale_out(runs: Runs) -> Iterator[Row]:
    """Measure briefs on two dask workers against one."""
    took, codes = {}, runs.codes
    runs.bench.ours("report", *runs.given)
    for count in (1, 2):
        with workers(count, runs) as address:
            shutil.rmtree(runs.bench.project.report(runs.year) / "briefs", ignore_errors=True)
            began = time.perf_counter()
            _briefs(runs, codes, address)
            took[count] = time.perf_counter() - began
    ratio = took[1] / took[2]
    said = f"{len(codes)} briefs: {took[1]:.1f} s and {took[2]:.1f} s"
    yield Row("2 dask workers against 1", ">= 1.7 x", said, ratio >= 1.7, ratio=f"{ratio:.2f} x")


def pages(runs: Runs) -> Iterator[Row]:
    """Weigh the pages of the year and look for what they would ask another machine for."""
    runs.bench.ours("report", *runs.given)
    found = [*runs.bench.project.report(runs.year).glob("*.html")]
    size, name = max((path.stat().st_size, path.name) for path in found)
    asks = re.compile(
        r"""(?:src|srcset|<link[^>]+href)=["'](?:https?:)?//|url\(["']?(?:https?:)?//"""
    )
    requests = sum(len(asks.findall(path.read_text("utf-8"))) for path in found)
    said = f"{size / 1e3:.0f} KB ({name}), {requests} requests"
    target = "<= 400 KB, no external request"
    yield Row("page with figures", target, said, size <= 400_000 and not requests)


def imports(runs: Runs) -> Iterator[Row]:
    """Compare importing pardx with importing pandas."""
    programs = ("", "import pardx", "import pandas")
    nothing, ours, pandas = in_turn(
        5, *(lambda one=one: runs.bench.call(sys.executable, "-c", one) for one in programs)
    )
    took = ours.cpu - nothing.cpu
    said = f"{took / (pandas.cpu - nothing.cpu):.2f} x pandas"
    yield Row("import pardx", "<= 0.1 s", f"{took:.3f} s", took <= 0.1, took, ratio=said)


def site(runs: Runs) -> Iterator[Row]:
    """Measure the memory of all reports and briefs at once."""
    runs.bench.clear()
    cost = runs.bench.ours("site", f"DRAWS={runs.draws}")
    yield _peak(f"peak memory of `make site` ({cost.wall / 60:.1f} min)", cost)


def fresh_machine(runs: Runs) -> Iterator[Row]:
    """Clone, and make the first report: environment, packages and all."""
    clone = runs.folder / "clone"
    subprocess.run(["git", "clone", "-q", ROOT, clone], check=True)
    own = {"PARDX_ROOT", "PYTHONPATH", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    runs.bench.variables, kept = (
        {name: text for name, text in runs.bench.variables.items() if name not in own},
        runs.bench.variables,
    )
    try:
        cost = runs.bench.call(
            "make", "report", f"YEAR={runs.year}", "PYTHON=" + _base_python(), cwd=clone
        )
    finally:
        runs.bench.variables = kept
        shutil.rmtree(clone, ignore_errors=True)
    what = "fresh machine to first report"
    yield Row(what, "<= 90 s, warm package cache", _seconds(cost.wall), cost.wall <= 90, cost.cpu)


def _base_python() -> str:
    """Find the Python that this environment was made with."""
    return str(Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info[1]}")


def growth(runs: Runs) -> Iterator[Growth]:
    """Measure how cost grows with draws, figures and years."""
    runs.cold()
    sizes, took = [999, 9999, 99999], []
    for draws in sizes:
        took.append(runs.bench.ours("report", f"YEAR={runs.year}", f"DRAWS={draws + 1}").wall)
    yield Growth("draws (a year whose models are made again)", sizes, took)
    counts = [2, 8, 32]
    drawn = [
        runs.bench.call(sys.executable, HERE / "figures.py", runs.year, one).wall for one in counts
    ]
    yield Growth("figures (plain Python, imports included)", counts, drawn)
    runs.bench.clear()
    years, total, cumulated = [1, 2, 4], 0.0, []
    for back in range(max(years)):
        total += runs.bench.ours("report", f"YEAR={2023 - back}", "DRAWS=199").wall
        if back + 1 in years:
            cumulated.append(total)
    yield Growth("years (199 draws)", years, cumulated)


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value < 3 else f"{value:.1f} s"


def _peak(what: str, cost: Cost, limit: int = 1500) -> Row:
    return Row(what, f"<= {limit / 1000} GB", f"{cost.peak / 1000:.2f} GB", cost.peak <= limit)


SECTIONS = {
    "cold": cold_year,
    "warm": warm_year,
    "briefs": briefs,
    "rows": many_rows,
    "dask": scale_out,
    "pages": pages,
    "import": imports,
    "fresh": fresh_machine,
    "growth": growth,
    "site": site,
}


def measure(runs: Runs, results: Results, wanted: list[str], deadline: float) -> None:
    """Run the sections; one that fails, or finds no time left, is told as not measured."""
    for name in wanted:
        began = time.perf_counter()
        try:
            if time.monotonic() > deadline:
                raise TimeoutError("no time was left (--minutes)")
            for one in SECTIONS[name](runs):
                (results.growth if isinstance(one, Growth) else results.rows).append(one)
        except Exception as error:  # the other sections are still worth their time
            results.rows.append(Row(name, "", f"not measured: {error}", None))
        print(f"  {name}: {time.perf_counter() - began:.0f} s", flush=True)


def machine(times: int, year: int, draws: int) -> str:
    """Say in one line what was measured on."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    commit = subprocess.run(
        ["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True
    )
    return (
        f"{os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, commit "
        f"{commit.stdout.strip() or 'unknown'}; load before: {load}; YEAR={year} DRAWS={draws}; "
        f"median of {times}."
    )


def main() -> None:
    """Measure, print and keep."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("sections", nargs="*", metavar="section", help=", ".join(SECTIONS))
    reader.add_argument("--year", type=int, default=2022)
    reader.add_argument("--draws", type=int, default=9999)
    reader.add_argument("--times", type=int, default=3)
    reader.add_argument("--briefs", type=int, default=63, help="at most so many")
    reader.add_argument("--minutes", type=float, default=15, help="begin no section after these")
    reader.add_argument("--dry", action="store_true", help="print, and keep nothing")
    given = reader.parse_args()
    become_reaper()
    results = Results(machine(given.times, given.year, given.draws))
    deadline = time.monotonic() + 60 * given.minutes
    with TemporaryDirectory(prefix="pardx-bench-") as folder:
        runs = Runs(
            Path(folder), year=given.year, draws=given.draws, times=given.times, most=given.briefs
        )
        measure(runs, results, given.sections or [*SECTIONS], deadline)
    print(f"\n{results.as_markdown()}")
    if not given.dry:
        results.save()


if __name__ == "__main__":
    main()
