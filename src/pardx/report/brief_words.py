"""The province brief in sentences: findings, notes, method, sources."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from pardx.language import N_, Language
from pardx.report.brief_facts import Brief
from pardx.report.exhibit import source_name, web_address
from pardx.report.findings import interval_numbers, verdict
from pardx.report.known import sentence_of
from pardx.report.labels import lowered
from pardx.settings import settings
from pardx.stats.association import PREDICTOR
from pardx.stats.province import Part
from pardx.stats.standing import Standing

OVERLAPPING = frozenset({"par_index", "papi_d8_egovernance"})
"""Outcomes that measure partly what DTI measures."""

ASSOCIATION = {
    "positive": N_(
        "Among the {n} provinces with both ranks, those higher on DTI tend to be "
        "higher on {outcome} (Spearman {estimate}; 95% confidence interval {low} to "
        "{high}; {overlap}). Association does not imply causation."
    ),
    "negative": N_(
        "Among the {n} provinces with both ranks, those higher on DTI tend to be lower "
        "on {outcome} (Spearman {estimate}; 95% confidence interval {low} to {high}; "
        "{overlap}). Association does not imply causation."
    ),
    "none": N_(
        "Among the {n} provinces with both ranks, there is no clear association "
        "between DTI and {outcome} (Spearman {estimate}; 95% confidence interval {low} "
        "to {high}; {overlap})."
    ),
    "cannot_tell": N_(
        "The {n} provinces with both ranks are too few to tell whether DTI and {outcome} are "
        "associated (Spearman {estimate}; 95% confidence interval {low} to {high}; {overlap})."
    ),
}
NO_FIGURE = {
    "not_found": N_("has no figure that we could find"),
    "unpublished": N_("was not included by the publisher this year"),
    "unsettled": N_("has no usable figure: the sources disagree"),
    "no_index": N_("has no figure: none was collected for any province this year"),
}
SCORE = {
    "percent": N_("{value}%"),
    "index01": N_("{value}"),
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
        "{place} in {year}: on {first} it {first_clauses}; on {second} it {second_clauses}.",
        first=brief.short("par_index", lang),
        second=brief.short("sipas", lang),
        first_clauses=_clauses(brief, first, lang),
        second_clauses=_clauses(brief, second, lang),
        **brief.common(lang),
    )


def _strengths(brief: Brief, lang: Language) -> str:
    own = brief.facts.standing(PREDICTOR)
    said = {"index": brief.short(PREDICTOR, lang), "clauses": _clauses(brief, own, lang)}
    if not brief.facts.parts:
        return lang(
            "On {index}, {place} {clauses}; too few component scores were collected to "
            "identify strong or weak areas.",
            **said,
            **brief.common(lang),
        )

    def listed(parts: tuple[Part, ...]) -> str:
        return lang.listed([lowered(brief.part_name(part.indicator, lang)) for part in parts])

    strongest, weakest = brief.facts.strongest, brief.facts.weakest
    return lang(
        N_(
            "On {index}, {place} {clauses}. Clearly above the median of the {region}: {strongest}; "
            "clearly below: {weakest}."
        )
        if strongest and weakest
        else N_(
            "On {index}, {place} {clauses}. Clearly above the median of the {region}: {strongest}; "
            "no area is clearly below."
        )
        if strongest
        else N_(
            "On {index}, {place} {clauses}. Clearly below the median of the {region}: {weakest}; "
            "no area is clearly above."
        )
        if weakest
        else N_(
            "On {index}, {place} {clauses}. No area stands out from the median of the {region}."
        ),
        strongest=listed(strongest),
        weakest=listed(weakest),
        **said,
        **brief.common(lang),
    )


def association(brief: Brief, lang: Language) -> str:
    """Say how DTI goes with the outcome among the provinces, or that it is not known."""
    relation = brief.facts.relation
    if relation is None:
        return lang(
            "For {year}, too few provinces have a rank on both DTI and another index to "
            "assess an association.",
            **brief.common(lang),
        )
    row = SimpleNamespace(**relation.row)
    said = lang(
        ASSOCIATION[verdict(row)],
        outcome=brief.short(relation.outcome, lang),
        n=row.n,
        overlap=_overlap(brief, lang),
        **interval_numbers(row, lang),
    )
    if not relation.bounds:
        return said
    of_all = sentence_of(SimpleNamespace(**relation.bounds), brief.dictionary, lang)
    return f"{said} {of_all}"


def _overlap(brief: Brief, lang: Language) -> str:
    """State whether the coefficient is free of what the two indices share."""
    relation = brief.facts.relation
    if relation.overlap_free:
        freed = SimpleNamespace(**relation.overlap_free)
        return lang(
            "after removing content shared by the two indices: {estimate} [{low}; {high}], n = {n}",
            n=freed.n,
            **interval_numbers(freed, lang),
        )
    return lang(
        N_("content shared by the two indices not removed")
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
        said.append(lang("ranked {low} to {high} when weights vary", **ends))
    if pd.notna(own.change) and not own.crosses_break:
        said.append(_change_clause(brief, own, lang))
    if pd.notna(own.region.rank):
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
    facts = {"before": brief.facts.year - 1}
    if places == 0:
        return lang("kept its rank of {before}", **facts)
    said = (
        lang.ngettext(
            "gained {n} place since {before}",
            "gained {n} places since {before}",
            places,
            **facts,
        )
        if own.change > 0
        else lang.ngettext(
            "lost {n} place since {before}",
            "lost {n} places since {before}",
            places,
            **facts,
        )
    )
    if places >= own.band.places:
        return said
    return lang("{change} (within usual fluctuation)", change=said)


def _mean_clause(brief: Brief, own: Standing, lang: Language) -> str:
    """Say how far a score is from the mean, with its unit: ``0,99 điểm %``; DTI has none."""
    gap = own.gap_to_mean
    if abs(gap) < 1e-9:
        return lang("was at the national mean")
    unit = brief.dictionary.score_unit(own.indicator)
    value = lang.number(abs(gap), brief.dictionary.places(unit))
    if unit != "index01":
        named = brief.dictionary.units.loc[unit]
        value = lang("{value} {unit}", value=value, unit=lang.of(named, "difference"))
    return lang(
        N_("was {gap} above the national mean")
        if gap > 0
        else N_("was {gap} below the national mean"),
        gap=value,
    )


def _score(brief: Brief, own: Standing, lang: Language) -> str:
    """Write a score with its unit as in running text: ``88,72%``."""
    unit = brief.dictionary.score_unit(own.indicator)
    value = lang.number(own.score, brief.dictionary.places(unit))
    return lang(SCORE.get(unit, SCORE["points"]), value=value)


def break_note(brief: Brief, lang: Language) -> list[str]:
    """Say for which indices no change is given because the method changed."""
    crossed = [
        brief.short(own.indicator, lang)
        for own in brief.facts.standings
        if own.crosses_break and not own.missing
    ]
    if not crossed:
        return []
    return [
        lang(
            "{indices}: method changed in {year}; scores and ranks are not comparable with "
            "earlier years.",
            indices=lang.listed(crossed),
            year=brief.facts.year,
        )
    ]


def noise_note(brief: Brief, lang: Language) -> str:
    """Say which changes of rank are within the usual fluctuation, and how that is known."""
    simulated = [own for own in brief.facts.standings if own.band.basis == "simulated"]
    places = settings().noise.convention
    if not simulated:
        return lang(
            "A change of fewer than {places} places is treated as usual fluctuation, by "
            "convention: no standard error is known.",
            places=places,
        )
    each = [
        lang(
            "{places} places on {index}",
            index=brief.short(own.indicator, lang),
            places=own.band.places,
        )
        for own in simulated
    ]
    known = lang(
        "Usual fluctuation, simulated with an assumed standard error of the survey: "
        "fewer than {each}.",
        each=lang.listed(each),
    )
    others = lang(
        "For indices without a known standard error, by convention: fewer than {places} places.",
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
            "No component score of PAR INDEX or DTI of {place} was collected for {year}.",
            **brief.common(lang),
        )
    each = [
        lang("{index}: {each}", index=index, each="; ".join(parts)) for index, parts in said.items()
    ]
    return lang(
        "Other component scores (too few in the region to compare): {each}.",
        each=". ".join(each),
    )


def _printed(brief: Brief, part: Part, lang: Language) -> str:
    name = _bare_name(brief, part.indicator, lang)
    unit = part.unit if part.unit in ("percent", "index01") else "points"
    value = lang.number(part.score, brief.dictionary.places(part.unit))
    score = lang(SCORE[unit], value=value)
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
    return bare.removeprefix("main index: ").replace("pillar: ", "pillar ")


def targets(brief: Brief, lang: Language) -> list[str]:
    """Name targets on something else than the table's indices, or say that none was found."""
    if any(pd.notna(own.target) for own in brief.facts.standings):
        return []
    others = [
        lang(
            "Target set by the province: {indicator}, at least {value}% ({period}); the "
            "source does not link it to an index above, so no gap is computed.",
            indicator=brief.dictionary.label(str(aim["indicator"]), lang.code),
            value=lang.number(float(aim["value"])),
            period=str(aim["period"]).removeprefix("to "),
        )
        for aim in brief.facts.other_targets
    ]
    return others or [lang("Target: none set by the province was collected for these indices.")]


def method(brief: Brief, lang: Language) -> list[str]:
    """Say how the brief was made and what it does not say."""
    shown = [own.indicator for own in brief.facts.standings if not own.missing]
    known = brief.dictionary.breaks
    breaks = known[(known.year == brief.facts.year) & known.indicator.isin(shown)]
    changes = zip(breaks.indicator, lang.of(breaks, "what"), strict=True)
    each = [f"{brief.short(indicator, lang)}: {what}" for indicator, what in changes]
    said = [
        lang(
            "Ranks are as published, out of {places}. PAPI does not rank provinces, and PCI has "
            "named ranks only for its top 30 since 2023; other positions are our ordering "
            "of the published scores. A rank in the region is given where it is published or "
            "certain.",
            places=brief.places,
        ),
        lang(
            "Newspapers report the top, the bottom and their own province, so figures are "
            "not missing at random; this brief does not impute them."
        ),
        lang(
            "Two indices are called associated when the 95% confidence interval (BCa "
            "bootstrap) of Spearman's coefficient excludes zero and the adjusted p-value "
            "(Benjamini-Hochberg) is below 5%."
        ),
        lang(
            "Low-scoring areas are those the index measures; causes, measures, "
            "responsibilities and deadlines are for the province to determine."
        ),
    ]
    if each:
        said.append(
            lang("Method changed in {year}: {each}", year=brief.facts.year, each=" ".join(each))
        )
    return said


def no_parts(brief: Brief, lang: Language) -> list[str]:
    """Say that no part can be set against the region, or stands out, and which are published."""
    none = lang(
        N_("No component or dimension of {place} stands out from the regional median in {year}.")
        if brief.facts.parts
        else N_(
            "Too few component scores were collected for {year} to compare {place} with "
            "the median of the {region}."
        ),
        **brief.common(lang),
    )
    return [none, printed_parts(brief, lang)]


def no_peers(brief: Brief, lang: Language) -> str:
    """Say that peers cannot be chosen."""
    return lang(
        "Similar provinces cannot be chosen for {year}: GRDP per capita or urban share is missing.",
        year=brief.facts.year,
    )


def sources(brief: Brief, lang: Language) -> list[dict[str, str]]:
    """List the sources of the province's figures: ``name``, ``url``, ``host``, ``published``."""
    from urllib.parse import urlsplit

    listed = brief.dictionary.sources.loc[list(brief.facts.sources)]
    return [
        {
            "name": source_name(row.Index, brief.dictionary, lang),
            "url": web_address(row.url),
            "host": urlsplit(row.url).hostname or "",
            "published": lang.published(row.published),
        }
        for row in listed.itertuples()
    ]


def made_by(brief: Brief, lang: Language) -> list[str]:
    """Say what made the brief and how to cite it."""
    return [
        lang("Source code: notebooks/45_brief.ipynb, commit {commit}.", commit=brief.commit),
        lang(
            "Cite as: PAR-DX Vietnam, province brief “{title}”, commit {commit}.",
            title=brief.title(lang),
            commit=brief.commit,
        ),
    ]
