"""The facts of a province with what is needed to name them; and as rows of a CSV."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.geography import frame_of
from pardx.language import NP_, Language
from pardx.stats.province import Facts, Part, Peer
from pardx.stats.standing import Standing


@dataclass(frozen=True)
class Brief:
    """The facts of a province with what is needed to name and source them.

    Attributes
    ----------
    facts : Facts
        The numbers.
    dictionary : Dictionary
        Labels, units, publishers and sources.
    municipality : bool
        The province is a centrally run city.
    slug : str
        Name of the brief's files.
    commit : str
        Commit that made it.
    """

    facts: Facts
    dictionary: Dictionary
    municipality: bool
    slug: str
    commit: str

    def place(self, lang: Language) -> str:
        """Name the province with its kind, as in running text: ``thành phố Cần Thơ``."""
        if self.facts.province.startswith("TP. "):
            return lang("Hồ Chí Minh City")
        return lang(
            NP_("municipality", "{name}") if self.municipality else NP_("province", "{name}"),
            name=self.facts.province,
        )

    def title(self, lang: Language) -> str:
        """Return the brief's title."""
        place = self.place(lang)
        return lang(
            "{place}: public administration reform and digital transformation, {year}",
            place=place[0].upper() + place[1:],
            year=self.facts.year,
        )

    def region(self, lang: Language) -> str:
        """Name the province's region."""
        return self.dictionary.region(self.facts.region, lang.code)

    @property
    def places(self) -> int:
        """Of how many units the province is one: 63, or 34."""
        return frame_of([self.facts.gso_code])

    def short(self, indicator: str, lang: Language) -> str:
        """Return an indicator's short name."""
        return self.dictionary.short(indicator, lang.code)

    def common(self, lang: Language) -> dict[str, object]:
        """Return what nearly every text names: place, region, year, the year before."""
        return {
            "place": self.place(lang),
            "region": self.region(lang),
            "year": self.facts.year,
            "before": self.facts.year - 1,
        }

    def part_name(self, indicator: str, lang: Language) -> str:
        """Name a part by what it measures, with its index: ``E-governance (PAPI D8)``."""
        known = self.dictionary.indicators
        head, _, name = self.dictionary.label(indicator, lang.code).partition(": ")
        if not name:
            return head
        parent = known.at[indicator, "part_of"]
        whole = self.short(parent, lang)
        dimension = known.at[parent, "part_of"] == "" and head != whole
        index = self.short(indicator, lang) if dimension else whole
        return lang("{name} ({index})", name=name, index=index)


def facts_table(facts: Facts) -> pd.DataFrame:
    """Lay a brief's numbers out in rows.

    Returns
    -------
    DataFrame
        Columns ``section`` (standing, part, peer), ``subject`` (indicator or GSO code),
        ``measure`` and ``value``; what is not known has no row.
    """
    facts_of = {
        "standing": {own.indicator: own for own in facts.standings},
        "part": {part.indicator: part for part in (*facts.parts, *facts.printed)},
        "peer": {peer.gso_code: peer for peer in (facts.own, *facts.peers)},
    }
    rows = [
        (section, subject, *pair)
        for section, known in facts_of.items()
        for subject, fact in known.items()
        for pair in _numbers(fact).items()
    ]
    table = pd.DataFrame(rows, columns=["section", "subject", "measure", "value"])
    return table[table["value"].notna()]


def _numbers(fact: Standing | Part | Peer) -> dict[str, object]:
    """Return a fact's numbers, and those derived from them."""
    shown = {
        name: value
        for name, value in vars(fact).items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    if isinstance(fact, Standing):
        gaps = ("gap_to_mean", "gap_to_leader", "gap_to_target")
        shown |= {name: getattr(fact, name) for name in gaps}
        shown |= {"noise_band": fact.band.places}
        shown |= {"regional_rank": fact.region.rank, "regional_known": fact.region.known}
    if isinstance(fact, Part):
        shown |= {"gap": fact.gap, "strength": fact.strength}
    if isinstance(fact, Peer):
        shown |= {f"{name}_rank": rank for name, rank in fact.ranks.items()}
    return shown
