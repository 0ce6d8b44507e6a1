"""``make panel``: all years as one long panel, a wide and a slim one, for any program, described.

Every file holds what ``pardx.panel()`` returns; names have at most 32 characters, for Stata.
"""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pandas as pd

from pardx.curation.archive import markdown_text
from pardx.data.dictionary import Dictionary, load_dictionary
from pardx.data.export import csv_bytes
from pardx.data.geography import FRAMES
from pardx.data.registers import read_register
from pardx.data.spelling import PREFIX
from pardx.language import LANGUAGES, N_, Language
from pardx.pipeline.executors import processes
from pardx.project import Project
from pardx.provenance import write_if_changed
from pardx.stats.panel import (
    FILLED_UNITS,
    FILLED_YEARS,
    LONG,
    PERCENT,
    column_name,
    is_shown_ranked,
    kept_tables,
    slim_panel,
    wide_panel,
)
from pardx.templates import render

STAMP = datetime(2000, 1, 1)
"""Written into every .dta, so that equal data make equal files."""

LABEL = 80
"""Characters of a variable's label in Stata."""

CODED = ("province", "region", "unit", "quality", "measure", "rank_is", "rank_quality")
"""Texts that a .dta holds as numbers with value labels."""

CONTENT = {
    "panel": N_("One row per province, year and indicator, with unit, reliability and rank"),
    "panel_wide": N_("One row per province and year, one column per indicator"),
    "panel_slim": N_(
        "The columns of the wide panel that are known for at least {units} provinces in at least "
        "{years} years"
    ),
    "panel_unit34": N_("One row per unit of July 2025, year and indicator"),
    "panel_unit34_wide": N_("One row per unit of July 2025 and year"),
}
"""What each panel holds."""


RANK_IS = {"printed": N_("printed"), "counted": N_("counted")}


def make_panel(project: Project) -> list[Path]:
    """Write ``data/processed/panel*.csv``, ``.parquet``, ``.dta`` and the codebook.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    DataError
        With every broken row of the first year that has one.
    """
    dictionary = load_dictionary(project)
    tables, labels = panels(dictionary), column_labels(dictionary, Language("en"))
    written = []
    for name, frame in tables.items():
        parts = {
            "csv": csv_bytes(frame),
            "parquet": frame.to_parquet(index=False),
            "dta": _stata(frame, labels),
        }
        written += [_write(project, f"{name}.{end}", content) for end, content in parts.items()]
    for lang in LANGUAGES:
        text = codebook(tables, dictionary, Language(lang))
        written.append(_write(project, f"panel_codebook.{lang}.md", text.encode()))
    return written


def _write(project: Project, name: str, content: bytes) -> Path:
    path = project.cleaned / name
    write_if_changed(path, content)
    return path


def panels(dictionary: Dictionary) -> dict[str, pd.DataFrame]:
    """Make the panels of all years by name: those of :data:`CONTENT` that have a row."""
    years = dictionary.project.years()
    with processes(os.cpu_count() or 1) as pool:
        long = {level: kept_tables(dictionary, years, level, pool=pool) for level in FRAMES}
    wide = {level: wide_panel(one, dictionary) for level, one in long.items() if len(one)}
    found = {"panel": long["province"]}
    if "province" in wide:
        slim = slim_panel(wide["province"])
        found |= {"panel_wide": wide["province"]} | ({"panel_slim": slim} if len(slim) else {})
    if "unit34" in wide:
        found |= {"panel_unit34": long["unit34"], "panel_unit34_wide": wide["unit34"]}
    return found


def _stata(frame: pd.DataFrame, labels: dict[str, str]) -> bytes:
    """Write a panel for Stata: labelled variables, coded texts, a number for each unit.

    ``id`` is the unit's code as a number with its name as label, for ``xtset id year``.
    """
    codes = frame.gso_code.str.removeprefix(PREFIX).astype("int16")
    names = {int(code): name for code, name in zip(codes, frame.province, strict=True)}
    made = frame.drop(columns="province").assign(year=frame.year.astype("int16"))
    made.insert(0, "id", codes)
    made = made.astype(dict.fromkeys(made.columns.intersection(CODED), "category"))
    texts = made.select_dtypes(["object", "str", "string"])
    made = made.assign(**{name: text.fillna("").astype(object) for name, text in texts.items()})
    content = io.BytesIO()
    made.to_stata(
        content,
        write_index=False,
        version=118,
        time_stamp=STAMP,
        variable_labels={name: _cut(labels[name]) for name in made},
        value_labels={"id": names},
    )
    return content.getvalue()


def _cut(label: str) -> str:
    """Shorten a label to what Stata shows, after a whole word."""
    return label if len(label) <= LABEL else label[: LABEL - 3].rpartition(" ")[0] + " ..."


def column_labels(dictionary: Dictionary, lang: Language) -> dict[str, str]:
    """Say what each column that a panel may have is.

    Parameters
    ----------
    dictionary : Dictionary
        Names the indicators.
    lang : Language
        Of the labels.
    """
    meant = read_register(dictionary.project, "columns").set_index("column")
    found = {"id": lang("Code of the province as a number, with its name as label")}
    for name in LONG:
        own = f"panel.{name}"
        found[name] = lang.of(meant.loc[own if own in meant.index else name], "label")
    for name in dictionary.indicators.index:
        label = dictionary.label(name, lang.code)
        found[column_name(f"{name}{PERCENT}")] = lang(
            "{index}, in percent of the maximum", index=label
        )
    for name in dictionary.indicators.index:
        label = dictionary.label(name, lang.code)
        found[column_name(name)] = label
        found[column_name(name, rank=True)] = lang("Rank: {index}", index=label)
    return found


def codebook(tables: Mapping[str, pd.DataFrame], dictionary: Dictionary, lang: Language) -> str:
    """Describe the panels: files, columns with unit, coverage and publisher, changes of method.

    Parameters
    ----------
    tables : mapping
        As :func:`panels` returns them.
    dictionary : Dictionary
        Project and catalogue.
    lang : Language
        Of the text.
    """
    long, labels = tables["panel"], column_labels(dictionary, lang)
    indicators = [_entry(rows, dictionary, labels, lang) for _, rows in long.groupby("indicator")]
    known = {one["indicator"].removesuffix(PERCENT) for one in indicators}
    limits = {"units": FILLED_UNITS, "years": FILLED_YEARS}
    return (
        render(
            "panel_codebook.md.j2",
            lang=lang,
            cell=markdown_text,
            first=int(long.year.min()),
            last=int(long.year.max()),
            tables=[
                (name, lang(CONTENT[name], **limits), *one.shape) for name, one in tables.items()
            ],
            columns=[(name, labels[name]) for name in LONG],
            indicators=indicators,
            breaks=dictionary.breaks[dictionary.breaks.indicator.isin(known)].to_dict("records"),
        ).rstrip()
        + "\n"
    )


def _entry(
    rows: pd.DataFrame, dictionary: Dictionary, labels: dict[str, str], lang: Language
) -> dict[str, object]:
    """Describe an indicator: its column, what it is, unit, years, how well it is known."""
    indicator = rows.indicator.iloc[0]
    stem = indicator.removesuffix(PERCENT)
    about = dictionary.indicators.loc[stem if stem in dictionary.indicators.index else indicator]
    units = [dictionary.unit(unit, lang.code) for unit in rows.unit.unique() if unit != "rank"]
    ranks = sorted({*rows.rank_is.dropna()}, reverse=True)
    shown = bool(ranks) and is_shown_ranked(indicator, dictionary)
    owner = about.publisher in dictionary.publishers.index
    return {
        "indicator": indicator,
        "column": column_name(indicator),
        "rank_column": column_name(indicator, rank=True) if shown else "",
        "label": labels[column_name(indicator)],
        "unit": "; ".join(units),
        "years": f"{rows.year.min()}-{rows.year.max()}",
        "values": int(rows.value.count()),
        "ranks": int(rows["rank"].count()),
        "rank_is": ", ".join(lang(RANK_IS[one]) for one in ranks),
        "publisher": lang.of(dictionary.publishers.loc[about.publisher], "name") if owner else "",
    }
