"""Where each unit stands on each headline index: what map, strips, table and regions show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from pardx.data.dictionary import Dictionary
from pardx.data.geography import level_of
from pardx.data.spelling import alphabetical
from pardx.language import MISSING, NP_, Language
from pardx.report.maps import quarter_ends
from pardx.report.ranking import closed_bounds
from pardx.settings import settings
from pardx.stats.published import groups

LETTERS = "abcdefghijkl"
"""What the headline indices are called in the style sheet, in their order: ``MOST_INDICES``."""

GROUPS = {
    1: NP_("group", "High"),
    2: NP_("group", "Upper middle"),
    3: NP_("group", "Lower middle"),
    4: NP_("group", "Low"),
}
"""Quarters of the places; of PAPI, which ranks nobody, its own percentile groups."""


@dataclass(frozen=True)
class Index:
    """One index of a year: how it is named, and where each unit stands.

    Attributes
    ----------
    name, letter : str
        Indicator, and its letter in the style sheet.
    ranked : bool
        Its publisher ranks units: positions are ranks, else scores.
    decimals : int
        Of its scores.
    places : int
        How many units it ranks.
    units : DataFrame
        Indexed by code: ``province``, ``region``, ``score``, ``lower``, ``upper``, ``rank``,
        ``quality``, ``score_quality``, ``quarter`` (1 the best, missing where unknown), ``place``
        (0 the last, 1 the first).
    """

    name: str
    letter: str
    ranked: bool
    decimals: int
    places: int
    units: pd.DataFrame

    @property
    def last_is_open(self) -> bool:
        """Whether ranks are known, and not who comes last."""
        return self.ranked and bool(self.units["rank"].max() < self.places)

    def rank(self, row: NamedTuple, lang: Language) -> str:
        """Write a unit's rank; of an index that ranks nobody, its group."""
        if not self.ranked:
            return self.group(row, lang)
        return MISSING if pd.isna(row.rank) else f"{row.rank:.0f}"

    def rank_of(self, row: NamedTuple, lang: Language) -> str:
        """Write a unit's rank over the number ranked, or its group."""
        said = self.rank(row, lang)
        known = self.ranked and said != MISSING
        return lang("{rank}/{n}", rank=said, n=self.places) if known else said

    def score(self, row: NamedTuple, lang: Language) -> str:
        """Write a unit's score, or the range that its neighbours' scores leave."""
        if pd.notna(row.score):
            return lang.number(row.score, self.decimals)
        if pd.isna(row.lower):
            return MISSING
        ends = (lang.number(end, self.decimals) for end in (row.lower, row.upper))
        return "–".join(ends)

    def group(self, row: NamedTuple, lang: Language) -> str:
        """Write which quarter of the places a unit is in."""
        return MISSING if pd.isna(row.quarter) else lang(GROUPS[row.quarter])

    def tile(self, row: NamedTuple, lang: Language) -> str:
        """Write what stands in a tile of the map: a rank, or a score with two decimals."""
        if self.ranked:
            return self.rank(row, lang)
        return MISSING if pd.isna(row.score) else lang.number(row.score, 2)

    def limits(self, lang: Language) -> dict[int, str]:
        """Write which ranks a quarter of the places is; of scores, from the lowest to the highest.

        A group of which no score is known has none.
        """
        if self.ranked:
            ends = quarter_ends(self.places)
            starts = (1, *(end + 1 for end in ends[:-1]))
            return {
                number: f"{start}–{end}"
                for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
            }
        known = self.units.dropna(subset=["score"]).groupby("quarter").score.agg(["min", "max"])
        return {
            int(row.Index): f"{lang.number(row.min, 2)}–{lang.number(row.max, 2)}"
            for row in known.itertuples()
        }

    def shade(self, row: NamedTuple) -> str:
        """Name the class that colours a unit: its letter and its quarter, ``x`` unknown."""
        return f"{self.letter}{'x' if pd.isna(row.quarter) else f'{row.quarter:.0f}'}"

    def fill(self, row: NamedTuple) -> str:
        """Name the shade of a unit's tile in a drawing; unknown is paper."""
        return "paper" if pd.isna(row.quarter) else f"q{row.quarter:.0f}"

    def grade(self, row: NamedTuple) -> str:
        """Write the reliability of what is known: of rank and score where both are."""
        grades = [
            row.quality if pd.notna(row.rank) and self.ranked else "",
            row.score_quality if pd.notna(row.score) else "",
        ]
        return "/".join(dict.fromkeys(one for one in grades if isinstance(one, str) and one))


@dataclass(frozen=True)
class Standings:
    """All indices of a year that have a figure, and the units they rank.

    Attributes
    ----------
    ranking, bounds : DataFrame
        As saved under ``data/``.
    dictionary : Dictionary
    year : int
    """

    ranking: pd.DataFrame
    bounds: pd.DataFrame
    dictionary: Dictionary
    year: int

    @cached_property
    def indices(self) -> list[Index]:
        """The headline indices of which a score or a rank of the year is known."""
        names = settings().headline
        return [
            self._index(name, letter)
            for name, letter in zip(names, LETTERS[: len(names)], strict=True)
            if self.ranking[[f"{name}_score", f"{name}_rank"]].notna().any(axis=None)
        ]

    def has_new_method(self, indicator: str) -> bool:
        """Say whether the method of an index changed since the year before."""
        return not self.dictionary.comparable(indicator, self.year - 1, self.year)

    def _index(self, name: str, letter: str) -> Index:
        parts = ("score", "rank", "places", "quality", "score_quality")
        columns = ["province", "region", *(f"{name}_{part}" for part in parts)]
        units = self.ranking.set_index("gso_code")[columns]
        units = units.set_axis(["province", "region", *parts], axis=1)
        own = self.bounds[self.bounds.gso_code.isin(units.index)]
        units = units.join(closed_bounds(own, name, self.dictionary))
        places = int(units.places.max())
        ranked = self.dictionary.is_ranked(name)
        quarter = units["rank"].map(lambda rank: _quarter(rank, places))
        quarter = quarter if ranked else groups(units.score)
        last, first = (places, 1) if ranked else (units.score.min(), units.score.max())
        position = units["rank"] if ranked else units.score
        place = (position - last) / ((first - last) or 1)
        units = units.assign(quarter=quarter, place=place.clip(0, 1))
        return Index(name, letter, ranked, self.dictionary.decimals(name), places, units)

    @property
    def level(self) -> str:
        """``province`` or ``unit34``."""
        return level_of(self.ranking.gso_code)

    @property
    def names(self) -> pd.DataFrame:
        """``province`` and ``region`` of each unit, in order of name, by code."""
        listed = self.ranking.set_index("gso_code")[["province", "region"]]
        return listed.sort_values("province", key=lambda names: names.map(alphabetical))

    @property
    def regions(self) -> list[str]:
        """The regions, from north to south as the map has them."""
        ours = {*self.ranking.region}
        return [
            one for one in dict.fromkeys(self.dictionary.known_regions.region6_vi) if one in ours
        ]

    @property
    def shown_first(self) -> str:
        """The letter of the index shown before a reader chooses: the one that most is known of."""
        if not self.indices:
            return ""
        known = {
            one.letter: int(one.units.place.notna().sum()) * one.ranked for one in self.indices
        }
        return max(known, key=known.get)

    @property
    def own_first(self) -> str:
        """Code of the unit marked before a reader chooses: the best of that index."""
        index = next(one for one in self.indices if one.letter == self.shown_first)
        return index.units.place.idxmax()


def _quarter(rank: float, places: int) -> float:
    if pd.isna(rank):
        return float("nan")
    return 1 + sum(rank > end for end in quarter_ends(places)[:-1])
