"""The forms, hooks and workflow a contributor meets agree with the rest of the repository."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
FORMS = ROOT / ".github" / "ISSUE_TEMPLATE"


def read(*parts):
    return yaml.safe_load(ROOT.joinpath(*parts).read_text(encoding="utf-8"))


def questions(form):
    body = read(FORMS / f"{form}.yml")["body"]
    return {part["id"]: part for part in body if part["type"] != "markdown"}


def test_the_files_that_a_change_touches_exist():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    table = text.partition("## What a change touches")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (?!change|---)(.+?) \| (.+) \|$", table, re.MULTILINE)
    assert len(rows) == 12
    named = re.findall(r"`([\w./]+)`|\]\((.+?)\)", table)
    paths = {one for pair in named for one in pair if one}
    folders = (ROOT, ROOT / "src" / "pardx")
    assert not [one for one in paths if not any((folder / one).exists() for folder in folders)]


@pytest.mark.parametrize("form", ["wrong-figure", "add-source"])
def test_a_form_is_one_a_forge_can_show(form):
    read_form = read(FORMS / f"{form}.yml")
    assert {"name", "description", "body"} <= read_form.keys()
    assert {part["type"] for part in read_form["body"]} <= {
        "markdown",
        "input",
        "textarea",
        "dropdown",
        "checkboxes",
    }
    assert all(part["attributes"]["label"] for part in questions(form).values())


@pytest.mark.parametrize("form", ["wrong-figure", "add-source"])
def test_a_form_insists_on_source_and_page(form):
    asked = questions(form)
    required = {key for key, part in asked.items() if part.get("validations", {}).get("required")}
    assert {"source", "page"} <= required


def test_a_source_has_one_of_the_kinds_that_settling_knows():
    from pardx.data.reconcile import AUTHORITY

    assert set(questions("add-source")["kind"]["attributes"]["options"]) == set(AUTHORITY)


def test_the_workflow_runs_what_every_machine_runs():
    (job,) = read(".github", "workflows", "ci.yml")["jobs"].values()
    commands = [step["run"] for step in job["steps"] if "run" in step]
    assert commands[-1] == ".ci/run"
    assert not [command for command in commands if "make" in command or "pytest" in command]


def hooks():
    return {
        hook["id"]: (repo, hook)
        for repo in read(".pre-commit-config.yaml")["repos"]
        for hook in repo["hooks"]
    }


def test_hooks_from_elsewhere_are_pinned():
    others = [repo for repo, _ in hooks().values() if repo["repo"] != "local"]
    assert all(re.fullmatch(r"v?\d+(\.\d+)+", repo["rev"]) for repo in others)


def test_notebooks_are_stripped_of_all_but_their_ids():
    arguments = hooks()["nbstripout"][1]["args"]
    assert "--keep-id" in arguments
    keys = arguments[arguments.index("--extra-keys") + 1].split()
    assert keys == ["metadata.papermill", "cell.metadata.papermill", "cell.metadata.execution"]


def test_hooks_of_our_own_are_commands_of_this_repository():
    wanted = subprocess.run(
        ["make", "-n", "test"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert "ruff check" in wanted
    assert "ruff format" in wanted
    entries = [hook["entry"] for repo, hook in hooks().values() if repo["repo"] == "local"]
    assert [entry for entry in entries if "ruff check" in entry]
    assert [entry for entry in entries if "ruff format" in entry]


@pytest.mark.parametrize("page", ["CONTRIBUTING.md"])
def test_a_page_names_files_that_exist(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"`((?:docs|src|tests|data)/[\w/.-]+)`", text)
    assert not [name for name in named if not (ROOT / name).exists()]


def test_each_version_tells_code_and_data_apart():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert all("### Code" in one and "### Data" in one for one in versions)
