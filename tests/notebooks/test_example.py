"""The worked extension runs as an academic would run it, and exports what it promises."""

import re
from pathlib import Path

import nbformat
import papermill
import pytest

import pardx

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "notebooks" / "examples" / "extend.ipynb"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return the folder of a user, far from the checkout, in which the notebook was run."""
    folder = tmp_path_factory.mktemp("extend")
    papermill.execute_notebook(
        EXAMPLE,
        folder / "executed.ipynb",
        kernel_name="python3",
        progress_bar=False,
        cwd=folder,
    )
    return folder


@pytest.fixture(scope="module")
def executed(folder):
    return nbformat.read(folder / "executed.ipynb", as_version=4)


def code(book):
    return [cell for cell in book.cells if cell.cell_type == "code"]


def shown(book, name):
    [cell] = [cell for cell in book.cells if cell.id == name]
    return str(cell.outputs)


def test_it_exports_a_table_and_a_figure(folder):
    table = (folder / "own" / "models.tex").read_text("utf-8")
    assert r"\begin{tabular}" in table
    assert "clusters" in table
    assert (folder / "own" / "scatter.pdf").read_bytes().startswith(b"%PDF")


def test_every_cell_that_computes_shows_something(executed):
    silent = [cell.id for cell in code(executed) if not cell.outputs]
    assert silent == ["parameters"]
    for name in ("coverage", "scatter", "map"):
        assert "image/png" in shown(executed, name)


def test_it_says_what_may_not_be_pooled_and_what_was_not_matched(executed):
    assert "MethodBreakWarning" in shown(executed, "panel")
    assert "UnmatchedWarning" in shown(executed, "own")
    assert "'Hà Tây'" in shown(executed, "own")
    runs = pardx.regimes(pardx.panel([2019, 2020, 2021, 2022]), "pci_total").unique()
    assert all(run in shown(executed, "regimes") for run in runs)


def test_its_pool_lies_within_one_method(executed):
    pooled = {*re.findall(r"\b20\d\d\b", shown(executed, "sample"))}
    assert pooled == {"2021", "2022"}
    assert pardx.breaks("pci_total", [2021, 2022]).empty


def test_it_shows_the_registered_tests_beside_its_own(executed):
    primary = pardx.tests().query("role == 'primary'").index
    registered = [name for name in primary if name != "dti-par-rest"]
    assert all(name in shown(executed, "registered") for name in registered)


def test_it_needs_the_package_alone():
    book = nbformat.read(EXAMPLE, as_version=4)
    used = "\n".join(cell.source for cell in code(book))
    assert not [cell for cell in code(book) if cell.outputs or cell.execution_count]
    assert not re.search(r"from pardx\.|pardx\.run|\bdef ", used)
    assert {*re.findall(r"pardx\.(\w+)", used)} <= {*pardx.__all__}
