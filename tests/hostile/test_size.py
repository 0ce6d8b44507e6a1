"""Tables of any length are answered at once: refused where they stop being a year's figures."""

import itertools

import corpus
import pytest

from pardx.data.clean import clean
from pardx.data.dictionary import load_dictionary
from pardx.data.read import MOST_BYTES, MOST_ROWS, read_table
from pardx.data.schema import WORDED
from pardx.errors import DataError

LINE = corpus.line().encode() + b"\n"
HEAD = corpus.HEAD.encode() + b"\n"


@pytest.fixture
def table(small_project):
    path = small_project.raw / "2022" / "par_index.csv"
    path.parent.mkdir()
    return path


def write(path, rows):
    """Write a table of equal rows, a megabyte at a time."""
    block = LINE * 10_000
    with path.open("wb") as stream:
        stream.write(HEAD)
        for _ in range(rows // 10_000):
            stream.write(block)


@pytest.mark.slow
def test_ten_million_rows_are_refused_where_the_limit_is_passed(table, small_project):
    write(table, 10_000_000)
    assert table.stat().st_size > 500_000_000
    with pytest.raises(DataError, match=r"par_index\.csv:50002: .* at most 50,000 rows .*; fix: "):
        clean(load_dictionary(small_project), 2022)


def test_a_table_is_not_read_beyond_its_limit(table, small_project):
    write(table, MOST_ROWS + 10_000)
    rows, [problem] = read_table(table, small_project)
    assert rows.empty
    assert problem.line == MOST_ROWS + 2


def test_one_endless_line_is_refused(table, small_project):
    with table.open("wb") as stream:
        stream.write(HEAD)
        stream.truncate(MOST_BYTES * 20)
    _, [problem] = read_table(table, small_project)
    assert problem.line == 2


def test_many_broken_rows_are_told_briefly_and_soon(table, small_project):
    rows = 20_000
    names = itertools.islice((f"Tinh {number}" for number in itertools.count()), rows)
    lines = (corpus.line(entity=name) for name in names)
    table.write_text("\n".join([corpus.HEAD, *lines, ""]), encoding="utf-8")
    with pytest.raises(DataError) as refused:
        clean(load_dictionary(small_project), 2022)
    assert len(refused.value.problems) == rows
    told = str(refused.value)
    assert told.count("\n") < 600
    assert f"and {rows - 500:,} more" in told
    assert f"as in line {WORDED + 1}" in told
