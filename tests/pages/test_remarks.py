"""Remarks of raw rows: translated where they recur, else marked as English."""

import csv

import pytest

from pardx.language import Language
from pardx.pages.remarks import KINDS, Remark, forms, remarks


@pytest.mark.parametrize(
    ("note", "vi"),
    [
        ("", []),
        ("of 63", [Remark("trên 63")]),
        ("derived: 84.38 up 0.33", [Remark("tính từ 84,38, tăng 0,33")]),
        (
            "scale of this part changed in 2021; par. 9",
            [Remark("thang đo của nội dung này thay đổi năm 2021"), Remark("đoạn 9")],
        ),
        (
            "34-province (post-merger) table (Lào Cai merged with Yên Bái)",
            [Remark("bảng 34 tỉnh, thành phố (sau sắp xếp; Lào Cai hợp nhất với Yên Bái)")],
        ),
        ("541.46/1000", [Remark("541.46/1000")]),
        ("a remark of its own; of 63", [Remark("a remark of its own", "en"), Remark("trên 63")]),
    ],
)
def test_a_vietnamese_page_says_which_remarks_are_english(note, vi):
    """Fault: raw remarks stood in English on Vietnamese trails, of no stated language."""
    assert remarks(note, Language("vi")) == vi
    assert "; ".join(one.text for one in remarks(note, Language("en"))) == note
    assert not any(one.lang for one in remarks(note, Language("en")))


def test_every_kind_is_a_remark_of_the_raw_tables(checkout_project):
    """The list holds what is said, and most of what is said is in the list."""
    english, vi = [], Language("vi")
    for path in checkout_project.raw.glob("[0-9]*/*.csv"):
        with path.open(encoding="utf-8") as rows:
            english += [part for row in csv.DictReader(rows) for part in row["note"].split("; ")]
    said = [one for part in english for one in remarks(part, vi)]
    assert sum(not one.lang for one in said) > 0.9 * len(said)
    unused = [kind for kind, form in forms() if not any(map(form.fullmatch, {*english}))]
    assert unused == [] and len(KINDS) == len(forms())
