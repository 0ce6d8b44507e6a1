"""Each notebook also runs by hand, with the plain papermill command, from any folder."""

import os
import subprocess
import sys

import pytest

ORDER = ("10_clean", "20_describe", "30_model", "40_report")


@pytest.fixture
def by_hand(tmp_path, scratch):
    """Return a function that runs papermill from a folder that is not the checkout."""

    def by_hand(name, *parameters):
        given = [word for pair in parameters for word in ("-p", *pair)]
        papermill = [sys.executable, "-m", "papermill", "--no-progress-bar", "-k", "python3"]
        return subprocess.run(
            [*papermill, *given, scratch.notebooks / f"{name}.ipynb", tmp_path / "out.ipynb"],
            cwd=tmp_path,
            env=os.environ | {"PARDX_ROOT": str(scratch.root), "MPLBACKEND": "agg"},
            capture_output=True,
            text=True,
            check=False,
        )

    return by_hand


def test_all_notebooks_run_by_hand_in_their_order(by_hand, scratch):
    for name in ORDER:
        draws = [("DRAWS", "99")] if name == "30_model" else []
        ran = by_hand(name, ("YEAR", "2006"), *draws)
        assert ran.returncode == 0, ran.stderr
    assert (scratch.report(2006) / "data" / "ranking.csv").exists()


@pytest.mark.parametrize("name", ORDER)
def test_a_misspelt_parameter_fails_by_hand_too(by_hand, scratch, name):
    failed = by_hand(name, ("YAER", "2021"))
    assert failed.returncode != 0
    assert "unknown parameter YAER; did you mean YEAR? (known: YEAR" in failed.stderr
    assert not (scratch.root / "reports").exists()
