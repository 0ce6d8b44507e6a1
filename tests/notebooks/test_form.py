"""What holds for each notebook: parameters, words, and what is left to the package."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

from pardx.pipeline.parameters import Parameters

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
FORBIDDEN = (
    r"^\s*[%!]|pip install|os\.chdir|sys\.path|read_csv|read_parquet|requests|urllib|http|"
    r"filterwarnings|#[0-9A-Fa-f]{6}|\b20[0-3]\d\b|\.to_csv|savefig"
)
"""Data come through ``run`` and leave through ``run.save``; no year and no colour is typed."""


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code(notebook, *, parameters=False):
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [cell for cell in cells if parameters or "parameters" not in tags(cell)]


def tags(cell):
    return cell.metadata.get("tags", [])


def test_there_are_notebooks_to_hold():
    assert len(NOTEBOOKS) >= 4


def test_each_is_valid_with_ids_that_are_words(notebook):
    nbformat.validate(notebook)
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z][a-z0-9-]{2,}", name) for name in ids)
    assert not [name for name in ids if re.fullmatch(r"[0-9a-f]{8}", name)]


def test_it_opens_with_one_question_per_language_or_its_title_is_made(notebook):
    said = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    heads = [cell for cell in said if re.search(r"^# ", cell.source, re.MULTILINE)]
    assert [tags(cell) for cell in heads] in ([], [[]], [["en"], ["vi"]])
    first = heads[0] if heads else code(notebook, parameters=True)[0]
    assert notebook.cells[0] is first


def test_words_come_in_both_languages_or_in_none(notebook):
    said = [tuple(tags(cell)) for cell in notebook.cells if cell.cell_type == "markdown"]
    spoken = [language for found in said for language in found if language in ("en", "vi")]
    assert spoken.count("en") == spoken.count("vi")


def test_one_cell_holds_parameters_that_are_literals_and_defaults(notebook):
    cells = [cell for cell in notebook.cells if "parameters" in tags(cell)]
    assert len(cells) == 1
    assigned = {}
    for statement in ast.parse(cells[0].source).body:
        assert isinstance(statement, ast.Assign)
        assigned[statement.targets[0].id] = ast.literal_eval(statement.value)
    known = {name: field.default for name, field in Parameters.__dataclass_fields__.items()}
    assert assigned.keys() <= known.keys()
    assert all(assigned[name] == known[name] for name in assigned.keys() - {"YEAR", "PROVINCE"})


def test_the_next_cell_begins_the_run_with_each_parameter_by_its_name(notebook):
    held = next(cell for cell in notebook.cells if "parameters" in tags(cell))
    names = [statement.targets[0].id for statement in ast.parse(held.source).body]
    given = ", ".join(f"{name}={name}" for name in names)
    assert f"run = pardx.run({given})" in code(notebook)[0].source


def test_it_reads_from_top_to_bottom_in_ten_minutes(notebook):
    cells = code(notebook)
    lines = [len([line for line in cell.source.splitlines() if line.strip()]) for cell in cells]
    assert len(cells) <= 35
    assert max(lines) <= (15 if saves(notebook) else 25)


def test_what_is_long_is_defined_in_the_package_and_nothing_forbidden_is_done(notebook):
    for cell in code(notebook):
        nodes = list(ast.walk(ast.parse(cell.source)))
        assert not [node for node in nodes if isinstance(node, ast.ClassDef)]
        functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
        assert all(node.end_lineno - node.lineno < 5 for node in functions)
        assert not re.search(FORBIDDEN, cell.source, re.MULTILINE)


def test_no_output_is_stored(notebook):
    for cell in code(notebook, parameters=True):
        assert cell.outputs == []
        assert cell.execution_count is None
    assert "papermill" not in notebook.metadata


def saves(notebook):
    return any("run.save" in cell.source for cell in code(notebook))


def test_it_saves_results_or_shows_exhibits_and_ends_in_what_it_shows(notebook):
    shows = any(re.search(r"\bshow\(|brief_exhibits\.", cell.source) for cell in code(notebook))
    assert saves(notebook) != shows
    assert isinstance(ast.parse(code(notebook)[-1].source).body[-1], ast.Expr)
