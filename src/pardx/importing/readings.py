"""All ways to read a table, those that cannot be, and the one that remains or a refusal."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from pardx.data.spelling import fold
from pardx.importing.grids import Grid, UnreadableTableError
from pardx.importing.layout import Block, blocks, joined, letter
from pardx.importing.sheets import bare_name, chosen_grids, refuse_large, without
from pardx.importing.soundness import ODD, out_of_order, strangers
from pardx.importing.wording import NAME, RANK, VALUE, Frame, Labels, heading_kind, years_in

MAX_PAIRS = 200
"""Pairs of a score's and a rank's column that are compared."""

NO_COLUMN = "none"
"""What ``SCORE=`` or ``RANK=`` says where no column is to be read."""

Figures = dict[str, str]


@dataclass(frozen=True)
class Wanted:
    """What to look for.

    Attributes
    ----------
    year : int
        Reference year.
    indicator : str
        Whose figures.
    labels : Labels
        The names of all indicators.
    frames : tuple of Frame
        Units that may be named; of several, the table must leave no doubt which.
    readers : mapping
        Role -> function that reads a column's texts, with which are numbers in the file.
    rising : bool or None
        Whether scores rise with ranks, fall, or may do either.
    said : mapping
        The options ``NAME``, ``SCORE``, ``RANK``, ``SHEET``, ``SKIP`` that were given.
    """

    year: int
    indicator: str
    labels: Labels
    frames: tuple[Frame, ...]
    readers: Mapping[str, Callable[[Block, int], Figures]]
    rising: bool | None = False
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """One way to read a table.

    Attributes
    ----------
    block : Block
        The names, and where they stand.
    columns : dict
        Role -> column.
    figures : dict
        Role -> what names a unit -> its figure, as plain text; empty cells are absent.
    wrong : str
        Why it cannot be right; empty when it can.
    """

    block: Block
    columns: dict[str, int]
    figures: dict[str, Figures] = field(default_factory=dict)
    wrong: str = ""

    def example(self) -> str:
        """Say what this reading takes from where, with its first row."""
        block, line = self.block, self.block.lines[0]
        columns = [(NAME, block.name), *self.columns.items()]
        where = ", ".join(f"{role} {block.called(column)}" for role, column in columns)
        name = block.frame.names[line.code]
        shown = ", ".join(line.text(column) or "empty" for column in self.columns.values())
        return f"{block.grid.name}: {where}; row {line.number}: {name} {shown}"


def read(grids: Iterable[Grid], wanted: Wanted) -> Reading:
    """Return the only way to read a table.

    Raises
    ------
    UnreadableTableError
        When there is none, with what is wrong; or more than one, with an example of each and the
        option that decides.
    """
    grids = chosen_grids([*grids], wanted.said.get("SHEET", ""))
    grids = [without(grid, wanted.said.get("SKIP", "")) for grid in grids]
    refuse_large(grids)
    found = [block for frame in wanted.frames for block in _all_blocks(grids, frame, wanted)]
    if not found:
        raise UnreadableTableError(_no_names(grids, wanted))
    found = _named(found, wanted)
    dated = _of_the_year(found, wanted)
    readings = [reading for block in dated for reading in _readings(block, wanted)]
    if not readings:
        raise UnreadableTableError(_no_column(found, wanted))
    readings = [_checked(reading, wanted) for reading in _preferred(readings, wanted)]
    one = _only(readings)
    _refuse_torn(one, found, wanted)
    _refuse_other_names(one, found)
    return one


def _all_blocks(grids: list[Grid], frame: Frame, wanted: Wanted) -> list[Block]:
    found = [block for grid in grids for block in blocks(grid, frame, wanted.year)]
    return joined(found)


def _no_names(grids: list[Grid], wanted: Wanted) -> str:
    from pardx.importing.legacy import coded_as

    for grid in grids:
        for row in grid.rows:
            for text in row:
                if coding := coded_as(text, wanted.frames[0].code):
                    fix = "convert it to Unicode (in UniKey: Toolkit) and save it as UTF-8"
                    return f"the text is coded in {coding} ({text!r}), not in Unicode; fix: {fix}"
    if any(grid.legacy for grid in grids):
        return "the file is no UTF-8 text; fix: save it as UTF-8 (in a spreadsheet: 'CSV UTF-8')"
    kinds = " or ".join(dict.fromkeys(frame.kind for frame in wanted.frames))
    return (
        f"no column names a {kinds}; fix: give the table with one row per {kinds}, or say "
        "LEVEL=province or LEVEL=ministry"
    )


def _named(found: list[Block], wanted: Wanted) -> list[Block]:
    """Keep the blocks whose names stand in the column that ``NAME=`` says."""
    if any(block.grid.legacy for block in found):
        raise UnreadableTableError(_no_names([block.grid for block in found], wanted))
    said = wanted.said.get("NAME", "")
    if not said:
        return found
    by_letter = [block for block in found if letter(block.name) == said.upper()]
    heads = [block for block in found if fold(said) in map(fold, block.name_heads)]
    if not (by_letter or heads):
        listed = "; ".join(dict.fromkeys(letter(block.name) for block in found))
        raise UnreadableTableError(f"NAME={said[:60]!r} is no column of names; these are: {listed}")
    return by_letter or heads


def _of_the_year(found: list[Block], wanted: Wanted) -> list[Block]:
    """Keep the blocks that name the year, else those that name none."""
    if wanted.said.get("SHEET") and len({block.grid for block in found}) == 1:
        return found
    years = [years_in(block.title) for block in found]
    ours = [b for b, own in zip(found, years, strict=True) if str(wanted.year) in own]
    undated = [b for b, own in zip(found, years, strict=True) if not own]
    if not (ours or undated):
        named = ", ".join(sorted(set().union(*years)))
        fix = "check YEAR, or say SHEET= which sheet is of the year all the same"
        raise UnreadableTableError(f"the table is of {named}, not of {wanted.year}; fix: {fix}")
    dated = [b for b in undated if any(str(wanted.year) in b.heading(c) for c in b.headings)]
    return ours + dated or undated


def _readings(block: Block, wanted: Wanted) -> Iterator[Reading]:
    """Pair each column that may hold the score with each that may hold the rank."""
    unsure = [c for c in block.disputed if c in block.headings and _relevance(block, c, wanted)]
    if any(heading_kind(block.headings[c], wanted.year) in (VALUE, RANK) for c in unsure):
        return
    sides = {role: _columns(block, role, wanted) for role in (VALUE, RANK)}
    if any(wanted.said.get(word) and not sides[role] for role, word in OPTIONS.items()):
        return
    if math.prod(max(len(side), 1) for side in sides.values()) > MAX_PAIRS:
        counts = f"{len(sides[VALUE])} columns may hold the score, {len(sides[RANK])} the rank"
        raise UnreadableTableError(f"{counts}; fix: say which with SCORE= and RANK=")
    for score, rank in itertools.product(*(side or [None] for side in sides.values())):
        pair = {VALUE: score, RANK: rank}
        columns = {role: column for role, column in pair.items() if column is not None}
        if columns and score != rank:
            yield Reading(block, columns)


OPTIONS = {VALUE: "SCORE", RANK: "RANK"}


def _columns(block: Block, role: str, wanted: Wanted) -> list[int | None]:
    """List the columns of a block that may play a role."""
    said = wanted.said.get(OPTIONS[role], "")
    if said.casefold() == NO_COLUMN or role not in wanted.readers:
        return [None]
    places = [*block.headings]
    if said:
        return _said(said, block, places)
    filled = [c for c in places if any(line.text(c) for line in block.lines)]
    filled = [c for c in filled if c not in block.disputed]
    relevance = {c: _relevance(block, c, wanted) for c in filled}
    return [
        column
        for column in filled
        if relevance[column] and role == _role(block, column, relevance[column], wanted)
    ]


def _said(said: str, block: Block, places: list[int]) -> list[int]:
    """Find the column a user named by heading or letter."""
    exact = [c for c in places if fold(block.heading(c)) == fold(said) != ""]
    letters = [c for c in places if letter(c) == said.upper()]
    part = [c for c in places if fold(said) and fold(said) in fold(block.heading(c))]
    return next((found for found in (exact, letters, part) if len(found) == 1), [])


def _relevance(block: Block, column: int, wanted: Wanted) -> int:
    """Return 2 where a column names the indicator, 1 where it names none, 0 where another.

    A rank that names none is that of the value before it, or, where none is, of the one after it.
    """
    own = wanted.labels.relevance(" ".join(block.headings[column]), wanted.indicator)
    if own != 1 or heading_kind(block.headings[column], wanted.year) != RANK:
        return own
    values = [c for c in block.headings if _holds_value(block.headings[c], wanted)]
    before = [c for c in values if c < column]
    beside = before[-1:] or values[:1]
    heads = (" ".join(block.headings[c]) for c in beside)
    return min([1, *(wanted.labels.relevance(head, wanted.indicator) for head in heads)])


def _holds_value(parts: tuple[str, ...], wanted: Wanted) -> bool:
    named = bool(wanted.labels.meant(" ".join(parts)))
    return heading_kind(parts, wanted.year) in ((VALUE, "nothing known") if named else (VALUE,))


def _role(block: Block, column: int, relevance: int, wanted: Wanted) -> str:
    """Say what a column holds; one headed by the indicator's name alone holds its value."""
    kind = heading_kind(block.headings[column], wanted.year)
    return VALUE if kind == "nothing known" and relevance == 2 else kind


def _preferred(readings: list[Reading], wanted: Wanted) -> list[Reading]:
    """Keep what the table itself says best: the indicator's own name, the year, a total."""

    def of_index(reading: Reading, role: str) -> int:
        return _relevance(reading.block, reading.columns[role], wanted)

    def of_year(reading: Reading, role: str) -> int:
        return str(wanted.year) in reading.block.heading(reading.columns[role])

    def of_total(reading: Reading, role: str) -> int:
        words = fold(reading.block.heading(reading.columns[role]))
        return "tong" in words or "total" in words

    def of_title(reading: Reading, _: str) -> int:
        meant = wanted.labels.meant(reading.block.title)
        families = {wanted.labels.families[one] for one in meant}
        family = wanted.labels.families[wanted.indicator]
        return 2 if wanted.indicator in meant else int(not families or family in families)

    for test in (of_title, of_index, of_year, of_total):
        for role in (VALUE, RANK):
            rated = [test(one, role) if role in one.columns else 0 for one in readings]
            readings = [
                one for one, rate in zip(readings, rated, strict=True) if rate == max(rated)
            ]
    most = max(len(reading.columns) for reading in readings)
    alone = [one for one in readings if len(one.columns) < most]
    return [one for one in readings if one not in alone or not _within(one, readings)]


def _within(one: Reading, readings: list[Reading]) -> bool:
    """Say whether another reading of the block takes the same column and one more."""
    return any(
        other.block is one.block and one.columns.items() < other.columns.items()
        for other in readings
    )


def _checked(reading: Reading, wanted: Wanted) -> Reading:
    """Read a reading's figures, and say what is wrong with it."""
    block, figures = reading.block, {}
    if block.lost:
        listed = "; ".join(block.lost[:10])
        fix = (
            f"correct the name, add the spelling to {block.frame.listed}, or leave rows out: SKIP="
        )
        near = "".join(
            block.frame.nearest(row.partition(": ")[2].strip("'")) for row in block.lost[:1]
        )
        count = len(block.lost)
        said = (
            f"{count} rows hold figures of no known {block.frame.kind} ({listed}); fix: {fix}{near}"
        )
        return replace(reading, wrong=said)
    if said := _of_other_family(reading, wanted):
        return replace(reading, wrong=said)
    if twice := _twice(block):
        return replace(reading, wrong=twice)
    try:
        for role, column in reading.columns.items():
            figures[role] = wanted.readers[role](block, column)
    except UnreadableTableError as error:
        return replace(reading, wrong=str(error))
    wrong = _misranked(reading, figures, wanted.rising)
    return replace(reading, figures=figures, wrong=wrong)


def _of_other_family(reading: Reading, wanted: Wanted) -> str:
    """Say that a table's title names another index, where neither its columns nor the user do."""
    known, title = wanted.labels, reading.block.title
    meant = known.meant(title)
    families = {known.families[one] for one in meant}
    named = any(_relevance(reading.block, c, wanted) == 2 for c in reading.columns.values())
    if not meant or known.families[wanted.indicator] in families or named:
        return ""
    if any(wanted.said.get(word) for word in OPTIONS.values()):
        return ""
    fix = "check INDICATOR; if it is right, say SCORE= or RANK= which column holds it"
    return f"the title {title[:80]!r} names {', '.join(sorted(meant))}; fix: {fix}"


def _twice(block: Block) -> str:
    counts = Counter(block.codes)
    if not (twice := [code for code, count in counts.items() if count > 1]):
        return ""
    rows = {code: [str(one.number) for one in block.lines if one.code == code] for code in twice}
    listed = "; ".join(f"{block.frame.names[c]} in rows {' and '.join(n)}" for c, n in rows.items())
    fix = f"fix: keep one row for each, or leave column {letter(block.name)} out, with SKIP="
    return f"{len(twice)} units occur twice ({listed}); {fix}"


def _misranked(reading: Reading, figures: Mapping[str, Figures], rising: bool | None) -> str:
    """Say why ranks cannot be those of the table's units and scores; empty when they can."""
    ranks = {code: int(text) for code, text in figures.get(RANK, {}).items()}
    if not ranks:
        return ""
    column = reading.block.called(reading.columns[RANK])
    fix = "say which with RANK='heading' or its letter; RANK=none leaves ranks out"
    if wrong := strangers(ranks.values(), reading.block.frame.size):
        return f"column {column} holds no ranks: {wrong}; fix: {fix}"
    scores = {code: float(text) for code, text in figures.get(VALUE, {}).items()}
    out = out_of_order(ranks, scores, rising)
    if len(out) > max(ODD, len(ranks) // 10):
        names = reading.block.frame.names
        said = f"{len(out)} units are out of order, as {names[out[0]]}"
        score = reading.block.called(reading.columns[VALUE])
        return f"the ranks of column {column} are not those of {score}: {said}; fix: {fix}"
    return ""


def _only(readings: list[Reading]) -> Reading:
    """Return the one reading that can be right."""
    right = [reading for reading in readings if not reading.wrong]
    if not right:
        raise UnreadableTableError(readings[0].wrong)
    distinct: dict[object, Reading] = {}
    for reading in right:
        taken = {role: frozenset(found.items()) for role, found in reading.figures.items()}
        distinct.setdefault((reading.block.frame.level, *sorted(taken.items(), key=str)), reading)
    rivals = list(distinct.values())
    if len(rivals) > 1:
        rivals = _of_complete_frame(rivals)
    if len(rivals) > 1:
        raise _several(rivals)
    return rivals[0]


def _several(rivals: list[Reading]) -> UnreadableTableError:
    listed = "".join(f"\n  {n}. {one.example()}" for n, one in enumerate(rivals[:4], 1))
    more = f"\n  and {len(rivals) - 4} more" if len(rivals) > 4 else ""
    return UnreadableTableError(
        f"the table can be read in {len(rivals)} ways:{listed}{more}\n  fix: {_decides(rivals)}"
    )


def _refuse_torn(one: Reading, found: list[Block], wanted: Wanted) -> None:
    """Refuse a reading beside which a table of other units may be the rest of it."""
    for block in found:
        apart = not {*block.codes} & {*one.block.codes}
        same = block.grid is one.block.grid and block.frame is one.block.frame
        if apart and same and not _of_other(block, wanted):
            for other in _readings(block, wanted):
                raise _several([one, other])


def _of_other(block: Block, wanted: Wanted) -> bool:
    """Say whether a block's title names another index or year."""
    years = years_in(block.title)
    of_index = wanted.labels.relevance(block.title, wanted.indicator)
    return of_index == 0 or bool(years and str(wanted.year) not in years)


def _refuse_other_names(one: Reading, found: list[Block]) -> None:
    """Refuse a reading beside which other names stand in the same rows."""
    own = {(line.grid.name, line.number): line.code for line in one.block.lines}
    for block in found:
        if block.frame is not one.block.frame or block.name == one.block.name or _twice(block):
            continue
        its = {(line.grid.name, line.number): line.code for line in block.lines}
        if any(its[place] != own[place] for place in its.keys() & own.keys()):
            raise _several([one, Reading(block, one.columns)])


def _of_complete_frame(rivals: list[Reading]) -> list[Reading]:
    """Keep the level of which a table names every unit and no other."""
    whole = [one for one in rivals if len(one.block.lines) == len(one.block.frame.names)]
    return whole if len({one.block.frame.level for one in whole}) == 1 else rivals


def _decides(rivals: list[Reading]) -> str:
    """Name the option that decides between readings."""
    first = rivals[0]
    others = rivals[1:]
    if any(one.block.frame.level != first.block.frame.level for one in others):
        levels = " or ".join(sorted({one.block.frame.level for one in rivals}))
        return f"say LEVEL= {levels}"
    if any(one.block.grid is not first.block.grid for one in others):
        sheets = " or ".join(dict.fromkeys(repr(bare_name(one.block.grid)) for one in rivals))
        return f"say SHEET= {sheets}"
    if any(one.block.name != first.block.name for one in others):
        names = " or ".join(dict.fromkeys(letter(one.block.name) for one in rivals))
        return f"say NAME= {names}, the column of the names that the figures belong to"
    for role in (VALUE, RANK):
        columns = dict.fromkeys(one.columns.get(role) for one in rivals)
        if len(columns) > 1:
            listed = " or ".join(NO_COLUMN if one is None else letter(one) for one in columns)
            return f"say {OPTIONS[role]}= {listed}"
    last = others[0].block.lines
    return f"leave the rows of one out, as SKIP={last[0].number}-{last[-1].number}"


def _no_column(found: list[Block], wanted: Wanted) -> str:
    block = max(found, key=lambda one: len(one.lines))
    listed = "; ".join(map(block.called, block.headings))
    if block.disputed:
        which = ", ".join(letter(column) for column in block.disputed)
        return (
            f"columns {which} stand between two columns of names and may belong to either; "
            "fix: leave the other names out with SKIP= and their letter"
        )
    for word in ("SCORE", "RANK"):
        said = wanted.said.get(word, "")
        if said and said.casefold() != NO_COLUMN:
            return (
                f"{word}={said[:60]!r} is no single column beside the names in column "
                f"{letter(block.name)}; the columns are: {listed}"
            )
    fix = "say which with SCORE='heading' or RANK='heading' (or its letter)"
    return f"no column is headed as a score or rank of the index ({listed}); fix: {fix}"
