"""The province brief in sentences: findings, notes, method, sources."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from pardx.language import N_, NP_, Language
from pardx.report.brief_facts import Brief
from pardx.report.exhibit import web_address
from pardx.report.findings import interval_numbers, verdict
from pardx.report.labels import lowered
from pardx.settings import settings
from pardx.stats.association import PREDICTOR
from pardx.stats.province import Part
from pardx.stats.standing import Standing

OVERLAPPING = frozenset({"par_index", "papi_d8_egovernance"})
"""Outcomes that measure partly what DTI measures."""

ASSOCIATION = {
    "positive": N_(
        "Among the {n} provinces with both ranks, those higher on DTI tend to be higher on "
        "{outcome} (Spearman coefficient {estimate}; 95 % interval {low} to {high}); "
        "{overlap}; an association is not an effect."
    ),
    "negative": N_(
        "Among the {n} provinces with both ranks, those higher on DTI tend to be lower on "
        "{outcome} (Spearman coefficient {estimate}; 95 % interval {low} to {high}); "
        "{overlap}; an association is not an effect."
    ),
    "none": N_(
        "Among the {n} provinces with both ranks, the figures show no clear association of "
        "DTI with {outcome} (Spearman coefficient {estimate}; 95 % interval {low} to "
        "{high}); {overlap}."
    ),
}
NO_FIGURE = {
    "not_found": N_("has no figure: none published could be found"),
    "unpublished": N_("has no figure: the publisher left it out this year"),
    "unsettled": N_("has no usable figure: the sources contradict each other"),
    "no_index": N_("has no figure: no province's was found for this year"),
}
SCORE = {
    "percent": N_("{value}%"),
    "index01": NP_("DTI value", "{value}"),
    "points": N_("{value} points"),
}
ORDINAL = {
    "one": N_("{n}st"),
    "two": N_("{n}nd"),
    "few": N_("{n}rd"),
    "other": N_("{n}th"),
}


def findings(brief: Brief, lang: Language) -> list[str]:
    """Say in three sentences how the province ranks, where it is strong, what goes with what."""
    return [_standing_sentence(brief, lang), _strengths(brief, lang), association(brief, lang)]


def _standing_sentence(brief: Brief, lang: Language) -> str:
    first, second = (brief.facts.standing(name) for name in ("par_index", "sipas"))
    return lang(
        "In {year}, on {first}, {place} {first_clauses}; on {second}, it {second_clauses}.",
        first=brief.short("par_index", lang),
        second=brief.short("sipas", lang),
        first_clauses=_clauses(brief, first, lang),
        second_clauses=_clauses(brief, second, lang),
        **brief.common(lang),
    )


def _strengths(brief: Brief, lang: Language) -> str:
    own = brief.facts.standing(PREDICTOR)
    said = {"index": brief.short(PREDICTOR, lang), "clauses": _clauses(brief, own, lang)}
    if not brief.facts.strongest:
        return lang(
            "On {index}, {place} {clauses}; too few components and dimensions are published to "
            "say where it is strong or weak.",
            **said,
            **brief.common(lang),
        )

    def listed(parts: tuple[Part, ...]) -> str:
        return lang.listed([lowered(brief.part_name(part.indicator, lang)) for part in parts])

    return lang(
        "On {index}, {place} {clauses}; set against the median of the region, it stands "
        "highest on {strongest}, and lowest on {weakest}.",
        strongest=listed(brief.facts.strongest),
        weakest=listed(brief.facts.weakest),
        **said,
        **brief.common(lang),
    )


def association(brief: Brief, lang: Language) -> str:
    """Say how DTI goes with the outcome among the provinces, or that it is not known."""
    relation = brief.facts.relation
    if relation is None:
        return lang(
            "For {year} too few provinces have a rank on both DTI and another index to say how "
            "they move together.",
            **brief.common(lang),
        )
    row = SimpleNamespace(**relation.row)
    return lang(
        ASSOCIATION[verdict(row)],
        outcome=brief.short(relation.outcome, lang),
        n=row.n,
        overlap=_overlap(brief, lang),
        **interval_numbers(row, lang),
    )


def _overlap(brief: Brief, lang: Language) -> str:
    """State whether the coefficient is free of what the two indices share."""
    relation = brief.facts.relation
    if relation.overlap_free:
        freed = SimpleNamespace(**relation.overlap_free)
        return lang(
            "with what the two indices share removed, it is {estimate} ({low} to {high}; n = {n})",
            n=freed.n,
            **interval_numbers(freed, lang),
        )
    return lang(
        N_("what the two indices share by construction has not been removed from this coefficient")
        if relation.outcome in OVERLAPPING
        else N_("neither index is part of the other")
    )


def _clauses(brief: Brief, own: Standing, lang: Language) -> str:
    """List what is known of a standing as predicates of one sentence."""
    if own.missing:
        return lang(NO_FIGURE[own.missing])
    said = []
    if pd.notna(own.score):
        said.append(lang("scored {score}", score=_score(brief, own, lang)))
    if pd.notna(own.rank):
        places = {"rank": ordinal(own.rank, lang), "places": own.places}
        said.append(lang("ranked {rank} of {places}", **places))
    if pd.notna(own.low):
        ends = {"low": lang.number(own.low), "high": lang.number(own.high)}
        said.append(lang("with a rank range of {low} to {high}", **ends))
    said += [_change_clause(brief, own, lang)] if pd.notna(own.change) else []
    if own.region.known == own.region.provinces and pd.notna(own.region.rank):
        place = {"rank": ordinal(own.region.rank, lang), "n": own.region.provinces}
        said.append(lang("came {rank} of {n} in the {region}", region=brief.region(lang), **place))
    said += [_mean_clause(brief, own, lang)] if own.centre == "mean" and pd.notna(own.score) else []
    return lang.listed(said)


def ordinal(rank: float, lang: Language) -> str:
    """Write a rank as an ordinal where the language has them: ``26th``, ``26``."""
    from babel import Locale

    form = Locale(lang.code).ordinal_form(int(rank))
    return lang(ORDINAL[form], n=int(rank))


def _change_clause(brief: Brief, own: Standing, lang: Language) -> str:
    """Say how many places were gained or lost, and whether so many change in most years."""
    places = abs(int(own.change))
    facts = {"mark": mark(own, lang), "before": brief.facts.year - 1}
    if places == 0:
        return lang("kept its rank of {before}{mark}", **facts)
    said = (
        lang.ngettext(
            "gained {n} place on {before}{mark}",
            "gained {n} places on {before}{mark}",
            places,
            **facts,
        )
        if own.change > 0
        else lang.ngettext(
            "lost {n} place on {before}{mark}",
            "lost {n} places on {before}{mark}",
            places,
            **facts,
        )
    )
    if places >= own.band.places:
        return said
    return lang("{change} (within normal variation)", change=said)


def mark(own: Standing, lang: Language) -> str:
    """Write the mark of a change that crosses a change of method."""
    return lang("†") if own.crosses_break else ""


def _mean_clause(brief: Brief, own: Standing, lang: Language) -> str:
    """Say how far a score is from the mean, with its unit: ``0,99 điểm %``."""
    gap = own.gap_to_mean
    if abs(gap) < 1e-9:
        return lang("was at the national mean")
    unit = brief.dictionary.score_unit(own.indicator)
    named = brief.dictionary.units.loc["points" if unit == "index01" else unit]
    value = lang.number(abs(gap), brief.dictionary.places(unit))
    return lang(
        N_("was {gap} above the national mean")
        if gap > 0
        else N_("was {gap} below the national mean"),
        gap=lang("{value} {unit}", value=value, unit=lang.of(named, "difference")),
    )


def _score(brief: Brief, own: Standing, lang: Language) -> str:
    """Write a score with its unit as in running text: ``88,72%``."""
    unit = brief.dictionary.score_unit(own.indicator)
    value = lang.number(own.score, brief.dictionary.places(unit))
    return lang(SCORE.get(unit, SCORE["points"]), value=value)


def break_note(brief: Brief, lang: Language) -> list[str]:
    """Explain the mark of changes that cross a change of method."""
    crossed = [
        brief.short(own.indicator, lang)
        for own in brief.facts.standings
        if own.crosses_break and pd.notna(own.change)
    ]
    if not crossed:
        return []
    return [
        lang(
            "† {indices}: the method changed in {year}; the change in rank is shown as "
            "published or counted, and is not comparable with other years.",
            indices=lang.listed(crossed),
            year=brief.facts.year,
        )
    ]


def noise_note(brief: Brief, lang: Language) -> str:
    """Say which changes of rank are within normal variation, and how that is known."""
    simulated = [own for own in brief.facts.standings if own.band.basis == "simulated"]
    places = settings().noise.convention
    if not simulated:
        return lang(
            "By convention, as no standard error is known, a change of fewer than {places} "
            "places is within normal variation.",
            places=places,
        )
    each = [
        lang(
            "{places} on {index}",
            index=brief.short(own.indicator, lang),
            places=own.band.places,
        )
        for own in simulated
    ]
    known = lang(
        "Within normal variation, as simulated from the survey's standard error, are "
        "changes of fewer places than {each}.",
        each=lang.listed(each),
    )
    others = lang(
        "On the other indices, whose standard error is not known, it is by convention a "
        "change of fewer than {places} places.",
        places=places,
    )
    return f"{known} {others}"


def printed_parts(brief: Brief, lang: Language) -> str:
    """Name the published parts that cannot be set against the region, index by index."""
    said: dict[str, list[str]] = {}
    for part in brief.facts.printed:
        whole = brief.short(brief.dictionary.indicators.at[part.indicator, "part_of"], lang)
        said.setdefault(whole, []).append(_printed(brief, part, lang))
    if not said:
        return lang(
            "No component of PAR INDEX or DTI of {place} was found for {year}.",
            **brief.common(lang),
        )
    each = [
        lang("{index}: {each}", index=index, each="; ".join(parts)) for index, parts in said.items()
    ]
    return lang(
        "Also published, for too few provinces of the region to take a median: {each}.",
        each=". ".join(each),
    )


def _printed(brief: Brief, part: Part, lang: Language) -> str:
    name = _bare_name(brief, part.indicator, lang)
    unit = part.unit if part.unit in ("percent", "index01") else "points"
    value = lang.number(part.score, brief.dictionary.places(part.unit))
    score = value if unit == "index01" else lang(SCORE[unit], value=value)
    rank = ordinal(part.rank, lang) if pd.notna(part.rank) else ""
    if pd.isna(part.score):
        return lang("{name} ranked {rank}", name=name, rank=rank)
    return lang(
        N_("{name} {score}, ranked {rank}") if rank else N_("{name} {score}"),
        name=name,
        score=score,
        rank=rank,
    )


def _bare_name(brief: Brief, indicator: str, lang: Language) -> str:
    """Name a part beside the name of its index: without it."""
    label = brief.dictionary.label(indicator, lang.code)
    index = brief.short(brief.dictionary.indicators.at[indicator, "part_of"], lang)
    if not label.startswith(index):
        return lowered(brief.short(indicator, lang))
    bare = label.removeprefix(index).lstrip(",: ")
    return bare.removeprefix("component: ").replace("pillar: ", "pillar ")


def targets(brief: Brief, lang: Language) -> list[str]:
    """Name targets on something else than the table's indices, or say that none was found."""
    if any(pd.notna(own.target) for own in brief.facts.standings):
        return []
    others = [
        lang(
            "Target set by the province: {indicator}, at least {value}% ({period}); the source "
            "does not say that an index above is meant, so no gap is computed.",
            indicator=brief.dictionary.label(str(aim["indicator"]), lang.code),
            value=lang.number(float(aim["value"])),
            period=str(aim["period"]).removeprefix("to "),
        )
        for aim in brief.facts.other_targets
    ]
    return others or [lang("Gap to target: no target of the province for these indices was found.")]


def method(brief: Brief, lang: Language) -> list[str]:
    """Say how the brief was made and what it does not say."""
    shown = [own.indicator for own in brief.facts.standings if not own.missing]
    known = brief.dictionary.breaks
    breaks = known[(known.year == brief.facts.year) & known.indicator.isin(shown)]
    changes = zip(breaks.indicator, lang.of(breaks, "what"), strict=True)
    each = [f"{brief.short(indicator, lang)}: {what}" for indicator, what in changes]
    said = [
        lang(
            "Ranks are as published, out of 63; for PAPI, which prints none, they are counted "
            "from the scores. The place in the region is given as published, or counted; where "
            "not all its provinces are known, the number known is stated."
        ),
        lang(
            "The press prints the top, the bottom and its own province, so missing figures are "
            "not random and nothing is filled in."
        ),
        lang(
            "The coefficient is Spearman's, with a 95 % BCa bootstrap interval. Whether two "
            "indices are called associated rests on the interval and on a permutation p-value "
            "adjusted for all indices tested (Benjamini and Hochberg)."
        ),
        lang(
            "Weak areas name what the index measures; what to do, by whom and by when is for "
            "the province to decide."
        ),
    ]
    if each:
        said.append(
            lang("Method changed in {year}: {each}", year=brief.facts.year, each=" ".join(each))
        )
    return said


def no_parts(brief: Brief, lang: Language) -> list[str]:
    """Say that no part can be set against the region, and which are published."""
    none = lang(
        "No component or dimension of {place} can be set against the median of the "
        "{region} in {year}: too few are published.",
        **brief.common(lang),
    )
    return [none, printed_parts(brief, lang)]


def no_peers(brief: Brief, lang: Language) -> str:
    """Say that peers cannot be chosen."""
    return lang(
        "Peers cannot be chosen for {year}: income or urban share of the provinces is not "
        "in the data.",
        year=brief.facts.year,
    )


def sources(brief: Brief, lang: Language) -> list[dict[str, str]]:
    """List the sources of the province's figures: ``name``, ``url``, ``host``, ``published``."""
    from urllib.parse import urlsplit

    listed = brief.dictionary.sources.loc[list(brief.facts.sources)]
    return [
        {
            "name": brief.dictionary.printed_by(row.Index),
            "url": web_address(row.url),
            "host": urlsplit(row.url).hostname or "",
            "published": lang.published(row.published),
        }
        for row in listed.itertuples()
    ]


def made_by(brief: Brief, lang: Language) -> list[str]:
    """Say what made the brief and how to cite it."""
    return [
        lang("Made by notebooks/45_brief.ipynb at commit {commit}.", commit=brief.commit),
        lang(
            "Cite as: PAR-DX Vietnam, province brief “{title}”, commit {commit}.",
            title=brief.title(lang),
            commit=brief.commit,
        ),
    ]
