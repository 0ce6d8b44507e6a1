"""The facts of one province in one year, as numbers: what a brief is written from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from pardx.analysis.association import OUTCOMES, PREDICTOR
from pardx.analysis.describe import national_mean, rank_change
from pardx.analysis.rank_sets import Band, noise_band
from pardx.analysis.ranks import FULL_LIST, column, standing
from pardx.data.catalogue import Catalogue

INDICES = (
    "par_index",
    "sipas",
    "dti_total",
    "papi_total_unweighted",
    "papi_d5_admin_procedures",
    "papi_d8_egovernance",
    "pci_total",
)
"""The rows of a brief's table, in its order."""

FAMILIES = ("par_index", "papi", "dti")
"""Families whose parts a brief looks into."""

PEERS = 5
EXTREMES = 3
"""How many strongest, and weakest, parts are named."""


@dataclass(frozen=True)
class Evidence:
    """What is known of all provinces in a year.

    Attributes
    ----------
    year : int
        Year of the brief.
    provinces : DataFrame
        The 63 provinces, indexed by GSO code.
    panel : DataFrame
        As :func:`pardx.data.clean.province_panel` returns it.
    before : DataFrame or None
        The panel of the year before.
    values : DataFrame
        The year's used values, all levels.
    observations : DataFrame
        The year's printed figures with ``source_id`` and ``note``.
    targets : DataFrame
        Used values of measure ``target``, of this year and the year before.
    associations : DataFrame
        As :func:`pardx.analysis.association.associations` returns it.
    catalogue : Catalogue
        Parts, breaks and units.
    ranges : DataFrame or None
        Rank ranges: ``gso_code``, ``indicator``, ``low``, ``high``.
    bands : DataFrame or None
        As :func:`pardx.analysis.rank_sets.noise_bands` returns it.
    """

    year: int
    provinces: pd.DataFrame
    panel: pd.DataFrame
    before: pd.DataFrame | None
    values: pd.DataFrame
    observations: pd.DataFrame
    targets: pd.DataFrame
    associations: pd.DataFrame
    catalogue: Catalogue
    ranges: pd.DataFrame | None = None
    bands: pd.DataFrame | None = None

    @cached_property
    def standings(self) -> dict[str, pd.DataFrame]:
        """Index -> standing of all provinces, with ``change`` in places."""
        return {
            name: standing(self.panel, name).assign(
                change=rank_change(self.panel, self.before, name)
            )
            for name in INDICES
        }

    @cached_property
    def units(self) -> dict[str, str]:
        """Indicator -> unit of a province's score; a part's points before its percent."""
        known = self.catalogue.measures
        scores = known[(known.measure == "score") & (known.level == "province")]
        pointed_last = scores.sort_values("unit", key=lambda unit: unit != "percent")
        return dict(zip(pointed_last.indicator, pointed_last.unit, strict=True))

    @cached_property
    def regional_ranks(self) -> pd.DataFrame:
        """Ranks within a region as printed, with the note that names it."""
        return self.observations[self.observations.measure == "regional_rank"]

    @cached_property
    def part_names(self) -> list[str]:
        """Parts of the families with any figure this year, in catalogue order."""
        named = self.catalogue.indicators
        parts = named[named.family.isin(FAMILIES) & (named.part_of != "")].index
        shown = parts.difference(["papi_total_6dim"], sort=False)
        ends = ("_score", "_score_percent", "_rank")
        return [name for name in shown if any(f"{name}{end}" in self.panel for end in ends)]


@dataclass(frozen=True)
class Among:
    """A place among the provinces of a region.

    Attributes
    ----------
    rank : float
        1 = best; missing when the province has none.
    known : int
        How many provinces of the region it is counted over.
    provinces : int
        How many the region has.
    printed : bool
        The source prints the regional rank itself.
    """

    rank: float
    known: int
    provinces: int
    printed: bool


@dataclass(frozen=True)
class Standing:
    """Where the province stands on one index; a missing number is NaN.

    Attributes
    ----------
    indicator : str
        The index.
    score, rank : float
        As used, and of how many ``places`` the rank is counted.
    quality : str
        A, B, C or X; empty when there is no value.
    change : float
        Places gained since the year before (published or counted).
    band : Band
        From how many places on the change is more than normal variation.
    crosses_break : bool
        The method changed between the two years.
    low, high : float
        Range of the rank, where one is estimated.
    region : Among
        Place in the region.
    mean : float
        National mean as published; else, of a full list, the ``median``.
    centre : str
        ``mean``, ``median`` or empty.
    counted : int
        Scores the median is taken of.
    leader : str
        Who ranks first.
    leader_score : float
        With what score.
    target : float
        What the province aims at on this very index.
    missing : str
        Why there is neither score nor rank: ``unpublished``, ``not_found``, ``unsettled``,
        ``no_index``; empty otherwise.
    """

    indicator: str
    score: float
    rank: float
    places: int
    quality: str
    change: float
    band: Band
    crosses_break: bool
    low: float
    high: float
    region: Among
    mean: float
    centre: str
    counted: int
    leader: str
    leader_score: float
    target: float
    missing: str

    @property
    def gap_to_mean(self) -> float:
        """Score minus national mean (or median)."""
        return self.score - self.mean

    @property
    def gap_to_leader(self) -> float:
        """Score minus the leader's."""
        return self.score - self.leader_score

    @property
    def gap_to_target(self) -> float:
        """Score minus the target."""
        return self.score - self.target


@dataclass(frozen=True)
class Part:
    """One component or dimension of an index, beside the region.

    Attributes
    ----------
    indicator, unit : str
        What it is and in which unit.
    score, rank : float
        Missing when not printed.
    median : float
        Of the ``known`` provinces of the region that has ``provinces``; missing when fewer
        than half are known.
    spread : float
        Standard deviation over all provinces with a score.
    """

    indicator: str
    unit: str
    score: float
    rank: float
    median: float
    known: int
    provinces: int
    spread: float

    @property
    def gap(self) -> float:
        """Score minus the region's median."""
        return self.score - self.median

    @property
    def strength(self) -> float:
        """The gap in standard deviations: comparable between scales."""
        return self.gap / self.spread


@dataclass(frozen=True)
class Peer:
    """A province of like income and urban share.

    Attributes
    ----------
    gso_code, province : str
        Code and name.
    distance : float
        From the brief's province, in standard deviations.
    income, urban : float
        GRDP per head in million VND; urban share in percent.
    ranks : dict
        Index -> rank.
    """

    gso_code: str
    province: str
    distance: float
    income: float
    urban: float
    ranks: dict[str, float]


@dataclass(frozen=True)
class Relation:
    """How DTI and one outcome move together in the country, and where the province lies.

    Attributes
    ----------
    outcome : str
        The index set against DTI.
    row, overlap_free : dict
        The row of ``associations.csv``, raw and (empty when not estimated) without the
        overlap of the two indices.
    points : tuple of (float, float)
        Ranks on DTI and on the outcome.
    own : tuple of (float, float) or None
        The province's.
    """

    outcome: str
    row: dict[str, object]
    overlap_free: dict[str, object]
    points: tuple[tuple[float, float], ...]
    own: tuple[float, float] | None


@dataclass(frozen=True)
class Facts:
    """All that a brief says about one province.

    Attributes
    ----------
    year : int
        Year of the figures.
    gso_code, province, region : str
        Code, name and region (names in Vietnamese).
    standings : tuple of Standing
        One for each of :data:`INDICES`.
    parts : tuple of Part
        Parts set against the region, strongest first.
    printed : tuple of Part
        Parts known for too few provinces of the region to be set against it.
    own : Peer
        The province's own income and urban share (missing ones NaN).
    peers : tuple of Peer
        Nearest first; empty when income or urban share is not known.
    urban_year : int
        Year of the urban shares.
    relation : Relation or None
        None when nothing could be estimated.
    other_targets : tuple of dict
        Targets on something else than an index of the table: ``indicator``, ``value``,
        ``unit``, ``period``.
    sources : tuple of str
        Ids of the sources of the province's figures.
    """

    year: int
    gso_code: str
    province: str
    region: str
    standings: tuple[Standing, ...]
    parts: tuple[Part, ...]
    printed: tuple[Part, ...]
    own: Peer
    peers: tuple[Peer, ...]
    urban_year: int
    relation: Relation | None
    other_targets: tuple[dict[str, object], ...]
    sources: tuple[str, ...]

    @property
    def strongest(self) -> tuple[Part, ...]:
        """The parts farthest above the region's median."""
        return self.parts[: min(EXTREMES, len(self.parts) // 2)]

    @property
    def weakest(self) -> tuple[Part, ...]:
        """The parts farthest below the region's median, weakest first."""
        count = min(EXTREMES, len(self.parts) // 2)
        return self.parts[::-1][:count]

    def standing(self, indicator: str) -> Standing:
        """Return the standing on one index."""
        return next(found for found in self.standings if found.indicator == indicator)


def facts(evidence: Evidence, gso_code: str) -> Facts:
    """Gather the facts of one province.

    Parameters
    ----------
    evidence : Evidence
        The year's results.
    gso_code : str
        One of the 63, with its leading zero.
    """
    parts = [_part(evidence, gso_code, name) for name in evidence.part_names]
    known = [part for part in parts if np.isfinite([part.score, part.rank]).any()]
    compared = [part for part in known if np.isfinite(part.strength)]
    own, peers, urban_year = _peers(evidence, gso_code)
    aims = evidence.targets[evidence.targets.gso_code == gso_code]
    return Facts(
        year=evidence.year,
        gso_code=gso_code,
        province=evidence.panel.province[gso_code],
        region=evidence.panel.region[gso_code],
        standings=tuple(_standing(evidence, gso_code, name) for name in INDICES),
        parts=tuple(sorted(compared, key=lambda part: (-part.strength, part.indicator))),
        printed=tuple(part for part in known if not np.isfinite(part.strength)),
        own=own,
        peers=peers,
        urban_year=urban_year,
        relation=_relation(evidence, gso_code),
        other_targets=tuple(aims[~aims.indicator.isin(INDICES)].to_dict("records")),
        sources=_sources(evidence, gso_code),
    )


def _standing(evidence: Evidence, code: str, indicator: str) -> Standing:
    found = evidence.standings[indicator]
    own, quality = found.loc[code], found.loc[code, "quality"]
    first = found[found["rank"] == 1]
    mean, centre = _centre(evidence, indicator, found["score"])
    low, high = _range(evidence, code, indicator)
    return Standing(
        indicator=indicator,
        score=own["score"],
        rank=own["rank"],
        places=int(own["places"]),
        quality=quality if isinstance(quality, str) else "",
        change=own["change"],
        band=noise_band(evidence.bands, indicator),
        crosses_break=len(evidence.catalogue.breaks_into(indicator, evidence.year)) > 0,
        low=low,
        high=high,
        region=_among(evidence, code, indicator, found["rank"]),
        mean=mean,
        centre=centre,
        counted=int(found["score"].count()),
        leader=evidence.panel.province[first.index[0]] if len(first) else "",
        leader_score=first["score"].max() if len(first) else np.nan,
        target=_target(evidence, code, indicator),
        missing=_why_missing(found, code),
    )


def _centre(evidence: Evidence, indicator: str, scores: pd.Series) -> tuple[float, str]:
    """Return the published mean; of a full list of scores without one, their median."""
    mean = national_mean(evidence.values, indicator)
    if np.isfinite(mean):
        return mean, "mean"
    if scores.count() >= FULL_LIST:
        return scores.median(), "median"
    return np.nan, ""


def _range(evidence: Evidence, code: str, indicator: str) -> tuple[float, float]:
    if evidence.ranges is None:
        return np.nan, np.nan
    known = evidence.ranges
    own = known[(known.gso_code == code) & (known.indicator == indicator)]
    return (own.low.iloc[0], own.high.iloc[0]) if len(own) else (np.nan, np.nan)


def _among(evidence: Evidence, code: str, indicator: str, ranks: pd.Series) -> Among:
    """Place the province in its region: as printed, else counted over the known ranks."""
    members = evidence.panel.region == evidence.panel.region[code]
    size = int(members.sum())
    printed = _printed_regional_rank(evidence, code, indicator)
    if np.isfinite(printed):
        return Among(printed, size, size, printed=True)
    region = ranks[members].dropna()
    place = float((region < ranks[code]).sum() + 1) if code in region.index else np.nan
    return Among(place, len(region), size, printed=False)


def _printed_regional_rank(evidence: Evidence, code: str, indicator: str) -> float:
    """Return the regional rank a source prints for the region of the six-region scheme.

    Sources also rank within "the South" or the key economic zones; the note says which.
    """
    printed = evidence.regional_ranks
    region = evidence.panel.region[code]
    named = printed.note.str.contains(region, regex=False)
    own = (printed.gso_code == code) & (printed.indicator == indicator)
    rows = printed[own & named]
    return float(rows.value.iloc[0]) if len(rows) else np.nan


def _target(evidence: Evidence, code: str, indicator: str) -> float:
    aims = evidence.targets
    own = aims[(aims.gso_code == code) & (aims.indicator == indicator)]
    return float(own["value"].iloc[-1]) if len(own) else np.nan


def _why_missing(found: pd.DataFrame, code: str) -> str:
    own = found.loc[code]
    if pd.notna(own["score"]) or pd.notna(own["rank"]):
        return ""
    if own["quality"] == "X":
        return "unsettled"
    if found[["score", "rank"]].notna().sum().max() == 0:
        return "no_index"
    return "unpublished" if found["score"].count() >= FULL_LIST else "not_found"


def _part(evidence: Evidence, code: str, indicator: str) -> Part:
    """Set one part against the region; in percent of its maximum where no points are known."""
    scores, unit = _part_scores(evidence, code, indicator)
    members = evidence.panel.region == evidence.panel.region[code]
    region = scores[members].dropna()
    enough = len(region) * 2 >= members.sum()
    return Part(
        indicator=indicator,
        unit=unit,
        score=scores[code],
        rank=column(evidence.panel, f"{indicator}_rank")[code],
        median=region.median() if enough else np.nan,
        known=len(region),
        provinces=int(members.sum()),
        spread=scores.std() if scores.max() > scores.min() else np.nan,
    )


def _part_scores(evidence: Evidence, code: str, indicator: str) -> tuple[pd.Series, str]:
    printed = column(evidence.panel, f"{indicator}_score")
    percent = column(evidence.panel, f"{indicator}_score_percent")
    if pd.isna(printed[code]) and pd.notna(percent[code]):
        return percent, "percent"
    return printed, evidence.units.get(indicator, "points")


def _peers(evidence: Evidence, code: str) -> tuple[Peer, tuple[Peer, ...], int]:
    """Find the provinces nearest in log income and urban share, both as z-scores."""
    urban, urban_year = _latest_urban_share(evidence)
    known = pd.DataFrame(
        {"income": column(evidence.panel, "grdp_per_capita_value"), "urban": urban}
    )
    scaled = known.assign(income=np.log(known.income)).apply(lambda x: (x - x.mean()) / x.std())
    distance = np.sqrt(((scaled - scaled.loc[code]) ** 2).sum(axis=1, skipna=False))
    near = distance.drop(code).dropna().sort_values(kind="stable").head(PEERS)
    ranks = pd.DataFrame({name: found["rank"] for name, found in evidence.standings.items()})

    def peer(who: str) -> Peer:
        return Peer(
            who,
            evidence.panel.province[who],
            float(distance[who]),
            known.income[who],
            known.urban[who],
            ranks.loc[who].to_dict(),
        )

    return peer(code), tuple(peer(who) for who in near.index), urban_year


def _latest_urban_share(evidence: Evidence) -> tuple[pd.Series, int]:
    """Return the year's urban shares, or last year's where this year's are not out."""
    now = column(evidence.panel, "urban_share_value")
    if now.notna().any() or evidence.before is None:
        return now, evidence.year
    return column(evidence.before, "urban_share_value"), evidence.year - 1


def _relation(evidence: Evidence, code: str) -> Relation | None:
    """Choose the first outcome that is estimated and, if there is one, has the province."""
    rows = _estimates(evidence.associations)
    raw = rows[rows.overlap == "raw"].set_index("outcome")
    found = [_pairs(evidence, name) for name in OUTCOMES if name in raw.index]
    if not found:
        return None
    outcome, pairs = next((pair for pair in found if code in pair[1].index), found[0])
    freed = rows[(rows.overlap == "removed") & (rows.outcome == outcome)]
    return Relation(
        outcome=outcome,
        row=raw.loc[outcome].to_dict(),
        overlap_free=freed.iloc[0].to_dict() if len(freed) else {},
        points=tuple(map(tuple, pairs.to_numpy())),
        own=tuple(pairs.loc[code]) if code in pairs.index else None,
    )


def _estimates(associations: pd.DataFrame) -> pd.DataFrame:
    """Pick each outcome's Spearman estimates on all provinces that have both, unweighted."""
    rows = associations.query(
        "method == 'spearman' and predictor == @PREDICTOR and weights == 'none' "
        "and sample == 'all' and estimate.notna()"
    )
    return rows.drop_duplicates(["outcome", "overlap"])


def _pairs(evidence: Evidence, outcome: str) -> tuple[str, pd.DataFrame]:
    ranks = {name: standing(evidence.panel, name)["rank"] for name in (PREDICTOR, outcome)}
    return outcome, pd.DataFrame(ranks).dropna()


def _sources(evidence: Evidence, code: str) -> tuple[str, ...]:
    """Name the sources of the province's figures on indices, their parts and its peers."""
    named = evidence.catalogue.indicators
    shown = named[named.family.isin([*FAMILIES, "sipas", "pci", "socioeconomic"])].index
    own = evidence.observations[evidence.observations.gso_code == code]
    rows = own[own.indicator.isin(shown) & (own.period == "")]
    return tuple(sorted(rows.source_id.unique()))
