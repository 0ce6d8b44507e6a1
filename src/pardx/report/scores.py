"""A score or a published amount as running text writes it: with the unit of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pardx.language import N_, Language

if TYPE_CHECKING:
    from pardx.data.dictionary import Dictionary

QUALIFIED = {
    "over": N_("over {value}"),
    "about": N_("about {value}"),
    "nearly": N_("nearly {value}"),
}


def with_unit(value: float, unit: str, dictionary: Dictionary, lang: Language) -> str:
    """Write a score with its unit: ``88.72%``, ``65.12 points``, ``0.5812``.

    Parameters
    ----------
    value : float
    unit : str
        A row of ``units.csv``; a share has its sign, any other what its differences are counted
        in, and nothing where they are counted in nothing.
    dictionary : Dictionary
    lang : Language
    """
    number = lang.number(value, dictionary.places(unit))
    return worded(number, unit, dictionary.counted_in(unit, lang.code), lang)


def worded(number: str, unit: str, counted: str, lang: Language) -> str:
    """Put after a number its unit, whose differences are counted in ``counted``."""
    if unit.startswith("percent"):
        return lang("{value}%", value=number)
    return lang("{value} {unit}", value=number, unit=counted) if counted else number


def score_of(value: float, indicator: str, dictionary: Dictionary, lang: Language) -> str:
    """Write a province's score on an indicator with its unit."""
    return with_unit(value, dictionary.score_unit(indicator), dictionary, lang)


def amount(value: float, unit: str, dictionary: Dictionary, lang: Language) -> str:
    """Write a figure with its unit, as precisely as it was printed: ``79.5 million``."""
    said = "" if unit == "count" else dictionary.unit(unit, lang.code)
    return worded(lang.printed(value), unit, said, lang)


def qualified(amount: str, qualifier: object, lang: Language) -> str:
    """Write before an amount what its source does: over, about, nearly, or nothing."""
    return lang(QUALIFIED[qualifier], value=amount) if qualifier in QUALIFIED else amount
