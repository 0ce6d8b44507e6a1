"""Data that may not be redistributed: kept apart, used, marked, and in no release."""

from dataclasses import replace

import pytest

from pardx.data.clean import clean
from pardx.data.dictionary import load_dictionary
from pardx.data.registers import read_register
from pardx.errors import DataError, UsageError
from pardx.importing.command import import_table
from pardx.pipeline.inputs import lists
from pardx.pipeline.parameters import Parameters
from pardx.templates import environment, local_sources

LICENCE = "other; no redistribution, by leave of the owner"


@pytest.fixture
def kept(small_project, tmp_path):
    """Return a project with one public table of 2022 and one local one."""
    file = tmp_path / "hub's table.csv"
    file.write_text("Tỉnh,PAR INDEX,Hạng\nHà Nội,89.5,3\nHuế,88.1,7\n", "utf-8")
    given = {"FILE": str(file), "INDICATOR": "par_index", "YEAR": "2022", "WRITE": "yes"}
    list(import_table(given | {"SOURCE": "baotintuc-vn-d98230"}, small_project))
    file.write_text("Tỉnh,PAR INDEX,Hạng\nHà Nội,89.5,3\nCà Mau,70.5,60\n", "utf-8")
    said = list(import_table(given | {"SOURCE": "hub-par", "LICENCE": LICENCE}, small_project))
    return small_project, said, given


def test_a_table_with_licence_words_goes_to_data_local_with_them(kept):
    project, said, given = kept
    assert "matched 4: 2 new, 2 confirms, 0 contradicts" in said
    table = (project.local / "2022" / "par_index.csv").read_text("utf-8")
    assert "province,Cà Mau,par_index,score,70.5,percent,,hub-par,0," in table
    assert "hub-par" not in (project.raw / "2022" / "par_index.csv").read_text("utf-8")
    listed = (project.local / "sources.csv").read_text("utf-8").splitlines()
    assert listed[1:] == [f'hub-par,compilation,,,,"{LICENCE}",' + "local: hub's table.csv"]
    again = [*import_table(given | {"SOURCE": "hub-par"}, project)]
    assert "All of it is there already: nothing to do." in again


def test_local_figures_are_used_and_count_as_inputs(kept):
    project, _, _ = kept
    cleaned = clean(load_dictionary(project), 2022)
    used = vars(cleaned)["values"].query("measure == 'rank'").set_index("entity").value
    assert used.to_dict() == {"Hà Nội": 3, "Thừa Thiên Huế": 7, "Cà Mau": 60}
    files = cleaned.observations.query("source_id == 'hub-par'").file
    assert {*files} == {"data/local/2022/par_index.csv"}
    found = lists(project, Parameters.from_mapping({"YEAR": "2022"}, project))
    assert "data/local/2022/par_index.csv" in found["raw-2022"]
    assert "data/local/sources.csv" in found["registers"]


def test_without_local_data_nothing_of_them_is_read(kept):
    project, _, _ = kept
    public = replace(project, with_local=False)
    assert [path.parent.parent.name for path in public.tables(2022)] == ["raw"]
    assert "hub-par" not in {*read_register(public, "sources").source_id}
    assert "hub-par" in {*read_register(project, "sources").source_id}
    cleaned = clean(load_dictionary(public), 2022)
    assert "Cà Mau" not in {*cleaned.observations.entity}


def test_a_release_holds_no_local_figure(kept, monkeypatch):
    import zipfile

    from pardx.curation.release import make_release

    project, _, _ = kept
    for name in ("CITATION.cff", "LICENSE", "LICENSE-DATA"):
        (project.root / name).write_text("x", "utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    path, _ = make_release(project)
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert not [name for name, content in held.items() if b"hub-par" in content]
    assert any(b"baotintuc-vn-d98230" in content for content in held.values())


def test_pages_bear_the_licence_words(kept, monkeypatch):
    from pardx.language import Language

    project, _, _ = kept
    monkeypatch.setenv("PARDX_ROOT", str(project.root))
    assert local_sources() == [("hub-par", LICENCE)]
    for code, words in (("en", "not to be redistributed"), ("vi", "không được phân phối lại")):
        page = environment().get_template("plain.html.j2")
        html = page.render(lang=Language(code), title="x", ways=[])
        assert f"{words} ({LICENCE})" in html
    monkeypatch.setenv("PARDX_ROOT", str(project.root / "nowhere"))
    assert local_sources() == []


def test_pages_that_rest_on_no_local_figure_bear_no_mark(kept, monkeypatch):
    """Fault: one local table of 2022 marked the pages of 2012 and the national results."""
    project, _, _ = kept
    monkeypatch.setenv("PARDX_ROOT", str(project.root))
    assert local_sources(2021) == []
    assert local_sources(2022) == local_sources(2023) == [("hub-par", LICENCE)]
    assert local_sources(2022, above=True) == []
    table = (project.local / "2022" / "par_index.csv").read_text("utf-8").splitlines()
    extra = project.root / "more"
    (extra / "data/local/2020").mkdir(parents=True)
    (extra / "data/local/sources.csv").write_text(
        (project.local / "sources.csv").read_text("utf-8"), "utf-8"
    )
    mean = "national,Trung bình 63 tỉnh,par_index,score,84,percent,,hub-par,0,"
    (extra / "data/local/2020/par_index.csv").write_text(f"{table[0]}\n{mean}\n", "utf-8")
    monkeypatch.setenv("PARDX_ROOT", str(extra))
    assert local_sources(2020, above=True) == [("hub-par", LICENCE)]


def test_the_trace_names_a_local_figure(kept):
    from pardx.curation.trace import trace

    project, _, _ = kept
    asked = {"INDICATOR": "par_index", "YEAR": "2022", "PROVINCE": "Cà Mau"}
    assert f"{'':14}local, not to be redistributed: {LICENCE}" in [*trace(asked, project)]


def test_a_local_source_has_an_id_of_its_own(kept):
    project, _, given = kept
    for source in ("baotintuc-vn-d98230", "Hub PAR", "../x"):
        with pytest.raises(UsageError, match="cannot be a local source"):
            list(import_table(given | {"SOURCE": source, "LICENCE": LICENCE}, project))
    sources = project.local / "sources.csv"
    sources.write_text(
        sources.read_text("utf-8").replace("hub-par", "baotintuc-vn-d98230"), "utf-8"
    )
    with pytest.raises(DataError, match=r"data/local/sources\.csv:2: .*names one row"):
        read_register(project, "sources")


def test_a_preview_of_local_data_writes_nothing(small_project, tmp_path):
    file = tmp_path / "t.csv"
    file.write_text("Tỉnh,PAR INDEX\nHà Nội,89.5\n", "utf-8")
    given = {"FILE": str(file), "INDICATOR": "par_index", "YEAR": "2022", "SOURCE": "hub-par"}
    said = list(import_table(given | {"LICENCE": LICENCE}, small_project))
    assert said[-1].startswith("Preview only")
    assert not small_project.local.exists()


def test_git_keeps_no_local_data(root):
    assert "/data/local/" in (root / ".gitignore").read_text("utf-8").splitlines()
