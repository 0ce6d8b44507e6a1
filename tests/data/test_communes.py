"""Tables of communes: read fast, with the result and the errors of the careful way."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from pardx.data.catalogue import load_catalogue
from pardx.data.checks import Ground
from pardx.data.clean import clean
from pardx.data.communes import sift
from pardx.data.raw import COLUMNS
from pardx.errors import DataError

FAMILY, YEAR = "commune_services", 2022
CODES = ["00001", "00004", "00006", "31117"]
PLAIN, RANKED = "commune_plain", "commune_ranked"
SOUND = {
    "level": ["commune"],
    "entity": CODES,
    "indicator": [PLAIN, RANKED],
    "measure": ["score"],
    "value": ["71", "71.2", "71.24", "8.5"],
    "unit": ["percent"],
    "period": ["", "2022-M01..M09"],
    "source_id": ["office", "paper", "other"],
    "derived": ["0", "1"],
    "note": [""],
}
BROKEN = {
    "level": ["province", "comune"],
    "entity": ["99999", ""],
    "indicator": ["par_index", "nothing"],
    "measure": ["share"],
    "value": ["71,2", "140", "-3", "1e1", ""],
    "unit": ["points"],
    "source_id": ["nobody"],
    "derived": ["yes"],
    "note": ["a, b", 'said "so"'],
}
SOUND_ROWS = st.fixed_dictionaries({name: st.sampled_from(SOUND[name]) for name in COLUMNS})
RANKS = st.fixed_dictionaries(
    {
        **{name: st.sampled_from(SOUND[name]) for name in COLUMNS},
        "indicator": st.just(RANKED),
        "measure": st.just("rank"),
        "unit": st.just("rank"),
        "value": st.sampled_from(["1", "2"]),
    }
)
ANY_ROWS = st.fixed_dictionaries(
    {name: st.sampled_from([*SOUND[name], *BROKEN.get(name, [])]) for name in COLUMNS}
)


@pytest.fixture(scope="module")
def ground(root, tmp_path_factory):
    """Return a checkout with one province's figure and a list of communes."""
    import shutil

    from pardx.project import Project

    folder = tmp_path_factory.mktemp("communes")
    shutil.copytree(root / "data" / "catalogue", folder / "data" / "catalogue")
    raw = folder / "data" / "raw"
    shutil.copytree(root / "data" / "raw" / "geography", raw / "geography")
    for table in (root / "data" / "raw").glob("*.csv"):
        shutil.copy(table, raw)
    project = Project(folder)
    listed = pd.DataFrame({"commune": CODES, "name_vi": CODES, "gso_code": "01"})
    listed.to_csv(raw / "geography" / "communes.csv", index=False)
    names = dict.fromkeys(("indicator", "label_en", "short_en"), [PLAIN, RANKED])
    kept = {"family": FAMILY, "direction": "higher", "publisher": "gso"}
    add(project.catalogue / "indicators.csv", **names, **kept)
    add(
        project.catalogue / "measures.csv",
        indicator=[PLAIN, RANKED, RANKED],
        measure=["score", "score", "rank"],
        unit=["percent", "percent", "rank"],
        family=FAMILY,
        level="commune",
    )
    kinds = ["official", "press", "press"]
    add(raw / "sources.csv", source_id=["office", "paper", "other"], kind=kinds, note="made up")
    (raw / str(YEAR) / "communes").mkdir(parents=True)
    province = "province,Cần Thơ,pci_total,rank,20,rank,,office,0,"
    (raw / str(YEAR) / "pci.csv").write_text(f"{','.join(COLUMNS)}\n{province}\n", "utf-8")
    return Ground(project, load_catalogue(project))


def add(path, **columns):
    rows = pd.DataFrame(columns).reindex(columns=pd.read_csv(path, nrows=0).columns)
    rows.to_csv(path, mode="a", header=False, index=False)


def write(ground, rows, suffix):
    folder = ground.project.raw / str(YEAR) / "communes"
    for old in folder.iterdir():
        old.unlink()
    table = pd.DataFrame(rows, columns=[*COLUMNS], dtype=str)
    path = folder / f"{FAMILY}{suffix}"
    if suffix == ".csv":
        table.to_csv(path, index=False)
    else:
        columns = {name: pa.array(table[name], pa.string()) for name in COLUMNS}
        parquet.write_table(pa.table(columns), path)


def outcome(ground, *, with_care):
    """Return the tables of a year, or what is told of it; communes' texts as plain texts."""
    try:
        made = vars(clean(ground, YEAR, with_care=with_care))
    except DataError as error:
        return str(error)
    texts = made["communes"].select_dtypes("category").columns
    return made | {"communes": made["communes"].astype(dict.fromkeys(texts, str))}


def assert_equal_outcomes(ground):
    fast, careful = (outcome(ground, with_care=care) for care in (False, True))
    assert type(fast) is type(careful)
    if isinstance(fast, str):
        assert fast == careful
    else:
        for name in fast:
            pd.testing.assert_frame_equal(fast[name], careful[name], check_dtype=name != "communes")


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
@given(
    rows=st.lists(SOUND_ROWS | RANKS, min_size=8, max_size=40, unique_by=lambda r: tuple(r.items()))
)
@settings(max_examples=3)
def test_the_fast_way_settles_as_the_careful_one(ground, suffix, rows):
    write(ground, rows, suffix)
    assert_equal_outcomes(ground)


@given(rows=st.lists(ANY_ROWS, min_size=1, max_size=6))
@settings(max_examples=3)
def test_the_fast_way_tells_what_the_careful_one_tells(ground, rows):
    write(ground, rows, ".csv")
    assert_equal_outcomes(ground)


def test_what_is_printed_once_needs_no_decision(ground):
    rng = np.random.default_rng(3)
    row = {name: texts[0] for name, texts in SOUND.items()}
    rows = [{**row, "entity": code, "value": f"{rng.random() * 100:.2f}"} for code in CODES]
    write(ground, [*rows, {**rows[0], "source_id": "paper", "value": "3"}], ".parquet")
    found = sift(ground, YEAR)
    assert [len(table) for table in found.used] == [3]
    assert sorted(found.rows.line) == [2, 6]
    values = clean(ground, YEAR).communes
    assert list(values.value) == [float(one["value"]) for one in rows]
    assert set(values.quality) == {"A"}


def test_communes_stay_out_of_the_tables_of_the_other_levels(ground):
    row = {name: texts[0] for name, texts in SOUND.items()}
    write(ground, [row, {**row, "source_id": "paper", "value": "8"}], ".csv")
    made = clean(ground, YEAR)
    assert {*made.observations.level} == {"province"}
    assert made.conflicts.empty
    assert len(made.communes) == 1
    assert list(made.commune_conflicts.value_used) == [71.0, 71.0]


def test_a_year_without_communes_has_no_table_of_them(ground):
    write(ground, [], ".csv")
    next((ground.project.raw / str(YEAR) / "communes").iterdir()).unlink()
    made = clean(ground, YEAR)
    assert made.communes is None
    assert made.commune_conflicts is None


def test_a_table_that_is_no_table_is_told(ground):
    write(ground, [], ".csv")
    with pytest.raises(DataError, match=r"communes/commune_services.csv:1: '': a table has rows"):
        clean(ground, YEAR)
    wrong = pa.table({"entity": [1]})
    (path,) = (ground.project.raw / str(YEAR) / "communes").iterdir()
    path.unlink()
    parquet.write_table(wrong, path.with_suffix(".parquet"))
    with pytest.raises(DataError, match="a table has the columns level,entity"):
        clean(ground, YEAR)


def test_a_commune_in_a_table_of_provinces_is_told(small_project, print_table):
    print_table(2022, "pci", "commune,00001,pci_total,rank,20,rank,,pcivietnam-vn-3b4a0a,0,")
    with pytest.raises(DataError) as told:
        clean(Ground(small_project, load_catalogue(small_project)), 2022)
    assert "a commune is one of data/raw/geography/communes.csv" in str(told.value)
    assert "stand in data/raw/<year>/communes/" in str(told.value)
