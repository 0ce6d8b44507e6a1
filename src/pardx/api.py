"""The data and the registered tests as plain pandas: what ``import pardx`` offers.

Everything takes and returns frames. Names of indicators are those of ``pardx.indicators()``; their
English and Vietnamese names are understood too. What is misspelt is answered with the nearest.
"""

from __future__ import annotations

import warnings

import pandas as pd

from pardx.asked import Names, Years, chosen_indicators, chosen_years
from pardx.data import breaks as methods
from pardx.data.dictionary import Dictionary, load_dictionary
from pardx.data.geography import FRAMES, level_of, local_units
from pardx.data.names import nearest_unit, resolver
from pardx.errors import MethodBreakWarning, UnmatchedWarning, UsageError, nearest
from pardx.project import Project
from pardx.settings import settings
from pardx.stats.panel import PERCENT, UNIT, column_name, kept_tables, wide_panel


def panel(
    years: Years = None,
    indicators: Names = None,
    level: str = "province",
    wide: bool = False,
) -> pd.DataFrame:
    """Return the panel of provinces and years: every used figure of a full year.

    Parameters
    ----------
    years : int or iterable of int, optional
        All years with data when None.
    indicators : str or iterable of str, optional
        Of :func:`indicators`; all that are published of the level when None.
    level : str
        ``province`` for the 63 provinces before July 2025, ``unit34`` for the 34 units.
    wide : bool
        One row per province and year and one column per indicator, instead of one row per
        province, year and indicator.

    Returns
    -------
    DataFrame
        Long: ``gso_code``, ``province``, ``region``, ``year``, ``indicator``, ``value`` in
        ``unit`` (missing where only a rank is known, or where sources contradict each other),
        ``quality`` (A official or two sources, B one source, C derived, X contradicted),
        ``measure``, ``rank`` out of ``rank_of``, ``rank_is`` (``printed``, or ``counted`` from a
        full list of scores) and ``rank_quality``. Wide: the values, and ``<indicator>_rank`` for
        indices that are ranked; names have at most 32 characters, every province is in every
        year, and ``attrs["ranks"]`` says which ranks are printed and which counted.
        ``attrs["breaks"]`` lists each change of method within the years.

    Raises
    ------
    UsageError
        For a year without data, and for an unknown level or indicator, with the nearest.
    DataError
        With file, line, rule and fix of every row that breaks a rule.

    Warns
    -----
    MethodBreakWarning
        When the scores of a named indicator, or of any in a wide panel, cross a change of method.

    Notes
    -----
    All years take some ten seconds once, then half a second: the user's cache keeps them for as
    long as the data are the same.

    Examples
    --------
    >>> one = panel(2022, ["dti_total", "pci_total"])
    >>> one[one.province == "Cần Thơ"][["indicator", "value", "rank", "rank_is"]].values.tolist()
    [['dti_total', 0.6924, 5.0, 'printed'], ['pci_total', 66.94, 19.0, 'counted']]
    >>> panel([2021, 2022], "pci_total", wide=True).shape
    (126, 6)
    """
    if level not in FRAMES:
        raise UsageError(
            f"panel: no level {level!r}{nearest(str(level), FRAMES)} (known: {', '.join(FRAMES)})"
        )
    dictionary = load_dictionary(Project.here())
    chosen = chosen_years(years, dictionary.project, "panel")
    names = chosen_indicators(indicators, dictionary, "panel")
    long = kept_tables(dictionary, chosen, level)
    if names is not None:
        long = long[long.indicator.isin(names)].reset_index(drop=True)
    known = [*dict.fromkeys(long.indicator if names is None else names)]
    broken = _crossed(dictionary, known, chosen)
    made = _wide(long, dictionary, names) if wide else long
    made.attrs["breaks"] = broken.to_dict("records")
    if len(broken) and (wide or names is not None):
        _warn_of_breaks(broken)
    return made


def _wide(long: pd.DataFrame, dictionary: Dictionary, names: list[str] | None) -> pd.DataFrame:
    if long.empty:
        return pd.DataFrame(columns=[*UNIT, *map(column_name, names or ())])
    made = wide_panel(long, dictionary)
    lacking = [one for one in map(column_name, names or ()) if one not in made]
    return made.assign(**dict.fromkeys(lacking, float("nan")))


def _crossed(dictionary: Dictionary, names: list[str], years: list[int]) -> pd.DataFrame:
    """Return the breaks of some indicators within some years."""
    stems = {name.removesuffix(PERCENT) for name in names} | {*names}
    known = dictionary.breaks[dictionary.breaks.indicator.isin(stems)]
    return known[known.year.between(min(years) + 1, max(years))].reset_index(drop=True)


def _warn_of_breaks(broken: pd.DataFrame) -> None:
    """Warn, in the name of who has called the API, of scores that cross a break."""
    by_name = broken.groupby("indicator", sort=False)["year"].agg(lambda y: sorted({*y}))
    ordered = sorted(by_name.index, key=lambda name: name not in settings().headline)
    said = "; ".join(f"{name} in {', '.join(map(str, by_name[name]))}" for name in ordered[:3])
    more = f"; and {len(ordered) - 3} more" if len(ordered) > 3 else ""
    warnings.warn(
        f"the method changed within these years: {said}{more}. Scores of different methods are "
        "not comparable: pool them within pardx.regimes(panel, indicator), or use ranks; "
        "pardx.breaks(indicator, years) says what changed",
        MethodBreakWarning,
        stacklevel=3,
    )


def values(years: Years = None, indicators: Names = None, level: str | None = None) -> pd.DataFrame:
    """Return the used value of every figure, also above the provinces and within a year.

    Parameters
    ----------
    years, indicators
        As :func:`panel` takes them.
    level : str, optional
        For example ``national``, ``region`` or ``ministry``; all when None.

    Returns
    -------
    DataFrame
        One row per figure: ``year``, ``level``, ``gso_code``, ``entity``, ``indicator``,
        ``measure``, ``unit``, ``period`` (empty for the full year), ``value``, ``quality``,
        ``sources`` (ids joined by ``;``) and how sources that disagree were reconciled.

    Raises
    ------
    UsageError, DataError
        As :func:`panel`.

    Examples
    --------
    >>> found = values(2022, "par_index", level="national")
    >>> found[found.entity == "Trung bình 63 tỉnh"].value.tolist()
    [84.79]
    """
    return _figures("values", years, indicators, level)


def observations(
    years: Years = None, indicators: Names = None, level: str | None = None
) -> pd.DataFrame:
    """Return every published figure, one row for each source that prints it.

    Parameters
    ----------
    years, indicators, level
        As :func:`values` takes them.

    Returns
    -------
    DataFrame
        As printed, with ``source_id``, ``publisher``, ``file`` and ``line``.

    Raises
    ------
    UsageError, DataError
        As :func:`panel`.

    Examples
    --------
    >>> observations(2022, "sipas", level="province").source_id.nunique() > 10
    True
    """
    return _figures("observations", years, indicators, level)


def _figures(what: str, years: Years, indicators: Names, level: str | None) -> pd.DataFrame:
    dictionary = load_dictionary(Project.here())
    chosen = chosen_years(years, dictionary.project, what)
    names = chosen_indicators(indicators, dictionary, what)
    found = kept_tables(dictionary, chosen, what)
    if level is not None:
        known = sorted(found.level.unique())
        if level not in known:
            hint = nearest(str(level), known)
            raise UsageError(f"{what}: no level {level!r}{hint} (known: {', '.join(known)})")
        found = found[found.level == level]
    found = found if names is None else found[found.indicator.isin(names)]
    return found.reset_index(drop=True)


def indicators() -> pd.DataFrame:
    """List the indicators: names in English and Vietnamese, unit, publisher, definition.

    Returns
    -------
    DataFrame
        Indexed by ``indicator``; ``column`` is its name in a wide panel (empty where nothing is
        published of provinces), ``unit`` that of its figures of provinces, ``ranked`` whether
        its publisher ranks them.

    Examples
    --------
    >>> indicators().loc["sipas", ["label_vi", "unit"]].tolist()
    ['Chỉ số hài lòng về sự phục vụ hành chính (SIPAS)', 'percent']
    """
    dictionary = load_dictionary(Project.here())
    ours = dictionary.measures[dictionary.measures.level == "province"]
    listed = dictionary.indicators
    has_own = listed.index.isin(ours.indicator)
    units = {
        name: dictionary.score_unit(name)
        for name in listed.index
        if name in {*ours.indicator[ours.measure.isin(["score", "value"])]}
    }
    return listed.assign(
        column=pd.Series(map(column_name, listed.index), index=listed.index).where(has_own, ""),
        unit=listed.index.map(units).fillna(""),
        ranked=[dictionary.is_ranked(name) for name in listed.index],
    )


def breaks(indicator: Names = None, years: Years = None) -> pd.DataFrame:
    """List the changes of method: scores before and after one are not comparable.

    Parameters
    ----------
    indicator : str or iterable of str, optional
        All when None.
    years : iterable of int, optional
        Only the changes within these years, after the first of them.

    Returns
    -------
    DataFrame
        ``indicator``, first ``year`` of the new method, ``what_en``, ``what_vi``, ``source``.

    Raises
    ------
    UsageError
        As :func:`panel`.

    Examples
    --------
    >>> breaks("sipas", [2021, 2022]).year.tolist()
    [2022]
    """
    dictionary = load_dictionary(Project.here())
    names = chosen_indicators(indicator, dictionary, "breaks")
    chosen = chosen_years(years, dictionary.project, "breaks")
    return _crossed(dictionary, [*dictionary.indicators.index] if names is None else names, chosen)


def regimes(panel: pd.DataFrame, indicator: str) -> pd.Series:
    """Name for each row of a panel the run of years in which an indicator kept its method.

    Parameters
    ----------
    panel : DataFrame
        With a column ``year``.
    indicator : str
        One of :func:`indicators`.

    Returns
    -------
    Series
        Such as ``2020-2021``, on the index of ``panel``: group by it, or let effects differ.

    Raises
    ------
    UsageError
        Without a column ``year``, or for an unknown indicator.

    Examples
    --------
    >>> frame = panel([2020, 2021, 2022, 2023], wide=False)
    >>> regimes(frame, "sipas").unique().tolist()
    ['2020-2021', '2022-2023']
    """
    if "year" not in panel:
        raise UsageError("regimes: the panel has no column 'year'")
    dictionary = load_dictionary(Project.here())
    [name] = chosen_indicators(indicator, dictionary, "regimes")
    years = sorted(panel.year.unique())
    runs = methods.regimes(dictionary.breaks, name.removesuffix(PERCENT), [int(y) for y in years])
    named = {
        year: f"{first}-{last}" if first < last else f"{first}"
        for first, last in runs
        for year in years
        if first <= year <= last
    }
    return panel.year.map(named).rename("regime")


def join(frame: pd.DataFrame, other: pd.DataFrame, on: str = "Tỉnh") -> pd.DataFrame:
    """Join your own table to a panel by the names of provinces, however they are spelt.

    Parameters
    ----------
    frame : DataFrame
        A panel, with a column ``gso_code``.
    other : DataFrame
        Your table, one row per province; with a column ``year``, one per province and year.
    on : str
        Its column of names or GSO codes.

    Returns
    -------
    DataFrame
        ``frame`` with the other columns of ``other``. ``attrs["unmatched"]`` lists the names that
        are no province (``other``), and the provinces without a row (``frame``).

    Raises
    ------
    UsageError
        When there is no such column, two rows mean one province, or both tables have a column
        of one name.

    Warns
    -----
    UnmatchedWarning
        With every name that is no province, and the nearest one.

    Examples
    --------
    >>> own = pd.DataFrame({"Tỉnh": ["TP Cần Thơ", "ha noi"], "staff": [120, 900]})
    >>> joined = join(panel(2022, "dti_total", wide=True), own)
    >>> joined.set_index("province").staff.dropna().to_dict()
    {'Hà Nội': 900.0, 'Cần Thơ': 120.0}
    """
    for table, name, what in ((other, on, "your table"), (frame, "gso_code", "the panel")):
        if name not in table:
            hint = nearest(name, map(str, table.columns))
            raise UsageError(f"join: {what} has no column {name!r}{hint}")
    project, level = Project.here(), level_of(frame.gso_code)
    resolve = resolver(project, level)
    codes = other[on].map(lambda name: resolve(str(name).strip()))
    keys = ["gso_code", *(["year"] if "year" in other and "year" in frame else [])]
    both = other.columns.intersection(frame.columns).difference([on, *keys])
    if len(both):
        raise UsageError(f"join: both tables have {', '.join(both)}; rename it in yours")
    mine = other.drop(columns=[on, "gso_code"], errors="ignore").assign(gso_code=codes)
    mine = mine[codes.notna()]
    if mine.duplicated(keys).any():
        names = other[on][mine.index[mine.duplicated(keys, keep=False)]]
        raise UsageError(f"join: several rows of one province: {', '.join(names.astype(str)[:6])}")
    made = frame.merge(mine, how="left", on=keys, validate="m:1")
    made.attrs = dict(frame.attrs)
    lost = [*other[on][codes.isna()].astype(str).unique()]
    units = local_units(project, level).name_vi
    without = units[units.index.isin(frame.gso_code) & ~units.index.isin(mine.gso_code)]
    made.attrs["unmatched"] = {"other": lost, "frame": [*without]}
    if lost:
        said = ", ".join(f"{name!r}{nearest_unit(name, project, level)}" for name in lost)
        warnings.warn(f"join: no province, left out: {said}", UnmatchedWarning, stacklevel=2)
    return made
