"""``make compare`` sees each kind of difference, and only differences of numbers and words."""

import json
import platform
import re
import shutil

import pytest

from pardx.commands import main
from pardx.compare import compare

TABLE = """gso_code,name,score,note
01,Hà Nội,1.23456789,
92,Cần Thơ,84.79,"kept, quoted"
48,Đà Nẵng,0.00000012345678,
"""
PAGE = """<!DOCTYPE html><html><head><title>Report</title><style>p { color: red }</style></head>
<body><h1>PAR INDEX</h1><p>Commit 0123456789ab: <b>84.79</b> of
  100</p><img src="x" alt="A map"><svg aria-label="Ranks"><text>7</text></svg>
<script>let a = 1</script></body></html>"""
FILES = {
    "2022/data/scores.csv": TABLE,
    "2022/data/tab.tex": "\\begin{tabular}\n84.79 & 3 \\\\\n",
    "2022/data/manifest.json": json.dumps(
        {
            "commit": "0123456789ab",
            "stage_seconds": {"clean": 3.5},
            "inputs": {"data/raw/a.csv": "digest", "data/processed/2022/panel.parquet": "x"},
        }
    ),
    "2022/index.html": PAGE,
    "2022/trace/dti.html": "<p>DTI</p>",
}
EQUAL = "1 CSV, 2 pages, 1 LaTeX tables, 1 JSON equal"


@pytest.fixture
def builds(tmp_path):
    """Return two equal builds, A and B, as given to the command."""
    for side in "AB":
        for name, text in FILES.items():
            path = tmp_path / side / "reports" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return {side: str(tmp_path / side) for side in "AB"}


def change(builds, name, old, new):
    [path] = (builds / "B").rglob(name)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def run(builds, capsys):
    status = main(["compare", *(f"{name}={value}" for name, value in builds.items())])
    return status, "".join(capsys.readouterr())


@pytest.mark.parametrize("part", ["", "reports", "reports/2022"])
def test_equal_builds_are_counted_in_a_sentence(builds, part, capsys):
    status, told = run({side: f"{path}/{part}" for side, path in builds.items()}, capsys)
    assert (status, told.startswith(EQUAL), told.count("\n")) == (0, True, 1)
    assert "but for commits and seconds" in told


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("scores.csv", "1.23456789", "1.23456788"),
        ("scores.csv", "84.79", "84.7900"),
        ("scores.csv", "0.00000012345678", "1.2345678e-07"),
        ("index.html", "0123456789ab", "ba9876543210-dirty"),
        ("index.html", "of\n  100", "of 100"),
        ("index.html", "let a = 1", "let a = 2"),
        ("index.html", "color: red", "color: blue"),
        ("manifest.json", '"clean": 3.5', '"clean": 9.5'),
        ("manifest.json", '"x"', '"y"'),
    ],
)
def test_what_readers_and_results_do_not_show_is_no_difference(
    builds, name, old, new, capsys, tmp_path
):
    if old == "0123456789ab":
        change(tmp_path, "manifest.json", old, new)
    change(tmp_path, name, old, new)
    assert run(builds, capsys)[0] == 0


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            "scores.csv",
            "1.23456789",
            "1.23457789",
            r"row 2 \(01, Hà Nội\), column score: 1\.23456789 / 1\.23457789",
        ),
        ("scores.csv", "84.79", "84.79001", r"row 3 .*column score: 84.79 / 84.79001"),
        ("scores.csv", "84.79", "", r"row 3 .*column score: 84.79 / $"),
        ("scores.csv", "quoted", "unquoted", "column note: kept, quoted / kept, unquoted"),
        ("scores.csv", "01,Hà", "1,Hà", "column gso_code: 01 / 1"),
        ("scores.csv", "48,Đà Nẵng,0.00000012345678,\n", "", r"row \(48, Đà Nẵng\) only in A"),
        ("scores.csv", "92,", "93,Huế,1.5,\n92,", r"row \(93, Huế\) only in B"),
        ("scores.csv", "score,note", "score,remark", "column note only in A"),
        ("scores.csv", "score,note", "score,remark", "column remark only in B"),
        ("scores.csv", "gso_code,name", "name,gso_code", "columns in another order"),
        ("tab.tex", "& 3", "& 4", r"84.79 & 3 .*' / '84.79 & 4"),
        ("manifest.json", '"digest"', '"other"', "data/raw/a.csv"),
        ("index.html", "84.79", "84.790000001", "84.79 of 100' / .*84.790000001"),
        ("index.html", 'alt="A map"', 'alt="A chart"', "'A map' / 'A chart'"),
        ("index.html", 'label="Ranks"', 'label="Range"', "'Ranks' / 'Range'"),
        ("index.html", "<text>7", "<text>8", "'7' / '8'"),
        ("index.html", "<title>Report", "<title>Other", "'Report' / 'Other'"),
        ("index.html", "<h1>PAR INDEX</h1>", "", "'PAR INDEX' / ''"),
    ],
)
def test_a_difference_is_told_with_its_place_and_both_sides(
    builds, name, old, new, told, capsys, tmp_path
):
    change(tmp_path, name, old, new)
    status, printed = run(builds, capsys)
    assert status == 1
    assert re.search(rf"^2022/(data/)?{name}: .*{told}", printed, re.MULTILINE)


def test_rows_after_a_missing_one_are_compared_with_their_own(builds, capsys, tmp_path):
    change(tmp_path, "scores.csv", "01,Hà Nội,1.23456789,\n", "")
    change(tmp_path, "scores.csv", "84.79", "84.8")
    printed = run(builds, capsys)[1]
    assert "row (01, Hà Nội) only in A" in printed
    assert "row 3 (92, Cần Thơ, kept, quoted), column score: 84.79 / 84.8\n" in printed
    assert printed.count("scores.csv") == 2


def test_a_missing_row_among_alike_ones_is_counted(builds, capsys, tmp_path):
    for side, rows in ("A", "Huế,1.5\nHuế,2.5\nHà Nội,3.5\n"), ("B", "Huế,1.5\nHà Nội,4.5\n"):
        (tmp_path / side / "reports/2022/data/scores.csv").write_text(f"name,score\n{rows}")
    printed = run(builds, capsys)[1]
    assert "row (Huế) only in A" in printed
    assert "row 4 (Hà Nội), column score: 3.5 / 4.5" in printed
    assert printed.count("scores.csv") == 2


def test_many_differences_of_a_file_are_counted(builds, capsys, tmp_path):
    for side, value in ("A", 1), ("B", 2):
        text = "\n".join(["x", *[f"{value}.5"] * 12, ""])
        (tmp_path / side / "reports/2022/data/scores.csv").write_text(text)
    printed = run(builds, capsys)[1]
    assert printed.count("column x: 1.5 / 2.5") == 5
    assert "scores.csv: and 7 more\n" in printed


def test_files_and_folders_of_one_side_are_named_once(builds, capsys, tmp_path):
    (tmp_path / "A/reports/2022/index.html").unlink()
    shutil.copytree(tmp_path / "A/reports/2022", tmp_path / "A/reports/2023")
    (tmp_path / "B/reports/2022/data/panel.parquet").touch()
    status, printed = run(builds, capsys)
    assert status == 1
    assert "2022/index.html: only in B\n" in printed
    assert "2023/: only in A (4 files)\n" in printed
    assert "parquet" not in printed


def test_processed_tables_of_checkouts_are_compared(builds, capsys, tmp_path):
    for side, value in ("A", 1), ("B", 2):
        path = tmp_path / side / "data/processed/2022/values.csv"
        path.parent.mkdir(parents=True)
        path.write_text(f"value\n{value}.5\n")
    assert "data/processed/2022/values.csv: row 2 (), column value" in run(builds, capsys)[1]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"B": "{}/B"}, "A is missing: make compare A=../before B=."),
        ({"A": "{}/reprots", "B": "{}/B"}, "is no folder; did you mean reports?"),
        ({"A": "{}/A", "B": "{}/B", "YEAR": "2022"}, "compare takes A and B, not YEAR"),
        ({"A": "{}/A/reports/2022", "B": "{}/B/reports"}, "have no report in common"),
    ],
)
def test_wrong_usage_exits_2_with_the_way_out(builds, given, told, capsys, tmp_path):
    (tmp_path / "reports").mkdir()
    status, printed = run({k: v.format(tmp_path) for k, v in given.items()}, capsys)
    assert status == 2
    assert told in printed


@pytest.mark.slow
@pytest.mark.skipif(platform.machine() != "x86_64", reason="names kernels of x86 processors")
def test_an_old_processor_makes_the_same_report(built, copied, run_pardx, draws):
    for name in ("reports", "data/processed"):
        shutil.rmtree(copied.root / name)
    old = {
        "OPENBLAS_CORETYPE": "Prescott",
        "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL",
    }
    again = run_pardx(copied, "report", "YEAR=2022", f"DRAWS={draws}", **old)
    assert again.returncode == 0, again.stderr
    sides = {"A": str(built.report(2022)), "B": str(copied.report(2022))}
    tables = len([*built.report(2022).rglob("*.csv")])
    assert tables >= 31
    assert f"{tables} CSV" in compare(sides)
