"""The clean stage: a year's raw tables -> sound observations, used values, province panel."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import pandas as pd

from pardx.data.catalogue import Catalogue
from pardx.data.checks import Ground, check
from pardx.data.geography import provinces, resolver
from pardx.data.raw import read_year
from pardx.data.settle import settle
from pardx.errors import DataError


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
        Every candidate of each contradicted figure.
    """

    observations: pd.DataFrame
    values: pd.DataFrame
    panel: pd.DataFrame
    conflicts: pd.DataFrame


def clean(ground: Ground, year: int) -> Cleaned:
    """Clean one year.

    Raises
    ------
    DataError
        With every broken row of the year; nothing is returned then.
    """
    rows, unreadable = read_year(ground.project, year)
    problems = unreadable + check(rows, ground)
    if problems:
        raise DataError(problems)
    observations = identify(rows, ground)
    values, conflicts = settle(observations)
    return Cleaned(observations, values, province_panel(values, ground), conflicts)


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
        entity=code.map(names).fillna(rows.entity),
        derived=rows.derived.astype(int),
        kind=rows.source_id.map(sources.kind),
        publisher=rows.source_id.map(_independent(sources)),
    )


def _independent(sources: pd.DataFrame) -> pd.Series:
    """Name who stands behind a source: two pages of one house are one voice."""
    host = sources.url.map(lambda url: urlsplit(url).hostname or "")
    named = sources.publisher.where(sources.publisher != "", host)
    return named.where(named != "", sources.index.to_series())


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
        maximum stay apart: the latter's columns end in ``_percent``.
    """
    whole = values[(values.level == "province") & (values.period == "")]
    named = whole.assign(column=_panel_columns(whole, ground.catalogue))
    value, quality = (
        named.pivot(index="gso_code", columns="column", values=part)
        for part in ("value", "quality")
    )
    listed = provinces(ground.project)[["name_vi", "region6_vi"]]
    return (
        listed.set_axis(["province", "region"], axis=1)
        .join(value.astype(float))
        .join(quality.add_suffix("_quality"))
    )


def _panel_columns(whole: pd.DataFrame, catalogue: Catalogue) -> pd.Series:
    known = catalogue.measures
    pointed = known[(known.unit == "points") & (known.level == "province")]
    measure = whole.indicator + "_" + whole.measure
    both = (whole.unit == "percent") & measure.isin(pointed.indicator + "_" + pointed.measure)
    return measure.mask(both, measure + "_percent")
