"""The tables of a release: figures of all years, the register of claims, dictionary, geography."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from pardx.analysis.claims import check_claims, load_claims
from pardx.data.catalogue import registered_tests, survey_samples
from pardx.data.checks import Ground
from pardx.data.clean import clean
from pardx.data.geography import provinces
from pardx.data.merger import unit34_code
from pardx.project import Project

Tables = dict[str, pd.DataFrame]

YEARLY = ("values", "observations", "conflicts", "bounds", "national", "ministries")
FIGURES = (*YEARLY, "panel", "panel34", "claims")
"""Tables of figures: as CSV and as Parquet."""

DICTIONARY = (
    *("sources", "indicators", "measures", "units", "breaks", "publishers"),
    *("scopes", "sums", "ministry_lists"),
)
GEOGRAPHY = ("provinces63", "units34", "merger2025", "adjacency63", "adjacency34", "aliases")
WHOLE = ("decimals", "first_year", "last_year", "known", "members")
"""Columns of whole numbers that may miss one."""


def all_tables(ground: Ground) -> Tables:
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
    years = {year: vars(clean(ground, year)) for year in ground.project.years()}
    tables = {name: _joined(years, name) for name in YEARLY}
    tables["panel"] = _by_name(_joined(years, "panel"))
    tables["panel34"] = _joined(years, "units34")
    tables["claims"] = claims_of(years, ground)
    tables |= _dictionary(ground) | _geography(ground.project)
    return {name: _typed(frame) for name, frame in tables.items()}


def claims_of(years: Mapping[int, Mapping[str, pd.DataFrame]], ground: Ground) -> pd.DataFrame:
    """Recompute the register's claims about some years.

    Parameters
    ----------
    years : mapping
        Year -> the tables of :class:`pardx.data.clean.Cleaned`, by name.
    ground : Ground
        Project and catalogue.

    Returns
    -------
    DataFrame
        As :func:`pardx.analysis.claims.check_claims` returns them, year by year.
    """
    regions = provinces(ground.project).set_index("name_vi").region6_vi
    found = []
    for year in years:
        near = [one for one in (year - 1, year) if one in years]
        evidence = [
            {one: years[one][name] for one in near}
            for name in ("observations", "values", "conflicts")
        ]
        register = load_claims(ground.project, year)
        found.append(check_claims(register, *evidence, catalogue=ground.catalogue, regions=regions))
    return pd.concat(found, ignore_index=True)


def _joined(years: Mapping[int, Mapping[str, pd.DataFrame]], name: str) -> pd.DataFrame:
    """Lay a table of all years together, with the year as a column."""
    parts = []
    for year, tables in years.items():
        frame = tables[name]
        frame = frame.reset_index() if frame.index.name else frame
        parts.append(frame if "year" in frame else frame.assign(year=year))
    return pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)


def _by_name(panel: pd.DataFrame) -> pd.DataFrame:
    first = ["gso_code", "year", "province", "region"]
    return panel[[*first, *sorted(panel.columns.difference(first))]]


def _dictionary(ground: Ground) -> Tables:
    known = ground.catalogue
    tables = {name: getattr(known, name) for name in DICTIONARY}
    tables["criteria_sets"] = known.criteria.drop(columns="years").rename(
        columns={"first": "first_year", "last": "last_year"}
    )
    tables["ministry_names"] = known.ministries
    tables["tests"] = registered_tests(ground.project)
    tables["samples"] = survey_samples(ground.project)
    return {
        name: frame.reset_index() if frame.index.name else frame for name, frame in tables.items()
    }


def _geography(project: Project) -> Tables:
    folder = project.raw / "geography"
    return {name: _read(folder / f"{name}.csv") for name in GEOGRAPHY}


def _read(path: Path) -> pd.DataFrame:
    """Read a table of codes as text, those of the 34 marked; lengths and places are numbers."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    numbers = [name for name in frame if name.startswith(("border_km", "centroid"))]
    new = [name for name in frame if name.startswith("unit34_code")]
    marked = frame[new].apply(lambda codes: codes.map(unit34_code))
    return frame.assign(**frame[numbers].apply(pd.to_numeric), **marked)


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Give columns the type the datapackage names: texts, and whole numbers that may miss."""
    whole = frame.columns.intersection(WHOLE)
    texts = frame.select_dtypes(["object", "str"]).columns.difference([*whole, "used"])
    numbers = frame[[*whole]].apply(pd.to_numeric).astype("Int64")
    return frame.assign(**numbers).astype(dict.fromkeys(texts, "string"))
