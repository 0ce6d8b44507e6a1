"""The panel that is analysed: long, wide, slim, and as the estimators take it.

The only way from used values to a panel of several years: ``pardx.panel``, ``make panel`` and the
release take it here; ranks are those of :func:`pardx.stats.ranks.used_ranks`, as on the pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from functools import partial

import pandas as pd

from pardx.data.cache import cached
from pardx.data.clean import local_panel, of_full_year, used_values
from pardx.data.dictionary import Dictionary, load_dictionary
from pardx.data.geography import FRAMES, LOCAL, level_of, local_units
from pardx.errors import UsageError
from pardx.project import Project
from pardx.settings import settings
from pardx.stats.association import SIPAS_POINTS
from pardx.stats.ranks import COUNTED, PRINTED, all_scores, is_full

MEASURES = ("score", "value", "share", "count")
"""What the ``value`` of a long panel may be; an indicator has one of them."""

KEY = ["gso_code", "year", "indicator"]
UNIT = ["gso_code", "province", "region", "year"]
"""What every panel begins with."""

LONG = (
    *UNIT,
    *("indicator", "value", "unit", "quality", "measure"),
    *("rank", "rank_of", "rank_is", "rank_quality"),
)
"""Columns of a long panel."""

PERCENT = "_percent"
"""Ending of an indicator printed in percent of its maximum, beside one in points."""

RANK = "_rank"
LONGEST = 32
"""Characters of a variable's name in Stata."""


WAYS = 4
"""Into how many shares the years are split that other processes clean."""

FILLED_UNITS, FILLED_YEARS = 50, 5
"""A column of the slim panel is known for so many provinces in at least so many years."""


def kept_tables(
    dictionary: Dictionary, years: Iterable[int], part: str, *, pool: Executor | None = None
) -> pd.DataFrame:
    """Return a table of several years, from the user's cache where it has them.

    Parameters
    ----------
    dictionary : Dictionary
        Project and catalogue.
    years : iterable of int
        Years with data.
    part : str
        ``province`` or ``unit34`` for the :func:`long_panel` of that level, ``values`` or
        ``observations`` for those of :func:`pardx.data.clean.used_values`.
    pool : Executor, optional
        Processes that clean the years which are not kept; this one does when None.

    Raises
    ------
    DataError
        With every broken row of the first year that has one.
    """
    make = partial(_made, dictionary) if pool is None else partial(_made_apart, dictionary, pool)
    return _below(cached(dictionary.project, years, part, make))


def all_years(
    values: Iterable[pd.DataFrame], dictionary: Dictionary, level: str = "province"
) -> pd.DataFrame:
    """Lay the long panels of several years below each other.

    Parameters
    ----------
    values : iterable of DataFrame
        Used values, one frame a year.
    dictionary, level
        As :func:`long_panel` takes them.
    """
    return _below([long_panel(one, dictionary, level) for one in values])


def _below(parts: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([one for one in parts if len(one)] or parts, ignore_index=True)


def _made(dictionary: Dictionary, years: Iterable[int]) -> Iterator[dict[str, pd.DataFrame]]:
    """Make all that the cache keeps of some years."""
    for year in years:
        observations, values, _ = used_values(dictionary, year)
        panels = {level: long_panel(values, dictionary, level) for level in FRAMES}
        yield {"values": values, "observations": observations, **panels}


def _made_apart(
    dictionary: Dictionary, pool: Executor, years: Sequence[int]
) -> Iterator[dict[str, pd.DataFrame]]:
    """Do the same in other processes, each of which takes every so-manieth year."""
    ways = min(WAYS, len(years))
    shares = [years[start::ways] for start in range(ways)]
    done = pool.map(partial(_of_project, dictionary.project), shares)
    made = {
        year: one
        for share, found in zip(shares, done, strict=True)
        for year, one in zip(share, found, strict=True)
    }
    yield from (made[year] for year in years)


def _of_project(project: Project, years: list[int]) -> list[dict[str, pd.DataFrame]]:
    return [*_made(load_dictionary(project), years)]


def long_panel(
    values: pd.DataFrame, dictionary: Dictionary, level: str = "province"
) -> pd.DataFrame:
    """Lay a year's used values out as one row per unit and indicator.

    Parameters
    ----------
    values : DataFrame
        As :func:`pardx.data.clean.used_values` returns them, of one year.
    dictionary : Dictionary
        Names, units, and how many were ranked.
    level : str
        ``province`` for the 63 provinces, ``unit34`` for the 34 units of July 2025.

    Returns
    -------
    DataFrame
        :data:`LONG`. ``value`` in ``unit``, missing where only a rank is known and where sources
        contradict each other (``quality`` X); ``measure`` says whether it is a score, value,
        share or count. ``rank`` of ``rank_of`` places; ``rank_is`` says whether it is printed or
        counted from a full list of scores, as on the pages. No row where nothing is published
        of the level.
    """
    year = int(values.year.iloc[0])
    figures = of_full_year(values, dictionary, level)
    figures = figures[figures.level == level]
    if figures.empty:
        return pd.DataFrame(columns=list(LONG))
    main = figures[figures.measure.isin(MEASURES)]
    main = main.assign(indicator=_named(main))
    ranks = figures[figures.measure == "rank"].rename(
        columns={"value": "rank", "quality": "rank_quality"}
    )
    ranks = ranks.assign(
        rank_is=pd.Series(PRINTED, index=ranks.index, dtype=object).where(ranks["rank"].notna()),
        rank_of=ranks.indicator.map(
            {name: dictionary.ranked(name, year, level) for name in ranks.indicator.unique()}
        ),
    )
    long = main[["gso_code", "indicator", "value", "unit", "quality", "measure"]].merge(
        ranks[["gso_code", "indicator", "rank", "rank_of", "rank_is", "rank_quality"]],
        how="outer",
        on=["gso_code", "indicator"],
        validate="1:1",
    )
    long = _counted(long.assign(year=year), values, dictionary, level)
    units = local_units(dictionary.project, level)
    long = long.assign(
        province=long.gso_code.map(units.name_vi),
        region=long.gso_code.map(units.region6_vi),
        measure=long.measure.fillna("rank"),
        unit=long.unit.fillna("rank"),
    )
    numbers = {"value": float, "rank": float, "rank_of": float}
    return long[list(LONG)].astype(numbers).sort_values(KEY, ignore_index=True)


def _named(main: pd.DataFrame) -> pd.Series:
    """Name an indicator printed in percent of its maximum apart from itself in points."""
    return main.indicator.mask(main.column.str.endswith(PERCENT), main.indicator + PERCENT)


def _counted(
    long: pd.DataFrame, values: pd.DataFrame, dictionary: Dictionary, level: str
) -> pd.DataFrame:
    """Fill in the ranks that are counted where a year's list of scores is full."""
    panel = local_panel(values, dictionary, level)
    scored = long[(long.measure == "score") & long.value.notna() & long["rank"].isna()]
    full = [name for name in scored.indicator.unique() if is_full(panel, name)]
    if not full:
        return long
    everyone = pd.DataFrame({name: all_scores(panel, name) for name in full})
    ranks = everyone.rank(ascending=False, method="min").unstack()
    rank = ranks.reindex(pd.MultiIndex.from_frame(long[["indicator", "gso_code"]]))
    counted = rank.notna().to_numpy() & long["rank"].isna()
    return long.assign(
        rank=long["rank"].where(~counted, rank.to_numpy()),
        rank_of=long.indicator.map(everyone.count()).fillna(long.rank_of),
        rank_is=long.rank_is.where(~counted, COUNTED),
    )


def column_name(indicator: str, *, rank: bool = False) -> str:
    """Name a wide panel's column: the indicator, cut where Stata would not take it whole."""
    end = RANK if rank else PERCENT if indicator.endswith(PERCENT) else ""
    stem = indicator if rank else indicator.removesuffix(end)
    return stem[: LONGEST - len(end)].rstrip("_") + end


def is_shown_ranked(indicator: str, dictionary: Dictionary) -> bool:
    """Say whether a wide panel has a column of an indicator's ranks.

    It has one where the publisher ranks provinces, and for the headline indices.
    """
    return dictionary.is_ranked(indicator) or indicator in settings().headline


def wide_panel(long: pd.DataFrame, dictionary: Dictionary) -> pd.DataFrame:
    """Spread a long panel over one row per unit and year, one column per indicator.

    Parameters
    ----------
    long : DataFrame
        As :func:`long_panel` returns it, of any number of years.
    dictionary : Dictionary
        Says which indicators are ranked, and lists the units.

    Returns
    -------
    DataFrame
        :data:`UNIT`, then :func:`column_name` of each indicator, and ``<indicator>_rank`` where
        :func:`is_shown_ranked`; every unit in every year. ``attrs["ranks"]`` says of each rank
        column whether its ranks are printed or counted.
    """
    level = level_of(long.gso_code)
    units = local_units(dictionary.project, level)[["name_vi", "region6_vi"]]
    units = units.set_axis(["province", "region"], axis=1)
    rows = pd.MultiIndex.from_product([units.index, sorted(long.year.unique())])
    rows = rows.set_names(["gso_code", "year"])
    valued = long[long.measure != "rank"]
    parts = [_spread(valued, "value", rows)]
    shown = [name for name in long.indicator.unique() if is_shown_ranked(name, dictionary)]
    ranked = long[long.indicator.isin(shown) & long["rank"].notna()]
    parts.append(_spread(ranked, "rank", rows))
    wide = pd.concat(parts, axis=1)
    wide = wide[sorted(wide)].reset_index()
    wide = wide.merge(units, left_on="gso_code", right_index=True, validate="m:1")
    wide = wide.sort_values(["year", "gso_code"], ignore_index=True)
    wide = wide[[*UNIT, *wide.columns.difference(UNIT)]]
    kinds = ranked.groupby("indicator", sort=True)["rank_is"].unique()
    wide.attrs["ranks"] = {
        column_name(name, rank=True): " and ".join(sorted(found, reverse=True))
        for name, found in kinds.items()
    }
    return wide


def _spread(long: pd.DataFrame, what: str, rows: pd.MultiIndex) -> pd.DataFrame:
    table = long.pivot(index=["gso_code", "year"], columns="indicator", values=what)
    names = [column_name(name, rank=what == "rank") for name in table]
    return table.set_axis(names, axis=1).reindex(rows)


def slim_panel(wide: pd.DataFrame) -> pd.DataFrame:
    """Keep the well-filled columns of a wide panel, and the years that have one.

    A column is known for :data:`FILLED_UNITS` provinces in at least :data:`FILLED_YEARS` years.
    """
    figures = wide.drop(columns=UNIT)
    filled = figures.groupby(wide.year).count().ge(FILLED_UNITS)
    kept = [name for name in figures if filled[name].sum() >= FILLED_YEARS]
    years = filled.index[filled[kept].any(axis=1)]
    return wide.loc[wide.year.isin(years), [*UNIT, *kept]].reset_index(drop=True)


def year_panels(panel: pd.DataFrame, dictionary: Dictionary) -> dict[int, pd.DataFrame]:
    """Turn a panel, long or wide, into the panels of single years that estimators take.

    Parameters
    ----------
    panel : DataFrame
        As :func:`long_panel` or :func:`wide_panel` returns it; columns of your own beside those
        of a wide one become indicators, ranked among the units that have a value.
    dictionary : Dictionary
        Units, and the points of SIPAS in PAR INDEX.

    Returns
    -------
    dict
        Year -> panel as :func:`pardx.data.clean.local_panel` returns it.

    Raises
    ------
    UsageError
        Where a unit has two rows of one year.
    """
    key = [name for name in KEY if name in panel]
    if panel.duplicated(key).any():
        twice = panel[panel.duplicated(key)].iloc[0]
        raise UsageError(
            f"the panel has {twice.gso_code} twice in {twice.year}; "
            "an analysis needs one row for each province and year"
        )
    long = panel if "indicator" in panel else _melted(panel, dictionary)
    return {int(year): _year_panel(rows, dictionary) for year, rows in long.groupby("year")}


def _year_panel(long: pd.DataFrame, dictionary: Dictionary) -> pd.DataFrame:
    """Build one year's panel of columns ``<indicator>_<measure>``."""
    year, level = int(long.year.iloc[0]), level_of(long.gso_code)
    units = local_units(dictionary.project, level)[["name_vi", "region6_vi"]]
    valued = long[long.measure != "rank"]
    valued = valued.assign(column=[_column(row, dictionary) for row in valued.itertuples()])
    ranked = long[long["rank"].notna()]
    ranked = ranked.assign(column=ranked.indicator + RANK)
    parts = [units.set_axis(["province", "region"], axis=1)]
    for rows, value, quality in ((valued, "value", "quality"), (ranked, "rank", "rank_quality")):
        spread = {
            one: rows.pivot(index="gso_code", columns="column", values=one)
            for one in (value, quality)
        }
        parts += [spread[value].astype(float), spread[quality].add_suffix("_quality")]
    frame = pd.concat([one.reindex(units.index) for one in parts], axis=1)
    places = ranked.groupby("indicator")["rank_of"].max().add_suffix("_places").to_dict()
    most = dictionary.max_points("par_sipas_points", year) if level == "province" else None
    return frame.assign(**places | ({} if most is None else {SIPAS_POINTS: most}))


def _column(row: tuple, dictionary: Dictionary) -> str:
    """Name a value's column as :func:`pardx.data.clean.local_panel` does."""
    stem = row.indicator.removesuffix(PERCENT)
    apart = row.indicator not in dictionary.indicators.index and stem in dictionary.indicators.index
    return f"{stem}_{row.measure}{PERCENT}" if apart else f"{row.indicator}_{row.measure}"


def _melted(wide: pd.DataFrame, dictionary: Dictionary) -> pd.DataFrame:
    """Return a wide panel as a long one.

    Ranks of indicators that no publisher ranks are left to be counted again, from the scores.
    """
    local = dictionary.measures.indicator[dictionary.measures.level.isin(LOCAL)].unique()
    scores = {column_name(name): name for one in local for name in (f"{one}{PERCENT}", one)}
    ranks = {column_name(name, rank=True): name for name in local}
    numbers = [name for name in wide.select_dtypes("number") if name != "year"]
    own = [name for name in numbers if name not in {*scores, *ranks}]
    level = level_of(wide.gso_code)

    def melted(names: Iterable[str], value: str) -> pd.DataFrame:
        return wide.melt(UNIT, [*names], "indicator", value).dropna(subset=value)

    printed = [name for name in ranks if name in wide and dictionary.is_ranked(ranks[name])]
    known = melted([name for name in numbers if name in scores], "value").replace(
        {"indicator": scores}
    )
    ranked = melted(printed, "rank").replace({"indicator": ranks})
    ranked["rank_of"] = [
        dictionary.ranked(row.indicator, row.year, level) for row in ranked.itertuples()
    ]
    mine = melted(own, "value")
    among = mine.groupby(["indicator", "year"])["value"]
    mine = mine.assign(
        rank=among.rank(ascending=False, method="min"), rank_of=among.transform("count")
    )
    long = known.merge(ranked, how="outer", on=[*UNIT, "indicator"], validate="1:1")
    measure = _measures(dictionary)
    long = pd.concat([long, mine], ignore_index=True)
    named = long.indicator.str.removesuffix(PERCENT).map(measure).fillna("score")
    return long.assign(
        measure=named.where(long.value.notna(), "rank"), quality=None, rank_quality=None
    )


def _measures(dictionary: Dictionary) -> dict[str, str]:
    """Map each indicator of provinces to what its value is."""
    ours = dictionary.measures[dictionary.measures.measure.isin(MEASURES)]
    return dict(zip(ours.indicator, ours.measure, strict=True))
