"""Remarks of raw rows: translated in the catalogue, else marked as English."""

import csv
import re

import pytest

from pardx.language import Language
from pardx.pages.remarks import Remark, forms, remarks


@pytest.mark.parametrize(
    ("note", "vi"),
    [
        ("", []),
        ("of 63", [Remark("trên 63")]),
        ("derived: 84.38 up 0.33", [Remark("tính từ 84,38 sau khi tăng 0,33")]),
        (
            "scale of this part changed in 2021; par. 9",
            [Remark("thang đo của nội dung này thay đổi năm 2021"), Remark("đoạn 9")],
        ),
        (
            "34-province (post-merger) table (Lào Cai merged with Yên Bái)",
            [Remark("bảng 34 tỉnh, thành phố (sau sắp xếp; Lào Cai hợp nhất với Yên Bái)")],
        ),
        ("541.46/1000", [Remark("541,46/1000")]),
        ("1,872 of 1952 procedures", [Remark("1.872 trên 1952 thủ tục")]),
        ("lowest of three", [Remark("lowest of three", "en")]),
        ("a remark of its own; of 63", [Remark("a remark of its own", "en"), Remark("trên 63")]),
    ],
)
def test_a_vietnamese_page_says_which_remarks_are_english(note, vi, checkout_project):
    """Fault: raw remarks stood in English on Vietnamese trails, of no stated language."""
    assert remarks(note, Language("vi"), checkout_project) == vi
    english = remarks(note, Language("en"), checkout_project)
    assert "; ".join(one.text for one in english) == note
    assert not any(one.lang for one in english)


def raw_notes(project):
    for path in project.raw.glob("[0-9]*/*.csv"):
        with path.open(encoding="utf-8") as rows:
            yield from (row["note"] for row in csv.DictReader(rows))


def test_every_remark_of_the_raw_tables_has_its_vietnamese(checkout_project):
    """Fault: 412 remarks stood in English, and "six places" became "cao hơn six bậc"."""
    vi, notes = Language("vi"), {*raw_notes(checkout_project)}
    said = [one for note in notes for one in remarks(note, vi, checkout_project)]
    assert not [one.text for one in said if one.lang]
    points = re.compile(r"\d\.(?!\d{3}\b)\d")
    left = [one.text for one in said if points.search(re.sub('"[^"]*"', "", one.text))]
    assert [text for text in left if "3.2 giảm một nửa, 5.2 bị bỏ" not in text] == []
    parts = {part for note in notes for part in note.split("; ")}
    unused = [
        kind["text_en"]
        for kind, form in forms(checkout_project)
        if not any(map(form.fullmatch, parts))
    ]
    assert unused == []


def test_a_remark_says_the_same_numbers_in_both_languages(checkout_project):
    """A translation loses no number of its English, whatever marks it is written with."""
    vi = Language("vi")
    for kind, _ in forms(checkout_project):
        en, said = kind["text_en"], vi.of(kind, "text")
        assert {*re.findall(r"\{\w+\}", en)} == {*re.findall(r"\{\w+\}", said)}, en
        plain = re.sub(r"(?<=\d)[.,](?=\d)", "", en), re.sub(r"(?<=\d)[.,](?=\d)", "", said)
        numbers = [{int(one) for one in re.findall(r"(?<![\w-])\d+", one)} for one in plain]
        assert numbers[0] <= numbers[1], en
