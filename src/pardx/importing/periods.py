"""The period that an imported figure holds for, where it is not its whole year."""

from __future__ import annotations

from pardx.data.rules import SNAPSHOT
from pardx.report.measures import last_day, period_kind

FORMS = (
    "write 2025-08-29, to 2025-08-29, 2025-08, 2025-M01..M09, 2025-07-01..2025-10-28, 2025-W47, "
    "week to 2025-12-08 or end 2025, or nothing for the whole year"
)


def is_period(text: str, year: int) -> bool:
    """Say whether a text is a period of a known form, on days that the calendar has."""
    if text in ("", str(year)):
        return True
    try:
        return period_kind(text) != "year" and last_day(text, year).year >= year
    except ValueError:
        return False


def period_of(text: str, year: int, indicator: str) -> str:
    """Return a period as raw rows have it: nothing for a whole year, but of a daily index."""
    whole = text == str(year) and not indicator.startswith(SNAPSHOT)
    return "" if whole else text
