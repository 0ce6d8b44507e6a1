"""The first page: ``reports/index.html`` over whatever reports, briefs and pages exist."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from pardx.data.spelling import PREFIX, slug
from pardx.language import LANGUAGES, N_, Language, own_name, page_file
from pardx.pipeline.parameters import Parameters
from pardx.project import Project
from pardx.provenance import write_atomically, write_if_changed
from pardx.settings import settings
from pardx.templates import render as fill

Row = dict[str, str]

RANKED = ("par_index", "sipas", "dti_total")
"""Indices whose ranks are shown beside a province."""

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

GUIDES = {
    "methods": N_("Methods"),
    "limits": N_("Limits of use"),
    "data-dictionary": N_("Data dictionary"),
    "glossary": N_("Glossary, Vietnamese and English"),
    "assumptions": N_("Assumptions"),
    "architecture": N_("Data processing and all other documentation"),
}
"""Pages of the documentation that are named; the first page leads to all others."""

FORMS = ("html", "pdf", "docx")
"""In which forms a brief may exist."""

ARCHIVES = ("pardx-vietnam", "pardx-replication")
"""What ``make release`` makes: the data, and what rebuilds the reports."""


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
    files : list of str
        Files of its folder and of ``data/`` and ``trace/``, as seen from the folder.
    briefs : dict
        Stem of a brief -> its files, ``can-tho.vi.html`` and such.
    """

    year: int
    merged: bool
    counts: dict[str, int]
    indicators: int
    files: list[str]
    briefs: dict[str, list[str]]


@dataclass(frozen=True)
class Facts:
    """All that the page says.

    Attributes
    ----------
    indices : dict
        Headline index -> its name in every language.
    years : list of Year
        Newest first.
    waiting : list of int
        Years with data and no report yet.
    provinces : list of dict
        Rows of ``provinces63.csv`` with ``slug``, ``also``, its other spellings, and ``unit34``,
        the unit of July 2025 that it is part of.
    ranked : int
        The :func:`default_year`.
    ranks : dict
        GSO code -> indicator -> rank of that year.
    breaks : list of dict
        Changes of method of the indices, oldest first: ``indicator``, ``year``, ``what_en``,
        ``what_vi``.
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
    """

    indices: dict[str, str]
    years: list[Year]
    waiting: list[int]
    provinces: list[Row]
    ranked: int
    ranks: dict[str, dict[str, str]]
    breaks: list[Row]
    documents: dict[str, int]
    publishers: list[Row]
    docs: list[str]
    changes: list[str]
    downloads: list[str]


def refresh(project: Project, parameters: Parameters) -> list[Path]:
    """Write ``reports/index.html`` and ``index.vi.html`` over what exists; return their files."""
    facts = scan(project)
    if not (facts.years or facts.docs):
        return []
    pages = {
        project.root / "reports" / page_file("index", code): render(facts, Language(code))
        for code in LANGUAGES
    }
    for path, html in pages.items():
        write_atomically(path, html.encode())
    return [*pages]


def lay_out_downloads(project: Project, parameters: Parameters) -> list[Path]:
    """Lay the latest archives of ``dist/`` beside the pages, where a web server finds them."""
    folder = project.root / "reports" / "downloads"
    found = [sorted((project.root / "dist").glob(f"{kind}-*.zip")) for kind in ARCHIVES]
    latest = {archives[-1].name: archives[-1] for archives in found if archives}
    for old in [path for path in folder.glob("*.zip") if latest and path.name not in latest]:
        old.unlink()
    for name, path in latest.items():
        write_if_changed(folder / name, path.read_bytes())
    return [folder / name for name in latest]


def scan(project: Project) -> Facts:
    """Read what exists under ``reports/``, and the lists of provinces and sources."""
    folder, geography = project.root / "reports", project.raw / "geography"
    short = {r["indicator"]: r["short_en"] for r in _rows(project.catalogue / "indicators.csv")}
    indices = {name: short[name] for name in settings(project).headline}
    years = [_year(path, indices) for path in sorted(folder.glob("[0-9]*"), reverse=True)]
    years = [year for year in years if year.briefs or "index.html" in year.files]
    listed = _rows(geography / "provinces63.csv")
    merged = _rows(geography / "merger2025.csv")
    units = {row["gso_code_63"]: row["unit34_name_vi"] for row in merged}
    spellings = _rows(project.catalogue / "spellings.csv")
    breaks = [row for row in _rows(project.catalogue / "breaks.csv") if row["indicator"] in indices]
    return Facts(
        indices=indices,
        years=years,
        waiting=sorted({*project.years()} - {y.year for y in years if "index.html" in y.files}),
        provinces=[
            _province(row, spellings) | {"unit34": units[row["gso_code"]]} for row in listed
        ],
        ranked=(ranked := default_year(years)),
        ranks={
            row["gso_code"]: {name: row.get(f"{name}_rank", "") for name in RANKED}
            for row in _rows(folder / str(ranked) / "data" / "ranking.csv")
        },
        breaks=sorted(breaks, key=lambda row: row["year"]),
        documents=dict(Counter(row["kind"] for row in _rows(project.raw / "sources.csv"))),
        publishers=_rows(project.catalogue / "publishers.csv"),
        docs=_names(folder / "docs", "*.html"),
        changes=[path.split("/")[0] for path in _names(folder / "changes", "*/changes.csv")],
        downloads=_names(folder / "downloads", "*.zip"),
    )


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
        files=_names(folder, "*.html", "data/*.csv", "data/manifest.json", "trace/index*.html"),
        briefs=briefs,
    )


def _province(row: Row, spellings: Iterable[Row]) -> Row:
    also = [other["spelling"] for other in spellings if other["gso_code"] == row["gso_code"]]
    return row | {"slug": slug(row["name_vi"]), "also": "|".join(also)}


def render(facts: Facts, lang: Language) -> str:
    """Write the page in one language.

    Parameters
    ----------
    facts : Facts
        What exists.
    lang : Language
        The page's language.
    """
    return fill(
        "site.html.j2",
        lang=lang,
        title=lang("PAR-DX Vietnam: public administration reform and digital transformation"),
        sisters=[
            {"href": page_file("index", code), "lang": code, "text": own_name(code)}
            | {"current": code == lang.code}
            for code in LANGUAGES
        ],
        facts=facts,
        publishers=[(lang.of(row, "name"), row["url"]) for row in facts.publishers],
        indices=facts.indices,
        tables=TABLES,
        guides={name: text for name, text in GUIDES.items() if f"{name}.html" in facts.docs},
        totals=_totals(facts),
        years=[_links(year, lang.code) for year in facts.years],
        provinces=[_line(row, facts, lang) for row in sorted(facts.provinces, key=_place)],
        news=_news(facts, lang),
        changes=[_change(name, lang) for name in reversed(facts.changes)],
    )


def _totals(facts: Facts) -> dict[str, object]:
    """Count for the first paragraph."""
    shown = [year.year for year in facts.years]
    counts = next((year.counts for year in facts.years if year.year == facts.ranked), {})
    return {
        "years": len(shown),
        "first": min(shown, default=0),
        "last": max(shown, default=0),
        "briefs": sum(len(year.briefs) for year in facts.years),
        "documents": sum(facts.documents.values()),
        **{name: counts.get(name, 0) for name in RANKED},
    }


def _links(year: Year, code: str) -> dict[str, object]:
    """Make a year's row: what it covers, and its pages in a language."""
    kinds = ("index", "academic", "ministries", "national", "sources")
    names = {kind: page_file(kind, code) for kind in kinds}
    names["trace"] = f"trace/{names['index']}"
    pages = {kind: f"{year.year}/{name}" for kind, name in names.items() if name in year.files}
    return {"year": year.year, "facts": year, "report": pages.pop("index", ""), "pages": pages}


LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
"""The Vietnamese alphabet; tones only tell apart what is else equal."""


def _place(row: Row) -> list[int]:
    """Return a province's place in the Vietnamese alphabet."""
    from unicodedata import normalize

    tones = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
    plain = normalize("NFC", normalize("NFD", row["name_vi"].lower()).translate(tones))
    return [LETTERS.find(sign) for sign in plain]


def _line(row: Row, facts: Facts, lang: Language) -> dict[str, object]:
    """Make a province's row."""
    code, region = row["gso_code"], lang.of(row, "region6")
    words = (row["name_vi"], row["name_en"], code, region, row["also"])
    return {
        "name": row["name_vi"],
        "region": region,
        "find": "|".join(words),
        "ranks": [facts.ranks.get(code, {}).get(name, "") for name in RANKED],
        "briefs": [
            (label, forms)
            for label, forms in (_briefs(row, year, lang) for year in facts.years)
            if forms
        ],
    }


def _briefs(row: Row, year: Year, lang: Language) -> tuple[str, list[tuple[str, str]]]:
    """Label a year's brief of a province, or of the unit it is part of, and list its files."""
    unit = row["unit34"] if year.merged else row["name_vi"]
    label = str(year.year) if unit == row["name_vi"] else f"{year.year} {unit}"
    made = year.briefs.get(slug(unit), ())
    names = {form: f"{slug(unit)}.{lang.code}.{form}" for form in FORMS}
    return label, [(f, f"{year.year}/briefs/{name}") for f, name in names.items() if name in made]


def _news(facts: Facts, lang: Language) -> dict[str, object]:
    """Say what the latest year brought: more or fewer figures, and changes of method."""
    years = facts.years[:2]
    known = [row for row in facts.breaks if years and int(row["year"]) <= years[0].year]
    last = known[-1]["year"] if known else ""
    return {
        "latest": years[0].year if years else 0,
        "before": years[1].year if len(years) > 1 else 0,
        "counts": [
            (name, [(year.counts[key], year.merged) for year in reversed(years)])
            for key, name in facts.indices.items()
        ],
        "method_year": last,
        "methods": [
            (facts.indices[row["indicator"]], lang.of(row, "what"))
            for row in known
            if row["year"] == last
        ],
    }


def _change(name: str, lang: Language) -> tuple[str, str]:
    """Return the address and the words of a table of ``make diff``."""
    before, _, after = name.partition("_")
    text = lang("What changed from {before} to {after}", before=before, after=after)
    return f"changes/{name}/changes.csv", text
