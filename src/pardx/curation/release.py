"""``make release``: all years as one dated archive, equal to the byte while nothing changes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from pardx import __version__
from pardx.curation.archive import Edition, Files, as_json, digest, edition_of, packed
from pardx.curation.tables import FIGURES, all_tables
from pardx.data.catalogue import Catalogue, load_catalogue
from pardx.data.checks import Ground
from pardx.data.export import csv_bytes
from pardx.data.registers import read_register
from pardx.language import LANGUAGES, N_, NP_, Language
from pardx.project import Project
from pardx.provenance import hashes, write_atomically

PREFIX = "pardx-vietnam"
MADE_FROM = (
    *("data", "src/pardx/data", "src/pardx/curation", "src/pardx/analysis/claims.py"),
    "src/pardx/locale",
    *("CITATION.cff", "LICENSE", "LICENSE-DATA"),
)
"""What a release depends on; its date is that of the last commit to one of these."""

TEMPLATES = Path(__file__).parent / "templates"

TABLE = {
    "values": N_("The used value of each figure with its quality and sources"),
    "observations": N_("Each printed figure with its source"),
    "conflicts": N_("Candidates of each contradicted figure and the rule that settled it"),
    "bounds": N_("What a missing score must lie between; bounds, not data"),
    "national": N_("Figures of the nation, its regions and groups, with period and definition"),
    "ministries": N_("Figures of single ministries and agencies, with period and definition"),
    "panel": N_("One row per province and year, one column per indicator and measure"),
    "panel34": N_("Scores carried to the 34 units of July 2025; no ranks"),
    "claims": N_("Claims of the press and of agencies, each recomputed without its publisher"),
    "sources": N_("Who printed a figure, and where"),
    "indicators": N_("What each indicator is"),
    "measures": N_("Which measures and units each indicator has"),
    "units": N_("Units with their ranges"),
    "breaks": N_("First year of each new method"),
    "publishers": N_("Bodies that own the figures"),
    "scopes": N_("Over how many units a family is published"),
    "sums": N_("Which parts add up to which total"),
    "ministry_lists": N_("How many ministries a list ranks"),
    "criteria_sets": N_("Maximum points of PAR INDEX parts by decision and year"),
    "ministry_names": N_("Ministries and agencies in both languages"),
    "tests": N_("Tests named before any result was seen"),
    "samples": N_("How many people each survey asked"),
    "provinces63": N_("The 63 provinces of before July 2025"),
    "units34": N_("The 34 units of July 2025"),
    "merger2025": N_("Which unit of the 34 each of the 63 went to"),
    "adjacency63": N_("Land borders between the 63"),
    "adjacency34": N_("Land borders between the 34"),
    "aliases": N_("Spellings of province names that must be understood"),
}
"""What each table of a release holds."""


def make_release(project: Project) -> tuple[Path, bool]:
    """Write ``dist/pardx-vietnam-<date>.zip``.

    Returns
    -------
    path : Path
        The archive.
    changed : bool
        False when it was there already, equal to the byte.

    Raises
    ------
    DataError
        When a row of any year breaks a rule.
    UsageError
        When neither git nor ``SOURCE_DATE_EPOCH`` gives a date.
    """
    edition = edition_of(project, os.environ, prefix=PREFIX, made_from=MADE_FROM)
    content = packed(contents(project, edition), edition)
    path = project.root / "dist" / f"{edition.name}.zip"
    if path.exists() and path.read_bytes() == content:
        return path, False
    write_atomically(path, content)
    return path, True


def contents(project: Project, edition: Edition) -> Files:
    """Make every file of a release, by its path in the archive."""
    ground = Ground(project, load_catalogue(project))
    tables = all_tables(ground)
    files = {f"data/{name}.csv": csv_bytes(frame) for name, frame in tables.items()}
    files |= {f"data/{name}.parquet": tables[name].to_parquet(index=False) for name in FIGURES}
    for lang in LANGUAGES:
        files[f"codebook.{lang}.md"] = _codebook(tables, ground, edition, Language(lang)).encode()
    for name in ("CITATION.cff", "LICENSE", "LICENSE-DATA"):
        files[name] = (project.root / name).read_bytes()
    files["datapackage.json"] = as_json(datapackage(files, tables, edition, ground))
    files["manifest.json"] = as_json(_manifest(project, edition))
    sums = (f"{digest(content)}  {name}\n" for name, content in sorted(files.items()))
    return files | {"SHA256SUMS": "".join(sums).encode()}


def _columns(project: Project) -> pd.DataFrame:
    return read_register(project, "columns").set_index("column")


def datapackage(
    files: Files, tables: Mapping[str, pd.DataFrame], edition: Edition, ground: Ground
) -> dict[str, object]:
    """Describe a release by the Frictionless standard (tabular data package).

    Parameters
    ----------
    files : dict
        The archive's files so far.
    tables : mapping
        As :func:`pardx.curation.tables.all_tables` returns them.
    edition : Edition
        Its date and commit.
    ground : Ground
        Project and catalogue.
    """
    described = _columns(ground.project)
    say = Language("en")
    resources = [
        _resource(f"data/{name}.csv", files, say(TABLE[name]))
        | {
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "dialect": {"delimiter": ",", "lineTerminator": "\n"},
            "schema": _schema(name, frame, described, ground.catalogue),
        }
        for name, frame in tables.items()
    ]
    return {
        "profile": "data-package",
        "name": "pardx-vietnam",
        "title": "PAR-DX Vietnam",
        "version": __version__,
        "created": f"{edition.moment:%Y-%m-%dT%H:%M:%SZ}",
        "keywords": ["Viet Nam", "PAR INDEX", "SIPAS", "PAPI", "PCI", "DTI"],
        "licenses": [{"name": "CC-BY-4.0", "path": "LICENSE-DATA"}],
        "contributors": [{"title": "PAR-DX contributors", "role": "author"}],
        "sources": [
            {"title": row.name_en, "path": row.url}
            for row in ground.catalogue.publishers.itertuples()
            if row.url
        ],
        "resources": resources,
    }


def _resource(path: str, files: Files, title: str) -> dict[str, object]:
    content = files[path]
    name, _, form = path.removeprefix("data/").partition(".")
    return {
        "name": name,
        "path": path,
        "title": title,
        "format": form,
        "mediatype": "text/csv",
        "bytes": len(content),
        "hash": f"sha256:{digest(content)}",
    }


LOOKED_UP = {"sources": "source_id", "units": "unit", "indicators": "indicator"}
LINKED = ("values", "observations", "bounds", "national", "ministries", "panel34")
KEYS: dict[str, object] = {
    **LOOKED_UP,
    "publishers": "publisher",
    "panel": ["gso_code", "year"],
    "claims": "claim_id",
    "panel34": ["unit34_code", "indicator", "measure", "unit", "year"],
    "provinces63": "gso_code",
    "units34": "unit34_code",
    "merger2025": "gso_code_63",
}
"""What names a row of a table."""


def _schema(
    name: str, frame: pd.DataFrame, described: pd.DataFrame, catalogue: Catalogue
) -> dict[str, object]:
    fields = [
        _field((name, column), dtype, described, catalogue)
        for column, dtype in frame.dtypes.items()
    ]
    own = {"primaryKey": KEYS[name]} if name in KEYS else {}
    links = [
        {"fields": key, "reference": {"resource": table, "fields": key}}
        for table, key in LOOKED_UP.items()
        if name in LINKED and key in frame
    ]
    return {"fields": fields, "missingValues": [""], **own} | (
        {"foreignKeys": links} if links else {}
    )


def _field(
    place: tuple[str, str], dtype: object, described: pd.DataFrame, catalogue: Catalogue
) -> dict[str, str]:
    """Describe a column; what it means in one table only stands before what it usually means."""
    column, here = place[1], ".".join(place)
    if {column, here} & {*described.index}:
        entry = described.loc[here if here in described.index else column]
        kind = "string" if pd.api.types.is_string_dtype(dtype) else entry.type
        return {"name": column, "type": kind, "description": entry.label_en}
    kind = "number" if pd.api.types.is_numeric_dtype(dtype) else "string"
    kind = "boolean" if pd.api.types.is_bool_dtype(dtype) else kind
    return {"name": column, "type": kind, "description": _panel_meaning(column, catalogue)}


def _panel_meaning(column: str, catalogue: Catalogue) -> str:
    """Say what a column of the panel holds: ``<indicator>_<measure>``, or its quality."""
    known = [name for name in catalogue.indicators.index if column.startswith(f"{name}_")]
    if not known:
        return ""
    indicator = max(known, key=len)
    rest = column.removeprefix(f"{indicator}_").replace("_", " ")
    return f"{catalogue.label(indicator, 'en')}: {rest}"


def _codebook(
    tables: Mapping[str, pd.DataFrame], ground: Ground, edition: Edition, lang: Language
) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    room = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )
    room.globals.update(N_=N_, NP_=NP_)
    room.filters["cell"] = markdown_text
    columns = _columns(ground.project).reset_index().to_dict("records")
    text = room.get_template("codebook.md.j2").render(
        lang=lang,
        years=ground.project.years(),
        commit=edition.commit,
        tables=[(name, lang(TABLE[name])) for name in tables],
        columns=columns,
        indicators=[
            _entry(name, tables, ground.catalogue) for name in tables["indicators"].indicator
        ],
    )
    return text.rstrip() + "\n"


def markdown_text(text: str) -> str:
    """Keep a text from the data on one line and free of markup of its own."""
    flat = " ".join(str(text).split())
    marks = str.maketrans({"<": "&lt;", ">": "&gt;", "|": "\\|", "`": "\\`", "[": "\\["})
    return flat.replace("&", "&amp;").translate(marks)


def _entry(
    indicator: str, tables: Mapping[str, pd.DataFrame], catalogue: Catalogue
) -> dict[str, object]:
    about = catalogue.indicators.loc[indicator]
    own, bounds = (
        table[(table.indicator == indicator) & (table.level == "province")]
        for table in (tables["values"], tables["bounds"])
    )
    known = own[own.quality != "X"].groupby("year")["gso_code"].nunique()
    bounded = bounds.groupby("year")["gso_code"].nunique()
    allowed = catalogue.measures[catalogue.measures.indicator == indicator]
    owner = about.publisher in catalogue.publishers.index
    return {
        "id": indicator,
        "about": about,
        "publisher": dict(catalogue.publishers.loc[about.publisher]) if owner else {},
        "measures": [f"{row.level} {row.measure} ({row.unit})" for row in allowed.itertuples()],
        "coverage": [f"{year}: {count}" for year, count in known.items()],
        "bounded": [f"{year}: {count}" for year, count in bounded.items()],
        "breaks": catalogue.breaks[catalogue.breaks.indicator == indicator].to_dict("records"),
    }


def _manifest(project: Project, edition: Edition) -> dict[str, object]:
    inputs = [*project.raw.rglob("*.csv"), *project.catalogue.glob("*.csv")]
    return {
        "commit": edition.commit,
        "date": f"{edition.moment:%Y-%m-%d}",
        "version": __version__,
        "packages": {name: version(name) for name in ("pandas", "pyarrow")},
        "inputs": hashes(inputs, project),
    }
