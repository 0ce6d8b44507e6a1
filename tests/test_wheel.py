"""The package alone: installed in an empty environment, away from any checkout."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pandas as pd
import pytest

import pardx

ROOT = Path(__file__).resolve().parents[1]
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
MOST = 1.25e6
"""Bytes: half of it is the data."""


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run(*PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Return a function that runs code where the wheel is installed, far from this checkout.

    What it depends on is found in this environment: PYTHONPATH names it, and does not read the
    note by which the checkout itself is on the path.
    """
    folder = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "env")
    python = folder / "env" / "bin" / "python"
    run(*PIP, "--python", python, "install", "--no-deps", "--no-index", wheel)
    bare = {"HOME": str(folder), "PATH": os.defpath, "LC_ALL": "C"}
    bare["PYTHONPATH"] = sysconfig.get_paths()["purelib"]
    return lambda code: run(python, "-W", "ignore", "-c", code, cwd=folder, env=bare)


@pytest.mark.slow
def test_the_wheel_brings_its_data_along_and_is_small(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "pardx/shipped/config.toml" in names
    raw = [name for name in names if name.startswith("pardx/shipped/data/raw/")]
    assert len(raw) == len([*(ROOT / "data" / "raw").rglob("*.csv")])
    assert "pardx/shipped/data/catalogue/indicators.csv" in names
    assert any(name.endswith("pardx.po") for name in names)
    assert not [name for name in names if "data/local" in name]
    assert wheel.stat().st_size < MOST


@pytest.mark.slow
def test_installed_alone_it_gives_the_whole_panel(installed, monkeypatch):
    code = (
        "import pardx; print(pardx.__file__); frame = pardx.panel(); "
        "frame.to_csv('panel.csv', index=False)"
    )
    where = Path(installed(code).strip())
    assert not where.is_relative_to(ROOT)
    monkeypatch.setenv("PARDX_ROOT", str(ROOT))
    found = pd.read_csv(where.parents[5] / "panel.csv", dtype={"gso_code": str})
    expected = pardx.panel()
    pd.testing.assert_frame_equal(found[[*expected]], expected, check_dtype=False)


@pytest.mark.slow
def test_installed_alone_the_rest_of_the_api_works_too(installed):
    code = (
        "import pardx, pandas as pd; two = pardx.pair('dti-pci', 2022); "
        "print(len(two), pardx.tests().shape[0], len(pardx.breaks('sipas'))); "
        "pardx.plot.tile_map(two.y).savefig('map.pdf'); "
        "own = pd.DataFrame({'Tỉnh': ['ha noi'], 'own': [1]}); "
        "print(pardx.join(pardx.panel(2022, 'dti_total', wide=True), own).own.sum())"
    )
    listed = len(pardx.tests())
    assert installed(code).split() == ["63", str(listed), "1", "1.0"]


@pytest.mark.slow
def test_installed_alone_a_notebook_of_the_repository_is_refused_in_one_sentence(installed):
    code = (
        "import pardx\ntry:\n    pardx.run(YEAR=2022)\nexcept Exception as error:\n    print(error)"
    )
    assert installed(code).startswith("pardx.run needs a checkout of the repository")
