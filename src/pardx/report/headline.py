"""What a year's policy report says first: its finding as the title, and four lines below it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.geography import FRAMES
from pardx.language import N_, Language
from pardx.report.exhibit import Exhibit, untitled
from pardx.report.findings import is_associated, primary
from pardx.report.measures import period_in_words
from pardx.report.ranking import ranked
from pardx.settings import settings
from pardx.stats.association import PREDICTOR
from pardx.stats.bounds_table import WIDE
from pardx.templates import render

GOVERNS = ("sipas", "papi_d5_admin_procedures", "pci_total")
"""Outcomes that share no content with DTI, as the title may name them."""

HIGH_ON = {
    "sipas": N_(
        "Provinces high on digital transformation tend to have more satisfied citizens, {year}"
    ),
    "papi_d5_admin_procedures": N_(
        "Provinces high on digital transformation tend to handle procedures better, {year}"
    ),
    "pci_total": N_(
        "Provinces high on digital transformation tend to have better economic governance, {year}"
    ),
}
ONLINE = ("online_dossier_share", "online_processing_share")
"""National series that may make the title of a year without an index."""

SCORED = {
    "percent": N_("{index} ({score}%)"),
    "score 0-100": N_("{index} ({score} points)"),
}
ANY_SCORE = N_("{index} ({score})")
MEAN = {"percent": N_("{mean}% on {index}")}
ANY_MEAN = N_("{mean} on {index}")


@dataclass(frozen=True)
class Facts:
    """What titles and lines are written from: results of a year, as saved under ``data/``.

    Attributes
    ----------
    year : int
    dictionary : Dictionary
    associations, known, glance, extremes, ranking, national : DataFrame
    """

    year: int
    dictionary: Dictionary
    associations: pd.DataFrame
    known: pd.DataFrame
    glance: pd.DataFrame
    extremes: pd.DataFrame
    ranking: pd.DataFrame
    national: pd.DataFrame

    @property
    def places(self) -> int:
        """How many units the year's indices rank."""
        return FRAMES[self.dictionary.level_of(self.year)]

    def associated(self) -> dict[str, str]:
        """Say of each registered outcome how it goes with DTI: test -> verdict.

        ``together`` and ``apart`` need the registered test to be clear and the bounds over all
        provinces to leave no other sign; ``open`` is what those bounds leave open.
        """
        bounds = self.known[self.known.predictor == PREDICTOR].set_index("outcome")
        tests = primary(self.associations).set_index("outcome")
        found = {}
        for name in GOVERNS:
            if name not in tests.index or name not in bounds.index:
                continue
            test, bound = tests.loc[name], bounds.loc[name]
            if pd.isna(bound.low):
                continue
            incomplete = bound.n < bound.population
            if incomplete and (bound.high - bound.low > WIDE or bound.low * bound.high <= 0):
                found[name] = "open"
            elif is_associated(test) and bound.low * bound.high > 0:
                found[name] = "together" if bound.low > 0 else "apart"
            else:
                found[name] = "none"
        return found

    def leaders(self) -> dict[str, list[NamedTuple]]:
        """Map each leader to its first places of the indices whose publisher ranks provinces."""
        first = self.extremes.query("end == 'top' and rank == 1")
        first = first[first.indicator.map(self.dictionary.is_ranked).astype(bool)]
        alone = first[~first.indicator.duplicated(keep=False)]
        return {
            leader: [*rows.itertuples()] for leader, rows in alone.groupby("province", sort=False)
        }


class Rule(NamedTuple):
    """A title, and when it is said: the first rule that holds.

    Attributes
    ----------
    name : str
    when : str
        The condition in words.
    write : callable
        Writes the title of a year in a language; empty where the rule does not hold.
    """

    name: str
    when: str
    write: Callable[[Facts, Language], str]


def _together(facts: Facts, lang: Language) -> str:
    found = [name for name, verdict in facts.associated().items() if verdict == "together"]
    return lang(HIGH_ON[found[0]], year=facts.year) if found else ""


def _leads_most(facts: Facts, lang: Language) -> str:
    leaders = facts.leaders()
    if not leaders:
        return ""
    leader, led = max(leaders.items(), key=lambda item: len(item[1]))
    if len(led) == 1 and len(leaders) > 1:
        return ""
    named = [facts.dictionary.short(row.indicator, lang.code) for row in led]
    return lang(
        "{leader} leads Viet Nam's provinces on {indices} in {year}",
        leader=leader,
        indices=lang.listed(named),
        year=facts.year,
    )


def _different_leaders(facts: Facts, lang: Language) -> str:
    pairs = [
        lang("{leader} leads on {index}", leader=leader, index=_short(facts, led[0], lang))
        for leader, led in facts.leaders().items()
    ]
    if not pairs:
        return ""
    return lang("{year}: {pairs}", year=facts.year, pairs=lang.listed(pairs[:3]))


def _short(facts: Facts, row: NamedTuple, lang: Language) -> str:
    return facts.dictionary.short(row.indicator, lang.code)


def _online(facts: Facts, lang: Language) -> str:
    rows = facts.national[
        facts.national.indicator.isin(ONLINE)
        & (facts.national.year == facts.year)
        & facts.national.value.notna()
    ]
    if rows.empty:
        return ""
    row = next(rows.iloc[[-1]].itertuples())
    return lang(
        "{share}% of provinces' dossiers were received online, {period}",
        share=lang.printed(row.value),
        period=period_in_words(row.period, row.year, lang),
    )


def _plain(facts: Facts, lang: Language) -> str:
    return lang(
        "Public administration reform and digital transformation in {places} provinces, {year}",
        places=facts.places,
        year=facts.year,
    )


TITLES = (
    Rule(
        "together",
        "a registered test of an outcome that shares nothing with DTI is clear, and the bounds "
        "over all provinces have one sign",
        _together,
    ),
    Rule("leads most", "one province is first on most of the indices led", _leads_most),
    Rule("leaders", "first places are known, each of another province", _different_leaders),
    Rule("online", "no first place is known, a share of dossiers received online is", _online),
    Rule("plain", "always", _plain),
)
"""In this order."""


def title(facts: Facts, lang: Language) -> str:
    """Write the finding of a year as the title of its report."""
    return next(filter(None, (rule.write(facts, lang) for rule in TITLES)))


def _first_places(facts: Facts, lang: Language) -> str:
    each = []
    for leader, led in facts.leaders().items():
        named = []
        for row in led:
            index, unit = _short(facts, row, lang), facts.dictionary.score_unit(row.indicator)
            score = lang.number(row.score, facts.dictionary.decimals(row.indicator))
            text = SCORED.get(unit, ANY_SCORE)
            named.append(lang(text, index=index, score=score) if pd.notna(row.score) else index)
        each.append(
            lang("{leader} ranks first on {indices}", leader=leader, indices=lang.listed(named))
        )
    return f"{'; '.join(each)}." if each else ""


def _means(facts: Facts, lang: Language) -> list[str]:
    """Say the published means: with their change where it is comparable, else that it is not."""
    rows = facts.glance.dropna(subset=["mean"]) if "mean" in facts.glance else facts.glance[:0]
    changed = rows[rows.mean_change.notna()]
    broken = rows[rows.mean_change.isna()]
    said = []
    if len(broken):
        compared = lang(
            "; not compared with {before}: the method changed, or last year's mean was not "
            "collected",
            before=facts.year - 1,
        )
        means = [_mean(facts, row, lang) for row in broken.itertuples()]
        said.append(
            lang("National mean: {means}{compared}.", means=lang.listed(means), compared=compared)
        )
    for row in changed.itertuples():
        places = facts.dictionary.decimals(row.indicator)
        text = (
            N_("National mean: {mean}, up {change} on {before} (same method).")
            if row.mean_change > 0
            else N_("National mean: {mean}, down {change} on {before} (same method).")
        )
        change = lang.number(abs(row.mean_change), places)
        if facts.dictionary.score_unit(row.indicator) == "percent":
            change = lang("{change} percentage points", change=change)
        said.append(lang(text, mean=_mean(facts, row, lang), change=change, before=facts.year - 1))
    return said


def _mean(facts: Facts, row: NamedTuple, lang: Language) -> str:
    unit = facts.dictionary.score_unit(row.indicator)
    mean = lang.number(row.mean, facts.dictionary.decimals(row.indicator))
    return lang(MEAN.get(unit, ANY_MEAN), mean=mean, index=_short(facts, row, lang))


VERDICT = {
    "together": N_("Provinces high on DTI tend to be high on {indices}"),
    "apart": N_("provinces high on DTI tend to be low on {indices}"),
    "none": N_("no clear association with {indices}"),
    "open": N_("for {indices} the ranks collected leave it open"),
}


def _with_dti(facts: Facts, lang: Language) -> str:
    bounds = facts.known[facts.known.predictor == PREDICTOR].set_index("outcome")
    found, parts = facts.associated(), []
    for verdict, text in VERDICT.items():
        names = [name for name in found if found[name] == verdict]
        counted = [
            lang(
                "{index} ({n} of {places})",
                index=facts.dictionary.short(name, lang.code),
                n=bounds.n[name],
                places=facts.places,
            )
            for name in names
        ]
        if counted:
            parts.append(lang(text, indices=lang.listed(counted)))
    said = "; ".join(parts)
    return f"{said[0].upper()}{said[1:]}." if said else ""


def lines(facts: Facts, lang: Language) -> list[str]:
    """Write the findings under the title, at most four."""
    if not any(ranked(facts.ranking, name) for name in settings().headline):
        none = lang(
            "No index of {year} has been collected yet: this page shows the country's figures on "
            "digital government.",
            year=facts.year,
        )
        return [none]
    said = [_first_places(facts, lang), *_means(facts, lang), _with_dti(facts, lang)]
    return [one for one in said if one][:4]


def collected(facts: Facts, lang: Language) -> str:
    """Say how many ranks were collected of indices whose publisher ranks all units."""
    names = [name for name in settings().headline if facts.dictionary.is_ranked(name)]
    part = {name: ranked(facts.ranking, name) for name in names}
    counts = [
        lang("{n} on {index}", n=n, index=facts.dictionary.short(name, lang.code))
        for name, n in part.items()
        if 0 < n < facts.places
    ]
    absent = [facts.dictionary.short(name, lang.code) for name, n in part.items() if not n]
    said = []
    if counts:
        said.append(
            lang(
                "The publishers rank all {places} provinces; we have collected {counts}.",
                places=facts.places,
                counts=lang.listed(counts),
            )
        )
    if absent:
        said.append(
            lang(
                "Not collected, or not published, for {year}: {indices}.",
                year=facts.year,
                indices=lang.listed(absent),
            )
        )
    return " ".join(said)


def headline(facts: Facts, commit: str) -> Exhibit:
    """Write the title, the findings, what was collected, and the version of the report."""

    def write(lang: Language) -> str:
        return render(
            "headline.html.j2",
            lang=lang,
            title=title(facts, lang),
            lines=lines(facts, lang),
            collected=collected(facts, lang),
            year=facts.year,
            places=facts.places,
            commit=commit,
            indices=[facts.dictionary.label(name, lang.code) for name in settings().headline],
        )

    return untitled("headline", write)
