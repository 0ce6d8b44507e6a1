"""Every drawing against its frame: positions, shades, rows of intervals, numbers of axes.

Scales are read off the ticks that a reader sees, in the page's language, so a decimal point in a
Vietnamese drawing is no number. Where the CSV that a figure offers does not hold all it draws, the
second file is named here: ``fig-relations`` places provinces by ``ranking.csv``, ``fig-standing``
of a brief the ranks of ``ranking.csv``.
"""

import pandas as pd
import pytest
from brief_rules import BRIEFS, NOT_RANKED, STANDINGS, Facts
from drawing_rules import FIGURES, figure_rule
from drawings import Drawing, read_number, subpaths
from reading import LANGUAGES, Year, exhibits, frame, number, offered, page_name

PAGES = ("academic", "ministries", "national", "sources")
"""The policy report has rules of its own: ``test_policy.py``."""
BROKEN = (AssertionError, AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What a rule may raise on a drawing, or a frame, that is not its own."""


def figures(of, page, lang):
    """Return the figures of a page by id."""
    found = exhibits(of.folder / page_name(page, lang))
    return {id: one for id, one in found.items() if one.find("svg")}


def drawing_faults(of, id, exhibit, lang, csv=None):
    """Say where a drawing differs from its frame."""
    rows = frame(csv or of.folder / offered(exhibit)[0])
    try:
        return [f"{id}: {one}" for one in figure_rule(id)(of, exhibit, rows, lang)]
    except BROKEN as error:
        return [f"{id} cannot be read with its frame: {error!r}"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("year", [2022, 2006])
def test_every_drawing_shows_its_frame(built, year, page, lang):
    of = Year(built.root, year)
    found = figures(of, page, lang)
    assert found or year == 2006 or page == "sources"
    faults = sum((drawing_faults(of, id, one, lang) for id, one in found.items()), [])
    assert not faults, "\n".join(faults[:30])


def test_every_kind_of_figure_is_on_a_page(built):
    of = Year(built.root, 2022)
    there = {id for page in PAGES for id in figures(of, page, "en")}
    assert {figure_rule(id) for id in there} == set(FIGURES.values())


def test_no_page_draws_ministries_and_provinces_on_one_axis(built):
    exhibit = figures(Year(built.root, 2022), "ministries", "vi")["fig-means-par-index"]
    assert len({mark.stroke for mark in Drawing(exhibit.svg, "vi").marks}) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_other_csv_fits_a_drawing(built, lang):
    of = Year(built.root, 2022)
    passed = [
        f"{id} would pass with {other.name}"
        for id, one in figures(of, "academic", lang).items()
        for other in sorted((of.folder / "data").glob("*.csv"))
        if other.name != offered(one)[0].removeprefix("data/")
        if not drawing_faults(of, id, one, lang, other)
    ]
    assert not passed, "\n".join(passed[:30])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slug", BRIEFS)
def test_the_pictures_of_a_brief_point_at_every_known_figure(site, slug, lang):
    of = Year(site.root, 2022)
    facts, page = Facts(of, slug), exhibits(of.folder / "briefs" / f"{slug}.{lang}.html")
    ranks = facts.ranking
    spine, trail = page["fig-standing"].select("svg")
    said = [one.get_text() for one in spine.find_all("title")]
    for name in ("par_index", "sipas", "dti_total"):
        known = ranks[f"{name}_rank"].dropna()
        for code, rank in known.items():
            assert f"{of.known.province(code)}: {rank:.0f}/63" in said
    own = [one for one in said if one.startswith(f"{of.known.province(facts.code)}:")]
    assert len(own) == sum(pd.notna(facts.get("standing", one, "rank")) for one in STANDINGS)
    drawn = sorted(one.get_text() for one in trail.find_all("title"))
    wanted = []
    for subject in facts.of_section["trail"]:
        name, year = subject.split()
        kind = "score" if name in NOT_RANKED else "rank"
        if pd.notna(value := facts.get("trail", subject, kind)):
            wanted.append(f"{year}: {number(value, 1 if kind == 'score' else 0, lang)}")
    assert drawn == sorted(wanted)
    tiles = [one.get_text() for one in page["fig-place"].select("title")]
    assert sorted(tiles) == sorted(map(of.known.province, ranks.index))


def test_numbers_are_read_as_their_language_writes_them():
    assert read_number("−1.234,5", "vi") == -1234.5
    assert read_number("1,234.5", "en") == 1234.5
    for text, lang in (("0.25", "vi"), ("0,25", "en"), ("0.250", "vi"), ("-1", "en")):
        with pytest.raises(AssertionError, match="is no number"):
            read_number(text, lang)


def test_paths_are_read_as_absolute_points():
    assert subpaths("m1 2h3v-1l-.5.5 1-1z") == (
        ((1.0, 2.0), (4.0, 2.0), (4.0, 1.0), (3.5, 1.5), (4.5, 0.5)),
    )


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_drawings_of_a_report_with_all_years_before_it_show_their_frames(many_years, lang):
    of = Year(many_years.root, 2022)
    for page in PAGES:
        for id, one in figures(of, page, lang).items():
            assert drawing_faults(of, id, one, lang) == []
