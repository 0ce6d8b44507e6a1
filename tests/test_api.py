"""What an academic gets from ``import pardx``."""

import doctest
import importlib
import re
import subprocess
import sys
import warnings

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

import pardx
from pardx.data.cache import cached, folder
from pardx.data.clean import local_panel
from pardx.data.geography import LOCAL
from pardx.errors import UsageError
from pardx.project import Project
from pardx.stats import association
from pardx.stats.bounds_evidence import listings
from pardx.stats.bounds_table import bounds_associations
from pardx.stats.panel import KEY, LONGEST, UNIT, column_name, long_panel, year_panels
from pardx.stats.press_claims import load_claims
from pardx.stats.ranks import used_ranks

mpl.use("Agg")
YEARS = (2020, 2021, 2022)


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def checkout(monkeypatch, root, cache):
    """Work on this checkout's data, with a cache that these tests share."""
    monkeypatch.setenv("PARDX_ROOT", str(root))
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))


@pytest.fixture
def long():
    return pardx.panel(YEARS)


def test_importing_pardx_imports_nothing_heavy():
    code = "import sys, pardx; print([m for m in ('numpy', 'pandas', 'scipy') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "module",
    [
        *("pardx", "pardx.api", "pardx.registered", "pardx.plot"),
        *("pardx.stats.published", "pardx.stats.coefficients"),
    ],
)
def test_examples_in_the_docstrings_hold(module):
    tried = doctest.testmod(importlib.import_module(module))
    assert tried.failed == 0
    assert tried.attempted > 0


def test_every_function_that_is_offered_has_a_runnable_example():
    offered = {name: getattr(pardx, name) for name in pardx.__all__}
    functions = {name: one for name, one in offered.items() if hasattr(one, "__code__")}
    functions |= {f"plot.{name}": getattr(pardx.plot, name) for name in ("tile_map", "scatter")}
    assert len(functions) > 15
    bare = {name for name, one in functions.items() if ">>> " not in one.__doc__}
    assert not bare
    assert {*pardx.__all__} <= {*dir(pardx)}


def test_a_long_panel_has_a_row_for_each_province_year_and_indicator(long):
    assert not long.duplicated(KEY).any()
    assert set(long.year) == {*YEARS}
    assert long.gso_code.nunique() == 63
    assert {*long.rank_is.dropna()} == {"printed", "counted"}
    known = long[long["rank"].notna()]
    assert known.rank_is.notna().all()
    assert (known["rank"] <= known.rank_of).all()
    withheld = long[long.quality == "X"]
    assert len(withheld)
    assert withheld.value.isna().all()


def test_its_ranks_are_those_of_the_pages(dictionary):
    found = pardx.values(2022)
    panel, long = local_panel(found, dictionary), long_panel(found, dictionary)
    for indicator in ("par_index", "sipas", "dti_total", "pci_total", "papi_d5_admin_procedures"):
        own = long[long.indicator == indicator].set_index("gso_code")
        expected = used_ranks(panel, indicator)["rank"].dropna()
        assert own["rank"].dropna().to_dict() == expected.to_dict()
        places = own.rank_of[own["rank"].notna()]
        assert {*places} == {used_ranks(panel, indicator)["places"].iloc[0]}


def test_pci_of_2007_counts_over_64(long):
    ranked = pardx.panel(2007, "pci_total").dropna(subset="rank")
    assert {*ranked.rank_of} == {64}
    assert 41 not in {*ranked["rank"]}  # Hà Tây's


def test_a_wide_panel_has_a_row_for_each_province_and_year():
    names = ["par_index", "sipas", "papi_sub_d1_participation_opportunities"]
    with pytest.warns(pardx.MethodBreakWarning):
        wide = pardx.panel(YEARS, names, wide=True)
    assert [*wide] == [
        *UNIT,
        *("papi_sub_d1_participation_opport", "par_index", "par_index_rank", "sipas", "sipas_rank"),
    ]
    assert wide.groupby("year").size().to_dict() == dict.fromkeys(YEARS, 63)
    assert wide.attrs["ranks"] == {"par_index_rank": "printed", "sipas_rank": "printed"}
    assert wide.attrs["breaks"]
    lone = wide[(wide.year == 2022) & (wide.province == "Hải Phòng")].iloc[0]
    assert (lone.par_index, lone.par_index_rank) == (90.09, 2)


def test_names_of_columns_fit_stata_and_are_told_apart(dictionary):
    ours = dictionary.measures[dictionary.measures.level.isin(LOCAL)]
    names = ours.indicator.unique()
    columns = [column_name(name) for name in names]
    columns += [column_name(name, rank=True) for name in names]
    twice = ours[ours.measure == "score"].groupby("indicator").unit.nunique().gt(1)
    columns += [column_name(f"{name}_percent") for name in twice.index[twice]]
    assert len({*columns}) == len(columns)
    assert max(map(len, columns)) == LONGEST


def test_breaks_come_with_the_panel_and_are_warned_of():
    with pytest.warns(pardx.MethodBreakWarning, match="sipas in 2022"):
        panel = pardx.panel([2021, 2022], "sipas")
    assert [(one["indicator"], one["year"]) for one in panel.attrs["breaks"]] == [("sipas", 2022)]
    with pytest.warns(pardx.MethodBreakWarning, match="and [0-9]+ more"):
        pardx.panel([2021, 2022], wide=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pardx.panel([2022, 2023], "sipas")
        pardx.panel([2021, 2022])


def test_a_warning_is_told_where_the_panel_was_asked_for():
    with pytest.warns(pardx.MethodBreakWarning) as told:
        pardx.panel([2021, 2022], "sipas", wide=True)
    assert told[0].filename == __file__


def test_regimes_part_the_years_of_a_panel(long):
    runs = pardx.regimes(long, "par_index")
    assert runs.index.equals(long.index)
    assert long.groupby(runs).year.unique().map(sorted).to_dict() == {
        "2020-2021": [2020, 2021],
        "2022": [2022],
    }
    assert pardx.breaks("par_index", YEARS).year.tolist() == [2022]


def test_values_and_observations_reach_above_provinces():
    values = pardx.values(2022, level="region")
    assert {*values.level} == {"region"}
    assert values.entity.nunique() > 3
    printed = pardx.observations(2022, values.indicator[0], level="region")
    assert {*printed.indicator} == {values.indicator[0]}
    assert printed.source_id.ne("").all()
    with pytest.raises(UsageError, match="no level 'regions'; did you mean region?"):
        pardx.values(2022, level="regions")


@pytest.mark.parametrize(
    ("years", "told"),
    [
        (2032, "no data for 2032; the nearest year is 2025 (data: 2006 to 2025)"),
        ("2022", "'2022' is no year (a whole number, without quotes)"),
        ([2022, True], "True is no year"),
        ([], "no year is given"),
    ],
)
def test_a_year_without_data_is_told_from_the_nearest(years, told):
    with pytest.raises(UsageError, match=re.escape(told)):
        pardx.panel(years)


def test_an_indicator_has_names_in_both_languages():
    listed = pardx.indicators()
    assert listed[["label_en", "label_vi", "short_en", "short_vi"]].ne("").all(axis=None)
    by_id = pardx.panel(2022, "pci_total")
    for name in ("PCI", listed.label_vi["pci_total"], listed.label_en["pci_total"]):
        pd.testing.assert_frame_equal(pardx.panel(2022, name), by_id)
    with pytest.raises(UsageError, match="no indicator 'pci_totall'; did you mean pci_total?"):
        pardx.panel(2022, "pci_totall")


OWN = pd.DataFrame({"Tỉnh": ["TP. Cần Thơ", "THUA THIEN HUE", "Hà Nộii"], "staff": [1.0, 2.0, 3.0]})


def test_a_join_resolves_spellings_and_says_what_did_not_match():
    wide = pardx.panel(2022, "dti_total", wide=True)
    with pytest.warns(pardx.UnmatchedWarning, match="'Hà Nộii'; did you mean Hà Nội?"):
        joined = pardx.join(wide, OWN)
    known = joined.dropna(subset="staff").set_index("province").staff
    assert known.to_dict() == {"Thừa Thiên Huế": 2.0, "Cần Thơ": 1.0}
    assert len(joined) == 63
    assert joined.attrs["unmatched"]["other"] == ["Hà Nộii"]
    assert len(joined.attrs["unmatched"]["frame"]) == 61


@pytest.mark.parametrize(
    ("other", "on", "told"),
    [
        (OWN, "Tinh", "has no column 'Tinh'; did you mean Tỉnh?"),
        (OWN.assign(region=1), "Tỉnh", "both tables have region"),
        (pd.concat([OWN, OWN]), "Tỉnh", "several rows of one province: TP. Cần Thơ"),
    ],
)
def test_a_join_that_would_go_wrong_is_refused(other, on, told):
    wide = pardx.panel(2022, "dti_total", wide=True)
    with pytest.raises(UsageError, match=re.escape(told)):
        pardx.join(wide, other.reset_index(drop=True), on=on)


def test_associations_are_the_same_of_any_form_of_the_panel(dictionary, long):
    panels = {year: local_panel(pardx.values(year), dictionary) for year in YEARS}
    expected = association.associations(panels, dictionary.tests, seed=2022, draws=49)[0]
    with pytest.warns(pardx.MethodBreakWarning):
        wide = pardx.panel(YEARS, wide=True)
    for panel in (long, wide):
        found = pardx.associations(panel, draws=49)
        pd.testing.assert_frame_equal(found, expected)


def test_a_column_of_your_own_is_tested_like_an_index():
    wide = pardx.panel(2022, wide=True)
    wide["mine"] = wide.pci_total + np.arange(len(wide)) % 7
    test = {"role": "exploratory", "outcome": "mine", "predictor": "pci_total", "without": ""}
    tests = pd.DataFrame([test], index=pd.Index(["own"], name="test"))
    found = pardx.associations(wide, tests, draws=49).iloc[0]
    assert found.n == 63
    assert found.estimate == pytest.approx(wide.mine.corr(-wide.pci_total_rank, method="spearman"))


def test_bounds_are_those_of_the_report(dictionary):
    panels = {year: local_panel(pardx.values(year), dictionary) for year in (2018, 2019)}
    claims = load_claims(dictionary.project, 2019)
    lists = listings(panels, pardx.values(2019), claims, dictionary)
    found = pardx.bounds(pardx.panel([2018, 2019]))
    pd.testing.assert_frame_equal(found, bounds_associations(lists, dictionary, 2019))


@pytest.mark.parametrize(
    ("panel", "told"),
    [
        ({2022: OWN}, "takes a panel, not a dict"),
        (OWN, "has no column gso_code, province, region, year"),
    ],
)
def test_what_is_no_panel_is_refused_with_an_example(panel, told):
    with pytest.raises(UsageError, match=re.escape(told)) as refused:
        pardx.associations(panel)
    assert "associations(pardx.panel(2022))" in str(refused.value)


def test_a_province_twice_and_no_draws_are_refused(long):
    with pytest.raises(UsageError, match="one row for each province and year"):
        pardx.associations(pd.concat([long, long]))
    wide = pardx.panel(2022, "pci_total", wide=True)
    with pytest.raises(UsageError, match="has 01 twice in 2022"):
        pardx.associations(pd.concat([wide, wide.head(1)]))
    with pytest.raises(UsageError, match="draws must be at least 1, not 0"):
        pardx.associations(long, draws=0)


def test_a_pair_is_what_the_models_of_its_test_use():
    two = pardx.pair("dti-par-rest", 2022)
    assert (two.attrs["outcome"], two.attrs["without"]) == ("par_index", "sipas")
    assert {"province", "region", "log_grdp_per_capita", "urban_share"} <= {*two}
    row = pardx.associations(pardx.panel(2022), draws=19).query("test == 'dti-par-rest'").iloc[0]
    assert two[["x", "y"]].dropna().shape[0] == row.n
    with pytest.raises(UsageError, match="no test 'dti-pcl'; did you mean dti-pci?"):
        pardx.pair("dti-pcl", 2022)


def test_tidy_gathers_the_fits_of_a_pair():
    two = pardx.pair("dti-pci", 2022).dropna()
    formulas = {"alone": "y ~ x", "income": "y ~ x + log_grdp_per_capita"}
    fits = {name: smf.ols(one, two).fit(cov_type="HC3") for name, one in formulas.items()}
    table = pardx.tidy(fits, "x")
    assert table.estimate.tolist() == [fit.params["x"] for fit in fits.values()]
    assert table.ci_high.tolist() == [fit.conf_int().loc["x", 1] for fit in fits.values()]


def test_a_map_takes_any_spelling_and_refuses_a_stranger():
    drawn = pardx.plot.tile_map(pd.Series({"ha noi": 1.0, "79": -2.0}, name="Residual"))
    words = [text.get_text() for text in drawn.axes[0].texts]
    assert {"1", "-2", "Hà", "Nội"} <= {*words}
    assert words.count("–") == 61
    with pytest.raises(UsageError, match="no province 'Hanoii'"):
        pardx.plot.tile_map(pd.Series({"Hanoii": 1.0}))
    with pytest.raises(UsageError, match="Hà Nội has two values"):
        pardx.plot.tile_map(pd.Series([1.0, 2.0], index=["01", "Hà Nội"]))


def test_a_scatter_names_the_farthest_points():
    two = pardx.pair("dti-pci", 2022)
    fit = smf.ols("y ~ x", two.dropna(subset=["x", "y"])).fit()
    expected = two.province[fit.resid.abs().nlargest(3).index].tolist()
    ax = pardx.plot.scatter(two, label=3)
    assert [text.get_text() for text in ax.texts] == expected
    assert ax.get_title(loc="left") == "n = 63"
    with pytest.raises(UsageError, match="no column 'xx'"):
        pardx.plot.scatter(two, "xx")


def test_former_and_misspelt_names_are_answered():
    with pytest.raises(AttributeError, match=r"it is pardx\.panel now"):
        pardx.load_panel  # noqa: B018
    with pytest.raises(AttributeError, match="did you mean associations?"):
        pardx.asociations  # noqa: B018


def test_the_cache_follows_the_data(small_project, print_table):
    made = []

    def make(years):
        made.extend(years)
        return [{"one": pd.DataFrame({"y": [n]}), "two": pd.DataFrame({"y": [-n]})} for n in years]

    line = "province,Hà Nội,par_index,rank,1,rank,,baotintuc-vn-d98230,0,"
    print_table(2022, "par_index", line)
    before = folder(small_project)
    assert [one.y[0] for one in cached(small_project, [2021, 2022], "one", make)] == [2021, 2022]
    assert [one.y[0] for one in cached(small_project, [2022], "two", make)] == [-2022]
    assert made == [2021, 2022], "the second table comes from the cache"
    (before / "2022-one.parquet").write_bytes(b"torn")
    assert cached(small_project, [2022], "one", make)[0].y[0] == 2022
    print_table(2022, "par_index", line.replace(",1,", ",2,"))
    assert folder(small_project) != before


def test_a_cache_that_cannot_be_written_is_done_without(small_project, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("no folder", "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    made = cached(small_project, [2022], "one", lambda _: [{"one": pd.DataFrame({"y": [2022]})}])
    assert made[0].y[0] == 2022


def test_the_panels_of_years_are_made_again_from_a_long_one(dictionary, long):
    rebuilt = year_panels(long, dictionary)
    assert [*rebuilt] == [*YEARS]
    original = local_panel(pardx.values(2022), dictionary)
    for name in ("par_index_score", "grdp_per_capita_value", "dti_total_rank_quality"):
        pd.testing.assert_series_equal(rebuilt[2022][name], original[name], check_names=False)


def test_outside_a_checkout_a_notebook_of_the_repository_says_what_it_needs(monkeypatch, tmp_path):
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("PARDX_ROOT", str(tmp_path))
    assert not Project.here().is_checkout
    with pytest.raises(UsageError, match=r"pardx\.run needs a checkout"):
        pardx.run(YEAR=2022)
