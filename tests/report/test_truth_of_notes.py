"""What notes and lines say of a year holds for the indices that the year shows."""

import itertools
import re
from types import SimpleNamespace

import pandas as pd
import pytest

from pardx.data.geography import provinces
from pardx.data.registers import read_register
from pardx.data.spelling import alphabetical
from pardx.language import Language
from pardx.report import labels
from pardx.report.atlas import map_exhibit, rank_notes
from pardx.report.cabinet import cabinet_exhibit
from pardx.report.climbers import climbers_exhibit
from pardx.report.coverage import COUNTED, coverage_table
from pardx.report.exhibit import found_where
from pardx.report.headline import Facts, mean_of
from pardx.report.league import ranks_exhibit
from pardx.report.ministries import list_tables
from pardx.report.paper import abstract
from pardx.report.positions import Standings
from pardx.report.press_table import claims_table
from pardx.report.relations import overlap_table
from pardx.settings import REGION, settings
from pardx.stats.describe import RANKED

NONE = pd.DataFrame(columns=["gso_code", "indicator", "unit", "lower", "upper"])


def standings(dictionary, year, **known):
    """Rank the first provinces on the indices named."""
    table = provinces(dictionary.project)[["name_vi", "region6_vi"]].reset_index(names="gso_code")
    table = table.set_axis(["gso_code", "province", "region"], axis=1)
    columns = [f"{name}_{part}" for name in settings().headline for part in RANKED]
    table = table.reindex(columns=[*table.columns, *columns])
    for name, n in known.items():
        score = pd.Series(range(n, 0, -1), dtype=float).reindex(table.index)
        table[f"{name}_score"], table[f"{name}_rank"] = score, score.rank(ascending=False)
        table[f"{name}_places"] = 63
    return Standings(table, NONE, dictionary, year)


@pytest.mark.parametrize(
    ("known", "papi", "pci"),
    [
        ({"dti_total": 16}, False, False),
        ({"pci_total": 63}, False, False),
        ({"pci_total": 20}, False, True),
        ({"papi_d8_egovernance": 61, "pci_total": 20}, True, True),
    ],
)
def test_a_note_on_ranks_speaks_of_the_indices_shown(dictionary, known, papi, pci):
    """Fault: the table of DTI of the 34 units explained PAPI and PCI."""
    said = " ".join(rank_notes(standings(dictionary, 2023, **known), Language("en")))
    assert ("PAPI" in said, "PCI" in said) == (papi, pci)


@pytest.mark.parametrize(("code", "none"), [("en", "not collected"), ("vi", "chưa thu thập được")])
def test_a_change_whose_rank_was_not_collected_has_no_rank(dictionary, code, none):
    """Fault: Quảng Bình 2024, of which only the change was published, was "now nan"."""
    movers = pd.DataFrame(
        [("sipas", "44", "Quảng Bình", None, -19.0), ("sipas", "01", "Hà Nội", 11.0, 10.0)],
        columns=["indicator", "gso_code", "province", "rank", "rank_change"],
    )
    noise = pd.DataFrame({"indicator": ["sipas"], "band": [10], "basis": ["convention"]})
    made = climbers_exhibit(movers, noise, standings(dictionary, 2024, sipas=25))
    page = made.written(code).html
    assert ">nan<" not in page
    assert Language(code)("now {rank} of {places}", rank="nan", places=63) not in page
    assert none in page


def test_the_title_over_climbers_names_ties_together_and_no_side_without_a_province(dictionary):
    rows = [
        ("sipas", "01", "Hà Nội", 11.0, 12.0),
        ("sipas", "38", "Thanh Hóa", 5.0, 12.0),
        ("sipas", "92", "Cần Thơ", 7.0, 11.0),
    ]
    columns = ["indicator", "gso_code", "province", "rank", "rank_change"]
    noise = pd.DataFrame({"indicator": ["sipas"], "band": [10], "basis": ["convention"]})
    ours = standings(dictionary, 2024, sipas=25)
    page = climbers_exhibit(pd.DataFrame(rows, columns=columns), noise, ours).written("en").html
    title = re.search('<strong class="title">(.*?)</strong>', page)[1]
    assert re.search(r"Of 3 provinces known on SIPAS, (\w+ \w+) and (\w+ \w+) climbed most<", title)
    assert "Cần Thơ" not in title
    assert "fell most" not in title.replace("climbed or fell most", "")


@pytest.mark.parametrize(("kind", "noted"), [("printed", False), ("counted", True)])
def test_a_change_between_ranks_of_our_count_says_so(dictionary, kind, noted):
    """Fault: map and ranking of 2017 said that 61 PCI ranks are our count, the climbers did not."""
    movers = pd.DataFrame(
        [("pci_total", "31", "Hải Phòng", 9.0, 12.0)],
        columns=["indicator", "gso_code", "province", "rank", "rank_change"],
    )
    noise = pd.DataFrame({"indicator": ["pci_total"], "band": [10], "basis": ["convention"]})
    ours = standings(dictionary, 2012, pci_total=63)
    ours.ranking["pci_total_rank_is"] = kind
    page = climbers_exhibit(movers, noise, ours).written("en").html
    assert ("PCI: 63 of 63 ranks are counted by us" in page) == noted


def test_a_table_of_ministries_without_dti_says_nothing_of_its_lists(dictionary):
    row = {"year": 2012, "indicator": "par_index", "entity": "Bộ Tư pháp", "rank": 1.0}
    row |= {"score": 82.47, "units": None, "list": None}
    page = cabinet_exhibit(pd.DataFrame([row]), dictionary, 2012).written("en").html
    assert "DTI" not in page


def test_a_line_counts_over_the_provinces_that_both_indices_cover(dictionary):
    """Fault: 14 of 63 for a survey of 61 provinces, where the drawing said 14 of 61."""
    known = pd.DataFrame(
        {
            "outcome": ["papi_d5_admin_procedures"],
            "predictor": ["dti_total"],
            "n": [14],
            "population": [61],
        }
    )
    facts = Facts(2023, dictionary, pd.DataFrame(), known, *([pd.DataFrame()] * 4))
    outcome = "papi_d5_admin_procedures"
    assert (facts.compared(outcome), facts.covered(outcome)) == (14, 61)


def test_an_index_is_announced_by_the_ministry_that_existed(dictionary):
    """Fault: a brief of 2024 had DTI announced by a ministry dissolved in March 2025."""
    named = dictionary.published_by
    assert named("dti_total", 2023, "en") == "Ministry of Information and Communications"
    assert named("dti_total", 2024, "en") == "Ministry of Science and Technology"
    assert named("par_index", 2024, "vi") == "Bộ Nội vụ"


def test_a_difference_of_an_index_without_a_unit_has_none(dictionary):
    """Fault: DTI rose by "0,1777 điểm"; the index is a value between 0 and 1."""
    assert (
        dictionary.difference("dti_total", "vi") == dictionary.difference("dti_total", "en") == ""
    )
    assert dictionary.difference("par_index", "vi") == "điểm %"


def test_a_source_without_an_address_is_described_in_the_language_of_the_page():
    note = 'no address noted; article "Cải cách", signed Q. Thái'
    assert found_where(note, Language("vi")) == "không ghi địa chỉ; bài “Cải cách” của Q. Thái"
    assert found_where("quotes it", Language("en")) == "quotes it"


def test_no_source_is_named_in_the_other_language(dictionary):
    """Fault: "Vietnam.vn (Japanese, from Báo Hải Dương)", "VNA (mirror)" on Vietnamese pages."""
    languages = "Japanese|French|German|Arabic|Russian|Bengali|English,"
    words = rf"\b(?:{languages}|mirror|reprint|copy|cites)\b"
    sources = dictionary.sources
    named = sources.publisher[sources.publisher.str.contains(words)]
    assert named.empty, [*named]
    addressless = sources[sources.url == ""].note
    assert len(addressless)
    assert (
        not addressless.map(lambda note: found_where(note, Language("vi")))
        .str.contains("no address|plan|quotes")
        .any()
    )


@pytest.mark.parametrize(
    ("year", "papi", "pci"),
    [
        (2012, "CECODES, VFF-CRT và UNDP", "Phòng Thương mại và Công nghiệp Việt Nam"),
        (2022, "CECODES, VFF-CRT, RTA và UNDP", "Liên đoàn Thương mại và Công nghiệp Việt Nam"),
    ],
)
def test_a_publisher_has_the_name_of_the_year(dictionary, year, papi, pci):
    """Fault: PAPI 2012 was credited to RTA, PCI 2012 to a federation not yet named so."""
    dated = dictionary.of_year(year)
    assert (dated.owner("papi", year, "vi"), dated.owner("pci", year, "vi")) == (papi, pci)


@pytest.mark.parametrize(("year", "one"), [(2023, "DTI"), (2024, "DTI bảng 63 tỉnh, thành phố")])
def test_an_index_of_two_tables_says_which(dictionary, year, one):
    """Fault: "TP. Hồ Chí Minh đứng đầu DTI" 2024, where Hà Nội leads the table of the 34."""
    empty = {name: pd.DataFrame() for name in ("glance", "ranking", "extremes", "known")}
    facts = Facts(year, dictionary, associations=pd.DataFrame(), national=pd.DataFrame(), **empty)
    assert facts.listed("dti_total", Language("vi")) == one


def test_ministries_without_a_rank_stand_by_score(dictionary):
    """Fault: of 2012 the lowest score stood first below the ranked ministries."""
    rows = [("Bộ Y tế", 64.78), ("Bộ Tài nguyên và Môi trường", 69.75)]
    row = {"year": 2012, "indicator": "par_index", "rank": None, "units": None, "list": None}
    table = pd.DataFrame([row | {"entity": name, "score": score} for name, score in rows])
    page = cabinet_exhibit(table, dictionary, 2012).written("vi").html
    assert page.index("Bộ Tài nguyên và Môi trường") < page.index("Bộ Y tế")


def test_changes_of_percentages_are_percentage_points(dictionary):
    """Fault: "tăng 2,19 điểm về PAR INDEX", an index published in percent."""
    changes = read_register(dictionary.project, "claims").query("kind == 'score_change'")
    percents = changes[changes.indicator.map(dictionary.score_unit) == "percent"]
    assert len(percents)
    assert percents.claim_vi.str.contains("điểm %").all()
    assert percents.claim_en.str.contains("percentage points").all()


@pytest.mark.parametrize(
    ("full", "verb"), [(1, "1 of 2 measures was"), (2, "2 of 2 measures were")]
)
def test_one_measure_is_no_plural(dictionary, full, verb):
    """Fault: "1 of 17 measures were collected for all 63 provinces"."""
    counts = dict.fromkeys(["printed", "derived", "unsettled", "bounded"], 0)
    rows = pd.DataFrame(
        [
            {"indicator": "pci_total", "measure": measure, "n": n, "missing": "", **counts}
            for measure, n in (("score", 63), ("rank", 63 if full == 2 else 20))
        ]
    )
    assert coverage_table(rows, dictionary, 2022).written("en").title.startswith(verb)


@pytest.mark.parametrize(
    ("ranks", "reason", "other"),
    [(0, "the data hold no rank on DTI", "too few"), (16, "too few provinces", "no rank on DTI")],
)
def test_a_year_without_a_test_gives_the_reason_that_is_the_reason(
    dictionary, ranks, reason, other
):
    """Fault: "too few provinces have a rank on DTI" of 2012, eight years before there was a DTI."""
    results = {
        "associations": pd.DataFrame(
            columns=["role", "method", "weights", "sample", "overlap", "estimate", "test"]
        ),
        "ranking": standings(dictionary, 2012, dti_total=ranks, pci_total=63).ranking,
        "flow": pd.DataFrame({"family": ["pci", "all"], "documents": [3, 16]}),
    }
    said = abstract(results, dictionary, 2012).written("en").html
    assert reason in said
    assert other not in said.replace(reason, "")
    assert "come from 16 documents" in said


def test_ranks_that_no_source_prints_are_said_to_be_counted(dictionary):
    """Fault: 58 of the 63 PCI ranks of 2020 are our count of scores, and no page said so."""
    shown = standings(dictionary, 2020, pci_total=63)
    shown.ranking["pci_total_rank_is"] = ["printed"] * 5 + ["counted"] * 58
    said = "PCI: 58/63 thứ hạng do PAR-DX tính theo điểm số đã công bố"
    assert said in " ".join(rank_notes(shown, Language("vi")))
    shown.ranking["pci_total_rank_is"] = "printed"
    assert rank_notes(shown, Language("vi")) == []


@pytest.mark.parametrize(("worst", "says"), [(30, False), (32, True)])
def test_a_rank_beyond_those_pci_names_is_the_province_s_own_word(dictionary, worst, says):
    """Fault: Điện Biên stood 32nd under a note that PCI names its top 30 only."""
    shown = standings(dictionary, 2024, pci_total=20)
    shown.ranking.loc[19, "pci_total_rank"] = worst
    said = " ".join(rank_notes(shown, Language("en")))
    assert ("beyond 30 is the province's own word" in said) is says


def test_indices_ranked_as_a_whole_are_those_of_the_catalogue(dictionary):
    none = dict.fromkeys(("associations", "known", "glance", "extremes", "ranking", "national"))
    whole = {year: Facts(year, dictionary, **none).ranked_whole for year in (2022, 2023)}
    assert whole[2022] == ["par_index", "sipas", "dti_total", "pci_total"]
    assert whole[2023] == ["par_index", "sipas", "dti_total"]


def test_a_list_of_one_ministry_has_no_first(dictionary):
    """Fault: the one agency collected of DTI 2020 had the "highest score collected"."""
    one = pd.DataFrame(
        {
            "year": [2020],
            "indicator": "dti_total",
            "list": "no",
            "entity": "Viện Hàn lâm Khoa học và Công nghệ Việt Nam",
            "rank": float("nan"),
            "units": float("nan"),
            "score": 0.2848,
            "quality": None,
            "score_quality": "A",
        }
    )
    [shown] = list_tables(one, dictionary, 2020)
    assert shown.written("en").title.startswith("Collected of one ministry or agency only on DTI")


def test_names_stand_as_in_a_vietnamese_list():
    """Fault: Đồng Nai stood last and Bộ Giao thông vận tải before Bộ Giáo dục."""
    names = ["Bắc Ninh", "Đà Nẵng", "Đồng Nai", "Gia Lai", "Hà Nội", "Hải Phòng", "Hòa Bình"]
    assert sorted(reversed(names), key=alphabetical) == names
    ministries = ["Bộ Giáo dục và Đào tạo", "Bộ Giao thông vận tải", "Bộ Kế hoạch và Đầu tư"]
    assert sorted(reversed(ministries), key=alphabetical) == ministries
    assert alphabetical("Ministry of Finance") < alphabetical("Ministry of Justice")


@pytest.mark.parametrize(("year", "says"), [(2023, False), (2024, True)])
def test_a_mean_of_a_year_with_two_tables_says_that_its_table_is_not_known(dictionary, year, says):
    """Fault: 0.6961 stood as the mean of the 63; no source says of which table it is."""
    none = dict.fromkeys(("associations", "known", "glance", "extremes", "ranking", "national"))
    row = SimpleNamespace(indicator="dti_total", mean=0.6961)
    said = mean_of(Facts(year, dictionary, **none), row, Language("vi"))
    assert said.startswith("DTI 0,6961")
    assert ("nguồn không nêu" in said) is says


def test_provinces_that_are_all_provinces_have_one_interval(dictionary):
    """Fault: "before, same provinces" differed by 0.01 from the main table, by other draws."""
    row = {
        "role": "primary",
        "outcome": "par_index",
        "predictor": "dti_total",
        "method": "spearman",
    }
    row |= {"weights": "none", "n": 30, "estimate": 0.5, "p_value": 0.01, "p_adjusted": 0.01}
    row |= {
        "mechanical": 0.1,
        "flagged": 0,
        "refused_en": "",
        "refused_vi": "",
        "test": "dti-par",
    }
    row |= {"overlap": "raw", "removed": "", "sample": "all", "ci_low": 0.21, "ci_high": 0.71}
    own = row | {"test": "dti-par-rest", "removed": "sipas"}
    rows = [
        row,
        own | {"overlap": "removed", "ci_low": 0.1},
        own | {"sample": "same", "ci_low": 0.22},
    ]
    html = overlap_table(pd.DataFrame(rows), dictionary, 2022).written("en").html
    assert html.count("0.21 to 0.71") == 2 and "0.22" not in html


@pytest.mark.parametrize(
    ("fitted", "said"),
    [
        ({"one": "controls", "two": "controls"}, ["Main model: with {controls}."]),
        ({"one": "income", "two": "income"}, ["Main model: with {income}."]),
        (
            {"one": "controls", "two": "income"},
            ["Main model: with {controls}; where too few provinces carry it, with {income}."],
        ),
        ({}, []),
    ],
)
def test_the_main_model_is_the_one_fitted_and_no_set_that_was_added(dictionary, fitted, said):
    """Fault: with a set added, the "fullest" model was one of fewer controls than another shown."""
    english, sets = Language("en"), settings().model_sets
    rows = [(test, model) for test, model in fitted.items() for model in {model, "income", "wild"}]
    models = pd.DataFrame([*rows, ("one", "a set of one's own")], columns=["test", "model"])
    names = {one: labels.controls(sets[one], dictionary, english) for one in ("controls", "income")}
    assert labels.main_model(models, dictionary, english) == [text.format(**names) for text in said]


def test_every_control_of_a_model_or_of_the_curve_is_among_the_measures(dictionary):
    """Fault: the curve of 2022 held poverty fixed, and the table of coverage did not have it."""
    sets = [*settings().curve_sets.values(), *settings().model_sets.values()]
    held = {one.removeprefix("log_") for one in itertools.chain(*sets)} - {REGION}
    assert "poverty_rate_multidimensional" in held
    rows = pd.DataFrame({"indicator": [*held, "poverty_rate"], "measure": "value", "n": 63})
    rows = rows.assign(**dict.fromkeys(COUNTED, 0), missing=None).assign(n=63)
    said = coverage_table(rows, dictionary, 2022).written("en").html
    assert f"for the {len(held)} measures of this report; the CSV has all {len(held) + 1}" in said


@pytest.mark.parametrize(("code", "no"), [("en", "the method changed"), ("vi", "phương pháp")])
def test_where_no_claim_could_be_checked_the_reasons_are_those_of_the_claims(dictionary, code, no):
    """Fault: of the one claim of 2012, on a list with gaps, "or the method changed" was said."""
    claims = pd.DataFrame({"verdict": ["not_checkable"] * 2, "reason": "list_incomplete"})
    said = claims_table(claims, dictionary, 2012).written(code).html
    assert Language(code)("counted in the figures collected; the list is not complete") in said
    assert "(2)" in said
    assert no not in said


def test_a_year_of_one_measure_has_one_measure(dictionary):
    """Fault: a first announcement of 2026 was counted "for the 1 measures of this report"."""
    rows = pd.DataFrame(
        [{"indicator": "par_index", "measure": "rank", **dict.fromkeys(COUNTED, 3)}]
    )
    said = coverage_table(rows.assign(missing=""), dictionary, 2026).written("en").html
    assert "for the 1 measure of this report" in said


@pytest.mark.parametrize(
    ("code", "worst", "map_says", "table_says"),
    [
        ("en", 38, "16 of 63 ranks known, 38 the lowest of them; the last is not known.", True),
        ("en", 63, "16 of 63 ranks known, the last among them.", False),
        ("vi", 38, "Đã biết 16/63 thứ hạng, thấp nhất là thứ 38; chưa biết", True),
    ],
)
def test_ranks_known_in_part_say_whether_the_last_is_known(
    dictionary, code, worst, map_says, table_says
):
    """Fault: readers took the lowest known rank of DTI 2023 for the last of all."""
    shown = standings(dictionary, 2023, dti_total=16, sipas=63)
    shown.ranking.loc[15, "dti_total_rank"] = worst
    fragment = map_exhibit(shown).written(code)
    caption = re.search("<figcaption.*?</figcaption>", fragment.html, re.DOTALL)[0]
    alt = re.search('role="group" aria-label="(.*?)"', fragment.html)[1]
    assert caption.count(map_says) == 1
    assert map_says not in alt
    last = Language(code)("Who comes last is not known on {indices}.", indices="DTI")
    assert (last in ranks_exhibit(shown).written(code).html) is table_says


@pytest.mark.parametrize(("n", "open_"), [(62, True), (63, False)])
def test_movers_among_some_provinces_leave_open_what_others_did(dictionary, n, open_):
    ours = standings(dictionary, 2024, sipas=63)
    movers = ours.ranking.head(n)[["gso_code", "province", "sipas_rank"]]
    movers = movers.rename(columns={"sipas_rank": "rank"})
    movers = movers.assign(indicator="sipas", rank_change=12.0)
    noise = pd.DataFrame({"indicator": ["sipas"], "band": [10], "basis": ["convention"]})
    made = climbers_exhibit(movers, noise, ours)
    assert ("others may have moved further" in made.written("en").html) is open_
    assert ("khác có thể thay đổi nhiều hơn" in made.written("vi").html) is open_
