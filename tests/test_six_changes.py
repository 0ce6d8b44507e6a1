"""Six changes an economist makes, one after another on one scratch clone: few files, true pages."""

import hashlib
import os
import subprocess
import sys

import nbformat
import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from choosing import DRAWS, edit, table, words
from nbformat.v4 import new_code_cell

pytestmark = pytest.mark.slow

MOST_FILES, MOST_SECONDS = 2, 180
MADE = ("reports", "data/processed")
PAGES = ("index", "academic", "ministries", "national", "sources")
OUTLIERS = '["Hà Nội", "TP. Hồ Chí Minh", "Đà Nẵng", "Quảng Ninh"]'


def contents(folder):
    """Return a digest of each file that no run made."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in found.items()
        if path.is_file() and not name.startswith(MADE)
    }


def spent():
    """Return the processors' time of all that was started and has ended."""
    return sum(os.times()[2:4])


class Clone:
    """The scratch clone; a change edits few files and takes little time."""

    def __init__(self, project, run):
        self.project, self.run_pardx = project, run

    def change(self, do, make):
        """Edit files, then make what follows from them; return what making printed."""
        before, began = contents(self.project.root), spent()
        do()
        after = contents(self.project.root)
        edited = [name for name in after if after[name] != before.get(name)]
        assert 1 <= len(edited) <= MOST_FILES, edited
        printed = make()
        assert spent() - began <= MOST_SECONDS
        return printed

    def report(self):
        """Make the report."""
        made = self.run_pardx(self.project, "report", "YEAR=2022", DRAWS)
        assert made.returncode == 0, made.stderr
        return made.stdout

    def by_hand(self, path):
        """Run a notebook of one's own with the stock command, in its folder."""
        command = [sys.executable, "-m", "papermill", "--no-progress-bar", "-k", "python3"]
        done = subprocess.run(
            [*command, path, path.with_suffix(".out.ipynb")],
            cwd=path.parent,
            env=os.environ | {"PARDX_ROOT": str(self.project.root), "MPLBACKEND": "agg"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]

    def pages(self):
        """Return what all pages of the year say, in both languages."""
        names = [f"{name}{lang}.html" for name in PAGES for lang in ("", ".vi")]
        return {name: words(self.project, name) for name in names}

    def configure(self, *changes):
        """Replace texts of config.toml."""
        edit(self.project.root / "config.toml", changes)


@pytest.fixture(scope="module")
def clone(tmp_path_factory, lay_out, run_pardx):
    folder = tmp_path_factory.mktemp("six") / "clone"
    return Clone(lay_out(folder, years=(2020, 2021, 2022)), run_pardx)


# Each change builds on the one before: asking for it makes all up to it, in this order.


@pytest.fixture(scope="module")
def with_population(clone):
    held = '["log_grdp_per_capita", "urban_share", "log_population"]'
    named = f'"income, urban, population" = {held}'
    clone.change(lambda: clone.configure(("[uses]\n", f"{named}\n\n[uses]\n")), clone.report)
    return clone


def test_log_population_is_held_fixed_in_models_curve_and_words(with_population):
    project, name = with_population.project, "income, urban, population"
    models = table(project, "models")
    own = models[models.model == name]
    assert set(own.outcome) >= {"par_index", "pci_total"}
    assert own.controls.str.contains("population 2022").all()
    assert "log_population" in {*own.predictor}
    assert name in {*table(project, "specifications").controls}
    assert {"bivariate", "income", "controls"} <= {*models.model}, "a set adds"
    said = with_population.pages()
    assert "log GRDP per capita, urban share, and log population" in said["academic.html"]
    assert "tỷ lệ dân số thành thị và log dân số" in said["academic.vi.html"]


@pytest.fixture(scope="module")
def clustered(with_population):
    clone = with_population
    own = r"cov_type=\"cluster\", cov_kwds={\"groups\": sample.region.factorize()[0]}, use_t=True"

    def do():
        clone.configure(('covariance = "HC3"', 'covariance = "cluster by region"'))
        edit(clone.project.notebooks / "30_model.ipynb", [(r"cov_type=\"HC3\", use_t=True", own)])

    clone.change(do, clone.report)
    return clone


def test_errors_are_clustered_by_region_and_named_so(clustered):
    models = table(clustered.project, "models")
    names = ["bivariate", "income", "controls", "income, urban, population"]
    assert {*models[models.model.isin(names)].covariance} == {"cluster by region"}
    said = clustered.pages()
    assert "Least squares with standard errors clustered by region" in said["academic.html"]
    assert "sai số chuẩn phân cụm theo vùng" in said["academic.vi.html"]
    assert "interval, HC3 standard errors" not in said["academic.html"]
    assert "log population" in said["academic.html"], "the change before is still there"


OWN_YEARS = """
used["log_grdp"] = np.log(used.grdp_per_capita)
fits = {
    "years": smf.ols("y ~ x + log_grdp + C(year)", used).fit(
        cov_type="cluster", cov_kwds={"groups": used.gso_code.astype(int)}, use_t=True
    )
}
used.to_csv(folder / "sample.csv", index=False)
pardx.tidy(fits).to_csv(folder / "pooled.csv")
"""
OWN_LABELS = """
axes = pardx.plot.scatter(last, label=5)
axes.figure.savefig(folder / "labelled.svg")
pd.Series([text.get_text() for text in axes.texts]).to_csv(folder / "labelled.csv", index=False)
"""
OWN_MAP = """
residuals = fits["years"].resid[used.year == used.year.max()]
residuals.index = last.index
pardx.plot.tile_map(residuals, title="Residuals").savefig(folder / "residuals.svg")
residuals.to_csv(folder / "residuals.csv")
"""


def own_book(clone, *cells):
    """Write one's own notebook: the example up to its sample, on other years, and one's cells."""
    book = nbformat.read(clone.project.notebooks / "examples" / "extend.ipynb", as_version=4)
    at = {cell.id: place for place, cell in enumerate(book.cells)}
    parameters = book.cells[at["parameters"]]
    parameters.source = parameters.source.replace("FIRST = 2019", "FIRST = 2021")
    last = 'last = used[used.year == used.year.max()].set_index("gso_code")'
    added = [new_code_cell(text) for text in (last, *cells)]
    book.cells = [*book.cells[: at["sample"] + 1], *added]
    path = clone.project.notebooks / "own" / "years.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(book, path)


def by_hand(clone, *cells):
    """Change one's own notebook and run it; return what the pages said before."""
    before = clone.pages()
    path = clone.project.notebooks / "own" / "years.ipynb"
    clone.change(lambda: own_book(clone, *cells), lambda: clone.by_hand(path))
    return before


@pytest.fixture(scope="module")
def pooled(clustered):
    return by_hand(clustered, OWN_YEARS)


def own(clone, name):
    return clone.project.notebooks / "own" / "own" / name


def test_years_are_pooled_with_year_effects_in_a_notebook_of_ones_own(pooled, clustered):
    sample = pd.read_csv(own(clustered, "sample.csv"))
    assert {*sample.year} == {2021, 2022}, "the years of one method"
    found = pd.read_csv(own(clustered, "pooled.csv"), index_col="term")
    assert "C(year)[T.2022]" in found.index
    expected = smf.ols("y ~ x + log_grdp + C(year)", sample).fit()
    assert found.estimate["x"] == pytest.approx(expected.params["x"])
    assert found.covariance.eq("cluster by gso_code").all()
    assert clustered.report() == "reports/2022/index.html is up to date: nothing to do\n"
    assert clustered.pages() == pooled, "what is one's own is on no page"


@pytest.fixture(scope="module")
def labelled(pooled, clustered):
    return by_hand(clustered, OWN_YEARS, OWN_LABELS)


def test_outliers_are_labelled(labelled, clustered):
    named = pd.read_csv(own(clustered, "labelled.csv")).iloc[:, 0]
    sample = pd.read_csv(own(clustered, "sample.csv"))
    last = sample[sample.year == sample.year.max()].set_index("province")
    line = np.poly1d(np.polyfit(last.x, last.y, 1))
    far = (last.y - line(last.x)).abs().nlargest(5).index
    assert sorted(named) == sorted(far)
    assert "<svg" in own(clustered, "labelled.svg").read_text("utf-8")
    assert clustered.pages() == labelled


@pytest.fixture(scope="module")
def mapped(labelled, clustered):
    return by_hand(clustered, OWN_YEARS, OWN_LABELS, OWN_MAP)


def test_residuals_are_on_a_map(mapped, clustered):
    residuals = pd.read_csv(own(clustered, "residuals.csv"), dtype={"gso_code": str})
    assert len(residuals) > 50
    assert residuals.iloc[:, 1].abs().gt(0).all()
    assert "<svg" in own(clustered, "residuals.svg").read_text("utf-8")
    assert clustered.report() == "reports/2022/index.html is up to date: nothing to do\n"
    assert clustered.pages() == mapped, "what is one's own is on no page"


@pytest.fixture(scope="module")
def with_own_table(mapped, clustered):
    """Take up a CSV of one's own and other outliers: config.toml and the CSV."""
    clone = clustered
    geography = clone.project.root / "data" / "raw" / "geography" / "provinces63.csv"
    places = pd.read_csv(geography, dtype=str).name_vi
    rows = [f"{place},2022,{2 + at % 7}.{at % 10}" for at, place in enumerate(places)]
    path = clone.project.root / "data" / "local" / "own" / "staff.csv"

    def do():
        path.parent.mkdir(parents=True)
        path.write_text("\n".join(["Tỉnh,Năm,staff", *rows, ""]), "utf-8")
        clone.configure(
            ("[uses]\n", '"income, staff" = ["log_grdp_per_capita", "log_staff"]\n\n[uses]\n'),
            (OUTLIERS, '["Hà Nội", "Bắc Ninh"]'),
        )

    clone.change(do, clone.report)
    return clone


def test_a_table_of_ones_own_is_in_models_and_pages_which_say_so(with_own_table):
    models = table(with_own_table.project, "models")
    own = models[models.model == "income, staff"]
    assert own.controls.str.contains("staff 2022").all()
    assert "log_staff" in {*own.predictor}
    assert {*own.covariance} == {"cluster by region"}
    said = with_own_table.pages()
    assert "log GRDP per capita and log staff" in said["academic.html"]
    assert "with or without Hà Nội and Bắc Ninh" in said["academic.html"]
    assert "Quảng Ninh and" not in said["academic.html"].partition("with or without")[2][:60]
    assert (
        "kept on this computer only and not to be redistributed (own data)"
        in (said["academic.html"])
    )
    assert "không được phân phối lại (dữ liệu riêng)" in said["academic.vi.html"]
    assert "staff (own data)" in said["sources.html"]


def test_at_the_end_pages_name_all_that_was_chosen_and_nothing_official_is_ones_own(with_own_table):
    said = with_own_table.pages()
    for page in ("academic.html", "academic.vi.html"):
        assert "log population" in said[page] or "log dân số" in said[page]
        assert "clustered by region" in said[page] or "phân cụm theo vùng" in said[page]
    bivariate = table(with_own_table.project, "models").query("model == 'bivariate'")
    assert not bivariate.controls.str.contains("staff").any()
    for name in ("index.html", "ministries.html", "national.html"):
        assert "log staff" not in said[name]
        assert "pooled.csv" not in said[name]
    raw = with_own_table.project.root / "data" / "raw"
    assert not [path for path in raw.rglob("*.csv") if "staff" in path.read_text("utf-8")[:200]]
