"""One descriptor decides: our reading of it, and the frictionless library's, come out alike."""

import csv
import json
import subprocess
import sys

import pytest
from frictionless import Package, Resource, Schema

from pardx.data.registers import REGISTERS, check_registers
from pardx.data.schema import (
    DESCRIPTOR,
    FIGURES,
    TABLES,
    breaches,
    dangling,
    repeated,
    split,
)

PACKAGE = json.loads(DESCRIPTOR.read_text("utf-8"))
SCHEMAS = {one["name"]: one["schema"] for one in PACKAGE["resources"]}


def accepted_by_the_library(rows, schema):
    """Ask the frictionless library, without its foreign keys into other tables."""
    own = {key: of for key, of in schema.items() if key != "foreignKeys"}
    report = Resource(data=rows, schema=Schema.from_descriptor(own)).validate()
    return report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])


def read(path):
    return list(csv.reader(path.open(encoding="utf-8", newline="")))


def test_the_descriptor_keeps_the_standard():
    assert list(Package.metadata_validate(PACKAGE)) == []
    for schema in SCHEMAS.values():
        assert list(Schema.metadata_validate(schema)) == []
        assert {field["type"] for field in schema["fields"]} <= {
            "string",
            "number",
            "integer",
            "year",
        }


def test_the_library_accepts_the_registers_with_their_foreign_keys(root):
    registers = [one for one in PACKAGE["resources"] if one["name"] in REGISTERS]
    package = Package.from_descriptor(
        {**PACKAGE, "resources": registers}, basepath=str(root / "data")
    )
    report = package.validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])


def test_the_library_accepts_every_raw_table(root):
    paths = sorted((root / "data").glob(FIGURES.path))
    assert len(paths) > 80
    for path in paths:
        valid, reported = accepted_by_the_library(read(path), SCHEMAS["figures"])
        assert valid, (path, reported)


def test_we_accept_every_committed_table(checkout_project):
    assert check_registers(checkout_project) == []
    for path in sorted((checkout_project.root / "data").glob(FIGURES.path)):
        rows, problems = split(path.read_text("utf-8"), FIGURES, path.name)
        assert not [*problems, *breaches(rows, FIGURES), *repeated(rows, FIGURES)]


def faults():
    """Yield a fault for every rule of every field: table, column, cell."""
    for name, schema in SCHEMAS.items():
        for field in schema["fields"]:
            held, column = field.get("constraints", {}), field["name"]
            if held.get("required"):
                yield name, column, ""
            if "enum" in held:
                yield name, column, "7" if field["type"] == "integer" else "rumour"
            if "pattern" in held:
                yield name, column, "0-"
            if field["type"] != "string":
                yield name, column, "many"
            if field["type"] == "year":
                yield name, column, "20222"
            if "minimum" in held:
                yield name, column, "-1"
            if "maximum" in held:
                yield name, column, "1000000"


def ours(rows, table):
    text = "\n".join(
        ",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows
    )
    frame, problems = split(text + "\n", table, "x.csv")
    return [*problems, *breaches(frame, table), *([] if problems else repeated(frame, table))]


@pytest.fixture(scope="session")
def sound_rows(root):
    """Header and two sound rows of every kind of table."""
    found = {name: [*(root / "data").glob(table.path)] for name, table in TABLES.items()}
    paths = {name: max(of, key=lambda path: path.stat().st_size) for name, of in found.items()}
    return {name: read(path)[:3] for name, path in paths.items()}


@pytest.mark.parametrize(("name", "column", "cell"), [*faults()])
def test_a_wrong_cell_is_refused_by_both(name, column, cell, sound_rows):
    header, *rows = [list(row) for row in sound_rows[name]]
    rows[0][header.index(column)] = cell
    table, schema = TABLES[name], SCHEMAS[name]
    assert {(one.line, one.value) for one in ours([header, *rows], table)} == {(2, cell)}
    assert not accepted_by_the_library([header, *rows], schema)[0]


@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize(
    "spoil",
    [
        lambda header, *rows: [header[1:], *(row[1:] for row in rows)],
        lambda header, *rows: [[header[0], header[0], *header[2:]], *rows],
        lambda header, *rows: [header, *rows, rows[0][:-1]],
        lambda header, *rows: [header, *rows, [*rows[0], "more"]],
    ],
    ids=["column missing", "column twice", "too few cells", "too many cells"],
)
def test_a_wrong_shape_is_refused_by_both(name, spoil, sound_rows):
    rows = spoil(*sound_rows[name])
    assert ours(rows, TABLES[name])
    assert not accepted_by_the_library(rows, SCHEMAS[name])[0]


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_key_twice_or_empty_is_refused_by_both(name, sound_rows):
    header, first, *_ = sound_rows[name]
    second = sound_rows[name][-1]
    keyed = [header.index(column) for column in TABLES[name].key]
    empty = ["" if place in keyed else cell for place, cell in enumerate(second)]
    for rows in ([header, first, second, second], [header, first, empty]):
        assert ours(rows, TABLES[name])
        assert not accepted_by_the_library(rows, SCHEMAS[name])[0]


def test_a_unique_cell_twice_is_refused_by_both(sound_rows):
    header, first, second = sound_rows["sources"]
    url = header.index("url")
    second = [*second[:url], first[url], *second[url + 1 :]]
    [problem] = ours([header, first, second], TABLES["sources"])
    assert problem.rule == "url names one row; line 2 has it"
    assert not accepted_by_the_library([header, first, second], SCHEMAS["sources"])[0]


@pytest.fixture(scope="session")
def frames(root):
    """Return the rows of every register."""
    return {
        other: split((root / "data" / one.path).read_text("utf-8"), one, other)[0]
        for other, one in REGISTERS.items()
    }


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if table.links])
def test_a_dangling_cell_is_refused_by_both(name, root, frames, sound_rows):
    table = TABLES[name]
    others = [one for one in PACKAGE["resources"] if one["name"] in {n for _, n, _ in table.links}]
    for column, _, _ in table.links:
        header, *rows = [list(row) for row in sound_rows[name]]
        rows[0][header.index(column)] = "98"
        text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in [header, *rows])
        frame, _ = split(text.replace('"""', '"') + "\n", table, "x.csv")
        [problem] = [one for one in dangling(frame, table, frames) if one.value == "98"]
        assert (problem.line, problem.rule.split()[0]) == (2, column)
        resources = [one for one in others if one["name"] != name]
        mine = {"name": name, "data": [header, *rows], "schema": SCHEMAS[name]}
        package = Package.from_descriptor(
            {"resources": [mine, *resources]}, basepath=str(root / "data")
        )
        reported = package.validate().flatten(["type", "rowNumber", "message"])
        assert any(
            kind == "foreign-key" and row == 2 and "98" in said for kind, row, said in reported
        )


@pytest.mark.parametrize(
    ("name", "column", "cell"),
    [
        *(("figures", "value", cell) for cell in ("1e3", "+3", " 3", "3.", ".5", "NaN")),
        ("figures", "derived", "00"),
        ("figures", "entity", " "),
    ],
)
def test_where_we_are_stricter_than_the_standard(name, column, cell, sound_rows):
    """What ``pardx.data.schema`` says it refuses beyond the standard, and no more."""
    header, *rows = [list(row) for row in sound_rows[name]]
    rows[0][header.index(column)] = cell
    assert ours([header, *rows], TABLES[name])
    assert accepted_by_the_library([header, *rows], SCHEMAS[name])[0]


def test_a_column_has_one_type_in_all_tables():
    types = {}
    for table in TABLES.values():
        for name, one in table.fields.items():
            assert types.setdefault(name, one.type) == one.type, name


def test_no_command_imports_the_library():
    code = "import sys, pardx.commands, pardx.curation.quality, pardx.curation.release"
    code += "; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert "frictionless" not in loaded.stdout.split()
