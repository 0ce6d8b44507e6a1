"""Raw tables arrive as text with file and line; what cannot be read says why."""

import unicodedata

import pytest

from pardx.data.read import COLUMNS, read_table, read_year

HEADER = ",".join(COLUMNS)
SOUND = "province,Hà Nội,par_index,rank,3,rank,,baotintuc-vn-d98230,0,as printed"
LATER = SOUND.replace("Hà Nội,par_index,rank,3", "Huế,par_index,rank,4")
NAME = "data/raw/2022/par_index.csv"


@pytest.fixture
def read(small_project):
    """Return a function that reads a table of these bytes."""

    def read(content):
        path = small_project.raw / "2022" / "par_index.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return read_table(path, small_project)

    return read


def reported(problems):
    return [str(problem) for problem in problems]


def test_a_row_carries_its_family_file_and_line(read):
    rows, problems = read(f"{HEADER}\n{SOUND}\n{LATER}\n".encode())
    assert problems == []
    assert rows.line.tolist() == [2, 3]
    assert set(rows.file) == {NAME}
    assert set(rows.family) == {"par_index"}
    assert rows.value.tolist() == ["3", "4"]


@pytest.mark.parametrize(
    "dress",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: unicodedata.normalize("NFD", text).encode(),
        lambda text: text.rstrip("\n").encode(),
        lambda text: text.replace("as printed", '"as printed"').encode(),
    ],
    ids=["byte order mark", "CRLF", "NFD", "no newline at the end", "quoted"],
)
def test_harmless_differences_of_files_are_read_alike(read, dress):
    text = f"{HEADER}\n{SOUND}\n{LATER}\n"
    plain, _ = read(text.encode())
    dressed, problems = read(dress(text))
    assert problems == []
    assert dressed.equals(plain)


def test_text_like_na_stays_text(read):
    rows, _ = read(f"{HEADER}\n{SOUND.replace('as printed', 'NA')}\n".encode())
    assert rows.note.tolist() == ["NA"]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1258", "latin-1"])
def test_a_wrong_encoding_names_the_line_and_the_remedy(read, encoding):
    text = f"{HEADER}\n{SOUND}\n".replace("Hà Nội", "Hà Tĩnh" if encoding == "utf-16" else "Hà")
    rows, problems = read(text.encode(encoding))
    assert rows.empty
    assert len(problems) == 1
    assert problems[0].file == NAME
    assert problems[0].line == (1 if encoding == "utf-16" else 2)
    assert problems[0].rule == "a table is UTF-8 text"
    assert problems[0].fix == "save the table again as UTF-8 (in a spreadsheet: 'CSV UTF-8')"


def test_a_missing_column_is_named(read):
    header = HEADER.replace(",unit", "")
    _, problems = read(f"{header}\n{SOUND}\n".encode())
    assert reported(problems) == [
        f"{NAME}:1: '{header}': a table has its columns in order (missing unit); "
        f"fix: make line 1 {HEADER}"
    ]


def test_an_unknown_and_a_swapped_column_are_named(read):
    _, problems = read(f"{HEADER},colour\n".encode())
    assert "(unknown colour)" in problems[0].rule
    _, problems = read(f"{HEADER.replace('level,entity', 'entity,level')}\n".encode())
    assert "(the order differs)" in problems[0].rule


def test_an_empty_file_misses_every_column(read):
    _, problems = read(b"")
    assert problems[0].line == 1
    assert "missing level, entity" in problems[0].rule


@pytest.mark.parametrize(("row", "fields"), [(SOUND + ",more", 11), (SOUND.rpartition(",")[0], 9)])
def test_a_ragged_row_is_shown_with_its_line(read, row, fields):
    rows, problems = read(f"{HEADER}\n{LATER}\n{row}\n".encode())
    assert rows.empty
    assert reported(problems) == [
        f"{NAME}:3: '{row[:60]}': a row has 10 fields, this one has {fields}; "
        "fix: quote a field that holds a comma; keep empty fields"
    ]


def test_a_line_break_inside_a_field_is_refused(read):
    broken = SOUND.replace("as printed", '"as\nprinted"')
    _, problems = read(f"{HEADER}\n{broken}\n{LATER}\n".encode())
    assert [(p.line, p.rule, p.fix) for p in problems] == [
        (2, "a row is one line", "remove the break")
    ]


def test_an_empty_line_between_rows_is_reported_not_skipped(read):
    _, problems = read(f"{HEADER}\n{SOUND}\n\n{LATER}\n".encode())
    assert [problem.line for problem in problems] == [3]


def test_a_year_reads_all_its_tables_in_order_of_name(small_project, print_table):
    print_table(2022, "sipas", SOUND.replace("par_index", "sipas"))
    print_table(2022, "par_index", SOUND)
    rows, problems = read_year(small_project, 2022)
    assert problems == []
    assert rows.family.tolist() == ["par_index", "sipas"]
    assert set(rows.year) == {2022}
