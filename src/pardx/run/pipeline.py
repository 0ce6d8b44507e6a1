"""Run the jobs that some targets need, each only when something it depends on has changed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Container, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from graphlib import TopologicalSorter
from traceback import format_exception

from pardx.errors import PardxError
from pardx.project import Project
from pardx.run.jobs import Job, changes, ingredients, outlook, plan
from pardx.run.options import Options, Say, why_not_fork
from pardx.run.parameters import Parameters
from pardx.run.provenance import write_atomically
from pardx.run.rewriting import stale
from pardx.run.tables import RUN
from pardx.run.work import run_job, seconds_path


def make_report(
    parameters: Parameters, project: Project, say: Say = print, options: Options | None = None
) -> bool:
    """Make a year's report: clean all years it reads, describe, model, render.

    Returns
    -------
    bool
        False when nothing had changed and nothing was done.

    Raises
    ------
    PardxError
        When raw data or a notebook fails; all problems are told together.
    """
    outcome = make([Job.of("pages", parameters)], project, options or Options(), say)
    if outcome.failed:
        raise PardxError("\n".join(outcome.failed.values()))
    return bool(outcome.done)


def make(targets: list[Job], project: Project, options: Options, say: Say) -> Outcome:
    """Run what targets need and write the manifest of each year that has changed."""
    outcome = run(targets, project, options, say)
    for target in targets:
        if target in outcome.done:
            write_manifest(target, project)
    return outcome


@dataclass
class Outcome:
    """What became of the jobs that were not fresh.

    Attributes
    ----------
    done : list of Job
        Those that ran.
    failed : dict
        Job -> its message.
    skipped : list of Job
        Those that could not run, because one they need failed.
    """

    done: list[Job] = field(default_factory=list)
    failed: dict[Job, str] = field(default_factory=dict)
    skipped: list[Job] = field(default_factory=list)

    def summary(self, targets: Iterable[Job]) -> str:
        """Say in one line what became of some targets."""
        wanted = [*targets]
        made = [job for job in wanted if job in self.done]
        lost = [job for job in wanted if self.blocks([job])]
        counts = f"{len(made)} made, {len(wanted) - len(made) - len(lost)} up to date"
        return f"{counts}, {len(lost)} not made: {', '.join(map(str, lost))}" if lost else counts

    def blocks(self, needed: Iterable[Job]) -> bool:
        """Say whether one of some jobs did not get done."""
        return any(job in self.failed or job in self.skipped for job in needed)


def run(targets: Iterable[Job], project: Project, options: Options, say: Say) -> Outcome:
    """Run what targets need, side by side where the stages allow it.

    A failed job stops only those that need it.

    Parameters
    ----------
    targets : iterable of Job
        What is wanted.
    project : Project
        The checkout.
    options : Options
        Which engine, how many jobs at a time.
    say : callable
        Told each job and its seconds.
    """
    jobs = plan(targets, project)
    expected = outlook(jobs, project)
    outcome = Outcome()
    if not expected:
        return outcome
    with (
        _place(options, expected, project, say) as (work, count, engine),
        _progress(len(expected), say) as tell,
        _threads(count) as pool,
    ):
        order = TopologicalSorter(jobs)
        order.prepare()
        running: dict[Future[float], Job] = {}
        while order.is_active():
            for job in order.get_ready():
                if outcome.blocks(jobs[job]):
                    outcome.skipped.append(job)
                elif job in expected and changes(job, project):
                    running[pool.submit(work, job, project, engine, say)] = job
                    continue
                order.done(job)
            for future in wait(running, return_when=FIRST_COMPLETED).done if running else ():
                order.done(_settle(running.pop(future), future, outcome, tell))
    return outcome


@contextmanager
def _progress(total: int, say: Say) -> Iterator[Say]:
    """Show, on a terminal, how many jobs have ended and the time left."""
    from tqdm import tqdm

    with tqdm(total=total, unit="job", leave=False, disable=None) as bar:

        def tell(line: str) -> None:
            bar.clear()
            say(line)
            bar.update()
            bar.refresh()

        yield tell


@contextmanager
def _place(
    options: Options, expected: Collection[Job], project: Project, say: Say
) -> Iterator[tuple[Callable[..., float], int, str]]:
    """Settle on where jobs run: what runs one, how many at a time, with which engine."""
    try:
        if options.SCHEDULER:
            from pardx.run.cluster import connected

            with connected(options.SCHEDULER, project) as (work, count):
                yield work, count, options.ENGINE
        else:
            yield run_job, options.JOBS, _ready(options.ENGINE, expected, project, say)
    finally:
        os.environ.pop(RUN, None)  # what is run by hand after this has to look for itself


def _ready(wanted: str, expected: Collection[Job], project: Project, say: Say) -> str:
    """Settle on an engine and let its imports begin."""
    reason = why_not_fork() if wanted == "fork" else ""
    if reason:
        say(f"  Using a kernel for each notebook, which is slower: {reason}.")
        return "kernel"
    notebooks = [job for job in expected if job.stage.notebook]
    executed = [job for job in notebooks if not _to_rewrite(job, expected, project)]
    if wanted == "fork" and executed:
        from pardx.run.warm import warm

        warm(dict.fromkeys(name for job in executed for name in job.stage.libraries), project)
    return wanted


@contextmanager
def _threads(count: int) -> Iterator[ThreadPoolExecutor]:
    """Open a pool of threads; on an interrupt, end the processes they wait for."""
    with ThreadPoolExecutor(count) as pool:
        try:
            yield pool
        except BaseException:
            import psutil

            pool.shutdown(wait=False, cancel_futures=True)
            for process in psutil.Process().children(recursive=True):
                process.kill()
            raise


def _settle(job: Job, future: Future[float], outcome: Outcome, say: Say) -> Job:
    """Take note of how a job ended."""
    try:
        seconds = future.result()
    except Exception as error:  # a fault in one job must not stop the others
        known = isinstance(error, PardxError)
        outcome.failed[job] = str(error) if known else "".join(format_exception(error)).rstrip()
        say(f"  {job}: failed")
    else:
        outcome.done.append(job)
        say(f"  {job}: {seconds:.1f} s")
    return job


def write_manifest(target: Job, project: Project) -> None:
    """Write ``reports/<year>/data/manifest.json``: what this report was made from.

    Keys: ``parameters``, ``seeds``, ``commit``, ``python``, ``packages``, ``inputs`` (file ->
    SHA-256), ``stage_seconds`` (of each stage's last run; the only part that differs between
    two equal runs).
    """
    parameters, year = target.parameters, target.parameters.YEAR
    record = project.processed(year) / "provenance" / "report.json"
    made_by = json.loads(record.read_text("utf-8"))
    jobs = plan([target], project)
    notebooks = [ingredients(job, project, ()) for job in jobs if job.stage.notebook]
    manifest = {
        **{name: made_by[name] for name in ("commit", "python", "packages")},
        "parameters": asdict(parameters),
        "seeds": {"SEED": parameters.SEED},
        "inputs": {
            name: digest
            for found in notebooks
            for kind in ("notebook", "input", "lock")
            for name, digest in found[kind].items()
        },
        "stage_seconds": {
            str(job): float(seconds_path(job, project).read_text("utf-8")) for job in jobs
        },
    }
    text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False)
    write_atomically(project.report(year) / "data" / "manifest.json", f"{text}\n".encode())


def explain(targets: Iterable[Job], project: Project) -> list[str]:
    """Say of each job that targets need whether it would run now, and why."""
    jobs = plan(targets, project)
    expected = outlook(jobs, project)
    lines = []
    for job in jobs:
        fate = _fate(job, expected, project) if job in expected else "up to date"
        lines.append(f"{job}: {fate}")
        lines += [f"    {reason}" for reason in expected.get(job, [])]
    return lines


def _to_rewrite(job: Job, expected: Container[Job], project: Project) -> list[str]:
    """Name the exhibits to write again, when a job waits for nothing and has no more to do."""
    waits = any(other in expected for other in job.needs(project))
    return [] if waits else stale(job, project)


def _fate(job: Job, expected: Container[Job], project: Project) -> str:
    """Say what would be done about a job that is not up to date."""
    ids = _to_rewrite(job, expected, project)
    return f"would write again, without executing: {', '.join(ids)}" if ids else "would run"
