"""Exhibits where no style sheet is: texts stay apart, tables are read as text."""

import re

from hypothesis import given
from hypothesis import strategies as st

from pardx.report.standalone import plain, standalone

TABLE = """<div id="tab-x"><table><caption><strong class="title">Ranks</strong>\
<span class="subtitle">Of 63</span></caption>
<thead><tr><th scope="col">Province</th><th scope="col">PCI</th></tr></thead>
<tbody><tr><th scope="row">Cần Thơ</th><td>10/63<small>83.88</small></td></tr>
<tr><th scope="row">Huế</th><td><span>5</span><span>87.54</span><span>High</span></td></tr></tbody>
</table><p>A &amp; B.</p></div>"""

FIGURE = """<figure><div role="img" aria-label="Two marks: 3; 4."><svg><text>12</text></svg></div>
<p>By <a href="#a">one</a><a href="#b">two</a> (<a href="#c">three</a>).</p></figure>"""


def bare(html):
    """Say what is read where tags mean nothing."""
    return re.sub(r"<style>.*?</style>|<[^>]+>", "", html)


def test_numbers_never_fuse():
    said = bare(standalone(TABLE))
    assert "10/63 83.88" in said
    assert "5 · 87.54 · High" in said
    assert "Ranks Of 63" in said


def test_what_stands_alone_brings_its_style():
    assert standalone("<p>x</p>").startswith('<div class="pardx"><style>')


def test_a_table_is_read_in_columns():
    lines = plain(TABLE).splitlines()
    assert lines[:2] == ["Ranks", "Of 63"]
    assert [line.split() for line in lines[2:4]] == [
        ["Province", "PCI"],
        ["Cần", "Thơ", "10/63", "(83.88)"],
    ]
    assert lines[3].index("10/63") > lines[2].index("PCI"), "numbers stand right"
    assert lines[4] == "Huế       5 · 87.54 · High"
    assert lines[5:] == ["A & B."]


def test_a_drawing_is_read_by_its_words_alone():
    assert plain(FIGURE) == "[Two marks: 3; 4.]\nBy one two (three)."


def test_a_long_cell_ends_in_an_ellipsis():
    said = plain(f"<table><tr><td>{'word ' * 40}</td></tr></table>")
    assert said.endswith("word …")
    assert len(said) <= 100


@given(st.lists(st.lists(st.integers(0, 10**6), min_size=1, max_size=4), min_size=1, max_size=5))
def test_every_number_of_a_table_is_a_word_of_its_text(rows):
    lines = ("".join(f"<td>{n}<small>{n + 1}</small></td>" for n in row) for row in rows)
    words = plain("<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>").split()
    assert words == [word for row in rows for n in row for word in (str(n), f"({n + 1})")]
