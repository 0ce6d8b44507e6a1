"""The glance at a thin year: its title is a finding, and it explains no sign it does not have."""

import pandas as pd
import pytest

from pardx.report import glance as room


def results(*rows):
    columns = ["indicator", "mean", "mean_change", "n_scores", "above_mean", "first", "last"]
    frame = pd.DataFrame(rows, columns=columns).assign(refused_en="", refused_vi="")
    return frame.assign(above_least=frame.above_mean, above_most=33, places=63)


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
