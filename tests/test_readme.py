"""The README says nothing that the repository does not hold."""

import re
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "README.md").read_text("utf-8")
PUBLISHERS = {
    "digital_services": "Government Office and others",
    "dti": "Ministry of Information and Communications",
    "ict_index": "VAIP with the Ministry of Information and Communications",
    "papi": "CECODES, VFF-CRT, RTA and UNDP",
    "par_index": "Ministry of Home Affairs",
    "pci": "VCCI and USAID",
    "reform_outputs": "ministries and provinces",
    "sipas": "Ministry of Home Affairs",
    "socioeconomic": "General Statistics Office",
}
COVERED = ("par_index", "sipas", "dti_total", "papi_d5_admin_procedures", "papi_d8_egovernance")
YEARS = range(2018, 2025)


def raw_rows():
    """Return the lines of the table of files, counted from data/raw."""
    tables = pd.concat(
        pd.read_csv(path, dtype=str).assign(table=path.stem, year=path.parent.name)
        for path in (ROOT / "data" / "raw").glob("20*/*.csv")
    )
    for name, rows in tables.groupby("table"):
        years = f"{rows.year.min()}–{rows.year.max()}"
        counts = f"{len(rows):,} | {years} | {rows.source_id.nunique()}"
        yield f"| `{name}.csv` | {counts} | {PUBLISHERS[name]} |"


def coverage_rows(dictionary, cleaned_year):
    """Return the lines of the table of coverage, counted from the cleaned years."""
    panels = {year: cleaned_year(year).panel for year in YEARS}
    for measure, names in (("rank", COVERED[:3]), ("score", (*COVERED[3:], "pci_total"))):
        for name in names:
            column = f"{name}_{measure}"
            known = [panels[y][column].count() if column in panels[y] else 0 for y in YEARS]
            label = dictionary.short(name, "en")
            yield f"| {label}, {measure} | {' | '.join(str(n or '–') for n in known)} |"


def test_the_data_table_is_the_data():
    assert [line for line in raw_rows() if line not in TEXT] == []
    sources = pd.read_csv(ROOT / "data" / "raw" / "sources.csv")
    assert f"names the {len(sources)} documents" in TEXT


def test_the_coverage_is_the_data(dictionary, cleaned_year):
    assert [line for line in coverage_rows(dictionary, cleaned_year) if line not in TEXT] == []


def test_every_file_named_exists():
    linked = re.findall(r"\]\(([^)#:]+)\)", TEXT)
    named = re.findall(r"`((?:src|docs|locks)/[\w/.]+|data/raw/\w+\.csv)`", TEXT)
    notebooks = [f"notebooks/{name}" for name in re.findall(r"`(\d\d_\w+\.ipynb)`", TEXT)]
    assert [name for name in [*linked, *named, *notebooks] if not (ROOT / name).exists()] == []


def listed():
    """Yield the rows of the list of tables and figures: what, drawn by, file, numbers by, file."""
    rows = re.findall(r"^\| (`(?:tab|fig)-.*) \|$", TEXT, re.MULTILINE)
    return [[re.findall(r"`([^`]+)`", cell) for cell in row.split(" | ")] for row in rows]


def test_every_function_listed_stands_in_its_file():
    rows = listed()
    assert len(rows) > 20
    for _, drawn_by, (drawing,), numbers_by, (numbers,) in rows:
        for names, file in ((drawn_by, drawing), (numbers_by, numbers)):
            source = (ROOT / "src" / "pardx" / file).read_text("utf-8")
            for name in names:
                assert re.search(rf"^def {name}\(", source, re.MULTILINE), (name, file)


def test_the_list_names_every_table_and_figure_of_the_report(built):
    named = [name.replace("<index>", ".+") for row in listed() for name in row[0]]
    shown = pd.read_csv(built.report(2022) / "data" / "exhibits.csv").exhibit.unique()
    assert len(shown) > 30
    assert [one for one in shown if not any(re.fullmatch(name, one) for name in named)] == []


def test_every_target_named_exists():
    targets = re.findall(r"^([a-z-]+):.* ## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert {*re.findall(r"make (?:-\w+ )*([a-z][a-z-]*)(?=[ `\n])", TEXT)} <= set(targets)


def test_the_first_command_is_the_report_and_the_second_the_tests():
    commands = re.search(r"```sh\n(.+?)```", TEXT, re.DOTALL)[1].splitlines()
    assert commands[0].startswith("make report YEAR=2022")
    assert commands[1].startswith("make test")


def test_the_picture_is_there_and_light():
    picture = re.search(r"!\[([^\]]{30,})\]\((docs/[\w.-]+\.png)\)", TEXT)[2]
    assert (ROOT / picture).stat().st_size <= 200 * 1024


@pytest.mark.parametrize("name", ["TIMES", "ROWS", "COVER\n", "REQUIRE"])
def test_nothing_is_left_over(name):
    assert name not in TEXT
