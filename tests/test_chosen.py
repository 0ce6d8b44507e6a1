"""What config.toml chooses is done, and said on the pages: built on scratch copies."""

import pandas as pd
import pytest
from choosing import DRAWS, edit, table, words

pytestmark = pytest.mark.slow


# Two builds take all choices: the first a further control set and other errors, the second figures
# of one's own in the place of a control, a further headline index and another colour.


@pytest.fixture(scope="module")
def chosen(tmp_path_factory, lay_out, run_pardx):
    """Return a function that builds 2022 with some texts of config.toml replaced by others.

    ``models`` are replaced in the notebook of models; ``own`` is a table of one's own.
    """

    def build(*changes, models=(), own=None):
        folder = tmp_path_factory.mktemp("chosen") / "scratch"
        scratch = lay_out(folder, years=(2020, 2021, 2022, 2006))
        if own is not None:
            path = scratch.root / "data" / "local" / "own" / "staff.csv"
            path.parent.mkdir(parents=True)
            own.to_csv(path, index=False)
        edit(scratch.root / "config.toml", changes)
        edit(scratch.notebooks / "30_model.ipynb", models)
        made = run_pardx(scratch, "report", "YEAR=2022", DRAWS)
        assert made.returncode == 0, made.stderr
        return scratch

    return build


@pytest.fixture(scope="module")
def with_jobs(chosen):
    """Return a build with a further control set and errors clustered by region."""
    own = '"log_grdp_per_capita", "urban_share", "unemployment_rate"'
    errors = 'cov_type=\\"cluster\\", cov_kwds={\\"groups\\": sample.region.factorize()[0]}'
    return chosen(
        ('region = ["region"]', f'jobs = [{own}]\nregion = ["region"]'),
        ('partial = "income, urban"', 'partial = "jobs"'),
        ('missing = "income, urban, procedures"', 'missing = "jobs"'),
        ('covariance = "HC3"', 'covariance = "cluster by region"'),
        models=[(r"cov_type=\"HC3\", use_t=True", f"{errors}, use_t=True")],
    )


@pytest.fixture(scope="module")
def with_staff(chosen, root):
    """Return a build with figures of one's own, another headline index and another colour."""
    held = '"log_grdp_per_capita", "log_staff"'
    places = pd.read_csv(root / "data/raw/geography/provinces63.csv", dtype=str).name_vi
    staff = [f"{2 + number % 7}.{number % 10}" for number in range(len(places))]
    return chosen(
        ('region = ["region"]', f'own = [{held}]\nfull = [{held}, "region"]\nregion = ["region"]'),
        ('\nincome = "income, urban"', '\nincome = "own"'),
        ('controls = "income, urban, region"', 'controls = "full"'),
        ('partial = "income, urban"', 'partial = "own"'),
        ('missing = "income, urban, procedures"', 'missing = "own"'),
        (
            'outliers = ["Hà Nội", "TP. Hồ Chí Minh", "Đà Nẵng", "Quảng Ninh"]',
            'outliers = ["Hà Nội", "Bắc Ninh", "Quảng Ninh"]',
        ),
        ("not_in_models = [", 'not_in_models = [\n  "income, urban",\n  "income, urban, region",'),
        (
            '  "pci_total",\n]\n# Provinces',
            '  "pci_total",\n  "papi_d2_transparency",\n]\n# Provinces',
        ),
        ('accent = "#12436d"', 'accent = "#123456"'),
        own=pd.DataFrame({"Tỉnh": places, "Năm": 2022, "staff": staff}),
        models=[
            (
                r'"y ~ x + log_grdp_per_capita + urban_share\"',
                r'"y ~ x + log_grdp_per_capita + log_staff\"',
            ),
            (
                r"log_grdp_per_capita + urban_share + C(region)",
                r"log_grdp_per_capita + log_staff + C(region)",
            ),
        ],
    )


PAGES = ("academic",)


def test_a_control_set_adds_and_every_sentence_names_it(with_jobs, built):
    project = with_jobs
    before, after = (table(one, "specifications") for one in (built, project))
    assert set(after.controls) - set(before.controls) == {"jobs"}
    kept = after[after.controls != "jobs"]
    assert (kept.weights == "none").sum() == (before.weights == "none").sum()
    models = table(project, "models")
    assert set(table(built, "models").model) < set(models.model)
    assert models[models.model == "jobs"].controls.str.contains("unemployment_rate 2022").all()
    assert "unemployment_rate" in set(table(project, "missingness").trait)
    changed = table(project, "partial").partial - table(built, "partial").partial
    assert changed.abs().max() > 1e-4
    for page in PAGES:
        said, viet = words(project, f"{page}.html"), words(project, f"{page}.vi.html")
        held = "log GRDP per capita, urban share, and unemployment"
        assert f"with {held}" in said
        assert f"controlling for the other indices shown, {held}" in said
        assert f"of having figures, estimated from {held}" in said
        assert f"{held};" in said, "a choice of the curve"
        giu = "log GRDP bình quân đầu người, tỷ lệ dân số thành thị và tỷ lệ thất nghiệp"
        assert f"có {giu}" in viet
        assert f"các chỉ số khác được nêu, {giu}" in viet
        assert f"ước lượng từ {giu}" in viet


def test_figures_of_ones_own_replace_a_control_in_models_and_sentences(with_staff):
    """Two files: the table in data/local/own, and config.toml with the notebook's formulas."""
    project = with_staff
    models = table(project, "models")
    own = models[models.model.isin(["income", "controls"])]
    assert own.controls.eq("grdp_per_capita 2022, staff 2022").all()
    assert "log_staff" in {*own.predictor}
    assert "urban_share" not in {*own.predictor}
    for page in PAGES:
        said, viet = words(project, f"{page}.html"), words(project, f"{page}.vi.html")
        named = "log GRDP per capita and log staff; with log GRDP per capita, log staff, and region"
        assert f"in turn: DTI alone; with {named} effects." in said
        assert "Main model: with log GRDP per capita, log staff, and region effects." in said
        assert "Fractional logit, with log GRDP per capita and log staff: " in said
        assert "with or without Hà Nội, Bắc Ninh, and Quảng Ninh" in said
        assert "partly that of the controls" in said
        assert "thuộc về các biến kiểm soát" in viet
        assert (
            "own-staff, kept on this computer only and not to be redistributed (own data)" in said
        )
        assert "không được phân phối lại (dữ liệu riêng)" in viet
    assert "staff (own data)" in words(project, "sources.html")


def test_other_standard_errors_are_said_to_be_others(with_jobs, built):
    project = with_jobs
    models = table(project, "models")
    ols = models[models.estimator.isin(["OLS", "WLS"]) & models.model.ne("wild")]
    ols = ols[ols.model.ne("convergence_beta") & ~ols.model.str.startswith("panel")]
    assert set(ols.covariance) == {"cluster by region"}
    same = table(built, "models").query("model == 'controls'").reset_index(drop=True)
    own = models.query("model == 'controls'").reset_index(drop=True)
    assert own.estimate.astype(float).tolist() == pytest.approx(same.estimate.astype(float))
    assert own.std_error.astype(float).tolist() != pytest.approx(same.std_error.astype(float))
    for page in PAGES:
        said, viet = words(project, f"{page}.html"), words(project, f"{page}.vi.html")
        clustered = "standard errors clustered by region"
        assert f"95% confidence interval, {clustered}, 2022" in said
        assert f"Least squares with {clustered} and t intervals" in said
        assert "Bình phương nhỏ nhất với sai số chuẩn phân cụm theo vùng" in viet
        assert f"OLS, {clustered} (but fractional logit: HC3 standard errors)" in said
        assert "95%, sai số chuẩn phân cụm theo vùng, năm 2022" in viet
        assert "OLS, sai số chuẩn phân cụm theo vùng (riêng fractional logit" in viet
        assert "least squares, HC3 standard errors" in said, "the curve's are still those"


def test_a_headline_index_is_named_in_config_alone(with_staff, run_pardx):
    project = with_staff
    assert table(project, "ranking").papi_d2_transparency_rank.ne("").sum() > 50
    for name in ("glance", "extremes", "regions", "noise", "missingness"):
        assert "papi_d2_transparency" in set(table(project, name).indicator)
    linked = table(project, "partial")
    assert "papi_d2_transparency" in {*linked.one, *linked.other}
    for page in ("index", *PAGES):
        for lang in ("", ".vi"):
            text = (project.report(2022) / f"{page}{lang}.html").read_text("utf-8")
            assert 'class="i-g"' in text or page != "index", "the map switches to it"
            assert "--accent: #123456;" in text
            assert words(project, f"{page}{lang}.html").count("PAPI D2") > 5
    again = run_pardx(project, "report", "YEAR=2022", DRAWS)
    assert again.stdout == "reports/2022/index.html is up to date: nothing to do\n"
    config = project.root / "config.toml"
    config.write_text(config.read_text("utf-8").replace("convention = 10", "convention = 12"))
    planned = run_pardx(project, "report", "YEAR=2022", DRAWS, MAKEFLAGS="n")
    assert "pardx.pipeline.steps 30_model YEAR=2022" in planned.stdout
