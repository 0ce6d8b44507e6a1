"""What a grid says: one reading, or a refusal that shows both and names the option that decides."""

import re

import pytest

from pardx.importing.command import Order, _wanted, scales
from pardx.importing.grids import Grid, UnreadableTableError
from pardx.importing.readings import read
from pardx.importing.sheets import skipped
from pardx.importing.soundness import out_of_order
from pardx.importing.wording import RANK, VALUE
from pardx.importing.writing import Destination

HEAD = ("Tỉnh", "Điểm", "Xếp hạng")
THREE = (("Hà Nội", "90,5", "1"), ("Hải Phòng", "89,5", "2"), ("Cần Thơ", "88,5", "3"))
FIGURES = {"Hà Nội": ("90.5", "1"), "Hải Phòng": ("89.5", "2"), "Cần Thơ": ("88.5", "3")}


@pytest.fixture(scope="module")
def look(dictionary):
    def look(*rows, indicator="par_index", year=2022, level="", grids=None, **said):
        width = max(map(len, rows), default=0)
        padded = tuple(tuple(map(str, row)) + ("",) * (width - len(row)) for row in rows)
        to = Destination(dictionary.project.raw, "x")
        every = scales(indicator, year, level, said, dictionary)
        order = Order(None, indicator, year, "", every, level, to, said)
        found = read(grids or [Grid("text", padded)], _wanted(order, dictionary))
        names = found.block.frame.names
        every = {code for figures in found.figures.values() for code in figures}
        return {
            names[code]: tuple(found.figures.get(role, {}).get(code) for role in (VALUE, RANK))
            for code in every
        }

    return look


TAKEN = {
    "plain": (HEAD, *THREE),
    "title and blank": (("KẾT QUẢ CHỈ SỐ CẢI CÁCH HÀNH CHÍNH 2022",), (), HEAD, *THREE),
    "year beside": (("Năm", "2022"), HEAD, *THREE),
    "numbered columns": (HEAD, ("(1)", "(2)", "(3)"), *THREE),
    "total above that looks like a year": (HEAD, ("Cả nước", "2013", ""), *THREE),
    "totals around": (
        HEAD,
        ("WHOLE COUNTRY", "88", ""),
        ("I. Đồng bằng sông Hồng", "90", ""),
        *THREE[:2],
        ("II - Vùng Đồng bằng sông Cửu Long", "88,5", "1"),
        THREE[2],
        *(("Highest", "90,5"), ("Lowest", "88,5"), ("Min", "1"), ("Trung vị", "89,5")),
        *(("Median", "89,5"), ("Độ lệch chuẩn", "1"), ("Trung bình cả nước", "89,5")),
    ),
    "region above its provinces": (HEAD, ("Tây Nguyên",), *THREE),
    "numbers before names": (HEAD, *((f"{n}.{r[0]}", *r[1:]) for n, r in enumerate(THREE, 1))),
    "numbers with a dash": (HEAD, *((f"0{n}-{r[0]}", *r[1:]) for n, r in enumerate(THREE, 1))),
    "codes beside": (("Mã", *HEAD), *((f"0{n}", *r) for n, r in enumerate(THREE, 1))),
    "English": (("Province", "Score", "Rank"), *THREE),
    "CAPITALS": (HEAD, *((row[0].upper(), *row[1:]) for row in THREE)),
    "the index heads its values": (("Tỉnh", "PAR INDEX", "Hạng"), *THREE),
    "its long name": (("Địa phương", "Chỉ số cải cách hành chính năm 2022", "Thứ hạng"), *THREE),
    "other years beside": (
        ("Tỉnh", "2021", "2022", "Hạng 2021", "Hạng 2022"),
        *((name, "80", score, "9", rank) for name, score, rank in THREE),
    ),
    "another index beside": (
        ("Tỉnh", "SIPAS", "Hạng", "PAR INDEX", "Hạng"),
        *((row[0], 80 + n, 3 - n, *row[1:]) for n, row in enumerate(THREE)),
    ),
    "two heading rows": (
        ("Tỉnh", "PAR INDEX", "PAR INDEX", "SIPAS", "SIPAS"),
        ("Tỉnh", "Điểm", "Hạng", "Điểm", "Hạng"),
        *((*row, 80 + n, 3 - n) for n, row in enumerate(THREE)),
    ),
    "vị trí in a question": (
        ("Tỉnh", "Người dân có biết vị trí của bộ phận một cửa hay không", "Điểm", "Xếp hạng"),
        *((row[0], n, *row[1:]) for n, row in enumerate(THREE, 5)),
    ),
    "halves beside each other": (
        ("TT", *HEAD, "TT", *HEAD),
        ("1", *THREE[0], "3", *THREE[2]),
        ("2", *THREE[1], "", "", "", ""),
    ),
    "halves, ranks first": (
        ("Hạng", "Tỉnh", "Điểm") * 2,
        ("1", "Hà Nội", "90,5", "3", "Cần Thơ", "88,5"),
        ("2", "Hải Phòng", "89,5"),
    ),
    "halves below each other": (HEAD, *THREE[:2], (), HEAD, THREE[2]),
    "another table below": (
        *(HEAD, *THREE, (), ("Hồ sơ",), ("Tỉnh", "Dân số", "Diện tích")),
        *((row[0], "8.435", "3.359") for row in THREE),
    ),
    "a profile below": (HEAD, *THREE, (), ("Thông tin chung",), ("Dân số", "1.200"), ("Xã", "80")),
    "Vietnamese and English names": (
        ("Tỉnh", "Province", "Điểm", "Hạng"),
        *(
            (r[0], n, *r[1:])
            for r, n in zip(THREE, ("Ha Noi", "Hai Phong", "Can Tho"), strict=True)
        ),
    ),
    "ranks as text": (HEAD, *((r[0], r[1], f"Hạng {r[2]}/63") for r in THREE)),
    "English ranks": (
        HEAD,
        *((r[0], r[1], f"{r[2]}{e}") for r, e in zip(THREE, ("st", "nd", "rd"), strict=True)),
    ),
    "a word behind figures": (HEAD, *((r[0], f"{r[1]} điểm", r[2]) for r in THREE)),
    "percent": (HEAD, *((r[0], f"{r[1]}%", r[2]) for r in THREE)),
    "marks": (HEAD, *((f"{r[0]} (1)", f"{r[1]}*", r[2]) for r in THREE)),
    "a note that names one": (
        (*HEAD, "Ghi chú"),
        *((*r, "Huế" if r[2] == "1" else "") for r in THREE),
    ),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_layout_is_taken(look, name):
    assert look(*TAKEN[name]) == FIGURES


def test_what_is_no_unit_is_listed_as_left_out(look, dictionary):
    order = Order(
        *(None, "par_index", 2022, "", scales("par_index", 2022, "", {}, dictionary), "", None, {})
    )
    rows = TAKEN["totals around"]
    width = max(map(len, rows))
    grid = Grid("text", tuple(tuple(row) + ("",) * (width - len(row)) for row in rows))
    said = read([grid], _wanted(order, dictionary)).block.skipped
    assert sum(line.endswith("a mean or total") for line in said) == 8
    assert sum(line.endswith("a region") for line in said) == 2


PAIRED = (
    ("TT", "Tỉnh", "Gia nhập", "", "PAR INDEX", "Xếp hạng"),
    ("1", "Hà Nội", "9,1", "Cần Thơ", "90,5", "1"),
    ("2", "Hải Phòng", "8,1", "Hà Nội", "89,5", "2"),
    ("3", "Cần Thơ", "7,1", "Hải Phòng", "88,5", "3"),
)


def test_columns_sorted_each_on_its_own_are_taken_by_the_names_that_are_said(look):
    with pytest.raises(UnreadableTableError) as refused:
        look(*PAIRED)
    said = str(refused.value)
    assert "can be read in 2 ways" in said
    assert "row 2: Cần Thơ 90,5, 1" in said
    assert "row 2: Hà Nội 90,5, 1" in said
    assert said.endswith("say NAME= D or B, the column of the names that the figures belong to")
    taken = look(*PAIRED, NAME="D")
    assert taken == {"Cần Thơ": ("90.5", "1"), "Hà Nội": ("89.5", "2"), "Hải Phòng": ("88.5", "3")}
    with pytest.raises(UnreadableTableError, match="no column is headed"):
        look(*PAIRED, NAME="B")
    with pytest.raises(
        UnreadableTableError, match="'E' is no single column beside the names in column B"
    ):
        look(*PAIRED, NAME="B", SCORE="E")


def test_a_heading_that_two_columns_of_names_bear_decides_nothing(look):
    both = (("TT", "Tỉnh", "Gia nhập", "Tỉnh", "PAR INDEX", "Xếp hạng"), *PAIRED[1:])
    with pytest.raises(UnreadableTableError, match="say NAME= D or B"):
        look(*both, NAME="Tỉnh")


def test_a_table_of_another_index_is_not_taken_for_this_one(look):
    rows = (("CHỈ SỐ HÀI LÒNG (SIPAS) NĂM 2022",), HEAD, *THREE)
    with pytest.raises(
        UnreadableTableError, match=r"the title .* names sipas; fix: check INDICATOR"
    ):
        look(*rows)
    assert look(*rows, indicator="sipas") == FIGURES
    assert look(*rows, SCORE="B", RANK="C") == FIGURES


def test_scores_that_may_belong_to_either_names_are_not_guessed(look):
    rows = (
        ("Điểm", "Tỉnh", "Chỉ số", "Tỉnh", "Kết quả"),
        ("90,5", "Hà Nội", "70,5", "Cần Thơ", "60,5"),
        ("89,5", "Hải Phòng", "69,5", "Hà Nội", "50,5"),
    )
    with pytest.raises(UnreadableTableError, match="may belong to either|can be read in 2 ways"):
        look(*rows, SCORE="C")


@pytest.mark.parametrize(
    ("rows", "option"),
    [
        ((("Tỉnh", "Điểm A", "Điểm B"), ("Hà Nội", "91", "90")), "SCORE= B or C"),
        ((("Tỉnh", "Hạng A", "Hạng B"), ("Hà Nội", "1", "2")), "RANK= B or C"),
        ((HEAD, *THREE, (), HEAD, ("Hà Nội", "80", "1"), ("Huế", "70", "2")), "SKIP=7-8"),
    ],
)
def test_two_readings_name_the_option_that_decides(look, rows, option):
    with pytest.raises(UnreadableTableError, match=f"in 2 ways.*\n.*\n.*\n.*{option}"):
        look(*rows)


def test_skip_leaves_out_rows_and_columns(look):
    below = (HEAD, *THREE, (), HEAD, ("Hà Nội", "80", "1"), ("Huế", "70", "2"))
    assert look(*below, SKIP="6-8") == FIGURES
    assert look(("Tỉnh", "Điểm A", "Điểm B"), ("Hà Nội", "91", "90"), SKIP="B") == {
        "Hà Nội": ("90", None)
    }
    assert skipped("3, 12-14;D") == ({3, 12, 13, 14}, {"D"})
    with pytest.raises(UnreadableTableError, match="SKIP='four' is no row"):
        skipped("1,four")


def sheets(*names):
    return [
        Grid(f"sheet {name}", (HEAD, ("Hà Nội", str(80 + n), "1"), ("Huế", str(70 + n), "2")))
        for n, name in enumerate(names)
    ]


def test_the_sheet_that_names_the_year_is_taken_and_ties_are_refused(look):
    assert look(grids=sheets("2021", "2022", "2023"))["Hà Nội"] == ("81", "1")
    assert look(grids=sheets("Hướng dẫn", "Năm 2022"))["Hà Nội"] == ("81", "1")
    with pytest.raises(UnreadableTableError, match="say SHEET= '2022' or '2022 cũ'"):
        look(grids=sheets("2022", "2022 cũ"))
    assert look(grids=sheets("2022", "2022 cũ"), SHEET="2022 cũ")["Hà Nội"] == ("81", "1")
    with pytest.raises(UnreadableTableError, match="is of 2020, 2021, not of 2022"):
        look(grids=sheets("2020", "2021"))
    with pytest.raises(UnreadableTableError, match="SHEET='2019' is none of: 2020, 2021"):
        look(grids=sheets("2020", "2021"), SHEET="2019")


def test_the_year_decides_between_the_63_and_the_34(look):
    rows = (HEAD, ("Hà Nội", "92,1", "1"), ("Lào Cai", "91", "2"), ("Huế", "90,2", "3"))
    assert "Thừa Thiên Huế" in look(*rows, year=2024)
    assert "Huế" in look(*rows, year=2025)
    with pytest.raises(UnreadableTableError, match="Yên Bái is part of Lào Cai since July 2025"):
        look(*rows, ("Yên Bái", "80", "4"), year=2025)
    with pytest.raises(UnreadableTableError, match="35 is beyond 34"):
        look(*rows, ("Cà Mau", "80", "35"), year=2025)


def test_where_a_year_has_both_tables_the_level_is_asked_for_unless_all_34_are_there(
    look, dictionary
):
    from pardx.data.geography import local_units

    head = ("Tỉnh", "DTI", "Hạng")
    rows = (head, ("Hà Nội", "0,8", "1"), ("Huế", "0,7", "2"))
    with pytest.raises(UnreadableTableError, match="say LEVEL= province or unit34"):
        look(*rows, indicator="dti_total", year=2024)
    assert "Huế" in look(*rows, indicator="dti_total", year=2024, level="unit34")
    names = local_units(dictionary.project, "unit34").name_vi
    whole = [(name, f"0,{99 - n}", str(n)) for n, name in enumerate(names, 1)]
    assert len(look(head, *whole, indicator="dti_total", year=2024)) == 34
    assert "Hà Giang" in look(head, ("Hà Giang", "0,5", "60"), indicator="dti_total", year=2024)


def test_a_unit_the_year_decides_is_not_asked_for(look):
    head = ("Tỉnh", "PAPI")
    for year, score in ((2016, "36,5"), (2022, "46,5")):
        taken = look(head, ("Hà Nội", score), indicator="papi_total_unweighted", year=year)
        assert taken == {"Hà Nội": (score.replace(",", "."), None)}


@pytest.mark.parametrize("name", ["Can Thoo", "<script>alert(1)</script>"])
def test_a_row_of_an_unknown_name_is_reported_wherever_it_is(look, name):
    strange = (name, "80", "5")
    for rows in ((HEAD, strange, *THREE), (HEAD, *THREE, strange), (HEAD, THREE[0], (), strange)):
        with pytest.raises(UnreadableTableError, match=f"row \\d: '{re.escape(name)}'"):
            look(*rows, *THREE[2:]) if rows[-1] is not THREE[-1] else look(*rows)


@pytest.mark.parametrize(
    ("coding", "names"),
    [
        ("TCVN3", ("Hµ Néi", "H¶i Phßng", "CÇn Th¬")),
        ("VNI", ("Haø Noäi", "Haûi Phoøng", "Caàn Thô")),
    ],
)
def test_text_of_before_unicode_is_named(look, coding, names):
    with pytest.raises(UnreadableTableError, match=f"coded in {coding}.*convert it to Unicode"):
        look(HEAD, *((name, *row[1:]) for name, row in zip(names, THREE, strict=True)))


def test_ranks_of_other_scores_are_refused_and_never_mended(look):
    names = ("Hà Nội", "Huế", "Cà Mau", "An Giang", "Cần Thơ", "Sơn La", "Lai Châu", "Bắc Ninh")
    rows = [(name, str(90 - n), str(1 + n * 3 % 8)) for n, name in enumerate(names)]
    with pytest.raises(UnreadableTableError, match="are not those of B 'Điểm': .*RANK=none"):
        look(HEAD, *rows)
    assert look(HEAD, *rows, RANK="none")["Thừa Thiên Huế"] == ("89", None)


def test_units_out_of_order_are_those_that_any_order_leaves_out():
    ranks = {name: place for place, name in enumerate("abcdef", 1)}
    scores = dict(zip("abcdef", (9, 8, 7, 6, 5, 4), strict=True))
    assert out_of_order(ranks, scores) == []
    assert out_of_order(ranks, scores, rising=True) != []
    assert out_of_order(ranks, scores, rising=None) == []
    assert out_of_order(ranks, scores | {"c": 1}) == ["c"]
    assert out_of_order(ranks, scores | {"c": 6, "d": 7}) == ["c", "d"]
