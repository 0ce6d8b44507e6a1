"""Tables out as CSV that a spreadsheet shows and never runs."""

from __future__ import annotations

import pandas as pd

RUNS = r"[=+\-@\t\r\n＝＋－＠]"
"""What a spreadsheet takes for the beginning of a formula."""

NUMBER = r"[+-]?\d+(?:\.\d+)?"


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
    seen = pd.Series(column.dropna().unique(), dtype="string")
    risky = seen[seen.str.contains(rf"^{RUNS}|[\r\n]") & ~seen.str.fullmatch(NUMBER)]
    flat = risky.str.replace(r"\r\n?|\n", " ", regex=True)
    safe = flat.mask(risky.str.match(RUNS), "'" + flat)
    return column.replace(dict(zip(risky, safe, strict=True))) if len(risky) else column
