"""Which printed value is used: rounding, the rules in their order, ties, quality flags."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pardx.data.crosschecks import CHANGE_OF, levels_before
from pardx.data.reconcile import FIGURE, RULES, UNRECONCILED, reconcile, related, year_before


def prints(value, kind="press", publisher=None, *, derived=0, entity="Hải Phòng"):
    """One row: a source of some kind prints a value of one figure."""
    publisher = publisher or f"{kind} {value} {derived}"
    return {
        "year": 2023,
        "level": "province",
        "gso_code": "31",
        "entity": entity,
        "indicator": "par_index",
        "measure": "score",
        "unit": "percent",
        "period": "",
        "value": value,
        "derived": derived,
        "source_id": f"{publisher}-page".replace(" ", "-"),
        "kind": kind,
        "publisher": publisher,
    }


def reconciled(*rows):
    values, conflicts = reconcile(pd.DataFrame(rows))
    assert len(values) == 1
    return values.iloc[0], conflicts


@pytest.mark.parametrize(
    ("rows", "quality"),
    [
        ([prints("91.87", "official")], "A"),
        ([prints("91.87", publisher="Báo A"), prints("91.87", publisher="Báo B")], "A"),
        ([prints("91.87", publisher="Báo A"), prints("91.87", publisher="Báo A")], "B"),
        ([prints("91.87")], "B"),
        ([prints("91.87", "compilation")], "B"),
        ([prints("91.87", derived=1)], "C"),
        ([prints("91.87", publisher="Báo A", derived=1), prints("91.87", publisher="Báo A")], "B"),
        ([prints("91.87"), prints("91.81")], "X"),
    ],
    ids=[
        "official",
        "two publishers agree",
        "two pages of one publisher",
        "one press source",
        "one compilation",
        "derived",
        "derived and printed by one publisher",
        "contradiction",
    ],
)
def test_the_quality_flag_says_how_well_a_value_is_known(rows, quality):
    used, _ = reconciled(*rows)
    assert used.quality == quality


@pytest.mark.parametrize(
    ("rows", "value", "rule"),
    [
        (
            [
                prints("91.87", "official"),
                prints("91.81", publisher="A"),
                prints("91.81", publisher="B"),
            ],
            91.87,
            "official over press",
        ),
        ([prints("91.87", "compilation"), prints("91.81")], 91.87, "official over press"),
        (
            [prints("91.87"), prints("91.81", publisher="A"), prints("91.81", publisher="B")],
            91.81,
            "more independent sources",
        ),
        ([prints("91.87", derived=1), prints("91.81")], 91.81, "printed over derived"),
    ],
)
def test_the_first_rule_that_separates_decides(rows, value, rule):
    used, conflicts = reconciled(*rows)
    assert (used.value, used.settled_by) == (value, rule)
    assert set(conflicts.settled_by) == {rule}
    assert conflicts.used.sum() == 1
    assert conflicts[conflicts.used].value.tolist() == [value]


def test_a_tie_under_all_rules_is_unsettled_and_withheld():
    used, conflicts = reconciled(prints("91.87"), prints("91.81"))
    assert math.isnan(used.value)
    assert used.settled_by == UNRECONCILED
    assert sorted(conflicts.value) == [91.81, 91.87]
    assert not conflicts.used.any()


def test_two_official_sources_that_differ_fall_to_the_next_rule():
    used, _ = reconciled(
        prints("91.87", "official", "Bộ A"),
        prints("91.81", "official", "Bộ B"),
        prints("91.81", publisher="Báo C"),
    )
    assert (used.value, used.settled_by) == (91.81, "more independent sources")


@pytest.mark.parametrize("rounded", ["91.9", "92", "91.87"])
def test_a_rounded_value_agrees_with_the_precise_one(rounded):
    used, conflicts = reconciled(prints("91.87", publisher="A"), prints(rounded, publisher="B"))
    assert (used.value, used.quality) == (91.87, "A")
    assert conflicts.empty


@pytest.mark.parametrize("other", ["91.8", "91", "91.86", "93"])
def test_what_is_no_rounding_contradicts(other):
    used, conflicts = reconciled(prints("91.87"), prints(other))
    assert used.quality == "X"
    assert len(conflicts) == 2


def test_half_a_place_rounds_either_way():
    for rounded in ("0.64", "0.65"):
        used, _ = reconciled(prints("0.645", publisher="A"), prints(rounded, publisher="B"))
        assert used.value == 0.645


def test_a_source_that_rounds_lends_its_voice_but_not_its_rank():
    used, _ = reconciled(prints("91.9", "official"), prints("91.87"), prints("91.81"))
    assert (used.value, used.settled_by) == (91.87, "more independent sources")


def test_a_rounding_that_fits_two_rivals_speaks_for_neither():
    used, conflicts = reconciled(prints("92", "official"), prints("91.87"), prints("91.81"))
    assert (used.value, used.settled_by) == (92, "official over press")
    assert conflicts.value.tolist() == [91.81, 91.87, 92]


def test_all_sources_behind_a_value_are_named():
    used, _ = reconciled(prints("91.87", publisher="B"), prints("91.9", publisher="A"))
    assert used.sources == "A-page;B-page"
    assert used.publishers == 2


def test_figures_of_different_measures_never_meet():
    score, rank = prints("91.87"), prints("1") | {"measure": "rank", "unit": "rank"}
    values, conflicts = reconcile(pd.DataFrame([score, rank]))
    assert len(values) == 2
    assert conflicts.empty


KINDS = st.sampled_from(["official", "press", "compilation"])
ROWS = st.lists(
    st.builds(
        prints,
        st.sampled_from(["91.87", "91.81", "91.9", "92", "90", "90.5"]),
        KINDS,
        st.sampled_from(["A", "B", "C"]),
        derived=st.integers(0, 1),
        entity=st.sampled_from(["Hải Phòng", "Hà Nội"]),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=20)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(rows, random):
    shuffled = random.sample(rows, len(rows))
    values, conflicts = reconcile(pd.DataFrame(rows))
    again, conflicts_again = reconcile(pd.DataFrame(shuffled))
    pd.testing.assert_frame_equal(values, again)
    pd.testing.assert_frame_equal(conflicts, conflicts_again, check_like=True)


@settings(max_examples=20)
@given(ROWS)
def test_no_value_is_invented_and_no_figure_lost(rows):
    values, conflicts = reconcile(pd.DataFrame(rows))
    for used in values.dropna(subset="value").itertuples():
        printed = {float(row["value"]) for row in rows if row["entity"] == used.entity}
        assert used.value in printed
    assert set(values.entity) == {row["entity"] for row in rows}
    assert not values.duplicated(FIGURE).any()
    assert set(values.quality) <= {"A", "B", "C", "X"}
    assert (values.value.isna() == (values.quality == "X")).all()
    assert set(conflicts.settled_by) <= {UNRECONCILED, *(name for name, _ in RULES)}


def ministry(entity, measure, value, *publishers, indicator="dti_total"):
    """Rows of one figure of a ministry, each printed by another publisher of the press."""
    unit = "rank" if measure == "rank" else "index01"
    own = {"level": "ministry", "gso_code": "", "indicator": indicator, "measure": measure}
    return [
        prints(value, publisher=publisher, entity=entity) | own | {"unit": unit}
        for publisher in publishers
    ]


SERVICES = {"Bộ A": "yes", "Bộ B": "yes", "Bộ D": "yes", "Viện C": "no"}
LISTS = {("dti_total", name): services for name, services in SERVICES.items()}


def of_ministries(*figures):
    rows = pd.DataFrame([row for figure in figures for row in figure])
    values, conflicts = reconcile(rows, lists=LISTS)
    return values.set_index(["entity", "measure"]), conflicts


def test_of_two_ministries_on_one_rank_the_weaker_gives_way():
    values, conflicts = of_ministries(
        ministry("Bộ A", "rank", "1", "Báo X", "Báo Y"),
        ministry("Bộ B", "rank", "1", "Báo Z"),
        ministry("Viện C", "rank", "1", "Báo Z"),
    )
    assert values.value["Bộ A", "rank"] == values.value["Viện C", "rank"] == 1
    assert values.quality["Bộ B", "rank"] == "X"
    assert conflicts.breaks.tolist() == ["place"]


def test_a_rank_of_a_ministry_that_another_holds_is_not_believed():
    values, _ = of_ministries(
        ministry("Bộ A", "rank", "1", "Báo X", "Báo Y"),
        ministry("Bộ B", "rank", "1", "Báo Z", "Báo T"),
        ministry("Bộ B", "rank", "2", "Báo U"),
    )
    assert values.value["Bộ B", "rank"] == 2
    assert values.settled_by["Bộ B", "rank"] == "keeps its place and order"


def test_the_order_of_a_list_decides_the_score_of_a_ministry():
    values, _ = of_ministries(
        ministry("Bộ A", "rank", "1", "Báo X"),
        ministry("Bộ A", "score", "0.63", "Báo X"),
        ministry("Bộ B", "rank", "3", "Báo X"),
        ministry("Bộ B", "score", "0.65", "Báo X", "Báo Y"),
        ministry("Bộ B", "score", "0.56", "Báo Z"),
        ministry("Bộ D", "rank", "2", "Báo X"),
        ministry("Bộ D", "score", "0.60", "Báo X"),
        ministry("Viện C", "rank", "2", "Báo X"),
        ministry("Viện C", "score", "0.70", "Báo X"),
    )
    assert values.value["Bộ B", "score"] == 0.56
    assert values.settled_by["Bộ B", "score"] == "keeps its place and order"
    assert values.value["Viện C", "score"] == 0.7


def test_a_tie_of_ministries_that_a_source_prints_stands():
    values, _ = of_ministries(
        ministry("Bộ A", "rank", "1", "Báo X"), ministry("Bộ B", "rank", "1", "Báo X")
    )
    assert values.value.tolist() == [1, 1]


@pytest.mark.slow
def test_the_evidence_for_the_next_year_never_contradicts_what_the_year_itself_uses(
    dictionary, cleaned_year
):
    """Without parts and the year before it may leave more open (PAR INDEX 2023 of Hòa Bình)."""
    for year in dictionary.project.years()[:-1]:
        values = vars(cleaned_year(year))["values"]
        after = vars(cleaned_year(year + 1))["observations"]
        moved = set(after.indicator[after.measure.isin(CHANGE_OF)])
        believed = year_before(dictionary, year + 1, moved)
        if believed is not None:
            ours = values[values.indicator.isin(moved)]
            lists = dictionary.lists
            used = levels_before(ours, lists)
            left = levels_before(believed, lists)
            assert left.keys() == used.keys(), year
            for figure, level in left.items():
                assert level.low <= used[figure].low <= used[figure].high <= level.high, figure


def test_totals_and_parts_are_related_directly_and_through_others():
    sums = pd.DataFrame(
        {"indicator": ["total", "total", "impact"], "way": "w", "part": ["a", "impact", "survey"]}
    )
    assert related({"survey"}, sums) == {"survey", "impact", "total", "a"}
    assert related({"pci"}, sums) == {"pci"}
