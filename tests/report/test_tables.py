from pardx.language import Language
from pardx.report.exhibit import Origin, Words
from pardx.report.tables import Cell, Sheet, escape, numeral, p_cell, table

VI = Language("vi")


def made(sheet):
    words = Words("Ranks & scores", "100 % of them", notes=("A note.",))
    return table("tab-x", sheet=lambda _: sheet, words=lambda _: words, origin=Origin("x.csv"))


def test_a_table_is_html_and_latex_in_both_languages():
    sheet = Sheet(("Province", "Rank"), ((Cell("Cần Thơ"), Cell("26/63", "85_1")),), frozenset({1}))
    shown, metadata = made(sheet)._repr_mimebundle_()
    assert "<td>26/63<small>85_1</small></td>" in shown["text/vnd.pardx.en+html"]
    assert "<td>26/63 <small>85_1</small></td>" in shown["text/html"], "numbers never fuse"
    assert "Province  Rank\nCần Thơ   26/63 (85_1)\n" in shown["text/plain"]
    assert r"\caption{Ranks \& scores. 100 \% of them}\label{tab-x}\\" in shown["text/latex"]
    assert r"Cần Thơ & 26/63 (85\_1) \\" in shown["text/vnd.pardx.vi+latex"]
    assert metadata["pardx"]["csv"] == "x.csv"


def test_latex_prints_every_sign_as_it_stands():
    assert escape("−3 % of a_b & {c}") == r"$-$3 \% of a\_b \& \{c\}"


def test_only_what_cannot_be_read_off_carries_a_sort_key():
    assert numeral(VI, 88.72, 2).sort_key == ""
    assert numeral(VI, float("nan")).sort_key == ""
    assert Cell("hơn 79,5 triệu", key=79.5).sort_key == "79.5"


def test_a_p_value_is_never_zero():
    assert p_cell(VI, 0.00004).text == "< 0,001"
    assert p_cell(VI, 0.0312).text == "0,031"


def test_links_stand_in_a_cell_with_their_publisher():
    sheet = Sheet(
        ("Figure", "Source"), ((Cell("1"), Cell("", links=(("Báo A", "https://a.vn"),))),)
    )
    assert '<a href="https://a.vn">Báo A</a>' in made(sheet).written("vi").html
