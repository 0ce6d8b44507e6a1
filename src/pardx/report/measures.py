"""What a figure measures, in words: measure, unit and period."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date

from pardx.data.dictionary import Dictionary
from pardx.language import N_, Language

MEASURE = {
    "score": N_("score"),
    "rank": N_("rank"),
    "rank_change": N_("change in rank"),
    "score_change": N_("change in score"),
    "share": N_("share"),
    "count": N_("count"),
    "value": N_("value"),
    "target": N_("target"),
    "regional_rank": N_("rank in the region"),
}
FAMILY = {
    "par_index": N_("PAR INDEX"),
    "sipas": N_("SIPAS"),
    "papi": N_("PAPI"),
    "pci": N_("PCI"),
    "dti": N_("DTI"),
    "ict_index": N_("ICT Index"),
    "digital_services": N_("Digital services"),
    "reform_outputs": N_("Outputs of administrative reform"),
    "socioeconomic": N_("Socio-economic figures"),
}
"""Indicators that share a raw table."""
SURVEYS, ASSESSED = ("sipas", "papi", "pci"), ("par_index", "dti")
"""Families that ask a sample of people or firms; and those that units score themselves on, which
is then appraised."""

UNTIL_FORM = re.compile(r"(?:.*\()?to (\d{4})(?:-(\d{2}))?(?:-(\d{2}))?\)?")
DAY = r"(\d{4})-(\d{2})(?:-(\d{2}))?"
PERIOD_FORMS = {
    "months": re.compile(r"(\d{4})-M01\.\.M(\d{2})"),
    "until": UNTIL_FORM,
    "month": re.compile(r"(\d{4})-(\d{2})"),
    "end": re.compile(r"end (\d{4})"),
    "day": re.compile(r"(\d{4})-(\d{2})-(\d{2})"),
    "span": re.compile(r"\d{4}-\d{2}(?:-\d{2})?\.\." + DAY),
    "week to": re.compile(r"week to (\d{4})-(\d{2})-(\d{2})"),
    "week": re.compile(r"(\d{4})-W(\d{2})"),
}
"""Kind of period -> how the raw tables write it."""

PERIOD = {
    "year": N_("{year}"),
    "months": N_("January to {month} {year}"),
    "month": N_("{month} {year}"),
    "end": N_("end of {year}"),
    "day": N_("{day}"),
    "week to": N_("week to {day}"),
    "week": N_("week {week} of {year}"),
}
SPAN = N_("{first} to {last}")
UNTIL = (N_("in {year}, day not given"), N_("up to {month} {year}"), N_("up to {day}"))
"""By how much of the last day is printed: its year, its month too, or all of it."""


def family_names(
    indicators: Iterable[str], families: tuple[str, ...], dictionary: Dictionary, lang: Language
) -> list[str]:
    """Name those of some families that indicators are of, each once, in the order given."""
    found = dict.fromkeys(dictionary.indicators.family[name] for name in indicators)
    return [lang(FAMILY[family]) for family in found if family in families]


def measure_in_words(row: Mapping[str, object], dictionary: Dictionary, lang: Language) -> str:
    """Say what a figure measures: "share, %, January to October 2023".

    Parameters
    ----------
    row : mapping
        ``measure``, ``unit``, ``period`` and, where that is not empty, ``year``.
    dictionary : Dictionary
        Names units.
    lang : Language
        The language.
    """
    unit, period = row["unit"], row["period"]
    parts = [
        lang(MEASURE.get(row["measure"], row["measure"])),
        "" if unit in ("rank", "count") else dictionary.unit(unit, lang.code),
        period_in_words(period, row["year"], lang) if period else "",
    ]
    return ", ".join(filter(None, parts))


def period_kind(period: str) -> str:
    """Name what a period is: ``year``, or the form of :data:`PERIOD_FORMS` it is written in.

    Figures of one kind may be joined by a line; a month is not a stretch of months.
    """
    kinds = (name for name, form in PERIOD_FORMS.items() if form.fullmatch(period))
    return next(kinds, "year")


def last_day(period: str, year: int) -> date:
    """Return the last day of a period (of the year itself when none is printed)."""
    kind = period_kind(period)
    form = PERIOD_FORMS.get(kind)
    if kind == "week":
        return date.fromisocalendar(*map(int, form.fullmatch(period).groups()), 7)
    parts = [int(part) for part in form.fullmatch(period).groups() if part] if form else [year]
    in_year, month, day = (*parts, *(12, 31)[len(parts) - 1 :])
    return date(in_year, month, min(day, monthrange(in_year, month)[1]))


def period_in_words(period: str, year: int, lang: Language) -> str:
    """Say a period as officials write it.

    ``2023-M01..M09`` becomes "January to September 2023" and "9 tháng đầu năm 2023"; a form that
    is not known stays as it is.
    """
    day, kind = last_day(period, year), period_kind(period)
    if kind == "year" and period not in ("", str(year)):
        return period
    if kind == "span":
        first, last = period.split("..")
        return lang(SPAN, first=lang.published(first), last=lang.published(last))
    until = UNTIL_FORM.fullmatch(period)
    text = UNTIL[until.lastindex - 1] if until else PERIOD[kind]
    return lang(
        text,
        year=day.year,
        month=lang.month(day),
        number=day.month,
        day=lang.date(day),
        week=period[-2:].lstrip("0"),
    )
