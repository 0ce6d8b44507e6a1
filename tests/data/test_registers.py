"""Tables beside the figures: sound, or refused with file, line and fix; never a traceback."""

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pardx.commands import main
from pardx.curation.quality import all_problems
from pardx.data.dictionary import load_dictionary, registered_tests, survey_samples
from pardx.data.geography import borders, provinces, tiles
from pardx.data.names import resolver
from pardx.data.registers import REGISTERS, check_registers, read_register
from pardx.data.units34 import merger
from pardx.errors import DataError
from pardx.stats.press_claims import VERDICTS, load_claims


def lines_of(content):
    return content.decode().splitlines(keepends=True)


def twice(content):
    return content + lines_of(content)[-1].encode()


def column_missing(name):
    first = [*REGISTERS[name].fields][0]
    return lambda content: content.replace(first.encode(), b"other", 1)


BREAKAGES = {
    "nothing": lambda content: b"",
    "header alone": lambda content: lines_of(content)[0].encode(),
    "latin-1": lambda content: content + "\u00e9".encode("latin-1"),
    "utf-16": lambda content: content.decode().encode("utf-16"),
    "nul": lambda content: content + b"\0\n",
    "zip": lambda content: b"PK\x03\x04" + b"\0" * 60,
    "open quote": lambda content: content + b'"open\n',
    "too many fields": lambda content: content + b"," * 40 + b"\n",
    "too few fields": lambda content: content + b"x\n",
    "semicolons": lambda content: content.replace(b",", b";"),
    "row twice": twice,
    "header twice": lambda content: content + lines_of(content)[0].encode(),
    "break in a field": lambda content: content + b'"a\nb"\n',
    "too long": lambda content: content + lines_of(content)[-1].encode() * 60_000,
}


def test_every_register_is_sound(checkout_project):
    assert check_registers(checkout_project) == []


def test_every_table_beside_the_figures_is_a_register(checkout_project):
    data = checkout_project.root / "data"
    found = {
        path.relative_to(data).as_posix()
        for folder in ("catalogue", "raw", "raw/geography")
        for path in (data / folder).glob("*.csv")
    }
    assert found == {register.path for register in REGISTERS.values()}


@pytest.fixture(scope="module")
def project(tmp_path_factory, root):
    from pardx.project import Project

    folder = tmp_path_factory.mktemp("registers")
    ignored = shutil.ignore_patterns("20*", "processed")
    shutil.copytree(root / "data", folder / "data", ignore=ignored)
    return Project(folder)


@pytest.fixture
def spoil(project):
    kept = {}

    def write(name, content):
        path = project.root / "data" / REGISTERS[name].path
        kept.setdefault(path, path.read_bytes())
        path.write_bytes(content(kept[path]))

    yield write
    for path, content in kept.items():
        path.write_bytes(content)


@pytest.mark.parametrize("breakage", BREAKAGES)
@pytest.mark.parametrize("name", REGISTERS)
def test_a_broken_register_is_refused_with_its_line(name, breakage, project, spoil):
    spoil(name, BREAKAGES[breakage])
    with pytest.raises(DataError, match=r"(?s)data/.*:\d+: .*; fix: ") as refused:
        read_register(project, name)
    assert {one.file for one in refused.value.problems} == {f"data/{REGISTERS[name].path}"}
    assert all(one.line >= 1 for one in refused.value.problems)


@pytest.mark.parametrize("name", REGISTERS)
def test_a_missing_column_or_file_is_named(name, project, spoil):
    spoil(name, column_missing(name))
    with pytest.raises(DataError, match=f":1: .*missing {[*REGISTERS[name].fields][0]}"):
        read_register(project, name)
    path = project.root / "data" / REGISTERS[name].path
    path.unlink()
    with pytest.raises(DataError, match="bring it back"):
        read_register(project, name)


@pytest.mark.parametrize(
    ("name", "old", "new", "reported"),
    [
        ("sources", "https://", "file:///", "url is an http or https address"),
        ("sources", ",press,", ",gossip,", "kind is one of official, compilation, press"),
        ("units", "count,0,,0", "count,0,,many", "decimals is a whole number"),
        ("breaks", "par_index,2016", "par_index,MMXVI", "year is a year of four digits"),
        ("breaks", "par_index,2016", "par_indx,2016", "did you mean par_index"),
        ("measures", "province,score,percent", "province,score,percents", "did you mean percent"),
        ("indicators", ",moha,", ",mona,", "publisher is listed in data/catalogue/publishers.csv"),
        ("criteria_sets", ",97.5,", ",1e308,", "max_points is a plain number"),
        ("claims", ",list_top,", ",rumour,", "kind is one of"),
        ("provinces63", "105.6988", "NaN", "centroid_lon is a plain number"),
        ("adjacency63", "01,17,", "01,99,", "gso_code_b is listed in"),
        ("merger2025", "02,Hà Giang,08", "02,Hà Giang,98", "unit34_code is listed in"),
        ("spellings", "HN,01", "HN,03", "gso_code is listed in"),
    ],
)
def test_a_wrong_cell_is_reported_with_what_it_should_be(name, old, new, reported, project, spoil):
    spoil(name, lambda content: content.replace(old.encode(), new.encode(), 1))
    problems = [str(problem) for problem in check_registers(project)]
    assert len(problems) >= 1
    assert any(reported in problem for problem in problems), problems


def test_a_source_without_address_says_why(project, spoil):
    spoil("sources", lambda content: content + b"zz-nowhere,press,,,,,\n")
    [problem] = check_registers(project, ["sources"])
    assert "a note that says what it is and why it has none" in str(problem)


def test_every_address_can_be_followed(dictionary):
    sources = dictionary.sources
    given_ = sources.url[sources.url != ""]
    assert given_.str.fullmatch(r"https?://[^\s/]+/?\S*").all()
    assert given_.is_unique
    assert (sources.note[sources.url == ""].str.len() > 20).all()


READERS = {
    "load_dictionary": load_dictionary,
    "provinces": provinces,
    "borders": borders,
    "tiles": tiles,
    "merger": merger,
    "resolver": resolver,
    "tests": registered_tests,
    "samples": survey_samples,
    "claims": lambda project: load_claims(project, 2022),
    "all problems": lambda project: all_problems(load_dictionary(project)),
}


@given(st.sampled_from(sorted(REGISTERS)), st.binary(max_size=200))
def test_any_bytes_are_refused_by_whoever_reads_them(project, name, content):
    path = project.root / "data" / REGISTERS[name].path
    kept = path.read_bytes()
    try:
        path.write_bytes(content)
        for reader in READERS.values():
            try:
                reader(project)
            except DataError as error:
                assert REGISTERS[name].path in str(error)
    finally:
        path.write_bytes(kept)


@pytest.mark.parametrize("name", ["sources", "units", "provinces63", "spellings", "breaks"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["check-data"],
        ["trace", "INDICATOR=par_index", "YEAR=2022", "PROVINCE=01"],
        ["release"],
        ["diff", "FROM=2021", "TO=2022"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_every_command_tells_it_and_writes_nothing(
    arguments, name, project, spoil, print_line, monkeypatch, capsys
):
    monkeypatch.setenv("PARDX_ROOT", str(project.root))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.delenv("MAKEFLAGS", raising=False)
    spoil(name, BREAKAGES["latin-1"])
    assert main(arguments) == 1
    said = capsys.readouterr().err
    assert f"data/{REGISTERS[name].path}:" in said
    assert "; fix: " in said
    assert "Traceback" not in said
    assert not (project.root / "dist").exists()


@pytest.fixture
def print_line(project):
    from pardx.data.read import COLUMNS

    row = "province,Hà Nội,par_index,rank,3,rank,,baotintuc-vn-d98230,0,"
    for year in (2021, 2022):
        path = project.raw / str(year) / "par_index.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{','.join(COLUMNS)}\n{row}\n", encoding="utf-8")


def test_the_kinds_of_claims_are_those_that_can_be_recomputed():
    assert set(REGISTERS["claims"].fields["kind"].options) == set(VERDICTS)
