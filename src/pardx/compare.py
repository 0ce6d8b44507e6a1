"""``make compare``: whether two builds hold the same numbers and words.

Numbers in CSV may differ beyond the eighth digit, since processors add in different orders. All
else is text and must be equal: other cells, LaTeX, JSON and what a reader sees or hears of a page.
The commit, Python's version, seconds and digests of results are not compared, since they say how a
report was made; nor are Parquet files, whose tables are beside them as CSV.
"""

from __future__ import annotations

import csv
import difflib
import io
import json
import math
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from html.parser import HTMLParser
from pathlib import Path, PurePath

from pardx.errors import PardxError, UsageError, nearest

RELATIVE = 1e-8
"""By how much of its size a number may differ."""

NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
"""A number; ``01`` is a code, and text."""

HOW_MADE = re.compile(r"commit|python|.*seconds|(reports|data/processed)/.*")
"""JSON keys that do not describe a result."""

INLINE = frozenset({"a", "abbr", "b", "bdi", "cite", "code", "em", "i", "kbd", "mark", "q"})
INLINE |= {"small", "span", "strong", "sub", "sup", "tspan", "u", "var"}
SPOKEN = ("alt", "aria-label", "placeholder", "title")
"""Attributes that readers see or hear."""

SHOWN = 5
"""Differences of one file that are listed."""


def compare(given: Mapping[str, str]) -> str:
    """Compare the builds in folders A and B, and say how many files are equal.

    Parameters
    ----------
    given : mapping
        A and B: each a checkout, its ``reports`` folder or the folder of one year in it.

    Raises
    ------
    UsageError
        For another parameter, a folder that does not exist, or two that have no file in common.
    PardxError
        With the differences, at most ``SHOWN`` lines a file.
    """
    if unknown := sorted({*given} - {"A", "B"}):
        raise UsageError(f"compare takes A and B, not {', '.join(unknown)}")
    a, b = (_folder(name, given.get(name, "")) for name in "AB")
    whole = all((side / "reports").is_dir() for side in (a, b))
    files_a, files_b = _built(a, whole=whole), _built(b, whole=whole)
    common = [name for name in sorted({*files_a} & {*files_b}) if PurePath(name).suffix in KINDS]
    if not any(name.endswith(".csv") for name in common):
        raise UsageError(f"A={a} and B={b} have no report in common; fix: make report in both")
    commit = _commits([*files_a.values(), *files_b.values()])
    equal: Counter[str] = Counter()
    lines = [*_only_in("A", files_a, files_b), *_only_in("B", files_b, files_a)]
    for name in common:
        kind, differences = KINDS[PurePath(name).suffix]
        texts = (files[name].read_text("utf-8") for files in (files_a, files_b))
        found = [*differences(*(commit.sub("unknown", text) for text in texts))]
        lines += [f"{name}: {line}" for line in found[:SHOWN]]
        lines += [f"{name}: and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
        equal[kind] += not found
    count = ", ".join(f"{equal[kind]} {kind}" for kind, _ in KINDS.values() if equal[kind])
    if lines:
        head = f"A={a} and B={b} differ; equal: {count or 'nothing'}"
        raise PardxError("\n".join([head, *lines]))
    return f"{count} equal: numbers to 8 digits, words exactly, but for commits and seconds"


def _folder(name: str, text: str) -> Path:
    if not text:
        raise UsageError(f"{name} is missing: make compare A=../before B=.")
    folder = Path(text).expanduser().resolve()
    if not folder.is_dir():
        beside = folder.parent.iterdir() if folder.parent.is_dir() else ()
        near = nearest(folder.name, (path.name for path in beside if path.is_dir()))
        raise UsageError(f"{name}={text} is no folder{near}")
    return folder


def _built(folder: Path, *, whole: bool) -> dict[str, Path]:
    """Find the files of reports, and the tables of data/processed if the checkouts are whole."""
    reports = folder / "reports" if (folder / "reports").is_dir() else folder
    found = [(path, reports) for path in reports.rglob("*")]
    found += [(path, folder) for path in folder.glob("data/processed/**/*.csv") if whole]
    return {
        path.relative_to(base).as_posix(): path
        for path, base in found
        if path.is_file() and path.suffix not in (".parquet", ".zip") and path.name[0] != "."
    }


def _commits(paths: list[Path]) -> re.Pattern[str]:
    """Match the commits that manifests name."""
    texts = (path.read_text("utf-8") for path in paths if path.name == "manifest.json")
    named = {str(json.loads(text).get("commit")).removesuffix("-dirty") for text in texts}
    commits = sorted(name for name in named if re.fullmatch("[0-9a-f]{7,40}", name))
    return re.compile(rf"\b({'|'.join(commits)})(-dirty)?\b" if commits else "(?!)")


def _only_in(side: str, names: Mapping[str, Path], others: Mapping[str, Path]) -> Iterator[str]:
    """Name the files that the other side lacks, or the outermost folder of them that it lacks."""
    known = {folder for name in others for folder in PurePath(name).parents}
    missing = Counter(
        next((f"{f}/" for f in reversed(PurePath(name).parents) if f not in known), name)
        for name in sorted({*names} - {*others})
    )
    for name, count in missing.items():
        yield f"{name}: only in {side}" + (f" ({count} files)" if name.endswith("/") else "")


def _equal(a: str, b: str) -> bool:
    numbers = NUMBER.fullmatch(a) and NUMBER.fullmatch(b)
    return a == b or bool(numbers and math.isclose(float(a), float(b), rel_tol=RELATIVE))


def table_differences(a: str, b: str) -> Iterator[str]:
    """Compare two CSV texts: columns and rows that one lacks, then cell by cell."""
    tables = [csv.DictReader(io.StringIO(text), restval="") for text in (a, b)]
    heads = [table.fieldnames or [] for table in tables]
    columns = [name for name in heads[0] if name in heads[1]]
    for side, head in zip("AB", heads, strict=True):
        yield from (f"column {name} only in {side}" for name in head if name not in columns)
    if columns != [name for name in heads[1] if name in columns]:
        yield "columns in another order"
    rows = [[(n, _label(row, columns), row) for n, row in enumerate(t, 2)] for t in tables]
    if len(rows[0]) != len(rows[1]):
        labels = [Counter(label for _, label, _ in side) for side in rows]
        extra = [labels[0] - labels[1], labels[1] - labels[0]]
        for side, only in zip("AB", extra, strict=True):
            yield from (f"row ({label[:90]}) only in {side}" for label in only.elements())
        rows = [[row for row in side if row[1] not in extra[0] | extra[1]] for side in rows]
    for (line, label, row), (_, _, other) in zip(*rows, strict=False):
        for name in columns:
            if not _equal(row[name], other[name]):
                yield f"row {line} ({label[:90]}), column {name}: {row[name]} / {other[name]}"


def _label(row: Mapping[str, str], columns: list[str]) -> str:
    """Name a row by its cells that are not measured or estimated: words, codes and counts."""
    cells = (row[name] for name in columns)
    return ", ".join(c for c in cells if c and (c.isdigit() or not NUMBER.fullmatch(c)))


class _Page(HTMLParser):
    """Collects the visible text of a page, with a zero byte between blocks."""

    text = ""
    shown = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_endtag(tag)
        self.shown = tag not in ("script", "style")
        self.text += "".join(f"\0{text}\0" for name, text in attrs if name in SPOKEN and text)

    def handle_endtag(self, tag: str) -> None:
        self.shown = True
        self.text += "" if tag in INLINE else "\0"

    def handle_data(self, data: str) -> None:
        self.text += data if self.shown else ""


def visible_text(page: str) -> list[str]:
    """Return what a reader sees or hears of a page: a text for each paragraph, cell or label."""
    parser = _Page()
    parser.feed(page)
    parser.close()
    return [" ".join(block.split()) for block in parser.text.split("\0") if block.strip()]


def results_noted(text: str) -> list[str]:
    """Return the lines of a JSON text that do not say how it was made."""

    def kept(entries: dict[str, object]) -> dict[str, object]:
        return {name: value for name, value in entries.items() if not HOW_MADE.fullmatch(name)}

    return json.dumps(json.loads(text, object_hook=kept), indent=0, ensure_ascii=False).split("\n")


def text_differences(parts: Callable[[str], list[str]], a: str, b: str) -> Iterator[str]:
    """Show where the parts of two texts differ, from shortly before that place."""
    one, other = parts(a), parts(b)
    changes = difflib.SequenceMatcher(None, one, other).get_opcodes() if one != other else []
    for _, i, j, k, m in (change for change in changes if change[0] != "equal"):
        texts = " ".join(one[i:j]), " ".join(other[k:m])
        start = max(0, len(os.path.commonprefix(texts)) - 30)
        yield " / ".join(f"'{text[start : start + 100]}'" for text in texts)


KINDS = {
    ".csv": ("CSV", table_differences),
    ".html": ("pages", partial(text_differences, visible_text)),
    ".tex": ("LaTeX tables", partial(text_differences, str.splitlines)),
    ".json": ("JSON", partial(text_differences, results_noted)),
}
"""Ending of a file -> what it is called, and what finds the differences of two texts."""
