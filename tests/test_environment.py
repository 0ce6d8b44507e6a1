"""pyproject.toml, the locks and environment.yml name the same packages at the same versions."""

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest
import yaml

import pardx

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ["run", "scale", "test", "lab", "uv"]


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def direct(*groups):
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    entries = table["project"]["dependencies"] if "run" in groups else []
    for group in groups:
        entries = entries + table["dependency-groups"][group]
    return {normal(re.match(r"[\w.-]+", entry)[0]) for entry in entries if isinstance(entry, str)}


def read_lock(name):
    return (ROOT / "locks" / f"{name}.txt").read_text(encoding="utf-8")


def pins(name):
    return dict(re.findall(r"^([\w.-]+)==(\S+)", read_lock(name), re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_place_to_download_from(name):
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted-host| @ ", read_lock(name))


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_carries_a_hash(name):
    entries = re.split(r"\n(?=\S)", read_lock(name))
    without = [e.split()[0] for e in entries if "==" in e and "--hash=sha256:" not in e]
    assert not without


def test_the_locks_hold_on_other_systems_too():
    numpy = re.search(r"^numpy==(?:.*\\\n)+", read_lock("run"), re.MULTILINE)[0]
    assert numpy.count("--hash") > 20, "numpy has wheels for more systems: make lock again"


def test_what_tests_install_is_what_reports_run_on():
    assert pins("run").items() <= pins("test").items()


def test_jupyterlab_speaks_to_the_kernel_in_the_same_versions():
    run, lab = pins("run"), pins("lab")
    assert {name for name in run.keys() & lab.keys() if run[name] != lab[name]} == set()
    assert "jupyterlab" not in run


@pytest.mark.parametrize(
    ("name", "groups"),
    [("run", ["run"]), ("test", ["run", "test"]), ("lab", ["lab"]), ("uv", ["installer"])],
)
def test_the_lock_pins_every_direct_dependency(name, groups):
    assert direct(*groups) <= pins(name).keys()


def conda(name):
    """Return packages and what is asked of their versions, from conda and from pip."""
    listed = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    assert listed["name"] == "pardx"
    assert listed["channels"] == ["conda-forge", "nodefaults"]
    *plain, from_pip = listed["dependencies"]
    entries = [entry for entry in [*plain, *from_pip["pip"]] if re.search("[<>=]", entry)]
    return {re.match(r"[\w-]+", one)[0]: one for one in entries}, from_pip["pip"]


def parts(version):
    return tuple(int(part) for part in version.split("."))


def test_the_conda_environment_takes_versions_that_fit_the_locks():
    asked, from_pip = conda("environment.yml")
    assert asked.pop("python").partition("=")[2] >= "3.11"
    assert asked.keys() == direct("run", "scale", "lab")
    assert from_pip == ["--editable ."]
    versions = pins("lab") | pins("test")
    for name, entry in asked.items():
        low, high = re.fullmatch(rf"{name}>=([\d.]+),<([\d.]+)", entry).groups()
        assert parts(low) <= parts(versions[name]) < parts(high)
        assert parts(high)[0] - parts(low)[0] == (1 if parts(low)[0] else 0)


def test_the_tools_of_tests_are_apart_and_as_locked():
    asked, _ = conda("environment-test.yml")
    versions = pins("test")
    tools = direct("test") - direct("run", "scale", "lab")
    assert {name: re.split("==?", one)[1] for name, one in asked.items()} == {
        name: versions[name] for name in tools
    }


def test_binder_uses_its_environment_as_it_is_and_opens_on_a_notebook_that_runs():
    for name in ("postBuild", "start"):
        assert (ROOT / name).stat().st_mode & 0o111
    assert "export CONDA_DEFAULT_ENV=pardx" in (ROOT / "start").read_text("utf-8")
    assert "pardx.panel()" in (ROOT / "postBuild").read_text("utf-8")
    assert (ROOT / "notebooks" / "examples" / "extend.ipynb").is_file()
    assert "`notebooks/examples/extend.ipynb`" in (ROOT / "README.md").read_text("utf-8")


def test_the_development_container_is_the_same_environment():
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    python = re.search(r"python:([\d.]+)-", container["image"])[1]
    assert f"python={python}" in listed["dependencies"]
    prepare = container["postCreateCommand"]
    assert prepare.endswith("make .venv/.test-ready .venv-lab/.lab-ready")
    [opened] = container["customizations"]["codespaces"]["openFiles"]
    assert (ROOT / opened).is_file()
    installed = set(re.search(r"install (.*?) && make", prepare)[1].split())
    everywhere = (ROOT / ".ci" / "run").read_text(encoding="utf-8").split()
    assert installed - {"-y", "--no-install-recommends"} <= set(everywhere)


def test_the_locked_versions_are_the_ones_running():
    locked = pins("test")
    running = {name: version(name) for name in direct("run", "scale", "test")}
    assert running == {name: locked[name] for name in running}


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize(
    ("folder", "groups"), [("src", ["run", "scale"]), ("tests", ["run", "scale", "test"])]
)
def test_every_package_the_code_imports_is_declared(folder, groups):
    files = [*(ROOT / folder).rglob("*.py")]
    names = {name for path in files for name in imported(path)}
    own = {"pardx", *(path.stem for path in (ROOT / folder).rglob("*"))}
    sources = packages_distributions()
    undeclared = {
        name
        for name in names - own - sys.stdlib_module_names
        if not {normal(source) for source in sources.get(name, [name])} & direct(*groups)
    }
    assert not undeclared


def test_one_version_everywhere():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert citation["version"] == pardx.__version__ == version("pardx")
    assert re.search(r"^## (\d\S*)", changes, re.MULTILINE)[1] == pardx.__version__
