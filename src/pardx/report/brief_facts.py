"""The facts of a province with what is needed to name them; and as rows of a CSV."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.geography import frame_of, level_of, provinces
from pardx.language import NP_, Language
from pardx.stats.province import Facts, Part, Peer
from pardx.stats.quotable_figures import Quotable
from pardx.stats.standing import Evidence, Point, Standing


@dataclass(frozen=True)
class Brief:
    """The facts of a province with what is needed to name and source them.

    Attributes
    ----------
    facts : Facts
        The numbers.
    evidence : Evidence
        The figures of all provinces, which its pictures set it among.
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
    evidence: Evidence = field(repr=False)
    dictionary: Dictionary
    municipality: bool
    slug: str
    commit: str

    def place(self, lang: Language) -> str:
        """Name the province with its kind, as in running text: ``thành phố Cần Thơ``."""
        return _with_kind(self.facts.province, self.municipality, lang)

    def place_of(self, code: str, name: str, lang: Language) -> str:
        """Name the province, or of its unit of July 2025 a former one."""
        if code == self.facts.gso_code:
            return self.place(lang)
        city = provinces(self.dictionary.project).type[code] == "municipality"
        place = _with_kind(name, city, lang)
        alone = len(self.facts.merged.members) == 1
        return place if alone else lang("the former {place}", place=place)

    @property
    def is_unit34(self) -> bool:
        """Say whether the brief is of a unit of July 2025."""
        return level_of([self.facts.gso_code]) == "unit34"

    def unit_name(self, lang: Language) -> str:
        """Name the unit of July 2025 with its kind."""
        unit = self.facts.merged
        return _with_kind(unit.unit, unit.municipality, lang)

    def title(self, lang: Language) -> str:
        """Return the brief's title."""
        place = self.place(lang)
        return lang(
            "{place} {year}: public administration reform and digital transformation",
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
        index = self.short(indicator, lang) if known.at[indicator, "family"] == "papi" else whole
        return lang("{name} ({index})", name=name, index=index)


def _with_kind(name: str, municipality: bool, lang: Language) -> str:
    if name.startswith("TP. "):
        return lang("Hồ Chí Minh City")
    return lang(
        NP_("municipality", "{name}") if municipality else NP_("province", "{name}"), name=name
    )


def facts_table(facts: Facts) -> pd.DataFrame:
    """Lay a brief's numbers out in rows.

    Returns
    -------
    DataFrame
        Columns ``section`` (standing, trail, part, peer, region, former and
        its year, dated), ``subject`` (indicator, indicator and year or period,
        or GSO code), ``measure`` and ``value``; what is not known has no row.
    """
    facts_of = {
        "standing": {own.indicator: _of_standing(own) for own in facts.standings},
        "trail": {
            f"{own.indicator} {point.year}": _numbers(point)
            for own in facts.standings
            for point in own.trail
        },
        "part": {part.indicator: _numbers(part, "strength") for part in facts.parts},
        "peer": {peer.gso_code: _of_peer(peer) for peer in (facts.own, *facts.peers)},
        "region": {peer.gso_code: _of_peer(peer) for peer in facts.members},
        f"former {facts.former_year}": {peer.gso_code: _of_peer(peer) for peer in facts.former},
        "dated": {f"{one.indicator} {one.period}": _numbers(one) for one in _dated(facts)},
    }
    rows = [
        (section, subject, *pair)
        for section, known in facts_of.items()
        for subject, numbers in known.items()
        for pair in numbers.items()
    ]
    table = pd.DataFrame(rows, columns=["section", "subject", "measure", "value"])
    return table[table["value"].notna()]


def _dated(facts: Facts) -> list[Quotable]:
    """List the figures quoted that hold for a part of the year."""
    return [one for one in (*facts.instead, facts.country) if one and one.period]


def _numbers(fact: Part | Peer | Point | Quotable | Standing, *derived: str) -> dict[str, float]:
    """Return a fact's numbers, and those derived from them."""
    shown = {
        name: value
        for name, value in vars(fact).items()
        if isinstance(value, int | float) and not isinstance(value, bool) and name != "year"
    }
    return shown | {name: getattr(fact, name) for name in derived}


def _of_standing(own: Standing) -> dict[str, float]:
    among = {"regional_rank": own.region.rank, "regional_known": own.region.known}
    return _numbers(own) | {"noise_band": own.band.places} | among


def _of_peer(peer: Peer) -> dict[str, float]:
    known = {f"{name}_score": score for name, score in peer.scores.items()}
    known |= {f"{name}_rank": rank for name, rank in peer.ranks.items()}
    return _numbers(peer) | known
