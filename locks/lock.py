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


def direct() -> list[str]:
    """List the packages that pyproject.toml names for running, testing and JupyterLab."""
    table = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    groups = [table["dependency-groups"][name] for name in ("run", "scale", "test", "lab")]
    named = [entry for group in groups for entry in group if isinstance(entry, str)]
    entries = table["project"]["dependencies"] + named
    return sorted({re.split(r"[^\w-]", entry)[0] for entry in entries})


def environment() -> str:
    """Return environment.yml: every direct dependency at the version of the locks."""
    versions = pins("lab") | pins("test")
    packages = direct()
    conda = [f"  - {name}={versions[name]}" for name in packages if name not in FROM_PIP]
    pip = [f"      - {name}=={versions[name]}" for name in packages if name in FROM_PIP]
    head = ["name: pardx", "channels:", "  - conda-forge", "  - nodefaults", "dependencies:"]
    python = [f"  - python={CONDA_PYTHON}", "  - pip"]
    tail = ["  - pip:", *pip, "      - --editable ."]
    return HEADER + "\n".join([*head, *python, *conda, *tail]) + "\n"


def main() -> None:
    """Write all locks, each bound to the versions of those before it, then environment.yml."""
    compile_lock("uv", "--group", "installer")
    compile_lock("run", str(PROJECT), "--group", "run")
    compile_lock("scale", "--group", "scale", "--constraint", "locks/run.txt")
    compile_lock("test", str(PROJECT), "--group", "test", "--constraint", "locks/run.txt")
    compile_lock("lab", "--group", "lab", "--constraint", "locks/run.txt")
    Path("environment.yml").write_text(environment(), encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
