"""The worked extension runs as an academic would run it, and exports what it promises."""

import os
from pathlib import Path

import nbformat
import papermill
import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "notebooks" / "examples" / "extension.ipynb"


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("extension")
    papermill.execute_notebook(
        EXAMPLE,
        folder / "executed.ipynb",
        parameters={"DRAWS": 99, "FOLDER": str(folder)},
        kernel_name="python3",
        progress_bar=False,
        cwd=folder,
    )
    return folder


def test_it_exports_a_table_and_a_figure(executed):
    table = (executed / "transparency.tex").read_text("utf-8")
    assert r"\begin{tabular}" in table
    assert "spearman" in table
    assert (executed / "transparency.pdf").read_bytes().startswith(b"%PDF")


def test_it_shows_its_estimate_and_the_published_ones(executed):
    book = nbformat.read(executed / "executed.ipynb", as_version=4)
    shown = {cell.id: str(cell.get("outputs")) for cell in book.cells}
    assert "dti-transparency" in shown["estimate"]
    assert "dti-par-rest" in shown["compare"]


def test_it_keeps_the_limits_of_a_notebook():
    book = nbformat.read(EXAMPLE, as_version=4)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert len(code) <= 12
    assert not [cell for cell in code if cell.outputs or cell.execution_count]
    assert not [cell for cell in code if "def " in cell.source or os.sep * 2 in cell.source]
