"""The report command end to end: made once, equal when made again, stopped by bad data."""

import json
import os
import re
import shutil

import pandas as pd
import pytest

import pardx

RESULTS = {
    "ranking": ["gso_code", "province", "region", "par_index_score", "par_index_rank",
                "par_index_rank_change", "par_index_quality"],
    "associations": ["outcome", "predictor", "method", "overlap", "n", "estimate", "ci_low",
                     "ci_high", "p_value", "p_adjusted"],
    "models": ["model", "outcome", "predictor", "estimator", "years", "n", "estimate",
               "std_error", "ci_low", "ci_high", "p_value", "covariance"],
    "specifications": ["outcome", "overlap", "scale", "year", "lag", "controls", "weights",
                       "sample", "estimator", "model", "predictor", "years", "n", "estimate",
                       "std_error", "ci_low", "ci_high", "p_value", "covariance"],
    "coverage": ["indicator", "measure", "n", "printed", "derived", "unsettled"],
    "conflicts": [],
}  # fmt: skip
"""The files of ``reports/<year>/data/`` and the columns they promise."""


def files(folder):
    """Return every file below a folder, by name."""
    return {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}


def times(folder):
    """Return when each file was written; the lock that runs take turns by is no result."""
    written = {name: path.stat().st_mtime_ns for name, path in files(folder).items()}
    return {name: when for name, when in written.items() if not name.endswith("/.lock")}


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("year", [2022, 2006])
def test_results_have_their_names_and_columns(built, year, name):
    table = pd.read_csv(built.report(year) / "data" / f"{name}.csv", dtype={"gso_code": str})
    assert set(RESULTS[name]) <= set(table.columns)


def test_the_report_of_2022_relates_dti_to_what_is_known(built):
    table = pd.read_csv(built.report(2022) / "data" / "associations.csv")
    asked = "method == 'spearman' and overlap == 'raw' and predictor == 'dti_total'"
    everyone = table.query(f"{asked} and sample == 'all' and weights == 'none'")
    raw = everyone.set_index("outcome")
    assert raw.index.is_unique
    assert raw.n[["par_index", "pci_total"]].to_dict() == {"par_index": 45, "pci_total": 63}
    assert raw.n["sipas"] in (33, 34)
    assert raw.estimate["par_index"] == pytest.approx(0.51, abs=0.015)
    assert raw.estimate["pci_total"] == pytest.approx(0.55, abs=0.005)


def test_the_api_gives_the_rows_of_the_report(built, draws, monkeypatch):
    monkeypatch.setenv("PARDX_ROOT", str(built.root))
    made = pardx.associations(pardx.panel((2020, 2021, 2022)), draws=draws).set_index("test")
    saved = pd.read_csv(built.report(2022) / "data" / "associations.csv")
    saved = saved.query("method != 'partial'").set_index("test")
    numbers = ["n", "estimate", "ci_low", "ci_high", "p_value", "p_adjusted", "flagged"]
    pd.testing.assert_frame_equal(made[numbers], saved[numbers], check_dtype=False, rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("associations", {"method": ["spearman", "pearson", "partial"]}),
        (
            "models",
            {
                "estimator": ["OLS", "WLS", "fractional logit", "2SLS", "LMG", "Moran's I"],
                "model": ["convergence_beta", "without_four", "slx", "wild"],
            },
        ),
        ("specifications", {"estimator": ["OLS", "Huber"]}),
    ],
)
def test_each_question_has_rows_in_the_main_tables(built, name, rows):
    table = pd.read_csv(built.report(2022) / "data" / f"{name}.csv")
    for column, values in rows.items():
        assert set(values) <= set(table[column])


def test_the_manifest_says_what_the_report_was_made_from(built):
    manifest = json.loads((built.report(2022) / "data" / "manifest.json").read_text("utf-8"))
    assert manifest["parameters"]["YEAR"] == 2022
    assert manifest["seeds"] == {"SEED": 2022}
    assert manifest["inputs"].keys() >= {
        "data/raw/2022/par_index.csv", "notebooks/40_report.ipynb", "locks/run.txt",
    }  # fmt: skip
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in manifest["inputs"].values())
    assert {"pandas", "statsmodels"} <= manifest["packages"].keys()
    assert str(built.root) not in json.dumps(manifest)


def test_no_file_names_the_folder_it_was_made_in(built):
    for path in files(built.report(2022)).values():
        assert str(built.root).encode() not in path.read_bytes()


def test_a_thin_year_is_rendered_and_says_what_is_missing(built):
    paper = (built.report(2006) / "academic.html").read_text("utf-8")
    assert "No association with digital transformation (DTI) can be estimated for 2006" in paper
    page = (built.report(2006) / "index.html").read_text("utf-8")
    assert "No figures of 2006: PAR INDEX, SIPAS, DTI, PAPI D5, and PAPI D8 (" in page


def test_a_second_run_does_nothing_and_says_so(built, run_pardx):
    before = times(built.root)
    again = run_pardx(built, "report", "YEAR=2022", "DRAWS=199")
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout == "reports/2022/index.html is up to date: nothing to do\n"
    assert times(built.root) == before


def test_a_second_run_imports_nothing_heavy(built, run_pardx, tmp_path):
    traced = run_pardx(
        built, "report", "YEAR=2022", "DRAWS=199", PYTHONPROFILEIMPORTTIME="1", PYTHONNOUSERSITE="1"
    )
    imported = set(re.findall(r"\|\s+(\S+)$", traced.stderr, re.MULTILINE))
    assert "pardx.commands" in imported
    assert not imported & {"pandas", "numpy", "papermill", "nbformat", "matplotlib", "jinja2"}


@pytest.fixture
def rebuilt(built, tmp_path, run_pardx):
    """Return a project whose report was made anew in another folder, as another machine would."""
    project = type(built)(tmp_path / "a b")
    for name in ("data/raw", "data/catalogue", "notebooks", "locks"):
        shutil.copytree(built.root / name, project.root / name)
    shutil.copy(built.root / "config.toml", project.root)
    made = run_pardx(
        project, "report", "YEAR=2022", "DRAWS=199", cwd=os.sep,
        PYTHONHASHSEED="7", TZ="Asia/Ho_Chi_Minh", LC_ALL="C", JOBS="1",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return project


@pytest.mark.slow
def test_two_builds_are_equal_to_the_byte(built, rebuilt):
    first, second = files(built.report(2022)), files(rebuilt.report(2022))
    assert first.keys() == second.keys()
    differing = [name for name in first if first[name].read_bytes() != second[name].read_bytes()]
    assert set(differing) <= {"data/manifest.json"}
    one, other = (
        json.loads(found["data/manifest.json"].read_text("utf-8")) for found in (first, second)
    )
    one.pop("stage_seconds"), other.pop("stage_seconds")
    assert one == other
    for name in ("observations.csv", "values.csv", "panel.csv", "values.parquet"):
        paths = (project.processed(2022) / name for project in (built, rebuilt))
        assert len({path.read_bytes() for path in paths}) == 1


BAD_ROWS = {
    2022: "province,Cần Thươ,par_index,rank,3,rank,,baotintuc-vn-d98230,0,",
    2021: "province,Cần Thơ,par_index,rank,64,rank,,nobody,0,",
}


@pytest.mark.slow
def test_bad_data_of_all_years_read_is_told_and_changes_no_result(copied, run_pardx):
    before = {name: path.read_bytes() for name, path in files(copied.report(2022)).items()}
    for year, row in BAD_ROWS.items():
        path = copied.raw / str(year) / "par_index.csv"
        path.write_text(path.read_text("utf-8") + row + "\n", encoding="utf-8")
    told = run_pardx(copied, "report", "YEAR=2022", "DRAWS=199")
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    for message in (
        r"2022/par_index\.csv:\d+: 'Cần Thươ': .*; did you mean Cần Thơ\?",
        r"2021/par_index\.csv:\d+: '64': par_index rank lies in 1 to 63; fix: ",
        r"2021/par_index\.csv:\d+: 'nobody': source_id is listed in data/raw/sources\.csv; fix: ",
    ):
        assert re.search(message, told.stderr)
    after = {name: path.read_bytes() for name, path in files(copied.report(2022)).items()}
    tables = {name for name in before if name.endswith(".csv")}
    assert {name for name in tables if after[name] != before[name]} == {"data/left_out.csv"}
    for name in ("sources.html", "sources.vi.html"):
        assert re.search(r"2022/par_index\.csv:\d+: .*Cần Thươ", after[name].decode())


def test_a_year_without_a_sound_row_is_told_and_nothing_is_written(scratch, run_pardx):
    table = scratch.raw / "2022" / "par_index.csv"
    head = table.read_text("utf-8").splitlines()[0]
    for path in table.parent.glob("*.csv"):
        path.unlink()
    table.write_text(f"{head}\n{BAD_ROWS[2022]}\n", encoding="utf-8")
    stopped = run_pardx(scratch, "report", "YEAR=2022", "DRAWS=199")
    assert stopped.returncode == 1
    assert "Traceback" not in stopped.stderr
    assert re.search(r"2022/par_index\.csv:2: 'Cần Thươ': .*; did you mean", stopped.stderr)
    assert not (scratch.root / "reports").exists()
    assert not [*scratch.processed(2022).glob("*.csv")]
