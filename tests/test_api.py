"""What an academic gets from ``import pardx``."""

import json
import subprocess
import sys

import pandas as pd
import pytest

import pardx


def test_importing_pardx_imports_nothing_heavy():
    code = "import sys, pardx; print([m for m in ('numpy', 'pandas', 'scipy') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_examples_in_the_docstrings_hold(monkeypatch, root):
    import doctest

    monkeypatch.setenv("PARDX_ROOT", str(root))
    assert doctest.testmod(pardx).failed == 0


@pytest.fixture
def cells(root):
    notebook = json.loads((root / "notebooks" / "examples" / "main_table.ipynb").read_text("utf-8"))
    return ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]


def test_example_notebook_makes_the_main_table_in_fewer_than_15_lines(cells, monkeypatch, root):
    monkeypatch.setenv("PARDX_ROOT", str(root))
    lines = [line for cell in cells for line in cell.splitlines() if line.strip()]
    assert len(lines) < 15
    space = {}
    for cell in cells:
        exec(cell.replace("associations(panels)", "associations(panels, draws=199)"), space)
    made = space["primary_tests"]
    assert list(made.index) == ["dti-sipas", "dti-par-rest", "dti-papi-d5", "dti-pci"]
    pd.testing.assert_frame_equal(space["table"], pardx.associations(space["panels"], draws=199))
