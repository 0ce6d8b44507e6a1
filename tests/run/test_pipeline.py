"""A job runs when, and only when, what it depends on has changed; failures stay where they are."""

import io
import json
import re
import signal
import subprocess
import sys
import types

import psutil
import pytest

from pardx.commands import main
from pardx.errors import PardxError, UsageError
from pardx.exhibits import language
from pardx.pages.rendering import write_latex
from pardx.project import Project
from pardx.run import imports, jobs, pipeline
from pardx.run.jobs import Job
from pardx.run.options import Options
from pardx.run.parameters import Parameters
from pardx.run.stages import STAGES, Need, Stage


def raw(project, run):
    return [project.raw / str(run.YEAR) / "a.csv"]


def first(project, run):
    return [project.processed(run.YEAR) / "first.txt"]


def second(project, run):
    return [project.report(run.YEAR) / "second.txt"]


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def copy(project, run):
    text = raw(project, run)[0].read_text("utf-8")
    if "bad" in text:
        raise PardxError(f"{run.YEAR} is bad")
    write(first(project, run)[0], text.strip())


def join(project, run):
    texts = [first(project, Parameters(y))[0].read_text("utf-8") for y in (run.YEAR - 1, run.YEAR)]
    write(second(project, run)[0], f"{'+'.join(texts)} {run.SEED}")


@pytest.fixture
def project(tmp_path, monkeypatch):
    actions = types.ModuleType("actions")
    actions.copy, actions.join = copy, join
    monkeypatch.setitem(sys.modules, "actions", actions)
    monkeypatch.setattr(jobs, "imported", lambda _: {"errors.py"})
    stages = (
        Stage("first", ("YEAR",), action="actions:copy", reads=raw, makes=first),
        Stage(
            "second",
            ("YEAR", "SEED"),
            action="actions:join",
            needs=(Need("first", lambda year: (year - 1, year)),),
            makes=second,
        ),
    )
    monkeypatch.setattr(jobs, "STAGES", stages)
    for year in range(2020, 2024):
        write(tmp_path / "data" / "raw" / str(year) / "a.csv", f"{year}\n")
    return Project(tmp_path)


def run(project, *years, seed=1):
    targets = [Job.of("second", Parameters(year, SEED=seed)) for year in years]
    said = []
    outcome = pipeline.run(targets, project, Options(JOBS=2), said.append)
    return targets, outcome, said


def names(done):
    return sorted(map(str, done))


def test_a_run_makes_what_is_needed_and_nothing_else(project):
    _, outcome, said = run(project, 2022)
    assert names(outcome.done) == ["first 2021", "first 2022", "second 2022"]
    assert len(said) == 3
    assert (project.report(2022) / "second.txt").read_text("utf-8") == "2021+2022 1"
    assert not project.processed(2023).exists()


def test_a_second_run_does_nothing_and_says_nothing(project):
    run(project, 2022)
    _, outcome, said = run(project, 2022)
    assert not outcome.done
    assert not said


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_shows_jobs_done_and_the_time_left(project, monkeypatch):
    terminal, log = Terminal(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", terminal)
    run(project, 2022)
    shown = terminal.getvalue()
    assert "0/3 [00:00<?" in shown
    assert re.search(r"67%.* 2/3 \[00:\d\d<00:\d\d", shown)
    assert shown.rsplit("\r", 1)[-1].strip() == "", "the bar goes away at the end"

    monkeypatch.setattr(sys, "stderr", log)
    run(project, 2023)
    assert log.getvalue() == "", "in a file, lines alone"


def test_only_what_depends_on_a_change_runs_again(project):
    run(project, 2022, 2023)
    write(project.raw / "2023" / "a.csv", "new")
    _, outcome, _ = run(project, 2022, 2023)
    assert names(outcome.done) == ["first 2023", "second 2023"]


def test_equal_outputs_stop_a_change_from_spreading(project):
    run(project, 2022)
    write(project.raw / "2022" / "a.csv", "2022\n\n")
    _, outcome, _ = run(project, 2022)
    assert names(outcome.done) == ["first 2022"]


def test_a_parameter_runs_the_stages_that_take_it(project):
    run(project, 2022)
    _, outcome, _ = run(project, 2022, seed=2)
    assert names(outcome.done) == ["second 2022"]


def test_a_failure_stops_only_what_needs_it(project):
    write(project.raw / "2020" / "a.csv", "bad")
    targets, outcome, _ = run(project, 2021, 2023)
    assert list(map(str, outcome.failed)) == ["first 2020"]
    assert names(outcome.skipped) == ["second 2021"]
    assert "second 2023" in names(outcome.done)
    assert outcome.summary(targets) == "1 made, 0 up to date, 1 not made: second 2021"


def explain(project):
    return pipeline.explain([Job.of("second", Parameters(2022))], project)


def test_explain_says_why_each_job_would_run(project):
    assert explain(project)[:2] == ["first 2021: would run", "    it has not run yet"]
    run(project, 2022, seed=2022)
    assert explain(project) == [
        "first 2021: up to date",
        "first 2022: up to date",
        "second 2022: up to date",
    ]
    write(project.raw / "2022" / "a.csv", "new")
    (project.processed(2021) / "first.txt").unlink()
    assert explain(project) == [
        "first 2021: would run",
        "    output gone: data/processed/2021/first.txt",
        "first 2022: would run",
        "    input changed: data/raw/2022/a.csv",
        "second 2022: would run",
        "    input gone: data/processed/2021/first.txt",
        "    first 2021 would run first",
        "    first 2022 would run first",
    ]


def test_a_change_of_used_code_and_of_a_parameter_are_reasons(project, monkeypatch, tmp_path):
    run(project, 2022, seed=7)
    monkeypatch.setattr(jobs, "PACKAGE", tmp_path)
    assert "    code changed: errors.py" in explain(project)
    assert "    parameter changed: SEED" in explain(project)


TEXTS = {"a.title": {"en": "A", "vi": "Ă"}, "b.title": {"en": "B", "vi": "Bê"}}


@pytest.mark.parametrize(
    ("changed", "told"),
    [("a.title", ["text changed: a.title"]), ("b.title", [])],
    ids=["one that it shows", "one that it does not show"],
)
def test_a_text_is_a_reason_for_the_notebook_that_shows_it_alone(
    tmp_path, monkeypatch, changed, told
):
    stage = Stage("shown", ("YEAR",), notebook="shown.ipynb")
    job, project, code = Job(stage, Parameters(2022)), Project(tmp_path), tmp_path / "code"
    monkeypatch.setattr(jobs, "PACKAGE", code)
    write(project.raw / "2022" / "a.csv", "")
    write(code / "exhibits" / "language.py", "")
    write(code / "exhibits" / "messages" / "all.toml", "before")
    record = {"code": ["exhibits/language.py"]}
    write(project.processed(2022) / "provenance" / "shown.json", json.dumps(record))
    monkeypatch.setattr(language, "messages", lambda: TEXTS)
    found = jobs.ingredients(job, project, jobs.all_code())
    jobs.note_success(job, project, found, ["a.title"])
    assert jobs.changes(job, project) == []

    write(code / "exhibits" / "messages" / "all.toml", "after, longer")
    now = TEXTS | {changed: {"en": "another", "vi": "khác"}}
    monkeypatch.setattr(language, "messages", lambda: now)
    assert jobs.changes(job, project) == told


def test_the_catalogue_remembers_what_was_asked_for():
    assert language.Language("vi")("movers.convention")
    assert "movers.convention" in language.asked()
    with language.remembered() as here:
        assert language.Language("vi")("trail.index", year=2022)
    assert here == {"trail.index", "languages.py"}
    assert "movers.convention" in language.asked()


@pytest.mark.parametrize(
    ("stage", "used"),
    [
        (
            "pages",
            {"exhibits/language.py", "exhibits/exhibit.py", "pages/templates/pardx/page.css"},
        ),
        ("brief_pages", {"pages/briefs.py", "exhibits/messages/brief.toml", "data/geography.py"}),
        ("trails", {"pages/trails.py", "data/catalogue.py", "exhibits/templates/trail.html.j2"}),
    ],
)
def test_an_action_is_made_again_when_a_file_changes_that_it_imports(stage, used):
    job, project = Job.of(stage, Parameters(2022, PROVINCE="92")), Project.here()
    code = jobs.used_code(job, project)
    assert used <= {*code}
    assert not {"analysis/panel.py", "exhibits/panel.py", "curation/release.py"} & {*code}


def test_the_frame_of_pages_is_no_ingredient_of_what_stands_in_it():
    job, project = Job.of("trails", Parameters(2022)), Project.here()
    assert not [name for name in jobs.used_code(job, project) if name.startswith("pages/templates")]


def test_what_only_a_type_checker_imports_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr(imports, "PACKAGE", tmp_path)
    write(tmp_path / "__init__.py", "")
    write(tmp_path / "other.py", "")
    write(tmp_path / "typed.py", "")
    text = "def f():\n    from pardx import other\nif TYPE_CHECKING:\n    import pardx.typed\n"
    write(tmp_path / "one.py", text)
    assert imports.imported("pardx.one") == {"__init__.py", "one.py", "other.py"}


@pytest.mark.parametrize(
    ("stage", "name"),
    [("pages", "data/tab-glance.vi.tex"), ("brief_pages", "briefs/data/can-tho-tab-peers.tex")],
)
def test_a_table_in_latex_is_made_again_when_it_is_gone(small_project, stage, name):
    job = Job.of(stage, Parameters(2022, PROVINCE="92"))
    table = small_project.report(2022) / name
    write(table, "tabular")
    write(table.with_name("another-province-tab-peers.tex"), "")
    found = jobs.ingredients(job, small_project, jobs.all_code())
    jobs.note_success(job, small_project, found, [])
    assert jobs.changes(job, small_project) == []
    table.unlink()
    assert jobs.changes(job, small_project) == [f"output gone: reports/2022/{name}"]


def test_a_table_no_longer_shown_leaves_no_latex(tmp_path):
    for name in ("tab-old.tex", "can-tho-tab-old.tex", "exhibits.csv"):
        write(tmp_path / name, "")
    write_latex({"tab-new.tex": "new"}, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        "can-tho-tab-old.tex",
        "exhibits.csv",
        "tab-new.tex",
    }


def test_no_two_jobs_write_one_file():
    project = Project.here()
    targets = [Job.of("pages", Parameters(year)) for year in (2021, 2022)]
    paths = [path for job in jobs.plan(targets, project) for path in job.outputs(project)]
    assert len(paths) == len({*paths})


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_every_stage_is_a_notebook_or_an_action(stage):
    assert bool(stage.notebook) != bool(stage.action)
    assert {need.stage for need in stage.needs} <= {other.name for other in STAGES}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"ENGINE": "frok"}, "unknown ENGINE 'frok'; did you mean fork?"),
        ({"JOBS": "0"}, "JOBS must be a whole number from 1"),
        ({"JOBS": "two"}, "JOBS must be a whole number from 1"),
    ],
)
def test_a_wrong_option_is_told(given, message):
    with pytest.raises(UsageError, match=message):
        Options.take(given)


def test_options_are_split_off_the_parameters():
    found, rest = Options.take({"ENGINE": "kernel", "JOBS": "3", "YEAR": "2022"})
    assert (found, rest) == (Options("kernel", 3), {"YEAR": "2022"})


def test_an_interrupt_leaves_no_process_and_status_130(project, monkeypatch, capsys):
    def interrupt(*_, **__):
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "wait", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run(project, 2022)
    children = psutil.Process().children()
    _, alive = psutil.wait_procs(children, timeout=5)
    assert not [child for child in alive if "sleep(60)" in " ".join(child.cmdline())]

    monkeypatch.setitem(main.__globals__["COMMANDS"], "report", interrupt)
    assert main(["report"]) == 128 + signal.SIGINT
    assert "interrupted" in capsys.readouterr().err
