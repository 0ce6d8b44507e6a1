"""A grid of texts -> which column is what, which rows are provinces, and what was left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pardx.data.spelling import fold
from pardx.importing.grids import Grid, UnreadableTableError
from pardx.importing.numerals import is_missing, plain_number, plain_rank, unmarked

NAME, RANK, VALUE = "name of the province", "rank", "value"

RUNNING = {"stt", "tt", "sott", "sothutu", "no"}
"""What heads a running number, as :func:`pardx.data.names.fold` leaves it; so below."""
CHANGES = ("thaydoi", "tanggiam", "chenhlech", "sovoi", "change")
RANKS = ("xephang", "thuhang", "xepthu", "vitri", "rank")
GROUPS = ("nhom", "loai", "group", "ghichu", "note")
VALUES = ("diem", "chiso", "giatri", "ketqua", "tyle", "tile", "score", "index", "value", "tong")
TOTALS = (
    "diemtoida",
    "toida",
    "trungbinh",
    "binhquan",
    "tong",
    "tongcong",
    "canuoc",
    "toanquoc",
    "average",
    "mean",
    "giatritrungbinh",
    "trungvi",
    "median",
    "total",
    "vietnam",
    "caonhat",
    "thapnhat",
)


@dataclass(frozen=True)
class Wanted:
    """What to look for.

    Attributes
    ----------
    year : int
        Reference year; a column headed by another year is left out.
    names : tuple of str
        Folded names of the indicator; a heading that holds one is preferred.
    resolve : callable
        Any spelling -> what names the unit (a province's GSO code), or None.
    regions : frozenset of str
        Folded names of regions, whose rows are left out.
    score_column, rank_column : str
        What the user said: a heading or a column letter; empty to find it.
    kind, listed : str
        What the rows name, and where its spellings are listed.
    """

    year: int
    names: tuple[str, ...]
    resolve: Callable[[str], str | None]
    regions: frozenset[str] = frozenset()
    score_column: str = ""
    rank_column: str = ""
    kind: str = "province"
    listed: str = "data/catalogue/spellings.csv"


@dataclass(frozen=True)
class Row:
    """A province's line: its row number in the grid, its code, its texts by role."""

    number: int
    code: str
    texts: dict[str, str]


@dataclass(frozen=True)
class Understood:
    """What a grid says.

    Attributes
    ----------
    grid : Grid
        The sheet or table it was read from.
    columns : dict
        Role -> position of its column.
    headings : tuple of str
        The text above each column.
    rows : tuple of Row
        One per province.
    left_out : tuple of str
        Columns and rows that were not taken, with the reason.
    """

    grid: Grid
    columns: dict[str, int]
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    left_out: tuple[str, ...]


def understand(grids: Iterable[Grid], wanted: Wanted) -> Understood:
    """Read the grid that names most provinces.

    Raises
    ------
    UnreadableTableError
        When no grid names a province, a column cannot be identified, or a row that holds a figure
        names no province.
    """
    found = [(grid, *_name_column(grid, wanted)) for grid in grids]
    grid, column, count = max(found, key=lambda entry: entry[2])
    if not count:
        raise UnreadableTableError(
            f"no column names a {wanted.kind}; fix: give the table with one row per "
            f"{wanted.kind}, or say LEVEL=province or LEVEL=ministry"
        )
    bodies = [i for i, row in enumerate(grid.rows) if _is_province(row[column], wanted)]
    headings = _headings(grid, bodies[0])
    columns, reasons = _columns(grid, column, headings, bodies, wanted)
    rows, skipped = _rows(grid, columns, headings, bodies[0], wanted)
    return Understood(grid, columns, headings, tuple(rows), (*reasons, *skipped))


def _is_province(text: str, wanted: Wanted) -> bool:
    """Say whether a cell names a province; a bare number may be a code, but never a name here."""
    return not text.isdigit() and wanted.resolve(_name(text)) is not None


def _name(text: str) -> str:
    """Drop the running number before a name, and the footnote marks behind it."""
    return unmarked(re.sub(r"^\d{1,2}[.)]\s+", "", text))


def _name_column(grid: Grid, wanted: Wanted) -> tuple[int, int]:
    """Return the column that names most provinces, and how many."""
    counts = [
        len({wanted.resolve(_name(text)) for text in column if _is_province(text, wanted)})
        for column in zip(*grid.rows, strict=True)
    ]
    best = max(range(len(counts)), key=counts.__getitem__)
    return best, counts[best]


def _headings(grid: Grid, first: int) -> tuple[str, ...]:
    """Join the texts above each column; a title over the whole width says nothing."""
    above = [row for row in grid.rows[:first] if len({text for text in row if text}) > 1]
    return tuple(
        " ".join(dict.fromkeys(text for text in column if text))
        for column in zip(*above, strict=True)
    ) or ("",) * len(grid.rows[0])


def _columns(
    grid: Grid, name: int, headings: tuple[str, ...], bodies: list[int], wanted: Wanted
) -> tuple[dict[str, int], list[str]]:
    kinds = {
        place: _kind(heading, wanted.year)
        for place, heading in enumerate(headings)
        if place != name
    }
    columns = {NAME: name}
    for role, said in ((RANK, wanted.rank_column), (VALUE, wanted.score_column)):
        rivals = [place for place, kind in kinds.items() if kind == role]
        rivals = [p for p in rivals if any(grid.rows[i][p] for i in bodies)]
        chosen = _named(said, headings) if said else _preferred(role, rivals, headings, wanted)
        if chosen is not None:
            columns[role] = chosen
    if len(columns) == 1:
        listed = "; ".join(_called(place, headings) for place in kinds)
        fix = "say which with SCORE='heading' or RANK='heading' (or its letter)"
        raise UnreadableTableError(f"no column is headed as a score or rank ({listed}); fix: {fix}")
    reasons = [
        f"column {_called(place, headings)}: {kind if kind not in (RANK, VALUE) else 'not asked'}"
        for place, kind in kinds.items()
        if place not in columns.values()
    ]
    return columns, reasons


def _kind(heading: str, year: int) -> str:
    """Say what a column holds by its heading: a role, or why it is left out."""
    words = fold(heading)
    years = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", heading))
    if words in RUNNING:
        return "a running number"
    if any(mark in words for mark in CHANGES):
        return "a change"
    if years and str(year) not in years:
        return f"of another year ({', '.join(sorted(years))})"
    if any(mark in words for mark in GROUPS):
        return "a group or note"
    if any(mark in words for mark in RANKS) or "hang" in map(fold, heading.split()):
        return RANK
    if any(mark in words for mark in VALUES) or "%" in heading:
        return VALUE
    return "nothing known" if words else "no heading"


def _named(said: str, headings: tuple[str, ...]) -> int:
    """Find the column a user named by heading or letter."""
    exact = [i for i, heading in enumerate(headings) if fold(heading) == fold(said)]
    part = [i for i, heading in enumerate(headings) if fold(said) and fold(said) in fold(heading)]
    letters = [i for i in range(len(headings)) if letter(i) == said.upper()]
    for found in (exact, letters, part):
        if len(found) == 1:
            return found[0]
    listed = "; ".join(_called(place, headings) for place in range(len(headings)))
    raise UnreadableTableError(f"no single column is {said[:60]!r}; the columns are: {listed}")


def _preferred(
    role: str, rivals: list[int], headings: tuple[str, ...], wanted: Wanted
) -> int | None:
    """Choose among columns of one role: the indicator's own name, then the year, then a total."""
    tests = (
        lambda heading: any(name in fold(heading) for name in wanted.names),
        lambda heading: str(wanted.year) in heading,
        lambda heading: "tong" in fold(heading) or "total" in fold(heading),
    )
    left = rivals
    for test in tests:
        left = [place for place in left if test(headings[place])] or left
    if len(left) > 1:
        listed = "; ".join(_called(place, headings) for place in left)
        option = "RANK" if role == RANK else "SCORE"
        fix = f"say which with {option}='heading' or its letter"
        raise UnreadableTableError(
            f"{len(left)} columns may hold the {role} ({listed}); fix: {fix}"
        )
    return left[0] if left else None


def letter(place: int) -> str:
    """Name a column as a spreadsheet does."""
    high, low = divmod(place, 26)
    return (letter(high - 1) if high else "") + chr(ord("A") + low)


def _called(place: int, headings: tuple[str, ...]) -> str:
    return f"{letter(place)} {headings[place][:60]!r}"


def _rows(
    grid: Grid, columns: dict[str, int], headings: tuple[str, ...], first: int, wanted: Wanted
) -> tuple[list[Row], list[str]]:
    rows, skipped, lost = [], [], []
    for number, cells in enumerate(grid.rows, 1):
        texts = {role: cells[place] for role, place in columns.items()}
        name = texts[NAME]
        if number > first and _is_province(name, wanted):
            rows.append(Row(number, wanted.resolve(_name(name)), texts))
        elif any(cells) and (reason := _reason(number, cells, texts, first, headings, wanted)):
            skipped.append(f"row {number} {_start(cells)!r}: {reason}")
        elif any(cells):
            lost.append(f"row {number}: {name or _start(cells)!r}")
    if lost:
        fix = f"correct the name, or add the spelling to {wanted.listed}"
        listed = "; ".join(lost[:10])
        raise UnreadableTableError(
            f"{len(lost)} rows hold figures of no known {wanted.kind} ({listed}); fix: {fix}"
        )
    return rows, skipped


def _reason(
    number: int,
    cells: tuple[str, ...],
    texts: dict[str, str],
    first: int,
    headings: tuple[str, ...],
    wanted: Wanted,
) -> str:
    """Say why a row that names no province is left out; empty when it must not be."""
    figures = [text for role, text in texts.items() if role != NAME and not is_missing(text)]
    if number <= first and not _is_of_some_name(texts[NAME], figures):
        return "title or heading"
    words = [fold(text) for text in cells if text]
    if any(word.startswith(TOTALS) for word in words[:2]):
        return "a mean or total"
    if fold(texts[NAME]).removeprefix("vung") in wanted.regions:
        return "a region"
    if number > first and set(words) <= {fold(heading) for heading in headings}:
        return "the heading again"
    if len(set(words)) == 1 or not any(_holds_number(text) for text in figures):
        return "no figure: a footnote or a heading"
    return ""


def _is_of_some_name(name: str, figures: list[str]) -> bool:
    """Say whether a row above the first known name is a row too: a heading holds but years."""
    years = re.compile(r"(19|20)\d\d")
    return any(map(str.isalpha, name)) and any(
        _holds_number(text) and not years.fullmatch(text) for text in figures
    )


def _holds_number(text: str) -> bool:
    return plain_rank(text) is not None or any(plain_number(text, mark) for mark in ".,")


def _start(cells: tuple[str, ...]) -> str:
    return next((text for text in cells if text), "")[:50]
