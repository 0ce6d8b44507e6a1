"""What runs again: whatever a step has read, however it changed, and nothing else.

The plan is what ``make -n`` prints; whether a rule names all that its step reads is seen from the
files that the step opens.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DRAWS = "DRAWS=199"
OLD = 1_000_000_000
"""A time long before any build."""
STEP = re.compile(r"pardx\.pipeline\.steps (\w+)(?: YEAR=(\d+))?(?: PROVINCE=(\w+))?")


def names(text):
    """Name the steps in what make or a run prints: ``30_model 2022``."""
    return {" ".join(filter(None, found)) for found in STEP.findall(text)}


@pytest.fixture
def plan(run_pardx):
    """Return a function that says which steps make would run for a project."""

    def plan(project, *given, year=2022, command="report", **variables):
        asked = (f"YEAR={year}", DRAWS, *given) if command == "report" else given
        said = run_pardx(project, command, *asked, MAKEFLAGS="n", **variables)
        assert said.returncode == 0, said.stderr
        return names(said.stdout)

    return plan


def files(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_a_plan_writes_nothing_and_plans_nothing_where_nothing_changed(copied, plan):
    before = files(copied.root)
    assert plan(copied) == set()
    assert files(copied.root) == before


def test_a_touched_file_of_equal_content_changes_nothing(copied, plan):
    for path in files(copied.raw):
        os.utime(path)
    assert plan(copied) == set()


EVERYTHING = {
    *("10_clean 2021", "10_clean 2022", "20_describe 2022", "30_model 2022", "40_report 2022"),
    *("41_academic 2022", "50_ministries 2022", "60_national 2022", "65_sources 2022"),
    "pages 2022",
}


def test_outputs_saved_in_a_notebook_change_nothing_and_what_is_no_notebook_is_told(
    copied, plan, run_pardx
):
    path = copied.notebooks / "60_national.ipynb"
    book = json.loads(path.read_text("utf-8"))
    book["cells"][2] |= {"execution_count": 3, "outputs": []}
    book["metadata"]["kernelspec"] = {"name": "python3"}
    path.write_text(json.dumps(book), "utf-8")
    assert plan(copied) == set()
    path.write_text("<<<<<<< ours", "utf-8")
    said = run_pardx(copied, "report", "YEAR=2022", DRAWS)
    assert said.returncode == 1
    assert "notebooks/60_national.ipynb, national 2022: no notebook can be read" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("notebooks/20_describe.ipynb", {"20_describe 2022", "40_report 2022", "pages 2022"}),
        ("data/raw/2021/dti.csv", EVERYTHING),
        ("data/raw/claims.csv", {"20_describe 2022", "30_model 2022", "pages 2022"}),
        ("data/catalogue/breaks.csv", EVERYTHING),
        ("locks/run.txt", EVERYTHING),
        ("data/processed/2022/panel.parquet", {"10_clean 2022", "20_describe 2022"}),
        ("data/processed/2022/notebooks/30_model.ipynb", {"30_model 2022"}),
        ("reports/2022/data/ranking.csv", {"20_describe 2022", "40_report 2022"}),
        ("reports/2022/data/models.csv", {"30_model 2022", "40_report 2022"}),
        ("reports/2022/index.html", {"pages 2022"}),
        ("reports/2022/trace/dti.html", {"pages 2022"}),
        ("reports/index.vi.html", {"site"}),
    ],
)
def test_a_changed_file_runs_the_steps_that_read_or_wrote_it(copied, plan, name, steps):
    path = copied.root / name
    more = b"\n" if path.suffix != ".ipynb" else b"x"  # of notebooks what cells say counts
    path.write_bytes(path.read_bytes() + more)
    os.utime(path, (OLD, OLD))
    assert steps <= plan(copied), "however old it is"
    path.unlink()
    assert steps <= plan(copied), "and so does a deleted one"


def test_a_run_names_what_is_gone_and_makes_it_again_as_it_was(copied, plan, run_pardx):
    (copied.raw / "2021" / "dti.csv").unlink()
    (copied.lists / "made-2006-65_sources").unlink()
    shown, page = copied.executed(2006, "65_sources"), copied.report(2006) / "index.vi.html"
    table = copied.report(2006) / "data" / "exhibits.csv"
    before = {path: path.read_bytes() for path in (shown, page, table)}
    shown.write_bytes(before[shown] + b"x\n")
    table.write_text("overwritten")
    (copied.root / "reports" / "index.vi.html").unlink()
    assert plan(copied, year=2006) == {"65_sources 2006", "pages 2006", "site"}
    made = run_pardx(copied, "report", "YEAR=2006", DRAWS)
    assert made.returncode == 0, made.stderr
    said = made.stdout
    assert "data/raw/2021/dti.csv is gone; it was there when the results were last made\n" in said
    assert "reports/2006/data/exhibits.csv was changed since pages 2006 wrote it: made" in said
    assert "reports/index.vi.html is gone since site wrote it: made again\n" in said
    assert {path: path.read_bytes() for path in before} == before
    assert plan(copied, year=2006) == set()


def test_a_parameter_runs_the_step_that_takes_it(copied, plan):
    assert plan(copied, "SEED=1") == {
        *("30_model 2022", "40_report 2022", "41_academic 2022"),
        *("50_ministries 2022", "60_national 2022", "65_sources 2022", "pages 2022"),
    }


def test_a_year_that_is_gone_or_new_is_noticed(copied, plan):
    shutil.rmtree(copied.raw / "2020")
    assert {"20_describe 2022", "30_model 2022", "pages 2022", "site"} <= plan(copied)
    shutil.copytree(ROOT / "data" / "raw" / "2020", copied.raw / "2020")
    assert plan(copied) == set()
    (copied.raw / "2023").mkdir()
    shutil.copy(ROOT / "data" / "raw" / "2023" / "pci.csv", copied.raw / "2023")
    assert plan(copied) == {"site"}


def test_another_list_of_reports_makes_the_pages_again(copied, plan, own_code):
    package, variables = own_code
    makefile = package.parents[1] / "Makefile"
    makefile.write_text(makefile.read_text("utf-8").replace(" 65_sources\n", "\n"), "utf-8")
    assert plan(copied, **variables) == {"pages 2022"}


@pytest.fixture
def own_code(tmp_path):
    """Return a copy of the package, as another checkout holds it, and how to run it."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Makefile", "CITATION.cff"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path / "src" / "pardx", {"PYTHONPATH": str(tmp_path / "src")}


@pytest.mark.parametrize(
    ("name", "steps", "others"),
    [
        ("stats/describe.py", {"20_describe 2022", "30_model 2022"}, {"10_clean 2022"}),
        ("data/reconcile.py", {"10_clean 2021", "10_clean 2022"}, set()),
        ("pages/templates/pardx/page.css", {"pages 2022"}, {"40_report 2022"}),
        ("report/glance.py", {"40_report 2022"}, {"30_model 2022"}),
        ("commands.py", set(), EVERYTHING),
    ],
)
def test_changed_code_runs_what_may_use_it(copied, plan, own_code, name, steps, others):
    package, variables = own_code
    assert plan(copied, **variables) == set()
    path = package / name
    path.write_bytes(path.read_bytes() + b"\n")
    planned = plan(copied, **variables)
    assert steps <= planned
    assert not others & planned


def listed(project, step):
    """Read what the rule of a step names: lists, and the files that stand in them."""
    name, *given = step.split()
    folder = f"{given[0]}/" if given else ""
    stem = "-".join([name, *given[1:]])
    target = f"data/processed/{folder}records/{stem}.json"
    rules = subprocess.run(
        ["make", "-f", str(ROOT / "Makefile"), "-C", str(project.root), "-n", "-p", target],
        env={k: v for k, v in os.environ.items() if k != "MAKEFLAGS"},
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    needs = re.search(rf"^{re.escape(target)}: (.*)$", rules, re.MULTILINE)[1].split()
    lists = [project.root / need for need in needs if need != "FORCE"]
    assert lists
    found = set()
    for path in lists:
        base = PACKAGE if path.name.startswith("code") else project.root
        found |= {base / line.partition("  ")[2] for line in path.read_text("utf-8").splitlines()}
    return found


PACKAGE = ROOT / "src" / "pardx"
OF_THE_RUN = {"__main__.py"}


def source(path):
    """Return the module a compiled file was made of."""
    if path.suffix == ".pyc" and path.parent.name == "__pycache__":
        return path.parent.parent / f"{path.name.partition('.')[0]}.py"
    return path


OF_EACH_YEAR = (
    *("10_clean", "20_describe", "30_model", "40_report", "41_academic"),
    *("50_ministries", "60_national", "65_sources", "pages"),
)


@pytest.mark.parametrize(
    "step",
    [
        *(f"{name} {year}" for name in OF_EACH_YEAR for year in (2006, 2022)),
        *("brief 2022 92", "docs", "site", "changes"),
    ],
)
def test_a_step_opens_no_file_that_its_rule_does_not_name(site, opened, step):
    name, *place = step.split()
    made = site.lists / "-".join(["made", *place[:1], name, *place[1:]])
    own = {site.root / line.partition("  ")[2] for line in made.read_text("utf-8").splitlines()}
    read = {source(path) for path in opened(site, step)}
    inside = {path for path in read if path.is_relative_to(site.root) or PACKAGE in path.parents}
    kept = {path for path in inside if path.is_file() and not path.name.startswith(".")}
    bookkeeping = {path for path in kept if {"lists", "records"} & {*path.parts}}
    assert kept - own - bookkeeping - listed(site, step) == set()
    assert len(kept) > 20
