"""The dictionary: what each indicator is, in which unit, by whom, and where series break."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from urllib.parse import urlsplit

import pandas as pd

from pardx.data.geography import FRAMES, LOCAL, local_units, provinces
from pardx.data.registers import check_registers, read_register
from pardx.data.schema import FIGURES, TABLES
from pardx.errors import DataError
from pardx.language import SOURCE, column
from pardx.project import Project
from pardx.settings import settings

OPEN = 9999
"""Last year of what is still in force."""

MEASURE_KEY = [*TABLES["measures"].key]
"""What names a row of ``measures.csv``."""

OF_THE_DICTIONARY = (
    *("indicators", "measures", "units", "breaks", "publishers", "ministries", "ministry_lists"),
    *("sums", "sum_exceptions", "scopes", "tests", "samples", "sources", "criteria_sets"),
    *("provinces_historic", "targets"),
)
LEVELS = FIGURES.fields["level"].options


@dataclass(frozen=True)
class Dictionary:
    """The dictionary's tables, as ``data/catalogue/README.md`` describes them.

    Attributes
    ----------
    project : Project
        The checkout; holds geography and spellings.
    indicators : DataFrame
        Labels, direction, publisher; indexed by indicator.
    measures : DataFrame
        One row per allowed (family, indicator, level, measure, unit), with its range.
    units : DataFrame
        Range, decimals and labels; indexed by unit.
    breaks : DataFrame
        First year of each new regime of an indicator.
    publishers : DataFrame
        Who owns a figure; indexed by publisher.
    sources : DataFrame
        Who printed a figure and where; indexed by source_id.
    criteria : DataFrame
        Maximum points of the PAR INDEX parts, with decision, ``first`` and ``last`` year.
    ministries : DataFrame
        English name, and whether it serves the public; indexed by Vietnamese name.
    ministry_lists : DataFrame
        How many units a list of ministries has, by years.
    sums : DataFrame
        How totals add up: ``indicator``, ``way``, ``part`` and its ``weight``, by
        ``first_year`` and ``last_year``.
    sum_exceptions : DataFrame
        Totals and years whose printed parts are known not to add up.
    scopes : DataFrame
        How many units a family ranks at a ``level``, by ``first_year`` and ``last_year``, and
        how many of the first ones are ``named``, where not all are.
    """

    project: Project
    indicators: pd.DataFrame
    measures: pd.DataFrame
    units: pd.DataFrame
    breaks: pd.DataFrame
    publishers: pd.DataFrame
    sources: pd.DataFrame
    criteria: pd.DataFrame
    ministries: pd.DataFrame
    ministry_lists: pd.DataFrame
    sums: pd.DataFrame
    sum_exceptions: pd.DataFrame
    scopes: pd.DataFrame

    def max_points(self, indicator: str, year: int) -> float | None:
        """Return the maximum of a PAR INDEX part in a year; None when it is not printed."""
        found = self.criteria.query("indicator == @indicator and first <= @year <= last")
        return None if found.empty else float(found.max_points.iloc[0])

    def scope(self, family: str, year: int) -> dict[str, int]:
        """Return the levels a family of a year is published at, and how many units each ranks.

        Levels are never mixed: DTI 2024 has one table of 63 provinces and one of 34 units. A
        family that ``scopes.csv`` has no row of, for the year, follows its rows without family.

        Returns
        -------
        dict
            Level of :data:`pardx.data.geography.LOCAL` -> number ranked; empty where no row
            covers the year.
        """
        found = self.scope_rows(family, year)
        return dict(zip(found.level, found.units.astype(int), strict=True))

    def scope_rows(self, family: str, year: int) -> pd.DataFrame:
        """Return the rows of ``scopes.csv`` that hold for a family and year."""
        return self._scopes_in_force(family, year)

    @cached_property
    def _scopes_in_force(self) -> Callable[[str, int], pd.DataFrame]:
        return cache(partial(_in_force, self.scopes))

    def ranked(self, indicator: str, year: int, level: str = "province") -> int:
        """Return how many units an indicator's ranks of a year count over; 0 for none."""
        return self.scope(self.indicators.family[indicator], year).get(level, 0)

    def named(self, indicator: str, year: int) -> tuple[int, int] | None:
        """Return since when only the first places are named, and how many; None for all."""
        family = self.indicators.family[indicator]
        rows = self.scopes[(self.scopes.family == family) & (self.scopes.first_year <= year)]
        rows = rows.dropna(subset="named")
        return None if rows.empty else (int(rows.first_year.iloc[-1]), int(rows.named.iloc[-1]))

    @cached_property
    def allowed(self) -> pd.DataFrame:
        """The measures, those of provinces also at each other local level without its own row."""
        provincial = self.measures[self.measures.level == "province"]
        others = [provincial.assign(level=level) for level in LOCAL if level != "province"]
        every = pd.concat([self.measures, *others], ignore_index=True)
        return every.drop_duplicates(MEASURE_KEY, ignore_index=True)

    def sums_in(self, year: int) -> pd.DataFrame:
        """Return how totals add up in a year, except those that are known not to."""
        exempt = self.sum_exceptions.indicator[self.sum_exceptions.year == year]
        known = self.sums.query("first_year <= @year <= last_year")
        return known[~known.indicator.isin(exempt)]

    def exempt_sums(self, year: int) -> pd.DataFrame:
        """Return how the totals that are known not to add up in a year should."""
        known = self.sums.query("first_year <= @year <= last_year")
        return known.drop(self.sums_in(year).index)

    def level_of(self, year: int) -> str:
        """Return the level a year's report is of: that of most headline indices.

        ``province`` for the 63 until 2024, ``unit34`` for the 34 from 2025 on, unless rows of
        ``scopes.csv`` say otherwise.
        """
        return _main_level(self.scopes, self.indicators.family, year)

    def same_units(self, indicator: str, year: int, level: str) -> bool:
        """Say whether an indicator was published for the same units the year before."""
        before = self.scope(self.indicators.family[indicator], year - 1)
        return not before or level in before

    def other_units(self, indicator: str, year: int) -> pd.Series | None:
        """Return the row of ``scopes.csv`` that says which units are new in a year, if any are."""
        rows = self.scope_rows(self.indicators.family[indicator], year)
        main = rows[rows.level == self.level_of(year)]
        row = (main if len(main) else rows).iloc[0] if len(rows) else None
        same = row is None or self.same_units(indicator, year, row.level)
        return None if same else row

    @cached_property
    def place_names(self) -> pd.Series:
        """Vietnamese names of the 63, of the 34 units and of former provinces, by code."""
        return pd.concat([local_units(self.project, level).name_vi for level in LOCAL])

    @cached_property
    def known_regions(self) -> pd.DataFrame:
        """The regions of the 63 provinces, then of the 34 units, as each unit names its own."""
        listed = [local_units(self.project, level) for level in FRAMES]
        return pd.concat(listed)[["region6_vi", "region6_en"]]

    @cached_property
    def provinces(self) -> pd.DataFrame:
        """The 63 provinces, indexed by GSO code."""
        return provinces(self.project)

    @cached_property
    def tests(self) -> pd.DataFrame:
        """The registered tests, as :func:`registered_tests` reads them."""
        return registered_tests(self.project)

    @cached_property
    def targets(self) -> pd.DataFrame:
        """What is aimed at, by which decision, for which year."""
        return read_register(self.project, "targets")

    def axis(self, indicator: str, lang: str, *, measure: str = "score") -> str:
        """Return an axis label: short name and unit of the indicator's provincial figures."""
        unit = "rank" if measure == "rank" else self._score_units[indicator]
        return f"{self.short(indicator, lang)} ({self.unit(unit, lang)})"

    def unit(self, unit: str, lang: str) -> str:
        """Return what a unit is called on an axis and in a table."""
        return self.units.at[unit, column(self.units, "label", lang)]

    def difference(self, indicator: str, lang: str, *, measure: str = "score") -> str:
        """Return what a difference of two provincial scores, or ranks, is counted in."""
        unit = "rank" if measure == "rank" else self._score_units[indicator]
        return self.counted_in(unit, lang)

    def counted_in(self, unit: str, lang: str) -> str:
        """Return what differences of a unit are counted in; empty for a bare number."""
        return self.units.at[unit, column(self.units, "difference", lang)]

    def ministry(self, name_vi: str, lang: str) -> str:
        """Return a ministry's name in a language; any other name as it is."""
        named = lang != "vi" and name_vi in self.ministries.index
        return self.ministries.at[name_vi, "name_en"] if named else name_vi

    def printed_by(self, source_id: str) -> str:
        """Name who printed a source: its publisher, else its site, else its id."""
        source = self.sources.loc[source_id]
        return source.publisher or urlsplit(source.url).hostname or source_id

    def copied_in(self, source_id: str) -> str:
        """Name the site (on GitHub the repository) that copies a publisher's figures, if any."""
        source = self.sources.loc[source_id]
        address = urlsplit(source.url)
        if source.kind != "compilation" or not address.hostname:
            return ""
        folders = address.path.split("/")[1:3] if address.hostname == "github.com" else []
        return "/".join([address.hostname, *folders])

    def breaks_between(self, indicator: str, first: int, last: int) -> pd.DataFrame:
        """Return the breaks of comparability that lie after ``first``, up to ``last``."""
        return self.breaks.query("indicator == @indicator and @first < year <= @last")

    def list_size(self, indicator: str, services: str, year: int) -> float:
        """Return how many ministries a list ranks; NaN where no source says.

        Parameters
        ----------
        indicator : str
            For example ``dti_total``.
        services : str
            ``yes`` or ``no`` for the lists with and without public services, ``all`` for one
            list of all.
        year : int
            Year the list is of.
        """
        lists = self.ministry_lists.query(
            "indicator == @indicator and first_year <= @year <= last_year"
        )
        found = lists[lists.public_services == ("" if services == "all" else services)]
        return float(found.units.iloc[0]) if len(found) else float("nan")

    @cached_property
    def lists(self) -> dict[tuple[str, str], str]:
        """Map indicator and ministry to the list it is ranked in, where there are two.

        ``yes`` is the list of ministries with public services, ``no`` of those without.
        """
        parted = self.ministry_lists.indicator[self.ministry_lists.public_services != ""]
        services = self.ministries.public_services
        return {
            (indicator, name): services[name] or "yes"
            for indicator in parted.unique()
            for name in services.index
        }

    def breaks_into(self, indicator: str, year: int) -> pd.DataFrame:
        """Return the breaks of comparability between ``year - 1`` and ``year``."""
        return self.breaks_between(indicator, year - 1, year)

    def comparable(self, indicator: str, first: int, last: int) -> bool:
        """Say whether scores of the two years lie in one regime."""
        return self.breaks_between(indicator, first, last).empty

    def limits(self, rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
        """Return the lowest and highest value each row may have; infinite where open.

        Parameters
        ----------
        rows : DataFrame
            Columns of :data:`MEASURE_KEY`, and ``year``; where the measure sets no limit, its
            unit does. A rank lies within the number that was ranked, a change of rank within
            one less.
        """
        own = rows.merge(
            self.allowed[[*MEASURE_KEY, "min", "max"]], how="left", on=MEASURE_KEY, validate="m:1"
        ).set_axis(rows.index)
        low, high = (own[end].fillna(rows.unit.map(self.units[end])) for end in ("min", "max"))
        places = self._number_ranked(rows)
        high = high.mask(places.notna() & (rows.measure == "rank"), places)
        moved = places.notna() & (rows.measure == "rank_change")
        low, high = low.mask(moved, 1 - places), high.mask(moved, places - 1)
        return low.fillna(-float("inf")), high.fillna(float("inf"))

    def _number_ranked(self, rows: pd.DataFrame) -> pd.Series:
        """Return how many units rank with each row's; missing where no scope says."""
        keys = list(zip(rows.family, rows.year, rows.level, strict=True))
        found = {
            (family, year, level): units
            for family, year in {key[:2] for key in keys}
            for level, units in self.scope(family, int(year)).items()
        }
        return pd.Series([found.get(key, float("nan")) for key in keys], index=rows.index)

    def places(self, unit: str) -> int:
        """Return how many decimals a unit is printed with."""
        return int(self.units.at[unit, "decimals"])

    def decimals(self, indicator: str) -> int:
        """Return how many decimals an indicator's scores of provinces are printed with."""
        return self.places(self.score_unit(indicator))

    def score_unit(self, indicator: str) -> str:
        """Return the unit of an indicator's scores of provinces."""
        return self._score_units[indicator]

    @cached_property
    def _score_units(self) -> dict[str, str]:
        """Indicator -> unit of its scores of provinces, or of its values where it has none."""
        ours = self.measures.query("level == 'province' and measure in ['value', 'score']")
        ours = ours.sort_values("measure", ascending=False, kind="stable")
        return dict(zip(ours.indicator, ours.unit, strict=True))

    @cached_property
    def scales(self) -> dict[str, tuple[float, float]]:
        """Indicator -> lowest and highest score of a province, where both are bounded."""
        ours = self.measures.query("level == 'province' and measure in ['value', 'score']")
        units = self.units.loc[ours.unit, ["min", "max"]].set_axis(ours.index)
        ends = ours[["min", "max"]].fillna(units).astype(float).set_axis(ours.indicator).dropna()
        return {name: (low, high) for name, low, high in ends.itertuples()}

    def label(self, indicator: str, lang: str) -> str:
        """Return an indicator's name in a language."""
        return self.indicators.at[indicator, column(self.indicators, "label", lang)]

    def short(self, indicator: str, lang: str) -> str:
        """Return an indicator's name for an axis or a heading, in a language."""
        return self.indicators.at[indicator, column(self.indicators, "short", lang)]

    def is_ranked(self, indicator: str) -> bool:
        """Say whether the publisher ranks provinces on an indicator (PAPI ranks none)."""
        known = self.measures
        return bool(((known.indicator == indicator) & (known.measure == "rank")).any())

    def of_year(self, year: int) -> Dictionary:
        """Return the dictionary with the publishers named as they published a year's results."""
        named = self.publishers
        for text in ("name_en", "name_vi"):
            former = named[text.replace("name", "former")].where(year <= named.former_until)
            named = named.assign(**{text: former.fillna(named[text])})
        return replace(self, publishers=named)

    def owner(self, publisher: str, year: int, lang: str) -> str:
        """Name who publishes figures of a year, as :func:`owner_in` does."""
        return owner_in(self.publishers.at[publisher, column(self.publishers, "name", lang)], year)

    def published_by(self, indicator: str, year: int, lang: str) -> str:
        """Name who publishes an indicator's figures of a year."""
        return self.owner(self.indicators.publisher[indicator], year, lang)

    def region(self, name_vi: str, lang: str) -> str:
        """Return the name of a region, of 63 provinces or of 34 units, in a language."""
        known = self.known_regions
        return known.loc[known.region6_vi == name_vi, column(known, "region6", lang)].iloc[0]


def owner_in(named: str, year: int) -> str:
    """Return the part of a publisher's name that holds for figures of a year.

    Without abbreviation. A successor, noted as ``(from 2025 ...)``, publishes the results of the
    year before.
    """
    name, _, noted = named.partition(" (")
    successor = re.fullmatch(r"(?:from|từ năm) (\d{4}):? (.+)\)", noted)
    return successor[2] if successor and year >= int(successor[1]) - 1 else name


def _in_force(scopes: pd.DataFrame, family: str, year: int) -> pd.DataFrame:
    current = scopes[(scopes.first_year <= year) & ~(scopes.last_year < year)]
    own = current[current.family == family]
    return own if len(own) else current[current.family == ""]


def _main_level(scopes: pd.DataFrame, families: pd.Series, year: int) -> str:
    found = [{*_in_force(scopes, families[name], year).level} for name in settings().headline]
    return max(FRAMES, key=lambda level: sum(level in one for one in found))


def units_of_year(project: Project, year: int) -> pd.DataFrame:
    """Return the units that a year's report is of, as :func:`~pardx.data.geography.local_units`."""
    families = read_register(project, "indicators").set_index("indicator").family
    return local_units(project, _main_level(read_register(project, "scopes"), families, year))


def load_dictionary(project: Project) -> Dictionary:
    """Read the dictionary from ``data/catalogue`` and the sources from ``data/raw``.

    Raises
    ------
    DataError
        With file and line of whatever does not keep the form of its table, or names what
        another table of the dictionary does not know.
    """
    if problems := check_registers(project, OF_THE_DICTIONARY):
        raise DataError(problems)

    def read(name: str) -> pd.DataFrame:
        """Read a register; each empty text, ``<name>_<language>``, is the English one."""
        frame = read_register(project, name)
        english = {one: frame.get(f"{one[:-2]}{SOURCE}") for one in frame}
        filled = {
            one: frame[one].where(frame[one] != "", text)
            for one, text in english.items()
            if text is not None
        }
        return frame.assign(**filled)

    criteria = read_register(project, "criteria_sets")
    years = criteria.years.str.split("-")
    return Dictionary(
        project=project,
        indicators=read("indicators").set_index("indicator"),
        measures=read("measures"),
        units=read("units").set_index("unit"),
        breaks=read("breaks"),
        publishers=read("publishers").set_index("publisher"),
        ministries=read("ministries").set_index("name_vi"),
        ministry_lists=read("ministry_lists"),
        sources=read_register(project, "sources").set_index("source_id"),
        criteria=criteria.assign(first=years.str[0].astype(int), last=years.str[-1].astype(int)),
        sums=read("sums").fillna({"last_year": OPEN}),
        sum_exceptions=read("sum_exceptions"),
        scopes=read("scopes").fillna({"last_year": OPEN}),
    )


def registered_tests(project: Project) -> pd.DataFrame:
    """Read the registered tests; ``docs/methods.md`` logs what changed in them, and why.

    Returns
    -------
    DataFrame
        Indexed by ``test``: ``role`` (``primary`` or ``exploratory``), ``outcome``,
        ``predictor``, ``without`` (parts taken out, joined by ``;``), ``why`` and ``fixed`` (the
        commit since which it is; empty for a test that was added since).
    """
    return read_register(project, "tests").set_index("test")


def survey_samples(project: Project) -> pd.DataFrame:
    """Read how many people a survey asked: ``indicator``, ``year``, ``respondents``, ``source``."""
    return read_register(project, "samples")
