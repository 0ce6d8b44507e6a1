"""Where pages lead, and in which language and of which year they are.

A page is in its own language when its ``lang`` says so, when no text that means something is the
same on the page of the other language, and when tell-tale words of the other language are absent.
Left out of that are what links name (publishers), code, lists of sources, and the cells of trace
and change pages, which print what sources do. The documentation is in English alone.
"""

import os
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from brief_rules import BRIEFS
from reading import LANGUAGES, Year, exhibits, frame, offered, page_name, straight, tree

YEARS = (2022, 2006)
PAGES = ("index", "academic", "ministries", "national", "sources")
OTHER = {"en": "vi", "vi": "en"}
WAY_IN = ("index.html", "index.vi.html")


@cache
def pages(root):
    """Return every page of the site, as it lies under ``reports``."""
    folder = Path(root) / "reports"
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.html"))}


def language(name):
    """Return the language a page's file name says."""
    return "vi" if name.endswith(".vi.html") else "en"


def sister(name):
    """Return the page in the other language."""
    stem, other = re.sub(r"(\.(vi|en))?\.html$", "", name), OTHER[language(name)]
    if "/briefs/" in name:
        return f"{stem}.{other}.html"
    return page_name(stem, other)


def year_of(name):
    """Return the year a file belongs to, empty for the site's own."""
    found = re.match(r"(\d{4})/", name)
    return found[1] if found else ""


@cache
def lead(root, name):
    """Return (link, file under ``reports``, place in it) for every relative link of a page."""
    found = []
    for link in tree(pages(root)[name]).find_all(href=True):
        parts = urlsplit(link["href"])
        if parts.scheme or parts.netloc:
            continue
        path = unquote(parts.path)
        target = os.path.normpath(Path(name).parent / path) if path else name
        found.append((link, target, parts.fragment))
    return found


@cache
def places(path):
    """Return the places of a page that links may lead to."""
    return {one["id"] for one in tree(path).find_all(id=True)}


def test_every_relative_link_leads_to_a_file_and_a_place_in_it(site):
    folder, dead = site.root / "reports", []
    for name in pages(site.root):
        for _, target, place in lead(site.root, name):
            path = folder / target
            if not path.is_file():
                dead.append(f"{name} -> {target}")
            elif place and path.suffix == ".html" and place not in places(path):
                dead.append(f"{name} -> {target}#{place}")
    assert not dead, "\n".join(dead[:30])


def test_links_of_a_year_stay_in_it(site):
    strayed = [
        f"{name} -> {target}#{place}"
        for name in pages(site.root)
        for _, target, place in lead(site.root, name)
        if year_of(name)
        if year_of(target) not in ("", year_of(name))
        or (place.startswith("year-") and place != f"year-{year_of(name)}")
    ]
    assert not strayed, "\n".join(strayed[:30])


def test_a_year_in_the_text_of_a_link_is_the_year_it_leads_to(site):
    wrong = []
    for name in pages(site.root):
        for link, target, _ in lead(site.root, name):
            said = re.findall(r"\b(20[0-2]\d)\b", link.get_text())
            if name in WAY_IN and year_of(target) and set(said) != {year_of(target)}:
                wrong.append(f"{name}: {link.get_text()!r} -> {target}")
    assert not wrong, "\n".join(wrong[:30])


def test_the_way_in_leads_to_every_page_of_every_year(site):
    for way_in in WAY_IN:
        there = {target for _, target, _ in lead(site.root, way_in)}
        own = language(way_in)
        wanted = {f"{year}/{page_name(page, own)}" for year in YEARS for page in PAGES}
        assert wanted <= there
        for slug in BRIEFS:
            assert f"2022/briefs/{slug}.{own}.html" in there
            place = page_name(f"provinces/{slug}", own)
            assert place in there
            onward = {target for _, target, _ in lead(site.root, place)}
            assert f"2022/briefs/{slug}.{own}.html" in onward


@pytest.mark.parametrize("year", YEARS)
def test_the_target_of_a_link_states_its_year(site, year):
    silent = []
    for name in pages(site.root):
        for _, target, _ in lead(site.root, name):
            if year_of(target) == str(year) and target.endswith(".html"):
                page = tree(site.root / "reports" / target)
                if str(year) not in page.title.get_text():
                    silent.append(f"{name} -> {target}: {page.title.get_text()}")
    assert not silent, "\n".join(silent[:30])


def test_links_keep_the_language_unless_they_name_another(site):
    strayed = []
    for name in pages(site.root):
        for link, target, _ in lead(site.root, name):
            if not target.endswith(".html") or target.startswith("docs/"):
                continue
            wanted = link.get("hreflang") or language(name)
            there = tree(site.root / "reports" / target).html["lang"]
            if there != wanted or language(target) != there:
                strayed.append(f"{name} -> {target} is in {there}, not {wanted}")
    assert not strayed, "\n".join(strayed[:30])


def test_the_link_to_the_other_language_leads_to_the_sister_page(site):
    wrong = []
    for name in pages(site.root):
        if name.startswith("docs/"):
            continue
        to = [target for link, target, _ in lead(site.root, name) if link.get("hreflang")]
        if sister(name) not in to or name in to:
            wrong.append(f"{name} leads to {sorted(set(to))}")
    assert not wrong, "\n".join(wrong[:30])


def test_pages_say_their_language(site):
    said = {name: tree(path).html["lang"] for name, path in pages(site.root).items()}
    assert said == {name: language(name) for name in said}
    assert {language(name) for name in said} == set(LANGUAGES)


DIACRITIC = re.compile(
    "[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE
)
TELL_TALE = {
    "en": re.compile(
        r"\b(the|of|and|with|without|for|from|provinces?|known|between|years?|leads|which|their"
        r"|stands|published|highest|lowest)\b",
        re.IGNORECASE,
    ),
    "vi": re.compile(r"\b(của|các|không|được|năm|số liệu|theo|chỉ số)\b"),
}
"""Words that a page of the other language cannot do without."""

SPOKEN = "h1, h2, h3, p, th, td, caption, .title, .subtitle, summary, li, dt, dd, text, label"
FOREIGN = "trace/"
"""Pages of names and raw notes: their tables print what sources do, in whatever language."""


@cache
def spoken(path):
    """Return the texts that a page's own language writes."""
    page, cells = tree(path), f"/{FOREIGN}" not in path.as_posix()
    found = [
        own_text(one)
        for one in page.body.select(SPOKEN)
        if not one.find_parent(["pre", "code"]) and not one.find_parent(class_="sources")
        if not one.select_one("p, li, td, table")
        if cells or one.name not in ("th", "td") or one.find_parent("thead")
    ]
    found += [one["aria-label"] for one in page.body.find_all(attrs={"aria-label": True})]
    return [text for text in map(straight, found) if text]


def own_text(tag):
    """Return a tag's text without code, addresses, and what links name."""
    parts = [
        one
        for one in tag.find_all(string=True)
        if not any(parent.name in ("code", "a") for parent in within(one, tag))
    ]
    return re.sub(r"reports/\S+", "", "".join(parts))


def within(text, tag):
    """Return the tags between a text and the tag around it."""
    for parent in text.parents:
        if parent is tag:
            return
        yield parent


def plain_words(text):
    """Return the words of a text that are no names: in small letters."""
    return [word for word in re.findall(r"[^\W\d_]{2,}", text) if word.islower()]


def foreign(text, lang):
    """Say whether a text looks like one of the other language."""
    words = plain_words(text)
    marked = [word for word in words if DIACRITIC.search(word)]
    strange = {"vi": len(words) >= 3 and not DIACRITIC.search(text), "en": len(marked) >= 3}
    return strange[lang] or bool(TELL_TALE[OTHER[lang]].search(text))


def test_no_text_of_a_page_is_in_the_other_language(site):
    found = []
    for name, path in pages(site.root).items():
        if name.startswith("docs/"):
            continue
        lang = language(name)
        found += [f"{name}: {text[:80]}" for text in spoken(path) if foreign(text, lang)]
    assert not found, "\n".join(found[:30])


def test_pages_are_written_in_their_language_by_share_of_marked_words(site):
    shares = {}
    for name, path in pages(site.root).items():
        words = [word for text in spoken(path) for word in plain_words(text)]
        marked = sum(bool(DIACRITIC.search(word)) for word in words)
        if not name.startswith("docs/"):
            shares[name] = marked / len(words)
    assert {name for name, share in shares.items() if share > 0.3} == {
        name for name in shares if language(name) == "vi"
    }
    assert max(share for name, share in shares.items() if language(name) == "en") < 0.05


@cache
def captions(path):
    """Return title and subtitle of each exhibit of a page.

    Where the title changes with the index a reader chooses, the title is what stands before that,
    as citations and lists name the exhibit.
    """
    return {
        id: tuple(straight(one.select_one(kind).get_text()) for kind in (".title", ".subtitle"))
        if not switched(one)
        else (
            straight(one.select_one(".title > .out").get_text()).removesuffix(":"),
            straight(one.select_one(".subtitle").get_text()),
        )
        for id, one in exhibits(path).items()
    }


def switched(exhibit):
    """Return the titles of an exhibit that change with the index chosen."""
    return [straight(one.get_text()) for one in exhibit.select(".title > .v")]


def both_languages(root):
    """Return the pages of a year or a brief in both languages, by their English name."""
    names = [f"{year}/{page_name(page, 'en')}" for year in YEARS for page in PAGES]
    return names + [f"2022/briefs/{slug}.en.html" for slug in BRIEFS]


def untranslated(ours, theirs):
    """Return the words in small letters that two captions share, where they are many."""
    words = {word for word in plain_words(ours) if word.isascii()}
    shared = words & set(plain_words(theirs))
    return shared if len(shared) >= max(2, len(words) / 3) or ours == theirs else set()


def test_no_caption_has_the_words_of_the_other_language(site):
    same = []
    for name in both_languages(site.root):
        paths = [pages(site.root)[one] for one in (name, sister(name))]
        ours, theirs = map(captions, paths)
        assert ours.keys() == theirs.keys()
        for id, texts in ours.items():
            changing = [switched(exhibits(path)[id]) for path in paths]
            pairs = [*zip(texts, theirs[id], strict=True), *zip(*changing, strict=True)]
            assert texts[0], (name, id)
            for one, other in pairs:
                if (one or other) and (one == other or untranslated(one, other)):
                    same.append(f"{name}#{id}: {one} / {other}")
    assert not same, "\n".join(same[:30])


def years_allowed(of, id, csv):
    """Return the years that may stand in the caption of an exhibit."""
    if id == "fig-climbers":
        return {of.year - 1, of.year}
    if id == "fig-pooled":
        first = csv.year[csv.year != "pooled"].astype(int).min()
        return {*range(first, of.year + 1)}
    if id.startswith("fig-means") or id in ("tab-ministries-history",):
        return set(csv.year)
    if id == "tab-multiplicity":
        return set(csv.year)
    if id == "fig-national":
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
@pytest.mark.parametrize("year", YEARS)
def test_links_to_sources_lead_to_the_indicator_they_name(built, year, lang):
    of = Year(built.root, year)
    indicators = of.known.register("indicators", "indicator")
    found = 0
    for link in tree(of.folder / page_name("academic", lang)).select("a[href^='trace/']"):
        target, _, indicator = link["href"].partition("#")
        if indicator:
            found += 1
            assert link.get_text() == of.known.short(indicator, lang)
            family = indicators.at[indicator, "family"]
            assert target == f"trace/{page_name(family, lang)}"
    assert found


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
