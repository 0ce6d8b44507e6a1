"""What a brief says, word by word, and what its tables hold."""

import os
from dataclasses import replace

import pytest

from pardx.language import LANGUAGES, Language
from pardx.report import brief_exhibits as tables
from pardx.report import brief_words as room
from pardx.report.brief_facts import facts_table
from pardx.stats.rank_sets import Band

GOLDEN = {
    ("2022", "92"): "Cần Thơ: rank far up, a printed regional rank, no score",
    ("2022", "01"): "Hà Nội: score, rank and few places gained",
    ("2022", "74"): "Bình Dương: PAR INDEX missing",
    ("2022", "24"): "Bắc Giang: PAPI published in part",
    ("2020", "74"): "Bình Dương: PAR INDEX with its four parts",
    ("2020", "38"): "Thanh Hóa: SIPAS and PAR INDEX up",
}


def written(brief, lang):
    notes = [*tables.standings_words(brief, lang).notes, room.printed_parts(brief, lang)]
    return "\n".join([brief.title(lang), "", *room.findings(brief, lang), "", *notes, ""])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("year", "code"), GOLDEN, ids=lambda text: text)
def test_the_sentences_are_those_we_have_read(brief_of, root, year, code, lang):
    brief = brief_of(year, code)
    text = written(brief, Language(lang))
    path = root / "tests" / "golden" / f"{year}-{brief.slug}.{lang}.txt"
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text("utf-8")


@pytest.mark.parametrize(
    ("lang", "within", "note"),
    [
        ("en", "(within usual fluctuation)", "fewer than 26 places on PAR INDEX"),
        ("vi", "(chưa vượt mức dao động thông thường)", "dưới 26 bậc ở PAR INDEX"),
    ],
)
def test_usual_fluctuation_follows_the_band_of_the_index(brief_of, lang, within, note):
    brief, language = brief_of("2022", "92"), Language(lang)
    assert within not in room.findings(brief, language)[0].split("SIPAS")[0]
    noisy = tuple(
        replace(own, band=Band(26, "simulated"), crosses_break=False)
        if own.indicator == "par_index"
        else own
        for own in brief.facts.standings
    )
    noisy = replace(brief, facts=replace(brief.facts, standings=noisy))
    assert within in room.findings(noisy, language)[0].split("SIPAS")[0]
    assert note in " ".join(tables.standings_words(noisy, language).notes)


def test_can_tho_reads_as_its_newspaper_wrote_but_for_changes_across_a_break(brief_of):
    """The newspaper adds "tăng 25 bậc" and "tăng 12 bậc"; both methods changed in 2022."""
    first = room.findings(brief_of("2022", "92"), Language("vi"))[0]
    assert "xếp thứ 26/63 và xếp thứ 4/13 vùng Đồng bằng sông Cửu Long" in first
    assert "về SIPAS, xếp thứ 36/63" in first
    assert "bậc" not in first


def test_binh_duong_names_score_gap_and_parts(brief_of):
    brief = brief_of("2020", "74")
    first = room.findings(brief, Language("vi"))[0]
    assert "đạt 86,93%, xếp thứ 4/63" in first
    assert "cao hơn giá trị trung bình cả nước 3,21 điểm %" in first
    parts = room.printed_parts(brief, Language("vi"))
    for points in ("55,48 điểm", "8,82 điểm", "20,27 điểm", "2,36 điểm"):
        assert points in parts


def test_thanh_hoa_reads_as_its_newspaper_wrote(brief_of):
    first = room.findings(brief_of("2020", "38"), Language("vi"))[0]
    assert "Về PAR INDEX, năm 2020 tỉnh Thanh Hóa xếp thứ 29/63;" in first
    assert "về SIPAS, xếp thứ 13/63 và tăng 10 bậc so với năm 2019" in first


def test_a_small_change_is_called_usual_fluctuation(brief_of):
    brief = brief_of("2022", "24")
    said = [room.findings(brief, Language(lang))[1] for lang in ("en", "vi")]
    assert "gained 1 place since 2021 (within usual fluctuation)" in said[0]
    assert "tăng 1 bậc so với năm 2021 (chưa vượt mức dao động thông thường)" in said[1]


def test_a_missing_index_is_said_and_never_blank_or_zero(brief_of):
    sheet = tables.standings_sheet(brief_of("2022", "74"), Language("vi"))
    row = next(row for row in sheet.rows if row[0].text == "PAR INDEX")
    assert [cell.text for cell in row[1:4]] == ["chưa thu thập được"] * 3
    assert all(cell.text.strip() for line in sheet.rows for cell in line)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_province_can_be_written(evidence_of, brief_of, lang):
    for code in evidence_of(2022).panel.index[::9]:
        brief = brief_of("2022", code)
        text = written(brief, Language(lang))
        assert "nan" not in text.split()
        assert "{" not in text
        for sheet in (tables.standings_sheet, tables.peers_sheet, tables.parts_sheet):
            assert all(
                len(row) == len(sheet(brief, Language(lang)).head)
                for row in sheet(brief, Language(lang)).rows
            )


@pytest.mark.parametrize(("rank", "said"), [(1, "1st"), (2, "2nd"), (13, "13th"), (63, "63rd")])
def test_ordinals_are_those_of_the_language(rank, said):
    assert room.ordinal(rank, Language("en")) == said
    assert room.ordinal(rank, Language("vi")) == str(rank)


def test_the_csv_holds_the_numbers_of_the_page(brief_of):
    rows = facts_table(brief_of("2022", "92").facts).set_index(["subject", "measure"])["value"]
    assert rows["par_index", "rank"] == 26
    assert rows["par_index", "regional_rank"] == 4
    assert ("par_index", "score") not in rows.index


def test_figures_are_equal_when_made_twice(brief_of):
    brief = brief_of("2022", "92")
    drawn = tables.chart_exhibit(brief)._repr_mimebundle_
    assert drawn() == drawn()
