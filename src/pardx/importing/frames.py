"""Which units a table of an indicator and a year may name, and how a heading names an indicator."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial

from pardx.data.dictionary import Dictionary
from pardx.data.geography import HISTORIC_PREFIX, local_units, provinces
from pardx.data.names import nearest_unit, resolver
from pardx.data.spelling import fold, nearest_name, slug
from pardx.errors import UsageError
from pardx.importing.wording import Frame, Labels

LEVELS = ("province", "unit34", "ministry")
ALIKE = 0.8
"""From this likeness on, of at most 1, a name is taken for a misspelt one."""

ALSO = {
    "par_index": ("Chỉ số CCHC", "PAR INDEX", "PARINDEX", "Chỉ số cải cách hành chính"),
    "sipas": ("Chỉ số hài lòng", "Mức độ hài lòng"),
    "papi_total_unweighted": ("Tổng điểm PAPI",),
    "dti_total": ("Chuyển đổi số", "Giá trị DTI"),
    "ict_index": ("ICT Index", "Vietnam ICT Index"),
}
"""Further names of an index in the headings of tables."""


def frames(dictionary: Dictionary, family: str, year: int, level: str = "") -> tuple[Frame, ...]:
    """List the frames that a table of a family and year may be of: the level asked for, or all.

    A former province is one of the provinces of its years.

    Raises
    ------
    UsageError
        When no table of the family and year is known.
    """
    if level == "ministry":
        return (_ministries(dictionary),)
    scope = dictionary.scope(family, year)
    levels = [one for one in ("province", "unit34") if one in ([level] if level else scope)]
    if not levels:
        raise UsageError(f"no table of {family} {year} is known; see data/catalogue/scopes.csv")
    historic = "province_historic" in scope
    return tuple(
        local_frame(dictionary, one, scope.get(one, 0), historic=historic) for one in levels
    )


def local_frame(dictionary: Dictionary, level: str, size: int, *, historic: bool = False) -> Frame:
    """Describe the units of a level, with the provinces of before the 63 where they were ranked."""
    project = dictionary.project
    of = (level, "province_historic") if historic and level == "province" else (level,)
    names = {code: name for one in of for code, name in local_units(project, one).name_vi.items()}
    resolvers = [resolver(project, one) for one in of]
    known = {fold(name): name for name in names.values()}
    listed = provinces(project)[["region6_vi", "region6_en"]].to_numpy().ravel()

    @cache
    def resolve(text: str) -> str | None:
        return next((code for one in resolvers if (code := one(text))), None)

    @cache
    def nearest(text: str) -> str:
        if level == "unit34" and resolver(project)(text):
            return nearest_unit(text, project, level)
        return nearest_name(text, known, ALIKE)

    return Frame(
        level=level,
        names=names,
        resolve=resolve,
        size=size,
        regions=frozenset(re.sub("-(?:va|and)-", "-", slug(region)) for region in {*listed}),
        nearest=nearest,
    )


def _ministries(dictionary: Dictionary) -> Frame:
    known = dictionary.ministries.name_en
    spellings = {fold(other): name for name, other in known.items()}
    spellings |= {fold(name.removeprefix("Bộ ")): name for name in known.index}
    spellings |= {fold(name): name for name in known.index}

    return Frame(
        level="ministry",
        names={name: name for name in known.index},
        resolve=cache(lambda text: spellings.get(fold(text))),
        listed="data/catalogue/ministries.csv",
        nearest=partial(nearest_name, spellings=spellings, cutoff=ALIKE),
    )


def level_of(code: str, frame: Frame) -> str:
    """Return the level of a unit's rows: a former province among the 63 is of its own."""
    return "province_historic" if code.startswith(HISTORIC_PREFIX) else frame.level


@cache
def _bare_names(label: str) -> set[str]:
    """Fold a label, and what stands before and in its brackets where they end it."""
    found = re.fullmatch(r"(.+?)\s*\(([^()]+)\)", label)
    return {fold(one) for one in (label, *(found.groups() if found else ())) if len(fold(one)) > 2}


def labels(dictionary: Dictionary) -> Labels:
    """Collect what headings call the indicators."""
    listed = dictionary.indicators
    names: dict[str, set[str]] = {}
    for indicator, row in listed[["label_vi", "label_en", "short_vi", "short_en"]].iterrows():
        for label in (*row, *ALSO.get(indicator, ()), indicator):
            for name in _bare_names(label):
                names.setdefault(name, set()).add(indicator)
    part_of = listed.part_of.to_dict().get
    ancestors = {one: frozenset(_totals(one, part_of)) for one in listed.index}
    return Labels(
        names={name: frozenset(found) for name, found in names.items()},
        ancestors=ancestors,
        families=listed.family.to_dict(),
    )


def _totals(indicator: str, part_of: Callable[[str], str | None]) -> list[str]:
    total = part_of(indicator)
    return [total, *_totals(total, part_of)] if total else []
