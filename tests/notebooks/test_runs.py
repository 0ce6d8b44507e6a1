"""Notebooks by hand: in JupyterLab, with plain papermill or nbconvert, first or again."""

import os
import subprocess
import sys

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from pardx.pipeline.records import SAVED

ORDER = ("10_clean", "20_describe", "30_model", "40_report")
YAER = (("YAER", "2021"), "unknown parameter YAER; did you mean YEAR? (known: YEAR")
EARLY = {"YEAR": 2006, "DRAWS": 49}
"""A thin year, and few draws: quick."""


@pytest.fixture(autouse=True)
def by_hand_in(monkeypatch, tmp_path):
    """Let kernels be those of a user whose folder is not the checkout."""
    monkeypatch.delenv(SAVED, raising=False)
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.chdir(tmp_path)


def papermill(project, name, *parameters):
    """Run the stock command from a folder that is not the checkout."""
    given = [word for pair in parameters for word in ("-p", *pair)]
    command = [sys.executable, "-m", "papermill", "--no-progress-bar", "-k", "python3"]
    return subprocess.run(
        [*command, *given, project.notebooks / f"{name}.ipynb", "out.ipynb"],
        env=os.environ | {"PARDX_ROOT": str(project.root)},
        capture_output=True,
        text=True,
        check=False,
    )


class Lab:
    """One kernel, as JupyterLab keeps it, and the notebook open in it."""

    def __init__(self, project, name, **parameters):
        book = nbformat.read(project.notebooks / f"{name}.ipynb", 4)
        self.client = NotebookClient(book, kernel_name="python3", timeout=300)
        self.cells = book.cells
        if parameters:
            self.set(**parameters)

    def set(self, **parameters):
        """Change the cell of parameters in place, as a user would."""
        cell = next(one for one in self.cells if "parameters" in one.metadata.get("tags", []))
        lines = [line for line in cell.source.splitlines() if line.split()[0] in parameters]
        for line in lines:
            name = line.split()[0]
            cell.source = cell.source.replace(line, f"{name} = {parameters[name]!r}")

    def run_all(self):
        """Run all cells; return what they say of the tables they have written."""
        if self.client.kc is None:
            self.client.km = self.client.create_kernel_manager()
            self.client.start_new_kernel()
            self.client.start_new_kernel_client()
        for index, cell in enumerate(self.cells):
            self.client.execute_cell(cell, index)
        shown = [output for cell in self.cells for output in cell.get("outputs", [])]
        said = "".join(output.get("text", "") for output in shown)
        return "\n".join(
            line for line in said.splitlines() if "results: " in line or "there: " in line
        )

    def end(self):
        if self.client.km is not None:
            self.client._cleanup_kernel()


@pytest.fixture(scope="module")
def shared():
    """Start the one kernel in which notebooks run that stop at their first cells."""
    client = NotebookClient(nbformat.v4.new_notebook(), kernel_name="python3", timeout=300)
    client.km = client.create_kernel_manager()
    client.start_new_kernel()
    client.start_new_kernel_client()
    yield client
    client._cleanup_kernel()


@pytest.fixture
def told(shared, scratch):
    """Return a function that runs a notebook, parameters set as papermill does; it must stop."""
    before = "from pardx.pipeline.fresh import make_fresh\nmake_fresh()\n"
    before += f"import os\nos.environ['PARDX_ROOT'] = {str(scratch.root)!r}"

    def told(name, **parameters):
        shared.nb = nbformat.v4.new_notebook(cells=[new_code_cell(before)])
        shared.execute_cell(shared.nb.cells[0], 0)
        book = load_notebook_node(str(scratch.notebooks / f"{name}.ipynb"))
        shared.nb = parameterize_notebook(book, parameters) if parameters else book
        with pytest.raises(CellExecutionError) as caught:
            for index, cell in enumerate(shared.nb.cells):
                shared.execute_cell(cell, index)
        return str(caught.value)

    return told


@pytest.fixture
def lab(monkeypatch):
    """Return a function that opens a notebook; its kernels end with the test."""
    opened = []

    def lab(project, name, **parameters):
        monkeypatch.setenv("PARDX_ROOT", str(project.root))
        opened.append(Lab(project, name, **parameters))
        return opened[-1]

    yield lab
    for one in opened:
        one.end()


def official(project):
    """Return content and time stamp of all that make has written."""
    folders = (project.root / "reports", project.cleaned)
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in paths}


@pytest.mark.slow
def test_all_notebooks_run_by_hand_in_their_order_and_write_to_a_folder_of_their_own(scratch):
    for name in ORDER:
        draws = [("DRAWS", "49")] if name == "30_model" else []
        ran = papermill(scratch, name, ("YEAR", "2006"), *draws)
        assert ran.returncode == 0, ran.stderr
    assert (scratch.notebooks / "own" / "2006" / "ranking.csv").exists()
    assert not (scratch.root / "reports").exists()
    assert not scratch.cleaned.exists()


@pytest.mark.parametrize(
    "name",
    [
        "10_clean",
        *(pytest.param(name, marks=pytest.mark.slow) for name in ("20_describe", "30_model")),
    ],
)
def test_any_that_computes_may_be_the_first_in_a_fresh_clone(scratch, lab, name):
    assert "own results: notebooks/own/2006/ now holds" in lab(scratch, name, **EARLY).run_all()


@pytest.mark.parametrize(
    "name", ["40_report", "41_academic", "45_brief", "50_ministries", "60_national", "65_sources"]
)
def test_any_that_shows_names_the_command_that_makes_what_is_missing(told, name):
    said = told(name)
    assert "is not there yet; make report YEAR=2022 makes it" in said.rstrip().splitlines()[-1]
    assert "session.py" not in said, "the reader is shown a trace of the package"


def test_papermill_ends_with_what_a_notebook_stops_for(scratch):
    failed = papermill(scratch, "40_report", ("YAER", "2021"))
    assert failed.returncode != 0
    assert f"pardx: {YAER[1]}" in failed.stderr.rstrip().splitlines()[-1]
    assert "session.py" not in failed.stderr


def test_the_example_runs_first_in_a_fresh_clone_and_again(scratch, lab):
    book = lab(scratch, "examples/extend", FIRST=2021)
    book.run_all()
    book.run_all()
    assert not (scratch.root / "reports").exists()


@pytest.mark.parametrize(
    "name",
    [
        "10_clean",
        *(pytest.param(name, marks=pytest.mark.slow) for name in ORDER[1:]),
    ],
)
def test_a_second_run_another_year_and_own_names_change_no_official_file(copied, lab, name):
    before = official(copied)
    book = lab(copied, name, **EARLY)
    first = book.run_all()
    own = 'MY_LIST = [1, 2]\nDATA = "x"\nYEARS = [2006, 2022]\nSEED_NOTE = "mine"\nYEAR2 = 2021'
    book.cells.append(new_code_cell(f"{own}\nPROVINCES = 63\nDRAWN = SEEDED = WAVE = 3"))
    assert book.run_all() == first
    book.set(YEAR=2022)
    assert book.run_all() == first.replace("2006", "2022")
    assert official(copied) == before


@pytest.mark.slow
def test_a_control_that_is_changed_by_hand_changes_the_users_own_tables_alone(copied, lab):
    before = official(copied)
    book = lab(copied, "30_model", YEAR=2022, DRAWS=49)
    cell = next(one for one in book.cells if one.id == "formulas")
    cell.source = cell.source.replace('"y ~ x + log_grdp_per_capita', '"y ~ x + log_population')
    book.run_all()
    assert official(copied) == before
    found = pd.read_csv(copied.notebooks / "own" / "2022" / "models.csv")
    own = found[(found.test == "dti-pci") & (found.model == "income")]
    assert "log_population" in set(own.predictor)
    assert own.controls.str.fullmatch(r"population \d{4}, urban_share \d{4}").all()


@pytest.mark.slow
def test_a_brief_by_hand_is_the_official_one_and_lies_in_a_folder_of_its_own(copied, site, lab):
    before = official(copied)
    book = lab(copied, "45_brief", PROVINCE="Cần Thơ")
    book.run_all()
    book.set(PROVINCE="24")
    book.run_all()
    own = copied.notebooks / "own" / "2022"
    assert {path.name for path in own.iterdir()} == {"can-tho.csv", "bac-giang.csv"}
    theirs = site.report(2022) / "briefs" / "data" / "can-tho.csv"
    assert (own / "can-tho.csv").read_bytes() == theirs.read_bytes()
    assert official(copied) == before


@pytest.mark.parametrize(
    "save", ["SAVE = True", pytest.param("in the call", marks=pytest.mark.slow)]
)
def test_SAVE_writes_the_official_results_and_says_so(copied, lab, save):  # noqa: N802
    (copied.report(2006) / "data" / "ranking.csv").write_text("overwritten")
    book = lab(copied, "20_describe", **EARLY)
    if save == "in the call":
        cell = next(one for one in book.cells if "pardx.run(" in one.source)
        cell.source = cell.source.replace("YEAR=YEAR", "YEAR=YEAR, SAVE=True")
    else:
        book.cells[1].source += f"\n{save}"
    assert "official results: reports/2006/data/ now holds ranking, " in book.run_all()
    assert (copied.report(2006) / "data" / "ranking.csv").read_text().startswith("gso_code,")
    assert not (copied.notebooks / "own").exists()


@pytest.mark.parametrize(
    ("name", "given", "why"),
    [
        *((name, *YAER) for name in ("10_clean", "30_model", "45_brief", "60_national")),
        ("10_clean", ("year", "2021"), "unknown parameter year; did you mean YEAR? (known: YEAR"),
        ("10_clean", ("FOO", "1"), "unknown parameter FOO (known: YEAR"),
        ("10_clean", ("SAVE", "no"), "SAVE must be True or False, not 'no'"),
    ],
)
def test_a_misspelt_parameter_of_papermill_stops(told, scratch, name, given, why):
    assert f"pardx: {why}" in told(name, **dict([given]))
    assert not (scratch.notebooks / "own").exists()


def test_a_parameter_that_the_notebook_does_not_take_stops(told):
    assert "pardx: unknown parameter DRAWS (known: YEAR)" in told("10_clean", DRAWS=99)


def nbconverted(project, **names):
    """Type names into a notebook's cell of parameters, and execute it with nbconvert."""
    path = project.notebooks / "45_brief.ipynb"
    book = nbformat.read(path, 4)
    cell = next(one for one in book.cells if "parameters" in one.metadata.get("tags", []))
    cell.source += "".join(f"\n{name} = {value!r}" for name, value in names.items())
    nbformat.write(book, path)
    command = ["nbconvert", "--to", "notebook", "--execute", "--output-dir", ".", path]
    return subprocess.run(
        [sys.executable, "-m", "jupyter", *command],
        env=os.environ | {"PARDX_ROOT": str(project.root)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_names_like_a_parameter_stop_nbconvert_too(scratch):
    failed = nbconverted(scratch, PROVINCES="x")
    assert failed.returncode != 0
    assert "unknown parameter PROVINCES; did you mean PROVINCE?" in failed.stderr


def test_a_table_that_was_overwritten_is_refused_by_hand(copied, lab):
    table = copied.report(2006) / "data" / "ranking.csv"
    table.write_text(table.read_text("utf-8").replace(",58,", ",1,"))
    with pytest.raises(CellExecutionError) as caught:
        lab(copied, "40_report", **EARLY).run_all()
    assert (
        "pardx: reports/2006/data/ranking.csv is not what its notebook has written; "
        "make report YEAR=2006 makes it anew"
    ) in str(caught.value)


@pytest.mark.slow
def test_changed_figures_are_cleaned_again_by_hand(copied, lab):
    path = copied.raw / "2006" / "pci.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "Hà Nội" not in line))
    book = lab(copied, "20_describe", **EARLY)
    book.cells.append(
        new_code_cell('print("there:", panel.loc["01", ["pci_total_score"]].notna().any())')
    )
    assert "there: False" in book.run_all()
    path.write_text("".join(lines))
    assert "there: True" in book.run_all()
