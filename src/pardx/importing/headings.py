"""What the headings of a data set mean: years, units, indicators and roles."""

from __future__ import annotations

import re

from pardx.data.dictionary import Dictionary
from pardx.data.spelling import fold
from pardx.errors import UsageError, nearest
from pardx.importing.wording import NAMES, RANK, VALUE, Labels

YEAR, ENTITY, INDICATOR, MEASURE, AMOUNT = "year", "province", "indicator", "measure", "value"
PERIOD = "period"
KEYS = {
    YEAR: {"year", "nam", "namsolieu", "referenceyear"},
    ENTITY: NAMES | {"entity", "provincename", "locality", "provincevi", "provinceen"},
    INDICATOR: {"indicator", "index", "chiso", "variable", "measurename"},
    MEASURE: {"measure", "type", "loai", "kind"},
    AMOUNT: {"value", "giatri", "figure"},
    PERIOD: {"period", "ky", "kybaocao", "kysolieu"},
}
"""What a column may be beside figures -> its headings, folded."""

SHORT = {
    **{"par": "par_index", "papi": "papi_total_unweighted", "pci": "pci_total"},
    **{"dti": "dti_total", "ict": "ict_index", "sipas": "sipas"},
}
"""Short names of indices in the headings of data sets."""

RANK_WORDS = ("xep hang", "thu hang", "ranking", "rank", "hang")
VALUE_WORDS = ("score", "diem", "value", "gia tri", "total", "index")


def year_of(heading: str) -> int | None:
    """Return the year a heading names, in a wide table."""
    found = re.findall(r"(?<!\d)20\d\d(?!\d)", heading)
    return int(found[0]) if len(found) == 1 else None


def meant(heading: str, known: Labels, indicator: str) -> tuple[str, str]:
    """Say which indicator and role a heading of a data set means; ('', role) for none.

    Parameters
    ----------
    heading : str
        For example ``par_rank``, ``dti_2022`` or ``Xếp hạng SIPAS``.
    known : Labels
        The names of all indicators.
    indicator : str
        What a heading that names none means, as ``INDICATOR=`` says.
    """
    bare = re.sub(r"(?<!\d)20\d\d(?!\d)", " ", heading.replace("_", " ").replace("-", " "))
    words = [fold(word) for word in bare.split()]
    text = f" {' '.join(word for word in words if word)} "
    role = RANK if any(f" {one} " in text for one in RANK_WORDS) else VALUE
    rest = text
    for word in RANK_WORDS if role == RANK else ():
        rest = rest.replace(f" {word} ", " ")
    found = _named(rest, known)
    for word in VALUE_WORDS:
        found = found or _named(rest.replace(f" {word} ", " "), known)
    plain = not rest.strip() or rest.strip() in VALUE_WORDS
    return found or (indicator if plain else ""), role


def _named(text: str, known: Labels) -> str:
    """Find the one indicator whose whole name a text is."""
    whole = "".join(text.split())
    found = [SHORT[whole]] if whole in SHORT else [*known.names.get(whole, ())]
    found += [] if found else [one for one in known.families if fold(one) == whole]
    return found[0] if len(found) == 1 else ""


def mapped(
    said: str, head: tuple[str, ...], dictionary: Dictionary
) -> dict[int, tuple[str, str, str]]:
    """Read ``MAP=``: ``heading=indicator[:score|rank[:unit]]``, or what else a column holds.

    That is ``year``, ``province``, ``ministry`` or ``period``; ``none`` leaves it out.

    Returns
    -------
    dict
        Column -> indicator (or ``year``, ``province``, ``period``; empty for none), role and unit.

    Raises
    ------
    UsageError
        When a heading or an indicator is not known.
    """
    found: dict[int, tuple[str, str, str]] = {}
    for part in filter(None, (part.strip() for part in re.split("[,;]", said))):
        heading, _, target = part.rpartition("=")
        places = [n for n, text in enumerate(head) if fold(text) == fold(heading) != ""]
        if len(places) != 1:
            hint = nearest(heading, head)
            raise UsageError(f"MAP= names {heading[:40]!r}, which is no single column{hint}")
        indicator, _, more = target.partition(":")
        role, _, unit = more.partition(":")
        if role not in ("", "score", VALUE, RANK):
            raise UsageError(f"MAP={part[:60]!r}: a column holds a score or a rank, not {role!r}")
        known = dictionary.indicators.index
        if indicator not in (YEAR, ENTITY, PERIOD, "ministry", "none", *known):
            hint = nearest(indicator, [*known, YEAR, ENTITY, PERIOD])
            raise UsageError(f"MAP={part[:60]!r}: no indicator {indicator!r}{hint}")
        name = {"none": "", "ministry": ENTITY}.get(indicator, indicator)
        found[places[0]] = (name, RANK if role == RANK else VALUE, unit)
    return found
