"""What a user may choose: the parameters of a run and the options, checked before it begins."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from pardx.errors import UsageError, nearest
from pardx.project import Project
from pardx.settings import settings

DIGITS = 9
"""A whole number with more of them is a slip."""

FEWEST_DRAWS = 19
"""With fewer the smallest p-value is above 5 % and a 95 % interval has no ends."""


@dataclass(frozen=True)
class Parameters:
    """The validated parameters of a run.

    Attributes
    ----------
    YEAR : int
        Year of the report, one with data; 0 for what is of no year.
    SEED : int
        Seed of every random draw; where none is given, that of ``config.toml``.
    DRAWS : int
        Bootstrap resamples and permutations; where none are given, those of ``config.toml``.
    PROVINCE : str
        GSO code of a brief's province; empty where no province is meant.
    """

    YEAR: int = 0
    SEED: int = 2022
    DRAWS: int = 9999
    PROVINCE: str = ""

    @classmethod
    def from_mapping(
        cls, given: Mapping[str, object], project: Project, *, need_year: bool = True
    ) -> Parameters:
        """Check names, types and ranges before anything runs.

        Parameters
        ----------
        given : mapping
            Name -> value, as text or as papermill types it.
        project : Project
            The checkout.
        need_year : bool
            Refuse to go without YEAR; a step of no year has none.

        Raises
        ------
        UsageError
            For an unknown name, a value that is no whole number, a year without data, or an
            unknown province.
        """
        known = cls.__dataclass_fields__
        for name in given:
            if name not in known:
                hint = nearest(name.upper(), known)
                raise UsageError(f"unknown parameter {name}{hint} (known: {', '.join(known)})")
        if need_year and "YEAR" not in given:
            raise UsageError(f"YEAR is missing; {_valid_years(project)}")
        numbers = {name: whole(name, given[name]) for name in given if name != "PROVINCE"}
        if "YEAR" in numbers:
            require_data(numbers["YEAR"], project, f"no data for YEAR={numbers['YEAR']}")
        if numbers.get("DRAWS", FEWEST_DRAWS) < FEWEST_DRAWS:
            raise UsageError(f"DRAWS must be at least {FEWEST_DRAWS}, not {numbers['DRAWS']}")
        chosen = settings(project).draws
        usual = {"SEED": chosen.seed, "DRAWS": chosen.default}
        place = str(given.get("PROVINCE", "")).strip()
        if place.isdigit():
            place = place.zfill(2)  # papermill hands the code 01 on as the number 1
        year = numbers.get("YEAR", 0)
        return cls(**usual | numbers, PROVINCE=place and choose_province(place, project, year))


@dataclass(frozen=True)
class Options:
    """How to run, whatever is run: none of this changes a result.

    Attributes
    ----------
    JOBS : int
        How many steps run at a time.
    SCHEDULER : str
        Address of a dask scheduler whose workers take the long computations and the briefs;
        empty: this machine.
    """

    JOBS: int = 1
    SCHEDULER: str = ""

    @classmethod
    def take(cls, given: Mapping[str, str]) -> tuple[Options, dict[str, str]]:
        """Split the options off the other parameters.

        Raises
        ------
        UsageError
            For a number of jobs below one.
        """
        jobs = whole("JOBS", given.get("JOBS", cores()))
        if not jobs:
            raise UsageError("JOBS must be a whole number from 1, not 0")
        rest = {name: value for name, value in given.items() if name not in ("JOBS", "SCHEDULER")}
        return cls(jobs, given.get("SCHEDULER", "")), rest


def cores() -> int:
    """Count the cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def whole(name: str, value: object) -> int:
    """Read a whole number.

    Raises
    ------
    UsageError
        For anything else, or more than :data:`DIGITS` digits.
    """
    text = str(value).strip()
    if isinstance(value, bool) or not (text.isascii() and text.isdigit()):
        raise UsageError(f"{name} must be a whole number, not {shown(text)}")
    if len(text) > DIGITS:
        raise UsageError(f"{name} has {len(text):,} digits; at most {DIGITS} make sense")
    return int(text)


def require_data(year: object, project: Project, otherwise: str) -> None:
    """Refuse what is no year with data.

    Raises
    ------
    UsageError
        Saying what is ``otherwise`` true, with the nearest year and all that have data.
    """
    years = project.years()
    if year in years:
        return
    digits = f"20{year}" if re.fullmatch(r"\d\d", str(year)) else str(year)
    if not years or not re.fullmatch(r"\d{4}", digits):
        hint = nearest(digits, map(str, years))
    else:
        swapped = [one for one in years if sorted(str(one)) == sorted(digits)]
        near = min(swapped or years, key=lambda one: abs(one - int(digits)))
        hint = f"; did you mean {near}?"
    raise UsageError(f"{otherwise}{hint}; {_valid_years(project)}")


def _valid_years(project: Project) -> str:
    return f"years with data: {', '.join(map(str, project.years()))}"


def choose_province(text: str, project: Project, year: int = 0) -> str:
    """Return the code of a province given by code, or by any spelling of its name.

    From 2025 on it is one of the 34 units, before, and without a year, one of the 63.

    Raises
    ------
    UsageError
        With the nearest province.
    """
    from pardx.data.dictionary import units_of_year
    from pardx.data.geography import level_of
    from pardx.data.names import nearest_unit, resolver

    known = units_of_year(project, year).index
    level = level_of(known)
    code = text if text in known else resolver(project, level)(text)
    if code in known:
        return code
    hint = nearest_unit(text, project, level)
    codes = f"a code ({known[0]} to {known[-1]})" if level == "unit34" else "a GSO code (01 to 96)"
    raise UsageError(f"unknown PROVINCE={shown(text)}{hint}; give a name or {codes}")


def shown(text: str) -> str:
    """Quote what was given, cut where it is too long to read."""
    return repr(text if len(text) <= 60 else f"{text[:60]}...")
