"""Parquet and JSON -> a grid with its headings first, within limits set before reading."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable

from pardx.importing.grids import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    Grid,
    UnreadableTableError,
    laid_out,
    too_large,
)

DIGITS = 10
"""Digits of a binary number that are read: those after them are noise."""

MAX_HELD = 100_000_000
"""Most bytes that the columns of a Parquet file may take."""


def read_parquet(content: bytes) -> list[Grid]:
    """Read a Parquet file; what it declares is compared with the limits first.

    Raises
    ------
    UnreadableTableError
        When it is damaged, or of :func:`too_large`.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(io.BytesIO(content))
        held, names = file.metadata, file.schema_arrow.names
        size = sum(held.row_group(n).total_byte_size for n in range(held.num_row_groups))
        if held.num_rows > MAX_ROWS or len(names) > MAX_COLUMNS or size > MAX_HELD:
            raise too_large(f"{held.num_rows:,} rows, {size:,} bytes", f"{MAX_ROWS:,} rows")
        if held.num_rows * len(names) > MAX_CELLS:
            raise too_large(f"{held.num_rows * len(names):,} cells", f"{MAX_CELLS:,}")
        texts = [name for name in names if pa.types.is_string(file.schema_arrow.field(name).type)]
        table = parquet.read_table(io.BytesIO(content), read_dictionary=texts)
        columns = [_column(table.column(place)) for place in range(table.num_columns)]
    except (pa.ArrowException, OSError, ValueError) as error:
        fix = "write it again, or save the table as .csv"
        raise UnreadableTableError(f"the Parquet file is damaged ({error}); fix: {fix}") from error
    return [laid_out("parquet", [names, *map(list, zip(*columns, strict=True))])]


def _column(chunked: object) -> list[str]:
    import pyarrow as pa

    if pa.types.is_dictionary(chunked.type):
        found: list[str] = []
        for chunk in chunked.chunks:
            words = [as_text(one) for one in chunk.dictionary.to_pylist()]
            found += ["" if n is None else words[n] for n in chunk.indices.to_pylist()]
        return found
    if pa.types.is_nested(chunked.type):
        return ["[...]"] * len(chunked)
    return [as_text(one) for one in chunked.to_pylist()]


def as_text(value: object) -> str:
    """Write a value as a cell would show it."""
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        return f"{value:.{DIGITS}g}"
    return str(value)[:1000] if not isinstance(value, dict | list) else "[...]"


def read_json(text: str) -> list[Grid]:
    """Read a list of records, a mapping of columns, or either behind one name.

    Raises
    ------
    UnreadableTableError
        When it is neither, broken, or nested beyond reading.
    """
    try:
        held = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableTableError(f"the JSON is broken ({error}); fix: export it again") from error
    if isinstance(held, dict) and not all(isinstance(one, list) for one in held.values()):
        held = next((one for one in held.values() if isinstance(one, list)), held)
    if isinstance(held, dict) and len({len(one) for one in held.values()}) == 1:
        columns = [map(as_text, one) for one in held.values()]
        return [laid_out("json", [[*held], *map(list, zip(*columns, strict=True))])]
    if isinstance(held, list) and held and all(isinstance(one, dict) for one in held):
        return [laid_out("json", _records(held))]
    raise UnreadableTableError("the JSON is no table; fix: give a list of records")


def _records(held: list[dict[str, object]]) -> Iterable[list[str]]:
    names = [*dict.fromkeys(name for one in held for name in one)]
    if len(names) > MAX_COLUMNS or len(names) * len(held) > MAX_CELLS:
        raise too_large(f"{len(held):,} records of {len(names):,} names", f"{MAX_CELLS:,} cells")
    return [names, *([as_text(one.get(name)) for name in names] for one in held)]
