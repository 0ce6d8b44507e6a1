"""Tables out as CSV that a spreadsheet shows and never runs."""

from __future__ import annotations

import re

import pandas as pd

RUNS = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
"""What a spreadsheet takes for the beginning of a formula."""

NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


def csv_bytes(frame: pd.DataFrame, *, float_format: str | None = None) -> bytes:
    """Write a table as UTF-8 CSV.

    A text that a spreadsheet would run gets a leading apostrophe, the sign by which
    spreadsheets take a cell for text; a line break within a text becomes a space. Numbers stay
    numbers, also those kept as printed.

    Parameters
    ----------
    frame : DataFrame
        Its index is not written.
    float_format : str, optional
        As of :meth:`pandas.DataFrame.to_csv`.
    """
    texts = frame.select_dtypes(["object", "str", "string"])
    safe = frame.assign(**{name: _as_text(column) for name, column in texts.items()})
    return safe.to_csv(index=False, float_format=float_format, lineterminator="\n").encode()


def _as_text(column: pd.Series) -> pd.Series:
    """Put an apostrophe before each text that would run; a row stays one line."""
    texts = (one for one in column.unique() if isinstance(one, str))
    changed = {one: safe for one in texts if (safe := _inert(one)) != one}
    return column.replace(changed) if changed else column


def _inert(text: str) -> str:
    flat = re.sub(r"\r\n?|\n", " ", text)
    return f"'{flat}" if RUNS.match(text) and not NUMBER.fullmatch(text) else flat
