"""Used figures that no list of all provinces can satisfy, as rows of conflicts and on the page."""

import pandas as pd
import pytest

from pardx.curation import quality
from pardx.data.reconcile import CLASH, CONFLICTS
from pardx.report.coverage import conflicts_table
from pardx.stats.clashing import all_clashes, clashing
from pardx.stats.press_claims import load_claims


@pytest.fixture(scope="module")
def years(cleaned_year):
    return {year: vars(cleaned_year(year)) for year in (2022, 2023)}


@pytest.fixture(scope="module")
def every(years, dictionary):
    return all_clashes(years, dictionary)


@pytest.fixture(scope="module")
def found(every):
    return every[every.year == 2023]


def test_bac_ninh_is_ahead_of_the_third_and_finds_no_place(found):
    """ICT Index 2023: 0.664, above the third's 0.6514, and the first two places are held."""
    assert [*found] == CONFLICTS
    assert {*found.indicator} == {"ict_index"}
    assert {*zip(found.entity, found.measure, found.value, strict=True)} == {
        ("Đà Nẵng", "rank", 1),
        ("Cần Thơ", "rank", 2),
        ("Quảng Ninh", "rank", 3),
        ("Quảng Ninh", "score", 0.6514),
        ("Bắc Ninh", "score", 0.664),
    }
    assert (found.value_used == found.value).all()
    assert {*found.settled_by} == {CLASH}
    assert found.sources.str.len().all()


def planted(years, dictionary, changed, claims=None):
    """Return the clashes of 2022 with some used figures of PAR INDEX changed."""
    tables = {name: years[2022][name].copy() for name in ("panel", "values")}
    tables["panel"] = tables["panel"].filter(regex="^(province|region|par_index)")
    changed(**tables)
    register = load_claims(dictionary.project, 2022) if claims is None else claims
    return clashing({2022: tables["panel"]}, tables["values"], register, dictionary)


def test_nothing_of_2022_clashes(years, every):
    none = every[every.year == 2022]
    assert none.empty
    disagree = years[2022]["conflicts"]
    joined = pd.concat([disagree, none], ignore_index=True)
    pd.testing.assert_frame_equal(joined, disagree.reset_index(drop=True))


@pytest.mark.slow
def test_a_planted_mean_is_found_with_its_source_and_region(years, dictionary):
    def change(values, panel):
        at = (values.entity == "Đông Nam Bộ") & (values.indicator == "par_index")
        values.loc[at & (values.measure == "score"), "value"] = 99.0

    rows = planted(years, dictionary, change)
    [mean] = rows[rows.entity == "Đông Nam Bộ"].itertuples()
    assert (mean.level, mean.measure, mean.value) == ("region", "score", 99.0)
    assert mean.sources
    assert {*rows.indicator} == {"par_index"}
    assert (rows.level == "province").any(), "a mean clashes with something"
    assert len(rows) < 15, "the smallest set that clashes: not all figures of the index"


def test_a_planted_rank_in_the_region_is_found_with_its_claim(years, dictionary):
    """Cần Thơ is 10th of the country, An Giang 24th: it cannot be behind twelve of its region."""
    claims = load_claims(dictionary.project, 2022)
    ours = (claims.kind == "regional_rank") & (claims.indicator == "par_index")
    at = claims.index[ours & (claims.entities == "Cần Thơ")]
    claims.loc[at, "value_claimed"] = 13.0
    rows = planted(years, dictionary, lambda **_: None, claims)
    [regional] = rows[rows.measure == "regional_rank"].itertuples()
    assert (regional.entity, regional.value) == ("Cần Thơ", 13)
    assert regional.sources == claims.source_id[at[-1]]


def test_check_data_names_them_with_their_values(years, every, dictionary, monkeypatch):
    known = {id(years): every}
    monkeypatch.setattr(quality, "all_clashes", lambda asked, _: known[id(asked)])
    said = quality._clashing(years, dictionary)
    assert "1 lists\n  ict_index 2023: rank 3 of Quảng Ninh" in said
    assert "score 0.664 of Bắc Ninh" in said


@pytest.mark.parametrize(
    ("lang", "note", "cell"),
    [
        ("en", "5 used figures of ICT Index contradict each other", "none is taken out"),
        ("vi", "5 số liệu được sử dụng của ICT Index mâu thuẫn với nhau", "không loại số liệu nào"),
    ],
)
def test_the_page_shows_them_and_does_not_count_them_as_reconciled(
    years, found, dictionary, lang, note, cell
):
    disagree = years[2023]["conflicts"]
    both = pd.concat([disagree, found])
    shown = conflicts_table(both, dictionary, 2023).written(lang)
    assert shown.title == conflicts_table(disagree, dictionary, 2023).written(lang).title
    assert note in shown.html
    assert shown.html.count(cell) == len(found)
    alone = conflicts_table(found, dictionary, 2023).written(lang)
    assert alone.title.startswith("5 ")
