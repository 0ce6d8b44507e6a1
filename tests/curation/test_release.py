"""make release: complete, valid by the Frictionless standard, and equal to the byte."""

import hashlib
import json
import subprocess
import zipfile

import pandas as pd
import pytest
from frictionless import Package

from pardx.curation.archive import edition_of, markdown_text
from pardx.curation.release import MADE_FROM, PREFIX, make_release
from pardx.curation.release_tables import YEARLY
from pardx.data.export import csv_bytes
from pardx.errors import DataError, UsageError

ROW = "province,{},par_index,{},{},{},,{},{},{}"
MOMENT = "1700000000"


LINES = {
    2021: [ROW.format("Huế", "rank", 5, "rank", "baotintuc-vn-d98230", 0, "=1+1")],
    2022: [
        ROW.format("Hà Nội", "rank", 3, "rank", "seed-000-f18718", 0, '"<script>1</script>, x"'),
        ROW.format("Hà Nội", "rank", 4, "rank", "baotintuc-vn-d98230", 1, ""),
        ROW.format("Huế", "score", "88.70", "percent", "baotintuc-vn-d98230", 0, ""),
        "national,Cả nước,par_index,score_change,-1.58,points,,baotintuc-vn-d98230,0,+1 point",
    ],
    2025: ["unit34,Lào Cai,par_index,rank,5,rank,,baotintuc-vn-d98230,0,"],
}


def licensed(project):
    for name in ("CITATION.cff", "LICENSE", "LICENSE-DATA"):
        (project.root / name).write_text(f"{name} text\n", encoding="utf-8")
    return project


@pytest.fixture
def project(small_project, print_table, monkeypatch):
    for year, lines in LINES.items():
        print_table(year, "par_index", *lines)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", MOMENT)
    return licensed(small_project)


@pytest.fixture(scope="module")
def released(small_of):
    """Return a project, its release, and whether that was new; made once."""
    project = licensed(small_of({(year, "par_index"): lines for year, lines in LINES.items()}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", MOMENT)
        return project, *make_release(project)


@pytest.fixture(scope="module")
def unpacked(released, tmp_path_factory):
    """Return the unpacked release."""
    folder = tmp_path_factory.mktemp("release")
    with zipfile.ZipFile(released[1]) as archive:
        archive.extractall(folder)
    return folder / released[1].stem


def test_a_release_holds_all_that_is_promised(unpacked):
    files = {
        path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()
    }
    figures = ["values", "observations", "conflicts", "bounds", "panel", "panel_wide", "claims"]
    figures += ["national", "ministries", "panel34", "panel_unit34"]
    dictionary = ["sources", "indicators", "measures", "units", "breaks", "publishers", "scopes"]
    dictionary += ["sums", "ministry_lists", "ministry_names", "criteria_sets", "tests", "samples"]
    dictionary += ["targets", "sum_exceptions"]
    geography = ["provinces63", "units34", "merger2025", "adjacency63", "adjacency34", "aliases"]
    geography += ["provinces_historic"]
    assert files == {
        *(f"data/{name}.csv" for name in figures + dictionary + geography),
        *(f"data/{name}.parquet" for name in figures),
        *("codebook.en.md", "codebook.vi.md", "datapackage.json", "manifest.json", "SHA256SUMS"),
        *("CITATION.cff", "LICENSE", "LICENSE-DATA"),
    }


def test_the_datapackage_is_valid_and_so_are_its_tables(unpacked):
    report = Package(str(unpacked / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "fieldName", "rowNumber", "message"])


def test_every_column_is_described(unpacked):
    package = json.loads((unpacked / "datapackage.json").read_text(encoding="utf-8"))
    silent = [
        f"{resource['name']}.{field['name']}"
        for resource in package["resources"]
        for field in resource["schema"]["fields"]
        if not field["description"]
    ]
    assert not silent, "describe it in data/catalogue/columns.csv"


def test_csv_and_parquet_hold_the_same(unpacked):
    for name in ("values", "panel", "bounds", "claims", "national", "panel34"):
        parquet = pd.read_parquet(unpacked / "data" / f"{name}.parquet")
        assert csv_bytes(parquet) == (unpacked / "data" / f"{name}.csv").read_bytes()


def test_codes_of_the_34_never_look_like_codes_of_the_63(unpacked):
    package = json.loads((unpacked / "datapackage.json").read_text(encoding="utf-8"))
    named = [
        (resource["name"], field["name"])
        for resource in package["resources"]
        for field in resource["schema"]["fields"]
        if field["name"].startswith("unit34_code")
    ]
    assert {name for name, _ in named} == {"panel34", "units34", "merger2025", "adjacency34"}
    for name, column in named:
        codes = pd.read_csv(unpacked / "data" / f"{name}.csv", dtype=str)[column]
        assert codes.str.fullmatch(r"u34-\d\d").all()


def test_units_of_july_2025_have_a_panel_of_their_own(unpacked):
    units = pd.read_csv(unpacked / "data" / "panel_unit34.csv")
    assert set(units.year) == {2025}
    assert units.set_index("gso_code")["rank"].to_dict() == {"u34-15": 5}
    assert set(units.rank_of) == {34}
    wide = pd.read_csv(unpacked / "data" / "panel_wide.csv")
    assert set(wide.groupby("year").size()) == {63}
    assert wide.query("province == 'Huế'").empty  # Thừa Thiên Huế, of the 63


def test_claims_carry_the_verdict_of_the_data(unpacked):
    claims = pd.read_csv(unpacked / "data" / "claims.csv", keep_default_na=False)
    assert {2021, 2022} == {*claims.year}
    assert {"consistent", "contradicted", "not_checkable"} >= {*claims.verdict}
    assert claims.reason.ne("").all()


def test_checksums_hold(unpacked):
    for line in (unpacked / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((unpacked / name).read_bytes()).hexdigest() == digest


def test_two_releases_of_the_same_are_equal_to_the_byte(released, monkeypatch):
    project, path, new = released
    assert new
    assert path.name == "pardx-vietnam-2023-11-14.zip"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", MOMENT)
    assert make_release(project) == (path, False), "False: there already, equal to the byte"


def test_text_from_the_data_neither_runs_nor_marks_up(unpacked):
    rows = pd.read_csv(unpacked / "data" / "observations.csv", keep_default_na=False)
    assert {"'=1+1", "'+1 point"} <= {*rows.note}
    assert markdown_text("<b> a|b\n[x](y)") == "&lt;b&gt; a\\|b \\[x](y)"


def test_the_codebook_speaks_both_languages(unpacked):
    english = (unpacked / "codebook.en.md").read_text(encoding="utf-8")
    vietnamese = (unpacked / "codebook.vi.md").read_text(encoding="utf-8")
    assert "Provinces with a value: 2021: 1, 2022: 2" in english
    assert "Số địa phương có giá trị: 2021: 1, 2022: 2" in vietnamese
    assert english.count("\n### ") == vietnamese.count("\n### ") > 100
    assert "Not comparable across 2021|2022" in english


def test_a_broken_row_makes_no_release(project, print_table):
    print_table(2020, "par_index", ROW.format("Huế", "rank", 64, "rank", "seed-000-f18718", 0, ""))
    with pytest.raises(DataError):
        make_release(project)
    assert not (project.root / "dist").exists()


def date(project, environment):
    return edition_of(project, environment, prefix=PREFIX, made_from=MADE_FROM)


def test_the_date_is_that_of_the_last_commit_to_the_data(project):
    def git(*arguments):
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(
            ["git", "-C", project.root, *who, *arguments], check=True, capture_output=True
        )

    with pytest.raises(UsageError, match="no commit dates this data"):
        date(project, {})
    git("init")
    git("add", "data")
    git("commit", "-m", "x", "--date", "2023-05-01T00:00:00Z")
    edition = date(project, {"SOURCE_DATE_EPOCH": MOMENT})
    assert edition.name == "pardx-vietnam-2023-11-14-dirty"
    git("add", ".")
    git("commit", "-m", "y")
    clean = date(project, {})
    assert not clean.commit.endswith("-dirty")
    with pytest.raises(UsageError, match="a number of seconds"):
        date(project, {"SOURCE_DATE_EPOCH": "soon"})


def test_every_column_of_a_real_year_is_described(dictionary, cleaned_year):
    tables = vars(cleaned_year(2006))
    described = pd.read_csv(dictionary.project.catalogue / "columns.csv").column
    for name in YEARLY:
        assert set(tables[name].columns) <= set(described), f"{name}: complete columns.csv"
