"""The facts of a province with what is needed to name them; and as rows of a CSV."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pardx.data.dictionary import Dictionary
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
    regions_en : dict
        Region in Vietnamese -> in English.
    municipality : bool
        The province is a centrally run city.
    slug : str
        Name of the brief's files.
    commit : str
        Commit that made it.
    """

    facts: Facts
    dictionary: Dictionary
    regions_en: dict[str, str]
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

    def heading(self, lang: Language) -> str:
        """Name the province as a title does, with a capital."""
        place = self.place(lang)
        return place[0].upper() + place[1:]

    def title(self, lang: Language) -> str:
        """Return the brief's title."""
        return lang(
            "{place}: administrative reform and digital transformation, {year}",
            place=self.heading(lang),
            year=self.facts.year,
        )

    def region(self, lang: Language) -> str:
        """Name the province's region."""
        name = self.facts.region
        return name if lang.code == "vi" else self.regions_en[name]

    def short(self, indicator: str, lang: Language) -> str:
        """Return an indicator's short name."""
        return self.dictionary.label(indicator, lang.code, short=True)

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
        dimension = known.at[parent, "part_of"] == ""
        index = self.short(indicator if dimension else parent, lang)
        return lang("{name} ({index})", name=name, index=index)


def facts_table(facts: Facts) -> pd.DataFrame:
    """Lay a brief's numbers out in rows.

    Returns
    -------
    DataFrame
        Columns ``section`` (standing, part, peer), ``subject`` (indicator or GSO code),
        ``measure`` and ``value``; what is not known has no row.
    """
    rows = [("standing", own.indicator, *pair) for own in facts.standings for pair in _numbers(own)]
    rows += [
        ("part", part.indicator, *pair)
        for part in (*facts.parts, *facts.printed)
        for pair in _numbers(part)
    ]
    rows += [
        ("peer", peer.gso_code, *pair)
        for peer in (facts.own, *facts.peers)
        for pair in _numbers(peer)
    ]
    table = pd.DataFrame(rows, columns=["section", "subject", "measure", "value"])
    return table[table["value"].notna()]


def _numbers(fact: Standing | Part | Peer) -> list[tuple[str, object]]:
    shown = {name: value for name, value in vars(fact).items() if isinstance(value, int | float)}
    shown = {name: value for name, value in shown.items() if not isinstance(value, bool)}
    if isinstance(fact, Standing):
        gaps = ("gap_to_mean", "gap_to_leader", "gap_to_target")
        shown |= {name: getattr(fact, name) for name in gaps}
        shown |= {"noise_band": fact.band.places}
        shown |= {"regional_rank": fact.region.rank, "regional_known": fact.region.known}
    if isinstance(fact, Part):
        shown |= {"gap": fact.gap, "strength": fact.strength}
    if isinstance(fact, Peer):
        shown |= {f"{name}_rank": rank for name, rank in fact.ranks.items()}
    return list(shown.items())
