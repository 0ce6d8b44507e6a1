"""Where the links of pages lead."""

import re

import pytest
from brief_rules import BRIEFS
from reading import LANGUAGES, Year, page_name, tree
from site_pages import PAGES, WAY_IN, YEARS, language, lead, pages, sister, year_of


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


NAMED = {
    "en": r"(?i)research report|\bpage on\b|\bpage of the sources\b",
    "vi": r"(?i)bản nghiên cứu|trang (?:Chính phủ số|Bộ, ngành|Nguồn số liệu)",
}


def test_a_page_of_the_site_that_a_report_names_is_a_link(site):
    """Fault: "All series: page on digital government" under the cards led nowhere."""
    silent = [
        (name, text.strip())
        for name in ("2022/index.html", "2022/index.vi.html")
        for text in tree(pages(site.root)[name]).main.find_all(string=True)
        if re.search(NAMED[language(name)], text) and not text.find_parent(["a", "script"])
    ]
    assert silent == []


def test_a_rank_that_is_not_compared_leads_to_the_change_of_method(site):
    """Fault: what changed in method stood last in the report, far from the ranks."""
    for name in ("2022/index.html", "2022/index.vi.html"):
        page = tree(pages(site.root)[name])
        changes = page.find(id="method-changes").get_text()
        shorts = {one.input["value"]: one.get_text() for one in page.select("#fig-map label")}
        lines = page.select("#fig-map .subtitle .v:has(a)")
        told = {shorts[letter] for one in lines for letter in one["class"] if letter in shorts}
        assert told == {short for short in shorts.values() if short in changes}
        assert {one.a["href"] for one in lines} == {"#method-changes"}
