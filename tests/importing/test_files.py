"""Files as they come: formats, noise, what is hidden; read as shown, or refused with the reason."""

import os
import subprocess
import sys
import time
import unicodedata
import zipfile
from pathlib import Path

import openpyxl
import pytest

from pardx.errors import DataError, PardxError, UsageError
from pardx.importing.command import import_table
from pardx.importing.files import open_grids
from pardx.importing.grids import UnreadableTableError
from pardx.importing.workbooks import shown

CASES = Path(__file__).with_name("cases")
SOURCE = "baotintuc-vn-d98230"
EIGHT = (
    "Hà Nội",
    "Hải Phòng",
    "Quảng Ninh",
    "Đà Nẵng",
    "Cần Thơ",
    "An Giang",
    "Bắc Giang",
    "Cà Mau",
)


@pytest.fixture
def taken(small_project):
    """Return a function that imports a file and returns its scores and ranks."""

    def taken(file, **given):
        asked = {"FILE": str(file), "INDICATOR": "par_index", "YEAR": "2024", "SOURCE": SOURCE}
        said = "\n".join(import_table(asked | given | {"WRITE": "yes"}, small_project))
        [path] = small_project.raw.glob("20*/*.csv")
        rows = [line.split(",") for line in path.read_text("utf-8").splitlines()[1:]]
        found = {m: {r[1]: r[4] for r in rows if r[3] == m} for m in ("score", "rank")}
        return found["score"], found["rank"], said

    return taken


@pytest.mark.parametrize(
    ("case", "given", "first", "step"),
    [
        ("apostrophe '24.csv", {}, 80.5, -1),
        ("min_max_rows.csv", {}, 80.5, -1),
        ("numbered_without_space.csv", {}, 80.5, -1),
        ("quoted_first_field.csv", {}, 90.5, -1),
        ("total_row_looks_like_year.csv", {}, 80.5, -1),
        ("year_sheets.xlsx", {}, 82.5, -1),
        ("year_sheets.xlsx", {"YEAR": "2022"}, 80.5, -1),
        ("footnote_marks.html", {}, 90.5, -1),
        ("over_the_maximum.csv", {}, 90.5, -1),
        ("weights_row.csv", {}, 90.5, -1),
        ("comma_ranks.csv", {}, 90.5, -1),
        ("parts_before_the_total.csv", {}, 90.5, -1),
        ("place_and_date_above.csv", {}, 90.5, -1),
        ("two_indices_below.csv", {}, 90.5, -1),
        ("rank_in_the_region.csv", {}, 90.5, -1),
        ("note_in_the_middle.csv", {}, 90.5, -1),
    ],
)
def test_a_case_is_taken_right(taken, case, given, first, step):
    scores, ranks, _ = taken(CASES / case, **given)
    assert {n: float(s) for n, s in scores.items()} == {
        name: first + step * place for place, name in enumerate(EIGHT)
    }
    assert ranks == {name: str(place) for place, name in enumerate(EIGHT, 1)}


def test_paired_columns_wait_for_the_names(taken, small_project):
    case = CASES / "paired_columns.csv"
    with pytest.raises(
        UnreadableTableError, match=r"(?s)2 ways.*Cà Mau 70\.00.*Hà Nội 70\.00.*NAME="
    ):
        taken(case, INDICATOR="pci_total")
    with pytest.raises(UnreadableTableError, match="no column is headed as a score or rank"):
        taken(case)
    assert not [*small_project.raw.glob("20*")]
    scores, ranks, _ = taken(case, INDICATOR="pci_total", NAME="D")
    assert scores["Cà Mau"] == "70.00"
    assert ranks["Hà Nội"] == "8"


def test_a_table_of_2025_is_of_the_34_units(taken, small_project):
    scores, _, said = taken(CASES / "par34_units_2025.csv", YEAR="2025")
    assert scores == {"Hà Nội": "92.1", "Lào Cai": "91.0", "Huế": "90.2", "Cà Mau": "89.9"}
    assert "4 units of July 2025" in said
    table = (small_project.raw / "2025" / "par_index.csv").read_text("utf-8")
    assert table.count("\nunit34,") == 8


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("signed_changes.csv", r"'\+8\.35' is no score: it has a sign, as a change has"),
        (
            "old_and_new_names.csv",
            r"in rows 2 and 3\); fix: .* leave column B out, with SKIP",
        ),
        ("shares_not_percent.csv", "they are shares, not percent; fix: write them in percent"),
        ("another_year_in_the_title.csv", "the table is of 2022, not of 2024"),
        ("former_province.csv", "no known province .row 10: 'Hà Tây'"),
    ],
)
def test_a_case_is_refused_for_its_reason(taken, small_project, case, reason):
    with pytest.raises(UnreadableTableError, match=reason):
        taken(CASES / case)
    assert not [*small_project.raw.glob("20*")]


def test_a_column_of_other_names_is_left_out_where_that_is_said(taken):
    scores, ranks, _ = taken(CASES / "old_and_new_names.csv", SKIP="B")
    assert scores == {"Yên Bái": "90", "Lào Cai": "89", "Nam Định": "88"}
    assert ranks == {"Yên Bái": "1", "Lào Cai": "2", "Nam Định": "3"}


def test_every_case_has_its_outcome():
    text = Path(__file__).read_text("utf-8")
    assert all(path.name in text for path in CASES.iterdir())


def test_a_short_file_of_many_tags_is_refused_at_once(taken):
    began = time.process_time()
    with pytest.raises(UnreadableTableError, match="no workbook but another zipped file"):
        taken(CASES / "redos_40000_row_tags.xlsx")
    assert time.process_time() - began < 5


def book(path, *rows, formats=(), hidden_rows=(), hidden_columns=(), far=0):
    made = openpyxl.Workbook()
    sheet = made.active
    for row in rows:
        sheet.append(row)
    for cell, text in formats:
        sheet[cell].number_format = text
    for number in hidden_rows:
        sheet.row_dimensions[number].hidden = True
    for letter in hidden_columns:
        sheet.column_dimensions[letter].hidden = True
    for number in range(1, far):
        sheet.cell(number, 1024).font = openpyxl.styles.Font(bold=True)
    made.save(path)
    return path


HEAD = ["Tỉnh", "Điểm", "Hạng"]


def test_a_cell_is_read_as_it_is_shown_and_the_difference_said(taken, tmp_path):
    rows = [["Hà Nội", 70.6943969726562, 1], ["Huế", 69.99999999999999, 2]]
    path = book(tmp_path / "t.xlsx", HEAD, *rows, formats=[("B2", "0.00")])
    scores, _, said = taken(path)
    assert scores == {"Hà Nội": "70.69", "Thừa Thiên Huế": "70"}
    assert (
        "2 numbers are taken as shown, not as held: B2 holds 70.6943969726562 and shows 70.69"
        in said
    )


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.8479, "0.00%", "84.79%"),
        (0.5, "0%", "50%"),
        (84.7, "0.00", "84.70"),
        (84.7, "#,##0.0#", "84.7"),
        (1234.5, '#,##0.00" điểm"', "1234.50"),
        (2.675, "0.00", "2.68"),
        (1e300, "0.00", "1e+300"),
        (5, "General", "5"),
        (True, "General", "True"),
        (1 / 3, "General", "0.3333333333"),
        (0.1 + 0.2, "", "0.3"),
    ],
)
def test_number_formats(value, form, text):
    assert shown(value, form) == text


def test_what_is_hidden_is_said_and_not_read(taken, tmp_path):
    rows = [["Hà Nội", 90.5, 80.1, 1], ["Hà Nội", 11, 80.1, 9], ["Huế", 89.5, 70.1, 2]]
    head = ["Tỉnh", "Điểm", "Điểm cũ", "Hạng"]
    path = book(tmp_path / "t.xlsx", head, *rows, hidden_rows=[3], hidden_columns=["C"])
    scores, _, said = taken(path)
    assert scores == {"Hà Nội": "90.5", "Thừa Thiên Huế": "89.5"}
    assert "rows 3 are hidden and not read" in said
    assert "columns C are hidden and not read" in said


def test_formats_out_to_column_amj_are_no_columns(taken, tmp_path):
    path = book(tmp_path / "t.xlsx", HEAD, ["Hà Nội", 90.5, 1], ["Huế", 89.5, 2], far=40)
    assert taken(path)[0]["Hà Nội"] == "90.5"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("content.xml", r"an OpenDocument file \(.ods\); fix: .* save it as .xlsx"),
        ("xl/workbook.bin", r"a binary workbook \(.xlsb\)"),
        ("word/document.xml", "a Word document"),
    ],
)
def test_other_formats_are_refused_in_one_sentence(taken, tmp_path, name, said):
    with zipfile.ZipFile(tmp_path / "t", "w") as archive:
        archive.writestr(name, "<x/>")
    with pytest.raises(UnreadableTableError, match=said):
        taken(tmp_path / "t")
    (tmp_path / "t").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(900))
    with pytest.raises(UnreadableTableError, match=r"an old \.xls .*; fix: .* save it as \.xlsx"):
        taken(tmp_path / "t")


@pytest.mark.parametrize("sign", ",;\t|")
def test_each_delimiter_is_tried_on_its_own(taken, tmp_path, sign):
    rows = [HEAD, ["Hà Nội", "90,5", "1"], ["Huế", "89,5", "2"]]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(sign.join(f'"{one}"' for one in row) for row in rows), "utf-8")
    assert taken(path)[0] == {"Hà Nội": "90.5", "Thừa Thiên Huế": "89.5"}


def test_text_in_old_bytes_is_named(taken, tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes("Tỉnh;Điểm\nHµ Néi;90,5\n".encode("cp1252", "replace"))
    with pytest.raises(UnreadableTableError, match=r"coded in TCVN3 \(\.VnTime\)"):
        taken(path)
    path.write_bytes("Tinh;Diem\nHa Noi;90,5\nH\xe9;1\n".encode("latin-1"))
    with pytest.raises(UnreadableTableError, match="no UTF-8 text; fix: save it as UTF-8"):
        taken(path)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    "name", ["Bảng 1.csv", "a$(id) b.csv", "quote's.csv", "-rf.csv", "50%.csv"]
)
def test_any_name_of_a_file_will_do(taken, tmp_path, form, name):
    path = tmp_path / unicodedata.normalize("NFD", name)
    path.write_text("Tỉnh,Điểm\nHà Nội,90.5\n", "utf-8")
    assert taken(tmp_path / unicodedata.normalize(form, name))[0] == {"Hà Nội": "90.5"}


def repeated(tag, size=999_000):
    return (tag * (size // len(tag) + 1))[:size]


SHEET = "xl/worksheets/sheet1.xml"
HARD = {
    "row tags": (SHEET, repeated("<row ")),
    "merged tags": (SHEET, repeated("<mergeCell ")),
    "cells": (SHEET, "<worksheet><sheetData><row>" + repeated("<c/>", 9_000_000)),
    "empty": (SHEET, " " * 30_000_000),
}


@pytest.mark.parametrize("name", HARD)
def test_no_workbook_takes_long(taken, tmp_path, name):
    base = book(tmp_path / "base.xlsx", HEAD, ["Hà Nội", 90.5, 1])
    part, text = HARD[name]
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(base) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, text if member == part else old.read(member))
    assert path.stat().st_size < 1_000_000
    began = time.process_time()
    with pytest.raises(PardxError):
        taken(path)
    assert time.process_time() - began < 5


TEXTS = {
    "commas": ",",
    "stars": "*",
    "quotes": '"',
    "spaces": " ",
    "digits": "1",
    "points": "1.",
    "lines": "\n",
    "names": "Hà Nội,",
    "rows": "Hà Nội,1,2\n",
    "new names": "Hà Nôi1,90.5\n",
    "dashes": "-",
    "braces": "{",
    "brackets": "[",
    "tags": "<html><",
    "open tables": "<table>",
    "cells": "<table><tr><td>1",
    "comments": "<!--",
    "bold": "<html><b>x",
    "nested tables": "<table><tr><td>" * 30,
    "templates": "<html><template>",
    "links": "<table><tr><td><a href=x>" + "<a href=x>" * 90,
    "declarations": "<html><!",
    "entities": "<html>&",
    "headings": "Tỉnh,Điểm,Hạng\n",
    "questions": "Điểm,",
}


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_takes_long(taken, tmp_path, name):
    path = tmp_path / "t"
    content = repeated(TEXTS[name]).encode()[:999_000]
    path.write_bytes(content.decode("utf-8", "ignore").encode())
    began = time.process_time()
    with pytest.raises((UnreadableTableError, DataError, UsageError)):
        taken(path)
    assert time.process_time() - began < 5


def test_make_takes_any_name_and_a_preview_writes_nothing(root, tmp_path):
    path = tmp_path / unicodedata.normalize("NFD", "bảng 'số' $(id) $x 24.csv")
    path.write_text("Tỉnh,Điểm\nHà Nội,90.5\n", "utf-8")
    own = {"CONDA_DEFAULT_ENV": "pardx", "PYTHONPATH": str(root / "src"), "NAME": "this-host"}
    own["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    given = [f"FILE={path}", "INDICATOR=par_index", "YEAR=2024", f"SOURCE={SOURCE}"]
    inherited = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "PARDX_ROOT")}
    made = subprocess.run(
        ["make", "import", *given], cwd=root, env=inherited | own, capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr
    assert "1 provinces, 1 figures" in made.stdout
    assert "Preview only: nothing was written" in made.stdout


def test_a_preview_needs_no_leave_to_write(small_project, tmp_path, run_pardx):
    path = tmp_path / "t.csv"
    path.write_text("Tỉnh,Điểm\nHà Nội,90.5\n", "utf-8")
    before = {*small_project.root.rglob("*")}
    given = [f"FILE={path}", "INDICATOR=par_index", "YEAR=2024", f"SOURCE={SOURCE}"]
    small_project.root.joinpath("data").chmod(0o555)
    made = run_pardx(small_project, "import", *given)
    small_project.root.joinpath("data").chmod(0o755)
    assert made.returncode == 0, made.stderr
    assert {*small_project.root.rglob("*")} == before


def test_a_grid_of_any_width_is_bounded(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"," * 3000 + b"\n" + b"x")
    with pytest.raises(UnreadableTableError, match="the file has 2 rows of 3,001 columns"):
        open_grids(path)
