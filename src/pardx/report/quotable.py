"""Ready sentences of a year: what may be quoted, and what should not be said, with the reason."""

from __future__ import annotations

from pardx.data.geography import FRAMES
from pardx.language import N_, Language
from pardx.report.cards import online_quoted
from pardx.report.exhibit import Exhibit, untitled
from pardx.report.headline import Facts, mean_of
from pardx.report.measures import period_in_words
from pardx.report.ranking import beyond_named, ranked
from pardx.settings import settings
from pardx.stats.association import PREDICTOR
from pardx.stats.quotable_figures import online_share, services_online
from pardx.templates import render

FIRST = 3
"""Sentences of each kind on the first screen; the others stand with how to use the figures."""


def says_exhibit(facts: Facts) -> Exhibit:
    """Write the box of sentences that may be quoted, and of those that should not be said."""
    return untitled(
        "says",
        lambda lang: render(
            "says.html.j2",
            lang=lang,
            quoted=quoted(facts, lang)[:FIRST],
            refused=refused(facts, lang)[:FIRST],
        ),
    )


def quoted(facts: Facts, lang: Language) -> list[str]:
    """Write sentences that the year's results allow, each with who published the figure."""
    said = []
    for row in facts.means().head(2).itertuples():
        said.append(
            lang(
                "In {year} the provinces' mean was {mean} ({publisher}).",
                year=facts.year,
                mean=mean_of(facts, row, lang),
                publisher=facts.publisher(row.indicator, lang),
            )
        )
    if not said:
        said = [
            lang(
                "{leader} ranked first on {index} in {year} ({publisher}).",
                leader=leader,
                index=facts.listed(row.indicator, lang),
                year=facts.year,
                publisher=facts.publisher(row.indicator, lang),
            )
            for leader, led in facts.leaders().items()
            for row in led
        ][:2]
    together = [name for name, verdict in facts.associated().items() if verdict == "together"]
    for name in together[:1]:
        said.append(
            lang(
                "In {year}, provinces high on {dti} tended to be high on {index} (PAR-DX, {n} "
                "provinces).",
                year=facts.year,
                dti=facts.short(PREDICTOR, lang),
                index=facts.short(name, lang),
                n=facts.compared(name),
            )
        )
    share = None if said else online_share(facts.national, facts.year)
    return [online_quoted(share, facts.dictionary, lang)] if share else said


def refused(facts: Facts, lang: Language) -> list[tuple[str, str]]:
    """Write sentences that the year's results do not allow, each with the reason."""
    rules = (
        _across_a_break,
        _other_units,
        _no_effect,
        _overlapping,
        _few_ranked,
        _neighbours,
        _of_services,
    )
    return [said for said in (rule(facts, lang) for rule in rules) if said]


def _across_a_break(facts: Facts, lang: Language) -> tuple[str, str] | None:
    rows = facts.means()
    rows = rows[rows.mean_before.notna() & rows.mean_change.isna()]
    for row in rows.iloc[::-1].itertuples():
        change = row.mean - row.mean_before
        text = (
            N_("{index} fell by {change} on {before}")
            if change < 0
            else N_("{index} rose by {change} on {before}")
        )
        return (
            lang(
                text,
                index=facts.short(row.indicator, lang),
                before=facts.year - 1,
                change=facts.difference(row.indicator, abs(change), lang),
            ),
            lang("the method changed in {year}.", year=facts.year),
        )
    return None


def _other_units(facts: Facts, lang: Language) -> tuple[str, str] | None:
    before = FRAMES[facts.dictionary.level_of(facts.year - 1)]
    if facts.places == before:
        return None
    return (
        lang("A province climbed or fell on {before}", before=facts.year - 1),
        lang(
            "there are {places} provinces in place of {before}: ranks of the two lists are not "
            "comparable.",
            places=facts.places,
            before=before,
        ),
    )


def _of_services(facts: Facts, lang: Language) -> tuple[str, str] | None:
    """Keep the share of dossiers received online from being read as one of services."""
    dossiers = online_share(facts.national, facts.year)
    services = services_online(facts.national, facts.year)
    if not (dossiers and services):
        return None
    return (
        lang("{value}% of services are online", value=lang.printed(dossiers.score)),
        lang(
            "that is the share of provinces' dossiers; of their services {value}% were provided "
            "fully online ({period}).",
            value=lang.printed(services.score),
            period=period_in_words(services.period, services.year, lang),
        ),
    )


def _no_effect(facts: Facts, lang: Language) -> tuple[str, str] | None:
    if facts.associated().get("sipas") not in ("open", "none"):
        return None
    return (
        lang("Digital transformation makes (or does not make) citizens more satisfied"),
        lang(
            "both ranks are known for {n} of {places} provinces only: no conclusion yet.",
            n=facts.compared("sipas"),
            places=facts.places,
        ),
    )


def _overlapping(facts: Facts, lang: Language) -> tuple[str, str] | None:
    if not (ranked(facts.ranking, PREDICTOR) and ranked(facts.ranking, "par_index")):
        return None
    return (
        lang("Digital transformation raises PAR INDEX"),
        lang("PAR INDEX also scores digital government; association does not imply causation."),
    )


def _few_ranked(facts: Facts, lang: Language) -> tuple[str, str] | None:
    index = next(iter(facts.ranked_whole), "")
    n = ranked(facts.ranking, index)
    if not 0 < n < facts.places:
        return None
    return (
        lang("Only {n} provinces were ranked on {index}", n=n, index=facts.short(index, lang)),
        lang("all {places} were; we have not collected the others.", places=facts.places),
    )


def _neighbours(facts: Facts, lang: Language) -> tuple[str, str] | None:
    """Name the two neighbours in rank whose scores are nearest, on the first index with ranks."""
    index = next((name for name in settings().headline if ranked(facts.ranking, name)), "")
    if not index:
        return None
    known = facts.ranking[["province", f"{index}_rank", f"{index}_score"]].dropna()
    known = known.set_axis(["province", "rank", "score"], axis=1).sort_values("rank")
    gaps = -known.score.diff()
    gaps = gaps[(known["rank"].diff() == 1) & (gaps > 0)]
    if gaps.empty:
        return None
    worse = known.loc[gaps.idxmin()]
    better = known[known["rank"] == worse["rank"] - 1].iloc[0]
    return (
        lang(
            "{better} ({first}) is better than {worse} ({second}) on {index}",
            index=facts.short(index, lang),
            better=better.province,
            worse=worse.province,
            first=f"{better['rank']:.0f}",
            second=f"{worse['rank']:.0f}",
        ),
        lang("they are {gap} apart.", gap=facts.difference(index, float(gaps.min()), lang)),
    )


def missing(facts: Facts, lang: Language) -> list[str]:
    """Say which figures are missing, and why."""
    said = []
    dictionary = facts.dictionary
    for name in facts.ranked_whole:
        n = ranked(facts.ranking, name)
        if 0 < n < facts.places:
            said.append(
                lang(
                    "{index}: ranks of {n} of {places} provinces collected. The publisher ranks "
                    "all; newspapers print the top, the bottom and their own province.",
                    index=dictionary.short(name, lang.code),
                    n=n,
                    places=facts.places,
                )
            )
    for name in settings().headline:
        named, n = dictionary.named(name, facts.year), ranked(facts.ranking, name)
        if named and 0 < n < facts.places:
            since, first = named
            text = lang(
                "{index}: ranks of {n} of {places} provinces collected. Since {year} the publisher "
                "names the first {first} only.",
                index=dictionary.short(name, lang.code),
                **{"n": n, "places": facts.places, "year": since, "first": first},
            )
            own = beyond_named(facts.ranking, name, first, dictionary, lang)
            said.append(" ".join([text, *own]))
    papi = [name for name in settings().headline if dictionary.indicators.family[name] == "papi"]
    if facts.ranking.reindex(columns=[f"{name}_score" for name in papi]).notna().any(axis=None):
        said.append(
            lang(
                "PAPI: its publisher ranks nobody; the national values of its reports were not "
                "collected."
            )
        )
    return said


def missing_exhibit(facts: Facts) -> Exhibit:
    """Write the list of what is missing, with the way to all sources."""
    return untitled(
        "missing",
        lambda lang: render(
            "missing.html.j2",
            lang=lang,
            missing=missing(facts, lang),
            refused=refused(facts, lang)[FIRST:],
        ),
    )
