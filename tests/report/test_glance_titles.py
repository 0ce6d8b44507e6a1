"""The glance at a thin year: its title is a finding, and it explains no sign it does not have."""

from types import SimpleNamespace

import pandas as pd
import pytest

from pardx.report import glance as room
from pardx.report.exhibit import Origin


def material(*rows):
    columns = ["indicator", "mean", "mean_change", "n_scores", "above_mean", "first", "last"]
    shown = pd.DataFrame(rows, columns=columns).assign(refused_en="", refused_vi="")
    return SimpleNamespace(
        year=2010,
        glance=shown,
        short=lambda indicator, lang: indicator.upper(),
        dictionary=SimpleNamespace(decimals=lambda indicator: 2, score_unit=UNITS.get),
        origin=lambda csv, *indicators: Origin(csv),
    )


NAN = float("nan")
UNITS = {"sipas": "percent", "par_index": "percent"}
PCI = ("pci", NAN, NAN, 63, 0, "Đà Nẵng", "Đắk Nông")
SIPAS = ("sipas", 80.0, 1.5, 20, 9, "Quảng Ninh", "")


@pytest.mark.parametrize(
    ("rows", "titles"),
    [
        ([PCI], {"en": "Đà Nẵng leads PCI, 2010", "vi": "Đà Nẵng đứng đầu PCI năm 2010"}),
        (
            [PCI, SIPAS],
            {
                "en": "Each of 2 indices has a leader of its own in 2010",
                "vi": "2 chỉ số năm 2010 có 2 địa phương đứng đầu khác nhau",
            },
        ),
        (
            [PCI, (*SIPAS[:5], "Đà Nẵng", "")],
            {
                "en": "Đà Nẵng leads 2 of 2 indices in 2010",
                "vi": "Đà Nẵng đứng đầu 2/2 chỉ số năm 2010",
            },
        ),
        (
            [(*PCI[:5], "", "Đắk Nông")],
            {"en": "2010 at a glance", "vi": "Tổng hợp kết quả năm 2010"},
        ),
    ],
)
def test_a_title_names_who_leads_as_far_as_anyone_is_known(rows, titles):
    shown = room.glance_table(material(*rows))
    assert {lang: shown.written(lang).title for lang in titles} == titles


def test_a_table_of_ends_has_neither_empty_columns_nor_notes_on_them():
    shown = room.glance_table(material(PCI)).written("en").html
    assert shown.count("<th ") == 4
    assert "percentage points" not in shown
    assert "A dash" not in shown
    assert "the mean of the provinces was not published" in shown


def test_what_a_table_holds_is_explained():
    shown = room.glance_table(material(PCI, SIPAS)).written("en").html
    assert "percentage points" in shown
    assert "A dash" in shown
    assert "Not comparable" not in shown
