"""Every cell of every page table, in both languages, against the CSV that the page offers.

How a cell follows from the CSV is written down here once, without ``src``. One table needs a
second file, because the one they offer does not hold all they show:

- ``tab-standings`` of a brief names grades (``values.csv``) and who shares a rank
  (``ranking.csv``), and marks a national figure that was not published (``glance.csv``).

Names of indicators, provinces, regions, ministries and sources come from ``data/catalogue`` and
``data/raw``; the words of pages that no file holds are listed in ``said.py``.
"""

import pandas as pd
import pytest
from brief_rules import BRIEFS, Facts, brief_differences
from page_rules import RULES, differences
from reading import (
    HEADLINE,
    LANGUAGES,
    MISSING,
    Year,
    frame,
    number,
    page_name,
    shown,
    tables,
    tree,
)
from trace_rules import trace_faults

PAGES = ("academic", "ministries", "national", "sources")
"""The policy report has rules of its own: ``test_policy.py``."""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("year", [2022, 2006])
def test_every_cell_follows_from_the_csv_the_page_offers(built, year, page, lang):
    of = Year(built.root, year)
    found = tables(of.folder / page_name(page, lang))
    assert found or year == 2006
    faults = [one for table in found for one in differences(table, of, lang)]
    assert not faults, "\n".join(faults[:30])


def test_every_table_of_the_list_is_on_a_page(built):
    of = Year(built.root, 2022)
    there = {one.id for page in PAGES for one in tables(of.folder / page_name(page, "en"))}
    assert set(RULES) - {"tab-panel"} <= there, "three years of panels make the other one"


@pytest.mark.parametrize("year", [2022, 2006])
def test_the_ranking_grades_the_rank_it_prints_else_the_score(built, year):
    of = Year(built.root, year)
    values = frame(of.root / "data" / "processed" / str(year) / "values.csv")
    values = values[values.level == "province"]
    graded = values.set_index(["indicator", "gso_code", "measure"]).quality.to_dict()
    for row in of.csv("ranking").to_dict("records"):
        for name in HEADLINE:
            grades = [graded.get((name, row["gso_code"], one)) for one in ("rank", "score")]
            wanted = next((one for one in grades if one), MISSING)
            shown_grade = row[f"{name}_quality"]
            assert wanted == (MISSING if pd.isna(shown_grade) else shown_grade), (name, row)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_other_csv_of_the_year_would_do(built, lang):
    of = Year(built.root, 2022)
    found = [one for page in PAGES for one in tables(of.folder / page_name(page, lang))]
    others = sorted((of.folder / "data").glob("*.csv"))
    passed = [
        f"{table.id} would pass with {other.name}"
        for table in found
        for other in others
        if other != of.folder / table.offered and not differences(table, of, lang, other)
    ]
    assert not passed, "\n".join(passed[:30])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slug", BRIEFS)
def test_every_cell_of_a_brief_follows_from_its_csv(site, slug, lang):
    assert brief_differences(Year(site.root, 2022), slug, lang) == []


@pytest.mark.parametrize("slug", BRIEFS)
def test_the_csv_of_a_brief_holds_the_ranking_of_its_own_province(site, slug):
    of = Year(site.root, 2022)
    facts = Facts(of, slug)
    for name in set(HEADLINE) & set(facts.of_section["standing"]):
        row = facts.ranking.loc[facts.code]
        ours = [facts.get("standing", name, one) for one in ("score", "rank", "change")]
        theirs = [row[f"{name}_{one}"] for one in ("score", "rank", "rank_change")]
        assert ours == pytest.approx(theirs, nan_ok=True), (slug, name)
        for code in facts.of_section["peer"]:
            rank = facts.ranking.at[code, f"{name}_rank"]
            assert facts.get("peer", code, f"{name}_rank") == pytest.approx(rank, nan_ok=True)
    assert facts.code in facts.of_section["peer"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("year", [2022, 2006])
def test_trace_pages_show_used_values_and_the_raw_lines_behind_them(built, year, lang):
    of = Year(built.root, year)
    families = sorted(path.stem for path in (of.root / "data" / "raw" / str(year)).glob("*.csv"))
    found = []
    for family in families:
        found += trace_faults(of, tree(of.folder / "trace" / page_name(family, lang)), lang)
    assert families
    assert not found, "\n".join(found[:30])


def known_provinces(ranking, name):
    """Return how many provinces have a score or a rank, as the way in counts them."""
    known = ranking[[f"{name}_score", f"{name}_rank"]].notna().any(axis=1).sum()
    return str(known) if known else MISSING


def placed(row, name, lang):
    """Return a rank and of how many it is."""
    rank = number(row[f"{name}_rank"], 0, lang)
    return rank if rank == MISSING else f"{rank}/{row[f'{name}_places']:.0f}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_way_in_shows_the_rankings_and_counts_of_each_year(site, lang):
    years = {year: Year(site.root, year) for year in (2006, 2022)}
    of, names = years[2022], HEADLINE
    page = tree(of.folder.parent / page_name("index", lang))
    ranks, covered = (shown(table) for table in page.find_all("table"))
    ranking = of.csv("ranking").set_index("province")
    wanted = {
        name: tuple(placed(row, index, lang) for index in names[:3])
        for name, row in ranking.iterrows()
    }
    assert {row[0]: row[2:5] for row in ranks[1]} == wanted
    assert ranks[0][2:5] == tuple(of.known.short(name, lang) for name in names[:3])

    counts = {
        year: [known_provinces(one.csv("ranking"), name) for name in names]
        for year, one in years.items()
    }
    assert covered[0][1:7] == tuple(of.known.short(name, lang) for name in names)
    for row, (year, briefs) in zip(covered[1], [(2022, "2"), (2006, MISSING)], strict=True):
        assert str(year) in row[0]
        of_63 = tuple(one if one == MISSING else f"{one}/63" for one in counts[year])
        assert row[1:8] == (*of_63, briefs)
    more = tree(of.folder.parent / page_name("data", lang))
    counted = shown(more.find("table"))
    assert counted[0][1:] == ("2006", "2022")
    for place, row in enumerate(counted[1]):
        name = of.known.short(names[place], lang)
        assert row == (name, counts[2006][place], counts[2022][place])


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_report_with_all_years_before_it_follows_from_its_csv(many_years, lang):
    of = Year(many_years.root, 2022)
    found = [one for page in PAGES for one in tables(of.folder / page_name(page, lang))]
    assert set(RULES) <= {table.id for table in found}
    faults = [one for table in found for one in differences(table, of, lang)]
    assert not faults, "\n".join(faults[:30])
