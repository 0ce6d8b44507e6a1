"""The glance at a thin year: its title is a finding, and it explains no sign it does not have."""

import pandas as pd
import pytest

from pardx.report import glance as room


def results(*rows):
    columns = ["indicator", "mean", "mean_change", "n_scores", "above_mean", "first", "last"]
    frame = pd.DataFrame(rows, columns=columns).assign(refused_en="", refused_vi="")
    above = frame.above_mean.where(frame["mean"].notna())
    return frame.assign(above_least=above, above_most=33, places=63)


NAN = float("nan")
PCI = ("pci_total", NAN, NAN, 63, 0, "Đà Nẵng", "Đắk Nông")
SIPAS = ("sipas", 80.0, 1.5, 20, 9, "Quảng Ninh", "")


@pytest.mark.parametrize(
    ("rows", "titles"),
    [
        ([PCI], {"en": "Đà Nẵng ranks first on PCI, 2010", "vi": "Đà Nẵng đứng đầu PCI năm 2010"}),
        (
            [PCI, SIPAS],
            {
                "en": "Each of 2 indices has a different leader in 2010",
                "vi": "2 chỉ số năm 2010 có 2 địa phương đứng đầu khác nhau",
            },
        ),
        (
            [PCI, (*SIPAS[:5], "Đà Nẵng", "")],
            {
                "en": "Đà Nẵng ranks first on PCI and SIPAS, 2010",
                "vi": "Đà Nẵng đứng đầu PCI và SIPAS năm 2010",
            },
        ),
        (
            [(*PCI[:5], "", "Đắk Nông")],
            {"en": "2010 at a glance", "vi": "Tổng hợp kết quả năm 2010"},
        ),
    ],
)
def test_a_title_names_who_leads_as_far_as_anyone_is_known(dictionary, rows, titles):
    shown = room.glance_table(results(*rows), dictionary, 2010)
    assert {lang: shown.written(lang).title for lang in titles} == titles


def test_a_table_of_ends_has_neither_empty_columns_nor_notes_on_them(dictionary):
    shown = room.glance_table(results(PCI), dictionary, 2010).written("en").html
    assert shown.count("<th ") == 4
    assert "percentage points" not in shown
    assert "A dash" not in shown
    assert "no national mean was collected" in shown


def test_what_a_table_holds_is_explained(dictionary):
    shown = room.glance_table(results(PCI, SIPAS), dictionary, 2010).written("en").html
    assert "percentage points" in shown
    assert "A dash" in shown
    assert "Not comparable" not in shown


def test_nobody_is_counted_above_a_mean_of_unknown_units(dictionary):
    """Fault: "2 to 56 of 63" lay above a mean of DTI 2024 that may be one of 34 units."""
    rows = results(("dti_total", 0.6961, NAN, 2, 0, "TP. Hồ Chí Minh", "")).assign(above_least=NAN)
    shown = room.glance_table(rows, dictionary, 2024).written("en").html
    assert "0.6961" in shown
    assert "of 63" not in shown.replace("of the 63", "")
    assert "whether the mean of DTI is of the 63 provinces or of the 34 units" in shown


def ends(*places):
    rows = [("top", name, rank, code, code, NAN) for name, rank, code in places]
    return pd.DataFrame(rows, columns=["end", "indicator", "rank", "gso_code", "province", "score"])


@pytest.mark.parametrize(
    ("sipas", "title"),
    [
        ("abcde", "5 provinces are in the top five on more than one index or dimension, 2024"),
        (
            "ab",
            "At least 2 provinces are in the top five on more than one index or dimension, 2024",
        ),
        (
            "x",
            "No province is known to be in the top five on more than one index or dimension, 2024",
        ),
    ],
)
def test_leaders_of_several_indices_are_counted_as_far_as_places_are_known(
    dictionary, sipas, title
):
    par = [("par_index", rank, code) for rank, code in enumerate("abcde", 1)]
    rows = ends(*par, *(("sipas", rank, code) for rank, code in enumerate(sipas, 1)))
    assert room.extremes_table(rows, dictionary, 2024).written("en").title == title


@pytest.mark.parametrize(("last", "says"), [(2024, False), (2025, True)])
def test_a_dashed_line_between_means_of_63_and_of_34_says_so(dictionary, last, says):
    """Fault: where the units change, the figure spoke of new criteria alone."""
    years = [2022, 2023, last]
    means = pd.DataFrame(
        {"year": years, "mean": [84.79, 86.98, 89.1], "regime": [2022, 2022, last]}
    )
    rows = means.assign(indicator="par_index", of="province", quality="A")
    shown = room.means_figure(rows, "par_index", ("province",), dictionary).written("en")
    assert ("34 units in place of 63 provinces" in shown.html) is says
    assert shown.title == f"Mean PAR INDEX of provinces {last}: 89.10"


def test_means_of_ministries_are_titled_by_the_ministries(dictionary):
    years = [2022, 2023, 2022, 2023, 2024]
    of = ["ministry", "ministry", "province", "province", "province"]
    rows = pd.DataFrame({"year": years, "of": of, "mean": [84.05, 84.38, 84.79, 86.98, 88.37]})
    rows = rows.assign(indicator="par_index", regime=2022, quality="A").sort_values("of")
    own = rows.sort_values("of", ascending=False)
    for table in (own, rows):
        shown = room.means_figure(table, "par_index", ("province", "ministry"), dictionary)
        assert shown.written("en").title == "Mean PAR INDEX of ministries 2023: 84.38"
