"""The province brief in sentences: findings, notes, method, sources."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from pardx.analysis.association import PREDICTOR
from pardx.analysis.brief_parts import Part
from pardx.analysis.brief_standings import Standing
from pardx.exhibits.brief_facts import Brief
from pardx.exhibits.chosen import lowered
from pardx.exhibits.exhibit import web_address
from pardx.exhibits.findings import verdict
from pardx.exhibits.language import Language
from pardx.settings import settings

OVERLAPPING = frozenset({"par_index", "papi_d8_egovernance"})
"""Outcomes that measure partly what DTI measures."""


def findings(brief: Brief, lang: Language) -> list[str]:
    """Say in three sentences where the province stands, where it is strong, what goes with what."""
    return [_standing_sentence(brief, lang), _strengths(brief, lang), association(brief, lang)]


def _standing_sentence(brief: Brief, lang: Language) -> str:
    first, second = (brief.facts.standing(name) for name in ("par_index", "sipas"))
    return lang(
        "brief.finding.standing",
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
        return lang("brief.finding.no_parts", **said, **brief.common(lang))

    def listed(parts: tuple[Part, ...]) -> str:
        return lang.listed([lowered(brief.part_name(part.indicator, lang)) for part in parts])

    return lang(
        "brief.finding.strengths",
        strongest=listed(brief.facts.strongest),
        weakest=listed(brief.facts.weakest),
        **said,
        **brief.common(lang),
    )


def association(brief: Brief, lang: Language) -> str:
    """Say how DTI goes with the outcome among the provinces, or that it is not known."""
    relation = brief.facts.relation
    if relation is None:
        return lang("brief.finding.no_relation", **brief.common(lang))
    row = SimpleNamespace(**relation.row)
    return lang(
        f"brief.finding.{verdict(row)}",
        outcome=brief.short(relation.outcome, lang),
        n=row.n,
        overlap=_overlap(brief, lang),
        **interval(row, lang),
    )


def interval(row: SimpleNamespace, lang: Language) -> dict[str, str]:
    """Write a coefficient and the ends of its interval."""
    return {
        "estimate": lang.number(row.estimate, 2),
        "low": lang.number(row.ci_low, 2),
        "high": lang.number(row.ci_high, 2),
    }


def _overlap(brief: Brief, lang: Language) -> str:
    """State whether the coefficient is free of what the two indices share."""
    relation = brief.facts.relation
    if relation.overlap_free:
        freed = SimpleNamespace(**relation.overlap_free)
        return lang("brief.overlap.removed", n=freed.n, **interval(freed, lang))
    return lang(f"brief.overlap.{'raw' if relation.outcome in OVERLAPPING else 'separate'}")


def _clauses(brief: Brief, own: Standing, lang: Language) -> str:
    """List what is known of a standing as predicates of one sentence."""
    if own.missing:
        return lang(f"brief.clause.{own.missing}")
    said = []
    if pd.notna(own.score):
        said.append(lang("brief.clause.score", score=_score(brief, own.indicator, own.score, lang)))
    if pd.notna(own.rank):
        places = {"rank": ordinal(own.rank, lang), "places": own.places}
        said.append(lang("brief.clause.rank", **places))
    if pd.notna(own.low):
        ends = {"low": lang.number(own.low), "high": lang.number(own.high)}
        said.append(lang("brief.clause.range", **ends))
    said += [_change_clause(brief, own, lang)] if pd.notna(own.change) else []
    if own.region.known == own.region.provinces and pd.notna(own.region.rank):
        place = {"rank": ordinal(own.region.rank, lang), "n": own.region.provinces}
        said.append(lang("brief.clause.region", region=brief.region(lang), **place))
    said += [_mean_clause(brief, own, lang)] if own.centre == "mean" and pd.notna(own.score) else []
    return lang.listed(said)


def ordinal(rank: float, lang: Language) -> str:
    """Write a rank as an ordinal where the language has them: ``26th``, ``26``."""
    from babel import Locale

    form = Locale(lang.code).ordinal_form(int(rank))
    return lang(f"brief.ordinal.{form}", n=int(rank))


def direction(own: Standing) -> str:
    """Say whether places were gained, lost or kept."""
    if own.change == 0:
        return "same"
    return "up" if own.change > 0 else "down"


def _change_clause(brief: Brief, own: Standing, lang: Language) -> str:
    places = abs(int(own.change))
    normal = "_normal" if 0 < places < own.band.places else ""
    return lang(
        f"brief.clause.{direction(own)}{normal}",
        places=places,
        unit=lang(f"brief.unit.{'one' if places == 1 else 'other'}"),
        mark=mark(own, lang),
        before=brief.facts.year - 1,
    )


def mark(own: Standing, lang: Language) -> str:
    """Write the mark of a change that crosses a change of method."""
    return lang("brief.mark") if own.crosses_break else ""


def _mean_clause(brief: Brief, own: Standing, lang: Language) -> str:
    gap = own.gap_to_mean
    side = "at" if abs(gap) < 1e-9 else "above" if gap > 0 else "below"
    return lang(f"brief.clause.{side}_mean", gap=_gap(brief, own.indicator, abs(gap), lang))


def _unit(brief: Brief, indicator: str) -> pd.Series:
    return brief.catalogue.units.loc[brief.catalogue.score_unit(indicator)]


def _score(brief: Brief, indicator: str, score: float, lang: Language) -> str:
    """Write a score with its unit as in running text: ``88,72%``."""
    unit = _unit(brief, indicator)
    kind = unit.name if unit.name in ("percent", "index01") else "points"
    return lang(f"brief.score.{kind}", value=lang.number(score, int(unit.decimals)))


def _gap(brief: Brief, indicator: str, gap: float, lang: Language) -> str:
    """Write a difference of scores with its unit: ``0,99 điểm %``."""
    unit = _unit(brief, indicator)
    value = lang.number(gap, int(unit.decimals))
    named = unit if unit.name != "index01" else brief.catalogue.units.loc["points"]
    return lang("brief.gap", value=value, unit=lang.of(named, "difference"))


def break_note(brief: Brief, lang: Language) -> list[str]:
    """Explain the mark of changes that cross a change of method."""
    crossed = [
        brief.short(own.indicator, lang)
        for own in brief.facts.standings
        if own.crosses_break and pd.notna(own.change)
    ]
    names = lang.listed(crossed)
    return [lang("brief.note.break", indices=names, year=brief.facts.year)] if crossed else []


def noise_note(brief: Brief, lang: Language) -> str:
    """Say which changes of rank are within normal variation, and how that is known."""
    simulated = [own for own in brief.facts.standings if own.band.basis == "simulated"]
    each = [
        lang(
            "brief.note.noise_of",
            index=brief.short(own.indicator, lang),
            places=own.band.places,
        )
        for own in simulated
    ]
    said = [lang("brief.note.noise_simulated", each=lang.listed(each))] if each else []
    rest = "others" if each else "all"
    return " ".join([*said, lang(f"brief.note.noise_{rest}", places=settings().noise.convention)])


def printed_parts(brief: Brief, lang: Language) -> str:
    """Name the published parts that cannot be set against the region, index by index."""
    said: dict[str, list[str]] = {}
    for part in brief.facts.printed:
        whole = brief.short(brief.catalogue.indicators.at[part.indicator, "part_of"], lang)
        said.setdefault(whole, []).append(_printed(brief, part, lang))
    if not said:
        return lang("brief.printed.none", **brief.common(lang))
    each = [
        lang("brief.printed.of", index=index, each="; ".join(parts))
        for index, parts in said.items()
    ]
    return lang("brief.printed", each=". ".join(each))


def _printed(brief: Brief, part: Part, lang: Language) -> str:
    name = _bare_name(brief, part.indicator, lang)
    unit = part.unit if part.unit in ("percent", "index01") else "points"
    value = lang.number(part.score, brief.catalogue.places(part.unit))
    score = value if unit == "index01" else lang(f"brief.score.{unit}", value=value)
    rank = ordinal(part.rank, lang) if pd.notna(part.rank) else ""
    if pd.isna(part.score):
        return lang("brief.printed.rank", name=name, rank=rank)
    return lang(f"brief.printed.{'both' if rank else 'score'}", name=name, score=score, rank=rank)


def _bare_name(brief: Brief, indicator: str, lang: Language) -> str:
    """Name a part beside the name of its index: without it."""
    label = brief.catalogue.label(indicator, lang.code)
    index = brief.short(brief.catalogue.indicators.at[indicator, "part_of"], lang)
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
            "brief.note.other_target",
            indicator=brief.catalogue.label(str(aim["indicator"]), lang.code),
            value=lang.number(float(aim["value"])),
            period=str(aim["period"]).removeprefix("to "),
        )
        for aim in brief.facts.other_targets
    ]
    return others or [lang("brief.note.no_target")]


def method(brief: Brief, lang: Language) -> list[str]:
    """Say how the brief was made and what it does not say."""
    shown = [own.indicator for own in brief.facts.standings if not own.missing]
    known = brief.catalogue.breaks
    breaks = known[(known.year == brief.facts.year) & known.indicator.isin(shown)]
    changes = zip(breaks.indicator, lang.of(breaks, "what"), strict=True)
    each = [f"{brief.short(indicator, lang)}: {what}" for indicator, what in changes]
    said = [lang(f"brief.method.{part}") for part in ("ranks", "missing", "relation", "limits")]
    if each:
        said.append(lang("brief.method.breaks", year=brief.facts.year, each=" ".join(each)))
    return said


def no_parts(brief: Brief, lang: Language) -> str:
    """Say that no part can be set against the region."""
    return lang("brief.parts.none", **brief.common(lang))


def no_peers(brief: Brief, lang: Language) -> str:
    """Say that peers cannot be chosen."""
    return lang("brief.peers.none", year=brief.facts.year)


def sources(brief: Brief, lang: Language) -> list[dict[str, str]]:
    """List the sources of the province's figures: ``name``, ``url``, ``host``, ``published``."""
    from urllib.parse import urlsplit

    listed = brief.catalogue.sources.loc[list(brief.facts.sources)]
    return [
        {
            "name": brief.catalogue.printed_by(row.Index),
            "url": web_address(row.url),
            "host": urlsplit(row.url).hostname or "",
            "published": lang.published(row.published),
        }
        for row in listed.itertuples()
    ]


def made_by(brief: Brief, lang: Language) -> list[str]:
    """Say what made the brief and how to cite it."""
    cited = lang("brief.cite", title=brief.title(lang), commit=brief.commit)
    return [lang("brief.sources.made", commit=brief.commit), cited]
