"""make diff: added, gone, changed and resettled, as a CSV and in counts."""

import zipfile

import pandas as pd
import pytest

from pardx.curation.changes import Side, compare, make_changes
from pardx.data.dictionary import load_dictionary
from pardx.errors import PardxError, UsageError

VALUES = pd.DataFrame(
    {
        "year": 2022,
        "level": "province",
        "gso_code": ["01", "46", "92", "79"],
        "entity": ["Hà Nội", "Huế", "<b>Cần Thơ</b>", "TP. HCM"],
        "indicator": "par_index",
        "measure": "rank",
        "unit": "rank",
        "period": "",
        "value": [3.0, 4.0, 5.0, 6.0],
        "quality": ["A", "B", "B", "X"],
        "settled_by": ["", "", "printed over derived", "unsettled"],
        "sources": "a",
    }
)


def altered(**cells):
    after = VALUES.copy()
    for name, (row, value) in cells.items():
        after.loc[row, name] = value
    return after


@pytest.fixture
def dictionary(small_project):
    return load_dictionary(small_project)


@pytest.mark.parametrize(
    ("after", "kinds"),
    [
        (VALUES, ["same"] * 4),
        (VALUES[1:], ["removed", "same", "same", "same"]),
        (altered(value=(0, 4.0)), ["changed", "same", "same", "same"]),
        (altered(quality=(1, "A")), ["same", "changed", "same", "same"]),
        (altered(settled_by=(2, "identities")), ["same", "same", "resettled", "same"]),
        (altered(value=(3, float("nan"))), ["same", "same", "same", "changed"]),
        (altered(sources=(0, "a;b")), ["other_sources", "same", "same", "same"]),
        (altered(sources=(0, "b"), value=(0, 4.0)), ["changed", "same", "same", "same"]),
    ],
)
def test_each_figure_is_of_one_kind(dictionary, after, kinds):
    found = compare(Side("a", VALUES), Side("b", after), dictionary).set_index("gso_code")
    assert found.kind[VALUES.gso_code].tolist() == kinds
    back = compare(Side("b", after), Side("a", VALUES), dictionary)
    assert (back.kind == "added").sum() == (found.kind == "removed").sum()


def test_two_years_are_compared_unit_by_unit_and_breaks_marked(dictionary):
    before = VALUES.assign(year=2021)
    found = compare(Side("2021", before, 2021), Side("2022", VALUES, 2022), dictionary)
    assert set(found.kind) == {"same"}
    assert found.crosses_break.all(), "PAR INDEX has a new criteria set in 2022"


def archive(path, values):
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("pardx/data/values.csv", values.to_csv(index=False))
    return path


def test_two_releases_give_a_table_and_counts(small_project, tmp_path):
    before = archive(tmp_path / "old release.zip", VALUES)
    after = archive(tmp_path / "new.zip", altered(value=(0, 4.0))[:-1])
    path, reported = make_changes({"FROM": str(before), "TO": str(after)}, small_project)
    assert small_project.relative(path) == "reports/changes/old-release_new/changes.csv"
    table = pd.read_csv(path, dtype={"gso_code": str})
    assert dict(zip(table.gso_code, table.kind, strict=True)) == {"01": "changed", "79": "removed"}
    assert reported == [
        "From old-release to new, 2 figures are the same.",
        "       1 removed: no longer known",
        "       1 changed: another value or quality under the same rule",
    ]


def test_a_figure_that_only_changed_its_sources_is_reported_with_both(small_project, tmp_path):
    before = archive(tmp_path / "a.zip", VALUES)
    after = archive(tmp_path / "b.zip", altered(sources=(0, "a;b")))
    path, reported = make_changes({"FROM": str(before), "TO": str(after)}, small_project)
    table = pd.read_csv(path)
    assert table[["kind", "sources_from", "sources_to"]].to_numpy().tolist() == [
        ["other_sources", "a", "a;b"]
    ]
    assert reported[1].startswith("       1 other_sources: the same value")


def test_text_of_the_data_never_runs_in_a_spreadsheet(small_project, tmp_path):
    risky = VALUES.assign(entity="=1+1")
    before, after = archive(tmp_path / "a.zip", risky), archive(tmp_path / "b.zip", risky[:2])
    path, _ = make_changes({"FROM": str(before), "TO": str(after)}, small_project)
    assert set(pd.read_csv(path).entity) == {"'=1+1"}


def test_two_years_of_raw_data(small_project, print_table):
    row = "province,Huế,par_index,rank,{},rank,,baotintuc-vn-d98230,0,"
    print_table(2021, "par_index", row.format(5))
    print_table(2022, "par_index", row.format(4), row.format(7).replace("Huế", "Cà Mau"))
    path, reported = make_changes({"FROM": "2021", "TO": "2022"}, small_project)
    table = pd.read_csv(path)
    assert sorted(zip(table.entity, table.kind, strict=True)) == [
        ("Cà Mau", "added"),
        ("Thừa Thiên Huế", "changed"),
    ]
    assert reported[-1] == "2 rows cross a change of method: their values are not comparable."


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"FROM": "2021", "TO": "2020"}, "no data for YEAR=2020"),
        ({"FROM": "2021", "TO": "2021"}, "FROM and TO are both 2021"),
        ({"FROM": "2021", "TO": "nowhere.zip"}, "is no year and no release"),
        ({"FROM": "2021"}, "TO missing"),
        ({"FROM": "2021", "TO": "a\0b"}, "is no year and no release"),
        ({"FROM": "2021", "TO": "."}, "is no year and no release"),
    ],
)
def test_what_cannot_be_compared(small_project, print_table, given, message):
    print_table(2021, "par_index", "province,Huế,par_index,rank,5,rank,,baotintuc-vn-d98230,0,")
    with pytest.raises(UsageError, match=message):
        make_changes(given, small_project)


def test_a_year_is_not_compared_with_a_release(small_project, print_table, tmp_path):
    print_table(2021, "par_index", "province,Huế,par_index,rank,5,rank,,baotintuc-vn-d98230,0,")
    path = archive(tmp_path / "a.zip", VALUES)
    with pytest.raises(UsageError, match="not one of each"):
        make_changes({"FROM": "2021", "TO": str(path)}, small_project)


def test_broken_archives(small_project, tmp_path):
    good = archive(tmp_path / "good.zip", VALUES)
    cut = tmp_path / "cut.zip"
    cut.write_bytes(good.read_bytes()[:-40])
    with pytest.raises(UsageError, match="is no year and no release"):
        make_changes({"FROM": str(good), "TO": str(cut)}, small_project)
    other = archive(tmp_path / "other.zip", VALUES.drop(columns="quality"))
    with pytest.raises(PardxError, match="not that of a release"):
        make_changes({"FROM": str(good), "TO": str(other)}, small_project)
