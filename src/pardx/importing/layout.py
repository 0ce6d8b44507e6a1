"""A grid -> its blocks: one column of names, the columns that belong to it, and its rows."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pardx.data.spelling import fold
from pardx.importing.grids import Grid
from pardx.importing.numerals import is_missing, plain_number, plain_rank
from pardx.importing.wording import NAME, RANK, RUNNING, VALUE, Frame, heading_kind, years_in

Parts = tuple[str, ...]
ABOUT = {"nam", "namsolieu", "year", "nambaocao"}
"""What a line above a table says of all of it, beside a number: which year it is of."""


COMPARED = 40
"""Lines below a table of which it is asked whether they are misspelt names of it."""


@dataclass(frozen=True)
class Line:
    """A unit's row: where it stands, which unit it names, how far right of the first half.

    Attributes
    ----------
    grid : Grid
        Where it is.
    number : int
        Row from 1.
    code : str
        What names the unit.
    shift : int
        How many columns to the right of the block's own columns its cells stand.
    """

    grid: Grid
    number: int
    code: str
    shift: int = 0

    def text(self, column: int) -> str:
        """Return the cell below one of the block's headings."""
        return self.grid.rows[self.number - 1][column + self.shift]

    def is_numeric(self, column: int) -> bool:
        """Say whether that cell is a number in the file, not a text."""
        return (self.number - 1, column + self.shift) in self.grid.numeric


@dataclass(frozen=True)
class Block:
    """One table within a grid.

    Attributes
    ----------
    grid : Grid
        Where it is.
    frame : Frame
        Whose units it names.
    name : int
        Column of the names.
    headings : dict
        Column that belongs to the names -> the texts above it.
    title : str
        The grid's name and the lines above the headings.
    lines : tuple of Line
        One per unit.
    skipped : tuple of str
        Rows that are no units, and why.
    lost : tuple of str
        Rows with figures whose name is not known.
    disputed : tuple of int
        Columns that may belong to other names as well.
    name_heads : tuple of str
        What stands above the names.
    """

    grid: Grid
    frame: Frame
    name: int
    headings: dict[int, Parts]
    title: str
    lines: tuple[Line, ...]
    skipped: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    disputed: tuple[int, ...] = ()
    name_heads: Parts = ()

    @property
    def codes(self) -> list[str]:
        """The units it names, in order of its lines."""
        return [line.code for line in self.lines]

    def heading(self, column: int) -> str:
        """Return a column's headings as one text."""
        return " ".join(dict.fromkeys(self.headings.get(column, ())))

    def called(self, column: int) -> str:
        """Name a column by letter and heading."""
        return f"{letter(column)} {self.heading(column)[:60]!r}"


def letter(place: int) -> str:
    """Name a column as a spreadsheet does."""
    high, low = divmod(place, 26)
    return (letter(high - 1) if high else "") + chr(ord("A") + low)


@dataclass
class _Band:
    """Rows between two headings: what stands above the figures, and below."""

    head: list[int] = field(default_factory=list)
    body: list[int] = field(default_factory=list)


def blocks(grid: Grid, frame: Frame, year: int) -> list[Block]:
    """Find the tables of a grid that name units of a frame.

    Halves side by side and tables below each other with equal headings and different units are
    one block.
    """
    codes = [[frame.code(text) for text in row] for row in grid.rows]
    found: list[Block] = []
    for band in _bands(grid, codes, frame, year):
        found += _beside(grid, codes, frame, band, year)
    return joined(found)


def is_figure(text: str) -> bool:
    """Say whether a cell holds a number, however it is written."""
    return not is_missing(text) and (
        plain_rank(text) is not None or any(plain_number(text, mark) for mark in ".,")
    )


def _bands(grid: Grid, codes: list[list], frame: Frame, year: int) -> list[_Band]:
    bands = [_Band()]
    for place, row in enumerate(grid.rows):
        texts = dict.fromkeys(text for text in row if text)
        kind = _row_kind(row, texts, codes[place], frame, year)
        band = bands[-1]
        if kind == "heading" and band.body:
            bands.append(band := _Band())
            _take_title(bands[-2], band, grid, codes)
        started = bool(band.body) or kind == "body"
        (band.body if started else band.head).append(place)
    return [band for band in bands if band.body]


def _row_kind(row: tuple, texts: dict, codes: list, frame: Frame, year: int) -> str:
    """Say whether a row is part of a heading, a row with a name or figure, or neither."""
    if any(codes) and len(texts) > 1:
        return "body"
    figures = [text for text in texts if is_figure(text)]
    words = [text for text in texts if any(map(str.isalpha, text)) and text not in figures]
    known = [kind for text in words if (kind := heading_kind((text,), year)) != "nothing known"]
    only_years = all(re.fullmatch(r"(?:19|20)\d\d|\(?\d{1,2}\)?", text) for text in figures)
    if len(texts) > 1 and only_years and known and not any(map(frame.above, words)):
        return "heading"
    about = not words or {*map(fold, words)} <= ABOUT
    return "text" if not figures or (about and only_years) else "body"


def _take_title(before: _Band, band: _Band, grid: Grid, codes: list[list]) -> None:
    """Let the lines of text just above a new heading be its title."""
    while before.body:
        row, named = grid.rows[before.body[-1]], any(codes[before.body[-1]])
        if named or any(map(is_figure, row)):
            break
        band.head.insert(0, before.body.pop())


def _beside(grid: Grid, codes: list[list], frame: Frame, band: _Band, year: int) -> Iterator[Block]:
    """Part a band by its columns of names."""
    body = [place for place in band.body if any(codes[place])]
    if not body:
        return
    counts = [sum(codes[p][column] is not None for p in body) for column in range(len(codes[0]))]
    least = min(3, max(counts))
    sure = [column for column, count in enumerate(counts) if count >= least]
    parts, title = _headings(grid, band, sure[0])
    headed = [c for c, count in enumerate(counts) if count and heading_kind(parts[c], year) == NAME]
    names = _name_columns(codes, body, sorted({*sure, *headed}))
    owners, disputed = _owners(grid, band, names, parts, year)
    for group in names:
        columns = {column: parts[column] for column, own in owners.items() if own == group[0]}
        block = _block(grid, codes, frame, band, group, columns)
        heads = tuple(text for column in group for text in parts[column])
        yield replace(block, title=title, disputed=disputed, name_heads=heads)


def _name_columns(codes: list[list], body: list[int], columns: list[int]) -> list[list[int]]:
    """Group the columns of names that name the same unit in each row."""
    groups: list[list[int]] = []
    for column in columns:
        for group in groups:
            both = [(codes[p][group[0]], codes[p][column]) for p in body]
            both = [pair for pair in both if None not in pair]
            if both and all(one == other for one, other in both):
                group.append(column)
                break
        else:
            groups.append([column])
    return groups


def _headings(grid: Grid, band: _Band, first: int) -> tuple[list[Parts], str]:
    """Part what stands above the figures into each column's headings, and titles.

    ``first`` is the first column of names: a single text right of it is no title.
    """
    width = len(grid.rows[0])
    above: list[list[str]] = [[] for _ in range(width)]
    titles = [grid.name.removeprefix("sheet ")]
    for place in band.head:
        row = grid.rows[place]
        filled = [column for column, text in enumerate(row) if text]
        texts = {row[column] for column in filled}
        group = len(texts) == 1 and min(filled) > first and len(filled) > 1
        last = place == band.head[-1] and len(texts) == 1 and min(filled) > first
        about = {fold(text) for text in texts if any(map(str.isalpha, text))} <= ABOUT
        if (len(texts) > 1 and not about) or group or last:
            for column in filled:
                if years_in(row[column]) or any(map(str.isalpha, row[column])):
                    above[column].append(row[column])
        else:
            titles += texts
    return [tuple(dict.fromkeys(texts)) for texts in above], " / ".join(titles)


def _owners(
    grid: Grid, band: _Band, names: list[list[int]], parts: list[Parts], year: int
) -> tuple[dict[int, int], tuple[int, ...]]:
    """Say to which column of names each other column belongs: the nearest.

    Returns
    -------
    owners : dict
        Column -> first column of the group of names.
    disputed : tuple of int
        Columns between two columns of names that may belong to either.
    """
    width = len(grid.rows[0])
    taken = {column for group in names for column in group}
    filled = {c for c in range(width) if any(grid.rows[p][c] for p in band.body)} - taken
    firsts = sorted(group[0] for group in names)
    owners = {column: firsts[0] for column in sorted(filled) if column < firsts[0]}
    counted = {c for c in filled if any(is_figure(grid.rows[p][c]) for p in band.body)}
    sorts = {c: heading_kind(parts[c], year) if c in counted else "text" for c in filled}
    sorts = {c: kind if kind in (RANK, RUNNING, "text") else VALUE for c, kind in sorts.items()}
    lead = [sorts[column] for column in owners]
    trail = [sorts[column] for column in sorted(filled) if column > firsts[-1]]
    disputed: list[int] = []
    for left, right in zip(firsts, [*firsts[1:], width], strict=True):
        gap = [column for column in range(left + 1, right) if column in filled]
        cut = len(gap) if right == width else _cut(gap, sorts, lead, trail)
        if cut < 0:
            disputed += gap
            cut = len(gap)
        owners |= dict.fromkeys(gap[:cut], left) | dict.fromkeys(gap[cut:], right)
    return owners, tuple(disputed)


def _cut(gap: list[int], sorts: dict[int, str], lead: list[str], trail: list[str]) -> int:
    """Say how many columns between two columns of names belong to the first; -1 if uncertain.

    Figures stand right of their names unless those of the first names stand left of them; an
    empty column parts tables.
    """
    for place, (one, other) in enumerate(itertools.pairwise(gap), 1):
        if other > one + 1:
            return place
    own = [sorts[column] for column in gap]
    if not {VALUE, RANK} & {*lead}:
        return len(gap) - len([*itertools.takewhile(RUNNING.__eq__, reversed(own))])
    if not {VALUE, RANK} & {*trail}:
        return 0
    return len(trail) if own == [*trail, *lead] else -1


def _block(
    grid: Grid,
    codes: list[list],
    frame: Frame,
    band: _Band,
    group: list[int],
    columns: dict[int, Parts],
) -> Block:
    lines, skipped, lost, tail = [], [], [], []
    headings = {fold(text) for parts in columns.values() for text in parts}
    for place in band.body:
        row, number = grid.rows[place], place + 1
        code = next((codes[place][column] for column in group if codes[place][column]), None)
        if code is not None:
            lines.append(Line(grid, number, code))
            lost += tail
            tail = []
            continue
        texts = [row[column] for column in (*group, *columns)]
        figures = [row[column] for column in columns if is_figure(row[column])]
        if not any(texts):
            tail.append("") if lines else None
            continue
        reason = _reason(row, group[0], texts, figures, headings, frame)
        if reason:
            skipped.append(f"row {number} {_start(texts)!r}: {reason}")
            tail += [""] if reason.startswith("no figure") and lines else []
        else:
            tail.append(f"row {number}: {_named(row, group, texts)!r}")
    lost, below = _parted(lost, tail, frame)
    skipped += [f"{row}: in a block below that names no {frame.kind}" for row in below]
    return Block(
        grid=grid,
        frame=frame,
        name=group[0],
        headings=columns,
        title="",
        lines=tuple(lines),
        skipped=tuple(skipped),
        lost=tuple(row for row in lost if row),
    )


def _named(row: tuple[str, ...], group: list[int], texts: list[str]) -> str:
    return next((row[column] for column in group if row[column]), _start(texts))


def _parted(lost: list[str], tail: list[str], frame: Frame) -> tuple[list[str], list[str]]:
    """Part the rows below the last unit: those right below it, and those of another block."""
    gap = tail.index("") if "" in tail else len(tail)
    below = [row for row in tail[gap:] if row]
    asked = below[:COMPARED]
    if any(frame.nearest(row.partition(": ")[2].strip("'\"")) for row in asked):
        return [*lost, *tail], []
    return [*lost, *tail[:gap]], below


def _reason(
    row: tuple[str, ...],
    name: int,
    texts: list[str],
    figures: list[str],
    headings: set[str],
    frame: Frame,
) -> str:
    """Say why a row that names no unit is left out; empty when it must not be."""
    words = [text for text in (row[name], *texts, *row[:name]) if text and not is_figure(text)]
    if above := next(filter(None, map(frame.above, words[:3])), ""):
        return above
    if not figures:
        return "no figure: a footnote or a heading"
    folded = {fold(text) for text in texts if text}
    if folded <= headings:
        return "the heading again"
    return "no figure: a footnote or a heading" if len(folded) == 1 and words else ""


def _start(cells: list[str]) -> str:
    return next((text for text in cells if text), "")[:50]


def joined(found: list[Block]) -> list[Block]:
    """Put together the blocks whose columns say the same and whose units differ."""
    parts: list[Block] = []
    for block in found:
        for place, other in enumerate(parts):
            shift = block.name - other.name
            if _continues(other, block, shift):
                more = tuple(replace(line, shift=line.shift + shift) for line in block.lines)
                wider = {c - shift: texts for c, texts in block.headings.items()}
                parts[place] = replace(
                    other,
                    headings=wider | other.headings,
                    lines=other.lines + more,
                    skipped=tuple(dict.fromkeys(other.skipped + block.skipped)),
                    lost=tuple(dict.fromkeys(other.lost + block.lost)),
                )
                break
        else:
            parts.append(block)
    return parts


def _continues(first: Block, other: Block, shift: int) -> bool:
    """Say whether a block goes on with the same columns and names other units."""
    if first.frame is not other.frame or {*first.codes} & {*other.codes}:
        return False
    own = {column + shift: parts for column, parts in first.headings.items()}
    its = other.headings
    both = own.keys() & its.keys()
    same = bool(both) and all(not its[c] or _alike(own[c], its[c]) for c in both)
    here, there = _years(first.title), _years(other.title)
    return same and (not here or not there or here == there)


def _alike(one: Parts, other: Parts) -> bool:
    return [fold(text) for text in one] == [fold(text) for text in other]


def _years(title: str) -> set[str]:
    return set(re.findall(r"(?:19|20)\d\d", title))
