"""Periods as the raw tables print them, in words and as points in time."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from pardx.language import N_, Language

_MONTHS = re.compile(r"(\d{4})-M01\.\.M(\d{2})")
_UNTIL = re.compile(r"(?:.*\()?to (\d{4})(?:-(\d{2}))?(?:-(\d{2}))?\)?")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_END = re.compile(r"end (\d{4})")
_FORMS = {"months": _MONTHS, "until": _UNTIL, "month": _MONTH, "end": _END}

PERIOD = {
    "year": N_("{year}"),
    "months": N_("January to {month} {year}"),
    "month": N_("{month} {year}"),
    "end": N_("end of {year}"),
}
UNTIL = (N_("up to {year}"), N_("up to {month} {year}"), N_("up to {day}"))
"""By how much of the last day is printed: its year, its month too, or all of it."""


def kind(period: str) -> str:
    """Name what a period is: ``year``, ``months``, ``until``, ``month`` or ``end``.

    Figures of one kind may be joined by a line; a month is not a stretch of months.
    """
    return next((name for name, form in _FORMS.items() if form.fullmatch(period)), "year")


def last_day(period: str, year: int) -> date:
    """Return the last day of a period (of the year itself when none is printed)."""
    form = _FORMS.get(kind(period))
    parts = [int(part) for part in form.fullmatch(period).groups() if part] if form else [year]
    in_year, month, day = (*parts, *(12, 31)[len(parts) - 1 :])
    return date(in_year, month, min(day, monthrange(in_year, month)[1]))


def in_words(period: str, year: int, lang: Language) -> str:
    """Say a period as officials write it.

    ``2023-M01..M09`` becomes "January to September 2023" and "9 tháng đầu năm 2023"; a form that
    is not known stays as it is.
    """
    day, named = last_day(period, year), kind(period)
    if named == "year" and period not in ("", str(year)):
        return period
    known = _UNTIL.fullmatch(period)
    text = UNTIL[known.lastindex - 1] if known else PERIOD[named]
    return lang(
        text,
        year=day.year,
        month=lang.month(day),
        number=day.month,
        day=lang.date(day),
    )
