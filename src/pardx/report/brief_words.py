"""The province brief in sentences: what to know, what not to say, its unit of July 2025."""

from __future__ import annotations

import math

import pandas as pd

from pardx.data.geography import PLACES, UNITS34
from pardx.language import N_, Language
from pardx.report.brief_facts import Brief
from pardx.report.labels import lowered
from pardx.report.scores import with_unit
from pardx.stats.province import Part
from pardx.stats.standing import Standing

LONGEST = 30
"""Words of a sentence at most."""
REFUSED = 3
"""How many sentences are named that should not be said."""
GROUPS = {
    "high": N_("high group"),
    "upper-middle": N_("upper-middle group"),
    "lower-middle": N_("lower-middle group"),
    "low": N_("low group"),
}
BREAKS = {
    "par_index": N_("new criteria"),
    "sipas": N_("other respondents"),
    "": N_("method changed"),
}
"""What changed where the method of an index did; of others, the method."""
ORDINAL = {
    "one": N_("{n}st"),
    "two": N_("{n}nd"),
    "few": N_("{n}rd"),
    "other": N_("{n}th"),
}


def ordinal(rank: float, lang: Language) -> str:
    """Write a rank as an ordinal where the language has them: ``26th``, ``26``."""
    from babel import Locale

    form = Locale(lang.code).ordinal_form(int(rank))
    return lang(ORDINAL[form], n=int(rank))


def score(brief: Brief, own: Standing | Part, lang: Language) -> str:
    """Write a score with its unit as in running text: ``88,72%``."""
    unit = own.unit if isinstance(own, Part) else brief.dictionary.score_unit(own.indicator)
    return with_unit(own.score, unit, brief.dictionary, lang)


# What to know


def lead(brief: Brief, lang: Language) -> list[str]:
    """Say in two or three sentences how the province stands, and what stands out most."""
    if not brief.facts.shown and brief.facts.former:
        return [_nothing_yet(brief, lang)]
    said = [*_standing(brief, lang), _outstanding(brief, lang)]
    return [" ".join(f"{text[0].upper()}{text[1:]}" for text in said)]


def _nothing_yet(brief: Brief, lang: Language) -> str:
    """Say that no index of the year was collected, of whom, and what stands below instead."""
    none = [brief.short(own.indicator, lang) for own in brief.facts.standings]
    said = {"then": brief.facts.former_year, "places": brief.places, **brief.common(lang)}
    unit = brief.facts.former[0]
    of_unit = pd.notna([*unit.scores.values(), *unit.ranks.values()]).any()
    return " ".join(
        [
            lang(
                "Of {year} no result of any of the {places} provinces has been collected on these "
                "indices: {indices}.",
                indices=lang.listed(none),
                **said,
            ),
            lang(
                N_("Below: what was published of {then}, before and after the merger.")
                if of_unit
                else N_("Below: what was published of {then}, before the merger."),
                **said,
            ),
        ]
    )


def _standing(brief: Brief, lang: Language) -> list[str]:
    """Name the indices it leads in, or is last in, else those in the middle half."""
    known = [own for own in brief.facts.shown if own.quarter]
    said = brief.common(lang)
    first = [own for own in known if own.quarter == "high"]
    last = [own for own in known if own.quarter == "low"]
    if not known:
        return [lang("No rank of {place} was collected for {year}.", **said)]
    if not (first or last):
        middle = _named(brief, known, lang)
        return [lang("{place} is in the middle half on {middle}.", middle=middle, **said)]
    texts = {"first": _named(brief, first, lang), "last": _named(brief, last, lang), **said}
    alone = lang(N_("{place} is in the top quarter on {first}."), **texts)
    behind = lang(N_("{place} is in the lowest quarter on {last}."), **texts)
    both = lang(
        N_("{place} is in the top quarter on {first}, but in the lowest quarter on {last}."),
        **texts,
    )
    if first and last and len(both.split()) <= LONGEST:
        return [both]
    again = lang("It is in the lowest quarter on {last}.", **texts)
    return [alone] * bool(first) + [again if first else behind] * bool(last)


def _named(brief: Brief, standings: list[Standing], lang: Language) -> str:
    """List indices with the place on each; a first place in the region is said of the first."""
    named, leads = [], False
    for own in standings:
        place = standing_place(brief, own, lang)
        if own.region.rank == 1 and not leads and len(standings) < 3 and own.rank > 1:
            leads = True
            first = lang("first in the {region}", region=brief.region(lang))
            place = lang("{place}, {first}", place=place, first=first)
        index = brief.short(own.indicator, lang)
        named.append(lang("{index} ({place})", index=index, place=place))
    return lang.listed(named)


def standing_place(brief: Brief, own: Standing, lang: Language) -> str:
    """Write the place on an index: its rank, or its group where the publisher ranks none."""
    if not own.ranked:
        return lang(GROUPS[own.group]) if own.group else lang("not collected")
    return lang("{rank} of {places}", rank=ordinal(own.rank, lang), places=own.places)


def _outstanding(brief: Brief, lang: Language) -> str:
    """Name the part that is first or last of all, or a change, or the part farthest from all."""
    parts = [part for part in brief.facts.parts if part.outstanding and part.extreme]
    if parts:
        part = max(parts, key=lambda one: abs(one.strength))
        return lang(
            N_("Its score on {part}, {score}, is the highest of {n} provinces with figures.")
            if part.extreme == "first"
            else N_("Its score on {part}, {score}, is the lowest of {n} provinces with figures."),
            n=part.known,
            **_of_part(brief, part, lang),
        )
    moved = [own for own in brief.facts.shown if own.moved]
    if moved:
        own = max(moved, key=lambda one: abs(one.change))
        against = [one for one in moved if (one.change > 0) != (own.change > 0)]
        if against:
            return _both_ways(brief, own, max(against, key=lambda one: abs(one.change)), lang)
        return lang(
            N_("On {index} it rose {places} places on {before}.")
            if own.change > 0
            else N_("On {index} it fell {places} places on {before}."),
            index=brief.short(own.indicator, lang),
            places=f"{abs(own.change):.0f}",
            before=brief.facts.year - 1,
        )
    clear = [*brief.facts.above, *brief.facts.below]
    if clear:
        part = max(clear, key=lambda one: abs(one.strength))
        return lang(
            N_(
                "What stands out most is {part}, above the country's level: {score} against "
                "{country}."
            )
            if part.outstanding == "above"
            else N_(
                "What stands out most is {part}, below the country's level: {score} against "
                "{country}."
            ),
            **_of_part(brief, part, lang),
        )
    compared = any(math.isfinite(part.strength) for part in brief.facts.parts)
    return lang(
        N_("No area stands out from the country's level.")
        if compared
        else N_("Too few results of areas were collected to name any that stands out.")
    )


def _both_ways(brief: Brief, own: Standing, other: Standing, lang: Language) -> str:
    """Say which index rose and which fell, the larger change first."""
    return lang(
        N_("On {index} it rose {places} places on {before}, on {other} it fell {fewer}.")
        if own.change > 0
        else N_("On {index} it fell {places} places on {before}, on {other} it rose {fewer}."),
        index=brief.short(own.indicator, lang),
        other=brief.short(other.indicator, lang),
        places=f"{abs(own.change):.0f}",
        fewer=f"{abs(other.change):.0f}",
        before=brief.facts.year - 1,
    )


def _of_part(brief: Brief, part: Part, lang: Language) -> dict[str, str]:
    places = brief.dictionary.places(part.unit)
    return {
        "part": lowered(brief.part_name(part.indicator, lang)),
        "score": lang.number(part.score, places),
        "country": lang.number(part.country, places),
    }


# Not to say


def cautions(brief: Brief, lang: Language) -> list[str]:
    """Write sentences that should not be said, each with the reason."""
    shown = [own for own in brief.facts.shown if own.ranked]
    own_name = brief.place(lang)
    said_of = brief.common(lang) | {"place": f"{own_name[0].upper()}{own_name[1:]}"}
    changed = [own for own in shown if pd.notna(own.change) and own.change]
    said = [_across_break(brief, own, lang, said_of) for own in changed if own.broken]
    said += [
        lang(
            "“{place} ranks {rank} on {index}”: its publisher does not rank.",
            rank=ordinal(own.rank, lang),
            index=brief.short(own.indicator, lang),
            **said_of,
        )
        for own in brief.facts.shown
        if not own.ranked and pd.notna(own.rank)
    ]
    small = (own for own in changed if not own.broken and not own.moved)
    said += [_in_noise(brief, own, lang, said_of) for own in small]
    said += _of_units(brief, lang) if brief.is_unit34 and not brief.facts.shown else []
    return [
        *said[: REFUSED - 1],
        lang("“Reform improved thanks to digital transformation”: association is not causation."),
    ]


def _of_units(brief: Brief, lang: Language) -> list[str]:
    """Write what should not be said of a unit from the results of its former provinces."""
    said = {"place": brief.place(lang), "then": brief.facts.former_year, "places": brief.places}
    compared = lang(
        "“Up or down on {then}”: {places} provinces are not compared with {before}.",
        before=PLACES,
        **said,
    )
    mean = lang("“The mean of the former provinces”: it is no result of {place}.", **said)
    return [compared, *[mean] * (len(brief.facts.merged.members) > 1)]


def _across_break(brief: Brief, own: Standing, lang: Language, said: dict[str, object]) -> str:
    return lang(
        "“{change}”: {reason}.",
        change=_moved(brief, own, lang, said),
        reason=break_reason(own, lang),
    )


def _moved(brief: Brief, own: Standing, lang: Language, said: dict[str, object]) -> str:
    """Write a change of rank as it should not be said."""
    n, facts = abs(int(own.change)), said | {"index": brief.short(own.indicator, lang)}
    if own.change > 0:
        return lang.ngettext(
            "{place} rose one place on {index}", "{place} rose {n} places on {index}", n, **facts
        )
    return lang.ngettext(
        "{place} fell one place on {index}", "{place} fell {n} places on {index}", n, **facts
    )


def break_reason(own: Standing, lang: Language) -> str:
    """Say in two words why two years of an index are not compared."""
    return lang(BREAKS.get(own.indicator, BREAKS[""]))


def _in_noise(brief: Brief, own: Standing, lang: Language, said: dict[str, object]) -> str:
    return lang(
        "“{change}”: below {band} places is usual fluctuation.",
        change=_moved(brief, own, lang, said),
        band=own.band.places,
    )


def merged(brief: Brief, lang: Language) -> str:
    """Say which unit of July 2025 the province is part of, or was formed of which."""
    unit, own = brief.facts.merged, brief.facts.province
    others = [name for name in unit.members if name != own]
    if not others:
        return lang("Unchanged by the rearrangement of 1 July 2025.")
    name = brief.unit_name(lang)
    if brief.is_unit34:
        return lang("Formed on 1 July 2025 of {members}.", members=lang.listed([*unit.members]))
    part = lang(
        "Since 1 July 2025 part of the new {unit}, with the former {others}.",
        unit=name,
        others=lang.listed(others),
    )
    return " ".join(filter(None, [part, _unit_dti(brief, lang)]))


def _unit_dti(brief: Brief, lang: Language) -> str:
    """Say the rank on DTI of the unit, in a year that has a table of the 34 too."""
    if (unit := brief.facts.unit_dti) is None:
        return ""
    return lang(
        "On DTI {year} the new unit is {rank} of {n}.",
        rank=ordinal(unit.ranks["dti_total"], lang),
        n=UNITS34,
        year=brief.facts.year,
    )
