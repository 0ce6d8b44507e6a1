"""``make import`` keeps what is there to the byte, shows what it would overwrite, knows a rank."""

import pytest

SOURCE = "baotintuc-vn-d98230"
OURS = [
    f'province,Hà Nội,par_index,score,88.70,percent,,{SOURCE},0,"par. 9, table 2"',
    f"province,Quảng Ninh,par_index,rank,1,rank,,{SOURCE},0,stated as first",
    f'province,Phú Yên,par_index,score,75.990,percent,,{SOURCE},0,"said ""about"""',
]
"""Rows of a source with digits and notes that a careless import would lose."""


@pytest.fixture
def table(scratch):
    """Return a raw table that holds rows of the source already, beside all others."""
    path = scratch.root / "data" / "raw" / "2022" / "par_index.csv"
    with path.open("a", encoding="utf-8") as file:
        file.write("\n".join([*OURS, ""]))
    return path


@pytest.fixture
def take(scratch, tmp_path, run_here):
    """Return a function that imports lines of an official table."""

    def take(*lines, **options):
        file = tmp_path / "official.csv"
        file.write_text("\n".join([*lines, ""]), "utf-8")
        given = {"FILE": file, "INDICATOR": "par_index", "YEAR": 2022, "SOURCE": SOURCE}
        given |= {"WRITE": "yes"} | options
        return run_here(scratch, "import", *(f"{name}={value}" for name, value in given.items()))

    return take


def test_an_import_adds_rows_and_leaves_all_others_as_they_are(take, table):
    before = table.read_text("utf-8").splitlines()
    made = take(
        "Tỉnh;Xếp hạng chỉ số PAR INDEX;Điểm số",
        "Hà Nội;3;88,7",
        "Quảng Ninh;1;90,10",
        "Phú Yên;63;75,99",
        "Cần Thơ;26;84,5",
    )
    assert made.returncode == 0, made.stderr
    after = table.read_text("utf-8").splitlines()
    new = [line for line in after if line not in before]
    assert [line for line in after if line not in new] == before
    assert set(OURS) <= set(after)
    assert sorted(new) == [
        f"province,Cần Thơ,par_index,rank,26,rank,,{SOURCE},0,",
        f"province,Cần Thơ,par_index,score,84.5,percent,,{SOURCE},0,",
        f"province,Hà Nội,par_index,rank,3,rank,,{SOURCE},0,",
        f"province,Phú Yên,par_index,rank,63,rank,,{SOURCE},0,",
        f"province,Quảng Ninh,par_index,score,90.10,percent,,{SOURCE},0,",
    ]


def test_an_import_of_what_is_there_writes_nothing(take, table):
    before = table.read_bytes(), table.stat().st_mtime_ns
    made = take("Tỉnh;Điểm số", "Hà Nội;88,7", "Phú Yên;75,99")
    assert made.returncode == 0, made.stderr
    assert (table.read_bytes(), table.stat().st_mtime_ns) == before


def test_another_value_is_shown_and_written_only_when_asked_for(take, table):
    before = table.read_bytes()
    lines = "Tỉnh;Điểm số", "Hà Nội;88,90", "Phú Yên;75,99"
    refused = take(*lines)
    assert refused.returncode
    assert "Hà Nội score: 88.70 there, 88.90 in the file" in refused.stdout
    assert "Phú Yên" not in refused.stdout.partition("Into data/raw")[2]
    assert table.read_bytes() == before
    assert take(*lines, REPLACE="yes").returncode == 0
    expected = before.decode().replace(OURS[0], OURS[0].replace("88.70", "88.90"))
    assert table.read_text("utf-8") == expected


@pytest.mark.parametrize(
    ("heading", "measures"),
    [
        ("Tỉnh;Xếp hạng chỉ số", {"rank"}),
        ("Tỉnh;Xếp hạng Chỉ số CCHC (PAR INDEX)", {"rank"}),
        ("Tỉnh;Chỉ số CCHC", {"score"}),
    ],
)
def test_a_rank_of_an_index_is_no_score(take, table, heading, measures):
    before = table.read_text("utf-8").splitlines()
    made = take(heading, "Cần Thơ;26", "Hậu Giang;51", "Long An;17")
    assert made.returncode == 0, made.stderr
    new = [line.split(",") for line in table.read_text("utf-8").splitlines() if line not in before]
    assert len(new) == 3
    assert {fields[3] for fields in new} == measures
    assert {fields[4] for fields in new} == {"26", "51", "17"}


def test_a_preview_shows_and_writes_nothing(take, table):
    before = table.read_bytes()
    made = take("Tỉnh;Xếp hạng chỉ số", "Cần Thơ;26", WRITE="")
    assert made.returncode == 0, made.stderr
    assert "column B 'Xếp hạng chỉ số': rank" in made.stdout
    assert "Cần Thơ, rank 26" in made.stdout
    assert table.read_bytes() == before
