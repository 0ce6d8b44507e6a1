"""What exists under ``reports/``, and the lists of provinces and sources: what the way in says."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from pardx.data.spelling import PREFIX, slug
from pardx.language import N_
from pardx.project import Project
from pardx.settings import settings

Row = dict[str, str]

MOST_SHOWN = 4
"""Of how many indices ranks are shown beside a province: the first whose publisher ranks."""

FORMS = ("html", "pdf", "docx")
"""In which forms a brief may exist."""

TABLES = {
    "ranking": N_("Ranking"),
    "coverage": N_("Coverage"),
    "conflicts": N_("Conflicting sources"),
    "associations": N_("Associations"),
    "models": N_("Models"),
    "ministries": N_("Ministries"),
    "national": N_("National series"),
}
"""Results of a year that are offered for download."""

WELL_KNOWN = {"dti_total": 60, "par_index": 40}
"""Index -> how many provinces a year must know to be the one that the way in shows."""


@dataclass(frozen=True)
class Year:
    """What exists of one year.

    Attributes
    ----------
    year : int
        The year.
    merged : bool
        Its ranking is of the 34 units, not of the 63 provinces.
    counts : dict
        Indicator -> provinces with a score or a rank.
    indicators : int
        Indicators with at least one figure of a province.
    ministries : int
        Ministries with a rank of that year.
    files : list of str
        Files of its folder and of ``data/`` and ``trace/``, as seen from the folder.
    briefs : dict
        Stem of a brief -> its files, ``can-tho.vi.html`` and such.
    """

    year: int
    merged: bool
    counts: dict[str, int]
    indicators: int
    ministries: int
    files: list[str]
    briefs: dict[str, list[str]]


@dataclass(frozen=True)
class Facts:
    """All that the page says.

    Attributes
    ----------
    units : dict
        Index whose ranks are shown beside a province -> row of ``units.csv`` of its scores.
    indices : dict
        Headline index -> its name in every language.
    years : list of Year
        Newest first.
    provinces : list of dict
        Rows of ``provinces63.csv`` with ``slug``, ``also``, its other spellings, and ``unit34`` and
        ``unit34_code``, the unit of July 2025 that it is part of.
    ranked : int
        The :func:`default_year`.
    ranks : dict
        Year -> GSO code -> indicator -> rank and how many are ranked, ``26/63``.
    leaders : list of tuple
        Indicator, name and score of who ranks first in that year.
    tiles : list of dict
        Rows of ``tilegrid63.csv``.
    bands : list of int
        Of the indices whose ranks are shown, in the years shown: from how many places on a change
        of rank is more than usual fluctuation, smallest first.
    breaks : list of dict
        Changes of method of the indices, oldest first: ``indicator``, ``year``, ``what_en``,
        ``what_vi``.
    units_since : list of dict
        Changes of units of the indices to the 34, as rows like ``breaks``.
    documents : dict
        Kind of source -> how many there are.
    publishers : list of dict
        Rows of ``publishers.csv``.
    docs : list of str
        Pages of the documentation.
    changes : list of str
        Folders of ``changes/``.
    downloads : list of str
        Files of ``downloads/``.
    columns : dict
        Table offered and column, ``<index>_rank`` for those of each index -> its row of
        ``columns.csv``.
    """

    units: dict[str, Row]
    indices: dict[str, str]
    years: list[Year]
    provinces: list[Row]
    ranked: int
    ranks: dict[int, dict[str, Row]]
    leaders: list[tuple[str, str, str]]
    tiles: list[Row]
    bands: list[int]
    breaks: list[Row]
    units_since: list[Row]
    documents: dict[str, int]
    publishers: list[Row]
    docs: list[str]
    changes: list[str]
    downloads: list[str]
    columns: dict[tuple[str, str], Row]


def scan(project: Project) -> Facts:
    """Read what exists under ``reports/``, and the lists of provinces and sources."""
    folder, geography = project.root / "reports", project.raw / "geography"
    short = {r["indicator"]: r["short_en"] for r in _rows(project.catalogue / "indicators.csv")}
    indices = {name: short[name] for name in settings(project).headline}
    shown = _shown_ranks(project, indices)
    years = [_year(path, indices) for path in sorted(folder.glob("[0-9]*"), reverse=True)]
    years = [year for year in years if year.briefs or "index.html" in year.files]
    listed = _rows(geography / "provinces63.csv")
    merged = _rows(geography / "merger2025.csv")
    units = {
        row["gso_code_63"]: {
            "unit34": row["unit34_name_vi"],
            "unit34_code": PREFIX + row["unit34_code"],
        }
        for row in merged
    }
    spellings = _rows(project.catalogue / "spellings.csv")
    breaks = [row for row in _rows(project.catalogue / "breaks.csv") if row["indicator"] in indices]
    return Facts(
        units=shown,
        indices=indices,
        years=years,
        provinces=[_province(row, spellings) | units[row["gso_code"]] for row in listed],
        ranked=(ranked := default_year(years)),
        ranks={year.year: _ranks(folder, year.year, shown) for year in years},
        leaders=_leaders(folder, ranked, shown),
        tiles=_rows(geography / "tilegrid63.csv"),
        bands=_bands(folder, years, shown) or [settings(project).noise.convention],
        breaks=sorted(breaks, key=lambda row: row["year"]),
        units_since=_units_since(project, indices),
        documents=dict(Counter(row["kind"] for row in _rows(project.raw / "sources.csv"))),
        publishers=_rows(project.catalogue / "publishers.csv"),
        docs=_names(folder / "docs", "*.html"),
        changes=[path.split("/")[0] for path in _names(folder / "changes", "*/changes.csv")],
        downloads=_names(folder / "downloads", "*.zip"),
        columns=_columns(project, indices),
    )


def _columns(project: Project, indices: Iterable[str]) -> dict[tuple[str, str], Row]:
    """Say what each column of the tables offered means: in this table, else usually."""
    meant = {row["column"]: row for row in _rows(project.catalogue / "columns.csv")}
    heads = (
        (table, column)
        for table in TABLES
        for path in sorted((project.root / "reports").glob(f"[0-9]*/data/{table}.csv"))
        for column in _heads(path)
    )
    found = {}
    for table, column in heads:
        index = next((name for name in indices if column.startswith(f"{name}_")), None)
        name = column if index is None else column.replace(index, "<index>", 1)
        own = meant.get(f"{table}.{name}", meant.get(name))
        if own is not None:
            found[table, name] = own
    return found


def _heads(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as lines:
        return lines.readline().rstrip("\n").split(",")


def _units_since(project: Project, indices: Collection[str]) -> list[Row]:
    """List since when each index is published for the 34 units."""
    family = {r["indicator"]: r["family"] for r in _rows(project.catalogue / "indicators.csv")}
    scopes = [r for r in _rows(project.catalogue / "scopes.csv") if r["level"] == "unit34"]
    return [
        row | {"indicator": name, "year": row["first_year"]}
        for name in indices
        for row in scopes
        if row["family"] == family[name]
    ]


def default_year(years: Iterable[Year]) -> int:
    """Choose the year that the way in shows: the latest of :data:`WELL_KNOWN`.

    Where there is none, the latest with PAR INDEX; 0 without one. Years of 34 units are left out:
    the list beside it is of the 63.
    """
    known = [year for year in years if year.counts.get("par_index") and not year.merged]
    well = (
        year
        for year in known
        if all(year.counts.get(name, 0) >= least for name, least in WELL_KNOWN.items())
    )
    return next((year.year for year in [*well, *known]), 0)


def _shown_ranks(project: Project, indices: Iterable[str]) -> dict[str, Row]:
    """Pick the indices whose ranks are shown beside a province, with the unit of their scores."""
    measures = [r for r in _rows(project.catalogue / "measures.csv") if r["level"] == "province"]
    units = {row["unit"]: row for row in _rows(project.catalogue / "units.csv")}
    scored = {r["indicator"]: units[r["unit"]] for r in measures if r["measure"] == "score"}
    ranked = {row["indicator"] for row in measures if row["measure"] == "rank"}
    shown = [name for name in indices if name in ranked and name in scored]
    return {name: scored[name] for name in shown[:MOST_SHOWN]}


def _ranking(folder: Path, year: int, name: str = "ranking") -> list[Row]:
    return _rows(folder / str(year) / "data" / f"{name}.csv")


def _ranks(folder: Path, year: int, indices: Iterable[str]) -> dict[str, Row]:
    """Write the ranks of all units: of a year with two tables, of the 63 and of the 34."""
    return {
        row["gso_code"]: {name: _rank(row, name) for name in indices}
        for table in ("ranking", "ranking_unit34")
        for row in _ranking(folder, year, table)
    }


def _rank(row: Row, name: str) -> str:
    """Write a rank and how many units the index ranks, ``26/63``; ``*``: counted from scores."""
    rank, places = (_whole(row.get(f"{name}_{part}", "")) for part in ("rank", "places"))
    counted = "*" if row.get(f"{name}_rank_is") == "counted" else ""
    return f"{rank}/{places}{counted}" if rank else ""


def _leaders(folder: Path, year: int, indices: Iterable[str]) -> list[tuple[str, str, str]]:
    """List who ranks first in a year, of the indices that the list of provinces shows."""
    rows = _ranking(folder, year)
    return [
        (name, row["province"], row[f"{name}_score"])
        for name in indices
        for row in rows
        if _whole(row.get(f"{name}_rank", "")) == "1" and row.get(f"{name}_score")
    ]


def _bands(folder: Path, years: Iterable[Year], indices: Collection[str]) -> list[int]:
    """Read from results how large a change of rank is more than usual fluctuation."""
    tables = (_rows(folder / str(year.year) / "data" / "noise.csv") for year in years)
    return sorted(
        {int(row["band"]) for rows in tables for row in rows if row["indicator"] in indices}
    )


def _whole(text: str) -> str:
    """Write a rank as results hold it, ``26.0`` or ``26``, without decimals."""
    return text.removesuffix(".0")


def _rows(path: Path) -> list[Row]:
    """Read a table; one that does not exist is empty."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


def _names(folder: Path, *patterns: str) -> list[str]:
    found = (path for pattern in patterns for path in folder.glob(pattern))
    return sorted(path.relative_to(folder).as_posix() for path in found)


def _year(folder: Path, indices: Collection[str]) -> Year:
    ranking = _rows(folder / "data" / "ranking.csv")
    coverage = _rows(folder / "data" / "coverage.csv")
    cabinet = _rows(folder / "data" / "ministries.csv")
    briefs: dict[str, list[str]] = {}
    for name in _names(folder / "briefs", *(f"*.{form}" for form in FORMS)):
        briefs.setdefault(name.split(".")[0], []).append(name)
    return Year(
        year=int(folder.name),
        merged=any(row["gso_code"].startswith(PREFIX) for row in ranking),
        counts={
            name: sum(bool(row.get(f"{name}_score") or row.get(f"{name}_rank")) for row in ranking)
            for name in indices
        },
        indicators=len({row["indicator"] for row in coverage if row["n"] != "0"}),
        ministries=len({r["entity"] for r in cabinet if r["year"] == folder.name and r["rank"]}),
        files=_names(folder, "*.html", "data/*.csv", "data/manifest.json", "trace/index*.html"),
        briefs=briefs,
    )


def _province(row: Row, spellings: Iterable[Row]) -> Row:
    also = [other["spelling"] for other in spellings if other["gso_code"] == row["gso_code"]]
    return row | {"slug": slug(row["name_vi"]), "also": "|".join(also)}
