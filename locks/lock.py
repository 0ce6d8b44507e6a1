"""Solve pyproject.toml into locks/*.txt and environment.yml: ``make lock``.

Pins that still fit are kept. ``make lock UPGRADE=pandas`` renews one package and what it needs,
``make lock UPGRADE=all`` renews everything. The locks hold for every system and every Python
from 3.11 on, carry hashes, and name no package index: that is the reader's own to choose.
"""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from install import UV_PYTHON, uv_variables

PROJECT = Path("pyproject.toml")
# Not, or not reliably, on conda-forge.
FROM_PIP = {"axe-playwright-python", "playwright"}
CONDA_PYTHON = "3.13"
HEADER = """\
# For conda: `conda env create -f environment.yml && conda activate pardx`, then make as usual.
# From the versions of locks/ to the next that may break; written by `make lock`.
"""
TEST_HEADER = """\
# What the tests need besides: `conda env update -f environment-test.yml`, with pardx active.
# Versions are those of locks/; written by `make lock`.
"""


def compile_lock(name: str, *sources: str) -> None:
    """Write locks/`name`.txt from the `sources` that uv is told to read."""
    renew = os.environ.get("UPGRADE", "")
    upgrade = {"": [], "all": ["--upgrade"]}.get(renew, ["--upgrade-package", renew])
    fixed = ["--universal", "--python-version", "3.11", "--fork-strategy", "fewest"]
    plain = ["--generate-hashes", "--no-emit-index-url", "--no-annotate", "--quiet"]
    target = ["--custom-compile-command", "make lock", "--output-file", f"locks/{name}.txt"]
    command = [UV_PYTHON, "-m", "uv", "pip", "compile", *fixed, *plain, *target, *upgrade]
    subprocess.run([*command, *sources], check=True, env=index(), stdout=subprocess.DEVNULL)


def index() -> dict[str, str]:
    """Return an environment in which uv asks the main index alone.

    A nearby folder of wheels often has those of one system only, and so would the lock.
    """
    nearby = {"UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS"}
    return {name: value for name, value in uv_variables().items() if name not in nearby}


def pins(name: str) -> dict[str, str]:
    """Return the version of each package in locks/`name`.txt."""
    text = Path("locks", f"{name}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE))


def direct(*groups: str) -> list[str]:
    """List the packages that groups of pyproject.toml name; with "run" what the package needs."""
    table = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    named = [one for name in groups for one in table["dependency-groups"][name]]
    needed = table["project"]["dependencies"] if "run" in groups else []
    entries = [*needed, *(entry for entry in named if isinstance(entry, str))]
    return sorted({re.split(r"[^\w-]", entry)[0] for entry in entries})


def compatible(version: str) -> str:
    """Return the range from a version to the next that may break: 3.1.1 to 4, 0.13.2 to 0.14."""
    major, minor = (int(part) for part in version.split(".")[:2])
    return f">={version},<{major + 1}" if major else f">={version},<0.{minor + 1}"


HEAD = ["name: pardx", "channels:", "  - conda-forge", "  - nodefaults", "dependencies:"]


def environment() -> str:
    """Return environment.yml: what runs notebooks and reports, in ranges that fit the locks."""
    versions = pins("lab") | pins("test")
    conda = [f"  - {name}{compatible(versions[name])}" for name in direct("run", "scale", "lab")]
    python = [f"  - python={CONDA_PYTHON}", "  - pip"]
    tail = ["  - pip:", "      - --editable ."]
    return HEADER + "\n".join([*HEAD, *python, *conda, *tail]) + "\n"


def test_environment() -> str:
    """Return environment-test.yml: the tools of the tests, as locked."""
    versions = pins("test")
    packages = [name for name in direct("test") if name not in direct("run", "scale", "lab")]
    conda = [f"  - {name}={versions[name]}" for name in packages if name not in FROM_PIP]
    pip = [f"      - {name}=={versions[name]}" for name in packages if name in FROM_PIP]
    return TEST_HEADER + "\n".join([*HEAD, *conda, "  - pip:", *pip]) + "\n"


def main() -> None:
    """Write all locks, each bound to the versions of those before it, then environment.yml."""
    compile_lock("uv", "--group", "installer")
    compile_lock("run", str(PROJECT), "--group", "run")
    compile_lock("scale", "--group", "scale", "--constraint", "locks/run.txt")
    compile_lock("test", str(PROJECT), "--group", "test", "--constraint", "locks/run.txt")
    compile_lock("lab", "--group", "lab", "--constraint", "locks/run.txt")
    Path("environment.yml").write_text(environment(), encoding="utf-8")
    Path("environment-test.yml").write_text(test_environment(), encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
