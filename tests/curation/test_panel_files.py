"""make panel: files for pandas, R and Stata that hold what pardx.panel() returns."""

import re
import shutil
import subprocess

import pandas as pd
import pytest
from lacking import lacking
from pandas.io.stata import StataReader

from pardx.commands import panel
from pardx.curation.panel_files import LABEL, column_labels, make_panel
from pardx.curation.release_tables import panels
from pardx.data.clean import used_values
from pardx.data.dictionary import load_dictionary
from pardx.data.export import csv_bytes
from pardx.errors import UsageError
from pardx.language import Language
from pardx.project import Project
from pardx.stats.panel import FILLED_UNITS, FILLED_YEARS, LONG, LONGEST, UNIT, slim_panel

YEARS = ("2021", "2022", "2024")
PANELS = ("panel", "panel_wide", "panel_unit34", "panel_unit34_wide")
"""Three years are fewer than a column of the slim panel needs."""


@pytest.fixture(scope="module")
def made(tmp_path_factory, root):
    """Return a checkout of three years of which the panel was made, in an empty cache."""
    folder = tmp_path_factory.mktemp("panel")
    years = {path.name for path in (root / "data" / "raw").iterdir() if path.name.isdigit()}
    ignored = shutil.ignore_patterns("processed", "local", *(years - {*YEARS}))
    shutil.copytree(root / "data", folder / "data", ignore=ignored)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        make_panel(Project(folder))
    return Project(folder)


def read(project, name):
    return pd.read_csv(project.cleaned / f"{name}.csv", dtype={"gso_code": str})


def test_every_panel_comes_in_three_formats_with_a_codebook_in_two_languages(made):
    files = {path.name for path in made.cleaned.iterdir()}
    assert files == {
        *(f"{name}.{end}" for name in PANELS for end in ("csv", "parquet", "dta")),
        *("panel_codebook.en.md", "panel_codebook.vi.md"),
    }


def test_csv_and_parquet_hold_the_same(made):
    for name in PANELS:
        frame = pd.read_parquet(made.cleaned / f"{name}.parquet")
        assert csv_bytes(frame) == (made.cleaned / f"{name}.csv").read_bytes()


def test_it_is_the_panel_of_the_release(made):
    dictionary = load_dictionary(made)
    used = [used_values(dictionary, year)[1] for year in made.years()]
    tables = panels(used, dictionary)
    assert len(tables) == 3
    for name, frame in tables.items():
        assert csv_bytes(frame) == (made.cleaned / f"{name}.csv").read_bytes()


def test_long_and_wide_agree(made):
    long, wide = (read(made, name) for name in PANELS[:2])
    assert [*long] == [*LONG]
    assert wide.groupby("year").size().to_dict() == {int(year): 63 for year in YEARS}
    known = long[long.indicator == "pci_total"].set_index(["gso_code", "year"]).value.dropna()
    column = wide.set_index(["gso_code", "year"]).pci_total.dropna()
    pd.testing.assert_series_equal(known.sort_index(), column.sort_index(), check_names=False)


def test_the_slim_panel_keeps_what_is_known_of_most_provinces_in_several_years():
    years, codes = range(2000, 2000 + FILLED_YEARS + 1), range(63)
    rows = [(f"{code:02}", "P", "R", year) for year in years for code in codes]
    wide = pd.DataFrame(rows, columns=UNIT)
    place = wide.gso_code.astype(int)
    kept = wide.assign(
        full=1.0,
        often=(place < FILLED_UNITS).mask(wide.year == 2000).replace({False: None}),
        seldom=(place < FILLED_UNITS).where(wide.year < 2002),
        few=place.where(place < FILLED_UNITS - 1),
    )
    slim = slim_panel(kept.astype({"often": float, "seldom": float}))
    assert [*slim] == [*UNIT, "full", "often"]
    assert {*slim.year} == {*years}
    assert {*slim_panel(kept.drop(columns="full").astype({"often": float})).year} == {*years[1:]}


def test_names_and_labels_fit_stata(made):
    for name in PANELS:
        with StataReader(made.cleaned / f"{name}.dta") as file:
            labels, coded = file.variable_labels(), file.value_labels()
            frame = file.read()
        assert max(map(len, frame.columns)) <= LONGEST
        assert all(0 < len(label) <= LABEL for label in labels.values()), labels
        assert frame["id"].astype(str).nunique() in (len(frame.gso_code.unique()), 0)
        assert "Hà Nội" in coded["id"].values()
        assert frame.region.dtype == "category"


def test_stata_and_csv_hold_the_same_numbers(made):
    wide = read(made, "panel_wide")
    stata = pd.read_stata(made.cleaned / "panel_wide.dta", convert_categoricals=False)
    codes = stata.gso_code.astype(int)
    assert (stata["id"] == codes).all()
    for name in ("pci_total", "par_index", "dti_total_rank"):
        pd.testing.assert_series_equal(stata[name], wide[name], check_dtype=False)


def test_the_codebook_describes_every_column_in_both_languages(made):
    wide = read(made, "panel_wide").columns.difference(UNIT)
    for lang in ("en", "vi"):
        text = (made.cleaned / f"panel_codebook.{lang}.md").read_text("utf-8")
        named = " ".join(re.findall(r"^\| `\w+` \| ([^|]+) \|", text, re.M))
        assert {*wide} <= {*re.findall(r"`(\w+)`", named)}
        assert "2021|2022" in text
        labels = column_labels(load_dictionary(made), Language(lang))
        assert all(labels[name] for name in wide)
    assert "Bộ Nội vụ" in text
    assert "Thay đổi phương pháp" in text


def test_two_panels_of_the_same_are_equal_to_the_byte(made, monkeypatch, tmp_path):
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in made.cleaned.iterdir()}
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    make_panel(made)
    after = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in made.cleaned.iterdir()}
    assert after == before


def test_a_parameter_is_refused(made):
    with pytest.raises(UsageError, match="panel takes no parameters, not YEAR"):
        panel({"YEAR": "2022"}, made)


R = """
suppressMessages(library(haven))
wide <- read_dta("panel_wide.dta")
long <- read_dta("panel.dta")
one <- wide[wide$year == 2022 & wide$id == 31, ]
cat(nrow(wide), nrow(long), attr(wide$pci_total, "label"), as.character(as_factor(one$id)),
    one$gso_code, one$par_index, sep = "\\n")
plain <- read.csv("panel.csv", colClasses = c(gso_code = "character"), encoding = "UTF-8")
cat("", nrow(plain), sep = "\\n")
"""


def test_r_reads_the_panel(made):
    if shutil.which("Rscript") is None:
        lacking("Rscript is not installed: that R opens the panel is not tested here")
    ran = subprocess.run(
        ["Rscript", "-e", R], cwd=made.cleaned, capture_output=True, text=True, check=False
    )
    if "there is no package called" in ran.stderr:
        lacking(f"an R package is missing: {ran.stderr.strip().splitlines()[0]}")
    assert ran.returncode == 0, ran.stderr
    long, wide = read(made, "panel"), read(made, "panel_wide")
    said = [line for line in ran.stdout.split("\n") if line]
    assert said[:2] == [str(len(wide)), str(len(long))]
    assert said[2] == "Provincial Competitiveness Index (PCI)"
    assert said[3:6] == ["Hải Phòng", "31", "90.09"]
    assert said[6] == str(len(long))
