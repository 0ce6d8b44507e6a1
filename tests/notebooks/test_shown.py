"""What is computed is seen: formulas in the source, a result under each cell, equal numbers."""

import ast
import io
import re

import nbformat
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from pardx.errors import UsageError
from pardx.pipeline.parameters import Parameters
from pardx.pipeline.session import Run

WORK = ("10_clean", "20_describe", "30_model")
"""Notebooks that show the work."""

NOTHING_TO_SHOW = ("parameters", "injected-parameters", "context")


@pytest.fixture(scope="module")
def executed(built):
    """Return a function from a notebook and a year to its cells' outputs by the cells' ids."""

    def outputs(name, year):
        book = nbformat.read(built.executed(year, name), 4)
        code = [cell for cell in book.cells if cell.cell_type == "code"]
        return {cell.id: cell.outputs for cell in code if cell.id not in NOTHING_TO_SHOW}

    return outputs


def forms(outputs):
    return {form for one in outputs for form in one.get("data", {})}


def saved(project, year, name):
    return pd.read_csv(project.report(year) / "data" / f"{name}.csv")


def printed(outputs):
    """Read back the tables that a cell shows; names of their indices are a second line of heads."""
    shown = [one["data"]["text/html"] for one in outputs if "text/html" in one.get("data", {})]
    tables = [pd.read_html(io.StringIO(one))[0] for one in shown]
    return [
        table.set_axis([low if "Unnamed" in top else top for top, low in table.columns], axis=1)
        for table in tables
    ]


@pytest.mark.parametrize("name", WORK)
@pytest.mark.parametrize("year", [2022, 2006])
def test_each_cell_shows_a_table_a_plot_or_one_sentence(executed, name, year):
    for cell, outputs in executed(name, year).items():
        said = "".join(one.get("text", "") for one in outputs if one.output_type == "stream")
        seen = forms(outputs) & {"text/html", "image/png"}
        assert seen or re.search(rf"\b{year}\b.*\.\n", said), cell
        assert not [one for one in outputs if one.get("name") == "stderr"], f"{cell}: {said}"
        assert not re.search(r":\s*$", said, re.MULTILINE), f"{cell}: a reason that is none"
        assert "None" not in [one.get("data", {}).get("text/plain") for one in outputs]


@pytest.mark.parametrize("name", WORK)
def test_each_cell_ends_in_something_to_look_at(root, name):
    book = nbformat.read(root / "notebooks" / f"{name}.ipynb", 4)
    for cell in book.cells:
        if cell.cell_type == "code" and cell.id not in NOTHING_TO_SHOW:
            last = ast.parse(cell.source).body[-1]
            assert isinstance(last, ast.Expr | ast.If | ast.For), cell.id


def test_the_models_stand_in_the_notebook(root):
    book = nbformat.read(root / "notebooks" / "30_model.ipynb", 4)
    code = "\n".join(cell.source for cell in book.cells if cell.cell_type == "code")
    said = "\n".join(cell.source for cell in book.cells if cell.cell_type == "markdown")
    assert 'smf.ols(FORMULAS[model], sample).fit(cov_type="HC3", use_t=True)' in code
    assert '"y ~ x + log_grdp_per_capita + urban_share + C(region)"' in code
    assert "PanelOLS.from_formula" in code
    assert r"\beta x_i" in said, "the equation stands above"
    assert len(re.findall(r"^## \d+\. ", said, re.MULTILINE)) >= 10


def test_formulas_and_errors_are_those_that_pages_name(root):
    from pardx.settings import settings
    from pardx.stats.designs import formulas

    book = nbformat.read(root / "notebooks" / "30_model.ipynb", 4)
    source = {cell.id: cell.source for cell in book.cells}
    literal = re.search(r"\{.*?\n\}", source["formulas"], re.DOTALL)[0]
    assert ast.literal_eval(literal) == formulas()
    assert f'cov_type="{settings().covariance}"' in source["fits"]


def test_plots_are_drawn_inline(executed):
    drawn = [
        cell for cell, found in executed("30_model", 2022).items() if "image/png" in forms(found)
    ]
    assert {"scatter", "bounds-figure", "coefficients-figure", "curve", "residual-map"} <= {*drawn}


def test_provinces_and_places_are_drawn_where_they_are_described(executed):
    for name, plots in {
        "10_clean": {"clean-figure"},
        "20_describe": {"coverage-map", "regions-figure", "movers", "means"},
    }.items():
        shown = executed(name, 2022)
        assert plots <= {cell for cell, found in shown.items() if "image/png" in forms(found)}


def test_the_ranking_that_is_shown_is_the_one_that_is_saved(executed, built):
    [table] = printed(executed("20_describe", 2022)["ranking"])
    ranking = saved(built, 2022, "ranking").set_index("province").loc[table.province]
    assert len(table) == 10
    for index in ("par_index", "dti_total", "pci_total"):
        assert table[index].tolist() == ranking[f"{index}_rank"].tolist()


def test_a_summary_is_shown_in_full_and_without_the_clock(executed):
    [summary] = [
        one["data"]["text/html"]
        for one in executed("30_model", 2022)["summary"]
        if "text/html" in one.get("data", {})
    ]
    assert "OLS Regression Results" in summary
    assert "Durbin-Watson" in summary
    assert not re.search(r"\d\d:\d\d:\d\d|, \d\d \w{3} \d{4}", summary)


def test_the_estimates_that_are_shown_are_those_that_are_saved(executed, built):
    [table] = printed(executed("30_model", 2022)["fits"])
    table = table.set_index(["test", "model"])
    models = saved(built, 2022, "models").query("predictor == 'dti_total'")
    same = models.set_index(["test", "model"]).loc[table.index]
    assert len(table) >= 15
    for column in ("n", "estimate", "std_error", "ci_low", "ci_high", "p_value"):
        assert table[column].tolist() == pytest.approx(same[column].tolist(), abs=5.1e-4)
    assert table.covariance.tolist() == same.covariance.tolist()


def test_panels_of_linearmodels_give_the_coefficients_that_are_saved(executed, built):
    shown, _ = printed(executed("30_model", 2022)["panel-fits"])
    keys = ["outcome", "model", "years"]
    same = saved(built, 2022, "models").set_index(keys).loc[pd.MultiIndex.from_frame(shown[keys])]
    assert shown.estimate.tolist() == pytest.approx(same.estimate.tolist(), abs=5.1e-4)
    assert shown.crv3_std_error.tolist() == pytest.approx(same.std_error.tolist(), abs=5.1e-4)


@pytest.mark.parametrize(
    ("formula", "errors", "why"),
    [
        (
            "y ~ x + region",
            "HC3",
            "fits bivariate as 'y ~ x + region', and config.toml says 'y ~ x'",
        ),
        ("y ~ x", "HC1", "fits bivariate with HC1, and config.toml says 'HC3'"),
    ],
)
def test_official_models_are_those_that_pages_name(checkout_project, formula, errors, why):
    data = pd.DataFrame(
        {"x": range(20), "y": [one % 7 for one in range(20)], "region": [1, 2] * 10}
    )
    fits = {("dti-pci", "bivariate"): smf.ols(formula, data).fit(cov_type=errors)}
    parameters = Parameters.from_mapping({"YEAR": 2022}, checkout_project)
    Run(parameters, checkout_project).require_chosen(fits)
    with pytest.raises(UsageError, match=re.escape(why)):
        Run(parameters, checkout_project, official=True).require_chosen(fits)
