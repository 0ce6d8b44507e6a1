"""Communes: millions of rows, of which nearly all need no decision.

A year's tables of communes stand in ``data/raw/<year>/communes/``, as CSV or as Parquet with the
same columns, all of them text. Arrow reads them as codes into a list of the distinct texts, so
that a rule looks at each text once and not at each row.

A row that keeps every rule, whose figure is printed once and no identity speaks about, needs no
decision: what is printed is used. All other rows, broken ones among them, go the way of the
other levels, :mod:`pardx.data.checks` and :mod:`pardx.data.settle`, which tell or settle them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from unicodedata import is_normalized

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas.api.types import union_categoricals
from pyarrow import csv, parquet

from pardx.data.candidates import AUTHORITY, FIGURE
from pardx.data.catalogue import Catalogue
from pardx.data.checks import Ground
from pardx.data.evidence import CHANGE_OF
from pardx.data.geography import communes
from pardx.data.raw import COLUMNS, read_table
from pardx.data.registers import PLAIN_NUMBER
from pardx.data.settle import USED, quality
from pardx.errors import Problem

LEVEL = "commune"
MOST_ROWS = 5_000_000
"""Rows of one table: 11,000 communes and 400 indicators are no more."""
KEY = ("entity", "indicator", "measure", "unit", "period")
"""What names a figure of one year and level."""


class Sifted(NamedTuple):
    """A year's rows of communes.

    Attributes
    ----------
    used : list of DataFrame
        Used values of the figures that need no decision, as :func:`pardx.data.settle.settle`
        returns them, a table each; texts are categories.
    rows : DataFrame
        All other rows, as :func:`pardx.data.raw.read_year` returns them.
    problems : list of Problem
        What kept a table, or a line of it, from being read.
    """

    used: list[pd.DataFrame]
    rows: pd.DataFrame
    problems: list[Problem]


class Texts(NamedTuple):
    """A column: each row's place in the list of the distinct texts."""

    codes: np.ndarray
    distinct: list[str]

    def among(self, known: Iterable[str]) -> np.ndarray:
        """Say of each row whether its text is one of those known."""
        return np.array([text in known for text in self.distinct], dtype=bool)[self.codes]


def commune_tables(folder: Path) -> list[Path]:
    """List the tables of communes of a year's folder."""
    return sorted(path for path in folder.glob("communes/*") if path.suffix in (".csv", ".parquet"))


def sift(ground: Ground, year: int, *, with_care: bool = False) -> Sifted | None:
    """Read a year's tables of communes and part what is plain from what is not.

    Parameters
    ----------
    ground : Ground
        Project and catalogue.
    year : int
        The year.
    with_care : bool
        Take no row for plain. What comes of it is the same, and takes long.

    Returns
    -------
    Sifted or None
        None in a year without such tables.
    """
    paths = commune_tables(ground.project.raw / str(year))
    if not paths:
        return None
    parted = [_part(path, ground, year, with_care=with_care) for path in paths]
    return Sifted(
        used=[table for one in parted for table in one.used],
        rows=pd.concat([one.rows for one in parted], ignore_index=True),
        problems=[problem for one in parted for problem in one.problems],
    )


def _part(path: Path, ground: Ground, year: int, *, with_care: bool) -> Sifted:
    table, problems = _read(path, ground)
    plain = _plain(table, ground, path.stem) & (not with_care)
    return Sifted(
        [_used(table.filter(pa.array(plain)), ground, year)],
        _rows(table, np.flatnonzero(~plain), path, ground).assign(year=year),
        problems,
    )


def _read(path: Path, ground: Ground) -> tuple[pa.Table, list[Problem]]:
    """Read a table as codes and texts; what Arrow cannot read as it should is told with care."""
    content = path.read_bytes()
    try:
        table = _arrow(content, path.suffix)
    except pa.ArrowException:
        table = None
    if table is not None and table.column_names == [*COLUMNS] and len(table) and _tidy(table):
        return table, []
    if path.suffix == ".parquet":
        rule, fix = f"a table has the columns {','.join(COLUMNS)}, all text in NFC", "write it anew"
        return _coded({}), [Problem(ground.project.relative(path), 1, path.name, rule, fix)]
    rows, problems = read_table(path, ground.project, most_rows=MOST_ROWS, most_bytes=2**30)
    return _coded({name: rows[name] for name in COLUMNS}), problems


def _arrow(content: bytes, suffix: str) -> pa.Table | None:
    source = pa.BufferReader(content)
    if suffix == ".parquet":
        found = parquet.read_table(source, read_dictionary=[*COLUMNS])
        return _coded({name: found[name] for name in found.column_names})
    if b'"' in content:  # Arrow forgives broken quotes
        return None
    parse = csv.ParseOptions(ignore_empty_lines=False)
    convert = csv.ConvertOptions(column_types=dict.fromkeys(COLUMNS, _TEXT))
    return csv.read_csv(source, parse_options=parse, convert_options=convert)


_TEXT = pa.dictionary(pa.int32(), pa.string())


def _coded(columns: dict[str, object]) -> pa.Table:
    arrays = {name: columns.get(name, pa.array([], pa.string())) for name in columns or COLUMNS}
    return pa.table({name: _as_text(column) for name, column in arrays.items()})


def _as_text(column: object) -> pa.ChunkedArray:
    array = column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([pa.array(column)])
    return array.cast(_TEXT)


def _tidy(table: pa.Table) -> bool:
    """Say whether the texts are as a reader with care would leave them."""
    texts = (text for name in COLUMNS for text in _texts(table, name).distinct)
    return all(
        text is not None and is_normalized("NFC", text) and "\n" not in text for text in texts
    )


def _texts(table: pa.Table, name: str) -> Texts:
    column = table[name].unify_dictionaries().combine_chunks()
    array = column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
    return Texts(array.indices.to_numpy(zero_copy_only=False), array.dictionary.to_pylist())


def _plain(table: pa.Table, ground: Ground, family: str) -> np.ndarray:
    """Say of each row whether it keeps every rule and its figure needs no decision."""
    columns = {
        name: _texts(table, name) for name in (*KEY, "level", "value", "source_id", "derived")
    }
    kinds, known = _kinds(columns), ground.catalogue
    return (
        columns["level"].among({LEVEL})
        & columns["entity"].among(set(communes(ground.project).index))
        & columns["source_id"].among(set(known.sources.index))
        & columns["derived"].among({"0", "1"})
        & ~columns["indicator"].among(_bound(columns, known))
        & _within_limits(columns["value"], kinds, _limits(columns, known, family))
        & _printed_once(columns)
    )


def _bound(columns: dict[str, Texts], known: Catalogue) -> set[str]:
    """Name the indicators that an identity or a criteria set speaks about."""
    indicator, measure = columns["indicator"], columns["measure"]
    moving = np.unique(indicator.codes[measure.among({"rank", *CHANGE_OF})])
    added = {*known.sums.indicator, *known.sums.part, *known.criteria.indicator}
    return added | {indicator.distinct[code] for code in moving}


def _kinds(columns: dict[str, Texts]) -> np.ndarray:
    """Give a number to each row's combination of indicator, measure and unit."""
    return _combined([columns[name] for name in ("indicator", "measure", "unit")])


def _combined(columns: Iterable[Texts]) -> np.ndarray:
    found = np.int64(0)
    for column in columns:
        found = found * len(column.distinct) + column.codes
    return found


def _limits(columns: dict[str, Texts], known: Catalogue, family: str) -> np.ndarray:
    """Return lowest and highest value of each combination; NaN for one that is not allowed."""
    texts = [columns[name].distinct for name in ("indicator", "measure", "unit")]
    limits = np.full((2, np.prod([len(one) for one in texts], dtype=int)), np.nan)
    allowed = known.measures.query("family == @family and level == @LEVEL")
    for row in allowed.itertuples():
        names = (row.indicator, row.measure, row.unit)
        if all(name in one for name, one in zip(names, texts, strict=True)):
            places = [one.index(name) for name, one in zip(names, texts, strict=True)]
            limits[:, np.ravel_multi_index(places, [len(one) for one in texts])] = (
                _limit(row.min, known.units["min"][row.unit], -np.inf),
                _limit(row.max, known.units["max"][row.unit], np.inf),
            )
    return limits


def _limit(own: float, units: float, otherwise: float) -> float:
    return next((value for value in (own, units) if pd.notna(value)), otherwise)


def _within_limits(value: Texts, kinds: np.ndarray, limits: np.ndarray) -> np.ndarray:
    number = _numbers(value)[value.codes]
    return (limits[0][kinds] <= number) & (number <= limits[1][kinds])


def _numbers(value: Texts) -> np.ndarray:
    plain = re.compile(PLAIN_NUMBER).fullmatch
    return np.array([float(text) if plain(text) else np.nan for text in value.distinct])


def _printed_once(columns: dict[str, Texts]) -> np.ndarray:
    """Say of each row whether no other row names its figure."""
    key = _combined(columns[name] for name in KEY)
    order = np.argsort(key, kind="stable")
    again = np.diff(key[order]) == 0
    once = np.ones(len(key), dtype=bool)
    once[order[1:][again]] = once[order[:-1][again]] = False
    return once


def _used(table: pa.Table, ground: Ground, year: int) -> pd.DataFrame:
    """Take the printed values as they are."""
    frame = pd.DataFrame({name: _category(_texts(table, name)) for name in ("level", *KEY)})
    value, source = _texts(table, "value"), _texts(table, "source_id")
    kind = ground.catalogue.sources.kind.reindex(source.distinct)
    support = pd.DataFrame(
        {
            "authority": kind.map(AUTHORITY).to_numpy()[source.codes],
            "publishers": 1,
            "printed": _texts(table, "derived").among({"0"}),
            "settled_by": "",
        }
    )
    return frame.assign(
        year=year,
        gso_code=_constant("", len(table)),
        value=_numbers(value)[value.codes],
        quality=quality(support).astype("category"),
        publishers=1,
        sources=_category(source),
        settled_by=_constant("", len(table)),
    )[USED]


def _category(column: Texts) -> pd.Categorical:
    return pd.Categorical.from_codes(column.codes, column.distinct)


def _constant(text: str, count: int) -> pd.Categorical:
    return pd.Categorical.from_codes(np.zeros(count, dtype=np.int8), [text])


def _rows(table: pa.Table, places: np.ndarray, path: Path, ground: Ground) -> pd.DataFrame:
    """Return some rows as text, each with its file and line."""
    texts = table.take(pa.array(places)).cast(pa.schema([(name, pa.string()) for name in COLUMNS]))
    return texts.to_pandas().assign(
        family=path.stem, file=ground.project.relative(path), line=places + 2
    )


def stacked(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Put used values below each other, texts as categories, in the order of their figures."""
    tables = [*tables]
    columns = {name: [table[name] for table in tables] for name in USED}
    joined = pd.DataFrame({name: _joined(parts) for name, parts in columns.items()})
    return joined.sort_values(FIGURE, ignore_index=True)


def _joined(parts: list[pd.Series]) -> pd.Categorical | pd.Series:
    if all(pd.api.types.is_numeric_dtype(part) for part in parts):
        return pd.concat(parts, ignore_index=True)
    categories = [part.astype("category") for part in parts]
    texts = [one.cat.rename_categories(one.cat.categories.astype("str")) for one in categories]
    return union_categoricals(texts, sort_categories=True)
