"""Each figure of 2022 against the rows it was printed in: which value, which grade, whose place."""

import by_hand
import goldens
import pandas as pd
import pytest

MEASURES = ("score", "rank")
SOURCES = "data/raw/sources.csv"
TABLES = ("bounds", "values")


@pytest.fixture(scope="module")
def printed(built):
    """Return the rows that print figures of provinces for the whole of 2022."""
    tables = [goldens.read(path) for path in sorted((built.root / "data/raw/2022").glob("*.csv"))]
    rows = pd.concat(tables, ignore_index=True)
    rows = rows[(rows.level == "province") & (rows.period.fillna("") == "")]
    kinds = goldens.read(built.root / SOURCES).set_index("source_id").kind
    entity = rows.entity.replace("Hồ Chí Minh", "TP. Hồ Chí Minh")
    return rows.assign(
        entity=entity, kind=rows.source_id.map(kinds), value=rows.value.astype(float)
    )


@pytest.fixture(scope="module")
def named(panels):
    """Return the panel of 2022 by the names of its provinces."""
    return panels[2022].set_index("province")


@pytest.fixture(scope="module")
def ranking(result):
    return result("ranking").set_index("province")


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("indicator", goldens.HEADLINE)
def test_a_value_is_one_that_a_source_prints_as_that_measure(printed, named, indicator, measure):
    rows = printed[(printed.indicator == indicator) & (printed.measure == measure)]
    column = f"{indicator}_{measure}"
    if rows.empty:
        assert column not in named
        return
    known = named[named[f"{column}_quality"].isin(["A", "B"])]
    for province, value in known[column].items():
        assert (rows.value[rows.entity == province] - value).abs().min() < 1e-9, province
    assert set(known.index) <= set(rows.entity)


@pytest.mark.parametrize("measure", MEASURES)
def test_a_grade_says_who_prints_that_measure(printed, named, measure):
    """Of figures in one row: A from an official source, B from another, C when derived."""
    rows = printed[printed.indicator.isin(goldens.HEADLINE) & (printed.measure == measure)]
    once = rows[~rows.duplicated(["entity", "indicator"], keep=False)]
    found, expected = [], []
    for row in once.itertuples():
        value = named.loc[row.entity, f"{row.indicator}_{measure}"]
        grade = named.loc[row.entity, f"{row.indicator}_{measure}_quality"]
        if value == row.value:
            found.append(grade)
            plain = "A" if row.kind == "official" else "B"
            expected.append("C" if row.derived == 1 else plain)
    assert found == expected
    assert {"A", "B", "C"} <= set(found) if measure == "rank" else "A" in found


@pytest.mark.parametrize("indicator", goldens.HEADLINE)
def test_the_ranking_shows_score_rank_and_the_grade_of_its_rank(ranking, named, indicator):
    panel = named.loc[ranking.index]
    rank, places = by_hand.standing(panel, indicator)
    score = by_hand.column(panel, f"{indicator}_score")
    pd.testing.assert_series_equal(
        ranking[f"{indicator}_score"], score, check_names=False, rtol=1e-8
    )
    pd.testing.assert_series_equal(
        ranking[f"{indicator}_rank"], rank, check_names=False, check_dtype=False
    )
    assert set(ranking[f"{indicator}_places"]) == {places}
    grade = panel[f"{indicator}_score_quality"]
    if f"{indicator}_rank_quality" in panel:
        grade = panel[f"{indicator}_rank_quality"].mask(lambda own: own == "", grade)
    assert [*ranking[f"{indicator}_quality"]] == [*grade]


def test_some_grade_of_a_rank_is_not_that_of_its_score(named):
    """Otherwise the test above could not tell one from the other."""
    pairs = named[["par_index_score_quality", "par_index_rank_quality"]]
    both = pairs[(pairs != "").all(axis=1)]
    assert (both.iloc[:, 0] != both.iloc[:, 1]).any()


@pytest.mark.parametrize("indicator", goldens.HEADLINE)
def test_rank_one_is_the_highest_score(ranking, indicator):
    known = ranking[[f"{indicator}_score", f"{indicator}_rank"]].dropna()
    assert known.corr("spearman").iloc[0, 1] < -0.99


def test_a_rank_change_counts_places_gained_since_the_year_before(ranking, panels):
    before = panels[2021].set_index("province")
    for indicator in ("par_index", "dti_total", "pci_total"):
        then = by_hand.standing(before, indicator)[0].reindex(ranking.index)
        gained = (then - ranking[f"{indicator}_rank"]).dropna()
        changes = ranking[f"{indicator}_rank_change"]
        pd.testing.assert_series_equal(
            changes[gained.index], gained, check_names=False, check_dtype=False
        )
        assert len(gained) > 15


def test_a_bound_is_no_score(result, cleaned, named, ranking):
    key = ["gso_code", "indicator", "unit"]
    bounds, values = (table[table.level == "province"] for table in map(cleaned, TABLES))
    scores = values[(values.measure == "score") & (values.period == "") & values.value.notna()]
    assert bounds.merge(scores, on=key).empty
    ours = bounds[bounds.indicator.isin(goldens.HEADLINE)]
    assert len(bounds) > 100
    assert len(ours) > 50
    for row in ours.itertuples():
        shown = (table.loc[row.entity, f"{row.indicator}_score"] for table in (named, ranking))
        assert all(map(pd.isna, shown)), (row.entity, row.indicator)
    assert len(result("bounds")) == len(cleaned("bounds"))


def test_first_and_last_hold_the_ends_of_the_ranks(result, named):
    glance = result("glance").set_index("indicator")
    extremes = result("extremes")
    for indicator in goldens.HEADLINE:
        rank, places = by_hand.standing(named, indicator)
        assert glance["first"][indicator] == ", ".join(rank.index[rank == 1])
        assert glance["last"][indicator] == ", ".join(rank.index[rank == by_hand.PLACES])
        ends = extremes[extremes.indicator == indicator]
        for end, inside in (("top", rank <= 5), ("bottom", rank > places - 5)):
            shown = ends[ends.end == end].set_index("province")["rank"]
            assert shown.to_dict() == rank[inside].to_dict()
    score = named.par_index_score
    assert score[glance["first"]["par_index"]] == score.max()


def test_a_glance_counts_and_means_what_the_tables_hold(result, named, built):
    glance = result("glance").set_index("indicator")
    means = {
        year: pd.concat(goldens.read(path) for path in (built.root / f"data/raw/{year}").glob("*"))
        for year in (2021, 2022)
    }
    entity = {"par_index": "par_index", "sipas": "sipas", "dti_total": "dti_mean_province"}
    for indicator, row in glance.iterrows():
        score = by_hand.column(named, f"{indicator}_score")
        assert row.n_scores == score.count()
        assert row.n_ranks == by_hand.standing(named, indicator)[0].count()
        assert row.above_mean == (score > row["mean"]).sum()
        assert pd.isna(row["mean"]) == (indicator not in entity)
        if indicator in entity:
            for year, mean in ((2021, row.mean_before), (2022, row["mean"])):
                rows = means[year].query("indicator == @entity[@indicator] and measure == 'score'")
                above = rows[~rows.level.isin(["province", "ministry", "region"])]
                assert (above.value.astype(float) - mean).abs().min() < 1e-9
    changes = (glance["mean"] - glance.mean_before).where(glance.refused_en == "")
    pd.testing.assert_series_equal(glance.mean_change, changes, check_names=False)
    assert set(glance.index[glance.refused_en != ""]) == {"par_index", "sipas"}


def test_shares_and_means_of_the_missing_are_those_of_the_two_groups(result, panels):
    panel, table = panels[2022], result("missingness")
    regions = table[table.trait.isin(panel.region)]
    assert len(regions) >= 30
    for row in regions.itertuples():
        known = by_hand.standing(panel, row.indicator)[0].notna()
        inside = panel.region == row.trait
        assert (row.n_covered, row.n_absent) == (known.sum(), (~known).sum())
        assert row.covered == pytest.approx(inside[known].mean(), rel=1e-8)
        if (~known).any():
            assert row.absent == pytest.approx(inside[~known].mean(), rel=1e-8)


@pytest.mark.parametrize("year", [2020, 2021, 2022])
def test_figures_of_part_of_a_year_and_targets_stay_out_of_the_panel(built, panels, cleaned, year):
    values = cleaned("values", year)
    ours = values[(values.level == "province") & values.value.notna()]
    partial = ours[(ours.period != "") | (ours.measure == "target")]
    whole = ours[(ours.period == "") & (ours.measure != "target")]
    only = set(partial.indicator + "_" + partial.measure) - set(
        whole.indicator + "_" + whole.measure
    )
    assert not only & set(panels[year].columns)
    assert not [name for name in panels[year] if name.endswith("_target")]
    cells = {(r.gso_code, f"{r.indicator}_{r.measure}") for r in whole.itertuples()}
    for row in partial.itertuples():
        name = f"{row.indicator}_{row.measure}"
        if name in panels[year] and (row.gso_code, name) not in cells:
            assert pd.isna(panels[year].loc[row.gso_code, name])
    if year != 2020:
        assert only
