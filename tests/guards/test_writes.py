"""A write that fails half-way leaves the old file whole, and says that it failed.

The failure is real: the process may write no file longer than a limit, so the system refuses
the rest of a longer one, for root as for anyone.
"""

import os
import resource
import shutil
import subprocess
import sys
from datetime import UTC, datetime

import pytest

SOURCE = "baotintuc-vn-d98230"
DATE = datetime(2023, 11, 14, tzinfo=UTC)


@pytest.fixture
def run_limited(tmp_path):
    """Return a function that runs a command which can write no file beyond some bytes."""

    def run(project, limit, *arguments):
        own = {"PARDX_ROOT": str(project.root), "SOURCE_DATE_EPOCH": f"{DATE.timestamp():.0f}"}
        kept = {"PYTHONDONTWRITEBYTECODE": "1", "MPLCONFIGDIR": str(tmp_path / "matplotlib")}
        inherited = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL")}
        return subprocess.run(
            [sys.executable, "-m", "pardx", *arguments],
            cwd=project.root,
            env={**inherited, **own, **kept},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def contents(*folders):
    """Return every file below some folders by name, but for locks and notes of a run."""
    return {
        path: path.read_bytes()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def assert_whole(before, after, limit):
    """Hold the files after a failed run to be old, or new to the end, and no draft left."""
    for path, content in before.items():
        assert len(content) <= limit or after[path] == content, f"{path} is torn"
        assert len(after[path]) < limit or after[path] == content, f"{path} is cut off"
    drafts = [path for path in after.keys() - before.keys() if path.name.startswith(".")]
    assert not drafts


def test_an_import_that_cannot_be_written_leaves_the_table(scratch, tmp_path, run_limited):
    table = scratch.root / "data" / "raw" / "2022" / "par_index.csv"
    before = contents(table.parent)
    file = tmp_path / "official.csv"
    file.write_text("Tỉnh;Xếp hạng\nCần Thơ;26\n", "utf-8")
    order = ("INDICATOR=par_index", "YEAR=2022", f"SOURCE={SOURCE}", "WRITE=yes")
    given = (f"FILE={file}", *order)
    failed = run_limited(scratch, 4096, "import", *given)
    assert failed.returncode, failed.stdout
    assert contents(table.parent) == before
    assert run_limited(scratch, 2**24, "import", *given).returncode == 0
    assert contents(table.parent) != before


def test_a_release_that_cannot_be_written_leaves_the_archive(scratch, root, run_limited):
    for name in ("CITATION.cff", "LICENSE", "LICENSE-DATA"):
        (scratch.root / name).write_bytes((root / name).read_bytes())
    for year in ("2021", "2022"):
        shutil.rmtree(scratch.root / "data" / "raw" / year)
    old = scratch.root / "dist" / f"pardx-vietnam-{DATE:%Y-%m-%d}.zip"
    old.parent.mkdir()
    old.write_bytes(b"the archive of another day's data" * 1000)
    before = contents(old.parent)
    failed = run_limited(scratch, 20_000, "release")
    assert failed.returncode, failed.stdout
    assert "too large" in failed.stderr
    assert contents(old.parent) == before


@pytest.mark.parametrize(
    ("gone", "limit"),
    [
        ("data/processed/2006/panel.csv", 6_000),
        ("reports/2006/data/glance.csv", 1_000),
        ("reports/2006/index.vi.html", 30_000),
    ],
    ids=["cleaned tables", "results", "pages"],
)
def test_a_report_that_cannot_be_written_leaves_what_was_there(copied, run_limited, gone, limit):
    folders = [copied.root / "data" / "processed" / "2006", copied.root / "reports" / "2006"]
    (copied.root / gone).unlink()
    for twin in copied.root.glob(gone.replace(".csv", ".parquet")):
        twin.unlink()
    before = contents(*folders)
    assert sum(len(content) > limit for content in before.values()) > 3
    failed = run_limited(copied, limit, "report", "YEAR=2006", "DRAWS=199")
    assert failed.returncode, failed.stdout
    assert_whole(before, contents(*folders), limit)
