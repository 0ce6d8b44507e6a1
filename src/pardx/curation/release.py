"""``make release``: all years as one dated archive, equal to the byte while nothing changes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from pandas.io.json import build_table_schema

from pardx import __version__
from pardx.curation.archive import (
    Edition,
    Files,
    as_json,
    digest,
    edition_of,
    markdown_text,
    packed,
)
from pardx.curation.panel_files import CONTENT, column_labels
from pardx.curation.release_tables import FIGURES, all_tables
from pardx.data.dictionary import Dictionary, load_dictionary
from pardx.data.export import csv_bytes
from pardx.data.registers import read_register
from pardx.data.schema import TABLES
from pardx.language import LANGUAGES, N_, Language
from pardx.project import Project
from pardx.provenance import hashes, write_atomically
from pardx.settings import settings
from pardx.templates import render

PREFIX = "pardx-vietnam"
MADE_FROM = (
    *("data", "src/pardx/data", "src/pardx/curation", "src/pardx/stats/press_claims.py"),
    "src/pardx/locale",
    *("CITATION.cff", "LICENSE", "LICENSE-DATA"),
)
"""What a release depends on; its date is that of the last commit to one of these."""

TABLE = {
    "values": N_("The used value of each figure with its reliability and sources"),
    "observations": N_("Each published figure with its source"),
    "conflicts": N_(
        "Published values of each figure on which sources disagree, and the rule that chose one"
    ),
    "bounds": N_("Range within which a score not collected must lie; not data"),
    "national": N_("Figures of the nation, its regions and groups, with period and definition"),
    "ministries": N_("Figures of single ministries and agencies, with period and definition"),
    "panel": CONTENT["panel"],
    "panel_wide": CONTENT["panel_wide"],
    "panel_unit34": CONTENT["panel_unit34"],
    "panel34": N_("Scores carried over to the 34 units of July 2025; no ranks"),
    "claims": N_("Claims of the press and of agencies, each checked against other sources"),
    "sources": N_("Who published a figure, and where"),
    "indicators": N_("What each indicator is"),
    "measures": N_("Which measures and units each indicator has"),
    "units": N_("Units with their ranges"),
    "breaks": N_("First year of each new method"),
    "publishers": N_("Bodies that own the figures"),
    "scopes": N_("How many units a family ranks at a level, by years"),
    "sums": N_("Which parts add up to which total"),
    "sum_exceptions": N_("Totals that their parts are known not to add up to"),
    "ministry_lists": N_("How many ministries a list ranks"),
    "criteria_sets": N_("Maximum points of PAR INDEX parts by decision and year"),
    "ministry_names": N_("Ministries and agencies in both languages"),
    "tests": N_("Registered tests"),
    "targets": N_("What is aimed at, by which decision, for which year"),
    "samples": N_("How many people each survey asked"),
    "provinces63": N_("The 63 provinces before July 2025"),
    "units34": N_("The 34 units of July 2025"),
    "provinces_historic": N_("Provinces that had ceased to be before the 63"),
    "merger2025": N_("Which unit of the 34 each of the 63 went to"),
    "adjacency63": N_("Land borders between the 63"),
    "adjacency34": N_("Land borders between the 34"),
    "aliases": N_("Spellings of province names that must be understood"),
}
"""What each table of a release holds."""


def make_release(project: Project) -> tuple[Path, bool]:
    """Write ``dist/pardx-vietnam-<date>.zip``, without what lies in ``data/local``.

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
    SettingsError
        When ``config.toml`` names figures of one's own.
    """
    project = replace(project, with_local=False)
    settings(project)
    edition = edition_of(project, os.environ, prefix=PREFIX, made_from=MADE_FROM)
    content = packed(contents(project, edition), edition)
    path = project.root / "dist" / f"{edition.name}.zip"
    if path.exists() and path.read_bytes() == content:
        return path, False
    write_atomically(path, content)
    return path, True


def contents(project: Project, edition: Edition) -> Files:
    """Make every file of a release, by its path in the archive."""
    dictionary = load_dictionary(project)
    tables = all_tables(dictionary)
    files = {f"data/{name}.csv": csv_bytes(frame) for name, frame in tables.items()}
    files |= {f"data/{name}.parquet": tables[name].to_parquet(index=False) for name in FIGURES}
    described = read_register(project, "columns").set_index("column")
    schemas = {name: _schema(name, tables, described, dictionary) for name in tables}
    columns = _typed(described, schemas)
    files |= _codebooks(tables, columns, dictionary, edition)
    for name in ("CITATION.cff", "LICENSE", "LICENSE-DATA"):
        files[name] = (project.root / name).read_bytes()
    files["datapackage.json"] = as_json(datapackage(files, schemas, edition, dictionary))
    files["manifest.json"] = as_json(_manifest(project, edition))
    sums = (f"{digest(content)}  {name}\n" for name, content in sorted(files.items()))
    return files | {"SHA256SUMS": "".join(sums).encode()}


def datapackage(
    files: Files, schemas: Mapping[str, object], edition: Edition, dictionary: Dictionary
) -> dict[str, object]:
    """Describe a release by the Frictionless standard (tabular data package).

    Parameters
    ----------
    files : dict
        The archive's files so far.
    schemas : mapping
        Table -> its fields and keys.
    edition : Edition
        Its date and commit.
    dictionary : Dictionary
        Project and catalogue.
    """
    say = Language("en")
    resources = [
        {
            "name": name,
            "path": path,
            "title": say(TABLE[name]),
            "format": "csv",
            "mediatype": "text/csv",
            "bytes": len(files[path]),
            "hash": f"sha256:{digest(files[path])}",
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "dialect": {"delimiter": ",", "lineTerminator": "\n"},
            "schema": schema,
        }
        for name, schema in schemas.items()
        for path in [f"data/{name}.csv"]
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
            for row in dictionary.publishers.itertuples()
            if row.url
        ],
        "resources": resources,
    }


LINKED = ("values", "observations", "bounds", "national", "ministries", "panel34")
"""Tables of figures, whose columns refer to the dictionary as those of the raw tables do."""

KEYS = {
    "panel": ["gso_code", "year", "indicator"],
    "panel_wide": ["gso_code", "year"],
    "panel_unit34": ["gso_code", "year", "indicator"],
    "panel34": ["unit34_code", "indicator", "measure", "unit", "year"],
}
"""What names a row of a table that is no table of ``data``."""

TYPES = {
    "population_year": "year",
    **{name: one.type for table in TABLES.values() for name, one in table.fields.items()},
}
"""What a column of numbers holds."""


def _schema(
    name: str, tables: Mapping[str, pd.DataFrame], described: pd.DataFrame, dictionary: Dictionary
) -> dict[str, object]:
    """Describe a table: one of ``data`` as ``datapackage.json`` there does, others by what is in.

    Constraints and keys hold for tables that are released as they are in ``data``.
    """
    frame = tables[name]
    found = build_table_schema(frame, index=False)["fields"]
    named = "figures" if name in LINKED else {"ministry_names": "ministries"}.get(name, name)
    table = TABLES.get(named)
    same = table.fields if table and name not in LINKED else {}
    held = {column: one.constraints for column, one in same.items() if one.constraints}
    fields = [
        {
            "name": column,
            "type": kind if kind in {"string", "boolean"} else TYPES.get(column, kind),
            "description": _meaning(name, column, described, dictionary),
        }
        | ({"constraints": held[column]} if column in held else {})
        for column, kind in ((one["name"], one["type"]) for one in found)
    ]
    key = [*table.key] if same and {*table.key} <= {*frame} else KEYS.get(name)
    links = [
        {"fields": [column], "reference": {"resource": other * (other != name), "fields": [to]}}
        for column, other, to in (table.links if table else ())
        if column in frame and to in tables.get(other, ())
    ]
    keys = {"primaryKey": key, "foreignKeys": links}
    return {"fields": fields, "missingValues": [""]} | {word: of for word, of in keys.items() if of}


def _meaning(name: str, column: str, described: pd.DataFrame, dictionary: Dictionary) -> str:
    """Say what a column means: in this table, else usually, else as a panel's column."""
    own = name.replace("panel_unit34", "panel")
    for known in (f"{own}.{column}", column):
        if known in described.index:
            return described.at[known, "label_en"]
    return column_labels(dictionary, Language("en")).get(column, "")


def _typed(described: pd.DataFrame, schemas: Mapping[str, dict]) -> list[dict[str, str]]:
    """Add to what columns mean, of one table or of any, the type they have there."""
    types = {
        f"{table}{field['name']}": field["type"]
        for name, schema in schemas.items()
        for table in ("", f"{name}.")
        for field in schema["fields"]
    }
    typed = described.assign(type=described.index.map(types)).dropna(subset=["type"])
    return typed.reset_index().to_dict("records")


def _codebooks(
    tables: Mapping[str, pd.DataFrame],
    columns: list[dict[str, str]],
    dictionary: Dictionary,
    edition: Edition,
) -> Files:
    """Write the codebook in each language."""
    indicators = _entries(tables, dictionary)
    return {
        f"codebook.{lang.code}.md": render(
            "codebook.md.j2",
            lang=lang,
            cell=markdown_text,
            years=dictionary.project.years(),
            commit=edition.commit,
            tables=[(name, lang(TABLE[name])) for name in tables],
            columns=columns,
            indicators=indicators,
        )
        .rstrip()
        .encode()
        + b"\n"
        for lang in map(Language, LANGUAGES)
    }


def _entries(tables: Mapping[str, pd.DataFrame], dictionary: Dictionary) -> list[dict[str, object]]:
    """Say what the codebook holds of each indicator, whatever its language."""
    values = tables["values"]
    coverage = _coverage(values[values.quality != "X"])
    bounded = _coverage(tables["bounds"])
    measures = dictionary.measures
    allowed = measures.level + " " + measures.measure + " (" + measures.unit + ")"
    about = dictionary.indicators.to_dict("index")
    owners = dictionary.publishers.to_dict("index")
    return [
        {
            "id": name,
            "about": about[name],
            "publisher": owners.get(about[name]["publisher"], {}),
            "measures": [*allowed[measures.indicator == name]],
            "coverage": coverage.get(name, []),
            "bounded": bounded.get(name, []),
            "breaks": dictionary.breaks[dictionary.breaks.indicator == name].to_dict("records"),
        }
        for name in tables["indicators"].indicator
    ]


def _coverage(rows: pd.DataFrame) -> dict[str, list[str]]:
    """Count the provinces that each indicator has rows of, year by year."""
    found = rows[rows.level == "province"].groupby(["indicator", "year"])["gso_code"].nunique()
    said = pd.Series([f"{year}: {n}" for (_, year), n in found.items()], found.index, dtype=object)
    return said.groupby("indicator").agg(list).to_dict()


def _manifest(project: Project, edition: Edition) -> dict[str, object]:
    inputs = [*project.raw.rglob("*.csv"), *project.catalogue.glob("*.csv")]
    return {
        "commit": edition.commit,
        "date": f"{edition.moment:%Y-%m-%d}",
        "version": __version__,
        "packages": {name: version(name) for name in ("pandas", "pyarrow")},
        "inputs": hashes(inputs, project),
    }
