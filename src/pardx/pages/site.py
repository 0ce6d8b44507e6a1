"""The way in: ``reports/index.html``, a page of every province, and one of data and methods."""

from __future__ import annotations

from pathlib import Path

from pardx.data.spelling import alphabetical, slug
from pardx.language import LANGUAGES, N_, Language, own_first, own_name, page_file
from pardx.pages.site_facts import FORMS, TABLES, Facts, Row, Year, scan
from pardx.pipeline.parameters import Parameters
from pardx.project import Project
from pardx.provenance import write_if_changed
from pardx.report.maps import Tile, edges, sea
from pardx.report.scores import worded
from pardx.templates import render as fill

GUIDES = {
    "methods": N_("Methods"),
    "limits": N_("Limits of use"),
    "data-dictionary": N_("Data dictionary"),
    "glossary": N_("Glossary, Vietnamese and English"),
    "assumptions": N_("Assumptions"),
    "architecture": N_("Data processing and all other documentation"),
}
"""Pages of the documentation that are named; the first page leads to all others."""

ARCHIVES = ("pardx-vietnam", "pardx-replication")
"""What ``make release`` makes: the data, and what rebuilds the reports."""


def refresh(project: Project, parameters: Parameters) -> list[Path]:
    """Write ``reports/index.html`` and ``index.vi.html`` over what exists; return their files."""
    facts = scan(project)
    if not (facts.years or facts.docs):
        return []
    folder = project.root / "reports"
    pages = {}
    for code in LANGUAGES:
        lang = Language(code)
        pages[folder / page_file("index", code)] = render(facts, lang)
        pages[folder / page_file("data", code)] = render(facts, lang, "site_data.html.j2", "data")
        for row in _named(facts):
            path = folder / "provinces" / page_file(row["slug"], code)
            pages[path] = render_province(facts, row, lang)
    for path, html in pages.items():
        write_if_changed(path, html.encode())
    return [*pages]


def _named(facts: Facts) -> list[Row]:
    """List the provinces, and the units of July 2025 that none of them is named like."""
    known = {row["slug"] for row in facts.provinces}
    news = {slug(row["unit34"]): row for row in facts.provinces}
    return [*facts.provinces, *(_unit(row) for name, row in news.items() if name not in known)]


def _unit(row: Row) -> Row:
    """Make a row of a unit of July 2025 out of that of one of its members."""
    name = {"name_vi": row["unit34"], "slug": slug(row["unit34"]), "gso_code": ""}
    return row | name


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


def render(
    facts: Facts, lang: Language, template: str = "site.html.j2", name: str = "index"
) -> str:
    """Write the way in, or the page of data and methods, in one language.

    Parameters
    ----------
    facts : Facts
        What exists.
    lang : Language
        The page's language.
    template, name : str
        Which of the two, and the stem of its file.
    """
    years = [_links(year, lang.code) for year in facts.years]
    return fill(
        template,
        lang=lang,
        title=lang("PAR-DX Vietnam: public administration reform and digital transformation"),
        sisters=_languages(name, lang),
        facts=facts,
        publishers=[(lang.of(row, "name"), row["url"]) for row in facts.publishers],
        indices=facts.indices,
        tables=TABLES,
        columns=_columns(facts, lang),
        guides={name: text for name, text in GUIDES.items() if f"{name}.html" in facts.docs},
        totals=_totals(facts, lang),
        leaders=[
            (facts.indices[one], who, _score(score, facts.units[one], lang))
            for one, who, score in facts.leaders
        ],
        ranked=[facts.indices[name] for name in facts.units],
        named=lang.listed([*facts.indices.values()]),
        years=years,
        online=next((year for year in years if "national" in year["pages"]), None),
        cabinet=next(
            (year for year in years if year["facts"].ministries and "ministries" in year["pages"]),
            None,
        ),
        provinces=[
            _line(row, facts, lang)
            for row in sorted(facts.provinces, key=lambda one: alphabetical(one["name_vi"]))
        ],
        tiles=_tiles(facts, lang, "provinces/"),
        sea=sea("province"),
        news=_news(facts, lang),
        changes=[_change(name, lang) for name in reversed(facts.changes)],
    )


def _columns(facts: Facts, lang: Language) -> list[tuple[list[str], list[str], str]]:
    """List columns of the tables offered, the files that have them, and what they mean."""
    found: dict[str, list[tuple[str, str]]] = {}
    for (table, column), meaning in facts.columns.items():
        found.setdefault(lang.of(meaning, "label"), []).append((column, f"{table}.csv"))
    alike = ((text, *map(dict.fromkeys, zip(*pairs, strict=True))) for text, pairs in found.items())
    return [([*columns], [*files], text) for text, columns, files in alike]


def render_province(facts: Facts, row: Row, lang: Language) -> str:
    """Write the page of a province, or of a unit of July 2025, in one language.

    Parameters
    ----------
    facts : Facts
        What exists.
    row : dict
        One of ``facts.provinces``, or a unit.
    lang : Language
        The page's language.
    """
    members = [one for one in facts.provinces if one["unit34"] == row["unit34"]]
    makers = (_year_of, _among_34)
    made = (make(row, year, facts, lang) for year in facts.years for make in makers)
    lines = [line for line in made if line]
    return fill(
        "province.html.j2",
        lang=lang,
        title=row["name_vi"],
        sisters=_languages(row["slug"], lang),
        region=lang.of(row, "region6") if row["gso_code"] else "",
        unit=row["unit34"],
        others=[
            (one["name_vi"], page_file(one["slug"], lang.code))
            for one in members
            if one["slug"] != row["slug"]
        ],
        years=lines,
        latest=_latest(lines),
        changed=_changed(lines, facts),
        bands=facts.bands,
        tiles=_tiles(facts, lang, "", row),
        sea=sea("province"),
        ranked=[(name, facts.indices[name]) for name in facts.units],
        home=f"../{page_file('index', lang.code)}",
    )


def _year_of(row: Row, year: Year, facts: Facts, lang: Language) -> dict[str, object]:
    """Make a year's line of a province's page, of dashes where the year's report has no rank of it.

    Years of 34 units show the unit that the province is part of, by its name. Years before a unit
    of a new name was formed have no line on its page.
    """
    code = row["unit34_code"] if year.merged else row["gso_code"]
    ranks, briefs = facts.ranks[year.year].get(code, {}), _briefs(row, year, lang)
    report = page_file("index", lang.code)
    if not (code and (briefs or any(ranks.values()) or report in year.files)):
        return {}
    place = "" if year.merged or not any(ranks.values()) else f"#u-{code}"
    return {
        "year": year.year,
        "unit": row["unit34"] if year.merged else "",
        "second": False,
        "report": f"../{year.year}/{report}{place}" if report in year.files else "",
        "ranks": ranks,
        "briefs": briefs,
    }


def _among_34(row: Row, year: Year, facts: Facts, lang: Language) -> dict[str, object]:
    """Make the line of a province's unit in the second table of a year, as DTI 2024 has one."""
    ranks = {} if year.merged else facts.ranks[year.year].get(row["unit34_code"], {})
    report = page_file("index", lang.code)
    if not any(ranks.values()) or report not in year.files:
        return {}
    return {
        "year": year.year,
        "unit": row["unit34"],
        "second": True,
        "report": f"../{year.year}/{report}#tab-ranks-34",
        "ranks": ranks,
        "briefs": [],
    }


def _changed(lines: list[dict[str, object]], facts: Facts) -> str:
    """List, of the indices ranked, the changes of method between the years with a rank."""
    found = {}
    for name in facts.units:
        years = [line["year"] for line in lines if line["ranks"].get(name)]
        first, last = min(years, default=0), max(years, default=0)
        own = [int(row["year"]) for row in facts.breaks if row["indicator"] == name]
        found[name] = [str(year) for year in own if first < year <= last]
    return "; ".join(
        f"{facts.indices[name]} ({', '.join(which)})" for name, which in found.items() if which
    )


def _latest(lines: list[dict[str, object]]) -> list[dict[str, object]]:
    """Pick the latest year with a brief; where it has no rank, the latest with both as well."""
    made = [line for line in lines if line["briefs"]]
    known = [line for line in made if any(line["ranks"].values())]
    return [line for line in made if line in (*made[:1], *known[:1])]


def _languages(name: str, lang: Language) -> list[dict[str, object]]:
    return [
        {"href": page_file(name, code), "lang": code, "text": own_name(code)}
        | {"current": code == lang.code}
        for code in own_first(lang.code)
    ]


def _score(text: str, unit: Row, lang: Language) -> str:
    """Write a score of a results table with its unit."""
    number = lang.number(float(text), int(unit["decimals"]))
    return worded(number, unit["unit"], lang.of(unit, "difference"), lang)


def _tiles(facts: Facts, lang: Language, folder: str, own: Row | None = None) -> list[Tile]:
    """Place every province on the map, north to south, with the address of its page.

    On the page of a province its own tile is ringed, and those of its unit of July 2025 are marked;
    a unit whose name none of them has rings all.
    """
    rows = {row["gso_code"]: row for row in facts.provinces}
    placed = {(int(one["row"]), int(one["col"])): rows[one["gso_code"]] for one in facts.tiles}
    regions = {place: row["region6_code"] for place, row in placed.items()}
    return [
        Tile(
            row["name_vi"],
            f"{folder}{page_file(row['slug'], lang.code)}",
            place[0] + 1,
            place[1] + 1,
            " ".join([*edges(regions, *place), *_marked(row, own)]),
        )
        for place, row in sorted(placed.items())
    ]


def _marked(row: Row, own: Row | None) -> list[str]:
    if own is None or row["unit34"] != own["unit34"]:
        return []
    return ["own"] if own["gso_code"] in ("", row["gso_code"]) else ["mate"]


def _totals(facts: Facts, lang: Language) -> dict[str, object]:
    """Count for the first paragraph."""
    shown = [year.year for year in facts.years]
    counts = next((year.counts for year in facts.years if year.year == facts.ranked), {})
    return {
        "years": len(shown),
        "which": lang.listed([str(year) for year in sorted(shown)]),
        "briefs": sum(len(year.briefs) for year in facts.years),
        "documents": sum(facts.documents.values()),
        **{name: counts.get(name, 0) for name in facts.units},
    }


def _links(year: Year, code: str) -> dict[str, object]:
    """Make a year's row: what it covers, and its pages in a language."""
    kinds = ("index", "academic", "ministries", "national", "sources")
    names = {kind: page_file(kind, code) for kind in kinds}
    names["trace"] = f"trace/{names['index']}"
    pages = {kind: f"{year.year}/{name}" for kind, name in names.items() if name in year.files}
    return {"year": year.year, "facts": year, "report": pages.pop("index", ""), "pages": pages}


def _line(row: Row, facts: Facts, lang: Language) -> dict[str, object]:
    """Make a province's row: its ranks of one year, and its newest brief."""
    code, region = row["gso_code"], lang.of(row, "region6")
    words = (row["name_vi"], row["name_en"], code, region, row["also"], row["unit34"])
    ranks = facts.ranks.get(facts.ranked, {}).get(code, {})
    made = ((year, _briefs(row, year, lang)) for year in facts.years)
    newest, briefs = next(((year, found) for year, found in made if found), (None, []))
    merged = newest is not None and newest.merged and row["unit34"] != row["name_vi"]
    return {
        "name": row["name_vi"],
        "href": f"provinces/{page_file(row['slug'], lang.code)}",
        "unit": row["unit34"],
        "unit_href": f"provinces/{page_file(slug(row['unit34']), lang.code)}",
        "find": "|".join(words),
        "ranks": [ranks.get(name, "") for name in facts.units],
        "brief_year": newest.year if newest else "",
        "brief_unit": row["unit34"] if merged else "",
        "briefs": briefs,
    }


def _briefs(row: Row, year: Year, lang: Language) -> list[tuple[str, str]]:
    """List the files of a year's brief of a province, or of the unit it is part of."""
    name = slug(row["unit34"] if year.merged else row["name_vi"])
    files = {form: f"{name}.{lang.code}.{form}" for form in FORMS}
    made = year.briefs.get(name, ())
    return [(form, f"{year.year}/briefs/{file}") for form, file in files.items() if file in made]


def _news(facts: Facts, lang: Language) -> dict[str, object]:
    """Say what the latest year brought: more or fewer figures, and changes of method."""
    years = facts.years[:2]
    known = [row for row in facts.breaks if years and int(row["year"]) <= years[0].year]
    last = known[-1]["year"] if known else ""
    return {
        "latest": years[0].year if years else 0,
        "before": years[1].year if len(years) > 1 else 0,
        "units": [
            (facts.indices[row["indicator"]], lang.of(row, "what"))
            for row in facts.units_since
            if years and years[0].merged and int(row["year"]) == years[0].year
        ],
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
