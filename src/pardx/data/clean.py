"""The clean stage: a year's raw tables -> sound observations, used values, province panel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import pandas as pd

from pardx.data.bounds import bounds
from pardx.data.catalogue import Catalogue
from pardx.data.checks import Ground, check
from pardx.data.communes import LEVEL as COMMUNE
from pardx.data.communes import sift, stacked
from pardx.data.comparability import across_break
from pardx.data.geography import provinces, resolver
from pardx.data.identities import CHANGE_OF
from pardx.data.merger import units34
from pardx.data.names import fold
from pardx.data.panels import ministries, national
from pardx.data.raw import read_year
from pardx.data.settle import settle
from pardx.errors import DataError, Problem

PLATFORMS = ("Vietnam.vn",)
"""Publishers that reprint others, whom their names in ``sources.csv`` give in brackets."""


@dataclass(frozen=True)
class Cleaned:
    """The tables of one cleaned year.

    Attributes
    ----------
    observations : DataFrame
        One row per printed figure, with GSO code, source, file and line.
    values : DataFrame
        One row per figure: the used value, its quality and sources.
    panel : DataFrame
        63 rows, one column per indicator and measure; indexed by GSO code.
    conflicts : DataFrame
        Every candidate of each contradicted figure, the value used and the rule.
    bounds : DataFrame
        What the neighbours' scores allow where a rank is used and no score; not data.
    national, ministries : DataFrame
        Used values of the levels above and beside provinces, with period and definition.
    units34 : DataFrame
        Provincial values carried to the 34 units of July 2025; no ranks.
    communes, commune_conflicts : DataFrame or None
        Used values and contradicted figures of communes; None in a year without their tables.
    """

    observations: pd.DataFrame
    values: pd.DataFrame
    panel: pd.DataFrame
    conflicts: pd.DataFrame
    bounds: pd.DataFrame
    national: pd.DataFrame
    ministries: pd.DataFrame
    units34: pd.DataFrame
    communes: pd.DataFrame | None = None
    commune_conflicts: pd.DataFrame | None = None


def clean(ground: Ground, year: int, *, with_care: bool = False) -> Cleaned:
    """Clean one year, with the year before as evidence for changes.

    Parameters
    ----------
    ground : Ground
        Project and catalogue.
    year : int
        The year.
    with_care : bool
        Settle every row of communes one by one: the same result, for tests, in a long time.

    Raises
    ------
    DataError
        With every broken row of the year; nothing is returned then.
    """
    rows, unreadable, plain = _read(ground, year, with_care=with_care)
    problems = unreadable + check(rows, ground)
    if problems:
        raise DataError(problems)
    observations = identify(rows, ground)
    values, conflicts = settle(
        observations,
        before=year_before(ground, year, changed_indicators(observations)),
        sums=ground.catalogue.sums,
    )
    if plain is None:
        return _cleaned(observations, values, conflicts, ground)
    above = [table.level != COMMUNE for table in (observations, values, conflicts)]
    ours = (
        table[kept] for table, kept in zip((observations, values, conflicts), above, strict=True)
    )
    return replace(
        _cleaned(*(table.reset_index(drop=True) for table in ours), ground),
        communes=stacked([*plain, values[~above[1]]]),
        commune_conflicts=conflicts[~above[2]].reset_index(drop=True),
    )


def _read(
    ground: Ground, year: int, *, with_care: bool
) -> tuple[pd.DataFrame, list[Problem], list[pd.DataFrame] | None]:
    """Read a year: rows to decide about, what cannot be read, values that need no decision."""
    rows, unreadable = read_year(ground.project, year)
    sifted = sift(ground, year, with_care=with_care)
    if sifted is None:
        return rows, unreadable, None
    rows = pd.concat([rows, sifted.rows], ignore_index=True)
    return rows, unreadable + sifted.problems, sifted.used


def _cleaned(
    observations: pd.DataFrame, values: pd.DataFrame, conflicts: pd.DataFrame, ground: Ground
) -> Cleaned:
    values = values.assign(across_break=across_break(values, ground.catalogue))
    return Cleaned(
        observations=observations,
        values=values,
        panel=province_panel(values, ground),
        conflicts=conflicts,
        bounds=bounds(values),
        national=national(values, ground.catalogue),
        ministries=ministries(values, ground.catalogue),
        units34=carried(values, ground),
    )


def carried(values: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Carry the provinces' values to the 34 units of July 2025."""
    listed = provinces(ground.project)
    codes = pd.Series(listed.index, index=listed.name_vi)
    return units34(values, ground.project, ground.catalogue.indicators.family, codes)


def changed_indicators(observations: pd.DataFrame) -> set[str]:
    """Name the indicators of which a change since the year before is printed."""
    return set(observations.indicator[observations.measure.isin(CHANGE_OF)])


def year_before(ground: Ground, year: int, indicators: set[str]) -> pd.DataFrame | None:
    """Settle some indicators of the year before, as evidence for the year.

    Rows that break a rule are left out here: the year before reports them when it is cleaned.

    Returns
    -------
    DataFrame or None
        Used values; None when the year before has none of the indicators.
    """
    if year - 1 not in ground.project.years() or not indicators:
        return None
    rows, _ = read_year(ground.project, year - 1)
    rows = rows[rows.indicator.isin(indicators)]
    broken = {(problem.file, problem.line) for problem in check(rows, ground)}
    sound = [place not in broken for place in zip(rows.file, rows.line, strict=True)]
    rows = rows[sound].reset_index(drop=True)
    return settle(identify(rows, ground), sums=ground.catalogue.sums)[0] if len(rows) else None


def identify(rows: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Give sound rows their GSO code, official name, numbers, and kind of source.

    Returns
    -------
    DataFrame
        ``gso_code`` is empty for every level but province.
    """
    names = provinces(ground.project).name_vi
    resolve = resolver(ground.project)
    code = rows.entity.where(rows.level == "province", "").map(lambda name: resolve(name) or "")
    sources = ground.catalogue.sources
    return rows.assign(
        gso_code=code,
        entity=code.map(names).fillna(_region_names(rows, ground)),
        derived=rows.derived.astype(int),
        kind=rows.source_id.map(sources.kind),
        publisher=rows.source_id.map(_independent(sources)),
    )


def _region_names(rows: pd.DataFrame, ground: Ground) -> pd.Series:
    """Give the six regions their official name, however a source joins its words."""
    listed = provinces(ground.project).region6_vi.unique()
    official = {fold(name).replace("va", ""): name for name in listed}
    regions = rows.entity[rows.level == "region"]
    named = regions.map(lambda name: official.get(fold(name).replace("va", ""), name))
    return named.reindex(rows.index).fillna(rows.entity)


def _independent(sources: pd.DataFrame) -> pd.Series:
    """Name who stands behind a source: two pages of one house are one voice.

    What a publisher's name says in brackets (language, platform) does not make another house,
    except on a platform that reprints several.
    """
    host = sources.url.map(lambda url: urlsplit(url).hostname or "")
    named = sources.publisher.where(sources.publisher != "", host)
    bare = named.str.replace(r"\s*\([^)]*\)$", "", regex=True).str.replace("&", "")
    house = named.where(bare.isin(PLATFORMS), bare)
    return house.where(house != "", sources.index.to_series())


def province_panel(values: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Spread the provinces' full-year values over columns.

    Parameters
    ----------
    values : DataFrame
        As :func:`pardx.data.settle.settle` returns them.
    ground : Ground
        Provinces, and which measures are printed in two units.

    Returns
    -------
    DataFrame
        63 rows; ``province``, ``region``, then ``<indicator>_<measure>`` and
        ``<indicator>_<measure>_quality``. Parts printed in points and in percent of their
        maximum stay apart: the latter's columns end in ``_percent``. A change of score across a
        break of comparability is no column's value. ``par_sipas_points_max`` is what SIPAS
        counts for in the year's criteria set, where a source prints it.
    """
    whole = values[(values.level == "province") & (values.period == "")]
    refused = across_break(whole, ground.catalogue) & (whole.measure == "score_change")
    whole = whole[~refused]
    named = whole.assign(column=_panel_columns(whole, ground.catalogue))
    value, quality = (
        named.pivot(index="gso_code", columns="column", values=part)
        for part in ("value", "quality")
    )
    listed = provinces(ground.project)[["name_vi", "region6_vi"]]
    panel = (
        listed.set_axis(["province", "region"], axis=1)
        .join(value.astype(float))
        .join(quality.add_suffix("_quality"))
    )
    most = ground.catalogue.max_points("par_sipas_points", int(values.year.max()))
    return panel if most is None else panel.assign(par_sipas_points_max=most)


def _panel_columns(whole: pd.DataFrame, catalogue: Catalogue) -> pd.Series:
    known = catalogue.measures
    pointed = known[(known.unit == "points") & (known.level == "province")]
    measure = whole.indicator + "_" + whole.measure
    both = (whole.unit == "percent") & measure.isin(pointed.indicator + "_" + pointed.measure)
    return measure.mask(both, measure + "_percent")
