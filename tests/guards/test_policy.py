"""Every tile, cell, dot, bar and card of the policy report follows from its CSV files."""

import policy_rules
import pytest
from reading import LANGUAGES, Year, page_name, tree

RULES = {
    "tiles": policy_rules.tile_faults,
    "cells": policy_rules.cell_faults,
    "dots": policy_rules.dot_faults,
    "regions": policy_rules.region_faults,
    "climbers": policy_rules.climber_faults,
    "together": policy_rules.together_faults,
    "cabinet": policy_rules.cabinet_faults,
    "cards": policy_rules.card_faults,
}
MARKS = {
    "tiles": "#fig-map .t",
    "cells": "#tab-ranks td",
    "dots": "#own circle",
    "regions": "#fig-regions circle",
    "climbers": "#fig-climbers tbody tr",
    "together": "#fig-together circle",
    "cabinet": "#tab-cabinet tbody tr",
    "cards": "#fig-cards .cards li",
}
"""Rule -> what it looks at, of which a full year has some."""


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("year", [2022, 2006])
def test_the_policy_report_shows_what_its_files_hold(built, year, lang, rule):
    of = Year(built.root, year)
    page = tree(of.folder / page_name("index", lang))
    assert page.select(MARKS[rule]) or year == 2006
    if page.select(MARKS[rule]):
        faults = RULES[rule](of, page, lang)
        assert not faults, "\n".join(faults[:30])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_s_own_province_says_what_the_table_says(built, lang):
    page = tree(built.report(2022) / page_name("index", lang))
    name = page.find(id="own-name").get_text()
    row = next(one for one in page.select("#tab-ranks tbody tr") if one.th.get_text() == name)
    for line, cell in zip(page.select("#own tbody tr"), row.find_all("td"), strict=True):
        rank, score = (line.select_one(f'[data-own="{kind}"]').get_text() for kind in "rs")
        assert rank.partition("/")[0] == cell.select_one(".r").get_text()
        assert score == cell.select_one(".s").get_text()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_province_leads_to_its_brief_where_that_is_made_else_to_its_row(site, lang):
    page = tree(site.report(2022) / page_name("index", lang))
    tiles = {tile["data-u"]: tile["href"] for tile in page.select("#fig-map .t")}
    assert tiles["92"] == f"briefs/can-tho.{lang}.html"
    assert tiles["79"] == "#u-79"
    assert page.find(id="u-92").a["href"] == tiles["92"]
