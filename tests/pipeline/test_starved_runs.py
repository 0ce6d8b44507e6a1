"""Runs without room, rights or a plain name: a right result or one sentence."""

import os
import re
import resource
import shutil
import subprocess
import sys

import pytest
from runs import NAMES, REPORT, YEAR, finish, one_sentence, results


def mounted(mount, after="true"):
    """Return a command that mounts something for one process and its children alone."""
    alone = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"])]
    if not shutil.which("unshare") or subprocess.run([*alone, "true"], check=False).returncode:
        pytest.skip("mounting is not permitted here")
    script = f'{mount} && {{ "$0" "$@"; code=$?; {after}; exit $code; }}'
    return [*alone, "sh", "-c", script, sys.executable, "-m", "pardx"]


FULL = "No space left on device: free some and run make again; what was finished is kept"


@pytest.mark.parametrize(
    "size",
    [
        "size=16k",
        "size=100k",
        pytest.param("size=300k", marks=pytest.mark.slow),
        "size=1m,nr_inodes=20",
    ],
)
def test_a_full_disk_is_one_sentence(size, thin):
    thin.cleaned.mkdir()
    full = mounted(f"mount -t tmpfs -o {size} tmpfs data/processed")
    assert one_sentence(finish(thin, *REPORT, command=full), FULL)


@pytest.mark.slow
def test_old_files_stay_whole_on_a_full_disk(made):
    size = sum(path.stat().st_size // 4096 + 2 for path in made.root.glob("reports/**/*")) * 4
    shutil.copytree(made.root / "reports", made.root / "old")
    full = mounted(
        f"mount -t tmpfs -o size={size}k tmpfs reports && cp -R old/. reports/ && "
        "{ dd if=/dev/zero of=reports/filler bs=4k 2>/dev/null || true; }",
        after="rm reports/filler; cp -R reports new",
    )
    again = finish(made, "report", f"YEAR={YEAR}", "DRAWS=29", command=full)
    assert one_sentence(again, FULL)
    old, new = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*")}
        for folder in (made.root / "old", made.root / "new")
    )
    assert new == old


def test_a_file_that_may_not_grow_is_one_sentence(thin):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    said = finish(thin, *REPORT, preexec_fn=limit)
    assert one_sentence(said, f"File too large: {re.escape(str(thin.cleaned))}/.*")


@pytest.mark.parametrize(
    ("folder", "told"),
    [(".", "data/processed/.lock"), pytest.param("reports", "rep.*", marks=pytest.mark.slow)],
)
def test_a_checkout_that_cannot_be_written_is_one_sentence(folder, told, thin):
    (thin.root / "reports").mkdir()
    thin.cleaned.mkdir()
    place = f'"$PARDX_ROOT/{folder}"'
    read_only = mounted(f"mount --bind {place} {place} && mount -o remount,bind,ro {place}")
    said = finish(thin, *REPORT, command=read_only)
    assert one_sentence(said, f"Read-only file system: {re.escape(str(thin.root))}/{told}")


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["t" * 150, "absent"])
def test_any_folder_for_temporary_files_will_do(folder, thin, tmp_path, undisturbed):
    if folder != "absent":
        (tmp_path / folder).mkdir()
    said = finish(thin, *REPORT, variables={"TMPDIR": str(tmp_path / folder)})
    assert said.returncode == 0, said.stderr
    assert results(thin) == results(undisturbed)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_checkout_may_have_any_name_in_any_locale(name, tmp_path, lay_out, undisturbed):
    project = lay_out(tmp_path / name, years=(YEAR, YEAR + 1))
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "LANGUAGE": "vi:fr"}
    said = finish(project, *REPORT, variables=plain)
    assert said.returncode == 0, said.stderr
    assert said.stderr == ""
    assert results(project) == results(undisturbed)
    assert not [*tmp_path.rglob("ran")]
