"""Hostile input: each case is a clear error or a right result, never a wrong number."""

import csv
import io

import corpus
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pardx.commands import main
from pardx.data.clean import clean
from pardx.data.dictionary import load_dictionary
from pardx.data.read import read_year
from pardx.data.rules import check
from pardx.errors import DataError, PardxError
from pardx.importing.command import import_table

RAW = [*corpus.cells(), *corpus.files()]
IMPORTED = [*corpus.workbooks(), *corpus.pages()]


def named(case):
    return case.name


def test_the_corpus_is_large():
    assert len({(case.name, case.content) for case in RAW + IMPORTED}) >= 200


@pytest.fixture(scope="module")
def project(tmp_path_factory, root):
    """Return a checkout whose year 2022 each case writes anew."""
    import shutil

    from pardx.project import Project

    folder = tmp_path_factory.mktemp("hostile")
    shutil.copytree(
        root / "data", folder / "data", ignore=shutil.ignore_patterns("20*", "processed")
    )
    return Project(folder)


@pytest.fixture(scope="module")
def knowledge(project):
    return load_dictionary(project)


@pytest.fixture
def table(project):
    path = project.raw / "2022" / "par_index.csv"
    path.parent.mkdir(exist_ok=True)
    yield path
    path.unlink(missing_ok=True)


def clear(error):
    text = str(error)
    assert "Traceback" not in text
    return len(text) > 20


@pytest.mark.parametrize("case", RAW, ids=named)
def test_a_raw_table_is_read_right_or_refused_with_its_line(case, project, knowledge, table):
    table.write_bytes(case.content)
    try:
        values = vars(clean(knowledge, 2022))["values"]
    except DataError as error:
        assert case.reads is None, error
        assert "data/raw/2022/par_index.csv:" in str(error)
        assert "fix: " in str(error)
        return
    assert case.reads is not None, "a broken table was taken for sound"
    assert values.value.tolist() == [float(case.reads)]


@pytest.mark.parametrize("case", IMPORTED, ids=named)
def test_an_import_is_read_right_or_refused_and_writes_nothing(case, project, table, tmp_path):
    file = tmp_path / "table"
    file.write_bytes(case.content)
    asked = {"INDICATOR": "par_index", "YEAR": "2022", "SOURCE": "baotintuc-vn-d98230"}
    asked["WRITE"] = "yes"
    try:
        list(import_table(asked | {"FILE": str(file)}, project))
    except PardxError as error:
        assert case.reads is None, error
        assert clear(error)
        assert not table.exists()
        return
    assert case.reads is not None, table.read_text(encoding="utf-8")
    rows = csv.DictReader(io.StringIO(table.read_text(encoding="utf-8")))
    assert case.reads in [row["value"] for row in rows if row["measure"] == "score"]


@pytest.mark.parametrize(
    "arguments",
    [
        [command, *(f"{name}={text}" for name in names)]
        for command, names in {
            "trace": ("INDICATOR", "YEAR", "PROVINCE"),
            "import": ("FILE", "INDICATOR", "YEAR", "SOURCE"),
            "diff": ("FROM", "TO"),
            "report": ("YEAR",),
        }.items()
        for text in ("../../etc/passwd", "$(id)", "<script>", "-1", "9" * 400, "٢٠٢٢", "a\nb", "~")
    ],
    ids=lambda arguments: f"{arguments[0]} {arguments[1][:30]}",
)
def test_path_tricks_and_other_words_are_usage_errors(
    arguments, project, table, monkeypatch, capsys
):
    table.write_bytes(corpus.raw(corpus.line()))
    monkeypatch.setenv("PARDX_ROOT", str(project.root))
    monkeypatch.delenv("MAKEFLAGS", raising=False)
    before = {path for path in project.root.rglob("*") if ".lock" not in path.name}
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith("pardx: ")
    after = {path for path in project.root.rglob("*") if ".lock" not in path.name}
    assert after - before <= {project.root / "data" / "processed"}


@given(st.binary(max_size=300))
def test_any_bytes_are_a_problem_or_rows(project, knowledge, content):
    path = project.raw / "2022" / "par_index.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    rows, problems = read_year(project, 2022)
    assert problems or check(rows, knowledge) is not None
    path.unlink()


@given(st.dictionaries(st.sampled_from([*corpus.SOUND]), st.text(max_size=12), max_size=3))
def test_any_cells_are_told_or_sound(project, knowledge, cells):
    path = project.raw / "2022" / "par_index.csv"
    path.parent.mkdir(exist_ok=True)
    try:
        path.write_bytes(corpus.raw(corpus.line(**cells)))
        clean(knowledge, 2022)
    except (DataError, UnicodeEncodeError):
        pass
    finally:
        path.unlink()
