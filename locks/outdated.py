"""Try the newest versions that pyproject.toml allows, and say what breaks: ``make outdated``.

The checkout is copied to a scratch folder, locked anew there and tested there; nothing here
changes. Meant to be run now and then, by hand or by a schedule.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

NOT_COPIED = (".git", ".venv*", "reports", "processed", "__pycache__", ".*_cache", ".hypothesis")


def pins(folder: Path) -> dict[str, str]:
    """Return the version of each package that the tests run on."""
    text = (folder / "locks" / "test.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE))


def renewed(old: dict[str, str], new: dict[str, str]) -> list[str]:
    """List what changes: ``name old -> new``, ``none`` for what is not installed."""
    names = sorted(old.keys() | new.keys())
    versions = ((name, old.get(name, "none"), new.get(name, "none")) for name in names)
    return [f"{name} {before} -> {after}" for name, before, after in versions if before != after]


def make(*arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run make there, whatever make this was called by."""
    own = {"MAKEFLAGS": "", "MAKELEVEL": "", "CONDA_DEFAULT_ENV": ""}
    return subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        check=False,
    )


def report(changes: list[str], tested: "subprocess.CompletedProcess[str]") -> str:
    """Say what was tried and what broke."""
    lines = ["Newer versions:", *(f"  {change}" for change in changes)]
    if tested.returncode == 0:
        return "\n".join(
            [*lines, "All tests pass with them: make lock UPGRADE=all takes them over."]
        )
    broken = re.findall(r"^(?:FAILED|ERROR) .*", tested.stdout, re.MULTILINE)
    return "\n".join([*lines, "What breaks:", *(broken or tested.stderr.splitlines()[-10:])])


def main() -> int:
    """Copy, lock, test, report; the status is 0 when all is well, or nothing is newer."""
    with tempfile.TemporaryDirectory(prefix="pardx-outdated-") as scratch:
        folder = Path(scratch, "checkout")
        shutil.copytree(Path.cwd(), folder, ignore=shutil.ignore_patterns(*NOT_COPIED))
        before = pins(folder)
        locked = make("lock", "UPGRADE=all", folder=folder)
        if locked.returncode:
            print(f"The newest versions do not fit together:\n{locked.stdout}{locked.stderr}")
            return 1
        changes = renewed(before, pins(folder))
        if not changes:
            print("Every package is the newest that pyproject.toml allows.")
            return 0
        tested = make("test", folder=folder)
        print(report(changes, tested))
        return int(tested.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
