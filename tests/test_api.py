"""What an academic gets from ``import pardx``."""

import json
import re
import subprocess
import sys

import pandas as pd
import pytest

import pardx
from pardx.errors import UsageError


def test_importing_pardx_imports_nothing_heavy():
    code = "import sys, pardx; print([m for m in ('numpy', 'pandas', 'scipy') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_examples_in_the_docstrings_hold(monkeypatch, root):
    import doctest

    monkeypatch.setenv("PARDX_ROOT", str(root))
    assert doctest.testmod(pardx).failed == 0


@pytest.mark.parametrize(
    ("year", "told"),
    [
        (2032, "no data for 2032; did you mean 2023?"),
        ("2022", "no data for '2022' (a whole number, without quotes); did you mean 2022?"),
        (True, "no data for True; years with data: 2006"),
    ],
)
def test_a_year_without_data_is_told_from_the_nearest(year, told, monkeypatch, root):
    monkeypatch.setenv("PARDX_ROOT", str(root))
    with pytest.raises(UsageError, match=re.escape(told)):
        pardx.load_panel(year)


PANEL = pd.DataFrame({"region": ["A"]}, index=["01"])


@pytest.mark.parametrize(
    ("panels", "told"),
    [
        (PANEL, "takes a dict of year -> panel, not a DataFrame"),
        ([PANEL], "not a list"),
        ({}, "not an empty dict"),
        ({"2022": PANEL}, "'2022' is no year"),
        ({2022: PANEL.drop(columns="region")}, "of 2022 there is no panel of provinces"),
    ],
)
def test_what_is_no_dict_of_panels_is_refused_with_an_example(panels, told):
    with pytest.raises(UsageError, match=re.escape(told)) as refused:
        pardx.associations(panels)
    assert "associations({2022: load_panel(2022)})" in str(refused.value)


def test_no_draws_and_a_misspelt_name_are_refused():
    with pytest.raises(UsageError, match="draws must be at least 1, not 0"):
        pardx.associations({2022: PANEL}, draws=0)
    with pytest.raises(AttributeError, match="did you mean associations?"):
        pardx.asociations  # noqa: B018


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
