"""Whether printed ranks, scores, regional ranks and means fit together, by integer programming.

A unit without a rank takes one free place; each place has a score, falling from the first to the
last, and printed scores and means hold to their rounding. What no list of units can satisfy
contradicts itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from operator import and_
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pardx.data.places import ClashError, by_change, by_marks, by_region, by_score, free_places

if TYPE_CHECKING:
    from scipy.optimize import Bounds, LinearConstraint

SLACK = 1e-6
"""What the solver may be off."""

NODES = 300
"""So far one search may branch; what is proven by then is a bound all the same."""


@dataclass(frozen=True)
class Printed:
    """What is printed about one list of N units in one year.

    Attributes
    ----------
    rank, score, region : Series
        Indexed by all N units; ``rank`` and ``score`` are missing where not known.
    regional_rank : mapping
        Unit -> rank within its region.
    means : mapping
        Region -> mean score of its units; an empty text for the mean of all.
    marks : mapping
        Place -> its score, where the highest, the median or the lowest score is printed.
    moved : mapping
        Unit -> last year's rank less the places it is printed to have gained.
    limits : tuple of float
        Least and largest score there can be.
    half : float
        Half a unit of the last decimal that scores and means are printed with.
    """

    rank: pd.Series
    score: pd.Series
    region: pd.Series
    regional_rank: Mapping[str, float] = field(default_factory=dict)
    means: Mapping[str, float] = field(default_factory=dict)
    marks: Mapping[int, float] = field(default_factory=dict)
    moved: Mapping[str, float] = field(default_factory=dict)
    limits: tuple[float, float] = (0.0, 100.0)
    half: float = 0.005

    @cached_property
    def limits_by(self) -> dict[str, pd.DataFrame]:
        """Kind of figures -> which free place each unit without a rank may hold by them."""
        return {
            "scores": by_score(self.rank, self.score) & by_marks(self.rank, self.score, self.marks),
            "changes": by_change(self.rank, self.moved),
            "regional ranks": by_region(self.rank, self.region, self.regional_rank),
        }

    @cached_property
    def windows(self) -> pd.DataFrame:
        """Which free place each unit without a rank may hold, by every single figure."""
        return reduce(and_, self.limits_by.values())

    def figures(self) -> list[tuple[str, str]]:
        """List every printed figure: its measure, and its unit, region or place."""
        return [
            *(("rank", unit) for unit in self.rank.dropna().index),
            *(("score", unit) for unit in self.score.dropna().index),
            *(("regional_rank", unit) for unit in self.regional_rank),
            *(("rank_change", unit) for unit in self.moved),
            *(("mean", name) for name in self.means),
            *(("score of place", f"{place}") for place in self.marks),
        ]

    def only(self, kept: set[tuple[str, str]]) -> Printed:
        """Return the list as if only some of its figures were printed."""

        def within(measure: str, figures: Mapping[str, float]) -> dict[str, float]:
            return {unit: value for unit, value in figures.items() if (measure, unit) in kept}

        return replace(
            self,
            rank=pd.Series(within("rank", self.rank), dtype=float).reindex(self.rank.index),
            score=pd.Series(within("score", self.score), dtype=float).reindex(self.rank.index),
            regional_rank=within("regional_rank", self.regional_rank),
            moved=within("rank_change", self.moved),
            means=within("mean", self.means),
            marks={at: v for at, v in self.marks.items() if ("score of place", f"{at}") in kept},
        )


class Program:
    """The integer program of a list: who may hold which free place, at which score.

    Variables are, in this order, ``a`` (unit without a rank x free place, 0 or 1), ``s`` (the
    score of every place) and ``t`` (region x free place: the score of the place where a unit of
    the region holds it, else 0).

    Parameters
    ----------
    printed : Printed
        The list.
    """

    def __init__(self, printed: Printed) -> None:
        self.printed = printed
        self._half = printed.half + SLACK
        self.units = [*printed.rank.index[printed.rank.isna()]]
        self.free = free_places(printed.rank)
        self.regions = [name for name in printed.means if name and self._members(name)]
        self.size = len(self.units) * len(self.free)
        self.scores = len(printed.rank)
        self._rows: list[dict[int, float]] = []
        self._ends: list[tuple[float, float]] = []
        self._lower, self._upper = self._limits()
        self._places()
        self._order()
        self._own_scores()
        self._means()
        self._regional_ranks()

    @property
    def _width(self) -> int:
        return self.size + self.scores + len(self.regions) * len(self.free)

    @cached_property
    def _constraints(self) -> LinearConstraint:
        from scipy.optimize import LinearConstraint
        from scipy.sparse import coo_array

        cells = [(n, at, v) for n, row in enumerate(self._rows) for at, v in row.items()]
        number, at, value = map(np.array, zip(*cells, strict=True))
        matrix = coo_array((value, (number, at)), shape=(len(self._rows), self._width))
        return LinearConstraint(matrix.tocsr(), *map(np.array, zip(*self._ends, strict=True)))

    @cached_property
    def _bounds(self) -> Bounds:
        from scipy.optimize import Bounds

        rest = self._width - self.size - self.scores
        allowed = self.printed.windows.to_numpy(float).ravel()
        return Bounds(
            np.r_[np.zeros(self.size), self._lower, np.zeros(rest)],
            np.r_[allowed, self._upper, np.full(rest, self.printed.limits[1])],
        )

    def _members(self, region: str) -> list[int]:
        return [at for at, unit in enumerate(self.units) if self.printed.region[unit] == region]

    def _a(self, unit: int, place: int) -> int:
        return unit * len(self.free) + place

    def _s(self, place: int) -> int:
        return self.size + place - 1

    def _t(self, region: int, place: int) -> int:
        return self.size + self.scores + region * len(self.free) + place

    def _add(self, row: Mapping[int, float], low: float, high: float) -> None:
        self._rows.append(dict(row))
        self._ends.append((low, high))

    def _limits(self) -> tuple[np.ndarray, np.ndarray]:
        """Bound the score of each place by the printed scores of the ranks around it."""
        least, most = self.printed.limits
        lower, upper = np.full(self.scores, least), np.full(self.scores, most)
        both = self.printed.score.where(self.printed.rank.notna()).dropna()
        ties = self.printed.rank.map(self.printed.rank.value_counts())
        for unit, value in both.items():
            first = int(self.printed.rank[unit])
            last = first + int(ties[unit]) - 1
            lower[:last] = np.maximum(lower[:last], value - self._half)
            upper[first - 1 :] = np.minimum(upper[first - 1 :], value + self._half)
        for place, value in self.printed.marks.items():
            lower[:place] = np.maximum(lower[:place], value - self._half)
            upper[place - 1 :] = np.minimum(upper[place - 1 :], value + self._half)
        return lower, upper

    def _places(self) -> None:
        """Give every unit one place it may hold, and every place one unit."""
        for unit in range(len(self.units)):
            self._add({self._a(unit, p): 1.0 for p in range(len(self.free))}, 1, 1)
        for place in range(len(self.free)):
            self._add({self._a(u, place): 1.0 for u in range(len(self.units))}, 1, 1)

    def _order(self) -> None:
        """Let scores fall from place to place."""
        for place in range(1, self.scores):
            self._add({self._s(place): 1.0, self._s(place + 1): -1.0}, 0, np.inf)

    def _own_scores(self) -> None:
        """Give the place that a unit without a rank takes that unit's printed score."""
        for number, unit in enumerate(self.units):
            value = self.printed.score[unit]
            if pd.isna(value):
                continue
            for at, place in enumerate(self.free):
                low, high = (end[place - 1] for end in (self._lower, self._upper))
                a, s = self._a(number, at), self._s(place)
                self._add({s: 1.0, a: low - value + self._half}, low, np.inf)
                self._add({s: 1.0, a: high - value - self._half}, -np.inf, high)

    def _means(self) -> None:
        """Tie the sum of a region's scores, and that of all, to the printed means."""
        for number, name in enumerate(self.regions):
            members = self._members(name)
            for place in range(len(self.free)):
                self._product(number, place, {self._a(unit, place): 1.0 for unit in members})
        for name, mean in self.printed.means.items():
            inside = self.printed.region == name if name else self.printed.region.notna()
            row = dict.fromkeys(self._t_of(name), 1.0)
            for rank in self._held(inside):
                row[self._s(rank)] = row.get(self._s(rank), 0.0) + 1.0
            count = int(inside.sum())
            self._add(row, count * (mean - self._half), count * (mean + self._half))

    def _held(self, inside: pd.Series) -> list[int]:
        """List the places of a mean's units that are known; all places for the mean of all."""
        if inside.all():
            return [*range(1, self.scores + 1)]
        return [int(rank) for rank in self.printed.rank[inside].dropna()]

    def _t_of(self, name: str) -> list[int]:
        if name not in self.regions:
            return []
        number = self.regions.index(name)
        return [self._t(number, place) for place in range(len(self.free))]

    def _product(self, region: int, place: int, taken: dict[int, float]) -> None:
        """Make ``t`` the place's score where a unit of the region holds it, else 0 (McCormick)."""
        t, s = self._t(region, place), self._s(self.free[place])
        low, high = (end[self.free[place] - 1] for end in (self._lower, self._upper))
        self._add({t: 1.0, **{a: -low for a in taken}}, 0, np.inf)
        self._add({t: 1.0, **{a: -high for a in taken}}, -np.inf, 0)
        self._add({t: 1.0, s: -1.0, **{a: -low for a in taken}}, -np.inf, -low)
        self._add({t: 1.0, s: -1.0, **{a: -high for a in taken}}, -high, np.inf)

    def _regional_ranks(self) -> None:
        """Let as many units of the region be ahead as the unit's rank within it says."""
        for unit, regional in self.printed.regional_rank.items():
            ranks, region = self.printed.rank, self.printed.region
            others = (region == region[unit]) & (ranks.index != unit)
            rivals = [at for at in self._members(region[unit]) if self.units[at] != unit]
            places = [ranks[unit]] if pd.notna(ranks[unit]) else self.free
            for number, place in enumerate(places):
                ahead = [p for p, free in enumerate(self.free) if free < place]
                row = {self._a(rival, p): 1.0 for rival in rivals for p in ahead}
                needed = regional - 1 - float((ranks[others] < place).sum())
                slack = float(self.scores) if pd.isna(ranks[unit]) else 0.0
                if slack:
                    own = self._a(self.units.index(unit), number)
                    self._add({**row, own: slack}, -np.inf, needed + slack)
                    self._add({**row, own: -slack}, needed - slack, np.inf)
                else:
                    self._add(row, needed, needed)

    def solve(self, gain: np.ndarray | None = None, *, gap: float = 0.0) -> float:
        """Minimise the sum of gains over all placings that fit what is printed.

        Parameters
        ----------
        gain : ndarray, shape (units, free places), optional
            Of each unit on each place; nothing for the question whether any placing fits.
        gap : float
            A proof so close to the least value is enough.

        Returns
        -------
        float
            A value that no fitting placing undercuts: the least itself, unless ``gap`` or
            :data:`NODES` end the search before.

        Raises
        ------
        ClashError
            When no placing fits.
        """
        from scipy.optimize import milp

        cost = np.zeros(self._width)
        if gain is not None:
            cost[: self.size] = np.asarray(gain, dtype=float).ravel()
        found = milp(
            cost,
            constraints=self._constraints,
            integrality=np.r_[np.ones(self.size), np.zeros(self._width - self.size)],
            bounds=self._bounds,
            options={"node_limit": NODES, "mip_rel_gap": gap},
        )
        if found.status == 2:
            raise ClashError("no placing fits what is printed")
        return float(found.mip_dual_bound) if found.mip_dual_bound is not None else found.fun
