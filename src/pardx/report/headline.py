"""What a year's policy report says first: its finding as the title, and four lines below it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.geography import FRAMES
from pardx.language import N_, Language
from pardx.report.cards import online_in_words
from pardx.report.exhibit import Exhibit, untitled
from pardx.report.findings import is_associated, primary
from pardx.report.ranking import ranked
from pardx.report.scores import score_of
from pardx.settings import settings
from pardx.stats.association import PREDICTOR
from pardx.stats.bounds_table import WIDE
from pardx.stats.correlation import ALPHA
from pardx.stats.quotable_figures import online_share
from pardx.templates import render

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
HIGH_ON_ANY = N_("Provinces high on digital transformation tend to be high on {index}, {year}")
MEANS = {
    "broken": N_(
        "The provinces' mean is {means}; the method changed in {year}, so it is not compared with "
        "{before}."
    ),
    "alone": N_("The provinces' mean is {means}."),
    "changed": N_("By the same method as in {before}, the provinces' mean is {means}."),
}
MOVED = {
    True: N_("{mean} (up {change})"),
    False: N_("{mean} (down {change})"),
}


@dataclass(frozen=True)
class Facts:
    """What titles and lines are written from: results of a year, as saved under ``data/``.

    Attributes
    ----------
    year : int
    dictionary : Dictionary
    associations, known, glance, extremes, ranking, national : DataFrame
        The registered tests, what is known over all provinces, national means, first and last
        places, ranks, and the country's figures.
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

    @property
    def ranked_whole(self) -> list[str]:
        """The headline indices whose publisher ranks every unit of the year.

        A rank of theirs that we lack was not collected.
        """
        return [
            name
            for name in settings().headline
            if self.dictionary.is_ranked(name) and not self.dictionary.named(name, self.year)
        ]

    def short(self, indicator: str, lang: Language) -> str:
        """Name an index as running text does."""
        return self.dictionary.short(indicator, lang.code)

    def has_two_tables(self, indicator: str) -> bool:
        """Say whether an index of the year has a table of 63 and one of 34 units."""
        family = self.dictionary.indicators.family[indicator]
        return len(self.dictionary.scope(family, self.year)) > 1

    def listed(self, indicator: str, lang: Language) -> str:
        """Name an index, with its table where the year has two (DTI 2024: 63 and 34 units)."""
        index = self.short(indicator, lang)
        if not self.has_two_tables(indicator):
            return index
        return lang("{index} (table of {n} provinces)", index=index, n=self.places)

    def publisher(self, indicator: str, lang: Language) -> str:
        """Name who publishes an index."""
        return self.dictionary.published_by(indicator, self.year, lang.code)

    def difference(self, indicator: str, value: float, lang: Language) -> str:
        """Write a difference of scores with what it is counted in."""
        said = lang.number(value, self.dictionary.decimals(indicator))
        unit = self.dictionary.difference(indicator, lang.code)
        return lang("{value} {unit}", value=said, unit=unit) if unit else said

    def means(self) -> pd.DataFrame:
        """Pick the indices whose national mean is known."""
        return self.glance.dropna(subset=["mean"]) if "mean" in self.glance else self.glance[:0]

    def compared(self, outcome: str) -> int:
        """Count the provinces with ranks on an outcome and on DTI."""
        return int(self.bounds().n[outcome])

    def covered(self, outcome: str) -> int:
        """Count the provinces that an outcome and DTI both cover."""
        return int(self.bounds().population[outcome])

    def bounds(self) -> pd.DataFrame:
        """Return what is known over all provinces of each outcome and DTI, by outcome."""
        return self.known[self.known.predictor == PREDICTOR].set_index("outcome")

    def associated(self) -> dict[str, str]:
        """Return the verdicts on outcomes of primary tests that share no content with DTI.

        Where they share some, a test of ``tests.csv`` takes it out of the same pair.
        """
        found, tests = self.verdicts(), self.dictionary.tests.query("predictor == @PREDICTOR")
        sharing = {*tests.outcome[tests.without != ""]}
        ours = dict.fromkeys(tests.outcome[tests.role == "primary"])
        return {name: found[name] for name in ours if name in found and name not in sharing}

    def verdicts(self) -> dict[str, str]:
        """Say of each outcome how it goes with DTI: outcome -> verdict.

        Where ranks are missing the bounds over all provinces decide: ``certain`` that both go
        together, else ``open``. Where none is missing, ``together`` and ``apart`` need the
        registered test to be clear (of other outcomes the bound's p-value), else ``none``.
        """
        tests = primary(self.associations).set_index("outcome")
        known = self.bounds().dropna(subset=["low"])
        return {name: _verdict(row, tests, name) for name, row in known.iterrows()}

    def leaders(self) -> dict[str, list[NamedTuple]]:
        """Map each leader to its first places of the indices whose publisher ranks provinces."""
        if self.extremes.empty:
            return {}
        first = self.extremes.query("end == 'top' and rank == 1")
        first = first[first.indicator.map(self.dictionary.is_ranked).astype(bool)]
        alone = first[~first.indicator.duplicated(keep=False)]
        return {
            leader: [*rows.itertuples()] for leader, rows in alone.groupby("province", sort=False)
        }


def _verdict(row: pd.Series, tests: pd.DataFrame, name: str) -> str:
    if row.n < row.population:
        decided = row.high - row.low <= WIDE and row.low > 0
        return "certain" if decided else "open"
    clear = is_associated(tests.loc[name]) if name in tests.index else row.p_bound < ALPHA
    if not clear:
        return "none"
    return "together" if row.low > 0 else "apart"


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
    found = [
        name for name, verdict in facts.associated().items() if verdict in ("together", "certain")
    ]
    if not found:
        return ""
    said = {"index": facts.short(found[0], lang), "year": facts.year}
    return lang(HIGH_ON.get(found[0], HIGH_ON_ANY), **said)


def _leads_most(facts: Facts, lang: Language) -> str:
    leaders = facts.leaders()
    if not leaders:
        return ""
    leader, led = max(leaders.items(), key=lambda item: len(item[1]))
    if len(led) == 1 and len(leaders) > 1:
        return ""
    named = [facts.short(row.indicator, lang) for row in led]
    return lang(
        "{leader} leads on {indices} in {year}",
        leader=leader,
        indices=lang.listed(named),
        year=facts.year,
    )


def _different_leaders(facts: Facts, lang: Language) -> str:
    pairs = [
        lang("{leader} leads on {index}", leader=leader, index=facts.listed(led[0].indicator, lang))
        for leader, led in facts.leaders().items()
    ]
    if not pairs:
        return ""
    return lang("{year}: {pairs}", year=facts.year, pairs=lang.listed(pairs[:3]))


def _online(facts: Facts, lang: Language) -> str:
    found = online_share(facts.national, facts.year)
    return online_in_words(found, lang) if found else ""


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
            index = facts.listed(row.indicator, lang)
            if pd.notna(row.score):
                score = score_of(row.score, row.indicator, facts.dictionary, lang)
                index = lang("{index} ({score})", index=index, score=score)
            named.append(index)
        each.append(
            lang("{leader} ranks first on {indices}", leader=leader, indices=lang.listed(named))
        )
    return f"{'; '.join(each)}." if each else ""


def _means(facts: Facts, lang: Language) -> list[str]:
    """Say the published means: with their change where it is comparable, else that it is not."""
    rows = facts.means()
    kinds = {
        "broken": rows[rows.mean_change.isna() & (rows.refused_en.fillna("") != "")],
        "alone": rows[rows.mean_change.isna() & (rows.refused_en.fillna("") == "")],
    }
    said = []
    for kind, ours in kinds.items():
        means = lang.listed([mean_of(facts, row, lang) for row in ours.itertuples()])
        if len(ours):
            said.append(lang(MEANS[kind], means=means, year=facts.year, before=facts.year - 1))
    changed = [*rows.dropna(subset=["mean_change"]).itertuples()]
    if changed:
        moved = [
            lang(
                MOVED[row.mean_change > 0],
                mean=mean_of(facts, row, lang),
                change=facts.difference(row.indicator, abs(row.mean_change), lang).partition(" (")[
                    0
                ],
            )
            for row in changed
        ]
        text = MEANS["changed"]
        said.append(lang(text, means=lang.listed(moved), before=facts.year - 1))
    return said


def mean_of(facts: Facts, row: NamedTuple, lang: Language) -> str:
    """Write an index's national mean with the index's name, and what its source leaves open."""
    mean = score_of(row.mean, row.indicator, facts.dictionary, lang)
    text = N_("{mean} on {index}")
    if facts.has_two_tables(row.indicator):
        text = N_("{mean} on {index} (of 63 or of 34 units: its source does not say)")
    return lang(text, mean=mean, index=facts.short(row.indicator, lang))


VERDICT = {
    "together": N_("Provinces high on DTI tend to be high on {indices}"),
    "certain": N_("high on DTI and high on {indices} go together, whatever the missing ranks are"),
    "apart": N_("provinces high on DTI tend to be low on {indices}"),
    "none": N_("no clear association with {indices}"),
    "open": N_("too few ranks collected to say how DTI goes with {indices}"),
}


def _with_dti(facts: Facts, lang: Language) -> str:
    found, parts = facts.associated(), []
    for verdict, text in VERDICT.items():
        names = [name for name in found if found[name] == verdict]
        counted = [
            lang(
                "{index} ({n} of {places})",
                index=facts.short(name, lang),
                n=facts.compared(name),
                places=facts.covered(name),
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
            "No index of {year} as a whole has been collected yet: this page shows the country's "
            "figures on digital government.",
            year=facts.year,
        )
        return [none]
    said = [_first_places(facts, lang), *_means(facts, lang), _with_dti(facts, lang)]
    return [one for one in said if one][:4]


def collected(facts: Facts, lang: Language) -> str:
    """Say how many ranks were collected of indices whose publisher ranks all units."""
    known = {name: ranked(facts.ranking, name) for name in settings().headline}
    counts = [
        lang("{n} on {index}", n=n, index=facts.short(name, lang))
        for name in facts.ranked_whole
        if 0 < (n := known[name]) < facts.places
    ]
    absent = [facts.short(name, lang) for name in settings().headline if not known[name]]
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
                "No figures of {year}: {indices} (not measured, not published or not collected).",
                year=facts.year,
                indices=lang.listed(absent),
            )
        )
    return " ".join(said)


def published_until(source_ids: pd.Series, dictionary: Dictionary) -> str:
    """Return when the last source of some figures was published; empty where none says.

    A day, a month or a year in ISO form: as the source has it.
    """
    known = dictionary.sources.published.reindex(source_ids.dropna().unique()).dropna()
    return max(known, default="")


def headline(facts: Facts, commit: str, until: str = "") -> Exhibit:
    """Write the title, the findings, what was collected, and the version of the report.

    Parameters
    ----------
    facts : Facts
    commit : str
        What the report was made from.
    until : str
        When the last of its figures was published, as :func:`published_until` finds it.
    """

    def write(lang: Language) -> str:
        return render(
            "headline.html.j2",
            lang=lang,
            title=title(facts, lang),
            lines=lines(facts, lang),
            collected=collected(facts, lang),
            year=facts.year,
            places=facts.places,
            commit=lang.commit(commit),
            until=lang.published(until) if until else "",
            indices=[facts.dictionary.label(name, lang.code) for name in settings().headline],
        )

    return untitled("headline", write)
