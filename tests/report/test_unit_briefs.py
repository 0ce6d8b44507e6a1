"""Briefs of the 34 units in a year without an index: they quote what there is, and say the gap."""

import functools
import re
from dataclasses import replace

import pandas as pd
import pytest

from pardx.data.clean import series
from pardx.data.geography import local_units
from pardx.data.registers import read_register
from pardx.language import LANGUAGES, Language
from pardx.report import brief_evidence, brief_quotes, brief_words
from pardx.report.brief_exhibits import BLOCKS, Text
from pardx.report.brief_facts import Brief, facts_table
from pardx.stats.aggregates import digital_series
from pardx.stats.province import facts
from pardx.stats.quotable_figures import online_share
from pardx.stats.standing import Evidence, Former

EN, VI = Language("en"), Language("vi")
YEAR, UNITS = 2025, 34
PHU_THO, THANH_HOA, DONG_NAI, CA_MAU = "Phú Thọ", "Thanh Hóa", "Đồng Nai", "Cà Mau"
MOST = {"en": 220, "vi": 280}
PAGE_1 = ("lead", "quotes", "cautions")


@pytest.fixture(scope="module")
def evidence(dictionary, cleaned_year):
    now, before = cleaned_year(YEAR), cleaned_year(YEAR - 1)
    return Evidence(
        year=YEAR,
        provinces=local_units(dictionary.project, "unit34"),
        panels={YEAR: now.panel_unit34},
        values=vars(now)["values"],
        observations=now.observations,
        dictionary=dictionary,
        merger=read_register(dictionary.project, "merger2025"),
        former=Former(YEAR - 1, before.panel, before.panel_unit34, before.observations),
        national=digital_series(series(dictionary, [YEAR])),
    )


@pytest.fixture(scope="module")
def unit_brief(evidence, dictionary):
    """Return a function from a unit's name to its brief of 2025."""

    @functools.cache
    def make(name):
        listed = evidence.provinces
        code = listed.index[listed.name_vi == name][0]
        city = listed.type[code] == "municipality"
        return Brief(facts(evidence, code), evidence, dictionary, city, "unit", "0" * 12)

    return make


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_unit_quotes_something_and_says_what_is_not_collected(evidence, unit_brief, lang):
    """Fault: the briefs of 2025 quoted nothing on their first page."""
    language = Language(lang)
    for name in evidence.provinces.name_vi:
        brief = unit_brief(name)
        said = brief_quotes.quotes(brief, language)
        assert 1 <= len(said) <= brief_quotes.QUOTED + 1, name
        assert all(line.endswith(").") and "nan" not in line.split() for line in said), said
        [lead] = brief_words.lead(brief, language)
        indices = [brief.short(own.indicator, language) for own in brief.facts.standings]
        assert str(UNITS) in lead
        assert all(index in lead for index in indices)
        page = " ".join(" ".join(BLOCKS[id](brief, language).texts) for id in PAGE_1)
        assert len(re.findall(r"\S*\w\S*", page)) <= MOST[lang] - 60, name


def test_of_each_former_province_the_best_known_figure_comes_first(unit_brief):
    said = brief_quotes.quotes(unit_brief(PHU_THO), VI)
    assert said[0] == (
        "Năm 2024, PAR INDEX của tỉnh Hòa Bình (cũ) đạt 88,18%, xếp thứ 37/63 (Bộ Nội vụ)."
    )
    assert "PCI của tỉnh Phú Thọ (cũ)" in said[1]
    assert "xếp thứ" not in said[2], "PAPI ranks none"


def test_index_766_is_quoted_with_its_day_and_only_what_was_printed(unit_brief):
    [first, *_] = brief_quotes.quotes(unit_brief(DONG_NAI), EN)
    assert first.startswith("Đồng Nai, up to 17 October 2025: 90.62 points on the Index of service")
    assert "rank 2 of 34 (Government Office)" in first
    [first, second, *_] = brief_quotes.quotes(unit_brief(THANH_HOA), EN)
    assert "86.51 points" in first
    assert "rank" not in first, "its rank was read off the order of a list"
    assert "ranked 5th of 34 on DTI" in second


@pytest.mark.parametrize(
    ("name", "units"), [(CA_MAU, "theo đơn vị cũ."), (THANH_HOA, "cũ và mới.")]
)
def test_the_lead_promises_figures_of_the_new_unit_only_where_there_are_some(
    unit_brief, name, units
):
    """Fault: that of Cà Mau promised both, over a table of two former provinces."""
    [lead] = brief_words.lead(unit_brief(name), VI)
    assert lead.endswith(units)


def test_a_unit_that_was_not_merged_has_no_former_province(unit_brief):
    assert "(cũ)" not in " ".join(brief_quotes.quotes(unit_brief(THANH_HOA), VI))


def test_the_countrys_share_is_dated_and_named_as_calculated(unit_brief, evidence):
    said = brief_quotes.quotes(unit_brief(PHU_THO), EN)[-1]
    assert said.startswith("About 81.6% of provinces' dossiers were received online, 1 July 2025")
    assert said.endswith("(PAR-DX, from figures of the Government Office).")
    printed = online_share(evidence.national[evidence.national.quality != "C"], YEAR)
    assert (printed.score, printed.derived) == (66.47, False)


def test_what_is_quoted_is_among_the_sources_and_in_the_csv(unit_brief, evidence):
    brief = unit_brief(DONG_NAI)
    used = vars(evidence)["values"].query(
        "entity == 'Đồng Nai' and indicator == 'service_index_766' and period == 'to 2025-10-17'"
    )
    assert {*used.sources} <= {*brief.facts.sources}
    rows = facts_table(brief.facts).query("section == 'dated'").set_index(["subject", "measure"])
    assert rows["value"]["service_index_766 to 2025-10-17", "score"] == 90.62
    names = [one["name"] for one in brief_evidence.sources(brief, EN)]
    assert any("Lao Động" in name for name in names)


def test_the_table_of_before_has_no_blank_row_of_the_unit_and_names_what_is_missing(unit_brief):
    for name, rows in ((PHU_THO, 3), (THANH_HOA, 2)):
        block = BLOCKS["tab-standings"](unit_brief(name), EN)
        assert len(block.sheet.rows) == rows
    assert BLOCKS["tab-standings"](unit_brief(PHU_THO), EN).words.notes == (
        "Not collected of 2024: SIPAS and DTI.",
    )


def test_ranks_of_the_63_are_not_compared_and_no_mean_of_them_is_a_result(unit_brief):
    merged, alone = (brief_words.cautions(unit_brief(one), EN) for one in (PHU_THO, THANH_HOA))
    assert "“Up or down on 2024”: 34 provinces are not compared with 63." in merged
    assert "“The mean of the former provinces”: it is no result of Phú Thọ." in merged
    assert len(alone) == len(merged) - 1


def test_a_province_of_the_63_with_figures_of_its_own_quotes_nothing_else(brief_of):
    brief = brief_of("2022", "92")
    assert (brief.facts.instead, brief.facts.country) == ((), None)
    bare = pd.DataFrame(columns=["province", "region"], index=brief.evidence.panel.index)
    bare[["province", "region"]] = brief.evidence.panel[["province", "region"]]
    national = pd.DataFrame(
        {
            "indicator": ["online_dossier_share"] * 2,
            "level": "locality_group",
            "year": 2022,
            "period": ["to 2022-09-01", "2022-M01..M12"],
            "value": [40.0, 45.5],
            "qualifier": "",
            "quality": "B",
            "sources": "one;two",
        }
    )
    evidence = replace(brief.evidence, panels={2022: bare}, national=national)
    nothing = replace(brief, facts=facts(evidence, "92"), evidence=evidence)
    [said] = brief_quotes.quotes(nothing, EN)
    assert said.startswith("45.5% of provinces' dossiers")
    assert isinstance(BLOCKS["quotes"](nothing, EN), Text)
