"""The tables of a release: figures of all years, the register of claims, dictionary, geography."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pardx.data.clean import clean
from pardx.data.dictionary import Dictionary, registered_tests, survey_samples
from pardx.data.geography import provinces, unit34_code
from pardx.data.registers import read_register
from pardx.data.schema import TABLES
from pardx.project import Project
from pardx.stats.clashing import all_clashes
from pardx.stats.panel import all_years, wide_panel
from pardx.stats.press_claims import check_claims, load_claims

Tables = dict[str, pd.DataFrame]

YEARLY = ("values", "observations", "conflicts", "bounds", "national", "ministries")
FIGURES = (*YEARLY, "panel", "panel_wide", "panel_unit34", "panel34", "claims")
"""Tables of figures: as CSV and as Parquet."""

DICTIONARY = (
    *("sources", "indicators", "measures", "units", "breaks", "publishers"),
    *("scopes", "sums", "sum_exceptions", "ministry_lists", "targets"),
)
GEOGRAPHY = (
    *("provinces63", "units34", "provinces_historic", "merger2025"),
    *("adjacency63", "adjacency34"),
)
WHOLE = ("first_year", "former_until", "last_year", "known", "members", "named")
"""Columns of whole numbers that may miss one."""


def all_tables(dictionary: Dictionary) -> Tables:
    """Clean all years and join them; claims, dictionary and geography follow.

    Returns
    -------
    dict
        Name of the table -> table, its texts and whole numbers typed as the datapackage says.

    Raises
    ------
    DataError
        With every broken row of the first year that has one.
    """
    years = {year: vars(clean(dictionary, year)) for year in dictionary.project.years()}
    tables = {name: _joined(years, name) for name in YEARLY}
    clashes = all_clashes(years, dictionary)
    tables["conflicts"] = pd.concat([tables["conflicts"], clashes], ignore_index=True)
    tables |= panels([one["values"] for one in years.values()], dictionary)
    tables["panel34"] = _joined(years, "units34")
    tables["claims"] = claims_of(years, dictionary)
    tables |= _dictionary(dictionary) | _geography(dictionary.project)
    return {name: _typed(frame) for name, frame in tables.items()}


def panels(used: list[pd.DataFrame], dictionary: Dictionary) -> Tables:
    """Make the panels of a release from the used values of each year."""
    panel = all_years(used, dictionary)
    return {
        "panel": panel,
        "panel_wide": wide_panel(panel, dictionary),
        "panel_unit34": all_years(used, dictionary, "unit34"),
    }


def claims_of(
    years: Mapping[int, Mapping[str, pd.DataFrame]], dictionary: Dictionary
) -> pd.DataFrame:
    """Recompute the register's claims about some years.

    Parameters
    ----------
    years : mapping
        Year -> the tables of :class:`pardx.data.clean.Cleaned`, by name.
    dictionary : Dictionary
        Project and catalogue.

    Returns
    -------
    DataFrame
        As :func:`pardx.stats.press_claims.check_claims` returns them, year by year.
    """
    regions = provinces(dictionary.project).set_index("name_vi").region6_vi
    found = []
    for year in years:
        near = [one for one in (year - 1, year) if one in years]
        evidence = [
            {one: years[one][name] for one in near}
            for name in ("observations", "values", "conflicts")
        ]
        register = load_claims(dictionary.project, year)
        found.append(check_claims(register, *evidence, dictionary=dictionary, regions=regions))
    return pd.concat(found, ignore_index=True)


def _joined(years: Mapping[int, Mapping[str, pd.DataFrame]], name: str) -> pd.DataFrame:
    """Lay a table of all years together, with the year as a column."""
    parts = []
    for year, tables in years.items():
        frame = tables[name]
        frame = frame.reset_index() if frame.index.name else frame
        parts.append(frame if "year" in frame else frame.assign(year=year))
    return pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)


def _dictionary(dictionary: Dictionary) -> Tables:
    tables = {name: getattr(dictionary, name) for name in DICTIONARY}
    tables["criteria_sets"] = dictionary.criteria.drop(columns="years").rename(
        columns={"first": "first_year", "last": "last_year"}
    )
    tables["ministry_names"] = dictionary.ministries
    tables["tests"] = registered_tests(dictionary.project)
    tables["samples"] = survey_samples(dictionary.project)
    return {
        name: frame.reset_index() if frame.index.name else frame for name, frame in tables.items()
    }


def _geography(project: Project) -> Tables:
    """Read the geography, the codes of the 34 units marked."""
    tables = {name: read_register(project, name) for name in GEOGRAPHY}
    for frame in tables.values():
        for column in frame.filter(regex="^unit34_code"):
            frame[column] = frame[column].map(unit34_code)
    # The spellings as they were met, composed or not; what is read otherwise is NFC.
    path = project.root / "data" / TABLES["aliases"].path
    return tables | {"aliases": pd.read_csv(path, dtype=str, keep_default_na=False)}


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Give columns the type the datapackage names: texts, and whole numbers that may miss."""
    whole = frame.columns.intersection(WHOLE)
    texts = frame.select_dtypes(["object", "str"]).columns.difference([*whole, "used"])
    numbers = frame[[*whole]].apply(pd.to_numeric).astype("Int64")
    return frame.assign(**numbers).astype(dict.fromkeys(texts, "string"))
