"""Pages of 2024 and 2025 say what is known, and draw nothing that too little carries."""

import re

import pandas as pd
import pytest

from pardx.language import Language
from pardx.report import cabinet, coverage, headline, ministries, ranking
from pardx.report.coverage import conflicts_table, coverage_table
from pardx.report.positions import Standings
from pardx.stats import describe

EN, VI = Language("en"), Language("vi")
NO_BOUNDS = pd.DataFrame(columns=["indicator", "unit", "gso_code", "lower", "upper"])


@pytest.fixture(scope="module")
def ranking2024(cleaned_year):
    return describe.ranking(cleaned_year(2024).panel, None)


def said(exhibit, lang=EN):
    return exhibit.write(lang).html


def test_the_index_that_most_is_known_of_is_shown_first(dictionary, ranking2024):
    assert ranking.ranked(ranking2024, "dti_total") == 6
    assert ranking.ranked(ranking2024, "par_index") == 26
    standings = Standings(ranking2024, NO_BOUNDS, dictionary, 2024)
    assert standings.shown_first == "a"


def test_papi_2024_is_ranked_among_its_61(ranking2024):
    ranks = ranking2024.set_index("province").papi_d5_admin_procedures_rank
    assert ranks.count() == ranks.max() == 61
    assert ranks[["Vĩnh Phúc", "Tiền Giang"]].isna().all()


def test_an_empty_coverage_is_no_table(dictionary):
    columns = ["indicator", "measure", "unit", "n", "missing"]
    assert coverage_table(pd.DataFrame(columns=columns), dictionary, 2025) is None


def test_ministries_with_index_766_alone_are_not_said_to_have_nothing(dictionary):
    none = pd.DataFrame(columns=["year", "indicator", "list"])
    [one] = ministries.list_tables(none, dictionary, 2024)
    assert "No PAR INDEX, DTI or ICT Index of ministries was collected for 2024." in said(one)


@pytest.fixture
def without_ranks(dictionary, ranking2024):
    """Return what the first screen of 2025 is written from: shares of dossiers, and no rank."""
    none = pd.DataFrame()
    online = pd.DataFrame(
        {
            "indicator": "online_dossier_share",
            "level": ["locality_group", "locality_group", "ministry_group"],
            "year": 2025,
            "period": ["2025-07-01..2026-01-07", "to 2025-08-29", "to 2026-02-25"],
            "value": [81.6, 66.47, 17.0],
            "qualifier": ["about", "", ""],
        }
    )
    ranks = [name for name in ranking2024 if name.endswith("_rank")]
    return headline.Facts(
        2025,
        dictionary,
        associations=none,
        known=none,
        glance=none,
        extremes=pd.DataFrame(columns=["indicator", "end", "rank", "province"]),
        ranking=ranking2024.assign(**dict.fromkeys(ranks)),
        national=online,
    )


def test_a_year_without_any_rank_has_no_leaders(without_ranks):
    """Fault: the report of 2025 was not made; an empty column of booleans picked columns."""
    assert without_ranks.leaders() == {}


def test_the_title_of_a_year_without_ranks_is_the_latest_share_of_the_provinces(without_ranks):
    """Fault: 66.47 % to August came after 81.6 % to January, as texts are ordered."""
    [rule] = [one for one in headline.TITLES if one.name == "online"]
    said = rule.write(without_ranks, EN)
    assert said.startswith("About 81.6% of provinces' dossiers were received online, 1 July 2025")


def test_every_index_of_which_nothing_is_known_is_named(without_ranks):
    """Fault: PAPI and PCI 2025 were missing among what was not collected."""
    said = headline.collected(without_ranks, EN)
    assert "of 2025: PAR INDEX, SIPAS, DTI, PAPI D5, PAPI D8, and PCI (" in said


def test_nobody_lies_above_a_mean_of_63_or_34(dictionary, ranking2024, cleaned_year):
    """Fault: 2 to 56 of 63 provinces, and 0 known scores, lay above the mean of DTI 2024."""
    values = vars(cleaned_year(2024))["values"]
    found = describe.glance(values, ranking2024, None, dictionary=dictionary).set_index("indicator")
    assert found["mean"]["dti_total"] == 0.6961
    assert found.loc["dti_total", ["above_mean", "above_least", "above_most"]].isna().all()
    assert found.loc["sipas", ["above_least", "above_most"]].tolist() == [19, 29]


@pytest.mark.parametrize(
    ("year", "named"),
    [
        (2023, "Ministry of Information and Communications"),
        (2024, "Ministry of Science and Technology"),
    ],
)
def test_results_are_those_of_the_ministry_that_published_them(dictionary, year, named):
    assert dictionary.owner("mic", year, "en") == named
    assert dictionary.owner("pci", year, "en") == "Vietnam Chamber of Commerce and Industry"


def test_figures_are_as_old_as_the_latest_source_though_it_has_no_day(dictionary):
    """Fault: pages said 16 July 2025 and showed a figure of a page of November 2025."""
    published = dictionary.sources.published
    month = published[published.str.fullmatch(r"2025-11", na=False)].index[0]
    day = published[published.str.fullmatch(r"2025-07-\d\d", na=False)].index[0]
    assert headline.published_until(pd.Series([day, month, None]), dictionary) == "2025-11"
    assert headline.published_until(pd.Series([], dtype=str), dictionary) == ""


@pytest.mark.parametrize(
    ("level", "entity", "en", "vi"),
    [
        ("region", "Đông Nam Bộ", "Southeast", "Đông Nam Bộ"),
        ("national", "Việt Nam", "country", "toàn quốc"),
        ("locality_group", "Trung bình 63 tỉnh", "localities", "địa phương"),
        ("province", "Hà Nội", "Hà Nội", "Hà Nội"),
    ],
)
def test_units_of_conflicts_are_named_in_the_language_of_the_page(
    dictionary, level, entity, en, vi
):
    row = {"level": level, "entity": entity, "indicator": "par_index", "measure": "score"}
    row |= {"period": "", "unit": "percent", "value": 87.45, "value_used": 87.79, "sources": ""}
    row |= {"breaks": "", "settled_by": "more independent sources", "used": False}
    table = conflicts_table(pd.DataFrame([row]), dictionary, 2023)
    for lang, name in ((EN, en), (VI, vi)):
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", said(table, lang))
        assert name in cells
        assert en == vi or entity not in cells or lang is VI


def test_a_page_without_git_says_that_no_commit_was_recorded():
    assert (EN.commit("unknown"), VI.commit("unknown")) == ("not recorded", "không ghi nhận")
    assert EN.commit("7b35608d78ed-dirty") == "7b35608d78ed-dirty"
    page = said(coverage.reproduce(2022, "unknown"))
    assert "git checkout" not in page
    assert "make report YEAR=2022</code>" in page


def test_the_command_of_a_report_names_the_draws_it_was_made_with(built, draws):
    """Fault: a report of DRAWS=99 said that make report YEAR=2022 makes it again."""
    for name in ("academic.html", "sources.vi.html"):
        page = (built.report(2022) / name).read_text("utf-8")
        assert f"make report YEAR=2022 DRAWS={draws}</code>" in page
    page = said(coverage.reproduce(2022, "unknown", SEED=1))
    assert "make report YEAR=2022 SEED=1</code>" in page


def test_a_ministry_list_of_a_year_without_dti_speaks_of_no_list_of_dti(dictionary):
    row = {"year": 2012, "indicator": "par_index", "list": "all", "rank": 1.0, "units": None}
    rows = pd.DataFrame([row | {"entity": "Bộ Tư pháp", "score": 82.47, "quality": "B"}])
    text = said(cabinet.cabinet_exhibit(rows, dictionary, 2012))
    assert "two lists" not in text
    assert "over the length of its list" not in text
    assert "in the one year whose leader is known" in said(
        ministries.history_table(rows, dictionary)
    )
