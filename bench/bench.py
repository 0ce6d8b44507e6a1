"""Measure the targets, the floor and the stock route side by side: ``make bench``.

The floor is the same work as plain Python in one process, without notebooks. The stock route
is the ``papermill`` command for each notebook and the ``jupyter nbconvert`` command for each
page. Routes take turns, so that a busy machine slows all of them: trust the ratios.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
import psutil

from pardx.project import Project
from pardx.run.jobs import Job, plan
from pardx.run.parameters import Parameters

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
FLOOR = Path(__file__).with_name("floor.py")


@dataclass(frozen=True)
class Row:
    """A line of the table: what, the target as told, what was measured, and the verdict."""

    what: str
    target: str
    measured: str
    met: bool


class Bench:
    """A checkout of its own, in which routes run and are timed."""

    def __init__(self, folder: Path, year: int, draws: int) -> None:
        for name in ("data/raw", "data/catalogue", "notebooks", "locks"):
            shutil.copytree(ROOT / name, folder / name)
        self.project, self.year, self.draws = Project(folder), year, draws
        self.parameters = Parameters(year, DRAWS=draws)
        self.variables = {**os.environ, "PARDX_ROOT": str(folder), "MPLBACKEND": "agg"}
        self.variables |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

    def call(self, *command: object) -> tuple[float, float]:
        """Run a command; return its seconds and the peak memory of its processes in MB."""
        began, peak = time.perf_counter(), 0.0
        process = psutil.Popen(
            [*map(str, command)], env=self.variables, stdout=subprocess.DEVNULL, cwd=ROOT
        )
        while process.poll() is None:
            peak = max(peak, memory(process))
            time.sleep(0.02)
        if process.returncode:
            raise SystemExit(f"failed: {' '.join(map(str, command))}")
        return time.perf_counter() - began, peak

    def clear(self) -> None:
        """Forget all that was made."""
        for name in ("data/processed", "reports"):
            shutil.rmtree(self.project.root / name, ignore_errors=True)

    def ours(self, command: str = "report", *more: str) -> tuple[float, float]:
        """Run a command of ``pardx``."""
        return self.call(
            sys.executable,
            "-m",
            "pardx",
            command,
            f"YEAR={self.year}",
            f"DRAWS={self.draws}",
            *more,
        )

    def cold(self, *more: str) -> tuple[float, float]:
        """Make a year from nothing."""
        self.clear()
        return self.ours("report", *more)

    def floor(self) -> tuple[float, float]:
        """Do the same work in one process of plain Python."""
        self.clear()
        return self.call(sys.executable, FLOOR, self.year, self.draws)

    def jobs(self) -> list[Job]:
        """List the notebooks of the year's report."""
        wanted = plan([Job.of("pages", self.parameters)], self.project)
        return [job for job in wanted if job.stage.notebook]

    def stock(self) -> tuple[float, float]:
        """Run papermill's and nbconvert's commands, one after the other."""
        self.clear()
        done = []
        for job in self.jobs():
            target = job.executed(self.project)
            target.parent.mkdir(parents=True, exist_ok=True)
            given = [text for item in job.chosen.items() for text in ("-p", *map(str, item))]
            source = self.project.notebooks / job.stage.notebook
            done.append(self.call(BIN / "papermill", "--no-progress-bar", source, target, *given))
        pages = [job.executed(self.project) for job in self.jobs() if job.name != "model"]
        shown = [path for path in pages if path.stem in {"report", "ministries", "national"}]
        done += [self.call(BIN / "jupyter-nbconvert", "--to", "html", path) for path in shown]
        return sum(seconds for seconds, _ in done), max(peak for _, peak in done)

    def stale(self, *names: str) -> None:
        """Forget that some stages have run."""
        for name in names:
            (self.project.processed(self.year) / "stamps" / f"{name}.json").unlink()


def memory(process: psutil.Process) -> float:
    """Return the memory of a process and its children in MB; shared pages count once each."""
    total = 0.0
    try:
        for one in (process, *process.children(recursive=True)):
            total += one.memory_full_info().pss
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        pass
    return total / 1e6


def in_turn(times: int, *routes: Callable[[], tuple[float, float]]) -> list[tuple[float, float]]:
    """Run routes in turn, several times; return each one's median seconds and peak memory."""
    rounds = [[route() for route in routes] for _ in range(times)]
    return [
        (median(run[i][0] for run in rounds), max(run[i][1] for run in rounds))
        for i in range(len(routes))
    ]


def cold_rows(bench: Bench, times: int) -> list[Row]:
    """Measure a cold year beside the floor, the stock route and our own kernel engine."""
    ours, floor, stock, kernel = in_turn(
        times, bench.cold, bench.floor, bench.stock, lambda: bench.cold("ENGINE=kernel")
    )
    routes = {"pardx, forked": ours, "pardx, kernels": kernel, "plain Python": floor, "CLIs": stock}
    print("| route | seconds | x floor | x stock | peak MB |\n|---|---|---|---|---|")
    for name, (seconds, peak) in routes.items():
        ratios = f"{seconds / floor[0]:.2f} | {seconds / stock[0]:.2f}"
        print(f"| {name} | {seconds:.1f} | {ratios} | {peak:.0f} |", flush=True)
    first, second = ours[0] / floor[0], ours[0] / stock[0]
    return [
        Row("cold year", "<= 2.0 x floor", f"{ours[0]:.1f} s, {first:.2f} x", first <= 2),
        Row("cold year", "<= 0.33 x stock route", f"{second:.2f} x", second <= 0.33),
        Row("peak memory of a cold year", "<= 1500 MB", f"{ours[1]:.0f} MB", ours[1] <= 1500),
    ]


def warm_rows(bench: Bench, times: int) -> list[Row]:
    """Measure a run with nothing changed, with a new template, and with a new text."""

    def after(*names: str) -> Callable[[], tuple[float, float]]:
        def route() -> tuple[float, float]:
            bench.stale(*names)
            return bench.ours()

        return route

    bench.cold()
    (nothing, _), (template, _), (text, _) = in_turn(
        times, bench.ours, after("pages"), after("report", "ministries", "national", "pages")
    )
    return [
        Row("nothing changed", "<= 0.3 s", f"{nothing:.2f} s", nothing <= 0.3),
        Row("a page template changed", "<= 1.5 s", f"{template:.2f} s", template <= 1.5),
        Row("a text of an exhibit changed", "<= 1.5 s", f"{text:.2f} s", text <= 1.5),
    ]


def page_row(bench: Bench) -> Row:
    """Weigh the heaviest page of the year."""
    pages = bench.project.report(bench.year).glob("*.html")
    size, name = max((path.stat().st_size, path.name) for path in pages)
    return Row("heaviest page", "<= 400 KB", f"{size / 1e3:.0f} KB ({name})", size <= 400_000)


def import_row(bench: Bench, times: int) -> Row:
    """Compare importing pardx with importing pandas."""
    (nothing, _), (ours, _), (pandas, _) = in_turn(
        times, *(lambda m=m: bench.call(sys.executable, "-c", m) for m in ("", *IMPORTS))
    )
    took, ratio = ours - nothing, (ours - nothing) / (pandas - nothing)
    return Row("import pardx", "<= 0.1 s", f"{took:.3f} s, {ratio:.2f} x pandas", took <= 0.1)


IMPORTS = ("import pardx", "import pandas")


def slope(sizes: list[int], seconds: list[float]) -> float:
    """Return the slope of log seconds on log size: 1 is linear, 0 constant."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def growth(bench: Bench) -> None:
    """Print how cost grows with bootstrap draws and with years."""
    draws, years = [999, 9999, 99999], [1, 2, 4]
    bench.cold()
    by_draws = []
    for count in draws:
        bench.draws = count
        bench.stale("model")
        by_draws.append(bench.ours()[0])
    by_years = []
    for count in years:
        bench.clear()
        by_years.append(sum(year_seconds(bench, 2023 - back) for back in range(count)))
    print("\n| what grows | sizes | seconds | log-log slope |\n|---|---|---|---|")
    for what, sizes, took in (("draws", draws, by_draws), ("years", years, by_years)):
        shown = ", ".join(f"{seconds:.1f}" for seconds in took)
        print(f"| {what} | {sizes} | {shown} | {slope(sizes, took):.2f} |")


def year_seconds(bench: Bench, year: int) -> float:
    """Make one year more."""
    bench.year, bench.draws = year, 199
    return bench.ours()[0]


def main() -> None:
    """Print the tables."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--year", type=int, default=2022)
    reader.add_argument("--draws", type=int, default=9999)
    reader.add_argument("--times", type=int, default=3)
    reader.add_argument("--growth", action="store_true")
    given = reader.parse_args()
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(
        f"{os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}; "
        f"load before: {load}; median of {given.times}; YEAR={given.year} DRAWS={given.draws}\n"
    )
    with TemporaryDirectory(prefix="pardx-bench-") as folder:
        bench = Bench(Path(folder), given.year, given.draws)
        rows = cold_rows(bench, given.times)
        rows += warm_rows(bench, given.times)
        rows += [page_row(bench), import_row(bench, given.times)]
        print("\n| what | target | measured | met |\n|---|---|---|---|")
        for row in rows:
            print(f"| {row.what} | {row.target} | {row.measured} | {'yes' if row.met else 'no'} |")
        if given.growth:
            growth(bench)


if __name__ == "__main__":
    main()
