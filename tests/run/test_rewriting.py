"""Exhibits are written again from what their notebook left, as an execution would write them."""

import shutil

import nbformat
import pytest

from pardx.exhibits.language import messages
from pardx.pages.rendering import KINDS
from pardx.run import engine, jobs, rewriting, work
from pardx.run.jobs import Job, changes, recorded
from pardx.run.parameters import Parameters
from pardx.run.pipeline import explain, make_report
from pardx.run.rewriting import rewrite, stale, write_again

PARAMETERS = Parameters(2022, DRAWS=199)
REPORT = Job.of("report", PARAMETERS)
MOVERS = {"fig-movers-dti-total", "fig-movers-par-index"}


@pytest.fixture
def change(monkeypatch):
    """Return a function after which files of ``pardx`` count as changed."""
    honest = jobs._digest

    def change(*names):
        paths = {jobs.PACKAGE / name for name in names}
        monkeypatch.setattr(jobs, "_digest", lambda path: "new" if path in paths else honest(path))

    return change


@pytest.fixture
def reword(monkeypatch, change):
    """Return a function that puts "Places won" at the front of a message."""

    def reword(key, file):
        texts = {lang: f"Places won: {text}" for lang, text in messages()[key].items()}
        monkeypatch.setitem(messages(), key, texts)
        change(f"exhibits/messages/{file}.toml")

    return reword


@pytest.mark.parametrize("year", [2022, 2006])
@pytest.mark.parametrize("kind", ["report", "ministries", "national"])
def test_what_a_notebook_left_writes_the_same_exhibits(copied, kind, year):
    job = Job.of(kind, Parameters(year, DRAWS=199))
    executed, record = job.executed(copied).read_bytes(), recorded(job, copied)
    assert b"text/vnd.pardx.vi+html" in executed
    assert rewrite([*record["drawn"]], job, copied)
    assert job.executed(copied).read_bytes() == executed
    assert recorded(job, copied) == record


def test_a_brief_is_written_again_too(site, tmp_path):
    job = Job.of("brief", Parameters(2022, DRAWS=199, PROVINCE="92"))
    copy = type(site)(tmp_path)
    for path in (job.executed(site), *site.processed(2022).glob("*/brief-92*")):
        kept = tmp_path / site.relative(path)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(path.read_bytes())
    write_again([*recorded(job, site)["drawn"]], job, copy)
    assert job.executed(copy).read_bytes() == job.executed(site).read_bytes()


def outputs(project):
    """Return the report's exhibits as they stand in its notebook."""
    notebook = nbformat.read(REPORT.executed(project), as_version=4)
    found = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return {output.metadata.pardx.id: output.data for output in found}


def test_a_changed_message_changes_the_exhibits_that_use_it_alone(copied, reword):
    before = outputs(copied)
    assert stale(REPORT, copied) == []
    reword("movers.title", "movers")
    assert set(stale(REPORT, copied)) == MOVERS
    write_again(stale(REPORT, copied), REPORT, copied)
    after = outputs(copied)
    assert {id for id in after if after[id] != before[id]} == MOVERS
    assert all("Places won" in html for id in MOVERS for html in after[id].values())


def test_the_page_of_a_changed_message_is_made_without_executing(copied, reword, monkeypatch):
    monkeypatch.setattr(engine, "execute", None)
    monkeypatch.setattr(work, "rewrite", lambda *order: not write_again(*order))
    reword("movers.title", "movers")
    told = explain([Job.of("pages", PARAMETERS)], copied)
    assert f"report 2022: would write again, without executing: {', '.join(sorted(MOVERS))}" in told
    said = []
    assert make_report(PARAMETERS, copied, said.append)
    assert [line.split(":")[0].strip() for line in said] == ["report 2022", "pages 2022"]
    for page in ("index.html", "index.vi.html", "academic.html"):
        assert "Places won" in (copied.report(2022) / page).read_text("utf-8")
    assert make_report(PARAMETERS, copied, said.append) is False


def test_another_language_is_a_reason_for_what_is_written_alone(copied, change):
    change("languages.py")
    assert stale(REPORT, copied) == [*recorded(REPORT, copied)["drawn"]]
    for stage in ("clean", "describe", "model"):
        assert changes(Job.of(stage, PARAMETERS), copied) == []
    for stage in ("report", "trails", "pages"):
        assert changes(Job.of(stage, PARAMETERS), copied) == ["text changed: languages.py"]


def test_a_new_language_executes_no_notebook(copied, run_pardx):
    source, year = copied.root / "src", Parameters(2006, DRAWS=199)
    shutil.copytree(jobs.PACKAGE.parent, source, ignore=shutil.ignore_patterns("__pycache__"))
    listed = source / "pardx" / "languages.py"
    listed.write_text(listed.read_text("utf-8").replace('("en", "vi")', '("en", "vi", "fr")'))
    links = ("page.policy.fr", "page.academic.fr", "brief.language.fr")
    lines = [f'["{key}"]\nen = "en français"\n' for key in links]
    (source / "pardx" / "exhibits" / "messages" / "fr.toml").write_text("".join(lines))
    left = [jobs.kept_exhibits(Job.of(kind, year), copied) for kind in KINDS]
    before = [path.stat().st_mtime_ns for path in left]
    made = run_pardx(copied, "report", "YEAR=2006", "DRAWS=199", PYTHONPATH=str(source))
    assert made.returncode == 0, made.stderr
    assert [path.stat().st_mtime_ns for path in left] == before
    page = (copied.report(2006) / "index.fr.html").read_text("utf-8")
    assert '<html lang="fr">' in page
    assert "What the figures say" in page
    assert "en français" in (copied.report(2006) / "index.vi.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("template", "begin"),
    [
        ("table", {"tab"}),
        ("figure", {"fig"}),
        ("origin", {"tab", "fig"}),
        ("trail", set()),
    ],
)
def test_a_changed_template_is_a_reason_for_the_exhibits_that_use_it(
    copied, change, template, begin
):
    change(f"exhibits/templates/{template}.html.j2")
    found = stale(REPORT, copied)
    assert {id.partition("-")[0] for id in found} == begin
    assert bool(changes(REPORT, copied)) == bool(begin)


def test_more_than_words_asks_for_an_execution(copied, reword):
    reword("movers.title", "movers")
    (copied.report(2022) / "data" / "ranking.csv").open("a").write("\n")
    assert stale(REPORT, copied) == []


def test_a_message_used_beside_the_exhibits_asks_for_an_execution(copied, reword, monkeypatch):
    reword("movers.title", "movers")
    record = recorded(REPORT, copied) | {"texts": ["movers.title"]}
    monkeypatch.setattr(rewriting, "recorded", lambda job, project: record)
    assert stale(REPORT, copied) == []


def kept(project):
    return jobs.kept_exhibits(REPORT, project)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda project: kept(project).unlink(),
        lambda project: kept(project).write_bytes(b"of a notebook run by hand"),
    ],
    ids=["gone", "of another run"],
)
def test_without_what_the_notebook_left_it_is_executed(copied, reword, spoil):
    reword("movers.title", "movers")
    spoil(copied)
    assert stale(REPORT, copied) == []


def test_a_record_of_before_tells_of_no_exhibits(copied, reword, monkeypatch):
    reword("movers.title", "movers")
    monkeypatch.setattr(rewriting, "recorded", lambda job, project: {"texts": []})
    assert stale(REPORT, copied) == []


def test_what_cannot_be_written_again_is_executed(copied, reword, monkeypatch):
    executed = []
    monkeypatch.setattr(engine, "execute", lambda job, *rest: executed.append(str(job)))
    reword("movers.title", "movers")
    monkeypatch.setattr(work, "stale", lambda job, project: ["fig-unknown"])
    broken = kept(copied)
    broken.write_bytes(b"no exhibits")
    work.run_job(REPORT, copied, "fork", print)
    assert executed == ["report 2022"]


def test_texts_that_change_while_a_job_runs_count_by_their_files(copied, change):
    found = jobs.ingredients(REPORT, copied, jobs.all_code())
    change("exhibits/messages/movers.toml")
    jobs.note_success(REPORT, copied, found, ["movers.title"])
    assert changes(REPORT, copied) == ["code changed: exhibits/messages/movers.toml"]


def test_a_notebook_that_waits_for_another_is_not_told_to_be_rewritten(copied, reword):
    reword("movers.title", "movers")
    (copied.processed(2022) / "panel.parquet").open("ab").write(b" ")
    told = explain([Job.of("pages", PARAMETERS)], copied)
    assert "report 2022: would run" in told


def test_a_notebook_without_exhibits_leaves_none(built):
    assert recorded(Job.of("clean", PARAMETERS), built)["drawn"] == {}
    assert not [*(built.processed(2022) / "exhibits").glob("clean*")]
