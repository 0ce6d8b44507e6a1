"""Of which year captions are, and what exhibits offer: CSV, LaTeX, sources, a citation."""

import re
from pathlib import Path

import pytest
from brief_rules import BRIEFS
from reading import LANGUAGES, Year, exhibits, frame, offered, page_name, straight, tree
from site_pages import PAGES, YEARS, both_languages, captions, language, pages, sister, switched


def years_allowed(of, id, csv):
    """Return the years that may stand in the caption of an exhibit."""
    if id in ("fig-climbers", "fig-map"):  # what is compared with the year before, and what is not
        return {of.year - 1, of.year}
    if id == "fig-pooled":
        first = csv.year[csv.year != "pooled"].astype(int).min()
        return {*range(first, of.year + 1)}
    if id.startswith("fig-means") or id in ("tab-ministries-history",):
        return set(csv.year)
    if id == "tab-multiplicity":
        return set(csv.year)
    if id in ("fig-national", "tab-targets"):
        return set(csv.year) | {of.year}
    return {of.year}


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_and_captions_name_their_own_year(built, year, lang):
    of = Year(built.root, year)
    for page in PAGES:
        path = of.folder / page_name(page, lang)
        named = (tree(path).title.get_text(), results_of(tree(path).find(id="dateline"), year))
        assert [set(years_in(text)) for text in named] == [{year}, {year}], path.name
        for id, texts in captions(path).items():
            csv = frame(of.folder / offered(exhibits(path)[id])[0])
            said = set(years_in(" ".join([*texts, *switched(exhibits(path)[id])])))
            assert said <= years_allowed(of, id, csv), (page, id, texts)


@pytest.mark.parametrize("slug", BRIEFS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_briefs_name_their_year_and_province(site, slug, lang):
    of = Year(site.root, 2022)
    path = of.folder / "briefs" / f"{slug}.{lang}.html"
    assert of.known.province(BRIEFS[slug]) in tree(path).h1.get_text()
    assert set(years_in(tree(path).title.get_text() + tree(path).h1.get_text())) == {2022}
    for id, (title, subtitle) in captions(path).items():
        assert set(years_in(title)) <= {2025 if id == "fig-place" else 2022}, title
        assert set(years_in(subtitle)) <= {2022}, subtitle


UNTIL = re.compile(r"Figures published until [^.]*|công bố đến[^.;]*")
"""When the last figure was published, as both languages write it: a day, a month or a year."""


def results_of(dateline, year):
    """Return a dateline without the day up to which figures were published, in or after a year."""
    text = dateline.get_text()
    published = years_in(" ".join(UNTIL.findall(text)))
    assert len(published) <= 1, text
    assert all(one >= year for one in published), text
    return UNTIL.sub("", text)


def years_in(text):
    """Return the years named in a text."""
    return [int(one) for one in re.findall(r"\b(?:19|20)\d{2}\b", text)]


@pytest.mark.parametrize("year", YEARS)
def test_the_list_of_exhibits_names_what_pages_show(built, year):
    of = Year(built.root, year)
    listed = of.csv("exhibits").set_index(["page", "exhibit"])
    for page in PAGES:
        for lang in LANGUAGES:
            path = of.folder / page_name(page, lang)
            for id, (title, _) in captions(path).items():
                key = (page_name(page, "en"), id)
                row = listed.loc[key]
                assert title == straight(row[f"title_{lang}"]), (path.name, id)
                assert [f"data/{row.csv}"] == offered(exhibits(path)[id]), (path.name, id)


COLUMNS = {
    "fig-means": "indicator of year mean regime",
    "fig-map": "gso_code province dti_total_rank",
    "tab-ranks": "gso_code province par_index_rank par_index_places par_index_score",
    "fig-regions": "gso_code province region dti_total_rank",
    "fig-climbers": "indicator rank_before rank rank_change",
    "fig-together": "outcome predictor low high low_side high_side used population",
    "fig-cards": "indicator level period value qualifier",
    "tab-cabinet": "year indicator list entity score rank units",
    "fig-relations": "test outcome predictor method estimate ci_low ci_high",
    "tab-flow": "family documents printed figures A B C X",
    "tab-dimensions": "indicator national population_year median group_1_low compared up down",
    "tab-multiplicity": "year test p_adjusted claimed p_cumulative claimed_cumulative",
    "tab-primary": "test outcome predictor method estimate ci_low p_adjusted",
    "tab-associations": "test outcome predictor method p_value p_adjusted",
    "fig-pooled": "test outcome year n provinces estimate ci_low ci_high q q_df q_p",
    "fig-bounds": "outcome predictor low high low_side high_side p_bound used population",
    "tab-bounds": "outcome predictor low high low_side high_side p_bound used population",
    "tab-overlap": "test removed sample mechanical",
    "tab-missing": "indicator trait n_covered n_absent covered absent",
    "fig-coefficients": "model test predictor estimate ci_low ci_high detectable",
    "tab-models": "model test predictor estimate std_error p_value detectable",
    "fig-specifications": "scale lag controls weights sample estimate ci_low ci_high",
    "tab-influence": "kind omitted cooks_distance",
    "fig-residuals": "test fitted residual leverage",
    "tab-panel": "model years estimate ci_low p_value detectable",
    "tab-convergence": "first last beta beta_noise spread_ratio",
    "tab-space": "kind variable morans_i expected",
    "fig-rank-sets": "score std_error rank low high joint_low",
    "tab-components": "target part share r_squared vif",
    "fig-partial": "one other raw partial p_adjusted",
    "tab-partial": "one other raw partial p_adjusted",
    "fig-national": "indicator level period value qualifier",
    "tab-national": "indicator level period value qualifier",
    "tab-targets": "target decision value known known_year distance",
    "tab-ministries": "indicator list entity score rank units",
    "tab-claims": "claim claim_vi verdict value_claimed value_data reason",
    "tab-coverage": "indicator measure printed derived unsettled bounded missing",
    "tab-conflicts": "entity keeps breaks used value_used settled_by",
    "tab-standings": "section subject measure value",
    "tab-parts": "section subject measure value",
    "tab-peers": "section subject measure value",
    "tab-areas": "section subject measure value",
    "tab-region": "section subject measure value",
    "fig-standing": "section subject measure value",
    "fig-place": "section subject measure value",
    "fig-association": "section subject measure value",
}
"""Columns that only the CSV of an exhibit has together."""


def columns_of(id):
    """Return the columns an exhibit's CSV must have."""
    kinds = [name for name in COLUMNS if id == name or id.startswith(f"{name}-")]
    return set(COLUMNS[max(kinds, key=len)].split())


TWINS = {"ranking_unit34.csv": "ranking.csv", "component_parts.csv": "components.csv"}
"""Tables of the same columns: of other units, of the parts of parts."""


def test_every_exhibit_offers_a_csv_with_its_own_columns(site):
    of = Year(site.root, 2022)
    for name in both_languages(site.root):
        for one in (name, sister(name)):
            path = pages(site.root)[one]
            for id, exhibit in exhibits(path).items():
                (address,) = offered(exhibit)
                columns = set(frame(path.parent / address).columns)
                assert columns_of(id) <= columns, (one, id, address)
    every = {path.name: set(frame(path)) for path in (of.folder / "data").glob("*.csv")}
    for id in COLUMNS:
        fits = {
            TWINS.get(name, name) for name, columns in every.items() if columns_of(id) <= columns
        }
        assert len(fits) <= 1, (id, fits)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_latex_sources_and_citations_are_those_of_the_exhibit(site, lang):
    for name in both_languages(site.root):
        one = name if lang == "en" else sister(name)
        path = pages(site.root)[one]
        for id, exhibit in exhibits(path).items():
            stem = f"{Path(one).name.split('.')[0]}-{id}" if "/briefs/" in one else id
            tex = [a["href"] for a in exhibit.select(".origin a[href$='.tex']")]
            end = "tex" if lang == "en" else f"{lang}.tex"
            assert tex == ([f"data/{stem}.{end}"] if id.startswith("tab-") else []), (one, id)
            assert exhibit.find("table") or not tex, (one, id)
            cited = exhibit.select_one(".cite p, p.cite").get_text()
            assert f"reports/{one}#{id}" in cited, (one, id)
            assert captions(path)[id][0] in straight(cited), (one, id)


def cells_of_latex(path):
    """Return how many cells each row of a table has in its LaTeX source, below the head."""
    body = path.read_text("utf-8").partition("\\endhead\n")[2].partition("\\bottomrule")[0]
    return [line.count(" & ") + 1 for line in body.splitlines() if line.endswith(r" \\")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_latex_sources_have_the_rows_and_columns_of_the_page(site, lang):
    for name in both_languages(site.root):
        path = pages(site.root)[name if lang == "en" else sister(name)]
        for id, exhibit in exhibits(path).items():
            for link in exhibit.select(".origin a[href$='.tex']"):
                shown = [len(row.find_all(["th", "td"])) for row in exhibit.tbody.find_all("tr")]
                assert cells_of_latex(path.parent / link["href"]) == shown, (path.name, id)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_trace_pages_name_exhibits_as_their_captions_do(built, lang):
    folder = built.root / "reports" / "2022"
    found = 0
    for path in (folder / "trace").glob("*.html"):
        if language(path.name) != lang:
            continue
        for link in tree(path).select("a[href*='#tab-'], a[href*='#fig-']"):
            target, _, id = link["href"].removeprefix("../").partition("#")
            assert straight(link.get_text()) == captions(folder / target)[id][0]
            found += 1
    assert found
